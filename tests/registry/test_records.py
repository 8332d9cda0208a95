"""Applications, complaints and evaluations: values, and the files that hold them."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sample_records
from accession_cli.finding import Place
from accession_cli.registry.schemas import FileKind, check_schema, key_order
from accession_cli.scheme.application import (
    Application,
    Contact,
    Settled,
    Submission,
    Withdrawal,
    application_data,
    application_from,
    status_by_decisions,
)
from accession_cli.scheme.complaint import (
    Circular,
    Closing,
    Complaint,
    ComplaintSource,
    ComplaintStatus,
    Outcome,
    Rectification,
    Referral,
    Reminder,
    Verification,
    complaint_data,
    complaint_from,
)
from accession_cli.scheme.evaluation import (
    Conclusion,
    Evaluation,
    FundingReturn,
    Judgement,
    ScoreSheet,
    evaluation_data,
    evaluation_from,
)
from accession_cli.scheme.registry import ApplicationStatus, RecordId, reachable
from accession_cli.scheme.task import ApplicationFacts, Decision, Filing, Result, StoredFile, Via
from accession_cli.yamlfile import canonical, editor
from accession_cli.yamlfile.reader import read

# Any value of each kind that its schema takes.
days = st.dates(min_value=date(1990, 1, 1), max_value=date(2099, 12, 31))
lines = st.text("甲乙丙，ab 1:#-", min_size=1, max_size=12).filter(
    lambda text: text == text.strip()
)
texts = st.one_of(lines, st.lists(lines, min_size=2, max_size=3).map("\n".join))
keys = st.sampled_from(["civil_affairs", "grid_centre", "minzheng", "tongji"])
money = st.integers(min_value=0, max_value=10**9).map(lambda cents: Decimal(cents).scaleb(-2))
files = st.builds(StoredFile, name=lines, sha256=st.just(sample_records.SHA256))
decisions = st.builds(
    Decision, by=keys, date=days, result=st.sampled_from(Result), opinion=st.none() | texts
)


def ids(letter: str) -> st.SearchStrategy[RecordId]:
    return st.builds(
        RecordId,
        prefix=st.just("DL"),
        letter=st.just(letter),
        year=st.integers(2000, 2099),
        serial=st.integers(1, 99_999),
    )


def lists(of: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(of, max_size=3).map(tuple)


complaints = st.builds(
    Complaint,
    id=ids("C"),
    status=st.just(ComplaintStatus.CLOSED),
    source=st.just(ComplaintSource.INSPECTION),
    received=days,
    subdistrict=st.none() | st.just("120110001"),
    community=st.none() | st.just("120110001901"),
    inspectors=st.just(("civil_affairs", "grid_centre")),
    agency=keys,
    task=st.none() | ids(""),
    what=texts,
    verification=st.none() | st.builds(Verification, date=days, by=lines, found=texts),
    rectification=st.none()
    | st.builds(
        Rectification, urged=days, due=days, done=st.none() | days, report=st.none() | texts
    ),
    reminders=lists(st.builds(Reminder, date=days, to=lines)),
    circular=st.none() | st.builds(Circular, date=days, number=st.none() | lines),
    referral=st.none() | st.builds(Referral, date=days, to=lines, reason=texts),
    closing=st.builds(Closing, date=days, outcome=st.sampled_from(Outcome), note=st.none() | texts),
)
sheets = st.builds(
    ScoreSheet,
    by=keys,
    place=st.none() | st.just("120110001901"),
    date=days,
    scores=st.dictionaries(keys, st.none() | st.integers(0, 100), min_size=1, max_size=3),
    comment=st.none() | texts,
    source=files,
)
evaluations = st.builds(
    Evaluation,
    id=ids(""),
    year=st.integers(1990, 2999),
    sheets=lists(sheets),
    funding=st.none()
    | st.builds(
        FundingReturn,
        earmarked=money,
        spent=money,
        returned=days,
        inspected=st.none() | days,
        inspector=st.none() | lines,
        note=st.none() | texts,
    ),
    conclusion=st.none()
    | st.builds(
        Conclusion, date=days, outcome=st.sampled_from(Judgement), opinion=st.none() | texts
    ),
)


submissions = st.builds(
    Submission,
    received=days,
    received_at=st.none() | st.just("09:30+08:00"),
    via=st.just(Via.PAPER),
    form=files,
    attachments=lists(files),
    settled=lists(
        st.builds(Settled, field=lines, written=st.none() | texts, taken=texts, by=lines)
    ),
    decision=lists(decisions),
)


@st.composite
def applications(draw: st.DrawFn) -> Application:
    """Papers and their decisions at random; what is asked for is the sample's."""
    came_in = draw(st.lists(submissions, min_size=1, max_size=3).map(tuple))
    first, newest = came_in[0], came_in[-1]
    number = draw(ids("A"))
    sample = application_from(sample_records.received_application())
    assert sample.asked is not None
    asked = replace(
        sample.asked,
        id=number,
        application=ApplicationFacts(
            id=number, received=first.received, via=newest.via, form=newest.form
        ),
        decision=newest.decision,
        filing=Filing(date=first.received, number=str(number)),
    )
    return replace(
        sample,
        id=number,
        status=ApplicationStatus.WITHDRAWN,
        asked=asked,
        contact=draw(st.none() | st.builds(Contact, name=lines, phone=st.none() | lines)),
        submissions=came_in,
        withdrawal=draw(st.builds(Withdrawal, date=days, reason=texts)),
    )


