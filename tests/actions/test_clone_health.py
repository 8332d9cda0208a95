"""What is wrong with a clone is named with its remedy, and mended only where nothing is lost."""

import json
import os
import shutil
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import pytest

from accession_cli.actions.clone_checks import CHECKS, examine_clone
from accession_cli.actions.clone_facts import CloneFacts, Facts, gather, known
from accession_cli.clock import SHANGHAI
from accession_cli.gitstore.outbox import Request
from accession_cli.words.layout import cells
from conftest import Answer
from registries import does, in_earnest
from repositories import NOON, Clone, TwoClerks, Worlds

Accession = Callable[..., Answer]
NOW = datetime(2026, 10, 12, 9, 0, tzinfo=SHANGHAI)
#: The hooks as they were installed by an earlier version.
EARLIER_HOOKS = Path(__file__).parents[1] / "kept_hooks"
RECORD = "registry/tasks/2024/DL-2024-0001.yaml"


@pytest.fixture
def machine(machine: dict[str, str]) -> dict[str, str]:
    """A machine whose commits are older than the day on which the tests play."""
    yesterday = "2026-10-11T12:00:00+08:00"
    return {**machine, "GIT_COMMITTER_DATE": yesterday, "GIT_AUTHOR_DATE": yesterday}


@pytest.fixture
def doctor(accession: Accession) -> Callable[..., Answer]:
    """Have a clone looked at."""

    def run(clone: Clone, *arguments: str) -> Answer:
        return accession("-C", str(clone.top), "doctor", *arguments)

    return run


def in_good_order(folder: Path, machine: dict[str, str]) -> None:
    in_earnest(folder, machine)
    ann, bo = (Clone(top=folder / name, environ=machine) for name in ("ann", "bo"))
    does(ann, "doctor", "--fix")
    ann.git("add", "schemas")
    ann.git("commit", "--quiet", "--no-verify", "--message", "schemas for editors")
    ann.git("push", "--quiet")
    bo.git("pull", "--quiet", "--ff-only")
    does(bo, "doctor", "--fix")
    does(ann, "doctor")


@pytest.fixture
def offices(worlds: Worlds, tmp_path: Path, machine: dict[str, str]) -> TwoClerks:
    """Two clerks whose clones are in good order."""
    return worlds.two_clerks(in_good_order, tmp_path, machine)


@pytest.fixture
def away(offices: TwoClerks) -> Callable[[], None]:
    """Take the remote away, or bring it back."""
    there, elsewhere = offices.remote.top, offices.remote.top.with_name("away.git")

    def switch() -> None:
        there.rename(elsewhere) if there.exists() else elsewhere.rename(there)

    return switch


def seen(answer: Answer) -> dict[str, set[str]]:
    """The states that each check came to."""
    found: dict[str, set[str]] = {}
    for one in json.loads(answer.out)["checks"]:
        found.setdefault(one["check"], set()).add(one["state"])
    return found


def ill(answer: Answer) -> dict[str, set[str]]:
    """The checks that did not find all well."""
    return {name: states for name, states in seen(answer).items() if states != {"well"}}


# Every ailment: what makes a clone ill, what is told, and whether --fix mends it.


def lock_of_a_stopped_run(world: TwoClerks) -> None:
    (world.ann.top / ".git/index.lock").write_bytes(b"held by accession\n")


def lock_of_another_program(world: TwoClerks) -> None:
    (world.ann.top / ".git/packed-refs.lock").touch()


def half_done_move(world: TwoClerks) -> None:
    new = world.bo.commit("more", **{"registry/tasks/2024/new.txt": "new\n"})
    world.bo.git("push", "--quiet")
    world.ann.git("fetch", "--quiet")
    world.ann.write("registry/tasks/2024/new.txt", "ne")
    mark = {"branch": "main", "before": world.ann.head, "after": new}
    world.ann.write(".git/accession/move.json", json.dumps(mark))


def unreadable_view(world: TwoClerks) -> None:
    world.ann.write(".git/refs/accession/trunk", "")


def damaged_outbox(world: TwoClerks) -> None:
    world.ann.write(".git/accession/outbox/3f2a.json", "{")


def damaged_beside_another(world: TwoClerks) -> None:
    damaged_outbox(world)
    asked = Request(id="6f1c", verb="freeze", facts={"year": 2025}, asked=NOON)
    world.ann.trunk().outbox.put(asked)


