"""Render the edition as Markdown, and its dates as a calendar file.

The Markdown has the whole directory, in the dialect of GitHub, Gitee and GitLab (GFM). The calendar
(RFC 5545) has the dates of expiry and of publication.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from accession_cli.papers.directory_json import content_sha256
from accession_cli.papers.task_card import public
from accession_cli.papers.templates import (
    Environment,
    Rendered,
    filled,
    filled_bytes,
    jinja_for_markdown,
)
from accession_cli.scheme.directory import Edition


def render_markdown(edition: Edition, environment: Environment) -> Rendered:
    """``directory.md.j2``, filled; every value is escaped, also in the cells of tables."""
    data = filled_bytes(
        jinja_for_markdown(environment.templates),
        "directory.md.j2",
        edition=edition,
        scheme=edition.scheme,
        items=edition.items,
        public=public(edition),
        content_sha256=content_sha256(edition),
    )
    return Rendered(data=data)


_OCTETS: Final = 75  # a line's length, its end not counted (RFC 5545 3.1)
_SPECIAL: Final = re.compile(r"([\\;,])")


def render_dates(edition: Edition, environment: Environment) -> Rendered:
    """``directory.ics.j2``, filled, one property a line; values are escaped, long lines folded."""
    from accession_cli.papers.templates import Sandbox

    jinja = Sandbox.over(environment.templates, finalize=_escaped)
    text = filled(jinja, "directory.ics.j2", edition=edition, scheme=edition.scheme)
    return Rendered(data=_lines(text))


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeDay:
    """One whole day in a calendar; ``name`` is unique in the calendar."""

    name: str
    day: date
    summary: str
    description: str


def calendar_of_days(entries: Iterable[WholeDay], *, title: str, code: str, stamp: date) -> bytes:
    """A calendar of whole days, each with an alarm at nine the day before and on the day.

    *code* is the district's, *stamp* the day it was made from.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//accession//todo//ZH"]
    lines += ["CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    lines += [f"NAME:{_escaped(title)}", f"X-WR-CALNAME:{_escaped(title)}"]
    for entry in entries:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{_escaped(entry.name)}@{code}.accession",
            f"DTSTAMP:{stamp:%Y%m%d}T000000Z",
            f"DTSTART;VALUE=DATE:{entry.day:%Y%m%d}",
            f"SUMMARY:{_escaped(entry.summary)}",
            f"DESCRIPTION:{_escaped(entry.description)}",
            "TRANSP:TRANSPARENT",
            *_alarm("-PT15H", f"明日到期：{entry.summary}"),
            *_alarm("PT9H", f"今日到期：{entry.summary}"),
            "END:VEVENT",
        ]
    return _lines("\n".join([*lines, "END:VCALENDAR"]))


def _alarm(trigger: str, says: str) -> Iterator[str]:
    """What a telephone shows at *trigger*, counted from the beginning of the day (RFC 5545)."""
    yield from ("BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{_escaped(says)}")
    yield from (f"TRIGGER:{trigger}", "END:VALARM")


def _lines(text: str) -> bytes:
    lines = (part for line in text.splitlines() if line for part in _folded(line))
    return b"".join(line + b"\r\n" for line in lines)


def _escaped(value: object) -> str:
    """*value* as TEXT (RFC 5545 3.3.11), in which no line of it becomes a line of the file."""
    text = _SPECIAL.sub(r"\\\1", str(value))
    return r"\n".join(text.splitlines())


def _folded(line: str) -> Iterator[bytes]:
    """*line* in pieces of at most 75 octets, cut only between characters."""
    piece = b""
    for character in line:
        octets = character.encode()
        if len(piece) + len(octets) > _OCTETS:
            yield piece
            piece = b" "  # marks the continuation and counts with it
        piece += octets
    yield piece
