"""What could not be recorded waits, is sent once, or is taken back; nothing typed is lost."""

import json
import os
import shutil
import signal
import subprocess  # noqa: TID251 - a command is killed as a power cut would
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conftest import Answer
from filled_forms import answered, form_of, records
from registries import DRAFT
from repositories import Clone, TwoClerks

Command = Callable[..., Answer]
TITLE = "协助独居老人冬季取暖安全走访"


def at(clone: Clone) -> tuple[str, str]:
    return "-C", str(clone.top)


def said(answer: Answer) -> str:
    return answer.out + answer.err


def waiting(accession: Command, clone: Clone) -> list[Any]:
    listed = accession(*at(clone), "sync", "--list", "--json")
    found: list[Any] = json.loads(listed.out)["waiting"]
    return found


def titles(clone: Clone, rev: str = "main") -> list[str]:
    """The titles of all tasks at *rev*, one for each record."""
    found = clone.git("grep", "-h", "^title: ", rev, "--", "registry/tasks")
    return [line.removeprefix("title: ") for line in found.splitlines()]


def cut_off(clerks: TwoClerks) -> Path:
    away = clerks.remote.top.with_name("away.git")
    shutil.move(clerks.remote.top, away)
    return away


def connect(clerks: TwoClerks, away: Path) -> None:
    shutil.move(away, clerks.remote.top)


def test_a_filing_made_offline_waits_and_sync_records_it_once(
    two_offices: TwoClerks, draft: Path, accession: Command
) -> None:
    away = cut_off(two_offices)
    state = two_offices.ann.state()
    answer = accession(*at(two_offices.ann), "file", "--from", str(draft))
    assert answer.code == 5
    assert "Queued, not in the registry" in answer.err
    assert "accession sync" in answer.err
    assert two_offices.ann.state() == state
    (one,) = waiting(accession, two_offices.ann)
    assert (one["command"], one["about"]) == ("file", TITLE)
    connect(two_offices, away)
    sent = accession(*at(two_offices.ann), "sync")
    assert sent.code == 0, sent.err
    assert f"Recorded: file “{TITLE}”" in sent.out
    assert "津丽社准〔2026〕" in sent.out
    assert titles(two_offices.remote).count(TITLE) == 1
    assert waiting(accession, two_offices.ann) == []
    assert accession(*at(two_offices.ann), "sync").code == 0
    assert titles(two_offices.remote).count(TITLE) == 1


