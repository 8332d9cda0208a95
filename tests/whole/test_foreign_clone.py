"""Who only reads in a clone that a stranger has made runs nothing that the stranger put there.

Every program that is planted leaves a mark with its name. Git itself runs each of them, which shows
that they are planted rightly; no reading command of accession does.
"""

import json
import os
import shlex
import subprocess  # noqa: TID251 - git is run as a person runs it
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import pytest

from accession_cli.cli.commands import COMMANDS, Command
from accession_cli.errors import Exit
from accession_cli.gitstore import git, server
from conftest import Answer
from hostile_office import form
from repositories import Clone, TwoClerks

Accession = Callable[..., Answer]
pytestmark = pytest.mark.git
NUMBER: Final = "DL-2024-0006"
RECORD: Final = f"registry/tasks/2024/{NUMBER}.yaml"
OUT: Final = "../out"
PAPER: Final = "--material ../form.docx --check"
WHAT: Final = "摊派检查评比 --check"

#: How each command is asked to read, or only to try. None: it only ever writes.
READING: Final[Mapping[str, tuple[str, ...] | None]] = {
    "todo": ("todo",),
    "check": ("check 消防安全",),
    "list": ("list --json", "list --known-on 2026-10-12"),
    "show": (f"show {NUMBER}", f"show {NUMBER} --known-on 2026-10-12"),
    "receive": ("receive ../form.docx --check",),
    "decide": ("decide DL-A-2026-0001 --result admit --check",),
    "file": ("file --from ../draft.yaml --check",),
    "dispatch": (f"dispatch {NUMBER} --check --out {OUT}",),
    "retire": (
        f"retire {NUMBER} --applied 2026-10-09 --effective 2026-11-01 --reason 工作已完成 {PAPER}",
    ),
    "notify": ("notify",),
    "amend": (f"amend {NUMBER} --set frequency=每半年一次 --reason 减轻负担 --by 王芳 --check",),
    "withdraw": ("withdraw DL-A-2026-0001 --reason 另行安排 --check",),
    "complaint add": (
        f"complaint add --source inspection --inspectors 区民政局 --agency yingji --what {WHAT}",
    ),
    "complaint verify": None,
    "complaint rectify": None,
    "complaint remind": None,
    "complaint circulate": None,
    "complaint refer": None,
    "complaint close": None,
    "complaint list": ("complaint list",),
    "complaint show": ("complaint show DL-C-2026-0001",),
    "form blank": (f"form blank --out {OUT}/blank.docx",),
    "form fill": (f"form fill {NUMBER} --out {OUT}/filled.docx",),
    "form read": ("form read ../form.docx",),
    "import": ("import ../form.docx --check",),
    "export": (f"export --out {OUT}/register.csv",),
    "log": (f"log {NUMBER} --full",),
    "calendar show": ("calendar show 2026",),
    "calendar add": ("calendar add 2026-04-27 10",),
    "calendar between": ("calendar between 2026-01-01 2026-03-01",),
    "calendar import": ("calendar import ../draft.yaml --check",),
    "questions": ("questions",),
    "undo": (f"undo {NUMBER} --reason 录入有误 --check",),
    "sync": ("sync --list", "sync --check"),
    "evaluation open": (f"evaluation open 2025 --out {OUT}/evaluation",),
    "report": (f"report 2024 --out {OUT}/report",),
    "evaluation read": ("evaluation read ../form.docx --check",),
    "evaluation funding": (
        f"evaluation funding {NUMBER} --year 2025 --earmarked 36000 --spent 35200.50 --check",
    ),
    "evaluation conclude": (
        f"evaluation conclude {NUMBER} --year 2025 --outcome improve --opinion 减少报表 --check",
    ),
    "evaluation summary": ("evaluation summary 2025",),
    "render": (
        f"render 2025 --format json,html --out {OUT}/2025",
        f"render 2026 --draft --format json --out {OUT}/2026",
    ),
    "freeze": ("freeze 2025 --check",),
    "diff": ("diff 2024 2025",),
    "roster import": ("roster import ../form.docx --check",),
    "roster export": (f"roster export --out {OUT}/rosters",),
    "roster show": ("roster show",),
    "statutes check": ("statutes check",),
    "statutes import": ("statutes import ../draft.yaml --check",),
    "init": None,
    "doctor": ("doctor", "doctor --offline", "doctor --json"),
    "validate": ("validate", "validate --since HEAD~1", "validate --commit HEAD"),
    "format": ("format --check",),
    "rules": ("rules",),
    "verify": ("verify", "verify --full", f"verify --anchor {'3f2a' * 10}"),
    "anchor": (f"anchor --out {OUT}",),
    "publish": ("publish --to ../published.git --check",),
    **dict.fromkeys(  # they work in a centre's folder, where no clone is
        f"districts {verb}" for verb in ("collect", "status", "freeze", "report", "ask", "same")
    ),
    "guard": None,  # a server's own hook calls it, with what is pushed on standard input
    "keys add": ("keys add ../key.pub --body minzheng --person 安宁 --check",),
    "keys end": None,
    "keys list": ("keys list",),
    "scheme amend": ("scheme amend days_to_decide.value=15 --reason 录入有误 --check",),
    "help": ("help todo",),
}
HOOKS: Final = (
    *("pre-commit", "prepare-commit-msg", "commit-msg", "post-commit", "pre-rebase", "pre-push"),
    *("post-checkout", "post-merge", "post-index-change", "reference-transaction", "pre-auto-gc"),
    *("post-rewrite", "fsmonitor-watchman", "sendemail-validate", "push-to-checkout"),
)


