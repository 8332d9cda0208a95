"""The page numbers in the Word directory are right before Word has laid it out."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from pypdf import PdfReader

from accession_cli.papers.directory_pages import card_pages, height_of, part_pages
from accession_cli.papers.task_card import Card, CardRow, cards, public
from accession_cli.scheme.directory import Edition
from accession_cli.scheme.directory_volumes import all_in_one
from document_shapes import bare
from edition_examples import edition_of, filed_task
from libreoffice import needs_office, saved_again
from papers.test_directory_office import rendered

LENGTHS = (12, 60, 180, 35, 420, 90, 260, 15, 700, 130)


def mixed(count: int) -> Edition:
    """An edition whose cards are short and long."""
    tasks = []
    for number in range(1, count + 1):
        task = filed_task(number, title=f"协助第{number}类居民服务事项的入户走访和信息核对")
        text = ("走访居民家庭，了解情况，" * 80)[: LENGTHS[number % len(LENGTHS)]]
        duties = replace(task.authorization, content=f"{text}{number}。", workflow=text[:150])
        excludes = (f"不收取第{number}类费用，不核定资格。",)
        tasks.append(replace(task, authorization=duties, excludes=excludes))
    return edition_of(*tasks)


def test_a_page_is_filled_and_the_next_card_begins_another() -> None:
    made = mixed(40)
    known = {one.number: one for one in cards(made)}
    at = card_pages(all_in_one(made).sections, known)
    pages = [at.cards[item.number].page for item in made.items]
    assert pages[0] == 1
    assert pages == sorted(pages)
    assert all(after - before <= 1 for before, after in pairwise(pages))
    for before, after in pairwise(made.items):
        first, second = at.cards[before.number], at.cards[after.number]
        goes_on = any(number == before.number for number, _key in at.broken)
        assert second.page == first.page + second.top + goes_on


def test_a_longer_card_is_higher() -> None:
    def card(text: str) -> Card:
        row = CardRow(key="does", head="做什么", lines=(text,))
        return Card(number=1, title="甲", kind="", change="", filing="", task_id="", rows=(row,))

    assert height_of(card("字" * 31)) > height_of(card("字" * 30))
    assert height_of(card("字\n字")) > height_of(card("字字"))


@pytest.mark.office
@needs_office
def test_the_pages_of_a_converted_directory_are_those_in_its_overview(tmp_path: Path) -> None:
    made = mixed(60)
    known = {one.number: one for one in cards(made)}
    at = card_pages(all_in_one(made).sections, known)
    file = tmp_path / "directory.docx"
    file.write_bytes(rendered(made))
    pdf = PdfReader(saved_again([file], "pdf", tmp_path / "made")["directory"])
    pages = [bare(page.extract_text()) for page in pdf.pages]
    front = next(
        n for n, text in enumerate(pages) if "第一部分事务目录" in text and "做什么" in text
    )
    for item in made.items:
        page = pages[front + at.cards[item.number].page - 1]
        assert bare(f"{item.number}{item.task.title}") in page, item.number
        assert f"不收取第{item.number}类费用" in page
    known_parts = part_pages(made, all_in_one(made), public(made), at)
    heads = {"changes": "与上年版相比的变化", "agencies": "部门索引", "colophon": "编制信息"}
    for key, head in heads.items():
        assert head in pages[front + known_parts[key].page - 1]
    for section in made.sections:
        assert section.name in pages[front + at.classes[1].page - 1]
