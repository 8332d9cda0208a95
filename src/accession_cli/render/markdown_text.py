r"""Jinja for Markdown: every value becomes text, so that it reads back as it was typed.

What could end a cell or begin HTML is written as a character reference, which no reader of
Markdown takes for a sign of its own; other signs get a backslash where they could mean something.
"""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from accession_cli.render.chinese import FILTERS

if TYPE_CHECKING:
    from jinja2.sandbox import SandboxedEnvironment

_LINE: Final = "<br>"
_REFERENCE: Final = re.compile(r"[|\\&<>\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]")
_BACKSLASH: Final = re.compile(r"[*_`\[\]~#{$@]|:(?=//)|(?<=www)\.")
_AT_START: Final = re.compile(r"\A(?:[+\-=]|[0-9]+(?=[.)](?:\s|$)))")
_EDGE: Final = re.compile(r"^\s+|(?<!\s)\s+$")


class Raw(str):
    """Text that is Markdown already and goes into the document as it stands."""

    __slots__ = ()


def escaped(value: str) -> Raw:
    r"""*value* as Markdown that shows it: ``a|b`` is ``a&#124;b``, ``*`` is ``\*``.

    A line's end becomes ``<br>``, for a cell has one line; blanks that a reader would drop are
    references.
    """
    if value.isalnum():  # most names and numbers: nothing in them to escape
        return Raw(value)
    lines = []
    for line in value.split("\n"):
        references = {place: ord(line[place]) for place in _places(_REFERENCE, line)}
        references |= {place: ord(line[place]) for place in _places(_EDGE, line)}
        slashes = _places(_BACKSLASH, line)
        start = _AT_START.match(line)
        if start:
            slashes.add(start.end() if start[0].isdigit() else 0)
        lines.append("".join(_sign(line, at, references, slashes) for at in range(len(line))))
    return Raw(_LINE.join(lines))


def _places(pattern: re.Pattern[str], line: str) -> set[int]:
    return {at for found in pattern.finditer(line) for at in range(*found.span())}


def _sign(line: str, at: int, references: dict[int, int], slashes: set[int]) -> str:
    if at in references:
        return f"&#{references[at]};"
    return f"\\{line[at]}" if at in slashes else line[at]


def markup(value: object) -> str:
    """What ``{{ value }}`` prints: text, escaped unless it is Markdown already."""
    from jinja2 import TemplateRuntimeError, Undefined

    match value:
        case Raw():
            return value
        case Undefined():
            str(value)  # which raises, and names what there is not
        case str():
            return escaped(value)
        case int() if not isinstance(value, bool):
            return str(value)
    reason = f"{value!r} is neither text nor a whole number"
    raise TemplateRuntimeError(reason)


def jinja_for_markdown(folders: Iterable[Path]) -> "SandboxedEnvironment":
    """The environment for ``.md.j2`` templates. ``{{ value }}`` is text; macros are Markdown."""
    from jinja2 import FileSystemLoader, StrictUndefined

    from accession_cli.render.sandbox import Sandbox

    jinja = Sandbox(
        loader=FileSystemLoader([str(place) for place in folders]),
        undefined=StrictUndefined,
        autoescape=False,  # HTML's escapes are not Markdown's: finalize escapes all
        finalize=markup,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    jinja.filters.update({**FILTERS, "markdown": Raw})
    return jinja
