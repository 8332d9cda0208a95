"""``accession render``: from a committed registry to the files of the directory."""

import json
import os
import re
import shutil
import sys
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pexpect
import pytest
from make_issuing_template import PATH, notice
from pypdf import PdfReader

from accession_cli.papers.directory_formats import FORMATS
from accession_cli.papers.word import lines_in
from conftest import Answer
from repositories import Clone

Command = Callable[..., Answer]
ANNEX = "东丽区社区组织依法协助政府工作事务指导目录（2025年版）"


def render(accession: Command, clone: Clone, *more: str) -> Answer:
    return accession("-C", str(clone.top), "render", "--format", "json", "--json", *more)


def dated_commit(clone: Clone, day: str, note: str) -> None:
    """A commit on the registry on *day*, Chinese time."""
    scheme = clone.top / "registry/scheme.yaml"
    scheme.write_text(scheme.read_text(encoding="utf-8") + f"# {note}\n", encoding="utf-8")
    moment = f"{day}T09:00:00+08:00"
    stamped = {**clone.environ, "GIT_COMMITTER_DATE": moment, "GIT_AUTHOR_DATE": moment}
    Clone(top=clone.top, environ=stamped).commit(note)


def test_the_last_finished_year_is_due_when_no_edition_is_frozen(
    district: Clone, accession: Command
) -> None:
    dated_commit(district, "2026-11-24", "newest")
    answer = render(accession, district)
    assert answer.code == 0, answer.err
    built = json.loads(answer.out)
    assert (built["year"], built["base_date"], built["draft"]) == (2025, "2025-12-31", False)
    assert built["commit"] == district.head


def test_a_running_year_is_a_draft_of_the_day_of_the_newest_commit(
    district: Clone, accession: Command
) -> None:
    dated_commit(district, "2026-11-24", "newest")
    built = json.loads(render(accession, district, "2026").out)
    assert (built["base_date"], built["draft"]) == ("2026-11-24", True)


def test_a_draft_says_until_when_and_where_comments_are_sent(
    district: Clone, accession: Command
) -> None:
    asked = ("--comments-until", "2026-12-10", "--comments-to", "区民政局社区科")
    made = accession("-C", str(district.top), "render", "2026", "--format", "pdf", "--json", *asked)
    assert made.code == 0, made.err
    cover = PdfReader(json.loads(made.out)["files"][0]["path"]).pages[0].extract_text()
    said = re.sub(r"\s", "", cover)
    assert "请于2026年12月10日前将意见送区民政局社区科。" in said


def test_a_directory_that_is_no_draft_asks_for_no_comments(
    district: Clone, accession: Command
) -> None:
    dated_commit(district, "2026-11-24", "newest")
    answer = accession("-C", str(district.top), "render", "2025", "--comments-to", "区民政局")
    assert answer.code == 2
    assert "The directory of 2025 is no draft" in answer.err


