"""A record lands on the trunk whole, once, and under a number of its own, or not at all."""

import os
import re
import shutil
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from accession_cli.errors import Exit, Refused
from accession_cli.files.writing import FileUnwritable
from accession_cli.gitstore import branches, commit, journals, signing
from accession_cli.gitstore import trunk as landing
from accession_cli.gitstore import trunk as trunk_refusals
from accession_cli.gitstore import trunk as turns
from accession_cli.gitstore.branches import Base
from accession_cli.gitstore.commit import Change
from accession_cli.gitstore.git import GitFailed
from accession_cli.gitstore.trunk import ClockBehind, Trunk
from refusals import refuses
from repositories import (
    NOON,
    TASKS,
    Clone,
    TwoClerks,
    change_file,
    file_task,
    next_serial,
    only_note,
    request,
    sign_in,
)

FIRST = f"{TASKS}/DL-2024-0001.yaml"
SECOND = f"{TASKS}/DL-2024-0002.yaml"


# The plain cases


def test_without_a_remote_a_record_lands_on_the_local_branch(lone_registry: Clone) -> None:
    before = lone_registry.head
    landed = file_task(lone_registry.trunk(), "协助入户走访")
    assert (landed.made, landed.base, landed.pushed, landed.refreshed) == (
        "DL-2024-0002",
        before,
        False,
        True,
    )
    assert lone_registry.head == landed.commit
    assert lone_registry.git("rev-parse", "HEAD^") == before
    assert (lone_registry.top / SECOND).read_text(encoding="utf-8").endswith("协助入户走访\n")
    assert lone_registry.git("status", "--porcelain") == ""


def test_with_a_remote_a_record_exists_when_the_push_was_accepted(two_clerks: TwoClerks) -> None:
    landed = file_task(two_clerks.ann.trunk(), "one")
    assert landed.pushed
    assert landed.refreshed
    assert landed.trunk == "origin/main"
    assert two_clerks.remote.git("rev-parse", "main") == landed.commit == two_clerks.ann.head
    assert two_clerks.ann.git("status", "--porcelain", "--branch") == "## main...origin/main"


def test_the_commit_says_who_when_and_for_which_request(lone_registry: Clone) -> None:
    file_task(lone_registry.trunk(), "one", name="6f1c-77")
    form = "%an <%ae>%n%cn%n%aI%n%cI%n%s%n%(trailers:key=Accession-Request,valueonly)"
    assert lone_registry.git("log", "-1", f"--format={form}").splitlines() == [
        "ann <ann@example.org>",
        "ann",
        "2026-10-12T12:00:00+08:00",
        "2026-10-12T12:00:00+08:00",
        "file DL-2024-0002",
        "6f1c-77",
    ]


def test_a_record_is_a_plain_file_and_nothing_else_changes(lone_registry: Clone) -> None:
    file_task(lone_registry.trunk(), "one")
    changed = lone_registry.git("diff-tree", "-r", "--no-commit-id", "HEAD").split()
    assert changed[1] == "100644"
    assert changed[4:] == ["A", SECOND]


def test_the_first_commit_of_a_brand_new_repository_may_be_a_record(
    unborn_registry: Clone,
) -> None:
    landed = file_task(unborn_registry.trunk(), "one")
    assert (landed.made, landed.base) == ("DL-2024-0001", None)
    assert unborn_registry.tree() == [FIRST]
    assert unborn_registry.git("status", "--porcelain") == "?? registry/scheme.yaml"


def test_several_files_land_in_one_commit(lone_registry: Clone) -> None:
    trunk = lone_registry.trunk()
    names = ("registry/applications/2024/DL-A-2024-0001.yaml", SECOND)
    changes = [Change(path=name, data=name.encode(), seen=None) for name in names]
    landed = trunk.land(lambda _base, _day: (changes, "two", None), request(), when=NOON)
    found = lone_registry.git("diff", "--name-only", str(landed.base), landed.commit)
    assert found.splitlines() == list(names)


# Numbers


def test_numbers_are_sorted_as_numbers_and_counted_on_the_trunk(lone_registry: Clone) -> None:
    numbers = ("0009", "0010", "10000", "9999")
    files = {f"{TASKS}/DL-2024-{number}.yaml": "x\n" for number in numbers}
    others = {f"{TASKS}/DL-A-2024-20000.yaml": "x\n", f"{TASKS}/DL-2024-20000.yaml.orig": "x\n"}
    lone_registry.commit("many", **files, **others)
    assert file_task(lone_registry.trunk(), "one").made == "DL-2024-10001"


def test_a_folder_with_a_longer_name_is_another_folder(lone_registry: Clone) -> None:
    lone_registry.commit("beside", **{"registry/tasks/20245/DL-2024-0777.yaml": "x\n"})
    assert file_task(lone_registry.trunk(), "one").made == "DL-2024-0002"


def test_stray_files_of_the_work_tree_give_no_number(two_clerks: TwoClerks) -> None:
    two_clerks.ann.write(f"{TASKS}/DL-2024-0044.yaml", "stray\n")
    assert file_task(two_clerks.ann.trunk(), "one").made == "DL-2024-0002"


