"""The lives of applications and tasks, and the numbers that records go by."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accession_cli.scheme.registry import (
    APPLICATION,
    COMPLAINT,
    NEXT_OF_APPLICATION,
    NEXT_OF_TASK,
    TASK,
    ApplicationStatus,
    RecordId,
    TaskStatus,
)


def test_every_state_of_an_application_says_what_may_follow() -> None:
    assert set(NEXT_OF_APPLICATION) == set(ApplicationStatus)
    steps = {(now.value, then.value) for now, to in NEXT_OF_APPLICATION.items() for then in to}
    assert steps == {
        ("received", "approved"),
        ("received", "returned"),
        ("received", "refused"),
        ("received", "withdrawn"),
        ("returned", "received"),
        ("returned", "withdrawn"),
        ("approved", "filed"),
        ("approved", "withdrawn"),
        ("filed", "approved"),
    }


def test_a_task_is_admitted_and_then_retired_and_nothing_else() -> None:
    assert set(NEXT_OF_TASK) == set(TaskStatus)
    steps = {(now, then) for now, following in NEXT_OF_TASK.items() for then in following}
    assert steps == {(TaskStatus.ADMITTED, TaskStatus.RETIRED)}


ids = st.builds(
    RecordId,
    prefix=st.from_regex(r"\A[A-Z]{2,6}\Z"),
    letter=st.sampled_from((TASK, APPLICATION, COMPLAINT)),
    year=st.integers(min_value=0, max_value=9999),
    serial=st.integers(min_value=1, max_value=999_999_999),
)


@given(ids)
def test_an_id_reads_back_as_it_is_written(record: RecordId) -> None:
    assert RecordId.parse(str(record)) == record


@pytest.mark.parametrize(
    "text",
    [
        "",
        "DL-2024-001",
        "DL-2024-00001",
        "DL-2024-0000",
        "dl-2024-0001",
        "D-2024-0001",
        "DL-B-2024-0001",
        "DL-2024-０００１",
        "DL-2024-0001\n",
        " DL-2024-0001",
        "../DL-2024-0001",
    ],
)
def test_a_number_has_one_spelling(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        RecordId.parse(text)


def test_ids_sort_as_numbers() -> None:
    texts = ["DL-2025-0002", "DL-2024-10000", "DL-2024-9999", "DL-2025-0001"]
    ordered = [str(record) for record in sorted(map(RecordId.parse, texts))]
    assert ordered == ["DL-2024-9999", "DL-2024-10000", "DL-2025-0001", "DL-2025-0002"]
