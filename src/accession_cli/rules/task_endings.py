"""Check retirement, expiry, corrections and agencies that ended (scheme 3.3, 3.4)."""

from collections.abc import Iterator
from typing import Final

from accession_cli.finding import KeyPath, Severity, key_path
from accession_cli.i18n import N_
from accession_cli.rules.rule import Breach, RuleContext, over_task
from accession_cli.rules.task import decided_on
from accession_cli.scheme.district import Listed
from accession_cli.scheme.fields import title_of
from accession_cli.scheme.registry import TaskFile, TaskStatus
from accession_cli.scheme.task import Task
from accession_cli.scheme.task_addressees import not_told, told_unknown
from accession_cli.scheme.task_history import not_held

_SOME_NOT_TOLD: Final = N_("The task ended on {effective}, but these have not been told: {names}.")
_NO_FIELD: Final = N_("The correction is one of {field}, a field that no task has.")


@over_task(
    "L101",
    "scheme 3.4",
    about=N_("A task does not end before the agency applied for its end."),
    says=N_("The task is to end on {effective}, before the agency applied for it on {applied}."),
    hint=N_(
        "Correct the date that is wrong; a retirement takes effect on the first"
        " day the task is not done."
    ),
)
def end_comes_after_the_application(file: TaskFile, _world: RuleContext) -> Iterator[Breach]:
    ended = file.task.retirement
    if ended is not None and ended.effective < ended.applied:
        facts = {"effective": ended.effective, "applied": ended.applied}
        yield Breach(("retirement", "effective"), facts)


@over_task(
    "L102",
    "scheme 3.4",
    about=N_("A task is filed before its retirement is applied for."),
    says=N_("The agency applied for the end on {applied}, before the task was filed on {filed}."),
    hint=N_("Correct the date that is wrong."),
)
def retirement_comes_after_filing(file: TaskFile, _world: RuleContext) -> Iterator[Breach]:
    task, ended = file.task, file.task.retirement
    if ended is not None and ended.applied < task.filing.date:
        facts = {"applied": ended.applied, "filed": task.filing.date}
        yield Breach(("retirement", "applied"), facts)


@over_task(
    "L103",
    "scheme 3.4",
    Severity.HINT,
    about=N_("The reason for an end is one of the district's grounds, or begins with one."),
    says=N_("The reason is none of the grounds in scheme.yaml: {known}."),
    hint=N_("Begin the reason with one of them; what else there is to say follows it."),
)
def reason_is_a_ground(file: TaskFile, world: RuleContext) -> Iterator[Breach]:
    """A task entered in error needs no other reason."""
    ended = file.task.retirement
    known = world.scheme.on(ended.applied).exit_grounds if ended else ()
    if ended is None or ended.entered_in_error or not known:
        return
    if not ended.reason.startswith(known):
        yield Breach(("retirement", "reason"), {"known": "、".join(known)})


@over_task(
    "L201",
    "scheme 3.4",
    Severity.WARNING,
    about=N_("A task whose period is over is retired."),
    says=N_("The period ended on {end}, but the task is not retired."),
    hint=N_(
        "Retire it with accession retire; if it was prolonged, correct the last day"
        " with accession amend."
    ),
    ages=True,
)
def expired_task_is_retired(file: TaskFile, world: RuleContext) -> Iterator[Breach]:
    task = file.task
    if task.status is TaskStatus.ADMITTED and task.expired_by(world.as_of):
        yield Breach(("period", "end"), {"end": task.period.end})


@over_task(
    "L202",
    "scheme 3.4",
    Severity.WARNING,
    about=N_("The subdistrict sections and the grid centre are told when a task ends."),
    says=N_("The task ended on {effective}, but nobody has been told to stop."),
    hint=N_("Have them told, then record whom and when with accession notify {id}."),
    ages=True,
)
def sections_are_told_of_the_end(file: TaskFile, world: RuleContext) -> Iterator[Breach]:
    """For a task entered in error nobody has to be told, unless it had been dispatched."""
    task, ended = file.task, file.task.retirement
    if ended is None or ended.effective > world.as_of:
        return
    still = not_told(task, world.registry)
    if still:
        facts = {
            "effective": ended.effective,
            "id": task.id,
            "names": "、".join(map(str, still)),
        }
        says = _SOME_NOT_TOLD if ended.notified else ""
        yield Breach(("retirement", "notified"), facts, says=says)


@over_task(
    "L203",
    "scheme 3.4",
    Severity.HINT,
    about=N_("Who was told that a task has ended stands on the lists of the district."),
    says=N_("Who was told of the end, “{to}”, stands on no list of the district."),
    hint=N_("Correct the name, or enter it in the list as another name of the place or agency."),
)
def who_was_told_is_known(file: TaskFile, world: RuleContext) -> Iterator[Breach]:
    ended = file.task.retirement
    if ended is None or not ended.notified:
        return
    for at, name in told_unknown((one.to for one in ended.notified), world.registry):
        yield Breach(("retirement", "notified", at, "to"), {"to": name})


