"""Check changes of records that may not happen (scheme 3.3, 3.4, 4.1, 4.3).

The records are filed tasks, applications, complaints and evaluations.
"""

from collections.abc import Collection, Iterator
from dataclasses import fields, replace
from datetime import date
from typing import Final, TypeVar

from accession_cli.finding import KeyPath, Severity, key_path, key_text
from accession_cli.i18n import N_
from accession_cli.rules.rule import Breach, over_step
from accession_cli.scheme.application import Application, Submission
from accession_cli.scheme.complaint import Complaint, ComplaintStatus
from accession_cli.scheme.evaluation import Evaluation
from accession_cli.scheme.fields import Seal, added_after, sealed_as
from accession_cli.scheme.registry import (
    NEXT_OF_TASK,
    ApplicationStatus,
    RecordId,
    Step,
    TaskStatus,
    reachable,
)
from accession_cli.scheme.task import Result, Task
from accession_cli.scheme.task_history import (
    Difference,
    differences,
    grown,
    unexplained,
    untrue_corrections,
    unwound,
)

_ADDED: Final = N_(
    "{field} was sealed when the task was filed; “{new}” was put there without a correction that"
    " says so."
)
_TAKEN_OUT: Final = N_(
    "{field} was sealed when the task was filed; “{old}” was taken out without a correction that"
    " says so."
)
_ADMITTED: Final = sealed_as(Seal.ADMITTED)
_SEALED: Final = sealed_as(Seal.SEALED)
_OTHERWISE: Final = N_("The decisions that the task states are not those on its application {id}.")
_BACK: Final = {"supersedes": "superseded_by", "superseded_by": "supersedes"}


@over_step(
    "H201",
    "scheme 3.3",
    about=N_("The status of a task only moves on, from admitted to retired."),
    says=N_("The status went from {old} to {new}, which no task does."),
    hint=N_("Restore the record as it was; what is done again is filed again, as a new task."),
)
def status_moves_on(step: Step) -> Iterator[Breach]:
    for path, before, after in _changed_tasks(step):
        if _went_back(before, after):
            facts = {"old": before.status.value, "new": after.status.value}
            yield Breach(("status",), facts, path=path)


@over_step(
    "H202",
    "scheme 3.3",
    about=N_("What was sealed at the filing changes only together with a correction."),
    says=N_(
        "{field} was sealed when the task was filed; “{old}” became “{new}” without a correction"
        " that says so."
    ),
    hint=N_(
        "Restore it, or correct it with accession amend, which keeps for the field"
        " {field} what stood there, the reason and by whom."
    ),
)
def sealed_fields_are_corrected(step: Step) -> Iterator[Breach]:
    for path, before, after in _changed_tasks(step):
        if before.status is TaskStatus.ADMITTED:
            for one in _silent(before, after):
                if one.key[0] in _ADMITTED:
                    yield _breach(path, one)


@over_step(
    "H203",
    "scheme 3.4",
    about=N_("A retired record only gains corrections, who was told, and who took its place."),
    says=N_("The task was retired, so its record was closed; yet {field} was changed."),
    hint=N_("Restore the record as it was; what was wrong in it is put right by a correction."),
)
def retired_records_are_closed(step: Step) -> Iterator[Breach]:
    """Who took its place may be filed later; rule H207 looks at both ends."""
    for path, before, after in _changed_tasks(step):
        if before.status is not TaskStatus.RETIRED or _went_back(before, after):
            continue
        for one in _silent(before, after):
            if one.key[0] in {"corrections", "superseded_by"}:
                continue
            if one.key[:2] != ("retirement", "notified"):
                yield Breach(one.key, {"field": key_text(one.key)}, path=path)


@over_step(
    "H204",
    "scheme 3.3",
    about=N_("Corrections are only ever added to."),
    says=N_("A correction that had been recorded was changed or taken out."),
    hint=N_("Restore it; a correction that was wrong is followed by another one."),
)
def corrections_stay(step: Step) -> Iterator[Breach]:
    for path, before, after in _changed_tasks(step):
        if not grown(before.corrections, after.corrections):
            yield Breach(("corrections",), path=path)


