"""Every test runs in a sealed world: its own home, no git settings, no network, a fixed day."""

import gc
import os
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import run as run_program  # noqa: TID251 - tests run the command as users do
from typing import Any, NamedTuple

import pytest
from hypothesis import settings

from accession_cli import i18n
from accession_cli.__main__ import main
from clock_seal.sitecustomize import seal

#: A Monday after a week of holidays, with notices known before and after it.
TODAY = "2026-10-12"
SEAL = Path(__file__).with_name("clock_seal")
#: The folders of tests lie in memory where it takes so many bytes and programs may run there.
MEMORY = Path("/dev/shm")
_ROOM = 2 << 30
seal()


def _takes_folders(place: Path) -> bool:
    try:
        found = os.statvfs(place)
    except OSError:
        return False
    runs = not found.f_flag & os.ST_NOEXEC
    return os.access(place, os.W_OK) and runs and found.f_bavail * found.f_frsize >= _ROOM


if "PYTEST_DEBUG_TEMPROOT" not in os.environ and _takes_folders(MEMORY):
    os.environ["PYTEST_DEBUG_TEMPROOT"] = str(MEMORY)
pytest_plugins = (
    "sets",
    "repositories",
    "registries",
    "signed_registries",
    "kept_registries",
    "next_version",
    "published_districts",
    "terminals",
    "readers",
)
_DROPPED = ("GIT_", "ACCESSION_", "XDG_", "LC_", "LANG", "PYTHONUTF8", "PYTHONIOENCODING")
_SET = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ALLOW_PROTOCOL": "file",
    "LC_ALL": "C.UTF-8",
    "TZ": "America/Los_Angeles",
    "ACCESSION_LANG": "en",
    "SEALED_TODAY": TODAY,
    "PYTHONPATH": str(SEAL),
}
#: How many examples a property is tried with: few at a desk, more in CI. Nothing is timed.
_EXAMPLES = {"fast": 25, "ci": 100}
for _profile, _count in _EXAMPLES.items():
    settings.register_profile(_profile, max_examples=_count, deadline=None, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fast"))


class Answer(NamedTuple):
    """What a command answered: exit code, standard output, standard error."""

    code: int
    out: str
    err: str


def pytest_collection_finish() -> None:
    """Ten thousand tests stay to the end: nobody looks among them for what can be freed."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def sealed(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """A home of its own, English, a fixed day in a far zone; nothing reaches the network."""
    home = tmp_path_factory.mktemp("home")
    for name in tuple(os.environ):
        if name.startswith(_DROPPED) or name in {"NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES"}:
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(home))
    for name, value in _SET.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(socket.socket, "connect", _no_network)
    i18n.use("en")
    yield home
    i18n.use("en")


_connect = socket.socket.connect


def _no_network(asked: socket.socket, address: Any) -> None:
    if asked.family is getattr(socket, "AF_UNIX", None):  # another process of this machine
        _connect(asked, address)
        return
    pytest.fail(f"this test reached for the network: {address}")


@pytest.fixture
def accession(capsys: pytest.CaptureFixture[str]) -> Callable[..., Answer]:
    """Run ``accession`` with these arguments in this process."""

    def run(*arguments: str) -> Answer:
        capsys.readouterr()
        code = main(arguments)
        said = capsys.readouterr()
        return Answer(int(code), said.out, said.err)

    return run


@pytest.fixture
def process() -> Callable[..., Answer]:
    """Run ``accession`` as a process of its own, in folder *at* and with more of an environment."""

    def run(*arguments: str, at: Path | None = None, stdin: str = "", **more: str) -> Answer:
        done = run_program(
            [sys.executable, "-m", "accession_cli", *arguments],
            cwd=at,
            env={**os.environ, **more},
            input=stdin.encode(),
            capture_output=True,
            timeout=60,
            check=False,
        )
        return Answer(done.returncode, done.stdout.decode(), done.stderr.decode())

    return run
