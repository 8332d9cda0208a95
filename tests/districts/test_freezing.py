"""A year is what had arrived by the cut; what came later is listed, and never put into it."""

import json
import shutil
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from accession_cli.districts import collecting
from accession_cli.districts.freezing import freeze, frozen_year, late
from accession_cli.errors import Exit, Refused
from accession_cli.yamlfile import editor
from centres import CATALOGUE
from conftest import Answer
from published_districts import NAMES, SAMPLE, TASKS, City
from repositories import NOON

pytestmark = pytest.mark.git
ONE, TWO, THREE = NAMES
IN_TIME, TOO_LATE = NOON - timedelta(days=30), NOON - timedelta(days=2)
CUT = date(2026, 9, 30)
CODES = tuple(NAMES)


def collected(city: City, when: datetime) -> None:
    with collecting.engine("local") as pool:
        collecting.collect(city.known, pool, lambda: when)


def one_more(city: City, code: str) -> str:
    """A task that was filed in 2024 is published now."""
    text = (SAMPLE / TASKS[3]).read_text(encoding="utf-8")
    city.repository(code).write(f"registry/{TASKS[3]}", text)
    return city.repository(code).commit("one more")


@pytest.fixture
def handed_in(city: City) -> City:
    """All handed in in time but one district; another published one more task after the cut."""
    shutil.move(city.folder / THREE, city.folder / "later")
    collected(city, IN_TIME)
    shutil.move(city.folder / "later", city.folder / THREE)
    one_more(city, ONE)
    collected(city, TOO_LATE)
    return city


def test_a_year_is_what_had_arrived_by_the_cut(handed_in: City) -> None:
    made = freeze(handed_in.known, 2025, CUT, NOON)
    assert [one.good and one.good.rows["tasks"] for one in made.states] == [3, 3, None]
    assert frozen_year(handed_in.lake, 2025) == made
    files = handed_in.lake.tables_of("tasks", made.states)
    assert [path.is_file() for path in files] == [True, True]


def test_what_was_filed_in_time_and_arrived_later_is_late(handed_in: City) -> None:
    made = freeze(handed_in.known, 2025, CUT, NOON)
    found = [(one.district, one.id) for one in late(handed_in.lake, made, CODES)]
    number = Path(TASKS[3]).stem
    assert found == [(ONE, number), *((THREE, Path(name).stem) for name in TASKS[:3])]
    assert late(handed_in.lake, freeze(handed_in.known, 2023, None, NOON), CODES) == ()


def test_a_frozen_year_stays_although_a_history_is_rewritten_and_accepted(handed_in: City) -> None:
    made = freeze(handed_in.known, 2025, CUT, NOON)
    kept = handed_in.lake.frozen_file(2025).read_bytes()
    before = [path.read_bytes() for path in handed_in.lake.tables_of("tasks", made.states)]
    handed_in.repository(ONE).git("commit", "--quiet", "--amend", "--message", "other")
    assert handed_in.collect("--accept-rewrite", ONE, "--reason", "搬家") == Exit.DONE
    assert handed_in.collect() == Exit.DONE
    with pytest.raises(Refused, match="frozen already"):
        freeze(handed_in.known, 2025, None, NOON)
    assert handed_in.lake.frozen_file(2025).read_bytes() == kept
    assert [p.read_bytes() for p in handed_in.lake.tables_of("tasks", made.states)] == before


@pytest.mark.parametrize(
    ("year", "until"), [(2026, None), (2025, NOON.date()), (2026, CUT), (2030, None)]
)
def test_nothing_is_frozen_by_a_day_that_is_not_over(
    city: City, year: int, until: date | None
) -> None:
    with pytest.raises(Refused, match="not over"):
        freeze(city.known, year, until, NOON)


