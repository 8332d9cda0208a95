"""The negative list: what a residents' committee may not be asked to do, each with its source.

Words are read clause by clause, so every warning can be explained by the words it quotes. Reading
words cannot be certain: these are warnings, and leave the answer to the clerk.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from accession_cli.i18n import N_
from accession_cli.model.finding import Severity
from accession_cli.model.negative_list import NegativeKind
from accession_cli.model.registry import TaskFile
from accession_cli.model.task import Task
from accession_cli.rules.rule import Breach, KeyPath, over_task
from accession_cli.rules.world import World

_PAPER: Final = "证明"
_SENTENCE: Final = re.compile(r"[。；;！!？?\n]")
_CLAUSE: Final = re.compile(r"[，,。；;：:！!？?\n]")
# 出具的 … speaks of a paper that is there already, and 由公安机关出具 of one by another body.
_ISSUE: Final = re.compile(
    "(?:出具|开具|开出|开立|核发|办理)(?!的)|(?<![公召离打])开(?!的|展|放|设|会|始|具|出|立)"
)
_NOT: Final = re.compile("不|无需|无须|毋需|禁止|严禁|停止|取消|未|杜绝")
_BY_OTHERS: Final = re.compile(
    "由(?!居民委员会|居委会|社区|于)|向.{0,12}(?:申请|申领)|(?:协助|帮助|指导|引导)(?:居民|群众)"
)
_NOT_ASKED: Final = re.compile(
    "不(?:由|得|承担|作为|再|属|应|予|能|要求|负责)|无需|无须|毋需|禁止|严禁|取消"
)
# Words that keep the committee a helper.
_HELPS: Final = re.compile(
    "协助|配合|宣传|报告|上报|反映|反馈|发现|劝导|劝阻|告知|提醒|引导|动员|参与|参加|监督|支持|解释"
)
# What follows a subject when it is part of a body's name, as in 城市管理部门.
_NAME: Final = r"(?!部门|机关|机构|委|局|办|中心|大队|支队|队|人员|单位)"


@over_task(
    "P101",
    "民发〔2020〕20号",
    Severity.WARNING,
    about=N_("A committee is not asked for certificates that it does not issue."),
    says=N_(
        "The words “{words}” ask the committee for a certificate about {subject}, against {source}."
    ),
    mend=N_("Take this out of the task, or say which body issues the certificate."),
)
def no_certificate_is_asked_for(file: TaskFile, world: World) -> Iterator[Breach]:
    for key, text in _texts(file.task):
        if _PAPER in text:
            yield from _certificates(key, text, world)


@over_task(
    "P102",
    "天津市社区减负意见（2019）",
    Severity.WARNING,
    about=N_("A committee is not made the responsible body for what others answer for."),
    says=N_("The words “{words}” make the committee answer for {subject}, against {source}."),
    mend=N_("Say what the committee helps with, and which body is responsible."),
)
def committee_is_not_made_responsible(file: TaskFile, world: World) -> Iterator[Breach]:
    subjects = world.subjects[NegativeKind.RESPONSIBLE_BODY]
    for key, text in _texts(file.task):
        if any(subject in text for subject in subjects):
            for words in _SENTENCE.split(text):
                yield from _answered_for(key, words, subjects)


def _certificates(key: KeyPath, text: str, world: World) -> Iterator[Breach]:
    subjects = world.subjects[NegativeKind.CERTIFICATE]
    for words in _CLAUSE.split(text):
        if _PAPER not in words:
            continue
        issued = _ISSUE.search(words)
        if issued is None:
            continue
        before = words[: issued.start()]
        if _NOT.search(before) or _BY_OTHERS.search(before):
            continue
        for subject, source in subjects.items():
            if subject in words:
                facts = {"words": words.strip(), "subject": subject, "source": source}
                yield Breach(key, facts, clause=source)


def _answered_for(key: KeyPath, words: str, subjects: Mapping[str, str]) -> Iterator[Breach]:
    if _HELPS.search(words) or _NOT_ASKED.search(words):
        return
    for subject, source in subjects.items():
        if re.search(re.escape(subject) + _NAME, words):
            facts = {"words": words.strip(), "subject": subject, "source": source}
            yield Breach(key, facts, clause=source)


def _texts(task: Task) -> Iterator[tuple[KeyPath, str]]:
    yield ("title",), task.title
    yield ("authorization", "content"), task.authorization.content
