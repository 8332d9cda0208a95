"""States that a clone, a remote and a machine can be in, and what filing must do in each.

A state is a function that brings it about, with what is expected: the exit code, and whether the
record is on the trunk afterwards. The clerk's own files must be what they were, byte for byte.
"""

import os
import re
import shutil
import subprocess  # noqa: TID251 - mounts a small disk for a state of the world
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from fault.injections import OWN
from fault.runner import Run, Runner
from fault.world import World, commit, sign_in

NEW: Final = "registry/tasks/2026/SL-2026-0002.yaml"
MOVED_BY_RIVAL: Final = "registry/tasks/2026/SL-2026-0001.yaml"
_SENTENCE: Final = re.compile(r"[A-Za-z]{2,}(?: [A-Za-z]{2,}){3,}")
_QUOTED: Final = re.compile(r"(?:git|accession|remote|chmod)[^，。：；、”]*|[“\"][^”\"]*[”\"]")


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """``code`` and ``landed`` are for filing. ``environ`` is the caller's; ``{root}`` is filled in.

    ``folder`` is where the command runs, ``before`` stands before ``file``. ``root`` says that only
    the superuser can bring the state about. What is ``damaged``, as by a power cut, the tool mends.
    """

    name: str
    happen: Callable[[World], None]
    code: int = 0
    landed: bool = True
    remote: bool = True
    mend: Callable[[World], None] | None = None
    environ: Mapping[str, str] = field(default_factory=dict)
    folder: str = "desk"
    before: tuple[str, ...] = ()
    superuser: bool = False
    slow: bool = False
    damaged: bool = False

    @property
    def title(self) -> str:
        return f"{self.name}, {'with' if self.remote else 'without'} a remote"


def judge(state: State, world: World, template: Path, runner: Runner) -> Iterator[str]:
    """File in *state*, in English and in Chinese, and say what is wrong."""
    codes = []
    for language in ("en", "zh_CN"):
        world.copied_from(template)
        state.happen(world)
        try:
            done, problems = _filed(state, world, runner, language)
            yield from problems
            codes.append(done.code)
            if language == "en":
                yield from _mended(state, world, runner)
            if state.damaged and "could not be reached" in done.err:
                yield f"told as a server that is away: {done.err}"
            if state.damaged and language == "en":
                before = {name: digest for name, digest in world.files().items() if name in OWN}
                yield from healed(world, runner, state.folder)
                if before != {name: world.files().get(name) for name in before}:
                    yield "the clerk's own files changed"
        finally:
            unmount(world)
    if len(set(codes)) != 1:
        yield f"exit codes differ by language: {codes}"


def _filed(state: State, world: World, runner: Runner, language: str) -> tuple[Run, list[str]]:
    before, trunk = world.files(), _trunk(world)
    head = world.git(world.desk, "symbolic-ref", "--quiet", "HEAD", accept=(0, 1, 128))
    given = {key: value.format(root=world.root) for key, value in state.environ.items()}
    done = runner.run(
        *(part.format(root=world.root) for part in state.before),
        *("file", "--from", str(world.papers / "draft.yaml")),
        folder=world.root / state.folder,
        environ={**world.environ, "ACCESSION_LANG": language, **given},
    )
    problems = []
    if done.code != state.code:
        problems.append(f"{language}: exit {done.code}, wanted {state.code}: {done.out}{done.err}")
    if "Traceback" in done.err:
        problems.append(f"{language}: {done.err}")
    if language == "zh_CN":
        problems += _english(done)
    refusals = sum(line.startswith(("Error: ", "出错：")) for line in done.err.splitlines())
    if refusals != (1 if done.code else 0):
        problems.append(f"{language}: {refusals} refusals: {done.err}")
    landed = _trunk(world) - trunk
    if landed != state.landed:
        problems.append(f"{language}: {landed} new records on the trunk, wanted {state.landed}")
    after = world.files()
    followed = after.get(NEW) not in {None, before.get(NEW)}
    for name in sorted(before.keys() | after.keys()):
        ours = followed and name in {NEW, MOVED_BY_RIVAL, "RIVAL.md"}
        if before.get(name) != after.get(name) and not ours:
            problems.append(f"{language}: {name} changed")
    if world.git(world.desk, "symbolic-ref", "--quiet", "HEAD", accept=(0, 1, 128)) != head:
        problems.append(f"{language}: HEAD was moved to another branch")
    return done, problems


