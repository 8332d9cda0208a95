"""Check complaints about work that was not admitted, and what was done about them (4.1)."""

from collections.abc import Iterator
from datetime import date

from accession_cli.finding import KeyPath, Severity
from accession_cli.i18n import N_
from accession_cli.rules.rule import Breach, RuleContext, over_complaint
from accession_cli.scheme.complaint import Complaint, Outcome
from accession_cli.scheme.registry import ComplaintFile


@over_complaint(
    "K101",
    "scheme 4.1",
    about=N_("A complaint lies in the folder of its year, in a file named after its id."),
    says=N_("This file holds the complaint {id}, whose place is {place}."),
    hint=N_("Move the file to {place}, or correct the id."),
)
def complaint_is_named_after_id(file: ComplaintFile, world: RuleContext) -> Iterator[Breach]:
    number = file.complaint.id
    place = world.path(f"complaints/{number.year}/{number}.yaml")
    if file.path != place:
        yield Breach(("id",), {"id": number, "place": place})


@over_complaint(
    "K102",
    "scheme 4.1",
    about=N_("A complaint's id has the district's prefix and the year in which it came in."),
    says=N_("The id {id} does not fit: it should begin with {start}."),
    hint=N_("Correct the id, or the date on which the complaint came in."),
)
def complaint_id_fits(file: ComplaintFile, world: RuleContext) -> Iterator[Breach]:
    """A complaint received at the turn of the year may be entered in the next year."""
    complaint = file.complaint
    years = {complaint.received.year, complaint.received.year + 1}
    if complaint.id.prefix != world.scheme.prefix or complaint.id.year not in years:
        start = f"{world.scheme.prefix}-C-{complaint.received.year}-"
        yield Breach(("id",), {"id": complaint.id, "start": start})


@over_complaint(
    "K103",
    "scheme 4.1",
    about=N_("What a complaint names is known: agency, places, bodies, the task concerned."),
    says=N_("{name} is not known here."),
    hint=N_("Correct it, or enter it first in the file where it belongs."),
)
def complaint_names_what_is_known(file: ComplaintFile, world: RuleContext) -> Iterator[Breach]:
    complaint, registry = file.complaint, world.registry
    named: list[tuple[KeyPath, object, bool]] = [
        (("agency",), complaint.agency, complaint.agency in registry.agencies),
        (("subdistrict",), complaint.subdistrict, complaint.subdistrict in registry.subdistricts),
        (("community",), complaint.community, complaint.community in world.subdistrict_of),
        (("task",), complaint.task, complaint.task in world.by_id),
    ]
    named += [
        (("inspectors", at), body, body in registry.scheme.bodies)
        for at, body in enumerate(complaint.inspectors)
    ]
    for key, name, known in named:
        if name is not None and not known:
            yield Breach(key, {"name": str(name)})


@over_complaint(
    "K104",
    "scheme 4.1",
    about=N_("What is done about a complaint is done after it came in, in its order."),
    says=N_("{later} lies before {earlier}, on which it rests."),
    hint=N_("Correct the date that is wrong."),
)
def steps_follow_the_complaint(file: ComplaintFile, _world: RuleContext) -> Iterator[Breach]:
    complaint = file.complaint
    urged = complaint.rectification
    pairs = [(key, day, complaint.received) for key, day in _steps(complaint)]
    if urged is not None:
        pairs.append((("rectification", "due"), urged.due, urged.urged))
        if urged.done is not None:
            pairs.append((("rectification", "done"), urged.done, urged.urged))
    for key, later, earlier in pairs:
        if later < earlier:
            yield Breach(key, {"later": later, "earlier": earlier})


@over_complaint(
    "K105",
    "scheme 4.1",
    about=N_("What came of a complaint, and when it came in, does not lie in the future."),
    says=N_("{day} is recorded as past, but lies after {today}."),
    hint=N_("Correct the date; what is still to come is recorded when it has happened."),
)
def no_step_lies_ahead(file: ComplaintFile, world: RuleContext) -> Iterator[Breach]:
    complaint = file.complaint
    done: list[tuple[KeyPath, date]] = [(("received",), complaint.received), *_steps(complaint)]
    if complaint.rectification is not None and complaint.rectification.done is not None:
        done.append((("rectification", "done"), complaint.rectification.done))
    for key, day in done:
        if day > world.today:
            yield Breach(key, {"day": day, "today": world.today})


