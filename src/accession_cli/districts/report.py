"""Write the report on all districts: a folder of pages with the documents that go with them.

The folder is written file by file, the first page last, so that no page is found that leads
nowhere. They open without a server and without the network: ``index.html`` comes first, and every
other page is one click away. The matrix has a column for each district while these are few; of
more, it has a column for each city, and a matrix for each of them.
"""

from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from accession_cli import __version__
from accession_cli.actions.bureau import NOT_BEGUN
from accession_cli.districts import report_documents
from accession_cli.districts.centre_files import Districts
from accession_cli.districts.gathered import rolled_up
from accession_cli.districts.lake import Lake
from accession_cli.districts.of_district import Item
from accession_cli.districts.report_documents import EXCEL, WORD
from accession_cli.districts.report_shown import TEMPLATE, ShownReport, Warned, shown
from accession_cli.districts.roll_up import (
    Cell,
    Frozen,
    Mark,
    Part,
    RollUp,
    Row,
    Tally,
    tally,
    whole,
)
from accession_cli.files.writing import replace_file
from accession_cli.papers.chinese import FILTERS, law
from accession_cli.papers.tables import TableTemplate
from accession_cli.papers.templates import Environment, Sandbox, filled, filled_bytes
from accession_cli.papers.year_figures import drawn

if TYPE_CHECKING:
    from jinja2.sandbox import SandboxedEnvironment

