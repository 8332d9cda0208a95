"""Which rows of a text belong to which entry: what an edit needs to leave all else alone."""

from dataclasses import dataclass, field
from typing import Any

from yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from accession_cli.store.yaml.yaml_events import event_source


@dataclass(slots=True, kw_only=True)
class Node:
    """A value: rows from *row* to before *stop*, from 0; *column* to *end* on a single row.

    ``entries`` are those of a map or list in block style; a scalar or ``[]`` has none.
    """

    row: int
    column: int
    stop: int
    end: int
    block: bool = False
    is_list: bool = False
    text: str | None = None
    entries: "list[Entry]" = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Entry:
    """One key or list item: it begins at *row* and *column*, where its key or dash stands."""

    key: str
    row: int
    column: int
    key_end: int
    node: Node

    @property
    def stop(self) -> int:
        return self.node.stop


def outline(text: str) -> Node | None:
    """The outermost value of *text*, which the dialect can read; None when there is none."""
    get = event_source(text)
    get()
    get()
    event: Any = get()
    if not isinstance(event, (MappingStartEvent, SequenceStartEvent)):
        return None
    return _node(event, get, text.split("\n"))


def _node(event: Any, get: Any, rows: list[str]) -> Node:
    start: Any = event.start_mark
    if isinstance(event, (ScalarEvent, AliasEvent)):
        return _leaf(event)
    node = Node(
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


def _entry(event: Any, get: Any, rows: list[str], above: Node) -> Entry:
    mark = event.start_mark
    if above.is_list:
        node = _node(event, get, rows)
        row = mark.line
        while row > above.row and rows[row][above.column : above.column + 1] != "-":
            row -= 1  # the item begins below its dash
        return Entry(key="", row=row, column=above.column, key_end=above.column + 1, node=node)
    colon = rows[mark.line].find(":", event.end_mark.column)
    node = _node(get(), get, rows)
    node.stop = max(node.stop, mark.line + 1)
    return Entry(key=event.value, row=mark.line, column=mark.column, key_end=colon + 1, node=node)


def _leaf(event: Any) -> Node:
    start, end = event.start_mark, event.end_mark
    block = getattr(event, "style", None) == "|"
    value: str = getattr(event, "value", "")
    stop = end.line + 1
    if block:
        filled = value.rstrip("\n")
        stop = start.line + 1 + (len(filled.split("\n")) if filled else 0)
    return Node(
        row=start.line, column=start.column, stop=stop, end=end.column, block=block, text=value
    )
