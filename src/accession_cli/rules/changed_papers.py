"""What may not happen to an application, a complaint or an evaluation (scheme 3.3, 4.1, 4.3)."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from accession_cli.i18n import N_
from accession_cli.rules.rule import Breach, over_step
from accession_cli.scheme.application import Application, Submission
from accession_cli.scheme.complaint import Complaint, ComplaintStatus
from accession_cli.scheme.evaluation import Evaluation
from accession_cli.scheme.ids import ApplicationStatus, reachable
from accession_cli.scheme.registry import Step
from accession_cli.scheme.task_history import grown

P = TypeVar("P", Application, Complaint, Evaluation)

_RESTORE = N_("Restore the record as it was.")


@over_step(
    "H210",
    "scheme 3.1",
    about=N_("The status of an application only moves on, along its life."),
    says=N_("The status went from {old} to {new}, which no application does."),
    mend=_RESTORE,
)
def applications_move_on(step: Step) -> Iterator[Breach]:
    for path, before, after in _changed(step, Application):
        old, new = before.status, after.status
        if new is not old and new not in reachable(old):
            yield Breach(("status",), {"old": old.value, "new": new.value}, path=path)


@over_step(
    "H211",
    "scheme 3.2",
    about=N_("What came in and what was decided on it stays on record."),
    says=N_("Papers that had come in, or a decision on them, were changed or taken out."),
    mend=N_("Restore them; papers that come in again, and new decisions, are added behind them."),
)
def submissions_stay(step: Step) -> Iterator[Breach]:
    for path, before, after in _changed(step, Application):
        pairs = zip(before.submissions, after.submissions, strict=False)
        kept = all(_kept(one, other) for one, other in pairs)
        if not kept or len(after.submissions) < len(before.submissions):
            yield Breach(("submissions",), path=path)


@over_step(
    "H212",
    "scheme 3.3",
    about=N_("What was decided on is not asked for differently afterwards."),
    says=N_("What is asked for was changed after the decision on it."),
    mend=N_("Restore it; what is to be different comes in again, or is applied for anew."),
)
def decided_applications_stay(step: Step) -> Iterator[Breach]:
    for path, before, after in _changed(step, Application):
        received = before.status is ApplicationStatus.RECEIVED
        decided = not received or bool(before.newest.decision)
        again = len(after.submissions) > len(before.submissions)
        if decided and not again and not _ask_alike(before, after):
            yield Breach(("task",), path=path)


@over_step(
    "H213",
    "scheme 4.1",
    about=N_("What was reported, and what was done about it, stays on record."),
    says=N_("Something that had been recorded about the complaint was changed or taken out."),
    mend=_RESTORE,
)
def complaints_stay(step: Step) -> Iterator[Breach]:
    for path, before, after in _changed(step, Complaint):
        if before.status is ComplaintStatus.CLOSED and after != before:
            yield Breach(("status",), path=path)
        elif _reported(before) != _reported(after):
            yield Breach(("what",), path=path)
        elif not grown(before.reminders, after.reminders) or not _done_stays(before, after):
            yield Breach(("reminders",), path=path)


@over_step(
    "H214",
    "scheme 4.3",
    about=N_("Score sheets are only ever added, and a conclusion stays."),
    says=N_("A score sheet or the conclusion that had been recorded was changed or taken out."),
    mend=_RESTORE,
)
def evaluations_stay(step: Step) -> Iterator[Breach]:
    for path, before, after in _changed(step, Evaluation):
        concluded = before.conclusion is not None and after.conclusion != before.conclusion
        if concluded or not grown(before.sheets, after.sheets):
            yield Breach(("sheets",), path=path)


def _changed(step: Step, kind: type[P]) -> Iterator[tuple[str, P, P]]:
    for paper in step.papers:
        if isinstance(paper.before, kind) and isinstance(paper.after, kind):
            yield paper.path, paper.before, paper.after


def _kept(before: Submission, after: Submission) -> bool:
    same = replace(before, decision=()) == replace(after, decision=())
    return same and grown(before.decision, after.decision)


def _ask_alike(before: Application, after: Application) -> bool:
    """Whether the same is asked for, whatever receipt and decision wrote into it."""
    then, now = before.asked, after.asked
    now = replace(now, application=then.application, decision=then.decision, filing=then.filing)
    return now == then


def _reported(complaint: Complaint) -> Sequence[object]:
    return (
        *(complaint.source, complaint.received, complaint.community, complaint.inspectors),
        *(complaint.agency, complaint.what),
    )


def _done_stays(before: Complaint, after: Complaint) -> bool:
    """What was ordered, made known and referred stays; only that it was done is added."""
    then, now = before.rectification, after.rectification
    if then is not None and then.done is None and now is not None:
        now = replace(now, done=None, report=then.report)
    return (
        (then is None or then == now)
        and before.circular in (None, after.circular)
        and before.referral in (None, after.referral)
    )
