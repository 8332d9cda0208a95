"""What the command line answers to mistakes, in which language, and with which exit code."""

import json
import sys
import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen  # noqa: TID251 - a reader that leaves needs a pipe
from typing import Annotated, Literal, NoReturn

import pytest
import typer

from accession_cli import __version__, clock, i18n
from accession_cli.cli import terminal, validate
from accession_cli.cli.looking import AsOf
from accession_cli.cli.options import RegistryFolder, day, reader
from accession_cli.errors import Exit, Refusal
from accession_cli.i18n import N_, choose_language
from conftest import TODAY, Answer
from refusals import refuses

Accession = Callable[..., Answer]


@pytest.mark.parametrize(
    ("arguments", "said", "step"),
    [
        (("rlues",), "Error: There is no command rlues.", "→ Perhaps you meant rules."),
        (("xyzzy",), "Error: There is no command xyzzy.", ""),
        (("rules", "--jsn"), "Error: There is no option --jsn.", "→ Perhaps you meant --json."),
        (("rules", "-x"), "Error: There is no option -x.", ""),
        (("rules", "T101", "T102", "-"), "Error: Nothing more was expected here: T102 -", ""),
        (("rules", "--json=1"), "Error: The option --json takes no value.", ""),
        (("--registry",), "Error: The option --registry needs a value after it.", ""),
        (("--lang", "en"), "Error: A command is missing.", ""),
        (("calendar", "add"), "Error: The argument DATE is missing.", ""),
        (
            ("calendar", "add", "2024-02-30", "5"),
            (
                "Error: DATE: There is no day “2024-02-30”: that month has 29 days."
                " Perhaps it means: 2024-02-29"
            ),
            "",
        ),
        (("calendar", "show", "x"), "Error: YEAR: “x” is not a whole number.", ""),
        (
            ("calendar", "show", "1999"),
            "Error: YEAR: 1999 is not a number from 2000 to 2099.",
            "",
        ),
        (
            ("rules", "--lang", "fr"),
            "Error: --lang: “fr” is not a language spoken here. Write en or zh_CN.",
            "",
        ),
    ],
)
def test_wrong_usage_is_told_with_what_was_meant_and_where_help_is(
    accession: Accession, arguments: tuple[str, ...], said: str, step: str
) -> None:
    answer = accession(*arguments)
    lines = answer.err.splitlines()
    assert (answer.code, answer.out) == (Exit.USAGE, "")
    assert lines[0] == said
    assert lines[1:-2] == ([step] if step else [])
    assert lines[-2].startswith("Usage: accession ")
    assert lines[-1].startswith("→ For help: accession ")
    assert lines[-1].endswith(" --help")


def test_a_value_from_a_variable_is_told_apart_from_one_that_was_typed(
    accession: Accession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACCESSION_LANG", "fr")
    i18n.use("en")
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    answer = accession("rules")
    assert answer.err.startswith("Error: ACCESSION_LANG: “fr” is not a language spoken here.")


#: Typer's complaints about values of its own types; all others are worded by us.
@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        (typer.Option("--it", max=3), "4", "Error: --it: 4 is more than 3."),
        (typer.Option("--it", min=3), "2", "Error: --it: 2 is less than 3."),
    ],
)
def test_ranges_are_told_in_words(
    accession: Accession, monkeypatch: pytest.MonkeyPatch, option: object, value: str, said: str
) -> None:
    def probe(it: int = 3) -> None: ...

    probe.__annotations__["it"] = Annotated[int, option]
    monkeypatch.setattr(validate, "rules", probe)
    assert accession("rules", "--it", value).err.splitlines()[0] == said


def test_choices_are_told_in_words(accession: Accession, monkeypatch: pytest.MonkeyPatch) -> None:
    def probe(form: Annotated[Literal["text", "json"], typer.Option()] = "text") -> None: ...

    monkeypatch.setattr(validate, "rules", probe)
    said = accession("rules", "--form", "xml").err.splitlines()[0]
    assert said == "Error: --form: “xml” is not one of text, json."


