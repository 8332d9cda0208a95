"""A task's record with other facts in it, as they are typed with ``--set KEY=VALUE``.

A list of names is typed whole, ``channels=community,grid``; an entry of a list is taken out with
``basis[1]=null``.
"""

import difflib
from collections.abc import Iterable, Mapping
from typing import Any, Final

from accession_cli.entry import draft
from accession_cli.finding import Finding, Place, key_path
from accession_cli.registry import schemas
from accession_cli.registry.schemas import FileKind
from accession_cli.scheme.task import Task, task_data, task_from

PLACE: Final = "--set"
_ENTRIES: Final = ("basis", "decision", "sections", "resources", "co_agencies", "channels")


def amended(task: Task, settings: Iterable[str]) -> tuple[Task | None, tuple[Finding, ...]]:
    """*task* with *settings* in it; None, and what is wrong, when that makes no sound record."""
    given = draft.with_settings(draft.of_facts(task_data(task), PLACE), settings)
    facts = _tidied(given.facts)
    wrong = schemas.check_schema(FileKind.TASK, facts, lambda _key: Place(PLACE))
    return (None, wrong) if wrong else (task_from(facts), ())


def told_twice(settings: Iterable[str]) -> str | None:
    """A key that two of *settings* give a value to, which could not both hold."""
    seen: set[tuple[str | int, ...]] = set()
    for text in settings:
        key = key_path(text.partition("=")[0])
        if key in seen:
            return text.partition("=")[0]
        seen.add(key)
    return None


def unknown_key(settings: Iterable[str]) -> tuple[str, str | None] | None:
    """A key of *settings* that no task has, and the one that was probably meant."""
    for text in settings:
        name = text.partition("=")[0]
        order, way = schemas.key_order(FileKind.TASK), ""
        for part in key_path(name):
            if isinstance(part, int):
                way += f"[{part}]"
            elif part in order:
                order, way = order[part], f"{way}.{part}" if way else part
            else:
                near = difflib.get_close_matches(part.lower(), list(order), n=1, cutoff=0.6)
                return name, next((f"{way}.{one}" if way else one for one in near), None)
    return None


def _tidied(facts: Mapping[str, Any]) -> dict[str, Any]:
    whole = draft.with_all_keys(facts)
    for name in _ENTRIES:
        if whole[name] is None or isinstance(whole[name], list):
            whole[name] = [one for one in whole[name] or () if one is not None]
    return whole