def kept_draft(world: TwoClerks) -> None:
    world.ann.write(".git/accession/drafts/3f2a.yaml", "title: 一项事务\n")


def answers_left_half_way(world: TwoClerks) -> None:
    world.ann.write(".git/accession/drafts/file --emergency.answers.json", "{}")


def work_tree_with_cr(world: TwoClerks) -> None:
    world.ann.git("config", "core.autocrlf", "true")
    (world.ann.top / RECORD).unlink()
    world.ann.git("checkout", "--", RECORD)
    assert b"\r\n" in (world.ann.top / RECORD).read_bytes()


def committed_cr(world: TwoClerks) -> None:
    text = (world.ann.top / RECORD).read_text(encoding="utf-8")
    world.ann.commit("as Windows writes it", **{RECORD: text.replace("\n", "\r\n")})
    world.ann.git("push", "--quiet")


def converting_git(world: TwoClerks) -> None:
    world.ann.git("config", "core.autocrlf", "input")


def unsettled_writes(world: TwoClerks) -> None:
    world.ann.git("config", "--unset", "core.fsync")


def record_marked_as_program(world: TwoClerks) -> None:
    world.ann.git("update-index", "--chmod=+x", RECORD)
    world.ann.git("checkout", "--", RECORD)
    world.ann.git("commit", "--quiet", "--no-verify", "--message", "a program")
    world.ann.git("push", "--quiet")


def link(world: TwoClerks) -> None:
    (world.ann.top / "registry/attachments").mkdir()
    (world.ann.top / "registry/attachments/x").symlink_to("../scheme.yaml")
    world.ann.git("add", "registry")
    world.ann.git("commit", "--quiet", "--no-verify", "--message", "a link")
    world.ann.git("push", "--quiet")


def twins(world: TwoClerks) -> None:
    (world.ann.top / "registry/attachments").mkdir()
    for name in ("a.txt", "A.txt"):
        (world.ann.top / "registry/attachments" / name).write_text(name, encoding="utf-8")
    world.ann.git("add", "registry")
    world.ann.git("commit", "--quiet", "--no-verify", "--message", "twins")
    world.ann.git("push", "--quiet")


def merge_under_way(world: TwoClerks) -> None:
    world.ann.write(".git/MERGE_HEAD", f"{world.ann.head}\n")


def changed_record(world: TwoClerks) -> None:
    with (world.ann.top / RECORD).open("a", encoding="utf-8") as file:
        file.write("# a remark\n")


def missing_branch(world: TwoClerks) -> None:
    world.remote.git("branch", "--move", "main", "other")


def rewritten_trunk(world: TwoClerks) -> None:
    world.remote.git("update-ref", "refs/heads/main", world.ann.git("rev-parse", "HEAD~1"))


def own_commit(world: TwoClerks) -> None:
    world.ann.git("commit", "--quiet", "--allow-empty", "--no-verify", "--message", "mine")


def older_checkout(world: TwoClerks) -> None:
    world.bo.commit("newer", **{"notes.txt": "x"})
    world.bo.git("push", "--quiet")


def another_branch(world: TwoClerks) -> None:
    world.ann.git("switch", "--quiet", "--create", "trial")


def unknown_remote(world: TwoClerks) -> None:
    world.ann.git("remote", "rename", "origin", "server")


def nameless_clerk(world: TwoClerks) -> None:
    world.ann.git("config", "--unset", "user.name")


def shallow_clone(world: TwoClerks) -> None:
    head = world.ann.git("rev-parse", "HEAD")
    world.ann.write(".git/shallow", f"{head}\n")


def commit_of_tomorrow(world: TwoClerks) -> None:
    date = "2026-10-14T12:00:00+08:00"
    later = Clone(top=world.bo.top, environ={**world.bo.environ, "GIT_COMMITTER_DATE": date})
    later.commit("from a fast clock", **{"notes.txt": "x"})
    later.git("push", "--quiet")
    world.ann.git("pull", "--quiet", "--ff-only")


def hookless_clone(world: TwoClerks) -> None:
    (world.ann.top / ".git/hooks/pre-commit").unlink()


def hook_of_an_earlier_version(world: TwoClerks) -> None:
    shutil.copyfile(EARLIER_HOOKS / "pre-commit", world.ann.top / ".git/hooks/pre-commit")


def hooks_elsewhere(world: TwoClerks) -> None:
    world.ann.git("config", "core.hooksPath", str(world.ann.top.parent / "hooks"))


