"""What is the same is found once, and looked up whenever somebody asks."""

import hashlib
import json
import shutil
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any, Final

import duckdb
import pytest

import lakes
from accession_cli.districts import ask
from accession_cli.districts.ask import Question, Sources
from accession_cli.districts.catalogue import catalogue_in, known_from, star_of, subjects
from accession_cli.districts.centre_files import read_districts
from accession_cli.districts.decisions import decisions_in, keep_decision
from accession_cli.districts.lake import Lake, made_of
from accession_cli.districts.same import Decision
from accession_cli.districts.situations import standings
from accession_cli.districts.sources import compared_tables, sources_of
from accession_cli.files.writing import replace_file
from repositories import NOON

EAST, WEST = "120110", "120103"
SAME: Final = Question(name="", title="某事", about="", sql="SELECT * FROM same ORDER BY ALL")
CATALOGUE: Final = f"""\
{lakes.CATALOGUE}
  - code: MZ-03
    title: 特困供养人员条件变化的告知
    also_called: []
    laws: []
    documents: []
    agency: 民政局
    class: 社会保障和社会救助
"""
Row = tuple[Any, ...]


def refusing(made: lakes.Tables) -> None:
    laws = [{"law": "社会救助暂行办法", "version": "2014", "article": "第十八条"}]
    refused = {"title": "特困供养人员条件变化告知", "class": "社会保障和社会救助", "laws": laws}
    made["refusals"] = [{"district": WEST, "agency": "minzheng", **refused, "date": "2026-03-02"}]


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("centre")
    districts = lakes.district(EAST, "东丽区"), lakes.district(WEST, "河西区", refusing)
    lakes.centre(folder, *districts, catalogue=CATALOGUE)
    return folder


@pytest.fixture
def home(collected: Path, tmp_path: Path) -> Path:
    return shutil.copytree(collected, tmp_path / "centre")


def asked(home: Path, day: date = lakes.DAY) -> Sources:
    known = read_districts(home / "districts.yaml")
    lake = Lake(known.lake)
    return sources_of(standings(known, lake, NOON), lake, home, day, day.year)


def same(home: Path, day: date = lakes.DAY) -> list[Row]:
    with ask.answered(SAME, asked(home, day)) as answer:
        return [row[:5] for row in answer.rows]


def one_by_one(home: Path, day: date = lakes.DAY) -> list[Row]:
    """Each record held against the catalogue now, and nothing looked up."""
    with compared_tables(asked(home, day)) as connection:
        known = known_from(connection, day)
        star = star_of(catalogue_in(home), decisions_in(home), known)
        return sorted(
            (one.kind, *match.key, match.entry, match.step.name.lower())
            for one in subjects(connection, known)
            for match in star.matches(one.work)
        )


def file(home: Path) -> Path:
    (found,) = (home / "lake" / "together").glob("compared.*.parquet")
    return found


def said(home: Path, *decided: tuple[str, str, str, bool]) -> None:
    (home / "sameness.yaml").unlink(missing_ok=True)
    for district, number, entry, is_same in decided:
        decision = Decision(
            district=district,
            id=number,
            title="某事",
            entry=entry,
            same=is_same,
            by="李某",
            date=lakes.DAY,
        )
        keep_decision(home, decision, decisions_in(home))


def test_what_is_looked_up_is_what_is_found_when_each_record_is_compared(home: Path) -> None:
    expected = one_by_one(home)
    assert {row[0] for row in expected} == {"task", "refusal"}
    assert {row[4] for row in expected} > {"proposed"}
    assert same(home) == expected
    assert same(home) == expected


def test_a_decision_is_laid_over_what_was_found_and_nothing_is_compared_anew(home: Path) -> None:
    before = same(home)
    made = file(home)
    counted = next(row for row in before if row[0] == "task" and row[4] != "proposed")
    proposed = next(row for row in before if row[4] == "proposed")
    said(
        home,
        (*counted[1:4], False),
        (*proposed[1:4], True),
        (WEST, "DL-2024-0009", "MZ-02", True),
        (WEST, "DL-2024-0009", "MZ-99", True),
    )
    found = same(home)
    assert found == one_by_one(home) != before
    assert ("task", WEST, "DL-2024-0009", "MZ-02", "said") in found
    assert file(home) == made


