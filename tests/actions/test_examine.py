"""All files in one pass: nothing is found otherwise than where everything is held at once."""

import gc
import os
import shutil
import signal
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

import pytest

from accession_cli.actions import examine as one_pass
from accession_cli.actions import examine as side_by_side
from accession_cli.actions.directory_origin import from_head, sound
from accession_cli.actions.examine import examine, examine_files, registry_in
from accession_cli.finding import Finding
from accession_cli.registry import reading
from accession_cli.registry.files import FILE_UNREADABLE, FolderFiles
from accession_cli.rules.every import ALL
from accession_cli.rules.rule import RuleContext, run_on_tasks
from accession_cli.yamlfile.reader import Parsed
from refusals import refuses
from registries import SHIPPED
from repositories import Clone
from rules.test_every import EXAMPLES, OVER_STATES, as_of

pytestmark = pytest.mark.git

TODAY = date(2026, 11, 24)


def in_order(found: list[Finding]) -> list[str]:
    return sorted(f"{one.code} {one.place} {one.key} {one.message} {one.remedy}" for one in found)


@pytest.fixture
def two_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(side_by_side, "_processors", lambda: 2)
    monkeypatch.setattr(side_by_side, "LEAST", 1)


@pytest.mark.usefixtures("two_processors")
@pytest.mark.parametrize("side", ["good", "bad"])
@pytest.mark.parametrize("code", OVER_STATES)
def test_one_pass_finds_what_a_registry_held_at_once_has(
    code: str, side: str, tmp_path: Path
) -> None:
    for layer in ("base", f"{code}/{side}"):
        shutil.copytree(EXAMPLES / layer, tmp_path, dirs_exist_ok=True)
    folder, day = tmp_path / "registry", as_of(code)
    examined = examine_files(FolderFiles(folder), day, today=day)
    loaded = reading.load_registry(folder)
    assert in_order(examined.findings) == in_order(examine(loaded, day, today=day))
    assert list(examined.paths) == sorted(loaded.paths)


@pytest.mark.usefixtures("two_processors")
def test_one_pass_finds_the_same_where_a_file_cannot_be_read(district: Clone) -> None:
    folder = district.top / "registry"
    (folder / "tasks/2024/DL-2024-0003.yaml").write_text("id: [\n", encoding="utf-8")
    examined = examine_files(FolderFiles(folder), TODAY, today=TODAY)
    expected = in_order(examine(reading.load_registry(folder), TODAY))
    assert in_order(examined.findings) == expected
    assert any("DL-2024-0003" in one for one in expected)


@pytest.mark.usefixtures("two_processors")
def test_what_is_kept_is_what_a_registry_held_at_once_means(district: Clone) -> None:
    folder = district.top / "registry"
    spoilt = folder / "tasks/2024/DL-2024-0003.yaml"
    for unread in ((), ("registry/tasks/2024/DL-2024-0003.yaml",)):
        if unread:
            spoilt.write_text("id: [\n", encoding="utf-8")
        files, held = FolderFiles(folder), reading.load_registry(folder).registry
        examined = examine_files(files, TODAY, today=TODAY, keep=True)
        assert held
        assert examined.registry == held == registry_in(files).registry
        assert examined.unread == unread
        assert examine_files(files, TODAY, today=TODAY).registry is None


def test_no_text_of_a_task_is_held_for_a_directory(district: Clone) -> None:
    origin = from_head(district.top / "registry", day_is_stated=False)
    tasks = sound(origin, as_of=None, draft=False).registry.tasks
    held = [one for one in gc.get_objects() if isinstance(one, Parsed)]
    assert tasks
    assert not [one.path for one in held if "/tasks/" in one.path]


def test_no_file_of_a_sound_registry_is_read_twice(
    district: Clone, monkeypatch: pytest.MonkeyPatch
) -> None:
    names: list[str] = []
    read_file = reading.read_file

    def counted(kind: Any, name: str, *rest: Any) -> Any:
        names.append(name)
        return read_file(kind, name, *rest)

    monkeypatch.setattr(one_pass, "read_file", counted)
    monkeypatch.setattr(reading, "read_file", counted)
    monkeypatch.setattr(side_by_side, "_processors", lambda: 1)
    examine_files(FolderFiles(district.top / "registry"), TODAY, today=TODAY)
    assert sorted(names) == sorted(
        path.relative_to(district.top / "registry").as_posix()
        for path in (district.top / "registry").rglob("*.yaml")
    )