def program_on_the_way(world: TwoClerks) -> None:
    world.ann.git("config", "core.askPass", str(world.ann.top.parent / "ask"))


def lost_schema(world: TwoClerks) -> None:
    (world.ann.top / "schemas/task.schema.json").unlink()


def stale_schema(world: TwoClerks) -> None:
    path = world.ann.top / "schemas/task.schema.json"
    path.write_text("{}\n", encoding="utf-8")
    world.ann.git("add", "schemas")
    world.ann.git("commit", "--quiet", "--no-verify", "--message", "schemas of another version")
    world.ann.git("push", "--quiet")


def few_fonts(world: TwoClerks) -> None:
    (world.ann.top / "registry/fonts").mkdir()


def rare_character(world: TwoClerks) -> None:
    path = world.ann.top / RECORD
    text = path.read_text(encoding="utf-8").replace("title: ", "title: \U00020000")
    world.ann.commit("a name that is rare", **{RECORD: text})
    world.ann.git("push", "--quiet")


def broken_profile(world: TwoClerks) -> None:
    path = world.ann.top / "registry/scheme.yaml"
    text = path.read_text(encoding="utf-8").replace("prefix: DL", "prefix: dl")
    world.ann.commit("a slip", **{"registry/scheme.yaml": text})
    world.ann.git("push", "--quiet")


def broken_record(world: TwoClerks) -> None:
    world.ann.commit("a slip", **{RECORD: "title: x\n"})
    world.ann.git("push", "--quiet")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ailment:
    """``told`` are the checks that are not well; ``mended`` by --fix, all of them."""

    cause: Callable[[TwoClerks], None]
    told: Mapping[str, set[str]]
    code: int
    mended: bool = False


AILMENTS = [
    Ailment(
        cause=unreadable_view,
        told={"clone": {"wrong"}, "trunk": {"unseen"}},
        code=1,
        mended=True,
    ),
    Ailment(cause=lock_of_a_stopped_run, told={"left_behind": {"wrong"}}, code=1, mended=True),
    Ailment(cause=lock_of_another_program, told={"left_behind": {"wrong"}}, code=1),
    Ailment(cause=damaged_outbox, told={"outbox": {"wrong"}}, code=1),
    Ailment(cause=damaged_beside_another, told={"outbox": {"wrong"}}, code=1),
    Ailment(cause=kept_draft, told={"drafts": {"hint"}}, code=0),
    Ailment(cause=answers_left_half_way, told={"answers": {"hint"}}, code=0),
    Ailment(
        cause=work_tree_with_cr,
        told={"line_ends": {"wrong"}, "settings": {"hint"}},
        code=1,
        mended=True,
    ),
    Ailment(cause=committed_cr, told={"line_ends": {"wrong"}}, code=1),
    Ailment(cause=converting_git, told={"settings": {"hint"}}, code=0, mended=True),
    Ailment(cause=unsettled_writes, told={"settings": {"hint"}}, code=0, mended=True),
    Ailment(cause=record_marked_as_program, told={"files": {"wrong"}}, code=1),
    Ailment(cause=link, told={"files": {"wrong"}, "registry": {"wrong"}}, code=1),
    Ailment(cause=twins, told={"files": {"wrong"}}, code=1),
    Ailment(cause=merge_under_way, told={"work_tree": {"wrong"}}, code=1),
    Ailment(cause=changed_record, told={"work_tree": {"hint"}}, code=0),
    Ailment(cause=missing_branch, told={"trunk": {"wrong"}}, code=1),
    Ailment(cause=rewritten_trunk, told={"trunk": {"wrong"}}, code=6),
    Ailment(cause=own_commit, told={"trunk": {"wrong"}}, code=1),
    Ailment(cause=older_checkout, told={"trunk": {"hint"}}, code=0, mended=True),
    Ailment(cause=another_branch, told={"trunk": {"hint"}}, code=0),
    Ailment(cause=unknown_remote, told={"trunk": {"wrong"}}, code=1),
    Ailment(cause=nameless_clerk, told={"signature": {"wrong"}}, code=1),
    Ailment(cause=shallow_clone, told={"history": {"wrong"}}, code=1),
    Ailment(cause=commit_of_tomorrow, told={"clock": {"wrong"}}, code=1),
    Ailment(cause=hookless_clone, told={"hook": {"hint"}}, code=0, mended=True),
    Ailment(cause=hook_of_an_earlier_version, told={"hook": {"hint"}}, code=0, mended=True),
    Ailment(cause=hooks_elsewhere, told={"hook": {"hint"}, "programs": {"hint"}}, code=0),
    Ailment(cause=program_on_the_way, told={"programs": {"wrong"}, "trunk": {"wrong"}}, code=1),
    Ailment(cause=lost_schema, told={"editor": {"hint"}}, code=0, mended=True),
    Ailment(cause=stale_schema, told={"editor": {"hint"}}, code=0, mended=True),
    Ailment(cause=few_fonts, told={"fonts": {"hint"}}, code=0),
    Ailment(cause=rare_character, told={"fonts": {"wrong"}}, code=1),
    Ailment(cause=broken_record, told={"registry": {"wrong"}}, code=1),
    Ailment(
        cause=broken_profile,
        told={
            "registry": {"wrong"},
            **{key: {"unseen"} for key in ("trunk", "beginning", "outbox", "calendar")},
            **{key: {"unseen"} for key in ("fonts", "editor")},
        },
        code=1,
    ),
]


