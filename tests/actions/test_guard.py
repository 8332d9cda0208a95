"""What a server takes and what it refuses, pushed by plain git through the real hook."""

import json
import os
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from subprocess import run as run_program  # noqa: TID251 - pushes are plain git's

import pytest
from filelock import FileLock

from conftest import Answer
from kept_registries import Kept
from repositories import Clone, sign_in

pytestmark = pytest.mark.git

Accession = Callable[..., Answer]
SECRET = "机密★10年"
DAY = "2026-10-12"
LATER = "2026-10-13"


@pytest.fixture
def server(kept: Kept, accession: Accession, tmp_path: Path) -> Clone:
    """The server of a register kept in earnest, whose hook calls accession itself."""
    top = tmp_path / "registry.git"
    assert accession("init", "--server", str(top)).code == 0
    itself = tmp_path / "itself"
    itself.write_text(f'#!/bin/sh\nexec {sys.executable} -m accession_cli "$@"\n', encoding="utf-8")
    itself.chmod(0o755)
    made = Clone(top=top, environ=os.environ)
    made.git("config", "accession.program", str(itself))
    made.git("fetch", "--quiet", str(kept.clone.top), "main:main")
    kept.clone.git("remote", "add", "origin", str(top))
    return made


def push(clone: Clone, *refs: str, today: str = DAY, lang: str = "en") -> tuple[bool, str]:
    """Push by plain git; whether it was taken, and what the server said."""
    said = {"SEALED_TODAY": today, "ACCESSION_LANG": lang}
    done = run_program(
        ["git", "push", "origin", *refs],
        cwd=clone.top,
        env={**os.environ, **clone.environ, **said},
        capture_output=True,
        check=False,
    )
    told = done.stderr.decode()
    lines = [line.removeprefix("remote:").strip() for line in told.splitlines()]
    return done.returncode == 0, " ".join(lines)


def on(clone: Clone, day: str) -> Clone:
    """The same clone, whose commits are made on *day*."""
    return Clone(
        top=clone.top, environ={**clone.environ, "GIT_COMMITTER_DATE": f"{day}T12:00+0800"}
    )


def test_what_was_done_by_the_book_is_taken_without_a_word(
    kept: Kept, server: Clone, accession: Accession
) -> None:
    kept.clone.commit("notes", **{"notes.txt": "x\n"})
    taken, said = push(kept.clone, "main")
    assert taken, said
    assert "accession" not in said
    assert "warning" not in said
    answer = accession("-C", str(kept.clone.top), "amend", "DL-2024-0006", "--set",
                       "frequency=每月两次", "--reason", "录入有误")  # fmt: skip
    assert answer.code == 0, answer.err
    assert server.git("rev-parse", "main") == kept.clone.head


# Which refs


def test_a_branch_that_the_server_was_not_told_of_is_refused(kept: Kept, server: Clone) -> None:
    taken, said = push(kept.clone, "main:trial")
    assert not taken
    assert "this server takes the trunk main alone, and not trial" in said
    assert "没有接收：这台服务器只接收主干main，不接收trial" in push(
        kept.clone, "main:trial", lang="zh_CN"
    )[1].replace(" ", "")
    server.git("config", "--add", "accession.branches", "draft/*")
    server.git("config", "--add", "accession.branches", "trial")
    assert push(kept.clone, "main:trial", "main:draft/x")[0]
    assert not push(kept.clone, "main:refs/tags/v1")[0]
    assert not push(kept.clone, "main:refs/notes/x")[0]


@pytest.mark.parametrize("ref", ["main", "trial", "refs/tags/v1"])
def test_nothing_on_the_server_is_deleted(kept: Kept, server: Clone, ref: str) -> None:
    for name in ("refs/heads/trial", "refs/tags/v1"):
        server.git("update-ref", name, "main")
    server.git("config", "accession.branches", "*")
    taken, said = push(kept.clone, f":{ref}")
    assert (taken, "may not be deleted" in said) == (False, True)
    assert "不能删除" in push(kept.clone, f":{ref}", lang="zh_CN")[1]
    assert server.git("rev-parse", "--verify", ref)


def test_history_is_not_rewritten_even_by_force(kept: Kept, server: Clone) -> None:
    kept.clone.git("reset", "--quiet", "--hard", "HEAD~1")
    kept.clone.commit("another past")
    taken, said = push(kept.clone, "--force", "main")
    assert (taken, "has commits that the pushed history has not" in said) == (False, True)


