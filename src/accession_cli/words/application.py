"""Put an application into words and JSON: its state, its submissions, the decisions on it.

A receipt reports on applications that were received: number, last day, days ahead, what is to be
corrected. ``reading_json`` and ``faults_json`` tell programs what a form says, and what nobody
understands.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from accession_cli.i18n import _
from accession_cli.scheme.application import (
    Why,
    counts_as,
    counts_while_returned,
    days_ahead,
    moment_of,
)
from accession_cli.scheme.registry import WORDS, ApplicationStatus
from accession_cli.words.application_faults import fault_sentences, label_of_field
from accession_cli.words.fields import TERMS, VIAS, funding_words, period_words
from accession_cli.words.landed import Said, not_done_sentences, proposed_json
from accession_cli.words.layout import rows, visible
from accession_cli.words.task import content, decisions_words

if TYPE_CHECKING:
    from datetime import date

    from accession_cli.actions.application_deciding import Decided, Withdrawn
    from accession_cli.actions.application_form import FormMade, ListRead
    from accession_cli.actions.application_receiving import Received, ReceivedApplications
    from accession_cli.actions.task_lookup import ListedApplication
    from accession_cli.errors import Refused
    from accession_cli.finding import Finding
    from accession_cli.gitstore.trunk import Landing
    from accession_cli.papers.application_form_read import FormReading
    from accession_cli.scheme.application import Application, Fault, Submission
    from accession_cli.scheme.district import Scheme
    from accession_cli.scheme.registry import Registry


def received_words(landed: "Landing[ReceivedApplications]") -> Said:
    """The title and number of each application received, and the day to decide by."""
    received = landed.made.received
    said = _("Received “{title}” as {id}; to be decided by {due}.")
    sentences = [
        said.format(title=one.application.title or "–", id=one.application.id, due=one.due.day)
        for one in received
    ]
    if any(one.due.provisional for one in received):
        sentences.append(_("That day is provisional: the holiday notice for it is not known yet."))
    if len(received) == 1:
        sentences += more_sentences(received[0])
    else:
        whole = [one.application.asked for one in received]
        sentences += not_done_sentences([asked for asked in whole if asked])
    step = _("Decide on it with: accession decide {id}").format(id=received[0].application.id)
    shown = [str(one.application.id) for one in received]
    faulty = any(one.application.faults for one in received)
    return Said(shown=shown, sentences=sentences, steps=() if faulty else (step,))


def noted_words(landed: "Landing[ReceivedApplications]") -> Said:
    """The number and title of an application of which something was learnt."""
    (one,) = landed.made.received
    said = _("Noted of {id} “{title}”; it is to be decided by {due} as before.")
    number, title = one.application.id, one.application.title or "–"
    sentence = said.format(id=number, title=title, due=one.due.day)
    return Said(shown=(str(number),), sentences=(sentence,))


def more_sentences(made: "Received") -> Iterator[str]:
    """How long before its start it came in, what the clerk settled, and what is not done."""
    newest = made.application.newest
    if made.counts != newest.received:
        said = _("It came in while the office was shut, at {moment}, and counts as of {day}.")
        yield said.format(moment=moment_of(newest), day=made.counts)
    if made.ahead:
        yield ahead_words(made.ahead, made.application.start, made.lead)
    for one in newest.settled:
        said = _("{label}: taken for “{taken}”, as {by} settled.")
        yield said.format(label=label_of_field(one.field), taken=one.taken, by=one.by)
    if made.application.asked:
        yield from not_done_sentences([made.application.asked])


def ahead_words(ahead: Sequence[int], start: "date | None", lead: int) -> str:
    """The working days from receipt, and from the corrected papers, to the start."""
    if ahead[0] < 0:
        said = _("It begins on {start}, before it came in; {lead} working days are asked for.")
    elif ahead[-1] < 0:
        said = _(
            "It begins on {start}: {first} working days from the first receipt, and before the"
            " corrected papers came in; {lead} are asked for."
        )
    elif len(ahead) == 1:
        said = _("It begins on {start}: {first} working days from receipt; {lead} are asked for.")
    else:
        said = _(
            "It begins on {start}: {first} working days from the first receipt, {last} from that of"
            " the corrected papers; {lead} are asked for."
        )
    return said.format(start=start, first=ahead[0], last=ahead[-1], lead=lead)


def scan_sentences(application: "Application") -> tuple[str, str]:
    """Which fields of a scan are not entered yet, and how to enter them."""
    form = application.newest.form
    fields = "、".join(
        label_of_field(one.field) for one in application.faults if one.why is Why.SCAN
    )
    said = _("It is a scan; what it says in these fields is not entered yet: {fields}.")
    step = _("Enter it: accession receive {form} --again {id}")
    name = form.name if form else "–"
    return said.format(fields=fields), step.format(form=name, id=application.id)


def received_records(made: "ReceivedApplications") -> list[tuple[str, str | None]]:
    """Title and agency of each application."""
    asked = (one.application for one in made.received)
    return [(one.title or "–", one.agency) for one in asked]


def received_json(landed: "Landing[ReceivedApplications]") -> dict[str, Any]:
    """A received application, for programs."""
    return {"version": 1, **one_received_json(landed)}


def one_received_json(landed: "Landing[ReceivedApplications]") -> dict[str, Any]:
    """A received application as one of several, without the version of the JSON."""
    return {**_received(landed.made.received[0]), "commit": landed.commit}


def received_list_json(landed: "Landing[ReceivedApplications]") -> dict[str, Any]:
    """The applications received from a list, for programs."""
    received = [_received(one) for one in landed.made.received]
    return {"version": 1, "commit": landed.commit, "received": received}


def _received(made: "Received") -> dict[str, Any]:
    asked = made.application.asked
    return {
        "id": str(made.application.id),
        "status": made.application.status.value,
        "day": str(made.application.newest.received),
        "received_at": made.application.newest.received_at,
        "counts_as": str(made.counts),
        "faults": [faults_json(one) for one in made.application.faults],
        "settled": [
            {"field": one.field, "written": one.written, "taken": one.taken, "by": one.by}
            for one in made.application.newest.settled
        ],
        "due": str(made.due.day),
        "provisional": made.due.provisional,
        "path": made.path,
        "excludes_proposed": proposed_json(asked) if asked else [],
    }


def faults_json(fault: "Fault") -> dict[str, Any]:
    """A field that the agency has to correct, for programs."""
    told = fault.told
    return {
        "field": fault.field,
        "written": fault.written,
        "why": fault.why.value,
        "told": told and {"says": told.says, "date": str(told.date), "by": told.by},
    }


def reading_json(found: "FormReading") -> dict[str, Any]:
    """The reading of a form, for programs; in a list, each doubt has its cell."""
    return {
        "facts": dict(found.facts),
        "missing": [
            {
                "field": one.key,
                "label": one.label,
                "why": one.why,
                "candidates": list(one.candidates),
                **({"cell": one.place} if one.place else {}),
            }
            for one in found.unread
        ],
        "understood": [
            {"field": one.key, "label": one.label, "written": one.written, "meant": one.meant}
            for one in found.understood
        ],
        "applied": found.applied,
        "attachments": list(found.attachments),
        "contact": {"name": found.contact.name, "phone": found.contact.phone},
    }


def application_lines(
    case: "ListedApplication", registry: "Registry", columns: int | None
) -> list[str]:
    """The fields of the application, without empty ones and without the contact person."""
    fields = [(term, visible(text, keep="\n")) for term, text in _fields(case, registry) if text]
    return rows(fields, columns)


def _fields(case: "ListedApplication", registry: "Registry") -> Iterator[tuple[str, str]]:

    application = case.application
    yield _("Number"), str(application.id)
    yield _("Status"), _(WORDS[application.status])
    if application.status is ApplicationStatus.RECEIVED:
        yield _("Decide by"), str(case.due.day)
        yield _("Still to decide"), "、".join(case.waiting_names)
    elif _counts_on(application, registry):
        yield _("Decide by"), str(case.due.day)
    yield _("Filed as"), str(application.filed or "")
    yield _("To be corrected"), "；".join(fault_sentences(application.faults, application.start))
    scheme, calendar = registry.scheme, registry.calendar
    ahead = days_ahead(application, scheme, calendar) if application.is_open else ()
    if ahead:
        lead = scheme.on(application.received).days_ahead.value
        yield _("Days ahead"), ahead_words(ahead, application.start, lead)
    for at, submission in enumerate(application.submissions, 1):
        yield _("Submission {number}").format(number=at), _submission(submission, registry)
    if application.withdrawal:
        taken = application.withdrawal
        yield _("Withdrawn"), f"{taken.date} {taken.reason}"
    if case.row is None:
        yield _("Title"), application.title
        yield _("Agency"), case.agency
    else:
        yield from content(case.row, registry)
    yield _("File"), case.path


def _counts_on(application: "Application", registry: "Registry") -> bool:
    """Whether it waits for corrected papers while the days for the decision go on."""
    returned = application.status is ApplicationStatus.RETURNED
    return returned and counts_while_returned(application, registry.scheme)


def case_lines(case: "ListedApplication", registry: "Registry", columns: int | None) -> list[str]:
    """What a body needs to see of the application before it decides: what, who, when, money."""
    fields = [(term, visible(text, keep="\n")) for term, text in _case(case, registry) if text]
    return rows(fields, columns)


def _case(case: "ListedApplication", registry: "Registry") -> "Iterator[tuple[str, str]]":
    application = case.application
    yield _("Number"), str(application.id)
    yield _("Status"), _(WORDS[application.status])
    asked = case.row.task if case.row else None
    if asked is not None:
        yield _("Title"), asked.title
    yield _("Agency"), case.agency
    yield _("Received"), receipt_words(application.newest, registry)
    if application.status is ApplicationStatus.RECEIVED:
        yield _("Decide by"), str(case.due.day)
        yield _("Still to decide"), "、".join(case.waiting_names)
    if asked is not None:
        yield _("Term"), f"{_(TERMS[asked.term])}  {period_words(asked)}"
        yield _("Content"), asked.authorization.content
        yield _("Funding"), funding_words(asked.funding)
    yield _("Decision"), decisions_words(application.newest.decision, registry)


def _submission(submission: "Submission", registry: "Registry") -> str:
    papers = [paper.name for paper in (submission.form, *submission.attachments) if paper]
    said = _("received {day}").format(day=receipt_words(submission, registry))
    parts = [said, _(VIAS[submission.via]), "、".join(papers)]
    parts.append(decisions_words(submission.decision, registry))
    return "；".join(part for part in parts if part)


def receipt_words(submission: "Submission", registry: "Registry") -> str:
    """The moment of receipt, and the day as of which it counts, where that is another one."""
    moment = moment_of(submission)
    counted = counts_as(submission, registry.scheme, registry.calendar).day
    if counted == submission.received:
        return moment
    return _("{moment}, which counts as {day}").format(moment=moment, day=counted)


def decided_words(made: "Decided", scheme: "Scheme") -> Said:
    """The state of each application, who still has to decide, and the next step."""
    beside: list[list[str]] = []
    steps: list[str] = []
    for application, waiting in zip(made.applications, made.waiting, strict=True):
        said = _("“{title}”: {state}.")
        state = _(WORDS[application.status])
        beside.append([said.format(title=application.title, state=state)])
        names = [scheme.bodies[key].name for key in waiting if key in scheme.bodies]
        if names:
            beside[-1].append(_("Still to decide: {names}.").format(names="、".join(names)))
            step = _("Enter the next decision with: accession decide {id} --by {name}")
            steps.append(step.format(id=application.id, name=names[0]))
    return Said(
        shown=[f"{one.id}  {_(WORDS[one.status])}" for one in made.applications],
        beside=beside,
        steps=[*steps, *filter(None, map(_next_step, made.applications))],
    )


def _next_step(application: "Application") -> str:
    """The next step after a decision; "" while another body has to decide."""
    match application.status:
        case ApplicationStatus.APPROVED:
            return _("File it with: accession file {id}").format(id=application.id)
        case ApplicationStatus.RETURNED:
            said = _("When the corrected papers come in: accession receive FORM --again {id}")
            return said.format(id=application.id)
        case ApplicationStatus.REFUSED:
            return _("Send the agency the reply, with the reason.")
        case _status:
            return ""


def decided_json(landed: "Landing[Decided]") -> dict[str, Any]:
    """The decisions, for programs."""
    made = landed.made
    decided = zip(made.applications, made.waiting, made.paths, strict=True)
    return {
        "version": 1,
        "commit": landed.commit,
        "decided": [
            {
                "id": str(application.id),
                "status": application.status.value,
                "waiting": list(waiting),
                "path": path,
            }
            for application, waiting, path in decided
        ],
    }


def withdrawn_words(landed: "Landing[Withdrawn]") -> Said:
    """The statement that the application was withdrawn."""
    application = landed.made.application
    said = _("Withdrawn: {id} “{title}”.")
    sentence = said.format(id=application.id, title=application.title)
    return Said(shown=(str(application.id),), sentences=(sentence,))


def withdrawn_json(landed: "Landing[Withdrawn]") -> dict[str, Any]:
    """A withdrawn application, for programs."""
    made = landed.made
    return {
        "version": 1,
        "id": str(made.application.id),
        "status": made.application.status.value,
        "path": made.path,
        "commit": landed.commit,
    }


def refused_json(refusal: "Refused") -> dict[str, Any]:
    """The refusal of papers, and the findings that it rests on, for programs."""
    from accession_cli.words.findings import finding_document

    found: Sequence[Finding] = getattr(refusal, "findings", ())
    return {"refusal": refusal.message, "findings": [finding_document(one) for one in found]}


def list_json(made: "ListRead") -> dict[str, Any]:
    """A list that was read, for programs."""
    return {
        "version": 1,
        "rows": [{"row": one.row, **reading_json(one.reading)} for one in made.found],
        "copy": None if made.copy is None else str(made.copy),
    }


def made_json(made: "FormMade") -> dict[str, Any]:
    """A form that was written, for programs."""
    return {"version": 1, "path": str(made.path)}
