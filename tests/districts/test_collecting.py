"""The centre collects what can be collected, and says of the rest what is wrong with it."""

import json
import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path

import pytest

from accession_cli.districts import collecting, situations, tables
from accession_cli.districts.lake import Lake, Problem, State, arrivals
from accession_cli.districts.reading import read_commit
from accession_cli.districts.situations import Standing, Trouble
from accession_cli.districts.step import Job, step
from accession_cli.errors import Exit, Refused
from accession_cli.scheme.keys import fingerprint
from conftest import Answer
from published_districts import NAMES, TASKS, City, process, program
from repositories import NOON
from signed_registries import public, signs, ssh_key

pytestmark = pytest.mark.git
ONE, TWO, THREE = NAMES


def add_task(city: City, code: str, number: int = 3) -> str:
    """One more task is published."""
    made = city.repository(code)
    text = (Path(__file__).parents[2] / "registry" / TASKS[number]).read_text(encoding="utf-8")
    made.write(f"registry/{TASKS[number]}", text)
    return made.commit("one more task")


def test_what_every_district_published_becomes_its_tables(city: City) -> None:
    assert city.collect() == Exit.DONE
    assert [city.tasks(code) for code in NAMES] == [3, 3, 3]
    for state in city.lake.states():
        good = state.good
        assert good is not None
        assert (good.trunk, good.unread, good.published) == ("a" * 40, (), NOON.isoformat())
        folder = city.lake.partition(state.district, good.commit)
        kept = {
            f"{folder.relative_to(city.lake.folder)}/{n}.parquet": good.files[n] for n in good.files
        }
        assert kept.items() <= city.tables().items()


def test_a_task_that_is_gone_is_gone_from_the_tables(city: City) -> None:
    city.collect()
    (city.repository(ONE).top / "registry" / TASKS[0]).unlink()
    city.repository(ONE).commit("take one out")
    assert city.collect() == Exit.DONE
    assert city.tasks(ONE) == 2
    assert len(list((city.lake.folder / "tables" / ONE).iterdir())) == 1


def test_what_is_unchanged_is_not_read_again(city: City) -> None:
    city.collect()
    before = {path: path.stat().st_mtime_ns for path in city.lake.folder.glob("tables/**/*")}
    add_task(city, TWO)
    city.collect()
    after = {path: path.stat().st_mtime_ns for path in city.lake.folder.glob("tables/**/*")}
    changed = {
        path.parts[len(city.lake.folder.parts) + 1]
        for path in before
        if before[path] != after.get(path)
    }
    assert changed == {TWO}


