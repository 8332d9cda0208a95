"""``validate --since`` and ``--commit``: what a change may not do, read from blobs alone."""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import sample_records
from accession_cli import packaged
from accession_cli.yamlfile import editor
from conftest import Answer
from kept_registries import SENT, Kept
from repositories import Clone

Command = Callable[..., Answer]
HISTORY = "--select=H"
#: As a server runs it: no settings of its own, the repository that is pushed to.
HOOK = """\
while read old new ref; do
  {python} -m accession_cli validate -C . --commit "$new" --since "$old" --lang en || exit 1
done
"""


def found(accession: Command, clone: Clone, *more: str) -> list[tuple[str, str]]:
    answer = accession("-C", str(clone.top), "validate", "--format", "json", *more)
    assert answer.code in (0, 1), answer.err
    report = json.loads(answer.out)
    assert bool(report["summary"]["error"]) == (answer.code == 1)
    return [(one["code"], one["key"]) for one in report["findings"]]


def test_what_was_done_by_the_book_is_no_finding(kept: Kept, accession: Command) -> None:
    first = kept.clone.git("rev-list", "--max-parents=0", "HEAD")
    begun = kept.clone.git("rev-list", "--reverse", "HEAD").splitlines()[1]
    assert found(accession, kept.clone, HISTORY, "--since", "HEAD~1") == []
    assert found(accession, kept.clone, HISTORY, "--since", begun) == []
    assert found(accession, kept.clone, HISTORY, "--since", first) == []


def test_a_sealed_field_that_was_changed_is_named_with_place_and_remedy(
    kept: Kept, accession: Command
) -> None:
    kept.change(kept.filed, ("津丽示例〔2026〕31号", "津丽示例〔2026〕32号"))
    answer = accession("-C", str(kept.clone.top), "validate", HISTORY, "--since", "HEAD~1")
    assert answer.code == 1
    lines = kept.text(kept.filed).splitlines()
    line = next(at for at, text in enumerate(lines, 1) if "32号" in text)
    assert f"{kept.path(kept.filed)}:{line}:" in answer.out
    assert "“津丽示例〔2026〕31号” became “津丽示例〔2026〕32号”" in answer.out
    assert "accession amend" in answer.out


def test_a_reported_complaint_that_was_reworded_is_found_in_the_change(
    kept: Kept, accession: Command
) -> None:
    record = sample_records.reported_complaint() | {"id": "DL-C-2026-0001"}
    path = "registry/complaints/2026/DL-C-2026-0001.yaml"
    for what in (record["what"], "没有问题。"):
        text = editor.new_text(record | {"what": what}, comment="x", order={})
        kept.clone.commit("write", **{path: text})
    assert found(accession, kept.clone, HISTORY, "--since", "HEAD~2") == [("H213", "what")]
    assert found(accession, kept.clone, HISTORY, "--since", "HEAD~1") == [("H213", "what")]


def test_what_was_changed_and_put_back_is_named_with_its_commit(
    kept: Kept, accession: Command
) -> None:
    kept.change(kept.filed, ('amount: "12000.00"', 'amount: "2000.00"'))
    changed = kept.clone.head[:12]
    kept.change(kept.filed, ('amount: "2000.00"', 'amount: "12000.00"'))
    answer = accession("-C", str(kept.clone.top), "validate", "--since", "HEAD~2")
    assert answer.code == 1
    assert f"@{changed}  error H208" in answer.out
    told = accession("-C", str(kept.clone.top), "validate", "--since", "HEAD~2", "--format", "json")
    (one,) = [one for one in json.loads(told.out)["findings"] if one["code"] == "H208"]
    assert (one["commit"], one["path"]) == (changed, kept.path(kept.filed))


def test_a_number_that_was_given_and_taken_back_within_a_push_is_found(
    kept: Kept, accession: Command
) -> None:
    kept.file("DL-2026-0022")
    kept.clone.commit("file by hand")
    kept.clone.git("rm", "--quiet", kept.path("DL-2026-0022"))
    kept.clone.commit("never mind")
    assert found(accession, kept.clone, HISTORY, "--since", "HEAD~2") == [("H101", "")]