def _mended(state: State, world: World, runner: Runner) -> Iterator[str]:
    """Put right what was wrong, send what waits, and find the record once."""
    if state.mend is None:
        return
    state.mend(world)
    done = runner.run("sync", folder=world.desk, environ=world.environ)
    if done.code:
        yield f"sync after mending: exit {done.code}: {done.err}"
    if _trunk(world) != 1:
        yield f"after mending and sync the record is there {_trunk(world)} times"
    if world.outbox():
        yield f"after mending and sync {world.outbox()} still wait"
    left = [name for name in OWN if not (world.desk / name).exists()]
    if left:
        yield f"after mending and sync {left} are gone"


def healed(world: World, runner: Runner, folder: str = "desk") -> Iterator[str]:
    """Have a damaged clone mended by the tool alone, and file: then all must be as it should be."""

    def does(*arguments: str) -> Run:
        return runner.run(*arguments, folder=world.root / folder, environ=world.environ)

    mended = does("doctor", "--fix")
    if mended.code not in {0, 1}:  # 1: a request waits
        yield f"doctor --fix: exit {mended.code}: {mended.err}"
    told = f"\n{mended.out}{mended.err}"
    draft = str(world.papers / "draft.yaml")
    if (done := does("sync")).code:
        yield f"sync after doctor --fix: exit {done.code}: {done.err}{told}"
    if _trunk(world) == 0 and (done := does("file", "--from", draft)).code:
        yield f"file after doctor --fix: exit {done.code}: {done.err}{told}"
    if _trunk(world) != 1 or world.outbox():
        yield f"the record is there {_trunk(world)} times, and {world.outbox()} wait{told}"
    if NEW not in world.git(world.trunk, "ls-tree", "-r", "--name-only", "main").splitlines():
        yield f"the record has not the number that comes next{told}"
    for command in (("verify",), ("doctor", "--offline")):
        if (done := does(*command)).code:
            yield f"{command[0]} at the end: exit {done.code}: {done.out}{done.err}{told}"


def _trunk(world: World) -> int:
    """How many records of the filing there are on the trunk."""
    where = world.trunk if world.trunk.exists() else world.root / "away.git"
    asked = ("grep", "--count", "--fixed-strings", "协助独居老人冬季取暖安全走访")
    found = world.git(where, *asked, "main", "--", "registry/tasks", accept=(0, 1, 128))
    return len(found.splitlines())


def _english(done: Run) -> Iterator[str]:
    for line in done.err.splitlines():
        own = _QUOTED.sub(
            "", re.split("提示：|的说明：", line)[0]
        )  # what git says is quoted as it is
        if found := _SENTENCE.search(own):
            yield f"zh_CN: English is left: {found[0]!r} in {line!r}"


# What happens to a world


def nothing(_world: World) -> None:
    """Only what every desk has: changed, staged, untracked and ignored files."""


def setting(**values: str) -> Callable[[World], None]:
    """Settings of the clerk's clone; ``__`` in a name stands for the dot, ``_0`` for a hyphen."""

    def happen(world: World) -> None:
        for key, value in values.items():
            name = key.replace("__", ".").format(root=world.root)
            world.git(world.desk, "config", name, value.format(root=world.root))

    return happen


def on_the_remote(**values: str) -> Callable[[World], None]:
    def happen(world: World) -> None:
        for key, value in values.items():
            world.git(world.remote, "config", key.replace("__", "."), value)

    return happen


def git(*arguments: str, code: tuple[int, ...] = (0,)) -> Callable[[World], None]:
    """The clerk runs git."""
    return lambda world: void(world.git(world.desk, *arguments, accept=code))


