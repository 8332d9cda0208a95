"""Amending: ``accession amend`` on real registries in real repositories."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import permutations

import pytest

from accession_cli.registry import reading
from accession_cli.scheme.task import Channel, Correction, Decision, LawBasis, Result, Scope, Task
from accession_cli.scheme.task_history import (
    amendments,
    as_known,
    unexplained,
    untrue_corrections,
    unwound,
)
from conftest import Answer
from edition_examples import full_task
from repositories import Clone, TwoClerks

Command = Callable[..., Answer]
TASK = "DL-2024-0006"
PATH = f"registry/tasks/2024/{TASK}.yaml"
ENDED = "DL-2024-0001"
LAW = LawBasis(law="新法", version="2020", article=None)
ADMITTED = Decision(
    by="grid_centre", date=date(2026, 1, 5), result=Result.ADMIT, opinion="同意。\n按季报送"
)


def amend(accession: Command, clone: Clone, *settings: str, task: str = TASK) -> Answer:
    given = [part for one in settings for part in ("--set", one)]
    return accession("-C", str(clone.top), "amend", task, *given, "--reason", "录入有误")


def record(clone: Clone, task: str = TASK) -> Task:
    found = reading.load_registry(clone.top / "registry").registry
    assert found is not None
    return next(file.task for file in found.tasks if str(file.task.id) == task)


def test_the_field_changes_and_beside_it_stands_what_was_corrected(
    district: Clone, accession: Command
) -> None:
    before = record(district)
    answer = amend(accession, district, "funding.amount=30000.00", "frequency=每月一次")
    assert answer.code == 0, answer.err
    assert answer.out == f"{TASK}\n"
    assert "funding.amount: 12000.00 → 30000.00" in answer.err
    after = record(district)
    assert (str(after.funding.amount), after.frequency) == ("30000.00", "每月一次")
    first, second = after.corrections[-2:]
    assert first == Correction(
        date=date(2026, 10, 12),
        field="frequency",
        old=before.frequency,
        new="每月一次",
        reason="录入有误",
        by="ann",
    )
    assert (second.field, second.old, second.new) == ("funding.amount", "12000.00", "30000.00")
    assert as_known(after, date(2026, 10, 11)) == before


def test_who_corrected_it_and_since_when_may_be_said(district: Clone, accession: Command) -> None:
    answer = accession(
        *("-C", str(district.top), "amend", TASK, "--set", "title=消防宣传", "--reason", "改名"),
        *("--by", "李强", "--date", "2026-09-30", "--json"),
    )
    assert answer.code == 0, answer.err
    told = json.loads(answer.out)
    assert (told["id"], told["status"], told["path"]) == (TASK, "admitted", PATH)
    assert told["commit"] == district.head
    (made,) = told["corrections"]
    assert (made["by"], made["date"], made["new"]) == ("李强", "2026-09-30", "消防宣传")


def test_the_rules_of_history_find_nothing_to_say(
    two_offices: TwoClerks, accession: Command
) -> None:
    ann = two_offices.ann
    for settings in (
        ("basis[1].law=消防法", "basis[1].version=2021", "basis[1].article=第三十二条"),
        ("co_agencies=minzheng,gongan", "scope.subdistricts=120110001、120110003"),
        ("resources[0]=灭火器十具", "training=每年一次"),
        ("basis[0]=null",),
        ("also_called=楼道防火；消防上门讲解", "excludes=不向居民收取费用"),
        ("also_called[0]=null",),
        ("resources=灭火毯两条；消防水带",),
        ("co_agencies=null", "resources[0]=null", "scope.subdistricts=all"),
    ):
        before = record(ann)
        answer = amend(accession, ann, *settings)
        assert answer.code == 0, answer.err
        found = accession("-C", str(ann.top), "validate", "--since", "HEAD~1", "--select", "H,N,L3")
        assert found.code == 0, found.out
        assert "H2" not in found.out
        made = record(ann).corrections[len(before.corrections) :]
        back = unwound(record(ann), made)
        assert replace(back.task, corrections=before.corrections) == before


@pytest.mark.parametrize(
    "setting",
    [
        *("id=DL-2024-0007", "filing.number=津丽社准〔2024〕9号", "status=retired"),
        *("retirement=null", "dispatch[0].to=某街道", "route=emergency"),
        *("corrections[0].old=x", "superseded_by[0]=DL-2024-0007", "schema=2"),
    ],
)
def test_what_the_filing_gave_and_what_went_on_since_is_not_corrected(
    district: Clone, accession: Command, setting: str
) -> None:
    before = district.state()
    answer = amend(accession, district, setting)
    assert answer.code == 1
    assert setting.partition("=")[0] in answer.err
    assert district.state() == before


@pytest.mark.parametrize(
    ("setting", "code", "said"),
    [
        ("funding.amount=12000.00", 1, "says “12000.00” already"),
        ("authorization.contnt=x", 2, "authorization.content"),
        ("titel=x", 2, "called: title"),
        ("nothing.at.all=x", 2, "has no field of that name"),
        ("basis[0].lwa=x", 2, "basis[0].law was probably meant"),
        ("经费周朗=每年", 2, "called: 经费周期"),
        ("funding.amount=约三万", 2, "30000.00元"),
        ("basis[0].withheld=true", 1, "S1"),
        ("title", 2, "not FIELD=VALUE"),
        ("=x", 2, "not FIELD=VALUE"),
        ("title=\udcff", 3, "no character"),
        ("basis[7].law=x", 2, "cannot be used"),
        ("agency=nobody", 2, "not the name of an agency"),
        ("period.end=2020-01-01", 1, "T103"),
        ("title=机密★1年", 7, "secrecy marking"),
    ],
)
def test_what_cannot_be_recorded_is_refused_and_nothing_changes(
    district: Clone, accession: Command, setting: str, code: int, said: str
) -> None:
    before = district.state()
    answer = amend(accession, district, setting)
    assert answer.code == code, answer.err
    assert said in " ".join(answer.err.split())
    assert district.state() == before


def test_one_field_is_set_once(district: Clone, accession: Command) -> None:
    answer = amend(accession, district, "title=甲", "title=乙")
    assert answer.code == 2
    assert "title is set twice" in answer.err


def test_of_a_retired_task_the_record_is_corrected_but_not_its_end(
    two_offices: TwoClerks, accession: Command
) -> None:
    ann = two_offices.ann
    assert amend(accession, ann, "retirement.reason=另有原因", task=ENDED).code == 1
    answer = amend(accession, ann, "frequency=按日程", task=ENDED)
    assert answer.code == 0, answer.err
    found = accession("-C", str(ann.top), "validate", "--since", "HEAD~1", "--select", "H")
    assert (found.code, found.out.count("H203")) == (0, 0)


def test_somebody_else_was_faster(two_offices: TwoClerks, accession: Command) -> None:
    assert amend(accession, two_offices.ann, "title=甲").code == 0
    answer = amend(accession, two_offices.bo, "title=乙")
    assert answer.code == 4
    assert "title" in answer.err


def test_what_waited_is_sent_later_and_says_what_it_is(
    two_offices: TwoClerks, accession: Command
) -> None:
    ann, away = two_offices.ann, two_offices.remote.top.with_name("away.git")
    two_offices.remote.top.rename(away)
    answer = amend(accession, ann, "title=消防宣传")
    assert answer.code == 5
    assert "Queued, not in the registry" in answer.err
    away.rename(two_offices.remote.top)
    listed = accession("-C", str(ann.top), "sync", "--list")
    assert f"amend {TASK}" in listed.out
    assert accession("-C", str(ann.top), "sync").code == 0
    assert record(ann).title == "消防宣传"


def test_an_edition_of_before_shows_what_was_known_then(
    district: Clone, accession: Command
) -> None:
    assert amend(accession, district, "title=全新名称", "channels=community").code == 0
    for day, seen in (("2026-10-11", False), ("2026-10-12", True)):
        out = district.top / f"out{day}"
        made = accession(
            *("-C", str(district.top), "render", "2026", "--as-of", day, "--format", "json"),
            *("--draft", "--out", str(out)),
        )
        assert made.code == 0, made.err
        text = next(out.rglob("*目录*.json")).read_text(encoding="utf-8")
        assert ("全新名称" in text) is seen
        assert ('"old": "社区、网格员"' in text) is seen


def test_what_is_missing_is_named_where_nobody_can_be_asked(
    district: Clone, process: Callable[..., Answer]
) -> None:
    answer = process("amend", TASK, at=district.top)
    assert answer.code == 2
    assert "--set, --reason" in answer.err


CHANGES: dict[str, dict[str, object]] = {
    "title": {"title": "另一个名称"},
    "citation taken out": {"basis": full_task().basis[1:]},
    "citation put in first": {"basis": (LAW, *full_task().basis)},
    "citation of another kind": {"basis": (full_task().basis[0], LAW)},
    "citations in another order": {"basis": full_task().basis[::-1]},
    "channels": {"channels": (Channel.GRID,)},
    "one community": {"scope": Scope(subdistricts=("120110003",), communities=None)},
    "no mechanism": {"mechanism": None},
    "resources": {"resources": ("一台", "两台、三台", "四台")},
    "other names": {"also_called": ("老人体检", "体检"), "excludes": ()},
    "no sections": {"sections": ()},
    "no others": {"co_agencies": ()},
    "another body": {"decision": (*full_task().decision, ADMITTED)},
}


@pytest.mark.parametrize(("one", "other"), [*permutations((*CHANGES, ""), 2)])
def test_whatever_changes_is_accounted_for_and_can_be_taken_back(one: str, other: str) -> None:
    before = replace(full_task(), **CHANGES.get(one, {}))  # type: ignore[arg-type] # as it was
    changed = replace(full_task(), **CHANGES.get(other, {}))  # type: ignore[arg-type] # so is it
    made = tuple(
        Correction(
            date=date(2026, 5, 6), field=it.field, old=it.old, new=it.new, reason="更正", by="ann"
        )
        for it in amendments(before, changed)
    )
    after = replace(changed, corrections=(*before.corrections, *made))
    back = unwound(after, made)
    assert replace(back.task, corrections=before.corrections) == before
    assert (back.failed, back.untrue, untrue_corrections(before, after)) == ((), (), ())
    assert {it.key[0] for it in unexplained(before, after)} <= {"corrections"}


def test_codes_and_keys_are_told_by_their_names(district: Clone, accession: Command) -> None:
    answer = amend(accession, district, "channels=community", "scope.subdistricts=120110001")
    assert answer.code == 0, answer.err
    assert "channels: 社区、网格员 → 社区" in answer.err
    assert "scope.subdistricts: 全部 → 张贵庄街道" in answer.err
    assert record(district).corrections[-2].old == "community、grid"


def test_words_of_the_program_are_told_as_people_say_them(
    district: Clone, accession: Command
) -> None:
    answer = amend(accession, district, "funding.per=task")
    assert answer.code == 0, answer.err
    assert "funding.per: each year → the whole task" in answer.err
    told = accession("-C", str(district.top), "log", TASK)
    assert "funding.per: “each year” became “the whole task”" in told.out
    assert record(district).corrections[-1].new == "task"
