"""The figures of a year on paper: Word, Excel and page say the same, in any print."""

import io
import re
import zipfile
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped] # no types
from docx import Document
from docx.oxml.ns import qn
from lxml import etree  # type: ignore[import-untyped] # it carries no types
from make_figures_template import TARGET, template
from python_calamine import CalamineWorkbook

from accession_cli.errors import Refused
from accession_cli.papers.charts import MM_WIDE, MOST_LINES, WIDTH, Chart, Series, png, svg
from accession_cli.papers.templates import Environment
from accession_cli.papers.word import lines_in
from accession_cli.papers.year_figures import FORMATS, ShownTable, shown
from accession_cli.scheme.district import Agency
from accession_cli.scheme.year_figures import YearFigures, year_figures
from edition_examples import filed_task, registry
from page_examples import Reader
from payloads import TEXTS
from year_examples import busy_registry

LAST = date(2025, 12, 31)
#: The pictures of a Word document take long.
EACH = [
    pytest.param(form, marks=pytest.mark.office) if form == "docx" else form for form in FORMATS
]


@cache
def busy() -> YearFigures:
    return year_figures(busy_registry(), 2025, LAST, commit="0123456789abcdef")


@cache
def made(form: str) -> bytes:
    return FORMATS[form](busy(), Environment()).data


def tables(figures: YearFigures) -> dict[str, ShownTable]:
    year = shown(figures, Environment())
    return {table.key: table for section in year.sections for table in section.tables}


def cells_of(table: ShownTable) -> list[list[str]]:
    return [[line.label, *(cell.text for cell in line.cells)] for line in table.lines]


def test_every_table_has_words_and_every_word_a_table() -> None:
    assert set(tables(busy())) == {table.key for table in busy().tables}


def test_what_no_record_says_is_said_to_be_missing() -> None:
    found = tables(busy())
    assert cells_of(found["classes"])[-2] == ["登记库没有这项", "1", "0", "1", "0", "0", "1"]
    assert cells_of(found["late"])[-1][3:] == ["尚未审批", "—"]
    assert cells_of(found["scores"])[0] == ["区民政局", "3.5", "4.0", "未评分", "未评分"]
    empty = year_figures(registry(filed_task(1, year=2024)), 2025, LAST)
    assert ["用时中位数（工作日）", "登记库没有这项"] in cells_of(tables(empty)["days"])
    running = year_figures(busy_registry(), 2025, date(2025, 7, 1))
    assert cells_of(tables(running)["quarters"])[2] == ["三季度末", "未到"]


def test_a_chart_is_drawn_only_of_what_there_is() -> None:
    empty = year_figures(registry(filed_task(1, year=2024)), 2025, LAST)
    assert tables(empty)["months"].chart is None
    assert tables(empty)["quarters"].chart is not None
    assert tables(busy())["months"].chart is not None


def test_each_chart_draws_what_its_table_says() -> None:
    for table in tables(busy()).values():
        if table.chart is None:
            continue
        lines = [table.lines[at] for at in table.charted]
        said = [[line.cells[place].text for place in table.drawn] for line in lines]
        drawn = [list(one.shown) for one in table.chart.series]
        if not table.across:
            said = [list(column) for column in zip(*said, strict=True)]
        assert drawn == [[x if x != "未评分" else "" for x in row] for row in said], table.key
        pictured = svg(table.chart)
        assert pictured.count("<text ") >= sum(len(row) for row in drawn)
    scores = tables(busy())["scores"].chart
    assert scores is not None
    assert scores.labels == ("作用", "效果", "经费落实", "居民认可")
    assert (scores.series[0].shown, scores.highest) == (("3.5", "4.0", "", ""), 5)


@pytest.mark.office
def test_the_word_document_has_every_table_and_chart_in_its_own_styles() -> None:
    document = Document(io.BytesIO(made("docx")))
    found = tables(busy())
    filled = [table for table in found.values() if table.lines]
    charts = [table.chart for table in filled if table.chart]
    assert [
        [[cell.text for cell in row.cells] for row in table.rows][1:] for table in document.tables
    ] == [cells_of(table) for table in filled]
    drawn = document.element.body.iter(qn("wp:docPr"))
    assert [one.get("descr") for one in drawn] == [chart.described for chart in charts]
    styles = {style.style_id for style in document.styles}
    used = {found.get(qn("w:val")) for found in document.element.body.iter(qn("w:pStyle"))}
    assert used <= styles
    assert document.core_properties.title == "东丽区社区工作事务准入年度统计（2025年）"
    with zipfile.ZipFile(io.BytesIO(made("docx"))) as file:
        pictures = [name for name in file.namelist() if name.startswith("word/media/")]
        assert len(pictures) == len(charts)
        assert all(file.read(name).startswith(b"\x89PNG") for name in pictures)


