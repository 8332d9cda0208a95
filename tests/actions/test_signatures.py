"""Signatures with real ssh keys: who may bring what, and what nobody can pretend."""

import json
import subprocess  # noqa: TID251 - what the server answers is read
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Answer
from registries import DRAFT
from repositories import Clone
from signed_registries import ANNING, LIMING, PASSPHRASE, SignedWorld, public, signs, ssh_key

pytestmark = pytest.mark.git
Command = Callable[..., Answer]
WORDS = "schema: 1\ngroups: []\nfillers: []\ndemands: []\n"
COMMUNITY, GRID = DRAFT, DRAFT.replace("  - community\n", "  - grid\n")
BOTH = GRID.replace(
    "    result: admit\n",
    "    result: admit\n  - by: grid_centre\n    date: 2026-09-29\n    result: admit\n",
)


@pytest.fixture
def at(accession: Command) -> Command:
    """Run ``accession`` at a desk."""

    def run(clone: Clone, *arguments: str) -> Answer:
        return accession("-C", str(clone.top), *arguments)

    return run


def draft_of(world: SignedWorld, text: str) -> str:
    path = world.folder / "draft.yaml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def commit(clone: Clone, *options: str, **environ: str) -> str:
    """Commit by hand what is changed."""
    Clone(top=clone.top, environ={**clone.environ, **environ}).git(
        "commit", "--quiet", "--all", "--message", "by hand", *options
    )
    return clone.head


def touch(clone: Clone) -> None:
    """A lawful change of the words that people use."""
    path = clone.top / "registry/vocabulary.yaml"
    text = path.read_text(encoding="utf-8") if path.exists() else WORDS
    path.write_text(text + "# …\n", encoding="utf-8")
    clone.git("add", "--all")


def refused(clone: Clone, *codes: str) -> None:
    """The server does not take what is on *clone*'s branch, and names these codes."""
    before = clone.git("ls-remote", "origin", "main")
    environ = {**clone.environ, "ACCESSION_LANG": "en"}
    done = subprocess.run(
        ["git", "push", "origin", "HEAD:main"],
        cwd=clone.top,
        env=environ,
        capture_output=True,
        check=False,
    )
    said = done.stderr.decode()
    assert done.returncode == 1, said
    assert [code for code in codes if code not in said] == [], said
    assert clone.git("ls-remote", "origin", "main") == before


def codes(answer: Answer) -> set[str]:
    return {one["code"] for one in json.loads(answer.out)["findings"]}


def test_what_a_clerk_files_is_signed_with_their_key_and_taken(
    signed_world: SignedWorld, at: Command
) -> None:
    world = signed_world
    done = at(world.anning, "file", "--from", draft_of(world, COMMUNITY))
    assert done.code == 0, done.err
    assert "gpgsig" in world.server.git("cat-file", "commit", "main")
    checked = at(world.liming, "sync")
    assert checked.code == 0, checked.err
    told = json.loads(at(world.liming, "verify", "--full", "--json").out)
    assert (told["tampered"], told["summary"]["error"]) == (False, 0), told


def test_a_decision_counts_only_from_its_own_body(signed_world: SignedWorld, at: Command) -> None:
    world = signed_world
    before = world.tip
    alone = at(world.anning, "file", "--from", draft_of(world, BOTH))
    assert (alone.code, "H706" in alone.err) == (1, True), alone.err
    assert "区网格化管理中心" in alone.err
    assert world.tip == before
    assert not list(world.anning.top.glob(".git/accession/outbox/*.json"))


def test_a_forged_author_is_refused(signed_world: SignedWorld) -> None:
    world = signed_world
    touch(world.anning)
    commit(world.anning, "-S", "--author", f"{LIMING} <liming@example.org>")
    refused(world.anning, "H705")


def test_a_stolen_name_files_nothing(signed_world: SignedWorld, at: Command) -> None:
    world = signed_world
    world.anning.git("config", "user.name", LIMING)
    told = at(world.anning, "file", "--from", draft_of(world, COMMUNITY))
    assert (told.code, "H705" in told.err) == (1, True), told.err
    signs(world.anning, LIMING, ssh_key(world.folder / "keys" / "thief"))
    told = at(world.anning, "file", "--from", draft_of(world, COMMUNITY))
    assert (told.code, "H703" in told.err) == (1, True), told.err


