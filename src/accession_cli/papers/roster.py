"""Write the rosters of agencies and of places as workbooks, and read back what was filled in.

The heads of the columns stand in ``rosters.tables.toml``, in the ways in which people write them.
A list of anybody's own is read, too, as long as a column names the agencies or the places. Lines
above the heads, totals, the example and rows without a name are passed over.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from accession_cli.entry.days import day_in
from accession_cli.entry.values import CellValue, NotRead, one_line, squeezed, text_of_cell
from accession_cli.errors import Exit, Refusal
from accession_cli.i18n import N_
from accession_cli.papers.cells import SheetCells, cell_name
from accession_cli.papers.tables import TableTemplate
from accession_cli.papers.templates import Environment, Rendered
from accession_cli.papers.workbook import PageSetup, Sheet, workbook
from accession_cli.registry.roster import MISTAKE, RosterFault, RosterKind, RosterRow
from accession_cli.scheme.district import Agency, Listed, Scheme, Subdistrict

TEMPLATE: Final = "rosters.tables.toml"
AGENCIES: Final = "agencies"
PLACES: Final = "places"
_CREDIT_CODE: Final = re.compile(r"[0-9A-HJ-NPQRTUWXY]{18}")
_BRACKETS: Final = re.compile(r"[（(【\[][^（(【\[)）】\]]*[)）】\]]|[*＊:：]")
_BETWEEN: Final = re.compile(r"[、，,；;\n]+")
_TOTALS: Final = ("合计", "总计", "小计", "共计")
_OF_PLACES: Final = re.compile("街道|社区|乡镇|村居|区划")
_SPARE: Final = 300
_EXACT: Final = 10**15  # a number keeps no more digits than this has
_SUBDISTRICT: Final = 9
_COMMUNITY: Final = 12

NUMBER_TOO_LONG: Final = N_(
    "“{text}” was kept as a number and lost its last digits; make the cell a text, type it again."
)
NO_CREDIT_CODE: Final = N_("“{text}” is not a credit code, which has 18 digits and capitals.")
NO_PLACE_CODE: Final = N_(
    "“{text}” is not a code of a subdistrict (9 digits) or a community (12 digits)."
)

#: A workbook in which no column names agencies or places.
NO_ROSTER: Final = Refusal(
    N_("{path}: no row names the columns of a list of agencies or of places."),
    N_("Write 部门名称, or 街道名称 and 社区名称, over the names; {command} makes empty lists."),
    Exit.UNREADABLE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterRead:
    """What a workbook says: its rows, what could not be read, and how many rows were passed over.

    ``kinds`` are the lists that it has: ``AGENCIES``, ``PLACES``.
    """

    rows: tuple[RosterRow, ...]
    faults: tuple[RosterFault, ...]
    kinds: tuple[str, ...]
    skipped: int = 0


def roster_name(which: str, environment: Environment) -> str:
    """The name of the workbook of *which* list: 部门.xlsx."""
    return f"{TableTemplate(TEMPLATE, environment).word(which)}.xlsx"


def roster_workbook(
    which: str,
    scheme: Scheme,
    listed: Iterable[Agency] | Iterable[Subdistrict],
    environment: Environment,
    today: date,
) -> Rendered:
    """The workbook of *which* list with all that is *listed*; an example where there is nothing."""
    template = TableTemplate(TEMPLATE, environment)
    table = next(one for one in template.tables() if one.key == which)
    between = str(template.section("words")["between"])
    rows = [row for one in listed for row in _rows_of(one, between)]
    if len(rows) <= (1 if which == PLACES else len(scheme.bodies)):
        example = template.section("examples")[which][0]
        rows.insert(0, {**_BLANK, **example, "remark": template.word("example")})
    page = PageSetup(
        title=f"{scheme.district}{template.word(which)}名册",
        marks=template.filled("marks", {"scheme": scheme}),
        footer=template.word("footer"),
        cut=template.word("cut"),
        author="",
        day=today,
    )
    cells = [table.row({"row": row}) for row in rows]
    sheet = Sheet(table=table, lines=table.lines({}), rows=cells, typed=_SPARE)
    return workbook(page, [sheet])


_BLANK: Final = dict.fromkeys(
    (
        *("subdistrict_code", "subdistrict", "code", "name", "also_called", "credit_code"),
        *("active_from", "active_to", "renamed", "remark"),
    ),
    "",
)


def _rows_of(one: Agency | Subdistrict, between: str) -> Iterator[dict[str, str]]:
    if isinstance(one, Agency):
        yield {**_said(one, between), "code": one.key, "name": one.name,
               "credit_code": one.credit_code or ""}  # fmt: skip
        return
    home = {"subdistrict_code": one.code, "subdistrict": one.name}
    own = _said(one, between)
    if own != _BLANK or not one.communities:
        yield {**own, **home}
    for code, community in one.communities.items():
        yield {**_said(community, between), **home, "code": code, "name": community.name}


def _said(one: Listed, between: str) -> dict[str, str]:
    """What is known of *one* besides its code and its name; its name began after its last one."""
    said = {
        "also_called": between.join(one.also_called),
        "active_from": str(one.active_from or ""),
        "active_to": str(one.active_to or ""),
    }
    return {**_BLANK, **said}


class _Reading:
    """Reads the sheets of one workbook."""

    def __init__(self, path: str, environment: Environment) -> None:
        template = TableTemplate(TEMPLATE, environment)
        self.path = path
        self.rows: list[RosterRow] = []
        self.faults: list[RosterFault] = []
        self.kinds: list[str] = []
        self.skipped = 0
        self._example = template.word("example")[:3]
        self._words = template.section("words")
        self._heads = {
            which: {_head(name): key for key, names in made.items() for name in names}
            for which, made in template.section("heads").items()
        }

    def read(self, sheet: SheetCells) -> None:
        """Take the table of *sheet*, below the first row that names its columns."""
        of_places = _OF_PLACES.search(f"{sheet.name}{self.path}") is not None
        for number, row in enumerate(sheet.rows):
            found = {which: _columns(row, heads) for which, heads in self._heads.items()}
            fit = [which for which, at in found.items() if {"name", "subdistrict"} & set(at)]
            if fit:
                which = max(fit, key=lambda one: (len(found[one]), (one == PLACES) is of_places))
                self.kinds.append(which)
                self._table(which, found[which], sheet, number + 1)
                return

    def _table(self, which: str, places: Mapping[str, int], sheet: SheetCells, first: int) -> None:
        home: tuple[str | None, str] = (None, "")
        for number, row in enumerate(sheet.rows[first:], first):
            line = _Line(f"{self.path} {sheet.name}", number, row, places)
            if not any(squeezed(text_of_cell(cell)) for cell in row):
                continue
            texts = [squeezed(text_of_cell(cell)) for cell in row]
            if any(text.startswith(self._example) for text in texts) or texts[0] in _TOTALS:
                self.skipped += 1
                continue
            before = len(self.rows)
            if which == AGENCIES:
                self._agency(line)
            else:
                home = self._place(line, home)
            self.faults += line.faults
            self.skipped += len(self.rows) == before and not line.faults

    def _agency(self, line: "_Line") -> None:
        name = line.text("name")
        if not name or name in _TOTALS:
            return
        code = line.text("code").lower().replace("-", "_")
        self.rows.append(
            RosterRow(
                kind=RosterKind.AGENCY,
                where=line.where("name"),
                name=name,
                code=code or None,
                credit_code=self._credit_code(line),
                **self._common(line),
            )
        )

    def _place(self, line: "_Line", home: tuple[str | None, str]) -> tuple[str | None, str]:
        """Take the subdistrict or the community of a line; return the subdistrict it is in."""
        code, name = line.code("code"), line.text("name")
        of_code, of = line.code("subdistrict_code"), line.text("subdistrict")
        if "subdistrict" not in line.places and _is_subdistrict(code, name):
            of_code, of, code, name = code, name, None, ""
        if of or of_code:
            same = (not of or of == home[1]) and of_code in (None, home[0])
            home = home if same else (of_code, of or home[1])
            if (not same or not name) and of:
                said = {} if name else self._common(line)
                self.rows.append(
                    RosterRow(
                        kind=RosterKind.SUBDISTRICT,
                        where=line.where("subdistrict", "name"),
                        name=of,
                        code=of_code,
                        **said,
                    )
                )
        if name:
            self.rows.append(
                RosterRow(
                    kind=RosterKind.COMMUNITY,
                    where=line.where("name"),
                    name=name,
                    code=code,
                    of=home[0] or home[1] or None,
                    **self._common(line),
                )
            )
        return home

    def _common(self, line: "_Line") -> dict[str, Any]:
        also = line.text("also_called")
        said: dict[str, Any] = {}
        if also:
            names = tuple(one for text in _BETWEEN.split(also) if (one := one_line(text)))
            said["also_called"] = () if self._none(also) else tuple(dict.fromkeys(names))
        for key in ("active_from", "active_to", "renamed"):
            text = line.text(key)
            if not text:
                continue
            if key == "renamed" and squeezed(text) in self._words["mistake"]:
                said[key] = MISTAKE
            else:
                said[key] = "" if self._none(text) else line.day(key)
        return said

    def _credit_code(self, line: "_Line") -> str | None:
        text = squeezed(line.text("credit_code")).upper().replace("-", "")
        if not text:
            return None
        if self._none(text):
            return ""
        if not _CREDIT_CODE.fullmatch(text) and not line.faults:
            line.fault("credit_code", NO_CREDIT_CODE, text=text)
        return text

    def _none(self, text: str) -> bool:
        return squeezed(text) in self._words["none"]


@dataclass(slots=True)
class _Line:
    """A row below the heads: its cells by key, and what of it could not be read."""

    sheet: str
    number: int
    row: Sequence[CellValue]
    places: Mapping[str, int]
    faults: list[RosterFault] = field(default_factory=list)

    def where(self, *keys: str) -> str:
        at = next((self.places[key] for key in keys if key in self.places), 0)
        return f"{self.sheet}!{cell_name(self.number, at)}"

    def fault(self, key: str, says: str, **facts: object) -> None:
        self.faults.append(RosterFault(where=self.where(key), says=says, facts=facts))

    def _cell(self, key: str) -> CellValue:
        at = self.places.get(key, len(self.row))
        return self.row[at] if at < len(self.row) else ""

    def text(self, key: str) -> str:
        cell = self._cell(key)
        if isinstance(cell, float) and abs(cell) >= _EXACT:
            self.fault(key, NUMBER_TOO_LONG, text=f"{cell:.0f}")
        return text_of_cell(cell) if key == "also_called" else one_line(text_of_cell(cell))

    def day(self, key: str) -> str | None:
        try:
            return str(day_in(self._cell(key)))
        except NotRead as unread:
            self.fault(key, unread.doubt.says, **unread.doubt.facts)
            return None

    def code(self, key: str) -> str | None:
        """A code of 9 or 12 digits; 120110001000 is the subdistrict 120110001."""
        text = squeezed(self.text(key))
        if not text:
            return None
        if not text.isdecimal() or len(text) not in (_SUBDISTRICT, _COMMUNITY):
            self.fault(key, NO_PLACE_CODE, text=text)
            return None
        of_subdistrict = key == "subdistrict_code" or text.endswith("000")
        return text[:_SUBDISTRICT] if of_subdistrict else text


def read_roster(
    sheets: Sequence[SheetCells], path: str, environment: Environment, command: str
) -> RosterRead:
    """What the workbook called *path* says of agencies and places; raises ``NO_ROSTER``."""
    reading = _Reading(path, environment)
    for sheet in sheets:
        reading.read(sheet)
    if not reading.kinds:
        raise NO_ROSTER(path=path, command=command)
    return RosterRead(
        rows=tuple(reading.rows),
        faults=tuple(reading.faults),
        kinds=tuple(dict.fromkeys(reading.kinds)),
        skipped=reading.skipped,
    )


def _head(text: str) -> str:
    return squeezed(_BRACKETS.sub("", text))


def _columns(row: Sequence[CellValue], heads: Mapping[str, str]) -> dict[str, int]:
    """The column of each key that *row* names as a head; the first where two have one head."""
    found: dict[str, int] = {}
    for at, cell in enumerate(row):
        key = heads.get(_head(str(cell))) if isinstance(cell, str) else None
        if key is not None:
            found.setdefault(key, at)
    return found


def _is_subdistrict(code: str | None, name: str) -> bool:
    if code is not None:
        return len(code) == _SUBDISTRICT
    return name.endswith(("街道", "镇", "乡", "街道办事处"))
