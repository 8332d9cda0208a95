"""What comes in is shown at a terminal, and asked about, before it is received."""

from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Answer
from filled_forms import answered, form_of, records
from repositories import Clone
from terminals import DOWN, ENTER, Terminal, typed

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


def test_whoever_says_yes_beforehand_is_not_asked_about_several_forms(
    district: Clone, inbox: Path, process: Callable[..., Answer]
) -> None:
    done = process("receive", str(inbox), *ON_A_DAY, "--inspected-by", "王晓", at=district.top)
    assert done.code == 0, done.err
    assert "Record this now?" not in done.out + done.err
    assert len(received(district)) == 2
