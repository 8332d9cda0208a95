"""Bring a text that has one meaning only to its canonical form."""

from typing import Final
from unicodedata import normalize

from accession_cli.store.yaml.outline import Node, outline
from accession_cli.store.yaml.round_trip import rewritten
from accession_cli.store.yaml.scalars import literal, scalar

_MARKERS: Final = ("---", "...")


def repaired(text: str) -> str:
    """*text*, whose faults are all repairable, canonical but for the order of its keys."""
    text = text if text.endswith("\n") else f"{text}\n"
    text = normalize("NFC", text.removeprefix("\ufeff").replace("\r\n", "\n"))
    rows = _flattened(_without_markers(text.split("\n")))
    result = rewritten("\n".join(rows))
    return "\n".join(row.rstrip(" ") for row in result.strip("\n").split("\n")) + "\n"


def _without_markers(rows: list[str]) -> list[str]:
    """The rows without those that begin or end a document; what stands behind a marker stays."""
    return [
        row[3:].lstrip(" ") if row[:3] in _MARKERS and row[3:4] in ("", " ") else row
        for row in rows
    ]


def _flattened(rows: list[str]) -> list[str]:
    """The rows with each block that is to be a single row made one, its comment kept beside it.

    The comment beside the sign of a block in a list goes above it: there ruamel would lose it.
    """
    rows = [*rows]
    root = outline("\n".join(rows))
    for node in reversed(_leaves(root) if root else []):
        if not node.block or node.text is None:
            continue
        head = rows[node.row]
        start, rest = head[: node.column], head[node.column :]
        sign, _, comment = rest.partition(" #")
        if not literal(node.text):
            beside = f" #{comment}" if comment else ""
            rows[node.row : node.stop] = [f"{start}{scalar(node.text)}{beside}"]
        elif comment and not start.strip(" -"):
            above = f"{' ' * start.index('-')}#{comment}"
            rows[node.row : node.row + 1] = [above, f"{start}{sign.rstrip()}"]
    return rows


def _leaves(node: Node) -> list[Node]:
    """The scalars below *node*, in the order of the text."""
    if not node.entries:
        return [node]
    return [leaf for entry in node.entries for leaf in _leaves(entry.node)]
