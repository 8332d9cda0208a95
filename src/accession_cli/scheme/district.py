"""A district has its profile, its agencies, its subdistricts and their communities.

``Scheme`` holds ``registry/scheme.yaml``: whatever a district may set for itself. A
``NegativeEntry`` says what a committee may not be asked to do, with its source. The functions
``…_from`` make values from the district's files: profile, agencies, subdistricts, statutes. The
data have passed their JSON Schemas, so nothing is checked again here.

A clause of the scheme is named by its key, for example ``3.2.3``. Only programs read the key; for
people ``Scheme.cited`` writes the clause as the scheme itself numbers it: 方案三、（二）3.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final, Self

from accession_cli.finding import KeyPath
from accession_cli.scheme.fields import Form, form_of
from accession_cli.scheme.law import LawVersion, Statutes
from accession_cli.scheme.registry import RecordId
from accession_cli.scheme.task import Channel


class Signatures(StrEnum):
    """Whether every record has to be signed."""

    REQUIRED = "required"


class LaterRegistration(StrEnum):
    """Whether an emergency task must be registered on application afterwards."""

    NONE = "none"
    OPTIONAL = "optional"
    REQUIRED = "required"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceDocument:
    """The document that the scheme was issued with."""

    title: str
    number: str
    date: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A body that decides; ``agency`` is a key of ``agencies.yaml``."""

    name: str
    agency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenure:
    """A body that keeps the register, from one day to another (both included).

    ``to`` is ``None`` while it does so now.
    """

    body: str
    from_: date
    to: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelRule:
    """A channel and the bodies that must all admit a task in it."""

    name: str
    decided_by: tuple[str, ...]
    clause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencyRoute:
    """The route without an application, for sudden public-safety events."""

    channels: tuple[Channel, ...]
    decided_by: tuple[str, ...]
    later_registration: LaterRegistration
    clause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Provision:
    """A number that the scheme sets, and the clause that sets it."""

    value: int
    clause: str


