"""Enter complaints, follow them up, and look at them (scheme 4.1).

A complaint is about work without admission that a community reports or an inspection finds. A
``ComplaintStep`` is what can be done about it; ``taken`` applies a step and changes nothing else.
Each step is entered in a commit of its own. The refusals here say why nothing was entered.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, ClassVar, Final, Self, TypeAlias

from accession_cli.actions.action import Action, Plan, Seen
from accession_cli.actions.landing import OnTrunk
from accession_cli.actions.task_lookup import not_read
from accession_cli.errors import Refusal
from accession_cli.finding import Finding
from accession_cli.i18n import N_
from accession_cli.registry.files import name_of_complaint
from accession_cli.scheme.calendar import Due
from accession_cli.scheme.complaint import (
    Circular,
    Closing,
    Complaint,
    ComplaintSource,
    ComplaintStatus,
    Outcome,
    Rectification,
    Referral,
    Reminder,
    Verification,
    complaint_data,
)
from accession_cli.scheme.district import Listed
from accession_cli.scheme.registry import COMPLAINT, ComplaintFile, RecordId, Registry
from accession_cli.secrecy.screening import Passage

#: A closed complaint is not changed.
COMPLAINT_CLOSED: Final = Refusal(
    N_("{id} was closed on {day}; nothing more is entered about it."),
    N_("What has happened since is a complaint of its own: accession complaint add"),
)


#: A complaint is verified once; what was found stays.
VERIFIED_BEFORE: Final = Refusal(
    N_("{id}: it is on record already what the check of {day} found."),
    N_("See it with: accession complaint show {id}"),
)


#: A second letter would move the last day of the first.
URGED_BEFORE: Final = Refusal(
    N_("{id}: it was urged on {urged} already that this be put right by {due}."),
    N_(
        "Remind the agency with accession complaint remind {id}, or enter what it reports with"
        " accession complaint rectify {id} --done DATE --report TEXT."
    ),
)


#: Nothing can be reported as done before it was urged.
NOTHING_URGED: Final = Refusal(
    N_("{id}: nothing has been urged yet, so nothing can have been put right."),
    N_("Urge it first with: accession complaint rectify {id}"),
)


#: The scheme has a case put right within a time limit, and makes it known with that.
NOT_URGED_FIRST: Final = Refusal(
    N_("{id}: a rectification was not urged by {day}, so it is not made known on that day."),
    N_("Urge it first with: accession complaint rectify {id}"),
)


#: It is on record already that it was put right.
DONE_BEFORE: Final = Refusal(
    N_("{id}: it is on record already that this was put right on {day}."),
    N_("Close it with: accession complaint close {id}"),
)


#: A complaint is circulated once.
CIRCULATED_BEFORE: Final = Refusal(
    N_("{id} was made known on {day} already."),
    N_("The circular alone is written again with: accession complaint circulate {id}"),
)


#: A complaint is referred once.
REFERRED_BEFORE: Final = Refusal(
    N_("{id} was referred to {to} on {day} already."),
    N_("Close it with: accession complaint close {id} --outcome referred"),
)


#: It cannot be closed as rectified before it was rectified.
NOT_PUT_RIGHT: Final = Refusal(
    N_("{id}: nothing says that this was put right, so it is not closed as rectified."),
    N_("Enter first: accession complaint rectify {id} --done DATE --report TEXT"),
)


#: It cannot be closed as referred before it was referred.
NOT_REFERRED: Final = Refusal(
    N_("{id}: nothing says that this was referred, so it is not closed as referred."),
    N_("Enter first: accession complaint refer {id} --to BODY --reason TEXT"),
)


#: The district has not set how long an agency has.
NO_DAYS_TO_RECTIFY: Final = Refusal(
    N_("scheme.yaml does not say how many working days an agency has to put it right."),
    N_("Name the last day with --due, or write supervision in scheme.yaml."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Urging:
    """The agency is urged to put it right; ``due`` None takes the days that the scheme sets."""

    due: date | None
    date: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """It was put right, and what the agency reports."""

    date: date
    report: str


ComplaintStep: TypeAlias = Verification | Urging | Done | Reminder | Circular | Referral | Closing
_KINDS: Final[Mapping[str, type[ComplaintStep]]] = {
    "verify": Verification,
    "urge": Urging,
    "done": Done,
    "remind": Reminder,
    "circulate": Circular,
    "refer": Referral,
    "close": Closing,
}
_NAMES: Final = {kind: name for name, kind in _KINDS.items()}
#: Steps that version 0.1.0 left in an outbox under another name.
_EARLIER: Final = {"order": "urge"}
_DAYS: Final = ("date", "due")
#: Fields with text that a person wrote, and the option for each.
_WORDS: Final = {
    "by": "--by",
    "found": "--found",
    "report": "--report",
    "to": "--to",
    "number": "--number",
    "reason": "--reason",
    "note": "--note",
}


def step_facts(step: ComplaintStep) -> dict[str, Any]:
    """*step* as JSON holds it."""
    values = {field.name: getattr(step, field.name) for field in fields(step)}
    texts = {name: None if value is None else str(value) for name, value in values.items()}
    return {"step": _NAMES[type(step)], **texts}


def step_of(facts: Mapping[str, Any]) -> ComplaintStep:
    """The step from its *facts*; the reverse of ``step_facts``."""
    values = {name: value for name, value in facts.items() if name != "step"}
    for name in _DAYS:
        if values.get(name) is not None:
            values[name] = date.fromisoformat(values[name])
    if "outcome" in values:
        values["outcome"] = Outcome(values["outcome"])
    name = facts["step"]
    return _KINDS[_EARLIER.get(name, name)](**values)


def passages_of_step(step: ComplaintStep) -> Iterator[Passage]:
    """Every text of *step* that must be screened."""
    for name, option in _WORDS.items():
        text = getattr(step, name, None)
        if text is not None:
            yield Passage(where=option, text=text)


def last_day(step: Urging, registry: Registry) -> Due:
    """The last day to put it right: the named day, else by the days that the scheme sets.

    Raises ``NO_DAYS_TO_RECTIFY`` if the scheme sets none.
    """
    if step.due is not None:
        return Due(step.due, provisional=False)
    if registry.scheme.supervision is None:
        raise NO_DAYS_TO_RECTIFY()
    return registry.calendar.add(step.date, registry.scheme.supervision.days_to_rectify)


def taken(complaint: Complaint, step: ComplaintStep, registry: Registry) -> Complaint:
    """*complaint* after *step*; raises a refusal when the step is not possible."""
    if complaint.closing is not None:
        raise COMPLAINT_CLOSED(id=complaint.id, day=complaint.closing.date)
    match step:
        case Verification():
            after = _verified(complaint, step)
        case Urging():
            after = _urged(complaint, step.date, last_day(step, registry).day)
        case Done():
            after = _done(complaint, step)
        case Reminder():
            after = _reminded(complaint, step, registry)
        case Circular():
            after = _circulated(complaint, step)
        case Referral():
            after = _referred(complaint, step)
        case Closing():
            after = _closed(complaint, step)
    return after


def _verified(complaint: Complaint, step: Verification) -> Complaint:
    known = complaint.verification
    if known is not None:
        raise VERIFIED_BEFORE(id=complaint.id, day=known.date)
    return replace(complaint, verification=step)


def _referred(complaint: Complaint, step: Referral) -> Complaint:
    known = complaint.referral
    if known is not None:
        raise REFERRED_BEFORE(id=complaint.id, to=known.to, day=known.date)
    return replace(complaint, referral=step)


def _urged(complaint: Complaint, urged: date, due: date) -> Complaint:
    known = complaint.rectification
    if known is not None:
        raise URGED_BEFORE(id=complaint.id, urged=known.urged, due=known.due)
    made = Rectification(urged=urged, due=due, done=None, report=None)
    return replace(complaint, rectification=made)


def _circulated(complaint: Complaint, step: Circular) -> Complaint:
    known = complaint.rectification
    if complaint.circular is not None:
        raise CIRCULATED_BEFORE(id=complaint.id, day=complaint.circular.date)
    if known is None or known.urged > step.date:
        raise NOT_URGED_FIRST(id=complaint.id, day=step.date)
    return replace(complaint, circular=step)


def _reminded(complaint: Complaint, step: Reminder, registry: Registry) -> Complaint:
    """*complaint* with a reminder to the one that *step* names, else to the agency."""
    agency = registry.agencies.get(complaint.agency)
    to = step.to or (agency.name if agency else complaint.agency)
    return replace(complaint, reminders=(*complaint.reminders, replace(step, to=to)))


def _done(complaint: Complaint, step: Done) -> Complaint:
    known = complaint.rectification
    if known is None:
        raise NOTHING_URGED(id=complaint.id)
    if known.done is not None:
        raise DONE_BEFORE(id=complaint.id, day=known.done)
    return replace(
        complaint, rectification=replace(known, done=step.date, report=step.report or None)
    )


def _closed(complaint: Complaint, step: Closing) -> Complaint:
    urged = complaint.rectification
    if step.outcome is Outcome.RECTIFIED and (urged is None or urged.done is None):
        raise NOT_PUT_RIGHT(id=complaint.id)
    if step.outcome is Outcome.REFERRED and complaint.referral is None:
        raise NOT_REFERRED(id=complaint.id)
    return replace(complaint, status=ComplaintStatus.CLOSED, closing=step)


@dataclass(frozen=True, slots=True, kw_only=True)
class EnteredComplaint:
    """A complaint as it is on the trunk now. ``due`` is the last day that was just set."""

    complaint: Complaint
    path: str
    due: Due | None
    remarks: tuple[Finding, ...]


@dataclass(frozen=True, kw_only=True)
class AddComplaint(Action[EnteredComplaint]):
    """A new complaint. Places are codes, agency and inspectors are keys, as in ``Complaint``."""

    verb: ClassVar[str] = "complaint add"
    asks: ClassVar[str] = N_("enter a complaint about {about}")
    about_key: ClassVar[str] = "agency"

    source: ComplaintSource
    received: date
    subdistrict: str | None
    community: str | None
    inspectors: tuple[str, ...]
    agency: str
    task: RecordId | None
    what: str

    def passages(self) -> Iterable[Passage]:
        yield Passage(where="--what", text=self.what)

    def plan(self, here: OnTrunk) -> Plan[EnteredComplaint]:
        complaint = opened(self, here.next_id(COMPLAINT))
        return _entered(here, complaint, f"Enter complaint {complaint.id}")


@dataclass(frozen=True, kw_only=True)
class FollowComplaint(Action[EnteredComplaint]):
    """Take a *step* about the complaint *number*."""

    verb: ClassVar[str] = "complaint"
    asks: ClassVar[str] = N_("follow up {about}")
    number: RecordId
    step: ComplaintStep

    def passages(self) -> Iterable[Passage]:
        return passages_of_step(self.step)

    def looked_at(self) -> Sequence[str]:
        return (name_of_complaint(self.number),)

    def facts(self, seen: Seen) -> dict[str, Any]:
        (looked_at,) = seen.values()
        return {"id": str(self.number), **step_facts(self.step), "seen": looked_at}

    @classmethod
    def from_facts(cls, facts: Mapping[str, Any], request: str) -> Self:  # noqa: ARG003 - only drafts are called by it
        step = {name: value for name, value in facts.items() if name not in ("id", "seen")}
        return cls(number=RecordId.parse(facts["id"]), step=step_of(step))

    def paper_command(self, made: EnteredComplaint) -> str:
        """The letter that urges, the circular, or the letter that hands the case on."""
        verbs = {Urging: "rectify", Circular: "circulate", Referral: "refer"}
        verb = verbs.get(type(self.step))
        return f"accession complaint {verb} {made.complaint.id}" if verb else ""

    def plan(self, here: OnTrunk) -> Plan[EnteredComplaint]:
        after = taken(here.complaint(self.number), self.step, here.registry)
        step = self.step
        due = last_day(step, here.registry) if isinstance(step, Urging) else None
        return _entered(here, after, f"Follow up complaint {self.number}", due)


def _entered(
    here: OnTrunk, complaint: Complaint, message: str, due: Due | None = None
) -> Plan[EnteredComplaint]:
    put = here.put(complaint)
    made = EnteredComplaint(complaint=complaint, path=put.paths[0], due=due, remarks=put.remarks)
    return Plan(changes=put.changes, message=message, made=made)


def opened(report: AddComplaint, number: RecordId) -> Complaint:
    """The new complaint *number* with the facts of *report*."""
    return Complaint(
        id=number,
        status=ComplaintStatus.OPEN,
        source=report.source,
        received=report.received,
        subdistrict=report.subdistrict,
        community=report.community,
        inspectors=report.inspectors,
        agency=report.agency,
        task=report.task,
        what=report.what,
        verification=None,
        rectification=None,
        reminders=(),
        circular=None,
        referral=None,
        closing=None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """A complaint as a list shows it; ``place`` names subdistrict and community, or is ""."""

    complaint: Complaint
    path: str
    agency: str
    place: str
    overdue: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """The numbers of complaints. Only these numbers may leave the bureau."""

    open: int
    overdue: int
    closed: Mapping[Outcome, int]

    @property
    def all(self) -> int:
        """The number of all complaints."""
        return self.open + sum(self.closed.values())


def complaints(
    registry: Registry, day: date, *, only_open: bool = False, year: int | None = None
) -> tuple[Reported, ...]:
    """The complaints by number; *only_open* and *year*, the year of receipt, limit them."""
    files = sorted(registry.complaints, key=lambda file: file.complaint.id)
    return tuple(
        _reported(registry, file, day)
        for file in files
        if (file.complaint.is_open or not only_open)
        and year in (None, file.complaint.received.year)
    )


def counts(found: Iterable[Reported]) -> Counts:
    """How many of *found* are open and overdue, and how the closed ones ended."""
    listed = tuple(found)
    ended = Counter(one.complaint.closing.outcome for one in listed if one.complaint.closing)
    return Counts(
        open=sum(one.complaint.is_open for one in listed),
        overdue=sum(one.overdue for one in listed),
        closed={outcome: ended[outcome] for outcome in Outcome},
    )


def find_complaint(
    registry: Registry, number: RecordId, day: date, unread: Iterable[str] = ()
) -> Reported:
    """The complaint *number*; raises ``TASK_UNREADABLE`` if in *unread*, or ``NOT_IN_FILES``."""
    for file in registry.complaints:
        if file.complaint.id == number:
            return _reported(registry, file, day)
    raise not_read(number, unread)


def record_of_complaint(found: Reported) -> dict[str, Any]:
    """The whole record as in its file."""
    return complaint_data(found.complaint)


def _reported(registry: Registry, file: ComplaintFile, day: date) -> Reported:
    complaint = file.complaint
    agency = registry.agencies.get(complaint.agency)
    return Reported(
        complaint=complaint,
        path=file.path,
        agency=agency.name if agency else complaint.agency,
        place="".join(one.name for one in places_of(registry, complaint)),
        overdue=complaint.due is not None and complaint.due < day,
    )


def places_of(registry: Registry, complaint: Complaint) -> tuple[Listed, ...]:
    """The subdistrict and the community of *complaint*."""
    place = registry.subdistricts.get(complaint.subdistrict or "")
    communities = [known.communities for known in registry.subdistricts.values()]
    code = complaint.community or ""
    return (
        *([place] if place else []),
        *(known[code] for known in communities if code in known),
    )
