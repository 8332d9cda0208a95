"""What a server takes and what it refuses, pushed by plain git through the real hook."""

import json
import os
import re
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
from secrecy.corners import FOUND, b64
from signed_registries import ROOT, SignedWorld, public

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


def test_a_name_that_does_not_show_as_it_is_is_refused_or_told(kept: Kept, server: Clone) -> None:
    server.git("config", "accession.branches", "draft/*")
    taken, said = push(kept.clone, "main:draft/x\u202ey")
    assert (taken, "signs in its name that do not show" in said) == (False, True), said
    kept.clone.commit("notes", **{"notes/a\u202eb.txt": "x\n"})
    taken, said = push(kept.clone, "main")
    assert (taken, "this name shows otherwise than it is" in said) == (True, True), said


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


@pytest.mark.parametrize(
    "corner",
    [
        *("alt text", "field code in pieces", "own XML, an attribute", "own property"),
        *("defined name", "address of a link", "drawing", "watermark of old drawings"),
        *("base64, a mail in GB", "base64, a Word file", "quoted, a mail", "base64, YAML"),
    ],
)
def test_no_corner_of_a_file_hides_a_secret(kept: Kept, server: Clone, corner: str) -> None:
    (kept.clone.top / "paper").write_bytes(FOUND[corner]())
    commit = kept.clone.commit("a paper")
    taken, said = push(kept.clone, "main")
    assert (taken, "paper in commit" in said) == (False, True)
    assert SECRET not in said
    assert server.git("cat-file", "--batch-all-objects", "--batch-check").count(commit) == 0


def test_a_message_may_not_hide_a_secret_in_letters(kept: Kept, server: Clone) -> None:
    kept.clone.commit(f"notes\n\n{b64(SECRET)}", **{"notes.txt": "x\n"})
    taken, said = push(kept.clone, "main")
    assert (taken, "the message of commit" in said, b64(SECRET) in said) == (False, True, False)


def test_rtf_is_told_whatever_its_name(kept: Kept, server: Clone) -> None:
    kept.clone.commit("notes", **{"notes.txt": r"{\rtf1\ansi \'bb\'fa\'c3\'dc}"})
    taken, said = push(kept.clone, "main")
    assert (taken, "notes.txt in commit" in said, "save it as .docx" in said) == (True, True, True)


@pytest.mark.parametrize("name", ["机密★10年", "ann-11010519491231002X"])
def test_a_refused_name_is_not_repeated(kept: Kept, server: Clone, name: str) -> None:
    kept.clone.git("update-ref", f"refs/heads/{name}", "main")
    told = [push(kept.clone, f"main:{name}")[1]]
    server.git("update-ref", f"refs/heads/{name}", "main")
    told.append(push(kept.clone, f":{name}")[1])
    server.git("config", "accession.branches", "*")
    told.append(push(kept.clone, f"+main~1:{name}")[1])
    told.append(push(kept.clone, f"main^{{tree}}:refs/tags/{name}")[1])
    for said in told:
        assert "Not taken" in said
        assert name not in said.partition("To ")[0]


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
    assert "edition.schema.json" not in said


# Each commit by itself


def told_by_verify(accession: Accession, server: Clone, tmp_path: Path) -> tuple[int, set[str]]:
    """The exit code of ``verify`` in a fresh clone of the server, and the codes of its errors."""
    fresh = tmp_path / f"fresh-{len(list(tmp_path.glob('fresh-*')))}"
    server.git("clone", "--quiet", str(server.top), str(fresh))
    answer = accession("-C", str(fresh), "verify", "--json")
    found = json.loads(answer.out)["findings"]
    return answer.code, {one["code"] for one in found if one["severity"] == "error"}


def past_the_guard(clone: Clone, server: Clone) -> None:
    """Push as an administrator may, who has set the check aside."""
    program = server.git("config", "accession.program")
    server.git("config", "accession.program", "true")
    clone.git("push", "--quiet", "origin", "main")
    server.git("config", "accession.program", program)


def given_and_taken_back(kept: Kept) -> str:
    """A number that is given in one commit and taken back in the next, which is returned."""
    kept.file("DL-2026-0022")
    kept.clone.commit("file by hand")
    kept.clone.git("rm", "--quiet", kept.path("DL-2026-0022"))
    return kept.clone.commit("never mind")


def test_a_number_given_and_taken_back_in_one_push_is_refused(kept: Kept, server: Clone) -> None:
    commit = given_and_taken_back(kept)
    taken, said = push(kept.clone, "main")
    assert not taken
    assert f"Commit {commit[:12]} by" in said
    assert "error H101" in said


def test_what_is_put_back_in_one_push_is_refused_and_goes_in_as_one_commit(
    kept: Kept, server: Clone
) -> None:
    kept.change(kept.filed, ('amount: "12000.00"', 'amount: "2000.00"'))
    kept.change(
        kept.filed,
        ('amount: "2000.00"', 'amount: "12000.00"'),
        ("also_called: []", "also_called:\n  - 走访"),
    )
    taken, said = push(kept.clone, "main")
    assert (taken, "error H208" in said) == (False, True), said
    assert "Make one commit of them: git reset --soft" in said
    kept.clone.git("reset", "--quiet", "--soft", "HEAD~2")
    kept.clone.commit("what people call it")
    assert push(kept.clone, "main")[0]


