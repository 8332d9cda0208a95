"""What ``tools/same.py`` calls the same, and how it shows what is not."""

import io
import re
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from same import (
    Job,
    Result,
    compare,
    differences,
    faults,
    file_difference,
    missing,
    neutral,
    plan,
    text_difference,
)
from same_commands import (
    BEGINNING,
    EVERY_HELP,
    LANGUAGES,
    QUICK_IN,
    READING,
    READING_OF,
    RENDERING,
    STORIES,
    TODAY,
    Step,
    steps,
    words,
)

from accession_cli.cli.commands import COMMANDS
from fault.planted import Bug

TOP = Path(__file__).parents[2]
#: What is planted: a word of the commits of one command, and a word that another one prints.
OTHER_WORDS = Bug(
    name="other words",
    changes=(
        ("accession_cli/actions/task_amending.py", 'f"Amend {self.id}', 'f"Change {self.id}'),
        ("accession_cli/cli/outbox.py", '"Nothing is waiting to be sent."', '"Nothing waits."'),
    ),
)
#: What is run of the story of the sample: a task is filed, amended, ended and handed down.
PART = ("sample-en", (1, *range(18, 32)))
FIRST, SECOND = "1" * 40, "2b" * 20
SAID = Result(code=0, out="Tasks: 3\n", err="", files={"out/a.csv": b"a,b\n"}, commits="")
JOB = Job(world="sample", language="en", step=Step(line="list"), number=1)


def container(**parts: str) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as made:
        for name, text in parts.items():
            made.writestr(zipfile.ZipInfo(name), text)
    return written.getvalue()


def test_two_equal_results_have_no_difference() -> None:
    assert list(faults(JOB, SAID, replace(SAID))) == []


@pytest.mark.parametrize(
    ("changed", "stream"),
    [
        (replace(SAID, code=1), "exit code"),
        (replace(SAID, out="Tasks: 4\n"), "stdout"),
        (replace(SAID, out="Tasks: 3"), "stdout"),
        (replace(SAID, err="Hint\n"), "stderr"),
        (replace(SAID, commits="commit 1"), "commits"),
        (replace(SAID, files={"out/a.csv": b"a,c\n"}), "file out/a.csv"),
        (replace(SAID, files={"out/a.csv": None}), "file out/a.csv"),
        (replace(SAID, files={}), "file out/a.csv"),
        (replace(SAID, files={**SAID.files, "out/b": b""}), "file out/b"),
    ],
)
def test_each_difference_is_named_by_its_stream(changed: Result, stream: str) -> None:
    ((named, said),) = differences(SAID, changed)
    assert named == stream
    assert said


def test_programs_that_fail_alike_do_not_count_as_equal() -> None:
    broken = replace(SAID, code=1, err="Traceback (most recent call last):\n")
    named = [stream for stream, _said in faults(JOB, broken, broken)]
    assert named == [
        "exit code of the old program",
        "traceback of the old program",
        "traceback of the new program",
    ]


def test_a_folder_and_a_new_commit_go_by_their_names() -> None:
    text = f"/tmp/x/old/in.pdf {FIRST[:12]} {SECOND} {SECOND[:7]}"
    shown = neutral(text, {"/tmp/x/old": "<folder>"}, [FIRST, SECOND])
    assert shown == "<folder>/in.pdf <commit 1> <commit 2> <commit 2>"


@pytest.mark.parametrize(
    "text", ["a" * 40, "1111111", FIRST[:6], f"{FIRST}1", f"x{FIRST[:12]}", "2026101", "2b2b2b2bz"]
)
def test_what_is_no_new_commit_stays_as_it_is(text: str) -> None:
    commits = [SECOND] if text == "1111111" else [FIRST, SECOND]
    assert neutral(text, {}, commits) == text


def test_a_long_difference_is_cut() -> None:
    shown = text_difference("", "".join(f"{number}\n" for number in range(40))).splitlines()
    assert len(shown) == 13
    assert shown[-1] == "… and 29 lines more"


