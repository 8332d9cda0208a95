"""Gather a registry into one year's edition (scheme 3.5): values in, a value out."""

from collections.abc import Iterable
from datetime import date, timedelta

from accession_cli.actions.correction_names import with_names
from accession_cli.actions.edition_index import by_agency, by_subdistrict, everywhere
from accession_cli.actions.edition_laws import citations, legal_changes
from accession_cli.actions.edition_scores import evaluation_of
from accession_cli.scheme.directory import (
    Changed,
    ClassSection,
    Colophon,
    Edition,
    Ended,
    Ending,
    Item,
    Locality,
)
from accession_cli.scheme.ids import RecordId
from accession_cli.scheme.registry import Registry
from accession_cli.scheme.task import Task
from accession_cli.scheme.task_history import not_restored, register_as_known

_SUBDISTRICT_DIGITS = 9  # a community's code begins with the code of its subdistrict


def edition(
    registry: Registry,
    *,
    year: int,
    base_date: date,
    draft: bool,
    commit: str | None,
    tool_version: str,
) -> Edition:
    """The directory of *year* as it stands on *base_date*, and as it was known then.

    A task belongs to it when it was filed by the base date and is not over on it: the last day
    of its period still counts, the first day after a retirement does not.
    """
    year_before = date(year - 1, 12, 31)
    all_tasks = tuple(file.task for file in registry.tasks)
    tasks = register_as_known(all_tasks, base_date)
    earlier = register_as_known(all_tasks, year_before)
    before = frozenset(task.id for task in earlier if task.in_force(year_before))
    members = [task for task in tasks if task.in_force(base_date)]
    sections = _sections(registry, members, year, before)
    items = tuple(item for section in sections for item in section.items)
    over = _over(registry, tasks, base_date, before)
    ended = tuple(one for one in over if _ended_since(one, year, before))
    changed = _changed(registry, items, tasks, year, base_date)
    moved = {entry.task.id for entry in changed}
    standing = [item for item in items if item.task.id in before]
    calendar = registry.calendar
    due = calendar.add(base_date, registry.scheme.days_to_publish.value)
    years = range(base_date.year, due.day.year + 1)  # that were counted through
    shown = {item.task.id for item in items} | {entry.task.id for entry in ended}
    return Edition(
        year=year,
        base_date=base_date,
        draft=draft,
        scheme=registry.scheme,
        sections=sections,
        new=tuple(item for item in items if item.new),
        restored=tuple(i for i in items if not i.new and i.task.id not in before),
        ended=ended,
        ended_earlier=tuple(one for one in over if not _ended_since(one, year, before)),
        changed=changed,
        legal_changes=legal_changes(registry, items, base_date),
        citations=citations(registry, items, base_date),
        previous=len(before) if earlier else None,
        unchanged=sum(item.task.id not in moved for item in standing),
        district_wide=tuple(item.number for item in items if everywhere(item)),
        agencies=by_agency(registry, items),
        subdistricts=by_subdistrict(registry, items),
        evaluation=evaluation_of(registry, tasks, items, year, base_date),
        publish_by=due.day,
        publish_by_provisional=due.provisional,
        colophon=Colophon(
            commit=commit,
            tool_version=tool_version,
            notices=tuple(calendar.notices[y].document for y in years if calendar.confirmed(y)),
            provisional_years=tuple(y for y in years if not calendar.confirmed(y)),
            not_restored=tuple(
                (task.id, made.field)
                for task in all_tasks
                if task.id in shown
                for made in not_restored(task, base_date)
            ),
        ),
    )


def leaving(task: Task) -> tuple[date, Ending] | None:
    """The first day on which *task* is no longer done, and why; the earlier of two reasons."""
    ends: list[tuple[date, Ending]] = []
    retired = task.retirement
    if retired is not None:
        how = Ending.ENTERED_IN_ERROR if retired.entered_in_error else Ending.RETIRED
        ends.append((retired.effective, how))
    if task.period.end is not None:
        ends.append((task.period.end + timedelta(days=1), Ending.EXPIRED))
    return min(ends, key=lambda end: end[0], default=None)