def test_a_request_is_recorded_once_on_the_whole_trunk(kept: Kept, server: Clone) -> None:
    kept.clone.commit("notes", **{"notes.txt": "x\n"})
    request = kept.clone.git("log", "--format=%(trailers:key=Accession-Request,valueonly)", "-1",
                             "--grep=Accession-Request").strip()  # fmt: skip
    kept.clone.git("commit", "--quiet", "--allow-empty", "--message", "again", "--trailer",
                   f"Accession-Request: {request}")  # fmt: skip
    taken, said = push(kept.clone, "main")
    assert (taken, "error H502" in said) == (False, True), said


@pytest.mark.parametrize(
    "made",
    [
        ("--message", "filed\x1b[2K"),
        ("--message", "filed \u202etxt"),
        ("--message", "x", "--author", "a\u202enn <ann@example.org>"),
        (),
    ],
)
def test_a_commit_that_does_not_show_as_it_is_is_refused(
    made: tuple[str, ...], kept: Kept, server: Clone, accession: Accession, tmp_path: Path
) -> None:
    kept.clone.git("commit", "--quiet", "--allow-empty", *(made or ("--message", "x")))
    if not made:  # at a time that no place has, which git itself would not write
        text = kept.clone.git("cat-file", "commit", "HEAD").replace(" +0800", " +9959")
        kept.clone.write("../odd", f"{text}\n")
        odd = kept.clone.git("hash-object", "-t", "commit", "-w", "../odd")
        kept.clone.git("update-ref", "HEAD", odd)
    taken, said = push(kept.clone, "main")
    assert (taken, "error H610" in said) == (False, True), said
    past_the_guard(kept.clone, server)
    assert told_by_verify(accession, server, tmp_path) == (6, {"H610"})


def test_a_task_by_hand_without_an_application_is_told_to_the_pusher(
    kept: Kept, server: Clone
) -> None:
    kept.file("DL-2026-0022")
    kept.clone.commit("file by hand")
    taken, said = push(kept.clone, "main")
    assert taken, said
    assert "warning H611" in said
    assert "DL-2026-0022 was put on record by hand" in said


# What is put past the guard


def corrected_in_the_past(kept: Kept) -> None:
    kept.edit(kept.filed, ('amount: "12000.00"', 'amount: "2000.00"'))
    kept.correct(kept.filed, "funding.amount", '"12000.00"', '"2000.00"')
    kept.edit(
        kept.filed,
        (
            "- date: 2026-10-12\n    field: funding.amount",
            "- date: 2026-10-09\n    field: funding.amount",
        ),
    )


def agency_that_nobody_knows(kept: Kept) -> None:
    kept.file("DL-2026-0022")
    kept.edit("DL-2026-0022", ("agency: minzheng", "agency: nobody"))


def test_what_an_administrator_puts_past_the_guard_is_found_by_verify(
    kept: Kept, server: Clone, accession: Accession, tmp_path: Path
) -> None:
    corrected_in_the_past(kept)
    agency_that_nobody_knows(kept)
    kept.clone.commit("by hand")
    taken, said = push(kept.clone, "main")
    refused = set(re.findall(r"error ([A-Z][0-9]+)", said))
    assert not taken
    assert refused > {"H605"}
    past_the_guard(kept.clone, server)
    assert told_by_verify(accession, server, tmp_path) == (6, refused)


def test_a_trunk_that_went_back_is_missed_by_who_saw_it(
    kept: Kept, server: Clone, accession: Accession
) -> None:
    at = ("-C", str(kept.clone.top))
    assert push(kept.clone, "main")[0]
    assert accession(*at, "sync").code == 0
    assert accession(*at, "verify").code == 0
    server.git("update-ref", "refs/heads/main", "main~1")
    time.sleep(0.02)
    kept.clone.git("fetch", "--quiet", "origin")
    answer = accession(*at, "verify", "--json")
    found = json.loads(answer.out)
    assert answer.code == 6
    assert [one["code"] for one in found["findings"]] == ["H501"]
    assert found["reference"] == "refs/accession/trunk"


# The way out


ACCEPT = "Accession-Accepted"


def accept(clone: Clone, commit: str, *options: str) -> str:
    words = f"{ACCEPT}: {commit} 张某，手工登记有误，编号不再使用"
    clone.git(
        "commit", "--quiet", "--allow-empty", "--message", "Accept", "--trailer", words, *options
    )
    return clone.head


