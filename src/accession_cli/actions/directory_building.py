"""Make one year's edition from a registry (scheme 3.5); nothing is read or written.

``when`` and ``year_due`` tell the year of a directory and its base date. The edition has an index
by agency and by place, the cited laws that have changed, how many citations were checked, and the
year's evaluation. In corrections it gives names instead of keys, and citations as people write
them.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from accession_cli.errors import Refusal
from accession_cli.i18n import N_
from accession_cli.papers import chinese
from accession_cli.papers.chinese import Names, names
from accession_cli.scheme.directory import (
    AgencyEntry,
    Changed,
    Citations,
    ClassSection,
    Colophon,
    CommunityEntry,
    Edition,
    EditionEvaluation,
    Ended,
    Ending,
    EvaluatedItem,
    Item,
    LegalChange,
    Locality,
    SubdistrictEntry,
    leaving,
)
from accession_cli.scheme.directory_frozen import LastEdition
from accession_cli.scheme.evaluation import as_known_on, evaluated_in, summary_of
from accession_cli.scheme.law import fate, is_known, successor
from accession_cli.scheme.registry import RecordId, Registry
from accession_cli.scheme.task import Correction, LawBasis, Task
from accession_cli.scheme.task_fields import ENTRIES, WHOLE, Read, any_entry
from accession_cli.scheme.task_history import not_restored, register_as_known


def everywhere(item: Item) -> bool:
    """Whether the task is done in the whole district."""
    return item.subdistricts is None and item.communities is None


def by_agency(registry: Registry, items: tuple[Item, ...]) -> tuple[AgencyEntry, ...]:
    """The agencies that have an item, in the order of the registry's list."""
    keys = dict.fromkeys([*registry.agencies, *(k for i in items for k in i.task.agencies)])
    entries = (
        AgencyEntry(
            name=registry.agencies[key].name if key in registry.agencies else key,
            leads=tuple(i.number for i in items if i.task.agency == key),
            takes_part=tuple(i.number for i in items if key in i.task.co_agencies),
        )
        for key in keys
    )
    return tuple(entry for entry in entries if entry.leads or entry.takes_part)


def by_subdistrict(
    registry: Registry, items: tuple[Item, ...], day: date
) -> tuple[SubdistrictEntry, ...]:
    """Every subdistrict of *day*, also those that have only district-wide tasks.

    One that is no more on that day stays while a task names it.
    """
    local = [item for item in items if not everywhere(item)]
    entries = (
        SubdistrictEntry(
            code=code,
            name=subdistrict.name,
            items=tuple(
                i.number
                for i in local
                if i.communities is None and code in {p.code for p in i.subdistricts or ()}
            ),
            communities=_by_community(code, local),
        )
        for code, subdistrict in registry.subdistricts.items()
    )
    gone = {code for code, one in registry.subdistricts.items() if not one.active_on(day)}
    return tuple(one for one in entries if one.code not in gone or one.items or one.communities)


def _by_community(subdistrict: str, local: list[Item]) -> tuple[CommunityEntry, ...]:
    found: dict[str, tuple[str, list[int]]] = {}
    for item in local:
        for place in item.communities or ():
            if place.code.startswith(subdistrict):
                found.setdefault(place.code, (place.name, []))[1].append(item.number)
    return tuple(
        CommunityEntry(code=code, name=found[code][0], items=tuple(found[code][1]))
        for code in sorted(found)
    )


def citations(registry: Registry, items: Iterable[Item], day: date) -> Citations:
    """How many citations hold on *day*, and how many are of laws that nothing is known about."""
    unchanged = unchecked = 0
    for item in items:
        for cited in _laws(item.task):
            if fate(registry.statutes, cited, day) is not None:
                continue
            known = is_known(registry.statutes, cited)
            unchanged += known
            unchecked += not known
    return Citations(unchanged=unchanged, unchecked=unchecked)


def legal_changes(
    registry: Registry, items: tuple[Item, ...], day: date
) -> tuple[LegalChange, ...]:
    """The citations that no longer hold on *day*, in the order of the items."""
    found = []
    for item in items:
        for basis in _laws(item.task):
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


