"""What comes in is shown at a terminal, and asked about, before it is received."""

from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Answer
from filled_forms import answered, form_of, records
from materials import ofd_of
from repositories import Clone
from terminals import DOWN, ENTER, Terminal, answer_content, typed

pytestmark = pytest.mark.git
TASK = "DL-2026-0013"
ON_A_DAY = ("--received", "2026-10-09")
LOOKED = "已看过，无涉密内容？"


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """Two forms, one of them with an unclear class, and a picture beside the other."""
    for name, title, answers in (
        ("甲", "协助独居老人冬季取暖安全走访", {}),
        ("乙", "协助垃圾分类入户宣传", {"class": "不知道"}),
    ):
        place = tmp_path / "收件箱" / name
        place.mkdir(parents=True)
        form = answered(form_of(records()[TASK] | {"title": title}), **answers)
        (place / "审批表.docx").write_bytes(form)
    (tmp_path / "收件箱/甲/现场.jpg").write_bytes(b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(99))
    return tmp_path / "收件箱"


def received(clone: Clone) -> list[str]:
    folder = clone.top / "registry/applications/2026"
    return sorted(one.stem for one in folder.glob("DL-A-*"))


@pytest.mark.parametrize("agreed", [True, False])
def test_several_forms_are_shown_together_and_asked_about_once(
    district: Clone, inbox: Path, terminals: list[Terminal], *, agreed: bool
) -> None:
    before = received(district)
    terminal = Terminal("receive", str(inbox), *ON_A_DAY, at=district.top, language="zh_CN")
    terminals.append(terminal)
    terminal.answer("事项类别认定为：", DOWN, ENTER)
    terminal.answer(LOOKED, *typed("王晓"))
    terminal.answer("现在登记？")
    shown = "".join(terminal.shown.split())
    assert received(district) == before
    assert "以下申请将逐件登记" in shown
    assert "协助垃圾分类入户宣传" in shown
    assert "事项类别：“不知道”含义不明确" in shown
    assert "A201" in shown
    for key in (ENTER,) if agreed else (DOWN, ENTER):
        terminal.program.send(key)
    assert terminal.end() == (0 if agreed else 130), terminal.shown
    assert len(received(district)) - len(before) == (2 if agreed else 0)
    asked = [line for line in terminal.shown.split("\n") if "现在登记？" in line]
    assert len(asked) == 1


def test_what_was_settled_in_a_form_is_kept_until_it_is_on_record(
    district: Clone, inbox: Path, terminals: list[Terminal]
) -> None:
    command = ("receive", str(inbox / "乙/审批表.docx"), *ON_A_DAY)
    first = Terminal(*command, at=district.top, language="en")
    terminals.append(first)
    first.answer("事项类别 means:", ENTER)
    first.answer("What it means:", *typed("卫生健康"))
    first.answer("Record this now?", DOWN, ENTER)
    assert first.end() != 0
    assert not received(district)
    assert "is kept in" in " ".join(first.shown.split())
    second = Terminal(*command, at=district.top, language="en")
    terminals.append(second)
    second.answer("is kept (1 fields). Go on with it?", ENTER)
    second.answer("Record this now?", ENTER)
    assert second.end() == 0, second.shown
    text = record(district)
    assert "class: 卫生健康\n" in text
    assert "taken: 卫生健康\n" in text
    assert not list((district.top / ".git/accession/drafts").glob("*.json"))


def test_whoever_says_yes_beforehand_is_not_asked_about_several_forms(
    district: Clone, inbox: Path, process: Callable[..., Answer]
) -> None:
    done = process("receive", str(inbox), *ON_A_DAY, "--inspected-by", "王晓", at=district.top)
    assert done.code == 0, done.err
    assert "Record this now?" not in done.out + done.err
    assert len(received(district)) == 2


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    """A stamped form as it comes from the scanner."""
    path = tmp_path / "扫描件.jpg"
    path.write_bytes(b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(99))
    return path


def record(clone: Clone) -> str:
    path = clone.top / "registry/applications/2026/DL-A-2026-0001.yaml"
    return path.read_text(encoding="utf-8")


