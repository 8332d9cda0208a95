"""Retire a task (scheme 3.4): the exit filing, with both ends of a succession in one commit."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from accession_cli.actions import passages
from accession_cli.actions.landing_checks import (
    changes_of,
    refuse_unless_sound,
    sources_at,
    with_texts,
)
from accession_cli.actions.open_registry import open_trunk
from accession_cli.actions.retirement_refusals import (
    AlreadyRetired,
    MaterialEmpty,
    NoSuchTask,
    RecordChanged,
    SuccessorRetired,
    TaskUnreadable,
)
from accession_cli.model.differences import differences
from accession_cli.model.finding import Finding, Place, key_text
from accession_cli.model.identifiers import RecordId
from accession_cli.model.life import NEXT_OF_TASK, TaskStatus
from accession_cli.model.registry import Registry
from accession_cli.model.scheme import Scheme
from accession_cli.model.step import FileState
from accession_cli.model.task import Channel, Retirement, StoredFile, Task
from accession_cli.secrecy.gate import refuse_secrets, screened
from accession_cli.secrecy.screening import hidden
from accession_cli.store import registry_folder, schema_check
from accession_cli.store.file_versions import Versions, name_of_task
from accession_cli.store.history.commit import Change
from accession_cli.store.history.trunk import Base, Landing, Request, Trunk
from accession_cli.store.material.inner_text import InnerText
from accession_cli.store.material.material_text import LARGEST, NOTHING, text_inside
from accession_cli.store.registry_folder import FileUnreadable, Source
from accession_cli.store.schema_check import Kind
from accession_cli.store.task_yaml import task_data
from accession_cli.store.yaml import canonical
from accession_cli.system_reasons import reason

VERB: Final = "retire"
_CHUNK: Final = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a clerk asks for: which task ends, how, and which one takes its place."""

    id: RecordId
    applied: date
    effective: date
    reason: str
    material: StoredFile
    superseded_by: RecordId | None
    entered_in_error: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What a retirement rests on: name and sha256, which are recorded, and the text inside."""

    stored: StoredFile
    inside: InnerText


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """Someone who must be told to stop: a subdistrict's section, or the grid centre."""

    channel: Channel
    name: str
    section: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Retired:
    """A task that has ended on the trunk; ``paths`` are the files that changed, its own first."""

    task: Task
    paths: tuple[str, ...]
    notify: tuple[Addressee, ...]
    open_notices: tuple[str, ...]
    remarks: tuple[Finding, ...]


def material_of(path: Path) -> Material:
    """The agency's written material in the file at *path*, which stays where it is."""
    refuse_secrets(passages.of_file(str(path), ""))
    digest, start = hashlib.sha256(), bytearray()
    try:
        if path.exists() and not path.is_dir() and not _holds_something(path):
            raise MaterialEmpty(path=path)
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
                if len(start) <= LARGEST:
                    start += chunk
    except OSError as error:
        raise FileUnreadable(path=path, reason=reason(error)) from error
    inside = text_inside(bytes(start)) if len(start) <= LARGEST else NOTHING
    stored = StoredFile(name=path.name, sha256=digest.hexdigest())
    return Material(stored=stored, inside=inside)


def _holds_something(path: Path) -> bool:
    """Whether *path* is a regular file that is not empty; a pipe would keep its reader waiting."""
    return path.is_file() and path.stat().st_size > 0


def retire_task(
    folder: Path,
    wish: Wish,
    material: Material,
    *,
    when: datetime,
    request: str,
    inspected_by: str | None = None,
) -> Landing[Retired]:
    """End the task of *wish* and answer where that landed; see ``file_tasks`` for the rest.

    ``RecordChanged`` when the record on the trunk is not the one that this clone has: whoever
    ends a task has looked at it. The text in *material* is screened, and kept nowhere.
    """
    texts = passages.of_retirement(wish.reason, wish.material.name, material.inside)
    screened(texts, inspected_by)
    asked = Request(
        id=request,
        verb=VERB,
        facts=_facts(wish, _seen(folder, wish)),
        asked=when,
        inspected_by=inspected_by,
    )
    return resume(folder, asked, when=when)


def resume(folder: Path, asked: Request, *, when: datetime) -> Landing[Retired]:
    """Retire the task of a request, which may have waited in the outbox."""
    trunk, wish = open_trunk(folder), _wish(asked.facts)

    def build(base: Base, day: date) -> tuple[Sequence[Change], str, Retired]:
        _refuse_other_than_seen(trunk, base, wish.id, asked.facts["seen"])
        return _compose(trunk, base, wish, day)

    return trunk.land(build, asked, when=when)


def _facts(wish: Wish, seen: str | None) -> dict[str, Any]:
    successor = wish.superseded_by
    return {
        "id": str(wish.id),
        "applied": str(wish.applied),
        "effective": str(wish.effective),
        "reason": wish.reason,
        "material": {"name": wish.material.name, "sha256": wish.material.sha256},
        "superseded_by": str(successor) if successor else None,
        "entered_in_error": wish.entered_in_error,
        "seen": seen,
    }


def _wish(facts: Mapping[str, Any]) -> Wish:
    successor = facts["superseded_by"]
    return Wish(
        id=RecordId.parse(facts["id"]),
        applied=date.fromisoformat(facts["applied"]),
        effective=date.fromisoformat(facts["effective"]),
        reason=facts["reason"],
        material=StoredFile(**facts["material"]),
        superseded_by=RecordId.parse(successor) if successor else None,
        entered_in_error=facts["entered_in_error"],
    )


