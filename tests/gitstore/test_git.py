"""The one door to git."""

import os
import time
from datetime import date
from pathlib import Path

import pytest

from accession_cli.errors import Exit
from accession_cli.gitstore.git import (
    FOLDER_MISSING,
    GIT_MISSING,
    Git,
    GitFailed,
    GitSilent,
    NoWorkTree,
    masked,
    own_words,
)
from refusals import refuses
from repositories import Clone, TwoClerks


def opened(clone: Clone, below: str = "") -> Git:
    git = Git.find(clone.top / below, environ=clone.environ)
    assert git is not None
    return git


def test_a_folder_outside_any_repository_has_no_git(
    tmp_path: Path, machine: dict[str, str]
) -> None:
    assert Git.find(tmp_path, environ=machine) is None


def test_the_top_is_found_from_any_folder_below(lone_registry: Clone) -> None:
    assert opened(lone_registry, "registry/tasks/2024").top == lone_registry.top.resolve()


def test_the_top_is_found_through_a_symbolic_link(lone_registry: Clone, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(lone_registry.top / "registry", target_is_directory=True)
    git = Git.find(link, environ=lone_registry.environ)
    assert git is not None
    assert git.path_of(link / "tasks") == "registry/tasks"


def test_a_bare_repository_is_refused(two_clerks: TwoClerks) -> None:
    with pytest.raises(NoWorkTree) as refused:
        Git.find(two_clerks.remote.top, environ=two_clerks.remote.environ)
    assert refused.value.exit_code is Exit.OUTSIDE


def test_the_inside_of_the_git_folder_is_refused(lone_registry: Clone) -> None:
    with pytest.raises(NoWorkTree):
        opened(lone_registry, ".git")


def test_a_machine_without_git_is_told_so(lone_registry: Clone) -> None:
    with refuses(GIT_MISSING) as refused:
        Git.find(lone_registry.top, environ={"PATH": "/nonexistent"})
    assert refused.value.exit_code is Exit.OUTSIDE
    assert "PATH" in refused.value.remedy


@pytest.mark.git
def test_a_folder_that_is_not_there_is_not_taken_for_a_machine_without_git(tmp_path: Path) -> None:
    with refuses(FOLDER_MISSING) as refused:
        Git.find(tmp_path / "gone", environ=dict(os.environ))
    assert refused.value.message == f"The folder {tmp_path / 'gone'} is not there."


def test_git_variables_of_a_hook_do_not_lead_elsewhere(lone_registry: Clone) -> None:
    led = {"GIT_DIR": "/nonexistent", "GIT_INDEX_FILE": "/nonexistent", "GIT_PREFIX": "x/"}
    git = Git.find(lone_registry.top, environ={**lone_registry.environ, **led})
    assert git is not None
    assert git.dirty() == ()


def test_git_answers_in_english_whatever_the_machine_speaks(lone_registry: Clone) -> None:
    speaks = {"LC_ALL": "zh_CN.UTF-8", "LANGUAGE": "zh_CN", "LANG": "zh_CN.UTF-8"}
    git = Git.find(lone_registry.top, environ={**lone_registry.environ, **speaks})
    assert git is not None
    assert git.environ["LANGUAGE"] == "C"  # seen only where git's translations are installed
    with pytest.raises(GitFailed) as failed:
        git.run("rev-parse", "--verify", "nothing")
    assert "Needed a single revision" in failed.value.message


def test_a_failure_is_raised_with_the_last_words_of_git(lone_registry: Clone) -> None:
    with pytest.raises(GitFailed) as failed:
        opened(lone_registry).run("ls-tree", "nothing")
    assert failed.value.exit_code is Exit.OUTSIDE
    assert "Not a valid object name nothing" in failed.value.message


def test_passwords_and_control_characters_are_not_shown() -> None:
    err = "fatal: unable to access 'https://ann:s3cret@example.org/x.git/'\x1b[31m\nhint: try\n"
    assert own_words(err) == "fatal: unable to access 'https://***@example.org/x.git/'\\u{1b}[31m"
    assert masked("ssh://git:p@ss@host/x") == "ssh://***@host/x"


def test_the_complaint_is_shown_and_not_the_advice_after_it() -> None:
    err = "fatal: Could not read from remote repository.\n\nPlease make sure you have\naccess.\n"
    assert own_words(err) == "fatal: Could not read from remote repository."


def test_a_remote_that_hangs_is_given_up_with_all_it_started(
    two_clerks: TwoClerks, tmp_path: Path
) -> None:
    alive = tmp_path / "alive"
    hang = f"sh -c 'trap \"\" TERM; sleep 1; sleep 1; sleep 1; touch {alive}' --"
    environ = {**two_clerks.ann.environ, "GIT_SSH_COMMAND": hang}
    git = Git.find(two_clerks.ann.top, environ=environ, network_seconds=0.5)
    assert git is not None
    git = git.for_network()
    begun = time.monotonic()
    with pytest.raises(GitSilent) as refused:
        git.talk("fetch", "ssh://host.invalid/x")
    assert time.monotonic() - begun < 3
    assert refused.value.exit_code is Exit.OUTSIDE
    assert "0.5 seconds" in refused.value.message
    time.sleep(max(0.0, 4 - (time.monotonic() - begun)))
    assert not alive.exists()


def test_a_revision_that_looks_like_an_option_is_only_a_revision(lone_registry: Clone) -> None:
    assert opened(lone_registry).tip("--all") is None


def test_tip_names_a_commit_or_none(lone_registry: Clone) -> None:
    git = opened(lone_registry)
    assert git.tip("main") == lone_registry.head
    assert git.tip("refs/heads/other") is None


def test_the_branch_is_known_without_a_commit_and_none_when_detached(
    unborn_registry: Clone, lone_registry: Clone
) -> None:
    assert opened(unborn_registry).branch() == "main"
    lone_registry.git("checkout", "--quiet", "--detach")
    assert opened(lone_registry).branch() is None


def test_an_unborn_branch_has_no_tip_and_no_newest_commit(unborn_registry: Clone) -> None:
    git = opened(unborn_registry)
    assert git.tip("HEAD") is None
    assert git.newest_touch("registry") is None


def test_a_shallow_clone_is_noticed(two_clerks: TwoClerks, tmp_path: Path) -> None:
    two_clerks.ann.commit("second")
    two_clerks.ann.git("push", "--quiet")
    shallow = Clone(top=tmp_path / "shallow", environ=two_clerks.ann.environ)
    url = f"file://{two_clerks.remote.top}"
    two_clerks.ann.git("clone", "--quiet", "--depth=1", url, str(shallow.top))
    assert opened(shallow).is_shallow()
    assert not opened(two_clerks.ann).is_shallow()


def test_dirty_names_what_is_changed_staged_and_untracked_below_a_folder(
    lone_registry: Clone,
) -> None:
    lone_registry.write("registry/tasks/2024/DL-2024-0001.yaml", "changed\n")
    lone_registry.write("registry/登记 表.yaml", "staged\n")
    lone_registry.git("add", "registry/登记 表.yaml")
    lone_registry.write("registry/new/deep/file.yaml", "untracked\n")
    lone_registry.write("README.md", "elsewhere\n")
    git = opened(lone_registry, "registry/tasks")
    assert set(git.dirty("registry")) == {
        "registry/tasks/2024/DL-2024-0001.yaml",
        "registry/登记 表.yaml",
        "registry/new/deep/file.yaml",
    }
    assert "README.md" in git.dirty()


def test_asking_what_is_dirty_writes_nothing(lone_registry: Clone) -> None:
    os.utime(lone_registry.top / "README.md", (1, 1))  # git would like to note the new time
    before = (lone_registry.top / ".git/index").read_bytes()
    opened(lone_registry).dirty()
    assert (lone_registry.top / ".git/index").read_bytes() == before


def test_a_folder_name_is_not_a_pattern(lone_registry: Clone) -> None:
    lone_registry.write("registry/x.yaml", "x\n")
    assert opened(lone_registry).dirty("reg*") == ()


def test_the_newest_commit_of_a_folder_is_dated_in_china(lone_registry: Clone) -> None:
    late = {"GIT_COMMITTER_DATE": "2024-12-31T16:30:00+0000"}
    clerk = Clone(top=lone_registry.top, environ={**lone_registry.environ, **late})
    touching = clerk.commit("touch", **{"registry/scheme.yaml": "schema: 1 # \n"})
    lone_registry.commit("elsewhere", **{"README.md": "later\n"})
    found = opened(lone_registry).newest_touch("registry")
    assert found is not None
    assert (found.sha, found.day) == (touching, date(2025, 1, 1))


def test_an_order_of_files_that_is_not_there_stops_nothing(lone_registry: Clone) -> None:
    lone_registry.git("config", "diff.orderFile", "/missing")
    assert opened(lone_registry).newest() is not None


def test_files_at_a_commit_are_the_same_from_every_folder(lone_registry: Clone) -> None:
    head = lone_registry.head
    lone_registry.write("registry/tasks/2024/DL-2024-0099.yaml", "stray\n")
    expected = ("registry/tasks/2024/DL-2024-0001.yaml",)
    for below in ("", "registry", "registry/tasks/2024"):
        found = opened(lone_registry, below).entries_at(head, "registry/tasks")
        assert tuple(one.path for one in found) == expected


def test_blobs_come_back_byte_for_byte_in_the_order_asked(lone_registry: Clone) -> None:
    texts = {"b.bin": "two\nlines\n", "a 表.bin": "", "c.bin": "no newline"}
    head = lone_registry.commit("blobs", **texts)
    git = opened(lone_registry)
    entries = [entry for entry in git.entries_at(head) if entry.path in texts]
    assert [entry.path for entry in entries] == sorted(texts)
    found = git.blobs(entry.sha for entry in entries)
    assert dict(zip(sorted(texts), found, strict=True)) == {k: v.encode() for k, v in texts.items()}
    assert entries[0].mode == "100644"
    assert git.blobs([]) == ()


def test_a_blob_that_is_missing_is_a_failure_and_not_an_empty_file(lone_registry: Clone) -> None:
    with pytest.raises(GitFailed):
        opened(lone_registry).blobs(["0" * 40])


def test_a_folder_is_not_a_file(lone_registry: Clone) -> None:
    assert opened(lone_registry).entry_at(lone_registry.head, "registry") is None