def test_a_fault_of_the_reader_is_told_in_its_words_and_not_as_a_limit(
    city: City, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing that a district can write is known to make the reader fail, so one is put in."""
    city.collect()
    (state, *_) = city.lake.states()
    assert state.good is not None
    mirror = city.lake.mirror(state.district)
    monkeypatch.setattr(tables, "write_tables", None)
    with pytest.raises(Refused, match="TypeError: 'NoneType' object is not callable"):
        read_commit(str(mirror), state.good.commit, state.district, str(tmp_path), 64)


# The failures: each is named, none stops the others, and what counted before goes on to count.


def others_are_well(city: City, code: str) -> bool:
    return all(
        city.problem(other) == "" and city.tasks(other) == 3 for other in NAMES if other != code
    )


def test_a_district_that_cannot_be_reached_keeps_its_last_data(city: City) -> None:
    city.collect()
    (city.folder / ONE).rename(city.folder / "away")
    assert city.collect() == Exit.FOUND
    assert (city.problem(ONE), city.tasks(ONE)) == ("unreachable", 3)
    assert others_are_well(city, ONE)
    since = city.state(ONE).problem
    city.collect()
    assert city.state(ONE).problem == since  # of one piece, however often it is tried
    standing = Standing(
        district=city.known.districts[ONE], state=city.state(ONE), now=NOON + timedelta(days=9)
    )
    assert standing.why == "cannot be reached, for 9 days"
    (city.folder / "away").rename(city.folder / ONE)
    assert city.collect() == Exit.DONE


def test_a_branch_that_is_not_there_is_named(city: City) -> None:
    city.repository(ONE).git("branch", "--move", "main", "master")
    assert city.collect() == Exit.FOUND
    problem = city.state(ONE).problem
    assert problem is not None
    assert (problem.kind, problem.words) == ("no_branch", "main")
    assert city.state(ONE).good is None


def test_a_rewritten_history_counts_only_when_a_person_accepts_it(city: City) -> None:
    city.collect()
    was = city.state(ONE).good
    assert was is not None
    made = city.repository(ONE)
    made.git("commit", "--quiet", "--amend", "--message", "as if it had always been so")
    assert city.collect() == Exit.TAMPERED
    state = city.state(ONE)
    assert state.good == was
    assert state.problem is not None
    assert (state.problem.kind, state.problem.commit) == ("rewritten", made.head)
    assert others_are_well(city, ONE)

    assert city.collect("--accept-rewrite", ONE, "--reason", "服务器重装") == Exit.DONE
    assert city.problem(ONE) == ""
    *_earlier, last = arrivals(city.lake.arrivals)
    assert (last["instead_of"], last["accepted"]) == (was.commit, "服务器重装")
    mirror = replace(made, top=city.lake.mirror(ONE))
    assert mirror.git("rev-parse", f"refs/accession/earlier/{was.commit}") == was.commit


def test_a_history_that_went_back_is_rewritten_too(city: City) -> None:
    add_task(city, ONE)
    city.collect()
    city.repository(ONE).git("reset", "--quiet", "--hard", "HEAD^")
    assert city.collect() == Exit.TAMPERED
    assert city.tasks(ONE) == 4


def test_a_rewritten_history_is_noticed_although_the_state_was_lost(city: City) -> None:
    city.collect()
    city.lake.state_file(ONE).unlink()
    city.repository(ONE).git("commit", "--quiet", "--amend", "--message", "other")
    assert city.collect() == Exit.TAMPERED
    city.lake.state_file(TWO).write_text("{", encoding="utf-8")
    city.repository(TWO).git("commit", "--quiet", "--amend", "--message", "other")
    city.collect()
    assert city.problem(TWO) == "rewritten"


def test_a_rewritten_history_is_not_accepted_without_a_reason(city: City) -> None:
    assert city.collect("--accept-rewrite", ONE) == Exit.USAGE
    assert not city.lake.folder.exists()


@pytest.fixture
def keys(city: City, tmp_path: Path) -> dict[str, Path]:
    """The first district signs with the key ``right``; nobody knows ``wrong``."""
    made = {name: ssh_key(tmp_path / "keys" / name) for name in ("right", "wrong")}
    city.signers[ONE] = public(made["right"])
    signed(city, made["right"], "--amend", "--no-edit")
    return made


def signed(city: City, key: Path, *how: str) -> str:
    """One more commit of the first district, signed with *key*."""
    made = city.repository(ONE)
    signs(made, "东丽区", key)
    made.git("commit", "--quiet", "--allow-empty", "-S", *(how or ("--message", "signed")))
    return made.head


def named(city: City) -> list[str]:
    """The commit whose signature is wrong, and the key that made it."""
    problem = city.state(ONE).problem
    assert problem is not None
    assert problem.kind == "signature"
    return problem.words.split()


def test_without_the_right_signature_the_last_data_count(city: City, keys: dict[str, Path]) -> None:
    assert city.collect() == Exit.DONE
    wrong = signed(city, keys["wrong"])
    assert city.collect() == Exit.FOUND
    assert named(city) == [wrong, fingerprint(public(keys["wrong"]))]
    assert city.tasks(ONE) == 3
    unsigned = add_task(city, ONE)
    assert city.collect() == Exit.FOUND
    assert (named(city), city.tasks(ONE)) == ([unsigned], 3)
    assert others_are_well(city, ONE)
    city.repository(ONE).git("reset", "--quiet", "--soft", f"{wrong}^")
    signed(city, keys["right"])
    assert city.collect() == Exit.DONE
    assert city.tasks(ONE) == 4


def test_a_wrong_signature_is_not_hidden_by_a_right_one_above_it(
    city: City, keys: dict[str, Path]
) -> None:
    city.collect()
    signed(city, keys["right"])
    wrong = signed(city, keys["wrong"])
    for _later in range(2):
        signed(city, keys["right"])
    assert city.collect() == Exit.FOUND
    assert named(city)[0] == wrong
    standing = situations.standings(city.known, city.lake, NOON)[0]
    key = fingerprint(public(keys["wrong"]))
    assert standing.why == f"commit {wrong[:12]} is signed with {key}, which is not on the list"
    *_earlier, last = arrivals(city.lake.arrivals)
    assert last["commit"] == city.repository(ONE).head


def test_at_first_every_commit_of_the_branch_is_judged(city: City, keys: dict[str, Path]) -> None:
    unsigned = add_task(city, ONE)
    signed(city, keys["right"])
    assert city.collect() == Exit.FOUND
    assert (named(city), city.state(ONE).good) == ([unsigned], None)
    assert others_are_well(city, ONE)


def test_what_counted_before_a_district_signed_is_not_judged_again(
    city: City, keys: dict[str, Path]
) -> None:
    add_task(city, ONE)
    key = city.signers.pop(ONE)
    city.collect()
    city.signers[ONE] = key
    signed(city, keys["right"])
    assert city.collect() == Exit.DONE
    add_task(city, ONE, 4)
    signed(city, keys["right"])
    assert city.collect() == Exit.FOUND


def test_a_rewritten_history_that_is_accepted_must_be_signed_too(
    city: City, keys: dict[str, Path]
) -> None:
    signed(city, keys["right"])
    city.collect()
    made = city.repository(ONE)
    made.git("reset", "--quiet", "--hard", "HEAD^")
    unsigned = add_task(city, ONE)
    signed(city, keys["right"])
    assert city.collect("--accept-rewrite", ONE, "--reason", "服务器重装") == Exit.FOUND
    assert named(city) == [unsigned]
    made.git("reset", "--quiet", "--hard", "HEAD^^")
    signed(city, keys["right"], "--message", "again")
    assert city.collect("--accept-rewrite", ONE, "--reason", "服务器重装") == Exit.DONE


def test_a_commit_of_nobody_is_told_like_any_other(city: City, keys: dict[str, Path]) -> None:
    city.collect()
    made = city.repository(ONE)
    text = f"tree {made.git('rev-parse', 'HEAD^{tree}')}\nparent {made.head}\n"
    text += "author  <> 1760000000 +0800\ncommitter  <> 1760000000 +0800\n\nx\n"
    (made.top / ".git" / "commit").write_text(text, encoding="utf-8")
    nameless = made.git("hash-object", "-t", "commit", "-w", "--literally", ".git/commit")
    made.git("update-ref", "refs/heads/main", nameless)
    signed(city, keys["right"])
    assert city.collect() == Exit.FOUND
    assert named(city) == [nameless]


def test_the_registry_of_another_district_does_not_count(city: City) -> None:
    city.collect()
    made = city.repository(ONE)
    scheme = made.top / "registry/scheme.yaml"
    text = scheme.read_text(encoding="utf-8")
    scheme.write_text(text.replace(f'code: "{ONE}"', f'code: "{TWO}"'), encoding="utf-8")
    made.commit("of another")
    assert city.collect() == Exit.FOUND
    problem = city.state(ONE).problem
    assert problem is not None
    assert (problem.kind, problem.words, city.tasks(ONE)) == ("other_district", TWO, 3)
    assert others_are_well(city, ONE)


@pytest.mark.parametrize("name", ["scheme.yaml", "statutes.yaml"])
def test_a_registry_whose_foundations_cannot_be_read_does_not_count(city: City, name: str) -> None:
    city.collect()
    city.repository(ONE).write(f"registry/{name}", "title: [\n")
    city.repository(ONE).commit("break it")
    assert city.collect() == Exit.FOUND
    problem = city.state(ONE).problem
    assert problem is not None
    assert (problem.kind, problem.words, city.tasks(ONE)) == ("unusable", name, 3)
    assert others_are_well(city, ONE)


def test_a_repository_without_a_registry_does_not_count(city: City) -> None:
    city.repository(ONE).git("rm", "--quiet", "-r", "registry")
    city.repository(ONE).write("README.md", "nothing yet\n")
    city.repository(ONE).commit("nothing")
    assert city.collect() == Exit.FOUND
    assert city.problem(ONE) == "unusable"


def test_single_files_that_cannot_be_read_are_counted_and_the_others_count(city: City) -> None:
    city.repository(ONE).write(f"registry/{TASKS[0]}", "title: [\n")
    city.repository(ONE).commit("break one")
    assert city.collect() == Exit.FOUND
    good = city.state(ONE).good
    assert good is not None
    assert (city.problem(ONE), good.unread, city.tasks(ONE)) == ("", (TASKS[0],), 2)
    (standing, *_rest) = situations.standings(city.known, city.lake, NOON)
    (step,) = situations.steps([standing])
    assert step.startswith("东丽区: ask the district to run accession validate")
    assert standing.why == "1 files cannot be read; figures are “at least”"


def test_more_than_the_limit_is_not_read(city: City) -> None:
    city.collect()
    city.limits["size"] = 1
    for number in range(5):
        name = f"registry/tasks/2024/DL-2024-090{number}.yaml"
        city.repository(ONE).write(name, f"x: {'y' * 250_000}{number}\n")
    city.repository(ONE).commit("much")
    assert city.collect() == Exit.FOUND
    assert (city.problem(ONE), city.tasks(ONE)) == ("limits", 3)
    assert others_are_well(city, ONE)


def test_a_reader_that_dies_takes_nothing_along(city: City) -> None:
    city.collect()
    add_task(city, ONE)
    city.limits["memory"] = 100  # less than the interpreter has
    assert city.collect() == Exit.FOUND
    assert (city.problem(ONE), city.tasks(ONE)) == ("limits", 3)
    assert others_are_well(city, ONE)  # they are unchanged, and not read
    assert list(city.lake.folder.glob("tables/*/.*")) == []


def test_a_reader_that_is_too_slow_is_stopped(city: City, tmp_path: Path) -> None:
    city.collect()
    add_task(city, ONE)
    city.limits["seconds"] = 2
    slow = tmp_path / "bin" / "git"
    slow.parent.mkdir()
    really = shutil.which("git")
    slow.write_text(
        f'#!/bin/sh\ncase "$*" in *cat-file*) sleep 6;; esac\nexec {really} "$@"\n', "utf-8"
    )
    slow.chmod(0o755)
    path = f"{slow.parent}{os.pathsep}{os.environ['PATH']}"
    told = ("districts", "collect", "--file", str(city.put()), ONE)
    assert process(city, *told, PATH=path).wait() == Exit.FOUND
    assert (city.problem(ONE), city.tasks(ONE)) == ("limits", 3)


@pytest.mark.parametrize("name", ["scheme.yaml", TASKS[0]])
def test_a_newer_format_than_this_program_knows_does_not_count(city: City, name: str) -> None:
    city.collect()
    path = city.repository(ONE).top / "registry" / name
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("\nschema: ", "\nschema: 9", 1), encoding="utf-8")
    city.repository(ONE).commit("from the future")
    assert city.collect() == Exit.FOUND
    problem = city.state(ONE).problem
    assert problem is not None
    assert (problem.kind, problem.words, city.tasks(ONE)) == ("newer", name, 3)
    assert others_are_well(city, ONE)


def test_a_lake_that_cannot_be_written_is_a_failure_of_this_machine(
    city: City, tmp_path: Path
) -> None:
    stands = tmp_path / "file"
    stands.write_text("in the way", encoding="utf-8")
    known = city.known
    job = Job(
        district=known.districts[ONE],
        lake=stands,
        limits=known.limits,
        state=None,
        now=NOON.isoformat(),
    )
    problem = step(job).problem
    assert problem is not None
    assert problem.kind == "here"


# What holds however a run ends


def undisturbed(city: City) -> tuple[dict[str, str], object]:
    """What a run that nothing disturbs makes of the same districts."""
    lake = city.lake.folder
    lake.rename(lake.with_name("kept"))
    city.collect()
    made = city.tables(), city.said()
    lake.rename(lake.with_name("undisturbed"))
    lake.with_name("kept").rename(lake)
    return made


def left_over(city: City) -> list[str]:
    """What no finished run leaves in a lake."""
    top = city.lake.folder
    found = (
        *top.rglob("*.new"),
        *top.rglob("*.lock"),
        *top.rglob("tmp_*"),
        *top.rglob("*.lines"),
    )
    return sorted(path.relative_to(top).as_posix() for path in found)


@pytest.mark.parametrize("seed", range(4))
def test_a_run_that_is_killed_leaves_nothing_that_the_next_does_not_mend(
    city: City, seed: int
) -> None:
    chosen = random.Random(seed)
    for _kill in range(3):
        running = process(city, "districts", "collect", "--file", str(city.put()))
        time.sleep(chosen.uniform(0.1, 1.2))
        running.send_signal(signal.SIGKILL)
        running.wait()
    assert city.collect() == Exit.DONE
    assert (city.tables(), city.said()) == undisturbed(city)
    assert left_over(city) == []


def test_what_a_killed_git_left_behind_stands_in_nobodys_way(city: City) -> None:
    city.collect()
    mirror = city.lake.mirror(ONE)
    (mirror / "refs/accession/good.lock").write_text("", encoding="utf-8")
    (mirror / "packed-refs.lock").write_text("", encoding="utf-8")
    (mirror / "objects/pack/tmp_pack_x").write_text("half", encoding="utf-8")
    half = city.lake.folder / "tables" / ONE / ".x.1-4711.new"
    half.mkdir()
    add_task(city, ONE)
    assert city.collect() == Exit.DONE
    assert (city.tasks(ONE), left_over(city)) == (4, [])


@pytest.mark.parametrize("trouble", [one for one in Trouble if one is not Trouble.REWRITTEN])
def test_of_every_trouble_it_is_said_what_to_do(city: City, trouble: Trouble) -> None:
    problem = Problem(kind=trouble.value, since=NOON.isoformat())
    state = State(district=ONE, tried=NOON.isoformat(), problem=problem)
    standing = Standing(district=city.known.districts[ONE], state=state, now=NOON)
    (said,) = situations.steps([standing])
    assert said.startswith("东丽区: ")


def test_every_engine_and_every_run_makes_the_same_bytes(city: City) -> None:
    city.collect()
    assert city.tables() == undisturbed(city)[0]


def test_the_workers_of_a_scheduler_make_the_same_bytes_although_one_is_killed(
    city: City, tmp_path: Path
) -> None:
    if find_spec("distributed") is None:
        pytest.skip("dask is not installed: engines are not compared here")
    told = tmp_path / "scheduler.json"
    more = {"PYTHONPATH": os.pathsep.join(sys.path)}
    quiet = ("--no-dashboard", "--scheduler-file", str(told))
    running = [program("distributed.cli.dask_scheduler", "--port", "0", *quiet, **more)]
    try:
        worker = ("distributed.cli.dask_worker", "--nthreads", "1", *quiet)
        running += [program(*worker, **more) for _worker in range(2)]
        address = json.loads(wait_for(told))["address"]
        asked = ("districts", "collect", "--file", str(city.put()), "--engine", address)
        collecting_now = process(city, *asked, **more)
        wait_for(city.lake.state_file(ONE), city.lake.state_file(TWO), city.lake.state_file(THREE))
        running[-1].kill()
        assert collecting_now.wait() == Exit.DONE
    finally:
        for one in reversed(running):
            one.kill()
            one.wait()
    assert city.tables() == undisturbed(city)[0]


def wait_for(*paths: Path) -> str:
    """The text of the first of *paths* that is there."""
    for _attempt in range(600):
        for path in paths:
            if path.exists() and path.stat().st_size:
                return path.read_text(encoding="utf-8")
        time.sleep(0.1)
    pytest.fail(f"none of these came: {paths}")


def test_two_runs_do_not_collect_into_one_lake(city: City) -> None:
    known = city.known
    with (
        collecting.alone(Lake(known.lake)),
        collecting.engine("local") as pool,
        pytest.raises(Exception, match="collecting into"),
    ):
        collecting.collect(known, pool, lambda: NOON)


@pytest.mark.parametrize(
    ("name", "code"), [("somewhere", Exit.USAGE), ("tcp://127.0.0.1:9", Exit.OUTSIDE)]
)
def test_an_engine_that_is_not_there_is_refused(city: City, name: str, code: Exit) -> None:
    assert city.collect("--engine", name) == code
    assert not city.lake.state_file(ONE).exists()


# What the centre keeps


def test_each_commit_that_arrives_is_written_down_once(city: City) -> None:
    first = city.repository(ONE).head
    city.collect()
    city.collect()
    second = add_task(city, ONE)
    city.collect()
    city.repository(ONE).git("commit", "--quiet", "--amend", "--message", "other")
    for _night in range(2):
        city.collect()
    found = [
        (one["commit"], one["result"])
        for one in arrivals(city.lake.arrivals)
        if one["district"] == ONE
    ]
    third = city.repository(ONE).head
    assert found == [(first, "good"), (second, "good"), (third, "rewritten")]


def test_a_line_whose_end_was_lost_hides_no_later_arrival(city: City) -> None:
    city.collect()
    with city.lake.arrivals.open("a", encoding="utf-8") as log:
        log.write('{"at": "2026-')
    commit = add_task(city, ONE)
    city.collect()
    *_earlier, last = arrivals(city.lake.arrivals)
    assert last["commit"] == commit


def test_only_the_districts_named_are_collected(city: City) -> None:
    assert city.collect(TWO) == Exit.DONE
    assert [one.district for one in city.lake.states()] == [TWO]
    assert city.collect("999999") == Exit.USAGE


def test_a_mirror_that_was_thrown_away_is_fetched_again(city: City) -> None:
    city.collect()
    shutil.rmtree(city.lake.mirror(ONE))
    add_task(city, ONE)
    assert city.collect() == Exit.DONE
    assert city.tasks(ONE) == 4


def test_names_and_links_that_mean_harm_are_not_followed(city: City) -> None:
    made = city.repository(ONE)
    (made.top / "registry/tasks/2024/DL-2024-0900.yaml").symlink_to("/etc/passwd")
    (made.top / "registry/tasks/2024/\udcff.yaml").write_bytes(b"x")
    made.write("registry/tasks/2024/../../editions/x\ny.yaml", "z")
    made.commit("harm")
    city.collect()
    assert city.tasks(ONE) == 3
    good = city.state(ONE).good
    assert good is not None
    assert all(name.isascii() for name in good.unread)


def test_the_states_are_said_in_chinese(
    city: City, accession: Callable[..., Answer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    city.collect()
    (city.folder / ONE).rename(city.folder / "away")
    city.repository(TWO).git("commit", "--quiet", "--amend", "--message", "other")
    city.collect()
    answer = accession("--lang", "zh_CN", "districts", "status", "--file", str(city.put()))
    assert answer.code == Exit.TAMPERED
    assert [line.split()[:2] for line in answer.out.splitlines()[2:]] == [
        ["东丽区", "旧数据"],
        ["西青区", "旧数据"],
        ["津南区", "最新"],
    ]
    assert "历史被改写" in answer.out
    assert f"--accept-rewrite {TWO}" in answer.err.replace("\n  ", " ")
    answer = accession("districts", "status", "--file", str(city.put()), "--json")
    found = json.loads(answer.out)
    assert found["summary"] == {"fresh": 1, "late": 2, "missing": 0}
    assert [one["situation"] for one in found["districts"]] == ["late", "late", "fresh"]


def test_nothing_moves_where_nobody_looks(city: City, accession: Callable[..., Answer]) -> None:
    answer = accession("districts", "collect", "--file", str(city.put()))
    assert answer.err.splitlines() == [
        "Districts: 3. With a new version: 3. Not as it should be: 0.",
        "→ Write the report: accession districts report",
    ]
    assert "\x1b" not in answer.err
