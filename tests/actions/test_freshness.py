"""Who looks something up gets what the server has now, and is told when that cannot be had."""

import json
import os
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from accession_cli import clock
from accession_cli.gitstore import server
from conftest import Answer
from machines import read_only
from repositories import Clone, TwoClerks

pytestmark = pytest.mark.git
Command = Callable[..., Answer]
LOOKS = (("list",), ("show", "DL-2024-0006"), ("todo",), ("check", "消防"))
COMPARED = "(compared with the server)"
UNREACHED = "The server could not be reached"
FILED = "DL-2026-0021"


def at(clone: Clone) -> tuple[str, str]:
    return "-C", str(clone.top)


def ids(accession: Command, clone: Clone, *more: str) -> set[str]:
    found = json.loads(accession(*at(clone), "list", "--status", "all", "--json", *more).out)
    return {task["id"] for task in found["tasks"]}


def said(answer: Answer) -> str:
    return answer.out + answer.err


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine may need more than two seconds."""
    monkeypatch.setattr(server, "SECONDS", 60.0)


@pytest.fixture
def newer(two_offices: TwoClerks, accession: Command, draft: Path) -> TwoClerks:
    """Bo has filed a task that ann's files do not have yet."""
    assert accession(*at(two_offices.bo), "file", "--from", str(draft)).code == 0
    return two_offices


@pytest.fixture
def alarm(tmp_path: Path) -> Path:
    """A program that leaves a trace in the file ``executed`` beside it."""
    program = tmp_path / "alarm"
    program.write_text(f"#!/bin/sh\necho \"$@\" >>'{tmp_path}/executed'\n", encoding="utf-8")
    program.chmod(0o755)
    return program


@pytest.fixture
def calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[str]]:
    """The commands of git that were started since it was asked last."""
    log, shim = tmp_path / "calls", tmp_path / "bin"
    shim.mkdir()
    program = shim / "git"
    words = (
        'for word; do case "$word" in -c|*=*|-*) ;; *) echo "$word" >>"$LOG"; break;; esac; done'
    )
    program.write_text(f'#!/bin/sh\n{words}\nexec {shutil.which("git")} "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{shim}:{os.environ['PATH']}")
    monkeypatch.setenv("LOG", str(log))

    def taken() -> list[str]:
        found = log.read_text(encoding="utf-8").split() if log.exists() else []
        log.unlink(missing_ok=True)
        return found

    return taken


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look[0])
def test_a_look_says_that_the_server_was_asked(
    two_offices: TwoClerks, accession: Command, look: tuple[str, ...]
) -> None:
    answer = accession(*at(two_offices.ann), *look)
    assert answer.code == 0
    assert f"Data as of {clock.now():%H:}" in said(answer)
    assert COMPARED in said(answer)


def test_what_others_filed_is_seen_at_once_and_ones_own_files_stay(
    newer: TwoClerks, accession: Command
) -> None:
    ann, before = newer.ann, newer.ann.state()
    assert FILED in ids(accession, ann)
    assert "取暖" in accession(*at(ann), "show", FILED).out
    assert FILED in accession(*at(ann), "check", "独居老人取暖走访").out
    assert FILED in accession(*at(ann), "todo").out
    assert ann.state() == before
    assert ann.git("rev-parse", "refs/accession/trunk") == newer.remote.git("rev-parse", "main")


def test_what_is_not_committed_here_is_laid_over_what_the_server_has(
    newer: TwoClerks, accession: Command
) -> None:
    ann = newer.ann
    changed = ann.top / "registry/tasks/2024/DL-2024-0006.yaml"
    changed.write_text(
        changed.read_text(encoding="utf-8").replace("title: ", "title: 改过的"), encoding="utf-8"
    )
    (ann.top / "registry/tasks/2024/DL-2024-0007.yaml").unlink()
    answer = accession(*at(ann), "list", "--find", "改过的")
    assert "DL-2024-0006" in answer.out
    assert "Changed both" not in answer.err
    assert FILED in ids(accession, ann)
    assert "DL-2024-0007" not in ids(accession, ann)


def test_a_file_that_both_sides_changed_is_shown_as_it_is_here_and_said(
    newer: TwoClerks, accession: Command
) -> None:
    ann, name = newer.ann, f"registry/tasks/2026/{FILED}.yaml"
    text = newer.bo.git("show", f"main:{name}").replace("title: ", "title: 本机的")
    ann.write(name, text + "\n")
    answer = accession(*at(ann), "list", "--find", "取暖")
    assert "本机的" in answer.out
    assert f"Changed both here and on the server, and shown as it is here: {name}" in answer.err


