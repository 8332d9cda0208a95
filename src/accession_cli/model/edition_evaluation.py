"""What the directory of a year says of that year's evaluation (scheme 4.2, 4.3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from accession_cli.model.evaluation import FundingReturn, Judgement
from accession_cli.model.task import Task


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluatedItem:
    """A task that was to be evaluated; ``number`` is None when it is no longer in the directory.

    ``means`` are by the key of the criterion, None where nobody gave a score.
    """

    number: int | None
    task: Task
    agency: str
    means: Mapping[str, Fraction | None]
    evaluated: bool
    outcome: Judgement | None
    funding: FundingReturn | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionEvaluation:
    """The evaluation of the year as it was known at the base date.

    ``criteria`` are names by key; ``tasks`` are all that were to be evaluated, the items of the
    directory first, in its order.
    """

    convened_by: str
    criteria: Mapping[str, str]
    highest: int
    tasks: tuple[EvaluatedItem, ...]

    @property
    def evaluated(self) -> tuple[EvaluatedItem, ...]:
        """Those that were evaluated."""
        return tuple(one for one in self.tasks if one.evaluated)

    @property
    def not_evaluated(self) -> int:
        """How many were not."""
        return len(self.tasks) - len(self.evaluated)

    @property
    def open_numbers(self) -> tuple[int, ...]:
        """The numbers of the items of the directory that were not evaluated."""
        return tuple(one.number for one in self.tasks if one.number and not one.evaluated)

    @property
    def returns(self) -> tuple[FundingReturn, ...]:
        """What agencies said of the money."""
        return tuple(one.funding for one in self.tasks if one.funding)

    @property
    def earmarked(self) -> Decimal:
        """What was set apart, by the returns that there are."""
        return sum((one.earmarked for one in self.returns), Decimal("0.00"))

    @property
    def spent(self) -> Decimal:
        """What was spent, by the returns that there are."""
        return sum((one.spent for one in self.returns), Decimal("0.00"))
