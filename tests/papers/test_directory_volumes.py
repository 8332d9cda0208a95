"""A directory of very many tasks is issued in volumes (分册)."""

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.parse import quote

import jsonschema
import pytest
from docx import Document
from pypdf import PdfReader

from accession_cli import packaged as resources
from accession_cli.actions.directory_documents import Written, digests, rendered, unkept, write
from accession_cli.files.writing import FilesTogether
from accession_cli.papers import directory_pdf
from accession_cli.papers.chinese import volume_contents, volume_name
from accession_cli.papers.directory_formats import FORMATS
from accession_cli.papers.templates import Environment
from accession_cli.scheme.directory import VOLUME_SIZE, Edition, Extract
from accession_cli.scheme.directory_volumes import Part, volumes
from conftest import Answer
from edition_examples import edition_of, filed_task, retirement
from repositories import Clone

Command = Callable[..., Answer]
CLASSES = ("社会保障和社会救助", "权益维护", "卫生健康")


def written(made: Edition, formats: Sequence[str], folder: Path) -> tuple[Written, ...]:
    """The files of *made* in *folder*, and the list of them."""
    with FilesTogether(folder) as together:
        documents = rendered(made, formats, Environment(), together.take)
        return write(made, documents, together)


def directory(*counts: int, size: int, agencies: int = 1, ended: int = 0) -> Edition:
    """So many tasks of each class, led by *agencies* in turn, in volumes of *size*."""
    leads = ("minzheng", "wangge", "weijian", "shengtai")[:agencies]
    tasks, serial = [], 0
    for name, count in zip(CLASSES, counts, strict=False):
        for place in range(count):
            serial += 1
            tasks.append(filed_task(serial, class_=name, agency=leads[place % agencies]))
    gone = [
        filed_task(serial + 1 + n, retirement=retirement(date(2026, 6, 30))) for n in range(ended)
    ]
    return replace(edition_of(*tasks, *gone), volume_size=size)


def ranges(made: Edition) -> list[tuple[int, int]]:
    return [(v.first, v.last) for v in volumes(made) if v.first and v.last]


def text_of(data: bytes) -> str:
    pages = PdfReader(io.BytesIO(data)).pages
    return re.sub(r"\s+", "", "".join(page.extract_text() for page in pages))


def word_text(data: bytes) -> str:
    body = Document(io.BytesIO(data)).element.body
    return "".join(one.text or "" for one in body.iter("{*}t"))


def pdf_of(made: Edition, number: int) -> bytes:
    volume = volumes(made)[number - 1]
    return directory_pdf.render_volume(made, volume, Environment()).data


def test_up_to_the_bound_a_directory_is_one_document_and_above_it_none_holds_more() -> None:
    (alone,) = volumes(directory(4, 2, size=6))
    assert alone.alone
    made = directory(4, 3, size=6)
    assert all(len(v.numbers) <= 6 for v in volumes(made))
    assert edition_of().volume_size == VOLUME_SIZE == 500


def test_a_volume_ends_between_two_classes_where_it_can() -> None:
    assert ranges(directory(4, 3, 2, size=6)) == [(1, 4), (5, 9)]
    assert ranges(directory(4, 3, size=6, agencies=3)) == [(1, 4), (5, 7)]


def test_a_class_that_fills_more_than_a_volume_is_cut_between_two_agencies() -> None:
    made = directory(9, 1, size=5, agencies=3)
    assert ranges(made) == [(1, 3), (4, 6), (7, 10)]
    assert volume_contents(volumes(made)[1]) == "社会保障和社会救助（区网格化管理中心）"
    assert volume_contents(volumes(made)[2]) == "社会保障和社会救助（区卫生健康委）、权益维护"


