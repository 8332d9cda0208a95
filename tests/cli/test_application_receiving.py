"""Applications: received, decided on, returned, withdrawn, and filed (scheme 3.1 to 3.3)."""

import json
import os
import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from make_refusal_template import PATH, reply

from accession_cli.papers.word import lines_in
from conftest import Answer
from filled_forms import records
from filled_lists import list_of, texts_for
from materials import pdf_of
from registries import DRAFT
from repositories import Clone, TwoClerks

Command = Callable[..., Answer]
FIRST = "DL-A-2026-0001"
ASKED = DRAFT.partition("application:\n")[0]
PHONE = "13800138000"


def at(clone: Clone) -> tuple[str, str]:
    return "-C", str(clone.top)


@pytest.fixture
def asked(tmp_path: Path) -> Path:
    """What an agency asks for, as YAML."""
    path = tmp_path / "申请.yaml"
    path.write_text(ASKED, encoding="utf-8")
    return path


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    """The stamped form as a file."""
    path = tmp_path / "盖章审批表.pdf"
    path.write_bytes(pdf_of("社区工作事务准入审批表（示例）"))
    return path


@pytest.fixture
def office(district: Clone, asked: Path, scan: Path, accession: Command) -> "Office":
    """The district's registry with somebody at the desk."""
    return Office(district, asked, scan, accession)


class Office:
    """Gives commands as a clerk would, and remembers where the papers lie."""

    def __init__(self, clone: Clone, asked: Path, scan: Path, accession: Command) -> None:
        self.clone = clone
        self.asked = asked
        self.scan = scan
        self.accession = accession

    def __call__(self, *arguments: str) -> Answer:
        return self.accession(*at(self.clone), *arguments)

    def receive(self, *more: str, received: str = "2026-10-09") -> Answer:
        papers = ("--from", str(self.asked), "--form", str(self.scan))
        return self("receive", *papers, "--received", received, *more)

    def again(self, text: str = "second") -> Answer:
        """The corrected papers of the first application come in, on 12 October."""
        self.scan.write_bytes(pdf_of(text))
        return self.receive("--again", FIRST, received="2026-10-12")

    def decide(self, result: str, *more: str, number: str = FIRST) -> Answer:
        return self("decide", number, "--result", result, *more)

    def text(self, number: str = FIRST) -> str:
        path = self.clone.top / f"registry/applications/2026/{number}.yaml"
        return path.read_text(encoding="utf-8")

    def on_grid(self) -> None:
        """What is asked for goes to the grid workers as well, so two bodies decide."""
        text = self.asked.read_text(encoding="utf-8")
        both = text.replace("  - community\n", "  - community\n  - grid\n")
        self.asked.write_text(both, encoding="utf-8")


def test_a_received_application_has_a_number_its_papers_and_a_last_day(office: Office) -> None:
    answer = office.receive()
    assert answer.code == 0, answer.err
    assert answer.out.strip() == FIRST
    assert "to be decided by 2026-10-22" in answer.err  # ten working days: 9 October is day 0
    text = office.text()
    assert "status: received\n" in text
    assert "received: 2026-10-09\n    received_at: null\n    via: oa\n    form:\n" in text
    assert "form:\n      name: 盖章审批表.pdf\n" in text
    assert office.clone.git("show", "--name-only", "--format=").split() == [
        f"registry/applications/2026/{FIRST}.yaml"
    ]
    assert office("validate", "--strict", "--select", "A,S,Y,R,N").code == 0


def test_what_the_scheme_says_about_the_days_is_what_json_says(office: Office) -> None:
    found = json.loads(office.receive("--json", received="2026-04-27").out)
    assert found["due"] == "2026-05-13"  # over the May holiday, with its make-up workday
    assert (found["id"], found["status"], found["provisional"]) == (FIRST, "received", False)


@pytest.mark.parametrize(("received", "said"), [("2026-09-11", True), ("2026-10-09", False)])
def test_a_day_of_receipt_long_past_is_said_in_the_preview_and_in_the_answer(
    office: Office, received: str, *, said: bool
) -> None:
    shown = office.receive("--check", received=received)
    answer = office.receive(received=received)
    assert (shown.code, answer.code) == (0, 0), answer.err
    for one in (shown, answer):
        assert (f"The day of receipt is {received}, 17 working days back" in one.err) is said


