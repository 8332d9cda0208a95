"""Bring a district's rosters from workbooks into the register, and write them as workbooks.

``ImportRoster`` puts the rows of a workbook into ``agencies.yaml`` and ``subdistricts.yaml``, in
one commit.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from string import ascii_uppercase
from typing import Any, ClassVar, Final, Self

from accession_cli.actions.action import Plan, SignedAction
from accession_cli.actions.directory_origin import environment_of
from accession_cli.actions.documents import file_bytes, read_screened
from accession_cli.actions.landing import (
    OnTrunk,
    changes_of,
    made_wrong,
    refuse_unless_sound,
    with_texts,
)
from accession_cli.actions.scheme_amending import Why, text_of, value_of, with_amendments
from accession_cli.entry import draft
from accession_cli.errors import Exit, Refusal, Refused
from accession_cli.files.writing import replace_file
from accession_cli.finding import Finding, Place
from accession_cli.i18n import N_
from accession_cli.papers.cells import SheetCells, workbook_cells
from accession_cli.papers.roster import (
    AGENCIES,
    PLACES,
    RosterRead,
    read_roster,
    roster_name,
    roster_workbook,
)
from accession_cli.registry.reading import Loaded, opened, usable
from accession_cli.registry.roster import (
    NEW_NAME_UNSAID,
    Merged,
    RosterChange,
    RosterFault,
    RosterKind,
    RosterRow,
    Rosters,
    What,
    merged,
)
from accession_cli.scheme.fields import Form, Forms
from accession_cli.scheme.registry import RECORDS, Registry
from accession_cli.secrecy.screening import Passage, refuse_secrets

_AGENCIES: Final = "agencies.yaml"
_PLACES: Final = "subdistricts.yaml"
_EXPORT: Final = "accession roster export"


class RosterNotRead(Refused):
    """Rows of a roster cannot be taken as they are; ``faults`` say which and why."""

    refusal = Refusal(
        N_("Nothing was written: rows of {file} that cannot be taken as they are: {count}."),
        N_("Mend them in the file, and run the command again."),
        Exit.UNREADABLE,
    )

    def __init__(self, *, file: str, faults: Sequence[RosterFault]) -> None:
        super().__init__(file=file, count=len(faults))
        self.faults = tuple(faults)

    @property
    def message(self) -> str:
        """What happened, then each row."""
        return "\n".join([super().message, *(one.message for one in self.faults)])

    @property
    def unsaid(self) -> tuple[RosterFault, ...]:
        """The rows whose new name may be a renaming or the end of a mistake."""
        return tuple(one for one in self.faults if one.says == NEW_NAME_UNSAID)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedRoster:
    """What a roster changed.

    ``same`` counts the rows that said nothing new, ``skipped`` those that were passed over, and
    ``kept`` what stands in the lists only.
    """

    file: str
    changes: tuple[RosterChange, ...]
    same: int
    skipped: int
    kept: int
    remarks: tuple[Finding, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ImportRoster(SignedAction[ImportedRoster]):
    """Put the *rows* of *file* into the rosters; with *whole*, take out what is not in it.

    Raises ``RosterNotRead`` and ``NotAdmissible``.
    """

    verb: ClassVar[str] = "roster"
    asks: ClassVar[str] = N_("bring the rosters up to date from {about}")
    forms: ClassVar[Forms] = {RosterRow: Form(RosterRow.of_facts, RosterRow.facts)}
    about_key: ClassVar[str] = "file"
    file: str
    rows: tuple[RosterRow, ...]
    whole: bool = False
    skipped: int = 0

    def passages(self) -> Iterable[Passage]:
        facts = [one.facts() for one in self.rows]
        return draft.passages_of_values(facts, ("rows",))

    def touched(self) -> Sequence[str]:
        return (_AGENCIES, _PLACES)

    def renamed(self, days: Mapping[str, str]) -> Self:
        """The same, with what was said of new names, by the rows' places."""
        said = (replace(one, renamed=days.get(one.where, one.renamed)) for one in self.rows)
        return replace(self, rows=tuple(said))

    def plan(self, here: OnTrunk) -> Plan[ImportedRoster]:
        usable(here.loaded)
        made = self._merged(here)
        if made.faults:
            raise RosterNotRead(file=self.file, faults=made.faults)
        spoken = {(one.kind, one.code) for one in made.changes}
        imported = ImportedRoster(
            file=self.file,
            changes=tuple(made.changes),
            same=len(self.rows) - len({code for _kind, code in spoken if code in made.rows}),
            skipped=self.skipped,
            kept=_kept(made, {row.kind for row in self.rows}),
        )
        lists = tuple(_texts(here, made))
        if not lists:
            return Plan(changes=(), message="", made=imported)
        texts = {one.name: one.text for one in lists}
        why = Why(day=here.today, reason=f"名单更正：{self.file}", by=self.by or "–", mistake=True)
        tasks = [file.task for file in here.registry.tasks]
        entries = [one for each in lists for one in why.rewritten(each.name, *each.values, tasks)]
        after = here.reader.read(with_texts(here.sources, texts))
        remarks = _checked(here.loaded, after, here.today, texts, made)
        texts.update(with_amendments(here, entries))
        return Plan(
            changes=changes_of(here.trunk, here.base, texts),
            message=_message(made.changes),
            made=replace(imported, remarks=remarks),
        )

    def _merged(self, here: OnTrunk) -> Merged:
        scheme = here.registry.scheme
        rosters = Rosters(
            agencies=value_of(here, _AGENCIES)["agencies"],
            subdistricts=value_of(here, _PLACES)["subdistricts"],
            district=scheme.district,
            code=scheme.code,
        )
        bodies = {body.agency for body in scheme.bodies.values()}
        records = "\n".join(
            source.data.decode(errors="replace")
            for source in here.sources
            if source.data is not None and source.name.startswith(RECORDS)
        )

        def named(code: str, names: Iterable[str]) -> bool:
            if code in bodies or re.search(rf"\b{re.escape(code)}\b", records):
                return True
            return any(name in records for name in names)

        return merged(rosters, self.rows, named, whole=self.whole)


