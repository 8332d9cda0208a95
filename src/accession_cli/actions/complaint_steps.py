"""What may be done about a complaint, one step at a time (scheme 4.1). Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, Final, TypeAlias

from accession_cli.actions.complaint_refusals import (
    CirculatedBefore,
    ComplaintClosed,
    DoneBefore,
    NoDaysToRectify,
    NothingOrdered,
    NotPutRight,
    NotReferred,
    OrderedBefore,
    ReferredBefore,
)
from accession_cli.scheme.calendar import Due
from accession_cli.scheme.complaint import (
    Circular,
    Closing,
    Complaint,
    ComplaintStatus,
    Outcome,
    Rectification,
    Referral,
    Reminder,
)
from accession_cli.scheme.registry import Registry
from accession_cli.secrecy.gate import Passage


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """That it be put right; ``due`` None: within the days that the scheme sets."""

    due: date | None
    date: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """That it was put right, and what the agency reports."""

    date: date
    report: str


Step: TypeAlias = Order | Done | Reminder | Circular | Referral | Closing
_KINDS: Final[Mapping[str, type[Step]]] = {
    "order": Order,
    "done": Done,
    "remind": Reminder,
    "circulate": Circular,
    "refer": Referral,
    "close": Closing,
}
_NAMES: Final = {kind: name for name, kind in _KINDS.items()}
_DAYS: Final = ("date", "due")
#: Fields that are words of a person, by the option they were given with.
_WORDS: Final = {
    "report": "--report",
    "to": "--to",
    "number": "--number",
    "reason": "--reason",
    "note": "--note",
}


def step_facts(step: Step) -> dict[str, Any]:
    """*step* as JSON can hold it."""
    values = {field.name: getattr(step, field.name) for field in fields(step)}
    texts = {name: None if value is None else str(value) for name, value in values.items()}
    return {"step": _NAMES[type(step)], **texts}


def step_of(facts: Mapping[str, Any]) -> Step:
    """The step that ``step_facts`` was given."""
    values = {name: value for name, value in facts.items() if name != "step"}
    for name in _DAYS:
        if values.get(name) is not None:
            values[name] = date.fromisoformat(values[name])
    if "outcome" in values:
        values["outcome"] = Outcome(values["outcome"])
    return _KINDS[facts["step"]](**values)


def passages_of(step: Step) -> Iterator[Passage]:
    """Every text of *step* that has to be screened."""
    for name, option in _WORDS.items():
        text = getattr(step, name, None)
        if text is not None:
            yield Passage(where=option, text=text)


def last_day(step: Order, registry: Registry) -> Due:
    """Until when it is to be put right: as named, else by the days that the scheme sets."""
    if step.due is not None:
        return Due(step.due, provisional=False)
    if registry.scheme.supervision is None:
        raise NoDaysToRectify
    return registry.calendar.add(step.date, registry.scheme.supervision.days_to_rectify)


def taken(complaint: Complaint, step: Step, registry: Registry) -> Complaint:
    """*complaint* after *step*; what it does not allow is refused."""
    if complaint.closing is not None:
        raise ComplaintClosed(id=complaint.id, day=complaint.closing.date)
    match step:
        case Order():
            return _ordered(complaint, step.date, last_day(step, registry).day)
        case Done():
            return _done(complaint, step)
        case Reminder():
            return _reminded(complaint, step, registry)
        case Circular():
            if complaint.circular is not None:
                raise CirculatedBefore(id=complaint.id, day=complaint.circular.date)
            return replace(complaint, circular=step)
        case Referral():
            known = complaint.referral
            if known is not None:
                raise ReferredBefore(id=complaint.id, to=known.to, day=known.date)
            return replace(complaint, referral=step)
        case Closing():
            return _closed(complaint, step)


def _ordered(complaint: Complaint, ordered: date, due: date) -> Complaint:
    known = complaint.rectification
    if known is not None:
        raise OrderedBefore(id=complaint.id, ordered=known.ordered, due=known.due)
    order = Rectification(ordered=ordered, due=due, done=None, report=None)
    return replace(complaint, rectification=order)


def _reminded(complaint: Complaint, step: Reminder, registry: Registry) -> Complaint:
    """With a reminder of whom *step* names, else of the agency."""
    agency = registry.agencies.get(complaint.agency)
    to = step.to or (agency.name if agency else complaint.agency)
    return replace(complaint, reminders=(*complaint.reminders, replace(step, to=to)))


def _done(complaint: Complaint, step: Done) -> Complaint:
    known = complaint.rectification
    if known is None:
        raise NothingOrdered(id=complaint.id)
    if known.done is not None:
        raise DoneBefore(id=complaint.id, day=known.done)
    return replace(
        complaint, rectification=replace(known, done=step.date, report=step.report or None)
    )


def _closed(complaint: Complaint, step: Closing) -> Complaint:
    ordered = complaint.rectification
    if step.outcome is Outcome.RECTIFIED and (ordered is None or ordered.done is None):
        raise NotPutRight(id=complaint.id)
    if step.outcome is Outcome.REFERRED and complaint.referral is None:
        raise NotReferred(id=complaint.id)
    return replace(complaint, status=ComplaintStatus.CLOSED, closing=step)