def test_commits_of_ones_own_are_read_with_what_is_newer_on_the_server(
    newer: TwoClerks, accession: Command
) -> None:
    ann = newer.ann
    path = ann.top / "registry/tasks/2024/DL-2024-0006.yaml"
    text = path.read_text(encoding="utf-8").replace("title: ", "title: 提交过的")
    ann.commit("by hand", **{"registry/tasks/2024/DL-2024-0006.yaml": text})
    assert "提交过的" in accession(*at(ann), "list", "--find", "提交过的").out
    assert FILED in ids(accession, ann)


def test_files_with_other_line_ends_are_not_taken_for_changed(
    newer: TwoClerks, accession: Command, material: Path
) -> None:
    ended = ("--reason", "工作已经完成", "--material", str(material))
    days = ("--applied", "2026-10-08", "--effective", "2026-11-01")
    assert accession(*at(newer.bo), "retire", "DL-2024-0006", *days, *ended).code == 0
    path = newer.ann.top / "registry/tasks/2024/DL-2024-0006.yaml"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    answer = accession(*at(newer.ann), "show", "DL-2024-0006", "--json")
    assert json.loads(answer.out)["record"]["status"] == "retired"


def test_without_its_server_a_look_says_until_when_the_data_is(
    two_offices: TwoClerks, accession: Command
) -> None:
    ann = two_offices.ann
    accession(*at(ann), "list")
    seen = clock.now().timestamp() - 40 * 86400
    for mark in (ann.top / ".git").rglob("*"):
        os.utime(mark, (seen, seen))
    two_offices.remote.top.rename(two_offices.remote.top.with_name("away.git"))
    for look in LOOKS:
        answer = accession(*at(ann), *look)
        assert answer.code == 0
        assert f"{UNREACHED}; data as of" in said(answer)
        assert COMPARED not in said(answer)
    data = json.loads(accession(*at(ann), "list", "--json").out)["data"]
    assert data["server"] == "unreached"


def test_a_clone_that_lost_the_address_of_its_server_does_not_pass_for_a_register_without_one(
    newer: TwoClerks, accession: Command
) -> None:
    ann = newer.ann
    assert FILED in ids(accession, ann)  # seen of the server, and not among ann's files
    (ann.top / ".git/config").write_bytes(b"")
    answer = accession(*at(ann), "list", "--json")
    assert json.loads(answer.out)["data"]["server"] == "unreached"
    assert FILED in ids(accession, ann)