def test_the_same_commit_gives_the_same_bytes_on_any_day(
    district: Clone, accession: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    dated_commit(district, "2026-11-24", "newest")
    formats = ("--format", "pdf,html,json", "--json")
    made = []
    for day, zone in (("2026-12-01", "UTC"), ("2028-02-29", "Asia/Shanghai")):
        monkeypatch.setenv("SEALED_TODAY", day)
        monkeypatch.setenv("TZ", zone)
        out = ("--out", str(tmp_path / day))
        answer = accession("-C", str(district.top), "render", "2025", *formats, *out)
        made.append([file["sha256"] for file in json.loads(answer.out)["files"]])
    assert made[0] == made[1]
    assert len(set(made[0])) == 3


def test_what_is_filed_and_retired_shows_in_the_next_directory(
    district: Clone, draft: Path, material: Path, accession: Command
) -> None:
    here = ("-C", str(district.top))
    filed = json.loads(accession(*here, "file", "--from", str(draft), "--json").out)["id"]
    retirement = ("--applied", "2026-09-28", "--effective", "2026-10-12", "--reason", "期限届满")
    accession(*here, "retire", "DL-2024-0006", *retirement, "--material", str(material))
    built = json.loads(render(accession, district, "2026", "--as-of", "2026-11-30").out)
    edition = json.loads(Path(built["files"][0]["path"]).read_text(encoding="utf-8"))
    items = [item["task"]["id"] for section in edition["sections"] for item in section["items"]]
    assert filed in items
    assert "DL-2024-0006" not in items
    assert "DL-2024-0006" in [ended["id"] for ended in edition["ended"]]


def test_uncommitted_changes_are_refused_and_a_draft_takes_them(
    district: Clone, accession: Command
) -> None:
    scheme = district.top / "registry/scheme.yaml"
    scheme.write_text(scheme.read_text(encoding="utf-8") + "# not committed\n", encoding="utf-8")
    answer = render(accession, district)
    assert answer.code == 1
    assert "registry/scheme.yaml" in answer.err
    drafted = json.loads(render(accession, district, "2025", "--draft").out)
    assert (drafted["draft"], drafted["commit"]) == (True, None)


def test_no_directory_is_made_from_records_that_break_the_scheme(
    district: Clone, accession: Command
) -> None:
    path = "registry/tasks/2024/DL-2024-0006.yaml"
    text = (district.top / path).read_text(encoding="utf-8")
    district.commit("wrong", **{path: text.replace("agency: ", "agency: nobody-of-")})
    answer = render(accession, district)
    assert answer.code == 1
    assert "accession validate" in answer.err
    assert not (district.top / "build").exists()


def test_a_shallow_clone_needs_the_day_to_be_stated(
    district: Clone, accession: Command, tmp_path: Path
) -> None:
    shallow = Clone(top=tmp_path / "shallow", environ=district.environ)
    district.git("clone", "--quiet", "--depth=1", f"file://{district.top}", str(shallow.top))
    assert render(accession, shallow).code == 5
    built = json.loads(render(accession, shallow, "--as-of", "2026-03-31").out)
    assert built["year"] == 2025


def test_an_unknown_format_is_wrong_usage(district: Clone, accession: Command) -> None:
    answer = accession("-C", str(district.top), "render", "--format", "papyrus")
    assert answer.code == 2
    assert "pdf" in answer.err


def test_a_year_before_the_first_task_has_no_directory(district: Clone, accession: Command) -> None:
    assert render(accession, district, "2019").code == 1


@pytest.mark.parametrize("year", ["0", "1", "2023"])
def test_a_year_before_all_records_is_refused(
    district: Clone, accession: Command, year: str
) -> None:
    answer = render(accession, district, year)
    assert answer.code == 1
    assert "has no task filed by" in answer.err


@pytest.mark.parametrize("year", ["2027", "9999", "99999"])
def test_a_year_that_has_not_begun_has_no_directory(
    district: Clone, accession: Command, year: str
) -> None:
    answer = render(accession, district, year, "--as-of", "2026-11-24")
    assert answer.code == 1
    assert f"The year {year} has not begun by 2026-11-24" in answer.err


def test_an_output_that_is_a_file_is_said_and_left_alone(
    district: Clone, accession: Command, tmp_path: Path
) -> None:
    taken = tmp_path / "taken"
    taken.write_text("mine", encoding="utf-8")
    answer = render(accession, district, "2025", "--out", str(taken))
    assert answer.code == 5
    assert taken.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    "template",
    ["{{ 1 / 0 }}", "{{ 'a' + 1 }}", "{% include 'directory.html.j2' %}", "{{ range(10**9) }}"],
)
def test_a_template_of_the_registrys_own_that_fails_is_named(
    district: Clone, accession: Command, template: str
) -> None:
    district.commit("own", **{"registry/templates/directory.html.j2": template})
    answer = accession("-C", str(district.top), "render", "2025", "--format", "html")
    assert answer.code == 5
    assert "directory.html.j2" in answer.err


