"""Emergencies: filed at once, handed to the platform, and in a section of the directory."""

import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from accession_cli.papers.directory_formats import FORMATS
from accession_cli.papers.templates import Environment
from accession_cli.scheme.directory import Edition, Ending
from accession_cli.scheme.task import Channel, Period, Route, Task, Term
from actions.test_task_end_notices import record
from conftest import Answer
from document_shapes import READERS, bare
from edition_examples import edition_of, filed_task, retirement
from repositories import Clone

Command = Callable[..., Answer]
FACTS = (
    *("route=emergency", "title=燃气泄漏疏散提醒", "class=社会治安和安全保卫", "agency=yingji"),
    *("period.end=2026-10-14", "authorization.content=上门提醒疏散"),
    *("authorization.target=人员全部撤离", "authorization.authority=只提醒和报告"),
    *("authorization.workflow=平台派单—网格员上门—报告", "basis[0].law=突发事件应对法"),
    *("basis[0].version=2024", "basis[0].article=第二十二条第二款", "funding.amount=0.00"),
    *("funding.per=task", "funding.note=应急处置，不另列经费"),
    "scope.subdistricts=120110001、120110003",
)
DAY = date(2026, 10, 12)


def file(accession: Command, clone: Clone, *settings: str) -> Answer:
    given = [part for one in (*FACTS, *settings) for part in ("--set", one)]
    return accession("-C", str(clone.top), "file", *given, "--json")


def test_an_emergency_is_filed_with_what_only_the_grid_centre_can_say(
    district: Clone, accession: Command
) -> None:
    answer = file(accession, district)
    assert answer.code == 0, answer.err
    task = record(district, json.loads(answer.out)["id"])
    assert (task.route, task.term, task.application) == (Route.EMERGENCY, Term.TEMPORARY, None)
    assert (task.channels, task.period.start) == ((Channel.GRID,), DAY)
    assert [(one.by, one.date) for one in task.decision] == [("grid_centre", DAY)]
    assert task.scope.subdistricts == ("120110001", "120110003")
    checked = accession("-C", str(district.top), "validate", "--select", "D,T,N")
    assert str(task.id) not in checked.out


def test_what_is_said_of_an_emergency_counts(district: Clone, accession: Command) -> None:
    answer = file(accession, district, "term=short", "period.start=2026-10-11", "channels=grid")
    assert answer.code == 0, answer.err
    task = record(district, json.loads(answer.out)["id"])
    assert (task.term, task.period.start) == (Term.SHORT, date(2026, 10, 11))
    late = file(accession, district, "decision[0].by=civil_affairs")
    assert late.code == 1
    assert file(accession, district, "channels=community").code == 1


def test_nothing_goes_without_saying_of_a_task_that_is_applied_for(
    district: Clone, accession: Command
) -> None:
    answer = file(accession, district, "route=application", "title=另一件")
    assert answer.code == 1
    assert "decision" in answer.err


def test_the_platform_is_told_that_it_is_an_emergency(district: Clone, accession: Command) -> None:
    number = json.loads(file(accession, district).out)["id"]
    out = district.top / "out"
    answer = accession(*("-C", str(district.top), "dispatch", number, "--json", "--out", str(out)))
    assert answer.code == 0, answer.err
    assert json.loads(answer.out)["commit"] is None
    package = json.loads(next(out.glob("*.json")).read_text(encoding="utf-8"))
    assert [(one["id"], one["emergency"]) for one in package["tasks"]] == [(number, True)]


def test_what_has_to_go_on_is_applied_for_and_takes_its_place(
    district: Clone, draft: Path, material: Path, accession: Command
) -> None:
    number = json.loads(file(accession, district).out)["id"]
    follower = accession(
        *("-C", str(district.top), "file", "--from", str(draft), "--json"),
        *("--set", "title=燃气泄漏疏散提醒", "--set", "agency=yingji"),
    )
    assert follower.code == 0, follower.err
    answer = accession(
        *("-C", str(district.top), "retire", number, "--applied", "2026-10-12"),
        *("--effective", "2026-10-15", "--reason", "由其他事项承接", "--material", str(material)),
        *("--superseded-by", json.loads(follower.out)["id"]),
    )
    assert answer.code == 0, answer.err


def emergency(serial: int, **changes: object) -> Task:
    task = filed_task(
        serial,
        year=2026,
        title=f"应急事务{serial}",
        route=Route.EMERGENCY,
        term=Term.TEMPORARY,
        application=None,
        channels=(Channel.GRID,),
        period=Period(start=date(2026, 3, 8), end=date(2027, 1, 31)),
    )
    return replace(task, **changes)  # type: ignore[arg-type] # each is of its field


def with_emergencies() -> Edition:
    over = emergency(2, period=Period(start=date(2026, 3, 8), end=date(2026, 3, 20)))
    return edition_of(filed_task(3, year=2026), emergency(1), over)


def test_the_section_has_what_goes_on_first_and_then_what_is_over() -> None:
    found = with_emergencies().emergencies
    assert [one.task.title for one in found] == ["应急事务1", "应急事务2"]
    assert [one.number is None for one in found] == [False, True]
    ended = found[1].ended
    assert ended is not None
    assert (ended.how, ended.day) == (Ending.EXPIRED, date(2026, 3, 21))


@pytest.mark.parametrize("form", ["html", "md", "docx", "pdf"])
def test_every_format_has_a_section_for_emergencies_and_only_where_there_are_any(form: str) -> None:
    made = FORMATS[form].render(with_emergencies(), Environment()).data
    said = bare(READERS[form].text(made))
    assert "突发事件准入（2项）" in said
    assert "依照方案三、（二）3规定不经申请，即时准入" in said
    assert "期限届满，2026年3月21日起停止" in said
    assert "仍在执行" in said[said.index("即时准入") :]
    usual = edition_of(filed_task(3, year=2026))
    without = bare(READERS[form].text(FORMATS[form].render(usual, Environment()).data))
    assert "突发事件准入" not in without


def test_the_workbook_has_a_sheet_for_emergencies_and_only_where_there_are_any() -> None:
    for made, there in ((with_emergencies(), True), (edition_of(filed_task(3)), False)):
        data = FORMATS["xlsx"].render(made, Environment()).data
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        assert ("突发事件准入" in book.sheet_names) is there
        if there:
            rows = book.get_sheet_by_name("突发事件准入").to_python()
            titles = [row[1] for row in rows if str(row[1]).startswith("应急事务")]
            assert titles == ["应急事务1", "应急事务2"]


def test_a_retired_emergency_says_since_when_it_is_over() -> None:
    ended = emergency(1, retirement=retirement(date(2026, 3, 12)))
    (one,) = edition_of(ended).emergencies
    assert one.ended is not None
    assert (one.ended.how, one.ended.day) == (Ending.RETIRED, date(2026, 3, 12))


def test_what_came_through_the_platform_is_nowhere_said_to_wait_for_it(
    district: Clone, accession: Command
) -> None:
    given = [part for one in FACTS for part in ("--set", one)]
    answer = accession("-C", str(district.top), "file", *given)
    assert "accession dispatch" not in answer.err
    assert "admitted through the grid platform" in answer.err
    number = answer.out.split()[0]
    listed = json.loads(accession("-C", str(district.top), "todo", "--json").out)["matters"]
    assert ("dispatch", number) not in [(one["kind"], one["id"]) for one in listed]
    pending = accession("-C", str(district.top), "dispatch", "--pending")
    assert number not in pending.out + pending.err
