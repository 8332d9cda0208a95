"""A registry that requires signatures: its server, its root key, and a clerk of each body."""

import os
import subprocess  # noqa: TID251 - keys are made by ssh-keygen itself
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from accession_cli.__main__ import main
from registries import does, shipped
from repositories import Clone, Worlds, sign_in

ROOT, ANNING, LIMING = "root", "安宁", "李明"
BODIES = {ANNING: "civil_affairs", LIMING: "grid_centre"}
PASSPHRASE = "只有本人知道"


def ssh_key(path: Path, passphrase: str = "") -> Path:
    """A real key, made by ssh-keygen; its public half lies beside it."""
    path.parent.mkdir(exist_ok=True)
    asked = ["ssh-keygen", "-q", "-t", "ed25519", "-N", passphrase, "-C", "", "-f", str(path)]
    subprocess.run(asked, check=True, capture_output=True)
    return path


def public(path: Path) -> str:
    return path.with_suffix(".pub").read_text(encoding="utf-8").strip()


def signs(clone: Clone, name: str, key: Path) -> None:
    """Set up *clone* for a person with a key; git commit -S signs with it, too."""
    sign_in(clone, name)
    clone.git("config", "user.signingkey", str(key))
    clone.git("config", "gpg.format", "ssh")


def required(folder: Path, machine: dict[str, str]) -> None:
    """The world: a server that knows the root key, and three desks."""
    keys = {name: ssh_key(folder / "keys" / name) for name in (ROOT, ANNING, LIMING)}
    desk = shipped(folder, machine)
    server = folder / "server.git"
    assert main(("init", "--server", str(server))) == 0
    bare = Clone(top=server, environ=machine)
    bare.git("fetch", "--quiet", str(desk.top), "main:main")
    scheme = desk.top / "registry/scheme.yaml"
    text = scheme.read_text(encoding="utf-8").replace("sample: true", "sample: false")
    text = text.replace("trunk: origin/main\n", "trunk: origin/main\nsignatures: required\n")
    scheme.write_text(text, encoding="utf-8")
    signs(desk, "根密钥保管人", keys[ROOT])
    desk.git("commit", "--quiet", "--all", "-S", "--message", "require signatures")
    program = folder / "keys" / "accession"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m accession_cli "$@"\n', "utf-8")
    program.chmod(0o755)
    bare.git("config", "accession.program", str(program))
    bare.git("config", "accession.rootKeys", public(keys[ROOT]))
    desk.git("remote", "add", "origin", str(server))
    desk.git("push", "--quiet", "origin", "main")
    for name, body in BODIES.items():
        key = str(keys[name].with_suffix(".pub"))
        does(desk, "keys", "add", key, "--body", body, "--person", name, "--yes")
    for name in (ANNING, LIMING):
        subprocess.run(
            ["git", "clone", "--quiet", str(server), str(folder / name)],
            check=True,
            env=dict(machine),
        )
        signs(Clone(top=folder / name, environ=machine), name, keys[name])


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedWorld:
    """The server, the desk with the root key, and the two clerks' desks."""

    folder: Path
    server: Clone
    root: Clone
    anning: Clone
    liming: Clone

    def key(self, name: str) -> Path:
        return self.folder / "keys" / name

    @property
    def tip(self) -> str:
        return self.server.git("rev-parse", "main")


@pytest.fixture
def signed_world(worlds: Worlds, tmp_path: Path, machine: dict[str, str]) -> SignedWorld:
    """A registry that requires signatures, with a clerk of each body."""
    worlds.copy(required, tmp_path, machine)
    program = tmp_path / "keys" / "accession"
    program.chmod(0o755)

    def at(name: str) -> Clone:
        return Clone(top=tmp_path / name, environ={**machine, **_language()})

    made = SignedWorld(
        folder=tmp_path,
        server=at("server.git"),
        root=at("district"),
        anning=at(ANNING),
        liming=at(LIMING),
    )
    for clone in (made.root, made.anning, made.liming):
        clone.git("update-index", "-q", "--refresh")
    return made


def _language() -> dict[str, str]:
    return {name: os.environ[name] for name in ("ACCESSION_LANG", "SEALED_TODAY", "PYTHONPATH")}