def test_without_a_command_the_help_is_shown_and_nothing_was_done(accession: Accession) -> None:
    answer = accession()
    assert (answer.code, answer.out) == (Exit.USAGE, "")
    assert answer.err == accession("--help").out


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(("--version",), 0), (("--help",), 0), (("rules", "T101"), 0), (("rules", "Q1"), 2), ((), 2)],
)
def test_exit_codes_reach_the_shell(
    process: Accession, arguments: tuple[str, ...], code: int
) -> None:
    assert process(*arguments).code == code


def test_the_version_is_the_packages(process: Accession) -> None:
    assert process("--version") == Answer(0, f"accession {__version__}\n", "")


DOOR_SHUT = Refusal(N_("The door {number} is shut."), N_("Open it."), Exit.MOVED)


def raising(error: BaseException) -> Callable[[], NoReturn]:
    def command() -> NoReturn:
        raise error

    return command


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (DOOR_SHUT(number=3), Exit.MOVED, "Error: The door 3 is shut.\n→ Open it.\n"),
        (
            DOOR_SHUT(number="\x1b[2J"),
            Exit.MOVED,
            "Error: The door \\u{1b}[2J is shut.\n→ Open it.\n",
        ),
        (KeyboardInterrupt(), Exit.INTERRUPTED, "Interrupted.\n"),
        (EOFError(), Exit.INTERRUPTED, "Interrupted.\n"),
        (typer.Abort(), Exit.INTERRUPTED, "Interrupted.\n"),
        (typer.Exit(6), Exit.TAMPERED, ""),
    ],
)
def test_every_refusal_leaves_by_one_door(
    accession: Accession,
    monkeypatch: pytest.MonkeyPatch,
    error: BaseException,
    code: Exit,
    said: str,
) -> None:
    monkeypatch.setattr(validate, "rules", raising(error))
    assert accession("rules") == Answer(code, "", said)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (PermissionError(13, "no", "a.yaml"), "The system refused a.yaml: permission is denied."),
        (OSError(30, "no", "a.yaml"), "The system refused a.yaml: the disk can only be read."),
        (OSError(28, "no"), "The system refused –: the disk is full."),
        (OSError(5, "no"), "The system refused –: the disk reports a fault."),
    ],
)
def test_what_the_system_refuses_is_no_defect_of_ours(
    accession: Accession, monkeypatch: pytest.MonkeyPatch, error: OSError, said: str
) -> None:
    monkeypatch.setattr(validate, "rules", raising(error))
    answer = accession("rules")
    assert answer.code == Exit.OUTSIDE
    assert answer.err.splitlines()[0] == f"Error: {said}"


