"""Compare two editions: new, ended, changed field by field, unchanged (scheme 3.5).

``write_changes`` writes the change statement as the Word annex of a circular.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from accession_cli import __version__
from accession_cli.actions import directory_origin
from accession_cli.actions.directory_building import edition, when
from accession_cli.actions.directory_documents import Written, sha256
from accession_cli.actions.directory_origin import environment_of
from accession_cli.actions.directory_rendering import frozen_edition
from accession_cli.actions.documents import document_maker
from accession_cli.errors import Exit, Refusal
from accession_cli.files.writing import replace_file
from accession_cli.i18n import N_
from accession_cli.papers import directory_changes
from accession_cli.papers.directory_json import plain
from accession_cli.papers.templates import as_file_name
from accession_cli.registry import files
from accession_cli.scheme.directory import (
    ChangedTask,
    Edition,
    Ending,
    FieldChange,
    Gone,
    Side,
    Statement,
    leaving,
)
from accession_cli.scheme.fields import Shown, said_by, tops
from accession_cli.scheme.registry import Registry
from accession_cli.scheme.task import Task
from accession_cli.scheme.task_history import register_as_known

#: The fields that a directory shows; others are not changes of the task.
_FIELDS: Final = frozenset(tops(said_by(Shown.DIRECTORY)))


#: Both years are the same.
ONE_EDITION: Final = Refusal(
    N_("Both years are {year}, so there is nothing to compare."),
    N_("Name two years, as in accession diff 2024 2025."),
    Exit.USAGE,
)


def compare_editions(folder: Path, one: int, other: int) -> Statement:
    """What changed between the editions of two years, frozen or not, in either order."""
    if one == other:
        raise ONE_EDITION(year=one)
    origin = directory_origin.from_head(folder, day_is_stated=False)
    registry = directory_origin.sound(origin, as_of=None, draft=False).registry
    frozen = {known.year: known for known in origin.editions()}
    newest = origin.day
    if newest is None:
        raise directory_origin.NO_HISTORY(folder=folder)

    def of(year: int) -> tuple[Edition, Registry]:
        if year in frozen:
            then = directory_origin.from_frozen(folder, frozen[year])
            last = directory_origin.last_of(folder, frozen.values(), year, then)
            return frozen_edition(then, frozen[year], last), then
        year, day, running = when(registry, year, newest=newest, frozen=frozen, as_of=None)
        made = edition(
            registry,
            year=year,
            base_date=day,
            draft=running,
            commit=origin.commit,
            tool_version=__version__,
            last=directory_origin.last_of(folder, frozen.values(), year, registry),
        )
        return made, registry

    earlier, _before = of(min(one, other))
    later, after = of(max(one, other))
    return statement(earlier, later, after, frozen)


def statement(
    earlier: Edition, later: Edition, registry: Registry, frozen: Mapping[int, object]
) -> Statement:
    """The change statement of two editions; *registry* is the one that *later* was made from."""
    before = {item.task.id: item.task for item in earlier.items}
    after = {item.task.id: item.task for item in later.items}
    known = {
        task.id: task
        for task in register_as_known((f.task for f in registry.tasks), later.base_date)
    }
    amended = []
    for number in sorted(before.keys() & after.keys()):
        changes = tuple(field_changes(before[number], after[number]))
        if changes:
            made = after[number].corrections
            amended.append(
                ChangedTask(
                    before=before[number],
                    task=after[number],
                    changes=changes,
                    corrections=tuple(c for c in made if c.date > earlier.base_date),
                )
            )
    gone = sorted(before.keys() - after.keys())
    passing = [
        task
        for number, task in sorted(known.items())
        if number not in before and number not in after and earlier.base_date < task.filing.date
    ]
    return Statement(
        registry=registry,
        earlier=_side(earlier, frozen),
        later=_side(later, frozen),
        new=tuple(after[number] for number in sorted(after.keys() - before.keys())),
        ended=tuple(_gone(known.get(number, before[number])) for number in gone),
        amended=tuple(amended),
        unchanged=len(before.keys() & after.keys()) - len(amended),
        passing=tuple(_gone(task) for task in passing),
    )


def field_changes(old: Task, new: Task) -> Iterator[FieldChange]:
    """The fields of the record that differ; a longer list differs only in its new entries."""
    before, after = _flat(old), _flat(new)
    for field in dict.fromkeys([*before, *after]):
        if before.get(field) != after.get(field):
            yield FieldChange(field=field, old=before.get(field), new=after.get(field))


def _flat(task: Task) -> dict[str, str]:
    whole = dict(_leaves("", plain(task)))
    return {path: value for path, value in whole.items() if re.split(r"[.\[]", path)[0] in _FIELDS}


def _leaves(path: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _leaves(f"{path}.{key}" if path else key, inner)
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            yield from _leaves(f"{path}[{at}]", inner)
    elif value is not None:
        yield path, str(value)


def _gone(task: Task) -> Gone:
    end = leaving(task)
    retired = task.retirement if end and end[1] is not Ending.EXPIRED else None
    return Gone(
        task=task,
        how=end[1] if end else None,
        day=end[0] if end else None,
        reason=retired.reason if retired else None,
        successors=task.superseded_by,
    )


def _side(made: Edition, frozen: Mapping[int, object]) -> Side:
    return Side(
        year=made.year,
        base_date=made.base_date,
        frozen=made.year in frozen,
        draft=made.draft,
        tasks=len(made.items),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Annex:
    """A change statement and the file that it was written to."""

    statement: Statement
    file: Written


def write_changes(folder: Path, one: int, other: int, out: Path | None) -> Annex:
    """Compare the editions of two years and write what changed; *out* None is build/changes/."""
    made = compare_editions(folder, one, other)
    environment = environment_of(folder)
    with document_maker(environment) as make:
        data = make(directory_changes.render_changes, made, environment).data
    path = out or _default_file(folder, made)
    replace_file(path, data)
    return Annex(
        statement=made,
        file=Written(path=path, format="docx", sha256=sha256(data), bytes=len(data), pages=None),
    )


def _default_file(folder: Path, made: Statement) -> Path:
    """A file named after its title, so that a clerk can send it without renaming it."""
    name = directory_changes.changes_title(made) + ("（征求意见稿）" if made.draft else "")
    top = files.shown_below(folder)
    return top / "build" / "changes" / f"{as_file_name(name)}.docx"