class CorrectionClock(StrEnum):
    """What a return for correction does to the days in which a body has to decide."""

    RUNS = "runs"  # they go on from the first receipt
    PAUSES = "pauses"  # the days between the return and the next receipt do not count
    RESTARTS = "restarts"  # all of them begin again on the day of the next receipt


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingHour:
    """The hour at which the office closes, ``17:30``; who comes later counts as of the next day.

    ``closes`` is ``None`` when every hour counts as of its own day.
    """

    from_: date
    closes: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationRule:
    """How tasks are evaluated: who convenes, the criteria, who scores, from 0 to ``highest``."""

    convened_by: str
    criteria: Mapping[str, str]
    evaluators: Mapping[str, str]
    highest: int
    clause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionRule:
    """The time limits for work handed down without admission; both are working days."""

    days_to_rectify: int
    days_to_remind: int
    clause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What the district hands on beside its tasks: frozen editions, a list of refusals."""

    editions: bool
    refusals: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierScheme:
    """The profile that held before the day ``until``, from which an amendment holds."""

    until: date
    scheme: "Scheme"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """The profile. ``days_*`` are working days, ``long_term_years`` calendar years.

    ``clauses`` has the printed form (二、（二）) of each clause by its key; ``None`` until somebody
    has compared it with the scheme. ``signatures``, ``share``, ``evaluation`` and ``supervision``
    are ``None`` when the district has not set them. ``earlier`` are the profiles before its
    amendments, the oldest first.
    """

    sample: bool
    district: str
    code: str
    prefix: str
    language: str
    trunk: str
    signatures: Signatures | None
    source: SourceDocument
    clauses: Mapping[str, str | None]
    bodies: Mapping[str, Body]
    registrar: tuple[Tenure, ...]
    channels: Mapping[Channel, ChannelRule]
    emergency: EmergencyRoute | None
    days_ahead: Provision
    days_to_decide: Provision
    correction_clock: CorrectionClock
    long_term_years: Provision
    days_to_publish: Provision
    refusal_clause: str
    classes: tuple[str, ...]
    kinds: Mapping[str, str]
    exit_grounds: tuple[str, ...]
    filing_number: str
    directory_title: str
    issuers: tuple[str, ...]
    page_address: str | None
    evaluation: EvaluationRule | None = None
    supervision: SupervisionRule | None = None
    share: Share | None = None
    closing_hours: tuple[ClosingHour, ...] = ()
    earlier: tuple[EarlierScheme, ...] = ()

    def on(self, day: date) -> "Scheme":
        """The profile that held on *day*; what was done on a day is judged by it."""
        return next((one.scheme for one in self.earlier if day < one.until), self)

    def since(self, day: date) -> Iterator["Scheme"]:
        """The profile that held on *day*, and those after it."""
        yield from (one.scheme for one in self.earlier if day < one.until)
        yield self

    def kind_name(self, kind: str) -> str:
        """The name of a kind of tasks, of one that has ended the last; *kind* itself without one.

        What a task was filed as stays so, and papers name it as they did.
        """
        known = (self, *(one.scheme for one in reversed(self.earlier)))
        return next((one.kinds[kind] for one in known if kind in one.kinds), kind)

    def filing_number_of(self, record: RecordId) -> str:
        """The filing number (备案号) of a task, made from its id."""
        return self.filing_number.format(year=record.year, serial=record.serial)

    def title_of(self, year: int) -> str:
        """The full title of the directory's edition of *year*."""
        return self.directory_title.format(year=year)

    def closes_at(self, day: date) -> str | None:
        """The hour after which a form of *day* counts as of the next; ``None`` when no hour does.

        What came in before the first entry of the profile counts as it did.
        """
        known = [one for one in self.closing_hours if one.from_ <= day]
        return max(known, key=lambda one: one.from_).closes if known else None

    def printed(self, clause: str) -> str:
        """*clause* as the scheme numbers it; "" while that is unconfirmed.

        A clause of another document, such as 政府信息公开条例第二十六条, stays as it is.
        """
        return (self.clauses.get(clause) or "") if is_clause_key(clause) else clause

    def cited(self, clause: str) -> str:
        """*clause* as papers cite it: 方案二、（二）; only 方案 while its form is unconfirmed."""
        return f"方案{self.printed(clause)}" if is_clause_key(clause) else clause

    def cited_in_full(self, clause: str) -> str:
        """*clause* with the title of the scheme, for a paper that does not name the scheme."""
        if not is_clause_key(clause):
            return clause
        return f"《{self.source.title}》{self.printed(clause)}"

    def clauses_used(self) -> Iterator[tuple[KeyPath, str]]:
        """Each clause that the profile names for something, with the key path of its place."""
        for channel, rule in self.channels.items():
            yield ("channels", channel.value, "clause"), rule.clause
        parts = {
            "emergency": self.emergency,
            "days_ahead": self.days_ahead,
            "days_to_decide": self.days_to_decide,
            "long_term_years": self.long_term_years,
            "days_to_publish": self.days_to_publish,
            "evaluation": self.evaluation,
            "supervision": self.supervision,
        }
        for key, part in parts.items():
            if part is not None:
                yield (key, "clause"), part.clause
        yield ("refusal_clause",), self.refusal_clause

    def registrar_on(self, day: date) -> str | None:
        """The body that kept the register on *day*; ``None`` when the profile names none."""
        for tenure in self.registrar:
            if tenure.from_ <= day and (tenure.to is None or day <= tenure.to):
                return tenure.body
        return None


_CLAUSE_KEY: Final = re.compile(r"[1-9][0-9]*(?:\.[1-9][0-9]*)*")


def is_clause_key(clause: str) -> bool:
    """Whether *clause* is the key of a clause of the scheme; others are cited as they stand."""
    return _CLAUSE_KEY.fullmatch(clause) is not None


def in_order(keys: Iterable[str]) -> list[str]:
    """The *keys* of clauses as the clauses follow one another in the scheme."""
    return sorted(keys, key=lambda key: tuple(map(int, key.split("."))))


#: What stands before the key of a clause of the scheme wherever programs read it.
BY_SCHEME: Final = "scheme "