class _Closed(Mapping[Any, Any]):
    """An index that nobody may look at."""

    def __getitem__(self, key: object) -> NoReturn:
        raise AssertionError(key)

    def __iter__(self) -> Iterator[Any]:
        raise AssertionError

    def __len__(self) -> int:
        raise AssertionError


@pytest.mark.parametrize("layer", ["base", *(f"{code}/bad" for code in OVER_STATES)])
def test_a_rule_over_one_task_looks_at_no_other_task(layer: str, tmp_path: Path) -> None:
    for one in ("base", layer):
        shutil.copytree(EXAMPLES / one, tmp_path, dirs_exist_ok=True)
    registry = reading.load_registry(tmp_path / "registry").registry
    assert registry is not None
    world = RuleContext.of(replace(registry, tasks=()), as_of(layer.partition("/")[0]))
    closed = replace(
        world, by_id=_Closed(), by_bare_title=_Closed(), by_application=_Closed(), serials=_Closed()
    )
    list(run_on_tasks(ALL, registry.tasks, closed))


def doubled(numbers: Sequence[int]) -> Iterator[int]:
    return (2 * number for number in numbers)


@pytest.mark.usefixtures("two_processors")
def test_what_is_made_of_the_shares_comes_back_in_their_order() -> None:
    made = side_by_side.side_by_side(doubled, list(range(7)))
    assert made == [0, 2, 4, 6, 8, 10, 12]
    assert side_by_side.side_by_side(doubled, []) == []


@pytest.mark.usefixtures("two_processors")
def test_what_a_lost_process_was_to_do_is_done_here() -> None:
    here = os.getpid()

    def lost(numbers: Sequence[int]) -> Iterator[int]:
        yield from numbers
        if os.getpid() != here:
            os._exit(9)

    assert side_by_side.side_by_side(lost, [1, 2, 3, 4]) == [1, 2, 3, 4]


@pytest.mark.usefixtures("two_processors")
def test_where_no_process_is_to_be_had_all_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused() -> int:
        raise BlockingIOError

    monkeypatch.setattr(os, "fork", refused)
    assert side_by_side.side_by_side(doubled, [1, 2, 3]) == [2, 4, 6]


@pytest.mark.usefixtures("two_processors")
def test_who_has_the_system_forget_ended_processes_gets_the_same() -> None:
    usual = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        assert side_by_side.side_by_side(doubled, [1, 2, 3]) == [2, 4, 6]
    finally:
        signal.signal(signal.SIGCHLD, usual)


@pytest.mark.usefixtures("two_processors")
def test_no_process_is_left_behind_when_the_work_fails_here(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    here, fork = os.getpid(), os.fork
    begun: list[int] = []

    def noted() -> int:
        number = fork()
        begun.append(number)
        return number

    def failing(numbers: Sequence[int]) -> Iterator[int]:
        if os.getpid() == here:
            raise LookupError
        time.sleep(60)
        yield from numbers

    monkeypatch.setattr(os, "fork", noted)
    with pytest.raises(LookupError):
        side_by_side.side_by_side(failing, [1, 2])
    (number,) = begun
    with pytest.raises(ProcessLookupError):
        os.kill(number, 0)


@pytest.mark.usefixtures("two_processors")
def test_a_file_that_cannot_be_read_is_told_whoever_met_it(tmp_path: Path) -> None:
    shutil.copytree(SHIPPED, tmp_path / "registry")
    folder = tmp_path / "registry"
    files = FolderFiles(folder)
    last = max(folder.glob("tasks/*/*.yaml"))
    last.unlink()
    with refuses(FILE_UNREADABLE) as refused:
        examine_files(files, TODAY, today=TODAY)
    assert last.name in str(refused.value.facts["path"])
