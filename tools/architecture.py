"""Draw the house from its code: docs/architecture.svg, written and checked with the other pages.

Each floor is a band with its modules, coloured by noun. Their order is the one that
tests/house/test_layers.py holds.
"""

from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Final

PACKAGE: Final = Path(__file__).parents[1] / "src" / "accession_cli"
#: From the top of the house to the ground, each with what it is for.
FLOORS: Final = {
    "districts": "many districts as one, at the centre",
    "cli": "the terminal: options in, words out",
    "words": "a result becomes headings, rows, sentences, JSON",
    "actions": "the verbs: each a value, a plan, a result",
    "papers": "documents in Chinese, in and out",
    "registry": "files and records: names, schemas, versions",
    "rules": "what the scheme demands",
    "entry": "what people type becomes a value or a named doubt",
    "scheme": "the nouns of the scheme, as values",
    "secrecy": "what may never come in",
    "office": "untrusted Word, Excel, PDF, zip, read apart",
    "gitstore": "git as a database",
    "yamlfile": "the YAML dialect",
    "files": "a file is replaced whole, or read no further than allowed",
    "ground": "what everything may say",
}
#: A module's noun is the first of these that its name begins with.
NOUNS: Final = {
    "task": "#d7e8f7",
    "application": "#dcefd9",
    "complaint": "#f7dedb",
    "evaluation": "#efe2f5",
    "directory": "#fbeccb",
    "law": "#e3e3f3",
    "calendar": "#d9efee",
}
_PLAIN: Final = "#f4f4f2"
_WIDTH: Final = 1180
_LEFT: Final = 250
_ROW: Final = 26
_LETTER: Final = 6.6
_FONT: Final = "font-family='DejaVu Sans, Verdana, sans-serif'"


def modules() -> dict[str, list[str]]:
    """The names of the modules on each floor."""
    found: dict[str, list[str]] = {name: [] for name in FLOORS}
    for path in sorted(PACKAGE.rglob("*.py")):
        if path.name not in ("__init__.py", "__main__.py"):
            found[_floor(path)].append(path.stem)
    return found


def _floor(path: Path) -> str:
    parts = path.relative_to(PACKAGE).parts
    return parts[0] if len(parts) > 1 else "ground"


def svg() -> str:
    """The picture."""
    drawn, height = _bands()
    return "\n".join(
        [
            (
                f"<svg xmlns='http://www.w3.org/2000/svg' width='{_WIDTH}' height='{height}'"
                f" viewBox='0 0 {_WIDTH} {height}' role='img' aria-label='The floors of accession'>"
            ),
            f"<rect width='{_WIDTH}' height='{height}' fill='white'/>",
            *drawn,
            "</svg>",
            "",
        ]
    )


def _bands() -> tuple[list[str], int]:
    known, lines, top = modules(), list(_legend()), 44
    for floor, purpose in FLOORS.items():
        boxes, rows = _boxes(known[floor], top + 10)
        told = _wrapped(purpose)
        height = max(rows * _ROW + 16, 32 + 13 * len(told))
        lines.append(
            f"<rect x='8' y='{top}' width='{_WIDTH - 16}' height='{height}' rx='6' fill='none'"
            " stroke='#b9b9b5'/>"
        )
        lines.append(_text(20, top + 20, floor, "bold 14"))
        lines += [_text(20, top + 36 + 13 * at, part, "10") for at, part in enumerate(told)]
        lines += boxes
        top += height + 6
    return lines, top + 8


def _wrapped(purpose: str) -> list[str]:
    words, line, done = purpose.split(), "", []
    for word in words:
        if len(line) + len(word) > 32:  # noqa: PLR2004 - as wide as the column
            done.append(line)
            line = ""
        line = f"{line} {word}".strip()
    return [*done, line]


def _boxes(names: list[str], top: int) -> tuple[list[str], int]:
    lines, x, row = [], float(_LEFT), 0
    for name in names:
        width = len(name) * _LETTER + 14
        if x + width > _WIDTH - 20:
            x, row = float(_LEFT), row + 1
        noun = next((colour for noun, colour in NOUNS.items() if name.startswith(noun)), _PLAIN)
        y = top + row * _ROW
        lines.append(
            f"<rect x='{x:.0f}' y='{y}' width='{width:.0f}' height='20' rx='3' fill='{noun}'"
            " stroke='#8a8a86' stroke-width='.5'/>"
        )
        lines.append(_text(x + 7, y + 14, name, "11"))
        x += width + 6
    return lines, row + 1


def _legend() -> Iterator[str]:
    yield _text(20, 27, "accession: imports lead down, never up", "bold 14")
    x = 420.0
    for noun, colour in NOUNS.items():
        yield f"<rect x='{x:.0f}' y='15' width='14' height='14' fill='{colour}' stroke='#8a8a86'/>"
        yield _text(x + 19, 26, noun, "11")
        x += len(noun) * _LETTER + 42


def _text(x: float, y: float, words: str, font: str) -> str:
    weight, _space, size = font.rpartition(" ")
    bold = " font-weight='bold'" if weight else ""
    return f"<text x='{x:.0f}' y='{y:.0f}' {_FONT} font-size='{size}'{bold}>{escape(words)}</text>"
