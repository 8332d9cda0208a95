"""Render the notice of correction (补正告知书) in Word: all faults of an application at once.

The sentences about the fields are made from ``templates/correction_notice.toml``.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from typing import Any, Final

from accession_cli import packaged
from accession_cli.entry.form_words import label_of, layout
from accession_cli.errors import Exit, Refusal
from accession_cli.i18n import N_
from accession_cli.papers.templates import Environment, Rendered, TemplateRefusedError
from accession_cli.papers.word import Content, filled
from accession_cli.scheme.application import Fault
from accession_cli.scheme.district import Scheme

TEMPLATE: Final = "correction_notice.docx"
_SHOWN: Final = 100  # characters of what is written in a field


class CorrectionTemplateRefused(TemplateRefusedError):
    """A registry's own template of the notice cannot be filled."""

    refusal = Refusal(
        N_("The notice was not made: the template {template} failed with “{reason}”."),
        N_("Mend {template} in the registry's templates folder, or remove it there."),
        Exit.OUTSIDE,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionContent:
    """The content of a notice; a draft is not ``issued``, and has no day.

    ``received`` and ``hour`` are those of the first papers. ``faults`` are sentences; ``opinion``
    is what the body that returns the application adds to them. ``due`` is the last day to decide
    while ``clock`` runs on. ``ahead`` counts the working days from receipt to ``start``; there have
    to be ``lead``, and after ``latest`` there are fewer; it is None once it has passed.
    """

    scheme: Scheme
    id: str
    subject: str
    agency: str
    received: date
    hour: str | None
    faults: tuple[str, ...]
    opinion: str | None
    limit: str
    days: int
    clock: str
    due: date
    start: date | None
    ahead: int
    lead: int
    lead_clause: str
    latest: date | None
    signed: str
    issued: bool
    day: date


def render(made: CorrectionContent, environment: Environment) -> Rendered:
    """``correction_notice.docx``, filled."""
    values = {field.name: getattr(made, field.name) for field in fields(made)}
    title = _words()["title"]
    content = Content(title=title, day=made.day, values={**values, "title": title})
    return Rendered(data=filled(TEMPLATE, content, environment, CorrectionTemplateRefused))


def name_of(made: CorrectionContent) -> str:
    """What the notice is called, without its kind of file: 准入申请补正告知书（DL-A-2026-0001）."""
    return f"{_words()['title']}（{made.id}）"


def fault_lines(faults: tuple[Fault, ...]) -> tuple[str, ...]:
    """A sentence for each of *faults*: which field, what is wrong, and what to write."""
    words = _words()
    return tuple(
        words["line"].format(
            label=label_of(fault.field),
            why=words["why"][fault.why].format(written=_shortened(fault.written or "")),
            ask=_asked(fault.field),
        )
        for fault in faults
    )


def opinion_on(faults: tuple[Fault, ...]) -> str:
    """What has to be corrected, in one text, as the record of a return keeps it."""
    words = _words()
    lines = [
        words["between"].format(number=number, line=line)
        for number, line in enumerate(fault_lines(faults), 1)
    ]
    return str(words["opinion"].format(count=len(faults), lines="".join(lines)))


def _asked(field: str) -> str:
    """What the applicant is asked to write in *field*: its own words, else those for its kind."""
    top, asks = field.partition("[")[0], _words()["asks"]
    kind = next((one.kind for one in layout().fields if one.key == top), "line")
    return str(asks.get(top, asks[kind]))


def _shortened(text: str) -> str:
    line = "".join(text.splitlines())
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"


@cache
def _words() -> Mapping[str, Any]:
    return tomllib.loads(packaged.text("templates", "correction_notice.toml"))