def test_what_is_not_done_is_proposed_and_taken_from_the_application_to_the_register(
    office: Office,
) -> None:
    text = ("--set", "authorization.authority=只走访，不代缴费用。")
    assert "its text says: “不代缴费用”" in " ".join(office.receive(*text).err.split())
    number = FIRST.replace("0001", "0002")
    again = ("--set", "title=另一件", "--set", "excludes=不代缴费用")
    answer = office.receive(*text, *again, "--json")
    assert json.loads(answer.out)["excludes_proposed"] == []
    assert office.decide("admit", number=number).code == 0
    filed = json.loads(office("file", number, "--json").out)
    record = (office.clone.top / filed["path"]).read_text(encoding="utf-8")
    assert "excludes:\n  - 不代缴费用\n" in record


def test_what_the_form_itself_says_is_not_done_was_decided_on(office: Office) -> None:
    answer = office.receive("--set", "excludes=不入户，不建档")
    assert answer.code == 0
    assert "P201" not in answer.err
    assert office.decide("admit").code == 0
    filed = json.loads(office("file", FIRST, "--json").out)
    record = (office.clone.top / filed["path"]).read_text(encoding="utf-8")
    assert "excludes:\n  - 不入户，不建档\n" in record
    added = office("amend", filed["id"], "--set", "excludes=不代填表格", "--reason", "补充")
    assert "P201" in added.out + added.err


def test_an_application_has_no_other_names_and_says_so(office: Office) -> None:
    answer = office.receive("--set", "also_called=敲门问暖")
    assert answer.code == 1
    assert "also_called" in answer.err


def test_the_hour_of_receipt_is_recorded_and_shown(office: Office) -> None:
    answer = office.receive("--received-at", "9：05")
    assert answer.code == 0, answer.err
    assert 'received_at: "09:05+08:00"\n' in office.text()
    assert "received 2026-10-09 09:05" in office("show", FIRST).out
    assert office.receive("--received-at", "25:00").code == 2
    office.scan.write_bytes(pdf_of("another"))
    now = office("receive", "--from", str(office.asked), "--form", str(office.scan))
    assert now.code == 0, now.err
    assert re.search(r'received_at: "\d\d:\d\d\+08:00"\n', office.text("DL-A-2026-0002"))


def test_a_late_application_is_received_with_a_warning(office: Office) -> None:
    answer = office.receive("--set", "period.start=2026-10-13")
    assert answer.code == 0
    assert "A201" in answer.err
    assert "the earliest start is" in answer.err


@pytest.mark.parametrize(
    ("missing", "named"),
    [("basis", "basis"), ("funding", "source"), ("authorization", "target"), ("period", "start")],
)
def test_an_application_that_lacks_a_mandatory_part_is_not_received(
    office: Office, missing: str, named: str
) -> None:
    lines = ASKED.splitlines(keepends=True)
    start = next(at for at, line in enumerate(lines) if line.startswith(f"{missing}:"))
    end = next(i for i in range(start + 1, len(lines)) if not lines[i].startswith(" "))
    office.asked.write_text("".join(lines[:start] + lines[end:]), encoding="utf-8")
    before = office.clone.state()
    answer = office.receive()
    assert answer.code == 1
    assert named in answer.err
    assert office.clone.state() == before


def test_an_application_without_its_stamped_form_is_not_received(office: Office) -> None:
    before = office.clone.state()
    answer = office("receive", "--from", str(office.asked))
    assert answer.code == 1
    assert "rests on its stamped form" in answer.err
    assert office.clone.state() == before


def test_of_classified_papers_only_the_review_is_recorded(office: Office) -> None:
    withheld = "basis:\n  - withheld: true\n    reviewer: 区民政局\n    date: 2026-10-09\n"
    head, _basis, rest = ASKED.partition("basis:\n")
    rest = rest[rest.index("funding:") :]
    office.asked.write_text(head + withheld + rest, encoding="utf-8")
    answer = office("receive", "--from", str(office.asked), "--via", "offline")
    assert answer.code == 0, answer.err
    assert "via: offline\n    form: null\n" in office.text()
    refused = office.receive()
    assert refused.code == 1
    assert "A107" in refused.err


def test_one_form_is_received_once(office: Office) -> None:
    office.receive()
    answer = office.receive()
    assert answer.code == 1
    assert f"received before, as {FIRST}" in answer.err


