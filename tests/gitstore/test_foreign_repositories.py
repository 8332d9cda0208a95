"""Whoever writes a tree or runs a remote has nothing executed by whoever works in a clone of it."""

import os
import shutil
import signal
import subprocess  # noqa: TID251 - the program is started in a folder of its own
import sys
import time
from collections.abc import Callable
from multiprocessing import get_context
from pathlib import Path

import pytest

from accession_cli.errors import Exit, Refused
from accession_cli.gitstore.git import Git, NoWorkTree
from accession_cli.gitstore.journals import CheckoutMove, holding_index, put_back
from accession_cli.office import apart
from accession_cli.registry.commits import files_at, unpacked
from conftest import Answer
from hostile_office import form
from repositories import Clone, TwoClerks, file_task

Command = Callable[..., Answer]
LOOKS = (("validate",), ("list",), ("check", "消防安全"), ("render", "--draft", "--format", "json"))
TASK = "registry/tasks/2024/DL-2024-0001.yaml"


@pytest.fixture
def alarm(tmp_path: Path) -> Path:
    """A program that leaves a trace; ``trace_of`` finds it."""
    program = tmp_path / "alarm"
    program.write_text(f"#!/bin/sh\ntouch '{tmp_path}/executed'\ncat\n", encoding="utf-8")
    program.chmod(0o755)
    return program


def trace_of(alarm: Path) -> bool:
    return (alarm.parent / "executed").exists()


def opened(clone: Clone, below: str = "") -> Git:
    git = Git.find(clone.top / below, environ=clone.environ)
    assert git is not None
    return git


def settings(alarm: Path) -> str:
    """All by which a git configuration can name a program, as far as our commands could meet it."""
    return (
        f"[core]\n fsmonitor = {alarm}\n hooksPath = {alarm.parent}\n sshCommand = {alarm}\n"
        f" editor = {alarm}\n pager = {alarm}\n"
        f'[filter "x"]\n clean = {alarm}\n smudge = {alarm}\n process = {alarm}\n'
        f'[diff "x"]\n textconv = {alarm}\n command = {alarm}\n[diff]\n external = {alarm}\n'
        f'[alias]\n status = "!{alarm}"\n rev-parse = "!{alarm}"\n[gpg]\n program = {alarm}\n'
        "[log]\n showSignature = true\n"
    )


@pytest.mark.parametrize(
    "command",
    [("render", "2025", "--format", "pdf,json"), ("receive", "form.docx", "--check")],
    ids=" ".join,
)
def test_no_python_of_the_current_folder_is_run(command: tuple[str, ...], district: Clone) -> None:
    """A Python that is started beside ours would look for its modules there first."""
    (district.top / "form.docx").write_bytes(form())
    for module in ("socket", "selectors", "runpy"):
        district.write(f"{module}.py", "open('executed', 'w').close()\n")
    program = Path(sys.executable).with_name("accession")
    subprocess.run([program, *command], cwd=district.top, env=os.environ, check=False, timeout=120)
    assert not (district.top / "executed").exists()


@pytest.mark.git
def test_who_presses_ctrl_c_speaks_to_nothing_that_was_started_beside() -> None:
    process = get_context("spawn").Process(target=time.sleep, args=(60,), daemon=True)
    apart.start_fresh(process)
    try:
        os.kill(process.pid or 0, signal.SIGINT)
        process.join(2)
        assert process.is_alive()
    finally:
        process.kill()
        process.join()


# A tree


@pytest.mark.parametrize("look", [*LOOKS, ("render", "--format", "json")], ids=" ".join)
def test_a_registry_that_looks_like_a_repository_of_its_own_runs_none_of_its_programs(
    look: tuple[str, ...], district: Clone, accession: Command, alarm: Path
) -> None:
    """A clone cannot bring a .git, but a folder with all that a bare repository has."""
    folder = district.top / "registry"
    for name in ("objects", "refs"):
        shutil.copytree(district.top / ".git" / name, folder / name)
    shutil.copy(district.top / ".git/index", folder)
    (folder / "HEAD").write_text("ref: refs/heads/main\n", encoding="utf-8")
    (folder / "config").write_text(
        "[core]\n repositoryformatversion = 0\n bare = false\n worktree = .\n" + settings(alarm),
        encoding="utf-8",
    )
    answer = accession("-C", str(folder), *look)
    assert "Traceback" not in answer.err
    assert not trace_of(alarm)