def _seen(folder: Path, wish: Wish) -> str | None:
    """The blob of the record in the commit that this clone is at; ``None`` when it has none."""
    trunk = open_trunk(folder)
    entry = trunk.git.tip("HEAD") and trunk.git.entry_at("HEAD", trunk.path(name_of_task(wish.id)))
    return entry.sha if entry else None


def _refuse_other_than_seen(trunk: Trunk, base: Base, number: RecordId, seen: str | None) -> None:
    entry = (
        trunk.git.entry_at(base.commit, trunk.path(name_of_task(number))) if base.commit else None
    )
    if seen is None or entry is None or entry.sha == seen:
        return
    versions, name = Versions(trunk.git, trunk.path("")), name_of_task(number)
    here = versions.task(name, FileState(mode=entry.mode, blob=seen))
    there = versions.task(name, FileState(mode=entry.mode, blob=entry.sha))
    changed = differences(here, there) if here and there else ()
    changes = tuple(
        (key_text(one.key), one.old and hidden(one.old), one.new and hidden(one.new))
        for one in changed
    )
    raise RecordChanged(id=number, changes=changes)


def _compose(
    trunk: Trunk, base: Base, wish: Wish, today: date
) -> tuple[Sequence[Change], str, Retired]:
    sources, prefix = sources_at(trunk, base), trunk.path("")
    before = registry_folder.read(sources, prefix)
    tasks = {file.task.id: file.task for file in before.registry.tasks} if before.registry else {}
    ending = _task(wish.id, sources, tasks, prefix)
    changed = {wish.id: _retired(ending, wish)}
    if wish.superseded_by is not None:
        successor = _task(wish.superseded_by, sources, tasks, prefix)
        if successor.retirement is not None:
            raise SuccessorRetired(
                id=successor.id, effective=successor.retirement.effective, ended=ending.id
            )
        changed[successor.id] = replace(successor, supersedes=(*successor.supersedes, ending.id))
    texts = {
        name_of_task(number): canonical.edit(
            before.documents[prefix + name_of_task(number)].text,
            task_data(tasks[number]),
            task_data(task),
            schema_check.key_order(Kind.TASK),
        )
        for number, task in changed.items()
    }
    remarks = _check(sources, prefix, texts, today)
    changes = changes_of(trunk, base, texts)
    registry = before.registry
    made = Retired(
        task=changed[wish.id],
        paths=tuple(change.path for change in changes),
        notify=addressees(ending, registry) if registry else (),
        open_notices=tuple(notice.number or notice.to for notice in ending.dispatch),
        remarks=remarks,
    )
    return changes, f"Retire {wish.id} {ending.title}", made


def addressees(task: Task, registry: Registry) -> tuple[Addressee, ...]:
    """Who must be told that *task* ends: its receiving sections, and the grid centre (3.4)."""
    told: list[Addressee] = []
    if Channel.COMMUNITY in task.channels:
        sections = {section.subdistrict: section.name for section in task.sections}
        for code in registry.subdistricts_of(task) or tuple(registry.subdistricts):
            name = registry.subdistricts[code].name if code in registry.subdistricts else code
            told.append(Addressee(channel=Channel.COMMUNITY, name=name, section=sections.get(code)))
    if Channel.GRID in task.channels:
        told += [
            Addressee(channel=Channel.GRID, name=name, section=None)
            for name in _grid_bodies(registry.scheme)
        ]
    return tuple(told)


def _grid_bodies(scheme: Scheme) -> Iterator[str]:
    """The bodies that decide on grid tasks only: they run the platform."""
    community = scheme.channels.get(Channel.COMMUNITY)
    others = community.decided_by if community else ()
    for body in scheme.channels[Channel.GRID].decided_by:
        if body not in others:
            yield scheme.bodies[body].name


def _task(
    number: RecordId, sources: Sequence[Source], tasks: Mapping[RecordId, Task], prefix: str
) -> Task:
    if number in tasks:
        return tasks[number]
    if any(source.name == name_of_task(number) for source in sources):
        raise TaskUnreadable(path=prefix + name_of_task(number))
    raise NoSuchTask(id=number)


def _retired(task: Task, wish: Wish) -> Task:
    if TaskStatus.RETIRED not in NEXT_OF_TASK[task.status]:
        ended = task.retirement
        raise AlreadyRetired(
            id=task.id,
            effective=ended.effective if ended else "",
            reason=ended.reason if ended else "",
        )
    return replace(
        task,
        status=TaskStatus.RETIRED,
        retirement=Retirement(
            applied=wish.applied,
            effective=wish.effective,
            reason=wish.reason,
            material=wish.material,
            entered_in_error=wish.entered_in_error,
            notified=(),
        ),
        superseded_by=(wish.superseded_by,) if wish.superseded_by else (),
    )


def _check(
    sources: Sequence[Source], prefix: str, texts: Mapping[str, str], today: date
) -> tuple[Finding, ...]:
    after = registry_folder.read(with_texts(sources, texts), prefix)

    def locate(path: str, key: tuple[str | int, ...]) -> Place:
        return after.place(path, key)

    return refuse_unless_sound(after, today, {prefix + name for name in texts}, locate)
