"""Real repositories, each fixture named after a state of the world."""

import os
import re
import shutil
import subprocess  # noqa: TID251 - the world is made by git itself, not by the code under test
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from accession_cli.gitstore.branches import Base
from accession_cli.gitstore.commit import Change
from accession_cli.gitstore.git import CHINA
from accession_cli.gitstore.journals import CheckoutStays
from accession_cli.gitstore.outbox import Request
from accession_cli.gitstore.trunk import Landing, Trunk

NOON = datetime(2026, 10, 12, 12, 0, tzinfo=CHINA)  # of the day that the tests take for today
TASKS = "registry/tasks/2024"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clone:
    """A work tree and the machine it is on."""

    top: Path
    environ: Mapping[str, str]

    def git(self, *arguments: str, code: int = 0) -> str:
        done = subprocess.run(
            ["git", *arguments],
            cwd=self.top,
            env=dict(self.environ),
            capture_output=True,
            check=False,
        )
        assert done.returncode == code, done.stderr.decode()
        return done.stdout.decode().rstrip("\n")

    def write(self, path: str, text: str) -> Path:
        file = self.top / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="")
        return file

    def commit(self, message: str, **files: str) -> str:
        for path, text in files.items():
            self.write(path, text)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", message)
        return self.head

    @property
    def head(self) -> str:
        return self.git("rev-parse", "HEAD")

    def files(self) -> dict[str, bytes]:
        """Every file of the work tree, byte for byte."""
        found = (path for path in self.top.rglob("*") if path.is_file() or path.is_symlink())
        inside = ((path.relative_to(self.top), path) for path in found)
        return {str(name): path.read_bytes() for name, path in inside if name.parts[0] != ".git"}

    def state(self) -> tuple[object, ...]:
        """All that a clerk could notice: files, index, branches, HEAD, stash."""
        asked = (
            ("status", "--porcelain", "--ignored"),
            ("ls-files", "--stage"),
            ("for-each-ref", "refs/heads", "refs/remotes", "refs/stash"),
            ("rev-parse", "--symbolic-full-name", "HEAD"),
        )
        return (self.files(), *(self.git(*question) for question in asked))

    def hook(self, name: str, script: str) -> None:
        git_folder = self.top / self.git("rev-parse", "--git-common-dir")
        file = git_folder / "hooks" / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        file.chmod(0o755)

    def trunk(
        self,
        *,
        folder: str = "registry",
        trunk: str = "origin/main",
        sample: bool = False,
        network_seconds: float = 30.0,
        lock_seconds: float = 5.0,
        environ: Mapping[str, str] | None = None,
    ) -> Trunk:
        return Trunk.open(
            self.top / folder,
            trunk=trunk,
            sample=sample,
            network_seconds=network_seconds,
            lock_seconds=lock_seconds,
            environ=self.environ if environ is None else environ,
        )

    def tree(self, rev: str = "HEAD") -> list[str]:
        return self.git("ls-tree", "-r", "--full-tree", "--name-only", rev).splitlines()


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoClerks:
    """Two clerks on two machines, and the bare repository that both push to."""

    remote: Clone
    ann: Clone
    bo: Clone


def request(name: str = "r1") -> Request:
    """A request as a command makes one; *name* stands in the commit."""
    return Request(id=name, verb="file", facts={"name": name}, asked=NOON)


def next_serial(trunk: Trunk, base: Base, folder: str, prefix: str) -> int:
    """The number after the highest of the files ``<prefix><digits>.yaml`` in *folder* there."""
    name = re.compile(rf"{re.escape(f'{folder}/{prefix}')}([0-9]+)\.yaml", re.ASCII)
    given = (int(found[1]) for found in map(name.fullmatch, trunk.entries(base)) if found)
    return max(given, default=0) + 1


def file_task(trunk: Trunk, title: str, *, name: str | None = None) -> Landing[str]:
    """File one record of 2024 under the next number; ``made`` is its id."""

    def build(base: Base, _day: date) -> tuple[list[Change], str, str]:
        folder = trunk.path("tasks/2024")
        number = f"DL-2024-{next_serial(trunk, base, folder, 'DL-2024-'):04d}"
        data = f"id: {number}\ntitle: {title}\n".encode()
        made = Change(path=f"{folder}/{number}.yaml", data=data, seen=None)
        return [made], f"file {number}", number

    return trunk.land(build, request(name or uuid4().hex), when=NOON)


def change_file(trunk: Trunk, path: str, text: str, seen: str | None) -> Landing[None]:
    """Write *text* to *path*, made from the blob *seen*."""
    change = Change(path=path, data=text.encode(), seen=seen)
    return trunk.land(lambda _base, _day: ([change], f"change {path}", None), request(), when=NOON)


def only_note(landing: Landing[str]) -> CheckoutStays:
    assert len(landing.notes) == 1
    return landing.notes[0]


def bare_machine(folder: Path) -> dict[str, str]:
    """The environment of a machine with git and nothing else set up; its home is in *folder*.

    Commits by hand are of ``NOON``, because records must not be dated before what they build on.
    """
    home = folder / "home"
    home.mkdir()
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "LC_ALL": "C.UTF-8",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_DATE": NOON.isoformat(),
        "GIT_COMMITTER_DATE": NOON.isoformat(),
    }


