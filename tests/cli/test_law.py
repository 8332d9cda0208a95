"""``accession statutes``: which tasks rest on laws that changed, and how the table grows."""

import json
import os
import re
import shutil
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from pypdf import PdfReader

from accession_cli import i18n
from accession_cli.actions.law import cited_laws
from accession_cli.actions.validate import validate
from accession_cli.registry import profiles
from accession_cli.registry.profiles import District, profile
from accession_cli.registry.reading import opened
from accession_cli.words.layout import cells
from accession_cli.yamlfile import reader
from conftest import Answer
from registries import SHIPPED
from repositories import Clone, TwoClerks, sign_in

Command = Callable[..., Answer]
EXAMPLES = Path(__file__).parents[1] / "examples"
HEADS = "law,version,effective_from,repealed_on,replaced_by,articles,note"
TASK = "registry/tasks/2024/DL-2024-0006.yaml"
#: Days between which laws of the sample change.
DAYS = [date(2024, 6, 1), date(2025, 12, 31), date(2026, 7, 1), date(2026, 11, 24)]


def at(clone: Clone) -> tuple[str, str]:
    return "-C", str(clone.top)


def table(clone: Clone, rev: str = "HEAD") -> list[dict[str, Any]]:
    text = clone.git("show", f"{rev}:registry/statutes.yaml") + "\n"
    parsed = reader.read(text.encode(), "statutes.yaml").parsed
    assert parsed is not None
    listed: list[dict[str, Any]] = parsed.value["statutes"]
    return listed


def version(clone: Clone, law: str, year: str) -> dict[str, Any]:
    return next(one for one in table(clone) if (one["law"], one["version"]) == (law, year))


@pytest.fixture
def laws(tmp_path: Path) -> Callable[..., str]:
    """Write rows below the usual heads into a table; gives its path."""

    def write(*rows: str, heads: str = HEADS, name: str = "laws.csv") -> str:
        path = tmp_path / name
        path.write_text("\n".join([heads, *rows, ""]), encoding="utf-8", newline="")
        return str(path)

    return write


@pytest.fixture
def small(tmp_path: Path, machine: dict[str, str]) -> Callable[..., Clone]:
    """The registry of the rules' examples, with layers of them laid over it, committed."""

    def make(*layers: str) -> Clone:
        clone = Clone(top=tmp_path / "small", environ=machine)
        for layer in ("base", *layers):
            shutil.copytree(EXAMPLES / layer, clone.top, dirs_exist_ok=True)
        clone.git("init", "--quiet", "--initial-branch=main")
        sign_in(clone, "ann")
        clone.commit("begin")
        return clone

    return make


# What rests on a law that changed


def test_what_does_not_hold_is_listed_by_law_with_the_article_that_says_the_same_now(
    district: Clone, accession: Command
) -> None:
    answer = accession(*at(district), "statutes", "check")
    assert answer.code == 1
    first, second, *_rest = answer.out.splitlines()
    assert first == (
        "城市居民委员会组织法 (2018): there is a newer text. In its place: 城市居民委员会组织法"
        " (2025)."
    )
    assert second == "  DL-2024-0015  basis[1]  第三条 → 第十条  计划生育宣传服务  区卫健委"
    assert "第十八条 → not known" in answer.out
    assert "Laws that do not hold as of 2026-10-12: 2, cited by tasks: 2." in answer.err
    assert "accession amend ID --set basis[0].version=… --reason TEXT" in answer.err
    assert "accession retire ID" in answer.err


def test_programs_are_told_the_same(district: Clone, accession: Command) -> None:
    answer = accession(*at(district), "statutes", "check", "--json")
    assert answer.code == 1
    told = json.loads(answer.out)
    assert (told["version"], told["as_of"]) == (1, "2026-10-12")
    first = told["laws"][0]
    successor = {"law": "城市居民委员会组织法", "version": "2025"}
    assert first["successor"] == successor
    assert (first["state"], first["since"]) == ("outdated", "2026-01-01")
    (task,) = first["tasks"]
    assert (task["id"], task["key"]) == ("DL-2024-0015", "basis[1]")
    assert (task["article"], task["new_article"]) == ("第三条", "第十条")
    assert {law["state"] for law in told["laws"]} == {"outdated", "replaced", "unknown"}