def test_the_year_is_told_with_what_came_too_late(
    handed_in: City, accession: Callable[..., Answer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    told = ("--file", str(handed_in.put()))
    lang = ("--lang", "zh_CN", "districts")
    assert accession(*lang, "status", "--year", "2025", *told).code == Exit.FOUND
    answer = accession(*lang, "freeze", "2025", "--until", "2026-09-30", *told)
    assert answer.code == Exit.DONE
    assert "没有收到：津南区" in answer.err
    answer = accession(*lang, "status", "--year", "2025", *told)
    assert answer.code == Exit.FOUND
    assert [line.split()[0] for line in answer.out.splitlines()[2:5]] == list(NAMES.values())
    assert answer.out.count("迟到") == 5
    found = json.loads(accession(*lang, "status", "--year", "2025", *told, "--json").out)
    assert [one["district"] for one in found["late"]] == [ONE, THREE, THREE, THREE]
    assert found["cut"] == "2026-09-30T23:59:59+08:00"


# The report of a frozen year


def reported(city: City, year: int, accession: Callable[..., Answer]) -> dict[str, Any]:
    told = ("districts", "report", str(year), "--file", str(city.put()), "--json")
    answer = accession(*told)
    assert answer.code == Exit.DONE, answer.err
    found: dict[str, Any] = json.loads(answer.out)
    return found


def page(city: City) -> str:
    return (city.lake.folder / "pages" / "index.html").read_text(encoding="utf-8")


def test_the_report_of_a_frozen_year_has_what_was_frozen(
    handed_in: City, accession: Callable[..., Answer]
) -> None:
    before = reported(handed_in, 2025, accession)
    assert (before["frozen"], before["counted"]) == (None, 3)
    assert "本年没有定版" in page(handed_in)
    freeze(handed_in.known, 2025, CUT, NOON)
    made = reported(handed_in, 2025, accession)
    assert (made["counted"], made["districts"], made["sums"]["live"]) == (2, 3, 4)
    assert [one["kind"] for one in made["warnings"] if one["code"] == THREE] == ["not_in_time"]
    assert made["frozen"]["cut"] == CUT.isoformat()
    assert [one["district"] for one in made["frozen"]["late"]] == [ONE, THREE, THREE, THREE]
    assert "只算2026年9月30日以前（含当日）收到的数据，以后收到的另列为迟到（4项）" in page(
        handed_in
    )
    assert page(handed_in).count(Path(TASKS[3]).stem) == 1


def test_the_report_of_a_frozen_year_stays_whatever_changes_later(
    handed_in: City, accession: Callable[..., Answer]
) -> None:
    catalogue = handed_in.folder / "catalogue.yaml"
    catalogue.write_text("entries: []\n", encoding="utf-8")
    with pytest.raises(Refused, match=r"catalogue\.yaml"):
        freeze(handed_in.known, 2025, CUT, NOON)
    catalogue.write_text(editor.new_text(CATALOGUE), encoding="utf-8")
    freeze(handed_in.known, 2025, CUT, NOON)
    before = reported(handed_in, 2025, accession)
    folder = handed_in.lake.folder / "pages"
    kept = {
        path: path.read_bytes() for path in folder.rglob("*") if path.suffix in {".html", ".csv"}
    }
    catalogue.write_text(editor.new_text({**CATALOGUE, "title": "新的目录"}), encoding="utf-8")
    (handed_in.repository(ONE).top / "registry" / TASKS[0]).unlink()
    handed_in.repository(ONE).commit("take one out")
    handed_in.repository(TWO).git("commit", "--quiet", "--amend", "--message", "other")
    handed_in.collect()
    assert reported(handed_in, 2025, accession) == before
    assert {path: path.read_bytes() for path in kept} == kept
    assert reported(handed_in, 2026, accession)["catalogue"] == "新的目录"


def test_the_report_of_a_frozen_year_has_the_districts_of_that_year(
    handed_in: City, accession: Callable[..., Answer], monkeypatch: pytest.MonkeyPatch
) -> None:
    freeze(handed_in.known, 2025, CUT, NOON)
    before = reported(handed_in, 2025, accession)
    monkeypatch.delitem(NAMES, TWO)
    monkeypatch.setitem(NAMES, ONE, "改了名的区")
    assert reported(handed_in, 2025, accession) == before
    assert "西青区" in page(handed_in)
    assert "改了名的区" not in page(handed_in)