def paths(commands: tuple[Command, ...] = COMMANDS, before: str = "") -> set[str]:
    """Every command by its words."""
    found: set[str] = set()
    for one in commands:
        found |= paths(one.parts, f"{before}{one.name} ") if one.parts else {before + one.name}
    return found


class Stranger:
    """Plants programs in a clone; each leaves a mark called like it."""

    def __init__(self, clone: Clone, folder: Path) -> None:
        self.clone = clone
        self.top = folder
        self.marks = folder / "marks"
        self.marks.mkdir(parents=True)
        self.of_hooks = folder / "planted-hooks"
        self.of_hooks.mkdir()

    def program(self, name: str, then: str = "exit 1", *, at: Path | None = None) -> str:
        path = at or self.top / f"planted-{name}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!/bin/sh\ntouch '{self.marks}/{name}'\n{then}\n", encoding="utf-8")
        path.chmod(0o755)
        return str(path)

    def sets(self, **settings: str) -> None:
        """Set in the clone; two low lines are a dot."""
        for name, value in settings.items():
            self.clone.git("config", name.replace("__", "."), value)

    @property
    def left(self) -> set[str]:
        """The marks, which are taken away."""
        found = {path.name for path in self.marks.iterdir()}
        for name in found:
            (self.marks / name).unlink()
        return found

    def touch(self) -> None:
        """Have git no longer know that the files are unchanged."""
        for path in (self.clone.top / "registry").rglob("*"):
            if path.is_file():
                os.utime(path, (1_700_000_000, 1_700_000_000))

    # What is planted

    def files(self) -> None:
        """Programs that git runs on files, when it shows something, and for signatures."""
        self.sets(core__fsmonitor=self.program("fsmonitor"))
        for kind in ("clean", "smudge"):
            self.sets(**{f"filter__x__{kind}": self.program(kind, "cat")})
        self.sets(filter__y__process=self.program("process"))
        self.sets(diff__x__textconv=self.program("textconv", 'cat "$1"'))
        self.sets(diff__external=self.program("external"), merge__x__driver=self.program("driver"))
        self.sets(core__pager=self.program("pager"), core__editor=self.program("editor"))
        self.sets(alias__st=f"!{self.program('alias')}", pager__log=self.program("pager"))
        self.sets(log__showSignature="true", gpg__program=self.program("gpg"))
        self.sets(gpg__ssh__program=self.program("gpg-ssh"))
        (self.clone.top / ".git/info").mkdir(exist_ok=True)
        self.clone.write(
            ".git/info/attributes",
            "* filter=x diff=x merge=x\nstatutes.yaml filter=y\n",
        )
        self.clone.write("registry/.gitattributes", "* filter=x diff=x\nstatutes.yaml filter=y\n")
        self.sets(core__alternateRefsCommand=self.program("alternates"))

    def hooks(self, folder: Path) -> None:
        for name in HOOKS:
            self.program("hook", at=folder / name)

    def hooks_elsewhere(self) -> None:
        self.hooks(self.of_hooks)
        self.sets(core__hooksPath=str(self.of_hooks))

    def included(self) -> None:
        """Further settings in files beside the settings."""
        watch, ask = self.program("included"), self.program("included-if", "exit 1")
        self.clone.write(".git/more", f"[core]\n fsmonitor = {watch}\n")
        self.clone.write(
            ".git/still-more",
            f'[filter "z"]\n clean = {ask}\n required = true\n[core]\n askPass = {ask}\n',
        )
        self.clone.write(".git/info/attributes", "* filter=z\n")
        self.sets(include__path="more")
        self.clone.git("config", "includeIf.onbranch:main.path", "still-more")

    def of_the_work_tree(self) -> None:
        self.sets(extensions__worktreeConfig="true")
        watch = self.program("worktree")
        self.clone.write(".git/config.worktree", f"[core]\n fsmonitor = {watch}\n")

    def signature(self) -> None:
        """A commit that looks as if it were signed."""
        made = self.clone.git("cat-file", "commit", "HEAD")
        head, _gap, message = made.partition("\n\n")
        begin, end = (f"-----{word} PGP SIGNATURE-----" for word in ("BEGIN", "END"))
        commit = f"{head}\ngpgsig {begin}\n \n {end}\n\n{message}\n"
        path = self.clone.write(".git/made", commit)
        sha = self.clone.git("hash-object", "-t", "commit", "-w", str(path))
        self.clone.git("update-ref", "refs/heads/main", sha)
        self.clone.git("push", "--quiet", "--force")

    # The way to the server

    def ssh(self) -> None:
        self.sets(
            core__sshCommand=self.program("ssh", "exit 1"),
            remote__origin__url="ssh://x@example.org/x",
        )

    def pack(self) -> None:
        self.sets(remote__origin__uploadpack=self.program("uploadpack", "exit 1"))

    def address(self) -> None:
        self.sets(protocol__ext__allow="always", protocol__allow="always")
        self.sets(remote__origin__url=f"ext::{self.program('address', 'exit 1')} %S")

    def another_kind(self) -> None:
        self.sets(
            core__gitProxy=self.program("proxy", "exit 1"),
            remote__origin__url="git://example.org/x",
        )


