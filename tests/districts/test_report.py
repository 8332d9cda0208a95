"""The report says first what limits its figures, and says it again beside each of them."""

import csv
import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import duckdb
import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped] # no types
from make_districts_template import TARGET, template
from python_calamine import CalamineWorkbook

from accession_cli.actions.bureau import NOT_BEGUN
from accession_cli.districts import gathered, report_shown, roll_up
from accession_cli.districts.gathered import NONE_OF, NOTHING_COLLECTED, TABLES_UNREADABLE
from accession_cli.districts.report import MOST_COLUMNS, Reported, write_report
from accession_cli.districts.report_documents import EXCEL, WORD
from accession_cli.districts.report_shown import TEMPLATE, ShownReport, shown
from accession_cli.districts.roll_up import Mark, RollUp
from accession_cli.districts.situations import Trouble
from accession_cli.errors import Refused
from accession_cli.papers.tables import TableTemplate
from accession_cli.papers.templates import Environment
from accession_cli.papers.word import lines_in
from accession_cli.scheme.figures import FigureTable
from centres import CATALOGUE, CentreFolder, Kept, centre
from conftest import Answer
from lakes import Tables
from page_examples import Reader
from payloads import TEXTS

DAY = date(2026, 11, 29)
WORDS = TableTemplate(TEMPLATE, Environment())
WELL, OLDER, LEAST, NONE, SILENT = "120101", "120102", "120103", "120104", "120105"


def _refuses(made: Tables) -> None:
    """It refused what the others have, and has not what it refused."""
    made["tasks"] = [row for row in made["tasks"] if row["title"] != "社区矫正协助"]
    row = {"title": "社区矫正协助", "class": "社会治安和安全保卫", "agency": "sifa"}
    laws = [{"law": "社区矫正法", "version": "2019", "article": "第十二条第一款"}]
    made["refusals"] = [
        {"district": made["profile"][0]["district"], **row, "laws": laws, "date": "2026-03-04"}
    ]


def _shares_nothing(made: Tables) -> None:
    made["profile"][0]["shares_refusals"] = False
    made["editions"] = []


def _five(folder: Path) -> CentreFolder:
    return centre(
        folder,
        Kept(code=WELL, name="甲区"),
        Kept(code=OLDER, name="乙区", change=_refuses, problem="rewritten"),
        Kept(code=LEAST, name="丙区", unread=("registry/tasks/2024/DL-2024-0001.yaml",)),
        Kept(code=NONE, name="丁区", change=None, problem="unreachable", words="ssh: no route"),
        Kept(
            code=SILENT, name="戊区", change=_shares_nothing, published="2026-03-01T18:00:00+08:00"
        ),
        catalogue=CATALOGUE,
    )


@pytest.fixture(scope="module")
def five(tmp_path_factory: pytest.TempPathFactory) -> RollUp:
    made = _five(tmp_path_factory.mktemp("centre"))
    return gathered.rolled_up(made.known, made.lake, year=2026, day=DAY, of="")