def test_a_work_tree_that_is_behind_draws_the_number_of_the_trunk(two_clerks: TwoClerks) -> None:
    for title in ("one", "two", "three"):
        file_task(two_clerks.ann.trunk(), title)
    landed = file_task(two_clerks.bo.trunk(), "four")
    assert landed.made == "DL-2024-0005"
    assert landed.refreshed
    assert two_clerks.bo.files() == {
        **two_clerks.ann.files(),
        landed_path(landed.made): b"id: DL-2024-0005\ntitle: four\n",
    }


def landed_path(name: str) -> str:
    return f"{TASKS}/{name}.yaml"


def test_a_work_tree_that_is_ahead_draws_the_number_of_the_trunk(two_clerks: TwoClerks) -> None:
    ahead = two_clerks.ann.commit("own", **{f"{TASKS}/DL-2024-0031.yaml": "own\n"})
    state = two_clerks.ann.files()
    landed = file_task(two_clerks.ann.trunk(), "one")
    assert landed.made == "DL-2024-0002"
    assert only_note(landed).refusal is journals.OWN_COMMITS
    assert two_clerks.ann.head == ahead
    assert two_clerks.ann.files() == state


def test_records_are_counted_from_a_sub_folder_too(two_clerks: TwoClerks) -> None:
    file_task(two_clerks.ann.trunk(), "one")
    trunk = two_clerks.ann.trunk(folder="registry/tasks/2024")
    base = trunk.refresh_view()
    assert next_serial(trunk, base, TASKS, "DL-2024-") == 3


def test_a_registry_may_lie_below_a_sub_folder(lone_registry: Clone) -> None:
    lone_registry.commit("deep", **{"district/登记/registry/tasks/2024/DL-2024-0006.yaml": "x\n"})
    landed = file_task(lone_registry.trunk(folder="district/登记/registry"), "one")
    assert landed.made == "DL-2024-0007"
    path = "district/登记/registry/tasks/2024/DL-2024-0007.yaml"
    assert (lone_registry.top / path).is_file()


def test_a_registry_may_be_the_top_itself(lone_registry: Clone) -> None:
    trunk = lone_registry.trunk(folder="")
    assert trunk.path("tasks") == "tasks"
    assert file_task(trunk, "one").made == "DL-2024-0001"


# Two clerks


def race(clerks: TwoClerks, *, times: int = 1, patience: float = 30.0) -> landing.Landing[str]:
    """Bo's records land after Ann has looked at the trunk and before Ann pushes."""
    trunk = replace(clerks.ann.trunk(), patience_seconds=patience)
    left = [f"bo's {n}" for n in range(times)]

    def build(base: Base, _day: date) -> tuple[list[Change], str, str]:
        if left:
            file_task(clerks.bo.trunk(), left.pop())
        number = f"DL-2024-{next_serial(trunk, base, TASKS, 'DL-2024-'):04d}"
        return [Change(path=landed_path(number), data=b"ann's\n", seen=None)], "ann's", number

    return trunk.land(build, request(), when=NOON)


def test_who_comes_second_draws_the_next_number(two_clerks: TwoClerks) -> None:
    landed = race(two_clerks, times=3)
    assert landed.made == "DL-2024-0005"
    assert landed.refreshed
    assert two_clerks.remote.git("rev-list", "--count", "--merges", "main") == "0"
    records = [path for path in two_clerks.remote.tree("main") if path.startswith(TASKS)]
    assert records == [landed_path(f"DL-2024-000{n}") for n in (1, 2, 3, 4, 5)]
    assert two_clerks.ann.trunk().outbox.requests() == ()


def test_who_never_gets_a_turn_is_told_and_waits_in_the_outbox(two_clerks: TwoClerks) -> None:
    state = two_clerks.ann.state()
    with refuses(turns.TRUNK_BUSY) as refused:
        race(two_clerks, times=99, patience=0.0)
    assert refused.value.exit_code is Exit.OUTSIDE
    assert two_clerks.ann.state() == state
    assert [one.id for one in two_clerks.ann.trunk().outbox.requests()] == [refused.value.queued]


def test_a_local_branch_that_moved_meanwhile_is_looked_at_again(lone_registry: Clone) -> None:
    trunk = lone_registry.trunk()

    def build(base: Base, _day: date) -> tuple[list[Change], str, None]:
        if SECOND not in lone_registry.tree():
            lone_registry.commit("by hand", **{SECOND: "by hand\n"})
        return [Change(path=SECOND, data=b"mine\n", seen=None)], "mine", None

    with refuses(commit.ALREADY_THERE) as refused:
        trunk.land(build, request(), when=NOON)
    assert refused.value.exit_code is Exit.MOVED
    assert lone_registry.git("log", "-1", "--format=%s") == "by hand"
    assert (lone_registry.top / SECOND).read_bytes() == b"by hand\n"
    assert lone_registry.git("status", "--porcelain") == ""