def cited(clause: str) -> str:
    """A clause of the profile as findings name it to programs: ``3.1`` becomes ``scheme 3.1``."""
    return f"{BY_SCHEME}{clause}" if is_clause_key(clause) else clause


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierName:
    """A name that somebody on a list had before; ``until`` is the last day of that name."""

    name: str
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """An agency or a place on a list of the district, with its names and the days of its life.

    ``name`` is its name now, and ``also_called`` what people write instead of it. The days are the
    first and the last; ``None`` where no day is known, or none has come.
    """

    name: str
    also_called: tuple[str, ...] = ()
    earlier_names: tuple[EarlierName, ...] = ()
    active_from: date | None = None
    active_to: date | None = None

    def active_on(self, day: date) -> bool:
        """Whether it exists on *day*; a day that is ``None`` sets no limit."""
        begun = self.active_from is None or self.active_from <= day
        return begun and (self.active_to is None or day <= self.active_to)

    @property
    def names(self) -> tuple[str, ...]:
        """All names that it goes by or went by, that of now first."""
        return (self.name, *self.also_called, *(one.name for one in self.earlier_names))

    def name_on(self, day: date) -> str:
        """The name that it had on *day*."""
        had = [one for one in self.earlier_names if day <= one.until]
        return min(had, key=lambda one: one.until).name if had else self.name

    def named_on(self, day: date) -> Self:
        """The same with the name of *day* as its name; the one of now is another writing then."""
        name = self.name_on(day)
        if name == self.name:
            return self
        return replace(self, name=name, also_called=(*self.also_called, self.name))


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency(Listed):
    """An agency of the district. ``credit_code`` is ``None`` when it is not known."""

    key: str
    credit_code: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Community(Listed):
    """A community (社区) of a subdistrict."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subdistrict(Listed):
    """A subdistrict (街道) by its GB/T 2260 code, and its communities by code."""

    code: str
    communities: Mapping[str, Community]

    def named_on(self, day: date) -> Self:
        """The same with the names of *day*, its own and its communities'."""
        here = {code: one.named_on(day) for code, one in self.communities.items()}
        return replace(Listed.named_on(self, day), communities=here)


class NegativeKind(StrEnum):
    """What a negative entry forbids."""

    CERTIFICATE = "certificate"  # a committee issues no certificate about the subject
    RESPONSIBLE_BODY = "responsible_body"  # a committee is not responsible for the subject


@dataclass(frozen=True, slots=True)
class NegativeEntry:
    """One entry, for example certificates about 婚姻状况; ``source`` is the document behind it."""

    kind: NegativeKind
    subject: str
    source: str


@dataclass(frozen=True, slots=True)
class StatutoryDuty:
    """What a statute asks of a residents' committee itself, admitted or not.

    ``words`` are those by which a question touches it; ``says`` is the sentence of the article.
    """

    words: tuple[str, ...]
    law: str
    article: str
    says: str


Data = Mapping[str, Any]


#: The earlier profiles stand in no file; they follow from the amendments.
_DERIVED: Final[Form[Any]] = Form(lambda one: one, lambda one: one)
_SCHEME: Final = form_of(Scheme, {EarlierScheme: _DERIVED})
_AGENCY: Final = form_of(Agency)
_SUBDISTRICT: Final = form_of(Subdistrict)
_NAMED_LAW: Final = Form(
    lambda data: (data["law"], data["version"]),
    lambda made: {"law": made[0], "version": made[1]},
)
_LAW: Final = form_of(LawVersion, {tuple[str, str]: _NAMED_LAW})


def scheme_from(data: Data, earlier: tuple[EarlierScheme, ...] = ()) -> Scheme:
    """The profile of ``registry/scheme.yaml``, with those that held *earlier*."""
    unset = dict.fromkeys(("signatures", "share", "evaluation", "supervision"))
    return _SCHEME.load({**unset, "closing_hours": (), **data, "earlier": earlier})


#: What a list leaves out where there is nothing to say.
_NOTHING_SAID: Final[Data] = MappingProxyType(
    {"also_called": (), "earlier_names": (), "active_from": None, "active_to": None}
)


def agencies_from(data: Data) -> dict[str, Agency]:
    """The agencies of ``registry/agencies.yaml`` by key, in the order of the file."""
    agencies = data["agencies"].items()
    return {key: _AGENCY.load({**_NOTHING_SAID, "key": key, **one}) for key, one in agencies}


def subdistricts_from(data: Data) -> dict[str, Subdistrict]:
    """The subdistricts of ``registry/subdistricts.yaml`` by code, in the order of the file."""
    found = {}
    for code, place in data["subdistricts"].items():
        communities = {key: {**_NOTHING_SAID, **one} for key, one in place["communities"].items()}
        whole = {**_NOTHING_SAID, "code": code, **place, "communities": communities}
        found[code] = _SUBDISTRICT.load(whole)
    return found


def statutes_from(data: Data) -> Statutes:
    """The law versions of ``registry/statutes.yaml``, in the order of the file."""
    return Statutes(tuple(map(_LAW.load, data["statutes"])))
