"""What a killed run left behind is tidied away by the next one, and what is another's is not."""

import json
import os
from pathlib import Path

import pytest

from accession_cli.files import writing
from accession_cli.files.writing import FilesTogether, FileUnwritable, replace_file
from repositories import Clone, TwoClerks, file_task

TRACKING = ".git/refs/remotes/origin/main.lock"


def push_begun(clone: Clone, commit: str) -> None:
    mark = {"lock": TRACKING.removeprefix(".git/"), "commit": commit}
    clone.write(".git/accession/push.json", json.dumps(mark))


def test_the_lock_that_a_killed_push_of_ours_left_is_removed(two_clerks: TwoClerks) -> None:
    ann = two_clerks.ann
    for written in (0, 7, 40):
        push_begun(ann, ann.head)
        ann.write(TRACKING, ann.head[:written])
        file_task(ann.trunk(), f"after {written} characters")
        ann.git("fetch", "--quiet")
        assert not (ann.top / TRACKING).exists()
        assert not (ann.top / ".git/accession/push.json").exists()


def test_a_lock_of_anothers_on_the_remote_tracking_branch_stays(two_clerks: TwoClerks) -> None:
    ann = two_clerks.ann
    for begun in (False, True):
        if begun:
            push_begun(ann, ann.head)
        ann.write(TRACKING, "another's")
        file_task(ann.trunk(), "one")
        assert (ann.top / TRACKING).read_text(encoding="ascii") == "another's"


def test_a_lock_on_our_view_of_the_trunk_is_nobody_elses(two_clerks: TwoClerks) -> None:
    two_clerks.ann.write(".git/refs/accession/trunk.lock", "")
    assert file_task(two_clerks.ann.trunk(), "one").pushed


def test_the_lock_of_the_private_index_stops_nobody(lone_registry: Clone) -> None:
    lone_registry.write(".git/accession/index.lock", "")
    file_task(lone_registry.trunk(), "one")
    assert not (lone_registry.top / ".git/accession/index.lock").exists()


@pytest.mark.git
def test_a_half_written_file_goes_when_its_writer_is_dead(tmp_path: Path) -> None:
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    together = FilesTogether(tmp_path)
    together.take("a.json", b"{}")
    (ours,) = tmp_path.iterdir()
    dead = ours.with_name(ours.name.replace(f"-{os.getpid()}.new", f"-{child}.new"))
    elsewhere = ours.with_name(f".a.json.0123abcd-{child}.new")  # on another machine
    for path in (dead, elsewhere, tmp_path / ".mine.new"):
        path.touch()
    replace_file(tmp_path / "b.json", b"{}")
    left = {ours.name, elsewhere.name, ".mine.new", "b.json"}
    assert {path.name for path in tmp_path.iterdir()} == left


def test_files_that_belong_together_are_put_in_place_with_the_last_of_them(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("old", encoding="utf-8")
    with FilesTogether(tmp_path) as together:
        together.take("a.json", b"{}")
        together.take("b.json", b"[]")
        assert (tmp_path / "a.json").read_text(encoding="utf-8") == "old"
        assert not (tmp_path / "b.json").exists()
        together.place()
    found = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert found == {"a.json": b"{}", "b.json": b"[]"}


def test_of_files_that_belong_together_none_is_left_when_one_cannot_be_made(
    tmp_path: Path,
) -> None:
    (tmp_path / "a.json").write_text("old", encoding="utf-8")
    together = FilesTogether(tmp_path)
    together.take("a.json", b"{}")
    with pytest.raises(LookupError), together:
        raise LookupError
    with FilesTogether(tmp_path / "new" / "folder") as another:
        another.take("b.json", b"{}")
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]
    assert (tmp_path / "a.json").read_text(encoding="utf-8") == "old"


def test_a_file_that_cannot_be_put_in_place_is_told_and_those_behind_it_are_removed(
    tmp_path: Path,
) -> None:
    (tmp_path / "b.json" / "in the way").mkdir(parents=True)
    together = FilesTogether(tmp_path)
    for name in ("a.json", "b.json", "c.json"):
        together.take(name, b"{}")
    with pytest.raises(FileUnwritable) as refused, together:
        together.place()
    assert "b.json" in refused.value.message
    assert {path.name for path in tmp_path.iterdir()} == {"a.json", "b.json"}


def test_a_folder_that_is_a_link_stays_one_when_it_cannot_be_settled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "out").symlink_to("real")

    def refused(_folder: Path) -> None:
        raise OSError(22, "Invalid argument")

    together = FilesTogether(tmp_path / "out")
    together.take("a.json", b"{}")
    monkeypatch.setattr(writing, "settle_folder", refused)
    with pytest.raises(FileUnwritable), together:
        together.place()
    assert (tmp_path / "out").is_symlink()
    assert (tmp_path / "out" / "a.json").exists()


def test_a_push_is_not_signed_where_the_clerk_signs_pushes(two_clerks: TwoClerks) -> None:
    two_clerks.ann.git("config", "push.gpgSign", "true")
    assert file_task(two_clerks.ann.trunk(), "one").pushed
