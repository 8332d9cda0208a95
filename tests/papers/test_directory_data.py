"""The directory as data: one row an item, one fact a cell, each of its type."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from accession_cli.papers.directory_data import CITATION_COLUMNS, COLUMNS
from accession_cli.papers.directory_formats import FORMATS
from accession_cli.papers.templates import Environment
from accession_cli.scheme.directory import Edition
from accession_cli.scheme.task import Funding, Per, WithheldBasis
from edition_examples import edition_of, filed_task, full_task, inherited_task
from papers.test_directory import busy_edition
from payloads import TEXTS

TOP = Path(__file__).parents[2]


def data_of(made: Edition) -> list[dict[str, str]]:
    text = FORMATS["data"].render(made, Environment()).data.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def sheet(made: Edition, name: str) -> Iterator[dict[str, Any]]:
    book = CalamineWorkbook.from_filelike(
        io.BytesIO(FORMATS["xlsx"].render(made, Environment()).data)
    )
    heads, *rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    for row in rows:
        yield dict(zip(map(str, heads), row, strict=True))


def test_an_item_is_a_row_and_a_fact_is_a_cell() -> None:
    (row,) = data_of(edition_of(full_task()))
    assert list(row) == list(COLUMNS)
    assert row == {
        "version": "1",
        "district": "120110",
        "edition": "2026",
        "base_date": "2026-12-31",
        "draft": "false",
        "sample": "true",
        "number": "1",
        "id": "DL-2024-0007",
        "filing_number": "津丽社准〔2024〕7号",
        "filing_date": "2024-03-08",
        "new": "false",
        "title": "协助开展老年人健康管理",
        "kind": "ledger",
        "class": "卫生健康",
        "agency": "weijian",
        "agency_name": "区卫生健康委",
        "co_agencies": "minzheng;wangge",
        "channel_community": "true",
        "channel_grid": "true",
        "route": "application",
        "term": "short",
        "start": "2024-04-05",
        "end": "2027-11-06",
        "frequency": "每年两次",
        "content": "通知老年人参加体检",
        "excludes": "不收取材料",
        "target": "体检率不低于八成",
        "authority": "只通知，不收取材料",
        "workflow": "下发名单后逐户通知",
        "funding_fixed": "true",
        "funding_amount": "1234.50",
        "funding_unit": "CNY",
        "funding_per": "task",
        "funding_source": "公共卫生经费",
        "funding_method": "年初预拨",
        "funding_note": "含误餐补助",
        "resources": "血压计五台\n医师两名",
        "training": "上岗前培训一天",
        "mechanism": "健康驿站牌子",
        "subdistricts": "120110001",
        "communities": "120110001901",
        "basis": (
            "《基本医疗卫生与健康促进法》（2019年）第三十六条\n"
            "《关于做好老年人健康管理的通知》（津卫〔2023〕45号，2023年1月20日）第六项"
        ),
        "citations": "2",
    }


def test_the_workbook_has_the_same_with_its_types() -> None:
    made = busy_edition()
    rows = list(sheet(made, "数据"))
    assert [row["id"] for row in rows] == [row["id"] for row in data_of(made)]
    full = next(row for row in rows if row["id"] == "DL-2024-0007")
    assert (full["start"], full["funding_amount"], full["channel_grid"]) == (
        date(2024, 4, 5),
        1234.5,
        True,
    )
    assert (full["district"], full["number"], full["communities"]) == ("120110", 4, "120110001901")


def test_what_the_record_does_not_say_is_an_empty_cell() -> None:
    paid = Funding(amount=None, per=Per.YEAR, source=None, method=None, note=None)
    (row,) = data_of(edition_of(filed_task(funding=paid)))
    assert (row["funding_fixed"], row["funding_amount"], row["funding_unit"]) == ("false", "", "")
    assert (row["end"], row["mechanism"], row["subdistricts"]) == ("", "", "all")
    (row,) = data_of(edition_of(inherited_task()))
    assert row["route"] == "inherited"


def test_every_basis_of_an_item_has_a_row() -> None:
    withheld = WithheldBasis(reviewer="王芳", date=date(2024, 3, 1))
    made = edition_of(full_task(), filed_task(8, basis=(withheld,)))
    rows = list(sheet(made, "数据（依据）"))
    assert list(rows[0]) == list(CITATION_COLUMNS)
    assert [(row["id"], row["place"], row["basis"]) for row in rows] == [
        ("DL-2024-0008", 1, "withheld"),
        ("DL-2024-0007", 1, "law"),
        ("DL-2024-0007", 2, "document"),
    ]
    assert (rows[1]["law"], rows[1]["law_version"], rows[1]["article"]) == (
        "基本医疗卫生与健康促进法",
        "2019",
        "第三十六条",
    )
    assert (rows[2]["document_number"], rows[2]["document_date"]) == (
        "津卫〔2023〕45号",
        date(2023, 1, 20),
    )
    assert rows[0]["reviewed"] == date(2024, 3, 1)
    assert "王芳" not in str(rows)


@pytest.mark.parametrize("text", TEXTS[::7])
def test_every_text_comes_back_and_none_is_a_formula(text: str) -> None:
    made = edition_of(filed_task(title=text))
    (row,) = data_of(made)
    assert row["title"] in {text, f"'{text}"}
    (cells,) = sheet(made, "数据")
    assert cells["title"] == text


def test_every_column_is_documented() -> None:
    page = (TOP / "docs/formats.md").read_text(encoding="utf-8")
    part = page.partition("## The directory as data")[2].partition("\n## ")[0]
    named = set(re.findall(r"`([a-z_]+)`", part))
    assert {*COLUMNS, *CITATION_COLUMNS} <= named


def test_a_template_from_before_makes_the_workbook_that_it_made(tmp_path: Path) -> None:
    text = (TOP / "templates/directory.tables.toml").read_text(encoding="utf-8")
    kept = [line for line in text.splitlines() if not re.match("(?:data|citations)_sheet", line)]
    (tmp_path / "directory.tables.toml").write_text("\n".join(kept), encoding="utf-8")
    own = Environment(template_folders=(tmp_path,))
    book = CalamineWorkbook.from_filelike(
        io.BytesIO(FORMATS["xlsx"].render(edition_of(filed_task()), own).data)
    )
    assert "数据" not in book.sheet_names


def test_amounts_add_up() -> None:
    rows = data_of(busy_edition())
    total = sum(Decimal(row["funding_amount"]) for row in rows if row["funding_amount"])
    assert total == sum(
        item.task.funding.amount for item in busy_edition().items if item.task.funding.amount
    )