def sign_in(clone: Clone, name: str) -> None:
    clone.git("config", "user.name", name)
    clone.git("config", "user.email", f"{name}@example.org")


def new_repository(top: Path, environ: Mapping[str, str]) -> Clone:
    """A brand-new repository of ann's, without any commit."""
    top.mkdir()
    clone = Clone(top=top, environ=environ)
    clone.git("init", "--quiet", "--initial-branch=main")
    sign_in(clone, "ann")
    return clone


def clone_for_two(source: Clone, folder: Path) -> None:
    """Put *source* on a remote, and clone that for two clerks."""
    source.git("clone", "--quiet", "--bare", str(source.top), str(folder / "remote.git"))
    for name in ("ann", "bo"):
        source.git("clone", "--quiet", str(folder / "remote.git"), str(folder / name))
        sign_in(Clone(top=folder / name, environ=source.environ), name)


Maker = Callable[[Path, dict[str, str]], object]


class Worlds:
    """States of the world that are made once; each test gets a copy, in which nothing is shared."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made: dict[object, Path] = {}

    def copy(self, make: Maker, to: Path, machine: dict[str, str]) -> None:
        """Put into the folder *to* what *make* makes in an empty folder, on such a *machine*."""
        settings = {name: value for name, value in machine.items() if name != "HOME"}
        world = self._made.get((make, *settings.items()))
        if world is None:
            world = self._folder / str(len(self._made))
            world.mkdir()
            environ = bare_machine(world) | settings
            make(world, environ)
            shutil.rmtree(environ["HOME"])
            for top in world.iterdir():
                if _config(top).exists():
                    _made_small(Clone(top=top, environ=machine))
            self._made[(make, *settings.items())] = world
        for top in world.iterdir():
            shutil.copytree(top, to / top.name, symlinks=True)
            config = _config(to / top.name)
            if config.exists():
                text = config.read_text(encoding="utf-8")
                config.write_text(text.replace(f"{world}/", f"{to}/"), encoding="utf-8")

    def clone(self, make: Maker, to: Path, name: str, machine: dict[str, str]) -> Clone:
        """The one clone of a world."""
        self.copy(make, to, machine)
        return _on(machine, to / name)

    def two_clerks(self, make: Maker, to: Path, machine: dict[str, str]) -> TwoClerks:
        """The remote and the clones of a world of two clerks."""
        self.copy(make, to, machine)
        remote = Clone(top=to / "remote.git", environ=machine)
        return TwoClerks(remote=remote, ann=_on(machine, to / "ann"), bo=_on(machine, to / "bo"))


def _config(top: Path) -> Path:
    """The settings of a repository, with files or bare; a folder of another kind has none."""
    return (top / ".git" if (top / ".git").exists() else top) / "config"


def _made_small(made: Clone) -> None:
    """Leave few files to copy: one pack of all objects, and no examples of hooks."""
    for sample in made.top.glob("**/hooks/*.sample"):
        sample.unlink()
    made.git("repack", "-a", "-d", "-q")


def _on(machine: dict[str, str], top: Path) -> Clone:
    """A copied clone, whose index is told of the files as they now lie there."""
    clone = Clone(top=top, environ=machine)
    clone.git("update-index", "-q", "--refresh")
    return clone


@pytest.fixture(scope="session")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> Worlds:
    return Worlds(tmp_path_factory.mktemp("worlds"))


@pytest.fixture
def machine(tmp_path: Path) -> dict[str, str]:
    """The environment of a machine with git and nothing else set up."""
    return bare_machine(tmp_path)


@pytest.fixture
def unborn_registry(tmp_path: Path, machine: dict[str, str]) -> Clone:
    """A brand-new repository, without any commit."""
    clone = new_repository(tmp_path / "new registry", machine)
    clone.write("registry/scheme.yaml", "schema: 1\n")
    return clone


def one_task(folder: Path, machine: dict[str, str]) -> None:
    clone = new_repository(folder / "registry of the bureau", machine)
    files = {f"{TASKS}/DL-2024-0001.yaml": "id: DL-2024-0001\n", "README.md": "hello\n"}
    clone.commit("begin", **{"registry/scheme.yaml": "schema: 1\n"}, **files)


def one_task_of_two_clerks(folder: Path, machine: dict[str, str]) -> None:
    one_task(folder, machine)
    source = folder / "registry of the bureau"
    clone_for_two(Clone(top=source, environ=machine), folder)
    shutil.rmtree(source)


@pytest.fixture
def lone_registry(worlds: Worlds, tmp_path: Path, machine: dict[str, str]) -> Clone:
    """A registry without a remote, with one task in it."""
    return worlds.clone(one_task, tmp_path, "registry of the bureau", machine)


@pytest.fixture
def two_clerks(worlds: Worlds, tmp_path: Path, machine: dict[str, str]) -> TwoClerks:
    """A registry on a remote, cloned by two clerks."""
    return worlds.two_clerks(one_task_of_two_clerks, tmp_path, machine)
