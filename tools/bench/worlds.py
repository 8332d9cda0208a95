"""The registries that commands are measured on, made once for all groups."""

import random
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from generator.admissions import District, filed
from generator.days import TODAY
from generator.register import tasks
from generator.repository import SEED, generate, home

from accession_cli.scheme.registry import RecordId
from accession_cli.scheme.task import task_data

#: What a task gets only by being filed, or later.
_NOT_IN_A_DRAFT = (
    *("schema", "id", "status", "filing", "dispatch", "retirement"),
    *("supersedes", "superseded_by", "corrections"),
)


@dataclass
class Worlds:
    """A folder with generated registries; *sizes* are those of this run."""

    scratch: Path
    made: dict[int, Path] = field(default_factory=dict)

    def of(self, records: int) -> Path:
        """A registry of so many records, as it was generated: nothing may be written there."""
        if records not in self.made:
            begun, folder = time.perf_counter(), self.scratch / f"registry-{records}"
            generate(records, folder)
            print(f"  {records:,} records in {time.perf_counter() - begun:.0f} s", flush=True)
            self.made[records] = folder
        return self.made[records]


def records_for_directory(entries: int) -> int:
    """How many records a registry has whose directory of today has about *entries* tasks."""
    sample = 4000
    shown = sum(task.in_force(TODAY) for task in tasks(District.of(home()), sample, SEED))
    return round(entries * sample / shown)


def drafts(count: int) -> list[dict[str, Any]]:
    """So many tasks to be filed on the registry's day, as ``accession file`` reads them."""
    district, chance = District.of(home()), random.Random(SEED)  # noqa: S311 - no secrets
    found = []
    for serial in range(1, count + 1):
        number = RecordId(year=TODAY.year, serial=900_000 + serial, prefix="DL")
        data = task_data(filed(district, number, TODAY, chance))
        found.append({key: value for key, value in data.items() if key not in _NOT_IN_A_DRAFT})
    return found
