"""A clerk's requests on one record are sent in the order in which they were asked for."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Answer
from repositories import Clone, TwoClerks

Command = Callable[..., Answer]
TASK = "DL-2024-0009"
PATH = f"registry/tasks/2024/{TASK}.yaml"
CLAUSES = ("--reason", "改正")
MONTHLY = ("amend", TASK, "--set", "frequency=每月一次", *CLAUSES)
AMOUNT = ("amend", TASK, "--set", "funding.amount=30000.00", *CLAUSES)


class Desk:
    """Ann's clone, whose server can be taken away."""

    def __init__(self, clerks: TwoClerks, accession: Command) -> None:
        self.clerks, self.run = clerks, accession
        self.ann, self.bo = clerks.ann, clerks.bo
        self.away = clerks.remote.top.with_name("away.git")

    def __call__(self, *arguments: str, at: Clone | None = None) -> Answer:
        return self.run("-C", str((at or self.ann).top), *arguments)

    def offline(self) -> None:
        self.clerks.remote.top.rename(self.away)

    def online(self) -> None:
        self.away.rename(self.clerks.remote.top)

    def waiting(self) -> list[str]:
        found = json.loads(self("sync", "--list", "--json").out)["waiting"]
        return [one["request"] for one in found]

    def recorded(self) -> str:
        return self.clerks.remote.git("show", f"main:{PATH}")

    def subjects(self, count: int) -> list[str]:
        said = self.clerks.remote.git("log", f"-{count}", "--format=%s", "main")
        return said.splitlines()


@pytest.fixture
def desk(two_offices: TwoClerks, accession: Command) -> Desk:
    return Desk(two_offices, accession)


def both_in(text: str) -> bool:
    return "frequency: 每月一次" in text and "30000.00" in text


def test_what_waits_is_sent_first_when_the_server_is_back(desk: Desk) -> None:
    desk.offline()
    assert desk(*MONTHLY).code == 5
    (first,) = desk.waiting()
    desk.online()
    answer = desk(*AMOUNT)
    assert answer.code == 0, answer.err
    assert f"Recorded: amend {TASK}: frequency (version " in answer.err
    assert f"amend {TASK}" not in answer.out
    assert both_in(desk.recorded())
    assert desk.waiting() == []
    log = desk.clerks.remote.git("log", "-2", "--format=%B", "main")
    assert log.count("Accession-Request: ") == 2
    assert first in log.partition("Accession-Request: ")[2].partition("Accession-Request: ")[2]


def test_offline_the_second_is_queued_behind_the_first_and_sync_sends_both_in_order(
    desk: Desk,
) -> None:
    desk.offline()
    assert desk(*MONTHLY).code == 5
    (first,) = desk.waiting()
    answer = desk(*AMOUNT)
    assert answer.code == 5
    said = " ".join(answer.err.split())
    assert f"still waits: amend {TASK}: frequency ({first[:8]})" in said
    assert f"accession sync --drop {first[:8]}" in said
    assert "Queued, not in the registry" in said
    assert len(desk.waiting()) == 2
    desk.online()
    sent = desk("sync")
    assert sent.code == 0, sent.err
    assert both_in(desk.recorded())
    assert desk.waiting() == []


def test_a_clock_that_was_set_back_changes_no_order(desk: Desk) -> None:
    desk.offline()
    assert desk(*MONTHLY).code == 5
    (first,) = desk.waiting()
    assert desk(*AMOUNT).code == 5
    outbox = desk.ann.top / ".git/accession/outbox"
    entry = outbox / f"{first}.json"
    later = json.loads(entry.read_bytes()) | {"asked": "2026-12-31T12:00:00+08:00"}
    entry.write_text(json.dumps(later), encoding="utf-8")
    desk.online()
    assert desk("sync").code == 0
    assert both_in(desk.recorded())
    assert "frequency" in desk.clerks.remote.git("show", "main~1", "--", PATH)


def test_when_the_first_is_dropped_the_second_stands_alone(desk: Desk) -> None:
    desk.offline()
    desk(*MONTHLY)
    (first,) = desk.waiting()
    desk(*AMOUNT)
    assert desk("sync", "--drop", first, "--yes").code == 0
    desk.online()
    assert desk("sync").code == 0
    assert "30000.00" in desk.recorded()
    assert "每月一次" not in desk.recorded()


