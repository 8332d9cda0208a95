"""Prove that two checkouts of the program say the same: ``python tools/same.py OLD NEW``.

Every command of ``same_commands.py`` is run by both, in English and in Chinese, over a clone of
OLD's sample registry and over a made-up district. What is printed, the exit codes, every file that
a command writes and every commit that it makes are compared; documents byte by byte. Chance and
the clock are taken out by ``same_seal``, so nothing is left to normalise but the two folders and,
once two commits differ, the ids of the commits that follow. For both it is the first Monday after
the newest commit of the sample.

A command that gives another exit code than its line says is no proof that both say the same, so it
counts as different. One that needs an extra which is not installed is left out, and that is said.
"""

import argparse
import difflib
import io
import os
import re
import shutil
import subprocess  # noqa: TID251 - a tool beside the program, not a part of it
import sys
import tempfile
import tomllib
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Final

import same_commands as table
import same_inputs as inputs
from same_commands import Step

_TOP: Final = Path(__file__).parents[1]
_SEAL: Final = Path(__file__).parent / "same_seal"
_SHOWN: Final = 12
_WIDTH: Final = 160
_SECONDS: Final = 120
_CHINA: Final = timezone(timedelta(hours=8))
_PLAIN_DAY: Final = date.fromisoformat(table.TODAY)
_COMMIT: Final = re.compile(r"(?<![0-9A-Za-z])[0-9a-f]{7,40}(?![0-9A-Za-z])")
_LOG: Final = "--format=commit %H%ntree %T%nby %an <%ae> %aI, %cn <%ce> %cI%n%B"


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What became of one command; files by their path, None where one was removed."""

    code: int
    out: str
    err: str
    files: Mapping[str, bytes | None]
    commits: str


@dataclass(slots=True, kw_only=True)
class World:
    """A folder in which commands run one after another: ``registry`` is the work tree in it."""

    top: Path
    language: str
    words: Mapping[str, str]
    seen: dict[str, tuple[int, int, str]] = field(default_factory=dict)
    new_commits: list[str] = field(default_factory=list)

    @property
    def registry(self) -> Path:
        return self.top / "registry"

    @property
    def day(self) -> str:
        return self.words["today"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A step, and the name of the world in which it runs; *number* is its place there."""

    world: str
    language: str
    step: Step
    number: int

    @property
    def title(self) -> str:
        return f"{self.world} {self.language} | {self.step.line}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the two programs, and the folder it runs in."""

    top: Path
    checkout: Path

    @property
    def program(self) -> Path:
        """The checkout by a path that is as long on both sides, so that tables break alike."""
        return self.top / "program"

    def environ(self, language: str, step: Step, number: int, day: str) -> dict[str, str]:
        return {
            **sealed(self.top / "home", day),
            "PYTHONPATH": os.pathsep.join((str(_SEAL), str(self.program / "src"))),
            "ACCESSION_LANG": language,
            "SAME_TODAY": day,
            "SAME_STEP": f"{number} {step.line}",
        }


def sealed(home: Path, day: str) -> dict[str, str]:
    """The environment of a machine with git, Python and nothing else; commits are of *day*."""
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    noon = f"{day}T12:00:00+08:00"
    people = {f"GIT_{who}_NAME": "ann" for who in ("AUTHOR", "COMMITTER")}
    addresses = {f"GIT_{who}_EMAIL": "ann@example.org" for who in ("AUTHOR", "COMMITTER")}
    return {
        **people,
        **addresses,
        "GIT_AUTHOR_DATE": noon,
        "GIT_COMMITTER_DATE": noon,
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ALLOW_PROTOCOL": "file",
        "HOME": str(home),
        "LC_ALL": "C.UTF-8",
        "PATH": path,
        "TZ": "America/Los_Angeles",
    }


# What is pure: comparing.


def neutral(text: str, folders: Mapping[str, str], commits: Sequence[str]) -> str:
    """*text* with the folders of its side by their names, and new commits by their place.

    Only what is an id of one of *commits*, or the beginning of one, is taken for a commit.
    """
    for folder, name in folders.items():
        text = text.replace(folder, name)

    def named(match: re.Match[str]) -> str:
        for place, commit in enumerate(commits, start=1):
            if commit.startswith(match[0]):
                return f"<commit {place}>"
        return match[0]

    return _COMMIT.sub(named, text) if commits else text