def test_of_a_scan_a_person_enters_what_it_says(
    district: Clone, scan: Path, terminals: list[Terminal]
) -> None:
    terminal = Terminal("receive", str(scan), *ON_A_DAY, at=district.top, language="en")
    terminals.append(terminal)
    terminal.answer("nothing secret in it?", *typed("王晓"))
    terminal.answer("What it says:", ENTER)
    answer_content(terminal)
    terminal.answer("Record this now?", ENTER)
    assert terminal.end() == 0, terminal.shown
    text = record(district)
    assert "title: 协助雨前清沟提醒\n" in text
    assert "faults: []\n" in text
    assert "form:\n      name: 扫描件.jpg\n" in text
    assert "Inspected-By: 王晓" in district.git("log", "-1", "--format=%B")


def test_what_was_typed_from_a_scan_is_kept_until_it_is_on_record(
    district: Clone, scan: Path, terminals: list[Terminal]
) -> None:
    first = Terminal("receive", str(scan), *ON_A_DAY, at=district.top, language="en")
    terminals.append(first)
    first.answer("nothing secret in it?", *typed("王晓"))
    first.answer("What it says:", ENTER)
    answer_content(first)
    first.answer("Record this now?", DOWN, ENTER)
    assert first.end() != 0
    assert not received(district)
    said = "".join(first.shown.split())
    assert ".git/accession/drafts/receive" in said
    assert "扫描件.jpg'--received2026-10-09" in said
    another = scan.with_name("另一份.jpg")
    another.write_bytes(scan.read_bytes() + b"another")
    with_other = Terminal("receive", str(another), "--resume", at=district.top, language="en")
    terminals.append(with_other)
    with_other.answer("nothing secret in it?", *typed("王晓"))
    assert with_other.end() == 1
    assert "No answers to" in with_other.shown
    second = Terminal("receive", str(scan), *ON_A_DAY, "--resume", at=district.top, language="en")
    terminals.append(second)
    second.answer("nothing secret in it?", *typed("王晓"))
    second.answer("Record this now?", ENTER)
    assert second.end() == 0, second.shown
    assert "title: 协助雨前清沟提醒\n" in record(district)
    assert not list((district.top / ".git/accession/drafts").glob("*.json"))


def test_of_several_scans_each_keeps_what_was_typed_from_it(
    district: Clone, scan: Path, terminals: list[Terminal]
) -> None:
    scans = tuple(str(scan.with_name(f"{at}.jpg")) for at in (1, 2))
    for path in scans:
        Path(path).write_bytes(scan.read_bytes() + path.encode())
    first = Terminal("receive", *scans, *ON_A_DAY, at=district.top, language="en")
    terminals.append(first)
    first.answer("nothing secret in it?", *typed("王晓"))
    first.answer("What it says:", ENTER)
    answer_content(first)
    first.answer("2.jpg is a scan")
    first.answer("What it says:", DOWN, ENTER)
    first.answer("Record this now?", DOWN, ENTER)
    assert first.end() != 0
    second = Terminal("receive", *scans, *ON_A_DAY, "--resume", at=district.top, language="en")
    terminals.append(second)
    second.answer("nothing secret in it?", *typed("王晓"))
    second.answer("What it says:", DOWN, ENTER)
    second.answer("Record this now?", ENTER)
    assert second.end() == 0, second.shown
    assert len(received(district)) == 2
    assert "title: 协助雨前清沟提醒\n" in record(district)


def test_a_scan_has_its_number_before_anybody_enters_what_it_says(
    district: Clone, scan: Path, terminals: list[Terminal], process: Callable[..., Answer]
) -> None:
    terminal = Terminal("receive", str(scan), *ON_A_DAY, at=district.top, language="zh_CN")
    terminals.append(terminal)
    terminal.answer(LOOKED, *typed("王晓"))
    terminal.answer("表上的内容：", DOWN, ENTER)
    terminal.answer("现在登记？", ENTER)
    assert terminal.end() == 0, terminal.shown
    assert "应在2026-10-22前审批" in terminal.shown
    assert "build/corrections" not in terminal.shown
    assert "--again DL-A-2026-0001" in terminal.shown
    first = record(district)
    assert "why: scan\n" in first
    again = ("--again", "DL-A-2026-0001", "--inspected-by", "王晓", "--yes")
    known = ("--set", "事项名称=协助雨前清沟提醒", "--set", "经费金额=0", "--set", "经费说明=无")
    done = process("receive", str(scan), *again, *known, at=district.top)
    assert done.code == 0, done.err
    text = record(district)
    assert "title: 协助雨前清沟提醒\n" in text
    assert text.count("received: 2026-10-09") == 1
    assert text.count("- received:") == 1
    assert "field: title\n" not in text
    found = process("validate", "--select", "A", "--json", at=district.top)
    assert '"A205"' in found.out