def test_asking_for_both_again_records_each_once(desk: Desk) -> None:
    desk.offline()
    for asked in (MONTHLY, AMOUNT, MONTHLY, AMOUNT):
        assert desk(*asked).code == 5
    assert len(desk.waiting()) == 2
    desk.online()
    before = desk.clerks.remote.git("rev-list", "--count", "main")
    answer = desk(*AMOUNT)
    assert answer.code == 0, answer.err
    assert desk.waiting() == []
    assert both_in(desk.recorded())
    assert int(desk.clerks.remote.git("rev-list", "--count", "main")) == int(before) + 2


def test_what_another_clerk_changed_meanwhile_stops_both_and_is_named(desk: Desk) -> None:
    desk.offline()
    desk(*MONTHLY)
    desk.online()
    other = ("--set", "funding.amount=41000.00", "--reason", "录入有误")
    assert desk("amend", TASK, *other, at=desk.bo).code == 0
    (first,) = desk.waiting()
    answer = desk(*AMOUNT)
    assert answer.code == 1
    assert (
        f"bo has changed {TASK} since you looked at it (version {desk.bo.head[:12]}" in answer.err
    )
    assert f"your earlier request {first[:8]} for the same record goes first" in answer.err
    assert desk.waiting() == [first]
    assert "41000.00" in desk.recorded()


def test_sync_does_not_send_the_second_over_a_first_that_was_refused(desk: Desk) -> None:
    desk.offline()
    desk(*MONTHLY)
    desk(*AMOUNT)
    desk.online()
    other = ("--set", "funding.amount=41000.00", "--reason", "录入有误")
    assert desk("amend", TASK, *other, at=desk.bo).code == 0
    first, _second = desk.waiting()
    answer = desk("sync")
    assert answer.code == 4
    assert f"asked for after request {first[:8]}, which still waits" in answer.out + answer.err
    assert len(desk.waiting()) == 2
    desk("sync", "--drop", first, "--yes")
    answer = desk("sync")  # Bo's change was never seen by Ann
    assert answer.code == 4
    assert "bo has changed" in answer.err + answer.out


def test_what_another_clerk_changed_after_the_first_stops_the_second(desk: Desk) -> None:
    desk.offline()
    desk(*MONTHLY)
    desk(*AMOUNT)
    desk.online()
    outbox = desk.ann.top / ".git/accession/outbox"
    second = outbox / f"{desk.waiting()[1]}.json"
    kept = second.read_bytes()
    second.unlink()
    assert desk("sync").code == 0
    desk.bo.git("pull", "--quiet")
    other = ("--set", "funding.amount=41000.00", "--reason", "录入有误")
    assert desk("amend", TASK, *other, at=desk.bo).code == 0
    second.write_bytes(kept)
    answer = desk("sync")
    assert answer.code == 4
    assert f"bo has changed {TASK}" in answer.out + answer.err
    assert "41000.00" in desk.recorded()


def test_a_version_that_was_never_sent_is_said_to_be_ones_own(desk: Desk) -> None:
    text = (desk.ann.top / PATH).read_text(encoding="utf-8")
    desk.ann.commit("by hand", **{PATH: text + "# note\n"})
    answer = desk(*AMOUNT)
    assert answer.code == 4
    assert "changed here and not sent" in " ".join(answer.err.split())


def test_it_is_said_in_chinese(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACCESSION_LANG", "zh_CN")
    desk.offline()
    desk(*MONTHLY)
    (first,) = desk.waiting()
    answer = desk(*AMOUNT)
    said = "".join(answer.err.split())
    assert f"您先前对同一记录的待送件还没有送出：更正{TASK}的频次（{first[:8]}）" in said
    desk.online()
    assert desk("amend", TASK, "--set", "frequency=每季一次", *CLAUSES, at=desk.bo).code == 0
    answer = desk("sync")
    said = "".join((answer.out + answer.err).split())
    assert f"您查看{TASK}之后，bo改动了它（版本{desk.bo.head[:12]}" in said
    assert "它是在待送件" in said


def test_request_of_an_older_program_still_waits_and_is_sent(desk: Desk, tmp_path: Path) -> None:
    desk.offline()
    desk(*MONTHLY)
    (entry,) = (desk.ann.top / ".git/accession/outbox").iterdir()
    assert "behind" not in json.loads(entry.read_bytes())
    desk.online()
    assert desk("sync").code == 0
