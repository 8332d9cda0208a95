"""``log``, and ``--known-on``: what the commits of the trunk tell of a record."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conftest import TODAY, Answer
from kept_registries import Kept
from repositories import Clone, TwoClerks

Command = Callable[..., Answer]


def life(accession: Command, clone: Clone, *asked: str) -> dict[str, Any]:
    answer = accession("-C", str(clone.top), "log", "--json", *asked)
    assert answer.code == 0, answer.err
    told: dict[str, Any] = json.loads(answer.out)
    return told


def on(kept: Kept, day: str) -> Kept:
    """The same clone, whose commits by hand are of another day."""
    dated = {"GIT_COMMITTER_DATE": f"{day}T12:00:00+0800"}
    return kept._replace(clone=Clone(top=kept.clone.top, environ={**kept.clone.environ, **dated}))


def test_a_record_tells_its_life_from_its_filing_on(kept: Kept, accession: Command) -> None:
    told = life(accession, kept.clone, kept.retired)
    assert [entry["event"] for entry in told["entries"]] == ["filed", "retired", "changed"]
    assert [entry["by"] for entry in told["entries"]] == ["ann"] * 3
    changes = told["entries"][1]["changes"]
    assert {"field": "superseded_by[0]", "old": None, "new": kept.successor} in changes
    told = life(accession, kept.clone, kept.successor)
    (correction,) = told["entries"][-1]["corrections"]
    assert correction["field"] == "frequency"
    assert [change["field"] for change in told["entries"][-1]["changes"]] == ["frequency"]


def test_a_life_is_told_in_plain_words(kept: Kept, accession: Command) -> None:
    answer = accession("-C", str(kept.clone.top), "log", kept.retired)
    assert answer.code == 0
    assert "Filed as 津丽社准〔2024〕2号, on 2024-01-" in answer.out
    assert "Retired, effective 2026-11-01: 任务完成" in answer.out
    assert f"superseded_by[0]: “{kept.successor}” was added" in answer.out


def test_a_record_is_known_by_its_filing_number_too(kept: Kept, accession: Command) -> None:
    assert life(accession, kept.clone, "津丽社准[2026]21号")["id"] == kept.filed
    assert life(accession, kept.clone, kept.filed.lower())["id"] == kept.filed


def test_what_became_of_a_record_that_should_not_is_told(kept: Kept, accession: Command) -> None:
    text = kept.text(kept.filed)
    path = kept.path(kept.filed)
    kept.change(kept.filed, ("kind: task", "kind: &k task"))
    kept.clone.commit("mend", **{path: f"# 一条说明\n{text}"})
    (kept.clone.top / path).unlink()
    kept.clone.commit("tidy up")
    told = life(accession, kept.clone, kept.filed)
    events = [entry["event"] for entry in told["entries"]]
    assert events == ["filed", "unreadable", "rewritten", "removed"]


@pytest.mark.parametrize("asked", ["DL-2026-0099", "nothing", "津丽社准〔2026〕99号"])
def test_a_record_that_never_was_has_no_life(kept: Kept, accession: Command, asked: str) -> None:
    answer = accession("-C", str(kept.clone.top), "log", asked)
    assert answer.code == 1
    assert asked in answer.err


def test_a_record_is_shown_as_the_trunk_had_it_on_a_day(kept: Kept, accession: Command) -> None:
    later = on(kept, "2026-12-01")
    later.edit(kept.filed, ('amount: "12000.00"', 'amount: "15000.00"'))
    later.correct(kept.filed, "funding.amount", '"12000.00"', '"15000.00"')
    later.clone.commit("correct")

    def amount(*asked: str) -> str:
        answer = accession("-C", str(kept.clone.top), "show", kept.filed, "--json", *asked)
        assert answer.code == 0, answer.err
        return str(json.loads(answer.out)["record"]["funding"]["amount"])

    assert amount() == "15000.00"
    assert amount("--known-on", "2026-11-30") == "12000.00"
    assert amount("--known-on", "2026-12-01") == "15000.00"
    told = life(accession, kept.clone, kept.filed, "--known-on", "2026-11-30")
    assert [entry["event"] for entry in told["entries"]] == ["filed"]


def test_a_list_is_of_what_was_known_and_judged_on_the_day(kept: Kept, accession: Command) -> None:
    later = on(kept, "2026-12-01")
    later.file("DL-2026-0022")
    later.clone.commit("file")

    def listed(*asked: str) -> set[str]:
        options = ("--status", "all", "--year", "2026", "--json", *asked)
        answer = accession("-C", str(kept.clone.top), "list", *options)
        assert answer.code == 0, answer.err
        return {one["id"] for one in json.loads(answer.out)["tasks"]}

    assert listed() - listed("--known-on", TODAY) == {"DL-2026-0022"}
    answer = accession("-C", str(kept.clone.top), "list", "--known-on", TODAY, "--json")
    assert json.loads(answer.out)["as_of"] == TODAY
    both = ("--known-on", TODAY, "--as-of", "2026-11-02", "--json")
    answer = accession("-C", str(kept.clone.top), "list", *both)
    found = {one["id"]: one["status"] for one in json.loads(answer.out)["tasks"]}
    assert kept.retired not in found
    assert json.loads(answer.out)["as_of"] == "2026-11-02"


def test_work_beside_the_trunk_was_known_when_it_was_merged(kept: Kept, accession: Command) -> None:
    clone = kept.clone
    early, late = on(kept, "2026-11-01"), on(kept, "2026-12-01")
    clone.git("switch", "--quiet", "--create", "side")
    early.file("DL-2026-0022")
    early.clone.commit("file")
    clone.git("switch", "--quiet", "main")
    late.clone.git("merge", "--quiet", "--no-edit", "--no-ff", "side")
    asked = ("-C", str(clone.top), "show", "DL-2026-0022")
    assert accession(*asked, "--known-on", "2026-11-15").code == 1
    assert accession(*asked, "--known-on", "2026-12-01").code == 0
    (entry,) = life(accession, clone, "DL-2026-0022")["entries"]
    assert entry["when"].startswith("2026-11-01")


def test_a_commit_that_bears_an_earlier_day_landed_after_those_before_it(
    kept: Kept, accession: Command
) -> None:
    backdated = on(kept, "2020-01-01")
    backdated.file("DL-2026-0022")
    backdated.clone.commit("file")
    asked = ("-C", str(kept.clone.top), "show", "DL-2026-0022", "--known-on")
    assert accession(*asked, "2020-06-01").code == 1
    assert accession(*asked, TODAY).code == 0


def test_before_the_registry_and_before_the_record_there_is_nothing(
    kept: Kept, accession: Command
) -> None:
    at = ("-C", str(kept.clone.top))
    for asked in (("list",), ("show", kept.filed), ("log", kept.filed)):
        answer = accession(*at, *asked, "--known-on", "2020-01-01")
        assert (answer.code, answer.out) == (1, "")
        assert "2020-01-01" in answer.err


def test_what_was_fetched_is_the_trunk_and_not_the_clerks_own_commits(
    two_offices: TwoClerks, accession: Command, draft: Path
) -> None:
    ann, bo = two_offices.ann, two_offices.bo
    assert accession("-C", str(ann.top), "file", "--from", str(draft)).code == 0
    bo.git("fetch", "--quiet")
    told = life(accession, bo, "DL-2026-0021")
    assert told["trunk"] == "origin/main"
    own = Kept(bo)
    own.change("DL-2024-0006", ("title: ", "title: 新"))
    assert len(life(accession, bo, "DL-2024-0006")["entries"]) == 1


def test_a_bare_repository_tells_lives_as_well(
    kept: Kept, tmp_path: Path, accession: Command
) -> None:
    bare = tmp_path / "registry.git"
    kept.clone.git("clone", "--quiet", "--bare", str(kept.clone.top), str(bare))
    answer = accession("-C", str(bare), "log", kept.filed)
    assert answer.code == 0
    assert kept.filed in answer.out


def test_the_life_of_an_application_is_told_by_show(kept: Kept, accession: Command) -> None:
    answer = accession("-C", str(kept.clone.top), "log", "DL-A-2026-0001")
    assert answer.code == 2
    assert "accession show DL-A-2026-0001" in answer.err