def test_what_is_still_to_be_looked_at_goes_on_a_sheet_that_is_not_published(
    district: Clone, accession: Command
) -> None:
    answer = accession(*at(district), "statutes", "check", "--sheet", "--json")
    assert answer.code == 1
    path = Path(json.loads(answer.out)["sheet"])
    assert path == district.top / "build/internal/事项依据核对单（内部）2026-10-12.pdf"
    pages = [re.sub(r"\s", "", one.extract_text()) for one in PdfReader(path).pages]
    assert all("内部资料，不公开" in text for text in pages)
    text = "".join(pages)
    assert "特困供养人员条件变化告知" in text
    assert "已有新法施行，是否废止待核" in text
    assert "□不变□改为" in text
    assert "未载明版本" in text


def test_a_sheet_for_an_agency_names_it_and_has_its_tasks_only(
    district: Clone, accession: Command, tmp_path: Path
) -> None:
    folder = tmp_path / "sheets"
    out = ("--out", str(folder))
    answer = accession(*at(district), "statutes", "check", "--agency", "区卫健委", *out)
    assert f"Written, not to be published: {os.path.relpath(folder)}" in answer.err
    (path,) = folder.iterdir()
    text = re.sub(r"\s", "", "".join(one.extract_text() for one in PdfReader(path).pages))
    assert "区卫健委：对照法律法规库" in text
    assert "计划生育宣传服务" in text
    assert "特困供养" not in text


def test_before_a_law_changed_nothing_is_amiss(district: Clone, accession: Command) -> None:
    answer = accession(*at(district), "statutes", "check", "--as-of", "2025-12-31")
    assert answer.code == 0
    assert "Laws that do not hold as of 2025-12-31: 0, cited by tasks: 0." in answer.err
    assert "accession amend" not in answer.err


def test_a_repealed_law_comes_first_and_its_successor_is_named(
    small: Callable[..., Clone], accession: Command
) -> None:
    answer = accession(*at(small("B201/bad")), "statutes", "check")
    assert answer.code == 1
    assert answer.out.startswith("示例环境法 (2014): repealed from 2026-08-15. In its place:")


def test_where_all_laws_hold_there_is_nothing_to_do(
    small: Callable[..., Clone], accession: Command
) -> None:
    answer = accession(*at(small()), "statutes", "check")
    assert (answer.code, answer.out) == (0, "")
    assert "→" not in answer.err


def test_a_law_that_is_not_in_the_table_is_listed_and_is_no_failure(
    small: Callable[..., Clone], accession: Command
) -> None:
    answer = accession(*at(small("B301/bad")), "statutes", "check")
    assert answer.code == 0
    assert answer.out.startswith("These are not in statutes.yaml, so it cannot be checked")
    assert "accession statutes import FILE" in answer.err


def test_tasks_that_are_over_are_left_out(district: Clone, accession: Command) -> None:
    retired = "registry/tasks/2024/DL-2024-0015.yaml"
    text = (district.top / retired).read_text(encoding="utf-8")
    ended = text.replace("  end: null", "  end: 2026-09-30").replace("term: long", "term: short")
    assert ended != text
    district.write(retired, ended)
    assert "DL-2024-0015" not in accession(*at(district), "statutes", "check").out


def test_one_agency_may_be_asked_about(district: Clone, accession: Command) -> None:
    ask = (*at(district), "statutes", "check", "--json", "--agency")
    told = json.loads(accession(*ask, "区民政局").out)
    tasks = [task for law in told["laws"] for task in law["tasks"]]
    assert {task["agency"] for task in tasks} == {"minzheng"}
    assert accession(*ask, "nobody").code == 2