def test_several_commits_are_one_change(kept: Kept, accession: Command) -> None:
    kept.edit(kept.filed, ("津丽示例〔2026〕31号", "津丽示例〔2026〕32号"))
    kept.correct(kept.filed, "basis[0].number", "津丽示例〔2026〕31号", "津丽示例〔2026〕32号")
    kept.clone.commit("correct")
    kept.edit(kept.filed, ("津丽示例〔2026〕32号\n    date", "津丽示例〔2026〕33号\n    date"))
    kept.correct(kept.filed, "basis[0].number", "津丽示例〔2026〕32号", "津丽示例〔2026〕33号")
    kept.clone.commit("correct again")
    assert found(accession, kept.clone, HISTORY, "--since", "HEAD~2") == []
    assert found(accession, kept.clone, HISTORY, "--since", "HEAD~1") == []


def test_what_is_compared_is_committed_and_not_the_work_tree(
    kept: Kept, accession: Command
) -> None:
    kept.edit(kept.filed, ("津丽示例〔2026〕31号", "津丽示例〔2026〕32号"))
    assert found(accession, kept.clone, HISTORY, "--since", "HEAD~1") == []
    kept.clone.commit("change")
    kept.edit(kept.filed, ("津丽示例〔2026〕32号", "津丽示例〔2026〕31号"))
    keys = [("H202", "basis[0].number")]
    assert found(accession, kept.clone, HISTORY, "--since", "HEAD~1") == keys


def test_what_is_staged_for_the_next_commit_is_compared_as_well(
    kept: Kept, accession: Command
) -> None:
    kept.edit(kept.filed, ("津丽示例〔2026〕31号", "津丽示例〔2026〕32号"))
    assert found(accession, kept.clone, HISTORY, "--since", "HEAD") == []
    kept.clone.git("add", "registry")
    kept.clone.git("rm", "--quiet", kept.path(kept.retired))
    expected = [("H101", ""), ("H202", "basis[0].number")]
    assert found(accession, kept.clone, HISTORY, "--since", "HEAD") == expected


@pytest.fixture
def hooked(kept: Kept, tmp_path: Path) -> Kept:
    """The same clone with the hook that doctor and init set up."""
    itself = tmp_path / "itself"
    itself.write_text(f'#!/bin/sh\nexec {sys.executable} -m accession_cli "$@"\n', encoding="utf-8")
    itself.chmod(0o755)
    kept.clone.git("config", "accession.program", str(itself))
    text = (packaged.folder("templates") / "hooks" / "pre-commit").read_text(encoding="utf-8")
    kept.clone.hook("pre-commit", text)
    more = {name: value for name, value in os.environ.items() if name.startswith("ACCESSION_")}
    return Kept(Clone(top=kept.clone.top, environ={**kept.clone.environ, **more}))


@pytest.mark.parametrize("how", [("--all",), ("--only", "registry"), ()])
def test_the_hook_of_a_clone_lets_no_record_be_deleted(hooked: Kept, how: tuple[str, ...]) -> None:
    clone, path = hooked.clone, hooked.path("DL-2024-0004")
    if how:
        (clone.top / path).unlink()
    else:
        clone.git("rm", "--quiet", path)
    clone.git("commit", "--quiet", "--message", "tidy up", *how, code=1)
    clone.git("restore", "--staged", "--worktree", "--source=HEAD", path)
    clone.write("notes.txt", "x\n")
    clone.git("add", "notes.txt")
    clone.git("commit", "--quiet", "--message", "notes")


def test_the_hook_lets_the_first_commit_of_all_be_made(hooked: Kept) -> None:
    hooked.clone.git("update-ref", "-d", "HEAD")
    hooked.clone.git("commit", "--quiet", "--message", "begin")


def test_a_record_that_cannot_be_read_on_either_side_was_not_compared_and_that_is_said(
    kept: Kept, accession: Command
) -> None:
    text = kept.text(kept.filed)
    kept.change(kept.filed, ("kind: task", "kind: &k task"))
    (unread,) = found(accession, kept.clone, "--select=Y", "--since", "HEAD~1")
    kept.clone.commit("mend", **{kept.path(kept.filed): text})
    assert found(accession, kept.clone, HISTORY, "--since", "HEAD~1") == [("H107", "")]
    assert found(accession, kept.clone, "--select=Y", "--since", "HEAD~2") == [unread]