def test_the_trunk_is_one_line_of_commits(kept: Kept, server: Clone) -> None:
    clone = kept.clone
    clone.git("switch", "--quiet", "--create", "side", "HEAD~1")
    clone.commit("beside", **{"notes.txt": "x\n"})
    clone.git("switch", "--quiet", "main")
    clone.git("merge", "--quiet", "--no-edit", "side")
    taken, said = push(clone, "main")
    assert (taken, "is a merge, and the trunk is one line" in said) == (False, True)
    clone.git("reset", "--quiet", "--hard", "HEAD~1")
    clone.git("cherry-pick", "side")
    assert push(clone, "main")[0]


def test_the_profile_names_the_trunk_that_the_server_checks(kept: Kept, server: Clone) -> None:
    text = (kept.clone.top / "registry/scheme.yaml").read_text(encoding="utf-8")
    other = text.replace("trunk: origin/main", "trunk: origin/quiet")
    kept.clone.commit("move the trunk", **{"registry/scheme.yaml": other})
    taken, said = push(kept.clone, "main")
    assert not taken
    assert "trunk in scheme.yaml is origin/quiet, but the trunk of this server is main" in said


def test_a_trunk_without_its_registry_is_refused(kept: Kept, server: Clone) -> None:
    kept.clone.git("rm", "--quiet", "-r", "registry")
    kept.clone.commit("away")
    taken, said = push(kept.clone, "main")
    assert (taken, "holds no registry" in said) == (False, True)


# Secrets


@pytest.mark.parametrize(
    ("files", "message", "where"),
    [
        ({"notes/会议.txt": f"{SECRET}\n"}, "notes", "notes/会议.txt in commit"),
        ({"README.md": "电话\n身份证11010519491231002X\n"}, "read me", "README.md in commit"),
        ({".github/机密.txt": "x\n"}, "hidden", "in commit"),
        ({"registry/attachments/a.txt": f"{SECRET}\n"}, "attach", "attachments/a.txt in commit"),
        ({"notes.txt": "x\n"}, f"关于示例工作的请示\n\n{SECRET}", "the message of commit"),
    ],
)
def test_no_secret_comes_in_whatever_the_file_and_the_message(
    kept: Kept, server: Clone, files: dict[str, str], message: str, where: str
) -> None:
    commit = kept.clone.commit(message, **files)
    for text in files.values():
        if SECRET in text:
            kept.clone.git("rm", "--quiet", *files)
            kept.clone.commit("taken out again")
    taken, said = push(kept.clone, "main")
    assert not taken
    assert where in said
    assert commit[:12] in said
    assert SECRET not in said
    assert "11010519491231002X" not in said
    assert server.git("cat-file", "--batch-all-objects", "--batch-check").count(commit) == 0


def test_side_branches_and_their_names_are_screened_as_well(kept: Kept, server: Clone) -> None:
    server.git("config", "accession.branches", "*")
    kept.clone.git("switch", "--quiet", "--create", "side")
    kept.clone.commit("notes", **{"notes.txt": f"{SECRET}\n"})
    taken, said = push(kept.clone, "side")
    assert (taken, "notes.txt in commit" in said) == (False, True)
    assert not push(kept.clone, "main:机密-报告")[0]


def test_a_message_in_another_encoding_is_read_as_well(kept: Kept, server: Clone) -> None:
    clone = kept.clone
    clone.git("config", "i18n.commitEncoding", "GB18030")
    (clone.top / "message").write_bytes(f"{SECRET}\n".encode("gb18030"))
    clone.git("commit", "--quiet", "--allow-empty", "--file", "message")
    taken, said = push(clone, "main")
    assert (taken, "the message of commit" in said) == (False, True)


def test_an_annotated_tag_may_not_hide_a_secret(kept: Kept, server: Clone) -> None:
    server.git("config", "accession.branches", "refs/tags/*")
    kept.clone.git("tag", "-a", "-m", "第一版", "v1")
    kept.clone.git("tag", "-a", "-m", SECRET, "v2")
    assert push(kept.clone, "v1")[0]
    assert not push(kept.clone, "v2")[0]


# Time


def test_what_was_made_on_friday_may_arrive_on_monday_and_is_told_as_late(
    kept: Kept, server: Clone
) -> None:
    kept.clone.commit("notes", **{"notes.txt": "x\n"})
    taken, said = push(kept.clone, "main", today="2026-10-15")
    assert taken, said
    assert "H603" in said
    assert "was made on 2026-10-12 and arrived on 2026-10-15" in said


def test_a_commit_of_a_day_to_come_is_refused(kept: Kept, server: Clone) -> None:
    on(kept.clone, LATER).commit("tomorrow", **{"notes.txt": "x\n"})
    taken, said = push(kept.clone, "main")
    assert not taken
    assert "is dated 2026-10-13, but the clock of this server says 2026-10-12" in said
    assert push(kept.clone, "main", today=LATER)[0]