def test_the_workbook_has_numbers_as_numbers_and_charts_of_its_own() -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(made("xlsx")))
    assert book.sheet_names == [
        *("申请办理", "审批用时", "应急准入", "事项增减"),
        *("经费", "反馈和督促", "年度评议"),
    ]
    rows = book.get_sheet_by_name("经费").to_python()
    assert ["卫生健康", 2.0, 1200.0, 8000.5, 0.0, 0.0] in [row[:6] for row in rows]
    days = book.get_sheet_by_name("审批用时").to_python()
    assert ["DL-A-2025-0004", date(2025, 5, 6), date(2025, 5, 20), date(2025, 5, 27), 15.0] in [
        row[:5] for row in days
    ]
    charts = [table for table in tables(busy()).values() if table.chart]
    with zipfile.ZipFile(io.BytesIO(made("xlsx"))) as file:
        drawn = [name for name in file.namelist() if name.startswith("xl/charts/chart")]
        assert len(drawn) == len(charts)
        months = next(x for name in drawn if "按月份" in (x := file.read(name).decode()))
    assert "pattFill" in months
    assert "!$B$" in months


def test_the_page_has_every_table_with_its_chart_and_no_script() -> None:
    page = made("html").decode()
    assert "<script" not in page
    assert page.count("<svg ") == sum(table.chart is not None for table in tables(busy()).values())
    assert re.search(r' (?:style|on[a-z]+)="', page) is None
    for table in tables(busy()).values():
        for line in table.lines:
            assert f'<th scope="row">{line.label}</th>' in page
    identifiers = re.findall(r' id="([^"]+)"', page)
    assert len(identifiers) == len(set(identifiers))


@pytest.mark.office
def test_nothing_is_said_of_who_complained_about_whom() -> None:
    texts = [made("html").decode(), "\n".join(lines_in(made("docx")))]
    book = CalamineWorkbook.from_filelike(io.BytesIO(made("xlsx")))
    texts += [str(book.get_sheet_by_name(name).to_python()) for name in book.sheet_names]
    for text in texts:
        assert "DL-C-" not in text
        assert "区统计局" not in text
        assert "示例一社区" not in text
        assert "台账" not in text
        assert "示例联系人" not in text


@pytest.mark.parametrize("form", EACH)
def test_the_same_figures_give_the_same_bytes(form: str) -> None:
    few = year_figures(registry(filed_task(1, year=2024)), 2025, LAST)
    first, second = (FORMATS[form](few, Environment()).data for _turn in range(2))
    assert first == second


@pytest.mark.office
def test_a_sample_and_a_draft_say_so_in_every_format() -> None:
    few = year_figures(registry(filed_task(1, year=2024)), 2025, LAST)
    draft = replace(few, draft=True, left_out=2)
    year = shown(draft, Environment())
    assert year.marks == "示例数据，不作为依据　草稿"
    assert "有2个文件不能读取，没有计入" in year.basis
    assert year.marks in FORMATS["html"](draft, Environment()).data.decode()
    with zipfile.ZipFile(io.BytesIO(FORMATS["docx"](draft, Environment()).data)) as file:
        headers = [name for name in file.namelist() if name.startswith("word/header")]
        assert all("草稿" in file.read(name).decode() for name in headers)


def test_a_running_year_says_up_to_which_day_it_is_counted() -> None:
    running = year_figures(busy_registry(), 2025, date(2025, 7, 1))
    assert shown(running, Environment()).period == "2025年1月1日至2025年7月1日（年度未满）"
    assert shown(busy(), Environment()).period == "2025年1月1日至12月31日"