@pytest.mark.parametrize("day", DAYS)
def test_the_check_judges_as_the_rules_do(district: Clone, day: date) -> None:
    folder = district.top / "registry"
    found = validate(folder, as_of=day, select=("B201", "B202", "B301", "B302")).findings
    known = opened(folder).registry
    in_force = {file.path for file in known.tasks if file.task.in_force(day)}
    laws = cited_laws(known, day)

    def listed(codes: tuple[str, ...]) -> set[tuple[str, str]]:
        keys = ((f.place.path, f.key.rpartition(".")[0]) for f in found if f.code in codes)
        return {key for key in keys if key[0] in in_force}

    def told(*, stale: bool) -> set[tuple[str, str]]:
        chosen = [law for law in laws if (law.state is not None) == stale]
        return {(one.row.path, one.key) for law in chosen for one in law.tasks}

    assert told(stale=True) == listed(("B201", "B202"))
    assert told(stale=False) == listed(("B301", "B302"))
    assert len(told(stale=False)) > 20


@pytest.mark.parametrize("code", ["B201", "B202"])
@pytest.mark.parametrize(("kind", "exit_code"), [("bad", 1), ("good", 0)])
def test_the_examples_of_the_rules_are_judged_alike(
    small: Callable[..., Clone], accession: Command, code: str, kind: str, exit_code: int
) -> None:
    clone = small(f"{code}/{kind}")
    answer = accession(*at(clone), "statutes", "check", "--as-of", "2026-11-24")
    assert answer.code == exit_code, answer.out