def differences(old: Result, new: Result) -> Iterator[tuple[str, str]]:
    """What differs and how, for each stream; nothing when the two are the same."""
    if old.code != new.code:
        yield "exit code", f"{old.code} → {new.code}"
    for name, before, after in (
        ("stdout", old.out, new.out),
        ("stderr", old.err, new.err),
        ("commits", old.commits, new.commits),
    ):
        if before != after:
            yield name, text_difference(before, after)
    for path in sorted(old.files.keys() | new.files.keys()):
        said = file_difference(old.files.get(path, b""), new.files.get(path, b""))
        if path not in new.files:
            said = "not written by the new program"
        elif path not in old.files:
            said = "not written by the old program"
        if said:
            yield f"file {path}", said


def text_difference(old: str, new: str) -> str:
    """A unified diff without its head, cut after a dozen lines."""
    lines = difflib.unified_diff(old.splitlines(), new.splitlines(), "old", "new", "", "", 1, "")
    found = [line if len(line) <= _WIDTH else f"{line[:_WIDTH]}…" for line in lines][2:]
    if not found:
        return "line ends differ"
    more = [f"… and {len(found) - _SHOWN} lines more"] if len(found) > _SHOWN else []
    return "\n".join(found[:_SHOWN] + more)


def file_difference(old: bytes | None, new: bytes | None) -> str:
    """How the bytes of a file differ: as text, by the parts of a container, or by their sums."""
    if old == new:
        return ""
    if old is None or new is None:
        return "removed by one program only"
    sums = f"sha256 {sha256(old).hexdigest()[:12]} → {sha256(new).hexdigest()[:12]}"
    parts = [_parts(data) for data in (old, new)]
    if all(parts):
        names = sorted(parts[0].keys() | parts[1].keys())
        differ = [name for name in names if parts[0].get(name) != parts[1].get(name)]
        return f"{sums}; parts: {', '.join(differ[:_SHOWN]) or 'equal, packed otherwise'}"
    try:
        return f"{sums}\n{text_difference(old.decode(), new.decode())}"
    except UnicodeDecodeError:
        return sums


