"""Keep the answers of a person who stopped, so that the questions go on there later."""

import json
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple

from accession_cli.actions.task_filing import home_of_drafts
from accession_cli.errors import Refusal
from accession_cli.files.writing import replace_file
from accession_cli.i18n import N_
from accession_cli.secrecy.gate import Passage, screened

_ENDING: Final = ".answers.json"

#: Nobody stopped half way, so there is nothing to go on with.
NOTHING_TO_RESUME: Final = Refusal(
    N_("No answers to accession {verb} are kept here, so there is nothing to go on with."),
    N_("Begin with: accession {verb}"),
)


class Answered(NamedTuple):
    """A question, and what was typed or chosen; several choices are a list."""

    question: str
    answer: str | list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswersOf:
    """Where the answers to *verb* about a registry are kept.

    *command* is the command that goes on with them; *about* tells those about one paper from those
    about another.
    """

    folder: Path
    verb: str
    command: str
    about: str = ""

    @property
    def path(self) -> Path:
        """The file in git's own folder that has them."""
        name = f"{self.verb} {self.about}" if self.about else self.verb
        return home_of_drafts(self.folder) / f"{name}{_ENDING}"

    def keep(self, given: Sequence[Answered], inspected_by: str | None = None) -> None:
        """Keep the answers *given*; *inspected_by* is as in ``screened``, which may refuse them."""
        screened(_passages(given), inspected_by)
        kept = {"version": 1, "command": self.command, "answers": given}
        text = json.dumps(kept, ensure_ascii=False, indent=1)
        replace_file(self.path, text.encode(), private=True)

    def kept(self) -> tuple[Answered, ...]:
        """The answers that were kept; raises ``NOTHING_TO_RESUME`` when none can be read."""
        with suppress(OSError, ValueError, TypeError, KeyError):
            found = json.loads(self.path.read_text(encoding="utf-8"))
            return tuple(Answered(*one) for one in found["answers"])
        raise NOTHING_TO_RESUME(verb=self.command)

    def forget(self) -> None:
        """Forget the answers, which are on record now."""
        self.path.unlink(missing_ok=True)


class KeptAnswers(NamedTuple):
    """Answers that are kept at *path*, given until *since*; *command* goes on with them."""

    command: str
    path: Path
    since: datetime


def all_kept_answers(folder: Path) -> tuple[KeptAnswers, ...]:
    """The answers that are kept here, of all verbs."""
    found: list[KeptAnswers] = []
    for path in sorted(home_of_drafts(folder).glob(f"[!.]*{_ENDING}")):
        with suppress(FileNotFoundError):  # it was removed a moment ago
            since = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            found.append(KeptAnswers(_command(path), path, since))
    return tuple(found)


def _command(path: Path) -> str:
    """The command that goes on with the answers at *path*; its verb, where they do not say it."""
    with suppress(OSError, ValueError, TypeError, KeyError):
        return str(json.loads(path.read_text(encoding="utf-8"))["command"])
    return path.name.removesuffix(_ENDING)


def _passages(given: Iterable[Answered]) -> Iterable[Passage]:
    for question, answer in given:
        texts = answer if isinstance(answer, list) else [answer]
        yield from (Passage(where=question, text=text) for text in texts)