@pytest.mark.parametrize("ailment", AILMENTS, ids=lambda one: one.cause.__name__)
def test_every_ailment_is_named_and_only_named(
    offices: TwoClerks, doctor: Callable[..., Answer], ailment: Ailment
) -> None:
    ailment.cause(offices)
    before = offices.ann.state()
    answer = doctor(offices.ann, "--json")
    assert ill(answer) == ailment.told
    assert answer.code == ailment.code
    assert offices.ann.state() == before


@pytest.mark.parametrize("ailment", AILMENTS, ids=lambda one: one.cause.__name__)
def test_fix_mends_what_is_safe_and_leaves_the_rest(
    offices: TwoClerks, doctor: Callable[..., Answer], ailment: Ailment
) -> None:
    ailment.cause(offices)
    before = offices.ann.state()
    answer = doctor(offices.ann, "--fix", "--json")
    if ailment.mended:
        assert (answer.code, ill(answer)) == (0, {})
        assert json.loads(answer.out)["fixed"]
    else:
        assert (answer.code, ill(answer)) == (ailment.code, ailment.told)
        assert json.loads(answer.out)["fixed"] == []
        assert offices.ann.state() == before


def test_every_check_has_an_ailment() -> None:
    told = {name for ailment in AILMENTS for name in ailment.told}
    elsewhere = {"versions", "disk", "beginning"}  # a registry that has begun lacks nothing
    assert {check.name for check in CHECKS} == told | elsewhere


# A healthy clone


def test_a_healthy_clone_is_told_so_line_by_line(
    offices: TwoClerks, doctor: Callable[..., Answer]
) -> None:
    answer = doctor(offices.ann)
    assert (answer.code, answer.err) == (0, "All is well.\n")
    assert len(answer.out.splitlines()) == len(CHECKS)
    assert all(line.startswith("✓ ") for line in answer.out.splitlines())


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_a_sick_clone_is_told_so_in_80_columns(
    offices: TwoClerks,
    accession: Accession,
    monkeypatch: pytest.MonkeyPatch,
    away: Callable[[], None],
    language: str,
) -> None:
    for cause in (lock_of_another_program, kept_draft, work_tree_with_cr, nameless_clerk, twins):
        with suppress(AssertionError):  # the nameless clerk cannot commit the twins
            cause(offices)
    away()
    monkeypatch.setenv("COLUMNS", "80")
    answer = accession("--lang", language, "-C", str(offices.ann.top), "doctor")
    assert answer.code == 1
    paths = str(offices.ann.top.parent)
    wide = [line for line in answer.out.splitlines() if cells(line) > 80 and paths not in line]
    assert wide == []
    assert "→" in answer.out


def test_the_registry_may_be_a_sample_that_never_asks_a_remote(
    district: Clone, doctor: Callable[..., Answer]
) -> None:
    district.git("remote", "add", "origin", "/nowhere")
    answer = doctor(district)
    assert answer.code == 0
    assert "A sample: nothing of it is ever pushed." in answer.out


def test_a_registry_without_a_remote_has_one_copy_alone(
    district: Clone, doctor: Callable[..., Answer]
) -> None:
    text = (district.top / "registry/scheme.yaml").read_text(encoding="utf-8")
    scheme = text.replace("sample: true", "sample: false")
    district.commit("in earnest", **{"registry/scheme.yaml": scheme})
    assert "the only copy of the registry is on this machine" in doctor(district).out


# The remote


