"""JSON as people and ``diff`` read it: keys sorted, one value a line, a blank for each level."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from json.encoder import encode_basestring
from typing import Final

_WORDS: Final = {None: "null", True: "true", False: "false"}


@dataclass(frozen=True, slots=True)
class Long:
    """A list too long to be held: each member is made when the one before it is written."""

    members: Iterable[object]


def pieces(value: object, line: str = "\n") -> Iterator[str]:
    """The text of *value*, as ``indented`` has it, in pieces.

    A ``Long`` list may be *value*, stand in a dict that is, or be so held by a member of one.
    """
    match value:
        case Long(members):
            yield from _in_pieces("[]", (pieces(one, line + " ") for one in members), line)
        case dict() if any(isinstance(one, Long) for one in value.values()):
            pairs = (_named(key, one, line + " ") for key, one in sorted(value.items()))
            yield from _in_pieces("{}", pairs, line)
        case _:
            yield indented(value, line)


def _named(key: str, value: object, line: str) -> Iterator[str]:
    yield f"{encode_basestring(key)}: "
    yield from pieces(value, line)


def _in_pieces(brackets: str, members: Iterable[Iterable[str]], line: str) -> Iterator[str]:
    before = f"{brackets[0]}{line} "
    empty = True
    for text in members:
        empty = False
        yield before
        yield from text
        before = f",{line} "
    yield brackets if empty else f"{line}{brackets[1]}"


def indented(value: object, line: str = "\n") -> str:
    """The text that ``json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True)`` gives.

    With an indent ``json`` leaves its C code, and takes twice as long. *value* holds texts, whole
    numbers, truth values, None, lists, and dicts with texts as keys; *line* ends a line and begins
    the next.
    """
    deeper = line + " "
    match value:
        case str():
            return encode_basestring(value)
        case None | bool():
            return _WORDS[value]
        case int():
            return str(value)
        case dict():
            pairs = sorted(value.items())
            return _within(
                "{}",
                [f"{encode_basestring(key)}: {indented(one, deeper)}" for key, one in pairs],
                line,
            )
        case list():
            return _within("[]", [indented(one, deeper) for one in value], line)
    raise TypeError(type(value))


def _within(brackets: str, lines: list[str], line: str) -> str:
    if not lines:
        return brackets
    return f"{brackets[0]}{line} {f',{line} '.join(lines)}{line}{brackets[1]}"
