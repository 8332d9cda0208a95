"""Every verb can be tried first: ``--check`` says what would be recorded, and writes nothing."""

import json
from collections.abc import Callable

import pytest

from conftest import Answer
from repositories import Clone, TwoClerks

Command = Callable[..., Answer]
ADD = ("--source", "community", "--community", "示例一社区", "--agency", "minzheng")
WHAT = ("--what", "要求居委会代收垃圾清运费")


def complain(accession: Command, clone: Clone, *more: str) -> Answer:
    return accession("-C", str(clone.top), "complaint", "add", *ADD, *WHAT, *more)


def test_what_would_be_entered_is_shown_and_nothing_is_written(
    accession: Command, district: Clone
) -> None:
    before = district.state()
    answer = complain(accession, district, "--check")
    assert answer.code == 0
    assert "+++ registry/complaints/2026/DL-C-2026-0001.yaml" in answer.out
    assert "+what: 要求居委会代收垃圾清运费" in answer.out
    assert "nothing was written" in answer.err
    assert district.state() == before
    assert not list((district.top / ".git").glob("accession/outbox/*.json"))


def test_a_program_gets_the_files_as_they_would_be(accession: Command, district: Clone) -> None:
    shown = json.loads(complain(accession, district, "--check", "--json").out)
    assert shown["status"] == "checked"
    (file,) = shown["files"]
    assert file["before"] is None
    assert complain(accession, district).code == 0
    assert (district.top / file["path"]).read_text(encoding="utf-8") == file["text"]


def test_what_is_recorded_already_is_compared_with_what_would_be(
    accession: Command, district: Clone
) -> None:
    assert complain(accession, district).code == 0
    answer = accession(
        *("-C", str(district.top), "complaint", "rectify", "DL-C-2026-0001", "--check")
    )
    assert answer.code == 0
    assert "-rectification: null" in answer.out
    assert "+rectification:" in answer.out
    assert not list(district.top.glob("build/**/*.docx"))


def test_what_would_be_refused_is_refused_in_the_same_words(
    accession: Command, district: Clone
) -> None:
    close = ("-C", str(district.top), "complaint", "close", "DL-C-2026-0001")
    assert complain(accession, district).code == 0
    tried = accession(*close, "--outcome", "rectified", "--check")
    done = accession(*close, "--outcome", "rectified")
    assert (tried.code, tried.err) == (done.code, done.err)
    assert tried.code == 1


@pytest.mark.parametrize("more", [("--check",), ()])
def test_a_secret_is_refused_before_anything_is_looked_at(
    accession: Command, two_offices: TwoClerks, more: tuple[str, ...]
) -> None:
    answer = accession(
        *("-C", str(two_offices.ann.top), "complaint", "add", *ADD),
        *("--what", "联系人身份证号11010119900307803X", *more),
    )
    assert answer.code == 7
