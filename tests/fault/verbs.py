"""The commands that write, each with what it needs lying ready and what comes after it."""

import shutil
import subprocess  # noqa: TID251 - keys are made by ssh-keygen itself
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from fault.runner import Run, Runner
from fault.world import TITLE, TODAY, World, sign_in

ENDED: Final = "SL-2024-0001"
APPLIED: Final = "SL-A-2026-0002"
NEW: Final = "SL-2026-0002"
SENT: Final = "SL-2024-0001"
TOLD: Final = "SL-2024-0002"
REPORTED: Final = "SL-C-2026-0001"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb:
    """A command under test.

    ``prepare`` makes the world that it needs. ``does`` is the verb of the request that it makes,
    "" if it makes none. ``heals`` is the command that comes next and puts everything right;
    ``lands`` says that it records something on the trunk, ``several`` that it does so in several
    commits, of which some may be there when it is broken. ``signed``: signatures are required.
    """

    name: str
    arguments: tuple[str, ...]
    prepare: Callable[[World, Runner], None]
    does: str = ""
    heals: tuple[str, ...] = ("sync",)
    lands: bool = True
    remote: bool = True
    several: bool = False
    signed: bool = False


def _nothing(_world: World, _runner: Runner) -> None:
    """The world is ready as it is."""


def _queued(world: World, runner: Runner) -> None:
    """A filing waits, because the trunk could not be reached when it was asked for."""
    apart(world, runner, FILE.arguments)


def apart(world: World, runner: Runner, *asked: tuple[str, ...]) -> None:
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
    apart(world, runner, _FIRST, _SECOND)


def _one_waits(world: World, runner: Runner) -> None:
    """A correction waits, and another one of the same record is asked for."""
    apart(world, runner, _FIRST)


