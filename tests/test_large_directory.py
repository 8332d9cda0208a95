"""A directory of thousands of tasks: what it costs is counted, never timed."""

import os
import platform
import re
from pathlib import Path

import pytest

from accession_cli.actions import beside as other_process
from accession_cli.actions import write_edition
from accession_cli.actions.spare_memory import give_back
from accession_cli.actions.write_edition import rendered
from accession_cli.errors import AccessionError
from accession_cli.model.edition import Edition
from accession_cli.render import FORMATS, Environment, Rendered, edition_json, pdf
from accession_cli.render.pdf import GlyphMissingError
from edition_examples import edition_of, filed_task, full_task


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The formats that were made in another process."""
    names: list[str] = []
    begin = other_process.beside

    def noted(name: str, made: Edition, environment: Environment) -> object:
        names.append(name)
        return begin(name, made, environment)

    monkeypatch.setattr(write_edition, "beside", noted)
    return names


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three tasks are many."""
    monkeypatch.setattr(write_edition, "WORTH_A_PROCESS", 3)


def tasks(count: int) -> Edition:
    return edition_of(*(filed_task(number) for number in range(1, count + 1)))


def mute(*_asked: object) -> None:
    """What a process does that dies before it has an answer."""


def one_by_one(made: Edition) -> dict[str, Rendered]:
    return {name: form.render(made, Environment()) for name, form in FORMATS.items()}


@pytest.mark.usefixtures("large")
def test_a_large_directory_has_its_pdf_made_beside_the_rest_with_the_same_bytes(
    begun: list[str],
) -> None:
    made = tasks(3)
    assert rendered(made, FORMATS, Environment()) == one_by_one(made)
    assert begun == ["pdf"]


@pytest.mark.usefixtures("large")
def test_a_small_directory_and_a_single_format_start_no_process(begun: list[str]) -> None:
    rendered(tasks(2), ("pdf", "json"), Environment())
    rendered(tasks(3), ("pdf",), Environment())
    rendered(tasks(3), ("json", "csv"), Environment())
    assert begun == []


@pytest.mark.usefixtures("large")
def test_who_waits_hears_of_each_format_once_and_gets_them_as_asked() -> None:
    told: list[str] = []
    documents = rendered(tasks(3), ("json", "pdf", "csv"), Environment(), told.append)
    assert sorted(told) == ["csv", "json", "pdf"]
    assert list(documents) == ["json", "pdf", "csv"]


@pytest.mark.usefixtures("large")
def test_a_refusal_from_the_other_process_says_what_it_says_here() -> None:
    made = edition_of(*(filed_task(n) for n in (1, 2)), filed_task(3, title="协助\U0001f600走访"))
    said = []
    for formats in (("pdf",), ("pdf", "json")):
        with pytest.raises(GlyphMissingError) as caught:
            rendered(made, formats, Environment())
        said.append((caught.value.message, caught.value.remedy, caught.value.exit_code))
    assert said[0] == said[1]
    assert "DL-2024-0003" in said[0][0]


@pytest.mark.usefixtures("large")
def test_when_another_format_is_refused_the_process_is_not_waited_for(tmp_path: Path) -> None:
    (tmp_path / "directory.html.j2").write_text("{{ nobody.knows }}", encoding="utf-8")
    with pytest.raises(AccessionError, match=r"directory\.html\.j2"):
        rendered(tasks(3), ("pdf", "html"), Environment(template_folders=(tmp_path,)))


@pytest.mark.usefixtures("large")
def test_a_process_that_dies_is_made_up_for_here(
    monkeypatch: pytest.MonkeyPatch, begun: list[str]
) -> None:
    made = tasks(3)
    monkeypatch.setattr(other_process, "_make", mute)
    documents = rendered(made, ("pdf", "json"), Environment())
    assert begun == ["pdf"]
    assert documents["pdf"] == FORMATS["pdf"].render(made, Environment())


def held() -> int:
    """Bytes of memory that this process holds."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc is asked")
def test_memory_that_was_freed_goes_back_to_the_system() -> None:
    blocks: list[object] = [bytes(1000) for _block in range(60_000)]
    last = bytes(1000)  # what stands above them keeps the C library from giving them back
    blocks.append(blocks)
    del blocks
    before = held()
    give_back()
    assert before - held() > 40_000_000
    assert last


def test_the_json_that_every_format_shows_the_hash_of_is_written_once() -> None:
    made = tasks(2)
    before = edition_json._written.cache_info().misses
    one_by_one(made)
    assert edition_json._written.cache_info().misses == before + 1


def rows_of_the_pdf(made: Edition) -> str:
    """What Typst is given for the rows of the first part."""
    families = frozenset({"Noto Serif SC", "Noto Sans SC"})
    source = pdf._source(made, Environment(), families)
    return re.split("= 第[一二]部分", source)[1]


def test_a_row_of_the_pdf_brings_no_paragraph_box_style_or_measuring_of_its_own() -> None:
    """Each is laid out, kept and looked up for itself: thousands of rows took twice as long."""
    few, many = (rows_of_the_pdf(tasks(count)) for count in (2, 12))
    for costly in ("table.cell(", "par(", "box(", "context", "measure(", "fitting("):
        assert few.count(costly) == many.count(costly), costly


def test_a_row_that_may_not_fit_a_page_is_measured() -> None:
    long = filed_task(2, title="很长的事务名称" * 40)
    assert rows_of_the_pdf(edition_of(filed_task(1), long, full_task())).count("..fitting(") == 1
