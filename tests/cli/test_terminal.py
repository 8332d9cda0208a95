"""What stands on a screen of 80 columns, in Chinese."""

import pytest

from accession_cli.words.layout import cells
from repositories import Clone
from terminals import Terminal

pytestmark = pytest.mark.git


def shown(district: Clone, *arguments: str) -> list[str]:
    terminal = Terminal(*arguments, at=district.top, language="zh_CN")
    assert terminal.end() == 0
    assert "\x1b]" not in terminal.seen
    return terminal.shown.splitlines()


@pytest.mark.parametrize("arguments", [("list",), ("todo",), ("rules",)])
def test_a_table_fits_the_screen_and_numbers_stay_whole(
    district: Clone, arguments: tuple[str, ...]
) -> None:
    lines = shown(district, *arguments)
    assert all(cells(line) <= 80 for line in lines)
    for line in lines:
        number = next((word for word in line.split() if word.startswith("DL-2")), "DL-2026-0001")
        assert len(number) == len("DL-2026-0001")


def test_the_columns_of_a_table_begin_where_their_headings_do(district: Clone) -> None:
    lines = shown(district, "todo")
    head = next(line for line in lines if "事项名称" in line)
    place = cells(head[: head.index("事项名称")])
    row = next(line for line in lines if "DL-2026-0010" in line)
    before = "".join(row[: row.index("2026年汛期")])
    assert cells(before) == place


def test_no_line_of_a_chinese_cell_begins_with_punctuation(district: Clone) -> None:
    lines = shown(district, "rules")
    assert any("，" in line for line in lines)
    assert [line for line in lines if line.strip()[:1] in set("。，、；：）》」』】”")] == []