@over_step(
    "H205",
    "scheme 3.4",
    about=N_("What was dispatched and who was told stays on record."),
    says=N_("An entry of {field} that had been recorded was changed or taken out."),
    hint=N_("Restore it, and add what is new behind it."),
)
def notices_to_others_stay(step: Step) -> Iterator[Breach]:
    for path, before, after in _changed_tasks(step):
        if not grown(before.dispatch, after.dispatch):
            yield Breach(("dispatch",), {"field": "dispatch"}, path=path)
        then, now = before.retirement, after.retirement
        if then and now and not grown(then.notified, now.notified):
            facts = {"field": "retirement.notified"}
            yield Breach(("retirement", "notified"), facts, path=path)


@over_step(
    "H206",
    "scheme 3.3",
    about=N_("A correction tells what stood in the field, and what stands there now."),
    says=N_("The correction of {field} from “{old}” to “{new}” is not what happened to the field."),
    hint=N_("Write into the correction what stood there before, and what stands there now."),
)
def corrections_are_true(step: Step) -> Iterator[Breach]:
    for path, before, after in _changed_tasks(step):
        for made in untrue_corrections(before, after):
            at = after.corrections.index(made)
            facts = {"field": made.field, "old": made.old or "–", "new": made.new or "–"}
            yield Breach(("corrections", at), facts, path=path)


#: Keys about how the task was filed, and keys that other commands write.
SETTLED: Final = frozenset(
    {
        *("schema", "id", "status", "route", "filing"),
        *("dispatch", "supersedes", "superseded_by", "corrections"),
    }
)


@over_step(
    "H216",
    "scheme 3.3",
    about=N_("What was settled at the filing is corrected by nobody."),
    says=N_("A correction of {field} was entered, which no correction changes."),
    hint=N_(
        "Take it out. A task that was filed by mistake is retired as entered in error and filed"
        " again; other commands write what goes on after the filing."
    ),
)
def corrections_change_no_filing(step: Step) -> Iterator[Breach]:
    for path, before, after in _changed_tasks(step):
        for at, made in enumerate(after.corrections):
            if made not in before.corrections and SETTLED.intersection(key_path(made.field)[:1]):
                yield Breach(("corrections", at, "field"), {"field": made.field}, path=path)


@over_step(
    "H207",
    "scheme 3.4",
    about=N_("A succession is written, and taken out, at both ends at once."),
    says=N_("The link to {other} was changed here, but {other} does not agree."),
    hint=N_("Write both ends in one commit, as accession retire --superseded-by does."),
)
def links_change_at_both_ends(step: Step) -> Iterator[Breach]:
    for record in step.records:
        if record.after is None:
            continue
        for field, back in _BACK.items():
            then = _links(record.before, field)
            now = _links(record.after, field)
            for other in sorted({*then} ^ {*now}):
                there = step.task(other)
                named = there is not None and record.after.id in _links(there, back)
                if named != (other in now):
                    key: KeyPath = (field, now.index(other)) if other in now else (field,)
                    yield Breach(key, {"other": other}, path=record.path)


@over_step(
    "H208",
    "scheme 3.3",
    about=N_("A change of what the record of a filed task says comes with a correction."),
    says=N_(
        "{field} was sealed when the task was filed; it was changed without a correction, so"
        " nobody can tell since when it holds, and why."
    ),
    hint=N_(
        "Restore it, or correct it with accession amend, which adds a correction of the field"
        " {field}: the date, what stood there, what stands there now, the reason and by whom."
    ),
)
def changes_are_dated(step: Step) -> Iterator[Breach]:
    """What the record's older schema did not have may be filled in when it is brought up to date.

    That is no correction: nothing stood there.
    """
    for record in step.records:
        before, after = record.before, record.after
        if before is None or after is None or before.status is not TaskStatus.ADMITTED:
            continue
        filled = added_after(record.schema)
        for one in _silent(before, after):
            if one.key[0] in _SEALED and not (one.old is None and one.key[0] in filled):
                yield Breach(one.key, {"field": key_text(one.key)}, path=record.path)