def one_of_promises(world: TwoClerks, folder: Path) -> Clone:
    """A clone that lacks what is in no file today; git asks the server for it when it is needed."""
    world.remote.git("config", "uploadpack.allowFilter", "true")
    clone = Clone(top=folder, environ=world.ann.environ)
    address = f"file://{world.remote.top}"
    world.ann.git("clone", "--quiet", "--filter=blob:none", address, str(folder))
    return clone


WORLDS: Final[Mapping[str, tuple[Callable[[Stranger], None], ...]]] = {
    "files, hooks elsewhere, ssh": (
        Stranger.signature,
        Stranger.files,
        Stranger.hooks_elsewhere,
        Stranger.ssh,
    ),
    "hooks, included, upload-pack": (
        lambda one: one.hooks(one.clone.top / ".git/hooks"),
        Stranger.included,
        Stranger.pack,
    ),
    "hooks alone": (lambda one: one.hooks(one.clone.top / ".git/hooks"),),
    "work tree, address": (Stranger.of_the_work_tree, Stranger.files, Stranger.address),
    "another kind of server": (Stranger.another_kind,),
}
#: In a world where only the way to the server is another one, these are asked.
ASKING_THE_SERVER: Final = frozenset({"todo", "check", "list", "file", "sync", "doctor", "verify"})
OTHER_WAYS: Final = frozenset({"work tree, address", "another kind of server"})


