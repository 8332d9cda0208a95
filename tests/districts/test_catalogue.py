"""The base catalogue is a file that people keep, and nobody has to guess at."""

from pathlib import Path

import pytest

from accession_cli.districts.catalogue import catalogue_in
from accession_cli.districts.centre_files import FileUnfit
from accession_cli.errors import Refused
from accession_cli.finding import Finding

ENTRY = """\
  - code: {code}
    title: {title}
    also_called: []
    laws:
      - law: 社会救助暂行办法
        articles:
          - 第十三条
    documents: []
    agency: 民政局
    class: 社会保障和社会救助
"""


def written(folder: Path, *entries: tuple[str, str]) -> Path:
    text = "schema: 1\ntitle: 天津市社区工作事务基本目录\nentries:\n"
    text += "".join(ENTRY.format(code=code, title=title) for code, title in entries)
    (folder / "catalogue.yaml").write_text(text, encoding="utf-8")
    return folder


def test_entries_are_read_as_they_are_compared(tmp_path: Path) -> None:
    catalogue = catalogue_in(written(tmp_path, ("MZ-01", "低保对象核查")))
    (entry,) = catalogue.entries
    assert entry.work.role == "民政"
    assert [basis.place for basis in entry.bases] == [("13", "", "")]


def test_a_centre_without_a_catalogue_is_told_how_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"catalogue\.yaml"):
        catalogue_in(tmp_path)


def test_two_entries_of_one_code_are_refused_by_their_titles(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="低保公示"):
        catalogue_in(written(tmp_path, ("MZ-01", "低保对象核查"), ("MZ-01", "低保公示")))


def test_entries_that_go_by_one_name_are_named(tmp_path: Path) -> None:
    catalogue = catalogue_in(
        written(tmp_path, ("MZ-01", "低保对象核查"), ("MZ-02", "协助低保对象核查工作"))
    )
    assert [(a.code, b.code) for a, b in catalogue.of_one_name()] == [("MZ-01", "MZ-02")]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "schema: 1\n",
        "schema: 2\ntitle: 目录\nentries: []\n",
        "schema: 1\ntitle: 目录\nentries: 5\n",
        "schema: 1\ntitle: 目录\nentries:\n  - code: ../x\n",
        "a: [1\n",
        "\x00",
    ],
)
def test_a_catalogue_that_is_none_is_refused_with_its_faults(tmp_path: Path, text: str) -> None:
    (tmp_path / "catalogue.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(FileUnfit) as refused:
        catalogue_in(tmp_path)
    assert refused.value.findings
    assert all(isinstance(one, Finding) and one.message for one in refused.value.findings)