def test_a_record_that_cannot_be_read_is_said_to_be_left_out(
    district: Clone, accession: Command
) -> None:
    district.write(TASK, "title: [\n")
    answer = accession(*at(district), "statutes", "check")
    assert "Files that could not be read" in answer.err


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_the_answer_fits_eighty_columns(
    district: Clone, accession: Command, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    answer = accession("--lang", language, *at(district), "statutes", "check")
    lines = (answer.out + answer.err).splitlines()
    assert len(lines) > 30
    assert max(map(cells, lines)) <= 80


# Law versions come in


def test_what_is_new_and_what_is_filled_in_is_one_commit_on_the_trunk(
    district: Clone, accession: Command, laws: Callable[..., str]
) -> None:
    file = laws(
        "消防法,2021,2021-04-29,,,,",
        "信访条例,2005,2005-05-01,2022-05-01,信访工作条例（2022）,第三条=第四条；第五条=第六条,",
        "体育法,2022,2023-01-01,,,,",
    )
    before = district.head
    answer = accession(*at(district), "statutes", "import", file)
    assert answer.code == 0, answer.err
    assert answer.out == "New: 消防法 (2021)\nFilled in: 信访条例 (2005)\n"
    assert "new versions 1, filled in 1, known before 1" in answer.err
    assert district.git("rev-list", "--count", f"{before}..main") == "1"
    assert district.git("log", "-1", "--format=%s") == "Enter law versions: 1 new, 1 completed"
    assert district.git("status", "--porcelain") == ""
    ended = version(district, "信访条例", "2005")
    assert ended["repealed_on"] == "2022-05-01"
    assert ended["articles"] == {"第三条": "第四条", "第五条": "第六条"}
    assert version(district, "消防法", "2021")["effective_from"] == "2021-04-29"
    assert accession(*at(district), "format", "--check").code == 0
    assert accession(*at(district), "validate").code == 0


def test_importing_it_again_changes_nothing(
    district: Clone, accession: Command, laws: Callable[..., str]
) -> None:
    ask = (*at(district), "statutes", "import", laws("消防法,2021,2021-04-29,,,,"), "--json")
    told = json.loads(accession(*ask).out)
    new = {"law": "消防法", "version": "2021"}
    assert told == {
        "version": 1,
        "path": "registry/statutes.yaml",
        "written": True,
        "new": [new],
        "completed": [],
        "known": 0,
    }
    before = district.state()
    again = json.loads(accession(*ask).out)
    assert again == {**told, "written": False, "new": [], "known": 1}
    assert district.state() == before


def test_versions_of_one_law_stay_in_their_order(
    district: Clone, accession: Command, laws: Callable[..., str]
) -> None:
    file = laws(
        "体育法,1995,1995-10-01,,,,", "传染病防治法,2004,2004-12-01,,,,", "体育法,2009,,,,,"
    )
    assert accession(*at(district), "statutes", "import", file).code == 0
    listed = [(one["law"], one["version"]) for one in table(district)]
    years = [year for law, year in listed if law == "体育法"]
    assert years == ["1995", "2009", "2016", "2022"]
    at_ = listed.index(("体育法", "1995"))
    assert [law for law, _year in listed[at_ : at_ + 4]] == ["体育法"] * 4
    assert listed.index(("传染病防治法", "2004")) + 1 == listed.index(("传染病防治法", "2013"))


def test_comments_in_the_table_stay(
    district: Clone, accession: Command, laws: Callable[..., str]
) -> None:
    path = "registry/statutes.yaml"
    text = (district.top / path).read_text(encoding="utf-8")
    seen = text.replace("  - law: 体育法\n", "  # 两人核对过\n  - law: 体育法\n", 1)
    district.commit("seen", **{path: seen})
    file = laws("体育法,2022,2023-01-01,2030-01-01,,,", "体育法,1995,1995-10-01,,,,")
    assert accession(*at(district), "statutes", "import", file).code == 0
    now = (district.top / path).read_text(encoding="utf-8")
    assert now.count("# 两人核对过\n") == 1
    assert now.splitlines()[0] == text.splitlines()[0]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("信访条例,2005,2005-05-02,,,,", "effective_from is 2005-05-02"),
        ("环境保护法,2014,,2026-08-16,,,", "repealed_on is 2026-08-16"),
        ("环境保护法,2014,,,生态环境法（2026）,,", "what is known already is 生态环境法典（2026）"),
        ("环境保护法,2014,,,,第九条=第十三条,", "articles.第九条 is 第十三条"),
        ("国防教育法,2024,,,,,别的说明", ""),
    ],
)
def test_what_contradicts_the_table_is_refused_by_name_and_line(
    district: Clone, accession: Command, laws: Callable[..., str], row: str, said: str
) -> None:
    before = district.state()
    answer = accession(*at(district), "statutes", "import", laws("消防法,2021,,,,,", row))
    if not said:  # nothing is stated there yet
        assert answer.code == 0
        return
    assert answer.code == 1
    law = row.partition(",")[0]
    assert f"Line 3, {law} (" in answer.err
    assert said in answer.err
    assert district.state() == before


def test_a_workbook_with_chinese_heads_is_a_table_as_well(
    district: Clone, accession: Command, tmp_path: Path
) -> None:
    file = tmp_path / "法律.xlsx"
    made = xlsxwriter.Workbook(str(file))
    sheet = made.add_worksheet()
    sheet.write_row(
        0, 0, ["法律名称", "版本", "施行日期", "废止日期", "被什么代替", "条文对应", "备注"]
    )
    sheet.write_row(1, 0, ["示例区养老服务规定", 2025, "2026.1.1", "", "", "", "区司法局核"])
    made.close()
    answer = accession(*at(district), "statutes", "import", str(file))
    assert answer.code == 0, answer.err
    text = (district.top / "registry/statutes.yaml").read_text(encoding="utf-8")
    assert "law: 示例区养老服务规定" in text
    assert "effective_from: 2026-01-01" in text


