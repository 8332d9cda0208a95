"""A server for a registry: what it never lets happen, and what it checks."""

import os
import re
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import run as run_program  # noqa: TID251 - the shell itself judges the hook

import pytest

from accession_cli import packaged
from conftest import Answer
from kept_registries import ON_THE_DAY
from repositories import Clone, sign_in

pytestmark = pytest.mark.git

Accession = Callable[..., Answer]
HOOK = "hooks/pre-receive"


def program(path: Path, script: str) -> Path:
    """A program of this machine."""
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


@pytest.fixture
def server(accession: Accession, tmp_path: Path) -> Clone:
    """A bare repository as ``init --server`` makes it, with a program that takes everything."""
    answer = accession("init", "--server", str(tmp_path / "the server" / "registry.git"))
    assert answer.code == 0, answer.err
    clone = Clone(top=tmp_path / "the server" / "registry.git", environ=os.environ)
    asked = f'"{tmp_path}/asked"'
    takes_all = program(tmp_path / "takes-all", f'echo "$@" >> {asked}; cat >> {asked}')
    clone.git("config", "accession.program", str(takes_all))
    return clone


@pytest.fixture
def office(server: Clone, district: Clone, monkeypatch: pytest.MonkeyPatch) -> Clone:
    """A registry in earnest, with the server for its remote and nothing pushed yet."""
    text = (district.top / "registry/scheme.yaml").read_text(encoding="utf-8")
    earnest = text.replace("sample: true", "sample: false")
    district.commit("in earnest", **{"registry/scheme.yaml": earnest})
    district.git("remote", "add", "origin", str(server.top))
    sign_in(district, "ann")
    return Clone(top=district.top, environ={**os.environ, **ON_THE_DAY})


def push(clone: Clone, *arguments: str) -> tuple[int, str]:
    done = run_program(
        ["git", "push", *arguments],
        cwd=clone.top,
        env=dict(clone.environ),
        capture_output=True,
        check=False,
    )
    return done.returncode, done.stderr.decode()


def asked(tmp_path: Path) -> list[str]:
    """How the program was called, call by call."""
    file = tmp_path / "asked"
    return file.read_text(encoding="utf-8").splitlines() if file.exists() else []


def test_a_server_keeps_all_it_was_given(server: Clone) -> None:
    settings = dict(
        line.split("=", 1) for line in server.git("config", "--local", "--list").splitlines()
    )
    assert settings["core.bare"] == "true"
    for name in ("denynonfastforwards", "denydeletes", "fsckobjects"):
        assert settings[f"receive.{name}"] == "true"
    assert settings["transfer.fsckobjects"] == "true"
    assert settings["core.fsync"] == "all"
    assert settings["core.logallrefupdates"] == "always"
    for name in ("reflogexpire", "reflogexpireunreachable", "pruneexpire"):
        assert settings[f"gc.{name}"] == "never"
    assert "core.sharedrepository" not in settings
    assert server.git("symbolic-ref", "HEAD") == "refs/heads/main"


def test_what_was_pushed_is_never_rewritten_and_never_deleted(office: Clone) -> None:
    assert push(office, "origin", "main")[0] == 0
    office.git("reset", "--quiet", "--hard", "HEAD^")
    office.git("commit", "--quiet", "--allow-empty", "--message", "another past")
    code, said = push(office, "--force", "origin", "main")
    assert (code, "non-fast-forward" in said) == (1, True)
    code, said = push(office, "origin", ":main")
    assert (code, "deletion prohibited" in said) == (1, True)


def test_every_move_of_the_trunk_is_logged(server: Clone, office: Clone) -> None:
    assert push(office, "origin", "main")[0] == 0
    assert len(server.git("reflog", "show", "main").splitlines()) == 1


def test_a_group_may_share_the_server(accession: Accession, tmp_path: Path) -> None:
    assert accession("init", "--server", "--shared", str(tmp_path / "s.git")).code == 0
    assert (tmp_path / "s.git/objects").stat().st_mode & stat.S_IWGRP
    hook = (tmp_path / "s.git" / HOOK).stat().st_mode
    assert hook & (stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)


def test_a_server_is_never_made_over_anything(accession: Accession, tmp_path: Path) -> None:
    (tmp_path / "s.git").mkdir()
    assert accession("init", "--server", str(tmp_path / "s.git")).code == 0
    (tmp_path / "file").write_text("x", encoding="utf-8")
    for name in ("s.git", "file"):
        answer = accession("init", "--server", str(tmp_path / name))
        assert answer.code == 2
        assert "is not empty; nothing was written" in answer.err


