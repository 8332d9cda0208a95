"""List everything that is due, overdue, expiring, unanswered or provisional (scheme 3 and 4).

A ``TodoItem`` is one thing that somebody still has to do, with its last day. ``still_lacking`` is
what a new registry lacks: lists, clauses, a server, a name.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Final

from accession_cli.errors import Refused
from accession_cli.gitstore.git import Git
from accession_cli.gitstore.signing import Signers
from accession_cli.i18n import N_
from accession_cli.rules import law, task_routes
from accession_cli.rules.rule import RuleContext
from accession_cli.scheme.application import (
    counts_while_returned,
    decision_due,
    moment_of,
    still_to_decide,
)
from accession_cli.scheme.complaint import Complaint, Rectification
from accession_cli.scheme.registry import ApplicationStatus, Lack, Registry, TaskFile, lacks
from accession_cli.scheme.task import Channel, Task
from accession_cli.scheme.task_addressees import goes_down_on, not_told


class TodoKind(StrEnum):
    """What has to be done, in the order of a task's life."""

    DECIDE = "decide"
    CORRECT = "correct"
    FILE = "file"
    DISPATCH = "dispatch"
    REGISTER = "register"
    CITE = "cite"
    EXPIRE = "expire"
    RETIRE = "retire"
    NOTIFY = "notify"
    EVALUATE = "evaluate"
    ORDER = "order"
    RECTIFY = "rectify"
    REMIND = "remind"
    CLOSE = "close"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True, kw_only=True)
class TodoItem:
    """One thing to do about *subject*, the id of a record or a year.

    ``who`` are keys of the bodies or agencies that must act; ``agency`` is the agency concerned.
    ``due`` is the last day, None if none is set; ``left`` counts the working days until then,
    negative when it has passed. ``provisional``: the count reaches a year without a holiday notice.
    ``facts`` fill the sentence of its kind.
    """

    kind: TodoKind
    subject: str
    title: str
    agency: str | None = None
    who: tuple[str, ...] = ()
    due: date | None = None
    left: int | None = None
    provisional: bool = False
    facts: dict[str, str] = field(default_factory=dict)

    @property
    def overdue(self) -> bool:
        """Whether the last day has passed."""
        return self.left is not None and self.left < 0


#: A task counts as expiring this many days ahead, by default.
AHEAD: Final = 30
_CITATIONS: Final = (
    law.law_has_not_been_repealed,
    law.citation_is_of_the_text_that_holds,
)
_YEAR_END: Final = 11  # from November on, the coming year's notice and the evaluation are due


@dataclass(frozen=True, slots=True, kw_only=True)
class TodoFilter:
    """Whose items to list; None does not filter. ``ahead`` counts days."""

    agency: str | None = None
    body: str | None = None
    ahead: int = AHEAD


def todo_items(registry: Registry, today: date, wanted: TodoFilter) -> tuple[TodoItem, ...]:
    """What is open on *today*, by last day, so overdue first; items without a day come last."""
    world = RuleContext.of(registry, today)
    found = [_counted(one, registry, today) for one in _all(world, wanted.ahead)]
    mine = [one for one in found if _is_wanted(one, wanted)]
    order = list(TodoKind)
    return tuple(
        sorted(mine, key=lambda one: (one.due or date.max, order.index(one.kind), one.subject))
    )


def _all(world: RuleContext, ahead: int) -> Iterator[TodoItem]:
    yield from _applications(world)
    for file in sorted(world.registry.tasks, key=lambda held: held.task.id):
        yield from _of_task(file, world, ahead)
        if any(breach for rule in _CITATIONS for breach in rule.check(file, world)):
            yield _about(file.task, TodoKind.CITE)
    yield from _evaluations(world)
    for one in world.registry.complaints:
        if one.complaint.is_open:
            yield _of_complaint(one.complaint, world)
    yield from _notices(world)


def _applications(world: RuleContext) -> Iterator[TodoItem]:
    scheme, calendar = world.scheme, world.registry.calendar
    for file in world.registry.applications:
        one = file.application
        made = TodoItem(
            kind=TodoKind.DECIDE, subject=str(one.id), title=one.title, agency=one.agency or None
        )
        if one.status is ApplicationStatus.RECEIVED:
            last = decision_due(one, scheme, calendar)
            who, open_ = still_to_decide(one, scheme), last.provisional
            facts = {"received": moment_of(one.newest)} if one.newest.received_at else {}
            if one.is_to_correct:
                facts["faults"] = str(len(one.faults))
            yield replace(made, who=who, due=last.day, provisional=open_, facts=facts)
        elif one.status is ApplicationStatus.RETURNED:
            made = replace(made, kind=TodoKind.CORRECT, who=(one.agency,))
            if counts_while_returned(one, scheme):
                last = decision_due(one, scheme, calendar)
                made = replace(made, due=last.day, provisional=last.provisional)
            yield made
        elif one.status is ApplicationStatus.APPROVED:
            yield replace(made, kind=TodoKind.FILE)