def _parts(data: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as container:
            return {name: container.read(name) for name in container.namelist()}
    except zipfile.BadZipFile:
        return {}


def faults(job: Job, old: Result, new: Result) -> Iterator[tuple[str, str]]:
    """What differs, and what makes a comparison worthless though both are the same."""
    yield from differences(old, new)
    if not is_expected(job, old):
        expected = " or ".join(map(str, sorted(job.step.codes)))
        said = f"{old.code}, and {expected} in same_commands.py"
        yield "exit code of the old program", f"{said}\n{old.out[-600:]}{old.err[-600:]}"
    for name, result in (("old", old), ("new", new)):
        if "Traceback (most recent call last)" in result.err:
            yield f"traceback of the {name} program", result.err[-600:]


def is_expected(job: Job, old: Result) -> bool:
    """Whether the old program ended as the line of the table says; else nothing is proved."""
    return old.code in job.step.codes


# Running


def run(side: Side, world: World, job: Job) -> Result:
    """Let a side's program do a step in its world."""
    before = _heads(world)
    done = _accession(side, world, job.step, job.number)
    after = _heads(world)
    written = _written(world)
    commits = _commits(world, before, after) if before != after else ""
    folders = {str(side.top): "<folder>", str(side.checkout): "<program>"}

    def shown(text: str) -> str:
        return neutral(text, folders, world.new_commits)

    return Result(
        code=done.returncode,
        out=shown(done.stdout.decode(errors="replace")),
        err=shown(done.stderr.decode(errors="replace")),
        files={path: _neutral_bytes(data, shown) for path, data in written.items()},
        commits=shown(commits),
    )


def _accession(
    side: Side, world: World, step: Step, number: int
) -> subprocess.CompletedProcess[bytes]:
    server, away = world.top / "server.git", world.top / "away.git"
    if step.away:
        server.rename(away)
    day = step.day.format_map(world.words)
    environ = side.environ(world.language, step, number, day)
    del environ["GIT_AUTHOR_DATE"], environ["GIT_COMMITTER_DATE"]
    try:
        return subprocess.run(
            [sys.executable, "-m", "accession_cli", *step.arguments(world.words)],
            cwd=world.registry,
            env=environ,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    finally:
        if step.away:
            away.rename(server)


def _git(folder: Path, *arguments: str, day: str = table.TODAY) -> str:
    done = subprocess.run(
        ["git", *arguments],
        cwd=folder,
        env=sealed(folder, day),
        capture_output=True,
        check=True,
    )
    return done.stdout.decode().strip()


def _heads(world: World) -> str:
    """The refs of the world, as its git folder holds them; read without git, which is slower."""
    found = []
    for folder in (world.registry / ".git", world.top / "server.git"):
        packed = folder / "packed-refs"
        refs = [path for path in (folder / "refs").rglob("*") if path.is_file()]
        found += [
            f"{path.relative_to(world.top)} {path.read_text().strip()}"
            for path in [*sorted(refs), *([packed] if packed.is_file() else [])]
        ]
    return "\n".join(found)


def _commits(world: World, before: str, after: str) -> str:
    """The commits that are in *after* and were not before, and the refs that moved."""
    known = re.findall(r"^\S+ ([0-9a-f]{40})$", before, re.MULTILINE)
    shown = _git(world.registry, "log", "--reverse", _LOG, "HEAD", *(f"^{one}" for one in known))
    world.new_commits += re.findall(r"^commit ([0-9a-f]{40})$", shown, re.MULTILINE)
    moved = sorted(set(after.splitlines()) - set(before.splitlines()))
    return "\n".join((shown, *moved))


def _written(world: World) -> dict[str, bytes | None]:
    """The files of the world that were written or removed since it was last looked at."""
    found: dict[str, bytes | None] = {}
    now: dict[str, tuple[int, int, str]] = {}
    for folder, inside, names in os.walk(world.top):
        inside[:] = [name for name in inside if name != ".git" and not name.endswith(".git")]
        for name in names:
            path = Path(folder, name)
            key, status = str(path.relative_to(world.top)), path.stat()
            stamp = (status.st_mtime_ns, status.st_size)
            held = world.seen.get(key)
            if held is not None and held[:2] == stamp:
                now[key] = held
                continue
            data = path.read_bytes()
            now[key] = (*stamp, sha256(data).hexdigest())
            if held is None or held[2] != now[key][2]:
                found[key] = data
    found.update(dict.fromkeys(world.seen.keys() - now.keys()))
    world.seen = now
    return found


def _neutral_bytes(data: bytes | None, shown: Callable[[str], str]) -> bytes | None:
    """Texts are made neutral; other files stay as they are."""
    if data is None:
        return None
    try:
        return shown(data.decode()).encode()
    except UnicodeDecodeError:
        return data


# The two registries and what is handed in


def prepare(folder: Path, old: Path) -> tuple[dict[str, World], list[str]]:
    """Make the registries and the papers, with the old program; and what went wrong."""
    side = Side(top=folder, checkout=old)
    _begin(side)
    sample, plain = (_world(folder / name, "", _PLAIN_DAY) for name in ("sample", "plain"))
    sample = _sample(sample, old)
    papers = folder / "in"
    notice = (_TOP / "docs/calendar-2027.example.yaml").read_text(encoding="utf-8")
    laws = (_TOP / "docs/statutes.example.csv").read_text(encoding="utf-8")
    after = date.fromisoformat(sample.day) - _PLAIN_DAY
    inputs.write_papers(papers, notice, laws, after)
    for world in (sample, plain):
        (world.top / "in").symlink_to(papers)
    troubles = [*_plain(side, plain), *_workbooks(side, (sample, plain), after)]
    return {"sample": sample, "plain": plain}, troubles


def _world(top: Path, new: str, day: date) -> World:
    top.mkdir(exist_ok=True)
    return World(top=top, language="en", words=table.words(top.name, day, new))


def _sample(world: World, old: Path) -> World:
    """The sample of *old* up to its newest commit, on the first Monday after that."""
    server = world.top / "server.git"
    _git(world.top, "init", "--quiet", "--bare", "--initial-branch=main", server.name)
    _git(server, "fetch", "--quiet", str(old), "HEAD")
    asked = ("rev-list", "-1", "--timestamp", "FETCH_HEAD", "--", "registry")
    seconds, commit = _git(server, *asked).split()
    _git(server, "update-ref", "refs/heads/main", commit)
    _git(world.top, "clone", "--quiet", "server.git", "registry")
    _git(world.registry, "remote", "set-url", "origin", "../server.git")
    newest = datetime.fromtimestamp(int(seconds), _CHINA).date()
    day = newest + timedelta(days=7 - newest.weekday())
    filed = (world.registry / f"registry/tasks/{day.year}").glob("*.yaml")
    last = max((int(path.stem.rpartition("-")[2]) for path in filed), default=0)
    return _world(world.top, f"DL-{day.year}-{last + 1:04d}", day)


def _plain(side: Side, plain: World) -> Iterator[str]:
    """Make up the district, with a server."""
    plain.registry.mkdir()
    yield from _done(side, plain, Step(line="init --server ../server.git", day=inputs.BEGUN))
    begin = " ".join(("init .", *(f"'{one}'" for one in inputs.DISTRICT), "--no-commit"))
    yield from _done(
        side, plain, Step(line=begin.replace("{", "{{").replace("}", "}}"), day=inputs.BEGUN)
    )
    inputs.write_district(plain.registry / "registry")
    inputs.shares(plain.registry / "registry")
    inputs.write_centre(plain.top)
    _git(plain.registry, "add", "--all")
    _git(plain.registry, "commit", "--quiet", "--message", "Begin the registry", day=inputs.BEGUN)
    _git(plain.registry, "branch", "--quiet", "-M", "main")
    _git(plain.registry, "remote", "add", "origin", "../server.git")
    _git(plain.registry, "push", "--quiet", "--set-upstream", "origin", "main")
    for step in table.steps(table.BEGINNING):
        yield from _done(side, plain, step)


def _workbooks(side: Side, worlds: Sequence[World], after: timedelta) -> Iterator[str]:
    """Fill in the workbooks that the program hands out."""
    folder, papers = side.top, side.top / "in"
    for world in worlds:
        scores = Step(line=f"evaluation open 2025 --out {folder}/evaluation-{world.top.name}")
        yield from _done(side, world, scores)
        book = min((folder / f"evaluation-{world.top.name}").glob("评议表-*.xlsx"), default=None)
        if book is not None:
            inputs.fill_scores(book, papers / f"scores-{world.top.name}.xlsx")
    blank = folder / "list.xlsx"
    yield from _done(side, worlds[0], Step(line=f"form blank --list --out {blank}"))
    inputs.fill_list(blank, papers / "list.xlsx", after)
    inputs.fill_list(blank, papers / "wrong.xlsx", after, 申请单位="某局", 开始日期="明年")


def _begin(side: Side) -> None:
    (side.top / "home").mkdir(parents=True)
    side.program.symlink_to(side.checkout)


def _done(side: Side, world: World, step: Step) -> Iterator[str]:
    done = _accession(side, world, step, 0)
    if done.returncode not in step.codes:
        yield f"{step.line}: exit code {done.returncode}\n{done.stderr.decode()[-1500:]}"


def plan(*, quick: bool, only: str) -> list[Job]:
    """Every step in the order in which they run.

    With *only*, a story runs up to its last step with that word, since its steps need each other.
    """
    found: list[Job] = []
    for language in table.LANGUAGES:
        found += _jobs("sample", language, table.help_steps())
        for name in table.WORDS:
            reading = table.READING + table.READING_OF[name]
            found += _jobs(name, language, table.steps(reading))
    for name in table.WORDS:
        found += _jobs(f"{name}-editions", "en", table.steps(table.RENDERING))
    found = [job for job in found if only in job.step.line and (job.step.quick or not quick)]
    if quick:
        found = [job for job in found if table.QUICK_IN[job.world] == job.language]
    for name, story in table.STORIES.items():
        steps = table.steps(story)
        last = max((at for at, step in enumerate(steps, start=1) if only in step.line), default=0)
        for language in [table.QUICK_IN[name]] if quick else table.LANGUAGES:
            found += _jobs(f"{name}-{language}", language, steps[:last])
    return found


def _jobs(world: str, language: str, steps: Sequence[Step]) -> list[Job]:
    return [
        Job(world=world, language=language, step=step, number=number)
        for number, step in enumerate(steps, start=1)
    ]


def answers(side: Side, seeds: Mapping[str, World], jobs: Sequence[Job]) -> Iterator[Result]:
    """Run all *jobs* with one program, each in its world, which is copied when first used."""
    _begin(side)
    worlds: dict[str, World] = {}
    for job in jobs:
        if job.world not in worlds:
            seed = seeds[job.world.partition("-")[0]]
            top = side.top / job.world
            shutil.copytree(seed.top, top, symlinks=True)
            _git(top / "registry", "update-index", "-q", "--refresh")
            worlds[job.world] = World(top=top, language="", words=seed.words)
            _written(worlds[job.world])
        worlds[job.world].language = job.language
        yield run(side, worlds[job.world], job)


def missing(checkout: Path) -> Mapping[str, str]:
    """The extras of *checkout* of which a package is not installed, each with that package."""
    project = tomllib.loads((checkout / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lacking = {}
    for extra, packages in project.get("optional-dependencies", {}).items():
        for package in packages:
            name = re.split(r"[^\w.-]", package, maxsplit=1)[0]
            try:
                distribution(name)
            except PackageNotFoundError:
                lacking[extra] = name
    return lacking


def compare(old: Path, new: Path, jobs: Sequence[Job], only: str) -> int:
    """Run everything and print what differs; the number of steps that do."""
    lacking = missing(old)
    able = [job for job in jobs if job.step.extra not in lacking]
    with tempfile.TemporaryDirectory(prefix="same-") as made:
        folder = Path(made)
        seeds, troubles = prepare(folder / "seed", old)
        print(f"the sample on {seeds['sample'].day}, the made-up district on {seeds['plain'].day}")
        for trouble in troubles:
            print(f"making the registries: {trouble}")
        sides = [
            Side(top=folder / name, checkout=checkout)
            for name, checkout in (("old", old), ("new", new))
        ]
        for side in sides:
            _refuse_unless_its_own(side)
        with ThreadPoolExecutor(len(sides)) as both:
            before, after = both.map(lambda side: list(answers(side, seeds, able)), sides)
    done = [one for one in zip(able, before, after, strict=True) if only in one[0].step.line]
    differ = sum(_told(*one) for one in done)
    print(f"{len(done) - differ} of {len(done)} equal")
    unexpected = sum(not is_expected(job, was) for job, was, _now in done)
    print(f"{unexpected} ended otherwise than their line says")
    for extra in sorted({job.step.extra for job in jobs} & lacking.keys()):
        left = sum(job.step.extra == extra and only in job.step.line for job in jobs)
        print(f"{left} left out: the extra {extra} is not installed ({lacking[extra]})")
    return differ + len(troubles)


def _told(job: Job, old: Result, new: Result) -> bool:
    """Print what differs in one step; whether anything does."""
    found = list(faults(job, old, new))
    for stream, said in found:
        print(f"{job.title}\n  {stream}")
        print("\n".join(f"    {line}" for line in said.splitlines()))
    return bool(found)


def _refuse_unless_its_own(side: Side) -> None:
    """Stop when Python would load the program from elsewhere than the side's checkout."""
    asked = "import accession_cli, uuid; print(accession_cli.__file__, uuid.uuid4().hex)"
    environ = side.environ("en", Step(line=""), 0, table.TODAY)
    environ["PYTHONPATH"] = environ["PYTHONPATH"].replace(str(side.program), str(side.checkout))
    said = subprocess.run(
        [sys.executable, "-c", asked], env=environ, capture_output=True, check=True, cwd="/"
    ).stdout.decode()
    if not said.startswith(f"{side.checkout}/src/"):
        sys.exit(f"{side.checkout} holds no program; Python loads {said}")


def main() -> int:
    wanted = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    wanted.add_argument("old", type=Path, metavar="OLD", help="a checkout of the program")
    wanted.add_argument("new", type=Path, metavar="NEW", help="another one")
    wanted.add_argument("--quick", action="store_true", help="a third of it, without the editions")
    wanted.add_argument(
        "--only", default="", metavar="WORD", help="only commands with this in them"
    )
    given = wanted.parse_args()
    jobs = plan(quick=given.quick, only=given.only)
    return int(compare(given.old.resolve(), given.new.resolve(), jobs, given.only) > 0)


if __name__ == "__main__":
    sys.exit(main())
