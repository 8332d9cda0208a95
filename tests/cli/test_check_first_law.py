"""A notice, law versions and the freezing of a year can be tried first and leave nothing behind."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from cli.test_calendar import NOTICE
from cli.test_law import HEADS
from conftest import Answer
from repositories import Clone

Command = Callable[..., Answer]


@pytest.mark.parametrize("verb", ["calendar", "statutes"])
def test_what_would_be_entered_is_shown_and_then_written_as_shown(
    accession: Command, district: Clone, tmp_path: Path, verb: str
) -> None:
    given = {
        "calendar": ("2027.yaml", NOTICE),
        "statutes": ("laws.csv", f"{HEADS}\n示例法,2026,2026-01-01,,,,\n"),
    }
    name, text = given[verb]
    (tmp_path / name).write_text(text, encoding="utf-8")
    entered = ("-C", str(district.top), verb, "import", str(tmp_path / name))
    before = district.state()
    shown = json.loads(accession(*entered, "--check", "--json").out)
    assert district.state() == before
    assert accession(*entered).code == 0
    (file,) = shown["files"]
    assert (district.top / file["path"]).read_text(encoding="utf-8") == file["text"]
    again = accession(*entered, "--check")
    assert (again.code, again.out) == (0, "")
    assert "nothing would be written" in again.err


def test_a_year_is_tried_before_it_is_frozen(accession: Command, district: Clone) -> None:
    freeze = ("-C", str(district.top), "freeze", "2024")
    before = district.state()
    tried = accession(*freeze, "--check")
    assert district.state() == before
    done = accession(*freeze)
    assert tried.code == done.code
    if done.code:  # what has to be cleaned up first is told alike
        assert tried.err == done.err
    else:
        assert "+++ registry/editions/2024.yaml" in tried.out
