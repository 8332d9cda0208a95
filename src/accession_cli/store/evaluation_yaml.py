"""The record of an evaluation as YAML holds it, to and from its value; see ``task_yaml``."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from accession_cli.model.evaluation import Conclusion, Evaluation, FundingReturn, Judgement, Sheet
from accession_cli.model.identifiers import RecordId
from accession_cli.store.task_yaml import amount_data, file_data, file_from, maybe

Data = Mapping[str, Any]
_day = date.fromisoformat


def evaluation_from(data: Data) -> Evaluation:
    """The evaluation that *data* says; *data* must have passed the evaluation schema."""
    return Evaluation(
        id=RecordId.parse(data["id"]),
        year=data["year"],
        sheets=tuple(map(_sheet_from, data["sheets"])),
        funding=maybe(_funding_from, data["funding"]),
        conclusion=maybe(_conclusion_from, data["conclusion"]),
    )


def evaluation_data(evaluation: Evaluation) -> dict[str, Any]:
    """The record of *evaluation*: every key in schema order, days and money as text."""
    return {
        "schema": 1,
        "id": str(evaluation.id),
        "year": evaluation.year,
        "sheets": [_sheet_data(sheet) for sheet in evaluation.sheets],
        "funding": maybe(_funding_data, evaluation.funding),
        "conclusion": maybe(_conclusion_data, evaluation.conclusion),
    }


def _sheet_from(data: Data) -> Sheet:
    return Sheet(
        by=data["by"],
        place=data["place"],
        date=_day(data["date"]),
        scores=dict(data["scores"]),
        comment=data["comment"],
        source=file_from(data["source"]),
    )


def _sheet_data(sheet: Sheet) -> dict[str, Any]:
    return {
        "by": sheet.by,
        "place": sheet.place,
        "date": sheet.date.isoformat(),
        "scores": dict(sheet.scores),
        "comment": sheet.comment,
        "source": file_data(sheet.source),
    }


def _funding_from(data: Data) -> FundingReturn:
    return FundingReturn(
        earmarked=Decimal(data["earmarked"]),
        spent=Decimal(data["spent"]),
        returned=_day(data["returned"]),
        inspected=maybe(_day, data["inspected"]),
        inspector=data["inspector"],
        note=data["note"],
    )


def _funding_data(funding: FundingReturn) -> dict[str, Any]:
    return {
        "earmarked": amount_data(funding.earmarked),
        "spent": amount_data(funding.spent),
        "returned": funding.returned.isoformat(),
        "inspected": maybe(date.isoformat, funding.inspected),
        "inspector": funding.inspector,
        "note": funding.note,
    }


def _conclusion_from(data: Data) -> Conclusion:
    return Conclusion(
        date=_day(data["date"]), outcome=Judgement(data["outcome"]), opinion=data["opinion"]
    )


def _conclusion_data(conclusion: Conclusion) -> dict[str, Any]:
    return {
        "date": conclusion.date.isoformat(),
        "outcome": conclusion.outcome.value,
        "opinion": conclusion.opinion,
    }