def test_a_registry_that_was_moved_is_compared_where_it_lay(kept: Kept, accession: Command) -> None:
    kept.clone.git("mv", "registry", "register")
    kept.clone.commit("move")
    moved = Clone(top=kept.clone.top / "register", environ=kept.clone.environ)
    assert found(accession, moved, HISTORY, "--since", "HEAD~1") == [("H508", "")]
    kept.clone.git("rm", "--quiet", "register/tasks/2024/DL-2024-0004.yaml")
    kept.clone.commit("tidy up")
    assert found(accession, moved, HISTORY, "--since", "HEAD~2") == [("H508", ""), ("H101", "")]


def test_a_branch_that_is_not_up_to_date_is_compared_with_where_it_began(
    kept: Kept, accession: Command
) -> None:
    clone = kept.clone
    clone.git("switch", "--quiet", "--create", "side", "HEAD~1")
    kept.change("DL-2024-0005", SENT)
    answer = found(accession, clone, HISTORY, "--since", "main")
    assert answer == [("H507", "")]


@pytest.mark.parametrize("option", ["--since", "--commit"])
def test_a_word_that_names_no_commit_is_wrong_usage(
    kept: Kept, accession: Command, option: str
) -> None:
    for name in ("nowhere", "-x", "", "0123456789" * 4):
        answer = accession("-C", str(kept.clone.top), "validate", option, name)
        assert answer.code == 2, (name, answer)


@pytest.mark.parametrize("option", ["--since", "--commit"])
def test_a_shallow_clone_that_lacks_the_commit_is_refused_in_plain_words(
    kept: Kept, tmp_path: Path, accession: Command, option: str
) -> None:
    shallow = tmp_path / "shallow"
    older = kept.clone.git("rev-parse", "HEAD~2")
    kept.clone.git("clone", "--quiet", "--depth=1", f"file://{kept.clone.top}", str(shallow))
    answer = accession("-C", str(shallow), "validate", option, older)
    assert answer.code == 5
    assert "git fetch --unshallow" in answer.err
    assert accession("-C", str(shallow), "validate", option, "HEAD").code == 0


def test_a_registry_outside_git_has_nothing_to_compare_with(
    kept: Kept, tmp_path: Path, accession: Command
) -> None:
    plain = tmp_path / "plain"
    (kept.clone.top / "registry").rename(plain)
    answer = accession("-C", str(plain), "validate", "--since", "HEAD~1")
    assert answer.code == 5


def test_a_commit_is_checked_as_it_is_and_the_work_tree_is_not_touched(
    kept: Kept, accession: Command
) -> None:
    clone = kept.clone
    kept.change(kept.filed, ("agency: minzheng", "agency: nobody"))
    bad = clone.head
    clone.git("revert", "--no-edit", "HEAD")
    clone.write(kept.path("DL-2024-0004"), "not yaml: [")
    before = clone.state()
    assert ("N201", "agency") in found(accession, clone, "--commit", bad, "--select", "N,Y")
    assert found(accession, clone, "--commit", "HEAD", "--select", "N,Y,H", "--since", bad) == [
        ("H208", "agency")
    ]
    assert clone.state() == before
    only = found(accession, clone, "--commit", bad, "--select", "N", kept.path("DL-2024-0004"))
    assert only == []


def test_nothing_of_a_commit_is_run_or_obeyed(kept: Kept, accession: Command) -> None:
    clone = kept.clone
    clone.write(".gitattributes", "*.yaml filter=evil diff=evil\n")
    clone.git("config", "filter.evil.smudge", "touch evil")
    clone.git("config", "diff.evil.command", "touch evil")
    clone.git("config", "diff.evil.textconv", "touch evil")
    clone.commit("attributes")
    file = clone.top / kept.path("DL-2024-0004")
    file.unlink()
    file.symlink_to("/etc/hostname")
    clone.commit("link")
    codes = {
        code for code, _key in found(accession, clone, "--commit", "HEAD", "--since", "HEAD~2")
    }
    assert "R103" in codes
    assert not (clone.top / "evil").exists()


