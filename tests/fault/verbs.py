"""The commands that write, each with what it needs lying ready and what comes after it."""

import shutil
import subprocess  # noqa: TID251 - keys are made by ssh-keygen itself
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fault.runner import Run, Runner
from fault.world import TITLE, TODAY, World, sign_in

ENDED: Final = "SL-2024-0001"
APPLIED: Final = "SL-A-2026-0002"
SENT: Final = "SL-2024-0001"
TOLD: Final = "SL-2024-0002"
REPORTED: Final = "SL-C-2026-0001"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb:
    """A command under test.

    ``prepare`` makes the world that it needs. ``heals`` is the command that comes next and puts
    everything right; ``lands`` says that it records something on the trunk, ``several`` that it
    does so in several commits, of which some may be there when it is broken.
    """

    name: str
    arguments: tuple[str, ...]
    prepare: Callable[[World, Runner], None]
    heals: tuple[str, ...] = ("sync",)
    lands: bool = True
    remote: bool = True
    several: bool = False


def _nothing(_world: World, _runner: Runner) -> None:
    """The world is ready as it is."""


def _queued(world: World, runner: Runner) -> None:
    """A filing waits, because the trunk could not be reached when it was asked for."""
    _apart(world, runner, FILE.arguments)


def _apart(world: World, runner: Runner, *asked: tuple[str, ...]) -> None:
    """Ask for what is *asked* while the trunk cannot be reached."""
    away, half_done = world.root / "away.git", world.desk / ".git/MERGE_HEAD"
    shared = world.remote.exists()
    if shared:
        shutil.move(world.remote, away)
    else:
        half_done.write_text(world.git(world.desk, "rev-parse", "HEAD") + "\n", encoding="ascii")
    for arguments in asked:
        done = run(runner, world, arguments)
        assert done.code == 5, done.err
    if shared:
        shutil.move(away, world.remote)
    else:
        half_done.unlink()
    assert len(world.outbox()) == len(asked)


def _queued_on_one_record(world: World, runner: Runner) -> None:
    """Two corrections of one record wait, one behind the other."""
    _apart(world, runner, _FIRST, _SECOND)


def _one_waits(world: World, runner: Runner) -> None:
    """A correction waits, and another one of the same record is asked for."""
    _apart(world, runner, _FIRST)


def _key(world: World, name: str) -> Path:
    folder = world.papers / "keys"
    folder.mkdir(exist_ok=True)
    asked = ("-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(folder / name))
    subprocess.run(["ssh-keygen", *asked], check=True, capture_output=True)
    return folder / name


def _signed(world: World, runner: Runner) -> None:
    """Signatures are required: a root key signed the first list, and the clerk has a key."""
    root, own = _key(world, "root"), _key(world, "ann")
    at = world.desk
    if world.remote.exists():
        at = world.root / "office"
        world.git(world.root, "clone", "--quiet", "--template=", str(world.remote), "office")
        sign_in(world, at, "root")
    scheme = at / "registry/scheme.yaml"
    text = scheme.read_text(encoding="utf-8")
    head, trunk, rest = text.partition("trunk: ")
    name, _end, rest = rest.partition("\n")
    text = f"{head}{trunk}{name}\nsignatures: required\n{rest}"
    scheme.write_text(text, encoding="utf-8", newline="")
    public = " ".join(own.with_suffix(".pub").read_text(encoding="utf-8").split()[:2])
    (at / "registry/keys.yaml").write_text(
        f"schema: 1\nkeys:\n  - body: civil_affairs\n    person: ann\n    key: {public}\n"
        f"    from: {TODAY}\n    to: null\n",
        encoding="utf-8",
    )
    files = ("registry/scheme.yaml", "registry/keys.yaml")
    world.git(at, "add", *files)
    world.git(at, "-c", "gpg.format=ssh", "-c", f"user.signingkey={root}", "commit", "--quiet",
              "-S", "--only", "--message", "require signatures", "--", *files)  # fmt: skip
    world.git(world.desk, "config", "user.signingkey", str(own))
    if at != world.desk:
        world.git(at, "push", "--quiet")
        shutil.rmtree(at)
        done = run(runner, world, ("sync",))
        assert done.code == 0, done.err


def _next_key(world: World, runner: Runner) -> None:
    """The clerk has another key, which is not on the list yet."""
    _signed(world, runner)
    _key(world, "next")


def _two_keys(world: World, runner: Runner) -> None:
    """Both keys are on the list, and the clerk signs with the new one."""
    _next_key(world, runner)
    done = run(runner, world, _ENTER)
    assert done.code == 0, done.err
    world.git(world.desk, "config", "user.signingkey", str(world.papers / "keys/next"))


def _sent_without_answer(world: World, runner: Runner) -> None:
    """A filing arrived, but its answer was lost: it is on the trunk and in the outbox as well."""
    _queued(world, runner)
    kept = world.root / "kept"
    shutil.copytree(world.desk / ".git/accession/outbox", kept)
    assert run(runner, world, ("sync",)).code == 0
    for path in kept.iterdir():
        text = path.read_text(encoding="utf-8").replace('"base": null', '"base": ""')
        (world.desk / ".git/accession/outbox" / path.name).write_text(text, encoding="utf-8")
    shutil.rmtree(kept)


def _ragged(world: World, _runner: Runner) -> None:
    """Two records that are not written canonically."""
    for name in ("2024/SL-2024-0001", "2026/SL-2026-0001"):
        path = world.desk / f"registry/tasks/{name}.yaml"
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("status: ", "status:   "), encoding="utf-8", newline="")