def test_the_contact_person_is_kept_in_the_record_and_shown_nowhere(
    office: Office, tmp_path: Path
) -> None:
    form = tmp_path / "审批表.docx"
    assert office("form", "fill", "DL-2026-0001", "--out", str(form)).code == 0
    _write_contact(form)
    answer = office("receive", str(form), "--received", "2026-10-09")
    assert answer.code == 0, answer.err
    assert f'contact:\n  name: 王芳\n  phone: "{PHONE}"\n' in office.text()
    shown = [office("show", FIRST), office("show", FIRST, "--json"), office("todo", "--json")]
    shown += [office("list", "--applications"), office("validate")]
    for one in shown:
        assert one.code == 0
        assert PHONE not in one.out + one.err
        assert "王芳" not in one.out


def _write_contact(form: Path) -> None:
    """Fill in the contact person as somebody at a keyboard would: into the two controls."""
    parts = {}
    with zipfile.ZipFile(form) as package:
        for name in package.namelist():
            parts[name] = package.read(name)
    text = parts["word/document.xml"].decode()
    for tag, value in (("contact.name", "王芳"), ("contact.phone", PHONE)):
        start = text.index(f'w:val="{tag}"')
        at_text = text.index("<w:t", text.index("<w:sdtContent>", start))
        end = text.index("</w:t>", at_text)
        text = text[: text.index(">", at_text) + 1] + value + text[end:]
    parts["word/document.xml"] = text.encode()
    with zipfile.ZipFile(form, "w") as package:
        for name, data in parts.items():
            package.writestr(name, data)


def test_a_community_task_is_decided_by_the_bureau_alone(office: Office) -> None:
    office.receive()
    answer = office.decide("admit", "--date", "2026-10-12")
    assert answer.code == 0, answer.err
    assert "status: approved\n" in office.text()
    assert f"accession file {FIRST}" in answer.err


def test_a_grid_task_waits_until_both_bodies_have_decided(office: Office) -> None:
    office.on_grid()
    office.receive()
    unclear = office.decide("admit")
    assert unclear.code == 2
    assert "--by" in unclear.err
    first = office.decide("admit", "--by", "区民政局")
    assert "Still to decide: 区网格化管理中心" in first.err
    assert f"accession decide {FIRST} --by 区网格化管理中心" in first.err
    assert "status: received\n" in office.text()
    twice = office.decide("admit", "--by", "civil_affairs")
    assert twice.code == 1
    assert "has decided on these papers" in twice.err
    assert office.decide("admit").code == 0  # only one body is left
    assert "status: approved\n" in office.text()


def test_a_body_without_a_part_in_the_channel_does_not_decide(office: Office) -> None:
    office.receive()
    answer = office.decide("admit", "--by", "grid_centre")
    assert answer.code == 1
    assert "区民政局" in answer.err


@pytest.mark.parametrize("result", ["return", "refuse"])
def test_who_does_not_admit_says_why(office: Office, result: str) -> None:
    office.receive()
    before = office.clone.state()
    assert office.decide(result).code == 1
    assert office.clone.state() == before
    assert office.decide(result, "--opinion", "请补充经费来源").code == 0
    assert "opinion: 请补充经费来源\n" in office.text()


def test_a_returned_application_comes_in_again_and_nothing_of_before_is_lost(
    office: Office,
) -> None:
    office.receive()
    office.decide("return", "--opinion", "请补充经费来源")
    answer = office.again()
    assert answer.code == 0, answer.err
    text = office.text()
    assert text.count("received: 2026-10-") == 2
    assert "opinion: 请补充经费来源\n" in text
    assert "status: received\n" in text
    assert office("validate", "--since", "HEAD~3", "--select", "H").code == 0


def test_only_what_was_returned_comes_in_again(office: Office) -> None:
    office.receive()
    answer = office.again()
    assert answer.code == 1
    assert "was not returned for correction" in answer.err