def test_such_a_folder_is_no_work_tree(district: Clone, alarm: Path) -> None:
    bare = district.top / "registry/bare"
    district.git("init", "--quiet", "--bare", str(bare))
    (bare / "config").write_text(f"[core]\n bare = false\n worktree = ..\n{settings(alarm)}")
    with pytest.raises(NoWorkTree):
        Git.find(bare, environ=district.environ)
    assert not trace_of(alarm)


def hostile_tree(clone: Clone, alarm: Path) -> None:
    """All that a tree can hold to have programs run, committed."""
    every = "* filter=x diff=x merge=x\n*.yaml filter=x diff=x text working-tree-encoding=UTF-8\n"
    module = '[submodule "x"]\n path = x\n url = ext::sh -c touch% /tmp/x\n'
    clone.write(".gitattributes", every)
    clone.write("registry/.gitattributes", every)
    clone.write(".gitmodules", module)
    clone.write(".gitconfig", settings(alarm))
    clone.write("registry/.git-blame-ignore-revs", "x\n")
    for hook in ("pre-commit", "post-checkout", "post-merge", "pre-push", "reference-transaction"):
        for folder in ("hooks", ".githooks"):
            shutil.copy(alarm, clone.write(f"{folder}/{hook}", ""))
    for name in (
        "--upload-pack=x",
        "-x",
        "--output=x",
        ":(exclude)x",
        ":!x",
        "--",
        "x\ny",
        "%s",
        "HEAD",
    ):
        clone.write(f"registry/attachments/{name}", "x")
        clone.write(name, "x")
    clone.write(clone.head, "a name that git could take for a commit")
    clone.git("add", "--all")
    clone.git("update-index", "--add", "--cacheinfo", f"160000,{clone.head},x")
    clone.git("commit", "--quiet", "--message", "hostile")


@pytest.mark.parametrize("look", LOOKS, ids=" ".join)
def test_looking_at_a_foreign_clone_executes_nothing_of_its_tree(
    look: tuple[str, ...], district: Clone, accession: Command, alarm: Path, tmp_path: Path
) -> None:
    hostile_tree(district, alarm)
    clone = Clone(top=tmp_path / "clone", environ=district.environ)
    district.git("clone", "--quiet", str(district.top), str(clone.top))
    answer = accession("-C", str(clone.top), *look)
    assert answer.code == Exit.DONE, answer.err + answer.out
    assert not trace_of(alarm)


def test_filing_on_a_hostile_remote_executes_nothing_of_what_it_sends(
    two_clerks: TwoClerks, alarm: Path
) -> None:
    hostile_tree(two_clerks.ann, alarm)
    two_clerks.ann.git("push", "--quiet", "origin", "main")
    landed = file_task(two_clerks.bo.trunk(), "走访")
    assert landed.refreshed, [note.message for note in landed.notes]
    assert (two_clerks.bo.top / ".githooks/pre-push").exists()
    assert not trace_of(alarm)


def test_a_submodule_is_not_entered(district: Clone, alarm: Path) -> None:
    """What lies in it is another repository, with a configuration of its own."""
    inner = district.top / "registry/attachments/x"
    district.git("init", "--quiet", str(inner))
    inside = Clone(top=inner, environ=district.environ)
    inside.git("config", "user.name", "x")
    inside.git("config", "user.email", "x@example.org")
    inside.commit("begin", a="x")
    district.git("-c", "advice.addEmbeddedRepo=false", "add", "--all")
    district.commit("with a submodule")
    (inner / ".git/config").write_text((inner / ".git/config").read_text() + settings(alarm))
    inside.write("a", "y")
    assert opened(district).dirty() == ()
    assert not trace_of(alarm)


def test_a_folder_with_a_line_break_in_its_name_is_found(
    tmp_path: Path, machine: dict[str, str]
) -> None:
    clone = Clone(top=tmp_path / "two\nlines", environ=machine)
    clone.top.mkdir()
    clone.git("init", "--quiet")
    assert opened(clone).directory == clone.top / ".git"


