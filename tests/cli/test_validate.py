"""``accession validate`` and ``format`` on real registries."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Answer
from registries import SHIPPED
from repositories import Clone

Command = Callable[..., Answer]
RECORD = "registry/tasks/2024/DL-2024-0006.yaml"


@pytest.mark.git
def test_the_shipped_registry_has_no_errors(accession: Command) -> None:
    answer = accession("-C", str(SHIPPED), "validate", "--format", "json")
    report = json.loads(answer.out)
    assert answer.code == 0
    assert report["summary"]["error"] == 0
    assert report["checked"] == len(list(SHIPPED.rglob("*.yaml")))


#: Ten ways to break a record: what is put in the place of what, and what is said of it.
BREAKS = [
    ("status: admitted", "status: admited", "S110"),
    ("agency: xiaofang", "agency: nobody", "N201"),
    ("id: DL-2024-0006", "id: DL-2024-0007", "N102"),
    ("kind: task", "kind: task\nkind: ledger", "Y145"),
    ("title: ", "title： ", "Y1"),
    ("  end: null", "  end: 2024-02-30", "S121"),
    ("  end: null", "  end:", "Y1"),
    ("kind: task", "kind: &k task", "Y1"),
    ("term: long", "term: short", "S145"),
    ("schema: 3", "schema: 3\nsurprise: 2", "S102"),
]


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize(("right", "wrong", "code"), BREAKS)
def test_a_broken_record_is_said_with_place_and_remedy(
    district: Clone, accession: Command, right: str, wrong: str, code: str, language: str
) -> None:
    path = district.top / RECORD
    text = path.read_text(encoding="utf-8")
    assert right in text
    path.write_text(text.replace(right, wrong, 1), encoding="utf-8")
    answer = accession("--lang", language, "-C", str(district.top), "validate", str(path))
    assert answer.code == 1
    assert f"{RECORD}:" in answer.out
    assert code in answer.out
    assert "→" in answer.out
    assert "Traceback" not in answer.err


def test_checking_never_writes(district: Clone, accession: Command) -> None:
    before = district.state()
    accession("-C", str(district.top), "validate")
    accession("-C", str(district.top), "format", "--check")
    assert district.state() == before


def test_every_folder_of_the_registry_is_a_place_to_stand(
    district: Clone, accession: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in (".", "registry", "registry/tasks/2024"):
        monkeypatch.chdir(district.top / place)
        assert accession("validate").code == 0


def test_a_folder_without_a_registry_is_said(tmp_path: Path, accession: Command) -> None:
    answer = accession("-C", str(tmp_path), "validate")
    assert answer.code == 3
    assert str(tmp_path) in answer.err


def test_a_missing_file_that_every_registry_needs_is_a_finding(
    district: Clone, accession: Command
) -> None:
    (district.top / "registry/agencies.yaml").unlink()
    answer = accession("-C", str(district.top), "validate", "--format", "json")
    assert answer.code == 1
    codes = {found["code"] for found in json.loads(answer.out)["findings"]}
    assert {"R101", "R105"} <= codes


def test_a_stray_file_and_a_link_among_the_records_are_findings(
    district: Clone, accession: Command
) -> None:
    district.write("registry/tasks/2024/notes.txt", "hello")
    (district.top / "registry/tasks/2024/DL-2024-0099.yaml").symlink_to("/etc/hostname")
    answer = accession("-C", str(district.top), "validate", "--select", "R", "--format", "json")
    found = [(one["code"], one["path"]) for one in json.loads(answer.out)["findings"]]
    assert found == [
        ("R103", "registry/tasks/2024/DL-2024-0099.yaml"),
        ("R102", "registry/tasks/2024/notes.txt"),
    ]


def test_paths_narrow_what_is_reported_not_what_is_compared(
    district: Clone, accession: Command
) -> None:
    path = district.top / RECORD
    twin = district.top / "registry/tasks/2024/DL-2024-0007.yaml"
    twin.write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    answer = accession("-C", str(district.top), "validate", str(path), "--format", "json")
    report = json.loads(answer.out)
    assert {found["path"] for found in report["findings"]} == {RECORD}
    assert "N101" in {found["code"] for found in report["findings"]}
    assert report["checked"] == 1


def test_a_path_outside_the_registry_is_wrong_usage(
    district: Clone, tmp_path: Path, accession: Command
) -> None:
    assert accession("-C", str(district.top), "validate", str(tmp_path)).code == 2


def test_select_and_ignore_take_codes_and_their_beginnings(
    district: Clone, accession: Command
) -> None:
    def codes(*options: str) -> set[str]:
        answer = accession("-C", str(district.top), "validate", "--format", "json", *options)
        return {found["code"] for found in json.loads(answer.out)["findings"]}

    everything = codes()
    assert codes("--select", "B3") == {code for code in everything if code.startswith("B3")}
    assert codes("--ignore", "B302,L") == {
        code for code in everything if code != "B302" and not code.startswith("L")
    }


def test_strict_lets_warnings_fail(district: Clone, accession: Command) -> None:
    options = ("--select", "L201", "--as-of", "2026-11-24")
    assert accession("-C", str(district.top), "validate", *options).code == 0
    assert accession("-C", str(district.top), "validate", *options, "--strict").code == 1


def test_a_task_expires_by_time_alone_and_that_is_a_warning(
    district: Clone, accession: Command
) -> None:
    def expired(day: str) -> int:
        answer = accession(
            *("-C", str(district.top), "validate", "--select", "L201"),
            *("--format", "json", "--as-of", day),
        )
        return int(json.loads(answer.out)["summary"]["warning"])

    assert expired("2026-09-30") == 0
    assert expired("2026-10-01") == 2


def test_looking_back_is_no_error(district: Clone, accession: Command) -> None:
    answer = accession("-C", str(district.top), "validate", "--as-of", "2025-12-31")
    assert answer.code == 0, answer.out


def test_format_mends_what_has_one_meaning_and_keeps_comments(
    district: Clone, accession: Command
) -> None:
    path = district.top / RECORD
    right = path.read_text(encoding="utf-8")
    wrong = right.replace("co_agencies: []", "co_agencies:   []  # nobody else")
    wrong = wrong.replace("term: long", "term: 'long'").replace("\n", "\r\n")
    path.write_bytes(wrong.encode())
    assert accession("-C", str(district.top), "format", "--check").code == 1
    assert path.read_bytes() == wrong.encode()
    answer = accession("-C", str(district.top), "format")
    assert answer.code == 0, answer.err
    assert answer.out == f"{RECORD}\n"
    kept = right.replace("co_agencies: []", "co_agencies: []    # nobody else")
    assert path.read_text(encoding="utf-8") == kept
    assert accession("-C", str(district.top), "format", "--check").code == 0


def test_format_leaves_a_file_alone_that_it_cannot_understand(
    district: Clone, accession: Command
) -> None:
    path = district.top / RECORD
    broken = path.read_text(encoding="utf-8").replace("kind: task", "kind: task\nkind: ledger")
    path.write_text(broken, encoding="utf-8")
    answer = accession("-C", str(district.top), "format")
    assert answer.code == 3
    assert RECORD in answer.err
    assert path.read_text(encoding="utf-8") == broken


NOTICE = """\
schema: 1
year: 2027
document: 国办发明电〔2026〕9号
date: 2026-11-04
url: null
days_off:
  - 2027-01-01