@pytest.mark.parametrize(("line", "marked"), [("准入审批表", False), ("机密★1年", True)])
def test_an_ofd_is_received_as_a_scan_and_a_marking_in_it_is_seen(
    district: Clone, tmp_path: Path, process: Callable[..., Answer], line: str, *, marked: bool
) -> None:
    path = tmp_path / "盖章件.ofd"
    path.write_bytes(ofd_of(line, "区应急局"))
    refused = process("receive", str(path), *ON_A_DAY, at=district.top)
    assert refused.code == 7
    assert "保守国家秘密法" in refused.err
    done = process("receive", str(path), *ON_A_DAY, "--inspected-by", "王晓", at=district.top)
    assert done.code == (7 if marked else 0), done.err
    assert received(district) == ([] if marked else ["DL-A-2026-0001"])


def test_a_program_receives_a_scan_when_somebody_has_looked_at_it(
    district: Clone, scan: Path, process: Callable[..., Answer]
) -> None:
    refused = process("receive", str(scan), *ON_A_DAY, at=district.top)
    assert refused.code != 0
    assert "--inspected-by" in refused.err
    assert received(district) == []
    done = process("receive", str(scan), *ON_A_DAY, "--inspected-by", "王晓", at=district.top)
    assert done.code == 0, done.err
    assert "why: scan\n" in record(district)


@pytest.fixture
def scans(inbox: Path) -> Path:
    """The inbox with two scans beside the folders of the forms."""
    for name in ("扫描一.jpg", "扫描二.jpg"):
        (inbox / name).write_bytes(b"\xff\xd8\xff\xe0\x00\x10JFIF" + name.encode())
    return inbox


def test_of_each_scan_in_a_folder_a_person_says_whether_it_is_an_application(
    district: Clone, scans: Path, terminals: list[Terminal]
) -> None:
    terminal = Terminal("receive", str(scans), *ON_A_DAY, at=district.top, language="zh_CN")
    terminals.append(terminal)
    terminal.answer("扫描一.jpg是扫描件", ENTER)
    terminal.answer("扫描二.jpg是扫描件", DOWN, ENTER)
    terminal.answer("事项类别认定为：", DOWN, ENTER)
    terminal.answer(LOOKED, *typed("王晓"))
    terminal.answer("表上的内容：", DOWN, ENTER)
    terminal.answer("现在登记？", ENTER)
    assert terminal.end() == 0, terminal.shown
    folder = district.top / "registry/applications/2026"
    texts = [(folder / f"{one}.yaml").read_text(encoding="utf-8") for one in received(district)]
    assert [text.count("name: 扫描一.jpg") for text in texts] == [0, 0, 1]
    assert [text.count("name: 扫描二.jpg") for text in texts] == [1, 0, 0]
    assert [text.count("form:\n      name: 扫描一.jpg") for text in texts] == [0, 0, 1]


def test_without_a_terminal_each_scan_in_a_folder_is_named_and_not_received(
    district: Clone, scans: Path, process: Callable[..., Answer]
) -> None:
    done = process("receive", str(scans), *ON_A_DAY, "--inspected-by", "王晓", at=district.top)
    assert done.code == 1, done.err
    assert len(received(district)) == 2
    for name in ("扫描一.jpg", "扫描二.jpg"):
        assert f"{name}: is a scan that belongs to no form" in " ".join(done.err.split())
    assert "--inspected-by NAME" in done.err


def test_one_answer_stands_for_all_scans_of_a_folder_without_any_form(
    district: Clone, tmp_path: Path, terminals: list[Terminal]
) -> None:
    place = tmp_path / "扫描"
    place.mkdir()
    for name in ("一.jpg", "二.jpg", "三.ofd"):
        data = ofd_of("审批表") if name.endswith("ofd") else b"\xff\xd8\xff\xe0JFIF"
        (place / name).write_bytes(data + (b"" if name.endswith("ofd") else name.encode()))
    terminal = Terminal("receive", str(place), *ON_A_DAY, at=district.top, language="zh_CN")
    terminals.append(terminal)
    terminal.answer("一.jpg是扫描件", DOWN, DOWN, ENTER)
    terminal.answer(LOOKED, *typed("王晓"))
    for name in ("一.jpg", "三.ofd", "二.jpg"):
        terminal.answer(f"{name}是扫描件，程序")
        terminal.answer("表上的内容：", DOWN, ENTER)
    terminal.answer("现在登记？", ENTER)
    assert terminal.end() == 0, terminal.shown
    assert len(received(district)) == 3