@over_task(
    "L301",
    "scheme 3.3",
    about=N_("A record is corrected after it was filed."),
    says=N_("The correction is dated {day}, before the task was filed on {filed}."),
    hint=N_("Correct the date; what was wrong before the filing needs no correction."),
)
def corrected_after_filing(file: TaskFile, _world: RuleContext) -> Iterator[Breach]:
    task = file.task
    for at, made in enumerate(task.corrections):
        if made.date < task.filing.date:
            facts = {"day": made.date, "filed": task.filing.date}
            yield Breach(("corrections", at, "date"), facts)


@over_task(
    "L302",
    "scheme 3.3",
    about=N_("A correction tells of a change, in a field that a task has."),
    says=N_("The correction says of {field} that “{old}” became “{new}”, which is no change."),
    hint=N_("Write what stood in the field before, and what stands there now."),
)
def corrections_tell_of_a_change(file: TaskFile, _world: RuleContext) -> Iterator[Breach]:
    for at, made in enumerate(file.task.corrections):
        key = ("corrections", at, "field")
        if title_of("task", key_path(made.field)) is None:
            yield Breach(key, {"field": made.field}, says=_NO_FIELD)
        elif made.old == made.new:
            facts = {"field": made.field, "old": made.old or "–", "new": made.new or "–"}
            yield Breach(("corrections", at, "new"), facts)


@over_task(
    "L303",
    "scheme 3.3",
    about=N_("What the last correction of a field says stands in the field."),
    says=N_("By the correction of {day}, {field} is “{new}”, but the record says otherwise."),
    hint=N_("Compare the field with the papers, and enter what is right with accession amend."),
)
def corrections_hold(file: TaskFile, _world: RuleContext) -> Iterator[Breach]:
    for made in not_held(file.task):
        at = file.task.corrections.index(made)
        facts = {"day": made.date, "field": made.field, "new": made.new or "–"}
        yield Breach(("corrections", at, "new"), facts)


@over_task(
    "L401",
    "scheme 3.1",
    about=N_("The agencies of a task existed when it was admitted."),
    says=N_("{agency} did not exist on {decided}, the day of the decision."),
    hint=N_("Name the agency that did, or correct its dates in agencies.yaml."),
)
def agencies_existed_at_the_decision(file: TaskFile, world: RuleContext) -> Iterator[Breach]:
    task, known = file.task, world.registry.agencies
    for key, name in _agencies(task):
        agency = known.get(name)
        if agency is None or (agency.active_from is None and agency.active_to is None):
            continue
        decided = decided_on(task, key)
        if not agency.active_on(decided):
            yield Breach(key, {"agency": agency.name, "decided": decided})


@over_task(
    "L402",
    "scheme 3.3",
    Severity.WARNING,
    about=N_("The agencies of a task in force still exist."),
    says=N_("{agency} existed until {ended}, but the task is still in force."),
    hint=N_("Write the agency that took over with accession amend, or retire the task."),
    ages=True,
)
def agencies_still_exist(file: TaskFile, world: RuleContext) -> Iterator[Breach]:
    task, known = file.task, world.registry.agencies
    if not task.in_force(world.as_of):
        return
    for key, name in _agencies(task):
        agency = known.get(name)
        ended = agency.active_to if agency else None
        if agency is not None and ended is not None and ended < world.as_of:
            yield Breach(key, {"agency": agency.name, "ended": ended})


@over_task(
    "L403",
    "scheme 3.2.1",
    Severity.WARNING,
    about=N_("The subdistricts and communities of a task existed when it was filed."),
    says=N_("{place} did not exist on {filed}, the day of filing."),
    hint=N_("Name the place that did, or correct its days in subdistricts.yaml."),
    asked=True,
)
def places_existed_at_the_filing(file: TaskFile, world: RuleContext) -> Iterator[Breach]:
    filed = file.task.filing.date
    for key, place in _places(file.task, world):
        if place is not None and not place.active_on(filed):
            yield Breach(key, {"place": place.name, "filed": filed})


def _places(task: Task, world: RuleContext) -> Iterator[tuple[KeyPath, Listed | None]]:
    """The places that the task names; None for one that is on no list."""
    known, scope = world.registry.subdistricts, task.scope
    for at, code in enumerate(scope.subdistricts or ()):
        yield ("scope", "subdistricts", at), known.get(code)
    for at, code in enumerate(scope.communities or ()):
        home = known.get(world.subdistrict_of.get(code, ""))
        yield ("scope", "communities", at), home.communities.get(code) if home else None
    for at, section in enumerate(task.sections):
        yield ("sections", at, "subdistrict"), known.get(section.subdistrict)


def _agencies(task: Task) -> Iterator[tuple[KeyPath, str]]:
    yield ("agency",), task.agency
    for at, name in enumerate(task.co_agencies):
        yield ("co_agencies", at), name
