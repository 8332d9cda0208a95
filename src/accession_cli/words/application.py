"""Show one application on a terminal: how it stands, what it asks for, what came in when."""

from collections.abc import Iterator

from accession_cli.actions.application_lookup import ListedApplication
from accession_cli.i18n import _
from accession_cli.scheme.application import Submission
from accession_cli.scheme.ids import WORDS, ApplicationStatus
from accession_cli.scheme.registry import Registry
from accession_cli.words.fields import VIAS
from accession_cli.words.layout import rows, visible
from accession_cli.words.task import content, decisions_words


def application_lines(
    case: ListedApplication, registry: Registry, columns: int | None
) -> list[str]:
    """The fields of the application, empty ones left out; the contact person is not among them."""
    fields = [(term, visible(text)) for term, text in _fields(case, registry) if text]
    return rows(fields, columns)


def _fields(case: ListedApplication, registry: Registry) -> Iterator[tuple[str, str]]:
    application = case.application
    yield _("Number"), str(application.id)
    yield _("Status"), _(WORDS[application.status])
    if application.status is ApplicationStatus.RECEIVED:
        yield _("Decide by"), str(case.due.day)
        yield _("Still to decide"), "、".join(case.waiting_names)
    yield _("Filed as"), str(application.filed or "")
    for at, submission in enumerate(application.submissions, 1):
        yield _("Submission {number}").format(number=at), _submission(submission, registry)
    if application.withdrawal:
        taken = application.withdrawal
        yield _("Withdrawn"), f"{taken.date} {taken.reason}"
    yield from content(case.row, registry)
    yield _("File"), case.row.path


def _submission(submission: Submission, registry: Registry) -> str:
    papers = [paper.name for paper in (submission.form, *submission.attachments) if paper]
    said = _("received {day}").format(day=submission.received)
    parts = [said, _(VIAS[submission.via]), "、".join(papers)]
    parts.append(decisions_words(submission.decision, registry))
    return "；".join(part for part in parts if part)
