"""What of WordprocessingML the approval form needs: cells, content controls, and their text."""

from collections.abc import Iterator
from typing import Any, Final

_SPACE: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_MIXED: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
#: What wraps rows, cells and paragraphs without being one.
_WRAPS: Final = ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag")
#: Boxes that are drawn as a sign of a symbol font.
_SYMBOLS: Final = {"FE": "☑", "52": "☑", "FD": "☒", "54": "☒", "A8": "☐", "6F": "☐", "A3": "☐"}


def w(name: str) -> str:
    """The full name of a Word element or attribute."""
    return f"{{{_SPACE}}}{name}"


_WRAPPERS: Final = frozenset(map(w, _WRAPS))
#: Text that is not read: deleted or moved away, phonetic, of a nested table, said twice.
_SKIPPED: Final = frozenset(
    {
        *map(w, ("del", "moveFrom", "rt", "tbl", "sdtPr", "rPr", "pPr", "instrText")),
        f"{_MIXED}Fallback",
    }
)
_SIGNS: Final = {
    w("br"): "\n",
    w("cr"): "\n",
    w("tab"): " ",
    w("noBreakHyphen"): "-",
}


def inside(element: Any, name: str) -> Iterator[Any]:
    """The rows of a table or the cells of a row, also where a content control is around them."""
    for child in element:
        if child.tag == w(name):
            yield child
        elif child.tag in _WRAPPERS:
            yield from inside(child, name)


def controls(element: Any) -> Iterator[tuple[str, Any]]:
    """The content controls below *element* that have a tag, with it; no nested table's."""
    for child in element:
        if child.tag == w("tbl"):
            continue
        if child.tag == w("sdt") and (tag := control_tag(child)):
            yield tag, child
        yield from controls(child)


def control_tag(control: Any) -> str:
    """The tag of a content control, "" when it has none."""
    found = control.find(f"{w('sdtPr')}/{w('tag')}")
    return "" if found is None else str(found.get(w("val"), ""))


def text_of(element: Any) -> str:
    """The text that is seen in *element*, a line for each paragraph."""
    pieces: list[str] = []
    _collect(element, pieces)
    return "".join(pieces).strip("\n")


def _collect(element: Any, pieces: list[str]) -> None:
    for child in element:
        tag = child.tag
        if tag == w("t"):
            pieces.append(child.text or "")
        elif tag in _SIGNS:
            pieces.append(_SIGNS[tag])
        elif tag == w("sym"):
            pieces.append(_SYMBOLS.get(str(child.get(w("char"), ""))[-2:].upper(), ""))
        elif tag not in _SKIPPED and not _hidden(child):
            _collect(child, pieces)
            if tag == w("p"):
                pieces.append("\n")


def _hidden(element: Any) -> bool:
    if element.tag != w("r"):
        return False
    found = element.find(f"{w('rPr')}/{w('vanish')}")
    return found is not None and found.get(w("val")) not in ("0", "false")
