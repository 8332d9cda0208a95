"""Check references: what a task names must exist, and both ends of a link must agree."""

from collections.abc import Iterator
from typing import Final

from accession_cli.finding import KeyPath, Severity
from accession_cli.i18n import N_
from accession_cli.rules.rule import (
    ANYWHERE,
    Breach,
    KnownTask,
    RuleContext,
    bare_title,
    over_known_task,
    over_task,
    subdistricts_of,
)
from accession_cli.scheme.district import Scheme
from accession_cli.scheme.question_index import said
from accession_cli.scheme.registry import APPLICATION, RecordId, TaskFile
from accession_cli.scheme.task import Task

_ITS_OWN_PLACE: Final = N_("{id} is said to take its own place.")
_TAKE_IT_OUT: Final = N_("Take {id} out here, or write the task that was meant.")


@over_task(
    "N201",
    "scheme 3.1",
    about=N_("The agencies of a task stand in agencies.yaml."),
    says=N_("There is no agency {key} in agencies.yaml."),
    hint=N_("Correct the key, or add the agency to agencies.yaml."),
    asked=True,
)
def agencies_are_known(file: TaskFile, world: RuleContext) -> Iterator[Breach]:
    known, task = world.registry.agencies, file.task
    if task.agency not in known:
        yield Breach(("agency",), {"key": task.agency})
    for at, key in enumerate(task.co_agencies):
        if key not in known:
            yield Breach(("co_agencies", at), {"key": key})


@over_task(
    "N202",
    "scheme 3.5",
    about=N_("The class of a task is one that the district had on its day, or has had since."),
    says=N_("{found} is not one of the classes in scheme.yaml."),
    hint=N_("Choose one of these: {known}."),
    asked=True,
)
def class_is_known(file: TaskFile, world: RuleContext) -> Iterator[Breach]:
    found = file.task.class_
    if all(found not in one.classes for one in _profiles(file.task, world)):
        yield Breach(("class",), {"found": found, "known": "、".join(world.scheme.classes)})


@over_task(
    "N203",
    "scheme 3.5",
    about=N_("The kind of a task is one that the district had on its day, or has had since."),
    says=N_("{found} is not one of the kinds in scheme.yaml."),
    hint=N_("Choose one of these: {known}."),
    asked=True,
)
def kind_is_known(file: TaskFile, world: RuleContext) -> Iterator[Breach]:
    found = file.task.kind
    if all(found not in one.kinds for one in _profiles(file.task, world)):
        yield Breach(("kind",), {"found": found, "known": "、".join(world.scheme.kinds)})


def _profiles(task: Task, world: RuleContext) -> Iterator[Scheme]:
    """The profiles since *task* was applied for or filed; it may have been corrected since."""
    begun = task.application.received if task.application else task.filing.date
    return world.scheme.since(min(begun, task.filing.date))


@over_task(
    "N204",
    "scheme 3.2.1",
    about=N_("The subdistricts and communities of a task stand in subdistricts.yaml."),
    says=N_("There is no subdistrict or community with the code {code} in subdistricts.yaml."),
    hint=N_("Correct the code, or add the place to subdistricts.yaml."),
    asked=True,
)
def places_are_known(file: TaskFile, world: RuleContext) -> Iterator[Breach]:
    scope, known = file.task.scope, world.registry.subdistricts
    for at, code in enumerate(scope.subdistricts or ()):
        if code not in known:
            yield Breach(("scope", "subdistricts", at), {"code": code})
    for at, code in enumerate(scope.communities or ()):
        if code not in world.subdistrict_of:
            yield Breach(("scope", "communities", at), {"code": code})
    for at, section in enumerate(file.task.sections):
        if section.subdistrict not in known:
            yield Breach(("sections", at, "subdistrict"), {"code": section.subdistrict})


@over_task(
    "N205",
    "scheme 3.2.1",
    about=N_("The communities of a task lie in its subdistricts."),
    says=N_("The community {code} does not lie in any subdistrict that the task names."),
    hint=N_(
        "Add its subdistrict {subdistrict} to where the task is done, or take the community out."
    ),
    asked=True,
)
def communities_lie_in_the_subdistricts(file: TaskFile, world: RuleContext) -> Iterator[Breach]:
    scope = file.task.scope
    if scope.subdistricts is None:
        return
    for at, code in enumerate(scope.communities or ()):
        home = world.subdistrict_of.get(code)
        if home is not None and home not in scope.subdistricts:
            yield Breach(("scope", "communities", at), {"code": code, "subdistrict": home})


@over_task(
    "N206",
    "scheme 3.2",
    about=N_("The bodies that decided stand in the district's profile."),
    says=N_("There is no body {key} in scheme.yaml."),
    hint=N_("Choose one of these: {known}."),
)
def bodies_are_known(file: TaskFile, world: RuleContext) -> Iterator[Breach]:
    known = world.scheme.bodies
    for at, made in enumerate(file.task.decision):
        if made.by not in known:
            yield Breach(("decision", at, "by"), {"key": made.by, "known": "、".join(known)})


