"""The workbooks of an evaluation as people have them: opened, filled in, saved again."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree as ET

from python_calamine import CalamineWorkbook

_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def rows_of(path: Path, sheet: str) -> list[list[Any]]:
    """Every row of a sheet as Excel holds it."""
    found = CalamineWorkbook.from_path(str(path)).get_sheet_by_name(sheet)
    return found.to_python(skip_empty_area=False)


def heads_of(path: Path, sheet: str) -> tuple[int, list[str]]:
    """The number of the row of heads (from 1), and the heads."""
    rows = rows_of(path, sheet)
    top = next(number for number, row in enumerate(rows) if row[0] == "事项编号")
    return top + 1, [str(cell) for cell in rows[top]]


def cell_of(path: Path, sheet: str, task: str, head: str) -> str:
    """The name of the cell in the row of *task* and the column *head*, as in F7."""
    top, heads = heads_of(path, sheet)
    rows = rows_of(path, sheet)
    row = next(number for number, row in enumerate(rows) if number >= top and row[0] == task)
    return f"{chr(ord('A') + heads.index(head))}{row + 1}"


def fill(path: Path, sheet: str, cells: Mapping[str, str | float]) -> None:
    """Type *cells* into a workbook that ``evaluation open`` wrote, as a spreadsheet program does.

    Only the cells change: everything else in the file stays as it is.
    """
    with zipfile.ZipFile(path) as container:
        parts = {name: container.read(name) for name in container.namelist()}
    book = ET.fromstring(parts["xl/workbook.xml"])
    names = [one.get("name") for one in book.iter(f"{_MAIN}sheet")]
    name = f"xl/worksheets/sheet{names.index(sheet) + 1}.xml"
    parts[name] = _typed(parts[name], dict(cells))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as container:
        for part, data in parts.items():
            container.writestr(part, data)
    path.write_bytes(target.getvalue())


def _typed(sheet: bytes, cells: dict[str, str | float]) -> bytes:
    ET.register_namespace("", _MAIN.strip("{}"))
    root = ET.fromstring(sheet)
    for cell in root.iter(f"{_MAIN}c"):
        value = cells.pop(str(cell.get("r")), None)
        if value is None:
            continue
        cell[:] = []
        cell.attrib.pop("t", None)
        if isinstance(value, str):
            cell.set("t", "inlineStr")
            text = ET.SubElement(ET.SubElement(cell, f"{_MAIN}is"), f"{_MAIN}t")
            text.text = value
        else:
            ET.SubElement(cell, f"{_MAIN}v").text = repr(value)
    assert not cells, f"no such cells in the sheet: {sorted(cells)}"
    return ET.tostring(root)