def test_an_unsigned_commit_a_changed_one_and_a_merge_are_refused(
    signed_world: SignedWorld, at: Command
) -> None:
    desk = signed_world.anning
    start = desk.head
    touch(desk)
    commit(desk, "--no-gpg-sign")
    refused(desk, "H701")
    signed = commit(desk, "--amend", "-S")
    other = desk.git("cat-file", "commit", signed).replace("by hand", "by foot")
    path = signed_world.folder / "commit"
    path.write_text(other + "\n", encoding="utf-8")
    desk.git("reset", "--quiet", "--hard", desk.git("hash-object", "-t", "commit", "-w", str(path)))
    refused(desk, "H702")
    desk.git("reset", "--quiet", "--hard", start)
    desk.git("switch", "--quiet", "-c", "side")
    touch(desk)
    commit(desk, "-S")
    desk.git("switch", "--quiet", "main")
    (desk.top / "notes.txt").write_text("…", encoding="utf-8")
    desk.git("add", "--all")
    commit(desk, "-S")
    desk.git("merge", "--quiet", "--no-edit", "-S", "side")
    refused(desk, "is a merge")
    assert "H711" in codes(at(desk, "validate", "--since", start, "--format", "json"))


def test_a_key_that_has_ended_signs_nothing_whatever_date_it_bears(
    signed_world: SignedWorld, at: Command
) -> None:
    world = signed_world
    spare = ssh_key(world.folder / "keys" / "spare")
    added = at(
        *(world.anning, "keys", "add", str(spare.with_suffix(".pub"))),
        *("--body", "civil_affairs", "--person", ANNING),
    )
    assert added.code == 0, added.err
    signs(world.anning, ANNING, spare)
    ended = at(world.anning, "keys", "end", public(world.key(ANNING)))
    assert ended.code == 0, ended.err
    signs(world.anning, ANNING, world.key(ANNING))
    touch(world.anning)
    long_ago = "2026-01-05T09:00:00+08:00"
    commit(world.anning, "-S", GIT_COMMITTER_DATE=long_ago, GIT_AUTHOR_DATE=long_ago)
    refused(world.anning, "H704")


def test_a_clerk_cannot_enter_a_key_for_another_body_and_use_it_in_one_push(
    signed_world: SignedWorld, at: Command
) -> None:
    world, desk = signed_world, signed_world.anning
    mine = ssh_key(world.folder / "keys" / "mine")
    arguments = ("keys", "add", str(mine.with_suffix(".pub")), "--body", "grid_centre")
    told = at(desk, *arguments, "--person", ANNING)
    assert (told.code, "H708" in told.err) == (1, True), told.err
    path = desk.top / "registry/keys.yaml"
    entry = (
        f"  - body: grid_centre\n    person: {ANNING}\n    key: {public(mine)}\n"
        "    from: 2026-10-12\n    to: null\n"
    )
    path.write_text(path.read_text(encoding="utf-8") + entry, encoding="utf-8")
    commit(desk, "-S")
    signs(desk, ANNING, mine)
    touch(desk)
    commit(desk, "-S")
    refused(desk, "H708", "H703")


def test_entries_of_keys_are_neither_edited_nor_taken_out(signed_world: SignedWorld) -> None:
    desk = signed_world.root
    path = desk.top / "registry/keys.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace(f"person: {LIMING}", "person: 王芳"), "utf-8"
    )
    commit(desk, "-S")
    refused(desk, "H709")


def test_signatures_cannot_be_taken_back_even_with_the_root_key(signed_world: SignedWorld) -> None:
    desk = signed_world.root
    path = desk.top / "registry/scheme.yaml"
    path.write_text(path.read_text("utf-8").replace("signatures: required\n", ""), "utf-8")
    commit(desk, "-S")
    refused(desk, "H710")


def test_the_root_key_replaces_a_lost_key_and_decides_nothing(
    signed_world: SignedWorld, at: Command
) -> None:
    world = signed_world
    new = ssh_key(world.folder / "keys" / "new")
    assert at(world.root, "keys", "end", ANNING).code == 0
    arguments = ("keys", "add", str(new.with_suffix(".pub")), "--body", "civil_affairs")
    added = at(world.root, *arguments, "--person", ANNING)
    assert added.code == 0, added.err
    told = at(world.root, "file", "--from", draft_of(world, COMMUNITY))
    assert (told.code, "H70" in told.err) == (1, True), told.err
    lost = at(world.anning, "file", "--from", draft_of(world, COMMUNITY))
    assert (lost.code, "H704" in lost.err) == (1, True), lost.err
    signs(world.anning, ANNING, new)
    assert at(world.anning, "file", "--from", draft_of(world, COMMUNITY)).code == 0


