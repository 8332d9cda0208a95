"""Render what answers an application in Word: the notice of correction (补正函), the reply.

The notice names all faults of an application at once; its sentences about the fields are made from
``templates/correction_notice.toml``. The reply (复函) tells an agency why its application is not
admitted.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from typing import Any, Final

from accession_cli import packaged
from accession_cli.entry import days
from accession_cli.entry.form_words import BASIS, label_of, layout
from accession_cli.entry.values import NotRead, squeezed
from accession_cli.errors import Exit, Refusal
from accession_cli.finding import Code, KeyPath, key_text
from accession_cli.i18n import N_
from accession_cli.papers.chinese import day
from accession_cli.papers.templates import Environment, Rendered, TemplateRefusedError
from accession_cli.papers.word import Content, filled
from accession_cli.rules.every import ALL
from accession_cli.rules.rule import Breach
from accession_cli.scheme.application import Fault, Why
from accession_cli.scheme.district import BY_SCHEME, Scheme

NOTICE: Final = "correction_notice.docx"
_END: Final = "period.end"
_FULL_DAY: Final = re.compile(r"(?<![0-9])([12][0-9]{3})[年./-]([0-9]{1,2})[月./-]([0-9]{1,2})日?")
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

    ``received`` and ``hour`` are those of the first papers, which count as of
    ``counted``. ``faults`` are sentences; ``opinion``
    is what the body that returns the application adds to them. ``due`` is the last day to decide
    while ``clock`` runs on. ``ahead`` counts the working days from receipt to ``start``; there have
    to be ``lead``, and after ``latest`` there are fewer; it is None once it has passed. ``closes``
    is the hour at which the office closes on it, if the profile has one.
    """

    scheme: Scheme
    id: str
    subject: str
    agency: str
    received: date
    hour: str | None
    counted: date
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
    closes: str | None
    signed: str
    issued: bool
    day: date


def correction_notice(made: CorrectionContent, environment: Environment) -> Rendered:
    """``correction_notice.docx``, filled."""
    values = {field.name: getattr(made, field.name) for field in fields(made)}
    title = _words()["title"]
    content = Content(
        title=title, day=made.day, author=made.signed, values={**values, "title": title}
    )
    return Rendered(data=filled(NOTICE, content, environment, CorrectionTemplateRefused))


def name_of(made: CorrectionContent) -> str:
    """What the letter is called, without its kind of file, with the application's number."""
    return f"{_words()['title']}（{made.id}）"


def fault_lines(faults: tuple[Fault, ...], start: date | None = None) -> tuple[str, ...]:
    """A sentence for each of *faults*: which field, what is wrong, and what to write.

    *start* is the first day of the task, where it was read.
    """
    words = _words()
    return tuple(
        words["line"].format(
            label=label_of(fault.field),
            why=words["why"][why_of(fault, start)].format(
                written=_shortened(fault.written or ""),
                said=fault.told.says.rstrip("。；，,;.") if fault.told else "",
                start=day(start) if start else "",
                day=found[0] if (found := no_day_in(fault)) else "",
            ),
            ask=_asked(fault.field),
        )
        for fault in faults
    )


def why_of(fault: Fault, start: date | None) -> str:
    """The key of the words for *fault*: of what was not understood, what is wrong, if it shows."""
    if fault.why is not Why.UNCLEAR or fault.written is None:
        return fault.why
    if no_day_in(fault):
        return "no_day"
    if squeezed(fault.written) in _words()["none"]:
        return "none_given"
    if fault.field == _END and start is not None:
        try:
            return "before" if days.day(fault.written) < start else fault.why
        except NotRead:
            return fault.why
    return fault.why


def no_day_in(fault: Fault) -> re.Match[str] | None:
    """The first day written in full in *fault* that no calendar has, as 2026年2月30日."""
    for found in _FULL_DAY.finditer(fault.written or ""):
        try:
            date(*map(int, found.groups()))
        except ValueError:
            return found
    return None


def rules_told() -> Iterator[tuple[Code, frozenset[str]]]:
    """The rules whose breaches an agency is told of, each with the fields that it looks at."""
    told = _words()["breach"]
    for rule in ALL:
        if rule.code in told:
            yield rule, frozenset(told[rule.code]["looks_at"])


def breach_line(rule: Code, breach: Breach, scheme: Scheme) -> str:
    """A sentence for *breach*: which field, what is wrong by which clause, and what to write."""
    words = _words()
    told, field = words["breach"][rule.code], _field_at(breach.key)
    clause = told.get("clause") or (breach.clause or rule.clause).removeprefix(BY_SCHEME)
    return str(
        words["broken"].format(
            label=label_of(field),
            why=told["why"].format_map({name: _told(one) for name, one in breach.facts.items()}),
            clause=scheme.cited(clause),
            ask=told.get("ask") or _asked(field),
        )
    )


def _field_at(key: KeyPath) -> str:
    """The field of the form in which the record's *key* is written."""
    names = [part for part in key if isinstance(part, str)]
    if names[0] == BASIS:
        return key_text(key[:2])
    fields = [one.key for one in layout().fields]
    exact = (".".join(names[:count]) for count in range(len(names), 0, -1))
    within = (one for one in fields if one.startswith(f"{names[0]}."))
    return next((one for one in (*(e for e in exact if e in fields), *within)), names[0])


def _told(fact: object) -> str:
    return day(fact) if isinstance(fact, date) else _shortened(str(fact))


def opinion_on(lines: Sequence[str]) -> str:
    """What has to be corrected, in one text, as the record of a return keeps it."""
    words = _words()
    told = [words["between"].format(number=at, line=line) for at, line in enumerate(lines, 1)]
    return str(words["opinion"].format(count=len(lines), lines="".join(told)))


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


REPLY: Final = "refusal_reply.docx"


class ReplyTemplateRefused(TemplateRefusedError):
    """A registry's own template of the reply cannot be filled."""

    refusal = Refusal(
        N_("The reply was not made: the template {template} failed with “{reason}”."),
        N_("Mend {template} in the registry's templates folder, or remove it there."),
        Exit.OUTSIDE,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalContent:
    """The content of the reply to ``agency`` on its application ``id``, about ``subject``.

    The papers were ``received`` on a day, and ``again`` on another when they had been returned.
    ``refused`` decided on ``day``, for a ``reason``, in paragraphs; ``admitted`` are the bodies
    that had admitted it.
    """

    scheme: Scheme
    id: str
    subject: str
    agency: str
    received: date
    again: date | None
    refused: str
    admitted: tuple[str, ...]
    reason: tuple[str, ...]
    day: date

    @property
    def title(self) -> str:
        """关于不予准入“…”的复函."""
        return f"关于不予准入“{self.subject}”的复函"


def refusal_reply(made: RefusalContent, environment: Environment) -> Rendered:
    """``refusal_reply.docx``, filled."""
    values = {field.name: getattr(made, field.name) for field in fields(made)}
    content = Content(
        title=made.title,
        day=made.day,
        author=made.refused,
        values={**values, "title": made.title},
    )
    return Rendered(data=filled(REPLY, content, environment, ReplyTemplateRefused))
