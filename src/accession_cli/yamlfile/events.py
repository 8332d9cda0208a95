"""Read the dialect from libyaml's events, and report what is not in it.

The library only parses; it constructs no value: ``values`` builds plain values from events, and
``ScalarReader`` gives scalars and keys their meaning. When the parser gives up, ``explain`` works
out from the line what the person got wrong.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple
from unicodedata import is_normalized, normalize

import yaml
from yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from accession_cli.yamlfile.canonical import (
    INTEGER,
    KEY_LIMIT,
    NUMBER_START,
    UNFIT,
    WIDE_IN_KEY,
    WORDS,
    ambiguous,
    described,
    halfwidth,
    key_objection,
)
from accession_cli.yamlfile.mistakes import explain, key_mistake
from accession_cli.yamlfile.reader import MOST_FINDINGS

KeyPath = tuple[str | int, ...]
# PyYAML has its C parser in every wheel; the Python parser reads the same language, but slowly.
LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def event_source(text: str) -> Callable[[], Any]:
    """A function that returns the next event of *text*; raises ``yaml.YAMLError`` at a fault."""
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
                return  # such keys are refused, and there is no path for what is in them
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
    """An open map or list around the value being read."""

    __slots__ = ("_above", "_index", "_key", "is_list")

    def __init__(self, above: KeyPath, *, is_list: bool) -> None:
        self._above = above
        self._key: str | None = None
        self._index = 0
        self.is_list = is_list

    def wants_key(self) -> bool:
        return not self.is_list and self._key is None

    def takes_key(self, event: Any) -> bool:
        """Whether *event* is a key; if so, it is kept as the key of the next value."""
        if not self.wants_key():
            return False
        self._key = event.value
        return True

    def path(self) -> KeyPath:
        return (*self._above, self._index if self.is_list else self._key or "")

    def done(self) -> None:
        self._index += 1
        self._key = None


_SHOWN: Final = 40
_NEAR: Final = 200
_QUESTION: Final = re.compile(r"(?m)^[ -]*\?(?:[ \n]|\Z)")
_TIGHT_COMMENT: Final = re.compile(r"""["'\]}]#""")
_TIGHT_DASH: Final = re.compile(r"-[^\s0-9-]")
_TIGHT_KEY: Final = re.compile(r"[A-Za-z_一-鿿]{1,20}[:：]\S")


class DialectFault(NamedTuple):
    """Something outside the dialect: its code and place, line and column from 0."""

    code: str
    line: int
    column: int
    facts: dict[str, object]


class StopReading(Exception):
    """No error: enough faults were found, or nothing more can be read."""