def _key(world: World, name: str) -> Path:
    """A new key of *name*, whose public half lies beside it."""
    folder = world.papers / "keys"
    folder.mkdir(exist_ok=True)
    asked = ("-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(folder / name))
    subprocess.run(["ssh-keygen", *asked], check=True, capture_output=True)
    return folder / name


def require_signatures(world: World, runner: Runner, *others: str) -> dict[str, Path]:
    """Require signatures: a root key signs the first list; the clerk and *others* get keys."""
    root, keys = _key(world, "root"), {name: _key(world, name) for name in ("ann", *others)}
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
    entries = (
        f"  - body: civil_affairs\n    person: {name}\n    key: {public(key)}\n"
        f"    from: {TODAY}\n    to: null\n"
        for name, key in keys.items()
    )
    listed = "schema: 1\nkeys:\n" + "".join(entries)
    (at / "registry/keys.yaml").write_text(listed, encoding="utf-8")
    files = ("registry/scheme.yaml", "registry/keys.yaml")
    world.git(at, "add", *files)
    world.git(at, "-c", "gpg.format=ssh", "-c", f"user.signingkey={root}", "commit", "--quiet",
              "-S", "--only", "--message", "require signatures", "--", *files)  # fmt: skip
    world.git(world.desk, "config", "user.signingkey", str(keys["ann"]))
    if at != world.desk:
        world.git(at, "push", "--quiet")
        shutil.rmtree(at)
        _done(world, runner, ("sync",))
    return keys


def public(key: Path) -> str:
    """The public half of *key*, without a name."""
    return " ".join(key.with_suffix(".pub").read_text(encoding="utf-8").split()[:2])


def _signing(verb: Verb) -> Verb:
    """The same where signatures are required."""

    def prepare(world: World, runner: Runner) -> None:
        require_signatures(world, runner)
        verb.prepare(world, runner)

    return replace(verb, name=f"{verb.name}, signed", prepare=prepare, signed=True)


def _another_key(world: World, _runner: Runner) -> None:
    """There is a key that is not on the list yet."""
    _key(world, "next")


def _listed_key(world: World, runner: Runner) -> None:
    """It is on the list."""
    _key(world, "next")
    _done(world, runner, _ENTER)


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


def _done(world: World, runner: Runner, arguments: tuple[str, ...]) -> None:
    done = run(runner, world, arguments)
    assert done.code == 0, done.err


def _received(world: World, runner: Runner) -> None:
    """An application has come in, and is on the trunk."""
    _done(world, runner, RECEIVE.arguments)


def _approved(world: World, runner: Runner) -> None:
    """The application has been approved as well."""
    _received(world, runner)
    _done(world, runner, _DECIDE)


def _filed(world: World, runner: Runner) -> None:
    """A task has been filed."""
    _done(world, runner, FILE.arguments)


def _reported(world: World, runner: Runner) -> None:
    """A complaint has come in, and is on the trunk."""
    _done(world, runner, REPORT.arguments)


REPORT: Final = Verb(
    name="complaint add",
    arguments=(
        *("complaint", "add", "--source", "community", "--community", "999901001901"),
        *("--agency", "yingji", "--what", "要求社区填报台账"),
    ),
    prepare=_nothing,
    does="complaint add",
)
_DECIDE: Final = ("decide", APPLIED, "--result", "admit", "--by", "civil_affairs")
RECEIVE: Final = Verb(
    name="receive",
    arguments=(
        *("receive", "--from", "../papers/asked.yaml", "--form", "../papers/form.txt"),
        *("--received-at", "09:05"),  # a second run is no minute later
    ),
    prepare=_nothing,
    does="receive",
)
FILE: Final = Verb(
    name="file",
    arguments=("file", "--from", "../papers/draft.yaml"),
    prepare=_nothing,
    does="file",
)
DROP: Final = ("sync", "--drop")
_FIRST: Final = ("amend", ENDED, "--set", "frequency=每年两次", "--reason", "录入有误")
_SECOND: Final = ("amend", ENDED, "--set", "funding.amount=1.00", "--reason", "金额有误")
_ENTER: Final = (
    *("keys", "add", "../papers/keys/next.pub"),
    *("--body", "civil_affairs", "--person", "ann"),
)
_LANDING: Final = (
    FILE,
    Verb(
        name="retire",
        arguments=(
            *("retire", ENDED, "--applied", "2026-10-08", "--effective", "2026-11-01"),
            *("--reason", "期限届满", "--material", "../papers/material.txt"),
        ),
        prepare=_nothing,
        does="retire",
    ),
    RECEIVE,
    Verb(name="decide", arguments=_DECIDE, prepare=_received, does="decide"),
    Verb(
        name="withdraw",
        arguments=("withdraw", APPLIED, "--reason", "部门另行安排"),
        prepare=_received,
        does="withdraw",
    ),
    Verb(name="file an application", arguments=("file", APPLIED), prepare=_approved, does="file"),
    Verb(
        name="amend",
        arguments=(
            *("amend", ENDED, "--set", "frequency=每年两次", "--set", "funding.amount=1.00"),
            *("--reason", "录入有误"),
        ),
        prepare=_nothing,
        does="amend",
    ),
    Verb(
        name="dispatch",
        arguments=("dispatch", SENT, "--to-all", "--out", "../papers"),
        prepare=_nothing,
        does="dispatch",
    ),
    Verb(
        name="notify",
        arguments=("notify", TOLD, "--to", "示例东街道综合办公室"),
        prepare=_nothing,
        does="notify",
    ),
    Verb(
        name="evaluation conclude",
        arguments=(
            *("evaluation", "conclude", ENDED, "--year", "2026", "--outcome", "improve"),
            *("--opinion", "减少重复报表"),
        ),
        prepare=_nothing,
        does="evaluate",
    ),
    REPORT,
    Verb(
        name="complaint rectify",
        arguments=("complaint", "rectify", REPORTED, "--out", "../papers/order.docx"),
        prepare=_reported,
        does="complaint",
    ),
    Verb(
        name="complaint close",
        arguments=("complaint", "close", REPORTED, "--outcome", "unfounded"),
        prepare=_reported,
        does="complaint",
    ),
    Verb(name="freeze", arguments=("freeze", "2024"), prepare=_nothing, does="freeze"),
    Verb(
        name="calendar import",
        arguments=("calendar", "import", "../papers/notice.yaml"),
        prepare=_nothing,
        does="calendar",
    ),
    Verb(
        name="statutes import",
        arguments=("statutes", "import", "../papers/laws.csv"),
        prepare=_nothing,
        does="statutes",
    ),
    Verb(
        name="receive --fault",
        arguments=("receive", "--again", APPLIED, "--fault", "funding.source=来电说明由街道负担"),
        prepare=_received,
        does="note",
    ),
    Verb(
        name="undo",
        arguments=("undo", NEW, "--reason", "重复备案"),
        prepare=_filed,
        does="undo",
    ),
    Verb(
        name="import",
        arguments=(
            *("import", "../papers/ledger.csv", "--in-force", "--set", "实施范围=全区", "--yes"),
            *("--earlier", "《示例目录》（示例发〔2021〕8号，2021年3月5日）"),
        ),
        prepare=_nothing,
        does="import",
    ),
    Verb(
        name="roster import",
        arguments=("roster", "import", "../papers/roster.xlsx"),
        prepare=_nothing,
        does="roster",
    ),
    Verb(
        name="scheme amend",
        arguments=("scheme", "amend", "days_ahead.value=7", "--reason", "试行期间延长"),
        prepare=_nothing,
        does="scheme",
    ),
    Verb(name="keys add", arguments=_ENTER, prepare=_another_key, does="keys add"),
    Verb(
        name="keys end",
        arguments=("keys", "end", "../papers/keys/next.pub"),
        prepare=_listed_key,
        does="keys end",
    ),
    Verb(name="sync", arguments=("sync",), prepare=_queued),
    Verb(
        name="sync, two requests on one record",
        arguments=("sync",),
        prepare=_queued_on_one_record,
        several=True,
    ),
    Verb(name="amend behind a request", arguments=_SECOND, prepare=_one_waits, several=True),
)
VERBS: Final = (
    *_LANDING,
    *(_signing(verb) for verb in _LANDING),
    Verb(
        name="format",
        arguments=("format",),
        prepare=_ragged,
        heals=("format",),
        lands=False,
        remote=False,
    ),
    Verb(name="sync, answer lost", arguments=("sync",), prepare=_sent_without_answer, lands=False),
    Verb(name="sync --drop", arguments=DROP, prepare=_queued, heals=DROP, lands=False),
)
#: Each with a remote and without one.
CASES: Final = tuple(
    (verb, remote) for verb in VERBS for remote in ((True, False) if verb.remote else (False,))
)
#: A word of the record that filing makes.
FILED: Final = TITLE
