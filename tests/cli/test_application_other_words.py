"""Forms that came as .odt, .doc or .wps are read with LibreOffice, or it is said what to do."""

from collections.abc import Callable
from pathlib import Path

import pytest

from accession_cli.office import converting
from conftest import Answer
from filled_forms import form_of, records
from libreoffice import needs_office, saved_again
from repositories import Clone

Command = Callable[..., Answer]
FIRST = "DL-A-2026-0001"


@pytest.fixture
def form(tmp_path: Path) -> Path:
    path = tmp_path / "审批表.docx"
    path.write_bytes(form_of(records()["DL-2026-0013"] | {"title": "协助独居老人冬季走访"}))
    return path


@needs_office
@pytest.mark.office
@pytest.mark.git
@pytest.mark.parametrize("kind", ["odt", "doc"])
def test_a_form_of_another_kind_is_received_as_it_came(
    district: Clone, form: Path, tmp_path: Path, accession: Command, kind: str
) -> None:
    other = saved_again([form], kind, tmp_path / "saved")[form.stem]
    if kind == "doc":
        other = other.rename(other.with_suffix(".wps"))  # WPS writes the same under its own name
    at = ("-C", str(district.top))
    answer = accession(*at, "receive", str(other), "--received", "2026-10-09")
    assert answer.code == 0, answer.err
    record = district.top / f"registry/applications/2026/{FIRST}.yaml"
    text = record.read_text(encoding="utf-8")
    assert f"name: {other.name}\n" in text
    assert "title: 协助独居老人冬季走访\n" in text
    assert "faults: []\n" in text


@pytest.mark.git
def test_without_libreoffice_one_sentence_says_what_to_do(
    district: Clone,
    form: Path,
    tmp_path: Path,
    accession: Command,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(converting, "_PROGRAMS", ())
    inbox = tmp_path / "收件箱"
    inbox.mkdir()
    form.rename(inbox / "甲.docx")
    (inbox / "乙.doc").write_bytes(b"\xd0\xcf\x11\xe0" + bytes(600))
    answer = accession("-C", str(district.top), "receive", str(inbox), "--received", "2026-10-09")
    assert "乙.doc is not a .docx file" in answer.err
    assert "save it as .docx" in answer.err
    assert "belongs to no form" not in answer.err
    assert "received: 1" in answer.err
