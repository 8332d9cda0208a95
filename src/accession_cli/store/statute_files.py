"""Law versions in a file that somebody hands in: YAML, JSON or CSV."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from unicodedata import normalize

from accession_cli.entry.draft import json_object
from accession_cli.errors import AccessionError, Exit, reason
from accession_cli.files.reading import beginning
from accession_cli.finding import Finding, Place
from accession_cli.i18n import N_
from accession_cli.office.inner_text import plain_text
from accession_cli.store import schema_check, statute_csv
from accession_cli.store.registry_files import FileUnreadable
from accession_cli.store.schema_check import Kind
from accession_cli.yamlfile import reader
from accession_cli.yamlfile.canonical import KeyPath
from accession_cli.yamlfile.file_text import file_text
from accession_cli.yamlfile.reader import RECORD

_BOM: Final = b"\xef\xbb\xbf"


class StatutesUnreadable(AccessionError):
    """A file that holds no law versions; ``findings`` say where and why."""

    exit_code = Exit.UNREADABLE
    says = N_("{path} cannot be used as a table of law versions, so nothing was written.")
    mend = N_("Mend what is listed above and run the command again.")

    def __init__(self, *, path: str, findings: tuple[Finding, ...]) -> None:
        super().__init__(path=path)
        self.findings = findings


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One law version as ``statutes.yaml`` holds it, and the line on which it was handed in."""

    facts: Mapping[str, Any]
    line: int


def content(path: Path) -> bytes:
    """The bytes of the file at *path*; ``FileUnreadable`` when there are none to be had."""
    try:
        return beginning(path, RECORD.bytes)
    except OSError as error:
        raise FileUnreadable(path=path, reason=reason(error)) from error


def read(data: bytes, path: str) -> tuple[Version, ...]:
    """The law versions in *data*, the content of the file that messages call *path*.

    A name that ends in ``.csv`` is a table (``statute_csv``); anything else has the shape of
    ``statutes.yaml``, in YAML or in JSON.
    """
    if path.lower().endswith(".csv"):
        return _of_table(data, path)
    if data.removeprefix(_BOM).lstrip()[:1] == b"{":
        return _of_json(data, path)
    found = reader.read(data, path)
    if found.parsed is None:
        raise StatutesUnreadable(path=path, findings=found.findings)
    parsed = found.parsed
    _refuse_unfit(parsed.value, parsed.place, path)
    listed = parsed.value["statutes"]
    return tuple(
        Version(facts=facts, line=parsed.place(("statutes", at)).line)
        for at, facts in enumerate(listed)
    )


def _of_json(data: bytes, path: str) -> tuple[Version, ...]:
    value = json_object(_text(data, path), path, depth=RECORD.depth)
    _refuse_unfit(value, lambda _key: Place(path), path)
    return tuple(Version(facts=facts, line=1) for facts in value["statutes"])


def _of_table(data: bytes, path: str) -> tuple[Version, ...]:
    """A table in whatever encoding Excel gave it."""
    rows = tuple(statute_csv.versions(_text(data, path), path))
    lines = [line for line, _facts in rows]

    def place(key: KeyPath) -> Place:
        at = key[1] if len(key) > 1 and isinstance(key[1], int) else None
        return Place(path, lines[at] if at is not None else 1)

    _refuse_unfit({"schema": 1, "statutes": [facts for _line, facts in rows]}, place, path)
    return tuple(Version(facts=facts, line=line) for line, facts in rows)


def _text(data: bytes, path: str) -> str:
    found = plain_text(data) if len(data) <= RECORD.bytes else None
    if found is None:
        wrong = file_text(data, path, size=RECORD.bytes, line=RECORD.bytes).findings
        raise StatutesUnreadable(path=path, findings=tuple(wrong))
    return normalize("NFC", found.text)


def _refuse_unfit(value: Mapping[str, Any], place: Callable[[KeyPath], Place], path: str) -> None:
    wrong = schema_check.check(Kind.STATUTES, value, place)
    if wrong:
        raise StatutesUnreadable(path=path, findings=wrong)