def test_a_key_behind_a_passphrase_without_an_agent_is_refused_before_anything_is_written(
    signed_world: SignedWorld, at: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    world, desk = signed_world, signed_world.anning
    signs(desk, ANNING, ssh_key(world.folder / "keys" / "locked", PASSPHRASE))
    before = (desk.state(), desk.git("count-objects"), world.tip)
    for arguments in (("file", "--from", draft_of(world, COMMUNITY)), ("keys", "end", ANNING)):
        told = at(desk, *arguments)
        assert (told.code, "passphrase" in told.err) == (5, True), told.err
    desk.git("config", "--unset", "user.signingkey")
    told = at(desk, "file", "--from", draft_of(world, COMMUNITY))
    assert (told.code, "no key here to sign with" in told.err) == (5, True), told.err
    assert (desk.state(), desk.git("count-objects"), world.tip) == before
    assert not list(desk.top.glob(".git/accession/outbox/*"))


def test_each_try_is_signed_again_on_the_new_tip(
    signed_world: SignedWorld, at: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    from accession_cli.gitstore.branches import RemoteBranch

    world = signed_world
    publish, tries = RemoteBranch.publish, []

    def raced(self: RemoteBranch, base: object, made: str) -> object:
        tries.append(made)
        if len(tries) == 1:  # another clerk is first
            touch(world.liming)
            commit(world.liming, "-S")
            world.liming.git("push", "--quiet", "origin", "HEAD:main")
        return publish(self, base, made)  # type: ignore[arg-type]

    monkeypatch.setattr(RemoteBranch, "publish", raced)
    done = at(world.anning, "file", "--from", draft_of(world, COMMUNITY))
    assert done.code == 0, done.err
    assert (len(tries), world.tip) == (2, tries[1])
    told = json.loads(at(world.anning, "verify", "--full", "--json").out)
    assert told["summary"]["error"] == 0, told


def test_without_the_setting_verify_says_that_nobody_is_proved(
    district: Clone, at: Command
) -> None:
    told = at(district, "verify")
    assert "nobody's identity is proved" in told.err


def test_verify_tells_which_names_no_signature_proves(
    signed_world: SignedWorld, at: Command
) -> None:
    world = signed_world
    entered = ("complaint", "add", "--source", "inspection", "--agency", "shichang")
    for bodies in (("civil_affairs",), ("civil_affairs", "grid_centre")):
        named = [part for body in bodies for part in ("--inspectors", body)]
        done = at(world.anning, *entered, *named, "--what", f"要求{len(bodies)}次填报", "--yes")
        assert done.code == 0, done.err
    returned = ("evaluation", "funding", "DL-2024-0004", "--year", "2025", "--earmarked", "10000")
    done = at(world.anning, *returned, "--spent", "9000", "--inspector", LIMING, "--yes")
    assert done.code == 0, done.err
    told = at(world.anning, "verify", "--full", "--json")
    assert json.loads(told.out)["unproved"] == {"inspected_money": 1, "inspected_place": 1}
    told = at(world.anning, "verify", "--full")
    assert "inspections of the money: 1; inspections behind complaints: 1" in told.err


def test_verify_finds_what_got_past_a_server(signed_world: SignedWorld, at: Command) -> None:
    world, desk = signed_world, signed_world.anning
    (world.server.top / "hooks/pre-receive").unlink()
    touch(desk)
    commit(desk, "--no-gpg-sign")
    desk.git("push", "--quiet", "origin", "HEAD:main")
    told = at(desk, "verify", "--json")
    assert (told.code, "H701" in codes(told)) == (6, True), told.out


def outbox(clone: Clone) -> list[Path]:
    return sorted((clone.top / ".git/accession/outbox").glob("*.json"))


def queued(world: SignedWorld, at: Command) -> Path:
    """A filing that waits on 安宁's machine, because the server was away."""
    away = world.folder / "away.git"
    world.server.top.rename(away)
    waits = at(world.anning, "file", "--from", draft_of(world, COMMUNITY))
    away.rename(world.server.top)
    assert waits.code == 5, waits.err
    (path,) = outbox(world.anning)
    return path


def test_what_waits_is_sent_by_whoever_asked_for_it(signed_world: SignedWorld, at: Command) -> None:
    world = signed_world
    queued(world, at)
    sent = at(world.anning, "sync")
    assert (sent.code, outbox(world.anning)) == (0, []), sent.err


def test_a_foreign_request_planted_in_the_outbox_is_shown_and_never_sent(
    signed_world: SignedWorld, at: Command
) -> None:
    world = signed_world
    path = queued(world, at)
    own = json.loads(path.read_text(encoding="utf-8"))
    planted = {
        "without-a-seal": {k: v for k, v in own.items() if k not in ("owner", "seal")}
        | {"version": 1},
        "of-other-facts": {**own, "asked": "2026-10-01T12:00:00+08:00"},
        "of-another-clone": own,
    }
    before = world.tip
    path.unlink()
    for name, data in planted.items():
        desk = world.liming if name == "of-another-clone" else world.anning
        file = desk.top / f".git/accession/outbox/{name}.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps({**data, "id": name}), encoding="utf-8")
    for desk in (world.anning, world.liming):
        shown = at(desk, "sync", "--list", "--json")
        assert all(one["foreign"] for one in json.loads(shown.out)["waiting"]), shown.out
        kept = outbox(desk)
        told = at(desk, "sync")
        assert (told.code, "not made by you here" in told.err) == (1, True), told.err
        assert outbox(desk) == kept
    assert world.tip == before


def test_a_request_made_with_another_key_waits_until_it_is_dropped(
    signed_world: SignedWorld, at: Command
) -> None:
    world = signed_world
    path = queued(world, at)
    signs(world.anning, ANNING, ssh_key(world.folder / "keys" / "other"))
    told = at(world.anning, "sync")
    assert (told.code, outbox(world.anning)) == (1, [path]), told.err
    dropped = at(world.anning, "sync", "--drop", path.stem, "--yes")
    assert (dropped.code, outbox(world.anning)) == (0, []), dropped.err


def test_a_server_begins_with_the_root_key_that_it_is_given(
    accession: Command, tmp_path: Path
) -> None:
    key = ssh_key(tmp_path / "keys" / "root")
    server = tmp_path / "server.git"
    asked = ("init", "--server", str(server), "--root-key")
    wrong = accession(*asked, str(key))
    assert (wrong.code, "private key" in wrong.err) == (7, True), wrong.err
    assert not server.exists()
    begun = accession(*asked, f"{key}.pub")
    assert begun.code == 0, begun.err
    kept = subprocess.run(
        ["git", "config", "--get-all", "accession.rootKeys"],
        cwd=server,
        capture_output=True,
        check=True,
    )
    assert kept.stdout.decode().split() == public(key).split()[:2]
    other = accession("init", str(tmp_path / "r"), "--root-key", f"{key}.pub")
    assert other.code == 2


def test_who_signs_runs_no_program_that_the_clone_names(
    signed_world: SignedWorld, at: Command, tmp_path: Path
) -> None:
    world, run = signed_world, tmp_path / "run"
    alarm = tmp_path / "alarm"
    alarm.write_text(f"#!/bin/sh\ntouch {run}\nexit 1\n", encoding="utf-8")
    alarm.chmod(0o755)
    for name in ("gpg.program", "gpg.ssh.program", "gpg.ssh.defaultKeyCommand"):
        world.anning.git("config", name, str(alarm))
    done = at(world.anning, "file", "--from", draft_of(world, COMMUNITY))
    assert done.code == 0, done.err
    assert not run.exists()


def test_who_vouches_for_what_a_program_cannot_judge_signs_for_it(
    signed_world: SignedWorld, at: Command
) -> None:
    world, draft = signed_world, draft_of(signed_world, COMMUNITY)
    tried = at(world.anning, "file", "--from", draft, "--inspected-by", LIMING, "--check")
    assert (tried.code, "H714" in tried.err) == (1, True), tried.err
    other = at(world.anning, "file", "--from", draft, "--inspected-by", LIMING)
    assert (other.code, "H714" in other.err) == (1, True), other.err
    fits = at(world.anning, "file", "--from", draft, "--inspected-by", ANNING, "--check")
    assert fits.code == 0, fits.err
    done = at(world.anning, "file", "--from", draft, "--inspected-by", ANNING)
    assert done.code == 0, done.err
    assert f"Accession-Inspected-By: {ANNING}" in world.server.git("cat-file", "commit", "main")


def test_a_check_of_what_waits_knows_who_vouches_for_it(
    signed_world: SignedWorld, at: Command
) -> None:
    world, draft = signed_world, draft_of(signed_world, COMMUNITY)
    away = world.server.top.rename(world.folder / "away")
    waits = at(world.anning, "file", "--from", draft, "--inspected-by", LIMING)
    assert waits.code == 5, waits.err
    away.rename(world.server.top)
    tried = at(world.anning, "sync", "--check")
    assert "H714" in tried.err, tried.err


def test_a_registry_can_begin_with_signatures(
    accession: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = tmp_path / "gitconfig"
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    settings.write_text("[user]\n\tname = 根\n\temail = root@example.org\n", encoding="utf-8")
    top = tmp_path / "registry"
    asked = ("init", str(top), "--profile", "dongli", "--district", "东丽区", "--signatures")
    refused_ = accession(*asked)
    assert (refused_.code, "no key here to sign with" in refused_.err) == (5, True), refused_.err
    assert not top.exists()
    key = ssh_key(tmp_path / "keys" / "root")
    with settings.open("a", encoding="utf-8") as file:
        file.write(f"\tsigningkey = {key}\n[accession]\n\trootKeys = {public(key)}\n")
    begun = accession(*asked)
    assert (begun.code, "root key" in begun.err) == (0, True), begun.err
    assert "signatures: required\n" in (top / "registry/scheme.yaml").read_text(encoding="utf-8")
    told = accession("-C", str(top), "verify", "--json")
    found = json.loads(told.out)
    assert (found["summary"]["error"], found["signatures"]) == (0, "required"), told.out
