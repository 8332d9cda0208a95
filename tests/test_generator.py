"""The generated registries: sound, and the same for the same seed."""

import json
from collections.abc import Callable
from pathlib import Path

from generate_registry import generate

from conftest import Answer


def test_a_generated_registry_has_no_errors(
    tmp_path: Path, accession: Callable[..., Answer]
) -> None:
    generate(40, tmp_path / "made", seed=7)
    answer = accession("-C", str(tmp_path / "made"), "validate", "--format", "json")
    report = json.loads(answer.out)
    assert (report["checked"], report["summary"]["error"]) == (44, 0)


def test_the_same_seed_makes_the_same_registry(tmp_path: Path) -> None:
    made = []
    for name, seed in (("one", 7), ("two", 7), ("three", 8)):
        generate(9, tmp_path / name, seed=seed)
        files = sorted((tmp_path / name / "registry/tasks").rglob("*.yaml"))
        made.append([(path.name, path.read_bytes()) for path in files])
    assert made[0] == made[1]
    assert made[0] != made[2]