def _laws(task: Task) -> Iterator[LawBasis]:
    """Every citation of a law: in the task's own basis and in its mechanism's basis."""
    asked = (task.mechanism.basis,) if task.mechanism else ()
    for basis in (*task.basis, *asked):
        if isinstance(basis, LawBasis):
            yield basis


def evaluation_of(
    registry: Registry, tasks: Iterable[Task], items: Iterable[Item], year: int, base_date: date
) -> EditionEvaluation | None:
    """The evaluation of *year* for *tasks*, as it was known on *base_date*.

    None when nothing was known then, or when the district has not set how tasks are evaluated.
    """
    rule = registry.scheme.evaluation
    made = [as_known_on(file.evaluation, base_date) for file in registry.evaluations]
    known = [one for one in made if one.sheets or one.funding or one.conclusion]
    if rule is None or not any(one.year == year for one in known):
        return None
    numbers = {item.task.id: item.number for item in items}
    found = summary_of(registry, rule, year, evaluated_in(tasks, year), known)
    evaluated = [
        EvaluatedItem(
            number=numbers.get(one.task.id),
            task=one.task,
            agency=registry.agency_name(one.agency),
            means=one.means,
            evaluated=one.evaluated,
            outcome=one.conclusion.outcome if one.conclusion else None,
            funding=one.funding,
        )
        for one in found.tasks
    ]
    return EditionEvaluation(
        convened_by=rule.convened_by,
        criteria=rule.criteria,
        highest=rule.highest,
        tasks=tuple(sorted(evaluated, key=_order_of_items)),
    )


def narrowed(
    made: EditionEvaluation | None, numbers: Mapping[RecordId, int], ended: frozenset[object]
) -> EditionEvaluation | None:
    """*made* for the items of an extract, by their new *numbers*, and for its *ended* tasks."""
    if made is None:
        return None
    kept = [
        replace(one, number=numbers.get(one.task.id))
        for one in made.tasks
        if one.task.id in numbers or one.task.id in ended
    ]
    return replace(made, tasks=tuple(kept)) if kept else None


def _order_of_items(one: EvaluatedItem) -> tuple[bool, int, RecordId]:
    return one.number is None, one.number or 0, one.task.id


#: The registry has no task, or none up to that year.
NOTHING_TO_SHOW: Final = Refusal(
    N_("The registry has no task filed by {day}, so there is no directory to make."),
    N_("File tasks first, or choose another year."),
)


#: The year had not begun on the newest day that the registry knows of.
YEAR_AHEAD: Final = Refusal(
    N_("The year {year} has not begun by {day}, so there is no directory of it to make."),
    N_("Choose an earlier year, or state a day in that year with --as-of."),
)


def years_of(registry: Registry) -> tuple[int, ...]:
    """The years in which tasks were filed, ascending."""
    return tuple(sorted({file.task.id.year for file in registry.tasks}))


def when(
    registry: Registry,
    year: int | None,
    *,
    newest: date,
    frozen: Collection[int],
    as_of: date | None,
) -> tuple[int, date, bool]:
    """The year, the base date, and whether that year was still running on the day *newest*.

    *year* None takes ``year_due``. Raises ``NOTHING_TO_SHOW`` and ``YEAR_AHEAD``.
    """
    years = years_of(registry)
    if not years:
        raise NOTHING_TO_SHOW(day=newest)
    year = year_due(years, newest, frozen) if year is None else year
    if year > newest.year:
        raise YEAR_AHEAD(year=year, day=newest)
    if year < years[0]:
        raise NOTHING_TO_SHOW(day=f"{year}-12-31")
    end = date(year, 12, 31)
    if year < newest.year:
        return year, as_of if as_of and as_of.year == year else end, False
    return year, min(newest, end), newest < end


