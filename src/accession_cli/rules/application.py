"""Check applications: numbers, submissions, decisions, papers (scheme 3.1, 3.2).

The papers are the approval form, and a basis that is withheld for secrecy.
"""

from collections.abc import Iterator
from datetime import date
from typing import Final

from accession_cli.finding import KeyPath, Severity
from accession_cli.i18n import N_
from accession_cli.rules.rule import Breach, RuleContext, folded, over_application, over_task
from accession_cli.rules.task import admitted_on
from accession_cli.scheme.application import (
    Application,
    Submission,
    Why,
    bodies_to_decide,
    decision_due,
    status_by_decisions,
    working_days_after,
)
from accession_cli.scheme.district import cited
from accession_cli.scheme.registry import ApplicationFile, ApplicationStatus, TaskFile
from accession_cli.scheme.task import Result, Route, Task, Via, WithheldBasis

#: The statuses that the decisions alone determine.
_DECIDED: Final = frozenset(
    {
        ApplicationStatus.RECEIVED,
        ApplicationStatus.RETURNED,
        ApplicationStatus.APPROVED,
        ApplicationStatus.REFUSED,
    }
)

_ADMITTED: Final = frozenset({ApplicationStatus.APPROVED, ApplicationStatus.FILED})

#: Tasks decided or filed from this day on have a form. Before it a missing form was only hinted at,
#: so records were filed lawfully without one, and a record never becomes an error by a new rule.
FORM_DEMANDED_FROM: Final = date(2027, 1, 1)


@over_application(
    "A101",
    "scheme 3.3",
    about=N_("An application lies in the folder of its year, in a file named after its id."),
    says=N_("This file holds the application {id}, whose place is {place}."),
    hint=N_("Move the file to {place}, or correct the id."),
)
def application_is_named_after_id(file: ApplicationFile, world: RuleContext) -> Iterator[Breach]:
    number = file.application.id
    place = world.path(f"applications/{number.year}/{number}.yaml")
    if file.path != place:
        yield Breach(("id",), {"id": number, "place": place})


@over_application(
    "A102",
    "scheme 3.3",
    about=N_("An application's id has the district's prefix and the year of receipt."),
    says=N_("The id {id} does not fit: it should begin with {start}."),
    hint=N_("Correct the id, or the date of receipt."),
)
def application_id_fits(file: ApplicationFile, world: RuleContext) -> Iterator[Breach]:
    """An application received at the turn of the year may be entered in the next year."""
    application = file.application
    years = {application.received.year, application.received.year + 1}
    if application.id.prefix != world.scheme.prefix or application.id.year not in years:
        start = f"{world.scheme.prefix}-A-{application.received.year}-"
        yield Breach(("id",), {"id": application.id, "start": start})


@over_application(
    "A103",
    "scheme 3.2",
    about=N_("An application's status is what the decisions on it say."),
    says=N_("The status is {status}, but by the decisions on the newest papers it is {decided}."),
    hint=N_("Write the status {decided}, or enter the decision that is missing."),
)
def status_follows_the_decisions(file: ApplicationFile, world: RuleContext) -> Iterator[Breach]:
    application = file.application
    decided = _decided(application, world)
    status = application.status
    if status is ApplicationStatus.FILED:
        status = ApplicationStatus.APPROVED
    if status in _DECIDED and status is not decided:
        facts = {"status": application.status.value, "decided": decided.value}
        yield Breach(("status",), facts)


@over_application(
    "A104",
    "scheme 3.2",
    about=N_("Each body that the channels ask for decides once on the same papers; no other does."),
    says=N_("{body} decides twice on the same papers, or has no part in this channel."),
    hint=N_("Take the decision out; bodies are named by their keys in scheme.yaml."),
)
def bodies_decide_once(file: ApplicationFile, world: RuleContext) -> Iterator[Breach]:
    application, scheme = file.application, world.scheme
    wanted = bodies_to_decide(application, scheme)
    for key, submission in _submissions(file.application):
        seen: set[str] = set()
        newest = submission is application.newest
        for at, made in enumerate(submission.decision):
            then = scheme.on(made.date), scheme.on(submission.received)
            had_part = any(made.by in bodies_to_decide(application, one) for one in then)
            known = made.by in wanted or had_part if newest else made.by in scheme.bodies
            if not known or made.by in seen:
                yield Breach((*key, "decision", at, "by"), {"body": made.by})
            seen.add(made.by)