@pytest.mark.parametrize(
    ("clock", "due"),
    [("runs", "2026-10-22"), ("pauses", "2026-10-23"), ("restarts", "2026-10-26")],
)
def test_what_a_correction_does_to_the_clock_is_the_districts_to_say(
    office: Office, clock: str, due: str
) -> None:
    """Back on the 10th, a make-up workday; in again on the 12th, nine days are left, or ten."""
    scheme = office.clone.top / "registry/scheme.yaml"
    text = scheme.read_text(encoding="utf-8")
    said = text.replace("correction_clock: runs", f"correction_clock: {clock}")
    office.clone.commit("say so", **{"registry/scheme.yaml": said})
    office.receive()
    office.decide("return", "--opinion", "请补充经费来源", "--date", "2026-10-10")
    first = office.text()[office.text().index("received: ") :][: len("received: 2026-10-08")]
    assert f"to be decided by {due}" in office.again().err
    assert f"- {first}\n" in office.text()  # the first receipt is kept


@pytest.mark.parametrize("status", ["refused", "withdrawn", "received"])
def test_only_an_approved_application_is_filed(office: Office, status: str) -> None:
    office.receive()
    if status == "refused":
        office.decide("refuse", "--opinion", "与法定职责不符")
    if status == "withdrawn":
        assert office("withdraw", FIRST, "--reason", "部门另行安排").code == 0
    before = office.clone.state()
    answer = office("file", FIRST)
    assert answer.code == 1
    assert "cannot be filed" in answer.err
    assert office.clone.state() == before


def test_filing_an_application_writes_both_records_in_one_commit(office: Office) -> None:
    office.receive()
    office.decide("admit")
    answer = office("file", FIRST)
    assert answer.code == 0, answer.err
    number = answer.out.split()[0]
    assert office.clone.git("show", "--name-only", "--format=").split() == [
        f"registry/applications/2026/{FIRST}.yaml",
        f"registry/tasks/2026/{number}.yaml",
    ]
    assert "status: filed\n" in office.text()
    assert f"filed: {number}\n" in office.text()
    task = (office.clone.top / f"registry/tasks/2026/{number}.yaml").read_text(encoding="utf-8")
    assert f"application:\n  id: {FIRST}\n  received: 2026-10-09\n" in task
    assert "decision:\n  - by: civil_affairs\n    date: 2026-10-12\n    result: admit\n" in task
    assert office("validate", "--since", "HEAD~3", "--select", "A,H,N,T").code == 0
    assert office("verify").code == 0


def test_an_application_is_filed_once(office: Office) -> None:
    office.receive()
    office.decide("admit")
    office("file", FIRST)
    assert office("file", FIRST).code == 1
    assert office("withdraw", FIRST, "--reason", "x").code == 1


def test_show_and_list_tell_how_an_application_stands(office: Office) -> None:
    office.on_grid()
    office.receive()
    shown = office("show", FIRST)
    assert "2026-10-22" in shown.out
    assert "区民政局、区网格化管理中心" in shown.out
    assert "盖章审批表.pdf" in shown.out
    listed = json.loads(office("list", "--applications", "--json").out)["applications"]
    assert [(one["id"], one["waiting"]) for one in listed] == [
        (FIRST, ["civil_affairs", "grid_centre"])
    ]
    assert listed[0]["waiting_names"] == ["区民政局", "区网格化管理中心"]
    assert office("show", "DL-A-2026-0009").code == 1


def test_without_the_trunk_an_application_waits_and_is_received_later(
    two_offices: TwoClerks, asked: Path, scan: Path, accession: Command, tmp_path: Path
) -> None:
    desk = Office(two_offices.ann, asked, scan, accession)
    away = tmp_path / "away"
    shutil.move(two_offices.remote.top, away)
    waiting = desk.receive()
    assert waiting.code == 5
    assert "Queued, not in the registry" in waiting.err
    assert "协助独居老人冬季取暖安全走访" in desk("sync", "--list").out
    shutil.move(away, two_offices.remote.top)
    assert desk("sync").code == 0
    assert f"registry/applications/2026/{FIRST}.yaml" in two_offices.remote.tree("main")


def test_two_desks_that_decide_at_once_do_not_overwrite_one_another(
    two_offices: TwoClerks, asked: Path, scan: Path, accession: Command
) -> None:
    ann = Office(two_offices.ann, asked, scan, accession)
    bo = Office(two_offices.bo, asked, scan, accession)
    ann.on_grid()
    ann.receive()
    bo("sync")
    assert ann.decide("admit", "--by", "civil_affairs").code == 0
    late = bo.decide("admit", "--by", "grid_centre")
    assert late.code == 4
    assert "accession sync" in late.err
    bo("sync")
    assert bo.decide("admit", "--by", "grid_centre").code == 0


