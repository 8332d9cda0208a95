"""Jinja for Typst: every value becomes a string of Typst, so none of it can be markup or code."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from accession_cli.render.chinese import FILTERS

if TYPE_CHECKING:
    from jinja2.sandbox import SandboxedEnvironment

_ESCAPED: Final = re.compile(r'[\x00-\x1f"\\\x7f-\x9f\u2028\u2029]')


class Raw(str):
    """Text that is Typst already and goes into the document as it stands."""

    __slots__ = ()


def literal(value: str) -> Raw:
    r"""A string as Typst code has it: not JSON's, for a bell is ``\u{7}`` there."""

    def escape(found: re.Match[str]) -> str:
        sign = found[0]
        return f"\\{sign}" if sign in '"\\' else f"\\u{{{ord(sign):x}}}"

    return Raw(f'"{_ESCAPED.sub(escape, value)}"')


def array(values: Iterable[str]) -> Raw:
    """An array of strings as Typst code has it; the comma at the end is needed for one alone."""
    return Raw(f"({''.join(f'{literal(value)}, ' for value in values)})")


def numbers(values: Iterable[int]) -> Raw:
    """An array of integers as Typst code has it."""
    return Raw(f"({''.join(f'{value:d}, ' for value in values)})")


def flag(value: bool) -> Raw:  # noqa: FBT001 - a filter takes its value as it comes
    """A truth value as Typst code has it."""
    return Raw("true" if value else "false")


def markup(value: object) -> str:
    """What ``{{ value }}`` prints: a string in code, closed so that nothing can join it."""
    match value:
        case Raw():
            return value
        case str():
            return f"#{literal(value)};"
        case int() if not isinstance(value, bool):
            return str(value)
    from jinja2 import TemplateRuntimeError

    reason = f"{value!r} is neither text nor a whole number"
    raise TemplateRuntimeError(reason)


def jinja_for_typst(folders: Iterable[Path]) -> "SandboxedEnvironment":
    """The environment for ``.typ.j2`` templates.

    ``{{ value }}`` is text; ``{{ value|literal }}`` and ``{{ values|array }}`` are for code.
    """
    from jinja2 import FileSystemLoader, StrictUndefined

    from accession_cli.render.sandbox import Sandbox

    jinja = Sandbox(
        loader=FileSystemLoader([str(place) for place in folders]),
        undefined=StrictUndefined,
        autoescape=False,  # HTML's escapes are not Typst's: finalize escapes all
        finalize=markup,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    own: Mapping[str, object] = {
        "literal": literal,
        "array": array,
        "numbers": numbers,
        "flag": flag,
    }
    jinja.filters.update({**FILTERS, **own})
    return jinja
