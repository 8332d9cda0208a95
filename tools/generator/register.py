"""All tasks of a made-up register, in the order in which their numbers were drawn."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from heapq import heappop, heappush
from itertools import groupby
from typing import Final

from accession_cli.scheme.registry import RecordId
from accession_cli.scheme.task import Task
from generator.admissions import District, filed, refiled
from generator.lives import End, ended, lived

_NOTICE: Final = 3  # working days from asking for a task's end to filing what follows it


@dataclass(frozen=True, slots=True, order=True)
class _Leaving:
    """A task that waits for the one that is to take its place."""

    applied: date
    number: RecordId
    task: Task = field(compare=False)
    end: End = field(compare=False)


def tasks(district: District, count: int, seed: int) -> Iterator[Task]:
    """*count* tasks, filed on any working days; each comes when its record is what it stays."""
    chance = random.Random(seed)  # noqa: S311 - no secrets
    days = sorted(chance.choices(district.days.filing, k=count))
    leaving: list[_Leaving] = []
    for year, in_year in groupby(days, key=lambda day: day.year):
        for serial, day in enumerate(in_year, 1):
            number = RecordId(year=year, serial=serial, prefix=district.home.scheme.prefix)
            yield from _filed(district, number, day, leaving, chance)
    yield from (one.task for one in sorted(leaving))


def _filed(
    district: District,
    number: RecordId,
    day: date,
    leaving: list[_Leaving],
    chance: random.Random,
) -> Iterator[Task]:
    """What is filed under *number*: what follows a task that waits for it, else a new task."""
    if leaving and district.days.after(leaving[0].applied, _NOTICE) <= day:
        left = heappop(leaving)
        new = refiled(district, left.task, number, day, chance)
        old = ended(district, left.task, left.end, new.period.start, chance)
        yield replace(old, superseded_by=(number,))
        new = replace(new, supersedes=(old.id,))
    else:
        new = filed(district, number, day, chance)
    task, end = lived(district, new, chance)
    if end is None:
        yield task
    elif end.followed:
        heappush(leaving, _Leaving(end.applied, number, task, end))
    else:
        effective = district.days.after(end.applied, chance.randint(1, 5))
        yield ended(district, task, end, effective, chance)