def tree_with(clone: Clone, *names: str) -> str:
    """A commit whose registry/templates has files of these names, which no checkout would make."""
    blob = clone.git("hash-object", "-w", "README.md")
    tree = ""
    for name in names:
        clone_input = f"100644 blob {blob}\t{name}\0"
        tree += clone_input
    inner = _made(clone, tree)
    registry = _made(clone, f"040000 tree {inner}\ttemplates\0")
    top = _made(clone, f"040000 tree {registry}\tregistry\0")
    return clone.git("commit-tree", "-m", "odd", top)


def _made(clone: Clone, entries: str) -> str:
    return opened(clone).run("mktree", "-z", data=entries.encode()).line


def test_names_that_lead_out_of_a_folder_are_not_unpacked(
    lone_registry: Clone, tmp_path: Path
) -> None:
    names = ("..", ".", "..\\..\\x", "C:x", "x\ny", "good.j2")
    commit = tree_with(lone_registry, *names)
    git = opened(lone_registry)
    unpacked(git, commit, "registry/templates", tmp_path / "into")
    assert [path.name for path in (tmp_path / "into").iterdir()] == ["good.j2"]
    assert files_at(git, commit, "registry")


def test_what_lies_behind_a_link_is_not_taken_for_what_a_move_has_written(
    lone_registry: Clone, tmp_path: Path
) -> None:
    """An empty file of the clerk's elsewhere begins like any file that was being written."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "file").write_bytes(b"")
    link = lone_registry.top / "link"
    link.symlink_to(outside)
    before = lone_registry.commit("a link")
    link.unlink()
    after = lone_registry.commit("a folder", **{"link/file": "hello\n"})
    lone_registry.git("reset", "--quiet", "--hard", before)
    git = opened(lone_registry)
    with holding_index(git) as index:
        put_back(git, index, CheckoutMove(branch="main", before=before, after=after))
    assert (outside / "file").exists()


# A remote


def test_the_reasons_of_a_server_may_be_in_any_encoding(two_clerks: TwoClerks) -> None:
    two_clerks.remote.hook("update", "printf '\\271\\330\\n\\033[31m' >&2; exit 1")
    with pytest.raises(Refused) as refused:
        file_task(two_clerks.ann.trunk(), "走访")
    assert refused.value.exit_code is Exit.OUTSIDE
    assert "\x1b" not in refused.value.message


def test_a_branch_may_have_any_name_that_a_remote_gives_it(lone_registry: Clone) -> None:
    name = os.fsdecode(b"\xff\xfe")
    lone_registry.git("checkout", "--quiet", "-b", name)
    assert opened(lone_registry).branch() == name
    file_task(lone_registry.trunk(sample=True), "走访")
    assert lone_registry.git("rev-parse", f"refs/heads/{name}") == lone_registry.head


# scheme.yaml

TRUNKS = (
    "--upload-pack=touch executed",
    "--upload-pack=touch",
    "-x",
    "origin/--upload-pack=x",
    "+origin/main",
    "origin/main:refs/heads/x",
    "origin/*",
    "ext::sh -c x",
    "origin/../../x",
    "origin/x..y",
    "origin/x.lock",
    "origin/@{-1}",
    "origin/main\n--x",
    "/etc/passwd",
    "origin/",
    "origin//main",
)


@pytest.mark.parametrize("trunk", TRUNKS)
def test_no_name_of_a_trunk_is_an_option_a_program_or_another_refspec(
    trunk: str, two_offices: TwoClerks, draft: Path, accession: Command
) -> None:
    scheme = two_offices.ann.top / "registry/scheme.yaml"
    quoted = trunk.replace("\n", "\\n")
    text = scheme.read_text(encoding="utf-8")
    line = next(row for row in text.splitlines() if row.startswith("trunk:"))
    scheme.write_text(text.replace(line, f'trunk: "{quoted}"'), encoding="utf-8")
    before = two_offices.remote.git("for-each-ref"), two_offices.ann.git("for-each-ref")
    answer = accession("-C", str(two_offices.ann.top), "file", "--from", str(draft))
    assert answer.code in (Exit.UNREADABLE, Exit.OUTSIDE), answer.err
    assert "Traceback" not in answer.err
    assert (two_offices.remote.git("for-each-ref"), two_offices.ann.git("for-each-ref")) == before
    assert not list(two_offices.ann.top.glob("executed*"))
