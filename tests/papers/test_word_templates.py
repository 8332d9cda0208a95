"""Our Word templates are of named styles, and hold nothing of the tool that made them."""

import re
import zipfile
from pathlib import Path

import pytest
from docx import Document

from accession_cli import packaged

TEMPLATES = sorted(packaged.folder("templates").glob("*.docx"))
KINDS = re.compile("notice|letter|circular|referral|reply|anchor")
LETTERS = [path for path in TEMPLATES if KINDS.search(path.name)]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_holds_nothing_of_python_docx(path: Path) -> None:
    with zipfile.ZipFile(path) as parts:
        names = parts.namelist()
        about = parts.read("docProps/core.xml").decode() + parts.read("docProps/app.xml").decode()
    assert not [one for one in names if "thumbnail" in one or "stylesWithEffects" in one]
    assert "python-docx" not in about
    assert "2013-12-23" not in about
    assert "Macintosh" not in about


@pytest.mark.parametrize("path", LETTERS, ids=lambda path: path.name)
def test_a_paper_looks_as_its_styles_say(path: Path) -> None:
    for paragraph in Document(str(path)).paragraphs:
        properties = paragraph._p.pPr
        if properties is not None:
            assert [one.tag.rpartition("}")[2] for one in properties] in (
                ["pStyle"],
                ["pStyle", "sectPr"],
            )


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_level_of_a_heading_is_left_out(path: Path) -> None:
    document = Document(str(path))
    levels = []
    for paragraph in document.paragraphs:
        style = paragraph.style
        found = None if style is None else style.element.find(".//{*}outlineLvl")
        if found is not None:
            levels.append(int(found.get(found.tag.replace("outlineLvl", "val"))))
    assert all(after - before <= 1 for before, after in zip([-1, *levels], levels, strict=False))
