"""Many made-up districts: sound but for the seven that are spoilt, and the same for one seed."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from generator.centre import write_catalogue, write_districts
from generator.collected import (
    LATER,
    PUBLISHED,
    folder_of,
    handed_on,
    rewritten,
    write,
    write_later,
)
from generator.districts import Filed, registry_of
from generator.places import Place, Spoilt, places

from accession_cli.districts.catalogue import catalogue_in
from accession_cli.districts.centre_files import read_districts
from accession_cli.finding import Severity
from accession_cli.registry.files import Source, limits_of
from accession_cli.registry.reading import Loaded, read_file, read_registry
from accession_cli.registry.schemas import FileKind
from accession_cli.scheme.registry import PUBLICATION
from repositories import Clone

_SEED = 7


def _small(count: int = 9) -> tuple[Place, ...]:
    """So many districts with 40 tasks each; the record that is far too large is left out."""
    made = places(count, _SEED)
    return tuple(
        replace(one, tasks=40, spoilt=None if one.spoilt is Spoilt.LARGE else one.spoilt)
        for one in made
    )


def _read(place: Place) -> Loaded:
    sources = [Source(name=file.name, data=file.data) for file in registry_of(place)]
    return read_registry(sources, "registry/")


def _silent(_place: Place) -> None: ...


def test_the_districts_of_a_country_have_codes_of_their_own_and_share_prefixes() -> None:
    made = places(2850, _SEED)
    assert len({one.code for one in made}) == len({one.name for one in made}) == 2850
    assert len({one.prefix for one in made}) < 400
    assert sorted(one.spoilt for one in made if one.spoilt) == sorted(Spoilt)
    assert 600_000 < sum(one.tasks for one in made) < 900_000


def test_a_sound_district_is_read_without_errors() -> None:
    loaded = _read(replace(places(20, _SEED)[17], tasks=60))
    assert [one for one in loaded.findings if one.severity is Severity.ERROR] == []
    assert loaded.registry is not None
    assert loaded.registry.scheme.code == places(20, _SEED)[17].code
    assert len(loaded.registry.tasks) == 60
    assert len(loaded.registry.applications) > 1


@pytest.mark.git
def test_what_the_centre_keeps_by_hand_can_be_used(tmp_path: Path) -> None:
    made = _small()
    write_districts(made, tmp_path)
    write_catalogue(tmp_path)
    listed = read_districts(tmp_path / "districts.yaml")
    assert [one.name for one in listed.districts.values()] == [one.name for one in made]
    signed = [one.code for one in listed.districts.values() if one.signers]
    assert signed == [one.code for one in made if one.spoilt is Spoilt.UNSIGNED]
    catalogue = catalogue_in(tmp_path)
    assert catalogue.of_one_name() == []
    assert len(catalogue.entries) > 100


def test_a_published_copy_says_what_was_refused_by_its_day() -> None:
    sharing = next(one for one in places(16, _SEED) if one.shares and not one.spoilt)
    files = handed_on(replace(sharing, tasks=40, refusals=10))
    assert not [one.name for one in files if one.name.startswith("applications/")]
    said = [_publication(files, day) for day in (*PUBLISHED, LATER)]
    numbers = [len(one["refusals"]) for one in said]
    assert numbers == sorted(numbers)
    assert 0 < numbers[0] <= numbers[-1]


def _publication(files: tuple[Filed, ...], day: date) -> dict[str, Any]:
    (found,) = (one for one in files if one.name == PUBLICATION and one.is_there(day))
    read = read_file(
        FileKind.PUBLICATION, found.name, found.data, found.name, limits_of(FileKind.PUBLICATION)
    )
    assert read.value is not None
    return read.value


def test_two_districts_word_and_pay_the_same_tasks_in_their_own_way() -> None:
    first, other = (_read(one).registry for one in places(16, _SEED)[14:])
    assert first is not None
    assert other is not None
    titles = [{file.task.title for file in one.tasks} for one in (first, other)]
    assert titles[0] & titles[1]
    assert len(titles[0] ^ titles[1]) > 50
    refused = {file.application.title for file in first.applications}
    assert refused - titles[0]


@pytest.mark.git
def test_the_same_seed_makes_the_same_repositories_and_the_night_after_follows(
    tmp_path: Path, machine: dict[str, str]
) -> None:
    made = _small()
    heads = []
    for name in ("one", "two"):
        write(made, tmp_path / name, _silent)
        heads.append([_head(one, tmp_path / name, machine) for one in made])
    assert heads[0] == heads[1]
    assert [one.spoilt for one, head in zip(made, heads[0], strict=True) if not head] == [
        Spoilt.GONE
    ]
    write_later(made, tmp_path / "one", _silent)
    later = [_head(one, tmp_path / "one", machine) for one in made]
    moved = [one for one, old, new in zip(made, heads[0], later, strict=True) if old != new]
    assert rewritten(made) in moved
    for one, old in zip(made, heads[0], strict=True):
        if one in moved:
            clone = Clone(top=folder_of(one, tmp_path / "one"), environ=machine)
            line = clone.git("rev-list", "refs/heads/main").split()
            assert (old in line) is (one is not rewritten(made))


def _head(place: Place, target: Path, machine: dict[str, str]) -> str:
    folder = folder_of(place, target)
    if not folder.exists():
        return ""
    return Clone(top=folder, environ=machine).git("rev-parse", "refs/heads/main").strip()
