"""Put an application into words and JSON: its state, its submissions, the decisions on it."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from accession_cli.i18n import _
from accession_cli.scheme.application import counts_as, days_ahead, moment_of
from accession_cli.scheme.ids import WORDS, ApplicationStatus
from accession_cli.words.fields import TERMS, VIAS, period_words
from accession_cli.words.landed import Said
from accession_cli.words.layout import rows, visible
from accession_cli.words.task import content, decisions_words, funding_words

if TYPE_CHECKING:
    from accession_cli.actions.application_deciding import Decided, Withdrawn
    from accession_cli.actions.application_form import FormMade, ListRead
    from accession_cli.actions.task_lookup import ListedApplication
    from accession_cli.errors import Refused
    from accession_cli.finding import Finding
    from accession_cli.gitstore.trunk import Landing
    from accession_cli.scheme.application import Application, Submission
    from accession_cli.scheme.district import Scheme
    from accession_cli.scheme.registry import Registry


def application_lines(
    case: "ListedApplication", registry: "Registry", columns: int | None
) -> list[str]:
    """The fields of the application, without empty ones and without the contact person."""
    fields = [(term, visible(text, keep="\n")) for term, text in _fields(case, registry) if text]
    return rows(fields, columns)


def _fields(case: "ListedApplication", registry: "Registry") -> Iterator[tuple[str, str]]:
    from accession_cli.words.application_receipt import ahead_words, fault_sentences

    application = case.application
    yield _("Number"), str(application.id)
    yield _("Status"), _(WORDS[application.status])
    if application.status is ApplicationStatus.RECEIVED:
        yield _("Decide by"), str(case.due.day)
        yield _("Still to decide"), "、".join(case.waiting_names)
    yield _("Filed as"), str(application.filed or "")
    yield _("To be corrected"), "；".join(fault_sentences(application.faults))
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
    from accession_cli.words.findings_for_programs import finding_document

    found: Sequence[Finding] = getattr(refusal, "findings", ())
    return {"refusal": refusal.message, "findings": [finding_document(one) for one in found]}


def list_json(made: "ListRead") -> dict[str, Any]:
    """A list that was read, for programs."""
    from accession_cli.words.application_receipt import reading_json

    return {
        "version": 1,
        "rows": [{"row": one.row, **reading_json(one.reading)} for one in made.found],
        "copy": None if made.copy is None else str(made.copy),
    }


def made_json(made: "FormMade") -> dict[str, Any]:
    """A form that was written, for programs."""
    return {"version": 1, "path": str(made.path)}