def run(runner: Runner, world: World, arguments: tuple[str, ...]) -> Run:
    """Run a command of the clerk, whole."""
    return runner.run(*arguments, folder=world.desk, environ=world.environ)


def _received(world: World, runner: Runner) -> None:
    """An application has come in, and is on the trunk."""
    done = run(runner, world, RECEIVE.arguments)
    assert done.code == 0, done.err


def _approved(world: World, runner: Runner) -> None:
    """The application has been approved as well."""
    _received(world, runner)
    done = run(runner, world, _DECIDE)
    assert done.code == 0, done.err


def _reported(world: World, runner: Runner) -> None:
    """A complaint has come in, and is on the trunk."""
    done = run(runner, world, REPORT.arguments)
    assert done.code == 0, done.err


REPORT: Final = Verb(
    name="complaint add",
    arguments=(
        *("complaint", "add", "--source", "community", "--community", "999901001901"),
        *("--agency", "yingji", "--what", "要求社区填报台账"),
    ),
    prepare=_nothing,
)
_DECIDE: Final = ("decide", APPLIED, "--result", "admit", "--by", "civil_affairs")
RECEIVE: Final = Verb(
    name="receive",
    arguments=(
        *("receive", "--from", "../papers/asked.yaml", "--form", "../papers/form.txt"),
        *("--received-at", "09:05"),  # a second run is no minute later
    ),
    prepare=_nothing,
)
FILE: Final = Verb(
    name="file", arguments=("file", "--from", "../papers/draft.yaml"), prepare=_nothing
)
DROP: Final = ("sync", "--drop")
_FIRST: Final = ("amend", ENDED, "--set", "frequency=每年两次", "--reason", "录入有误")
_SECOND: Final = ("amend", ENDED, "--set", "funding.amount=1.00", "--reason", "金额有误")
_ENTER: Final = (
    *("keys", "add", "../papers/keys/next.pub"),
    *("--body", "civil_affairs", "--person", "ann"),
)
VERBS: Final = (
    FILE,
    Verb(
        name="retire",
        arguments=(
            *("retire", ENDED, "--applied", "2026-10-08", "--effective", "2026-11-01"),
            *("--reason", "期限届满", "--material", "../papers/material.txt"),
        ),
        prepare=_nothing,
    ),
    RECEIVE,
    Verb(name="decide", arguments=_DECIDE, prepare=_received),
    Verb(
        name="withdraw",
        arguments=("withdraw", APPLIED, "--reason", "部门另行安排"),
        prepare=_received,
    ),
    Verb(name="file an application", arguments=("file", APPLIED), prepare=_approved),
    Verb(
        name="amend",
        arguments=(
            *("amend", ENDED, "--set", "frequency=每年两次", "--set", "funding.amount=1.00"),
            *("--reason", "录入有误"),
        ),
        prepare=_nothing,
    ),
    Verb(
        name="dispatch",
        arguments=("dispatch", SENT, "--to-all", "--out", "../papers"),
        prepare=_nothing,
    ),
    Verb(
        name="notify",
        arguments=("notify", TOLD, "--to", "示例东街道综合办公室"),
        prepare=_nothing,
    ),
    Verb(
        name="evaluation conclude",
        arguments=(
            *("evaluation", "conclude", ENDED, "--year", "2026", "--outcome", "improve"),
            *("--opinion", "减少重复报表"),
        ),
        prepare=_nothing,
    ),
    REPORT,
    Verb(
        name="complaint rectify",
        arguments=("complaint", "rectify", REPORTED, "--out", "../papers/order.docx"),
        prepare=_reported,
    ),
    Verb(
        name="complaint close",
        arguments=("complaint", "close", REPORTED, "--outcome", "unfounded"),
        prepare=_reported,
    ),
    Verb(name="freeze", arguments=("freeze", "2024"), prepare=_nothing),
    Verb(
        name="calendar import",
        arguments=("calendar", "import", "../papers/notice.yaml"),
        prepare=_nothing,
    ),
    Verb(
        name="statutes import",
        arguments=("statutes", "import", "../papers/laws.csv"),
        prepare=_nothing,
    ),
    Verb(
        name="format",
        arguments=("format",),
        prepare=_ragged,
        heals=("format",),
        lands=False,
        remote=False,
    ),
    Verb(name="sync", arguments=("sync",), prepare=_queued),
    Verb(name="sync, answer lost", arguments=("sync",), prepare=_sent_without_answer, lands=False),
    Verb(
        name="sync, two requests on one record",
        arguments=("sync",),
        prepare=_queued_on_one_record,
        several=True,
    ),
    Verb(name="amend behind a request", arguments=_SECOND, prepare=_one_waits, several=True),
    Verb(name="file, signed", arguments=FILE.arguments, prepare=_signed),
    Verb(name="keys add, signed", arguments=_ENTER, prepare=_next_key),
    Verb(
        name="keys end, signed",
        arguments=("keys", "end", "../papers/keys/ann.pub"),
        prepare=_two_keys,
    ),
    Verb(name="sync --drop", arguments=DROP, prepare=_queued, heals=DROP, lands=False),
)
#: A word of the record that filing makes.
FILED: Final = TITLE