def test_the_hook_calls_the_program_that_set_it_up(
    accession: Accession, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    beside = program(tmp_path / "accession", "exit 0")
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    assert accession("init", "--server", str(tmp_path / "s.git")).code == 0
    made = Clone(top=tmp_path / "s.git", environ=os.environ)
    assert made.git("config", "accession.program") == str(beside)


def test_where_there_is_no_program_the_set_up_says_what_follows(
    accession: Accession, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    git = next(Path(p) / "git" for p in os.environ["PATH"].split(":") if (Path(p) / "git").exists())
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/git").symlink_to(git)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    answer = accession("init", "--server", str(tmp_path / "s.git"))
    assert answer.code == 0
    assert "until there is one, every push is refused" in answer.err


# The hook


@pytest.mark.parametrize("name", ["pre-receive", "pre-commit"])
def test_a_hook_is_short_and_any_shell_reads_it(name: str) -> None:
    path = packaged.folder("templates") / "hooks" / name
    text = path.read_text(encoding="utf-8")
    assert text.startswith("#!/bin/sh\n")
    assert len(text.splitlines()) <= 30
    done = run_program(["sh", "-n", str(path)], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


def test_the_program_is_asked_once_and_told_of_every_ref(office: Clone, tmp_path: Path) -> None:
    old, none = office.head, "0" * 40
    assert push(office, "origin", "main", "main:refs/heads/trial", "main:refs/tags/t")[0] == 0
    new = office.commit("more", **{"notes.txt": "x"})
    assert push(office, "origin", "main")[0] == 0
    assert asked(tmp_path) == [
        "-C . guard",
        f"{none} {old} refs/heads/main",
        f"{none} {old} refs/heads/trial",
        f"{none} {old} refs/tags/t",
        "-C . guard",
        f"{old} {new} refs/heads/main",
    ]


def test_what_is_found_is_told_to_who_pushed_and_nothing_is_taken(
    server: Clone, office: Clone, tmp_path: Path
) -> None:
    refuses = program(tmp_path / "refuses", 'echo "登记库有错误"; echo "error T101" >&2; exit 1')
    server.git("config", "accession.program", str(refuses))
    code, said = push(office, "origin", "main")
    assert code == 1
    assert "remote: 登记库有错误" in said
    assert "remote: error T101" in said
    assert server.git("for-each-ref") == ""


def test_the_language_of_who_pushed_reaches_the_program(
    server: Clone, office: Clone, tmp_path: Path
) -> None:
    says = program(tmp_path / "says", 'echo "in $ACCESSION_LANG"; exit 1')
    server.git("config", "accession.program", str(says))
    chinese = Clone(top=office.top, environ={**office.environ, "ACCESSION_LANG": "zh_CN"})
    assert "remote: in zh_CN" in push(chinese, "origin", "main")[1]


def test_without_the_program_nothing_is_taken_and_why_is_said_in_both_languages(
    server: Clone, office: Clone
) -> None:
    server.git("config", "accession.program", "/nowhere/accession")
    code, said = push(office, "origin", "main")
    assert code == 1
    assert "服务器上没有安装 accession" in said
    assert "accession is not installed on this server" in said
    assert push(office, "origin", "main:refs/heads/trial")[0] == 1


def test_nothing_of_what_is_pushed_is_run(server: Clone, office: Clone, tmp_path: Path) -> None:
    server.git("config", "--unset", "accession.program")
    trap = f'touch "{tmp_path}/sprung"'
    for name in ("accession", "git", "hooks/pre-receive", "registry/templates/accession"):
        path = office.top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        program(path, trap)
    office.commit("traps")
    inside = f"{server.top}{os.pathsep}."
    trapped = {**office.environ, "PATH": f"{os.environ['PATH']}{os.pathsep}{inside}"}
    push(Clone(top=server.top.parent, environ=trapped), str(server.top), "HEAD:main")
    push(Clone(top=office.top, environ=trapped), "origin", "main")
    assert not (tmp_path / "sprung").exists()


def test_a_filing_that_the_server_refuses_waits_and_is_sent_when_it_may(
    server: Clone, office: Clone, accession: Accession, draft: Path, tmp_path: Path
) -> None:
    assert push(office, "--set-upstream", "origin", "main")[0] == 0
    taken = server.git("config", "accession.program")
    server.git("config", "accession.program", "/nowhere/accession")
    at = ("-C", str(office.top))
    answer = accession(*at, "file", "--from", str(draft))
    assert answer.code == 5
    assert "accession is not installed on this server" in answer.err
    assert "Queued, not in the registry" in answer.err
    server.git("config", "accession.program", taken)
    assert accession(*at, "sync").code == 0
    assert "DL-2026-" in server.git("ls-tree", "-r", "--name-only", "main")


@pytest.fixture
def checking_server(server: Clone, tmp_path: Path) -> Clone:
    """A server whose hook calls accession itself."""
    itself = program(tmp_path / "itself", f'exec {sys.executable} -m accession_cli "$@"')
    server.git("config", "accession.program", str(itself))
    return server


def test_accession_itself_checks_what_is_pushed(checking_server: Clone, office: Clone) -> None:
    checking_server.git("fetch", "--quiet", str(office.top), "main:main")
    office.git("fetch", "--quiet", "origin")
    office.commit("notes", **{"notes.txt": "x\n"})
    code, said = push(office, "origin", "main")
    assert code == 0, said
    assert "remote:" not in said
    path = "registry/tasks/2024/DL-2024-0001.yaml"
    text = (office.top / path).read_text(encoding="utf-8")
    office.commit("a slip", **{path: re.sub("(?m)^term: .*$", "term: forever", text)})
    code, said = push(office, "origin", "main")
    assert (code, f"remote: {path}:" in said, "error" in said) == (1, True, True)
    chinese = Clone(top=office.top, environ={**office.environ, "ACCESSION_LANG": "zh_CN"})
    assert "错误" in push(chinese, "origin", "main")[1]
    office.git("reset", "--quiet", "--hard", "HEAD^")
    office.git("rm", "--quiet", path)
    office.git("commit", "--quiet", "--message", "a record is gone")
    code, said = push(office, "origin", "main")
    assert (code, "DL-2024-0001" in said) == (1, True)
