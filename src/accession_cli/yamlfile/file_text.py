"""Turn the bytes of a file into its text: size, encoding, line ends, characters."""

from dataclasses import dataclass, field
from typing import Final
from unicodedata import is_normalized

from accession_cli.finding import Finding, Place
from accession_cli.yamlfile.codes import BY_CODE
from accession_cli.yamlfile.scalars import UNFIT, described, fit, objection

MOST_FINDINGS: Final = 20
_BOM: Final = b"\xef\xbb\xbf"


@dataclass(slots=True)
class FileText:
    """The text with LF line ends (``None`` when it cannot be read) and the faults found."""

    text: str | None
    findings: list[Finding] = field(default_factory=list)


def file_text(data: bytes, path: str, *, size: int, line: int) -> FileText:
    """Decode *data*; *size* is the most bytes it may have, *line* the most characters of a line."""
    if len(data) > size:
        return FileText(None, [BY_CODE["Y101"].at(Place(path), limit=size)])
    found: list[Finding] = []
    if data.startswith(_BOM):
        data = data[len(_BOM) :]
        found.append(BY_CODE["Y113"].at(Place(path)))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return FileText(None, [_encoding(data, error.start, path)])
    if b"\0" in data and _utf16(data):
        return FileText(None, [BY_CODE["Y110"].at(Place(path))])
    if "\r\n" in text:
        found.append(BY_CODE["Y114"].at(Place(path, text.count("\n", 0, text.index("\r\n")) + 1)))
        text = text.replace("\r\n", "\n")
    found += _characters(text, path)
    if len(text) > line:
        found += _long_lines(text, path, line)
    return FileText(text, found)


def _encoding(data: bytes, start: int, path: str) -> Finding:
    if _utf16(data):
        return BY_CODE["Y110"].at(Place(path))
    place = Place(path, data.count(b"\n", 0, start) + 1)
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return BY_CODE["Y112"].at(place)
    return BY_CODE["Y111"].at(place)


def _utf16(data: bytes) -> bool:
    """Whether *data* has a UTF-16 mark, or a zero byte beside a line end or a space.

    UTF-8 text has neither.
    """
    signs = (b"\n\0", b"\0\n", b" \0", b"\0 ")
    return data[:2] in (b"\xff\xfe", b"\xfe\xff") or any(sign in data for sign in signs)


def _characters(text: str, path: str) -> list[Finding]:
    """The faults of single characters: the first of each kind on each line."""
    if fit(text) and is_normalized("NFC", text):
        return []
    found: dict[tuple[str, int], Finding] = {}
    line, counted = 1, 0
    for match in UNFIT.finditer(text):
        line += text.count("\n", counted, match.start())
        counted = match.start()
        column = counted - text.rfind("\n", 0, counted)
        code = objection(match[0])
        found.setdefault(
            (code, line), BY_CODE[code].at(Place(path, line, column), character=described(match[0]))
        )
        if len(found) == MOST_FINDINGS:
            break
    if not found:
        lines = enumerate(text.split("\n"), start=1)
        number = next((n for n, row in lines if not is_normalized("NFC", row)), 1)
        return [BY_CODE["Y115"].at(Place(path, number))]
    return list(found.values())


def _long_lines(text: str, path: str, limit: int) -> list[Finding]:
    for number, row in enumerate(text.split("\n"), start=1):
        if len(row) > limit:
            return [BY_CODE["Y104"].at(Place(path, number), limit=limit)]
    return []
