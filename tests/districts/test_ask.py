"""Questions are answered from the districts' tables, and nothing else is within their reach."""

from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest

import lakes
from accession_cli.districts import answers, ask
from accession_cli.districts.ask import Question, Sources
from accession_cli.errors import Refused
from accession_cli.registry.reading import load_registry
from accession_cli.scheme.law import LawState, fate
from accession_cli.scheme.task import LawBasis

Row = dict[str, Any]
EAST: Final = "东丽区"
WEST: Final = "河西区"


def asked(name: str, sources: Sources) -> list[Row]:
    with ask.answered(ask.question(name), sources) as answer:
        return [dict(zip(answer.heads, row, strict=True)) for row in answer.rows]


def own(sql: str, sources: Sources) -> list[tuple[Any, ...]]:
    question = Question(name="mine.sql", title="mine.sql", about="", sql=sql)
    with ask.answered_offline(question, sources) as answer:
        return list(answer.rows)


def same(kind: str, district: str, number: str, *, counts: bool = True) -> Row:
    return {
        "kind": kind,
        "district": district,
        "id": number,
        "entry": "A",
        "step": "title_and_law" if counts else "proposed",
        "step_name": "名称相同、法律相同",
        "counts": counts,
    }


ENTRY: Final = {
    "place": 1,
    "code": "A",
    "title": "老年人诉求反映",
    "class": "权益",
    "agency": "民政局",
}


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Sources:
    """Two districts that file alike; the second one refused something, pays more, and is late."""

    def change(made: lakes.Tables) -> None:
        made["refusals"] = [
            {
                "district": "120103",
                "title": "老年人诉求反映",
                "class": "权益维护",
                "agency": "minzheng",
                "laws": [],
                "date": "2026-03-02",
            }
        ]
        for task in made["tasks"]:
            if task["id"] == "DL-2024-0004":
                task["funding"]["amount"] = "999.00"
                task["period"]["end"] = "2026-12-15"
            if task["id"] == "DL-2024-0009":
                task["scope"] = {"subdistricts": None, "communities": ["120110001001"]}

    made: dict[str, Any] = {
        "catalogue": lambda: [ENTRY],
        "same": lambda: [
            same("task", "120110", "DL-2024-0004"),
            same("task", "120103", "DL-2024-0004"),
            same("task", "120103", "DL-2024-0005", counts=False),
            same("refusal", "120103", "R1"),
        ],
        "districts": lambda: [
            {"district": "120110", "name": EAST, "arrived": "2026-11-28", "unread": 0},
            {
                "district": "120103",
                "name": WEST,
                "arrived": "2026-11-19",
                "problem": "unreachable",
                "problem_name": "连不上",
                "since": "2026-11-20",
                "unread": 2,
            },
        ],
        "arrivals": lambda: [
            {"district": "120103", "arrived": "2026-11-20", "outcome": "rewritten"},
            {"district": "120110", "arrived": "2026-11-20", "outcome": "good"},
        ],
        "frozen_districts": lambda: [{"district": "120103", "cut": "2026-06-30"}],
    }
    folder = tmp_path_factory.mktemp("lake")
    districts = lakes.district("120110", EAST), lakes.district("120103", WEST, change)
    return lakes.sources(folder, *districts, made=made)


@pytest.mark.parametrize("question", ask.questions(), ids=lambda one: one.name)
def test_every_question_is_answered_with_heads_in_chinese(question: Question, two: Sources) -> None:
    assert question.title
    assert question.about
    with ask.answered(question, two) as answer:
        assert list(answer.rows) or question.name == "late"
        for head in answer.heads:
            assert not head.isascii(), head


@pytest.mark.parametrize("question", ask.questions(), ids=lambda one: one.name)
def test_every_question_is_answered_where_nobody_has_published(question: Question) -> None:
    with ask.answered(question, Sources(files={}, day=lakes.DAY, year=2026)) as answer:
        assert list(answer.rows) == []


def test_only_what_is_in_force_is_admitted(two: Sources) -> None:
    known = load_registry(lakes.SAMPLE).registry
    assert known is not None
    expected = [str(file.task.id) for file in known.tasks if file.task.in_force(lakes.DAY)]
    found = [row["编号"] for row in asked("admitted", two) if row["区"] == EAST]
    assert found == sorted(expected)


def test_a_repealed_or_outdated_text_is_found_as_the_district_itself_finds_it(
    two: Sources,
) -> None:
    known = load_registry(lakes.SAMPLE).registry
    assert known is not None
    names = {
        LawState.REPEALED: "已废止",
        LawState.OUTDATED: "有新文本",
        LawState.REPLACED: "由别的法律代替",
    }
    expected = {
        (str(file.task.id), basis.law, basis.article, names[state[0]], state[1])
        for file in known.tasks
        if file.task.in_force(lakes.DAY)
        for basis in file.task.basis
        if isinstance(basis, LawBasis)
        and (state := fate(known.statutes, basis, lakes.DAY)) is not None
    }
    found = {
        (row["编号"], row["法律"], row["条款"], row["现状"], row["自何日"])
        for row in asked("repealed", two)
        if row["区"] == EAST
    }
    assert found == expected
    assert expected


