"""Every Word and Excel file is valid by the schemas of Office Open XML (ECMA-376)."""

import json
import shutil
import subprocess  # noqa: TID251 - the validator is no part of the program
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from accession_cli import packaged
from conftest import Answer

TOP = Path(__file__).parents[2]
VALIDATOR = TOP / "build/validator/node_modules/.bin/ooxml-validator"
#: Two branches of a template may hold the same bookmark; one of them is left when it is filled.
IN_A_TEMPLATE = "should have unique value"

Command = Callable[..., Answer]
pytestmark = [
    pytest.mark.office,
    pytest.mark.skipif(
        not (VALIDATOR.exists() and shutil.which("node")),
        reason="NOT TESTED: no validator of Word and Excel files. Install it: make validator",
    ),
]


def faults(files: Iterable[Path]) -> list[str]:
    """What the schemas find wrong in *files*."""
    found = []
    for file in files:
        answer = subprocess.run([VALIDATOR, file], capture_output=True, text=True, check=False)
        found += [
            f"{file.name} {fault['path']} {fault['description']}"
            for fault in json.loads(answer.stdout)["errors"]
        ]
    return found


def office_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.suffix in {".docx", ".xlsx"})


def test_the_templates_are_valid() -> None:
    templates = office_files(packaged.folder("templates"))
    assert len(templates) > 10
    assert [fault for fault in faults(templates) if IN_A_TEMPLATE not in fault] == []


@pytest.mark.parametrize(
    "command",
    [
        "render 2025 --format docx,xlsx --out .",
        "render 2026 --draft --format docx,xlsx --out .",
        "render 2025 --letter --out .",
        "report 2025 --format docx,xlsx --out .",
        "roster export --out .",
        "evaluation open 2025 --out .",
        "form blank --agency 区民政局 --out 空表.docx",
        "form blank --list --out 清单.xlsx",
        "form fill DL-2026-0018 --out 审批表.docx",
        "export --out 台账.xlsx",
        "anchor --out .",
    ],
)
def test_what_a_command_writes_is_valid(
    command: str, accession: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert accession(*command.split(), "--registry", str(TOP)).code == 0
    written = office_files(tmp_path)
    assert written
    assert faults(written[:4]) == []