@dataclass(frozen=True, slots=True, kw_only=True)
class _List:
    """A list that changes: the name of its file, its text, its values before and after."""

    name: str
    text: str
    values: tuple[Mapping[str, Any], Mapping[str, Any]]


def _texts(here: OnTrunk, made: Merged) -> Iterable[_List]:
    """The lists that change."""
    lists = (
        (_AGENCIES, {"agencies": made.agencies}),
        (_PLACES, {"subdistricts": made.subdistricts}),
    )
    for name, now in lists:
        before = value_of(here, name)
        after = {**before, **now}
        if after != before:
            yield _List(name=name, text=text_of(here, name, after), values=(before, after))


def _kept(made: Merged, kinds: set[RosterKind]) -> int:
    """How many stand in the lists that the file is about, and not in the file."""
    listed: list[str] = [*made.agencies] if RosterKind.AGENCY in kinds else []
    if kinds - {RosterKind.AGENCY}:
        listed += made.subdistricts
        listed += (code for one in made.subdistricts.values() for code in one["communities"])
    return sum(code not in made.rows for code in listed)


def _checked(
    before: Loaded, after: Loaded, today: date, texts: Mapping[str, str], made: Merged
) -> tuple[Finding, ...]:
    """The remarks on the new lists; refuses those that are wrong, or make a record wrong."""

    def locate(path: str, key: tuple[str | int, ...]) -> Place:
        codes = [str(part) for part in key if str(part) in made.rows]
        if not codes:
            return after.place(path, key)
        sheet, _mark, cell = made.rows[codes[-1]].rpartition("!")
        return Place(sheet, int(cell.lstrip(ascii_uppercase)))

    own = {before.prefix + name for name in texts}
    return refuse_unless_sound(after, today, own | made_wrong(before, after, today), locate)


def _message(changes: Sequence[RosterChange]) -> str:
    counts = {what: sum(one.what is what for one in changes) for what in What}
    said = ", ".join(f"{count} {what}" for what, count in counts.items() if count)
    return f"Bring the rosters up to date: {said}"


def roster_in(folder: Path, paths: Sequence[Path], *, whole: bool) -> ImportRoster:
    """What the workbooks at *paths* say, to be put into the rosters; nothing is written.

    Raises ``RosterNotRead`` with every cell that cannot be read.
    """
    found = [_read(folder, path) for path in dict.fromkeys(paths)]
    file = "、".join(path.name for path in dict.fromkeys(paths))
    faults = [fault for one in found for fault in one.faults]
    if faults:
        raise RosterNotRead(file=file, faults=faults)
    return ImportRoster(
        file=file,
        rows=tuple(row for one in found for row in one.rows),
        whole=whole,
        skipped=sum(one.skipped for one in found),
    )


def _read(folder: Path, path: Path) -> RosterRead:
    refuse_secrets(draft.passages_of_file(str(path), ""))  # a message may name the file
    cells = read_screened(workbook_cells, file_bytes(path), str(path), _shown)
    return read_roster(cells, path.name, environment_of(folder), _EXPORT)


def _shown(cells: tuple[SheetCells, ...]) -> str:
    rows = (row for sheet in cells for row in sheet.rows)
    return "\n".join("\n".join(map(str, row)) for row in rows)


#: The workbook to write is there, and is another one.
ROSTER_THERE: Final = Refusal(
    N_("{path} is there already, and may have been filled in; it was not overwritten."),
    N_("Move it away, or name another folder with --out."),
    Exit.USAGE,
)


def rosters_as_workbooks(
    folder: Path, registry: Registry, today: date
) -> tuple[tuple[str, bytes], ...]:
    """The names and the bytes of the two workbooks."""
    environment = environment_of(folder)
    agencies = roster_workbook(
        AGENCIES, registry.scheme, registry.agencies.values(), environment, today
    )
    places = roster_workbook(
        PLACES, registry.scheme, registry.subdistricts.values(), environment, today
    )
    return (
        (roster_name(AGENCIES, environment), agencies.data),
        (roster_name(PLACES, environment), places.data),
    )


def export_rosters(folder: Path, today: date, out: Path) -> tuple[Path, ...]:
    """Write the two workbooks into *out*, over no other file; raises ``ROSTER_THERE``."""
    made = rosters_as_workbooks(folder, opened(folder).registry, today)
    paths = tuple(out / name for name, _data in made)
    for path, (_name, data) in zip(paths, made, strict=True):
        if path.exists() and (not path.is_file() or path.read_bytes() != data):
            raise ROSTER_THERE(path=path)
    for path, (_name, data) in zip(paths, made, strict=True):
        replace_file(path, data)
    return paths
