"""``districts.yaml`` says which districts are collected, from where, and what reading may cost."""

from pathlib import Path

import pytest

from accession_cli.districts.centre_files import FileUnfit, read_districts
from accession_cli.errors import Refused

TEXT = """\
schema: 1
name: 天津市
lake: lake
limits:
  seconds: 300
  memory: 400
  size: 64
districts:
  "120110":
    name: 东丽区
    url: https://git.example/120110.git
    branch: main
    signers: []
  "120111":
    name: 西青区
    url: copies/120111.git
    branch: main
    signers: []
"""


def put(folder: Path, text: str) -> Path:
    path = folder / "districts.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_paths_start_at_the_folder_of_the_file_and_addresses_stay(tmp_path: Path) -> None:
    known = read_districts(put(tmp_path, TEXT))
    assert known.name == "天津市"
    assert known.lake == tmp_path / "lake"
    assert [one.url for one in known.districts.values()] == [
        "https://git.example/120110.git",
        str(tmp_path / "copies/120111.git"),
    ]


@pytest.mark.parametrize(
    ("was", "is_"),
    [
        ('"120110":', '"12011":'),
        ("seconds: 300", "seconds: 0"),
        ("    branch: main\n", ""),
        ("signers: []", "signers: [ssh-ed25519 x]"),
        ("schema: 1", "schema: 2"),
        ("name: 天津市", "name: ["),
        ("districts:\n", "districts: {}\nothers:\n"),
    ],
)
def test_a_file_that_says_anything_else_is_refused_with_the_place(
    tmp_path: Path, was: str, is_: str
) -> None:
    assert was in TEXT
    with pytest.raises(FileUnfit) as refused:
        read_districts(put(tmp_path, TEXT.replace(was, is_, 1)))
    assert refused.value.findings


def test_without_the_file_it_is_said_where_it_was_looked_for(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        read_districts(tmp_path / "districts.yaml")
    assert str(tmp_path) in refused.value.message
