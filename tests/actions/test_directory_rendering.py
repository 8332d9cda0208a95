"""A directory of thousands of tasks: what it costs is counted, never timed."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

import pytest

from accession_cli.actions import directory_documents
from accession_cli.actions.directory_documents import rendered, unkept
from accession_cli.office.apart import NoAnswer, read_apart
from accession_cli.papers import directory_json, directory_pdf
from accession_cli.papers.directory_formats import FORMATS
from accession_cli.papers.directory_json import Long, indented, pieces
from accession_cli.papers.directory_pdf import GLYPH_MISSING
from accession_cli.papers.templates import Environment
from accession_cli.scheme.directory import Edition
from accession_cli.scheme.directory_volumes import all_in_one, volumes
from edition_examples import edition_of, filed_task, full_task
from refusals import refuses

T = TypeVar("T")


def tasks(count: int, **changes: object) -> Edition:
    """So many tasks; with ``volume_size`` they are many."""
    made = edition_of(*(filed_task(number) for number in range(1, count + 1)))
    return replace(made, **changes)  # type: ignore[arg-type] # a field's own type


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was called in processes of their own, one name a process."""
    names: list[str] = []

    def noted(
        read: Callable[..., T], *asked: object, seconds: float | None, memory: int | None
    ) -> T:
        names.append(read.__name__)
        return read_apart(read, *asked, seconds=seconds, memory=memory)

    monkeypatch.setattr(directory_documents, "read_apart", noted)
    return names


def one_by_one(made: Edition) -> list[bytes]:
    """The volumes of the PDF, made here."""
    return [directory_pdf.render_volume(made, v, Environment()).data for v in volumes(made)]


def pdfs(made: Edition, formats: Sequence[str]) -> list[bytes]:
    """The volumes of the PDF as they are made among *formats*."""
    kept: dict[str, bytes] = {}
    documents = rendered(made, formats, Environment(), kept.__setitem__)
    return [kept[one.name] for one in documents if one.format == "pdf"]


@pytest.mark.git
def test_each_volume_is_typeset_in_a_process_of_its_own_with_the_same_bytes(
    begun: list[str],
) -> None:
    made = tasks(5, volume_size=2)
    assert pdfs(made, ("pdf", "json")) == one_by_one(made)
    assert begun == ["typeset"] * 4


def test_no_process_is_begun_for_a_small_directory_or_for_no_pdf(begun: list[str]) -> None:
    rendered(tasks(3), ("pdf", "json"), Environment(), unkept)
    rendered(tasks(3, volume_size=2), ("json", "docx"), Environment(), unkept)
    assert begun == []


@pytest.mark.git
def test_who_waits_hears_of_each_format_once_and_gets_them_as_asked() -> None:
    told: list[str] = []
    documents = rendered(
        tasks(3, volume_size=2), ("json", "pdf", "csv"), Environment(), unkept, told.append
    )
    assert told == ["json", "pdf", "csv"]
    assert [one.format for one in documents] == ["json", "pdf", "pdf", "pdf", "csv"]


@pytest.mark.git
def test_a_refusal_from_the_other_process_says_what_it_says_here() -> None:
    made = edition_of(*(filed_task(n) for n in (1, 2)), filed_task(3, title="协助\U0001f600走访"))
    said = []
    for size in (500, 2):
        with refuses(GLYPH_MISSING) as caught:
            rendered(replace(made, volume_size=size), ("pdf", "json"), Environment(), unkept)
        said.append((caught.value.message, caught.value.remedy, caught.value.exit_code))
    assert said[0] == said[1]
    assert "DL-2024-0003" in said[0][0]


def test_a_process_that_dies_is_made_up_for_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def dead(*_asked: object, **_limits: object) -> None:
        raise NoAnswer

    made = tasks(3, volume_size=2)
    monkeypatch.setattr(directory_documents, "read_apart", dead)
    assert pdfs(made, ("pdf", "json")) == one_by_one(made)


@pytest.mark.parametrize(
    "value",
    [
        {"b": [1, -2, True, False, None], "a": {}, "": []},
        {"引": 'a"\\\n\t\x00\x7f\u2028\U0001f600', "c": [[], [{}], {"d": [[1]]}]},
        "文",
        0,
    ],
)
def test_json_is_written_as_the_standard_library_writes_it(value: object) -> None:
    assert indented(value) == json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True)


def test_json_in_pieces_is_the_same_text() -> None:
    long = {"b": Long({"n": n, "list": Long(range(n))} for n in range(3)), "a": [1], "c": Long([])}
    held = {"b": [{"n": n, "list": [*range(n)]} for n in range(3)], "a": [1], "c": []}
    assert "".join(pieces(long)) == indented(held)


def test_the_json_of_many_tasks_is_let_go_once_it_is_made() -> None:
    few, many = tasks(3), tasks(3, volume_size=2)
    for made, held in ((few, True), (many, False)):
        first = directory_json.data(made)
        assert (directory_json._written(directory_json._Itself(made)).data is not None) is held
        assert directory_json.data(made) == first
        assert directory_json.content_sha256(made) in first.decode()


def test_the_json_that_every_format_shows_the_hash_of_is_written_once() -> None:
    made = tasks(2)
    before = directory_json._written.cache_info().misses
    for form in FORMATS.values():
        form.render(made, Environment())
    assert directory_json._written.cache_info().misses == before + 1


def rows_of_the_pdf(made: Edition) -> str:
    """What Typst is given for the overview and the cards."""
    families = frozenset({"Noto Serif SC", "Noto Sans SC"})
    source = directory_pdf._source(made, all_in_one(made), Environment(), families)
    return re.split("= 一览表|= 与上年版相比的变化", source)[1]


def test_a_card_of_the_pdf_brings_no_paragraph_box_style_or_measuring_of_its_own() -> None:
    """Each is laid out, kept and looked up for itself: thousands of rows took twice as long."""
    few, many = (rows_of_the_pdf(tasks(count)) for count in (2, 12))
    for costly in ("table.cell(", "par(", "box(", "block(", "grid(", "context", "measure(", "set "):
        assert few.count(costly) == many.count(costly), costly


def test_only_a_card_that_may_not_fit_a_page_may_be_divided() -> None:
    long = filed_task(2, title="很长的事务名称", frequency="逐户走访登记" * 160)
    assert rows_of_the_pdf(edition_of(filed_task(1), long, full_task())).count("divided: true") == 1