_DATA: Final = "data"
_CSV, _PARQUET = "tasks.csv", "tasks.parquet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """The report that was written: where, on which districts, and what limits its figures."""

    folder: Path
    year: int
    day: date
    districts: int
    counted: int
    sums: Tally
    at_least: bool
    warnings: tuple[Warned, ...]
    catalogue: str
    frozen: Frozen | None
    files: tuple[str, ...]


def write_report(
    known: Districts,
    lake: Lake,
    *,
    year: int | None,
    today: date,
    of: str,
    out: Path,
    tell: Callable[[str], None],
) -> Reported:
    """Write the report of *year* up to *today* into *out*; *of* begins the codes of the districts.

    *tell* is called with each file before it is made. Raises ``NOT_BEGUN``, ``NOTHING_COLLECTED``,
    ``TOO_MANY``, ``NONE_OF`` and ``TABLES_UNREADABLE``.
    """
    year = year or today.year
    if year > today.year:
        raise NOT_BEGUN(year=year, day=today)
    day = min(today, date(year, 12, 31))
    made = rolled_up(known, lake, year=year, day=day, of=of)
    environment = Environment()
    report = shown(made, TableTemplate(TEMPLATE, environment))
    files = {
        "word": WORD,
        "excel": EXCEL,
        "items_csv": f"{_DATA}/{_CSV}",
        "items_parquet": f"{_DATA}/{_PARQUET}",
    }
    tell(WORD)
    replace_file(out / WORD, report_documents.render_word(made, report, environment).data)
    tell(EXCEL)
    replace_file(out / EXCEL, report_documents.render_excel(made, report, environment).data)
    tell(f"{_DATA}/{_CSV}")
    replace_file(out / _DATA / _CSV, report_documents.items_csv(made, environment))
    report_documents.items_parquet(made, environment, out / _DATA, _PARQUET)
    first: list[tuple[str, bytes]] = []
    written = list(files.values())
    for name, data in pages(made, report, environment, files):
        written.append(name)
        if name == INDEX:
            first.append((name, data))
            continue
        tell(name)
        replace_file(out / name, data)
    for name, data in first:
        replace_file(out / name, data)
    _sweep(out, written)
    return Reported(
        folder=out,
        year=year,
        day=day,
        districts=len(made.parts),
        counted=len(made.counted),
        sums=whole(made),
        at_least=any(part.at_least for part in made.counted),
        warnings=report.warnings,
        catalogue=made.catalogue,
        frozen=made.frozen,
        files=tuple(written),
    )


#: Names of pages that are written for some districts or cities only.
_OF_SOME: Final = ("districts/*.html", "matrix-*.html")


def _sweep(out: Path, written: Sequence[str]) -> None:
    """Remove the pages of districts that are no longer listed."""
    keep = {out / name for name in written}
    for pattern in _OF_SOME:
        for page in out.glob(pattern):
            if page not in keep:
                with suppress(OSError):
                    page.unlink()


#: With more districts than this the matrix has a column for each city.
MOST_COLUMNS: Final = 24
#: Districts whose codes begin alike are of one city.
_CITY: Final = 4
INDEX: Final = "index.html"
_PAGES: Final = {
    "index": INDEX,
    "matrix": "matrix.html",
    "money": "money.html",
    "laws": "laws.html",
}
_TEN_THOUSAND: Final = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Column:
    """A column of the matrix: its head, what limits it, and the page that it leads to."""

    name: str
    mark: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shown:
    """A cell of the matrix as it is shown."""

    mark: str
    text: str
    href: str = ""
    says: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """A line of the matrix."""

    title: str
    disputed: bool
    cells: Sequence[_Shown]


def pages(
    made: RollUp,
    report: ShownReport,
    environment: Environment,
    files: Mapping[str, str],
) -> Iterator[tuple[str, bytes]]:
    """Each page with its name below the folder. *files* are those to download, by their keys."""
    return _Pages(made, report, environment, files).all()


class _Pages:
    """Fills the templates of the pages of one report."""

    def __init__(
        self,
        made: RollUp,
        report: ShownReport,
        environment: Environment,
        files: Mapping[str, str],
    ) -> None:
        self._made, self._report = made, report
        self._words = TableTemplate(TEMPLATE, environment)
        self._jinja = _jinja(environment, self._paid)
        self._style = filled(self._jinja, "districts.css")
        self._script = filled(self._jinja, "districts.js")
        self._codes = {
            name: part.code for part in made.parts for name in (part.name, report.names[part.code])
        }
        says = self._words.section("files")
        self._files = [(file, says[key]) for key, file in files.items()]

    def all(self) -> Iterator[tuple[str, bytes]]:
        made = self._made
        yield self._page(
            "districts_index.html.j2",
            INDEX,
            at_least=any(part.at_least for part in made.counted),
            counted=len(made.counted),
            known=len(made.parts),
            files=self._files,
        )
        yield from self._matrices()
        for key in ("money", "laws"):
            section = self._report.sections[key]
            yield self._page("districts_section.html.j2", _PAGES[key], section=section)
        for part in made.parts:
            yield self._district(part)

    def _page(
        self, template: str, file: str, *, script: bool = False, **values: object
    ) -> tuple[str, bytes]:
        names = self._words.section("pages")
        data = filled_bytes(
            self._jinja,
            template,
            report=self._report,
            made=self._made,
            catalogue=self._made.catalogue,
            codes=self._codes,
            pages=[(page, names[key]) for key, page in _PAGES.items()],
            here=file,
            root="../" * file.count("/"),
            style=self._style,
            style_hash=_hash(self._style),
            script=self._script if script else "",
            script_hash=_hash(self._script),
            tool_version=__version__,
            **values,
        )
        return file, data

    # One district

    def _district(self, part: Part) -> tuple[str, bytes]:
        held, state = part.holding, part.state
        classes: dict[str, list[Item]] = {}
        for item in held.live if held else ():
            classes.setdefault(item.class_, []).append(item)
        return self._page(
            "districts_one.html.j2",
            _page_of(part.code),
            part=part,
            held=held,
            good=state.good if state else None,
            unread=state.good.unread if state and state.good else (),
            warned=self._report.warned(part.code),
            sums=tally(held.items, held.refused, self._made.year) if held else None,
            classes=[(name, classes[name]) for name in self._made.classes if name in classes],
            split=sorted(held.per_street().items(), key=lambda one: (-one[1], one[0]))
            if held
            else (),
            old_says=self._words.section("old"),
            entry_of=lambda record: self._title(part.entry_of(record)),
            elsewhere=lambda record: self._elsewhere(part.entry_of(record)),
        )

    def _title(self, code: str) -> str:
        return next((one.title for one in self._made.entries if one.code == code), "")

    def _elsewhere(self, code: str) -> str:
        """The districts that have the entry *code* in force."""
        rows = (row for row in self._report.found.rows if row.entry.code == code)
        names = {part.code: part.name for part in self._made.parts}
        return "、".join(names[one] for row in rows for one in row.having(Mark.LIVE))

    def _paid(self, item: Item) -> str:
        """How *item* is paid for."""
        words = self._words.section("paid")[item.paid]
        return self._words.text(words, {"amount": yuan(item.amount)})

    # The matrix

    def _matrices(self) -> Iterator[tuple[str, bytes]]:
        parts = self._made.parts
        if len(parts) <= MOST_COLUMNS:
            yield self._by_district(_PAGES["matrix"], parts, "")
            return
        groups: dict[str, list[Part]] = {}
        for part in parts:
            groups.setdefault(part.code[:_CITY], []).append(part)
        yield self._by_group(groups)
        for code, inside in groups.items():
            title = self._said("title", code, inside)
            yield self._by_district(_group_page(code), inside, title)

    def _said(self, word: str, code: str, inside: Sequence[Part], **more: object) -> str:
        values = {"code": code, "count": len(inside), "first": inside[0].name, **more}
        return self._words.text(self._words.section("groups")[word], values)

    def _by_district(self, file: str, parts: Sequence[Part], group: str) -> tuple[str, bytes]:
        columns = [
            _Column(
                name=part.name,
                mark=self._limits(part),
                href=_page_of(part.code),
            )
            for part in parts
        ]
        marks = self._words.section("marks")

        def line(row: Row) -> _Line:
            here = [(part.code, row.cells[part.code]) for part in parts]
            found = {cell.mark for _code, cell in here}
            return _Line(
                title=row.entry.title,
                disputed={Mark.LIVE, Mark.REFUSED} <= found,
                cells=[_shown(code, cell, marks) for code, cell in here],
            )

        return self._matrix(file, columns, line, group, parts)

    def _limits(self, part: Part) -> str:
        """What limits the figures of *part*, for the head of its column."""
        values = {"at_least": part.at_least, "stale": part.published if part.problem else None}
        return self._words.text(self._words.section("groups")["limits"], values)

    def _by_group(self, groups: Mapping[str, Sequence[Part]]) -> tuple[str, bytes]:
        columns = [
            _Column(
                name=self._said("head", code, inside),
                mark=self._said("mark", code, inside),
                href=_group_page(code),
            )
            for code, inside in groups.items()
        ]

        def line(row: Row) -> _Line:
            cells = [self._sum(code, inside, row) for code, inside in groups.items()]
            return _Line(title=row.entry.title, disputed=row.disputed, cells=cells)

        return self._matrix(_PAGES["matrix"], columns, line, "", self._made.parts)

    def _sum(self, code: str, inside: Sequence[Part], row: Row) -> _Shown:
        marks = [row.cells[part.code].mark for part in inside]
        counted = len(marks) - marks.count(Mark.UNKNOWN)
        refused = marks.count(Mark.REFUSED)
        live = marks.count(Mark.LIVE)
        mark = Mark.LIVE if live else Mark.ABSENT if counted else Mark.UNKNOWN
        text = self._said("cell", code, inside, live=live, refused=refused, counted=counted)
        mark = Mark.REFUSED if refused else mark
        return _Shown(mark=f"sum {mark}", text=text)

    def _matrix(
        self,
        file: str,
        columns: Sequence[_Column],
        line: Callable[[Row], _Line],
        group: str,
        parts: Iterable[Part],
    ) -> tuple[str, bytes]:
        by_class = self._report.found.by_class
        return self._page(
            "districts_matrix.html.j2",
            file,
            script=True,
            columns=columns,
            classes=[(name, [line(row) for row in rows]) for name, rows in by_class.items()],
            group=group,
            silent=[part.name for part in parts if part in self._made.silent],
            uncertain=[part.name for part in parts if part.at_least],
        )


def _shown(code: str, cell: Cell, marks: Mapping[str, str]) -> _Shown:
    known = f"{_page_of(code)}#{cell.records[0]}" if cell.records and cell.records[0] else ""
    return _Shown(mark=cell.mark, text=marks[cell.mark], href=known, says="、".join(cell.records))


def _page_of(code: str) -> str:
    return f"districts/{code}.html"


def _group_page(code: str) -> str:
    return f"matrix-{code}.html"


def _hash(text: str) -> str:
    return b64encode(sha256(text.encode()).digest()).decode()


def grouped(number: int) -> str:
    """A whole number with its groups of three."""
    return f"{number:,}"


def wan(amount: Decimal) -> str:
    """An amount in units of ten thousand, with two decimals at most."""
    return f"{amount / _TEN_THOUSAND:,.2f}".rstrip("0").rstrip(".")


def yuan(amount: Decimal) -> str:
    """An amount with its groups of three; fen are shown unless they are zero."""
    return f"{amount:,.2f}".removesuffix(".00")


def _jinja(environment: Environment, paid: Callable[[Item], str]) -> "SandboxedEnvironment":
    from jinja2 import FileSystemLoader, StrictUndefined

    made = Sandbox(
        loader=FileSystemLoader([str(place) for place in environment.templates]),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    own: Mapping[str, Callable[..., Any]] = {
        "drawn": drawn,
        "law": law,
        "grouped": grouped,
        "wan": wan,
        "yuan": yuan,
        "paid": paid,
    }
    made.filters.update({**FILTERS, **own})
    return made
