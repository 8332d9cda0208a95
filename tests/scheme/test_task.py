"""Checked records become values, and values become the same records again."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

import sample_records
from accession_cli.registry.schemas import FileKind, KeyOrder, key_order
from accession_cli.scheme.district import (
    Community,
    LaterRegistration,
    agencies_from,
    scheme_from,
    statutes_from,
    subdistricts_from,
)
from accession_cli.scheme.registry import RecordId
from accession_cli.scheme.task import Channel, LawBasis, Route, WithheldBasis, task_data, task_from

Record = Callable[[], dict[str, Any]]

EVERY_TASK = pytest.mark.parametrize(
    "record",
    [
        sample_records.admitted_task,
        sample_records.retired_task,
        sample_records.emergency_task,
    ],
)


@EVERY_TASK
def test_a_task_written_out_is_the_record_it_was_read_from(record: Record) -> None:
    assert task_data(task_from(record())) == record()


@EVERY_TASK
def test_a_task_is_written_out_in_the_order_of_the_schema(record: Record) -> None:
    shuffled = dict(reversed(record().items()))
    _assert_ordered(task_data(task_from(shuffled)), key_order(FileKind.TASK))


def _assert_ordered(data: Any, order: KeyOrder) -> None:
    if isinstance(data, list):
        for item in data:
            _assert_ordered(item, order)
    elif isinstance(data, Mapping):
        assert list(data) == [key for key in order if key in data]
        for key, below in data.items():
            _assert_ordered(below, order[key])


def test_days_money_and_numbers_are_values_not_text() -> None:
    task = task_from(sample_records.retired_task())
    assert task.id == RecordId(prefix="DL", year=2024, serial=2)
    assert task.funding.amount == Decimal(24000)
    assert task.period.end == date(2024, 6, 30)
    assert task.channels == (Channel.COMMUNITY, Channel.GRID)
    assert task.retirement is not None
    assert task.retirement.effective == date(2024, 7, 8)
    assert task.mechanism is not None
    assert isinstance(task.mechanism.basis, LawBasis)


def test_all_subdistricts_is_no_list_and_a_list_is_not_all() -> None:
    assert task_from(sample_records.admitted_task()).scope.subdistricts is None
    assert task_from(sample_records.retired_task()).scope.communities == ("120110001901",)


def test_an_emergency_has_no_application_and_may_rest_on_a_withheld_basis() -> None:
    task = task_from(sample_records.emergency_task())
    assert task.route is Route.EMERGENCY
    assert task.application is None
    assert task.basis == (WithheldBasis(reviewer="区网格化管理中心", date=date(2024, 8, 1)),)


@pytest.mark.parametrize(
    ("amount", "written"),
    [("0", "0.00"), ("24000", "24000.00"), ("1E+5", "100000.00"), ("0.5", "0.50")],
)
def test_money_is_always_written_with_two_decimals(amount: str, written: str) -> None:
    record = sample_records.admitted_task()
    record["funding"]["amount"] = amount
    assert task_data(task_from(record))["funding"]["amount"] == written


def test_a_district_without_an_emergency_route_has_none() -> None:
    scheme = scheme_from(sample_records.scheme())
    assert scheme.emergency is None
    assert set(scheme.channels) == {Channel.COMMUNITY}
    assert scheme.days_ahead.value == 30
    assert scheme.registrar_on(date(2025, 1, 1)) == "civil_affairs"
    assert scheme.registrar[0].to == date(2024, 12, 31)
    assert scheme.filing_number_of(RecordId.parse("SL-2024-0012")) == "示例准〔2024〕12号"


def test_an_emergency_route_says_whether_it_is_registered_later() -> None:
    record = sample_records.scheme()
    record["emergency"] = {
        "channels": ["grid"],
        "decided_by": ["grid_centre"],
        "later_registration": "required",
        "clause": "3.2.3",
    }
    emergency = scheme_from(record).emergency
    assert emergency is not None
    assert emergency.channels == (Channel.GRID,)
    assert emergency.later_registration is LaterRegistration.REQUIRED


def test_agencies_keep_their_key_and_their_days() -> None:
    known = agencies_from(sample_records.agencies())
    assert known["minzheng"].credit_code == "11120110000176946D"
    assert known["minzheng"].active_on(date(1999, 1, 1))
    assert known["old_office"].key == "old_office"
    assert not known["old_office"].active_on(date(2025, 1, 1))


def test_subdistricts_keep_their_communities() -> None:
    known = subdistricts_from(sample_records.subdistricts())
    assert known["120110001"].communities == {"120110001901": Community(name="示例一社区")}
    assert known["120110002"].communities == {}


def test_law_versions_keep_their_successors() -> None:
    known = statutes_from(sample_records.statutes())
    law = known.find("大气污染防治法", "2018")
    assert law is not None
    assert law.replaced_by == ("生态环境法典", "2026")
    assert law.repealed_on == date(2026, 8, 15)
    assert known.versions[0].articles == {"第九条": "第十五条"}