def test_a_class_stands_once_in_a_volume_however_much_its_agencies_have() -> None:
    leads = (*["shengtai"] * 4, *["minzheng"] * 7, *["wangge"], *["weijian"] * 10)
    classes = (CLASSES[0],) * 4 + (CLASSES[1],) * 18
    pairs = zip(leads, classes, strict=True)
    tasks = [filed_task(n, class_=name, agency=lead) for n, (lead, name) in enumerate(pairs, 1)]
    issued = volumes(replace(edition_of(*tasks), volume_size=10))
    for one in issued:
        assert len({section.place for section in one.sections}) == len(one.sections)
    assert [len(v.numbers) for v in issued if v.sections] == [4, 8, 10]


def test_one_agency_with_more_than_a_volume_holds_is_cut_by_number() -> None:
    assert ranges(directory(11, size=4)) == [(1, 4), (5, 8), (9, 11)]


@pytest.mark.parametrize("size", range(1, 12))
def test_every_row_stands_in_one_volume_in_its_order(size: int) -> None:
    made = directory(5, 4, 3, size=size, agencies=4, ended=9)
    issued = volumes(made)
    assert [v.number for v in issued] == list(range(1, len(issued) + 1))
    assert {v.count for v in issued} == {len(issued)}
    items = tuple(i for v in issued for section in v.sections for i in section.items)
    assert items == made.items
    assert tuple(one for v in issued for one in v.ended) == made.ended
    for part in (Part.AGENCIES, Part.SUBDISTRICTS):
        assert sum(part in v.parts for v in issued) == 1


def test_a_part_that_goes_on_in_the_next_volume_is_said_to() -> None:
    made = directory(2, size=1, ended=9)
    held = [v for v in volumes(made) if Part.ENDED in v.parts]
    assert [len(v.ended) for v in held] == [4, 4, 1]
    assert [Part.ENDED in v.continued for v in held] == [False, True, True]
    assert "、终止和期限届满（9项）（续）" in text_of(pdf_of(made, held[1].number))


def test_each_volume_says_what_it_holds_and_where_the_rest_is() -> None:
    made = directory(4, 3, size=5)
    issued = volumes(made)
    for one in issued:
        text, word = (
            text_of(pdf_of(made, one.number)),
            word_text(FORMATS["docx"].volume(made, one, Environment()).data),  # type: ignore[misc]
        )
        for read in (text, word):
            assert "共3册" in read
            assert f"{volume_name(one.number)}（本册）" in read
            for other in issued:
                assert volume_contents(other) in read
            assert ("编制说明一、编制依据" in read) == (one.number == 1)
            assert "编制信息" in read


def test_the_numbers_of_the_items_run_on_and_only_those_of_the_volume_are_in_it() -> None:
    made = directory(4, 3, size=5)
    ids = [str(item.task.id) for item in made.items]
    for one in volumes(made):
        here = [ids[number - 1] for number in one.numbers]
        there = [number for number in ids if number not in here]
        for read in (
            text_of(pdf_of(made, one.number)),
            word_text(FORMATS["docx"].volume(made, one, Environment()).data),  # type: ignore[misc]
        ):
            assert all(number in read for number in here)
            assert not any(number in read for number in there)


def test_a_number_in_the_index_jumps_only_to_a_row_of_its_own_volume() -> None:
    made = directory(4, 3, size=5)
    index = volumes(made)[-1]
    assert Part.AGENCIES in index.parts
    data = FORMATS["docx"].volume(made, index, Environment()).data  # type: ignore[misc]
    body = Document(io.BytesIO(data)).element.body
    jumps = {str(one.get(_W + "anchor")) for one in body.iter(f"{_W}hyperlink")}
    marks = {str(one.get(_W + "name")) for one in body.iter(f"{_W}bookmarkStart")}
    assert jumps <= marks
    assert "1、2、3" in word_text(data)
    assert "1～7" in text_of(pdf_of(made, index.number))