def void(_value: object) -> None:
    """Take no notice of an answer."""


def then(*steps: Callable[[World], None]) -> Callable[[World], None]:
    def happen(world: World) -> None:
        for step in steps:
            step(world)

    return happen


def written(path: str, text: str) -> Callable[[World], None]:
    """A file below the world's root."""

    def happen(world: World) -> None:
        file = world.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="")

    return happen


def removed(path: str) -> Callable[[World], None]:
    return lambda world: (world.root / path).unlink()


def hook(repository: str, name: str, script: str = "exit 1") -> Callable[[World], None]:
    """A hook of the ``desk/.git`` or of the ``remote.git``."""

    def happen(world: World) -> None:
        written(f"{repository}/hooks/{name}", f"#!/bin/sh\n{script}\n")(world)
        (world.root / repository / "hooks" / name).chmod(0o755)

    return happen


def unhook(repository: str, name: str) -> Callable[[World], None]:
    return removed(f"{repository}/hooks/{name}")


def emptied(*paths: str) -> Callable[[World], None]:
    """Files whose content never reached the disk."""

    def happen(world: World) -> None:
        for path in paths:
            file = world.root / path
            file.chmod(0o644)
            file.write_bytes(b"")

    return happen


def zeroed(*paths: str) -> Callable[[World], None]:
    """Files of which only the length reached the disk."""

    def happen(world: World) -> None:
        for path in paths:
            file = world.root / path
            file.chmod(0o644)
            file.write_bytes(bytes(file.stat().st_size))

    return happen


def cut(*paths: str) -> Callable[[World], None]:
    """Files of which only the first half reached the disk."""

    def happen(world: World) -> None:
        for path in paths:
            file = world.root / path
            file.chmod(0o644)
            file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])

    return happen


def cut_settings(world: World) -> None:
    """The settings break off where the server begins."""
    file = world.desk / ".git/config"
    file.write_bytes(file.read_bytes().partition(b'"origin')[0])


def looked(world: World) -> None:
    """The clone has seen the server as it is now, and remembers that."""
    world.git(world.desk, "fetch", "--quiet")
    world.git(world.desk, "update-ref", "refs/accession/trunk", "refs/remotes/origin/main")


def loose_objects(spoilt: Callable[..., Callable[[World], None]]) -> Callable[[World], None]:
    """Every third part of the history, and what only the index knows."""

    def happen(world: World) -> None:
        found = sorted(world.desk.glob(".git/objects/??/*"))[::3]
        spoilt(*(path.relative_to(world.root).as_posix() for path in found))(world)

    return happen


def linked(world: World) -> None:
    (world.desk / NEW).symlink_to("nowhere")


def folder_in_the_way(world: World) -> None:
    written(f"desk/{NEW}/mine.txt", "mine\n")(world)


def ignored(world: World) -> None:
    written("desk/.git/info/exclude", "SL-2026-0002.yaml\n")(world)
    written(f"desk/{NEW}", "mine\n")(world)


def put_away(path: str) -> Callable[[World], None]:
    def happen(world: World) -> None:
        thing = world.root / path
        if thing.is_dir() and not thing.is_symlink():
            shutil.rmtree(thing)
        else:
            thing.unlink()

    return happen


def edited_record(world: World) -> None:
    with (world.desk / MOVED_BY_RIVAL).open("a", encoding="utf-8") as file:
        file.write("# mine\n")


def _clean(world: World) -> None:
    """Git asks for a clean tree before some operations: keep the clerk's changes for after."""
    world.git(world.desk, "stash", "push", "--quiet", "--include-untracked")


def _dirty_again(world: World) -> None:
    world.git(world.desk, "stash", "pop", "--quiet", "--index")


def side_branch(world: World) -> None:
    """A branch with a commit that conflicts with one on main."""
    _clean(world)
    for branch, text in (("side", "side\n"), ("main", "main\n")):
        world.git(world.desk, "switch", "--quiet", *(("-c",) if branch == "side" else ()), branch)
        (world.desk / "clash.txt").write_text(text, encoding="utf-8")
        commit(world, world.desk, branch)