def test_only_the_tasks_of_the_day_are_there(home: Path) -> None:
    for day in (date(2020, 1, 1), date(2025, 1, 1), date(2031, 1, 1)):
        assert same(home, day) == one_by_one(home, day)


def marked(home: Path) -> None:
    """Put another word for the step of every row, and make the file's name fit again."""
    old = file(home)
    new = old.with_name("new")
    with duckdb.connect() as db:
        db.execute(
            f"COPY (SELECT * REPLACE ('marked' AS step) FROM '{old}') TO '{new}' (FORMAT parquet)"
        )
    digest = hashlib.sha256(new.read_bytes()).hexdigest()
    new.rename(old.with_name(f"{made_of(old)}.{digest}.parquet"))
    old.unlink()


def taken_over(rows: Iterable[Row]) -> set[str]:
    """The districts whose rows are from the file that was marked."""
    return {row[1] for row in rows if row[4] == "marked"}


def published(home: Path, code: str, *, table: str = "", columns: str = "*") -> None:
    """Let *code* publish another version, with these *columns* of *table*."""
    state = home / "lake" / "state" / f"{code}.json"
    told = json.loads(state.read_text(encoding="utf-8"))
    old = home / "lake" / "tables" / code / f"{told['good']['commit']}.{told['good']['reader']}"
    told["good"]["commit"] = 40 * "b"
    new = old.with_name(f"{40 * 'b'}.{told['good']['reader']}")
    shutil.copytree(old, new)
    if table:
        with duckdb.connect() as db:
            db.execute(
                f"COPY (SELECT {columns} FROM '{old / f'{table}.parquet'}')"
                f" TO '{new / f'{table}.parquet'}' (FORMAT parquet)"
            )
    replace_file(state, json.dumps(told).encode())


def test_only_the_district_that_published_is_compared_anew(home: Path) -> None:
    same(home)
    marked(home)
    assert taken_over(same(home)) == {EAST, WEST}
    published(home, WEST)
    assert taken_over(same(home)) == {EAST}


@pytest.mark.parametrize(
    ("law", "anew"), [("国防教育法", {WEST, EAST}), ("体育法", {WEST})], ids=["cited", "not cited"]
)
def test_a_law_that_leads_elsewhere_compares_those_anew_who_cite_it(
    home: Path, law: str, anew: set[str]
) -> None:
    """West has learnt more of an older text of the law, which East cites or not."""
    moved = "MAP {'第十二条': '第九条', '第二十一条': '第三十条', '第三条': '第四条'}"
    when = f"law = '{law}' AND len(map_keys(articles)) > 0"
    learnt = f"* REPLACE (CASE WHEN {when} THEN {moved} ELSE articles END AS articles)"
    same(home)
    marked(home)
    published(home, WEST, table="statutes", columns=learnt)
    assert {EAST, WEST} - taken_over(same(home)) == anew


def test_another_catalogue_compares_all_anew(home: Path) -> None:
    same(home)
    marked(home)
    (home / "catalogue.yaml").write_text(lakes.CATALOGUE, encoding="utf-8")
    found = same(home)
    assert taken_over(found) == set()
    assert found == one_by_one(home)


@pytest.mark.parametrize("damage", ["file", "companion", "folder"])
def test_what_is_damaged_or_cannot_be_written_changes_no_answer(home: Path, damage: str) -> None:
    expected = same(home)
    together = home / "lake" / "together"
    if damage == "file":
        whole = file(home).read_bytes()
        file(home).write_bytes(whole[: len(whole) // 2])
    elif damage == "companion":
        (companion,) = together.glob("compared.*.json")
        companion.write_text('{"cited": 1}', encoding="utf-8")
        published(home, WEST)
    else:
        shutil.rmtree(together)
        together.write_text("", encoding="utf-8")
    assert same(home) == expected