def test_the_same_application_twice_in_one_command_is_decided_on_once(office: Office) -> None:
    office.receive()
    answer = office("decide", FIRST, FIRST.lower(), "--result", "admit", "--json")
    assert answer.code == 0, answer.err
    assert [one["id"] for one in json.loads(answer.out)["decided"]] == [FIRST]
    assert office.clone.git("log", "-1", "--format=%s") == f"Admit {FIRST}"


def test_no_number_of_a_person_waits_in_the_outbox_as_a_body(
    two_offices: TwoClerks, asked: Path, scan: Path, accession: Command, tmp_path: Path
) -> None:
    desk = Office(two_offices.ann, asked, scan, accession)
    desk.receive()
    shutil.move(two_offices.remote.top, tmp_path / "away")
    assert desk.decide("admit", "--by", "11010519491231002X").code == 7
    assert desk("sync", "--list").out == ""


def test_what_is_no_text_is_refused_before_it_is_kept(office: Office) -> None:
    office.receive()
    before = office.clone.state()
    answer = office.decide("refuse", "--opinion", "\udcff")
    assert answer.code == 3
    assert "--opinion holds something that is no character" in answer.err
    assert office.receive("--set", "title=\ud800").code == 3
    assert office.clone.state() == before


def test_whoever_files_what_was_decided_since_looks_at_it_first(
    two_offices: TwoClerks, asked: Path, scan: Path, accession: Command
) -> None:
    ann = Office(two_offices.ann, asked, scan, accession)
    bo = Office(two_offices.bo, asked, scan, accession)
    ann.receive()
    unknown = bo("file", FIRST)
    assert unknown.code == 1
    assert "in your files" in unknown.err
    bo("sync")
    ann.decide("admit")
    stale = bo("file", FIRST)
    assert stale.code == 4, stale.err
    assert "accession sync" in stale.err
    bo("sync")
    assert bo("file", FIRST).code == 0


@pytest.fixture
def inbox(office: Office, tmp_path: Path) -> Path:
    """What came out of the OA system: a folder for each agency, with attachments."""
    place = tmp_path / "收件箱"
    for name, number in (("法院", "DL-2026-0012"), ("公安", "DL-2026-0011")):
        (place / name).mkdir(parents=True)
        form = place / name / "审批表.docx"
        assert office("form", "fill", number, "--out", str(form)).code == 0
        (place / name / "附件一.txt").write_text(f"{name}的说明", encoding="utf-8")
    (place / "空白").mkdir()
    assert office("form", "blank", "--out", str(place / "空白/空表.docx")).code == 0
    (place / "Thumbs.db").write_bytes(b"x")
    return place


def test_a_folder_of_forms_and_attachments_is_read_in_one_go(office: Office, inbox: Path) -> None:
    answer = office("receive", str(inbox), "--received", "2026-10-09")
    assert answer.code == 1  # the blank form
    assert "法院/审批表.docx: received as" in answer.out
    assert "公安/审批表.docx: received as" in answer.out
    assert "Forms: 3; received: 2" in answer.err
    assert "accession list --applications" in answer.err
    assert "空白/空表.docx" in answer.err
    texts = [office.text(f"DL-A-2026-000{at}") for at in (1, 2)]
    assert all("attachments:\n      - name: 附件一.txt\n" in text for text in texts)


def test_a_package_with_chinese_names_of_windows_is_read_like_a_folder(
    office: Office, inbox: Path, tmp_path: Path
) -> None:
    package = tmp_path / "收件.zip"
    with zipfile.ZipFile(package, "w") as packed:
        for path in sorted(inbox.rglob("*.*")):
            name = path.relative_to(inbox).as_posix()
            info = zipfile.ZipInfo(name.encode("gb18030").decode("cp437"))
            info.flag_bits = 0
            packed.writestr(info, path.read_bytes())
    data = package.read_bytes()  # zipfile marks such names as UTF-8; Windows does not
    answer = office("receive", str(package), "--received", "2026-10-09")
    assert data[:2] == b"PK"
    assert "received: 2" in answer.err


def test_what_was_received_from_a_folder_is_not_received_again(office: Office, inbox: Path) -> None:
    shutil.rmtree(inbox / "空白")
    assert office("receive", str(inbox), "--received", "2026-10-09").code == 0
    before = office.clone.head
    answer = office("receive", str(inbox), "--received", "2026-10-09")
    assert answer.code == 0, answer.err
    assert "received before: 2" in answer.err
    assert office.clone.head == before


