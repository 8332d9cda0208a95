"""Whatever people type stays text in every document: it reads back, and becomes nothing else."""

from collections.abc import Sequence
from functools import cache

import pytest

from accession_cli.papers.directory_formats import FORMATS
from accession_cli.papers.templates import Environment
from document_shapes import READERS, bare
from injection_examples import (
    IN_EVERY_FORMAT,
    IN_JSON_ALONE,
    NEVER_SHOWN,
    SHOWN,
    Sown,
    edition_with,
)
from payloads import TEXTS, UNSOUND

pytestmark = pytest.mark.hostile


def sown(name: str) -> list[Sown]:
    """Every text with the fields it is put into.

    Those are all, but for PDFs, which are slow to read, every fifth; and where each task has a
    class of its own they are slow to make.
    """
    everywhere = (*SHOWN, *IN_JSON_ALONE, *NEVER_SHOWN)
    if name != "pdf":
        return [Sown(text, frozenset(everywhere)) for text in TEXTS]
    return [
        Sown(text, frozenset(everywhere[n % 5 :: 5]) - ({"类"} if n % 9 else set()), f"静{n}")
        for n, text in enumerate(TEXTS)
    ]


def calm(text: str) -> str:
    """A harmless text that breaks into lines and parts where *text* does."""
    return "静" + "〔一" * text.count("〔") + "\n丙" * text.count("\n")


def rendered(name: str, texts: Sequence[Sown]) -> bytes:
    return FORMATS[name].render(edition_with(texts), Environment()).data


@cache
def documents(name: str) -> tuple[bytes, ...]:
    """The directories with all texts; two, because one numbers no more than 99 classes."""
    texts = sown(name)
    return tuple(rendered(name, half) for half in (texts[::2], texts[1::2]))


@cache
def said(name: str) -> str:
    return "".join(map(READERS[name].text, documents(name)))


@cache
def calm_shape(name: str) -> frozenset[str]:
    """The shape of a directory of the same build with harmless texts."""
    texts = [one._replace(text=f"{calm(one.text)}{n}") for n, one in enumerate(sown(name)[::2])]
    return READERS[name].shape(rendered(name, texts))


def needs_reader(name: str) -> None:
    if name not in READERS:
        pytest.fail(f"write a reader for {name} documents in tests/document_shapes.py")


def test_there_are_enough_texts_of_every_sort() -> None:
    assert len(TEXTS) >= 130
    assert len(UNSOUND) >= 25


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_every_text_reads_back_from_every_field(name: str) -> None:
    needs_reader(name)
    marks = {"json": (*SHOWN, *IN_JSON_ALONE), "ics": ()}.get(
        name, SHOWN if name in {"html", "pdf", "docx"} else IN_EVERY_FORMAT
    )
    found = bare(said(name))
    wanted = [one.at(mark) for one in sown(name) for mark in one.fields.intersection(marks)]
    assert [text for text in (*TEXTS, *wanted) if bare(text) not in found] == []


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_no_text_becomes_more_than_text(name: str) -> None:
    needs_reader(name)
    for data in documents(name):
        assert sorted(READERS[name].shape(data) - calm_shape(name)) == []


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_no_document_names_stored_files(name: str) -> None:
    needs_reader(name)
    assert [mark for mark in NEVER_SHOWN if f"·{mark}" in said(name)] == []
