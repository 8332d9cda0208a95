"""``accession calendar`` as people and programs meet it."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from accession_cli import i18n
from accession_cli.cli.app import run
from accession_cli.errors import Exit
from accession_cli.words.layout import cells
from repositories import Clone, sign_in

REGISTRY = Path(__file__).parents[2] / "registry"
NOTICE = """\
schema: 1
year: 2027
document: 国办发明电〔2026〕9号
date: 2026-11-20
url: null
days_off:
  - 2027-01-01
  - 2027-02-08
workdays:
  - 2027-02-14
amendments: []
"""
AMENDED = NOTICE.replace(
    "amendments: []\n",
    """\
amendments:
  - document: 国办发明电〔2027〕1号
    date: 2027-01-26
    url: null
    days_off:
      - 2027-02-09
    days_off_removed: []
    workdays: []
    workdays_removed:
      - 2027-02-14
""",
)


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder outside any registry."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def registry(nowhere: Path, machine: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A committed registry without notices of its own, seen from one of its folders."""
    clone = Clone(top=nowhere / "district", environ=machine)
    folder = clone.top / "registry"
    folder.mkdir(parents=True)
    shutil.copy(REGISTRY / "scheme.yaml", folder)
    clone.git("init", "--quiet", "--initial-branch=main")
    sign_in(clone, "ann")
    clone.commit("begin")
    inside = folder / "tasks"
    inside.mkdir()
    monkeypatch.chdir(inside)
    return folder


def seen_by_two(registry: Path, machine: dict[str, str]) -> Path:
    """The imported notice, with a comment that a person has put over it."""
    clone = Clone(top=registry.parent, environ=machine)
    clone.commit("seen", **{"registry/calendar/2027.yaml": f"# seen by two people\n{NOTICE}"})
    return registry / "calendar/2027.yaml"


@pytest.fixture
def notice(tmp_path: Path) -> Path:
    """The notice for 2027 as a clerk has typed it, outside the registry."""
    path = tmp_path / "notice.yaml"
    path.write_text(NOTICE, encoding="utf-8")
    return path


