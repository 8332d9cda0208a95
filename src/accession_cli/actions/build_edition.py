"""Gather a registry into one year's edition (scheme 3.5): values in, a value out."""

from collections.abc import Iterable
from datetime import date, timedelta

from accession_cli.actions.edition_index import by_agency, by_subdistrict, everywhere
from accession_cli.model.edition import (
    Changed,
    ClassSection,
    Colophon,
    Edition,
    Ended,
    Ending,
    Item,
    LegalChange,
    Locality,
)
from accession_cli.model.identifiers import RecordId
from accession_cli.model.legal_changes import fate, successor
from accession_cli.model.registry import Registry
from accession_cli.model.task import LawBasis, Task

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
    """The directory of *year* as it stands on *base_date*.

    A task belongs to it when it was filed by the base date and is not over on it: the last day
    of its period still counts, the first day after a retirement does not. A record that was
    entered in error never belongs.
    """
    tasks = [file.task for file in registry.tasks if file.task.filing.date <= base_date]
    sections = _sections(registry, [t for t in tasks if _stands(t, base_date)], year)
    items = tuple(item for section in sections for item in section.items)
    changed = _changed(items, tasks, year, base_date)
    year_before = date(year - 1, 12, 31)
    before = {t.id for t in tasks if t.filing.date <= year_before and _lasts(t, year_before)}
    first = all(task.filing.date > year_before for task in tasks)
    moved = {entry.task.id for entry in changed}
    due = registry.calendar.add(base_date, registry.scheme.days_to_publish.value)
    return Edition(
        year=year,
        base_date=base_date,
        draft=draft,
        scheme=registry.scheme,
        sections=sections,
        new=tuple(item for item in items if item.new),
        ended=_ended(registry, tasks, year, base_date),
        changed=changed,
        legal_changes=_legal_changes(registry, items, base_date),
        previous=None if first else len(before),
        unchanged=sum(i.task.id in before and i.task.id not in moved for i in items),
        district_wide=tuple(item.number for item in items if everywhere(item)),
        agencies=by_agency(registry, items),
        subdistricts=by_subdistrict(registry, items),
        publish_by=due.day,
        publish_by_provisional=due.provisional,
        colophon=_colophon(registry, base_date, due.day, commit, tool_version),
    )


def leaving(task: Task) -> tuple[date, Ending] | None:
    """The first day on which *task* is no longer done, and why; the earlier of two reasons."""
    ends: list[tuple[date, Ending]] = []
    retired = task.retirement
    if retired is not None and retired.entered_in_error:
        return min(retired.applied, retired.effective), Ending.ENTERED_IN_ERROR
    if retired is not None:
        ends.append((retired.effective, Ending.RETIRED))
    if task.period.end is not None:
        ends.append((task.period.end + timedelta(days=1), Ending.EXPIRED))
    return min(ends, key=lambda end: end[0], default=None)


def _lasts(task: Task, day: date) -> bool:
    end = leaving(task)
    return end is None or end[0] > day


def _stands(task: Task, day: date) -> bool:
    wrong = task.retirement is not None and task.retirement.entered_in_error
    return not wrong and task.filing.date <= day and _lasts(task, day)


def _sections(registry: Registry, members: list[Task], year: int) -> tuple[ClassSection, ...]:
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
            _item(registry, task, number + place, year) for place, task in enumerate(tasks, 1)
        )
        number += len(items)
        if items:
            sections.append(ClassSection(name=name, items=items))
    return tuple(sections)


def _item(registry: Registry, task: Task, number: int, year: int) -> Item:
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
        new=task.filing.date.year == year,
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


def _ended(registry: Registry, tasks: list[Task], year: int, base_date: date) -> tuple[Ended, ...]:
    found = []
    for task in tasks:
        end = leaving(task)
        if end is None or end[0].year != year or end[0] > base_date:
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
                new=task.filing.date.year == year,
            )
        )
    return tuple(sorted(found, key=lambda ended: (ended.day, ended.task.id)))


def _changed(
    items: tuple[Item, ...], tasks: list[Task], year: int, base_date: date
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
                (c for c in task.corrections if c.date.year == year and c.date <= base_date),
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


def _legal_changes(
    registry: Registry, items: tuple[Item, ...], day: date
) -> tuple[LegalChange, ...]:
    found = []
    for item in items:
        for basis in item.task.basis:
            if not isinstance(basis, LawBasis):
                continue
            state = fate(registry.statutes, basis, day)
            if state is None:
                continue
            found.append(
                LegalChange(
                    number=item.number,
                    task=item.task,
                    agency=item.agency,
                    cited=basis,
                    state=state[0],
                    since=state[1],
                    successor=successor(registry.statutes, basis, day),
                )
            )
    return tuple(found)


def _colophon(
    registry: Registry, base_date: date, publish_by: date, commit: str | None, tool_version: str
) -> Colophon:
    """The notices of the years that were counted through, from the base date on."""
    years = range(base_date.year, publish_by.year + 1)
    calendar = registry.calendar
    return Colophon(
        commit=commit,
        tool_version=tool_version,
        notices=tuple(calendar.notices[y].document for y in years if calendar.confirmed(y)),
        provisional_years=tuple(y for y in years if not calendar.confirmed(y)),
    )
