"""A made-up registry as files in a repository of its own, in one commit."""

import subprocess  # noqa: TID251 - a tool beside the program, not a part of it
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import IO, Final

from accession_cli.registry import reading
from accession_cli.registry.files import name_of_task
from accession_cli.registry.schemas import FileKind, key_order
from accession_cli.scheme.registry import Registry
from accession_cli.scheme.task import Task, task_data
from accession_cli.yamlfile import editor
from generator.admissions import District
from generator.days import FIRST_YEAR
from generator.register import tasks

HOME: Final = Path(__file__).parents[2] / "registry"
SEED: Final = 20260101
FIRST_LINE: Final = "yaml-language-server: $schema=../../../schemas/task.schema.json"
PROFILE: Final = ("scheme.yaml", "agencies.yaml", "subdistricts.yaml", "statutes.yaml")
_BEGUN: Final = f"{FIRST_YEAR - 1}-12-29".encode()
_COMMIT: Final = b"""\
commit refs/heads/main
committer generator <generator@example.org> 1791763200 +0800
data 4
Seed
"""


def generate(count: int, target: Path, seed: int = SEED) -> None:
    """Write *count* tasks into a new repository at *target*; the same seed gives the same commit.

    The district is the one of this project's own registry, as if its scheme had been there since
    the first year whose holidays the program knows.
    """
    made = tasks(District.of(home()), count, seed)
    target.mkdir(parents=True)
    git = ["git", "-C", str(target)]
    subprocess.run([*git, "init", "--quiet", "--initial-branch=main"], check=True)
    with subprocess.Popen([*git, "fast-import", "--quiet"], stdin=subprocess.PIPE) as importing:
        if importing.stdin is not None:
            _send(importing.stdin, _files(made))
    if importing.returncode:
        raise SystemExit("git fast-import failed")
    subprocess.run([*git, "reset", "--quiet", "--hard"], check=True)


@cache
def home() -> Registry:
    """The project's own registry, which everything is made out of."""
    found = reading.load_registry(HOME).registry
    if found is None:
        raise SystemExit("this project's own registry cannot be read")
    return found


def profile_files() -> Iterator[tuple[str, bytes]]:
    """The files of the project's own profile, as if its scheme were as old as the calendar."""
    for name in PROFILE:
        yield name, (HOME / name).read_bytes().replace(b"2023-12-29", _BEGUN)


def text_of(task: Task) -> str:
    """The record of *task*, as the program writes it."""
    order = key_order(FileKind.TASK)
    return editor.new_text(task_data(task), comment=FIRST_LINE, order=order)


def _files(made: Iterable[Task]) -> Iterator[tuple[str, bytes]]:
    yield from profile_files()
    for task in made:
        yield name_of_task(task.id), text_of(task).encode()


def _send(stream: IO[bytes], files: Iterable[tuple[str, bytes]]) -> None:
    stream.write(_COMMIT)
    for name, data in files:
        stream.write(b"M 100644 inline registry/%s\ndata %d\n" % (name.encode(), len(data)))
        stream.write(data + b"\n")
