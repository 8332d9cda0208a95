"""Agencies and places keep the names that they had, each with its days."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

import edition_examples as examples
from accession_cli.actions.directory_building import edition
from accession_cli.registry.schemas import FileKind, upgraded
from accession_cli.scheme.district import (
    Agency,
    Community,
    EarlierName,
    Subdistrict,
    agencies_from,
    subdistricts_from,
)
from accession_cli.scheme.registry import Registry

RENAMED = Agency(
    key="yiliao",
    name="区医疗保障局",
    also_called=("区医保局",),
    earlier_names=(
        EarlierName(name="区医保办", until=date(2015, 6, 30)),
        EarlierName(name="区医保中心", until=date(2019, 1, 31)),
    ),
    credit_code=None,
)


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2010, 1, 1), "区医保办"),
        (date(2015, 6, 30), "区医保办"),
        (date(2015, 7, 1), "区医保中心"),
        (date(2019, 1, 31), "区医保中心"),
        (date(2019, 2, 1), "区医疗保障局"),
        (date(2030, 1, 1), "区医疗保障局"),
    ],
)
def test_an_agency_has_on_each_day_the_name_of_that_day(day: date, name: str) -> None:
    assert RENAMED.name_on(day) == name
    assert RENAMED.named_on(day).name == name
    assert RENAMED.named_on(day).key == RENAMED.key


def test_a_subdistrict_of_an_earlier_day_names_its_communities_as_they_were_named_then() -> None:
    was = (EarlierName(name="东村", until=date(2020, 12, 31)),)
    place = Subdistrict(
        code="120110001",
        name="东街道",
        communities={"120110001001": Community(name="东社区", earlier_names=was)},
    )
    assert place.named_on(date(2020, 12, 31)).communities["120110001001"].name == "东村"
    assert place.named_on(date(2021, 1, 1)) == place


def agencies_shown(made: Registry, day: date) -> list[str]:
    """The agencies in the edition of *day*: those of its tasks, and those of its index."""
    shown = edition(
        made, year=day.year, base_date=day, draft=True, commit=None, tool_version="0.1.0"
    )
    items = [item.agency for section in shown.sections for item in section.items]
    return [*items, *(entry.name for entry in shown.agencies)]


def test_an_edition_names_the_agency_as_it_was_named_on_its_base_date() -> None:
    last = examples.BASE_DATE
    was = (EarlierName(name="区社会局", until=last),)
    renamed = replace(examples.AGENCIES["minzheng"], earlier_names=was)
    made = replace(examples.registry(examples.filed_task()), agencies={"minzheng": renamed})
    on = {day: agencies_shown(made, day) for day in (last, last + timedelta(days=1))}
    assert list(on.values()) == [["区社会局"] * 2, ["区民政局"] * 2]


def test_lists_of_the_first_version_say_what_they_said() -> None:
    old = {"minzheng": {"name": "区民政局", "credit_code": None}}
    days = {"active_from": None, "active_to": None}
    agencies = {"schema": 1, "agencies": {"minzheng": {**old["minzheng"], **days}}}
    assert agencies_from(upgraded(FileKind.AGENCIES, agencies)) == agencies_from(
        {"schema": 2, "agencies": old}
    )
    here = {"name": "东街道", "communities": {"120110001001": "东社区"}}
    places = {"schema": 1, "subdistricts": {"120110001": here}}
    (place,) = subdistricts_from(upgraded(FileKind.SUBDISTRICTS, places)).values()
    assert place.communities == {"120110001001": Community(name="东社区")}
