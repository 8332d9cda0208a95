"""The pages about reliability show what the soaks found, and what every check tries."""

from pathlib import Path

import pytest

import soaked
from secret_examples import MARKINGS
from soak_texts import WIDTHS, screened


@pytest.mark.parametrize("page", soaked.PAGES)
def test_the_page_shows_the_figures_that_are_kept(page: str) -> None:
    text = (soaked.DOCS / page).read_text(encoding="utf-8")
    assert soaked.parts()[page] in text, "run PYTHONPATH=tools python tests/soaked.py"


def test_whatever_is_in_a_folder_of_texts_is_counted(tmp_path: Path) -> None:
    (tmp_path / "notice.txt").write_text(
        "关于示例的通知\n泄露国家秘密的，处分。\n", encoding="utf-8"
    )
    (tmp_path / "deep").mkdir()
    for number, marking in enumerate(MARKINGS.values()):
        text = f"东丽区文件\n{marking}\n关于示例的通知\n"
        (tmp_path / f"deep/{number}.md").write_text(text, encoding="utf-8")
    counted = screened("planted", tmp_path)
    assert counted["files"] == len(MARKINGS) + 1
    assert counted["found"] == {"marking": len(MARKINGS)}
    assert counted["broken"]["found"] == {"marking": len(MARKINGS) * len(WIDTHS)}
