"""Make notices out of records, one for each addressee, and put them on the disk as Word files."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from accession_cli.actions.edition_origin import environment_of
from accession_cli.actions.render_apart import maker
from accession_cli.actions.write_edition import Written, sha256
from accession_cli.files.writing import replace_file
from accession_cli.papers.templates import Environment, Rendered, as_file_name
from accession_cli.registry import names as registry_place
from accession_cli.scheme.registry import Registry
from accession_cli.scheme.task import Channel, Task
from accession_cli.scheme.task_addressees import Addressee, NoticeTask, TaskNotice


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of notice: how it is rendered, and what it is called."""

    render: Callable[[TaskNotice, Environment], Rendered]
    title: Callable[[TaskNotice], str]


def notice_to(to: Addressee, tasks: Iterable[Task], registry: Registry, day: date) -> TaskNotice:
    """The notice of *tasks* to one addressee.

    The agency signs, where there is only one; else the body that keeps the register (3.2.1).
    """
    told = tuple(_told(task, to, registry) for task in tasks)
    signers = {one.agency for one in told}
    body = registry.scheme.registrar_on(day)
    registrar = registry.scheme.bodies[body].name if body else registry.scheme.district
    return TaskNotice(
        scheme=registry.scheme,
        to=to,
        day=day,
        tasks=told,
        signed=signers.pop() if len(signers) == 1 else registrar,
    )


def write_notices(
    folder: Path, kind: Kind, notices: Sequence[TaskNotice], out: Path
) -> tuple[Written, ...]:
    """Each notice as a file in *out*, named after whom it is for and what it is."""
    environment = environment_of(folder)
    with maker(environment) as make:
        made = [(one, make(kind.render, one, environment).data) for one in notices]
    written = []
    for one, data in made:
        path = out / f"{as_file_name(f'{one.to.name}-{kind.title(one)}')}.docx"
        replace_file(path, data)
        written.append(
            Written(path=path, format="docx", sha256=sha256(data), bytes=len(data), pages=None)
        )
    return tuple(written)


def usual_place(folder: Path, *parts: str) -> Path:
    """A folder below the repository's build/, which git ignores."""
    return registry_place.shown_below(folder).joinpath("build", *parts)


def _told(task: Task, to: Addressee, registry: Registry) -> NoticeTask:
    names = {key: one.name for key, one in registry.agencies.items()}
    known = {file.task.id: file.task for file in registry.tasks}
    followers = [known[number] for number in task.superseded_by if number in known]
    return NoticeTask(
        task=task,
        agency=names.get(task.agency, task.agency),
        co_agencies=tuple(names.get(key, key) for key in task.co_agencies),
        communities=_communities(task, to, registry),
        successors=tuple((one.title, one.filing.number) for one in followers),
    )


def _communities(task: Task, to: Addressee, registry: Registry) -> tuple[str, ...] | None:
    wanted = task.scope.communities
    if wanted is None:
        return None
    places = registry.subdistricts.values()
    return tuple(
        name
        for place in places
        if to.channel is Channel.GRID or place.name == to.name
        for code, name in place.communities.items()
        if code in wanted
    )
