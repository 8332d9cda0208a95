"""Every --help, in both languages, on an 80-column terminal."""

import os
import re
import sys
from collections.abc import Callable, Iterator
from subprocess import run as run_program  # noqa: TID251 - a process that has loaded nothing yet
from typing import cast

import pytest

from accession_cli.cli.commands import COMMANDS, Command
from accession_cli.cli.typer_seam import OneCommand, help_page, load
from accession_cli.words.layout import cells
from conftest import Answer
from repositories import Clone

#: Latin words that Chinese help may hold: names, not English.
NAMES = {
    *("accession", "git", "YAML", "JSON", "CSV", "HTML", "PDF", "OFD", "GitHub", "Word", "Excel"),
    *("index", "Makefile", "README"),  # where a package comes from; what init writes
    *("offline", "null"),  # what is written in a record
    *("text", "json", "github", "html", "pdf", "true", "false", "gitlab", "sarif", "junit"),
    *("all", "md", "csv", "xlsx", "docx", "ics", "SHA256SUMS"),  # formats, a status, a file
    "tasks",  # the key of a list
    *("Dask", "local"),  # who collects
    *("SELECT", "SQL"),  # in which questions are asked
}
#: Options, variables, file names, choices (a|b), keys with a dot or an underscore.
NAME_SHAPES = re.compile(r"--?[a-z][a-z-]*|[A-Z]+(?:_[A-Z]+)+|\S*[./|_=]\S*|zh_CN")


def every(entries: tuple[Command, ...], *before: str) -> Iterator[tuple[str, ...]]:
    for entry in entries:
        yield (*before, entry.name)
        yield from every(entry.parts, *before, entry.name)


PATHS = [(), *every(COMMANDS)]
each_command = pytest.mark.parametrize(
    "path", PATHS, ids=lambda path: " ".join(path) or "accession"
)


def page_of(accession: Callable[..., Answer], path: tuple[str, ...], language: str) -> str:
    answer = accession("--lang", language, *path, "--help")
    assert (answer.code, answer.err) == (0, "")
    return answer.out


@each_command
def test_every_command_has_help(accession: Callable[..., Answer], path: tuple[str, ...]) -> None:
    page = page_of(accession, path, "en")
    assert page.startswith(f"Usage: {' '.join(('accession', *path))} [OPTIONS]")
    assert "Show this help and stop." in page
    assert "--lang LANGUAGE" in page


