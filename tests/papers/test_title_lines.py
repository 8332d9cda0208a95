"""A long title breaks between words, whole in its names, in the shape of a trapezium or diamond."""

from itertools import accumulate
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accession_cli.papers.templates import jinja_for_typst, jinja_for_word
from accession_cli.papers.title_lines import WIDTH, title_lines, title_words, width_of

_COVER = 15.5
_LABELLED = tuple(
    line
    for line in (Path(__file__).parent / "long_titles.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
)


@pytest.mark.parametrize("width", [WIDTH, _COVER])
@pytest.mark.parametrize("labelled", _LABELLED)
def test_a_line_of_a_title_ends_only_between_words(labelled: str, width: float) -> None:
    borders = set(accumulate(map(len, labelled.split("|"))))
    lines = title_lines(labelled.replace("|", ""), width)
    assert set(accumulate(map(len, lines))) <= borders
    assert all(width_of(line) <= width for line in lines)


@pytest.mark.parametrize("width", [WIDTH, _COVER])
@pytest.mark.parametrize("labelled", _LABELLED)
def test_no_line_of_a_title_is_left_alone(labelled: str, width: float) -> None:
    widths = [width_of(line) for line in title_lines(labelled.replace("|", ""), width)]
    assert min(widths) >= 0.25 * max(widths)
    assert widths[-1] >= max(widths) / 3


def test_on_a_page_a_title_is_hardly_ever_broken_inside_a_word() -> None:
    wrong = allowed = 0
    for labelled in _LABELLED:
        words = title_words(labelled.replace("|", ""))
        ends = set(accumulate(map(len, words)))
        wrong += len(ends - set(accumulate(map(len, labelled.split("|")))))
        allowed += len(ends)
    assert wrong < allowed / 30


def test_sixty_long_titles_are_tried() -> None:
    assert len(_LABELLED) >= 60
    assert len(set(_LABELLED)) == len(_LABELLED)


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("关于区体育局未经准入下派工作的通报", ("关于区体育局未经准入下派工作的通报",)),
        (
            "关于开展“铸牢中华民族共同体意识”主题宣传月活动的通知",
            ("关于开展“铸牢中华民族共同体意识”", "主题宣传月活动的通知"),
        ),
        (
            "区民政局区委组织部区网格化管理中心关于印发《东丽区社区组织工作事务准入制实施方案》的通知",
            (
                "区民政局区委组织部区网格化管理中心",
                "关于印发《东丽区社区组织工作事务",
                "准入制实施方案》的通知",
            ),
        ),
    ],
)
def test_a_title_is_broken_as_a_clerk_would(title: str, lines: tuple[str, ...]) -> None:
    assert title_lines(title) == lines


def test_names_that_the_paper_brings_along_are_not_divided() -> None:
    title = "关于终止“鑫泰里片儿区邻里相望结对守护老人行动”工作事务的通知"
    name = "鑫泰里片儿区"
    assert any(name in line for line in title_lines(title, _COVER, [name]))


@given(st.text("社区工作事务“”《》（）的2026aé、", max_size=90), st.sampled_from([WIDTH, _COVER]))
def test_no_character_of_a_title_is_lost(title: str, width: float) -> None:
    assert "".join(title_lines(title, width)) == title


def test_a_text_that_is_no_title_stays_as_it_is() -> None:
    assert title_lines("字" * 3_000) == ("字" * 3_000,)


def test_the_same_lines_are_had_in_word_and_in_typst() -> None:
    title = "关于开展“铸牢中华民族共同体意识”主题宣传月活动的通知"
    word = jinja_for_word().from_string("{{ title|titled }}").render(title=title)
    assert word.count("<w:br/>") == 1
    typst = jinja_for_typst([]).from_string("{{ title|title_lines|array }}").render(title=title)
    assert typst == '("关于开展“铸牢中华民族共同体意识”", "主题宣传月活动的通知", )'