@over_task(
    "N207",
    "scheme 3.1",
    about=N_("The id of an application has the form of one: prefix, A, year of receipt, serial."),
    says=N_("{found} is not the id of an application received in this district in {year}."),
    hint=N_("Write the id as {prefix}-A-{year}-0001 with the application's own serial, or null."),
)
def application_id_is_one(file: TaskFile, world: RuleContext) -> Iterator[Breach]:
    facts = file.task.application
    if facts is None or facts.id is None:
        return
    found, year, prefix = facts.id, facts.received.year, world.scheme.prefix
    if (found.letter, found.year, found.prefix) != (APPLICATION, year, prefix):
        yield Breach(("application", "id"), {"found": found, "year": year, "prefix": prefix})


@over_known_task(
    "N208",
    "scheme 3.3",
    about=N_("An application is filed once."),
    says=N_("The application {application} was also filed as {other}."),
    hint=N_("Correct the id of the application, or retire the task that was filed twice."),
)
def application_is_filed_once(task: KnownTask, world: RuleContext) -> Iterator[Breach]:
    """A filing that was retired as entered in error does not count."""
    if task.application is None or task.in_error:
        return
    for held in world.by_application[task.application]:
        if held is not task and not held.in_error:
            named = {"application": task.application, "other": held.id}
            yield Breach(("application", "id"), named)
            return


@over_task(
    "N209",
    "scheme 3.1",
    about=N_("The agency that leads a task is not one of those that take part."),
    says=N_("{name} leads the task and is also said to take part in it."),
    hint=N_("Take it out of the agencies that help, or name the agency that leads the task."),
    asked=True,
)
def leading_agency_takes_no_other_part(file: TaskFile, world: RuleContext) -> Iterator[Breach]:
    task = file.task
    for at, key in enumerate(task.co_agencies):
        if key == task.agency:
            known = world.registry.agencies.get(key)
            yield Breach(("co_agencies", at), {"name": known.name if known else key})


@over_known_task(
    "N301",
    "scheme 3.4",
    about=N_("The tasks that a task follows or is followed by are filed."),
    says=N_("There is no task {id} in this registry."),
    hint=N_("Correct the id, or file that task first."),
)
def linked_tasks_exist(task: KnownTask, world: RuleContext) -> Iterator[Breach]:
    for key, linked in _links(task):
        if linked not in world.by_id:
            yield Breach(key, {"id": linked})


@over_known_task(
    "N302",
    "scheme 3.4",
    about=N_("Both ends of a succession name each other."),
    says=N_("This task names {other}, but {other} does not name {id} in its {field}."),
    hint=N_("Add {id} to {field} of {other}, or take the link out here."),
)
def links_agree_at_both_ends(task: KnownTask, world: RuleContext) -> Iterator[Breach]:
    for key, linked in _links(task):
        field = "superseded_by" if key[0] == "supersedes" else "supersedes"
        for held in world.by_id.get(linked, ()):
            back = held.superseded_by if key[0] == "supersedes" else held.supersedes
            if task.id not in back and linked != task.id:
                yield Breach(key, {"other": linked, "id": task.id, "field": field})


@over_known_task(
    "N303",
    "scheme 3.4",
    about=N_("A task follows neither itself nor a task that follows it."),
    says=N_("{id} and {other} would each take the place of the other."),
    hint=N_("Keep one direction: the task that took over names the other."),
)
def succession_has_one_direction(task: KnownTask, _world: RuleContext) -> Iterator[Breach]:
    for at, other in enumerate(task.supersedes):
        if other != task.id and other in task.superseded_by:
            yield Breach(("supersedes", at), {"id": task.id, "other": other})
    for key, other in _links(task):
        if other == task.id:
            yield Breach(key, {"id": task.id}, says=_ITS_OWN_PLACE, hint=_TAKE_IT_OUT)


@over_known_task(
    "N304",
    "scheme 3.4",
    Severity.WARNING,
    about=N_("A task is over when the same task, filed anew, begins in its place."),
    says=N_("{other} takes the place of this task from {start}, but this one lasts until {last}."),
    hint=N_("Correct the day on which this task ends, or the day on which {other} begins."),
)
def what_is_replaced_is_over(task: KnownTask, world: RuleContext) -> Iterator[Breach]:
    """Both may be done on one day, the day of the change. Another task may run long before."""
    if task.in_error:
        return
    for at, linked in enumerate(task.superseded_by):
        for other in world.by_id.get(linked, ()):
            start, last = other.standing.start, task.standing.last_day
            same = other is not task and bare_title(other) == bare_title(task)
            if same and not other.in_error and start < last and _overlap(task, other, world):
                facts = {"other": linked, "start": start, "last": last}
                yield Breach(("superseded_by", at), facts)


