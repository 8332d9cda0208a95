"""What people decide of a task and an entry is kept, and nobody writes over another unseen."""

from dataclasses import replace
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from filelock import FileLock

from accession_cli.districts import decisions
from accession_cli.districts.decisions import decisions_in, keep_decision, take_back
from accession_cli.districts.same import Decision
from accession_cli.errors import Refused

if TYPE_CHECKING:
    from multiprocessing.queues import Queue
    from multiprocessing.synchronize import Barrier

MADE = Decision(
    district="120110",
    id="DL-2024-0001",
    title="低保对象核查",
    entry="MZ-01",
    same=True,
    by="王芳",
    date=date(2026, 11, 29),
)
OTHER = replace(MADE, by="李强", same=False)


def test_decisions_are_kept_in_their_order_with_who_and_when(tmp_path: Path) -> None:
    assert decisions_in(tmp_path) == ()
    assert keep_decision(tmp_path, MADE, ()).other is None
    assert keep_decision(tmp_path, OTHER, {MADE}).other is None
    assert decisions_in(tmp_path) == (MADE, OTHER)
    text = (tmp_path / "sameness.yaml").read_text(encoding="utf-8")
    assert "by: 王芳" in text
    assert "date: 2026-11-29" in text
    assert take_back(tmp_path, OTHER).decisions == (MADE,)
    assert decisions_in(tmp_path) == (MADE,)


def test_who_has_not_seen_what_another_decided_is_told_and_nothing_is_written(
    tmp_path: Path,
) -> None:
    keep_decision(tmp_path, MADE, ())
    before = (tmp_path / "sameness.yaml").read_bytes()
    kept = keep_decision(tmp_path, OTHER, ())
    assert kept.other == MADE
    assert kept.decisions == (MADE,)
    assert (tmp_path / "sameness.yaml").read_bytes() == before


def test_another_entry_to_which_the_task_was_given_counts_and_one_denied_does_not(
    tmp_path: Path,
) -> None:
    denied = replace(OTHER, entry="MZ-02")
    keep_decision(tmp_path, denied, ())
    assert keep_decision(tmp_path, MADE, ()).other is None
    elsewhere = replace(MADE, entry="MZ-03")
    assert keep_decision(tmp_path, elsewhere, {denied}).other == MADE
    another_task = replace(elsewhere, id="DL-2024-0002")
    assert keep_decision(tmp_path, another_task, ()).other is None


def test_a_file_that_another_holds_is_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decisions, "_SECONDS", 0)
    with FileLock(tmp_path / ".sameness.lock"), pytest.raises(Refused, match="not kept"):
        keep_decision(tmp_path, MADE, ())
    assert not (tmp_path / "sameness.yaml").exists()


def _decide_all(by: str, folder: Path, together: "Barrier", refusals: "Queue[int]") -> None:
    """Decide on thirty tasks, as a sitting does that knows what it last read."""
    together.wait()
    seen: tuple[Decision, ...] = ()
    refused = 0
    for number in range(30):
        made = replace(MADE, id=f"DL-2024-{number:04}", by=by)
        kept = keep_decision(folder, made, seen if made.id not in {one.id for one in seen} else ())
        seen, refused = kept.decisions, refused + (kept.other is not None)
    refusals.put(refused)


@pytest.mark.git
def test_of_two_who_decide_at_once_each_task_has_one_word_and_none_is_lost(tmp_path: Path) -> None:
    context = get_context("spawn")
    together, refusals = context.Barrier(2), context.Queue()
    people = [
        context.Process(target=_decide_all, args=(by, tmp_path, together, refusals))
        for by in ("王芳", "李强")
    ]
    for one in people:
        one.start()
    refused = refusals.get(timeout=120) + refusals.get(timeout=120)
    for one in people:
        one.join()
    kept = decisions_in(tmp_path)
    assert sorted(one.id for one in kept) == [f"DL-2024-{number:04}" for number in range(30)]
    assert refused == 30
