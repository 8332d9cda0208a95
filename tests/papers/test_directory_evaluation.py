"""What the directory says of the year's evaluation; nothing where there was none."""

import io
import json
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from html import unescape

import docx
import jsonschema_rs
import pytest
from docx.oxml.ns import qn
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from accession_cli import packaged
from accession_cli.actions.directory_building import edition
from accession_cli.actions.directory_extract import Narrowing, cut_of, extract
from accession_cli.papers.directory_formats import FORMATS
from accession_cli.papers.templates import Environment
from accession_cli.scheme.directory import Edition
from accession_cli.scheme.evaluation import (
    Conclusion,
    Evaluation,
    FundingReturn,
    Judgement,
    ScoreSheet,
)
from accession_cli.scheme.registry import EvaluationFile, Registry
from accession_cli.scheme.task import Period, Scope, StoredFile, Task
from edition_examples import BASE_DATE, YEAR, filed_task, registry, retirement

KEPT, OPEN, UNSCORED = filed_task(1, title="入户走访"), filed_task(2), filed_task(3)
GONE = filed_task(4, title="年中结束的事", retirement=retirement(date(YEAR, 6, 1)))
HERE = filed_task(5, scope=Scope(subdistricts=("120110003",), communities=None))
TASKS = (KEPT, OPEN, UNSCORED, GONE, HERE)
READABLE = ("pdf", "html", "docx", "md", "xlsx")


def sheet(by: str, *scores: int | None, on: date = date(YEAR, 11, 20)) -> ScoreSheet:
    keys = ("role", "effect", "funding", "approval")
    return ScoreSheet(
        by=by,
        place="120110001",
        date=on,
        scores=dict(zip(keys, scores, strict=True)),
        comment="不公布的意见",
        source=StoredFile(name="评议表.xlsx", sha256="ab" * 32),
    )


def evaluation(task: Task, *sheets: ScoreSheet, year: int = YEAR) -> Evaluation:
    return Evaluation(id=task.id, year=year, sheets=sheets, funding=None, conclusion=None)


CONCLUDED = replace(
    evaluation(KEPT, sheet("subdistrict", 5, 4, 3, None), sheet("residents", 4, 4, 3, None)),
    funding=FundingReturn(
        earmarked=Decimal("24000.00"),
        spent=Decimal("23000.50"),
        returned=date(YEAR, 12, 1),
        inspected=None,
        inspector=None,
        note="不公布的说明",
    ),
    conclusion=Conclusion(
        date=date(YEAR, 12, 20), outcome=Judgement.IMPROVE, opinion="不公布的结论意见"
    ),
)
MADE = (CONCLUDED, evaluation(GONE, sheet("subdistrict", 1, 1, 1, 1)))


def known(*made: Evaluation, tasks: tuple[Task, ...] = TASKS) -> Registry:
    files = tuple(
        EvaluationFile(f"registry/evaluations/{one.year}/{one.id}.yaml", one) for one in made
    )
    return replace(registry(*tasks), evaluations=files)


def edition_with(*made: Evaluation, base_date: date = BASE_DATE) -> Edition:
    return edition(
        known(*made),
        year=YEAR,
        base_date=base_date,
        draft=False,
        commit="0123456789abcdef0123456789abcdef01234567",
        tool_version="0.1.0",
    )


def text(form: str, made: Edition) -> str:
    """Everything that can be read in the edition, without spaces."""
    data = FORMATS[form].render(made, Environment()).data
    match form:
        case "pdf":
            found = "".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
        case "docx":
            body = docx.Document(io.BytesIO(data)).element.body
            found = "".join(run.text or "" for run in body.iter(qn("w:t")))
        case "xlsx":
            book = CalamineWorkbook.from_filelike(io.BytesIO(data))
            sheets = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
            found = "".join(str(cell) for rows in sheets for row in rows for cell in row)
        case _:
            found = unescape(re.sub(r"<[^>]*>", "", data.decode()))
    return re.sub(r"[\s|]+", "", found)


@pytest.mark.parametrize("form", READABLE)
def test_every_format_says_what_the_evaluation_came_to(form: str) -> None:
    found = text(form, edition_with(*MADE))
    assert "评议情况" in found
    assert "本年度应评议事务5项，已评议2项，未评议3项" in found
    assert "评议由区联合工作组组织" in found
    assert "填报经费落实情况1项，共安排24000元，支出23000.50元" in found
    said = form in ("docx", "xlsx", "html")
    shown = "作用4.5、效果4.0、经费落实3.0" if said else "4.54.03.0—改进后实施"
    assert shown in found
    assert "改进后实施" in found


@pytest.mark.parametrize("form", [*READABLE, "json", "csv", "ics"])
def test_what_single_parties_said_is_published_nowhere(form: str) -> None:
    data = FORMATS[form].render(edition_with(*MADE), Environment()).data
    assert "不公布" not in data.decode("utf-8", errors="ignore")
    if form in READABLE:
        assert "不公布" not in text(form, edition_with(*MADE))


