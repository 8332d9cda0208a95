"""Keep the questions that no answer was sure of, when a person asks to, and group them.

They stay in this clone and hold no names: what looks like a person's number is masked. A question
of which a person has said which task is meant proposes what else that task is called.
"""

import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from accession_cli.actions.answer import Answer
from accession_cli.entry.answer import Verdict
from accession_cli.files.writing import replace_file
from accession_cli.gitstore.git import Git
from accession_cli.scheme.question_index import said
from accession_cli.secrecy.screening import hidden

#: After these an answer was not sure. What was sure teaches nothing.
UNSURE: Final = {Verdict.PERHAPS, Verdict.NOT_LISTED, Verdict.UNREADABLE}


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptQuestion:
    """A question as it was asked on ``day``.

    ``nearest`` is the id of the first task of the answer, ``this`` the one that a person chose.
    """

    day: str
    text: str
    verdict: str
    nearest: str | None
    this: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionGroup:
    """Questions with the same words: the newest wording, how often, and which task is meant."""

    text: str
    times: int
    nearest: str | None
    this: str | None


def keep(folder: Path, found: Answer) -> bool:
    """Keep the question of *found* beside the registry in *folder*; False if it teaches nothing."""
    reply = found.reply
    if reply.verdict not in UNSURE and not found.said.this:
        return False
    asked = KeptQuestion(
        day=found.now.date().isoformat(),
        text=hidden(found.query.strip()),
        verdict=reply.verdict.value,
        nearest=str(found.tasks[0].row.task.id) if found.tasks else None,
        this=str(found.tasks[0].row.task.id) if found.said.this else None,
    )
    lines = [*_lines(folder), json.dumps(asdict(asked), ensure_ascii=False)]
    replace_file(_place(folder), ("\n".join(lines) + "\n").encode(), private=True)
    return True


def kept(folder: Path) -> tuple[KeptQuestion, ...]:
    """The questions that are kept, the oldest first; a line that cannot be read is left out."""
    found = []
    for line in _lines(folder):
        with suppress(ValueError, TypeError):
            found.append(KeptQuestion(**json.loads(line)))
    return tuple(found)


def grouped(questions: Iterable[KeptQuestion]) -> tuple[QuestionGroup, ...]:
    """The questions by their words, the most frequent first."""
    groups: dict[str, list[KeptQuestion]] = {}
    for one in questions:
        groups.setdefault(said(one.text), []).append(one)
    made = [
        QuestionGroup(
            text=same[-1].text,
            times=len(same),
            nearest=same[-1].nearest,
            this=next((one.this for one in reversed(same) if one.this), None),
        )
        for same in groups.values()
    ]
    return tuple(sorted(made, key=lambda group: (-group.times, group.text)))


def _lines(folder: Path) -> list[str]:
    with suppress(OSError, UnicodeDecodeError):
        return _place(folder).read_text(encoding="utf-8").splitlines()
    return []


def _place(folder: Path) -> Path:
    git = Git.reading(folder, named=False)
    home = git.shared / "accession" if git else folder.parent / ".accession"
    return home / "questions.jsonl"