@pytest.fixture
def stranger(two_offices: TwoClerks, tmp_path: Path, draft: Path) -> Stranger:
    """Somebody who gives away a clone of a registry, beside which the clerk's own papers lie."""
    assert draft.exists()
    (tmp_path / "form.docx").write_bytes(form())
    return Stranger(two_offices.ann, tmp_path / "planted")


def read(
    stranger: Stranger,
    accession: Accession,
    monkeypatch: pytest.MonkeyPatch,
    *,
    asking: bool = False,
) -> dict[str, set[str]]:
    """The marks that each reading command leaves; only those that may ask a server if *asking*."""
    monkeypatch.chdir(stranger.clone.top)
    monkeypatch.delenv("GIT_ALLOW_PROTOCOL")
    found, misread = {}, list[tuple[str, str]]()
    wanted = ASKING_THE_SERVER if asking else READING
    for asked in (line for name in wanted for line in READING[name] or ()):
        stranger.touch()
        answer = accession(*shlex.split(asked))
        assert "Traceback" not in answer.err + answer.out, asked
        misread += [(asked, answer.err)] if answer.code == Exit.USAGE else []
        found[asked] = stranger.left
    assert misread == []
    return {asked: marks for asked, marks in found.items() if marks}


def test_every_command_is_known_to_read_or_only_to_write() -> None:
    assert paths() == set(READING)


@pytest.mark.parametrize("world", WORLDS)
def test_no_reading_command_runs_what_came_with_the_clone(
    world: str, stranger: Stranger, accession: Accession, monkeypatch: pytest.MonkeyPatch
) -> None:
    for plant in WORLDS[world]:
        plant(stranger)
    assert stranger.left <= {"hook", "fsmonitor", "clean", "process", "worktree", "alternates"}
    assert read(stranger, accession, monkeypatch, asking=world in OTHER_WAYS) == {}


#: What a person does with git, and the mark of each program that git then runs.
LIVE: Final = (
    ("files, hooks elsewhere, ssh", "fsmonitor", "status"),
    ("files, hooks elsewhere, ssh", "clean", "status"),
    ("files, hooks elsewhere, ssh", "process", "status"),
    ("files, hooks elsewhere, ssh", "smudge", "checkout-index --all --force"),
    ("files, hooks elsewhere, ssh", "external", "diff HEAD~1 HEAD"),
    ("files, hooks elsewhere, ssh", "textconv", "diff --no-ext-diff HEAD~1 HEAD"),
    ("files, hooks elsewhere, ssh", "gpg", "log"),
    ("files, hooks elsewhere, ssh", "alias", "st"),
    ("files, hooks elsewhere, ssh", "hook", "update-ref refs/heads/x HEAD"),
    ("files, hooks elsewhere, ssh", "ssh", "fetch"),
    ("hooks, included, upload-pack", "hook", "update-ref refs/heads/x HEAD"),
    ("hooks, included, upload-pack", "included", "status"),
    ("hooks, included, upload-pack", "included-if", "status"),
    ("hooks, included, upload-pack", "uploadpack", "fetch"),
    ("work tree, address", "worktree", "status"),
    ("work tree, address", "address", "fetch"),
    ("another kind of server", "proxy", "fetch"),
)


@pytest.mark.parametrize(("world", "mark", "asked"), LIVE, ids=str)
def test_git_itself_runs_what_is_planted(
    world: str, mark: str, asked: str, stranger: Stranger
) -> None:
    for plant in WORLDS[world]:
        plant(stranger)
    assert stranger.left is not None
    stranger.touch()
    command, environ = ["git", *asked.split()], dict(stranger.clone.environ)
    subprocess.run(command, cwd=stranger.clone.top, env=environ, check=False, timeout=60)
    assert mark in stranger.left


