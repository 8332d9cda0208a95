"""An evaluation holds a task's yearly score sheets, its money and the conclusion (4.2, 4.3).

``SCORES``, ``FUNDING``, ``score_key`` and ``criterion_of`` are the names by which the modules that
write and read workbooks know forms and columns. ``evaluation_from`` and ``evaluation_data`` turn
the record into a value and back, as ``task.py`` does.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any, Final

from accession_cli.scheme.ids import RecordId
from accession_cli.scheme.record_data import form_of, newest
from accession_cli.scheme.task import StoredFile


class Judgement(StrEnum):
    """The joint working group's conclusion: keep, improve or end the task."""

    KEEP = "keep"
    IMPROVE = "improve"
    END = "end"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreSheet:
    """One party's scores. ``by`` and the keys of ``scores`` are keys of the scheme.

    ``place`` is the code of a subdistrict or a community, ``None`` for the whole district; a score
    is ``None`` when that party gave none.
    """

    by: str
    place: str | None
    date: date
    scores: Mapping[str, int | None]
    comment: str | None
    source: StoredFile

    def same_as(self, other: object) -> bool:
        """Whether *other* has the same party, place, scores and comment, whatever day and file."""
        return isinstance(other, ScoreSheet) and _said(self) == _said(other)


@dataclass(frozen=True, slots=True, kw_only=True)
class FundingReturn:
    """The year's money in yuan: earmarked and spent, and its inspection (scheme 4.2)."""

    earmarked: Decimal
    spent: Decimal
    returned: date
    inspected: date | None
    inspector: str | None
    note: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Conclusion:
    """The joint working group's conclusion, and its day."""

    date: date
    outcome: Judgement
    opinion: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """The evaluation of the task ``id`` in ``year``."""

    id: RecordId
    year: int
    sheets: tuple[ScoreSheet, ...]
    funding: FundingReturn | None
    conclusion: Conclusion | None

    def mean(self, criterion: str) -> Fraction | None:
        """The mean of a criterion; ``None`` when nobody gave a score.

        Every party counts alike, however many sheets it gave.
        """
        return mean_of(
            mean_of(_given(sheet, criterion) for sheet in self.sheets if sheet.by == party)
            for party in dict.fromkeys(sheet.by for sheet in self.sheets)
        )


def mean_of(values: Iterable[int | Fraction | None]) -> Fraction | None:
    """The exact mean of the values that are not ``None``; ``None`` when there are none."""
    known = [value for value in values if value is not None]
    return Fraction(sum(known)) / len(known) if known else None


def _given(sheet: ScoreSheet, criterion: str) -> int | None:
    return sheet.scores.get(criterion)


def _said(sheet: ScoreSheet) -> tuple[object, ...]:
    return sheet.by, sheet.place, dict(sheet.scores), sheet.comment


#: The first cell of a workbook's hidden sheet, and the version beside it.
MARK: Final = "accession-form"
VERSION: Final = 1
#: The forms: scores by the parties of a subdistrict, and an agency's return of the money.
SCORES: Final = "scores"
FUNDING: Final = "funding"


def score_key(criterion: str) -> str:
    """The key of the column in which *criterion* is scored."""
    return f"{SCORES}.{criterion}"


def criterion_of(key: str) -> str:
    """The criterion that the column *key* is for; "" when it is for none."""
    return key.removeprefix(f"{SCORES}.") if key.startswith(f"{SCORES}.") else ""


_FORM: Final = form_of(Evaluation)
#: Makes an evaluation from a record's data, which must have passed the evaluation schema.
evaluation_from: Final = _FORM.load


def evaluation_data(evaluation: Evaluation) -> dict[str, Any]:
    """The record of *evaluation*: every key in schema order, days and money as text."""
    return {"schema": newest("evaluation"), **_FORM.dump(evaluation)}