@over_step(
    "H209",
    "scheme 3.3",
    Severity.WARNING,
    about=N_("A task is filed while it is going on, and retired later."),
    says=N_("The task was retired in the commit in which it was filed."),
    hint=N_("If old records were brought in, all is well; otherwise ask who filed it, and why."),
)
def tasks_are_not_born_retired(step: Step) -> Iterator[Breach]:
    if step.single and not step.beginning:
        for record in step.records:
            if record.before is None and record.after and record.after.retirement is not None:
                yield Breach(("status",), path=record.path)


def _changed_tasks(step: Step) -> Iterator[tuple[str, Task, Task]]:
    for record in step.records:
        if record.before is not None and record.after is not None:
            yield record.path, record.before, record.after


def _went_back(before: Task, after: Task) -> bool:
    return after.status is not before.status and after.status not in NEXT_OF_TASK[before.status]


def _silent(before: Task, after: Task) -> Iterator[Difference]:
    """The differences without a correction; rule H206 reports those whose correction is untrue."""
    untrue = {key_path(made.field) for made in untrue_corrections(before, after)}
    for one in unexplained(before, after):
        if one.key not in untrue:
            yield one


def _breach(path: str, one: Difference) -> Breach:
    facts = {"field": key_text(one.key), "old": one.old or "", "new": one.new or ""}
    says = _ADDED if one.old is None else _TAKEN_OUT if one.new is None else ""
    return Breach(one.key, facts, path=path, says=says)


def _links(task: Task | None, field: str) -> tuple[RecordId, ...]:
    found: tuple[RecordId, ...] = getattr(task, field, ())
    return found


P = TypeVar("P", Application, Complaint, Evaluation)

_RESTORE = N_("Restore the record as it was.")


@over_step(
    "H210",
    "scheme 3.1",
    about=N_("The status of an application only moves on, unless the filing of it was undone."),
    says=N_("The status went from {old} to {new}, which no application does."),
    hint=_RESTORE,
)
def applications_move_on(step: Step) -> Iterator[Breach]:
    for path, before, after in _changed_papers(step, Application):
        old, new = before.status, after.status
        if new is old:
            continue
        filed = step.task(before.filed) if before.filed is not None else None
        undone = filed is not None and filed.entered_in_error
        if new not in reachable(old) or (old is ApplicationStatus.FILED and not undone):
            yield Breach(("status",), {"old": old.value, "new": new.value}, path=path)


@over_step(
    "H211",
    "scheme 3.2",
    about=N_("What came in and what was decided on it stays on record."),
    says=N_("Papers that had come in, or a decision on them, were changed or taken out."),
    hint=N_("Restore them; papers that come in again, and new decisions, are added behind them."),
)
def submissions_stay(step: Step) -> Iterator[Breach]:
    for path, before, after in _changed_papers(step, Application):
        pairs = zip(before.submissions, after.submissions, strict=False)
        kept = all(_kept(one, other) for one, other in pairs)
        if not kept or len(after.submissions) < len(before.submissions):
            yield Breach(("submissions",), path=path)


#: What goes on in an application after a decision; the person to ask stands in no output.
_GOES_ON: Final = frozenset({"status", "submissions", "withdrawal", "filed", "asked", "contact"})


@over_step(
    "H212",
    "scheme 3.3",
    about=N_("What was decided on is not asked for differently afterwards."),
    says=N_("What is asked for was changed after the decision on it."),
    hint=N_("Restore it; what is to be different comes in again, or is applied for anew."),
)
def decided_applications_stay(step: Step) -> Iterator[Breach]:
    for path, before, after in _changed_papers(step, Application):
        received = before.status is ApplicationStatus.RECEIVED
        decided = not received or bool(before.newest.decision)
        if decided and not _came_again(before, after) and not _alike(before, after, _GOES_ON):
            yield Breach(("task",), path=path)


@over_step(
    "H215",
    "scheme 3.3",
    about=N_("A task that names an application is filed on that application, once it is approved."),
    says=N_("The task names {id}, but that application was not filed as this task."),
    hint=N_(
        "File it with accession file {id}, once every body has approved the application; for"
        " papers that the register does not have, leave the number of the application out."
    ),
)
def tasks_rest_on_their_application(step: Step) -> Iterator[Breach]:
    """Rule A108 looks at it from the application's side, later on."""
    for record in step.records:
        task, named = record.after, _named(record.after)
        if task is None or named is None or step.beginning or named == _named(record.before):
            continue
        known = step.application(named)
        if known is None or known.filed != task.id:
            yield Breach(("application", "id"), {"id": named}, path=record.path)
        elif _decided(unwound(task, task.corrections).task) != _decided(known.newest):
            yield Breach(("decision",), {"id": named}, path=record.path, says=_OTHERWISE)