@each_command
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_every_help_fits_into_80_columns(
    accession: Callable[..., Answer],
    monkeypatch: pytest.MonkeyPatch,
    path: tuple[str, ...],
    language: str,
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    lines = page_of(accession, path, language).splitlines()
    assert [line for line in lines if cells(line) > 80] == []
    assert [line for line in lines if line.strip()[:1] in set("。，、；：）》」』】”")] == []
    assert [line for line in lines if line != line.rstrip()] == []


@each_command
def test_no_english_is_left_in_chinese_help(
    accession: Callable[..., Answer], path: tuple[str, ...]
) -> None:
    page, _examples, _rest = page_of(accession, path, "zh_CN").partition("示例：")
    names = NAMES | {name for words in PATHS for name in words}
    words = re.findall("[A-Za-z]{3,}", NAME_SHAPES.sub(" ", page))
    assert [word for word in words if word not in names] == []


@each_command
def test_every_parameter_says_what_it_is_for(
    accession: Callable[..., Answer], monkeypatch: pytest.MonkeyPatch, path: tuple[str, ...]
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    page = page_of(accession, path, "en")
    terms = [line for line in page.splitlines() if re.match(r"  -", line)]
    assert len(terms) >= 2
    followed = page.splitlines()
    for place, line in enumerate(followed):
        if line in terms:
            alone = re.fullmatch(r"  -\S+(?:, --\S+)?(?: \S+)?", line)
            assert not alone or followed[place + 1].startswith("      "), line


@each_command
def test_every_first_paragraph_is_one_sentence_for_the_list(path: tuple[str, ...]) -> None:
    entries: tuple[Command, ...] = COMMANDS
    for name in path:
        entry = next(entry for entry in entries if entry.name == name)
        assert entry.help.endswith(".")
        assert "\n" not in entry.help
        assert bool(entry.module) != bool(entry.parts)
        entries = entry.parts


@each_command
def test_every_example_begins_with_the_command(path: tuple[str, ...]) -> None:
    entries: tuple[Command, ...] = COMMANDS
    examples: tuple[str, ...] = ()
    for name in path:
        entry = next(entry for entry in entries if entry.name == name)
        entries = entry.parts
        if entry.module:
            examples = cast("OneCommand", load(entry)).examples
    for example in examples:
        assert f"{' '.join(('accession', *path))}" in example


def test_the_commands_of_every_day_stand_first(accession: Callable[..., Answer]) -> None:
    page = page_of(accession, (), "zh_CN")
    headings = [line for line in page.splitlines() if line.endswith("：") and line[0] != " "]
    assert headings == ["日常：", "不定期：", "一年一次：", "管理员：", "市、省汇总：", "选项："]
    listed = re.findall(r"(?m)^  ([a-z]+)  ", page)
    assert listed[:8] == ["todo", "check", "list", "show", "receive", "decide", "file", "dispatch"]
    assert sorted(listed) == sorted(one.name for one in COMMANDS if not one.hidden)


@pytest.mark.parametrize("asked", [("help",), ("-h",), ("help", "file"), ("file", "-h")])
def test_help_is_found_by_whatever_people_type(
    accession: Callable[..., Answer], asked: tuple[str, ...]
) -> None:
    path = tuple(word for word in asked if word == "file")
    assert accession(*asked).out == page_of(accession, path, "en")


def test_help_on_what_is_no_command_names_the_near_one(accession: Callable[..., Answer]) -> None:
    answer = accession("help", "recieve")
    assert answer.code == 2
    assert "receive" in answer.err


def test_the_version_has_a_short_option(accession: Callable[..., Answer]) -> None:
    assert accession("-V").out == accession("--version").out != ""


def test_a_chinese_page_is_laid_out_in_columns() -> None:
    arguments = (("申请", "申请的编号。"),)
    options = (
        ("--from 文件", "从文件读取全部内容，" * 4 + "不再逐项询问。"),
        ("--json", "给程序。"),
    )
    page = help_page(
        "用法：accession file [选项] [申请]",
        "登记一项准入事项。\n\n" + "登记以后打印编号和备案号，并说明下一步。" * 3,
        (("Arguments:", arguments), ("Options:", options), ("Commands:", ())),
        ("accession file DL-A-2024-0001", "accession file --set title=入户走访 --set x=1"),
        60,
    )
    assert page.splitlines() == [
        "用法：accession file [选项] [申请]",
        "",
        "  登记一项准入事项。",
        "",
        "  登记以后打印编号和备案号，并说明下一步。登记以后打印编号和",
        "  备案号，并说明下一步。登记以后打印编号和备案号，并说明下一",
        "  步。",
        "",
        "Arguments:",
        "  申请  申请的编号。",
        "",
        "Options:",
        "  --from 文件  从文件读取全部内容，从文件读取全部内容，从文",
        "               件读取全部内容，从文件读取全部内容，不再逐项",
        "               询问。",
        "  --json       给程序。",
        "",
        "Examples:",
        "  accession file DL-A-2024-0001",
        "  accession file --set title=入户走访 --set x=1",
    ]


def test_a_long_example_can_still_be_copied_into_a_shell() -> None:
    page = help_page("", "", (), ("accession retire X --reason 期限届满 --json",), 40)
    assert page.splitlines()[-2:] == [
        "  accession retire X --reason 期限届满 \\",
        "      --json",
    ]


HEAVY = {
    *("rich", "jinja2", "jsonschema", "jsonschema_rs", "holidays", "typst", "ruamel.yaml", "yaml"),
    *("questionary", "prompt_toolkit", "wcwidth", "zoneinfo", "json", "filelock", "pydantic"),
    *("importlib.metadata", "importlib.resources", "multiprocessing"),
    *(
        f"accession_cli.{floor}"
        for floor in ("files", "yamlfile", "gitstore", "office", "secrecy", "entry", "rules")
    ),
    *("accession_cli.registry", "accession_cli.papers", "accession_cli.actions"),
}


@pytest.mark.git
def test_no_help_loads_anything_heavy() -> None:
    """Counted in modules, because a clock in a test depends on who else uses the machine."""
    program = (
        "import sys; from accession_cli.__main__ import main\n"
        f"assert all(main([*path, '--help']) == 0 for path in {PATHS!r})\n"
        "print(*sys.modules, file=sys.stderr)"
    )
    # Measuring coverage loads modules of its own; what is counted here is a start as users have it.
    plain = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    done = run_program([sys.executable, "-c", program], env=plain, capture_output=True, check=True)
    loaded = set(done.stderr.decode().split())
    assert "typer" in loaded
    assert loaded & HEAVY == set()


#: What a look at a registry of canonical files, or a check of one, needs nothing of. Git itself is
#: loaded, to be asked once for the day of the newest commit.
NOT_TO_LOOK = {
    *("rich", "jinja2", "jsonschema", "holidays", "typst", "ruamel.yaml", "yaml", "pypinyin"),
    *("questionary", "prompt_toolkit", "zoneinfo", "filelock", "pydantic", "importlib.metadata"),
    *("multiprocessing", "accession_cli.gitstore.trunk", "accession_cli.papers"),
    *("accession_cli.yamlfile.events", "accession_cli.yamlfile.editor", "accession_cli.entry"),
}


@pytest.mark.parametrize(
    ("arguments", "most"),
    [
        *(
            (["--help"], 20),
            (["check", "消防"], 64),
            (["list"], 55),
            (["show", "ZZ-2024-0001"], 65),
        ),
        *((["todo"], 65), (["validate"], 98)),
    ],
)
def test_a_look_loads_little(district: Clone, arguments: list[str], most: int) -> None:
    program = (
        "import sys; from accession_cli.__main__ import main\n"
        f"main(['-C', {str(district.top)!r}, *{arguments!r}])\n"
        "print(*sys.modules, file=sys.stderr)"
    )
    plain = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    done = run_program([sys.executable, "-c", program], env=plain, capture_output=True, check=True)
    loaded = set(done.stderr.decode().split())
    answers = (
        {"accession_cli.gitstore.git", "accession_cli.entry"}
        if {"check", "show"} & set(arguments)  # show: what is not found by its whole number
        else set()
    )
    assert loaded & (NOT_TO_LOOK - answers) == set()
    assert sum(name.startswith("accession_cli") for name in loaded) < most