def test_modes_and_twins_are_seen_in_a_commit(kept: Kept, accession: Command) -> None:
    clone = kept.clone
    clone.git("update-index", "--chmod=+x", kept.path("DL-2024-0004"))
    blob = clone.git("rev-parse", f"HEAD:{kept.path('DL-2024-0005')}")
    twin = kept.path("DL-2024-0005").replace("DL-", "dl-")
    clone.git("update-index", "--add", "--cacheinfo", f"100644,{blob},{twin}")
    clone.git("commit", "--quiet", "--message", "by the index")
    expected = {("R102", ""), ("R109", ""), ("R110", "")}
    assert set(found(accession, clone, "--commit", "HEAD", "--select", "R")) == expected
    since = found(accession, clone, "--since", "HEAD~1", "--select", "R109,R110")
    assert set(since) == {("R109", ""), ("R110", "")}


@pytest.fixture
def bare(kept: Kept, tmp_path: Path) -> Clone:
    """The registry on a server: a repository without a work tree."""
    top = tmp_path / "registry.git"
    kept.clone.git("clone", "--quiet", "--bare", str(kept.clone.top), str(top))
    return Clone(top=top, environ=kept.clone.environ)


def test_a_bare_repository_is_checked_as_well(kept: Kept, bare: Clone, accession: Command) -> None:
    assert found(accession, bare, "--commit", "main", "--since", "main~3", HISTORY) == []
    kept.change(kept.filed, ("津丽示例〔2026〕31号", "津丽示例〔2026〕32号"))
    kept.clone.git("push", "--quiet", str(bare.top), "main")
    answer = found(accession, bare, "--commit", "main", "--since", "main~1", HISTORY)
    assert answer == [("H202", "basis[0].number")]


def test_without_a_commit_it_is_the_newest_of_a_bare_repository(
    bare: Clone, accession: Command
) -> None:
    newest = accession("-C", str(bare.top), "validate")
    assert newest.out == accession("-C", str(bare.top), "validate", "--commit", "HEAD").out
    assert "B202" in newest.out


def test_a_server_refuses_a_push_that_bends_history_before_it_has_taken_it(
    kept: Kept, bare: Clone
) -> None:
    bare.hook("pre-receive", HOOK.format(python=sys.executable))
    clone = kept.clone
    clone.git("remote", "add", "origin", str(bare.top))
    old = bare.git("rev-parse", "main")
    kept.change(kept.filed, ("津丽示例〔2026〕31号", "津丽示例〔2026〕32号"))
    refused = clone.git("push", "origin", "main", code=1)
    assert refused == ""
    assert bare.git("rev-parse", "main") == old
    kept.correct(kept.filed, "basis[0].number", "津丽示例〔2026〕31号", "津丽示例〔2026〕32号")
    clone.commit("correct")
    clone.git("push", "--quiet", "origin", "main", code=1)  # each commit stays for ever
    clone.git("reset", "--quiet", "--soft", "HEAD~2")
    clone.commit("correct")
    clone.git("push", "--quiet", "origin", "main")
    assert bare.git("rev-parse", "main") == clone.head
    clone.git("push", "--quiet", "origin", "main:another")
    clone.git("reset", "--quiet", "--hard", "HEAD~3")
    clone.commit("instead", **{"README.md": "hello\n"})
    clone.git("push", "--force", "origin", "main", code=1)


def test_a_first_push_has_nothing_before_it(kept: Kept, tmp_path: Path) -> None:
    bare = Clone(top=tmp_path / "new.git", environ=kept.clone.environ)
    kept.clone.git("init", "--quiet", "--bare", "--initial-branch=main", str(bare.top))
    bare.hook("pre-receive", HOOK.format(python=sys.executable))
    kept.clone.git("push", "--quiet", str(bare.top), "main")
    assert bare.git("rev-parse", "main") == kept.clone.head


def test_in_a_sample_a_change_is_only_remarked_upon(district: Clone, accession: Command) -> None:
    kept = Kept(district)
    kept.change("DL-2024-0006", ("received: ", "received: 2024-01-02 # "))
    answer = accession("-C", str(district.top), "validate", HISTORY, "--since", "HEAD~1")
    assert answer.code == 0
    assert "warning H202" in answer.out
