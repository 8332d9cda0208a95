"""What a power cut left unreadable in git's folder is rebuilt, and nothing the clerk typed is lost.

``fault`` goes through all such states and files in each; here is what is told, asked and kept.
"""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Answer
from registries import does, in_earnest
from repositories import Clone, TwoClerks, Worlds, new_repository
from terminals import DOWN, ENTER, Terminal, typed

Accession = Callable[..., Answer]
RECORD = "registry/tasks/2024/DL-2024-0001.yaml"
MINE = "# 正在写\n"


def two_at_work(folder: Path, machine: dict[str, str]) -> None:
    """Both clerks have what the server has, and remember it."""
    in_earnest(folder, machine)
    ann, bo = (Clone(top=folder / name, environ=machine) for name in ("ann", "bo"))
    does(ann, "doctor", "--fix")
    ann.git("add", "schemas")
    ann.git("commit", "--quiet", "--no-verify", "--message", "schemas for editors")
    ann.git("push", "--quiet")
    for clone in (ann, bo):
        does(clone, "sync")


@pytest.fixture
def offices(worlds: Worlds, tmp_path: Path, machine: dict[str, str]) -> TwoClerks:
    """Two clerks; ann is writing something in a record. Her log names the server where it is."""
    made = worlds.two_clerks(two_at_work, tmp_path, machine)
    with (made.ann.top / RECORD).open("a", encoding="utf-8") as file:
        file.write(MINE)
    (made.ann.top / ".git/FETCH_HEAD").unlink(missing_ok=True)
    named_by_log(made, made.remote.top)
    return made


def named_by_log(world: TwoClerks, address: object) -> None:
    """The log of ann's clone says that it was cloned from *address*."""
    log = world.ann.top / ".git/logs/HEAD"
    first, _line_end, rest = log.read_text(encoding="utf-8").partition("\n")
    named = f"{first.partition(chr(9))[0]}\tclone: from {address}" if address else first[:0]
    log.write_text(f"{named}\n{rest}", encoding="utf-8")


@pytest.fixture
def doctor(accession: Accession, offices: TwoClerks) -> Callable[..., Answer]:
    """Have ann's clone looked at."""
    return lambda *arguments: accession("-C", str(offices.ann.top), "doctor", *arguments)


@pytest.fixture
def git_folder(offices: TwoClerks) -> Path:
    return offices.ann.top / ".git"


def address_of(world: TwoClerks) -> str:
    return world.ann.git("config", "--get", "--default=", "remote.origin.url")


def without_server(world: TwoClerks) -> None:
    world.ann.git("remote", "remove", "origin")


DERIVED = ("HEAD", "config", "index", "refs/heads/main", "refs/accession/trunk")


@pytest.mark.parametrize("content", [b"", bytes(60)], ids=["empty", "zeros"])
@pytest.mark.parametrize("name", DERIVED)
def test_what_is_derived_is_told_then_rebuilt_and_the_damaged_one_kept(
    offices: TwoClerks, doctor: Callable[..., Answer], git_folder: Path, name: str, content: bytes
) -> None:
    head, before = offices.ann.head, offices.ann.files()
    (git_folder / name).write_bytes(content)
    looked = doctor("--json")
    assert looked.code == 1
    told = [one for one in json.loads(looked.out)["checks"] if one["check"] == "clone"]
    assert {(one["state"], one["fix"]) for one in told} == {("wrong", "clone")}
    assert name in told[0]["message"]
    assert (git_folder / name).read_bytes() == content
    mended = doctor("--fix", "--json")
    assert mended.code == 0, mended.out + mended.err
    facts = json.loads(mended.out)
    assert "clone" in facts["fixed"]
    assert any(name in sentence for sentence in facts["mended"])
    assert (Path(facts["kept"]) / name).read_bytes() == content
    assert offices.ann.head == head
    assert offices.ann.files() == before
    assert offices.ann.git("status", "--porcelain") == f" M {RECORD}"
    assert doctor().code == 0


def test_a_clone_in_good_order_has_nothing_kept(
    doctor: Callable[..., Answer], git_folder: Path
) -> None:
    assert json.loads(doctor("--fix", "--json").out)["kept"] is None
    assert not (git_folder / "accession/kept").exists()


def test_head_names_the_branch_that_was_switched_to_last(
    offices: TwoClerks, doctor: Callable[..., Answer], git_folder: Path
) -> None:
    offices.ann.git("switch", "--quiet", "--create", "trial")
    (git_folder / "HEAD").write_bytes(b"")
    doctor("--fix")
    assert offices.ann.git("symbolic-ref", "HEAD") == "refs/heads/trial"