def under_way(*arguments: str) -> Callable[[World], None]:
    """An operation that stops in the middle because of a conflict."""

    def happen(world: World) -> None:
        side_branch(world)
        world.git(world.desk, *arguments, accept=(0, 1, 128))
        for name in OWN:  # the clerk goes on with something else
            (world.desk / name).write_bytes(name.encode())

    return happen


def bisecting(world: World) -> None:
    world.git(world.desk, "bisect", "start")


def mailing(world: World) -> None:
    (world.desk / ".git/rebase-apply").mkdir()
    (world.desk / ".git/rebase-apply/applying").touch()


def ahead(world: World) -> None:
    (world.desk / "own.txt").write_text("own\n", encoding="utf-8")
    world.git(world.desk, "add", "own.txt")
    world.git(world.desk, "commit", "--quiet", "--message", "own", "--", "own.txt")


def worktree(world: World) -> None:
    world.git(world.desk, "worktree", "add", "--quiet", "-b", "linked", str(world.root / "linked"))


def cloned_anew(*options: str) -> Callable[[World], None]:
    """The clerk's clone is made again, with options of ``git clone``."""

    def happen(world: World) -> None:
        shutil.rmtree(world.desk)
        given = (option.format(root=world.root) for option in options)
        address = f"file://{world.remote}"
        world.git(world.root, "clone", "--quiet", "--template=", *given, address, "desk")
        sign_in(world, world.desk, "ann")

    return happen


def converted(*options: str, remote: bool) -> Callable[[World], None]:
    """The registry lives in a repository of another format."""

    def happen(world: World) -> None:
        shutil.rmtree(world.desk / ".git")
        world.git(world.desk, "init", "--quiet", "--template=", "--initial-branch=main", *options)
        sign_in(world, world.desk, "ann")
        commit(world, world.desk, "begin")
        if remote:
            shutil.rmtree(world.remote)
            bare = ("init", "--quiet", "--bare", "--template=", "--initial-branch=main", *options)
            world.git(world.root, *bare, "remote.git")
            world.git(world.desk, "remote", "add", "origin", str(world.remote))
            world.git(world.desk, "push", "--quiet", "--set-upstream", "origin", "main")

    return happen


def submodule(world: World) -> None:
    inner = world.root / "inner"
    world.git(world.root, "init", "--quiet", "--template=", "--initial-branch=main", "inner")
    sign_in(world, inner, "ann")
    (inner / "x").write_text("x\n", encoding="utf-8")
    commit(world, inner, "inner")
    allowed = ("-c", "protocol.file.allow=always")
    world.git(world.desk, *allowed, "submodule", "--quiet", "add", str(inner), "inner")
    world.git(world.desk, "commit", "--quiet", "-m", "inner", "--", ".gitmodules", "inner")
    world.git(world.desk, "pull", "--quiet", "--rebase", "--autostash")
    world.git(world.desk, "push", "--quiet", "origin", "main")


def on_the_trunk(path: str, text: str) -> Callable[[World], None]:
    """A file that everybody has, because it is in the history."""

    def happen(world: World) -> None:
        if world.remote.exists():
            world.git(world.desk, "pull", "--quiet", "--ff-only")
        written(f"desk/{path}", text)(world)
        world.git(world.desk, "add", "--force", path)
        world.git(world.desk, "commit", "--quiet", "--message", path, "--", path)
        if world.remote.exists():
            world.git(world.desk, "push", "--quiet", "origin", "main")

    return happen


def replaced(world: World) -> None:
    """HEAD's commit looks like another one to whoever heeds replace refs."""
    head = world.git(world.desk, "rev-parse", "HEAD")
    empty = world.git(world.desk, "hash-object", "-t", "tree", "-w", "/dev/null")
    other = world.git(world.desk, "commit-tree", "-m", "false", empty)
    world.git(world.desk, "replace", head, other)
    world.git(world.desk, "read-tree", head)