def _sections(
    registry: Registry, members: list[Task], year: int, before: frozenset[RecordId]
) -> tuple[ClassSection, ...]:
    """The members by class and agency, numbered; a class the scheme has dropped comes last."""
    known = registry.scheme.classes
    names = (*known, *sorted({task.class_ for task in members} - set(known)))
    order = {key: place for place, key in enumerate(registry.agencies)}
    sections: list[ClassSection] = []
    number = 0
    for name in names:
        tasks = [task for task in members if task.class_ == name]
        tasks.sort(key=lambda t: (order.get(t.agency, len(order)), t.agency, t.id))
        items = tuple(
            _item(
                registry,
                task,
                number + place,
                new=task.filing.date.year == year and task.id not in before,
            )
            for place, task in enumerate(tasks, 1)
        )
        number += len(items)
        if items:
            sections.append(ClassSection(name=name, items=items))
    return tuple(sections)


def _item(registry: Registry, task: Task, number: int, *, new: bool) -> Item:
    scope = task.scope
    subdistricts, communities = scope.subdistricts, scope.communities
    return Item(
        number=number,
        task=task,
        agency=_agency(registry, task.agency),
        co_agencies=tuple(_agency(registry, key) for key in task.co_agencies),
        subdistricts=None if subdistricts is None else _places(registry, subdistricts),
        communities=None if communities is None else _places(registry, communities),
        sections=tuple((_place(registry, s.subdistrict).name, s.name) for s in task.sections),
        new=new,
    )


def _agency(registry: Registry, key: str) -> str:
    known = registry.agencies.get(key)
    return known.name if known else key


def _places(registry: Registry, codes: Iterable[str]) -> tuple[Locality, ...]:
    return tuple(_place(registry, code) for code in codes)


def _place(registry: Registry, code: str) -> Locality:
    """A subdistrict or community; one that is not on the lists goes by its code."""
    parent = registry.subdistricts.get(code[:_SUBDISTRICT_DIGITS])
    if parent is None:
        return Locality(code=code, name=code)
    return Locality(
        code=code, name=parent.name if code == parent.code else parent.communities.get(code, code)
    )


def _over(
    registry: Registry, tasks: Iterable[Task], base_date: date, before: frozenset[RecordId]
) -> tuple[Ended, ...]:
    """Everything that had ended by the base date, by what was known then."""
    found = []
    for task in tasks:
        end = leaving(task)
        if end is None or end[0] > base_date:
            continue
        day, how = end
        reason = task.retirement.reason if task.retirement and how is not Ending.EXPIRED else None
        found.append(
            Ended(
                task=task,
                agency=_agency(registry, task.agency),
                how=how,
                day=day,
                reason=reason,
                successors=task.superseded_by,
                new=task.id not in before,
            )
        )
    return tuple(sorted(found, key=lambda ended: (ended.day, ended.task.id)))


def _ended_since(one: Ended, year: int, before: frozenset[RecordId]) -> bool:
    """Whether *one* ended since the last edition, by which only what is in *before* stood."""
    return one.day.year == year or one.task.id in before


def _changed(
    registry: Registry, items: tuple[Item, ...], tasks: Iterable[Task], year: int, base_date: date
) -> tuple[Changed, ...]:
    """Items that were corrected in the year, or took the place of a task that ended in it."""
    ends = {task.id: leaving(task) for task in tasks}

    def taken_over(task: Task, old: RecordId) -> bool:
        end = ends.get(old)
        day = end[0] if end else task.filing.date
        return day.year == year and day <= base_date

    found = []
    for item in items:
        task = item.task
        corrections = tuple(
            sorted(
                (with_names(registry, c) for c in task.corrections if c.date.year == year),
                key=lambda c: c.date,
            )
        )
        supersedes = tuple(old for old in task.supersedes if taken_over(task, old))
        if corrections or supersedes:
            found.append(
                Changed(
                    number=item.number, task=task, corrections=corrections, supersedes=supersedes
                )
            )
    return tuple(found)
