"""Tables put together in one file answer faster, and never otherwise."""

import json
import shutil
import signal
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final

import pytest

import lakes
from accession_cli.districts import ask, collecting
from accession_cli.districts.ask import Question, Sources
from accession_cli.districts.lake import COLUMNS, FROZEN, LAWS, Lake, State, Together, state_data
from accession_cli.districts.tables import TABLES
from accession_cli.files.writing import replace_file
from published_districts import City
from repositories import NOON

EAST, WEST = "120110", "120103"
QUESTIONS: Final = tuple(one.name for one in ask.questions())


def refusing(made: lakes.Tables) -> None:
    laws = [{"law": "老年人权益保障法", "version": "2018", "article": "第五条"}]
    refused = {"title": "老年人诉求反映", "class": "权益", "agency": "minzheng", "laws": laws}
    made["refusals"] = [{"district": WEST, **refused, "date": "2026-03-02"}]
    for task in made["tasks"]:
        if task["id"] == "DL-2024-0004":
            task["funding"]["amount"] = "999.00"
            task["period"]["end"] = "2026-12-15"


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("centre")
    districts = lakes.district(EAST, "东丽区"), lakes.district(WEST, "河西区", refusing)
    return lakes.centre(folder, *districts).parent / "lake"


@pytest.fixture
def lake(collected: Path, tmp_path: Path) -> Lake:
    return Lake(shutil.copytree(collected, tmp_path / "lake"))


def one_by_one(lake: Lake) -> Sources:
    states = lake.states()
    tasks = lake.tables_of("tasks", states)
    entry = {"place": 1, "code": "A", "title": "老年人诉求反映", "class": "权益"}
    known = {"entry": "A", "step": "said", "step_name": "认定", "counts": True}
    return Sources(
        files={**{name: lake.tables_of(name, states) for name in TABLES}, FROZEN: tasks[:1]},
        day=lakes.DAY,
        year=2026,
        made={
            "catalogue": lambda: [entry],
            "same": lambda: [
                {"kind": "task", "district": EAST, "id": "DL-2024-0004", **known},
                {"kind": "task", "district": WEST, "id": "DL-2024-0004", **known},
                {"kind": "refusal", "district": WEST, "id": "R1", **known},
            ],
            "frozen_districts": lambda: [
                {"district": code, "cut": date(2026, 6, 30)} for code in (EAST, WEST)
            ],
        },
    )


def in_one_file(lake: Lake) -> Sources:
    together, states = Together(lake=lake, least=1), lake.states()

    def file(name: str) -> Path | None:
        return together.file(name, states[:1] if name == FROZEN else states)

    return replace(one_by_one(lake), together=file)


def answer(name: str, sources: Sources) -> list[tuple[Any, ...]]:
    with ask.answered(ask.question(name), sources) as answered:
        return list(answered.rows)


def put_together(lake: Lake) -> list[Path]:
    return sorted((lake.folder / "together").iterdir())


def test_every_question_has_the_same_answer_row_by_row(lake: Lake) -> None:
    without, with_them = one_by_one(lake), in_one_file(lake)
    for name in QUESTIONS:
        assert answer(name, with_them) == answer(name, without), name
    made = {file.name.partition(".")[0] for file in put_together(lake)}
    assert made == {*COLUMNS} - {LAWS}


def test_a_question_of_ones_own_still_has_every_column(lake: Lake) -> None:
    sql = "SELECT count(route), count(DISTINCT district) FROM tasks"
    mine = Question(name="mine.sql", title="", about="", sql=sql)
    with ask.answered_offline(mine, in_one_file(lake)) as answered:
        ((routes, districts),) = answered.rows
    assert routes
    assert districts == 2


@pytest.mark.parametrize("damage", ["changed", "cut off", "empty"])
def test_a_damaged_file_is_passed_over_and_made_again(lake: Lake, damage: str) -> None:
    expected = answer("admitted", in_one_file(lake))
    (file,) = (lake.folder / "together").glob("dated.*")
    whole = file.read_bytes()
    middle = len(whole) // 2
    data = {
        "changed": whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :],
        "cut off": whole[:middle],
        "empty": b"",
    }
    file.write_bytes(data[damage])
    assert answer("admitted", in_one_file(lake)) == expected
    assert file.read_bytes() == whole


def make_for_ever(folder: Path) -> None:
    lake = Lake(folder)
    while True:
        answer("admitted", in_one_file(lake))
        for file in put_together(lake):
            file.unlink()


@pytest.mark.git
def test_one_that_was_killed_half_way_leaves_nothing_that_is_believed(lake: Lake) -> None:
    expected = answer("admitted", one_by_one(lake))
    folder = lake.folder / "together"
    maker = get_context("spawn").Process(target=make_for_ever, args=(lake.folder,))
    maker.start()
    while maker.is_alive() and not list(folder.glob("*.new")):
        pass
    maker.kill()
    maker.join()
    assert maker.exitcode == -signal.SIGKILL
    assert answer("admitted", in_one_file(lake)) == expected
    Together(lake=lake).clean(lake.states())
    assert not list(folder.glob(".*"))
    assert answer("admitted", in_one_file(lake)) == expected


def newer(state: State) -> Iterator[State]:
    assert state.good
    yield replace(state, good=replace(state.good, files=dict.fromkeys(TABLES, "other")))


def test_what_other_tables_are_put_together_of_is_made_anew_and_the_old_is_taken_away(
    lake: Lake,
) -> None:
    together = Together(lake=lake, least=1)
    east, west = lake.states()
    old = together.file("dated", (east, west))
    new = together.file("dated", (east, *newer(west)))
    assert old
    assert new
    assert old != new
    together.clean((east, *newer(west)))
    assert put_together(lake) == [new]


def test_the_tasks_of_a_year_that_was_fixed_are_kept(lake: Lake) -> None:
    states = lake.states()
    year = {"year": 2025, "districts": [state_data(one) for one in states[:1]]}
    replace_file(lake.frozen_file(2025), json.dumps(year).encode())
    together = Together(lake=lake, least=1)
    kept = together.file(FROZEN, states[:1])
    together.file(FROZEN, states[1:])
    together.clean(())
    assert put_together(lake) == [kept]


def test_a_few_districts_are_read_one_by_one(lake: Lake) -> None:
    Together(lake=lake).make_all(lake.states())
    assert not (lake.folder / "together").exists()


def test_where_nothing_can_be_written_the_districts_tables_are_read(lake: Lake) -> None:
    (lake.folder / "together").write_text("not a folder", encoding="utf-8")
    assert answer("admitted", in_one_file(lake)) == answer("admitted", one_by_one(lake))


@pytest.mark.git
def test_collecting_takes_away_what_was_put_together_earlier(city: City) -> None:
    folder = city.lake.folder / "together"
    folder.mkdir(parents=True)
    (folder / "tasks.1.2.parquet").write_bytes(b"old")
    (folder / ".tasks.1.77.new").write_bytes(b"half")
    with collecting.engine("local") as pool:
        collecting.collect(city.known, pool, lambda: NOON)
    assert not list(folder.iterdir())
