"""The papers with which tasks go down: a notice for each subdistrict, the package for the grid."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from accession_cli.actions.dispatch_tasks import Sent
from accession_cli.actions.write_edition import Written, sha256
from accession_cli.actions.write_notices import Kind, notice_to, usual_place, write_notices
from accession_cli.files.writing import replace_file
from accession_cli.papers import task_grid_package, task_notices
from accession_cli.papers.templates import as_file_name
from accession_cli.scheme.registry import Registry
from accession_cli.scheme.task import Channel, Task
from accession_cli.scheme.task_addressees import Addressee


def write_papers(
    folder: Path, registry: Registry, sent: Sequence[Sent], day: date, out: Path | None
) -> tuple[Written, ...]:
    """Write them for what is *sent* on *day*; ``out`` None is build/dispatch/DATE."""
    place = out or usual_place(folder, "dispatch", str(day))
    kind = Kind(render=task_notices.render_dispatch, title=task_notices.dispatch_title)
    down = _by_name(sent, Channel.COMMUNITY)
    notices = [notice_to(to, tasks, registry, day) for to, tasks in down]
    written = write_notices(folder, kind, notices, place)
    for to, tasks in _by_name(sent, Channel.GRID):
        written += _write_package(registry, to, tasks, day, place)
    return written


def _by_name(sent: Sequence[Sent], channel: Channel) -> list[tuple[Addressee, list[Task]]]:
    """Each addressee once, with its tasks; its section where all of them go to the same."""
    tasks: dict[str, list[Task]] = {}
    sections: dict[str, set[str | None]] = {}
    for one in sent:
        for to in one.to:
            if to.channel is channel:
                tasks.setdefault(to.name, []).append(one.task)
                sections.setdefault(to.name, set()).add(to.section)
    return [
        (
            Addressee(
                channel=channel,
                name=name,
                section=next(iter(sections[name])) if len(sections[name]) == 1 else None,
            ),
            listed,
        )
        for name, listed in tasks.items()
    ]


def _write_package(
    registry: Registry, to: Addressee, tasks: Sequence[Task], day: date, place: Path
) -> tuple[Written, ...]:
    made = task_grid_package.package(notice_to(to, tasks, registry, day))
    table = task_grid_package.as_xlsx(made, day, sample=registry.scheme.sample)
    name = as_file_name(f"{to.name}-下发包-{made['package']}")
    written = []
    for form, data in (("json", task_grid_package.as_json(made)), ("xlsx", table.data)):
        path = place / f"{name}.{form}"
        replace_file(path, data)
        written.append(
            Written(path=path, format=form, sha256=sha256(data), bytes=len(data), pages=None)
        )
    return tuple(written)
