"""Files are read from commits, and never more of them than a file of their kind may have."""

import resource

import pytest

from accession_cli.gitstore.commit import CommitFiles
from accession_cli.gitstore.git import Git, GitFailed
from accession_cli.registry.commits import files_at
from accession_cli.registry.reading import read_registry
from repositories import Clone

pytestmark = pytest.mark.git

TASK = "tasks/2026/DL-2026-0001.yaml"
LARGE = "tasks/2026/DL-2026-0099.yaml"
MB = 1 << 20


@pytest.fixture
def spoilt(district: Clone) -> tuple[Git, str]:
    """A registry in which a record, a stray file and an attachment are far too large."""
    names = (LARGE, "tasks/2026/note.txt", "attachments/scan.pdf")
    large = {f"registry/{name}": "x" * (40 * MB) + name for name in names}
    commit = district.commit("spoil", **large)
    git = Git.find(district.top)
    assert git is not None
    return git, commit


def test_what_is_too_large_is_not_read_and_all_else_is(spoilt: tuple[Git, str]) -> None:
    git, commit = spoilt
    asked: list[str] = []
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for files in (git, CommitFiles(git)):
        found = {one.name: one.data for one in files_at(files, commit, "registry")}
        for name in (LARGE, "tasks/2026/note.txt"):
            assert found[name] == bytes(256 * 1024 + 1)
        assert found["attachments/scan.pdf"] == b""
        assert found[TASK] == (git.top / "registry" / TASK).read_bytes()
        asked += found
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 40 * 1024  # kilobytes; one of the files alone has more
    assert len(asked) == 2 * (72 + 4 + 3)


def test_a_reader_says_of_the_large_one_that_it_is_too_large(spoilt: tuple[Git, str]) -> None:
    git, commit = spoilt
    loaded = read_registry(files_at(git, commit, "registry"), "registry/")
    said = {(one.code, one.place.path) for one in loaded.findings}
    assert ("Y101", f"registry/{LARGE}") in said
    assert loaded.registry is not None
    assert len(loaded.registry.tasks) == 72


def test_sizes_are_those_of_the_blobs_that_are_there(spoilt: tuple[Git, str]) -> None:
    git, commit = spoilt
    of = {entry.path: entry.sha for entry in git.entries_at(commit, "registry")}
    absent = "1" * 40
    sizes = git.sizes([of[f"registry/{LARGE}"], absent, of[f"registry/{LARGE}"]])
    assert sizes == {of[f"registry/{LARGE}"]: 40 * MB + len(LARGE)}
    assert git.sizes([]) == {}
    with pytest.raises(GitFailed):
        dict(git.limited({absent: MB}))


def test_many_blobs_come_in_parts_and_in_order(lone_registry: Clone) -> None:
    made = {f"f{at:02}": f"{at}" * (MB // 2) for at in range(40)}
    commit = lone_registry.commit("many", **made)
    git = Git.find(lone_registry.top)
    assert git is not None
    of = {one.path: one.sha for one in git.entries_at(commit) if one.path in made}
    read = list(git.limited(dict.fromkeys(of.values(), MB)))
    assert [sha for sha, _data in read] == list(of.values())
    assert dict(read) == {of[path]: text.encode() for path, text in made.items()}
