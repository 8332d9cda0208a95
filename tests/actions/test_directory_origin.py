"""Editions that earlier versions froze are made again: the same content for ever (scheme 3.5).

tests/kept/<version>/ is what tools/make_kept.py kept of a version.
"""

import json
import subprocess  # noqa: TID251 - the tool is run as maintainers run it
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from accession_cli.actions import directory_origin
from accession_cli.actions.directory_documents import provenance
from accession_cli.actions.directory_rendering import frozen_edition
from accession_cli.papers.templates import Environment
from accession_cli.registry import reading
from conftest import Answer
from repositories import Clone

pytestmark = pytest.mark.git

Command = Callable[..., Answer]
TOP = Path(__file__).parents[2]
KEPT = sorted((TOP / "tests/kept").iterdir())
#: What an edition says. A later version may add keys; what was there stays as it was.
SAID = (
    *("title", "year", "base_date", "draft", "sample", "counts", "sections", "new", "restored"),
    *("ended", "changed", "legal_changes", "citations", "district_wide", "agencies"),
    *("subdistricts", "evaluation", "publish_by"),
)


@dataclass(frozen=True, slots=True)
class Old:
    """What was kept of a version, and its registry in a clone of today."""

    clone: Clone
    content: Mapping[str, Any]
    made: Mapping[str, Any]


@pytest.fixture(params=KEPT, ids=lambda folder: folder.name)
def old(
    tmp_path: Path,
    machine: dict[str, str],
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> Old:
    folder: Path = request.param
    clone = Clone(top=tmp_path / "old", environ=machine)
    at = Clone(top=tmp_path, environ=machine)
    at.git("clone", "--quiet", str(folder / "registry.bundle"), str(clone.top))
    made = json.loads((folder / "made.json").read_text(encoding="utf-8"))
    content = json.loads((folder / "directory.json").read_text(encoding="utf-8"))
    monkeypatch.setenv("SEALED_TODAY", made["day"])
    return Old(clone=clone, content=content, made=made)


def rendered(accession: Command, old: Old) -> dict[str, Any]:
    year = str(old.made["year"])
    answer = accession("-C", str(old.clone.top), "render", year, "--json")
    assert answer.code == 0, answer.err
    made: dict[str, Any] = json.loads(answer.out)
    return made


def with_what_was_known(now: object, then: object) -> object:
    """*now* without the keys that came later than *then*."""
    if isinstance(now, dict) and isinstance(then, dict):
        return {key: with_what_was_known(now[key], then[key]) for key in now if key in then}
    if isinstance(now, list) and isinstance(then, list) and len(now) == len(then):
        return [with_what_was_known(*both) for both in zip(now, then, strict=True)]
    return now


def test_a_kept_registry_is_the_one_that_was_kept_and_is_sound(
    old: Old, accession: Command
) -> None:
    assert old.clone.head == old.made["head"]
    answer = accession("-C", str(old.clone.top), "validate", "--format", "json")
    assert json.loads(answer.out)["summary"]["error"] == 0


def test_a_kept_edition_says_for_ever_what_it_said(old: Old, accession: Command) -> None:
    made = rendered(accession, old)
    path = next(Path(one["path"]) for one in made["files"] if one["format"] == "json")
    now = json.loads(path.read_text(encoding="utf-8"))
    for key in SAID:
        assert with_what_was_known(now[key], old.content[key]) == old.content[key], key
    assert (made["draft"], made["changed_since"]) == (False, [])


def test_a_kept_edition_keeps_its_bytes_as_long_as_it_is_made_with_the_same(
    old: Old, accession: Command
) -> None:
    made = rendered(accession, old)
    folder = old.clone.top / "registry"
    (frozen,) = reading.load_registry(folder).editions
    registry = directory_origin.from_frozen(folder, frozen)
    current = provenance(registry, frozen_edition(registry, frozen, None), Environment())
    outputs = {one["format"]: one["sha256"] for one in made["files"]}
    if current == frozen.workshop:
        assert outputs == old.made["outputs"]
    assert made["frozen"] == ("as_frozen" if outputs == old.made["outputs"] else "other_bytes")


def test_of_a_kept_edition_nothing_may_be_unread(old: Old, accession: Command) -> None:
    clone, path = old.clone, old.clone.top / "registry/editions" / f"{old.made['year']}.yaml"
    name = next((clone.top / "registry/evaluations").rglob("*.yaml")).relative_to(clone.top)
    text = (clone.top / name).read_text(encoding="utf-8")
    clone.git("config", "user.name", "ann")
    clone.git("config", "user.email", "ann@example.org")
    then = clone.commit("another", **{str(name): text.replace("schema: 1", "schema: 99")})
    known = path.read_text(encoding="utf-8")
    origin = next(line for line in known.splitlines() if line.startswith("commit: "))
    edition = {f"registry/editions/{path.name}": known.replace(origin, f'commit: "{then}"')}
    clone.commit("mended", **{str(name): text}, **edition)
    answer = accession("-C", str(clone.top), "render", str(old.made["year"]))
    assert answer.code == 3
    assert str(name) in answer.err


def test_what_is_kept_is_small_and_is_never_written_over() -> None:
    for folder in KEPT:
        assert sum(path.stat().st_size for path in folder.iterdir()) < 200_000
    tool = str(TOP / "tools/make_kept.py")
    done = subprocess.run(
        [sys.executable, tool, str(KEPT[0])], capture_output=True, check=False, text=True
    )
    assert done.returncode == 1
    assert "already" in done.stderr


def test_todays_version_can_be_kept(tmp_path: Path) -> None:
    tool = str(TOP / "tools/make_kept.py")
    folder = tmp_path / "kept"
    subprocess.run([sys.executable, tool, str(folder)], capture_output=True, check=True)
    made = json.loads((folder / "made.json").read_text(encoding="utf-8"))
    assert made["frozen"] == "as_frozen"
    assert {path.name for path in folder.iterdir()} == {
        *("registry.bundle", "directory.json", "made.json")
    }
