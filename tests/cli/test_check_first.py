"""Every verb can be tried first: ``--check`` says what would be recorded, and writes nothing."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Answer
from repositories import Clone, TwoClerks

Command = Callable[..., Answer]
ADD = ("--source", "community", "--community", "示例一社区", "--agency", "minzheng")
WHAT = ("--what", "要求居委会代收垃圾清运费")


TASK = "DL-2024-0006"
#: What each verb is asked with; the draft and the agency's material go in where they are named.
VERBS: dict[str, tuple[str, ...]] = {
    "complaint add": ("complaint", "add", *ADD, *WHAT),
    "file": ("file", "--from", "{draft}"),
    "amend": ("amend", TASK, "--set", "funding.amount=30000.00", "--reason", "录入有误"),
    "retire": (
        *("retire", TASK, "--applied", "2026-10-12", "--effective", "2026-11-05"),
        *("--reason", "期限届满", "--material", "{material}", "--superseded-by", "DL-2024-0008"),
    ),
    "notify": ("notify", "DL-2024-0001", "--to", "区民政局"),
    "dispatch": ("dispatch", TASK, "--to-all"),
}


@pytest.mark.parametrize("verb", VERBS)
def test_a_check_writes_nothing_and_shows_the_files_that_are_then_written(
    accession: Command, district: Clone, draft: Path, material: Path, verb: str
) -> None:
    words = (word.format(draft=draft, material=material) for word in VERBS[verb])
    asked = ("-C", str(district.top), *words)
    before = district.state()
    checked = accession(*asked, "--check", "--json")
    assert checked.code == 0, checked.err
    shown = {file["path"]: file["text"] for file in json.loads(checked.out)["files"]}
    told = accession(*asked, "--check").err
    assert "Checked: " in told
    assert "Recorded all the same" not in told
    assert district.state() == before
    assert not (district.top / ".git/accession/drafts").exists()
    assert not list((district.top / ".git").glob("accession/outbox/*"))
    done = accession(*asked)
    assert done.code == 0, done.err
    written = district.git("-c", "core.quotePath=off", "show", "--name-only", "--format=")
    assert {
        path: (district.top / path).read_text(encoding="utf-8") for path in written.splitlines()
    } == shown


def complain(accession: Command, clone: Clone, *more: str) -> Answer:
    return accession("-C", str(clone.top), "complaint", "add", *ADD, *WHAT, *more)


def test_what_would_be_entered_is_shown_and_nothing_is_written(
    accession: Command, district: Clone
) -> None:
    before = district.state()
    answer = complain(accession, district, "--check")
    assert answer.code == 0
    assert "registry/complaints/2026/DL-C-2026-0001.yaml, a new record:" in answer.out
    assert re.search(r"what +要求居委会代收垃圾清运费", answer.out)
    assert "nothing was written" in answer.err
    assert district.state() == before
    assert not list((district.top / ".git").glob("accession/outbox/*.json"))


def test_a_program_gets_the_files_as_they_would_be(accession: Command, district: Clone) -> None:
    shown = json.loads(complain(accession, district, "--check", "--json").out)
    assert shown["status"] == "checked"
    (file,) = shown["files"]
    assert file["before"] is None
    assert complain(accession, district).code == 0
    assert (district.top / file["path"]).read_text(encoding="utf-8") == file["text"]


def test_what_is_recorded_already_is_compared_with_what_would_be(
    accession: Command, district: Clone
) -> None:
    assert complain(accession, district).code == 0
    answer = accession(
        *("-C", str(district.top), "complaint", "rectify", "DL-C-2026-0001", "--check")
    )
    assert answer.code == 0
    assert "registry/complaints/2026/DL-C-2026-0001.yaml, what changes:" in answer.out
    assert re.search(r"rectification.due +2026-", answer.out)
    assert "督促限期整改函DL-C-2026-0001.docx will say:" in answer.out
    assert "关于督促限期整改的函" in answer.out
    assert not list(district.top.glob("build/**/*.docx"))


def test_what_would_be_refused_is_refused_in_the_same_words(
    accession: Command, district: Clone
) -> None:
    close = ("-C", str(district.top), "complaint", "close", "DL-C-2026-0001")
    assert complain(accession, district).code == 0
    tried = accession(*close, "--outcome", "rectified", "--check")
    done = accession(*close, "--outcome", "rectified")
    assert (tried.code, tried.err) == (done.code, done.err)
    assert tried.code == 1


@pytest.mark.parametrize("more", [("--check",), ()])
def test_a_secret_is_refused_before_anything_is_looked_at(
    accession: Command, two_offices: TwoClerks, more: tuple[str, ...]
) -> None:
    answer = accession(
        *("-C", str(two_offices.ann.top), "complaint", "add", *ADD),
        *("--what", "联系人身份证号11010119900307803X", *more),
    )
    assert answer.code == 7


def test_what_was_set_is_kept_where_it_is_refused_but_not_where_it_was_only_tried(
    accession: Command, district: Clone
) -> None:
    asked = ("-C", str(district.top), "file", "--set", "title=协助雨前清沟提醒")
    drafts = district.top / ".git/accession/drafts"
    assert accession(*asked, "--check").code == 1
    assert not drafts.exists()
    assert accession(*asked).code == 1
    assert len(list(drafts.iterdir())) == 1


def test_what_somebody_else_changed_since_is_refused_in_a_check_too(
    accession: Command, two_offices: TwoClerks
) -> None:
    ann, bo = two_offices.ann, two_offices.bo
    amount = ("--set", "funding.amount=30000.00", "--reason", "录入有误")
    assert accession("-C", str(bo.top), "amend", TASK, *amount).code == 0
    asked = ("-C", str(ann.top), "amend", TASK, "--set", "frequency=每月一次", "--reason", "改正")
    tried, done = accession(*asked, "--check"), accession(*asked)
    assert (tried.code, tried.err) == (done.code, done.err)
    assert tried.code == 4
    assert "bo has changed" in tried.err


@pytest.mark.parametrize(
    "asked", [("dispatch", TASK, "--letter"), ("notify", "DL-2024-0001", "--letter")]
)
def test_notices_that_are_only_tried_are_listed_and_not_written(
    accession: Command, district: Clone, asked: tuple[str, ...]
) -> None:
    before = district.state()
    names = accession("-C", str(district.top), *asked, "--check").out.splitlines()
    shown = accession("-C", str(district.top), *asked, "--check", "--json").out
    assert district.state() == before
    assert json.loads(shown)["papers"] == names
    written = accession("-C", str(district.top), *asked).out.splitlines()
    assert [Path(one).name for one in written] == names


def test_a_check_writes_no_letter_although_its_order_is_on_record(
    accession: Command, district: Clone, tmp_path: Path
) -> None:
    assert complain(accession, district).code == 0
    rectify = ("-C", str(district.top), "complaint", "rectify", "DL-C-2026-0001")
    assert accession(*rectify, "--out", str(tmp_path / "one.docx")).code == 0
    checked = accession(*rectify, "--out", str(tmp_path / "two.docx"), "--check")
    assert checked.code == 0
    assert "nothing was written" in checked.err
    assert sorted(path.name for path in tmp_path.glob("*.docx")) == ["one.docx"]


def test_papers_that_cannot_be_made_are_told_and_refuse_nothing(
    accession: Command, district: Clone
) -> None:
    template = district.top / "registry/templates/dispatch_notice.docx"
    template.parent.mkdir()
    template.write_bytes(b"no Word file")
    district.commit("a broken template")
    dispatch = ("-C", str(district.top), "dispatch", TASK, "--to-all")
    before = district.state()
    tried = accession(*dispatch, "--check")
    assert district.state() == before
    assert (tried.code, accession(*dispatch).code) == (0, 0)
    assert "only its papers could not be written" in tried.err
    shown = json.loads(accession(*dispatch, "--check", "--json").out)
    assert shown["status"] == "checked"


AMEND = ("--set", "frequency=每月一次", "--reason", "改正")


def test_without_its_remote_a_check_goes_by_the_trunk_that_the_clone_last_saw(
    accession: Command, two_offices: TwoClerks
) -> None:
    ann, remote = two_offices.ann, two_offices.remote
    seen = ann.head
    tried = accession("-C", str(ann.top), "amend", TASK, *AMEND, "--check")
    away = remote.top.rename(remote.top.with_name("away.git"))
    before = ann.state()
    answer = accession("-C", str(ann.top), "amend", TASK, *AMEND, "--check")
    shown = json.loads(
        accession("-C", str(ann.top), "amend", TASK, *AMEND, "--check", "--json").out
    )
    assert ann.state() == before
    away.rename(remote.top)
    assert (answer.code, answer.out) == (0, tried.out)
    assert "The server could not be reached" in answer.err
    assert f"as it was last seen here: version {seen[:12]} of 20" in answer.err
    assert answer.err.endswith(tried.err)
    assert (shown["unreached"]["remote"], shown["unreached"]["commit"]) == ("origin", seen)


def test_what_was_seen_last_is_the_trunk_and_not_the_branch_that_the_clerk_is_on(
    accession: Command, two_offices: TwoClerks
) -> None:
    ann, bo, remote = two_offices.ann, two_offices.bo, two_offices.remote
    assert accession("-C", str(bo.top), "amend", TASK, *AMEND).code == 0
    ann.git("fetch", "--quiet")
    away = remote.top.rename(remote.top.with_name("away.git"))
    answer = accession("-C", str(ann.top), "amend", TASK, *AMEND, "--check")
    away.rename(remote.top)
    assert answer.code == 4
    assert f"as it was last seen here: version {bo.head[:12]} of 20" in answer.err
    assert "bo has changed" in answer.err


def test_a_clone_that_never_saw_the_trunk_cannot_check_without_its_remote(
    accession: Command, two_offices: TwoClerks
) -> None:
    ann = two_offices.ann
    ann.git("update-ref", "-d", "refs/remotes/origin/main")
    two_offices.remote.top.rename(two_offices.remote.top.with_name("away.git"))
    answer = accession("-C", str(ann.top), "amend", TASK, *AMEND, "--check")
    assert answer.code == 5


def test_what_waits_in_the_outbox_for_the_same_record_is_named_and_not_counted(
    accession: Command, two_offices: TwoClerks
) -> None:
    ann, remote = two_offices.ann, two_offices.remote
    away = remote.top.rename(remote.top.with_name("away.git"))
    assert accession("-C", str(ann.top), "amend", TASK, *AMEND).code == 5
    assert accession("-C", str(ann.top), "dispatch", TASK, "--to-all").code == 5
    assert accession("-C", str(ann.top), "amend", "DL-2024-0008", *AMEND).code == 5
    away.rename(remote.top)
    asked = ("-C", str(ann.top), "amend", TASK, *AMEND, "--check")
    said = accession(*asked).err
    assert f"not counted here: amend {TASK}: frequency (request " in said
    assert f"not counted here: record the dispatch of {TASK} (request " in said
    assert "DL-2024-0008" not in said
    waiting = json.loads(accession(*asked, "--json").out)["waiting"]
    assert {one["command"]: one["about"] for one in waiting} == {"amend": TASK, "dispatch": TASK}


def test_what_is_refused_because_something_waits_names_it_too(
    accession: Command, two_offices: TwoClerks
) -> None:
    ann, remote = two_offices.ann, two_offices.remote
    assert complain(accession, ann).code == 0
    away = remote.top.rename(remote.top.with_name("away.git"))
    assert accession("-C", str(ann.top), "complaint", "rectify", "DL-C-2026-0001").code == 5
    closed = ("complaint", "close", "DL-C-2026-0001", "--outcome", "rectified", "--check")
    answer = accession("-C", str(ann.top), *closed)
    away.rename(remote.top)
    assert answer.code == 1
    assert "not counted here: follow up DL-C-2026-0001 (request " in answer.err


def test_the_same_that_was_asked_for_before_is_named(
    accession: Command, two_offices: TwoClerks
) -> None:
    ann, remote = two_offices.ann, two_offices.remote
    remote.top.rename(remote.top.with_name("away.git"))
    assert complain(accession, ann).code == 5
    assert "not counted here: enter a complaint about minzheng" in (
        complain(accession, ann, "--check").err
    )