def test_a_branch_without_its_log_goes_where_the_files_are(
    offices: TwoClerks, doctor: Callable[..., Answer], git_folder: Path
) -> None:
    head = offices.ann.head
    offices.bo.commit("newer", **{"notes.txt": "x"})
    offices.bo.git("push", "--quiet")
    offices.ann.git("fetch", "--quiet")
    offices.ann.git("update-ref", "refs/accession/trunk", "origin/main")
    for log in ("logs/HEAD", "logs/refs/heads/main"):
        (git_folder / log).unlink()
    (git_folder / "refs/heads/main").write_bytes(b"")
    doctor("--fix", "--offline")
    assert offices.ann.head == head
    assert offices.ann.git("status", "--porcelain") == f" M {RECORD}"


def test_a_branch_that_nothing_knows_any_more_is_not_invented(
    offices: TwoClerks, doctor: Callable[..., Answer], git_folder: Path
) -> None:
    without_server(offices)
    for name in ("logs/HEAD", "logs/refs/heads/main", "refs/accession/trunk"):
        (git_folder / name).unlink()
    (git_folder / "refs/heads/main").write_bytes(b"\0")
    answer = doctor("--fix")
    assert answer.code == 1
    assert "git clone" in answer.out
    assert (git_folder / "refs/heads/main").read_bytes() == b"\0"


@pytest.mark.parametrize("command", ["sync", "list", "verify", "todo"])
@pytest.mark.parametrize("name", ["HEAD", "config", "refs/heads/main"])
def test_no_command_takes_a_damaged_clone_for_a_server_that_is_away(
    offices: TwoClerks, accession: Accession, git_folder: Path, name: str, command: str
) -> None:
    (git_folder / name).write_bytes(bytes(41))
    answer = accession("-C", str(offices.ann.top), command)
    assert "could not be reached" not in answer.out + answer.err
    assert "accession doctor --fix" in answer.out + answer.err or answer.code == 0


def test_a_damaged_server_is_not_taken_for_a_damaged_clone(
    offices: TwoClerks, accession: Accession
) -> None:
    (offices.remote.top / "refs/heads/main").write_bytes(bytes(41))
    (offices.remote.top / "config").write_bytes(bytes(41))
    answer = accession("-C", str(offices.ann.top), "sync")
    assert answer.code == 5
    assert "doctor --fix" not in answer.err


# The address of the server


def test_an_address_that_the_log_names_is_shown_and_set_when_the_history_is_there(
    offices: TwoClerks, doctor: Callable[..., Answer]
) -> None:
    without_server(offices)
    looked = doctor()
    assert looked.code == 1
    assert str(offices.remote.top) in looked.out
    assert address_of(offices) == ""
    assert doctor("--fix").code == 0
    assert address_of(offices) == str(offices.remote.top)
    offices.ann.git("pull", "--quiet", "--ff-only")


def test_an_address_with_another_history_is_not_set(
    offices: TwoClerks, doctor: Callable[..., Answer], machine: dict[str, str], tmp_path: Path
) -> None:
    without_server(offices)
    other = new_repository(tmp_path / "other", machine)
    other.git("commit", "--quiet", "--allow-empty", "--message", "another register")
    answer = doctor("--fix", "--address", str(other.top))
    assert answer.code == 1
    assert "rewritten" in answer.err
    assert address_of(offices) == ""
    named_by_log(offices, other.top)
    assert doctor("--fix").code == 1
    assert address_of(offices) == ""


def test_an_address_that_nothing_names_has_to_be_given(
    offices: TwoClerks, doctor: Callable[..., Answer]
) -> None:
    without_server(offices)
    named_by_log(offices, "")
    answer = doctor("--fix")
    assert answer.code == 1
    assert "--address" in answer.err
    assert doctor("--fix", "--address", str(offices.remote.top)).code == 0
    assert address_of(offices) == str(offices.remote.top)


def test_what_waited_for_the_address_is_sent_once_it_is_set(
    offices: TwoClerks, accession: Accession, doctor: Callable[..., Answer], draft: Path
) -> None:
    without_server(offices)
    filed = accession("-C", str(offices.ann.top), "file", "--from", str(draft))
    assert filed.code == 5
    assert "doctor --fix" in filed.err
    doctor("--fix")
    assert accession("-C", str(offices.ann.top), "sync").code == 0
    assert offices.remote.git("rev-list", "--count", "main") == offices.ann.git(
        "rev-list", "--count", "HEAD"
    )


def test_at_a_terminal_the_address_is_asked_for(
    offices: TwoClerks, terminals: list[Terminal]
) -> None:
    without_server(offices)
    named_by_log(offices, "/srv/of-another-district.git")
    terminal = Terminal("doctor", "--fix", at=offices.ann.top, language="zh_CN")
    terminals.append(terminal)
    terminal.answer("登记库的服务器是它吗？", DOWN, ENTER)
    assert address_of(offices) == ""
    terminal.answer("服务器的地址：", *typed(str(offices.remote.top)))
    assert terminal.end() == 0
    assert address_of(offices) == str(offices.remote.top)
    assert "of-another-district" in terminal.seen
