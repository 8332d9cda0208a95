"""The dates that matter in an edition as a calendar file (RFC 5545): expiries and publication."""

import re
from collections.abc import Iterator
from typing import Final

from accession_cli.model.edition import Edition
from accession_cli.render.environment import Environment, Rendered
from accession_cli.render.templates import filled

_OCTETS: Final = 75  # a line's length, its end not counted (RFC 5545 3.1)
_SPECIAL: Final = re.compile(r"([\\;,])")


def render(edition: Edition, environment: Environment) -> Rendered:
    """``directory.ics.j2``, one property a line; every value is escaped, long lines are folded."""
    from jinja2 import FileSystemLoader, StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    jinja = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader([str(place) for place in environment.templates]),
        undefined=StrictUndefined,
        autoescape=False,
        finalize=_escaped,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    text = filled(jinja, "directory.ics.j2", edition=edition, scheme=edition.scheme)
    lines = (part for line in text.splitlines() if line for part in _folded(line))
    return Rendered(data=b"".join(line + b"\r\n" for line in lines))


def _escaped(value: object) -> str:
    """*value* as TEXT (RFC 5545 3.3.11): no line of it becomes a line of the file."""
    text = _SPECIAL.sub(r"\\\1", str(value))
    return r"\n".join(text.splitlines())


def _folded(line: str) -> Iterator[bytes]:
    """*line* in pieces of at most 75 octets, none cut through a character."""
    piece = b""
    for character in line:
        octets = character.encode()
        if len(piece) + len(octets) > _OCTETS:
            yield piece
            piece = b" "  # marks the continuation and counts with it
        piece += octets
    yield piece
