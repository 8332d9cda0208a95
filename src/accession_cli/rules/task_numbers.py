"""Check a task's numbers: its id, its file, its filing number (scheme 3.3).

``decided_on`` tells on which day the value at a key was decided. A value that was corrected later
is judged by the law and the agencies of the day of its entry in ``corrections``, not of the day
of admission.
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from accession_cli.finding import KeyPath, Severity, key_path
from accession_cli.i18n import N_
from accession_cli.rules.rule import Breach, KnownTask, RuleContext, over_known_task, over_task
from accession_cli.scheme.registry import TaskFile
from accession_cli.scheme.task import Decision, Result, Task

_ONE_MISSING: Final = N_("The number before {id} is missing: {first}.")


@over_known_task(
    "N101",
    "scheme 3.3",
    about=N_("A task has an id of its own."),
    says=N_("The id {id} stands in the file {other} as well."),
    hint=N_("Give the record that was filed later the next free number."),
)
def id_is_unique(task: KnownTask, world: RuleContext) -> Iterator[Breach]:
    """Each file with a shared id is reported, and another of them is named."""
    holders = world.by_id[task.id]
    if len(holders) > 1:
        other = next(held.path for held in holders if held.path != task.path)
        yield Breach(("id",), {"id": task.id, "other": other})


@over_task(
    "N102",
    "scheme 3.3",
    about=N_("A task lies in the folder of its year, in a file named after its id."),
    says=N_("This file holds the task {id}, whose place is {place}."),
    hint=N_("Move the file to {place}, or correct the id."),
)
def file_is_named_after_id(file: TaskFile, world: RuleContext) -> Iterator[Breach]:
    task = file.task
    place = world.path(f"tasks/{task.id.year}/{task.id}.yaml")
    if file.path != place:
        yield Breach(("id",), {"id": task.id, "place": place})


@over_task(
    "N103",
    "scheme 3.3",
    about=N_("An id begins with the district's prefix."),
    says=N_("The id {id} begins with {found}, but the prefix of this district is {prefix}."),
    hint=N_("Correct the id, or the prefix in scheme.yaml."),
)
def prefix_is_the_districts(file: TaskFile, world: RuleContext) -> Iterator[Breach]:
    task, prefix = file.task, world.scheme.prefix
    if task.id.prefix != prefix:
        yield Breach(("id",), {"id": task.id, "found": task.id.prefix, "prefix": prefix})


@over_task(
    "N104",
    "scheme 3.3",
    about=N_("The year in an id is the year of filing."),
    says=N_("The id {id} is a number of {year}, but the task was filed on {filed}."),
    hint=N_("Correct the date of filing, or give the task a number of its year of filing."),
)
def id_is_of_the_year_of_filing(file: TaskFile, _world: RuleContext) -> Iterator[Breach]:
    task = file.task
    if task.id.year != task.filing.date.year:
        facts = {"id": task.id, "year": task.id.year, "filed": task.filing.date}
        yield Breach(("filing", "date"), facts)


@over_task(
    "N105",
    "scheme 3.3",
    about=N_("The filing number is made from the id by the district's pattern."),
    says=N_("The filing number of {id} is {expected}, not {found}."),
    hint=N_("Write {expected}, or correct the pattern filing_number in scheme.yaml."),
)
def filing_number_follows_the_pattern(file: TaskFile, world: RuleContext) -> Iterator[Breach]:
    """Together with N101 this also makes every filing number unique."""
    task = file.task
    expected = world.scheme.on(task.filing.date).filing_number_of(task.id)
    if task.filing.number != expected:
        facts = {"id": task.id, "expected": expected, "found": task.filing.number}
        yield Breach(("filing", "number"), facts)


@over_known_task(
    "N106",
    "scheme 3.3",
    Severity.WARNING,
    about=N_("The numbers of a year have no gaps, because a record that ended stays."),
    says=N_("The numbers before {id} are missing, from {first} to {last}."),
    hint=N_(
        "Bring the missing records back from the history; an ended task is retired, not deleted."
    ),
)
def numbers_have_no_gaps(task: KnownTask, world: RuleContext) -> Iterator[Breach]:
    """A gap is reported at the record after it."""
    given = world.serials[task.id.year]
    at = bisect_left(given, task.id.serial)
    first = (given[at - 1] if at else 0) + 1
    if first < task.id.serial:
        last = task.id.serial - 1
        facts = {"first": replace(task.id, serial=first), "last": replace(task.id, serial=last)}
        says = _ONE_MISSING if first == last else ""
        yield Breach(("id",), {"id": task.id, **facts}, says=says)


def decided_on(task: Task, *keys: KeyPath) -> date:
    """The day on which the values at *keys* were decided.

    That is the day of the newest correction of one of them, of a group around one or of a part of
    one; else the day of admission.
    """
    if task.corrections:
        days = [
            made.date
            for made in task.corrections
            if any(_touches(key_path(made.field), key) for key in keys)
        ]
        if days:
            return max(days)
    return admitted_on(task)


def admitted_on(task: Task) -> date:
    """The day of the last admission up to the filing.

    A decision after the filing belongs to a channel that was added later; it counts only when
    there is no other. When no admission is recorded, it is the day of the earlier directory that
    the task is taken over from, else the day of filing.
    """
    if task.inherited is not None:
        return task.inherited.date
    filed = task.filing.date
    days = [made.date for made in task.decision if made.result is Result.ADMIT]
    return max([day for day in days if day <= filed] or days, default=filed)


def added_by_correction(task: Task, at: int, made: Decision) -> bool:
    """Whether a correction, dated like the decision at *at* or later, added it or a channel."""
    return any(
        corrected.date >= made.date
        and any(_touches(key_path(corrected.field), key) for key in (("channels",), _at(at)))
        for corrected in task.corrections
    )


def _at(at: int) -> KeyPath:
    return ("decision", at)


def _touches(one: KeyPath, other: KeyPath) -> bool:
    """Whether the key paths are the same, or one lies below the other."""
    shared = min(len(one), len(other))
    return one[:shared] == other[:shared]
