"""Machines as they are met, and what the main commands answer there, each a process of its own.

A machine has a way of writing letters, a folder in which the registry lies, and a home or none; the
rest is drawn. Whatever it is, the answers, the files that are written and the records on the trunk
have to be those of any other machine.
"""

import os
import random
import re
import shutil
import subprocess  # noqa: TID251 - commands are run as clerks run them
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Final

from fault.world import World, make

ACCESSION: Final = Path(sys.executable).with_name("accession")
CLERK: Final = "安宁"
SECONDS: Final = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """How a machine writes letters: its environment, and what its keyboard sends.

    ``locale`` has to be made first: its language and its character set.
    """

    environ: Mapping[str, str]
    keyboard: str = "utf-8"
    locale: tuple[str, str] | None = None


SPEECHES: Final = {
    "UTF-8": Speech(environ={"LC_ALL": "C.UTF-8"}),
    "nothing said": Speech(environ={}),
    "a language that is not installed": Speech(environ={"LANG": "tlh_XX.KOI8-R"}),
    "ASCII": Speech(environ={"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}),
    "Latin-1": Speech(environ={"LC_ALL": "en_US"}, locale=("en_US", "ISO-8859-1")),
    "GBK": Speech(environ={"LC_ALL": "zh_CN"}, keyboard="gbk", locale=("zh_CN", "GBK")),
}
FOLDERS: Final = {
    "plain": b"registry",
    "Chinese": "东丽区 登记库".encode(),
    "Chinese in GBK": "东丽区 登记库".encode("gbk"),
}
HOMES: Final = ("there", "missing", "unset")
ZONES: Final = ("UTC", "Asia/Shanghai", "America/Los_Angeles")
UMASKS: Final = (0o022, 0o077)
SEEDS: Final = ("0", "1", "4294967295")

Command = tuple[str, ...]
#: What clerks ask, also where the clone can only be read; then what they write.
READING: Final[Sequence[Command]] = (
    ("validate",),
    ("list", "--json"),
    ("show", "SL-2024-0001"),
    ("check", "协助困难家庭走访"),
    ("log", "SL-2024-0001"),
    ("todo",),
    ("doctor",),
    ("render", "2025", "--out", "../出版"),
    ("export", "--out", "../出版/台账.xlsx"),
    ("form", "blank", "--out", "../出版/审批表.docx"),
)
READ_ONLY: Final[Sequence[Command]] = (
    ("validate",),
    ("check", "协助困难家庭走访"),
    ("verify", "--full"),
    ("render", "2025", "--format", "html,xlsx", "--out", "../出版"),
)
WRITING: Final[Sequence[Command]] = (
    ("render", "2026", "--format", "csv,docx"),
    ("file", "--from", "../papers/草稿.yaml"),
    ("file", "--from", "../papers/无此文件.yaml"),
    (
        *("retire", "SL-2024-0001", "--applied", "2026-10-08", "--effective", "2026-11-01"),
        *("--reason", "工作已经完成", "--material", "../papers/终止说明.txt"),
    ),
    ("notify", "SL-2024-0001", "--letter", "--out", "../出版"),
    ("receive", "--from", "../papers/asked.yaml", "--form", "../papers/审批表扫描.txt"),
    ("dispatch", "SL-2026-0001", "--out", "../出版"),
    ("amend", "SL-2026-0001", "--set", "title=协助排查消防安全隐患", "--reason", "更正名称"),
    ("sync",),
    ("list",),
    ("verify",),
    ("init", "../出版/新登记库", "--profile", "dongli", "--district", "东丽区"),
)
PAPERS: Final = {
    "draft.yaml": "草稿.yaml",
    "form.txt": "审批表扫描.txt",
    "material.txt": "终止说明.txt",
}
#: What is another each time: names of commits made just now, room on the disk.
_CHANGING: Final = re.compile(rb"\b[0-9a-f]{7,64}\b|\b[0-9]+ MB")


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """One of them. ``None`` is a variable that is not set."""

    speech: str = "UTF-8"
    folder: str = "plain"
    home: str = "there"
    zone: str | None = "UTC"
    umask: int = 0o022
    seed: str = "0"
    terminal: str | None = "dumb"
    temporary: str | None = None

    @property
    def title(self) -> str:
        named = (self.speech, self.folder, self.home, self.zone, f"{self.umask:03o}", self.seed)
        return ", ".join(map(str, named))

    def environ(self, root: Path, locales: Path) -> dict[str, str]:
        """All that a command finds in its environment there."""
        homes = {"there": str(root / "home"), "missing": "/missing", "unset": None}
        given = {
            "PATH": f"{os.defpath}:/usr/local/bin",
            "TZ": self.zone,
            "TERM": self.terminal,
            "TMPDIR": self.temporary,
            "HOME": homes[self.home],
            "LOCPATH": str(locales) if SPEECHES[self.speech].locale else None,
            "PYTHONHASHSEED": self.seed,
            "GIT_CONFIG_NOSYSTEM": "1",
            "SEALED_TODAY": "2026-10-12",
            "PYTHONPATH": str(Path(__file__).with_name("clock_seal")),
            "ACCESSION_LANG": "zh_CN",
        }
        named = {name: value for name, value in given.items() if value is not None}
        return {**named, **SPEECHES[self.speech].environ}


def _drawn(number: int, speech: str, folder: str, home: str) -> Machine:
    drawn = random.Random(number)
    return Machine(
        speech=speech,
        folder=folder,
        home=home,
        zone=drawn.choice((*ZONES, "Nowhere/At_All", None)),
        umask=drawn.choice((*UMASKS, 0o002)),
        seed=drawn.choice(SEEDS),
        terminal=drawn.choice(("xterm-256color", "dumb", "no-such-terminal", None)),
        temporary=drawn.choice(("/missing", None)),
    )


#: What all others are held to.
PLAIN: Final = Machine()
MACHINES: Final = tuple(
    _drawn(number, *named) for number, named in enumerate(product(SPEECHES, FOLDERS, HOMES))
)
#: The machines that an edition is built on: zones, locales, file rights and hash seeds.
BUILDERS: Final = tuple(
    Machine(speech=speech, zone=zone, umask=umask, seed=seed)
    for zone, speech, umask, seed in product(ZONES, ("UTF-8", "Latin-1", "GBK"), UMASKS, SEEDS)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """All that a machine showed: answers by command, files by name, and what the trunk has."""

    answers: Mapping[str, tuple[int, bytes, bytes]]
    files: Mapping[str, bytes]
    trunk: str

    def differs(self, other: "Seen") -> Iterator[str]:
        """How this is not what *other* is, a line each."""
        for command, expected in other.answers.items():
            code, out, err = self.answers[command]
            if code != expected[0]:
                yield f"{command}: exit code {code} instead of {expected[0]}"
            for one, wanted in ((out, expected[1]), (err, expected[2])):
                if one != wanted:
                    yield f"{command}: {_shown(one)} instead of {_shown(wanted)}"
        for name in sorted(self.files.keys() | other.files.keys()):
            if self.files.get(name) != other.files.get(name):
                yield f"{name}: other bytes, or on one machine only"
        if self.trunk != other.trunk:
            yield f"trunk: {self.trunk} instead of {other.trunk}"


def _shown(said: bytes) -> str:
    return said.decode(errors="backslashreplace")


def locales_made(folder: Path) -> bool:
    """Make the locales that are not UTF-8 in *folder*; false where this machine cannot."""
    folder.mkdir(parents=True, exist_ok=True)
    if shutil.which("localedef") is None:
        return False
    wanted = [speech.locale for speech in SPEECHES.values() if speech.locale]
    for language, letters in wanted:
        asked = ("localedef", "-f", letters, "-i", language, str(folder / language))
        subprocess.run(asked, capture_output=True, check=False)
    return all((folder / language / "LC_CTYPE").is_file() for language, _letters in wanted)


def template(folder: Path) -> Path:
    """The world that every machine is given, with a clerk of a Chinese name."""
    world = World(folder)
    make(world, remote=True)
    world.git(world.desk, "config", "user.name", CLERK)
    world.git(world.desk, "config", "accession.offline", "true")  # how soon it answers differs
    return folder


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """Commands to run on a machine, in a copy of the world *kept* below a place of its own."""

    kept: Path
    locales: Path
    reading: Sequence[Command] = READING
    read_only: Sequence[Command] = READ_ONLY
    writing: Sequence[Command] = WRITING

    def on(self, machine: Machine, place: Path) -> Seen:
        """What *machine* shows."""
        world = World(Path(os.fsdecode(os.fsencode(place) + b"/" + FOLDERS[machine.folder])))
        world.copied_from(self.kept)
        world.git(world.desk, "config", "remote.origin.url", str(world.remote))
        letters = SPEECHES[machine.speech].keyboard
        for plain, named in PAPERS.items():
            (world.papers / plain).rename(world.papers / os.fsdecode(named.encode(letters)))
        answers = {
            f"{' '.join(command)}{where}": self._answer(machine, world, command)
            for commands, where in self._phases(world)
            for command in commands
        }
        made = (world.root / os.fsdecode("出版".encode(letters)), world.desk / "build")
        return Seen(
            answers=answers,
            files={
                os.fsencode(path.relative_to(world.root)).decode(letters): path.read_bytes()
                for folder in made
                for path in folder.rglob("*")
                if path.is_file() and ".git" not in path.parts
            },
            trunk=world.git(world.remote, "log", "--format=%an %ae %s %T", "main"),
        )

    def _phases(self, world: World) -> Iterator[tuple[Sequence[Command], str]]:
        yield self.reading, ""
        if self.read_only and os.geteuid() == 0:  # only root can mount
            with read_only(world.desk):
                yield self.read_only, " (where the clone can only be read)"
        yield self.writing, " (in the end)"

    def _answer(self, machine: Machine, world: World, command: Command) -> tuple[int, bytes, bytes]:
        letters = SPEECHES[machine.speech].keyboard
        done = subprocess.run(
            [os.fsencode(ACCESSION), *(word.encode(letters) for word in command)],
            cwd=world.desk,
            env=machine.environ(world.root, self.locales),
            umask=machine.umask,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
        return done.returncode, _lasting(world, done.stdout), _lasting(world, done.stderr)


def _lasting(world: World, said: bytes) -> bytes:
    """*said* without what is another each time, and without the folder that the world lies in."""
    below = re.escape(os.fsencode(world.root.parent))
    return _CHANGING.sub(b"#", re.sub(below + rb"/[^\n]*?/(?=desk|papers)", b"", said))


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """*folder* on a disk that can only be read; only root may mount one."""
    for options in (("--bind", str(folder)), ("-o", "remount,ro,bind")):
        subprocess.run(["mount", *options, str(folder)], check=True, capture_output=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True, capture_output=True)
