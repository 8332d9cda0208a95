"""A registry that was kept by the book for a while, and how a test changes it by hand."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from conftest import TODAY, Answer
from repositories import Clone

Command = Callable[..., Answer]
TOP = Path(__file__).parents[1]
NOTICE = TOP / "docs" / "calendar-2027.example.yaml"
_ENTRY = "dispatch:\n  - to: 街道\n    date: 2026-10-12\n    number: null\n"
SENT = ("dispatch:\n", _ENTRY)
UNSENT = (_ENTRY, "dispatch:\n")
#: Commits by hand are of the day that the commands take for today.
ON_THE_DAY = {"GIT_COMMITTER_DATE": f"{TODAY}T12:00:00+0800"}
_BUILT: dict[str, Path] = {}


class Kept(NamedTuple):
    """The clone; the number filed last, one retired with a successor, and that successor."""

    clone: Clone
    filed: str = "DL-2026-0021"
    retired: str = "DL-2024-0002"
    successor: str = "DL-2024-0008"

    def path(self, number: str) -> str:
        return f"registry/tasks/{number.split('-')[1]}/{number}.yaml"

    def text(self, number: str) -> str:
        return (self.clone.top / self.path(number)).read_text(encoding="utf-8")

    def edit(self, number: str, *changes: tuple[str, str]) -> None:
        """Put other words into a record; what is to be changed must be there."""
        text = self.text(number)
        for old, new in changes:
            assert old in text, old
            text = text.replace(old, new, 1)
        self.clone.write(self.path(number), text)

    def change(self, number: str, *changes: tuple[str, str]) -> str:
        """Put other words into a record, and commit that."""
        self.edit(number, *changes)
        return self.clone.commit(f"change {number}")

    def correct(self, number: str, field: str, old: str, new: str) -> None:
        """Add a corrections entry, in a record that has none or some."""
        entry = (
            f"  - date: 2026-10-12\n    field: {field}\n    old: {old}\n    new: {new}\n"
            "    reason: 录入有误\n    by: civil_affairs\n"
        )
        text = self.text(number).replace("corrections: []\n", "corrections:\n")
        self.clone.write(self.path(number), text + entry)

    def file(self, number: str, like: str = "DL-2026-0021") -> None:
        """Write a record of another number, by hand."""
        serial = int(number.split("-")[2])
        text = self.text(like).replace(like, number).replace("〔2026〕21号", f"〔2026〕{serial}号")
        self.clone.write(self.path(number), text.replace("title: ", f"title: {serial}批", 1))


@pytest.fixture
def kept(
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    machine: dict[str, str],
    request: pytest.FixtureRequest,
) -> Kept:
    """A district's registry, kept in earnest by the commands: filed, retired, frozen, amended."""
    if "kept" not in _BUILT:
        built: Clone = request.getfixturevalue("district")
        draft, material = (request.getfixturevalue(name) for name in ("draft", "material"))
        built = Clone(top=built.top, environ=machine | ON_THE_DAY)
        _keep(Kept(built), request.getfixturevalue("accession"), draft, material)
        _BUILT["kept"] = tmp_path_factory.mktemp("kept") / "registry"
        shutil.copytree(built.top, _BUILT["kept"])
    clone = Clone(top=tmp_path / "kept", environ=machine | ON_THE_DAY)
    shutil.copytree(_BUILT["kept"], clone.top)
    clone.git("update-index", "-q", "--refresh")
    return Kept(clone)


def _keep(kept: Kept, accession: Command, draft: Path, material: Path) -> None:
    clone = kept.clone

    def done(*arguments: str) -> None:
        answer = accession("-C", str(clone.top), *arguments)
        assert answer.code == 0, answer.err

    clone.git("commit", "--quiet", "--amend", "--no-edit")
    scheme = (clone.top / "registry/scheme.yaml").read_text(encoding="utf-8")
    scheme = scheme.replace("sample: true", "sample: false")
    clone.commit("begin in earnest", **{"registry/scheme.yaml": scheme})
    done("file", "--from", str(draft))
    done("freeze", "2024", "--keep", "DL-2024-0020=新条文核对中")
    done("freeze", "2025")
    done(
        *("retire", kept.retired, "--applied", "2026-10-09", "--effective", "2026-11-01"),
        *("--reason", "任务完成", "--material", str(material), "--superseded-by", kept.successor),
    )
    kept.edit(
        kept.retired,
        ("  notified: []", "  notified:\n    - to: 街道公共服务办公室\n      date: 2026-10-12"),
    )
    clone.commit("told")
    kept.edit(
        kept.successor,
        SENT,
    )
    clone.commit("dispatched")
    kept.edit(kept.successor, ("frequency: ", "frequency: 至少"))
    old = line_value(kept.text(kept.successor), "frequency").removeprefix("至少")
    kept.correct(kept.successor, "frequency", old, f"至少{old}")
    clone.commit("corrected")
    done("calendar", "import", str(NOTICE))


def line_value(text: str, key: str) -> str:
    """What stands behind *key* at the head of a line."""
    line = next(line for line in text.splitlines() if line.startswith(f"{key}: "))
    return line.removeprefix(f"{key}: ")