def test_in_a_clone_that_lost_its_server_a_filing_waits_and_gets_no_number_of_its_own(
    two_offices: TwoClerks, draft: Path, accession: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A power cut left the settings empty; a colleague goes on filing."""
    ann, config = two_offices.ann, two_offices.ann.top / ".git/config"
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "ann")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "ann@example.org")
    before, head = config.read_bytes(), ann.head
    config.write_bytes(b"")
    answer = accession(*at(ann), "file", "--from", str(draft))
    assert answer.code == 5
    assert "address of the server “origin” is missing" in answer.err
    assert "accession doctor --fix" in answer.err
    assert "Queued, not in the registry" in answer.err
    assert ann.head == head
    checked = accession(*at(ann), "sync", "--check")
    assert "as it was last seen here" in checked.err
    assert accession(*at(ann), "sync").code == 5
    other = draft.with_name("other.yaml")
    other.write_text(draft.read_text(encoding="utf-8").replace(TITLE, "协助暑期防溺水巡查"))
    assert accession(*at(two_offices.bo), "file", "--from", str(other)).code == 0
    config.write_bytes(before)
    assert accession(*at(ann), "sync").code == 0
    assert titles(two_offices.remote).count(TITLE) == 1
    named = [task for task in two_offices.remote.tree("main") if "/DL-2026-" in task]
    assert len(named) == 22  # 20 of the sample, bo's and ann's


def test_running_the_command_again_goes_on_with_what_waits(
    two_offices: TwoClerks, draft: Path, accession: Command
) -> None:
    away = cut_off(two_offices)
    for _time in range(3):
        assert accession(*at(two_offices.ann), "file", "--from", str(draft)).code == 5
    assert len(waiting(accession, two_offices.ann)) == 1
    connect(two_offices, away)
    assert accession(*at(two_offices.ann), "file", "--from", str(draft)).code == 0
    assert waiting(accession, two_offices.ann) == []
    assert titles(two_offices.remote).count(TITLE) == 1


def test_a_filing_whose_answer_was_lost_is_named_when_it_is_asked_for_again(
    two_offices: TwoClerks, draft: Path, accession: Command
) -> None:
    """The server recorded it, the clerk's machine lost power before it knew."""
    outbox = two_offices.ann.top / ".git/accession/outbox"
    away = cut_off(two_offices)
    accession(*at(two_offices.ann), "file", "--from", str(draft))
    connect(two_offices, away)
    (entry,) = outbox.iterdir()
    begun = json.loads(entry.read_bytes())
    begun["base"] = two_offices.ann.head
    assert accession(*at(two_offices.ann), "sync").code == 0
    commit = two_offices.remote.git("rev-parse", "main")
    entry.write_text(json.dumps(begun), encoding="utf-8")
    answer = accession(*at(two_offices.ann), "file", "--from", str(draft), "--json")
    assert answer.code == 0, answer.err
    assert json.loads(answer.out)["commit"] == commit
    assert two_offices.remote.git("rev-parse", "main") == commit
    assert waiting(accession, two_offices.ann) == []


def test_an_ending_waits_as_well(
    two_offices: TwoClerks, draft: Path, material: Path, accession: Command
) -> None:
    ann = two_offices.ann
    number = accession(*at(ann), "file", "--from", str(draft)).out.split()[0]
    away = cut_off(two_offices)
    ending = ("--applied", "2026-10-12", "--effective", "2026-11-05", "--reason", "期限届满")
    asked = (*at(ann), "retire", number, *ending, "--material", str(material))
    queued = accession(*asked, "--json")
    assert queued.code == 5
    assert json.loads(queued.out)["status"] == "queued"
    assert [one["about"] for one in waiting(accession, ann)] == [number]
    connect(two_offices, away)
    assert accession(*at(ann), "sync").code == 0
    text = two_offices.remote.git("show", f"main:registry/tasks/2026/{number}.yaml")
    assert "effective: 2026-11-05" in text


def test_a_record_that_somebody_else_changed_is_not_ended_unseen(
    two_offices: TwoClerks, draft: Path, material: Path, accession: Command
) -> None:
    """Bo has corrected the task since Ann looked at it: Ann is shown what, field by field."""
    ann, bo = two_offices.ann, two_offices.bo
    number = accession(*at(ann), "file", "--from", str(draft)).out.split()[0]
    accession(*at(bo), "sync")
    path = f"registry/tasks/2026/{number}.yaml"
    text = (bo.top / path).read_text(encoding="utf-8")
    bo.commit("correct", **{path: text.replace("source: 区财政专项", "source: 街道经费")})
    bo.git("push", "--quiet", "origin", "main")
    ending = ("--applied", "2026-10-12", "--effective", "2026-11-05", "--reason", "期限届满")
    asked = (*at(ann), "retire", number, *ending, "--material", str(material))
    answer = accession(*asked)
    assert answer.code == 4, answer.err
    assert "区财政专项" in answer.err
    assert "街道经费" in answer.err
    assert f"bo has changed {number} since you looked at it (version {bo.head[:12]}" in answer.err
    assert waiting(accession, ann) == []
    assert accession(*at(ann), "sync").code == 0
    assert accession(*asked).code == 0


def test_what_is_dropped_is_never_sent_and_what_was_typed_is_kept(
    two_offices: TwoClerks, draft: Path, accession: Command
) -> None:
    ann = two_offices.ann
    away = cut_off(two_offices)
    accession(*at(ann), "file", "--from", str(draft))
    answer = accession(*at(ann), "sync", "--drop", "--json")
    assert answer.code == 0, answer.err
    kept = Path(json.loads(answer.out)["kept"])
    assert waiting(accession, ann) == []
    connect(two_offices, away)
    before = two_offices.remote.git("rev-parse", "main")
    assert accession(*at(ann), "sync").code == 0
    assert two_offices.remote.git("rev-parse", "main") == before
    assert accession(*at(ann), "file", "--from", str(kept)).code == 0
    assert titles(two_offices.remote).count(TITLE) == 1


def test_what_may_have_been_sent_is_looked_for_before_it_is_dropped(
    two_offices: TwoClerks, draft: Path, accession: Command
) -> None:
    ann = two_offices.ann
    two_offices.remote.hook("pre-receive", "exit 1")
    assert accession(*at(ann), "file", "--from", str(draft)).code == 5
    (entry,) = (ann.top / ".git/accession/outbox").iterdir()
    saved = entry.read_bytes()
    two_offices.remote.hook("pre-receive", "exit 0")
    assert accession(*at(ann), "sync").code == 0
    entry.write_bytes(saved)
    answer = accession(*at(ann), "sync", "--drop")
    assert answer.code == 1
    assert "is recorded after all" in answer.err
    assert waiting(accession, ann) == []


def test_without_anything_waiting_there_is_nothing_to_drop(
    district: Clone, accession: Command
) -> None:
    answer = accession(*at(district), "sync", "--drop")
    assert answer.code == 1
    assert "nothing to drop" in answer.err


def test_of_several_the_one_to_drop_has_to_be_named(
    two_offices: TwoClerks, draft: Path, accession: Command
) -> None:
    ann = two_offices.ann
    cut_off(two_offices)
    for title in ("取暖安全走访", "扫雪提醒"):
        draft.write_text(DRAFT.replace("取暖安全走访", title), encoding="utf-8")
        assert accession(*at(ann), "file", "--from", str(draft)).code == 5
    first, second = (one["request"] for one in waiting(accession, ann))
    answer = accession(*at(ann), "sync", "--drop")
    assert answer.code == 2
    assert first[:8] in answer.err
    assert accession(*at(ann), "sync", "--drop", "nothing").code == 2
    assert accession(*at(ann), "sync", "--drop", first[:8]).code == 0
    assert [one["request"] for one in waiting(accession, ann)] == [second]


def test_what_a_rule_refuses_meanwhile_stays_until_somebody_decides(
    two_offices: TwoClerks, draft: Path, accession: Command
) -> None:
    ann, bo = two_offices.ann, two_offices.bo
    away = cut_off(two_offices)
    accession(*at(ann), "file", "--from", str(draft))
    connect(two_offices, away)
    assert accession(*at(bo), "file", "--from", str(draft)).code == 0
    answer = accession(*at(ann), "sync")
    assert answer.code == 1
    assert "Still waiting, and not in the registry" in answer.err
    assert len(waiting(accession, ann)) == 1
    assert titles(two_offices.remote).count(TITLE) == 1
    assert accession(*at(ann), "sync", "--drop").code == 0


def test_a_refused_filing_is_not_queued(district: Clone, draft: Path, accession: Command) -> None:
    draft.write_text(DRAFT.replace("agency: minzheng", "agency: nobody"), encoding="utf-8")
    answer = accession(*at(district), "file", "--from", str(draft))
    assert answer.code == 1
    assert "Queued" not in answer.err
    assert waiting(accession, district) == []


def test_sync_brings_the_files_up_to_what_others_recorded(
    two_offices: TwoClerks, draft: Path, accession: Command
) -> None:
    accession(*at(two_offices.bo), "file", "--from", str(draft))
    assert two_offices.ann.head != two_offices.bo.head
    answer = accession(*at(two_offices.ann), "sync")
    assert answer.code == 0
    assert "Your files are up to date" in answer.err
    assert two_offices.ann.head == two_offices.bo.head
    assert two_offices.ann.git("status", "--porcelain") == ""


def test_a_damaged_entry_is_named_and_left_where_it_is(
    district: Clone, draft: Path, accession: Command
) -> None:
    entry = district.write(".git/accession/outbox/0123abcd.json", '{"half')
    answer = accession(*at(district), "sync")
    assert answer.code == 3
    assert str(entry) in answer.err.replace("\n", "")
    assert entry.read_text(encoding="utf-8") == '{"half'


def test_a_damaged_entry_keeps_nobody_from_recording(
    two_offices: TwoClerks, draft: Path, accession: Command
) -> None:
    ann = two_offices.ann
    entry = ann.write(".git/accession/outbox/0123abcd.json", '{"half')
    away = cut_off(two_offices)
    assert accession(*at(ann), "file", "--from", str(draft)).code == 5
    connect(two_offices, away)
    listed = accession(*at(ann), "sync", "--list")
    assert (listed.code, TITLE in listed.out) == (3, True)
    assert str(entry) in listed.err.replace("\n", "")
    assert "Look into the file" in listed.err
    assert accession(*at(ann), "sync").code == 3
    assert titles(two_offices.remote).count(TITLE) == 1
    draft.write_text(DRAFT.replace("取暖", "供暖"), encoding="utf-8")
    assert accession(*at(ann), "file", "--from", str(draft)).code == 0
    taken = accession(*at(ann), "sync", "--drop", "0123")
    kept = entry.with_suffix(".dropped")
    assert (taken.code, str(kept) in taken.err.replace("\n", "")) == (0, True)
    assert kept.read_text(encoding="utf-8") == '{"half'
    assert list(entry.parent.iterdir()) == [kept]


def test_only_the_owner_can_read_what_waits(
    two_offices: TwoClerks, draft: Path, accession: Command
) -> None:
    cut_off(two_offices)
    accession(*at(two_offices.ann), "file", "--from", str(draft))
    (entry,) = (two_offices.ann.top / ".git/accession/outbox").iterdir()
    assert entry.stat().st_mode & 0o777 == 0o600


# Lists


def listed(*titles_: str) -> str:
    items = []
    for title in titles_:
        text = DRAFT.replace("# 一份草稿：还没有备案\n", "").replace("取暖安全走访", title)
        first, *others = text.splitlines()
        items.append("\n".join([f"  - {first}", *(f"    {line}" for line in others)]))
    return "tasks:\n" + "\n".join(items) + "\n"


def test_a_list_is_one_commit_with_numbers_in_its_order(
    two_offices: TwoClerks, draft: Path, accession: Command
) -> None:
    ann = two_offices.ann
    before = int(ann.git("rev-list", "--count", "main"))
    draft.write_text(listed("扫雪提醒", "防滑提醒", "送药提醒"), encoding="utf-8")
    answer = accession(*at(ann), "file", "--from", str(draft), "--json")
    assert answer.code == 0, answer.err
    made = json.loads(answer.out)
    assert int(ann.git("rev-list", "--count", "main")) == before + 1
    numbers = [int(one["id"][-4:]) for one in made["filed"]]
    assert numbers == list(range(numbers[0], numbers[0] + 3))
    last = ann.git("show", f"{made['commit']}:{made['filed'][-1]['path']}")
    assert "送药提醒" in last
    assert ann.git("log", "-1", "--format=%b").count("DL-2026-") == 3


def test_of_a_list_with_a_fault_nothing_is_filed_and_the_fault_has_its_line(
    district: Clone, draft: Path, accession: Command
) -> None:
    text = listed("扫雪提醒", "防滑提醒").replace("agency: minzheng", "agency: nobody")
    draft.write_text(text.replace("nobody", "minzheng", 1), encoding="utf-8")
    before = district.state()
    answer = accession(*at(district), "file", "--from", str(draft))
    assert answer.code == 1
    line = draft.read_text(encoding="utf-8").split("nobody", maxsplit=1)[0].count("\n") + 1
    assert f"{draft}:{line}:" in answer.err
    assert district.state() == before


def test_two_of_a_list_may_not_have_one_title(
    district: Clone, draft: Path, accession: Command
) -> None:
    draft.write_text(listed("扫雪提醒", "扫雪提醒"), encoding="utf-8")
    before = district.state()
    assert accession(*at(district), "file", "--from", str(draft)).code == 1
    assert district.state() == before


@pytest.mark.parametrize("text", ["tasks: []\n", "tasks: 3\n", "tasks:\n  - a\n", '{"tasks": {}}'])
def test_a_list_of_something_else_is_refused(
    district: Clone, draft: Path, accession: Command, text: str
) -> None:
    draft.write_text(text, encoding="utf-8")
    answer = accession(*at(district), "file", "--from", str(draft))
    assert answer.code == 3
    assert "list the tasks to file" in answer.err


def test_a_list_may_be_json(district: Clone, draft: Path, accession: Command) -> None:
    draft.write_text('{"tasks": [{"title": "协助雨前清沟"}, {"title": "x"}]}', encoding="utf-8")
    answer = accession(*at(district), "file", "--from", str(draft), "--set", "agency=minzheng")
    assert answer.code == 1
    (kept,) = (district.top / ".git/accession/drafts").iterdir()
    assert kept.read_text(encoding="utf-8").startswith("tasks:\n  - ")
    assert accession(*at(district), "file", "--from", str(kept)).code == 1


# Killed half-way


def test_a_checkout_left_half_moved_is_put_back_and_then_follows(
    two_offices: TwoClerks, draft: Path, accession: Command
) -> None:
    """Files and index are at the new commit, the branch is not, and our locks are still there."""
    ann = two_offices.ann
    old = ann.head
    accession(*at(ann), "file", "--from", str(draft))
    new = ann.head
    ann.git("update-ref", "refs/heads/main", old)
    mark = {"branch": "main", "before": old, "after": new}
    ann.write(".git/accession/move.json", json.dumps(mark))
    ann.write(".git/index.lock", "held by accession\n")
    ann.write(".git/refs/heads/main.lock", f"{new}\n")
    ann.write(".git/HEAD.lock", "")
    assert accession(*at(ann), "sync").code == 0
    assert ann.head == new
    assert ann.git("status", "--porcelain") == ""
    left = [path.name for path in (ann.top / ".git").rglob("*.lock")]
    assert left == []
    assert not (ann.top / ".git/accession/move.json").exists()


@pytest.mark.parametrize("part", [0, 9, 400])
def test_a_file_written_in_part_is_no_change_of_the_clerk(
    district: Clone, draft: Path, accession: Command, part: int
) -> None:
    old = district.head
    number = accession(*at(district), "file", "--from", str(draft)).out.split()[0]
    new, path = district.head, district.top / f"registry/tasks/2026/{number}.yaml"
    whole = path.read_bytes()
    district.git("reset", "--quiet", "--hard", old)
    path.write_bytes(whole[:part])
    own = district.write("README.md", "mine\n")
    mark = {"branch": "main", "before": old, "after": new}
    district.write(".git/accession/move.json", json.dumps(mark))
    again = accession(*at(district), "file", "--from", str(draft))
    assert again.code == 0, again.err
    assert again.out.split()[0] == number
    assert path.read_bytes() == whole
    assert own.read_text(encoding="utf-8") == "mine\n"
    assert district.git("status", "--porcelain") == "?? README.md"


def test_what_the_clerk_wrote_after_the_crash_stays(
    district: Clone, draft: Path, accession: Command
) -> None:
    old = district.head
    number = accession(*at(district), "file", "--from", str(draft)).out.split()[0]
    new, path = district.head, district.top / f"registry/tasks/2026/{number}.yaml"
    district.git("reset", "--quiet", "--hard", old)
    path.write_bytes(b"the clerk's\n")
    mark = {"branch": "main", "before": old, "after": new}
    district.write(".git/accession/move.json", json.dumps(mark))
    answer = accession(*at(district), "file", "--from", str(draft))
    assert answer.code == 5, answer.err
    assert path.read_bytes() == b"the clerk's\n"


def test_a_lock_of_another_program_is_never_removed(
    two_offices: TwoClerks, draft: Path, accession: Command
) -> None:
    ann = two_offices.ann
    lock = ann.write(".git/index.lock", "")
    assert accession(*at(ann), "file", "--from", str(draft)).code == 0
    assert lock.exists()
    assert titles(two_offices.remote).count(TITLE) == 1


def _heeds_ctrl_c() -> None:
    """Whoever runs the tests in the background may have told them to ignore it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_a_command_that_is_interrupted_says_that_it_may_have_arrived(
    two_offices: TwoClerks, draft: Path, accession: Command
) -> None:
    two_offices.remote.hook("pre-receive", "touch reached; sleep 30")
    child = subprocess.Popen(
        [sys.executable, "-m", "accession_cli", *at(two_offices.ann), "file", "--from", str(draft)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ},
        preexec_fn=_heeds_ctrl_c,  # noqa: PLW1509 - no thread of the tests holds a lock here
    )
    reached = two_offices.remote.top / "reached"
    while not reached.exists():
        time.sleep(0.02)
    child.send_signal(signal.SIGINT)
    _out, err = child.communicate(timeout=30)
    assert child.returncode == 130
    assert "may have arrived" in err.decode()
    assert len(waiting(accession, two_offices.ann)) == 1
    two_offices.remote.hook("pre-receive", "exit 0")
    assert accession(*at(two_offices.ann), "sync").code == 0
    assert titles(two_offices.remote).count(TITLE) == 1


FREEZE = {"year": "zwölf", "keep": {}}
ENTRY = {"version": 1, "asked": "2026-10-01T09:00:00+08:00", "base": None, "inspected_by": None}
#: What a later version, a power cut or a stranger may have left in a file of the outbox.
UNTOLD: dict[str, Any] = {
    "a verb of a later version": {"verb": "publish"},
    "no facts": {"verb": "decide", "facts": {"ids": ["DL-A-2026-0001"]}},
    "facts of another kind": {"verb": "file", "facts": {"tasks": [1]}},
    "a list for a verb": {"verb": ["file"]},
    "no verb at all": {},
    "a day without a zone": {"verb": "file", "asked": "2026-10-01T09:00:00"},
    "a number for a day": {"verb": "file", "asked": 20261001},
    "no day": {"verb": "file", "asked": None},
    "nothing it is about": {"verb": "freeze", "facts": {"year": None, "keep": None}},
    "a word for a year": {"verb": "freeze", "facts": FREEZE},
    "an id that leads away": {"verb": "amend", "facts": {"id": "../../etc", "settings": []}},
    "half a character": {"verb": "scheme", "facts": {"file": "\ud800", "settings": []}},
    "a base that is no commit": {"verb": "freeze", "facts": FREEZE, "base": "a\0b"},
    "nothing for what it stands behind": {"verb": "freeze", "facts": FREEZE, "behind": None},
    "an empty file": b"",
    "half a JSON": b'{"version": 1, "id": "aaaa", "verb": "fi',
    "zeros": bytes(300),
    "a list": b"[]",
    "a deep list": b"[" * 200_000,
}


def typed(entry: Path | bytes) -> object:
    """What somebody typed, of an entry that can be read; else all of it."""
    data = entry if isinstance(entry, bytes) else entry.read_bytes()
    try:
        return json.loads(data)["facts"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return data


@pytest.mark.parametrize("what", UNTOLD)
def test_a_request_that_nobody_can_tell_is_named_and_hinders_nobody(
    accession: Command, two_offices: TwoClerks, draft: Path, what: str
) -> None:
    """It was asked for first; what was asked for after it is told, sent and dropped."""
    ann, left = two_offices.ann, UNTOLD[what]
    away = cut_off(two_offices)
    assert accession(*at(ann), "file", "--from", str(draft)).code == 5
    connect(two_offices, away)
    kept = ann.top / ".git/accession/outbox/aaaa.json"
    entry = (
        left if isinstance(left, bytes) else json.dumps({**ENTRY, "id": "aaaa", **left}).encode()
    )
    kept.write_bytes(entry)
    assert "aaaa" in said(accession(*at(ann), "sync", "--list"))
    assert TITLE in said(accession(*at(ann), "sync", "--list"))
    checked = accession(*at(ann), "sync", "--check")
    assert "aaaa" in said(checked)
    assert TITLE in said(checked)
    several = accession(*at(ann), "sync", "--drop")
    assert several.code == 2
    assert "aaaa" in said(several)
    sent = accession(*at(ann), "sync")
    assert (sent.code, "aaaa" in said(sent)) == (3, True)
    assert f"Recorded: file “{TITLE}”" in sent.out
    assert titles(two_offices.remote).count(TITLE) == 1
    assert typed(kept) == typed(entry)
    checked = accession(*at(ann), "sync", "--drop", "aaaa", "--check", "--json")
    assert json.loads(checked.out)["request"] == "aaaa"
    dropped = accession(*at(ann), "sync", "--drop", "--yes")
    told = what == "a word for a year"  # it cannot be carried out, and is dropped as any other
    assert (dropped.code, told or "aaaa" in dropped.out) == (0, True)
    assert [typed(one) for one in kept.parent.iterdir()] == ([] if told else [typed(entry)])
    assert accession(*at(ann), "sync").code == 0


@pytest.mark.parametrize("what", UNTOLD)
def test_a_request_that_nobody_can_tell_keeps_nobody_from_recording(
    accession: Command, two_offices: TwoClerks, draft: Path, what: str
) -> None:
    ann, left = two_offices.ann, UNTOLD[what]
    outbox = ann.top / ".git/accession/outbox"
    outbox.mkdir(parents=True, exist_ok=True)
    entry = (
        left if isinstance(left, bytes) else json.dumps({**ENTRY, "id": "aaaa", **left}).encode()
    )
    (outbox / "aaaa.json").write_bytes(entry)
    assert accession(*at(ann), "file", "--from", str(draft)).code == 0
    change = ("amend", "DL-2024-0001", "--set", "frequency=每月一次", "--reason", "录入有误")
    assert accession(*at(ann), *change).code == 0
    assert (outbox / "aaaa.json").read_bytes() == entry


def test_an_amendment_of_the_profile_made_offline_waits_and_sync_records_it(
    two_offices: TwoClerks, draft: Path, accession: Command
) -> None:
    """It was the verb that had no words: it could not be told, and nothing behind it was sent."""
    ann = two_offices.ann
    away = cut_off(two_offices)
    amend = ("scheme", "amend", "days_ahead.value=7", "--reason", "区里印发了修订", "--yes")
    assert accession(*at(ann), *amend).code == 5
    assert accession(*at(ann), "file", "--from", str(draft)).code == 5
    connect(two_offices, away)
    listed = accession("--lang", "zh_CN", *at(ann), "sync", "--list")
    assert (listed.code, "修改scheme.yaml的" in listed.out) == (0, True)
    assert accession(*at(ann), "sync", "--check").code == 0
    sent = accession(*at(ann), "sync")
    assert sent.code == 0, sent.err
    assert "Recorded: change scheme.yaml: days_ahead.value" in sent.out
    assert titles(two_offices.remote).count(TITLE) == 1
    assert "value: 7" in two_offices.remote.git("show", "main:registry/scheme.yaml")


def test_an_amendment_of_the_profile_that_waits_can_be_dropped(
    two_offices: TwoClerks, accession: Command
) -> None:
    cut_off(two_offices)
    amend = ("scheme", "amend", "days_ahead.value=7", "--reason", "区里印发了修订", "--yes")
    assert accession(*at(two_offices.ann), *amend).code == 5
    assert accession(*at(two_offices.ann), "sync", "--drop").code == 0
    assert waiting(accession, two_offices.ann) == []


def test_sync_says_how_to_write_the_notice_of_what_was_returned_offline(
    two_offices: TwoClerks, accession: Command, tmp_path: Path
) -> None:
    form = tmp_path / "审批表.docx"
    facts = records()["DL-2026-0013"] | {"title": "协助独居老人冬季取暖安全走访"}
    form.write_bytes(answered(form_of(facts), period__start="天气转冷的时候"))
    ann = two_offices.ann
    away = cut_off(two_offices)
    assert accession(*at(ann), "receive", str(form), "--received", "2026-10-09").code == 5
    connect(two_offices, away)
    received = accession(*at(ann), "sync")
    assert received.code == 0, received.err
    assert "DL-A-2026-0001  协助独居老人冬季取暖安全走访" in received.out
    command = "accession decide DL-A-2026-0001 --letter"
    assert command in " ".join(received.err.split())

    away = cut_off(two_offices)
    returned = ("decide", "DL-A-2026-0001", "--result", "return", "--date", "2026-10-10")
    assert accession(*at(ann), *returned).code == 5
    connect(two_offices, away)
    (sent,) = json.loads(accession(*at(ann), "sync", "--json").out)["sent"]
    assert sent["papers"] == command
    assert accession(*at(ann), *command.split()[1:]).code == 0
    assert (ann.top / "build/corrections/关于补正准入申请的函（DL-A-2026-0001）.docx").is_file()


def test_two_corrections_of_one_record_that_wait_are_told_apart_by_their_fields(
    two_offices: TwoClerks, accession: Command
) -> None:
    ann, number = two_offices.ann, "DL-2024-0001"
    cut_off(two_offices)
    for setting in ("funding.note=按实际结算", "frequency=每月一次"):
        answer = accession(*at(ann), "amend", number, "--set", setting, "--reason", "录入有误")
        assert answer.code == 5, answer.err
    listed = accession("--lang", "zh_CN", *at(ann), "sync", "--list").out
    assert f"更正{number}的经费说明" in listed
    assert f"更正{number}的频次" in listed