def test_a_commit_before_its_parent_needs_an_explanation(kept: Kept, server: Clone) -> None:
    early = on(kept.clone, "2026-10-09")
    early.commit("earlier", **{"notes.txt": "x\n"})
    taken, said = push(kept.clone, "main")
    assert not taken
    assert "is dated 2026-10-09, before the one that it builds on, 2026-10-12" in said
    early.git("commit", "--quiet", "--amend", "--message", "earlier", "--trailer",
              "Accession-Explanation: 网格机房停电，时钟未校")  # fmt: skip
    taken, said = push(kept.clone, "main")
    assert (taken, "warning H602" in said) == (True, True)


def filed_on(kept: Kept, day: str) -> str:
    """A record by hand that says it was filed on *day*; the path of its file."""
    number = "DL-2026-0022"
    kept.file(number)
    text = kept.text(number).replace(f"date: {DAY}\n  number", f"date: {day}\n  number", 1)
    kept.clone.write(kept.path(number), text)
    return kept.path(number)


@pytest.mark.parametrize("day", ["2026-10-09", "2026-10-13"])
def test_the_day_of_filing_is_the_day_of_landing(kept: Kept, server: Clone, day: str) -> None:
    path = filed_on(kept, day)
    kept.clone.commit("file by hand")
    taken, said = push(kept.clone, "main", today=LATER)
    assert not taken
    assert path in said
    assert f"filed on {day}, but was put on record on {DAY}" in said
    filed_on(kept, DAY)
    kept.clone.git("commit", "--quiet", "--all", "--amend", "--no-edit")
    taken, said = push(kept.clone, "main", today=LATER)
    assert taken, said


def test_a_correction_is_dated_the_day_on_which_it_is_entered(kept: Kept, server: Clone) -> None:
    kept.edit(kept.filed, ("津丽示例〔2026〕31号", "津丽示例〔2026〕32号"))
    kept.correct(kept.filed, "basis[0].number", "津丽示例〔2026〕31号", "津丽示例〔2026〕32号")
    text = kept.text(kept.filed)
    head, marker, tail = text.rpartition(f"date: {DAY}")
    kept.clone.write(kept.path(kept.filed), f"{head}{marker.replace(DAY, '2026-10-10')}{tail}")
    kept.clone.commit("correct")
    taken, said = push(kept.clone, "main")
    assert (taken, "error H605" in said) == (False, True)
    kept.clone.write(kept.path(kept.filed), text)
    kept.clone.git("commit", "--quiet", "--all", "--amend", "--no-edit")
    assert push(kept.clone, "main")[0]


def test_a_dispatch_of_an_earlier_day_is_told_and_one_of_a_later_day_refused(
    kept: Kept, server: Clone
) -> None:
    def sent(day: str) -> None:
        entry = f"dispatch:\n  - to: 万新街道\n    date: {day}\n    number: null\n"
        kept.edit(kept.filed, ("dispatch: []\n", entry))

    before = kept.text(kept.filed)
    sent("2026-10-13")
    kept.clone.commit("hand down")
    taken, said = push(kept.clone, "main", today=LATER)
    assert (taken, "H606" in said) == (False, True)
    kept.clone.write(kept.path(kept.filed), before)
    sent("2026-10-09")
    kept.clone.git("commit", "--quiet", "--all", "--amend", "--no-edit")
    taken, said = push(kept.clone, "main")
    assert taken, said
    assert "万新街道 was told on 2026-10-09, and that was put on record on 2026-10-12" in said


# Taking turns


def test_a_push_by_hand_that_was_beaten_goes_before_commands_the_next_time(
    kept: Kept, server: Clone, tmp_path: Path
) -> None:
    """The hook of the hand's push begins before the trunk moves, and its turn comes after."""
    clone, turn = kept.clone, server.top / "accession" / "turn"
    turn.parent.mkdir()
    clone.commit("by hand", **{"notes.txt": "x\n"})
    other = Clone(top=tmp_path / "bo", environ=clone.environ)
    clone.git("clone", "--quiet", str(server.top), str(other.top))
    sign_in(other, "bo")
    other.commit("file\n\nAccession-Request: 0001", **{"other.txt": "x\n"})
    with ThreadPoolExecutor() as beside, FileLock(turn):
        beaten = beside.submit(push, clone, "main")
        wait_until(lambda: "guard" in running(server))
        server.git("fetch", "--quiet", str(other.top), "main:main")
    taken, said = beaten.result()
    assert (taken, "somebody else's commit came first" in said) == (False, True)
    assert "accession: beaten" in said
    other.commit("file\n\nAccession-Request: 0002", **{"more.txt": "x\n"})
    with ThreadPoolExecutor() as beside:
        command = beside.submit(push, other, "main")
        wait_until(lambda: "guard" in running(server))
        clone.git("pull", "--quiet", "--rebase", "origin", "main")
        assert push(clone, "main")[0]
        taken, said = command.result()
    # told by our hook, or by git itself where the machine is so slow that the command went on
    told = "accession: beaten" in said or "cannot lock ref" in said
    assert (taken, told) == (False, True), said