def test_the_marks_are_left_when_nothing_guards_the_calls(
    stranger: Stranger, accession: Accession, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("CLOSED", "READING"):
        monkeypatch.setattr(git, name, {})
    monkeypatch.setattr(git, "SETTINGS", ("-c", "core.fsync=all"))
    for module in (git, server):
        monkeypatch.setattr(module, "on_the_way", lambda _settings: ())
    monkeypatch.setattr(git, "without_filters", lambda _settings: {})
    for plant in WORLDS["files, hooks elsewhere, ssh"]:
        plant(stranger)
    assert stranger.left is not None
    marks = set[str]().union(*read(stranger, accession, monkeypatch, asking=True).values())
    assert marks == {"fsmonitor", "clean", "process", "gpg", "hook", "ssh"}


def test_a_clone_that_lacks_contents_gets_them_by_no_program_of_its_own(
    two_offices: TwoClerks, tmp_path: Path, accession: Accession, monkeypatch: pytest.MonkeyPatch
) -> None:
    clone = one_of_promises(two_offices, tmp_path / "partial")
    stranger = Stranger(clone, tmp_path / "planted")
    stranger.pack()
    stranger.sets(protocol__ext__allow="always")
    monkeypatch.chdir(clone.top)
    answer = accession("verify")
    assert answer.code != Exit.DONE
    assert "Traceback" not in answer.err
    assert stranger.left == set()
    clone.git("config", "--unset", "remote.origin.uploadpack")
    assert accession("verify").code == Exit.DONE


# The doctor says what it found


def test_the_doctor_names_every_program_that_came_with_the_clone(
    stranger: Stranger, accession: Accession, monkeypatch: pytest.MonkeyPatch
) -> None:
    for plant in (*WORLDS["files, hooks elsewhere, ssh"], Stranger.included):
        plant(stranger)
    stranger.hooks(stranger.clone.top / ".git/hooks")
    monkeypatch.chdir(stranger.clone.top)
    seen = json.loads(accession("doctor", "--json").out)["checks"]
    told = [one for one in seen if one["check"] == "programs"]
    names = {one["facts"].get("name", "") for one in told}
    assert {
        *("core.fsmonitor", "filter.x.clean", "filter.x.smudge", "filter.y.process"),
        *("diff.x.textconv", "diff.external", "core.pager", "core.editor", "alias.st"),
        *("gpg.program", "core.hookspath", "include.path", "includeif.onbranch:main.path"),
        *("core.sshcommand", "filter.z.clean", "core.askpass", "merge.x.driver", "pager.log"),
    } <= names
    hooks = {Path(one["facts"]["path"]).name for one in told if "path" in one["facts"]}
    assert hooks == set(HOOKS)
    assert {one["state"] for one in told if one["facts"].get("name") == "core.sshcommand"} == {
        "wrong"
    }
    assert stranger.left == set()


# Who writes


def test_the_way_to_the_server_leads_through_no_program_of_the_clone_but_through_ones_own(
    stranger: Stranger, accession: Accession, draft: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(stranger.clone.top)
    monkeypatch.setenv("GIT_ALLOW_PROTOCOL", "file:ssh")
    remote = stranger.top.parent / "remote.git"
    stranger.ssh()
    answer = accession("file", "--from", str(draft))
    assert answer.code == Exit.OUTSIDE
    assert "core.sshcommand" in answer.err
    assert stranger.left == set()
    stranger.clone.git("config", "--unset", "core.sshCommand")
    own = stranger.program("own-ssh", f'shift; cd "{remote}/.." || exit; exec sh -c "$*"')
    settings = stranger.top / "own-settings"
    settings.write_text(f"[core]\n sshCommand = {own}\n", encoding="utf-8")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    stranger.sets(remote__origin__url=f"ssh://x@example.org{remote}")
    assert accession("sync").code == Exit.DONE
    assert stranger.left == {"own-ssh"}
