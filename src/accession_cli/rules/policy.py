"""The negative list: what a residents' committee may not be asked to do, each with its source.

Words are read clause by clause, so every warning can be explained by the words it quotes. Reading
words cannot be certain: these are warnings, and leave the answer to the clerk.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from accession_cli.finding import Severity
from accession_cli.i18n import N_
from accession_cli.rules import duty_words
from accession_cli.rules.rule import Breach, KeyPath, over_task
from accession_cli.rules.world import World
from accession_cli.scheme.district import NegativeKind
from accession_cli.scheme.registry import TaskFile
from accession_cli.scheme.task import Task

_TARGET: Final[KeyPath] = ("authorization", "target")


@over_task(
    "P101",
    "民发〔2020〕20号",
    Severity.WARNING,
    about=N_("A committee is not asked for certificates that it does not issue."),
    says=N_(
        "The words “{words}” ask the committee for a certificate about {subject}, against {source}."
    ),
    mend=N_("Take this out of the task, or say which body issues the certificate."),
    asked=True,
)
def no_certificate_is_asked_for(file: TaskFile, world: World) -> Iterator[Breach]:
    subjects = world.subjects[NegativeKind.CERTIFICATE]
    for key, text in _texts(file.task):
        if duty_words.PAPER.search(text):
            for words, subject in duty_words.certificates(text, subjects):
                yield _breach(key, words, subject, subjects)


@over_task(
    "P102",
    "天津市社区减负意见（2019）",
    Severity.WARNING,
    about=N_("A committee is not made the responsible body for what others answer for."),
    says=N_("The words “{words}” make the committee answer for {subject}, against {source}."),
    mend=N_("Say what the committee helps with, and which body is responsible."),
    asked=True,
)
def committee_is_not_made_responsible(file: TaskFile, world: World) -> Iterator[Breach]:
    subjects = world.subjects[NegativeKind.RESPONSIBLE_BODY]
    for key, text in _texts(file.task):
        for subject in subjects:
            if subject in text:
                aim = key == _TARGET
                for words in duty_words.answered_for(text, subject, aim=aim):
                    yield _breach(key, words, subject, subjects)


def _breach(key: KeyPath, words: str, subject: str, sources: Mapping[str, str]) -> Breach:
    source = sources[subject]
    return Breach(key, {"words": words, "subject": subject, "source": source}, clause=source)


def _texts(task: Task) -> Iterator[tuple[KeyPath, str]]:
    given = task.authorization
    yield ("title",), task.title
    yield ("authorization", "content"), given.content
    yield _TARGET, given.target
    yield ("authorization", "authority"), given.authority
    yield ("authorization", "workflow"), given.workflow
