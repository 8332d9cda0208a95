"""Filters that templates of tables have beside those of all documents."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

_SHORTEST_RUN: Final = 3


def after(value: str | None, label: str) -> str:
    """*label* and then *value*; nothing where there is no value."""
    return f"{label}{value}" if value else ""


def numbers(values: Iterable[int]) -> str:
    """Item numbers in order; three and more that follow one another are written 4～9."""
    runs: list[list[int]] = []
    for number in values:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return "、".join(_run(run) for run in runs)


def _run(run: Sequence[int]) -> str:
    if len(run) < _SHORTEST_RUN:
        return "、".join(str(number) for number in run)
    return f"{run[0]}～{run[-1]}"


TABLE_FILTERS: Final[Mapping[str, Callable[..., str]]] = {"numbers": numbers, "after": after}