def test_heads_that_nobody_knows_are_named_as_they_stand_with_the_names_that_are_known(
    district: Clone, accession: Command, laws: Callable[..., str]
) -> None:
    file = laws("消防法,2021,x", heads="法律名称,版本,谁定的")
    answer = accession(*at(district), "statutes", "import", file)
    assert answer.code == 3
    assert "法律名称, 版本, 谁定的" in answer.err
    assert "施行日期（effective_from）" in answer.err


def test_a_file_that_contradicts_itself_is_refused(
    district: Clone, accession: Command, laws: Callable[..., str]
) -> None:
    file = laws("消防法,2021,2021-04-29,,,,", "消防法,2021,2021-04-30,,,,")
    answer = accession(*at(district), "statutes", "import", file)
    assert answer.code == 1
    assert "Line 3, 消防法 (2021): effective_from is 2021-04-30" in answer.err


def test_a_table_by_which_a_sound_task_would_be_wrong_is_refused(
    district: Clone, accession: Command, laws: Callable[..., str]
) -> None:
    file = laws("社会救助暂行办法,2014,2014-05-01,2020-01-01,,,")
    before = district.state()
    answer = accession(*at(district), "statutes", "import", file)
    assert answer.code == 1
    assert "registry/tasks/2024/DL-2024-0002.yaml:27:5  error B102" in answer.err
    assert district.state() == before


def test_a_newer_text_alone_is_refused_where_tasks_rest_on_the_older_one(
    district: Clone, accession: Command, laws: Callable[..., str]
) -> None:
    newer, older = "消防法,2026,2026-05-01,,,,", "消防法,2021,2021-04-29,,,,"
    answer = accession(*at(district), "statutes", "import", laws(newer))
    assert answer.code == 1
    assert "add the older text of 消防法 to statutes.yaml" in answer.err.replace("\n      ", " ")
    assert accession(*at(district), "statutes", "import", laws(newer, older)).code == 0


def test_a_task_that_was_wrong_before_holds_nothing_up(
    district: Clone, accession: Command, laws: Callable[..., str]
) -> None:
    text = (district.top / TASK).read_text(encoding="utf-8")
    district.commit("a slip", **{TASK: text.replace("class: ", "class: 无此")})
    assert accession(*at(district), "validate").code == 1
    file = laws("消防法,2021,2021-04-29,,,,")
    assert accession(*at(district), "statutes", "import", file).code == 0


def test_a_version_that_cannot_be_right_is_refused_at_its_line(
    district: Clone, accession: Command, laws: Callable[..., str]
) -> None:
    file = laws("", "消防法,2008,2009-05-01,1999-01-01,,,")
    answer = accession(*at(district), "statutes", "import", file)
    assert answer.code == 1
    assert f"{file}:3:1  error G403" in answer.err


def test_more_than_one_file_can_hold_is_refused(
    district: Clone, accession: Command, laws: Callable[..., str]
) -> None:
    file = laws(*(f"示例法第{number},2020,2020-01-01,,,," for number in range(900)))
    before = district.state()
    answer = accession(*at(district), "statutes", "import", file)
    assert answer.code == 1, answer.err
    assert "registry/statutes.yaml:" in answer.err
    assert district.state() == before


# How it may be written


def whole(**facts: Any) -> dict[str, Any]:
    empty = dict.fromkeys(("effective_from", "repealed_on", "replaced_by", "note"))
    return {
        "law": "消防法",
        "also_called": [],
        "version": "2021",
        **empty,
        "articles": {},
        **facts,
    }


