"""Read what the grid platform sends back: its number for each task of a package (scheme 3.2.2)."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from accession_cli import packaged
from accession_cli.entry import draft
from accession_cli.entry.draft import json_object
from accession_cli.errors import AccessionError, Exit, reason
from accession_cli.files.reading import beginning
from accession_cli.i18n import N_
from accession_cli.office.inner_text import Unreadable
from accession_cli.office.sheets import sheet_rows, under_heads
from accession_cli.papers.task_grid_package import ID, NUMBER, PACKAGE
from accession_cli.registry.files import FileUnreadable
from accession_cli.scheme.ids import RecordId
from accession_cli.secrecy.gate import refuse_secrets

_LARGEST: Final = 16 << 20
_ZIP: Final = b"PK\x03\x04"
_DEPTH: Final = 4


class ReceiptUnfit(AccessionError):
    """A file that is no receipt."""

    exit_code = Exit.UNREADABLE
    says = N_("{path} is no receipt of the grid platform, so nothing was recorded.")
    mend = N_(
        "A receipt is JSON as in schemas/dispatch_receipt.schema.json, or the package's Excel table"
        " with the column of the platform's numbers filled in."
    )


class NothingNumbered(AccessionError):
    """A table in which the platform's column is empty still."""

    exit_code = Exit.FOUND
    says = N_("{path} holds no number of the grid platform yet, so nothing was recorded.")
    mend = N_("Read back the table after the grid centre has filled in the column {column}.")


class SeveralPackages(AccessionError):
    """A table whose rows come from different packages."""

    exit_code = Exit.UNREADABLE
    says = N_("{path} has rows of several packages: {packages}.")
    mend = N_("Read back one package at a time.")


class TwoNumbers(AccessionError):
    """A receipt that gives one task two numbers."""

    exit_code = Exit.UNREADABLE
    says = N_("{path} gives {id} two numbers, {first} and {second}, so nothing was recorded.")
    mend = N_("Ask the grid centre which of them holds, and leave the other out.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The platform's numbers by task."""

    package: str
    numbers: Mapping[RecordId, str]


def receipt_of(path: Path) -> Receipt:
    """The receipt in the file at *path*; whoever records its numbers screens them."""
    try:
        data = beginning(path, _LARGEST)
    except OSError as error:
        raise FileUnreadable(path=path, reason=reason(error)) from error
    refuse_secrets(draft.passages_of_file(str(path), ""))
    given = _of_table(data, path) if data.startswith(_ZIP) else _of_json(data, path)
    refuse_secrets(draft.passages_of_values(given))
    if not _is_receipt(given):
        raise ReceiptUnfit(path=path)
    return Receipt(package=given["package"], numbers=_numbers(given["tasks"], path))


def _numbers(rows: Iterable[Mapping[str, str]], path: Path) -> dict[RecordId, str]:
    """The number of each task; which of two would hold is nobody's to guess."""
    numbers: dict[RecordId, str] = {}
    for row in rows:
        record = RecordId.parse(row["id"])
        if numbers.setdefault(record, row["number"]) != row["number"]:
            raise TwoNumbers(path=path, id=record, first=numbers[record], second=row["number"])
    return numbers


def _of_json(data: bytes, path: Path) -> dict[str, Any]:
    try:
        return json_object(data.decode("utf-8-sig"), str(path), depth=_DEPTH)
    except UnicodeDecodeError as wrong:
        raise ReceiptUnfit(path=path) from wrong


def _of_table(data: bytes, path: Path) -> dict[str, Any]:
    """A row without a number is a task that the platform has not taken on yet."""
    try:
        rows = list(under_heads(sheet_rows(data), ID, PACKAGE, NUMBER))
    except Unreadable as wrong:
        raise ReceiptUnfit(path=path) from wrong
    filled = [row for row in rows if row[ID] and row[NUMBER]]
    if rows and not filled:
        raise NothingNumbered(path=path, column=NUMBER)
    packages = sorted({row[PACKAGE] for row in filled})
    if len(packages) > 1:
        raise SeveralPackages(path=path, packages=", ".join(packages))
    return {
        "version": 1,
        "package": "".join(packages),
        "tasks": [{"id": row[ID], "number": row[NUMBER]} for row in filled],
    }


def _is_receipt(given: Mapping[str, Any]) -> bool:
    import jsonschema_rs

    schema = json.loads(packaged.text("schemas", "dispatch_receipt.schema.json"))
    return bool(jsonschema_rs.Draft202012Validator(schema).is_valid(given))