def wait_until(true: Callable[[], bool]) -> None:
    until = time.monotonic() + 30
    while not true():
        assert time.monotonic() < until
        time.sleep(0.02)


def running(server: Clone) -> str:
    """The commands of all processes that work in *server*."""
    said = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if (process / "cwd").resolve() == server.top.resolve():
                said.append((process / "cmdline").read_bytes().decode(errors="replace"))
    return " ".join(said)


# The first push


@pytest.fixture
def new_server(server: Clone) -> Clone:
    """The same server before anything was pushed."""
    server.git("update-ref", "-d", "refs/heads/main")
    return server


def test_a_register_with_records_comes_in_only_when_the_server_was_told_which(
    kept: Kept, new_server: Clone, accession: Accession
) -> None:
    clone = kept.clone
    taken, said = push(clone, "main")
    assert not taken
    assert "the one that is pushed has records already" in said
    assert "accession.restore" in said
    assert not push(clone, "main", lang="zh_CN")[0]
    clone.git("commit", "--quiet", "--allow-empty", "--message", "Bring in the register",
              "--trailer", "Accession-Restored: 张某，从备份恢复")  # fmt: skip
    assert not push(clone, "main")[0]
    new_server.git("config", "accession.restore", clone.head)
    taken, said = push(clone, "main")
    assert taken, said
    assert new_server.git("rev-parse", "main") == clone.head
    told = accession("-C", str(clone.top), "verify")
    assert told.code == 0, told.err
    assert "Brought in the history up to here as a whole" in told.out
    assert "张某，从备份恢复" in told.out
    (one,) = json.loads(accession("-C", str(clone.top), "verify", "--json").out)["declared"]
    assert (one["commit"], one["restored"]) == (clone.head, "张某，从备份恢复")


def test_a_restoration_that_is_over_is_told_and_taken_out_of_the_settings(
    kept: Kept, new_server: Clone, accession: Accession
) -> None:
    clone, asked = kept.clone, ("-C", str(new_server.top), "doctor", "--json")
    clone.git("commit", "--quiet", "--allow-empty", "--message", "Bring in the register",
              "--trailer", "Accession-Restored: 张某，从备份恢复")  # fmt: skip

    def restoring(*more: str) -> tuple[str, str | None]:
        found = json.loads(accession(*asked, *more).out)["checks"]
        seen = next(one for one in found if one["check"] == "server_restore")
        return seen["state"], seen["fix"]

    assert restoring() == ("well", None)
    new_server.git("config", "accession.restore", clone.head)
    assert restoring("--fix") == ("hint", None)
    assert push(clone, "main")[0]
    assert restoring() == ("wrong", "server_restore")
    assert restoring("--fix") == ("well", None)
    assert new_server.git("config", "--default", "", "--get", "accession.restore") == ""


def test_why_a_commit_is_dated_before_its_parent_is_shown(kept: Kept, accession: Accession) -> None:
    kept.edit(kept.filed, ("also_called: []", "also_called:\n  - 取暖走访"))
    earlier = on(kept.clone, "2026-09-28")
    earlier.git("add", "--all")
    earlier.git("commit", "--quiet", "--message", "x",
                "--trailer", "Accession-Explanation: 时钟慢了，安宁")  # fmt: skip
    for asked in (("verify",), ("log", kept.filed)):
        told = accession("-C", str(kept.clone.top), *asked)
        assert "Explains its dates: 时钟慢了，安宁" in told.out, told.out


def test_the_switch_lets_no_commit_pass_that_does_not_say_why(
    kept: Kept, new_server: Clone
) -> None:
    new_server.git("config", "accession.restore", kept.clone.head)
    assert not push(kept.clone, "main")[0]


def test_a_register_without_records_needs_no_switch(
    new_server: Clone, accession: Accession, tmp_path: Path, machine: dict[str, str]
) -> None:
    top = tmp_path / "new"
    top.mkdir()
    clone = Clone(top=top, environ=machine)
    clone.git("init", "--quiet", "--initial-branch=main")
    sign_in(clone, "ann")
    answer = accession("init", str(top), "--profile", "dongli", "--district", "东丽区",
                       "--same-clauses")  # fmt: skip
    assert answer.code == 0, answer.err
    clone.git("remote", "add", "origin", str(new_server.top))
    taken, said = push(clone, "main")
    assert taken, said