@over_application(
    "A105",
    "scheme 3.1",
    about=N_("Papers come in, are decided on and come in again, one after the other."),
    says=N_("{later} lies before {earlier}, on which it rests."),
    hint=N_("Correct the date that is wrong."),
)
def days_follow_one_another(file: ApplicationFile, _world: RuleContext) -> Iterator[Breach]:
    before = date.min
    for key, submission in _submissions(file.application):
        received = submission.received
        if received < before:
            yield Breach((*key, "received"), {"later": received, "earlier": before})
        for at, made in enumerate(submission.decision):
            if made.date < received:
                facts = {"later": made.date, "earlier": received}
                yield Breach((*key, "decision", at, "date"), facts)
        before = max([received, *(made.date for made in submission.decision)])
    withdrawal = file.application.withdrawal
    if withdrawal is not None and withdrawal.date < before:
        yield Breach(("withdrawal", "date"), {"later": withdrawal.date, "earlier": before})


@over_application(
    "A106",
    "scheme 3.2.3",
    about=N_("A return for correction and a refusal say why."),
    says=N_("{body} did not admit the task, and no reason is written down."),
    hint=N_("Write with the decision what has to be corrected, or why it is refused."),
)
def reasons_are_given(file: ApplicationFile, _world: RuleContext) -> Iterator[Breach]:
    for key, submission in _submissions(file.application):
        for at, made in enumerate(submission.decision):
            if made.result is not Result.ADMIT and not made.opinion:
                yield Breach((*key, "decision", at, "opinion"), {"body": made.by})


@over_application(
    "A107",
    "scheme 3.1",
    about=N_("Classified papers are reviewed offline, and leave no title behind."),
    says=N_("The papers came in by {via}, but the basis says otherwise about being withheld."),
    hint=N_(
        "State both that it came in offline and that its basis is withheld, or"
        " neither; classified papers never enter a system."
    ),
)
def withheld_means_offline(file: ApplicationFile, _world: RuleContext) -> Iterator[Breach]:
    application = file.application
    if application.asked is None:
        return
    withheld = any(isinstance(basis, WithheldBasis) for basis in application.asked.basis)
    via = application.newest.via
    if withheld != (via is Via.OFFLINE):
        at = len(application.submissions) - 1
        yield Breach(("submissions", at, "via"), {"via": via.value})


@over_application(
    "A108",
    "scheme 3.3",
    about=N_("A filed application and its task name one another."),
    says=N_("The application is filed as {task}, but that task does not name {id}."),
    hint=N_(
        "Correct the task named here, or the application named there; accession"
        " file writes both at once."
    ),
)
def filed_application_is_in_the_register(
    file: ApplicationFile, world: RuleContext
) -> Iterator[Breach]:
    application = file.application
    if application.filed is None:
        return
    tasks = world.by_id.get(application.filed, ())
    if not any(task.application == application.id for task in tasks):
        yield Breach(("filed",), {"task": application.filed, "id": application.id})


@over_application(
    "A109",
    "scheme 3.1",
    about=N_("What came in and what was decided on it does not lie in the future."),
    says=N_("{day} is recorded as past, but lies after {today}."),
    hint=N_("Correct the date; what is still to come is recorded when it has happened."),
)
def no_paper_lies_ahead(file: ApplicationFile, world: RuleContext) -> Iterator[Breach]:
    for key, day in _done(file.application):
        if day > world.today:
            yield Breach(key, {"day": day, "today": world.today})


