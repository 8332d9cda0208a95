"""Work out from a line what the person got wrong where the parser of YAML gave up.

``key_mistake`` tells of a key whose colon is not as YAML wants it; ``explain`` of everything else.
"""

import re
from typing import Any, Final, NamedTuple

import yaml

from accession_cli.yamlfile.canonical import (
    KEY_LIMIT,
)

_FULL_COLON: Final = re.compile(r"""\A\s*(?:-\s+)*[^\s"'#:：,，。；、]{1,40}(：)""")


_TIGHT_COLON: Final = re.compile(r"""\A\s*(?:-\s+)*[^\s"'#:：/]{1,40}(:)(?=[^\s/])""")


_SPACED_COLON: Final = re.compile(r":(?: |$)")


_TIGHT_DASH_AT_START: Final = re.compile(r"\A\s*(-)[^\s-]")


# Words in the messages of either parser, each with its code; the first that fits counts.
_SIGNS: Final = (
    ("invalid Unicode", "Y121"),
    ("escape", "Y168"),
    ("hexdecimal", "Y168"),
    ("quoted scalar", "Y162"),
    ("directive", "Y134"),
    ("tag", "Y142"),
    ("anchor", "Y165"),
    ("alias", "Y165"),
    ("block scalar", "Y156"),
    ("flow", "Y144"),
    ("cannot start any token", "Y165"),
    ("mapping keys are not allowed", "Y165"),
    ("sequence entries are not allowed", "Y169"),
)


_AT_BEGINNING: Final = ("Y134", "Y142", "Y156", "Y162")


class Mistake(NamedTuple):
    """A code and where it stands; line and column from 0."""

    code: str
    line: int
    column: int
    facts: dict[str, object]


def key_mistake(line: str) -> tuple[str, int] | None:
    """The fault in the key that *line* was meant to begin with: code and column from 0.

    ``None`` when there is no fault in the colon behind the key.
    """
    if _SPACED_COLON.search(line.split("：", maxsplit=1)[0]):
        return None
    for pattern, code in ((_FULL_COLON, "Y160"), (_TIGHT_COLON, "Y161")):
        if match := pattern.match(line):
            return code, match.start(1)
    return None


def explain(text: str, error: yaml.YAMLError) -> Mistake:
    """The mistake behind *error*; Y179, the general one, when it cannot be told."""
    mark: Any = getattr(error, "problem_mark", None)
    context: Any = getattr(error, "context_mark", None) or mark
    if mark is None:
        return Mistake("Y179", 0, 0, {})
    rows = text.split("\n")
    words = f"{getattr(error, 'context', '')} {getattr(error, 'problem', '')}"
    last = max((number for number, row in enumerate(rows) if row.strip()), default=0)
    at = _Spot(rows, min(mark.line, last), mark.column if mark.line <= last else 0)
    began = _Spot(rows, min(context.line, last), context.column)
    return _by_words(words, at, began) or Mistake("Y179", at.line, at.column, {})


class _Spot:
    """A place in the text, with the rows around it."""

    def __init__(self, rows: list[str], line: int, column: int) -> None:
        self.rows, self.line, self.column = rows, line, column
        self.row = rows[line]
        self.character = self.row[column : column + 1]

    def above(self) -> "_Spot":
        """The nearest row above that is neither empty nor a comment."""
        line = self.line - 1
        while line > 0 and self.rows[line].lstrip()[:1] in ("", "#"):
            line -= 1
        return _Spot(self.rows, max(line, 0), 0)

    def bracket(self) -> Mistake:
        """The nearest opening bracket at or above this place."""
        for line in range(self.line, -1, -1):
            column = max(self.rows[line].rfind("["), self.rows[line].rfind("{"))
            if column >= 0:
                return Mistake("Y144", line, column, {})
        return self.mistake("Y144")

    def mistake(self, code: str, column: int | None = None, **facts: object) -> Mistake:
        return Mistake(code, self.line, self.column if column is None else column, facts)


def _by_words(words: str, at: _Spot, began: _Spot) -> Mistake | None:
    """The mistake, from the message *words* of either parser; ``None`` when it cannot be told."""
    code = next((code for sign, code in _SIGNS if sign in words), None)
    if code is None:
        return _by_rows(words, at, began)
    if code == "Y144":
        return at.bracket()
    spot = began if code in _AT_BEGINNING else at
    if code == "Y165":
        spot = began if "anchor" in words or "alias" in words else at
        return spot.mistake(code, character=spot.character)
    if code == "Y156":
        return spot.mistake(code, value=spot.row[spot.column :].split(" ")[0])
    if code == "Y121":
        return spot.mistake(code, character=spot.row[spot.column - 2 :][:6])
    return spot.mistake(code)


def _by_rows(words: str, at: _Spot, began: _Spot) -> Mistake | None:
    """The mistake, from the row itself, the one above, and the row where the parser began."""
    simple = "could not find expected ':'" in words
    for spot in (began, at) if simple else (at, at.above()):
        if wrong := key_mistake(spot.row):
            return spot.mistake(*wrong)
    if simple:
        dash = _TIGHT_DASH_AT_START.match(began.row)
        return began.mistake("Y167", dash.start(1)) if dash else began.mistake("Y170")
    if "mapping values are not allowed" in words:
        return _stray_colon(at)
    if "node content" in words or at.character in ("]", "}", ","):
        return at.mistake("Y165", character=at.character) if at.character else None
    return _misfit(at)


def _misfit(at: _Spot) -> Mistake:
    """The mistake when a row continues no map or list; its first character decides."""
    if at.character == ":":
        return at.mistake("Y148", limit=KEY_LIMIT)
    closed = re.search(r"""["'][^"']*$""", at.row[: at.column])
    return at.mistake("Y163" if closed else "Y164")


def _stray_colon(at: _Spot) -> Mistake:
    """The mistake when a colon stands where no key can be.

    It may be the second one on the row, a key too long, or a fault on this row or the one above.
    """
    if _SPACED_COLON.search(at.row[: at.column]):
        return at.mistake("Y166")
    if at.column > KEY_LIMIT:
        return at.mistake("Y148", 0, limit=KEY_LIMIT)
    above = at.above()
    tight = _TIGHT_DASH_AT_START.match(above.row)
    if tight:
        return above.mistake("Y167", tight.start(1))
    if _SPACED_COLON.search(above.row):
        return at.mistake("Y164", len(at.row) - len(at.row.lstrip()))
    return above.mistake("Y170", len(above.row) - len(above.row.lstrip()))