def test_files_go_back_when_the_local_branch_cannot_be_moved(lone_registry: Clone) -> None:
    lone_registry.hook("reference-transaction", '[ "$1" != prepared ]')
    state = lone_registry.state()
    with pytest.raises(GitFailed):
        file_task(lone_registry.trunk(), "one")
    assert lone_registry.state() == state


@pytest.mark.parametrize("linked", [False, True])
def test_two_commands_in_one_clone_do_not_run_together(
    lone_registry: Clone, tmp_path: Path, *, linked: bool
) -> None:
    second = lone_registry
    if linked:
        second = Clone(top=tmp_path / "linked", environ=lone_registry.environ)
        lone_registry.git("worktree", "add", "--quiet", "-b", "linked", str(second.top))
    caught: list[Refused] = []

    def other() -> None:
        try:
            file_task(second.trunk(lock_seconds=0.1), "two")
        except Refused as error:
            caught.append(error)

    def build(base: Base, _day: date) -> tuple[list[Change], str, None]:
        thread = threading.Thread(target=other)  # as another process would
        thread.start()
        thread.join()
        return [Change(path=SECOND, data=b"one\n", seen=None)], "one", None

    lone_registry.trunk().land(build, request(), when=NOON)
    (busy,) = caught
    assert busy.refusal is trunk_refusals.CLONE_BUSY
    assert busy.exit_code is Exit.OUTSIDE
    assert [one.id for one in second.trunk().outbox.requests()] == [busy.queued]
    assert file_task(lone_registry.trunk(), "three").made == "DL-2024-0003"


# Guards


def test_a_new_record_is_never_written_over_one_that_exists(two_clerks: TwoClerks) -> None:
    file_task(two_clerks.bo.trunk(), "bo's")
    with refuses(commit.ALREADY_THERE) as refused:
        change_file(two_clerks.ann.trunk(), SECOND, "ann's\n", None)
    assert refused.value.exit_code is Exit.MOVED
    assert two_clerks.remote.git("show", f"main:{SECOND}").endswith("bo's")


def test_a_change_is_refused_when_someone_else_changed_the_same_record(
    two_clerks: TwoClerks,
) -> None:
    seen = two_clerks.ann.git("rev-parse", f"HEAD:{FIRST}")
    change_file(two_clerks.bo.trunk(), FIRST, "bo's\n", seen)
    state = two_clerks.ann.state()
    with refuses(commit.CHANGED_MEANWHILE) as refused:
        change_file(two_clerks.ann.trunk(), FIRST, "ann's\n", seen)
    assert refused.value.exit_code is Exit.MOVED
    assert refused.value.facts["found"] == two_clerks.bo.git("rev-parse", f"HEAD:{FIRST}")
    assert two_clerks.ann.state() == state
    assert two_clerks.remote.git("show", f"main:{FIRST}") == "bo's"


def test_a_change_of_the_record_that_was_seen_lands(two_clerks: TwoClerks) -> None:
    seen = two_clerks.ann.git("rev-parse", f"HEAD:{FIRST}")
    assert change_file(two_clerks.ann.trunk(), FIRST, "retired\n", seen).refreshed
    assert (two_clerks.ann.top / FIRST).read_bytes() == b"retired\n"


def test_a_change_of_a_record_that_is_gone_is_refused(lone_registry: Clone) -> None:
    seen = lone_registry.git("rev-parse", f"HEAD:{FIRST}")
    with refuses(commit.CHANGED_MEANWHILE):
        change_file(lone_registry.trunk(), SECOND, "x\n", seen)


@pytest.mark.parametrize(
    "path",
    ["../outside.yaml", ".git/config", "registry/.GIT/hooks/x", "registry//x", TASKS, f"{FIRST}/x"],
)
def test_a_path_that_leads_out_or_replaces_a_folder_is_refused(
    lone_registry: Clone, path: str
) -> None:
    state = lone_registry.state()
    with pytest.raises(Refused) as refused:
        change_file(lone_registry.trunk(), path, "x\n", None)
    assert refused.value.exit_code is Exit.OUTSIDE
    assert lone_registry.state() == state


def test_a_submodule_that_git_is_told_to_ignore_is_not_replaced_by_a_folder(
    lone_registry: Clone,
) -> None:
    entry = f"160000,{lone_registry.head},registry/tasks/2024"
    lone_registry.git("rm", "-q", "--cached", "-r", "registry/tasks/2024")
    lone_registry.git("update-index", "--add", "--cacheinfo", entry)
    modules = '[submodule "m"]\n\tpath = registry/tasks/2024\n\turl = ./m\n\tignore = all\n'
    lone_registry.write(".gitmodules", modules)
    lone_registry.git("add", ".gitmodules")
    lone_registry.git("commit", "-qm", "a submodule")
    state = lone_registry.state()
    with pytest.raises(Refused) as refused:
        change_file(lone_registry.trunk(), SECOND, "x\n", None)
    assert refused.value.exit_code is Exit.OUTSIDE
    assert lone_registry.state() == state