def _of_task(file: TaskFile, world: RuleContext, ahead: int) -> Iterator[TodoItem]:
    task, today, end = file.task, world.as_of, file.task.period.end
    if task.retirement is None and end is not None and task.filing.date <= today:
        if end < today:
            yield replace(_about(task, TodoKind.RETIRE), due=end)
        elif end <= today + timedelta(days=ahead):
            yield replace(_about(task, TodoKind.EXPIRE), due=end)
    if task.in_force(today):
        missing = _not_dispatched(task, world)
        if missing:
            facts = {"channels": "、".join(missing)}
            yield replace(_about(task, TodoKind.DISPATCH), who=(), facts=facts)
        if any(task_routes.emergency_is_registered_later.check(file, world)):
            yield _about(task, TodoKind.REGISTER)
    if not_told(task, world.registry):
        yield _about(task, TodoKind.NOTIFY)


def _about(task: Task, kind: TodoKind) -> TodoItem:
    """An item for the leading agency of *task*."""
    return TodoItem(
        kind=kind, subject=str(task.id), title=task.title, agency=task.agency, who=(task.agency,)
    )


def _not_dispatched(task: Task, world: RuleContext) -> list[str]:
    """The channels of *task* that nothing was dispatched on yet (scheme 3.2.1, 3.2.2)."""
    on_platform = [sent for sent in task.dispatch if sent.number is not None]
    sent = {
        Channel.COMMUNITY: len(task.dispatch) > len(on_platform),
        Channel.GRID: bool(on_platform),
    }
    names = world.scheme.channels
    return [names[one].name for one in goes_down_on(task) if not sent[one] and one in names]


def _evaluations(world: RuleContext) -> Iterator[TodoItem]:
    """One item for a year: how many of its tasks have no score sheet yet (scheme 4.3)."""
    if world.scheme.evaluation is None:
        return
    today = world.as_of
    year = today.year if today.month >= _YEAR_END else today.year - 1
    tasks = {file.task.id for file in world.registry.tasks if file.task.in_force_in(year)}
    done = {
        one.evaluation.id
        for one in world.registry.evaluations
        if one.evaluation.year == year and one.evaluation.sheets
    }
    if tasks - done:
        facts = {"count": str(len(tasks - done)), "year": str(year)}
        yield TodoItem(kind=TodoKind.EVALUATE, subject=str(year), title="", facts=facts)


def _of_complaint(complaint: Complaint, world: RuleContext) -> TodoItem:
    """The item for a complaint, without what was reported.

    The list may be sent to the agency or to a telephone.
    """
    urged = complaint.rectification
    kind = TodoKind.CLOSE
    if urged is None:
        kind = TodoKind.ORDER
    elif urged.done is None:
        remind = _is_to_be_reminded(complaint, urged, world)
        kind = TodoKind.REMIND if remind else TodoKind.RECTIFY
    return TodoItem(
        kind=kind,
        subject=str(complaint.id),
        title="",
        agency=complaint.agency,
        who=(complaint.agency,) if kind in (TodoKind.RECTIFY, TodoKind.REMIND) else (),
        due=complaint.due,
    )


def _is_to_be_reminded(complaint: Complaint, urged: Rectification, world: RuleContext) -> bool:
    """Whether the last day is so near that the scheme wants a reminder, and none was given yet."""
    rule, calendar = world.scheme.supervision, world.registry.calendar

    def near(day: date) -> bool:
        return rule is not None and calendar.between(day, urged.due) <= rule.days_to_remind

    reminded = (one.date for one in complaint.reminders if one.date >= urged.urged)
    return near(world.as_of) and not any(map(near, reminded))


def _notices(world: RuleContext) -> Iterator[TodoItem]:
    """An item for the year whose holiday notice is needed and not known (民法典 201)."""
    today = world.as_of
    year = today.year + 1 if today.month >= _YEAR_END else today.year
    if not world.registry.calendar.confirmed(year):
        facts = {"year": str(year)}
        yield TodoItem(kind=TodoKind.NOTICE, subject=str(year), title="", facts=facts)


def _counted(matter: TodoItem, registry: Registry, today: date) -> TodoItem:
    """*matter* with the working days left until its last day."""
    if matter.due is None:
        return matter
    left = registry.calendar.between(today, matter.due)
    if matter.due < today:
        left = min(left, -1)  # it has passed, even if no working day lay between
    open_ = matter.provisional or registry.calendar.provisional(today, matter.due)
    return replace(matter, left=left, provisional=open_)


def _is_wanted(matter: TodoItem, wanted: TodoFilter) -> bool:
    of_agency = wanted.agency is None or wanted.agency in (matter.agency, *matter.who)
    return of_agency and (wanted.body is None or wanted.body in matter.who)


_NO_SERVER: Final = Lack(
    what="server",
    says=N_("There is no server: the only copy of the registry is on this machine."),
    hint=N_("Set one up with accession init --server, then git remote add origin and git push."),
)
_NO_NAME: Final = Lack(
    what="name",
    says=N_("Git does not know who signs the records."),
    hint=N_(
        "Run git config --global user.name YOUR-NAME and git config --global user.email"
        " YOUR-ADDRESS."
    ),
)


def still_lacking(folder: Path, registry: Registry) -> tuple[Lack, ...]:
    """What the registry in *folder* lacks; nothing once a task was handed down, or of a sample."""
    if registry.scheme.sample or any(file.task.dispatch for file in registry.tasks):
        return ()
    return (*lacks(registry), *_of_clone(folder))


def _of_clone(folder: Path) -> Iterator[Lack]:
    git = Git.reading(folder, named=False)
    if git is None:
        return
    try:
        Signers.known_to(git)
    except Refused:
        yield _NO_NAME
    if not git.run("remote").line:
        yield _NO_SERVER
