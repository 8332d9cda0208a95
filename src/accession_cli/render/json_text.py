"""JSON as people and ``diff`` read it: keys sorted, one value a line, a blank for each level."""

from json.encoder import encode_basestring
from typing import Final

_WORDS: Final = {None: "null", True: "true", False: "false"}


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