def test_the_commit_is_the_one_that_git_makes_step_by_step(lone_registry: Clone) -> None:
    landed = file_task(lone_registry.trunk(), "协助入户走访")
    message = lone_registry.git("log", "-1", "--format=%B")
    names = ("AUTHOR", "COMMITTER")
    dates = {f"GIT_{who}_DATE": NOON.isoformat() for who in names}
    at_noon = replace(lone_registry, environ={**lone_registry.environ, **dates})
    tree = lone_registry.git("write-tree")
    made = at_noon.git("commit-tree", tree, "-p", str(landed.base), "-m", message)
    assert made == landed.commit


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names of folders")
@pytest.mark.parametrize("folder", ['"登"记', "a\\b", "two\nlines", "a b", "café"])
def test_whatever_the_folder_of_the_registry_is_called_the_record_lies_in_it(
    lone_registry: Clone, folder: str
) -> None:
    trunk = replace(lone_registry.trunk(), folder=folder)
    lone_registry.git("mv", "registry", folder)
    lone_registry.commit("call it otherwise")
    file_task(trunk, "one")
    assert (lone_registry.top / folder / "tasks/2024/DL-2024-0002.yaml").is_file()
    assert lone_registry.git("status", "--porcelain") == ""


def test_what_git_reports_of_a_commit_that_it_could_not_write_does_not_stay(
    lone_registry: Clone,
) -> None:
    theirs = lone_registry.top / ".git/fast_import_crash_1"
    theirs.write_text("commit refs/heads/main\n", encoding="utf-8")
    left = lone_registry.top / ".git/fast_import_crash_2"  # by a run that was killed
    left.write_text("commit refs/accession/made\n", encoding="utf-8")
    change = Change(path=SECOND, data=b"x\n", seen=None)
    gone = Base(commit="1" * 40, branch="main")
    by = signing.Signers(author="ann <ann@example.org>", committer="ann <ann@example.org>")
    with lone_registry.trunk().alone():
        assert not left.exists()
    with pytest.raises(GitFailed):
        commit.commit_on(
            lone_registry.trunk().git,
            gone.commit,
            [change],
            "x",
            request="r1",
            when=NOON,
            signers=by,
        )
    assert list((lone_registry.top / ".git").glob("fast_import_crash_*")) == [theirs]


