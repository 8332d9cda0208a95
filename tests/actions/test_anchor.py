"""An anchor that was kept elsewhere tells in any clone whether the history was rewritten."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from docx import Document

from accession_cli.errors import Exit, Refused
from accession_cli.scheme.anchor import ANCHOR_MISTYPED, NO_ANCHOR, Anchor
from conftest import Answer
from repositories import Clone, TwoClerks

Accession = Callable[..., Answer]
SHA = "3f2a" * 10


def at(clone: Clone, accession: Accession, *arguments: str) -> Answer:
    return accession("-C", str(clone.top), *arguments)


def kept(clone: Clone, accession: Accession, out: Path) -> Path:
    """The text file of an anchor that was written today."""
    answer = at(clone, accession, "anchor", "--out", str(out), "--json")
    assert answer.code == Exit.DONE, answer.err
    text, paper = map(Path, json.loads(answer.out)["files"])
    assert paper.suffix == ".docx"
    return text


def test_a_line_is_read_as_it_was_written_however_it_is_broken() -> None:
    anchor = Anchor(commit=SHA, prefix="DL", day=date(2026, 10, 12), commits=120, records=48)
    assert Anchor.read(anchor.line, "x") == anchor
    assert Anchor.read(f"存证行：\n{anchor.line.replace(' ', chr(10))}\n", "x") == anchor


@pytest.mark.parametrize("slip", [("3f2a", "3f2b"), ("records=48", "records=49"), ("-12 ", "-13 ")])
def test_a_slip_of_the_pen_is_not_taken_for_a_rewritten_history(slip: tuple[str, str]) -> None:
    anchor = Anchor(commit=SHA, prefix="DL", day=date(2026, 10, 12), commits=120, records=48)
    with pytest.raises(Refused) as refused:
        Anchor.read(anchor.line.replace(*slip, 1), "x")
    assert refused.value.refusal is ANCHOR_MISTYPED


@pytest.mark.parametrize(
    "text",
    [
        SHA,
        " ".join(SHA[at : at + 4] for at in range(0, 40, 4)),
        f"schema: 1\nyear: 2025\ncommit: {SHA}\n",
        json.dumps({"colophon": {"commit": SHA}}),
        f"| 登记库版本 | {SHA} |",
        f"<dt>登记库版本</dt><dd>{SHA}</dd>",
    ],
)
def test_the_colophon_of_a_directory_is_an_anchor(text: str) -> None:
    assert Anchor.read(text, "x") == Anchor(commit=SHA)


@pytest.mark.parametrize("text", ["", "三份", SHA[:12], f"commit {SHA}0"])
def test_what_names_no_version_is_no_anchor(text: str) -> None:
    with pytest.raises(Refused) as refused:
        Anchor.read(text, "x")
    assert refused.value.refusal is NO_ANCHOR


@pytest.mark.git
def test_the_line_and_the_paper_say_the_same(
    two_offices: TwoClerks, accession: Accession, tmp_path: Path
) -> None:
    text = kept(two_offices.ann, accession, tmp_path / "out")
    line = text.read_text(encoding="utf-8").strip()
    anchor = Anchor.read(line, "x")
    tasks = [name for name in two_offices.ann.tree() if name.startswith("registry/tasks/")]
    assert anchor.commit == two_offices.ann.head
    assert anchor.commits == int(two_offices.ann.git("rev-list", "--count", "HEAD"))
    assert anchor.records is not None
    assert anchor.records >= len(tasks) > 0
    said = "\n".join(one.text for one in Document(str(text.with_suffix(".docx"))).paragraphs)
    assert line in said
    assert "签名" in said
    assert "盖章" in said
    assert at(two_offices.ann, accession, "anchor", "--out", str(tmp_path)).out.strip() == line


@pytest.mark.git
def test_a_history_that_went_on_is_still_the_one_of_the_anchor(
    two_offices: TwoClerks, accession: Accession, tmp_path: Path
) -> None:
    text = kept(two_offices.ann, accession, tmp_path / "out")
    two_offices.bo.commit("more", **{"notes.txt": "x"})
    two_offices.bo.git("push", "--quiet")
    two_offices.ann.git("pull", "--quiet", "--ff-only")
    for given in (str(text), text.read_text(encoding="utf-8").strip()):
        answer = at(two_offices.ann, accession, "verify", "--anchor", given)
        assert answer.code == Exit.DONE, answer.err + answer.out
        assert "2026-10-12" in answer.err


@pytest.mark.git
def test_a_rewritten_history_is_noticed_in_a_fresh_clone(
    two_offices: TwoClerks, accession: Accession, tmp_path: Path
) -> None:
    ann, fresh = two_offices.ann, Clone(top=tmp_path / "fresh", environ=two_offices.ann.environ)
    text = kept(ann, accession, tmp_path / "out")
    ann.git("commit", "--amend", "--quiet", "--no-verify", "--message", "begin otherwise")
    ann.git("push", "--quiet", "--force")
    ann.git("clone", "--quiet", str(two_offices.remote.top), str(fresh.top))
    assert at(fresh, accession, "verify").code == Exit.DONE
    answer = at(fresh, accession, "verify", "--anchor", str(text), "--json")
    assert answer.code == Exit.TAMPERED
    assert [one["code"] for one in json.loads(answer.out)["findings"]] == ["H520"]
    assert not json.loads(answer.out)["remembered"]


@pytest.mark.git
def test_counts_that_differ_are_told(
    two_offices: TwoClerks, accession: Accession, tmp_path: Path
) -> None:
    anchor = Anchor.read(kept(two_offices.ann, accession, tmp_path / "out").read_text(), "x")
    assert anchor.records is not None
    other = replace(anchor, records=anchor.records + 1)
    answer = at(two_offices.ann, accession, "verify", "--anchor", other.line)
    assert answer.code == Exit.TAMPERED
    assert "H521" in answer.out


@pytest.mark.git
def test_a_file_without_an_anchor_is_refused(
    two_offices: TwoClerks, accession: Accession, tmp_path: Path
) -> None:
    other = tmp_path / "other.docx"
    other.write_bytes(b"PK\xff\xfe")
    assert at(two_offices.ann, accession, "verify", "--anchor", str(other)).code == Exit.USAGE
    assert at(two_offices.ann, accession, "verify", "--anchor", "没有").code == Exit.USAGE