@over_application(
    "A201",
    "scheme 3.1",
    Severity.WARNING,
    about=N_("An agency applies the set number of working days before the task begins."),
    says=N_(
        "The application came in on {received}, less than {days} working days before the start on"
        " {start}; the earliest start is {earliest}, which counts as the last of them."
    ),
    hint=N_("Agree on a start on {earliest} or later before the task is filed."),
)
def application_came_in_time(file: ApplicationFile, world: RuleContext) -> Iterator[Breach]:
    application = file.application
    ahead = world.scheme.on(application.received).days_ahead
    if not application.is_open:
        return
    lead = working_days_after(
        application.submissions[0], ahead.value, world.scheme, world.registry.calendar
    )
    start = application.start
    if start is not None and start < lead.day:
        facts = {
            "received": application.received,
            "days": ahead.value,
            "start": start,
            "earliest": lead.day,
        }
        yield Breach(("task", "period", "start"), facts, clause=cited(ahead.clause))


@over_application(
    "A202",
    "scheme 3.2.3",
    Severity.WARNING,
    about=N_("An application is decided on within the set number of working days."),
    says=N_("No decision has been made by {due}, which was the last day for it."),
    hint=N_(
        "Decide on it now with accession decide {id}; a late decision stays on record as late."
    ),
    ages=True,
)
def application_is_not_overdue(file: ApplicationFile, world: RuleContext) -> Iterator[Breach]:
    application = file.application
    if application.status is not ApplicationStatus.RECEIVED:
        return
    last = decision_due(application, world.scheme, world.registry.calendar)
    if last.day < world.as_of:
        limit = world.scheme.on(application.received).days_to_decide
        facts = {"due": last.day, "id": application.id}
        yield Breach(("submissions",), facts, clause=cited(limit.clause))


@over_application(
    "A203",
    "scheme 3.1",
    Severity.WARNING,
    about=N_("A task is applied for once at a time."),
    says=N_("{other}, which is still open, asks for a task of the same title by this agency."),
    hint=N_("Withdraw one of the two; corrected papers come in with --again {other}."),
)
def task_is_applied_for_once(file: ApplicationFile, world: RuleContext) -> Iterator[Breach]:
    asked = file.application
    if not (asked.is_open and asked.title and asked.agency):
        return
    name = folded(asked.title), asked.agency
    for other in world.applications.values():
        if other.is_open and other.id < asked.id and (folded(other.title), other.agency) == name:
            yield Breach(("task", "title"), {"other": other.id})
            return


@over_application(
    "A110",
    "scheme 3.1",
    about=N_("An application is not admitted while its form has faults."),
    says=N_("The status is {status}, but {count} fields of the form are still to be corrected."),
    hint=N_("Let the agency correct the form; what comes in again replaces the faults."),
)
def what_is_admitted_has_no_faults(file: ApplicationFile, _world: RuleContext) -> Iterator[Breach]:
    application = file.application
    if application.faults and application.status in _ADMITTED:
        facts = {"status": application.status.value, "count": len(application.faults)}
        yield Breach(("faults",), facts)


@over_application(
    "A204",
    "scheme 3.1",
    Severity.WARNING,
    about=N_("The form of an application is filled in so that every field is understood."),
    says=N_("The agency has to correct fields of the form, {count} in all: {fields}."),
    hint=N_("Return it for correction with accession decide {id} --result return."),
)
def form_has_no_faults(file: ApplicationFile, _world: RuleContext) -> Iterator[Breach]:
    yield from _open_fields(file.application, scanned=False)


@over_application(
    "A205",
    "scheme 3.1",
    Severity.WARNING,
    about=N_("What a scanned form says is entered in the register."),
    says=N_("The form is a scan, and fields of it are not entered yet, {count} in all: {fields}."),
    hint=N_("Enter what it says: accession receive FILE --again {id}."),
)
def scan_is_entered(file: ApplicationFile, _world: RuleContext) -> Iterator[Breach]:
    yield from _open_fields(file.application, scanned=True)


def _open_fields(application: Application, *, scanned: bool) -> Iterator[Breach]:
    """The fields that were not understood of a form that is still to be decided on."""
    faults = [one for one in application.faults if (one.why is Why.SCAN) is scanned]
    if faults and application.status is ApplicationStatus.RECEIVED:
        from accession_cli.entry.form_words import label_of  # few forms have faults

        fields = "、".join(label_of(fault.field) for fault in faults)
        facts = {"count": len(faults), "fields": fields, "id": application.id}
        yield Breach(("faults",), facts)


