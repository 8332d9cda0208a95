"""Find who receives a task and who is told when it ends (scheme 3.2.1, 3.2.2, 3.4).

A ``TaskNotice`` tells one addressee of tasks to take over, or of one that has ended.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import chain
from typing import Final

from accession_cli.scheme.district import Scheme
from accession_cli.scheme.registry import RecordId, Registry
from accession_cli.scheme.task import Channel, Route, Task

#: Signs between several names, and words that mean all subdistricts: 各街道公共服务办公室.
_BETWEEN: Final = re.compile("[、,;；]")
_ALL: Final = ("各街道", "街道", "全部街道", "所有街道", "全区各街道")


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """A subdistrict, with its receiving section when that is known, or the grid centre.

    ``names`` are all that it goes by or went by.
    """

    channel: Channel
    name: str
    section: str | None
    names: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.name + (self.section or "")


def addressees(task: Task, registry: Registry, day: date) -> tuple[Addressee, ...]:
    """The subdistricts of *day* that receive *task*; the grid centre when it has the channel grid.

    They have their names of *day*.
    """
    found: list[Addressee] = []
    if Channel.COMMUNITY in task.channels:
        sections = {section.subdistrict: section.name for section in task.sections}
        codes = registry.subdistricts_of(task)
        for code in tuple(registry.subdistricts) if codes is None else codes:
            place = registry.subdistricts.get(code)
            if place is not None and not place.active_on(day):
                continue
            found.append(
                Addressee(
                    channel=Channel.COMMUNITY,
                    name=place.name_on(day) if place else code,
                    section=sections.get(code),
                    names=place.names if place else (code,),
                )
            )
    if Channel.GRID in task.channels:
        found += [
            Addressee(channel=Channel.GRID, name=name, section=None)
            for name in grid_bodies(registry.scheme)
        ]
    return tuple(found)


def grid_bodies(scheme: Scheme) -> Iterator[str]:
    """The names of the bodies that decide only on grid tasks; they run the grid platform."""
    community, grid = map(scheme.channels.get, (Channel.COMMUNITY, Channel.GRID))
    others = community.decided_by if community else ()
    for body in grid.decided_by if grid else ():
        if body not in others and body in scheme.bodies:
            yield scheme.bodies[body].name


def not_told(task: Task, registry: Registry) -> tuple[Addressee, ...]:
    """The addressees who still have to be told that *task* has ended or will end.

    For a task that was entered in error there are none, unless it had been dispatched.
    """
    ended = task.retirement
    if ended is None or (ended.entered_in_error and not task.dispatch):
        return ()
    told = [one.to for one in ended.notified]
    district = registry.scheme.district
    to = addressees(task, registry, ended.effective)
    return tuple(one for one in to if not reached(one, told, district))


def goes_down_on(task: Task) -> tuple[Channel, ...]:
    """The channels on which *task* has to be handed down (scheme 3.2.1, 3.2.2).

    A task of an earlier directory went down by that. What was admitted in an emergency was admitted
    through the grid platform, so it is there (scheme 3.2.3).
    """
    if task.route is Route.INHERITED:
        return ()
    there = Channel.GRID if task.route is Route.EMERGENCY else None
    return tuple(one for one in task.channels if one is not there)


def not_sent(task: Task, registry: Registry, day: date) -> tuple[Addressee, ...]:
    """The addressees of *day* to whom *task* was not dispatched.

    A platform number counts for the grid centre.
    """
    sent = [one.to for one in task.dispatch]
    on_platform = any(one.number for one in task.dispatch)
    return tuple(
        one
        for one in addressees(task, registry, day)
        if not reached(one, sent, registry.scheme.district)
        and not (one.channel is Channel.GRID and on_platform)
    )


def to_hand_down(task: Task, registry: Registry, day: date) -> tuple[Addressee, ...]:
    """The addressees of *day* to whom *task* still has to be handed down."""
    ways = goes_down_on(task)
    return tuple(one for one in not_sent(task, registry, day) if one.channel in ways)


def sent_elsewhere(task: Task, registry: Registry) -> Iterator[tuple[int, str]]:
    """The dispatches of *task* to a subdistrict in which it is not done: place and its name."""
    here = registry.subdistricts_of(task)
    if here is None:
        return
    district = registry.scheme.district
    names = [(code, name) for code, known in registry.subdistricts.items() for name in known.names]
    for at, sent in enumerate(task.dispatch):
        for part in _BETWEEN.split(_folded(sent.to)):
            meant = [
                code
                for code, name in names
                if part.startswith((_folded(name), district + _folded(name)))
            ]
            if meant and not set(meant) & set(here):
                yield at, registry.subdistricts[meant[0]].name


def told_unknown(told: Iterable[str], registry: Registry) -> Iterator[tuple[int, str]]:
    """Those of *told* that begin with no name on the lists of the district, by their place."""
    scheme, places = registry.scheme, tuple(registry.subdistricts.values())
    communities = (one for place in places for one in place.communities.values())
    listed = (*places, *communities, *registry.agencies.values())
    names = (name for one in listed for name in one.names)
    bare = [_folded(name) for name in (*names, *(body.name for body in scheme.bodies.values()))]
    known = (*_ALL, *bare, *(scheme.district + name.removeprefix("区") for name in bare))
    for at, text in enumerate(told):
        for part in _BETWEEN.split(_folded(text)):
            if not (part.startswith(known) or is_grid_platform(part, scheme)):
                yield at, text
                break


def is_grid_platform(to: str, scheme: Scheme) -> bool:
    """Whether *to*, as records write it, is the grid platform or the body that runs it."""
    name, district = _folded(to), scheme.district
    if "网格平台" in name:
        return True
    bodies = map(_folded, grid_bodies(scheme))
    return any(name in (body, district + body.removeprefix("区")) for body in bodies)


def reached(one: Addressee, told: Iterable[str], district: str) -> bool:
    """Whether one of *told*, as records write them, means *one* or all subdistricts.

    One name may hold several, 张贵庄街道、万新街道, each with the district's name before it.
    """
    all_of_them = _ALL if one.channel is Channel.COMMUNITY else ()
    names = [_folded(name) for name in one.names or (one.name,)]
    with_district = [(name, district + name, district + name.removeprefix("区")) for name in names]
    begins = (*chain.from_iterable(with_district), *all_of_them)
    parts = (part for text in told for part in _BETWEEN.split(_folded(text)))
    return any(part.startswith(begins) for part in parts)


@lru_cache(maxsize=1024)  # thousands of tasks use the same few names
def _folded(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split())


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeTask:
    """A task as a notice shows it, with names and not keys.

    ``communities`` are the addressee's in which it is done, ``None`` when it is all of them.
    ``successors`` are the titles and filing numbers of the tasks that take its place.
    """

    task: Task
    agency: str
    co_agencies: tuple[str, ...]
    communities: tuple[str, ...] | None
    successors: tuple[tuple[str, str], ...]

    @property
    def id(self) -> RecordId:
        """The task's id."""
        return self.task.id


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskNotice:
    """A notice to one addressee, dated ``day`` and signed by ``signed``."""

    scheme: Scheme
    to: Addressee
    day: date
    tasks: tuple[NoticeTask, ...]
    signed: str
