"""Put the keys of a file in order by moving their rows."""

from typing import Final

from accession_cli.store.yaml.emitter import NO_ORDER, Order, dashed, inner, ordered
from accession_cli.store.yaml.outline import Entry, Node, outline

_SCHEMA_ROW: Final = "# yaml-language-server:"


def reordered(text: str, order: Order = NO_ORDER) -> str:
    """*text* with its keys in *order*; the comments above a key go with it."""
    root = outline(text)
    if root is None or not root.entries or not order:
        return text
    rows = text.removesuffix("\n").split("\n")
    head, _ = after_header(rows[: root.row])
    return "\n".join([*head, *_sorted(rows, root, order, len(head), len(rows)), ""])


def _sorted(rows: list[str], node: Node, order: Order, start: int, stop: int) -> list[str]:
    """The rows *start* to *stop* of a map or list with the keys of each map in order."""
    parts: dict[str, list[str]] = {}
    at = start
    for number, entry in enumerate(node.entries):
        lead, at = rows[at : entry.row], entry.stop
        below = order if node.is_list else inner(order, entry.key)
        name = f"{number}" if node.is_list else entry.key
        parts[name] = [*lead, *_sorted_entry(rows, entry, below)]
    names = list(parts) if node.is_list else ordered(parts, order)
    return [row for name in names for row in parts[name]] + rows[at:stop]


def _sorted_entry(rows: list[str], entry: Entry, order: Order) -> list[str]:
    node = entry.node
    if not node.entries:
        return rows[entry.row : entry.stop]
    if node.row != entry.row:
        return [rows[entry.row], *_sorted(rows, node, order, entry.row + 1, entry.stop)]
    first = rows[entry.row]
    free = [*rows[: entry.row], f"{first[: entry.column]} {first[entry.column + 1 :]}"]
    free += rows[entry.row + 1 :]
    inside = _sorted(free, node, order, entry.row, entry.stop)
    at = next(n for n, row in enumerate(inside) if row.strip() and row.lstrip()[0] != "#")
    # further in, a comment would belong to the text block of the item above
    above = [" " * entry.column + row.lstrip() if row.strip() else row for row in inside[:at]]
    return [*above, *dashed(inside[at:], entry.column)]


def after_header(lead: list[str]) -> tuple[list[str], list[str]]:
    """The rows that speak of the whole file, which stay first, and those that speak of a key.

    The file's are the one that names the schema, and those that an empty row parts from the rest.
    """
    at = 1 if lead and lead[0].startswith(_SCHEMA_ROW) else 0
    at = max([at, *(number + 1 for number, row in enumerate(lead) if not row)])
    return lead[:at], lead[at:]
