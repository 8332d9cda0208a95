"""What a spreadsheet program lets people do to the cells of a workbook."""

import io
import re
import zipfile
from typing import Final

from lxml import etree  # type: ignore[import-untyped] # it carries no types

MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def part(data: bytes, name: str) -> str:
    """A part of the workbook *data*, as text."""
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        return container.read(name).decode()


def can_be_filled_in(data: bytes, cell: str, sheet: int = 1) -> bool:
    """Whether *cell* of a protected sheet is open: by its own format, else by its column's."""
    root = etree.fromstring(part(data, f"xl/worksheets/sheet{sheet}.xml").encode())
    assert root.find(f"{MAIN}sheetProtection") is not None
    found = next((one for one in root.iter(f"{MAIN}c") if one.get("r") == cell), None)
    style = _style_of_column(root, cell) if found is None else found.get("s", "0")
    styles = etree.fromstring(part(data, "xl/styles.xml").encode())
    kinds = styles.find(f"{MAIN}cellXfs").findall(f"{MAIN}xf")
    protection = kinds[int(style)].find(f"{MAIN}protection")
    return protection is not None and protection.get("locked") == "0"


def _style_of_column(root: "etree._Element", cell: str) -> str:
    letters = re.sub("[0-9]", "", cell)
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - ord("A") + 1
    for column in root.iter(f"{MAIN}col"):
        if int(column.get("min")) <= place <= int(column.get("max")):
            return str(column.get("style", "0"))
    return "0"