@pytest.mark.parametrize("name", ["../逃.docx", "/逃.docx", "C:\\逃.docx"])
def test_a_package_that_reaches_out_of_its_folder_is_refused(
    office: Office, tmp_path: Path, name: str
) -> None:
    package = tmp_path / "x.zip"
    with zipfile.ZipFile(package, "w") as packed:
        packed.writestr(name, b"x")
    assert office("receive", str(package)).code == 3


def test_a_damaged_package_is_refused_however_it_is_packed(office: Office, tmp_path: Path) -> None:
    package = tmp_path / "x.zip"
    for packing in (zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        with zipfile.ZipFile(package, "w", packing) as packed:
            packed.writestr("x", b"paper" * 1000)
        data = bytearray(package.read_bytes())
        data[40:60] = b"\xff" * 20
        package.write_bytes(data)
        answer = office("receive", str(package))
        assert answer.code == 3
        assert "cannot be unpacked" in answer.err


def test_a_package_with_nothing_in_it_is_nothing_received(office: Office, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w"):
        pass
    answer = office("receive", str(tmp_path / "x.zip"), "--json")
    assert answer.code == 1
    assert json.loads(answer.out) == {"version": 1, "received": []}


def test_of_two_papers_with_one_name_none_is_lost_silently(office: Office, tmp_path: Path) -> None:
    package = tmp_path / "x.zip"
    with zipfile.ZipFile(package, "w") as packed:
        packed.writestr("说明.pdf", b"x")
        packed.writestr("说明.PDF", b"y")
    answer = office("receive", str(package))
    assert answer.code == 3
    assert "two files of one name: 说明.PDF" in answer.err


def test_a_stray_paper_goes_by_its_name_in_the_package(office: Office, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as packed:
        packed.writestr("说明/一.pdf", b"x")
    answer = office("receive", str(tmp_path / "x.zip"))
    assert answer.code == 1
    assert answer.err.startswith("说明/一.pdf: belongs to no form")


def test_what_a_link_in_a_folder_leads_to_was_not_handed_in(
    office: Office, inbox: Path, tmp_path: Path
) -> None:
    only = inbox / "公安"
    shutil.move(inbox / "法院", tmp_path / "elsewhere")
    (only / "链接").symlink_to(tmp_path / "elsewhere")
    (only / "附件二.txt").symlink_to(tmp_path / "elsewhere/附件一.txt")
    answer = office("receive", str(only), "--received", "2026-10-09")
    assert answer.code == 1
    assert "received: 1" in answer.err
    assert "链接: belongs to no form" in answer.err
    assert "附件二.txt: belongs to no form" in answer.err
    assert "附件二" not in office.text()


def test_no_option_is_passed_over_silently(office: Office, inbox: Path, asked: Path) -> None:
    form = str(inbox / "法院/审批表.docx")
    assert office("receive", form, "--from", str(asked)).code == 2
    assert office("receive", str(inbox), "--form", str(office.scan)).code == 2


def test_a_pipe_into_which_nobody_writes_keeps_nobody_waiting(
    office: Office, tmp_path: Path
) -> None:
    pipe = tmp_path / "管道.docx"
    os.mkfifo(pipe)
    for command in (("receive",), ("form", "read"), ("import",), ("evaluation", "read")):
        assert office(*command, str(pipe)).code == 3
    assert office("dispatch", "--receipt", str(pipe)).code == 3
    assert office("receive", "--from", str(pipe), "--form", str(office.scan)).code == 3


def test_todo_names_every_step_of_an_application_and_who_has_to_take_it(office: Office) -> None:
    office.on_grid()
    office.receive()

    def matters(*more: str) -> list[tuple[str, str, tuple[str, ...], int | None]]:
        found = json.loads(office("todo", "--json", *more).out)["matters"]
        return [
            (one["kind"], one["id"], tuple(one["who"]), one["working_days_left"])
            for one in found
            if one["id"] == FIRST
        ]

    assert matters() == [("decide", FIRST, ("civil_affairs", "grid_centre"), 8)]
    assert matters("--by", "区网格化管理中心")
    office.decide("admit", "--by", "civil_affairs")
    assert matters("--by", "civil_affairs") == []
    office.decide("return", "--opinion", "请补充经费来源")
    assert matters() == [("correct", FIRST, ("minzheng",), 8)]  # the clock runs on
    office.again()
    office.decide("admit", "--by", "civil_affairs")
    office.decide("admit")
    assert matters() == [("file", FIRST, (), None)]
    office("file", FIRST)
    assert matters() == []


def test_todo_ends_with_one_when_something_is_overdue(office: Office) -> None:
    office.receive()
    late = office("todo", "--as-of", "2026-10-26", "--exit-code", "--by", "civil_affairs")
    assert late.code == 1
    assert "2 late" in late.out
    assert office("todo", "--by", "civil_affairs", "--exit-code").code == 0


def test_todo_writes_a_calendar_for_the_telephone(office: Office, tmp_path: Path) -> None:
    office.receive()
    path = tmp_path / "待办.ics"
    assert office("todo", "--ics", str(path)).code == 0
    text = path.read_bytes().decode()
    assert "DTSTART;VALUE=DATE:20261022\r\n" in text
    assert text.endswith("END:VCALENDAR\r\n")
    assert text.count("TRIGGER:-PT15H\r\n") == text.count("TRIGGER:PT9H\r\n") > 0
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


def test_a_second_application_for_the_same_task_is_pointed_out(office: Office) -> None:
    office.receive()
    office.scan.write_bytes(pdf_of("another"))
    answer = office.receive()
    assert answer.code == 0
    assert "A203" in answer.err
    assert f"--again {FIRST}" in answer.err


def test_papers_cannot_have_come_in_tomorrow(office: Office) -> None:
    before = office.clone.state()
    answer = office.receive(received="2026-10-13")
    assert answer.code == 1
    assert "A109" in answer.err
    assert office.clone.state() == before


def test_a_list_in_excel_is_received_row_by_row_in_one_commit(
    office: Office, tmp_path: Path
) -> None:
    rows = [texts_for(facts) for facts in records().values()][:3]
    source = tmp_path / "申请清单.xlsx"
    source.write_bytes(list_of(rows))
    before = office.clone.head
    answer = office("import", str(source), "--received", "2026-10-09")
    assert answer.code == 0, answer.err
    assert answer.out.split() == [f"DL-A-2026-000{at}" for at in (1, 2, 3)]
    assert office.clone.git("rev-parse", "HEAD~1") == before
    assert "form:\n      name: 申请清单.xlsx\n" in office.text("DL-A-2026-0003")
    assert office("import", str(source)).code == 1  # each row came in before


def test_a_list_may_name_a_contact_person_for_each_row(office: Office, tmp_path: Path) -> None:
    source = tmp_path / "申请清单.xlsx"
    rows = [texts_for(facts) for facts in records().values()][:2]
    for row, name, phone in zip(rows, ("王芳", "李强"), (PHONE, "13900139000"), strict=True):
        row |= {"contact.name": name, "contact.phone": phone}
    source.write_bytes(list_of(rows))
    answer = office("import", str(source), "--received", "2026-10-09")
    assert answer.code == 0, answer.err
    assert 'phone: "13900139000"' in office.text("DL-A-2026-0002")
    source.write_bytes(list_of([{**rows[0], "title": "另一件", "resources": "找13700137000"}]))
    assert office("import", str(source), "--received", "2026-10-09").code == 7


def test_a_list_with_one_doubtful_cell_brings_in_nothing(office: Office, tmp_path: Path) -> None:
    rows = [texts_for(facts) for facts in records().values()][:2]
    source, copy = tmp_path / "申请清单.xlsx", tmp_path / "问题.xlsx"
    source.write_bytes(list_of([rows[0], {**rows[1], "funding.amount": "很多"}]))
    before = office.clone.state()
    answer = office("import", str(source), "--out", str(copy))
    assert answer.code == 1
    assert "申请清单!" in answer.out
    assert copy.exists()
    assert office.clone.state() == before


def test_the_form_of_an_application_is_filled_in_with_what_came_in(
    office: Office, tmp_path: Path
) -> None:
    office.receive()
    form = tmp_path / "审批表.docx"
    assert office("form", "fill", FIRST, "--out", str(form)).code == 0
    found = json.loads(office("form", "read", str(form), "--json").out)
    assert found["missing"] == []
    assert found["facts"]["title"] == "协助独居老人冬季取暖安全走访"
    assert found["applied"] == "2026-10-09"


def test_a_push_that_the_server_reports_as_failed_is_looked_for_before_it_is_sent_again(
    two_offices: TwoClerks, asked: Path, scan: Path, accession: Command
) -> None:
    """The branch moved there, but its log could not be written, so the server says it failed."""
    desk = Office(two_offices.ann, asked, scan, accession)
    remote = two_offices.remote
    remote.git("config", "core.logAllRefUpdates", "true")
    (remote.top / "logs/HEAD").mkdir(parents=True)
    (remote.top / "logs/HEAD/in the way").write_text("", encoding="utf-8")
    before = int(remote.git("rev-list", "--count", "main"))
    answer = desk.receive()
    assert answer.code == 0, answer.err
    assert int(remote.git("rev-list", "--count", "main")) == before + 1
    assert [p for p in remote.tree("main") if "/applications/" in p] == [
        f"registry/applications/2026/{FIRST}.yaml"
    ]


def _text(path: Path) -> str:
    return "\n".join(lines_in(path.read_bytes()))


def test_a_refused_agency_gets_a_reply_with_the_reason(office: Office) -> None:
    office.receive()
    reason = "协助内容属于执法检查，不得交由社区承担\n经费没有来源"
    before = office.clone.state()
    shown = office.decide("refuse", "--opinion", reason, "--date", "2026-10-12", "--check")
    assert "不予准入复函（DL-A-2026-0001）.docx will say" in shown.out
    assert "经费没有来源。" in shown.out
    assert office.clone.state() == before
    answer = office.decide("refuse", "--opinion", reason, "--date", "2026-10-12", "--json")
    (path,) = map(Path, json.loads(answer.out)["notices"])
    assert path.parent == office.clone.top / "build/replies"
    said = _text(path)
    for wanted in (
        "关于不予准入“协助独居老人冬季取暖安全走访”的复函",
        "区民政局：",
        "已于2026年10月9日收件。依照《社区组织工作事务准入制实施方案》",
        "（津丽民发〔2023〕13号，以下简称方案），经区民政局审核，不予准入。理由如下：",
        "协助内容属于执法检查，不得交由社区承担。\n经费没有来源。",
        "社区可以依照方案二、（二）不予承接。",
        "区民政局\n2026年10月12日",
    ):
        assert wanted in said
    again = office("decide", FIRST, "--letter", "--out", str(office.clone.top / "build/again"))
    assert again.code == 0
    assert (office.clone.top / "build/again" / path.name).read_bytes() == path.read_bytes()


def test_one_body_refuses_what_the_other_admitted_and_the_reply_says_both(office: Office) -> None:
    office.on_grid()
    office.receive()
    office.decide("admit", "--by", "区民政局")
    assert not (office.clone.top / "build/approvals").exists()  # one body still has to decide
    office.decide("refuse", "--opinion", "网格员已经承担同类事项")
    (path,) = (office.clone.top / "build/replies").iterdir()
    assert "区民政局同意准入，经区网格化管理中心审核，不予准入。" in _text(path)


def test_an_approved_application_has_its_form_to_be_stamped(office: Office) -> None:
    office.on_grid()
    office.receive()
    first = office.decide("admit", "--by", "区民政局", "--date", "2026-10-10", "--json")
    assert json.loads(first.out)["notices"] == []
    answer = office.decide("admit", "--opinion", "同意，注意网格员安全", "--date", "2026-10-12")
    assert "to be printed and stamped: " in answer.err
    (path,) = (office.clone.top / "build/approvals").iterdir()
    assert path.name == "东丽区社区工作事务准入审批表（DL-A-2026-0001，已审批）.docx"
    said = _text(path)
    assert "区民政局意见　同意准入。（盖章）2026年10月10日" in said
    assert "区网格化管理中心意见　同意，注意网格员安全（盖章）2026年10月12日" in said
    office("file", FIRST)
    assert office("decide", FIRST, "--letter").code == 0  # once more, after it was filed


def test_a_withdrawn_application_has_no_paper(office: Office) -> None:
    office.receive()
    office("withdraw", FIRST, "--reason", "部门另行安排")
    answer = office("decide", FIRST, "--letter")
    assert answer.code == 1
    assert "there is no paper about a decision on it" in answer.err


def test_the_shipped_template_of_the_reply_is_what_its_script_writes() -> None:
    assert PATH.read_bytes() == reply()