@pytest.mark.parametrize("form", EACH)
def test_no_text_of_the_registry_is_markup_or_a_formula(form: str) -> None:
    known = busy_registry()
    classes = list(TEXTS[:3])
    tasks = [filed_task(n, year=2025, class_=text, agency="x") for n, text in enumerate(classes, 1)]
    known = replace(
        registry(*tasks),
        agencies={"x": Agency(key="x", name="=1+1</w:t><svg onload=alert(1)>&", credit_code=None)},
        scheme=replace(known.scheme, classes=tuple(classes)),
    )
    data = FORMATS[form](year_figures(known, 2025, LAST), Environment()).data
    if form == "html":
        text = data.decode()
        assert "<script" not in text
        assert "<img" not in text
        assert "<svg onload" not in text
    elif form == "docx":
        assert "=1+1</w:t><svg onload=alert(1)>&" in "\n".join(lines_in(data))
    else:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            sheets = [name for name in file.namelist() if name.startswith("xl/worksheets/")]
            assert all(b"<f>" not in file.read(name) for name in sheets)


CHART = Chart(
    key="x",
    title="经费",
    upright=False,
    labels=("甲", "乙" * 60),
    series=(Series(name="元", values=(3, None), shown=("3", "")),),
)


def test_a_chart_is_well_formed_and_says_what_it_shows() -> None:
    for upright in (False, True):
        drawn = etree.fromstring(svg(replace(CHART, upright=upright)).encode())
        assert drawn.get("aria-label") == "经费：元"
        texts = ["".join(one.itertext()) for one in drawn.iter("{http://www.w3.org/2000/svg}text")]
        assert "3" in texts


@pytest.mark.parametrize("lines", [1, 28, MOST_LINES])
def test_a_chart_fits_on_a_page_however_many_lines_it_has(lines: int) -> None:
    values = tuple(range(1, lines + 1))
    series = Series(name="元", values=values, shown=tuple(map(str, values)))
    many = replace(CHART, labels=("区民政局",) * lines, series=(series, series, series))
    assert many.is_drawn
    height = int(etree.fromstring(svg(many).encode()).get("height"))
    assert height / WIDTH * MM_WIDE < 215  # of the 225 mm of a page's text


@pytest.mark.parametrize(
    ("highest", "step"), [(1, 1), (5, 1), (10, 1), (100, 10), (7, 1), (13, 13)]
)
def test_a_scale_that_is_set_ends_where_it_is_set(highest: int, step: int) -> None:
    chart = replace(CHART, highest=highest, series=(Series(name="分", values=(1,), shown=("1",)),))
    assert chart.step == step
    texts = re.findall(r">([0-9]+)</text>", svg(replace(chart, labels=("作用",))))
    assert max(map(int, texts)) == highest


def test_series_differ_without_colour() -> None:
    two = replace(CHART, series=(*CHART.series, replace(CHART.series[0], name="项")))
    colours = set(re.findall(r"#[0-9a-fA-F]{6}", svg(two)))
    assert {len({colour[1:3], colour[3:5], colour[5:7]}) for colour in colours} == {1}
    assert "url(#x-hatch)" in svg(two)


def test_a_chart_becomes_a_picture_in_the_fonts_of_the_package() -> None:
    made = png(CHART, Environment())
    assert made.startswith(b"\x89PNG")
    assert png(CHART, Environment()) == made


def test_the_packaged_template_is_as_it_is_made() -> None:
    assert TARGET.read_bytes() == template()


def test_a_template_of_the_registry_that_fails_is_named(tmp_path: Path) -> None:
    own = Environment(template_folders=(tmp_path,))
    text = (TARGET.parent / "year_figures.toml").read_text(encoding="utf-8")
    (tmp_path / "year_figures.toml").write_text(
        text.replace('received = "本年收到"', 'arrived = "来了"').replace("head = ", "kopf = "),
        encoding="utf-8",
    )
    with pytest.raises(Refused) as refused:
        shown(busy(), own)
    assert "year_figures.toml" in refused.value.message


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_the_page_fits_any_screen_and_asks_for_nothing(
    reader: Reader, tmp_path: Path, width: int, scheme: str
) -> None:
    path = tmp_path / "统计.html"
    path.write_bytes(made("html"))
    page = reader.opens(path.as_uri(), width=width, color_scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("svg").first.is_visible()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
