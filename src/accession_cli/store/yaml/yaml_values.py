"""Build plain values from events, and object to what is not in the dialect."""

from typing import Any
from unicodedata import normalize

import yaml
from yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from accession_cli.store.yaml.yaml_events import event_source
from accession_cli.store.yaml.yaml_mistakes import explain, key_mistake
from accession_cli.store.yaml.yaml_scalars import Fault, ScalarReader, StopReading


def values(text: str, *, depth: int, nodes: int) -> tuple[dict[str, Any] | None, list[Fault]]:
    """The value of *text*, None when it has none, and the faults found on the way."""
    builder = _Builder(text, depth=depth, nodes=nodes)
    value = None
    try:
        value = builder.document()
    except StopReading:
        pass  # the fault that stopped the reading is in the list
    except yaml.YAMLError as error:
        builder.broken(Fault(*explain(text, error)))
    except RecursionError:  # only the parser in Python recurses, and only beyond every limit
        builder.faults.append(Fault("Y102", 0, 0, {"limit": depth}))
    return value, builder.faults


class _Builder(ScalarReader):
    """Maps and lists; each method takes the event that begins the value."""

    def __init__(self, text: str, *, depth: int, nodes: int) -> None:
        super().__init__(text)
        self._get = event_source(text)
        self._depth = depth
        self._limit = nodes
        self._left = nodes

    def document(self) -> dict[str, Any] | None:
        """The one document of the file, a map."""
        self._get()
        start = self._get()
        if isinstance(start, yaml.StreamEndEvent):
            self.faults.append(Fault("Y130", 0, 0, {}))
            return None
        if getattr(start, "version", None) or getattr(start, "tags", None):
            self._fault("Y134", start)
        elif getattr(start, "explicit", False):
            self._fault("Y133", start)
        first = self._get()
        value = self._node(first, 0)
        end = self._get()
        if getattr(end, "explicit", False):
            self._fault("Y133", end)
        after = self._get()
        if not isinstance(after, yaml.StreamEndEvent):
            self._fault("Y132", after)
            raise StopReading
        if isinstance(value, dict):
            return value
        self._not_a_map(first)
        return None

    def _not_a_map(self, event: Any) -> None:
        row = self._text.split("\n")[event.start_mark.line]
        wrong = key_mistake(row) if isinstance(event, ScalarEvent) else None
        if wrong:
            self.faults[:] = [Fault(wrong[0], event.start_mark.line, wrong[1], {})]
        elif not self.faults or not isinstance(event, ScalarEvent):
            self._fault("Y131", event)

    def _node(self, event: Any, depth: int) -> Any:
        """The value that begins with *event*, *depth* levels below the document."""
        self._count(event)
        if type(event) is ScalarEvent:
            return self._scalar(event)
        if type(event) is AliasEvent:
            self._fault("Y141", event)
            return None
        if depth >= self._depth:
            self._fault("Y102", event, limit=self._depth)
            raise StopReading
        if type(event) is MappingStartEvent:
            return self._map(event, depth + 1)
        if type(event) is SequenceStartEvent:
            return self._list(event, depth + 1)
        raise StopReading

    def _count(self, event: Any) -> None:
        self._left -= 1
        if self._left < 0:
            self._fault("Y103", event, limit=self._limit)
            raise StopReading

    def _collection(self, start: Any, first: Any) -> None:
        """Object to what a list or map may not have, seen from its first two events."""
        if getattr(start, "anchor", None) is not None:
            self._fault("Y140", start)
        if getattr(start, "tag", None) is not None:
            self._fault("Y142", start)
        if getattr(start, "flow_style", None) and type(first) not in (
            MappingEndEvent,
            SequenceEndEvent,
        ):
            self._fault("Y144", start)
        elif getattr(start, "flow_style", None):
            self._tight(start, first.end_mark)

    def _map(self, start: Any, depth: int) -> dict[str, Any]:
        result: dict[str, Any] = {}
        lines: dict[str, int] = {}
        get = self._get
        event: Any = get()
        self._collection(start, event)
        while type(event) is not MappingEndEvent:
            if type(event) is not ScalarEvent:
                self._fault("Y147", event)
                raise StopReading  # what belongs to such a key cannot be told
            key = self._key(event)
            mark: Any = event.start_mark
            line: int = mark.line
            folded = key if key.isascii() else normalize("NFC", key)
            if folded in lines:
                self._fault("Y145", event, name=key, first=lines[folded] + 1)
            lines[folded] = line
            below: Any = get()
            result[key] = (
                self._beside(event, below)
                if type(below) is ScalarEvent
                else self._node(below, depth)
            )
            event = get()
        return result

    def _beside(self, key: Any, event: Any) -> str | int | None:
        """The scalar of *key*, which stands on the key's line."""
        self._count(event)
        if event.start_mark.line != key.start_mark.line:
            self._below(event)
        elif not event.value and not event.style:
            self._fault("Y150", key)
            self._tagged(event)
            return None
        return self._scalar(event)

    def _list(self, start: Any, depth: int) -> list[Any]:
        result: list[Any] = []
        get = self._get
        event: Any = get()
        self._collection(start, event)
        while type(event) is not SequenceEndEvent:
            result.append(self._node(event, depth))
            event = get()
        return result