def test_a_remote_that_is_away_is_told_unless_nobody_asks(
    offices: TwoClerks, doctor: Callable[..., Answer], away: Callable[[], None]
) -> None:
    away()
    answer = doctor(offices.ann, "--json")
    assert (answer.code, ill(answer)) == (1, {"trunk": {"wrong"}})
    answer = doctor(offices.ann, "--offline", "--json")
    assert (answer.code, ill(answer)) == (0, {"trunk": {"unseen"}})


def test_a_trunk_set_back_behind_what_the_clerk_pushed_by_hand_is_told(
    offices: TwoClerks, doctor: Callable[..., Answer]
) -> None:
    own_commit(offices)
    offices.ann.git("push", "--quiet")
    rewritten_trunk(offices)
    answer = doctor(offices.ann)
    assert answer.code == 6
    assert "The history of origin/main was rewritten" in answer.out


def test_what_the_clerk_pushed_by_hand_is_known_without_asking(
    offices: TwoClerks, doctor: Callable[..., Answer]
) -> None:
    own_commit(offices)
    assert ill(doctor(offices.ann, "--offline", "--json")) == {"trunk": {"wrong"}}
    offices.ann.git("push", "--quiet")
    assert ill(doctor(offices.ann, "--offline", "--json")) == {"trunk": {"unseen"}}


def test_what_waits_is_named_until_it_is_sent(
    offices: TwoClerks,
    doctor: Callable[..., Answer],
    accession: Accession,
    away: Callable[[], None],
    draft: Path,
) -> None:
    away()
    assert accession("-C", str(offices.ann.top), "file", "--from", str(draft)).code == 5
    away()
    answer = doctor(offices.ann)
    assert answer.code == 1
    assert "not in the registry yet (accession file: 协助独居老人冬季取暖安全走访)" in answer.out
    assert "accession sync" in answer.out
    assert accession("-C", str(offices.ann.top), "sync").code == 0
    assert doctor(offices.ann).code == 0


# What must stay as it is


def test_a_lock_of_another_program_is_never_removed(
    offices: TwoClerks, doctor: Callable[..., Answer]
) -> None:
    lock = offices.ann.top / ".git/index.lock"
    lock.write_bytes(b"DIRC")
    answer = doctor(offices.ann, "--fix")
    assert answer.code == 1
    assert f"{lock} is there since " in answer.out
    assert lock.read_bytes() == b"DIRC"


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="only Linux tells who holds a file")
def test_a_lock_that_is_held_is_named_with_who_holds_it(
    offices: TwoClerks, doctor: Callable[..., Answer]
) -> None:
    with (offices.ann.top / ".git/index.lock").open("wb"):
        answer = doctor(offices.ann)
    assert f"({os.getpid()}) since " in answer.out
    assert answer.code == 0


def test_our_own_lock_is_left_to_the_command_that_is_recording(
    offices: TwoClerks, doctor: Callable[..., Answer]
) -> None:
    with offices.ann.trunk().alone():
        lock_of_a_stopped_run(offices)
        answer = doctor(offices.ann, "--fix", "--json")
    assert ill(answer) == {"left_behind": {"hint"}}
    assert (offices.ann.top / ".git/index.lock").exists()


def test_a_half_done_move_is_put_back(offices: TwoClerks, doctor: Callable[..., Answer]) -> None:
    half_done_move(offices)
    answer = doctor(offices.ann, "--offline", "--json")
    assert ill(answer)["left_behind"] == {"wrong"}
    answer = doctor(offices.ann, "--offline", "--fix")
    assert "Put back what was left half done." in answer.err
    assert not (offices.ann.top / "registry/tasks/2024/new.txt").exists()
    assert offices.ann.git("status", "--porcelain") == ""


def test_a_record_with_cr_that_the_clerk_changed_stays_byte_for_byte(
    offices: TwoClerks, doctor: Callable[..., Answer]
) -> None:
    work_tree_with_cr(offices)
    with (offices.ann.top / RECORD).open("ab") as file:
        file.write(b"# a remark\r\n")
    before = (offices.ann.top / RECORD).read_bytes()
    assert doctor(offices.ann, "--fix").code == 1
    assert (offices.ann.top / RECORD).read_bytes() == before


def test_a_schema_that_the_clerk_changed_stays(
    offices: TwoClerks, doctor: Callable[..., Answer]
) -> None:
    path = offices.ann.top / "schemas/task.schema.json"
    path.write_text("{}\n", encoding="utf-8")
    doctor(offices.ann, "--fix")
    assert path.read_text(encoding="utf-8") == "{}\n"


