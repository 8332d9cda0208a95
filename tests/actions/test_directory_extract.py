"""Extracts of the directory: for one community, one subdistrict, one agency; and its dates."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema_rs
import pypdf
import pytest

from accession_cli import packaged
from accession_cli.actions.directory_extract import NOTHING_THERE, Narrowing, cut_of, extract
from accession_cli.papers import directory_json, directory_text
from accession_cli.papers.templates import Environment
from accession_cli.scheme.directory import Edition
from accession_cli.scheme.task import Scope, Task
from conftest import Answer
from edition_examples import BASE_DATE, edition_of, filed_task, full_task, registry
from refusals import refuses
from repositories import Clone

Command = Callable[..., Answer]
COMMUNITY = "120110001901"


def narrowed(*tasks: Task, **wanted: str) -> Edition:
    known = registry(*tasks)
    return extract(edition_of(*tasks), known, cut_of(known, Narrowing(**wanted), BASE_DATE))


def ids(made: Edition) -> list[tuple[int, str]]:
    return [(item.number, str(item.task.id)) for item in made.items]


ELSEWHERE = filed_task(1, scope=Scope(subdistricts=("120110003",), communities=None))
EVERYWHERE = filed_task(2)
AROUND = filed_task(3, scope=Scope(subdistricts=("120110001",), communities=None))
HERE = filed_task(4, scope=Scope(subdistricts=None, communities=(COMMUNITY,)))


def test_a_community_does_what_is_done_everywhere_around_it_or_in_it_alone() -> None:
    made = narrowed(ELSEWHERE, EVERYWHERE, AROUND, HERE, community=COMMUNITY)
    assert ids(made) == [(1, "DL-2024-0002"), (2, "DL-2024-0003"), (3, "DL-2024-0004")]
    assert [place.code for place in made.subdistricts] == ["120110001"]


def test_a_subdistrict_has_what_its_communities_do() -> None:
    made = narrowed(ELSEWHERE, EVERYWHERE, AROUND, HERE, subdistrict="120110003")
    assert ids(made) == [(1, "DL-2024-0001"), (2, "DL-2024-0002")]


def test_an_agency_has_what_it_leads_or_takes_part_in() -> None:
    led = full_task(7)
    made = narrowed(EVERYWHERE, led, agency="weijian")
    assert ids(made) == [(1, str(led.id))]
    assert len(narrowed(EVERYWHERE, led, agency="minzheng").items) == 2  # with the one it helps in
    assert narrowed(led, agency="区民政局").extract == narrowed(led, agency="minzheng").extract


def test_the_sums_of_an_extract_add_up() -> None:
    whole = (ELSEWHERE, EVERYWHERE, AROUND, HERE, filed_task(1, year=2026))
    made = narrowed(*whole, community=COMMUNITY)
    assert made.previous is not None
    gone = sum(not one.new for one in made.ended)
    assert len(made.items) == made.previous + len(made.new) + len(made.restored) - gone


def test_where_there_is_nothing_no_extract_is_made() -> None:
    with refuses(NOTHING_THERE):
        narrowed(ELSEWHERE, subdistrict="120110001")


def test_the_whole_is_the_whole() -> None:
    made = edition_of(EVERYWHERE)
    known = registry(EVERYWHERE)
    assert extract(made, known, cut_of(known, Narrowing(), BASE_DATE)) is made


def render(accession: Command, clone: Clone, *more: str) -> Answer:
    return accession("-C", str(clone.top), "render", "2025", *more)


def test_an_extract_carries_its_name_and_the_committees_duty_to_publish(
    district: Clone, accession: Command
) -> None:
    answer = render(accession, district, "--community", COMMUNITY, "--format", "pdf,json")
    assert answer.code == 0, answer.err
    assert "at least 15 days" in answer.err
    (folder,) = (district.top / "build/directory/2025").iterdir()
    (path,) = folder.glob("*.pdf")
    assert path.name.endswith("（2025年版）（张贵庄街道示例一社区摘编）.pdf")
    reader = pypdf.PdfReader(path)
    text = "".join(page.extract_text() for page in reader.pages).replace("\n", "")
    assert "张贵庄街道示例一社区摘编" in text
    assert "公布时间不少于15日" in text
    assert str(reader.metadata and reader.metadata.title).endswith("（张贵庄街道示例一社区摘编）")
    (data,) = (json.loads(p.read_text(encoding="utf-8")) for p in folder.glob("*年版*.json"))
    assert data["extract"] == {"name": "张贵庄街道示例一社区", "posted": True}


def test_before_the_law_asked_for_it_no_duty_is_claimed(
    district: Clone, accession: Command
) -> None:
    more = ("--community", COMMUNITY, "--format", "json")
    answer = accession("-C", str(district.top), "render", "2024", *more)
    assert answer.code == 0
    assert "15 days" not in answer.err


@pytest.mark.parametrize(
    ("option", "name", "known"),
    [
        ("--community", "120110001999", "示例一社区"),
        ("--subdistrict", "120110", "张贵庄街道"),
        ("--agency", "nobody", "区民政局"),
    ],
)
def test_an_unknown_name_is_refused_with_the_known_ones(
    district: Clone, accession: Command, option: str, name: str, known: str
) -> None:
    answer = render(accession, district, option, name)
    assert answer.code == 2
    assert f"{option}: nothing in this registry goes by “{name}”" in answer.err
    assert known in answer.err
    assert not (district.top / "build").exists()


def test_an_extract_is_of_one_thing(district: Clone, accession: Command) -> None:
    both = ("--agency", "minzheng", "--subdistrict", "120110001")
    assert render(accession, district, *both).code == 2


# The dates


def unfolded(data: bytes) -> list[str]:
    return data.replace(b"\r\n ", b"").decode().split("\r\n")[:-1]


def calendar(*tasks: Task) -> Any:
    return directory_text.render_dates(edition_of(*tasks), Environment()).data


def test_the_end_of_each_period_and_the_day_of_publication_are_events() -> None:
    lines = unfolded(calendar(EVERYWHERE, full_task(7)))
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-1] == "END:VCALENDAR"
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == 2
    assert "UID:DL-2024-0007-end@120110.accession" in lines
    assert "DTSTART;VALUE=DATE:20271106" in lines
    made = edition_of(EVERYWHERE)
    assert f"DTSTART;VALUE=DATE:{made.publish_by:%Y%m%d}" in lines
    assert lines.count(f"DTSTAMP:{made.base_date:%Y%m%d}T000000Z") == 2


def alarms(lines: list[str], event: str) -> list[str]:
    """When the alarms of the event go off; each is whole and says something (RFC 5545 3.6.6)."""
    begin = lines.index(f"UID:{event}@120110.accession")
    found = []
    inside = lines[begin : lines.index("END:VEVENT", begin)]
    while "BEGIN:VALARM" in inside:
        inside = inside[inside.index("BEGIN:VALARM") + 1 :]
        one = dict(line.split(":", 1) for line in inside[: inside.index("END:VALARM")])
        assert set(one) == {"ACTION", "DESCRIPTION", "TRIGGER"}
        assert one["ACTION"] == "DISPLAY"
        assert one["DESCRIPTION"]
        assert re.fullmatch(r"-P([0-9]+D)?T[0-9]+H", one["TRIGGER"])
        found.append(one["TRIGGER"])
    return found


def test_a_telephone_tells_at_nine_in_good_time_that_a_period_ends() -> None:
    lines = unfolded(calendar(full_task(7)))
    assert alarms(lines, "DL-2024-0007-end") == ["-P34DT15H", "-P6DT15H"]
    assert alarms(lines, "publish-2026") == ["-P6DT15H", "-PT15H"]
    assert any(line.endswith("7日后期限届满：协助开展老年人健康管理") for line in lines)


def test_no_alarm_lies_before_the_base_date() -> None:
    soon = replace(full_task(7).period, end=date(2027, 1, 20))  # 20 days after the base date
    assert alarms(unfolded(calendar(filed_task(1, period=soon))), "DL-2024-0001-end") == [
        "-P6DT15H"
    ]


def test_a_draft_has_no_day_of_publication() -> None:
    made = replace(edition_of(full_task(7)), draft=True)
    lines = unfolded(directory_text.render_dates(made, Environment()).data)
    assert lines.count("BEGIN:VEVENT") == 1
    assert "公布" not in "".join(lines)
    assert "征求意见稿，不作为承接或者不予承接的依据。" in "".join(lines)


def test_a_line_has_75_octets_at_most_and_no_character_is_cut() -> None:
    long = full_task(7)
    data = calendar(long, filed_task(1, title="协" * 190, period=long.period))
    assert b"\n" not in data.replace(b"\r\n", b"")
    for line in data.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()


def test_what_a_title_holds_never_becomes_a_property() -> None:
    period = full_task(7).period
    lines = unfolded(calendar(filed_task(1, title="甲,乙;丙\\丁\nATTACH:http://x", period=period)))
    assert "SUMMARY:期限届满：甲\\,乙\\;丙\\\\丁\\nATTACH:http://x" in lines
    assert not any(line.startswith("ATTACH") for line in lines)


def test_a_calendar_of_a_sample_says_so_at_every_event() -> None:
    lines = unfolded(calendar(full_task(7)))
    told = [line for line in lines if line.startswith("DESCRIPTION")]
    assert all("示例数据\\,不作为依据" in line or "示例数据，不作为依据" in line for line in told)
    assert len(told) == 2 + 4  # each event, and each of its two alarms
    assert date(2027, 11, 6) == full_task(7).period.end


def test_the_command_writes_the_calendar(district: Clone, accession: Command) -> None:
    assert render(accession, district, "--format", "ics").code == 0
    (path,) = (district.top / "build/directory/2025").glob("*.ics")
    assert Path(path).read_bytes().endswith(b"END:VCALENDAR\r\n")


# The published shape of the JSON


@pytest.mark.parametrize(
    "more", [("2024",), ("2025",), ("2026",), ("2025", "--agency", "minzheng")]
)
def test_the_json_of_an_edition_keeps_to_its_published_schema(
    district: Clone, accession: Command, more: tuple[str, ...]
) -> None:
    schema = json.loads(packaged.text("schemas", "edition.schema.json"))
    answer = accession("-C", str(district.top), "render", *more, "--format", "json", "--json")
    text = Path(json.loads(answer.out)["files"][0]["path"]).read_text(encoding="utf-8")
    validator = jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
    made = json.loads(text)
    assert [error.message for error in validator.iter_errors(made)] == []
    del made["colophon"]["commit"]
    assert not validator.is_valid(made)


def test_a_task_with_every_part_keeps_to_the_published_schema() -> None:
    schema = json.loads(packaged.text("schemas", "edition.schema.json"))
    made = json.loads(directory_json.data(edition_of(full_task(7), EVERYWHERE, HERE)))
    jsonschema_rs.validate(schema, made)


def test_the_page_of_an_extract_answers_no_question_because_it_is_not_the_whole_directory(
    district: Clone, accession: Callable[..., Answer], tmp_path: Path
) -> None:
    out = ("--out", str(tmp_path / "out"), "--format", "html", "--json")
    here = ("-C", str(district.top), "render", "2025", "--community", "120110003901", *out)
    answer = accession(*here)
    assert answer.code == 0, answer.err
    page = Path(json.loads(answer.out)["files"][0]["path"]).read_text(encoding="utf-8")
    assert "摘编</span></h1>" in page
    assert "做什么" in page
    assert "不做什么" in page
    assert "<script" not in page
