"""``accession keys``: whose key signs for which body, added and ended and never edited."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Answer
from repositories import Clone, TwoClerks, sign_in

pytestmark = pytest.mark.git
Command = Callable[..., Answer]
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIF6IkL4o0sS+pV1ar5oP9S289FgP22Nx9rt4Zwybmg44"
PRINT = "SHA256:vSXoju1p00hDn/9HfJkUzDf4SrlzhQ6mz9jSV49Eu2c"


@pytest.fixture
def keys(district: Clone, accession: Command) -> Callable[..., Answer]:
    """Run ``accession keys`` in the sample."""
    district.git("config", "user.name", "ann")
    district.git("config", "user.email", "ann@example.org")
    return lambda *arguments: accession("-C", str(district.top), "keys", *arguments)


@pytest.fixture
def public(tmp_path: Path) -> Path:
    """The file that ssh-keygen writes beside a private key."""
    path = tmp_path / "安宁.pub"
    path.write_text(f"{KEY} anning@office\n", encoding="utf-8")
    return path


def test_a_key_is_entered_for_a_body_and_ended_and_its_entry_stays(
    district: Clone, keys: Command, public: Path
) -> None:
    added = keys("add", str(public), "--body", "区民政局", "--person", "安宁", "--json")
    assert added.code == 0, added.err
    assert json.loads(added.out)["fingerprint"] == PRINT
    assert "区民政局" in keys("list").out
    ended = keys("end", PRINT)
    assert ended.code == 0, ended.err
    (entry,) = json.loads(keys("list", "--json").out)["keys"]
    assert entry == {
        "body": "civil_affairs",
        "person": "安宁",
        "key": KEY,
        "fingerprint": PRINT,
        "from": "2026-10-12",
        "to": "2026-10-12",
    }
    assert keys("list", "--allowed-signers").out == f'civil_affairs namespaces="git" {KEY}\n'
    assert district.git("log", "--format=%s", "-2").splitlines() == [
        "End the key of 安宁 for civil_affairs",
        "Add the key of 安宁 for civil_affairs",
    ]


def test_a_check_of_a_key_writes_nothing(district: Clone, keys: Command, public: Path) -> None:
    before = district.state()
    shown = keys("add", str(public), "--body", "civil_affairs", "--person", "安宁", "--check")
    assert (shown.code, KEY in shown.out) == (0, True), shown.err
    assert district.state() == before


def test_a_key_belongs_to_one_person_and_to_a_body_that_decides(
    district: Clone, keys: Command, public: Path
) -> None:
    unknown = keys("add", str(public), "--body", "区财政局", "--person", "安宁")
    assert (unknown.code, "is no body that decides" in unknown.err) == (2, True), unknown.err
    assert keys("add", str(public), "--body", "civil_affairs", "--person", "安宁").code == 0
    again = keys("add", str(public), "--body", "grid_centre", "--person", "安宁")
    assert (again.code, "stands in the list already" in again.err) == (1, True), again.err
    assert keys("end", "李明").code == 2
    assert len(district.git("log", "--format=%h").splitlines()) == 2


def test_a_private_key_is_never_taken(keys: Command, tmp_path: Path) -> None:
    private, other = tmp_path / "id_ed25519", tmp_path / "letter.txt"
    private.write_text("-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n", encoding="utf-8")
    other.write_text("安宁", encoding="utf-8")
    answers = [
        keys("add", str(path), "--body", "civil_affairs", "--person", "安宁").code
        for path in (private, other, tmp_path / "none.pub")
    ]
    assert answers == [7, 3, 3]


def test_two_clerks_who_enter_keys_lose_none(
    two_offices: TwoClerks, accession: Command, public: Path, tmp_path: Path
) -> None:
    other = tmp_path / "李明.pub"
    other.write_text(KEY.replace("F6IkL4o0sS", "F6IkL4o0sT"), encoding="utf-8")
    for clone, path, name in ((two_offices.ann, public, "安宁"), (two_offices.bo, other, "李明")):
        sign_in(clone, name)
        done = accession(
            *("-C", str(clone.top), "keys", "add", str(path), "--body", "civil_affairs"),
            *("--person", name),
        )
        assert done.code == 0, done.err
    listed = json.loads(accession("-C", str(two_offices.bo.top), "keys", "list", "--json").out)
    assert [one["person"] for one in listed["keys"]] == ["安宁", "李明"]