@pytest.mark.parametrize(
    ("text", "coding"),
    [
        ("law,version,effective_from\n消防法,2021,2021-04-29\n", "utf-8"),
        ("law,version,effective_from\r\n消防法,2021,2021-04-29\r\n", "utf-8-sig"),
        ("法律名称,版本,施行日期\n《消防法》,2021,2021/4/29\n,,\n", "gb18030"),
        (" effective_from , version , law ,\n 2021-04-29 , 2021 , 消防法 ,\n", "utf-8"),
    ],
)
def test_a_table_is_taken_as_spreadsheets_write_it(
    district: Clone, accession: Command, tmp_path: Path, text: str, coding: str
) -> None:
    file = tmp_path / "表.CSV"
    file.write_bytes(text.encode(coding))
    answer = accession(*at(district), "statutes", "import", str(file))
    assert answer.code == 0, answer.err
    assert version(district, "消防法", "2021") == whole(effective_from="2021-04-29")


def test_yaml_and_json_have_the_shape_of_the_table_itself(
    district: Clone, accession: Command, tmp_path: Path
) -> None:
    as_json = tmp_path / "laws.json"
    as_json.write_text(json.dumps({"schema": 2, "statutes": [whole()]}), encoding="utf-8")
    assert accession(*at(district), "statutes", "import", str(as_json)).code == 0
    assert version(district, "消防法", "2021") == whole()
    as_yaml = tmp_path / "laws.yaml"
    shutil.copy(district.top / "registry/statutes.yaml", as_yaml)
    text = as_yaml.read_text(encoding="utf-8")
    at_ = text.index("  - law: 消防法")
    dated = text[at_:].replace("effective_from: null", "effective_from: 2021-04-29", 1)
    as_yaml.write_text(text[:at_] + dated, encoding="utf-8")
    answer = accession(*at(district), "statutes", "import", str(as_yaml))
    assert answer.out == "Filled in: 消防法 (2021)\n", answer.err
    assert version(district, "消防法", "2021") == whole(effective_from="2021-04-29")


@pytest.mark.parametrize(
    ("heads", "row", "said"),
    [
        ("law,versoin", "消防法,2021", "does not name the columns of law versions: law, versoin"),
        ("law", "消防法", "does not name the columns"),
        ("law,law,version", "消防法,消防法,2021", "does not name the columns"),
        ("", "", "does not name the columns of law versions: –"),
        ("law,version", "消防法,2021,2021-04-29", "Line 2 of"),
        (
            "law,version,replaced_by",
            "消防法,2021,新消防法",
            "“新消防法” cannot be read as replaced_by",
        ),
        ("law,version,articles", "消防法,2021,第一条", "“第一条” cannot be read as articles"),
        ("law,version,articles", "消防法,2021,一=二；一=三", "cannot be read as articles"),
        ("law,version,effective_from", "消防法,2021,去年", ":2:1  error"),
        ("law,version", "消防法,修订", ":2:1  error"),
        ("law,version", ",2021", ":2:1  error"),
        ("law,version,note", "消防法,2021,\u202e", ""),
    ],
)
def test_what_is_no_table_of_law_versions_is_refused_with_its_place(
    district: Clone,
    accession: Command,
    laws: Callable[..., str],
    heads: str,
    row: str,
    said: str,
) -> None:
    before = district.state()
    answer = accession(*at(district), "statutes", "import", laws(row, heads=heads))
    assert answer.code in {1, 3}, answer
    assert said in answer.err
    assert "Traceback" not in answer.err
    assert district.state() == before


@pytest.mark.parametrize(
    "data", [b"\x00\x01", b"law,version\n\xff\xfe\xff,2021\n", b"{", b"[]", b""]
)
@pytest.mark.parametrize("name", ["laws.csv", "laws.yaml"])
def test_what_is_no_text_at_all_is_refused(
    district: Clone, accession: Command, tmp_path: Path, data: bytes, name: str
) -> None:
    (tmp_path / name).write_bytes(data)
    answer = accession(*at(district), "statutes", "import", str(tmp_path / name))
    assert answer.code == 3, answer
    assert "→" in answer.err


def test_a_file_that_is_not_there_is_refused(district: Clone, accession: Command) -> None:
    assert accession(*at(district), "statutes", "import", "nothing.csv").code == 3


