"""What is hidden in a corner of a file is found, whatever program put it there."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from accession_cli.office import apart
from accession_cli.secrecy.codes import SuspicionKind
from accession_cli.secrecy.screening import hidden, screen
from conftest import Answer
from repositories import Clone
from secrecy.corners import FOUND, MARK, PASSING, PERSON, b64, mail, quoted
from secrecy.test_screening import STATUTES

Command = Callable[..., Answer]
RTF = rb"{\rtf1\ansi\ansicpg936 \'bb\'fa\'c3\'dc\u9733?10\'c4\'ea}"


def blocked(data: bytes) -> bool:
    """Whether anything in the file is refused; read here as it is in the other process."""
    return any(one.kind.blocks for one in screen(apart._text_of(data).text))


def test_there_are_fifty_corners() -> None:
    assert len(FOUND) >= 50


@pytest.mark.parametrize("corner", FOUND)
def test_what_is_hidden_in_a_corner_is_found(corner: str) -> None:
    assert blocked(FOUND[corner]())


@pytest.mark.parametrize("corner", PASSING)
def test_what_stands_in_a_corner_without_harm_passes(corner: str) -> None:
    assert screen(apart._text_of(PASSING[corner]()).text) == ()


def test_no_law_is_blocked_because_a_program_wrote_it_in_letters() -> None:
    for clause in STATUTES.splitlines():
        for encoding in ("utf-8", "gb18030"):
            assert screen(b64(clause, encoding)) == (), clause
            assert screen(quoted(clause, encoding)) == (), clause


def test_no_picture_is_taken_for_a_text() -> None:
    chance = random.Random(8)
    for length in (9, 16, 40, 300, 5_000):
        for _time in range(400):
            assert screen(f"a: {b64(chance.randbytes(length))}\n") == ()


def test_a_message_shows_nothing_of_what_was_written_in_letters() -> None:
    letters = b64(f"{MARK}，{PERSON}")
    shown = hidden(f"见 {letters} 后")
    assert letters[8:16] not in shown
    assert MARK not in shown
    assert PERSON not in shown


def test_what_was_found_in_letters_stands_in_their_line() -> None:
    text = f"a\nb\nc: {b64(MARK)}\nd\n"
    (found,) = screen(text)
    assert (found.kind, text.count("\n", 0, found.start)) == (SuspicionKind.MARKING, 2)


@pytest.mark.parametrize(
    "made", [RTF, b"\n " + RTF, mail("application/rtf", "base64", b64(RTF)), b64(RTF).encode()]
)
def test_rtf_is_never_whole(made: bytes) -> None:
    inside = apart._text_of(made)
    assert not inside.whole
    assert inside.text.strip()


# At the doors


@pytest.fixture
def retire(district: Clone, accession: Command, tmp_path: Path) -> Callable[..., Answer]:
    """Ends a task by the agency's paper, whose bytes are given."""

    def ended(paper: bytes, *more: str) -> Answer:
        (tmp_path / "paper.txt").write_bytes(paper)
        return accession(
            *("-C", str(district.top), "retire", "DL-2024-0006", "--reason", "期限届满", "--yes"),
            *("--applied", "2026-09-28", "--effective", "2026-11-01"),
            *("--material", str(tmp_path / "paper.txt"), *more),
        )

    return ended


@pytest.mark.git
@pytest.mark.parametrize(
    "corner",
    [
        *("title of a picture", "number in a field code in pieces", "own XML, an attribute"),
        *("name of an own property", "name of a defined name", "drawing", "thread of comments"),
        *("base64, a mail", "base64, a PDF", "base64, an alt text of a Word file"),
        *("quoted, a number over lines", "number in the address of a link"),
    ],
)
def test_a_paper_with_a_secret_in_a_corner_is_refused_and_nothing_is_kept(
    retire: Callable[..., Answer], district: Clone, corner: str
) -> None:
    before = district.files(), district.head
    answer = retire(FOUND[corner](), "--inspected-by", "王晓")
    assert answer.code == 7
    assert "nothing was written or kept" in answer.err
    assert MARK not in answer.err + answer.out
    assert PERSON not in answer.err + answer.out
    assert (district.files(), district.head) == before


@pytest.mark.git
def test_a_paper_in_rtf_needs_a_person_or_another_format(retire: Callable[..., Answer]) -> None:
    answer = retire(RTF)
    assert (answer.code, "save it as .docx" in answer.err) == (7, True)
    assert retire(RTF, "--inspected-by", "王晓").code == 0


@pytest.mark.git
@pytest.mark.parametrize("corner", ["base64, a comment", "base64, YAML"])
def test_a_check_of_the_registry_reads_what_is_in_letters(
    district: Clone, accession: Command, corner: str
) -> None:
    district.write("registry/notes.txt", FOUND[corner]().decode())
    answer = accession("-C", str(district.top), "validate")
    assert answer.code == 1
    assert "C101" in answer.out
    assert MARK not in answer.out