def test_a_file_that_accession_itself_lost_is_a_defect(
    accession: Accession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(validate, "rules", raising(FileNotFoundError(2, "no", "a.j2")))
    assert accession("rules").code == Exit.BUG


def test_what_a_command_returns_is_its_exit_code(
    accession: Accession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(validate, "rules", lambda: Exit.FOUND)
    assert accession("rules").code == 1


def test_a_defect_shows_where_it_is_and_how_to_report_it(
    accession: Accession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(validate, "rules", raising(ZeroDivisionError("by zero")))
    answer = accession("rules")
    assert answer.code == 70
    assert "Traceback (most recent call last)" in answer.err
    assert "ZeroDivisionError: by zero" in answer.err
    assert f"defect of accession {__version__}" in answer.err
    assert answer.err.splitlines()[-1].startswith("→ Report it to the maintainers")


@pytest.mark.git
def test_a_reader_that_leaves_early_is_left_in_peace() -> None:
    with Popen(
        [sys.executable, "-m", "accession_cli", "rules", "--json"],
        stdin=DEVNULL,
        stdout=PIPE,
        stderr=PIPE,
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        said = running.stderr.read()
    assert (running.returncode, said) == (Exit.OUTSIDE, b"")


@pytest.mark.parametrize(
    ("asked", "environ", "language"),
    [
        (None, {}, "zh_CN"),
        ("en", {"ACCESSION_LANG": "zh_CN"}, "en"),
        ("zh", {"ACCESSION_LANG": "en"}, "zh_CN"),
        (None, {"ACCESSION_LANG": "en", "LANG": "zh_CN.UTF-8"}, "en"),
        (None, {"LANG": "en_US.UTF-8"}, "en"),
        (None, {"LANG": "zh_TW.UTF-8"}, "zh_CN"),
        (None, {"LC_ALL": "zh_CN.UTF-8", "LANG": "en_US.UTF-8"}, "zh_CN"),
        (None, {"LC_MESSAGES": "en_GB", "LANG": "zh_CN.UTF-8"}, "en"),
        (None, {"LC_ALL": "C.UTF-8"}, "zh_CN"),
        (None, {"LANG": "POSIX"}, "zh_CN"),
        (None, {"LANG": "fr_FR.UTF-8"}, "zh_CN"),
        ("fr", {"LANG": "en_US.UTF-8"}, "en"),
    ],
)
def test_the_language_is_what_was_asked_for_then_the_locale_then_chinese(
    tmp_path: Path, asked: str | None, environ: dict[str, str], language: str
) -> None:
    assert choose_language(asked=asked, environ=environ, start=tmp_path) == language


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("language: en", "en"),
        ('language: "en"  # for guests', "en"),
        ("language: zh_CN", "zh_CN"),
        ("  language: en", "zh_CN"),
        ("language: fr", "zh_CN"),
    ],
)
def test_a_locale_that_says_nothing_leaves_it_to_the_registry(
    tmp_path: Path, line: str, language: str
) -> None:
    folder = tmp_path / "registry" / "tasks" / "2024"
    folder.mkdir(parents=True)
    (tmp_path / "registry" / "scheme.yaml").write_text(f"schema: 1\n{line}\n", encoding="utf-8")
    for start in (tmp_path, tmp_path / "registry", folder):
        said = choose_language(asked=None, environ={"LANG": "C"}, start=start)
        assert said == language


@pytest.mark.parametrize(
    "arguments",
    [
        ("--lang", "zh_CN", "rules", "-x"),
        ("rules", "-x", "--lang=zh"),
        ("rules", "--lang", "zh-CN", "-x"),
    ],
)
def test_the_language_is_known_before_anything_is_said_wherever_it_stands(
    accession: Accession, arguments: tuple[str, ...]
) -> None:
    accession(*arguments)
    assert i18n.language() == "zh_CN"


def test_the_registry_named_before_the_command_decides_the_language_too(
    accession: Accession, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "scheme.yaml").write_text("language: en\n", encoding="utf-8")
    monkeypatch.delenv("ACCESSION_LANG")
    for arguments in (("-C", str(tmp_path)), (f"-C{tmp_path}",), (f"--registry={tmp_path}",)):
        i18n.use("zh_CN")
        accession(*arguments, "--version")
        assert i18n.language() == "en"
    i18n.use("zh_CN")
    monkeypatch.setenv("ACCESSION_REGISTRY", str(tmp_path))
    accession("--version")
    assert i18n.language() == "en"


def test_the_registry_may_be_named_before_or_after_the_command(
    accession: Accession, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Path | None] = []

    def probe(registry: RegistryFolder = None) -> None:
        seen.append(registry)

    monkeypatch.setattr(validate, "rules", probe)
    accession("rules")
    accession("-C", "a", "rules")
    accession("rules", "-C", "b")
    accession("-C", "a", "rules", "--registry", "b")
    monkeypatch.setenv("ACCESSION_REGISTRY", "c")
    accession("rules")
    accession("-C", "a", "rules")
    accession("rules", "-C", "b")
    assert seen == [None, *map(Path, "abbcab")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "2024-02-30",
            "There is no day “2024-02-30”: that month has 29 days. Perhaps it means: 2024-02-29",
        ),
        (
            "2024-13-01",
            (
                "“2024-13-01” is not a day: the month must be from 01 to 12."
                " Perhaps it means: 2024-01-13"
            ),
        ),
        ("0000-01-01", "“0000-01-01” is not a day like 2026年3月2日."),
        ("today", "“today” is not a day like 2026年3月2日."),
        ("", "“” is not a day like 2026年3月2日."),
    ],
)
def test_what_is_no_day_is_refused_with_the_day_that_may_be_meant(text: str, said: str) -> None:
    with pytest.raises(typer.BadParameter) as refused:
        day(text)
    assert refused.value.message == said


