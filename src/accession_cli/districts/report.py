"""Write the report on all districts: a folder of pages with the documents that go with them.

The folder is written file by file, the first page last, so that no page is found that leads
nowhere.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from accession_cli.actions.bureau import NOT_BEGUN
from accession_cli.districts import report_documents
from accession_cli.districts.centre_files import Districts
from accession_cli.districts.gathered import rolled_up
from accession_cli.districts.lake import Lake
from accession_cli.districts.report_documents import EXCEL, WORD
from accession_cli.districts.report_pages import INDEX, pages
from accession_cli.districts.report_shown import TEMPLATE, Warned, shown
from accession_cli.districts.roll_up import Frozen, Tally, whole
from accession_cli.files.writing import replace_file
from accession_cli.papers.tables import TableTemplate
from accession_cli.papers.templates import Environment

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
