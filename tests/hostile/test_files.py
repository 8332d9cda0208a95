"""What lies where records lie, and what it is called: nothing of it stops or misleads a command."""

import json
import os
import socket
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from accession_cli.errors import Exit
from accession_cli.words.findings import FORMATS
from conftest import Answer
from repositories import Clone

pytestmark = pytest.mark.hostile

Command = Callable[..., Answer]
RECORDS = "registry/tasks/2024"
NAMES = (
    *(
        "DL-2024-0002.YAML",
        "dl-2024-0002.yaml",
        "DL-2024-0002.yml",
        "DL-2024-0002.yaml.",
        "con.yaml",
    ),
    *("DL-2024-0002.yaml ", " DL-2024-0002.yaml", "NUL", "COM1.yaml", "aux.yaml", "DL-2024-2.yaml"),
    *("DL-2024-0002.yaml~", "DL-2024-0002 (1).yaml", "ＤＬ-2024-0002.yaml", "DL-2024-000２.yaml"),
    *(
        "DL-2024-0002.yaml:stream",
        "a\\b.yaml",
        "x\ny.yaml",
        "\x1b[31mx.yaml",
        "\u202eyaml.x",
        "-x",
        "--",
    ),
    *(
        "::error::x",
        "##[error]x",
        "%0a::x",
        "x" * 250,
        "长" * 80,
        "$(touch x)",
        "`x`",
        ";x",
        "*",
        "?",
    ),
    *(
        os.fsdecode(b"\xff\xfe.yaml"),
        os.fsdecode(b"\xb9\xd8.yaml"),
        "<script>",
        "é.yaml",
        "e\u0301.yaml",
    ),
)


@pytest.mark.parametrize("form", FORMATS)
def test_no_name_of_a_file_stops_a_report_or_speaks_in_it(
    form: str, district: Clone, accession: Command
) -> None:
    for name in NAMES:
        (district.top / RECORDS / name).write_bytes(b"x")
    answer = accession("-C", str(district.top), "validate", "--format", form)
    assert answer.code == Exit.FOUND, answer.err
    assert answer.err == ""
    assert "\x1b" not in answer.out
    assert "\u202e" not in answer.out
    answer.out.encode()
    if form == "junit":
        ET.fromstring(answer.out)
    elif form not in ("text", "github"):
        assert answer.out.count("R102") >= len(NAMES)
        json.loads(answer.out)


def test_two_records_that_differ_by_case_alone_are_told(
    district: Clone, accession: Command
) -> None:
    data = (district.top / RECORDS / "DL-2024-0002.yaml").read_bytes()
    for twin in ("tasks/2024/dl-2024-0002.yaml", "Tasks/2024/DL-2024-0002.yaml", "Scheme.yaml"):
        path = district.top / "registry" / twin
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    found = json.loads(accession("-C", str(district.top), "validate", "--format", "json").out)
    told = {one["path"] for one in found["findings"] if one["code"] == "R102"}
    assert len(told) == 3


def link(path: Path) -> None:
    path.symlink_to("/etc/hostname")


def ring(path: Path) -> None:
    path.symlink_to(path.name)


def device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def folder_link(path: Path) -> None:
    path.symlink_to("/")


def listening(path: Path) -> None:
    # The address of a socket is short, so its folder is named by what the system calls it.
    folder = os.open(path.parent, os.O_RDONLY)
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(f"/proc/self/fd/{folder}/{path.name}")
    os.close(folder)


@pytest.mark.parametrize("make", [link, ring, device, folder_link, os.mkfifo, listening])
@pytest.mark.parametrize(
    "name",
    [*("tasks/2024/DL-2024-0999.yaml", "agencies.yaml", "calendar/2027.yaml"), "tasks/2023", "x"],
)
def test_what_is_no_plain_file_is_told_and_never_opened(
    make: Callable[[Path], None], name: str, district: Clone, accession: Command
) -> None:
    path = district.top / "registry" / name
    path.unlink(missing_ok=True)
    path.parent.mkdir(exist_ok=True)
    make(path)
    found = json.loads(accession("-C", str(district.top), "validate", "--format", "json").out)
    at = [one for one in found["findings"] if one["path"] == f"registry/{name}"]
    assert "R103" in {one["code"] for one in at}
    for command in (("list",), ("render", "--draft", "--format", "json")):
        answer = accession("-C", str(district.top), *command)
        assert answer.code in (Exit.DONE, Exit.UNREADABLE), answer.err


@pytest.mark.parametrize("make", [os.mkfifo, ring, device])
@pytest.mark.parametrize(
    "command", [("--help",), ("validate",), ("list",), ("file", "--from", "-")]
)
def test_a_profile_that_is_no_file_keeps_nobody_waiting(
    command: tuple[str, ...], make: Callable[[Path], None], district: Clone, process: Command
) -> None:
    path = district.top / "registry/scheme.yaml"
    path.unlink()
    make(path)
    answer = process("-C", str(district.top), *command, LANG="C", ACCESSION_LANG="")
    assert answer.code in (Exit.DONE, Exit.FOUND, Exit.UNREADABLE), answer.err
    assert "Traceback" not in answer.err


def test_a_folder_that_is_called_like_a_record_holds_none(
    district: Clone, accession: Command
) -> None:
    district.write(f"{RECORDS}/DL-2024-0999.yaml/x", "x")
    found = json.loads(accession("-C", str(district.top), "validate", "--format", "json").out)
    assert f"{RECORDS}/DL-2024-0999.yaml/x" in {one["path"] for one in found["findings"]}


@pytest.mark.parametrize("command", [("file", "--from"), ("calendar", "import")], ids=" ".join)
@pytest.mark.parametrize("file", ["/dev/zero", "/dev/null", "/", "/nowhere", "/proc/self/mem"])
def test_a_file_that_is_named_may_be_anything(
    command: tuple[str, ...], file: str, district: Clone, accession: Command
) -> None:
    before = district.state()
    answer = accession("-C", str(district.top), *command, file)
    assert answer.code == Exit.UNREADABLE, answer.err
    assert "Traceback" not in answer.err
    assert district.state() == before


def test_a_file_of_a_registry_without_an_end_is_read_no_further_than_a_record(
    district: Clone, accession: Command
) -> None:
    with (district.top / RECORDS / "DL-2024-0999.yaml").open("wb") as file:
        file.truncate(1 << 40)
    with (district.top / RECORDS / "stray").open("wb") as file:
        file.truncate(1 << 40)
    found = json.loads(accession("-C", str(district.top), "validate", "--format", "json").out)
    assert "Y101" in {one["code"] for one in found["findings"]}
