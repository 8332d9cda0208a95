"""An edition shows its tasks as they were known on its base date, not as they are today."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from accession_cli.papers.directory_formats import FORMATS
from accession_cli.papers.templates import Environment
from accession_cli.scheme.registry import TaskStatus
from accession_cli.scheme.task import Correction, Dispatch, Notified, Per, Task, Term
from accession_cli.scheme.task_history import as_known, not_restored, register_as_known
from edition_examples import correction, edition_of, filed_task, full_task, retirement

DAY = date(2024, 12, 31)
LATER = date(2025, 3, 20)


def value_at(task: Task, path: str) -> Any:
    found: Any = task
    for step in path.split("."):
        name, _, at = step.partition("[")
        found = getattr(found, "class_" if name == "class" else name)
        found = found[int(at.rstrip("]"))] if at else found
    return found


def test_a_task_of_which_nothing_is_later_is_as_it_stands() -> None:
    task = full_task()
    assert as_known(task, DAY) == task


def test_a_correction_of_the_day_itself_is_known_and_one_of_the_day_after_is_not() -> None:
    made = correction(DAY, "title", "旧名", "新名")
    task = filed_task(title="新名", corrections=(made,))
    assert as_known(task, DAY) == task
    before = as_known(task, date(2024, 12, 30))
    assert (before.title, before.corrections) == ("旧名", ())


@pytest.mark.parametrize(
    ("path", "old", "meant"),
    [
        ("title", "旧名", "旧名"),
        ("kind", "task", "task"),
        ("class", "权益维护", "权益维护"),
        ("agency", "wangge", "wangge"),
        ("term", "long", Term.LONG),
        ("period.start", "2024-04-01", date(2024, 4, 1)),
        ("period.end", "2025-04-07", date(2025, 4, 7)),
        ("period.end", None, None),
        ("frequency", None, None),
        ("frequency", "每月", "每月"),
        ("authorization.content", "旧内容", "旧内容"),
        ("authorization.workflow", "旧流程", "旧流程"),
        ("basis[0].version", None, None),
        ("basis[0].article", "第九条", "第九条"),
        ("basis[1].number", "津卫〔2022〕1号", "津卫〔2022〕1号"),
        ("basis[1].date", "2022-01-20", date(2022, 1, 20)),
        ("funding.amount", "10000.00", Decimal("10000.00")),
        ("funding.per", "year", Per.YEAR),
        ("funding.note", None, None),
        ("training", None, None),
        ("mechanism.what", "旧牌子", "旧牌子"),
        ("application.received", "2024-02-28", date(2024, 2, 28)),
        ("filing.date", "2024-03-07", date(2024, 3, 7)),
        ("filing.number", "津丽社准〔2024〕70号", "津丽社准〔2024〕70号"),
    ],
)
def test_the_old_content_of_a_plain_field_is_put_back(
    path: str, old: str | None, meant: object
) -> None:
    task = full_task()
    assert value_at(task, path) != meant
    made = (correction(LATER, path, old, "新"),)
    before = as_known(replace(task, corrections=made), DAY)
    assert value_at(before, path) == meant
    assert not_restored(replace(task, corrections=made), DAY) == ()
    assert before.scope == task.scope


def test_of_several_corrections_of_one_field_the_content_of_the_day_is_put_back() -> None:
    made = (
        correction(date(2024, 6, 1), "title", "甲", "乙"),
        correction(date(2025, 2, 1), "title", "丙", "丁"),
        correction(date(2025, 1, 1), "title", "乙", "丙"),
        correction(date(2025, 2, 1), "title", "丁", "戊"),
    )
    task = filed_task(title="戊", corrections=made)
    assert as_known(task, date(2025, 1, 31)).title == "丙"
    before = as_known(task, DAY)
    assert (before.title, before.corrections) == ("乙", made[:1])


@pytest.mark.parametrize(
    ("path", "old"),
    [
        ("scope.subdistricts", "张贵庄街道"),
        ("basis", "旧依据"),
        ("basis[9].article", "第一条"),
        ("basis[1].version", "2014"),
        ("period.start", "三月"),
        ("funding.amount", "一万元"),
        ("funding.per", "每月"),
        ("title", None),
        ("nothing", "旧"),
        ("", "旧"),
    ],
)
def test_what_cannot_be_put_back_stays_and_is_told(path: str, old: str | None) -> None:
    made = correction(LATER, path, old, "新")
    task = replace(full_task(), corrections=(made,))
    assert as_known(task, DAY) == full_task()
    assert not_restored(task, DAY) == (made,)


def test_one_correction_that_cannot_be_put_back_does_not_keep_the_others_from_it() -> None:
    made = (correction(LATER, "basis", "旧", "新"), correction(LATER, "title", "旧名", "新名"))
    assert as_known(filed_task(corrections=made), DAY).title == "旧名"


def test_a_retirement_that_was_applied_for_later_is_not_known() -> None:
    ended = filed_task(retirement=retirement(LATER), status=TaskStatus.RETIRED)
    before = as_known(ended, DAY)
    assert (before.status, before.retirement) == (TaskStatus.ADMITTED, None)
    assert as_known(ended, LATER) == ended


def test_a_retirement_that_was_applied_for_is_known_before_it_takes_effect() -> None:
    ended = filed_task(retirement=retirement(LATER), status=TaskStatus.RETIRED)
    assert as_known(ended, date(2025, 3, 10)) == ended


def test_who_was_told_later_and_what_was_sent_later_is_not_known() -> None:
    told = tuple(Notified(to=f"{day}", date=day) for day in (DAY, LATER))
    sent = tuple(Dispatch(to=f"{day}", date=day, number=None) for day in (DAY, LATER))
    task = filed_task(
        status=TaskStatus.RETIRED,
        retirement=replace(retirement(date(2024, 9, 1)), notified=told),
        dispatch=sent,
    )
    before = as_known(task, DAY)
    assert before.retirement is not None
    assert (before.retirement.notified, before.dispatch) == (told[:1], sent[:1])


def linked(ended: date, filed: int) -> tuple[Task, Task]:
    new = filed_task(2, year=filed)
    old = filed_task(1, retirement=retirement(ended), superseded_by=(new.id,))
    return replace(old, status=TaskStatus.RETIRED), replace(new, supersedes=(old.id,))


def test_what_was_filed_later_is_not_known_nor_is_the_link_to_it() -> None:
    old, _ = linked(date(2024, 6, 1), filed=2025)
    (before,) = register_as_known(linked(date(2024, 6, 1), filed=2025), DAY)
    assert before == replace(old, superseded_by=())


def test_a_place_that_is_taken_later_is_not_known_at_either_end() -> None:
    old, new = register_as_known(linked(LATER, filed=2024), DAY)
    assert (old.retirement, old.superseded_by, new.supersedes) == (None, (), ())


def test_a_place_that_had_been_taken_is_known_at_both_ends() -> None:
    both = linked(date(2024, 6, 1), filed=2024)
    assert register_as_known(both, DAY) == both


def test_a_past_edition_is_the_same_whatever_was_recorded_after_its_base_date() -> None:
    end = date(2025, 4, 7)
    then = (
        filed_task(1),
        filed_task(2, period=replace(filed_task(2).period, end=end)),
        filed_task(3),
    )
    today = (
        replace(
            filed_task(1, title="新名"),
            corrections=(correction(LATER, "title", then[0].title, "新名"),),
            dispatch=(Dispatch(to="万新街道", date=LATER, number=None),),
        ),
        replace(
            then[1],
            period=replace(then[1].period, end=date(2027, 4, 7)),
            corrections=(correction(LATER, "period.end", "2025-04-07", "2027-04-07"),),
        ),
        replace(
            then[2],
            status=TaskStatus.RETIRED,
            retirement=retirement(date(2025, 6, 1)),
            superseded_by=(filed_task(4, year=2025).id,),
        ),
        filed_task(4, year=2025, supersedes=(then[2].id,)),
    )
    for name, form in FORMATS.items():
        was, now = (
            form.render(edition_of(*tasks, year=2024, base_date=DAY), Environment()).data
            for tasks in (then, today)
        )
        assert was == now, name


def test_the_colophon_names_what_could_not_be_put_back() -> None:
    made = correction(LATER, "scope.subdistricts", "张贵庄街道", "全区")
    edition = edition_of(filed_task(corrections=(made,)), year=2024, base_date=DAY)
    assert edition.changed == ()
    ((task, field),) = edition.colophon.not_restored
    assert (str(task), field) == ("DL-2024-0001", "scope.subdistricts")
    html = FORMATS["html"].render(edition, Environment()).data.decode()
    assert "未能还原" in html
    assert "DL-2024-0001实施街道" in html
    found = json.loads(FORMATS["json"].render(edition, Environment()).data)["colophon"]
    assert found["not_restored"] == [["DL-2024-0001", "scope.subdistricts"]]


def test_a_task_that_the_edition_does_not_show_is_not_named_there() -> None:
    made = correction(date(2026, 1, 5), "scope.subdistricts", "张贵庄街道", "全区")
    later = filed_task(year=2025, corrections=(made,))
    edition = edition_of(filed_task(2), later, year=2024, base_date=DAY)
    assert edition.colophon.not_restored == ()


def test_a_colophon_without_such_a_correction_says_nothing_of_it() -> None:
    made = Correction(
        date=LATER, field="title", old="旧名", new="新名", reason="更正", by="minzheng"
    )
    edition = edition_of(filed_task(corrections=(made,)), year=2024, base_date=DAY)
    assert edition.colophon.not_restored == ()
    assert "未能还原" not in FORMATS["html"].render(edition, Environment()).data.decode()
