"""Whatever machine a clerk sits at, commands answer alike and leave the same bytes behind."""

from pathlib import Path

import pytest

from machines import BUILDERS, MACHINES, PLAIN, Machine, Seen, Trial, locales_made, template

#: Where Python's names of files are not UTF-8; ``make soak`` tries every machine there is.
SAMPLE = (
    Machine(speech="ASCII", folder="Chinese", home="unset", zone=None, umask=0o077),
    Machine(speech="Latin-1", folder="Chinese in GBK", home="missing", temporary="/missing"),
    Machine(speech="GBK", folder="Chinese", zone="Asia/Shanghai", terminal=None, seed="1"),
    Machine(speech="GBK", folder="Chinese in GBK", home="unset", terminal="no-such-terminal"),
)
READING = (
    ("check", "协助困难家庭走访"),
    ("verify",),
    ("render", "2025", "--format", "html,csv", "--out", "../出版"),
)
WRITING = (
    ("file", "--from", "../papers/草稿.yaml"),
    ("receive", "--from", "../papers/asked.yaml", "--form", "../papers/审批表扫描.txt"),
    ("file", "--from", "../papers/无此文件.yaml"),
)


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Trial:
    folder = tmp_path_factory.mktemp("machines")
    if not locales_made(folder / "locales"):
        pytest.skip("NOT TESTED: localedef cannot make a GBK locale (run make locales)")
    kept = template(folder / "template")
    return Trial(
        kept=kept, locales=folder / "locales", reading=READING, read_only=(), writing=WRITING
    )


@pytest.fixture(scope="module")
def plain(trial: Trial, tmp_path_factory: pytest.TempPathFactory) -> Seen:
    return trial.on(PLAIN, tmp_path_factory.mktemp("plain"))


@pytest.mark.git
def test_on_a_plain_machine_the_commands_do_what_they_are_for(plain: Seen) -> None:
    assert [code for code, _out, _err in plain.answers.values()] == [0, 0, 0, 0, 0, 3]
    assert len(plain.files) == 4
    assert plain.trunk.count("安宁 ann@example.org") == 2


@pytest.mark.parametrize("machine", SAMPLE, ids=lambda machine: str(machine.title))
def test_another_machine_shows_the_same(
    trial: Trial, plain: Seen, machine: Machine, tmp_path: Path
) -> None:
    assert list(trial.on(machine, tmp_path).differs(plain)) == []


def test_the_soak_has_every_kind_of_machine() -> None:
    assert len(set(MACHINES)) == len(set(BUILDERS)) == 54