_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def test_a_volume_carries_its_own_items_as_data() -> None:
    made = directory(4, 3, size=5)
    attached = PdfReader(io.BytesIO(pdf_of(made, 2))).attachments
    assert list(attached) == ["volume.json"]
    data = json.loads(attached["volume.json"][0])
    whole = json.loads(FORMATS["json"].render(made, Environment()).data)
    assert data["volume"] == 2
    assert data["sections"] == whole["sections"][1:]
    assert data["volumes"] == whole["volumes"]
    assert data["content_sha256"] == whole["content_sha256"]


def test_the_json_of_a_divided_directory_lists_its_volumes_and_no_other_does() -> None:
    schema = json.loads(resources.text("schemas", "edition.schema.json"))
    for size, listed in ((5, [(1, 4), (5, 7), (None, None)]), (7, [])):
        found = json.loads(FORMATS["json"].render(directory(4, 3, size=size), Environment()).data)
        jsonschema.validate(found, schema)
        assert [(v["first"], v["last"]) for v in found.get("volumes", [])] == listed


@pytest.mark.git
def test_the_page_links_every_volume_by_the_name_of_its_file(tmp_path: Path) -> None:
    made = directory(4, 3, size=5)
    files = written(made, ("html", "pdf", "docx"), tmp_path)
    page = next(one.path for one in files if one.format == "html").read_text(encoding="utf-8")
    named = [one.path.name for one in files if one.volume]
    assert len(named) == 6
    for name in named:
        assert f'href="{quote(name)}"' in page
    undivided = FORMATS["html"].render(directory(4, 3, size=7), Environment()).data.decode()
    assert "分册" not in undivided


def test_the_page_names_a_file_as_it_is_called_on_the_disk(tmp_path: Path) -> None:
    extract = Extract(name="区委办/区府办", posted=False)
    made = replace(directory(4, 3, size=5), extract=extract)
    files = written(made, ("html", "docx"), tmp_path)
    page = next(one.path for one in files if one.format == "html").read_text(encoding="utf-8")
    for one in files:
        assert one.volume is None or f'href="{quote(one.path.name)}"' in page


def test_the_page_names_no_volumes_of_a_format_that_is_made_whole(tmp_path: Path) -> None:
    made = directory(4, 3, size=5)
    own = Environment(template_folders=(tmp_path,))
    (tmp_path / directory_pdf.TEMPLATE).write_text("{{ edition.title }}", "utf-8")
    page = FORMATS["html"].render(made, own).data.decode()
    assert "本目录的Word文件分册编制" in page
    assert ".pdf" not in page
    whole = zipfile.ZipFile(tmp_path / "directory.docx", "w")
    with whole:
        whole.writestr("word/document.xml", "<w:t>{{ edition.title }}</w:t>")
    assert "分册" not in FORMATS["html"].render(made, own).data.decode()


@pytest.mark.git
def test_the_list_of_files_and_the_hashes_name_every_volume(tmp_path: Path) -> None:
    made = directory(4, 3, size=5)
    files = written(made, ("pdf", "json"), tmp_path)
    names = [one.path.name for one in files if one.format == "pdf"]
    assert [name[-7:] for name in names] == ["第1册.pdf", "第2册.pdf", "第3册.pdf"]
    sums = (tmp_path / "SHA256SUMS").read_text(encoding="utf-8").splitlines(keepends=True)
    for line in sums:
        digest, name = line.rstrip("\n").split("  ")
        assert hashlib.sha256((tmp_path / name).read_bytes()).hexdigest() == digest
    manifest = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    assert [one.get("volume") for one in manifest["files"]] == [1, 2, 3, None]
    assert [one["number"] for one in manifest["volumes"]] == [1, 2, 3]
    of_the_pdf = "".join(line for line in sums if line.endswith(".pdf\n"))
    documents = rendered(made, ("pdf", "json"), Environment(), unkept)
    assert digests(documents)["pdf"] == hashlib.sha256(of_the_pdf.encode()).hexdigest()


