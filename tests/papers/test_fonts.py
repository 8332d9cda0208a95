"""The bold fonts that travel with the program: what they have, and what stands in for the rest."""

import hashlib
import io
from collections.abc import Iterator
from typing import Any

import pytest
import typst
from make_fonts import characters
from pypdf import PdfReader
from pypdf.generic import StreamObject

from accession_cli.papers.directory_pdf import fonts_of
from accession_cli.papers.templates import BOLD, Environment

SIGNS_OF_THE_PAPERS = "〔〕《》〈〉“”、，。；：？！（）—…～●★□→·№〇"


def set_in_bold(text: str, family: str) -> PdfReader:
    source = (
        f'#set document(title: [字], date: none)\n#set text(font: "{family}", weight: "bold")\n'
        f'#"{text}"\n'
    )
    made = typst.compile(
        source.encode(),
        font_paths=fonts_of(Environment()),
        ignore_system_fonts=True,
        pdf_standards=["ua-1"],
    )
    assert isinstance(made, bytes)
    return PdfReader(io.BytesIO(made))


def fonts_in(document: PdfReader) -> set[str]:
    """The names of the embedded fonts, without the letters that mark a subset."""
    return {
        str(font["/BaseFont"]).rpartition("+")[2].removesuffix("-Identity-H")
        for page in document.pages
        for font in resolved(page["/Resources"])
    }


def resolved(resources: Any) -> Iterator[Any]:
    fonts = resources.get_object()["/Font"].get_object()
    return (one.get_object() for one in fonts.values())


def content_of(document: PdfReader) -> bytes:
    streams = (page.get_contents() for page in document.pages)
    return b"".join(one.get_data() for one in streams if isinstance(one, StreamObject))


def test_the_fonts_are_those_whose_hashes_stand_beside_them() -> None:
    sums = (BOLD / "SHA256SUMS").read_text("utf-8").splitlines()

    assert sums == [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}"
        for path in sorted(BOLD.glob("*.otf"))
    ]


def test_the_licence_of_the_fonts_travels_with_them() -> None:
    licence = (BOLD / "OFL.txt").read_text("utf-8")

    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    assert all(path.name in licence for path in BOLD.glob("*.otf"))


@pytest.mark.parametrize("family", ["Noto Serif SC", "Noto Sans SC"])
def test_all_of_gb_2312_has_a_true_bold(family: str) -> None:
    hanzi = "".join(one for one in characters() if one >= "\u4e00")
    assert len(hanzi) > 6763

    found = set_in_bold(hanzi + SIGNS_OF_THE_PAPERS, family)

    assert fonts_in(found) == {f"{family.replace(' ', '')}-Bold"}
    assert b"2 Tr" not in content_of(found)  # nothing is drawn with a stroke around it


@pytest.mark.parametrize("family", ["Noto Serif SC", "Noto Sans SC"])
def test_a_rare_character_falls_back_to_the_regular_of_the_family(family: str) -> None:
    name = family.replace(" ", "")

    found = set_in_bold("镕基路", family)

    assert fonts_in(found) == {f"{name}-Bold", f"{name}-Regular"}
    assert "镕基路" in found.pages[0].extract_text()
