"""Ledgers that LibreOffice saved as .xls and .ods are read as the workbook that they come from."""

from collections.abc import Callable
from pathlib import Path

import pytest

import ledgers
from accession_cli.actions.ledger_reading import ledger_in, sheets_in, wishes_of
from accession_cli.registry.reading import opened
from libreoffice import needs_office, saved_again
from registries import SHIPPED

pytestmark = [pytest.mark.office, needs_office]

LEDGERS: tuple[Callable[[], bytes], ...] = (
    ledgers.city_management,
    ledgers.health,
    ledgers.several_sheets,
    ledgers.words_of_their_own,
    ledgers.each_with_its_decision,
)
Understood = list[tuple[str, list[str], list[list[str]]]]


def understood(path: Path) -> Understood:
    """Each sheet: what its columns are taken for, and the cells of its tasks."""
    registry = opened(SHIPPED).registry
    found = ledger_in(sheets_in(path), "台账", SHIPPED, registry, wishes_of((), (), (), ()))
    return [
        (
            one.sheet,
            [column.key for column in one.found.columns],
            [[one.grid[row][c.place] for c in one.found.columns] for row in one.sorted.tasks],
        )
        for one in found.ledgers
    ]


@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_a_ledger_of_another_program_says_what_the_workbook_says(kind: str, tmp_path: Path) -> None:
    for make in LEDGERS:
        (tmp_path / f"{make.__name__}.xlsx").write_bytes(make())
    originals = [tmp_path / f"{make.__name__}.xlsx" for make in LEDGERS]
    saved = saved_again(originals, kind, tmp_path / "saved")
    for path in originals:
        whole = understood(path)
        assert any(tasks for _sheet, _columns, tasks in whole)
        assert understood(saved[path.stem]) == whole, path.stem