def test_volumes_that_are_no_more_do_not_stay_beside_the_new_files(tmp_path: Path) -> None:
    made, formats = directory(3, 3, size=2), ("docx", "json")
    before = written(made, formats, tmp_path)
    changed = tmp_path / before[1].path.name
    changed.write_bytes(b"somebody's own")
    whole = replace(made, volume_size=6)
    after = written(whole, ("json",), tmp_path)
    assert all(one.path.exists() for one in before)  # no Word file was made instead
    written(made, formats, tmp_path)
    changed.write_bytes(b"somebody's own")
    after = written(whole, formats, tmp_path)
    kept = {changed.name, "manifest.json", "SHA256SUMS", *(one.path.name for one in after)}
    assert {path.name for path in tmp_path.iterdir()} == kept


@pytest.mark.parametrize("text", ["[]", "{", '{"files": 3}', "", "null"])
def test_whatever_lies_in_the_folder_as_a_manifest_is_replaced(tmp_path: Path, text: str) -> None:
    (tmp_path / "manifest.json").write_text(text, encoding="utf-8")
    made = directory(1, size=2)
    written(made, ("json",), tmp_path)
    assert json.loads((tmp_path / "manifest.json").read_bytes())["title"] == made.title


def test_an_extract_in_the_same_folder_takes_nothing_from_the_whole(tmp_path: Path) -> None:
    made = directory(3, size=2)
    part = replace(made, extract=Extract(name="区民政局", posted=False))
    for one in (made, part, made):
        files = written(one, ("docx",), tmp_path)
    assert len(list(tmp_path.glob("*.docx"))) == 2 * len(files)


def test_a_registrys_own_template_that_knows_no_volumes_makes_one_document(
    tmp_path: Path,
) -> None:
    made = directory(4, 3, size=5)
    own = Environment(template_folders=(tmp_path,))
    packaged = resources.folder("templates")
    (tmp_path / directory_pdf.TEMPLATE).write_text(
        '#set document(title: "x")\n{{ edition.title }}', "utf-8"
    )
    (tmp_path / "directory.docx").write_bytes((packaged / "directory.docx").read_bytes())
    assert FORMATS["pdf"].volumes(made, own) == ()
    assert FORMATS["docx"].volumes(made, own) == volumes(made)
    source = (packaged / directory_pdf.TEMPLATE).read_text(encoding="utf-8")
    (tmp_path / directory_pdf.TEMPLATE).write_text(source, encoding="utf-8")
    assert FORMATS["pdf"].volumes(made, own) == volumes(made)


def test_more_than_five_hundred_tasks_are_issued_in_volumes_without_being_asked() -> None:
    made = directory(300, 220, size=VOLUME_SIZE)
    assert ranges(made) == [(1, 300), (301, 520)]
    third = pdf_of(made, 3)
    assert "第三册" in text_of(third)
    assert FORMATS["md"].volumes(made, Environment()) == ()


def test_a_frozen_edition_in_volumes_is_made_again_byte_for_byte(
    district: Clone, accession: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    defaults = Edition.__init__.__kwdefaults__
    assert defaults is not None
    monkeypatch.setitem(defaults, "volume_size", 20)
    frozen = accession("-C", str(district.top), "freeze", "2025", "--json")
    assert frozen.code == 0, frozen.err
    answer = accession("-C", str(district.top), "render", "2025", "--json")
    built = json.loads(answer.out)
    assert built["frozen"] == "as_frozen"
    issued = [one["volume"] for one in built["files"] if one["format"] == "pdf"]
    assert issued == list(range(1, len(issued) + 1))
    assert len(issued) > 2


def test_names_of_volumes_go_on_beyond_what_is_counted_in_words() -> None:
    assert [volume_name(number) for number in (3, 12, 99, 100)] == [
        *("第三册", "第十二册", "第九十九册"),
        "第100册",
    ]