def year_due(years: Sequence[int], newest: date, frozen: Collection[int] = ()) -> int:
    """The earliest year with records after the last *frozen* one.

    When none is frozen: the last year with records that had ended by *newest*, else the current
    year.
    """
    if frozen:
        open_ = [year for year in years if max(frozen) < year <= newest.year]
        return min(open_, default=newest.year)
    over = [year for year in years if year < newest.year]
    return max(over, default=newest.year)


WriteValue = Callable[[Any, Names], str]


def with_names(registry: Registry, made: Correction) -> Correction:
    """*made* with its old and new value as people read them; a text that cannot be read is kept."""
    field, known = any_entry(made.field), names(registry)
    old, new = (_written(field, text, known) for text in (made.old, made.new))
    return replace(made, old=old, new=new)


def _written(field: str, text: str | None, known: Names) -> str | None:
    if text is None:
        return None
    if field in _KEYS:
        return known[_KEYS[field]](text)
    read: Read | None = WHOLE.get(field) or ENTRIES.get(field)
    if read is None or field not in _WRITTEN:
        return text
    try:
        return _WRITTEN[field](read(text), known)
    except (KeyError, ValueError):
        return text


def _names_of_places(codes: tuple[str, ...] | None, known: Names) -> str:
    return "全部" if codes is None else "、".join(map(known["place"], codes))


_KEYS: Final[Mapping[str, str]] = MappingProxyType(
    {"agency": "agency", "sections[].subdistrict": "place", "decision[].by": "body"}
)
_WRITTEN: Final[Mapping[str, WriteValue]] = MappingProxyType(
    {
        "channels": lambda value, known: "、".join(map(known["channel"], value)),
        "co_agencies": lambda value, known: "、".join(map(known["agency"], value)),
        "scope.subdistricts": _names_of_places,
        "scope.communities": _names_of_places,
        "mechanism": lambda value, _: f"{value.what}，依据{chinese.basis(value.basis)}",
        "basis[]": lambda value, _: chinese.basis(value),
        "sections[]": lambda value, known: known["place"](value.subdistrict) + value.name,
        "decision[]": lambda value, known: f"{known['body'](value.by)}，{chinese.day(value.date)}",
    }
)


_SUBDISTRICT_DIGITS = 9  # a community's code begins with the code of its subdistrict


def edition(
    registry: Registry,
    *,
    year: int,
    base_date: date,
    draft: bool,
    commit: str | None,
    tool_version: str,
    left_out: int = 0,
    last: LastEdition | None = None,
) -> Edition:
    """The directory of *year* as of *base_date*, by what was known then.

    Agencies and places have the names that they had on it. A task belongs to it when it was filed
    by the base date and has not ended on it: the last day of its period still counts, the first day
    after a retirement does not. *left_out* is how many files
    could not be read; only a draft may leave files out.

    *last* is the frozen edition of the year before. Last year's figures are what it says, whatever
    was recorded since; without one they are what the records say today of the end of that year.
    """
    registry = registry.named_on(base_date)
    all_tasks = tuple(file.task for file in registry.tasks)
    tasks = register_as_known(all_tasks, base_date)
    last, had_tasks = (last, True) if last else _from_records(all_tasks, year)
    before = last.members
    members = [task for task in tasks if task.in_force(base_date)]
    sections = _sections(registry, members, last)
    items = tuple(item for section in sections for item in section.items)
    over = _over(registry, tasks, base_date, before)
    ended = tuple(one for one in over if _ended_since(one, last))
    changed = _changed(registry, items, tasks, last, base_date)
    moved = {entry.task.id for entry in changed}
    standing = [item for item in items if item.task.id in before]
    calendar = registry.calendar
    due = calendar.add(base_date, registry.scheme.days_to_publish.value)
    years = range(base_date.year, due.day.year + 1)  # the years that days were counted in
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
        ended_earlier=tuple(one for one in over if not _ended_since(one, last)),
        changed=changed,
        legal_changes=legal_changes(registry, items, base_date),
        citations=citations(registry, items, base_date),
        previous=len(before) if had_tasks else None,
        unchanged=sum(item.task.id not in moved for item in standing),
        district_wide=tuple(item.number for item in items if everywhere(item)),
        agencies=by_agency(registry, items),
        subdistricts=by_subdistrict(registry, items, base_date),
        evaluation=evaluation_of(registry, tasks, items, year, base_date),
        publish_by=due.day,
        publish_by_provisional=due.provisional,
        left_out=left_out,
        registered=registry.agencies,
        vocabulary=registry.vocabulary,
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