def grafted(world: World) -> None:
    head = world.git(world.desk, "rev-parse", "HEAD")
    written("desk/.git/info/grafts", f"{head}\n")(world)


def rewritten(world: World) -> None:
    """The remote's history is another one than this clone has seen."""
    tree = world.git(world.remote, "rev-parse", "main^{tree}")
    variables = ("-c", "user.name=bo", "-c", "user.email=bo@example.org")
    other = world.git(world.remote, *variables, "commit-tree", "-m", "rewritten", tree)
    world.git(world.remote, "update-ref", "refs/heads/main", other)


def from_the_future(world: World) -> None:
    """A clerk whose clock is years ahead recorded last."""
    tree = world.git(world.trunk, "rev-parse", "main^{tree}")
    who = ("-c", "user.name=bo", "-c", "user.email=bo@example.org")
    done = subprocess.run(
        ["git", *who, "commit-tree", "-p", "main", "-m", "ahead", tree],
        cwd=world.trunk,
        env={**world.environ, "GIT_COMMITTER_DATE": "@4000000000 +0800"},
        capture_output=True,
        check=True,
        text=True,
    )
    world.git(world.trunk, "update-ref", "refs/heads/main", done.stdout.strip())


def moved_to(folder: str) -> Callable[[World], None]:
    """The clone lies elsewhere; ``desk`` is a link to it, so that the rest of us find it."""

    def happen(world: World) -> None:
        target = world.root / folder
        target.parent.mkdir(parents=True)
        world.desk.rename(target)
        world.desk.symlink_to(target)

    return happen


def moved_remote(world: World) -> None:
    world.remote.rename(world.root / "away.git")


def remote_back(world: World) -> None:
    (world.root / "away.git").rename(world.remote)


def left_by_us(world: World) -> None:
    """The index is held by a run of ours that was killed."""
    (world.desk / ".git/accession").mkdir(exist_ok=True)
    written("desk/.git/index.lock", "held by accession\n")(world)
    written("desk/.git/accession/index", "half a copy")(world)


def mount(world: World, place: Path, *options: str) -> None:
    place.mkdir(parents=True, exist_ok=True)
    subprocess.run(["mount", *options, str(place)], check=True, capture_output=True)
    with (world.root / "mounts").open("a", encoding="utf-8") as file:
        file.write(f"{place}\n")


def unmount(world: World) -> None:
    """Undo every mount of *world*."""
    listed = world.root / "mounts"
    if not listed.exists():
        return
    for place in reversed(listed.read_text(encoding="utf-8").splitlines()):
        subprocess.run(["umount", "--lazy", place], check=False, capture_output=True)
    listed.unlink()


def read_only(path: str) -> Callable[[World], None]:
    """A part of the disk that can only be read."""

    def happen(world: World) -> None:
        place = world.root / path
        mount(world, place, "--bind", str(place))
        subprocess.run(
            ["mount", "-o", "remount,ro,bind", str(place)], check=True, capture_output=True
        )

    return happen


def small_disk(path: str, spare: int) -> Callable[[World], None]:
    """*path* lies on a disk of its own, where only *spare* bytes are free."""

    def happen(world: World) -> None:
        place, kept = world.root / path, world.root / "kept"
        shutil.copytree(place, kept, symlinks=True)
        mount(world, place, "-t", "tmpfs", "-o", "size=4m", "tmpfs")
        shutil.copytree(kept, place, symlinks=True, dirs_exist_ok=True)
        shutil.rmtree(kept)
        left = os.statvfs(place)
        fill = max(0, left.f_bavail * left.f_bsize - spare)
        (world.root / path / ".git/fill").write_bytes(b"x" * fill)

    return happen


def of_another(world: World) -> None:
    """The clone belongs to somebody else."""
    for path in (world.desk, *world.desk.rglob("*")):
        os.lchown(path, 12345, 12345)
