"""libyaml's events: the one parser behind the dialect; nothing is ever constructed by a library."""

from collections.abc import Callable, Iterator
from typing import Any, Final

import yaml
from yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

KeyPath = tuple[str | int, ...]
# PyYAML has its C parser in every wheel; the one in Python reads the same language, slowly.
LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def event_source(text: str) -> Callable[[], Any]:
    """A function that gives the next event of *text*; raises ``yaml.YAMLError`` where it ends."""
    get: Callable[[], Any] = LOADER(text).get_event
    return get


def until_error(text: str) -> Iterator[Any]:
    """The events of *text*, up to the first place that cannot be parsed."""
    get = event_source(text)
    try:
        while (event := get()) is not None:
            yield event
    except yaml.YAMLError:
        return


def positions(text: str) -> Iterator[tuple[KeyPath, int, int]]:
    """Each key path of *text* with line and column, from 1, in the order of the file.

    A map entry stands at its key, a list item at its first character. Columns count characters.
    """
    stack: list[_Level] = []
    event: Any
    for event in until_error(text):
        kind: type = type(event)
        if kind is MappingEndEvent or kind is SequenceEndEvent:
            stack.pop()
            continue
        if kind not in (ScalarEvent, AliasEvent, MappingStartEvent, SequenceStartEvent):
            continue
        path: KeyPath = ()
        if stack:
            level = stack[-1]
            if level.wants_key() and kind is not ScalarEvent:
                return  # such keys are refused; what lies in them has no name
            if level.takes_key(event):
                mark: Any = event.start_mark
                yield level.path(), mark.line + 1, mark.column + 1
                continue
            path = level.path()
            if level.is_list:
                mark = event.start_mark
                yield path, mark.line + 1, mark.column + 1
            level.done()
        if kind not in (ScalarEvent, AliasEvent):
            stack.append(_Level(path, is_list=kind is SequenceStartEvent))


class _Level:
    """One open map or list on the way down to a value."""

    __slots__ = ("_above", "_index", "_key", "is_list")

    def __init__(self, above: KeyPath, *, is_list: bool) -> None:
        self._above = above
        self._key: str | None = None
        self._index = 0
        self.is_list = is_list

    def wants_key(self) -> bool:
        return not self.is_list and self._key is None

    def takes_key(self, event: Any) -> bool:
        """Whether *event* is a key; then it is kept."""
        if not self.wants_key():
            return False
        self._key = event.value
        return True

    def path(self) -> KeyPath:
        return (*self._above, self._index if self.is_list else self._key or "")

    def done(self) -> None:
        self._index += 1
        self._key = None
