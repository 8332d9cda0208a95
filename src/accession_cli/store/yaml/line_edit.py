"""Change a file row by row: what is not changed keeps every byte, comments included."""

from difflib import SequenceMatcher
from typing import Any

from accession_cli.store.yaml.emitter import (
    dashed,
    entry_lines,
    item_lines,
    map_lines,
)
from accession_cli.store.yaml.outline import Entry, Node, outline
from accession_cli.store.yaml.row_order import after_header
from accession_cli.store.yaml.scalars import literal, scalar


def edited(text: str, old: dict[str, Any], new: dict[str, Any]) -> str:
    """*text*, which holds *old*, with the rows changed by which *new* differs."""
    root = outline(text)
    rows = text.removesuffix("\n").split("\n")
    if root is None or not root.entries or not new:
        kept = [row for row in rows if row.lstrip().startswith("#")]
        return "\n".join([*kept, *(map_lines(new, 0) if new else ["{}"]), ""])
    return "\n".join([*_Rows(rows).map_rows(root, old, new, 0, len(rows)), ""])


class _Rows:
    """The rows of the text that is edited; every method gives the new rows of one part of it."""

    def __init__(self, rows: list[str]) -> None:
        self._rows = rows

    def map_rows(
        self, node: Node, old: dict[str, Any], new: dict[str, Any], start: int, stop: int
    ) -> list[str]:
        """The rows *start* to *stop*, which hold the entries of a map and what is between them."""
        parts: dict[str, list[str]] = {}
        leads: dict[str, list[str]] = {}
        at = start
        for entry in node.entries:
            leads[entry.key] = self._rows[at : entry.row]
            at = entry.stop
            if entry.key in new:
                parts[entry.key] = self._entry(entry, old[entry.key], new[entry.key])
        result: list[str] = []
        waiting = _placed(list(leads), list(new))
        for key, lead in leads.items():
            head, rest = ([], lead) if result else after_header(lead)
            result += head
            for added in waiting[key]:
                result += entry_lines(added, new[added], node.column)
            result += rest + parts.get(key, [])
        for added in waiting[""]:
            result += entry_lines(added, new[added], node.column)
        return result + self._rows[at:stop]

    def list_rows(
        self, node: Node, old: list[Any], new: list[Any], start: int, stop: int
    ) -> list[str]:
        """The rows *start* to *stop*, which hold the items of a list and what is between them."""
        entries = node.entries
        result = []
        at = start
        before, after = (["\n".join(item_lines(item, 0)) for item in items] for items in (old, new))
        matcher = SequenceMatcher(None, before, after, autojunk=False)
        for _, low, high, first, last in matcher.get_opcodes():
            for offset in range(max(high - low, last - first)):
                if low + offset < high:
                    entry = entries[low + offset]
                    result += self._rows[at : entry.row]
                    at = entry.stop
                    if first + offset < last:
                        result += self._entry(entry, old[low + offset], new[first + offset])
                else:
                    result += item_lines(new[first + offset], node.column)
        return result + self._rows[at:stop]

    def _entry(self, entry: Entry, old: Any, new: Any) -> list[str]:
        """The rows of one entry, changed from *old* to *new*."""
        rows = self._rows[entry.row : entry.stop]
        if item_lines(old, 0) == item_lines(new, 0):
            return rows
        node = entry.node
        if node.entries and new and isinstance(new, type(old)):
            return self._within(entry, old, new)
        if not node.entries and not node.block and _one_row(new) and len(rows) == 1:
            row = rows[0]
            return [f"{row[: node.column]}{_one_row(new)}{row[node.end :]}"]
        return self._replaced(entry, new)

    def _within(self, entry: Entry, old: Any, new: Any) -> list[str]:
        """A map or list whose entries change: its key stays, its dash goes to its first row."""
        node = entry.node
        beside = node.row == entry.row
        start = entry.row if beside else entry.row + 1
        if not beside:
            inside = (self.list_rows if node.is_list else self.map_rows)(
                node, old, new, start, entry.stop
            )
            return [self._rows[entry.row], *inside]
        first = self._rows[entry.row]
        self._rows[entry.row] = f"{first[: entry.column]} {first[entry.column + 1 :]}"
        inside = (self.list_rows if node.is_list else self.map_rows)(
            node, old, new, start, entry.stop
        )
        self._rows[entry.row] = first
        at = next(n for n, row in enumerate(inside) if row.strip() and row.lstrip()[0] != "#")
        return [*inside[:at], *dashed(inside[at:], entry.column)]

    def _replaced(self, entry: Entry, new: Any) -> list[str]:
        """The entry written anew; the comments that stood in it come along."""
        lines = (
            entry_lines(entry.key, new, entry.column)
            if entry.key
            else item_lines(new, entry.column)
        )
        node = entry.node
        after = node.end if node.row == entry.row and not node.entries else entry.key_end
        rest = self._rows[entry.row][after:]
        beside = rest[rest.find(" #") :] if " #" in rest and not _keyed(entry) else ""
        lines[0] += beside.rstrip()
        comments = [] if node.block else [r for r in self._inside(entry) if r.lstrip()[:1] == "#"]
        return [*(f"{' ' * entry.column}{row.lstrip()}" for row in comments), *lines]

    def _inside(self, entry: Entry) -> list[str]:
        """The rows below the first that are not part of a text block."""
        blocks = {row for node in _blocks(entry.node) for row in range(node.row + 1, node.stop)}
        return [self._rows[row] for row in range(entry.row + 1, entry.stop) if row not in blocks]


def _keyed(entry: Entry) -> bool:
    """Whether the first row of a list item holds an entry of its own."""
    return bool(entry.node.entries) and entry.node.row == entry.row


def _blocks(node: Node) -> list[Node]:
    found = [node] if node.block else []
    for entry in node.entries:
        found += _blocks(entry.node)
    return found


def _one_row(value: Any) -> str:
    """*value* as it is written on one row, "" when it takes more."""
    if isinstance(value, (dict, list)):
        return "" if value else "{}" if isinstance(value, dict) else "[]"
    return "" if isinstance(value, str) and literal(value) else scalar(value)


def _placed(present: list[str], wanted: list[str]) -> dict[str, list[str]]:
    """The keys of *wanted* that are new, each under the present key it goes before; "" is last.

    A new key follows the key that it follows in *wanted*.
    """
    waiting: dict[str, list[str]] = {key: [] for key in [*present, ""]}
    slot = present[0] if present else ""
    for key in wanted:
        if key in waiting:
            at = present.index(key) + 1
            slot = present[at] if at < len(present) else ""
        else:
            waiting[slot].append(key)
    return waiting