def _from_records(tasks: Iterable[Task], year: int) -> tuple[LastEdition, bool]:
    """The year before *year* by what the records say of its end, and whether it had any task."""
    end = date(year - 1, 12, 31)
    earlier = register_as_known(tasks, end)
    stood = frozenset(task.id for task in earlier if task.in_force(end))
    return LastEdition(base_date=end, members=stood, corrections={}), bool(earlier)


def _sections(
    registry: Registry, members: list[Task], last: LastEdition
) -> tuple[ClassSection, ...]:
    """The members by class and agency, numbered; classes that the scheme has dropped come last."""
    known = registry.scheme.classes
    names = (*known, *sorted({task.class_ for task in members} - set(known)))
    order = {key: place for place, key in enumerate(registry.agencies)}
    sections: list[ClassSection] = []
    number = 0
    for name in names:
        tasks = [task for task in members if task.class_ == name]
        tasks.sort(key=lambda t: (order.get(t.agency, len(order)), t.agency, t.id))
        items = tuple(
            item_of(
                registry,
                task,
                number + place,
                new=task.filing.date > last.base_date and task.id not in last.members,
            )
            for place, task in enumerate(tasks, 1)
        )
        number += len(items)
        if items:
            sections.append(ClassSection(name=name, items=items))
    return tuple(sections)


def item_of(registry: Registry, task: Task, number: int, *, new: bool) -> Item:
    """The *task* as item *number* of a directory, with names in place of keys."""
    scope = task.scope
    subdistricts, communities = scope.subdistricts, scope.communities
    return Item(
        number=number,
        task=task,
        agency=_agency(registry, task.agency),
        co_agencies=tuple(_agency(registry, key) for key in task.co_agencies),
        subdistricts=None if subdistricts is None else _localities(registry, subdistricts),
        communities=None if communities is None else _localities(registry, communities),
        sections=tuple((_locality(registry, s.subdistrict).name, s.name) for s in task.sections),
        new=new,
    )


def _agency(registry: Registry, key: str) -> str:
    known = registry.agencies.get(key)
    return known.name if known else key


def _localities(registry: Registry, codes: Iterable[str]) -> tuple[Locality, ...]:
    return tuple(_locality(registry, code) for code in codes)


def _locality(registry: Registry, code: str) -> Locality:
    """A subdistrict or community; one that is not on the lists has its code as its name."""
    parent = registry.subdistricts.get(code[:_SUBDISTRICT_DIGITS])
    if parent is None:
        return Locality(code=code, name=code)
    known = parent if code == parent.code else parent.communities.get(code)
    return Locality(code=code, name=known.name if known else code)


def _over(
    registry: Registry, tasks: Iterable[Task], base_date: date, before: frozenset[RecordId]
) -> tuple[Ended, ...]:
    """All tasks that had ended by the base date, by what was known then."""
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


def _ended_since(one: Ended, last: LastEdition) -> bool:
    """Whether *one* ended since the last edition."""
    return one.day > last.base_date or one.task.id in last.members


def _changed(
    registry: Registry,
    items: tuple[Item, ...],
    tasks: Iterable[Task],
    last: LastEdition,
    base_date: date,
) -> tuple[Changed, ...]:
    """Items that were corrected since the last edition, or replaced a task that ended since."""
    ends = {task.id: leaving(task) for task in tasks}

    def taken_over(task: Task, old: RecordId) -> bool:
        end = ends.get(old)
        day = end[0] if end else task.filing.date
        return last.base_date < day <= base_date

    found = []
    for item in items:
        task = item.task
        corrections = tuple(
            sorted(
                (with_names(registry, c) for c in task.corrections if not last.knew(task, c)),
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