def _decided(application: Application, world: RuleContext) -> ApplicationStatus:
    bodies = bodies_to_decide(application, world.scheme)
    return status_by_decisions(application.newest.decision, bodies)


def _done(application: Application) -> Iterator[tuple[KeyPath, date]]:
    for key, submission in _submissions(application):
        yield (*key, "received"), submission.received
        for at, made in enumerate(submission.decision):
            yield (*key, "decision", at, "date"), made.date
    if application.withdrawal is not None:
        yield ("withdrawal", "date"), application.withdrawal.date


def _submissions(application: Application) -> Iterator[tuple[KeyPath, Submission]]:
    for at, submission in enumerate(application.submissions):
        yield ("submissions", at), submission


@over_task(
    "D301",
    "scheme 3.1",
    about=N_("A basis is withheld only when its papers were reviewed offline."),
    says=N_("The papers came in by {via}, but a basis of the task is withheld."),
    hint=N_(
        "State that it came in offline if the papers were reviewed by hand; else state the basis."
    ),
)
def withheld_papers_came_in_offline(file: TaskFile, _world: RuleContext) -> Iterator[Breach]:
    """Emergency tasks have no application, so they are not checked here."""
    facts = file.task.application
    if facts is not None and facts.via is not Via.OFFLINE and _withholds(file.task):
        yield Breach(("application", "via"), {"via": facts.via.value})


@over_task(
    "D302",
    "scheme 3.1",
    about=N_("Papers are reviewed offline only for the sake of a basis that is withheld."),
    says=N_("The papers were reviewed offline, but no basis of the task is withheld."),
    hint=N_("Withhold the classified basis, or state how the papers came in: oa or paper."),
)
def offline_papers_are_withheld(file: TaskFile, _world: RuleContext) -> Iterator[Breach]:
    facts = file.task.application
    if facts is not None and facts.via is Via.OFFLINE and not _withholds(file.task):
        yield Breach(("application", "via"))


@over_task(
    "D303",
    "scheme 3.1",
    Severity.HINT,
    about=N_("The approval form of an application is kept."),
    says=N_("No approval form is recorded with this application."),
    hint=N_("Record the stamped approval form: its file name, and the sha256 that identifies it."),
)
def form_is_kept(file: TaskFile, _world: RuleContext) -> Iterator[Breach]:
    """Papers that were reviewed offline leave no form. What D304 refuses is not said twice."""
    if _lacks_form(file.task) and _settled_on(file.task) < FORM_DEMANDED_FROM:
        yield Breach(("application", "form"))


@over_task(
    "D304",
    "scheme 3.1",
    about=N_("A task is admitted on a stamped approval form."),
    says=N_("The task was decided on {decided} without a stamped approval form on record."),
    hint=N_("Record the stamped approval form: its file name, and the sha256 that identifies it."),
)
def task_was_admitted_on_a_form(file: TaskFile, _world: RuleContext) -> Iterator[Breach]:
    decided = admitted_on(file.task)
    if _lacks_form(file.task) and _settled_on(file.task) >= FORM_DEMANDED_FROM:
        yield Breach(("application", "form"), {"decided": decided})


def _settled_on(task: Task) -> date:
    """The day of the admission or of the filing, whichever is later: a decision may be old."""
    return max(admitted_on(task), task.filing.date)


def _lacks_form(task: Task) -> bool:
    """Emergency tasks have no application, and papers reviewed offline leave no form."""
    facts = task.application
    return (
        task.route is not Route.EMERGENCY
        and facts is not None
        and facts.form is None
        and facts.via is not Via.OFFLINE
    )


def _withholds(task: Task) -> bool:
    if task.mechanism is not None and isinstance(task.mechanism.basis, WithheldBasis):
        return True
    return any(isinstance(item, WithheldBasis) for item in task.basis)