@pytest.fixture(scope="module")
def report(five: RollUp) -> ShownReport:
    return shown(five, WORDS)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report as it is written."""
    made = tmp_path_factory.mktemp("report")
    _write(_five(made), made / "out")
    return made / "out"


def _write(made: CentreFolder, out: Path, *, year: int | None = None, of: str = "") -> Reported:
    return write_report(
        made.known, made.lake, year=year, today=DAY, of=of, out=out, tell=lambda _file: None
    )


def _table(made: RollUp, key: str) -> FigureTable:
    found = report_shown.all_tables(made, roll_up.matrix(made))
    return next(table for table in found if table.key == key)


def test_a_sum_adds_up_the_districts_that_there_are_figures_of(five: RollUp) -> None:
    table = _table(five, "districts")
    assert table.total is not None
    for column in table.columns:
        known = [line.figures[column].value for line in table.lines]
        numbers = [value for value in known if isinstance(value, int)]
        assert table.total.figures[column].value == sum(numbers), column
    assert [part.code for part in five.missing] == [NONE]
    assert table.line(NONE).figures["live"].value is None


def test_every_class_and_year_adds_up_to_the_same(five: RollUp) -> None:
    whole = roll_up.whole(five)
    assert (
        sum(int(str(x.figures["live"].value)) for x in _table(five, "classes").lines) == whole.live
    )
    last = _table(five, "years").lines[-1].figures
    assert (last["standing"].value, last["new"].value) == (whole.live, whole.new)


def test_what_limits_the_figures_of_a_district_stands_in_its_name(report: ShownReport) -> None:
    assert report.names == {
        WELL: "甲区",
        OLDER: "乙区（11月20日的数据）",
        LEAST: "丙区（至少）",
        NONE: "丁区",
        SILENT: "戊区",
    }
    table = report.sections["overview"].tables[0]
    rows = {line.label: [cell.text for cell in line.cells] for line in table.lines}
    assert set(rows["丁区"]) == {"无数据"}
    assert rows["戊区"][4] == "不公开"
    assert table.lines[-1].label == "合计（4个区，至少）"


def test_warnings_say_what_is_wrong_which_data_are_used_and_what_to_do(
    report: ShownReport,
) -> None:
    said = [(one.code, one.kind, one.says, one.data) for one in report.warnings]
    assert said == [
        (OLDER, "rewritten", "历史被改写", "用2026年11月20日公开的数据"),
        (NONE, "unreachable", "连不上，已10天", "没有数据，不计入"),
        (LEAST, "at_least", "读不出1件；数字为“至少”", "数据照常计入"),
        (SILENT, "old", "已有273天没有公开新的数据", "数据照常计入"),
        (SILENT, "not_shared", "不公开不予准入的清单", "数据照常计入"),
        (SILENT, "no_edition", "没有2025年版指导目录", "数据照常计入"),
    ]
    assert all(one.advice.endswith("。") for one in report.warnings)
    assert "丁区没有数据，不在合计之内" in report.basis


def test_a_kind_of_trouble_that_has_no_words_of_its_own_is_still_told(five: RollUp) -> None:
    state = five.parts[1].state
    assert state is not None
    assert state.problem is not None
    odd = replace(state, problem=replace(state.problem, kind="flooded"))
    made = replace(five, parts=(replace(five.parts[1], state=odd),))
    assert shown(made, WORDS).warnings[0].says == "最近一次没有读成"


def test_every_kind_of_trouble_has_words_and_advice() -> None:
    words, advice = WORDS.section("warnings"), WORDS.section("advice")
    assert {one.value for one in Trouble} <= set(words)
    assert set(words) == set(advice)


def test_the_matrix_tells_who_has_who_refused_and_of_whom_nothing_is_known(five: RollUp) -> None:
    found = {row.entry.code: row for row in roll_up.matrix(five).rows}
    marks = {code: cell.mark for code, cell in found["JB-1"].cells.items()}
    assert marks == {
        WELL: Mark.LIVE,
        OLDER: Mark.REFUSED,
        LEAST: Mark.LIVE,
        NONE: Mark.UNKNOWN,
        SILENT: Mark.LIVE,
    }
    assert found["JB-1"].disputed
    assert found["JB-1"].cells[WELL].records == ("DL-2024-0014",)
    assert {cell.mark for cell in found["JB-2"].cells.values()} == {Mark.ABSENT, Mark.UNKNOWN}
    assert not found["JB-2"].disputed


@pytest.mark.office
def test_without_a_catalogue_nothing_is_said_to_be_the_same(tmp_path: Path) -> None:
    made = centre(tmp_path, Kept(code=WELL, name="甲区"))
    report = shown(gathered.rolled_up(made.known, made.lake, year=2026, day=DAY, of=""), WORDS)
    assert report.sections["same"].tables == ()
    assert "没有基本目录" in report.sections["same"].note
    written = _write(made, tmp_path / "out")
    assert written.catalogue == ""
    assert "没有基本目录" in (tmp_path / "out" / "matrix.html").read_text(encoding="utf-8")


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "a" and given.get("href"):
            self.links.append(str(given["href"]))
        assert "src" not in given
        assert "style" not in given
        if given.get("id"):
            self.ids.append(str(given["id"]))


def _read(page: Path) -> _Links:
    parser = _Links()
    parser.feed(page.read_text(encoding="utf-8"))
    return parser


@pytest.mark.office
def test_every_link_leads_to_a_file_of_the_folder_and_every_mark_is_there(folder: Path) -> None:
    pages = {page: _read(page) for page in sorted(folder.rglob("*.html"))}
    assert len(pages) == 4 + 5
    for page, read in pages.items():
        assert len(read.ids) == len(set(read.ids)), page
        for link in read.links:
            parts = urlsplit(link)
            assert not parts.scheme, link
            target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
            assert target.is_file(), link
            if parts.fragment:
                assert unquote(parts.fragment) in pages[target].ids, link


@pytest.mark.office
def test_what_a_district_wrote_is_never_markup(tmp_path: Path) -> None:
    def evil(made: Tables) -> None:
        for row, text in zip(made["tasks"], TEXTS * 9, strict=False):
            row["title"] = text
            row["class"] = text
        made["agencies"][0]["name"] = '"><script>alert(1)</script>'

    made = centre(
        tmp_path,
        Kept(code=WELL, name="<b>甲区</b>", change=evil),
        Kept(code=OLDER, name="乙区", change=None, problem="unreachable", words="<img src=x>"),
        catalogue=CATALOGUE,
    )
    _write(made, tmp_path / "out")
    for page in (tmp_path / "out").rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert text.count("<script") == (page.name == "matrix.html"), page
        assert "<img" not in text
        assert "<b>甲" not in text


@pytest.mark.office
def test_of_many_districts_the_matrix_has_a_column_for_each_city(tmp_path: Path) -> None:
    many = [
        Kept(code=f"{city}{n:02d}", name=f"第{city}{n:02d}区", change=None, tried=False)
        for city in (1201, 1301)
        for n in range(2, MOST_COLUMNS // 2 + 3)
    ]
    made = centre(
        tmp_path,
        *many,
        Kept(code="120101", name="甲区"),
        Kept(code="130101", name="乙区", change=_refuses),
        catalogue=CATALOGUE,
    )
    _write(made, tmp_path / "out")
    text = (tmp_path / "out" / "matrix.html").read_text(encoding="utf-8")
    assert 'href="matrix-1201.html"' in text
    assert "1/1" in text
    assert "0/1　拒1" in text
    one = (tmp_path / "out" / "matrix-1301.html").read_text(encoding="utf-8")
    assert "乙区" in one
    assert ">甲区<" not in one
    _write(made, tmp_path / "out", of="1201")
    assert not (tmp_path / "out" / "matrix-1301.html").exists()
    assert not (tmp_path / "out" / "districts" / "130101.html").exists()


@pytest.mark.office
def test_the_tasks_are_the_same_as_csv_and_as_parquet(folder: Path, five: RollUp) -> None:
    text = (folder / "data" / "tasks.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    with duckdb.connect() as connection:
        path = folder / "data" / "tasks.parquet"
        found = connection.execute(f"SELECT * FROM read_parquet('{path}')").fetchall()
    assert len(found) == len(rows) - 1 == roll_up.whole(five).live
    assert [str(row[2]) for row in found] == [row[2] for row in rows[1:]]
    assert list((folder / "data").glob(".*")) == []


@pytest.mark.office
def test_the_workbook_has_what_limits_the_figures_first_and_the_matrix(folder: Path) -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO((folder / EXCEL).read_bytes()))
    assert book.sheet_names == [
        *("数据的问题", "概况", "同一事项", "经费", "依据", "目录和数据", "事项对照", "在册事项"),
    ]
    rows = book.get_sheet_by_name("事项对照").to_python()
    assert ["社会治安和安全保卫", "JB-1", "社区矫正协助", "准", "拒", "准", "？", "准"] in rows
    first = book.get_sheet_by_name("数据的问题").to_python()
    assert any(row[:2] == ["乙区", "历史被改写"] for row in first)


@pytest.mark.office
def test_the_word_document_says_what_limits_the_figures_before_it_shows_any(folder: Path) -> None:
    lines = lines_in((folder / WORD).read_bytes())
    assert lines[0] == "某市社区工作事务准入汇总"
    limited = lines.index("一、数据的问题")
    assert lines[limited + 1] == "乙区：历史被改写；用2026年11月20日公开的数据。"
    assert limited < lines.index("二、概况")
    assert any(line.startswith("合计（4个区，至少）") for line in lines)


def test_the_packaged_template_is_as_it_is_made() -> None:
    assert TARGET.read_bytes() == template()


@pytest.mark.office
def test_the_same_lake_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    _write(_five(tmp_path), tmp_path / "out")
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        assert (tmp_path / "out" / file.relative_to(folder)).read_bytes() == file.read_bytes()


@pytest.mark.office
def test_there_is_no_report_of_nothing(tmp_path: Path) -> None:
    made = centre(tmp_path, Kept(code=WELL, name="甲区", change=None, tried=False))
    with pytest.raises(Refused) as refused:
        _write(made, tmp_path / "out")
    assert refused.value.refusal is NOTHING_COLLECTED
    with pytest.raises(Refused) as refused:
        _write(made, tmp_path / "out", of="31")
    assert refused.value.refusal is NONE_OF
    with pytest.raises(Refused) as refused:
        _write(made, tmp_path / "out", year=2027)
    assert refused.value.refusal is NOT_BEGUN


@pytest.mark.office
def test_tables_that_are_gone_are_said_to_be_gone(tmp_path: Path) -> None:
    made = centre(tmp_path, Kept(code=WELL, name="甲区"))
    next(made.lake.folder.rglob("tasks.parquet")).write_bytes(b"PAR1 no more")
    with pytest.raises(Refused) as refused:
        _write(made, tmp_path / "out")
    assert refused.value.refusal is TABLES_UNREADABLE


@pytest.mark.office
def test_the_command_writes_the_folder_and_tells_programs_what_limits_it(
    tmp_path: Path, accession: Callable[..., Answer]
) -> None:
    made = _five(tmp_path)
    file = str(made.folder / "districts.yaml")
    answer = accession("districts", "report", "--file", file, "--as-of", "2026-11-29", "--json")
    told = json.loads(answer.out)
    assert (told["districts"], told["counted"], told["at_least"]) == (5, 4, True)
    assert {one["kind"] for one in told["warnings"]} >= {"rewritten", "unreachable", "at_least"}
    out = made.lake.folder / "pages"
    assert all((out / name).is_file() for name in told["files"])
    answer = accession("districts", "report", "2025", "--file", file, "--out", str(tmp_path / "o"))
    assert answer.code == 0
    assert "乙区" in answer.out
    assert re.search(r"2025年12月31日|1月1日至12月31日", (tmp_path / "o/index.html").read_text())


@pytest.mark.browser
@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_the_pages_fit_any_screen_and_can_be_used_by_all(
    reader: Reader, folder: Path, width: int, scheme: str
) -> None:
    for name in ("index.html", "matrix.html", "money.html", "laws.html", f"districts/{OLDER}.html"):
        page = reader.opens((folder / name).as_uri(), width=width, color_scheme=scheme)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()


@pytest.mark.browser
def test_the_matrix_can_be_searched_and_narrowed_to_what_is_disputed(
    reader: Reader, folder: Path
) -> None:
    page = reader.opens((folder / "matrix.html").as_uri())
    rows = page.locator(".matrix tbody tr:not(.group):visible")
    assert rows.count() == 3
    page.locator("#disputed").check()
    assert rows.count() == 1
    page.locator("#disputed").uncheck()
    page.locator("#find").fill("犬吠")
    assert rows.all_inner_texts()[0].startswith("夜间犬吠劝阻")
    assert rows.count() == 1
    head = page.locator(".matrix thead th").nth(1)
    assert head.evaluate("node => getComputedStyle(node).position") == "sticky"