def test_a_typst_template_reads_nothing_outside_the_templates(
    district: Clone, accession: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    spying = '#set document(title: "x")\n#read("registry/scheme.yaml")\n'
    district.commit("own", **{"registry/templates/directory.typ.j2": spying})
    monkeypatch.chdir(district.top)
    answer = accession("render", "2025", "--format", "pdf")
    assert answer.code == 5
    assert "file not found" in answer.err


@pytest.mark.parametrize("command", [("render",), ("diff", "2024", "2025"), ("freeze", "2025")])
def test_a_registry_without_tasks_has_no_directory_and_says_so(
    district: Clone, accession: Command, command: tuple[str, ...]
) -> None:
    shutil.rmtree(district.top / "registry/tasks")
    district.commit("a new district")
    answer = accession("-C", str(district.top), *command)
    assert answer.code == 1
    assert "no task" in answer.err


def test_a_template_of_before_takes_the_data_of_the_page_as_one_text(
    district: Clone, accession: Command
) -> None:
    pages = []
    for text in ("{{ page_data|safe }}", "{% for one in page_data %}{{ one|safe }}{% endfor %}"):
        district.commit("own", **{"registry/templates/directory.html.j2": text})
        answer = accession("-C", str(district.top), "render", "2025", "--format", "html", "--json")
        path = district.top / json.loads(answer.out)["files"][0]["path"]
        pages.append(json.loads(path.read_text(encoding="utf-8")))
    assert pages[0] == pages[1]
    assert pages[0]["version"] == 1


def test_when_one_format_cannot_be_made_none_is_written(
    district: Clone, accession: Command
) -> None:
    district.commit("own", **{"registry/templates/directory.typ.j2": '#panic("boo")\n'})
    answer = accession("-C", str(district.top), "render", "2025", "--format", "json,pdf")
    assert answer.code == 5
    assert not (district.top / "build").exists()


def test_a_draft_says_which_records_it_had_to_leave_out(
    district: Clone, accession: Command
) -> None:
    district.write("registry/tasks/2025/DL-2025-0001.yaml", "rubbish\n")
    here = ("-C", str(district.top))
    answer = accession(*here, "render", "2025", "--draft", "--format", "json")
    assert answer.code == 0
    assert "1 in all, the first is registry/tasks/2025/DL-2025-0001.yaml" in answer.err


def test_beside_the_files_lie_their_list_and_their_hashes(
    district: Clone, accession: Command
) -> None:
    answer = accession("-C", str(district.top), "render", "2025", "--format", "pdf,json", "--json")
    files = json.loads(answer.out)["files"]
    folder = district.top / "build/directory/2025"
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    listed = [(f["name"], f["sha256"], f["pages"]) for f in manifest["files"]]
    assert listed == [(Path(f["path"]).name, f["sha256"], f["pages"]) for f in files]
    assert manifest["files"][0]["pages"] == len(PdfReader(files[0]["path"]).pages)
    assert manifest["files"][1]["pages"] is None
    sums = (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    for line in sums:
        digest, name = line.split("  ")
        assert sha256((folder / name).read_bytes()).hexdigest() == digest
    assert len(sums) == 3
    first = (folder / "manifest.json").read_bytes()
    accession("-C", str(district.top), "render", "2025", "--format", "pdf,json")
    assert (folder / "manifest.json").read_bytes() == first


def test_the_terminal_lists_each_file_with_its_pages_size_and_hash(
    district: Clone, accession: Command
) -> None:
    here = ("-C", str(district.top), "render", "2025", "--format", "pdf,json")
    digest = json.loads(accession(*here, "--json").out)["files"][0]["sha256"]
    *said, heading, _line, first, _second = accession(*here).out.splitlines()
    folder = os.path.relpath(district.top / "build/directory/2025")
    assert folder in "".join(said)
    assert "（2025年版）" in "".join(said)
    assert heading.split() == ["File", "Pages", "Size", "SHA-256"]
    assert first.startswith(".pdf ")
    assert first.endswith(digest[:12])
    assert " KB " in first
    assert all(len(line) <= 80 for line in (heading, first))


def test_without_a_choice_every_format_is_made_and_the_pdf_comes_first(
    district: Clone, accession: Command
) -> None:
    answer = accession("-C", str(district.top), "render", "2025", "--json")
    made = [file["format"] for file in json.loads(answer.out)["files"]]
    assert made[0] == "pdf"
    assert set(made) == set(FORMATS)


def test_open_hands_the_first_file_to_the_desktop(
    district: Clone, accession: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opener, noted = tmp_path / "bin/xdg-open", tmp_path / "opened"
    opener.parent.mkdir()
    opener.write_text(f'#!/bin/sh\nprintf %s "$1" > {noted}\n', encoding="utf-8")
    opener.chmod(0o755)
    monkeypatch.setenv("PATH", f"{opener.parent}:{os.environ['PATH']}")
    answer = accession(
        "-C", str(district.top), "render", "2025", "--format", "json", "--open", "--json"
    )
    path = json.loads(answer.out)["files"][0]["path"]
    for _wait in range(100):
        if noted.exists() and noted.read_text(encoding="utf-8"):
            break
        time.sleep(0.05)
    assert noted.read_text(encoding="utf-8") == path


def test_who_waits_at_a_terminal_sees_which_format_is_being_made(district: Clone) -> None:
    program = pexpect.spawn(
        sys.executable,
        ["-m", "accession_cli", "render", "2025", "--draft", "--format", "json,ics"],
        cwd=str(district.top),
        env={**os.environ, "TERM": "dumb"},
        encoding="utf-8",
        timeout=60,
    )
    program.expect_exact("Making json …")
    program.expect_exact("Making ics …")
    program.expect(pexpect.EOF)
    program.close()
    assert program.exitstatus == 0


@pytest.mark.git
def test_a_frozen_edition_is_issued_with_a_notice_whose_annex_it_is(
    district: Clone, accession: Command
) -> None:
    at = ("-C", str(district.top))
    early = accession(*at, "render", "2025", "--letter")
    assert early.code == 1
    assert "accession freeze 2025" in early.err
    accession(*at, "freeze", "2025")
    head = district.head
    told = accession(*at, "render", "--letter", "--number", "津丽民发〔2026〕3号")
    assert told.code == 0, told.err
    (path,) = (district.top / "build/directory/2025").iterdir()
    lines = lines_in(path.read_bytes())
    assert lines[0] == path.stem == f"关于印发《{ANNEX}》的通知"
    assert lines[1:3] == ("津丽民发〔2026〕3号", "区级各党政群机构，各街道：")
    assert "截至2025年12月31日，收录社区组织依法协助政府工作事务" in lines[4]
    assert lines[-5:] == (
        f"附件：{ANNEX}",
        "区民政局",
        "区委组织部",
        "区网格化管理中心",
        "年　月　日",
    )
    assert all(line in told.out for line in lines[:3])  # it is shown
    assert district.head == head  # nothing is recorded
    dated = ("render", "2025", "--letter", "--date", "2026-01-20", "--json")
    again = json.loads(accession(*at, *dated).out)["notice"]
    assert sha256(path.read_bytes()).hexdigest() == again["sha256"]
    assert lines_in(path.read_bytes())[-1] == "2026年1月20日"
    assert accession(*at, "render", "2025", "--number", "1").code == 2


def test_the_shipped_template_of_the_notice_is_what_its_script_writes() -> None:
    assert PATH.read_bytes() == notice()