class ScalarReader:
    """Reads scalars one by one and collects the faults; a faulty scalar is returned as text."""

    def __init__(self, text: str) -> None:
        self.faults: list[DialectFault] = []
        self._text = text
        self._doubtful = (0, -1, -1)
        self._explained = -1
        self._open_end = not text.endswith("\n")
        self._has_tight_comments = bool(_TIGHT_COMMENT.search(text))
        self._has_escapes = "\\" in text
        self._has_questions = "?" in text and bool(_QUESTION.search(text))

    def _fault(self, code: str, event: Any, **facts: object) -> None:
        mark = event.start_mark
        self.faults.append(DialectFault(code, mark.line, mark.column, facts))
        if len(self.faults) >= MOST_FINDINGS:
            raise StopReading

    def broken(self, fault: DialectFault) -> None:
        """Add the fault that stopped the parser.

        When a doubtful text reaches up to it, the faults found since that text are dropped: this
        fault explains them.
        """
        count, _, last = self._doubtful
        if fault.line <= last:
            del self.faults[count:]
        if fault.code != "Y144" or not self._has("Y144"):
            self.faults.append(fault)

    def _has(self, code: str) -> bool:
        return any(one.code == code for one in self.faults)

    def _doubt(self, event: Any) -> None:
        """Remember a text that may be a mistake: the number of faults so far, and its rows."""
        first, last = event.start_mark.line, event.end_mark.line
        if first != self._doubtful[1]:
            self._doubtful = (len(self.faults), first, last)

    def _key(self, event: Any) -> str:
        """The key in the scalar *event*; a key that is no simple text of one line is a fault."""
        key: str = event.value
        if event.anchor is not None or event.tag is not None:
            self._tagged(event)
        if self._has_questions and self._asks(event):
            self._fault("Y147", event)
        if not key or len(key) > KEY_LIMIT or "\n" in key or event.style in ("|", ">"):
            self._fault("Y148", event, limit=KEY_LIMIT)
        elif event.style:
            self._quoted(event)
        elif code := key_objection(key):
            wide = WIDE_IN_KEY.search(key)
            character = wide[0] if wide else ""
            self._fault(code, event, name=key[:_SHOWN], character=character)
        return key

    def _asks(self, event: Any) -> bool:
        """Whether a question mark before the key marks it as one, and does not end a text above."""
        index = event.start_mark.index
        before = self._text[max(0, index - _NEAR) : index].rstrip()
        row = before[before.rfind("\n") + 1 :]
        left_of_key = len(row) - 1 < event.start_mark.column
        return row.endswith("?") and left_of_key and not row.strip(" -?")

    def _below(self, event: Any) -> None:
        """Report a value on a line below its key; it may be a map or list without its space."""
        value: str = event.value
        wrong = None
        if not event.style:
            wrong = ("Y167", 0) if _TIGHT_DASH.match(value) else None
            wrong = key_mistake(value) if _TIGHT_KEY.match(value) else wrong
        self._doubt(event)
        mark = event.start_mark
        if wrong:
            self._explained = mark.line
            self.faults.append(DialectFault(wrong[0], mark.line, mark.column + wrong[1], {}))
        else:
            self._fault("Y157", event)

    def _tagged(self, event: Any) -> None:
        if event.anchor is not None:
            self._fault("Y140", event)
        if event.tag is not None:
            self._fault("Y142", event)

    def _scalar(self, event: Any) -> str | int | None:
        """The value of one scalar; a faulty one is returned as text, so that reading can go on."""
        value: str = event.value
        style = event.style
        if event.anchor is not None or event.tag is not None:
            self._tagged(event)
        if not style:
            if value in WORDS:
                return WORDS[value]
            if " " in value and event.start_mark.line != event.end_mark.line:
                self._run_on(event)
            elif value[:1] in NUMBER_START:
                return self._number(event, value)
            elif "\n" in value:
                self._run_on(event)
            elif not value:
                self._fault("Y150", event)
                return None
            return value
        if style == "|":
            self._block(event)
        elif style == ">":
            self._fault("Y155", event)
        else:
            self._quoted(event)
        return value

    def _number(self, event: Any, value: str) -> str | int:
        code = ambiguous(value)
        if code:
            facts: dict[str, object] = {"value": value[:_SHOWN]}
            if code == "Y153":
                facts["halfwidth"] = halfwidth(value)
            self._fault(code, event, **facts)
        elif INTEGER.fullmatch(value):
            return int(value)
        return value

    def _run_on(self, event: Any) -> None:
        """Report a plain text of several lines, or rather a wrong colon on one of them.

        The colon is the likelier mistake.
        """
        self._doubt(event)
        first, last = event.start_mark.line, event.end_mark.line
        for number, row in enumerate(self._text.split("\n")[first + 1 : last + 1], start=first + 1):
            if wrong := key_mistake(row):
                self.faults.append(DialectFault(wrong[0], number, wrong[1], {}))
                return
        if self._explained != first:
            self._fault("Y154", event)

    def _tight(self, event: Any, end: Any) -> None:
        """Report a comment that begins at *end*, directly behind the value of *event*."""
        if self._has_tight_comments and self._text[end.index : end.index + 1] == "#":
            self._fault("Y171", event)

    def _block(self, event: Any) -> None:
        start = event.start_mark.index
        head = self._text[start : self._text.find("\n", start)].split(" ")[0]
        if head not in ("|", "|-"):
            self._fault("Y156", event, value=head)
        if self._open_end and event.end_mark.index >= len(self._text):
            self._fault("Y158", event)

    def _quoted(self, event: Any) -> None:
        if event.start_mark.line != event.end_mark.line:
            self._fault("Y154", event)
        self._tight(event, event.end_mark)
        if self._has_escapes and event.style == '"':
            if unfit := UNFIT.search(event.value):
                self._fault("Y121", event, character=described(unfit[0]))
            elif not is_normalized("NFC", event.value) and not self._has("Y115"):
                self._fault("Y115", event)


def values(
    text: str, *, depth: int, nodes: int
) -> tuple[dict[str, Any] | None, list[DialectFault]]:
    """The value of *text* (``None`` when it has none) and the faults found."""
    builder = _Builder(text, depth=depth, nodes=nodes)
    value = None
    try:
        value = builder.document()
    except StopReading:
        pass  # the fault that stopped the reading is in the list
    except yaml.YAMLError as error:
        builder.broken(DialectFault(*explain(text, error)))
    except RecursionError:  # only the Python parser recurses, and only far beyond the limit
        builder.faults.append(DialectFault("Y102", 0, 0, {"limit": depth}))
    return value, builder.faults


class _Builder(ScalarReader):
    """Builds maps and lists; each method takes the event that begins the value."""

    def __init__(self, text: str, *, depth: int, nodes: int) -> None:
        super().__init__(text)
        self._get = event_source(text)
        self._depth = depth
        self._limit = nodes
        self._left = nodes

    def document(self) -> dict[str, Any] | None:
        """The map that is the file's one document; ``None`` when it is none."""
        self._get()
        start = self._get()
        if isinstance(start, yaml.StreamEndEvent):
            self.faults.append(DialectFault("Y130", 0, 0, {}))
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
            self.faults[:] = [DialectFault(wrong[0], event.start_mark.line, wrong[1], {})]
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
        """Report what a list or map may not have, by its first two events."""
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
                raise StopReading  # which value belongs to such a key is not known
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
        """The scalar value of *key*; a missing one, or one on a line below, is a fault."""
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