def test_a_document_differs_by_its_parts() -> None:
    said = file_difference(container(a="1", b="1"), container(a="1", b="2"))
    assert said.endswith("; parts: b")
    packed = file_difference(container(a="1", b="1"), container(b="1", a="1"))
    assert packed.endswith("; parts: equal, packed otherwise")


def test_a_line_of_the_table_is_a_step() -> None:
    file = "file --from a.yaml"
    assert steps(f"5*~ {file} @2025-01-06\n0 list\n?d districts status\n") == (
        Step(line=file, codes=frozenset({5}), day="2025-01-06", quick=True, away=True),
        Step(line="list", day="{today}"),
        Step(line="districts status", codes=frozenset({0, 1}), extra="districts"),
    )


def test_quick_is_a_part_of_the_whole_and_only_picks_by_a_word() -> None:
    whole, quick = plan(quick=False, only=""), plan(quick=True, only="")
    assert set(quick) < {*whole}
    assert {job.language for job in quick} == set(LANGUAGES)
    assert not [job for job in quick if job.world.endswith("-editions")]
    picked = plan(quick=False, only="roster import")
    stories = {job.world for job in picked if "roster import" not in job.step.line}
    assert stories == {f"sample-{language}" for language in LANGUAGES}


def test_every_command_has_a_line_of_its_own() -> None:
    """So that a change of its words or papers is noticed."""
    lines = [
        step.line.split()
        for text in (READING, *READING_OF.values(), RENDERING, *STORIES.values(), BEGINNING)
        for step in steps(text)
    ]
    written = {tuple(line[:2]) for line in lines} | {tuple(line[:1]) for line in lines}
    leaves = {
        (one.name, part.name) if part else (one.name,)
        for one in COMMANDS
        for part in one.parts or (None,)
    }
    helped = {tuple(name.split(":")) for name in EVERY_HELP.split()}
    assert leaves - written == set()
    assert leaves - helped == set()


def test_days_of_a_story_never_go_back() -> None:
    """Nothing is recorded before the day of the newest commit."""
    for name, story in STORIES.items():
        known = words(name, date.fromisoformat(TODAY), "DL-2026-0021")
        days = [step.day.format_map(known) for step in steps(story)]
        assert days == sorted(days)


def test_an_extra_is_missing_when_a_package_of_it_is(tmp_path: Path) -> None:
    project = (
        '[project.optional-dependencies]\nthere = ["pytest>=9"]\ngone = ["no-such-thing>=1"]\n'
    )
    (tmp_path / "pyproject.toml").write_text(project, encoding="utf-8")
    assert missing(tmp_path) == {"gone": "no-such-thing"}


@pytest.mark.git
def test_a_planted_difference_is_found_and_nothing_else_differs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    quick = plan(quick=True, only="")
    story, steps_of_it = PART
    jobs = [
        job
        for job in quick
        if job.world in QUICK_IN or (job.world == story and job.number in steps_of_it)
    ]
    planted = OTHER_WORDS.planted(tmp_path).parent
    (planted / "tests").symlink_to(TOP / "tests")  # the program shows examples of rules from there
    differ = compare(TOP, planted, jobs, "")
    said = capsys.readouterr().out
    differing = [line for line in said.splitlines() if line.startswith(tuple(QUICK_IN))]
    streams = [line.strip() for line in said.splitlines() if re.match("  [a-z]", line)]
    listed = [line for line in differing if "sync --list" in line]
    amended = [line for line in differing if "| amend " in line]
    assert len(listed) == len(amended) == 2
    assert differing == [*listed, *amended]
    assert streams == ["stderr", "stderr", "commits", "commits"]
    assert differ == 4
    assert f"{len(jobs) - 4} of {len(jobs)} equal\n0 ended otherwise than their line says" in said
