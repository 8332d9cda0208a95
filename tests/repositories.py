"""Real repositories, each fixture named after a state of the world."""

import os
import subprocess  # noqa: TID251 - the world is made by git itself, not by the code under test
from collections.abc import Mapping
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

NOON = datetime(2024, 3, 8, 12, 0, tzinfo=CHINA)
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


def file_task(trunk: Trunk, title: str, *, name: str | None = None) -> Landing[str]:
    """File one record of 2024 under the next number; ``made`` is its id."""

    def build(base: Base, _day: date) -> tuple[list[Change], str, str]:
        folder = trunk.path("tasks/2024")
        number = f"DL-2024-{trunk.next_serial(base, folder, 'DL-2024-'):04d}"
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


@pytest.fixture
def machine(tmp_path: Path) -> dict[str, str]:
    """The environment of a machine with git and nothing else set up."""
    home = tmp_path / "home"
    home.mkdir()
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "LC_ALL": "C.UTF-8",
        "GIT_CONFIG_NOSYSTEM": "1",
    }


def sign_in(clone: Clone, name: str) -> None:
    clone.git("config", "user.name", name)
    clone.git("config", "user.email", f"{name}@example.org")


@pytest.fixture
def unborn_registry(tmp_path: Path, machine: dict[str, str]) -> Clone:
    """A brand-new repository, without any commit."""
    top = tmp_path / "registry of the bureau"
    top.mkdir()
    clone = Clone(top=top, environ=machine)
    clone.git("init", "--quiet", "--initial-branch=main")
    sign_in(clone, "ann")
    clone.write("registry/scheme.yaml", "schema: 1\n")
    return clone


@pytest.fixture
def lone_registry(unborn_registry: Clone) -> Clone:
    """A registry without a remote, with one task in it."""
    files = {f"{TASKS}/DL-2024-0001.yaml": "id: DL-2024-0001\n", "README.md": "hello\n"}
    unborn_registry.commit("begin", **files)
    return unborn_registry


@pytest.fixture
def two_clerks(tmp_path: Path, lone_registry: Clone, machine: dict[str, str]) -> TwoClerks:
    """A registry on a remote, cloned by two clerks."""
    remote = Clone(top=tmp_path / "remote.git", environ=machine)
    lone_registry.git("clone", "--quiet", "--bare", str(lone_registry.top), str(remote.top))
    clones = []
    for name in ("ann", "bo"):
        clone = Clone(top=tmp_path / name, environ=machine)
        lone_registry.git("clone", "--quiet", str(remote.top), str(clone.top))
        sign_in(clone, name)
        clones.append(clone)
    return TwoClerks(remote=remote, ann=clones[0], bo=clones[1])