@over_step(
    "H217",
    "scheme 3.3",
    Severity.WARNING,
    about=N_("What is filed is what was decided on."),
    says=N_("{field} was decided on as “{old}”, and filed as “{new}”."),
    hint=N_("Compare it with the papers of {id}; what was not decided on is applied for anew."),
)
def tasks_are_filed_as_decided(step: Step) -> Iterator[Breach]:
    for record in step.records:
        named = _named(record.after) if record.before is None else None
        known = step.application(named) if named else None
        if known is None or known.asked is None or record.after is None or step.beginning:
            continue
        for one in differences(known.asked, unwound(record.after, record.after.corrections).task):
            if one.key[0] in known.stated and one.old is not None:
                breach = _breach(record.path, one)
                yield replace(breach, facts={**breach.facts, "id": named}, says="")


def _decided(papers: Task | Submission) -> list[tuple[str, date, Result]]:
    return sorted((made.by, made.date, made.result) for made in papers.decision)


def _named(task: Task | None) -> RecordId | None:
    return task.application.id if task and task.application else None


@over_step(
    "H213",
    "scheme 4.1",
    about=N_("What was reported, and what was done about it, stays on record."),
    says=N_("Something that had been recorded about the complaint was changed or taken out."),
    hint=_RESTORE,
)
def complaints_stay(step: Step) -> Iterator[Breach]:
    for path, before, after in _changed_papers(step, Complaint):
        if before.status is ComplaintStatus.CLOSED and after != before:
            yield Breach(("status",), path=path)
        elif not _alike(before, after, _FOLLOWS):
            yield Breach(("what",), path=path)
        elif not grown(before.reminders, after.reminders) or not _done_stays(before, after):
            yield Breach(("reminders",), path=path)


@over_step(
    "H214",
    "scheme 4.3",
    about=N_("Score sheets are only ever added, and a conclusion stays."),
    says=N_("A score sheet or the conclusion that had been recorded was changed or taken out."),
    hint=_RESTORE,
)
def evaluations_stay(step: Step) -> Iterator[Breach]:
    for path, before, after in _changed_papers(step, Evaluation):
        concluded = before.conclusion is not None and after.conclusion != before.conclusion
        if concluded or not grown(before.sheets, after.sheets):
            yield Breach(("sheets",), path=path)


def _changed_papers(step: Step, kind: type[P]) -> Iterator[tuple[str, P, P]]:
    for paper in step.papers:
        if isinstance(paper.before, kind) and isinstance(paper.after, kind):
            yield paper.path, paper.before, paper.after


def _kept(before: Submission, after: Submission) -> bool:
    same = replace(before, decision=()) == replace(after, decision=())
    return same and grown(before.decision, after.decision)


def _came_again(before: Application, after: Application) -> bool:
    """Whether other papers came in after those of *before* had been returned."""
    if len(after.submissions) <= len(before.submissions):
        return False
    made = after.submissions[len(before.submissions) - 1].decision
    return any(one.result is Result.RETURN for one in made)


def _alike(before: P, after: P, moving: Collection[str]) -> bool:
    """Whether both say the same in all fields but those that are *moving*."""
    return all(
        getattr(before, one.name) == getattr(after, one.name)
        for one in fields(before)
        if one.name not in moving
    )


#: What follows upon a report; all else was reported, and stays.
_FOLLOWS: Final = frozenset(
    {"status", "verification", "rectification", "reminders", "circular", "referral", "closing"}
)


def _done_stays(before: Complaint, after: Complaint) -> bool:
    """Whether verification, rectification, circular and referral stay as they were.

    When a rectification is done later, its day and report may be added.
    """
    then, now = before.rectification, after.rectification
    if then is not None and then.done is None and now is not None:
        now = replace(now, done=None, report=then.report)
    return (
        (then is None or then == now)
        and before.verification in (None, after.verification)
        and before.circular in (None, after.circular)
        and before.referral in (None, after.referral)
    )