class Terminal:
    """Runs ``accession calendar`` in English and keeps what it answered."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys = capsys
        self.err = ""

    def __call__(self, *words: object, code: Exit = Exit.DONE) -> str:
        answered = run(["--lang", "en", "calendar", *map(str, words)])
        said = self.capsys.readouterr()
        self.err = said.err
        assert answered == code, said.err
        return said.out

    def json(self, *words: object) -> Any:
        return json.loads(self(*words, "--json"))


@pytest.fixture
def terminal(capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(capsys)


def test_adding_days_answers_programs_in_the_agreed_form(nowhere: Path, terminal: Terminal) -> None:
    answer = terminal.json("add", "2024-01-29", 10)
    assert list(answer.items()) == [
        ("version", 1),
        ("from", "2024-01-29"),
        ("days", 10),
        ("date", "2024-02-09"),
        ("provisional", False),
    ]
    assert terminal.err == ""


def test_a_year_answers_programs_in_the_agreed_form(nowhere: Path, terminal: Terminal) -> None:
    answer = terminal.json("show", 2024)
    assert list(answer) == ["version", "year", "confirmed", "source", "working_days"]
    assert (answer["confirmed"], answer["source"]) == (True, "国办发明电〔2023〕7号")
    assert answer["working_days"][0] == "2024-01-02"
    assert "2024-02-04" in answer["working_days"]
    assert "2024-02-12" not in answer["working_days"]


def test_a_year_without_a_notice_is_not_confirmed(nowhere: Path, terminal: Terminal) -> None:
    answer = terminal.json("show", 2027)
    assert (answer["confirmed"], answer["source"]) == (False, "holidays")
    terminal("show", 2027)
    assert "Provisional: the State Council's notice for 2027 is not known here" in terminal.err
    assert "accession calendar import" in terminal.err


def test_counting_between_days_answers_people_and_programs(
    nowhere: Path, terminal: Terminal
) -> None:
    assert terminal("between", "2026-04-27", "2026-05-13") == (
        "Working days after 2026-04-27, up to and with 2026-05-13: 10.\n"
    )
    assert terminal.json("between", "2026-04-27", "2026-05-13") == {
        "version": 1,
        "from": "2026-04-27",
        "to": "2026-05-13",
        "days": 10,
        "provisional": False,
    }


def test_the_day_and_its_weekday_are_told_to_people(nowhere: Path, terminal: Terminal) -> None:
    assert terminal("add", "2024-01-29", 5) == (
        "Working day 5 after 2024-01-29 is 2024-02-04, Sunday.\n"
    )
    assert terminal.err == ""


def test_the_latest_day_to_apply_is_counted_back(nowhere: Path, terminal: Terminal) -> None:
    said = terminal("add", "2026-10-12", 5, "--before")
    assert said == (
        "2026-09-29, Tuesday, is the last day to apply for a start on 2026-10-12, 5 working days"
        " ahead; the day of the start counts as the last of them.\n"
    )
    answer = terminal.json("add", "2026-03-02", 5, "--before")
    assert (answer["days"], answer["date"]) == (-5, "2026-02-24")
    assert answer["counted"] == "2026-02-24"


def test_no_office_takes_a_form_on_a_day_off_so_the_working_day_before_it_is_shown(
    nowhere: Path, terminal: Terminal
) -> None:
    said = terminal("add", "2026-11-13", 5, "--before")
    assert said.startswith("2026-11-06, Friday, is the last day to apply for a start on 2026-11-13")
    assert "By counting it would be 2026-11-08, Sunday; but that is a day off" in said
    answer = terminal.json("add", "2026-11-13", 5, "--before")
    assert (answer["date"], answer["counted"]) == ("2026-11-06", "2026-11-08")


def test_a_provisional_answer_says_so_on_a_line_of_its_own(
    nowhere: Path, terminal: Terminal
) -> None:
    out = terminal("add", "2026-12-21", 10)
    assert out == "Working day 10 after 2026-12-21 is 2027-01-05, Tuesday.\n"
    said, advice = terminal.err.splitlines()
    assert said.startswith("Provisional: the State Council's notice for 2027")
    assert advice.startswith("→ ")
    terminal("add", "2026-12-28", 5, "--before")
    assert "Provisional" in terminal.err


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("year", [2020, 2024, 2026, 2027])
def test_a_year_fits_eighty_columns(
    language: str,
    year: int,
    nowhere: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert run(["--lang", language, "calendar", "show", str(year)]) == Exit.DONE
    said = capsys.readouterr()
    lines = (said.out + said.err).splitlines()
    assert len(lines) > 13
    assert max(map(cells, lines)) <= 80


def test_a_year_names_its_notice_and_amendment_and_every_moved_day(
    nowhere: Path, terminal: Terminal
) -> None:
    out = terminal("show", 2020)
    assert "Confirmed by 国办发明电〔2019〕16号 of 2019-11-21." in out
    assert "Amended by 国办发明电〔2020〕1号." in out
    assert "1, 24, 27–31  19" in out
    assert terminal.err == ""


def test_the_last_confirmed_year_warns_of_its_december(nowhere: Path, terminal: Terminal) -> None:
    terminal("show", 2026)
    assert "The notice for 2027 may still move days from 25 December on." in terminal.err


@pytest.mark.parametrize("text", ["2024-02-30", "2024-2-31", "20240230", "yesterday", "2024"])
def test_what_is_not_a_day_is_refused_as_wrong_usage(
    text: str, nowhere: Path, terminal: Terminal
) -> None:
    assert terminal("add", text, 5, code=Exit.USAGE) == ""
    assert text in terminal.err


def test_days_in_the_wrong_order_are_refused(nowhere: Path, terminal: Terminal) -> None:
    terminal("between", "2024-02-09", "2024-01-29", code=Exit.USAGE)
    assert "Write the earlier day first." in terminal.err


def test_a_folder_that_is_no_registry_is_refused_when_it_was_named(
    nowhere: Path, terminal: Terminal
) -> None:
    terminal("show", 2026, "-C", nowhere, code=Exit.UNREADABLE)
    assert str(nowhere) in terminal.err


def test_an_imported_notice_confirms_its_year(
    registry: Path, notice: Path, terminal: Terminal
) -> None:
    out = terminal("import", notice)
    assert "2027" in out
    assert "registry/calendar/2027.yaml" in out
    assert (registry / "calendar/2027.yaml").read_text(encoding="utf-8") == NOTICE
    assert [p.name for p in (registry / "calendar").iterdir()] == ["2027.yaml"]
    answer = terminal.json("show", 2027)
    assert (answer["confirmed"], answer["source"]) == (True, "国办发明电〔2026〕9号")
    assert terminal.json("add", "2026-12-25", 10)["provisional"] is False


def test_an_imported_notice_is_a_commit_like_any_record(
    registry: Path, notice: Path, machine: dict[str, str], terminal: Terminal
) -> None:
    terminal("import", notice)
    clone = Clone(top=registry.parent, environ=machine)
    assert clone.git("log", "-1", "--format=%s") == "Enter the working days of 2027"
    assert clone.git("status", "--porcelain") == ""
    before = clone.head
    terminal("import", notice)
    assert clone.head == before


def test_a_notice_is_written_canonically_however_it_was_typed(
    registry: Path, notice: Path, terminal: Terminal
) -> None:
    first, *others = NOTICE.splitlines()
    indented = "\n".join([*others, first, ""]).replace("\n  - ", "\n    - ")
    notice.write_bytes(indented.replace("\n", "\r\n").encode())
    terminal("import", notice)
    assert (registry / "calendar/2027.yaml").read_bytes() == NOTICE.encode()


def test_importing_the_same_notice_again_changes_nothing(
    registry: Path, notice: Path, machine: dict[str, str], terminal: Terminal
) -> None:
    assert terminal.json("import", notice) == {
        "version": 1,
        "year": 2027,
        "source": "国办发明电〔2026〕9号",
        "path": "registry/calendar/2027.yaml",
        "written": True,
    }
    kept = seen_by_two(registry, machine)
    assert terminal.json("import", notice)["written"] is False
    assert kept.read_text(encoding="utf-8").startswith("# seen by two people")


def test_another_notice_for_the_same_year_is_refused(
    registry: Path, notice: Path, terminal: Terminal
) -> None:
    terminal("import", notice)
    notice.write_text(NOTICE.replace("2027-02-08", "2027-02-09"), encoding="utf-8")
    assert terminal("import", notice, code=Exit.FOUND) == ""
    assert "registry/calendar/2027.yaml already holds the notice for 2027" in terminal.err
    assert (registry / "calendar/2027.yaml").read_text(encoding="utf-8") == NOTICE


def test_an_amendment_may_be_appended_and_nothing_taken_away(
    registry: Path, notice: Path, machine: dict[str, str], terminal: Terminal
) -> None:
    terminal("import", notice)
    kept = seen_by_two(registry, machine)
    notice.write_text(AMENDED, encoding="utf-8")
    terminal("import", notice)
    assert kept.read_text(encoding="utf-8") == f"# seen by two people\n{AMENDED}"
    assert "2027-02-14" not in terminal.json("show", 2027)["working_days"]
    assert "Amended by 国办发明电〔2027〕1号." in terminal("show", 2027)
    notice.write_text(NOTICE, encoding="utf-8")
    terminal("import", notice, code=Exit.FOUND)


def test_a_notice_that_cannot_be_right_is_refused_with_every_reason(
    registry: Path, notice: Path, terminal: Terminal
) -> None:
    wrong = NOTICE.replace("2027-02-08", "2027-02-06").replace("2027-02-14", "2027-02-15")
    notice.write_text(wrong.replace("〔2026〕9号", "〔2025〕9号"), encoding="utf-8")
    assert terminal("import", notice, code=Exit.FOUND) == ""
    assert "not in the year of its number" in terminal.err
    assert "2027-02-06 is listed as a day off, but it falls on a weekend" in terminal.err
    assert "2027-02-15 is listed as a make-up workday" in terminal.err
    assert not (registry / "calendar").exists()


@pytest.mark.parametrize(
    ("was", "written"),
    [
        ("  - 2027-02-08", "  - 2027-01-01"),  # twice
        ("  - 2027-02-08", "  - 2027-02-30"),  # no such day
        ("url: null\n", ""),  # a key is missing
        ("year: 2027", "year: 2027\nyear: 2027"),  # not the dialect
    ],
)
def test_a_file_that_is_no_notice_is_refused_with_its_place(
    was: str, written: str, registry: Path, notice: Path, terminal: Terminal
) -> None:
    notice.write_text(NOTICE.replace(was, written), encoding="utf-8")
    assert terminal("import", notice, code=Exit.UNREADABLE) == ""
    assert f"{notice}:" in terminal.err
    assert not (registry / "calendar").exists()


def test_a_missing_file_is_refused(registry: Path, terminal: Terminal) -> None:
    terminal("import", "nothing.yaml", code=Exit.UNREADABLE)
    assert "nothing.yaml cannot be read" in terminal.err


def test_a_broken_calendar_file_stops_counting_and_says_where(
    registry: Path, terminal: Terminal
) -> None:
    (registry / "calendar").mkdir()
    (registry / "calendar/2027.yaml").write_text("schema: 1\nyear: 2027\n", encoding="utf-8")
    assert terminal("add", "2024-01-29", 10, code=Exit.UNREADABLE) == ""
    assert "registry/calendar/2027.yaml:1:1" in terminal.err


def test_the_latest_day_to_apply_fits_the_width_asked_for(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert run(("calendar", "add", "2026-04-27", "5", "--before")) == Exit.DONE
    assert max(map(len, capsys.readouterr().out.splitlines())) <= 80