@pytest.mark.parametrize(
    "text", ["2024/3/1", "2024-3-1", "20240301", "2024年3月1日", "２０２４．３．１"]
)
def test_a_day_is_understood_as_people_write_it(text: str) -> None:
    assert day(text) == date(2024, 3, 1)


def test_a_day_is_written_year_month_day() -> None:
    assert day("2024-02-29") == date(2024, 2, 29)


def test_as_of_takes_a_day(accession: Accession, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[date | None] = []

    def probe(as_of: AsOf = None) -> None:
        seen.append(as_of)

    monkeypatch.setattr(validate, "rules", probe)
    accession("rules", "--as-of", "2024-03-01")
    accession("rules")
    assert seen == [date(2024, 3, 1), None]


def test_what_a_reader_of_ours_refuses_is_wrong_usage_in_its_own_words(
    accession: Accession, monkeypatch: pytest.MonkeyPatch
) -> None:
    def parse(text: str) -> str:
        raise DOOR_SHUT(number=text)

    def probe(it: str = "") -> None: ...

    probe.__annotations__["it"] = Annotated[str, typer.Option("--it", parser=reader(parse))]
    monkeypatch.setattr(validate, "rules", probe)
    answer = accession("rules", "--it", "7")
    assert answer.code == Exit.USAGE
    assert answer.err.splitlines()[0] == "Error: --it: The door 7 is shut. Open it."


def test_the_day_is_the_day_in_china(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SEALED_TODAY")
    before = (datetime.now(UTC) + timedelta(hours=8)).date()  # noqa: TID251 - to compare with
    said = clock.today()
    after = (datetime.now(UTC) + timedelta(hours=8)).date()  # noqa: TID251 - to compare with
    assert before <= said <= after
    assert clock.now().utcoffset() == timedelta(hours=8)


def test_a_test_has_the_same_hour_whenever_it_runs() -> None:
    assert str(clock.now()) == f"{TODAY} 14:30:00+08:00"


def test_the_day_can_be_moved_for_a_rehearsal(monkeypatch: pytest.MonkeyPatch) -> None:
    assert clock.today().isoformat() == TODAY
    assert clock.now().date() == clock.today()
    monkeypatch.setenv("ACCESSION_TODAY", "2027-03-01")
    assert clock.today().isoformat() == TODAY
    clock.rehearse(sample=True)
    assert clock.today().isoformat() == "2027-03-01"
    monkeypatch.setenv("ACCESSION_TODAY", "2027-3-1")
    with refuses(clock.NOT_ADAY) as refused:
        clock.today()
    assert refused.value.exit_code == Exit.USAGE
    clock.rehearse(sample=False)


def test_messages_wrap_on_a_terminal_and_stay_whole_in_files(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal.refuse("词 " * 60, "做。")
    assert len(capsys.readouterr().err.splitlines()) == 2
    monkeypatch.setenv("COLUMNS", "60")
    terminal.refuse("词 " * 60, "做。")
    assert len(capsys.readouterr().err.splitlines()) == 5


def test_rules_can_be_listed_and_looked_up(accession: Accession) -> None:
    listed = accession("rules")
    assert [line.split()[0] for line in listed.out.splitlines()[2:] if line[:1].isalpha()]
    every = json.loads(accession("rules", "--json").out)["rules"]
    codes = [rule["code"] for rule in every]
    assert len(set(codes)) == len(codes)
    assert all(code in listed.out for code in codes)
    one = accession("rules", "t101").out
    assert one.splitlines()[0].split() == ["Code", "T101"]
    assert "{" not in one


def test_an_unknown_rule_is_answered_with_codes_that_look_like_it(accession: Accession) -> None:
    answer = accession("rules", "T1O1")
    assert answer.code == Exit.USAGE
    assert answer.err.startswith("Error: There is no rule T1O1.\n→ Write one of the codes")
    assert "T101" in answer.err


def test_each_thread_is_spoken_to_in_its_own_language() -> None:
    i18n.use("zh_CN")
    said: list[str] = []
    thread = threading.Thread(target=lambda: said.append(i18n.language()))
    thread.start()
    thread.join()
    assert (said, i18n.language()) == (["en"], "zh_CN")
