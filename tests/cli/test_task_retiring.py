"""Retiring: ``accession retire`` on real registries in real repositories."""

import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path

from conftest import Answer
from repositories import Clone

Command = Callable[..., Answer]
ENDING = "DL-2024-0006"


def retire(accession: Command, clone: Clone, material: Path, *more: str) -> Answer:
    return accession(
        *("-C", str(clone.top), "retire", ENDING),
        *("--applied", "2026-09-28", "--effective", "2026-11-01"),
        *("--reason", "由其他事项承接", "--material", str(material), *more),
    )


def test_retiring_changes_only_the_status_and_the_retirement(
    district: Clone, material: Path, accession: Command
) -> None:
    assert accession("-C", str(district.top), "format", "--upgrade").code == 0
    district.commit("write all records in the newest version")
    answer = retire(accession, district, material)
    assert answer.code == 0, answer.err
    changed = district.git("show", "--format=", "--unified=0").splitlines()
    removed = [line for line in changed if line.startswith("-") and not line.startswith("---")]
    assert removed == ["-status: admitted", "-retirement: null"]
    digest = hashlib.sha256(material.read_bytes()).hexdigest()
    added = [line for line in changed if line.startswith("+") and "+++" not in line]
    assert [line.replace('"', "") for line in added] == [
        "+status: retired",
        "+retirement:",
        "+  applied: 2026-09-28",
        "+  effective: 2026-11-01",
        "+  reason: 由其他事项承接",
        "+  material:",
        "+    name: 终止申请（示例）.pdf",
        f"+    sha256: {digest}",
        "+  entered_in_error: false",
        "+  notified: []",
    ]


def test_it_says_who_must_be_told_to_stop(
    district: Clone, material: Path, accession: Command
) -> None:
    answer = retire(accession, district, material)
    said = answer.err.replace("\n", "")
    assert "Who must be told to stop:" in said
    assert said.count("街道, the receiving section") == 11
    assert "区网格化管理中心, for the grid workers" in said


def test_both_ends_of_a_succession_are_written_in_one_commit(
    district: Clone, draft: Path, material: Path, accession: Command
) -> None:
    filed = accession("-C", str(district.top), "file", "--from", str(draft), "--json")
    successor = json.loads(filed.out)["id"]
    answer = retire(accession, district, material, "--superseded-by", successor, "--json")
    assert answer.code == 0, answer.err
    told = json.loads(answer.out)
    assert (told["id"], told["status"], told["effective"]) == (ENDING, "retired", "2026-11-01")
    assert told["commit"] == district.head
    ended = (district.top / f"registry/tasks/2024/{ENDING}.yaml").read_text(encoding="utf-8")
    begun = (district.top / f"registry/tasks/2026/{successor}.yaml").read_text(encoding="utf-8")
    assert f"superseded_by:\n  - {successor}\n" in ended
    assert f"supersedes:\n  - {ENDING}\n" in begun
    assert accession("-C", str(district.top), "validate").code == 0


def test_a_task_ends_once(district: Clone, material: Path, accession: Command) -> None:
    assert retire(accession, district, material).code == 0
    before = district.state()
    answer = retire(accession, district, material)
    assert answer.code == 1
    assert "is retired already" in answer.err
    assert district.state() == before


def test_a_successor_that_does_not_exist_is_refused(
    district: Clone, material: Path, accession: Command
) -> None:
    before = district.state()
    answer = retire(accession, district, material, "--superseded-by", "DL-2026-0999")
    assert answer.code == 1
    assert "DL-2026-0999" in answer.err
    assert district.state() == before


def test_a_retirement_that_took_effect_before_it_was_applied_for_is_refused(
    district: Clone, material: Path, accession: Command
) -> None:
    before = district.state()
    answer = accession(
        *("-C", str(district.top), "retire", ENDING),
        *("--applied", "2026-10-09", "--effective", "2026-09-01"),
        *("--reason", "由其他事项承接", "--material", str(material)),
    )
    assert answer.code == 1, answer.err
    assert "L101" in answer.err
    assert district.state() == before


def test_material_that_is_not_there_is_said(district: Clone, accession: Command) -> None:
    answer = retire(accession, district, district.top / "no such file.pdf")
    assert answer.code == 3
    assert "no such file.pdf" in answer.err


def test_comments_of_the_record_survive(
    district: Clone, material: Path, accession: Command
) -> None:
    path = district.top / f"registry/tasks/2024/{ENDING}.yaml"
    text = path.read_text(encoding="utf-8")
    marked = text.replace("frequency:", "# 与消防支队核对过\nfrequency:", 1)
    district.commit("note", **{f"registry/tasks/2024/{ENDING}.yaml": marked})
    assert retire(accession, district, material).code == 0
    assert "# 与消防支队核对过\nfrequency:" in path.read_text(encoding="utf-8")


def test_what_is_missing_is_named_where_nobody_can_be_asked(
    district: Clone, process: Callable[..., Answer]
) -> None:
    answer = process("retire", ENDING, "--reason", "期限届满", at=district.top)
    assert answer.code == 2
    assert "--applied, --effective, --material" in answer.err


def test_a_task_that_has_ended_cannot_take_over(
    district: Clone, material: Path, accession: Command
) -> None:
    before = district.state()
    answer = retire(accession, district, material, "--superseded-by", "DL-2024-0001")
    assert answer.code == 1
    assert "DL-2024-0001 is retired itself, effective 2024-05-09" in answer.err
    assert district.state() == before


def test_an_empty_successor_is_not_taken_for_none(
    district: Clone, material: Path, accession: Command
) -> None:
    answer = retire(accession, district, material, "--superseded-by", "")
    assert answer.code == 2
    assert "not a task's id" in answer.err


def test_material_without_anything_in_it_is_no_material(
    district: Clone, accession: Command
) -> None:
    empty = district.top.parent / "empty.pdf"
    empty.touch()
    pipe = district.top.parent / "pipe"
    os.mkfifo(pipe)
    for nothing in (empty, pipe, Path(os.devnull)):
        answer = retire(accession, district, nothing)
        assert answer.code == 3
        assert "so it is no written material" in " ".join(answer.err.split())


def test_a_reason_with_control_characters_is_refused_in_one_sentence(
    district: Clone, material: Path, accession: Command
) -> None:
    answer = accession(
        *("-C", str(district.top), "retire", ENDING),
        *("--applied", "2026-09-28", "--effective", "2026-11-01"),
        *("--reason", "a\x1b[31mb", "--material", str(material)),
    )
    assert answer.code == 1
    assert "U+001B" in answer.err
    assert ":71:" not in answer.err