@pytest.mark.parametrize("request_id", ["", "a\nSigned-off-by: x", "-x", "数"])
def test_a_request_id_that_could_forge_a_trailer_is_our_own_bug(request_id: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the values are the message
        request(request_id)


def test_a_time_without_a_zone_is_our_own_bug(lone_registry: Clone) -> None:
    change = Change(path=SECOND, data=b"x\n", seen=None)
    naive = datetime(2026, 10, 12)  # noqa: DTZ001 - what is tested
    with pytest.raises(ValueError):  # noqa: PT011 - the values are the message
        lone_registry.trunk().land(lambda _base, _day: ([change], "x", None), request(), when=naive)


def test_a_record_is_not_dated_before_what_it_builds_on(lone_registry: Clone) -> None:
    change = Change(path=SECOND, data=b"x\n", seen=None)
    yesterday = NOON.replace(day=NOON.day - 1)
    before = lone_registry.state()
    for hour in (12, 23):
        with pytest.raises(ClockBehind) as refused:
            lone_registry.trunk().land(
                lambda _base, _day: ([change], "x", None),
                request(),
                when=yesterday.replace(hour=hour),
            )
        assert refused.value.newest == NOON.date()
    assert lone_registry.state() == before
    assert list(lone_registry.trunk().outbox.requests()) == []


def test_clocks_that_differ_by_minutes_around_midnight_are_not_behind(
    lone_registry: Clone,
) -> None:
    change = Change(path=SECOND, data=b"x\n", seen=None)
    late = NOON.replace(day=NOON.day - 1, hour=23, minute=57)
    trunk = lone_registry.trunk()
    landed = trunk.land(lambda _base, _day: ([change], "x", None), request(), when=late)
    assert landed.commit == lone_registry.head


# A sample


def test_a_sample_is_never_pushed_and_never_fetched(two_clerks: TwoClerks) -> None:
    before = two_clerks.remote.git("for-each-ref")
    shutil.move(two_clerks.remote.top, two_clerks.remote.top.with_name("away.git"))
    landed = file_task(two_clerks.ann.trunk(sample=True), "one")
    shutil.move(two_clerks.remote.top.with_name("away.git"), two_clerks.remote.top)
    assert (landed.pushed, landed.trunk) == (False, "main")
    assert two_clerks.ann.head == landed.commit
    assert two_clerks.remote.git("for-each-ref") == before


def test_a_sample_lands_on_whatever_branch_head_is_on(two_clerks: TwoClerks) -> None:
    two_clerks.ann.git("switch", "--quiet", "--create", "try/out")
    landed = file_task(two_clerks.ann.trunk(sample=True), "one")
    assert landed.trunk == "try/out"
    assert two_clerks.ann.git("rev-parse", "try/out") == landed.commit
    assert two_clerks.ann.git("rev-parse", "main") == landed.base


# The clerk's own files


def keep_busy(clone: Clone) -> dict[str, bytes]:
    """Changed, staged, staged-then-changed, untracked and ignored files; nothing in the way."""
    clone.write("README.md", "changed\r\n")
    clone.write("staged.txt", "staged\n")
    clone.git("add", "staged.txt")
    clone.write("staged.txt", "staged, then changed\n")
    clone.write("untracked.txt", "untracked\n")
    clone.write(".git/info/exclude", "*.ignored\n")
    clone.write("x.ignored", "ignored\n")
    return clone.files()


@pytest.mark.parametrize("alone", [True, False])
def test_the_clerks_own_files_stay_byte_for_byte(two_clerks: TwoClerks, *, alone: bool) -> None:
    clerk = two_clerks.ann
    files = keep_busy(clerk)
    status = clerk.git("status", "--porcelain", "--ignored")
    staged = clerk.git("rev-parse", ":staged.txt")
    landed = file_task(clerk.trunk(sample=alone), "one")
    assert landed.refreshed
    assert clerk.files() == {**files, SECOND: (clerk.top / SECOND).read_bytes()}
    assert clerk.git("status", "--porcelain", "--ignored") == status
    assert clerk.git("rev-parse", ":staged.txt") == staged
    assert clerk.tree() == ["README.md", "registry/scheme.yaml", FIRST, SECOND]


def edited(clone: Clone) -> None:
    clone.write(FIRST, "mine\n")


def staged(clone: Clone) -> None:
    clone.write(FIRST, "mine\n")
    clone.git("add", FIRST)


def untracked(clone: Clone) -> None:
    clone.write(SECOND, "mine\n")


def ignored(clone: Clone) -> None:
    clone.write(".git/info/exclude", "*.yaml\n")
    clone.write(SECOND, "mine\n")


def ignored_link(clone: Clone) -> None:
    clone.write(".git/info/exclude", "*.yaml\n")
    (clone.top / SECOND).symlink_to("nowhere")


IN_THE_WAY = [edited, staged, untracked, ignored, ignored_link]


def write_both(trunk: Trunk, seen: str) -> landing.Landing[str]:
    def build(base: Base, _day: date) -> tuple[list[Change], str, str]:
        first = Change(path=FIRST, data=b"retired\n", seen=seen)
        return [first, Change(path=SECOND, data=b"new\n", seen=None)], "both", ""

    return trunk.land(build, request(), when=NOON)


def state_of(clone: Clone) -> tuple[object, ...]:
    links = [path.readlink() for path in (clone.top / TASKS).iterdir() if path.is_symlink()]
    own = (path for path in (clone.top / TASKS).iterdir() if not path.is_symlink())
    status = clone.git("status", "--porcelain", "--ignored")
    return links, {path: path.read_bytes() for path in own}, status, clone.head


@pytest.mark.parametrize("put", IN_THE_WAY)
def test_a_file_of_the_clerk_in_the_way_stops_a_local_landing(
    lone_registry: Clone, put: Callable[[Clone], None]
) -> None:
    seen = lone_registry.git("rev-parse", f"HEAD:{FIRST}")
    put(lone_registry)
    state = state_of(lone_registry)
    with refuses(journals.IN_THE_WAY) as refused:
        write_both(lone_registry.trunk(), seen)
    assert refused.value.exit_code is Exit.OUTSIDE
    assert refused.value.facts["path"] in {FIRST, SECOND}
    assert "Nothing was recorded" in refused.value.remedy
    assert state_of(lone_registry) == state


@pytest.mark.parametrize("put", IN_THE_WAY)
def test_a_file_of_the_clerk_in_the_way_stays_when_the_record_lands_on_a_remote(
    two_clerks: TwoClerks, put: Callable[[Clone], None]
) -> None:
    seen = two_clerks.ann.git("rev-parse", f"HEAD:{FIRST}")
    put(two_clerks.ann)
    state = state_of(two_clerks.ann)
    landed = write_both(two_clerks.ann.trunk(), seen)
    assert only_note(landed).refusal is journals.IN_THE_WAY
    assert "The record is in the register" in only_note(landed).remedy
    assert state_of(two_clerks.ann) == state
    assert two_clerks.remote.git("rev-parse", "main") == landed.commit


def test_stat_data_out_of_date_does_not_look_like_a_change(two_clerks: TwoClerks) -> None:
    seen = two_clerks.ann.git("rev-parse", f"HEAD:{FIRST}")
    os.utime(two_clerks.ann.top / FIRST, (1, 1))
    assert write_both(two_clerks.ann.trunk(), seen).refreshed


def test_stat_data_out_of_date_is_looked_past_where_the_clerk_removed_what_the_trunk_removed(
    two_clerks: TwoClerks,
) -> None:
    ann, bo = two_clerks.ann, two_clerks.bo
    bo.git("rm", "-q", "README.md")
    bo.commit("by hand", **{FIRST: "anew\n"})
    bo.git("push", "-q", "origin", "main")
    ann.git("rm", "-q", "README.md")
    os.utime(ann.top / FIRST, (1, 1))
    assert file_task(ann.trunk(), "one").refreshed
    assert (ann.top / FIRST).read_text(encoding="utf-8") == "anew\n"
    assert ann.git("status", "--porcelain") == ""


# Where HEAD is


def detach(clone: Clone) -> None:
    clone.git("checkout", "--quiet", "--detach")


def other_branch(clone: Clone) -> None:
    clone.git("switch", "--quiet", "--create", "draft")


def merging(clone: Clone) -> None:
    clone.git("switch", "--quiet", "--create", "side")
    clone.commit("side", **{"side.txt": "x\n"})
    clone.git("switch", "--quiet", "main")
    clone.git("merge", "--quiet", "--no-ff", "--no-commit", "side")


def index_locked(clone: Clone) -> None:
    clone.write(".git/index.lock", "")


@pytest.mark.parametrize(
    ("happen", "note"),
    [
        (detach, journals.ON_NO_BRANCH),
        (other_branch, journals.ON_ANOTHER_BRANCH),
        (merging, journals.UNDER_WAY),
        (index_locked, journals.INDEX_LOCKED),
    ],
)
def test_on_a_remote_a_record_lands_wherever_head_is_and_the_note_says_what_to_do(
    two_clerks: TwoClerks,
    happen: Callable[[Clone], None],
    note: journals.Stay,
) -> None:
    happen(two_clerks.ann)
    files, head = two_clerks.ann.files(), two_clerks.ann.head
    landed = file_task(two_clerks.ann.trunk(), "one")
    assert landed.pushed
    assert not landed.refreshed
    assert only_note(landed).refusal is note
    assert re.search(r"git switch|accession sync", only_note(landed).remedy)
    assert (two_clerks.ann.files(), two_clerks.ann.head) == (files, head)
    assert two_clerks.remote.git("rev-parse", "main") == landed.commit


@pytest.mark.parametrize(
    ("happen", "refusal"),
    [
        (detach, journals.ON_NO_BRANCH),
        (merging, journals.UNDER_WAY),
        (index_locked, journals.INDEX_LOCKED),
    ],
)
def test_a_local_trunk_that_cannot_be_moved_refuses(
    lone_registry: Clone,
    happen: Callable[[Clone], None],
    refusal: journals.Stay,
) -> None:
    happen(lone_registry)
    files, head = lone_registry.files(), lone_registry.head
    with refuses(refusal) as refused:
        file_task(lone_registry.trunk(), "one")
    assert refused.value.exit_code is Exit.OUTSIDE
    assert "Nothing was recorded" in refused.value.remedy
    assert (lone_registry.files(), lone_registry.head) == (files, head)


def test_a_clone_whose_branch_has_no_commit_is_left_empty(
    two_clerks: TwoClerks, unborn_registry: Clone, tmp_path: Path
) -> None:
    fresh = Clone(top=tmp_path / "fresh", environ=two_clerks.ann.environ)
    (fresh.top / "registry").mkdir(parents=True)
    fresh.git("init", "--quiet", "--initial-branch=main")
    fresh.git("remote", "add", "origin", str(two_clerks.remote.top))
    fresh.git("config", "user.name", "cy")
    fresh.git("config", "user.email", "cy@example.org")
    landed = file_task(fresh.trunk(), "one")
    assert landed.made == "DL-2024-0002"
    assert only_note(landed).refusal is journals.NO_COMMIT_YET
    assert fresh.files() == {}


def test_a_linked_work_tree_lands_records_and_moves_its_own_branch(
    lone_registry: Clone, tmp_path: Path
) -> None:
    linked = Clone(top=tmp_path / "linked", environ=lone_registry.environ)
    lone_registry.git("worktree", "add", "--quiet", "-b", "linked", str(linked.top))
    main, files = lone_registry.head, lone_registry.files()
    landed = file_task(linked.trunk(), "one")
    assert (linked.head, lone_registry.head) == (landed.commit, main)
    assert (linked.top / SECOND).is_file()
    assert lone_registry.files() == files


def test_a_linked_work_tree_of_a_clone_pushes_to_the_trunk(
    two_clerks: TwoClerks, tmp_path: Path
) -> None:
    linked = Clone(top=tmp_path / "linked", environ=two_clerks.ann.environ)
    two_clerks.ann.git("worktree", "add", "--quiet", "-b", "linked", str(linked.top))
    landed = file_task(linked.trunk(), "one")
    assert only_note(landed).refusal is journals.ON_ANOTHER_BRANCH
    assert two_clerks.remote.git("rev-parse", "main") == landed.commit


# What can be wrong outside


def test_a_rewritten_remote_is_refused(two_clerks: TwoClerks) -> None:
    file_task(two_clerks.ann.trunk(), "one")
    two_clerks.bo.git("commit", "--quiet", "--amend", "--message", "rewritten")
    two_clerks.bo.git("push", "--quiet", "--force")
    state = two_clerks.ann.state()
    with pytest.raises(branches.TrunkRewritten) as refused:
        file_task(two_clerks.ann.trunk(), "two")
    assert refused.value.exit_code is Exit.TAMPERED
    assert two_clerks.ann.state() == state


def test_a_remote_set_back_to_an_older_commit_is_refused(two_clerks: TwoClerks) -> None:
    landed = file_task(two_clerks.ann.trunk(), "one")
    two_clerks.remote.git("update-ref", "refs/heads/main", str(landed.base))
    with pytest.raises(branches.TrunkRewritten):
        file_task(two_clerks.ann.trunk(), "two")


def test_a_fresh_clone_notices_that_what_it_cloned_was_rewritten(two_clerks: TwoClerks) -> None:
    two_clerks.bo.git("commit", "--quiet", "--amend", "--message", "rewritten")
    two_clerks.bo.git("push", "--quiet", "--force")
    with pytest.raises(branches.TrunkRewritten):
        file_task(two_clerks.ann.trunk(), "one")


def test_a_remote_that_is_gone_is_an_outside_failure(two_clerks: TwoClerks) -> None:
    shutil.rmtree(two_clerks.remote.top)
    state = two_clerks.ann.state()
    with pytest.raises(branches.RemoteUnreachable) as refused:
        file_task(two_clerks.ann.trunk(), "one")
    assert refused.value.exit_code is Exit.OUTSIDE
    assert two_clerks.ann.state() == state


def test_a_remote_that_hangs_is_given_up(two_clerks: TwoClerks) -> None:
    two_clerks.ann.git("remote", "set-url", "origin", "ssh://host.invalid/x")
    hangs = {**two_clerks.ann.environ, "GIT_SSH_COMMAND": "sh -c 'sleep 20' --"}
    with pytest.raises(branches.RemoteUnreachable) as refused:
        file_task(two_clerks.ann.trunk(environ=hangs, network_seconds=0.5), "one")
    assert refused.value.exit_code is Exit.OUTSIDE
    assert "0.5 seconds" in refused.value.message


def test_a_push_whose_answer_is_lost_is_found_on_the_trunk_and_not_sent_again(
    two_clerks: TwoClerks,
) -> None:
    two_clerks.remote.git("config", "core.hooksPath", str(two_clerks.remote.top / "hooks"))
    two_clerks.remote.hook("post-receive", "sleep 20")
    landed = file_task(two_clerks.ann.trunk(network_seconds=2), "one")
    assert landed.made == "DL-2024-0002"
    assert two_clerks.remote.git("rev-parse", "main") == landed.commit == two_clerks.ann.head
    assert two_clerks.ann.trunk().outbox.requests() == ()


@pytest.mark.parametrize("hook", ["pre-receive", "update"])
def test_a_server_that_declines_is_quoted(two_clerks: TwoClerks, hook: str) -> None:
    two_clerks.remote.hook(hook, "echo 'only the registrar may push' >&2; exit 1")
    state = two_clerks.ann.state()
    with refuses(branches.PUSH_DECLINED) as refused:
        file_task(two_clerks.ann.trunk(), "one")
    assert refused.value.exit_code is Exit.OUTSIDE
    assert "only the registrar may push" in refused.value.message
    assert two_clerks.ann.state() == state
    assert SECOND not in two_clerks.remote.tree("main")


def test_a_server_that_declines_in_silence_is_still_named(two_clerks: TwoClerks) -> None:
    two_clerks.remote.hook("pre-receive", "exit 1")
    with refuses(branches.PUSH_DECLINED) as refused:
        file_task(two_clerks.ann.trunk(), "one")
    assert "hook declined" in refused.value.message


def test_a_hook_of_the_clone_that_refuses_is_named_and_quoted(two_clerks: TwoClerks) -> None:
    hook = "echo 'not on'; echo 'error: a Friday' >&2; exit 1"
    two_clerks.ann.hook("pre-push", hook)
    state = two_clerks.ann.state()
    with refuses(branches.HOOK_REFUSED) as refused:
        file_task(two_clerks.ann.trunk(), "one")
    assert refused.value.exit_code is Exit.OUTSIDE
    assert refused.value.facts["words"] == "not on error: a Friday"
    assert refused.value.facts["path"] == two_clerks.ann.top / ".git/hooks/pre-push"
    assert two_clerks.ann.state() == state
    assert [one.id for one in two_clerks.ann.trunk().outbox.requests()] == [refused.value.queued]


def test_a_hook_of_the_clone_that_refuses_in_silence_is_still_named(two_clerks: TwoClerks) -> None:
    two_clerks.ann.hook("pre-push", "exit 1")
    with refuses(branches.HOOK_REFUSED) as refused:
        file_task(two_clerks.ann.trunk(), "one")
    assert refused.value.facts["words"] == "–"


def test_a_hook_that_agrees_is_not_blamed_for_a_remote_that_is_gone(two_clerks: TwoClerks) -> None:
    two_clerks.ann.hook("pre-push", "exit 0")
    two_clerks.ann.git("remote", "set-url", "--push", "origin", str(two_clerks.bo.top / "none"))
    with pytest.raises(branches.RemoteUnreachable):
        file_task(two_clerks.ann.trunk(), "one")


def test_a_remote_without_the_branch_is_told_so(two_clerks: TwoClerks) -> None:
    with refuses(branches.TRUNK_MISSING) as refused:
        file_task(two_clerks.ann.trunk(trunk="origin/master"), "one")
    assert refused.value.exit_code is Exit.OUTSIDE


def test_work_waits_where_the_clone_has_no_remote_of_the_name_that_the_trunk_has(
    two_clerks: TwoClerks,
) -> None:
    trunk = two_clerks.ann.trunk(trunk="upstream/main")
    with pytest.raises(branches.ServerLost) as refused:
        file_task(trunk, "one", name="kept")
    assert "upstream" in refused.value.message
    assert refused.value.queued == "kept"


def emptied(clerk: Clone) -> None:
    """A power cut left the settings of the clone empty."""
    (clerk.top / ".git/config").write_bytes(b"")
    sign_in(clerk, "ann")


def renamed(clerk: Clone) -> None:
    clerk.git("remote", "rename", "origin", "upstream")


def removed(clerk: Clone) -> None:
    clerk.git("remote", "remove", "origin")


def emptied_and_packed(clerk: Clone) -> None:
    clerk.git("pack-refs", "--all")
    emptied(clerk)


@pytest.mark.parametrize("used", [True, False], ids=["used", "only cloned"])
@pytest.mark.parametrize("lose", [emptied, renamed, removed, emptied_and_packed])
def test_a_clone_that_lost_the_address_of_its_server_gives_no_number_of_its_own(
    two_clerks: TwoClerks, lose: Callable[[Clone], None], *, used: bool
) -> None:
    ann, before = two_clerks.ann, two_clerks.ann.head
    if used:
        before = file_task(ann.trunk(), "one").commit
    config = (ann.top / ".git/config").read_bytes()
    lose(ann)
    with pytest.raises(branches.ServerLost) as refused:
        file_task(ann.trunk(), "mine", name="mine")
    assert (refused.value.exit_code, refused.value.queued) == (Exit.OUTSIDE, "mine")
    assert ann.head == before
    theirs = file_task(two_clerks.bo.trunk(), "theirs")
    (ann.top / ".git/config").write_bytes(config)
    assert file_task(ann.trunk(), "mine", name="mine").made != theirs.made


@pytest.mark.parametrize("lose", [emptied, removed])
def test_a_clone_that_lost_its_server_says_so_to_who_asks(
    two_clerks: TwoClerks, lose: Callable[[Clone], None]
) -> None:
    ann = two_clerks.ann
    assert not branches.server_lost(ann.trunk().git)
    lose(ann)
    assert branches.server_lost(ann.trunk().git)


def test_a_registry_that_never_had_a_server_lost_none(lone_registry: Clone) -> None:
    lone_registry.git("fetch", "--quiet")  # leaves an empty FETCH_HEAD
    assert not branches.server_lost(lone_registry.trunk().git)
    assert isinstance(lone_registry.trunk().branch, branches.LocalBranch)


def test_a_sample_that_lost_its_remote_goes_on_without_one(two_clerks: TwoClerks) -> None:
    removed(two_clerks.ann)
    assert isinstance(two_clerks.ann.trunk(sample=True).branch, branches.LocalBranch)


def test_a_remote_with_a_slash_in_its_name_is_found(two_clerks: TwoClerks) -> None:
    two_clerks.ann.git("remote", "add", "district/main", str(two_clerks.remote.top))
    landed = file_task(two_clerks.ann.trunk(trunk="district/main/main"), "one")
    assert two_clerks.remote.git("rev-parse", "main") == landed.commit


def test_a_clerk_without_a_name_is_refused_before_anything_is_written(
    two_clerks: TwoClerks,
) -> None:
    two_clerks.ann.git("config", "--unset", "user.name")
    objects = two_clerks.ann.git("count-objects")
    with refuses(signing.IDENTITY_MISSING) as refused:
        file_task(two_clerks.ann.trunk(), "one")
    assert refused.value.exit_code is Exit.OUTSIDE
    assert "user.name" in refused.value.remedy
    assert two_clerks.ann.git("count-objects") == objects
    assert [one.id for one in two_clerks.ann.trunk().outbox.requests()] == [refused.value.queued]


def test_a_clerk_may_be_named_by_the_environment(lone_registry: Clone) -> None:
    lone_registry.git("config", "--remove-section", "user")
    who = {"NAME": "cy", "EMAIL": "cy@example.org"}
    named = {f"GIT_{role}_{k}": v for role in ("AUTHOR", "COMMITTER") for k, v in who.items()}
    file_task(lone_registry.trunk(environ={**lone_registry.environ, **named}), "one")
    assert lone_registry.git("log", "-1", "--format=%an %ce") == "cy cy@example.org"


def test_a_registry_outside_git_is_told_so(tmp_path: Path, machine: dict[str, str]) -> None:
    with refuses(trunk_refusals.NO_REPOSITORY) as refused:
        Trunk.open(tmp_path, trunk="origin/main", sample=False, environ=machine)
    assert refused.value.exit_code is Exit.OUTSIDE


def test_a_git_folder_that_cannot_be_written_is_told_so(lone_registry: Clone) -> None:
    lone_registry.write(".git/accession", "a file where the folder must be\n")
    with pytest.raises(FileUnwritable) as refused:
        file_task(lone_registry.trunk(), "one")
    assert refused.value.exit_code is Exit.OUTSIDE