@over_known_task(
    "N401",
    "scheme 3.3",
    about=N_("An agency does not have the same task in force twice at one time and place."),
    says=N_("{other} of the same agency has the same title and is in force at the same time."),
    hint=N_("Retire one of the two, or give them titles, periods or places that differ."),
)
def task_is_not_in_force_twice(task: KnownTask, world: RuleContext) -> Iterator[Breach]:
    """A renewal for next year, filed ahead, and the same task in other places are lawful.

    So is a renewal that is linked with the task it replaces, even when both are done on one day.
    """
    if not task.standing.in_force(world.as_of) or task.in_error:
        return
    for other in _of_its_name(task, world):
        same = (other.title, other.agency) == (task.title, task.agency)
        if same and other.standing.in_force(world.as_of) and _meet(task, other, world):
            yield Breach(("title",), {"other": other.id})
            return


@over_known_task(
    "N404",
    "scheme 3.3",
    Severity.WARNING,
    about=N_("No two tasks in force at one time and place are the same in all but name."),
    says=N_("{other} of {agency} has nearly the same title and is in force at the same time."),
    hint=N_(
        "If it is one task, keep one of the two and name the other agency as one that"
        " helps; if not, give them titles that tell them apart."
    ),
)
def no_like_of_the_task_is_in_force(task: KnownTask, world: RuleContext) -> Iterator[Breach]:
    """Another agency's task of the same title, or a title that is only longer by fillers."""
    if not task.standing.in_force(world.as_of) or task.in_error:
        return
    for other in _of_its_name(task, world):
        same = (other.title, other.agency) == (task.title, task.agency)  # N401 says so
        if not same and other.standing.in_force(world.as_of) and _meet(task, other, world):
            known = world.registry.agencies.get(other.agency)
            facts = {"other": other.id, "agency": known.name if known else other.agency}
            yield Breach(("title",), facts)
            return


@over_known_task(
    "N405",
    "scheme 3.3",
    Severity.WARNING,
    about=N_("An agency did not have the same task in force twice at one time and place."),
    says=N_("{other} of the same agency has the same title and was in force at the same time."),
    hint=N_(
        "Correct the dates that are wrong, or link the two if one followed the other; what was"
        " filed twice is retired with --entered-in-error."
    ),
)
def task_was_not_in_force_twice(task: KnownTask, world: RuleContext) -> Iterator[Breach]:
    """Of two tasks, the one that was filed later is reported."""
    if task.in_error:
        return
    for other in _of_its_name(task, world):
        if other.id < task.id and (other.title, other.agency) == (task.title, task.agency):
            both = task.standing.in_force(world.as_of) and other.standing.in_force(world.as_of)
            if not both and _meet(task, other, world):  # of both in force, N401 says so
                yield Breach(("title",), {"other": other.id})
                return


def _of_its_name(task: KnownTask, world: RuleContext) -> Iterator[KnownTask]:
    """Yield the other tasks of the same name that may be done in a place of *task*."""
    name, places = bare_title(task), subdistricts_of(task.scope, world.subdistrict_of)
    for place in (ANYWHERE,) if places is None else (None, *sorted(places)):
        for other in world.by_bare_title.get((name, place), ()):
            if other is not task:
                yield other


@over_known_task(
    "N402",
    "scheme 2.2",
    about=N_("No two different tasks in force go by one name."),
    says=N_("{other} is in force, and its title or another name of it is the same."),
    hint=N_("Take the name out of what one of them is also called, this one or {other}."),
)
def name_means_one_task(task: KnownTask, world: RuleContext) -> Iterator[Breach]:
    """Tasks of the same title, for other places or years, may share their names.

    So may a task and the one that replaces it.
    """
    if not (world.by_name and task.standing.in_force(world.as_of)):
        return
    names: list[tuple[KeyPath, str]] = [(("title",), said(task.title))]
    names += [(("also_called", at), name) for at, name in enumerate(task.also_called)]
    for key, name in names:
        for other in world.by_name.get(name, ()):
            linked = task.id in other.superseded_by or other.id in task.superseded_by
            if other.title != task.title and not linked:
                yield Breach(key, {"other": other.id})
                break


def _links(task: KnownTask) -> Iterator[tuple[KeyPath, RecordId]]:
    for at, linked in enumerate(task.supersedes):
        yield ("supersedes", at), linked
    for at, linked in enumerate(task.superseded_by):
        yield ("superseded_by", at), linked


def _meet(one: KnownTask, other: KnownTask, world: RuleContext) -> bool:
    """Whether both are done at one time and place, and neither replaces the other."""
    if one.id in other.superseded_by or other.id in one.superseded_by:
        return False
    return _overlap(one, other, world)


def _overlap(one: KnownTask, other: KnownTask, world: RuleContext) -> bool:
    """Whether both are done at one time and place."""
    if not one.standing.meets(other.standing):
        return False
    these, those = one.scope.communities, other.scope.communities
    if these is not None and those is not None:
        return bool(set(these) & set(those))
    places = world.subdistrict_of
    here, there = subdistricts_of(one.scope, places), subdistricts_of(other.scope, places)
    return here is None or there is None or bool(here & there)
