"""Rows of a roster go into the lists: added, renamed from a day on, ended, and never taken out."""

from typing import Any

import pytest

from accession_cli.registry.roster import (
    CODE_OF_ANOTHER,
    MISTAKE,
    NEW_NAME_UNSAID,
    NO_SUBDISTRICT,
    SAID_TWICE,
    STILL_NAMED,
    Merged,
    RosterKind,
    RosterRow,
    Rosters,
    What,
    merged,
    proposed_key,
)

AGENCIES: dict[str, Any] = {
    "minzheng": {"name": "区民政局", "credit_code": None},
    "renshe": {"name": "区人社局", "also_called": ["人社"], "credit_code": None},
}
PLACES: dict[str, Any] = {
    "120110001": {
        "name": "张贵庄街道",
        "communities": {"120110001001": {"name": "詹庄社区"}},
    },
    "120110002": {"name": "丰年村街道", "communities": {}},
}


def agency(name: str, **said: Any) -> RosterRow:
    return RosterRow(kind=RosterKind.AGENCY, where="部门.xlsx 部门!B4", name=name, **said)


def subdistrict(name: str, **said: Any) -> RosterRow:
    return RosterRow(kind=RosterKind.SUBDISTRICT, where="街.xlsx 街!B4", name=name, **said)


def community(name: str, **said: Any) -> RosterRow:
    return RosterRow(kind=RosterKind.COMMUNITY, where="街.xlsx 街!D4", name=name, **said)


def put(*rows: RosterRow, named: bool = True, whole: bool = False) -> Merged:
    rosters = Rosters(agencies=AGENCIES, subdistricts=PLACES, district="东丽区", code="120110")
    return merged(rosters, rows, lambda _code, _names: named, whole=whole)


def done(made: Merged) -> list[tuple[str, str]]:
    assert made.faults == []
    return [(one.what.value, one.code) for one in made.changes]


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("区教育局", "jiaoyu"),
        ("东丽区教育局", "jiaoyu"),
        ("区委宣传部", "xuanchuan"),
        ("区网格化管理中心", "wangge"),
        ("天津市公安局东丽分局", "gongan"),
        ("区民族宗教委", "minzu"),
        ("区民政事务中心", "minzhengshi"),
        ("区12345热线办", "k12345re"),
    ],
)
def test_an_agency_without_a_key_gets_one_in_pinyin(name: str, key: str) -> None:
    assert proposed_key(name, "东丽区", AGENCIES) == key


@pytest.mark.parametrize(
    "name", ["天津市东丽区民政局", "区民政局（盖章）", "区人力资源和社会保障局", "东丽区人社局"]
)
def test_an_agency_is_known_by_each_name_that_forms_are_read_by(name: str) -> None:
    made = put(agency(name, renamed=MISTAKE))
    assert {key for what, key in done(made) if what == "added"} == set()
    assert set(made.agencies) == set(AGENCIES)


def test_an_agency_that_is_new_is_added_and_one_that_is_there_stays_as_it_is() -> None:
    made = put(agency("区教育局", also_called=("教育",)), agency("区民政局"))
    assert done(made) == [("added", "jiaoyu")]
    assert made.agencies["jiaoyu"] == {
        "name": "区教育局",
        "also_called": ["教育"],
        "credit_code": None,
    }
    assert made.changes[0].proposed


@pytest.mark.parametrize("name", ["东丽区民政局", "民政局", "区民政局"])
def test_an_agency_is_known_with_and_without_the_districts_name(name: str) -> None:
    made = put(agency(name, credit_code="11120110000176946D"))
    assert done(made) == [("completed", "minzheng")]
    assert made.agencies["minzheng"]["name"] == "区民政局"
    assert made.agencies["minzheng"]["credit_code"] == "11120110000176946D"