def test_who_refused_what_a_neighbour_admitted(two: Sources) -> None:
    (row,) = asked("refused", two)
    assert (row["不予准入的区"], row["准入的区"], row["编号"]) == (WEST, EAST, "DL-2024-0004")
    assert (row["件数"], row["共有几个区准入"]) == (1, 1)


def test_who_admitted_it_in_another_city_is_only_counted(tmp_path: Path) -> None:
    def refusing(made: lakes.Tables) -> None:
        refused = {"title": "老年人诉求反映", "class": "权益", "agency": "minzheng", "laws": []}
        made["refusals"] = [{"district": "130102", **refused, "date": "2026-03-02"}]

    found = [same("task", "120110", "DL-2024-0004"), same("refusal", "130102", "R1")]
    districts = lakes.district("120110", EAST), lakes.district("130102", "长安区", refusing)
    made: dict[str, Any] = {"catalogue": lambda: [ENTRY], "same": lambda: found}
    (row,) = asked("refused", lakes.sources(tmp_path, *districts, made=made))
    assert (row["准入的区"], row["编号"], row["共有几个区准入"]) == (None, None, 1)


def test_no_more_rows_are_made_than_are_asked_for(two: Sources) -> None:
    with ask.answered(ask.question("admitted"), two) as answer:
        rows = list(answer.rows)
    with ask.answered(ask.question("admitted"), two, most=5) as answer:
        assert list(answer.rows) == rows[:5]


def test_money_by_year_and_by_task_is_never_added_up(two: Sources) -> None:
    known = load_registry(lakes.SAMPLE).registry
    assert known is not None
    live = [file.task.funding for file in known.tasks if file.task.in_force(lakes.DAY)]
    for question, per, head in (
        ("money-by-year", "year", "每年金额（元）"),
        ("money-by-task", "task", "整件金额（元）"),
    ):
        (row,) = (one for one in asked(question, two) if one["区"] == EAST)
        assert row[head] == sum(one.amount for one in live if one.per == per and one.amount)


def test_the_same_task_with_other_money_is_shown_for_each_district(two: Sources) -> None:
    rows = asked("differences", two)
    assert [row["区"] for row in rows] == [WEST, EAST]
    assert len({row["金额（元）"] for row in rows}) == 2


def test_who_has_not_published_is_listed_with_the_days(two: Sources) -> None:
    (row,) = asked("unpublished", two)
    assert (row["区"], row["距今天数"], row["已有天数"]) == (WEST, 10, 9)


def test_a_rewritten_history_is_listed(two: Sources) -> None:
    assert [row["区"] for row in asked("rewritten", two)] == [WEST]


def test_tasks_that_end_within_the_year_are_listed(two: Sources) -> None:
    assert [row["编号"] for row in asked("ending", two)] == ["DL-2024-0004"]


def test_what_was_filed_before_the_cut_and_not_frozen_is_late(two: Sources) -> None:
    tasks = two.files["tasks"]
    frozen = Sources(
        files={**two.files, "frozen_tasks": tasks[:1]}, day=two.day, year=2026, made=two.made
    )
    late = asked("late", frozen)
    assert {row["区"] for row in late} == {WEST}
    assert max(row["备案日期"] for row in late) <= date(2026, 6, 30)


def test_a_street_bears_what_is_for_all_and_what_names_it_or_its_communities(two: Sources) -> None:
    known = load_registry(lakes.SAMPLE).registry
    assert known is not None
    rows = {(row["区"], row["街道"]): row for row in asked("load", two)}
    for code, place in known.subdistricts.items():
        own_communities = set(place.communities)
        expected = 0
        for file in known.tasks:
            scope = file.task.scope
            if not file.task.in_force(lakes.DAY):
                continue
            if scope.communities is not None:
                expected += bool(own_communities & set(scope.communities))
            else:
                expected += scope.subdistricts is None or code in scope.subdistricts
        assert rows[EAST, place.name]["现行事项"] == expected


def test_an_entry_tells_which_districts_lack_it(two: Sources) -> None:
    (row,) = asked("entries", two)
    assert (row["有的区"], row["没有的区"], row["待认定的事项"]) == (2, 0, 1)
    beyond = {(row["区"], row["编号"]): row["待认定的条目"] for row in asked("beyond", two)}
    assert (EAST, "DL-2024-0004") not in beyond
    assert beyond[WEST, "DL-2024-0005"] == "A"


