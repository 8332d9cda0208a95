"""No paper, message or page names a clause by its key: agencies know only the scheme's numbers."""

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader

from accession_cli import packaged
from accession_cli.papers.directory_formats import FORMATS
from accession_cli.papers.templates import Environment
from accession_cli.scheme.district import scheme_from
from conftest import Answer
from papers.test_directory import busy_edition
from repositories import Clone
from sample_records import scheme

TOP = Path(__file__).parents[2]
_KEY = r"[1-9]\.[0-9](?:\.[0-9])?"
#: 第2.2条, 方案3.1, scheme 3.1, clause 3.1, （2.2）.
BY_KEY = re.compile(
    rf"第{_KEY}条|(?:方案|[Ss]cheme |[Cc]lauses? ){_KEY}\b|[（(]{_KEY}(?:[、,，] ?{_KEY})*[）)]"
)
#: A value that a template fills in with a clause.
CLAUSE = re.compile(r"\{[{%][^{}]*(?:refusal_clause|\.clause\b)[^{}]*\}")
SHOWN = re.compile(r"scheme\.(?:cited|cited_in_full|printed)\([a-z_.]*clause\)")


def text_of(name: str, data: bytes) -> str:
    """All that a file says, as one line."""
    if name.endswith(".pdf"):
        written = "".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
    elif data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            xml = [parts.read(one).decode() for one in parts.namelist() if one.endswith(".xml")]
        written = re.sub("<[^>]*>", "", "".join(xml))
    else:
        written = data.decode()
    return re.sub(r"\s*\n\s*", "", written)


def test_the_two_ways_to_name_a_clause_are_told_apart() -> None:
    for wrong in ("方案第2.2条", "（4.1）", "(4.3, 4.2)", "scheme 3.2.3", "clause 3.4"):
        assert BY_KEY.search(wrong), wrong
    for right in ("方案二、（二）", "scheme 三、（二）3", "《民法典》第201条", "2.4万元"):
        assert not BY_KEY.search(right), right


def test_no_message_names_a_clause_by_its_key() -> None:
    catalogue = TOP / "src/accession_cli/locale/zh_CN/LC_MESSAGES/accession.po"
    said = catalogue.read_text(encoding="utf-8").replace('"\n"', "")
    assert BY_KEY.findall(said) == []
    assert "方案第" not in said


@pytest.mark.parametrize(
    "path",
    sorted(path for path in packaged.folder("templates").rglob("*") if path.is_file()),
    ids=lambda path: path.name,
)
def test_no_template_names_a_clause_by_its_key(path: Path) -> None:
    written = text_of(path.name, path.read_bytes())
    assert BY_KEY.findall(written) == []
    assert "方案第" not in written
    assert [one for one in CLAUSE.findall(written) if not SHOWN.search(one)] == []


@pytest.mark.parametrize("folder", ["docs", "schemas"])
def test_no_page_and_no_schema_names_a_clause_by_its_key(folder: str) -> None:
    for path in (*(TOP / folder).glob("*.[mj][ds]*"), *TOP.glob("README*.md")):
        text = re.sub(r"`[^`\n]+`|\"clause\": \"[^\"]*\"", "", path.read_text(encoding="utf-8"))
        assert BY_KEY.findall(text) == [], path.name


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_no_directory_names_a_clause_by_its_key(name: str) -> None:
    made = busy_edition()
    assert made.scheme.printed(made.scheme.refusal_clause) == "二、（二）"
    written = text_of(f"directory.{name}", FORMATS[name].render(made, Environment()).data)
    assert BY_KEY.findall(written) == []
    if name in {"docx", "html", "md", "pdf", "xlsx"}:
        assert "可以依据方案二、（二）不予承接。" in written
        assert "依照方案三、（二）3规定快速准入的除外。" in written


@pytest.mark.git
def test_nothing_that_is_printed_in_chinese_names_a_clause_by_its_key(
    district: Clone, accession: Callable[..., Answer], tmp_path: Path
) -> None:
    def printed(*arguments: str) -> str:
        answer = accession("--lang", "zh_CN", "-C", str(district.top), *arguments)
        assert answer.code in {0, 1}, answer.err
        return answer.out + answer.err

    out = ("--out", str(tmp_path))
    said = [
        printed("validate", "--hints"),
        printed("validate", "--format", "junit"),
        printed("rules"),
        printed("todo"),
        printed("verify", "--full"),
        printed("check", "测核酸"),
        printed("form", "blank", "--out", str(tmp_path / "form.docx")),
        printed("evaluation", "open", "2025", *out),
        printed("render", "2025", "--draft", "--subdistrict", "120110001", "--format", "md", *out),
        printed("export", "--format", "xlsx", "--out", str(tmp_path / "register.xlsx")),
    ]
    files = [path for path in tmp_path.rglob("*") if path.suffix in {".docx", ".xlsx", ".md"}]
    assert len(files) > 3
    said += [text_of(path.name, path.read_bytes()) for path in files]
    assert [found for text in said for found in BY_KEY.findall(text)] == []
    assert "方案三、（三）" in said[0]


def test_a_clause_is_printed_only_once_it_is_confirmed() -> None:
    profile = scheme_from(scheme())
    assert profile.cited("2.2") == "方案二、（二）"
    assert profile.cited("3.2.3") == profile.cited("4.3") == "方案"
    assert profile.cited("政府信息公开条例第二十六条") == "政府信息公开条例第二十六条"
    assert profile.cited_in_full("3.1") == "《示例方案》三、（一）"
    assert profile.cited_in_full("3.2.1") == "《示例方案》"
