"""``accession districts ask`` and ``same``, as a person of the centre types them."""

import csv
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from python_calamine import CalamineWorkbook

import lakes
from accession_cli.__main__ import main
from accession_cli.districts.decisions import Sitting, decisions_in, proposed
from terminals import STOP, Terminal, typed

Run = tuple[int, str, str]


@pytest.fixture
def city(tmp_path: Path) -> Path:
    east, west = lakes.district("120110", "东丽区"), lakes.district("120103", "河西区")
    west["profile"][0]["shares_refusals"] = False
    for task in west["tasks"]:
        task["id"] = task["id"].replace("DL-", "HX-")
    return lakes.centre(tmp_path, east, west)


@pytest.fixture
def run(city: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.delenv("COLUMNS", raising=False)

    def told(*arguments: str) -> Run:
        code = main(("--lang", "zh_CN", "districts", *arguments, "--file", str(city)))
        out, err = capsys.readouterr()
        return int(code), out, err

    return told


def test_the_questions_are_listed_with_their_titles(run: Any) -> None:
    code, out, _err = run("ask", "--list")
    assert code == 0
    assert "谁准入了什么" in out
    assert run("ask")[1] == out
    listed = json.loads(run("ask", "--list", "--json")[1])
    assert len(listed["questions"]) >= 11


def test_an_answer_says_of_which_districts_and_which_day_it_is(run: Any) -> None:
    code, out, err = run("ask", "money-by-year", "--as-of", "2026-11-29")
    assert code == 0
    assert [line.split()[0] for line in out.splitlines()[2:]] == ["河西区", "东丽区"]
    assert "2026-11-29" in err
    assert "共2个区" in err


def test_who_keeps_its_refusals_to_itself_is_named_beside_the_answer(run: Any) -> None:
    assert "河西区" in run("ask", "refused")[2]
    assert "不得而知" not in run("ask", "admitted")[2]


def test_one_answer_in_four_formats(run: Any, tmp_path: Path) -> None:
    day = ("--as-of", "2026-11-29")
    found = json.loads(run("ask", "admitted", *day, "--json")[1])
    for ending in ("csv", "xlsx", "parquet"):
        code, out, _err = run("ask", "admitted", *day, "--out", str(tmp_path / f"a.{ending}"))
        assert (code, out.strip()) == (0, str(tmp_path / f"a.{ending}"))
    text = (tmp_path / "a.csv").read_text(encoding="utf-8-sig")
    as_csv = list(csv.reader(io.StringIO(text)))
    assert as_csv[0] == found["columns"]
    assert len(as_csv) == len(found["rows"]) + 1
    sheet = CalamineWorkbook.from_path(str(tmp_path / "a.xlsx")).get_sheet_by_index(0)
    assert sheet.name == "谁准入了什么"
    assert [str(one) for one in sheet.to_python()[1][:3]] == as_csv[1][:3]
    with duckdb.connect() as db:
        rows = db.execute(f"SELECT * FROM '{tmp_path}/a.parquet'")
        assert [one[0] for one in rows.description or ()] == found["columns"]
        assert [str(one) for one in (rows.fetchone() or ())[:3]] == as_csv[1][:3]


def test_own_sql_comes_from_a_file_and_any_value_can_be_written(run: Any, tmp_path: Path) -> None:
    file = tmp_path / "问题.sql"
    file.write_text(
        "SELECT 1.5::DOUBLE AS a, [1, 2] AS b, {'x': DATE '2026-01-02'} AS c, 'a'::BLOB AS d,"
        " TIMESTAMP '2026-01-02 03:04:05' AS e, 12::HUGEINT AS f, '=1+1' AS g, NULL AS h,"
        ' \'nan\'::DOUBLE AS i, INTERVAL 1 DAY AS j, MAP {\'k\': 1} AS "k ""q"""',
        encoding="utf-8",
    )
    assert run("ask", "--sql", str(file))[0] == 0
    assert json.loads(run("ask", "--sql", str(file), "--json")[1])["rows"][0][0] == 1.5
    for ending in ("csv", "xlsx", "parquet"):
        code, _out, err = run("ask", "--sql", str(file), "--out", str(tmp_path / f"b.{ending}"))
        assert code == 0, err
    assert "'=1+1" in (tmp_path / "b.csv").read_text(encoding="utf-8-sig")
    file.write_bytes(b"SELECT '\xff'")
    assert run("ask", "--sql", str(file))[0] == 3
    assert run("ask", "--sql", str(tmp_path / "none.sql"))[0] == 3
    file.write_text("DROP TABLE tasks", encoding="utf-8")
    assert run("ask", "--sql", str(file))[0] == 2


def test_what_cannot_be_asked_is_refused_without_a_traceback(
    run: Any, city: Path, tmp_path: Path
) -> None:
    assert run("ask", "nothing")[0] == 2
    assert run("ask", "admitted", "--out", str(tmp_path / "a.docx"))[0] == 2
    (city.parent / "catalogue.yaml").write_text("schema: 1\n", encoding="utf-8")
    code, _out, err = run("ask", "entries")
    assert code == 3
    assert "catalogue.yaml" in err
    (city.parent / "catalogue.yaml").unlink()
    assert run("same")[0] == 3
    (table,) = city.parent.glob("lake/tables/120110/*/tasks.parquet")
    table.write_bytes(b"PAR1 spoilt")
    code, _out, err = run("ask", "admitted")
    assert code == 2
    assert "tasks.parquet" in err
    table.unlink()
    assert run("ask", "admitted")[0] == 2


def test_every_entry_tells_its_districts_and_what_is_left_to_decide(run: Any) -> None:
    code, out, err = run("same", "--as-of", "2026-11-29")
    assert code == 0
    first, second = out.splitlines()[2:4]
    assert first.split() == ["MZ-01", "特困供养人员条件变化告知", "2", "2", "0"]
    assert second.split()[-3:] == ["0", "0", "2"]
    assert "待认定2对" in err


def test_each_task_tells_why_it_is_an_entry(run: Any) -> None:
    _code, out, _err = run("same", "--entry", "MZ-01")
    assert "《社会救助暂行办法》第十八条" in out
    told = json.loads(run("same", "--district", "河西区", "--json")[1])
    assert {task["district"] for task in told["tasks"]} == {"120103"}
    entries = [one for task in told["tasks"] for one in task["entries"]]
    assert {one["step"] for one in entries} == {"title_and_article", "proposed"}
    assert all(one["why"] for one in entries)
    assert run("same", "--entry", "ZZ")[0] == 2
    assert run("same", "--district", "ZZ")[0] == 2


def test_without_a_terminal_the_pairs_are_listed_and_nothing_is_written(
    run: Any, city: Path
) -> None:
    before = sorted(city.parent.rglob("*"))
    code, out, _err = run("same", "--propose")
    assert code == 0
    assert out.count("MZ-02") == 2
    assert sorted(city.parent.rglob("*")) == before


def test_entries_of_one_name_are_told(run: Any, city: Path) -> None:
    doubled = lakes.CATALOGUE.replace("老年人诉求的反映", "协助特困供养人员条件变化告知")
    (city.parent / "catalogue.yaml").write_text(doubled, encoding="utf-8")
    assert "MZ-01和MZ-02" in run("same")[2]


# Deciding


def sitting_of(city: Path) -> Sitting:
    from accession_cli import clock
    from accession_cli.districts.catalogue import catalogue_in, known_from, star_of, subjects
    from accession_cli.districts.centre_files import read_districts
    from accession_cli.districts.lake import Lake
    from accession_cli.districts.situations import standings
    from accession_cli.districts.sources import compared_tables, sources_of

    known_districts = read_districts(city)
    lake = Lake(known_districts.lake)
    found = standings(known_districts, lake, clock.now())
    with compared_tables(sources_of(found, lake, city.parent, lakes.DAY, 2026)) as tables:
        known = known_from(tables, lakes.DAY)
        catalogue = catalogue_in(city.parent)
        star = star_of(catalogue, (), known)
        compared = list(subjects(tables, known))
    return Sitting(star, proposed(star, compared, catalogue), ())


def test_a_person_decides_pair_by_pair_and_may_go_back(city: Path) -> None:
    sitting = sitting_of(city)
    assert sitting.pair
    assert not sitting.may_go_back
    first = sitting.pair.subject.work.key
    made = sitting.decision(same=True, by="王芳", on=date(2026, 11, 29))
    sitting.decided(made)
    assert (made.key, made.entry, made.same) == (first, "MZ-02", True)
    assert sitting.pair
    assert sitting.pair.subject.work.key != first
    assert sitting.back() == made
    assert sitting.pair
    assert sitting.pair.subject.work.key == first
    assert sitting.made == []
    sitting.later()
    sitting.decided(sitting.decision(same=False, by="王芳", on=date(2026, 11, 29)))
    assert sitting.pair is None
    assert [one.same for one in sitting.made] == [False]


@pytest.mark.git
def test_the_screen_keeps_each_decision_and_goes_on_another_day(
    city: Path, terminals: list[Terminal]
) -> None:
    def begun(*more: str) -> Terminal:
        told = ("districts", "same", "--propose", *more)
        terminals.append(Terminal(*told, at=city.parent, language="en"))
        return terminals[-1]

    screen = begun()
    screen.answer("Who decides", *typed("王芳"))
    screen.answer("Pair 1 of 2")
    screen.answer("Is it the same task?", "1")
    screen.answer("Pair 2 of 2; decided 1")
    (made,) = decisions_in(city.parent)
    assert (made.by, made.same, made.entry) == ("王芳", True, "MZ-02")
    screen.answer("one back", "\x1b[D")
    screen.answer("decided 0")
    screen.answer("3 later", "2")
    screen.answer("Pair 2 of 2; decided 1")
    screen.answer("q stop", "q")
    assert screen.end() == 0
    (made,) = decisions_in(city.parent)
    assert not made.same
    again = begun("--by", "李强")
    again.answer("Pair 1 of 1")
    again.answer("3 later", STOP)
    again.end()
    assert decisions_in(city.parent) == (made,)


@pytest.mark.git
def test_who_decides_second_is_told_what_the_first_said_and_writes_nothing(
    city: Path, terminals: list[Terminal]
) -> None:
    first, second = (
        Terminal("districts", "same", "--propose", "--by", by, at=city.parent, language="en")
        for by in ("王芳", "李强")
    )
    terminals += [first, second]
    first.answer("Pair 1 of 2")
    second.answer("Pair 1 of 2")
    first.answer("Is it the same task?", "2")
    first.answer("Pair 2 of 2; decided 1")
    second.answer("Is it the same task?", "1")
    second.answer("Meanwhile 王芳 has decided that it is not MZ-02")
    second.answer("Pair 2 of 2; decided 0")
    second.answer("q stop", "1")
    assert second.end() == 0
    first.answer("q stop", "1")
    first.answer("Meanwhile 李强 has decided that it is MZ-02")
    assert first.end() == 0
    assert [(one.by, one.same) for one in decisions_in(city.parent)] == [
        ("王芳", False),
        ("李强", True),
    ]


def test_who_is_late_is_not_said_of_a_year_that_is_not_frozen(run: Any, city: Path) -> None:
    """An empty answer would say that nobody is."""
    code, out, err = run("ask", "late", "--year", "2025")
    assert (code, out) == (1, "")
    assert "2025" in err