@contextmanager
def listening() -> Iterator[int]:
    """A server that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        yield deaf.getsockname()[1]


def test_a_server_that_never_answers_is_given_up(
    newer: TwoClerks, accession: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_ALLOW_PROTOCOL", "file:git")
    monkeypatch.setattr(server, "SECONDS", 0.3)
    with listening() as port:
        newer.ann.git("config", "remote.origin.url", f"git://127.0.0.1:{port}/register.git")
        answer = accession(*at(newer.ann), "list")
    assert answer.code == 0
    assert UNREACHED in answer.err
    assert "DL-2024-0006" in answer.out


class _AsksForAPassword(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(401)
        self.send_header("WWW-Authenticate", 'Basic realm="register"')
        self.end_headers()

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


def test_nobody_is_asked_for_a_password(
    two_offices: TwoClerks, accession: Command, monkeypatch: pytest.MonkeyPatch, alarm: Path
) -> None:
    monkeypatch.setenv("GIT_ALLOW_PROTOCOL", "file:http")
    for name in ("GIT_ASKPASS", "SSH_ASKPASS"):
        monkeypatch.setenv(name, str(alarm))
    with HTTPServer(("127.0.0.1", 0), _AsksForAPassword) as asking:
        threading.Thread(target=asking.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{asking.server_port}/register.git"
        two_offices.ann.git("config", "remote.origin.url", url)
        assert UNREACHED in accession(*at(two_offices.ann), "list").err
        asking.shutdown()
    assert not (alarm.parent / "executed").exists()


def test_ssh_is_told_to_ask_nothing(
    two_offices: TwoClerks, accession: Command, monkeypatch: pytest.MonkeyPatch, alarm: Path
) -> None:
    monkeypatch.setenv("GIT_ALLOW_PROTOCOL", "ssh")
    monkeypatch.setenv("GIT_SSH_COMMAND", str(alarm))
    two_offices.ann.git("config", "remote.origin.url", "ssh://nowhere.invalid/register.git")
    assert UNREACHED in accession(*at(two_offices.ann), "list").err
    assert "-o BatchMode=yes" in (alarm.parent / "executed").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("setting", "asked"),
    [
        ("core.sshCommand", False),
        ("remote.origin.uploadpack", False),
        ("credential.helper", False),
        ("core.hooksPath", True),
    ],
)
def test_no_program_that_a_clone_names_is_run_by_a_look(
    newer: TwoClerks, accession: Command, alarm: Path, setting: str, *, asked: bool
) -> None:
    for hook in ("reference-transaction", "post-checkout"):
        shutil.copy(alarm, alarm.with_name(hook))
        newer.ann.hook(hook, f"exec {alarm}")
    value = alarm.parent if setting == "core.hooksPath" else alarm
    newer.ann.git("config", setting, str(value))
    (alarm.parent / "executed").unlink(missing_ok=True)
    answer = accession(*at(newer.ann), "list", "--status", "all")
    assert (COMPARED in answer.err, "names a program" in answer.err) == (asked, not asked)
    assert (FILED in answer.out) is asked
    assert not (alarm.parent / "executed").exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a disk that is read only")
def test_a_folder_that_can_only_be_read_says_whether_it_has_everything(
    two_offices: TwoClerks, accession: Command, draft: Path
) -> None:
    ann = two_offices.ann
    with read_only(ann.top):
        assert COMPARED in accession(*at(ann), "list").err
    assert accession(*at(two_offices.bo), "file", "--from", str(draft)).code == 0
    with read_only(ann.top):
        answer = accession(*at(ann), "list", "--status", "all")
    assert answer.code == 0
    assert "The server has newer records that were not brought here" in answer.err
    assert FILED not in answer.out


def test_while_somebody_records_here_a_look_neither_waits_for_it_nor_disturbs_it(
    newer: TwoClerks, accession: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "SECONDS", 0.5)
    with newer.ann.trunk().alone():
        answer = accession(*at(newer.ann), "check", "消防", "--none-of-these", "--json")
    found = json.loads(answer.out)
    assert found["data"]["server"] == "not_fetched"
    assert "behind" in found["lacking"]
    assert FILED in ids(accession, newer.ann)


def test_a_history_that_was_rewritten_on_the_server_is_not_followed(
    newer: TwoClerks, accession: Command
) -> None:
    ann = newer.ann
    assert FILED in ids(accession, ann)
    newer.remote.git("update-ref", "refs/heads/main", "main^")
    answer = accession(*at(ann), "list", "--status", "all")
    assert answer.code == 0
    assert "The history on the server was rewritten" in answer.err
    assert FILED in answer.out


@pytest.mark.parametrize("wish", ["option", "setting"])
def test_a_server_is_not_asked_against_ones_wish(
    newer: TwoClerks, accession: Command, calls: Callable[[], list[str]], wish: str
) -> None:
    if wish == "setting":
        newer.ann.git("config", "accession.offline", "true")
    calls()
    answer = accession(*at(newer.ann), "list", *(("--offline",) if wish == "option" else ()))
    assert "The server was not asked; data as of" in answer.err
    assert {"ls-remote", "fetch"}.isdisjoint(calls())
    newer.ann.git("fetch", "--quiet")
    assert FILED in ids(accession, newer.ann, "--offline")  # it reads what was fetched


def test_a_server_without_the_trunk_is_said(two_offices: TwoClerks, accession: Command) -> None:
    two_offices.remote.git("branch", "--move", "main", "other")
    answer = accession(*at(two_offices.ann), "list")
    assert answer.code == 0
    assert "The server has no register under the name in scheme.yaml" in answer.err


def test_a_look_at_the_past_says_nothing_of_the_server(
    two_offices: TwoClerks, accession: Command, calls: Callable[[], list[str]]
) -> None:
    answer = accession(*at(two_offices.ann), "list", "--known-on", "2026-10-12")
    assert answer.code == 0
    assert "server" not in answer.err
    assert "ls-remote" not in calls()


def test_a_registry_without_a_server_says_nothing_of_one_and_starts_no_git_for_it(
    district: Clone, accession: Command, calls: Callable[[], list[str]]
) -> None:
    for look in (("list",), ("show", "DL-2024-0006"), ("todo",)):
        calls()
        answer = accession(*at(district), *look)
        assert "server" not in said(answer)
        assert "Data as of" not in said(answer)
        assert calls() == ["rev-list"]  # the day of the newest commit


def test_a_sample_is_not_asked_for(
    district: Clone, two_offices: TwoClerks, accession: Command, calls: Callable[[], list[str]]
) -> None:
    district.git("remote", "add", "origin", str(two_offices.remote.top))
    calls()
    assert "server" not in accession(*at(district), "list").err
    assert "ls-remote" not in calls()


def test_programs_are_told_how_fresh_the_data_is(
    two_offices: TwoClerks, accession: Command
) -> None:
    for look in LOOKS:
        data = json.loads(accession(*at(two_offices.ann), *look, "--json").out)["data"]
        assert data["server"] == "compared"
        assert data["commit"] == two_offices.remote.git("rev-parse", "main")
        assert data["fetched"][:13] == clock.now().isoformat()[:13]


def test_a_letter_is_dated_by_what_the_server_had(newer: TwoClerks, accession: Command) -> None:
    asked = ("check", "没有人听说过的事务", "--asker", "district", "--json")
    letter = json.loads(accession(*at(newer.ann), *asked).out)["letters"][0]["text"]
    now = clock.now()
    assert f"数据截至{now.year}年{now.month}月{now.day}日{now:%H:}" in letter