def test_an_application_with_faults_is_read_again_as_it_was_written() -> None:
    data = sample_records.faulty_application()
    application = application_from(through_a_file(FileKind.APPLICATION, data))
    assert application_data(application) == data
    assert (application.asked, application.title) == (None, "协助社会救助入户走访")
    assert application.start is None


def through_a_file(kind: FileKind, data: dict[str, Any]) -> Any:
    """What is read again of a file that was written; it must be sound and canonical."""
    text = editor.new_text(data, comment="example", order=key_order(kind))
    reading = read(text.encode(), "record.yaml")
    assert reading.findings == ()
    assert reading.parsed is not None
    value = reading.parsed.value
    assert check_schema(kind, value, lambda _path: Place("record.yaml", 1)) == ()
    assert canonical.is_canonical(text, value, key_order(kind))
    return value


@given(complaints)
def test_a_complaint_is_read_again_as_it_was_written(complaint: Complaint) -> None:
    assert (
        complaint_from(through_a_file(FileKind.COMPLAINT, complaint_data(complaint))) == complaint
    )


@given(evaluations)
def test_an_evaluation_is_read_again_as_it_was_written(evaluation: Evaluation) -> None:
    data = evaluation_data(evaluation)
    assert evaluation_from(through_a_file(FileKind.EVALUATION, data)) == evaluation


@given(applications())
def test_an_application_is_read_again_as_it_was_written(application: Application) -> None:
    data = application_data(application)
    assert application_from(through_a_file(FileKind.APPLICATION, data)) == application


@pytest.mark.parametrize(
    ("kind", "record"),
    [
        (FileKind.APPLICATION, sample_records.received_application),
        (FileKind.APPLICATION, sample_records.faulty_application),
        (FileKind.APPLICATION, sample_records.filed_application),
        (FileKind.APPLICATION, sample_records.withdrawn_application),
        (FileKind.COMPLAINT, sample_records.reported_complaint),
        (FileKind.COMPLAINT, sample_records.closed_complaint),
        (FileKind.EVALUATION, sample_records.concluded_evaluation),
    ],
)
def test_every_key_of_a_record_goes_through_the_value_and_back(kind: FileKind, record: Any) -> None:
    data = record()
    match kind:
        case FileKind.APPLICATION:
            turned = application_data(application_from(data))
        case FileKind.COMPLAINT:
            turned = complaint_data(complaint_from(data))
        case _:
            turned = evaluation_data(evaluation_from(data))
    assert turned == data
    assert list(turned) == list(key_order(kind))


# What the values say


def test_one_refusal_refuses_one_return_returns_and_all_must_admit() -> None:
    def decided(*results: tuple[str, Result]) -> ApplicationStatus:
        made = tuple(
            Decision(by=by, date=date(2026, 3, 2), result=result, opinion=None)
            for by, result in results
        )
        return status_by_decisions(made, ("civil_affairs", "grid_centre"))

    bureau, grid = "civil_affairs", "grid_centre"
    assert decided() is ApplicationStatus.RECEIVED
    assert decided((bureau, Result.ADMIT)) is ApplicationStatus.RECEIVED
    assert decided((bureau, Result.ADMIT), (grid, Result.ADMIT)) is ApplicationStatus.APPROVED
    assert decided((bureau, Result.ADMIT), (grid, Result.RETURN)) is ApplicationStatus.RETURNED
    assert decided((bureau, Result.RETURN), (grid, Result.REFUSE)) is ApplicationStatus.REFUSED


def test_what_has_been_refused_or_withdrawn_moves_no_more() -> None:
    ended = {ApplicationStatus.REFUSED, ApplicationStatus.WITHDRAWN}
    for status in ApplicationStatus:
        assert (reachable(status) == frozenset()) == (status in ended)
    assert ApplicationStatus.APPROVED in reachable(ApplicationStatus.RETURNED)


def test_every_party_counts_alike_however_many_sheets_it_gave() -> None:
    data = sample_records.concluded_evaluation()
    sheet = data["sheets"][0]
    data["sheets"] = [
        sheet | {"scores": {"role": 1}},
        sheet | {"scores": {"role": 2}, "place": "120110001902"},
        sheet | {"by": "subdistrict", "scores": {"role": 5}},
        sheet | {"by": "residents", "scores": {"role": None}},
    ]
    evaluation = evaluation_from(data)
    assert evaluation.mean("role") == (Fraction(3, 2) + 5) / 2
    assert evaluation.mean("approval") is None


def test_a_complaint_is_due_while_what_was_urged_is_not_done() -> None:
    data = sample_records.closed_complaint() | {"status": "open", "closing": None}
    assert complaint_from(data).due is None
    data["rectification"] |= {"done": None, "report": None}
    assert complaint_from(data).due == date(2024, 5, 22)
    assert complaint_from(sample_records.reported_complaint()).due is None
