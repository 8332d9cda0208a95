"""The yearly evaluation of a task: score sheets, the money, the conclusion (scheme 4.2, 4.3)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from accession_cli.model.identifiers import RecordId
from accession_cli.model.task import StoredFile


class Judgement(StrEnum):
    """What the joint working group concludes: go on, improve, or end the task."""

    KEEP = "keep"
    IMPROVE = "improve"
    END = "end"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One party's scores. ``by`` and the keys of ``scores`` are those of the scheme.

    ``place`` is the code of a subdistrict or a community, None for the whole district; a score is
    None where that party gave none.
    """

    by: str
    place: str | None
    date: date
    scores: Mapping[str, int | None]
    comment: str | None
    source: StoredFile

    def same_as(self, other: object) -> bool:
        """Whether *other* is of that party and place too and says the same, in whatever file."""
        return isinstance(other, Sheet) and _said(self) == _said(other)


@dataclass(frozen=True, slots=True, kw_only=True)
class FundingReturn:
    """What became of the year's money, in yuan: set apart, spent, inspected (scheme 4.2)."""

    earmarked: Decimal
    spent: Decimal
    returned: date
    inspected: date | None
    inspector: str | None
    note: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Conclusion:
    """What the joint working group concluded, and when."""

    date: date
    outcome: Judgement
    opinion: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """The evaluation of the task ``id`` in ``year``."""

    id: RecordId
    year: int
    sheets: tuple[Sheet, ...]
    funding: FundingReturn | None
    conclusion: Conclusion | None

    def mean(self, criterion: str) -> Fraction | None:
        """The mean of a criterion: every party counts alike, however many sheets it gave.

        None when nobody gave a score.
        """
        return mean_of(
            mean_of(_given(sheet, criterion) for sheet in self.sheets if sheet.by == party)
            for party in dict.fromkeys(sheet.by for sheet in self.sheets)
        )


def mean_of(values: Iterable[int | Fraction | None]) -> Fraction | None:
    """The exact mean of what there is; None when there is nothing."""
    known = [value for value in values if value is not None]
    return Fraction(sum(known)) / len(known) if known else None


def _given(sheet: Sheet, criterion: str) -> int | None:
    return sheet.scores.get(criterion)


def _said(sheet: Sheet) -> tuple[object, ...]:
    return sheet.by, sheet.place, dict(sheet.scores), sheet.comment
