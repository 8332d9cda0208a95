"""Write a file in the canonical form, or change it row by row and keep its comments.

``new_text`` writes a value, ``formatted`` brings a file to the canonical form, ``edit`` changes
entries. Rows that an edit does not change keep every byte, comments included: ``outline`` finds
the rows of each entry, ``edited`` replaces rows, ``reordered`` sorts keys by moving their rows.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any, Final
from unicodedata import normalize

from yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from accession_cli.errors import Exit, Refusal, Refused
from accession_cli.finding import Finding, Place
from accession_cli.i18n import N_
from accession_cli.yamlfile.canonical import (
    NO_ORDER,
    KeyOrder,
    canonical_lines,
    dashed,
    entry_lines,
    inner,
    is_canonical,
    item_lines,
    literal,
    map_lines,
    ordered,
    scalar,
)
from accession_cli.yamlfile.codes import BY_CODE, Repairable
from accession_cli.yamlfile.events import event_source
from accession_cli.yamlfile.reader import EDITION, Reading, read


@dataclass(slots=True, kw_only=True)
class OutlineNode:
    """A value: rows ``row`` to before ``stop``, from 0; on a single row, ``column`` to ``end``.

    ``entries`` are those of a map or list in block style; a scalar or ``[]`` has none.
    """

    row: int
    column: int
    stop: int
    end: int
    block: bool = False
    is_list: bool = False
    text: str | None = None
    entries: "list[OutlineEntry]" = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class OutlineEntry:
    """One key or list item; its key or dash stands at ``row`` and ``column``."""

    key: str
    row: int
    column: int
    key_end: int
    node: OutlineNode

    @property
    def stop(self) -> int:
        return self.node.stop


def outline(text: str) -> OutlineNode | None:
    """The outermost value of *text*; ``None`` when that is no map or list.

    *text* must be readable, or ``yaml.YAMLError`` is raised.
    """
    get = event_source(text)
    get()
    get()
    event: Any = get()
    if not isinstance(event, (MappingStartEvent, SequenceStartEvent)):
        return None
    return _node(event, get, text.split("\n"))


def _node(event: Any, get: Any, rows: list[str]) -> OutlineNode:
    start: Any = event.start_mark
    if isinstance(event, (ScalarEvent, AliasEvent)):
        return _leaf(event)
    node = OutlineNode(
        row=start.line,
        column=start.column,
        stop=0,
        end=0,
        is_list=isinstance(event, SequenceStartEvent),
    )
    below = get()
    while not isinstance(below, (MappingEndEvent, SequenceEndEvent)):
        node.entries.append(_entry(below, get, rows, node))
        below = get()
    if node.entries and not event.flow_style:
        node.stop = node.entries[-1].stop
        return node
    node.entries = []
    closing: Any = below
    node.stop = closing.end_mark.line + 1
    node.end = closing.end_mark.column
    return node


def _entry(event: Any, get: Any, rows: list[str], above: OutlineNode) -> OutlineEntry:
    mark = event.start_mark
    if above.is_list:
        node = _node(event, get, rows)
        row = mark.line
        while row > above.row and rows[row][above.column : above.column + 1] != "-":
            row -= 1  # the item begins below its dash
        return OutlineEntry(
            key="", row=row, column=above.column, key_end=above.column + 1, node=node
        )
    colon = rows[mark.line].find(":", event.end_mark.column)
    node = _node(get(), get, rows)
    node.stop = max(node.stop, mark.line + 1)
    return OutlineEntry(
        key=event.value, row=mark.line, column=mark.column, key_end=colon + 1, node=node
    )


def _leaf(event: Any) -> OutlineNode:
    start, end = event.start_mark, event.end_mark
    block = getattr(event, "style", None) == "|"
    value: str = getattr(event, "value", "")
    stop = end.line + 1
    if block:
        filled = value.rstrip("\n")
        stop = start.line + 1 + (len(filled.split("\n")) if filled else 0)
    return OutlineNode(
        row=start.line, column=start.column, stop=stop, end=end.column, block=block, text=value
    )


_SCHEMA_ROW: Final = "# yaml-language-server:"


def reordered(text: str, order: KeyOrder = NO_ORDER) -> str:
    """*text* with its keys in *order*; the comments above a key go with it."""
    root = outline(text)
    if root is None or not root.entries or not order:
        return text
    rows = text.removesuffix("\n").split("\n")
    head, _ = after_header(rows[: root.row])
    return "\n".join([*head, *_sorted(rows, root, order, len(head), len(rows)), ""])


def _sorted(
    rows: list[str], node: OutlineNode, order: KeyOrder, start: int, stop: int
) -> list[str]:
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


def _sorted_entry(rows: list[str], entry: OutlineEntry, order: KeyOrder) -> list[str]:
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
    # indented further, a comment would become part of the text block of the item above
    above = [" " * entry.column + row.lstrip() if row.strip() else row for row in inside[:at]]
    return [*above, *dashed(inside[at:], entry.column)]


def after_header(lead: list[str]) -> tuple[list[str], list[str]]:
    """Split *lead* into the comments on the whole file, which stay first, and those on a key.

    The file's comments are the row that names the schema, and the rows before an empty row.
    """
    at = 1 if lead and lead[0].startswith(_SCHEMA_ROW) else 0
    at = max([at, *(number + 1 for number, row in enumerate(lead) if not row)])
    return lead[:at], lead[at:]


def edited(text: str, old: dict[str, Any], new: dict[str, Any]) -> str:
    """*text*, which holds *old*, with its rows changed where *new* differs."""
    root = outline(text)
    rows = text.removesuffix("\n").split("\n")
    if root is None or not root.entries or not new:
        kept = [row for row in rows if row.lstrip().startswith("#")]
        return "\n".join([*kept, *(map_lines(new, 0) if new else ["{}"]), ""])
    return "\n".join([*_Rows(rows).map_rows(root, old, new, 0, len(rows)), ""])


class _Rows:
    """The rows of the text being edited; each method returns the new rows of one part of it."""

    def __init__(self, rows: list[str]) -> None:
        self._rows = rows

    def map_rows(
        self, node: OutlineNode, old: dict[str, Any], new: dict[str, Any], start: int, stop: int
    ) -> list[str]:
        """The new rows of a map, whose entries and what is between them are *start* to *stop*."""
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
        self, node: OutlineNode, old: list[Any], new: list[Any], start: int, stop: int
    ) -> list[str]:
        """The new rows of a list, whose items and what is between them are *start* to *stop*."""
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

    def _entry(self, entry: OutlineEntry, old: Any, new: Any) -> list[str]:
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

    def _within(self, entry: OutlineEntry, old: Any, new: Any) -> list[str]:
        """The rows of a map or list whose entries change; its key or dash stays in front."""
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

    def _replaced(self, entry: OutlineEntry, new: Any) -> list[str]:
        """The rows of the entry written anew, with the comments that stood in it."""
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

    def _inside(self, entry: OutlineEntry) -> list[str]:
        """The rows below the first that are not part of a text block."""
        blocks = {row for node in _blocks(entry.node) for row in range(node.row + 1, node.stop)}
        return [self._rows[row] for row in range(entry.row + 1, entry.stop) if row not in blocks]


def _keyed(entry: OutlineEntry) -> bool:
    """Whether the first row of a list item holds an entry of its own."""
    return bool(entry.node.entries) and entry.node.row == entry.row


def _blocks(node: OutlineNode) -> list[OutlineNode]:
    found = [node] if node.block else []
    for entry in node.entries:
        found += _blocks(entry.node)
    return found


def _one_row(value: Any) -> str:
    """*value* as it is written on one row; "" when it takes more rows."""
    if isinstance(value, (dict, list)):
        return "" if value else "{}" if isinstance(value, dict) else "[]"
    return "" if isinstance(value, str) and literal(value) else scalar(value)


def _placed(present: list[str], wanted: list[str]) -> dict[str, list[str]]:
    """The keys of *wanted* that are new, by the present key that they go before; "" is the end.

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


