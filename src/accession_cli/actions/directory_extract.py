"""Narrow an edition to the tasks of one community, one subdistrict or one agency."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from accession_cli.actions.directory_building import (
    by_agency,
    by_subdistrict,
    citations,
    everywhere,
    narrowed,
)
from accession_cli.entry.names import NameFinder, chosen
from accession_cli.errors import Exit, Refusal
from accession_cli.i18n import N_
from accession_cli.scheme.directory import ClassSection, Edition, Ended, Extract, Item
from accession_cli.scheme.registry import Registry
from accession_cli.scheme.task import Task

#: Since this day each committee publishes how it assists government (城市居民委员会组织法 34).
_POSTED_SINCE: Final = date(2026, 1, 1)
_SUBDISTRICT_DIGITS: Final = 9  # a community's code begins with the code of its subdistrict


#: An extract is of one place or of one agency.
ONE_AT_ATIME: Final = Refusal(
    N_("An extract is of one community, one subdistrict or one agency, not of several."),
    N_("Leave one of --community, --subdistrict and --agency, and make the others apart."),
    Exit.USAGE,
)


#: The edition has no task for that place or agency.
NOTHING_THERE: Final = Refusal(
    N_("The directory of {year} has nothing for {name}, so no extract was made."),
    N_("Choose another year, or another community, subdistrict or agency."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowing:
    """What to narrow to, as given: codes or names of places, the key or name of an agency."""

    community: str | None = None
    subdistrict: str | None = None
    agency: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A narrowing by the registry: its name, and whether a task belongs to it."""

    name: str
    community: bool
    subdistrict: str | None  # the only subdistrict concerned, by code; None is all
    holds: Callable[[Task], bool]


def cut_of(registry: Registry, wanted: Narrowing, day: date) -> Cut | None:
    """The cut for *wanted* in *registry*, with its name of *day*; None for the whole edition.

    Raises ``UNKNOWN_NAME``, ``SEVERAL_BY_THAT_NAME`` and ``ONE_AT_ATIME``.
    """
    given = [one for one in (wanted.community, wanted.subdistrict, wanted.agency) if one]
    if len(given) > 1:
        raise ONE_AT_ATIME()
    finder, then = NameFinder(registry), registry.named_on(day)
    if wanted.community:
        code = chosen("--community", finder.community, wanted.community)
        return _of_community(then, code)
    if wanted.subdistrict:
        code = chosen("--subdistrict", finder.subdistrict, wanted.subdistrict)
        return _of_subdistrict(then, code)
    if wanted.agency:
        return _of_agency(then, chosen("--agency", finder.agency_as_given, wanted.agency))
    return None


def extract(made: Edition, registry: Registry, cut: Cut | None) -> Edition:
    """*made* narrowed to *cut*, with items numbered anew; *made* itself when *cut* is None.

    *registry* is the one that *made* was made from. Raises ``NOTHING_THERE``.
    """
    registry = registry.named_on(made.base_date)
    if cut is None:
        return made
    sections, numbers = _narrowed(made, cut)
    items = tuple(item for section in sections for item in section.items)
    ended = tuple(one for one in made.ended if cut.holds(one.task))
    if not items and not ended:
        raise NOTHING_THERE(year=made.year, name=cut.name)
    new = tuple(item for item in items if item.new)
    restored = tuple(item for item in items if item.task.id in _ids(made.restored))
    changed = tuple(
        replace(one, number=numbers[one.number]) for one in made.changed if one.number in numbers
    )
    fresh = _ids((*new, *restored))
    standing = len(items) - len(fresh)
    amended = sum(one.task.id not in fresh for one in changed)
    before = standing + sum(not one.new for one in ended)
    return replace(
        made,
        extract=Extract(name=cut.name, posted=cut.community and made.publish_by >= _POSTED_SINCE),
        sections=sections,
        new=new,
        restored=restored,
        ended=ended,
        ended_earlier=(),  # only the whole directory's page answers questions
        changed=changed,
        legal_changes=tuple(
            replace(one, number=numbers[one.number])
            for one in made.legal_changes
            if one.number in numbers
        ),
        citations=citations(registry, items, made.base_date),
        previous=None if made.previous is None else before,
        unchanged=standing - amended,
        district_wide=tuple(item.number for item in items if everywhere(item)),
        agencies=by_agency(registry, items),
        subdistricts=tuple(
            place
            for place in by_subdistrict(registry, items, made.base_date)
            if cut.subdistrict in (None, place.code)
        ),
        evaluation=narrowed(
            made.evaluation, {item.task.id: item.number for item in items}, _ended_ids(ended)
        ),
        colophon=replace(
            made.colophon,
            not_restored=tuple(
                one
                for one in made.colophon.not_restored
                if one[0] in {*_ids(items), *(end.task.id for end in ended)}
            ),
        ),
    )


def _narrowed(made: Edition, cut: Cut) -> tuple[tuple[ClassSection, ...], dict[int, int]]:
    """The sections that are left, and the new number of each item left, by its old number."""
    numbers: dict[int, int] = {}
    sections = []
    for section in made.sections:
        kept = []
        for item in section.items:
            if cut.holds(item.task):
                numbers[item.number] = len(numbers) + 1
                kept.append(replace(item, number=numbers[item.number]))
        if kept:
            sections.append(ClassSection(name=section.name, items=tuple(kept)))
    return tuple(sections), numbers


def _ids(items: tuple[Item, ...]) -> frozenset[object]:
    return frozenset(item.task.id for item in items)


def _ended_ids(ended: tuple[Ended, ...]) -> frozenset[object]:
    return frozenset(one.task.id for one in ended)


def _of_community(registry: Registry, code: str) -> Cut:
    parent = registry.subdistricts[code[:_SUBDISTRICT_DIGITS]]

    def holds(task: Task) -> bool:
        if task.scope.communities is not None:
            return code in task.scope.communities
        return task.scope.subdistricts is None or parent.code in task.scope.subdistricts

    return Cut(
        name=parent.name + parent.communities[code].name,
        community=True,
        subdistrict=parent.code,
        holds=holds,
    )


def _of_subdistrict(registry: Registry, code: str) -> Cut:
    def holds(task: Task) -> bool:
        where = registry.subdistricts_of(task)
        return where is None or code in where

    name = registry.subdistricts[code].name
    return Cut(name=name, community=False, subdistrict=code, holds=holds)


def _of_agency(registry: Registry, name: str) -> Cut:
    """The cut for an agency's key or name; two keys may have the same name."""
    keys = {key for key, one in registry.agencies.items() if name in (key, *one.names)} or {name}
    known = [registry.agencies[key].name for key in sorted(keys) if key in registry.agencies]

    def holds(task: Task) -> bool:
        return not keys.isdisjoint(task.agencies)

    name = known[0] if known else name
    return Cut(name=name, community=False, subdistrict=None, holds=holds)