@pytest.mark.parametrize("form", sorted(FORMATS))
def test_without_an_evaluation_of_the_year_every_format_is_as_before(form: str) -> None:
    bare = edition_with()
    other_years = edition_with(evaluation(KEPT, sheet("residents", 1, 1, 1, 1), year=YEAR - 1))
    assert other_years.evaluation is None
    render = FORMATS[form].render
    assert render(other_years, Environment()).data == render(bare, Environment()).data
    if form in READABLE:
        assert "评议情况" not in text(form, bare)


def test_only_what_was_known_at_the_base_date_counts() -> None:
    later = replace(
        CONCLUDED, sheets=(*CONCLUDED.sheets, sheet("station", 0, 0, 0, 0, on=date(YEAR + 1, 1, 5)))
    )
    end_of_year = edition_with(later).evaluation
    assert end_of_year is not None
    assert end_of_year == edition_with(CONCLUDED).evaluation
    in_november = edition_with(later, base_date=date(YEAR, 11, 30)).evaluation
    assert in_november is not None
    kept = in_november.tasks[0]
    assert (kept.evaluated, kept.outcome, kept.funding) == (True, None, None)
    assert edition_with(later, base_date=date(YEAR, 11, 1)).evaluation is None


def test_a_task_that_ended_in_the_year_was_evaluated_all_the_same() -> None:
    made = edition_with(*MADE).evaluation
    assert made is not None
    assert [(one.number, str(one.task.id)) for one in made.evaluated] == [
        (1, "DL-2024-0001"),
        (None, "DL-2024-0004"),
    ]
    assert made.open_numbers == (2, 3, 4)


def test_what_was_entered_in_error_or_was_over_before_the_year_is_not_counted() -> None:
    error = replace(GONE, retirement=replace(retirement(date(YEAR, 6, 1)), entered_in_error=True))
    over = filed_task(6, period=Period(start=date(2024, 1, 1), end=date(YEAR - 1, 12, 31)))
    found = edition(
        known(CONCLUDED, tasks=(KEPT, error, over)),
        year=YEAR,
        base_date=BASE_DATE,
        draft=False,
        commit=None,
        tool_version="0.1.0",
    ).evaluation
    assert found is not None
    assert [one.task.id for one in found.tasks] == [KEPT.id]


def test_the_json_of_the_evaluation_is_as_its_schema_says() -> None:
    made = json.loads(FORMATS["json"].render(edition_with(*MADE), Environment()).data)
    schema = json.loads(packaged.text("schemas", "edition.schema.json"))
    jsonschema_rs.Draft202012Validator(schema, validate_formats=True).validate(made)
    found = made["evaluation"]
    assert found["counts"] == {
        "tasks": 5,
        "evaluated": 2,
        "not_evaluated": 3,
        "funding_returns": 1,
    }
    assert found["tasks"][0] == {
        "number": 1,
        "id": "DL-2024-0001",
        "evaluated": True,
        "means": {"role": "4.5", "effect": "4.0", "funding": "3.0", "approval": None},
        "outcome": "improve",
    }
    bare = json.loads(FORMATS["json"].render(edition_with(), Environment()).data)
    assert "evaluation" not in bare


def test_an_extract_has_the_evaluation_of_its_own_tasks_by_their_new_numbers() -> None:
    scored = (*MADE, evaluation(HERE, sheet("subdistrict", 2, 2, 2, 2)))
    only_here = replace(KEPT, scope=Scope(subdistricts=("120110001",), communities=None))
    there = known(*scored, tasks=(only_here, OPEN, HERE))
    whole = edition(
        there, year=YEAR, base_date=BASE_DATE, draft=False, commit=None, tool_version="0.1.0"
    )
    cut = cut_of(there, Narrowing(subdistrict="120110003"), BASE_DATE)
    found = extract(whole, there, cut).evaluation
    assert found is not None
    assert [(one.number, one.task.id) for one in found.tasks] == [(1, OPEN.id), (2, HERE.id)]
    assert [one.task.id for one in found.evaluated] == [HERE.id]
    assert found.earmarked == 0  # the money of a task that is not done here


def test_a_district_may_score_what_it_wants() -> None:
    rule = known().scheme.evaluation
    assert rule is not None
    other = replace(rule, criteria={"speed": "快慢<b>"}, highest=100)
    there = known(
        replace(CONCLUDED, sheets=(replace(sheet("residents", 1, 1, 1, 1), scores={"speed": 97}),))
    )
    there = replace(there, scheme=replace(there.scheme, evaluation=other))
    made = edition(
        there, year=YEAR, base_date=BASE_DATE, draft=False, commit=None, tool_version="0.1.0"
    )
    for form in ("pdf", "docx", "xlsx"):
        assert "快慢<b>" in text(form, made)
        assert "97.0" in text(form, made)