@over_complaint(
    "K106",
    "scheme 4.1",
    about=N_("A complaint is closed as rectified once it was put right."),
    says=N_("It is closed as rectified, and nothing says that it was put right."),
    hint=N_("Enter when it was put right, and what was reported; or correct how it was closed."),
)
def closed_as_rectified_is_rectified(file: ComplaintFile, _world: RuleContext) -> Iterator[Breach]:
    closing, urged = file.complaint.closing, file.complaint.rectification
    rectified = closing is not None and closing.outcome is Outcome.RECTIFIED
    if rectified and (urged is None or urged.done is None):
        yield Breach(("closing", "outcome"))


@over_complaint(
    "K201",
    "scheme 4.1",
    Severity.WARNING,
    about=N_("What was urged to be put right is put right by the day that was set."),
    says=N_("It was to be put right by {due}, and nothing says that it was."),
    hint=N_(
        "Remind the agency with accession complaint remind {id}, and enter what it reports with"
        " accession complaint rectify {id}. Lateness alone is no ground to refer it."
    ),
    ages=True,
)
def rectification_is_not_overdue(file: ComplaintFile, world: RuleContext) -> Iterator[Breach]:
    due = file.complaint.due
    if due is not None and due < world.as_of:
        yield Breach(("rectification", "due"), {"due": due, "id": file.complaint.id})


@over_complaint(
    "K202",
    "scheme 4.1",
    Severity.WARNING,
    about=N_("Who urges an agency to put something right is not that agency itself."),
    says=N_("{name} keeps the register, and here it urges itself to put this right."),
    hint=N_("Have another body of the scheme check this and sign the letter."),
)
def registrar_does_not_urge_itself(file: ComplaintFile, world: RuleContext) -> Iterator[Breach]:
    complaint, scheme = file.complaint, world.scheme
    if complaint.rectification is None or not complaint.is_open:
        return
    body = scheme.bodies.get(scheme.registrar_on(complaint.rectification.urged) or "")
    if body is not None and body.agency == complaint.agency:
        yield Breach(("rectification", "urged"), {"name": body.name})


@over_complaint(
    "K203",
    "scheme 4.1",
    Severity.WARNING,
    about=N_("What is made known to all was urged to be put right before."),
    says=N_("It was made known on {day}; by then nothing says that it was to be put right."),
    hint=N_("Enter it with accession complaint rectify {id}, or correct the date that is wrong."),
)
def circular_follows_the_letter(file: ComplaintFile, _world: RuleContext) -> Iterator[Breach]:
    complaint = file.complaint
    circular, urged = complaint.circular, complaint.rectification
    if circular is None or not complaint.is_open:
        return
    if urged is None or urged.urged > circular.date:
        yield Breach(("circular", "date"), {"day": circular.date, "id": complaint.id})


@over_complaint(
    "K204",
    "scheme 4.1",
    Severity.HINT,
    about=N_("A circular has a document number of its own."),
    says=N_("The number {number} is that of the circular about {other} already."),
    hint=N_("Correct the number; if one circular is about both, all is well."),
)
def circular_has_its_own_number(file: ComplaintFile, world: RuleContext) -> Iterator[Breach]:
    circular = file.complaint.circular
    if circular is None or not circular.number:
        return
    for one in world.registry.complaints:
        other = one.complaint
        same = other.circular is not None and other.circular.number == circular.number
        if same and other.id < file.complaint.id:
            facts = {"number": circular.number, "other": other.id}
            yield Breach(("circular", "number"), facts)
            return


def _steps(complaint: Complaint) -> Iterator[tuple[KeyPath, date]]:
    """The steps taken and their days, without the day on which it was rectified."""
    if complaint.verification is not None:
        yield ("verification", "date"), complaint.verification.date
    if complaint.rectification is not None:
        yield ("rectification", "urged"), complaint.rectification.urged
    for at, reminder in enumerate(complaint.reminders):
        yield ("reminders", at, "date"), reminder.date
    if complaint.circular is not None:
        yield ("circular", "date"), complaint.circular.date
    if complaint.referral is not None:
        yield ("referral", "date"), complaint.referral.date
    if complaint.closing is not None:
        yield ("closing", "date"), complaint.closing.date