def test_a_full_name_of_an_agency_that_is_known_by_a_short_one_is_another_writing_of_it() -> None:
    made = put(agency("区人力资源和社会保障局", also_called=("区人社局", "人社部门")))
    assert done(made) == [("completed", "renshe")]
    assert made.agencies["renshe"]["name"] == "区人社局"
    assert made.agencies["renshe"]["also_called"] == ["人社", "区人力资源和社会保障局", "人社部门"]


def test_a_new_name_begins_on_its_day_and_the_old_one_is_kept_until_the_day_before() -> None:
    made = put(agency("区社会局", code="minzheng", renamed="2026-03-01"))
    assert done(made) == [("renamed", "minzheng")]
    assert made.agencies["minzheng"]["earlier_names"] == [
        {"name": "区民政局", "until": "2026-02-28"}
    ]


def test_a_new_name_without_a_day_is_asked_about_where_records_have_the_old_one() -> None:
    made = put(agency("区社会局", code="minzheng"))
    assert [one.says for one in made.faults] == [NEW_NAME_UNSAID]
    assert made.agencies == AGENCIES
    assert done(put(agency("区社会局", code="minzheng"), named=False)) == [
        ("corrected", "minzheng")
    ]
    assert done(put(agency("区民正局", code="minzheng", renamed=MISTAKE))) == [
        ("corrected", "minzheng")
    ]


def test_a_code_that_another_has_is_a_fault() -> None:
    made = put(agency("区人社局", code="minzheng"))
    assert [one.says for one in made.faults] == [CODE_OF_ANOTHER]


def test_a_line_that_comes_twice_counts_once_and_one_that_differs_is_a_fault() -> None:
    assert done(put(agency("区教育局"), agency("区教育局"))) == [("added", "jiaoyu")]
    made = put(agency("区教育局"), agency("区教育局", active_to="2026-12-31"))
    assert [one.says for one in made.faults] == [SAID_TWICE]


def test_what_ends_stays_in_the_list_with_its_last_day() -> None:
    made = put(subdistrict("丰年村街道", active_to="2026-12-31"))
    assert done(made) == [("ended", "120110002")]
    assert made.subdistricts["120110002"]["active_to"] == "2026-12-31"
    assert done(put(subdistrict("丰年村街道"))) == []


def test_an_empty_cell_changes_nothing_and_the_word_for_none_takes_out() -> None:
    assert done(put(agency("区人社局"))) == []
    made = put(agency("区人社局", also_called=()))
    assert done(made) == [("completed", "renshe")]
    assert "also_called" not in made.agencies["renshe"]


def test_a_community_goes_into_the_subdistrict_that_its_row_or_its_code_names() -> None:
    made = put(
        community("甲社区", of="张贵庄街道"),
        community("乙社区居委会", of="120110001", code="120110001002"),
        community("丙社区", code="120110002001"),
        subdistrict("新街道"),
        community("丁社区", of="新街道办事处"),
    )
    assert done(made) == [
        *(("added", "120110001901"), ("added", "120110001002"), ("added", "120110002001")),
        *(("added", "120110901"), ("added", "120110901901")),
    ]
    assert made.subdistricts["120110001"]["communities"]["120110001002"] == {
        "name": "乙社区",
        "also_called": ["乙社区居委会"],
    }
    lost = put(community("戊社区"))
    assert [one.says for one in lost.faults] == [NO_SUBDISTRICT]


def test_nothing_that_a_record_names_is_taken_out_of_a_whole_list() -> None:
    assert len(put(agency("区民政局")).agencies) == len(AGENCIES)
    made = put(agency("区民政局"), whole=True)
    assert [one.says for one in made.faults] == [STILL_NAMED]
    made = put(agency("区民政局"), whole=True, named=False)
    assert [one.what for one in made.changes] == [What.REMOVED]
    assert list(made.agencies) == ["minzheng"]
    assert made.subdistricts == PLACES


def test_a_row_that_was_kept_is_the_same_row() -> None:
    for row in (agency("区民政局", also_called=()), community("甲社区", of="x", renamed=MISTAKE)):
        assert RosterRow.of_facts(row.facts()) == row
