"""Read one file of a registry by itself: is it in the dialect, does it fit its schema."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from accession_cli.finding import Finding, Place
from accession_cli.scheme.registry import Record
from accession_cli.store import notices, schema_check
from accession_cli.store.edition_files import name_of_year
from accession_cli.store.layout_codes import OTHER_EDITION, OTHER_YEAR, SLIP, layout_finding
from accession_cli.store.record_yaml import RECORD_FROM
from accession_cli.store.schema_check import Kind
from accession_cli.yamlfile import canonical, codes, reader
from accession_cli.yamlfile.reader import Limits, Parsed

NOT_CANONICAL: Final = "Y190"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRead:
    """What one file says, whatever lies beside it.

    ``parsed`` is None when it could not be read, ``value`` when it is not sound; ``record`` is what
    the value of a sound record's file means.
    """

    findings: tuple[Finding, ...]
    parsed: Parsed | None = None
    value: dict[str, Any] | None = None
    record: Record | None = None


def read_file(kind: Kind, name: str, data: bytes, path: str, limits: Limits) -> FileRead:
    """Read *data*, the bytes of the file *name* below a registry, shown to people as *path*."""
    found = reader.read(data, path, limits, schema_check.key_order(kind))
    parsed = found.parsed
    if parsed is None:
        return FileRead(findings=found.findings)
    wrong = schema_check.check(kind, parsed.value, parsed.place)
    if wrong:
        return FileRead(findings=(*found.findings, *wrong), parsed=parsed)
    return FileRead(
        findings=(*found.findings, *_slips(kind, name, parsed), *_form(kind, parsed, found)),
        parsed=parsed,
        value=parsed.value,
        record=RECORD_FROM[kind](parsed.value) if kind in RECORD_FROM else None,
    )


def _slips(kind: Kind, name: str, parsed: Parsed) -> Iterator[Finding]:
    """What no schema shows: the name of another year, days of a notice written twice."""
    if kind is Kind.CALENDAR:
        yield from _notice_faults(parsed, name)
    if kind is Kind.EDITION and name != name_of_year(parsed.value["year"]):
        year = parsed.value["year"]
        yield layout_finding(OTHER_EDITION, parsed.place(("year",)), name=name, year=year)


def _notice_faults(parsed: Parsed, name: str) -> Iterator[Finding]:
    year = parsed.value["year"]
    if name != f"calendar/{year}.yaml":
        yield layout_finding(OTHER_YEAR, parsed.place(("year",)), name=name, year=year)
    for fault in notices.amendment_faults(parsed.value):
        facts = {**fault.facts}
        yield layout_finding(SLIP, Place(parsed.path), says=fault.says, **facts)


def _form(kind: Kind, parsed: Parsed, found: reader.Reading) -> Iterator[Finding]:
    """How it is written, of a file with nothing else to object to."""
    if found.findings or parsed.canonical:
        return
    if not canonical.is_canonical(parsed.text, parsed.value, schema_check.key_order(kind)):
        yield codes.dialect_finding(NOT_CANONICAL, Place(parsed.path))
