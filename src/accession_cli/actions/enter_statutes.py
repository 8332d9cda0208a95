"""Enter law versions into the registry's table, so that citations can be judged by them."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from accession_cli.actions.examine_loaded import examine
from accession_cli.actions.landing_checks import (
    NotAdmissible,
    changes_of,
    refuse_unless_sound,
    sources_at,
    with_texts,
)
from accession_cli.actions.open_registry import usable
from accession_cli.actions.open_trunk import open_trunk
from accession_cli.entry import draft
from accession_cli.errors import AccessionError, Exit
from accession_cli.finding import Place, Severity
from accession_cli.gitstore.branches import Base
from accession_cli.gitstore.commit import Change
from accession_cli.gitstore.outbox import Request
from accession_cli.gitstore.trunk import Landing, Trunk
from accession_cli.i18n import N_
from accession_cli.office.inner_text import plain_text
from accession_cli.registry import law, reading
from accession_cli.registry.files import Source
from accession_cli.registry.law import (
    Contradiction,
    GivenVersion,
    Merged,
    merged,
    named,
    with_table,
)
from accession_cli.registry.reading import Loaded
from accession_cli.secrecy.gate import Passage, refuse_secrets, screened

VERB: Final = "statutes"
_NAME: Final = "statutes.yaml"


class StatutesDiffer(AccessionError):
    """The registry knows it otherwise; ``contradictions`` say what, line by line."""

    exit_code = Exit.FOUND
    says = N_("{file} contradicts what {path} or an earlier line says, so nothing was written.")
    mend = N_(
        "Look the law up where it was published. If {file} is wrong, mend it; if {path} is, mend"
        " that by hand, commit it, and import again."
    )

    def __init__(self, *, file: str, path: str, contradictions: tuple[Contradiction, ...]) -> None:
        super().__init__(file=file, path=path)
        self.contradictions = contradictions

    @property
    def message(self) -> str:
        """What happened, then each contradiction as a sentence on a line of its own."""
        return "\n".join([super().message, *(one.message for one in self.contradictions)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """What a table of law versions brought: (law, version) of what is new, of what says more now.

    ``known`` counts those that said nothing new.
    """

    path: str
    new: tuple[tuple[str, str], ...]
    completed: tuple[tuple[str, str], ...]
    known: int


def enter_statutes(
    folder: Path, file: Path, *, when: datetime, request: str, inspected_by: str | None = None
) -> Landing[Entered]:
    """Put the law versions in *file* into ``statutes.yaml`` on the trunk.

    ``StatutesDiffer`` when the registry knows any of them otherwise, ``NotAdmissible`` when the
    table, or a task by it, would be wrong then. *inspected_by* is as in ``screened``.
    """
    data = _content(file)
    screened(_passages(data, str(file)), inspected_by)
    given = law.read_statutes(data, str(file))
    asked = Request(
        id=request,
        verb=VERB,
        facts={
            "file": str(file),
            "statutes": [dict(one.facts) for one in given],
            "lines": [one.line for one in given],
        },
        asked=when,
        inspected_by=inspected_by,
    )
    return resume(folder, asked, when=when)


def passages_of(file: Path) -> tuple[Passage, ...]:
    """What has to be screened of the table in *file*: its name, its text, and what that means."""
    return _passages(_content(file), str(file))


def _content(file: Path) -> bytes:
    refuse_secrets(draft.passages_of_file(str(file), ""))  # a message may name the file
    return law.statutes_content(file)


def _passages(data: bytes, name: str) -> tuple[Passage, ...]:
    found = plain_text(data)
    texts = tuple(draft.passages_of_file(name, found.text if found else ""))
    refuse_secrets(texts)  # what cannot be read is told in its own words
    with suppress(AccessionError):
        listed = [dict(one.facts) for one in law.read_statutes(data, name)]
        return (*texts, *draft.passages_of_values(listed, ("statutes",)))
    return texts


def resume(folder: Path, asked: Request, *, when: datetime) -> Landing[Entered]:
    """Enter the law versions of a request, which may have waited in the outbox."""
    trunk, facts = open_trunk(folder), asked.facts
    pairs = zip(facts["statutes"], facts["lines"], strict=True)
    given = tuple(GivenVersion(facts=one, line=line) for one, line in pairs)

    def build(base: Base, day: date) -> tuple[Sequence[Change], str, Entered]:
        return _compose(trunk, base, given, facts["file"], day)

    return trunk.land(build, asked, when=when)


def about(facts: Mapping[str, Any]) -> str:
    """What a request is about: the file."""
    return str(facts["file"])


def _compose(
    trunk: Trunk, base: Base, given: Sequence[GivenVersion], file: str, today: date
) -> tuple[Sequence[Change], str, Entered]:
    sources, path = sources_at(trunk, base), trunk.path(_NAME)
    before = reading.read_registry(sources, trunk.path(""))
    usable(before)
    there = before.documents[path]
    made = merged(there.value["statutes"], given)
    if made.contradictions:
        raise StatutesDiffer(file=file, path=path, contradictions=made.contradictions)
    entered = Entered(
        path=path,
        new=made.new,
        completed=made.completed,
        known=len({named(one.facts) for one in given} - set(made.lines)),
    )
    if not made.lines:
        return (), "", entered
    texts = {_NAME: with_table(there.text, there.value, made.table)}
    _check(before, with_texts(sources, texts), today, made, file)
    said = f"Enter law versions: {len(made.new)} new, {len(made.completed)} completed"
    return changes_of(trunk, base, texts), said, entered


def _check(before: Loaded, sources: Iterable[Source], today: date, made: Merged, file: str) -> None:
    """Refuse a table by which a file would be wrong that was not wrong before."""
    after = reading.read_registry(sources, before.prefix)

    def locate(path: str, key: tuple[str | int, ...]) -> Place:
        if path == f"{before.prefix}{_NAME}" and key[:1] == ("statutes",) and len(key) > 1:
            line = made.lines.get(named(made.table[int(key[1])]))
            if line is not None:
                return Place(file, line)
        return after.place(path, key)

    if after.registry is None:  # too much for one file
        raise NotAdmissible(tuple(f for f in after.findings if f.severity is Severity.ERROR))
    wrong = _wrong(after, today)
    if wrong:  # most often nothing is, and nobody needs to look at what was before
        refuse_unless_sound(after, today, wrong - _wrong(before, today), locate)


def _wrong(loaded: Loaded, today: date) -> set[str]:
    """The files that have errors."""
    found = examine(loaded, today)
    return {one.place.path for one in found if one.severity is Severity.ERROR}