class NotFormattable(Refused):
    """A file that cannot be formatted; ``findings`` name what a person has to correct first."""

    refusal = Refusal(
        N_("{path} cannot be formatted: {reason}"),
        N_("Mend line {line} first; accession validate lists everything."),
        Exit.UNREADABLE,
    )

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        first = findings[0]
        place = first.place
        super().__init__(path=place.path, line=place.line, reason=first.message)
        self.findings = findings


class CommentLost(Refused):
    """Formatting would lose a comment.

    ruamel.yaml keeps no comment in a list of lists, nor two at an empty item of a list.
    """

    refusal = Refusal(
        N_("{path} was not formatted: the comment {comment} would be lost."),
        N_("Move the comment to a line of its own above a key, then try again."),
        Exit.UNREADABLE,
    )


class NotWritable(Refused):
    """The value to be written holds something that no record may hold."""

    refusal = Refusal(
        N_("The record was not written: {reason}"),
        N_("Take it out of what was entered, then try again."),
    )

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        # the places belong to a text that is never written, so they are not shown
        super().__init__(reason=findings[0].message)


def new_text(
    value: Mapping[str, Any], *, comment: str | None = None, order: KeyOrder = NO_ORDER
) -> str:
    """The canonical text of a new file; *comment*, with or without #, becomes its first line."""
    lines = [*canonical_lines(value, order), ""]
    return "\n".join([f"# {comment.lstrip('# ')}", *lines] if comment else lines)


