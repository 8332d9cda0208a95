"""Keep the answers of a person who stopped, so that the questions go on there later."""

import json
from collections.abc import Iterable, Sequence
from contextlib import suppress
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


def keep_answers(folder: Path, verb: str, given: Sequence[Answered]) -> None:
    """Keep the answers *given* to the questions of *verb*, unless the screen refuses them."""
    screened(_passages(given), None)
    text = json.dumps({"version": 1, "answers": given}, ensure_ascii=False, indent=1)
    replace_file(_path(folder, verb), text.encode(), private=True)


def kept_answers(folder: Path, verb: str) -> tuple[Answered, ...]:
    """The answers that were kept; raises ``NOTHING_TO_RESUME`` when none can be read."""
    with suppress(OSError, ValueError, TypeError, KeyError):
        found = json.loads(_path(folder, verb).read_text(encoding="utf-8"))
        return tuple(Answered(*one) for one in found["answers"])
    raise NOTHING_TO_RESUME(verb=verb)


class KeptAnswers(NamedTuple):
    """Answers to *verb* that are kept at *path*, given until *since*."""

    verb: str
    path: Path
    since: datetime


def all_kept_answers(folder: Path) -> tuple[KeptAnswers, ...]:
    """The answers that are kept here, of all verbs."""
    found: list[KeptAnswers] = []
    for path in sorted(home_of_drafts(folder).glob(f"[!.]*{_ENDING}")):
        with suppress(FileNotFoundError):  # it was removed a moment ago
            since = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            found.append(KeptAnswers(path.name.removesuffix(_ENDING), path, since))
    return tuple(found)


def forget_answers(folder: Path, verb: str) -> None:
    """Forget the answers to *verb*, which are complete now."""
    _path(folder, verb).unlink(missing_ok=True)


def _passages(given: Iterable[Answered]) -> Iterable[Passage]:
    for question, answer in given:
        texts = answer if isinstance(answer, list) else [answer]
        yield from (Passage(where=question, text=text) for text in texts)


def _path(folder: Path, verb: str) -> Path:
    return home_of_drafts(folder) / f"{verb}{_ENDING}"