def test_a_hook_of_the_clerk_stays(offices: TwoClerks, doctor: Callable[..., Answer]) -> None:
    offices.ann.hook("pre-commit", "exit 0")
    assert doctor(offices.ann, "--fix").code == 0
    path = offices.ann.top / ".git/hooks/pre-commit"
    assert path.read_text(encoding="utf-8") == "#!/bin/sh\nexit 0\n"


def test_a_file_in_the_way_of_a_newer_trunk_stays_and_is_told(
    offices: TwoClerks, doctor: Callable[..., Answer]
) -> None:
    older_checkout(offices)
    offices.ann.write("notes.txt", "of the clerk\n")
    answer = doctor(offices.ann, "--fix")
    assert "notes.txt on this machine has changes of yours" in answer.err
    assert "Brought your files" not in answer.err
    assert (offices.ann.top / "notes.txt").read_text(encoding="utf-8") == "of the clerk\n"


def test_a_cure_that_fails_is_told_and_the_others_are_done(
    offices: TwoClerks, doctor: Callable[..., Answer]
) -> None:
    half_done_move(offices)
    (offices.ann.top / ".git/index.lock").write_bytes(b"DIRC")
    unsettled_writes(offices)
    answer = doctor(offices.ann, "--offline", "--fix")
    assert answer.code == 1
    assert "holds" in answer.err
    assert "Set core.fsync to all for this clone." in answer.err


# Where there is no git to look into


def test_a_registry_in_no_repository_is_told_so_once(
    offices: TwoClerks, doctor: Callable[..., Answer]
) -> None:
    shutil.rmtree(offices.ann.top / ".git")
    answer = doctor(offices.ann)
    assert answer.code == 1
    assert answer.out.count("is not in a git repository") == 1
    assert "Not looked at." in answer.out
    assert "Every character of the register can be printed." in answer.out


def test_a_machine_without_git_is_told_so_once(
    offices: TwoClerks, doctor: Callable[..., Answer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    answer = doctor(offices.ann)
    assert answer.code == 1
    assert answer.out.count("The program git could not be started") == 1


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs root")
def test_a_repository_of_somebody_else_is_told_so(
    offices: TwoClerks, doctor: Callable[..., Answer]
) -> None:
    for path in (offices.ann.top, *offices.ann.top.rglob("*")):
        os.chown(path, 12345, 12345, follow_symlinks=False)
    answer = doctor(offices.ann)
    assert answer.code == 1
    assert f"git config --global --add safe.directory {offices.ann.top}" in answer.out


# What depends on the day, and what no test can have on its own machine


@pytest.mark.parametrize(("today", "state"), [("2026-12-25", "hint"), ("2027-03-01", "wrong")])
def test_a_year_without_a_notice_is_named(
    offices: TwoClerks,
    doctor: Callable[..., Answer],
    monkeypatch: pytest.MonkeyPatch,
    today: str,
    state: str,
) -> None:
    monkeypatch.setenv("SEALED_TODAY", today)
    answer = doctor(offices.ann, "--json")
    assert ill(answer) == {"calendar": {state}}
    (told,) = (one for one in json.loads(answer.out)["checks"] if one["check"] == "calendar")
    assert told["facts"] == {"years": "2027"}


@pytest.fixture
def facts(offices: TwoClerks) -> Facts:
    """What is gathered about a clone in good order."""
    folder = offices.ann.top / "registry"
    return gather(folder, now=NOW, tool="0.1.0", python="3.11.9", online=False)


def states_of(facts: Facts, check: str) -> list[str]:
    (all_seen,) = (seen for looked, seen in examine_clone(facts) if looked.name == check)
    return [seen.state for seen in all_seen]


@pytest.mark.parametrize(("free", "state"), [(10, "wrong"), (500, "hint"), (5000, "well")])
def test_a_full_disk_is_named(facts: Facts, free: int, state: str) -> None:
    assert states_of(replace(facts, free=free * 1024 * 1024), "disk") == [state]


@pytest.mark.parametrize(
    ("version", "state"), [("2.35.8", "wrong"), ("2.36.0", "well"), ("3.0.windows.1", "well")]
)
def test_a_git_that_is_too_old_is_named(facts: Facts, version: str, state: str) -> None:
    clone: CloneFacts = known(facts.clone)
    old = replace(clone, settings=replace(clone.settings, version=version))
    assert states_of(replace(facts, clone=old), "versions") == [state]