workdays: []
amendments: []
"""


def test_a_notice_in_the_file_of_another_year_is_an_error(
    district: Clone, accession: Command
) -> None:
    district.write("registry/calendar/2028.yaml", NOTICE)
    answer = accession("-C", str(district.top), "validate", "--select", "R", "--format", "json")
    (found,) = json.loads(answer.out)["findings"]
    assert (found["code"], found["line"]) == ("R106", 2)


def test_an_amendment_that_takes_away_what_is_not_there_is_an_error(
    district: Clone, accession: Command
) -> None:
    amendment = """\
amendments:
  - document: 国办发明电〔2027〕1号
    date: 2027-01-26
    url: null
    days_off: []
    days_off_removed:
      - 2027-02-01
    workdays: []
    workdays_removed: []
"""
    text = NOTICE.replace("amendments: []\n", amendment)
    district.write("registry/calendar/2027.yaml", text)
    answer = accession("-C", str(district.top), "validate", "--format", "json")
    found = {one["code"]: one for one in json.loads(answer.out)["findings"]}
    assert answer.code == 1
    assert found["R107"]["facts"]["day"] == "2027-02-01"


@pytest.mark.parametrize("command", ["validate", "format"])
def test_a_path_that_does_not_exist_is_no_clean_bill(
    district: Clone, accession: Command, command: str
) -> None:
    path = str(district.top / "registry/tasks/2026/DL-2026-9999.yaml")
    answer = accession("-C", str(district.top), command, path)
    assert answer.code == 2
    assert "does not exist" in answer.err


def test_codes_may_be_written_small_and_an_unknown_one_is_refused(
    district: Clone, accession: Command
) -> None:
    path = district.top / RECORD
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("agency: xiaofang", "agency: nobody"), encoding="utf-8")
    here = ("-C", str(district.top), "validate")
    assert accession(*here, "--select", "n201").code == 1
    assert accession(*here, "--ignore", "n201").code == 0
    answer = accession(*here, "--select", "ZZZ")
    assert answer.code == 2
    assert "There is no rule ZZZ" in answer.err


def test_hidden_files_are_passed_over_in_a_commit_as_on_disk(
    district: Clone, draft: Path, accession: Command
) -> None:
    district.commit("keep", **{"registry/tasks/.gitkeep": "", "registry/.notes/x.yaml": "x"})
    here = ("-C", str(district.top))
    assert accession(*here, "validate").code == 0
    assert accession(*here, "file", "--from", str(draft)).code == 0
    assert accession(*here, "render", "2025", "--format", "json").code == 0


def test_a_folder_that_is_named_and_is_no_registry_is_said_to_be_none(
    tmp_path: Path, accession: Command
) -> None:
    answer = accession("-C", str(tmp_path), "validate")
    assert answer.code == 3
    assert f"{tmp_path} is no registry" in answer.err
    assert "in any folder above" not in answer.err


def test_a_folder_that_may_not_be_read_is_never_passed_over(
    district: Clone, accession: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = str(district.top / "registry/tasks/2024")
    scandir = os.scandir

    def refusing(path: str) -> object:  # a test that runs as root is let in everywhere
        if str(path) == closed:
            raise PermissionError(13, "Permission denied", closed)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)
    answer = accession("-C", str(district.top), "list")
    assert answer.code == 3
    assert closed in answer.err