def test_the_example_table_of_the_manual_can_be_entered(
    district: Clone, accession: Command
) -> None:
    example = Path(__file__).parents[2] / "docs/statutes.example.csv"
    told = json.loads(accession(*at(district), "statutes", "import", str(example), "--json").out)
    assert (told["new"], told["known"]) == ([{"law": "消防法", "version": "2021"}], 2)
    page = (example.parent / "formats.md").read_text(encoding="utf-8")
    for column in example.read_text(encoding="utf-8").splitlines()[0].split(","):
        assert f"`{column}`" in page


# With others, and without the remote


def test_what_somebody_else_entered_meanwhile_stays(
    two_offices: TwoClerks, accession: Command, laws: Callable[..., str]
) -> None:
    ann, bo = two_offices.ann, two_offices.bo
    first = laws("消防法,2021,2021-04-29,,,,", name="bo.csv")
    assert accession(*at(bo), "statutes", "import", first).code == 0
    second = laws("消防法,2021,,,,第一条=第二条,", "献血法,1997,1998-10-01,,,,", name="ann.csv")
    answer = accession(*at(ann), "statutes", "import", second)
    assert answer.code == 0, answer.err
    assert answer.out == "New: 献血法 (1997)\nFilled in: 消防法 (2021)\n"
    articles = {"第一条": "第二条"}
    assert version(ann, "消防法", "2021") == whole(effective_from="2021-04-29", articles=articles)


def test_what_cannot_be_sent_waits_and_is_sent_once(
    two_offices: TwoClerks, accession: Command, laws: Callable[..., str]
) -> None:
    ann, file = two_offices.ann, laws("消防法,2021,2021-04-29,,,,")
    away = two_offices.remote.top.rename(two_offices.remote.top.with_name("away.git"))
    answer = accession(*at(ann), "statutes", "import", file, "--json")
    assert answer.code == 5
    assert json.loads(answer.out)["status"] == "queued"
    listed = accession(*at(ann), "sync", "--list")
    assert f"enter the law versions in {file}" in listed.out.replace("\n", "")
    away.rename(two_offices.remote.top)
    Path(file).unlink()
    assert accession(*at(ann), "sync").code == 0
    assert accession(*at(ann), "sync").code == 0
    said = two_offices.remote.git("log", "--format=%s", "main").splitlines()
    assert said.count("Enter law versions: 1 new, 0 completed") == 1


def test_a_contradiction_that_arose_meanwhile_waits_for_a_person(
    two_offices: TwoClerks, accession: Command, laws: Callable[..., str]
) -> None:
    ann, bo = two_offices.ann, two_offices.bo
    away = two_offices.remote.top.rename(two_offices.remote.top.with_name("away.git"))
    mine = laws("消防法,2021,2021-04-29,,,,", name="ann.csv")
    assert accession(*at(ann), "statutes", "import", mine).code == 5
    away.rename(two_offices.remote.top)
    other = laws("消防法,2021,2021-04-30,,,,", name="bo.csv")
    assert accession(*at(bo), "statutes", "import", other).code == 0
    answer = accession(*at(ann), "sync")
    assert answer.code == 1
    assert "Line 2, 消防法 (2021): effective_from is 2021-04-29" in answer.err
    assert accession(*at(ann), "sync", "--drop").code == 0


# A new registry


def test_a_new_registry_begins_with_the_law_versions_that_the_sample_has() -> None:
    files = profiles.new_files(profile("dongli"), District(name="示例区"), "1")
    given: list[Mapping[str, Any]] = []
    for text in (files["registry/statutes.yaml"], (SHIPPED / "statutes.yaml").read_text("utf-8")):
        parsed = reader.read(text.encode(), "statutes.yaml").parsed
        assert parsed is not None
        given.append(parsed.value)
    assert given[0] == given[1]
    assert len(given[0]["statutes"]) > 20
    assert "国家法律法规数据库" in files["registry/statutes.yaml"]