def test_what_was_found_in_one_commit_is_accepted_by_whoever_looks_after_the_server(
    kept: Kept, server: Clone, accession: Accession, tmp_path: Path
) -> None:
    commit = given_and_taken_back(kept)
    past_the_guard(kept.clone, server)
    assert told_by_verify(accession, server, tmp_path) == (6, {"H101"})
    accepts = accept(kept.clone, commit)
    taken, said = push(kept.clone, "main")
    assert (taken, "error H512" in said) == (False, True), said
    server.git("config", "accession.accept", accepts)
    assert push(kept.clone, "main")[0]
    assert told_by_verify(accession, server, tmp_path) == (0, set())
    answer = accession("-C", str(kept.clone.top), "verify", "--full")
    assert answer.code == 0
    assert "H101" in answer.out
    assert "张某，手工登记有误" in answer.out
    (one,) = json.loads(accession("-C", str(kept.clone.top), "verify", "--full", "--json").out)[
        "findings"
    ]
    assert (one["commit"], one["accepted"], one["severity"]) == (commit, accepts, "warning")


@pytest.mark.parametrize("words", ["{commit}", "0123456789abcdef 张某，试", "HEAD 张某，试"])
def test_an_acceptance_names_an_earlier_commit_with_a_reason(
    words: str, kept: Kept, server: Clone, accession: Accession, tmp_path: Path
) -> None:
    commit = given_and_taken_back(kept)
    past_the_guard(kept.clone, server)
    kept.clone.git("commit", "--quiet", "--allow-empty", "--message", "Accept", "--trailer",
                   f"{ACCEPT}: {words.format(commit=commit)}")  # fmt: skip
    server.git("config", "accession.accept", kept.clone.head)
    taken, said = push(kept.clone, "main")
    assert (taken, "error H513" in said) == (False, True), said
    past_the_guard(kept.clone, server)
    assert told_by_verify(accession, server, tmp_path)[0] == 6


def test_an_acceptance_changes_nothing(kept: Kept, server: Clone) -> None:
    commit = given_and_taken_back(kept)
    past_the_guard(kept.clone, server)
    kept.clone.write("notes.txt", "x\n")
    kept.clone.git("add", "notes.txt")
    server.git("config", "accession.accept", accept(kept.clone, commit))
    taken, said = push(kept.clone, "main")
    assert (taken, "error H513" in said) == (False, True), said


def test_with_signatures_the_root_key_accepts_and_no_other(
    signed_world: SignedWorld, accession: Accession, tmp_path: Path
) -> None:
    world = signed_world
    record = world.anning.top / "registry/tasks/2024/DL-2024-0004.yaml"
    record.unlink()
    world.anning.git("commit", "--quiet", "--all", "-S", "--message", "tidy up")
    commit = world.anning.head
    past_the_guard(world.anning, world.server)
    accept(world.anning, commit, "-S")
    taken, said = push(world.anning, "main")
    assert (taken, "error H512" in said) == (False, True), said
    world.root.git("pull", "--quiet", "--rebase", "origin", "main")
    accept(world.root, commit, "-S")
    taken, said = push(world.root, "main")
    assert taken, said
    key = public(world.key(ROOT))
    for known in ((), ("config", "accession.rootKeys", key)):
        fresh = tmp_path / f"copy-{len(known)}"
        world.server.git("clone", "--quiet", str(world.server.top), str(fresh))
        clone = Clone(top=fresh, environ=world.root.environ)
        if known:
            clone.git(*known)
        answer = accession("-C", str(fresh), "verify", "--json")
        errors = [one for one in json.loads(answer.out)["findings"] if one["severity"] == "error"]
        assert (answer.code, errors) == (0, [])


def test_the_word_of_a_restoration_is_not_taken_in_an_ordinary_push(
    kept: Kept, server: Clone
) -> None:
    kept.clone.git("commit", "--quiet", "--allow-empty", "--message", "x",
                   "--trailer", "Accession-Restored: 张某，从备份恢复")  # fmt: skip
    taken, said = push(kept.clone, "main")
    assert (taken, "error H512" in said) == (False, True), said


def test_a_record_that_was_taken_out_comes_back_as_it_was_and_no_other_way(
    kept: Kept, server: Clone, accession: Accession, tmp_path: Path
) -> None:
    text, path = kept.text("DL-2024-0004"), kept.path("DL-2024-0004")
    kept.clone.git("rm", "--quiet", path)
    kept.clone.commit("take out")
    past_the_guard(kept.clone, server)
    assert told_by_verify(accession, server, tmp_path)[1] >= {"H101"}
    kept.clone.commit("another", **{path: text.replace("title: ", "title: 另")})
    taken, said = push(kept.clone, "main")
    assert (taken, "error H20" in said) == (False, True), said
    kept.clone.git("reset", "--quiet", "--hard", "HEAD~1")
    kept.clone.commit("put back", **{path: text})
    taken, said = push(kept.clone, "main")
    assert taken, said
    assert told_by_verify(accession, server, tmp_path) == (0, set())


def test_a_number_whose_record_is_gone_is_not_given_again(kept: Kept, server: Clone) -> None:
    given_and_taken_back(kept)
    past_the_guard(kept.clone, server)
    kept.file("DL-2026-0022", like="DL-2026-0020")
    kept.clone.commit("file another one by hand")
    taken, said = push(kept.clone, "main")
    assert (taken, "error " in said) == (False, True), said