def edit(
    text: str, old: Mapping[str, Any], new: Mapping[str, Any], order: KeyOrder = NO_ORDER
) -> str:
    """Change *text*, which holds *old*, so that it holds *new*; only rows that differ change.

    New keys are placed in the order of *new*. Comments stay, even above an entry that is removed.
    When the rows alone cannot be changed, *text* is formatted first. Raises ``NotWritable``, and
    what ``formatted`` raises.
    """
    if _same(old, new):
        return text
    result = edited(text, dict(old), dict(new))
    if _reads_as(result, new):
        return result
    result = edited(formatted(text, order), dict(old), dict(new))
    if not _reads_as(result, new):
        findings = _reading(result).findings
        raise NotWritable(findings) if findings else RuntimeError("an edit went wrong")
    return result


def formatted(text: str, order: KeyOrder = NO_ORDER, *, path: str = "") -> str:
    """The canonical form of *text*; comments and meaning are kept.

    Faults whose code is ``Repairable`` are repaired, because they have one meaning only. Raises
    ``NotFormattable`` and ``CommentLost``.
    """
    reading = read(text.encode("utf-8", "surrogatepass"), path, EDITION)
    hard = tuple(one for one in reading.findings if not isinstance(BY_CODE[one.code], Repairable))
    if hard:
        raise NotFormattable(hard)
    before = reading.parsed
    clean = before is not None and not reading.findings
    if before and clean and is_canonical(text, before.value, order):
        return text
    only_order = before is not None and clean and is_canonical(text, before.value)
    if only_order:
        result = normalize("NFC", reordered(text, order))
    else:
        result = _repaired(text, order, path, reading.findings)
    after = read(result.encode(), path, EDITION)
    if after.parsed is None:
        raise NotFormattable(after.findings)
    if before and clean and after.parsed.value != before.value:
        raise RuntimeError("formatting changed a value")
    if lost := _comments(normalize("NFC", text)) - _comments(result):
        raise CommentLost(path=path, comment=min(lost))
    return result


def _repaired(text: str, order: KeyOrder, path: str, findings: tuple[Finding, ...]) -> str:
    """*text* made canonical; *findings* are its faults."""
    from ruamel.yaml.error import YAMLError as OtherYAMLError  # ruamel.yaml is slow to load
    from yaml import YAMLError

    from accession_cli.yamlfile.repair import repaired

    try:
        return normalize("NFC", reordered(repaired(text), order))
    except NotImplementedError as failure:  # two comments at one place
        raise CommentLost(path=path, comment=min(_comments(text), default="#")) from failure
    except (YAMLError, OtherYAMLError) as failure:  # not repairable in this text
        unread = findings or (BY_CODE["Y179"].at(Place(path)),)
        raise NotFormattable(unread) from failure


def _reading(text: str) -> Reading:
    return read(text.encode("utf-8", "surrogatepass"), "", EDITION)


def _reads_as(text: str, value: Mapping[str, Any]) -> bool:
    parsed = _reading(text).parsed
    return parsed is not None and _same(parsed.value, value)


def _same(one: Any, other: Any) -> bool:
    """Whether two values are the same; the order of keys does not count, and true is not 1."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    return type(one) is type(other) and bool(one == other)


def _comments(text: str) -> Counter[str]:
    """The rows that are comments, each with its number of occurrences."""
    rows = (row.strip() for row in text.split("\n"))
    return Counter(row for row in rows if row[:1] == "#")