def test_a_question_of_that_name_that_there_is_not_is_refused_with_those_there_are() -> None:
    with pytest.raises(Refused, match="x") as refused:
        ask.question("x")
    assert "admitted" in refused.value.remedy
    assert ask.question("谁准入了什么").name == "admitted"


# A question of one's own


def test_own_sql_is_answered_from_the_same_tables(two: Sources) -> None:
    assert own("SELECT count(DISTINCT district) FROM tasks", two) == [(2,)]
    assert own("FROM same SELECT count(*);", two) == [(4,)]
    (row,) = own("SELECT max(filing.date), getvariable('year') FROM in_force", two)
    assert row[0] <= lakes.DAY
    assert row[1] == 2026


HOSTILE: Final = (
    "COPY tasks TO '{out}/stolen.csv'",
    "COPY (SELECT 1) TO '/dev/stdout'",
    "EXPORT DATABASE '{out}/all'",
    "ATTACH '{out}/other.duckdb' AS other",
    "ATTACH ':memory:' AS other",
    "INSTALL httpfs",
    "LOAD httpfs",
    "PRAGMA database_list",
    "PRAGMA enable_profiling",
    "SET enable_external_access = true",
    "SET lock_configuration = false",
    "RESET memory_limit",
    "SET VARIABLE day = DATE '2000-01-01'",
    "CREATE TABLE mine AS SELECT 1",
    "CREATE TEMP TABLE mine AS SELECT 1",
    "CREATE SECRET (TYPE s3)",
    "INSERT INTO tasks SELECT * FROM tasks",
    "DELETE FROM tasks",
    "DROP TABLE tasks",
    "CALL pragma_version()",
    "PREPARE one AS SELECT 1",
    "EXPLAIN ANALYZE SELECT 1",
    "CHECKPOINT",
    "SELECT 1; COPY tasks TO '{out}/stolen.csv'",
    "WITH one AS (SELECT 1) SELECT * FROM one; DROP TABLE tasks",
    "SELECT getenv('HOME')",
    "SELECT * FROM read_csv('{secret}')",
    "SELECT * FROM read_text('{secret}')",
    "SELECT * FROM read_blob('{secret}')",
    "SELECT * FROM read_json('{secret}')",
    "SELECT * FROM read_parquet('{secret}')",
    "SELECT * FROM sniff_csv('{secret}')",
    "SELECT * FROM parquet_metadata('{secret}')",
    "SELECT * FROM '{secret}'",
    "SELECT * FROM '{parquet}'",
    "SELECT * FROM read_parquet('{parquet}')",
    "SELECT * FROM glob('{out}/*')",
    "SELECT * FROM query('COPY tasks TO ''{out}/stolen.csv''')",
    "SELECT * FROM query('SELECT * FROM read_text(''{secret}'')')",
    "SELECT * FROM duckdb_secrets()",
    "SELECT * FROM 'https://example.com/x.csv'",
    "SELECT * FROM secret",
    "SELECT * FROM sources",
    "",
    "-- nothing",
    "SELECT",
    "SELECT * FROM tasks WHERE",
    "SELECT no_such_column FROM tasks",
    "SELECT 'x'::DATE",
    "\x00",
)


@pytest.mark.hostile
@pytest.mark.parametrize("sql", HOSTILE)
def test_nothing_else_is_within_reach_of_own_sql(sql: str, two: Sources, tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("a\nhidden-from-all\n", encoding="utf-8")
    before = sorted(tmp_path.rglob("*"))
    filled = sql.format(out=tmp_path, secret=secret, parquet=two.files["tasks"][0])
    with pytest.raises(Refused) as refused:
        own(filled, two)
    assert refused.value.message
    assert "hidden-from-all" not in refused.value.message
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.hostile
def test_what_own_sql_may_ask_of_the_settings_tells_no_more_than_its_own_empty_folder(
    two: Sources,
) -> None:
    """The folder that large answers spill into is open to the database, and to nobody's files."""
    ((folder,),) = own("SELECT current_setting('temp_directory')", two)
    assert not Path(folder).exists()
    for beside in ("/../copy.duckdb", "/../*", "/../../*"):
        with pytest.raises(Refused):
            own(f"SELECT * FROM read_text(current_setting('temp_directory') || '{beside}')", two)


def test_a_long_answer_is_read_by_and_by(two: Sources) -> None:
    found = own("SELECT range FROM range(5000)", two)
    assert [row[0] for row in found] == list(range(5000))


def test_a_long_cell_is_cut_at_a_terminal_and_nowhere_else() -> None:
    names = "、".join(f"示例{number}区" for number in range(2_850))
    assert answers.shown(names) == names
    assert answers.shown(names, 80) == f"{names[:80]}…"
    assert answers.shown("河西区", 80) == "河西区"
