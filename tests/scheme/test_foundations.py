"""What held before an amendment follows from the amendments, whatever was amended and when."""

from copy import deepcopy
from datetime import date, timedelta
from typing import Any

import pytest
from generate_docs import keys_of
from hypothesis import given
from hypothesis import strategies as st

import sample_records
from accession_cli.finding import Place
from accession_cli.registry.schemas import AT_THE_CENTRE, FileKind, check_schema, upgraded
from accession_cli.scheme.district import scheme_from
from accession_cli.scheme.foundations import (
    Change,
    changes,
    earlier_profiles,
    path_in_profile,
    rewritings,
)

Profile = dict[str, Any]
START = date(2026, 1, 5)


def entries(before: Profile, after: Profile, since: str | None) -> list[dict[str, Any]]:
    return [
        {"file": "scheme.yaml", "key": one.key, "old": one.old, "new": one.new, "from": since}
        for one in rewritings("scheme.yaml", before, after, date.min)
    ]


def _other_days(profile: Profile, turn: int) -> None:
    profile["days_to_decide"]["value"] = 20 + turn


def _other_bodies(profile: Profile, turn: int) -> None:
    both = ["civil_affairs", "grid_centre"]
    profile["channels"]["community"]["decided_by"] = both[turn % 2 :]


def _channel_gone_or_back(profile: Profile, turn: int) -> None:
    rule = {"name": f"网格{turn}", "decided_by": ["grid_centre"], "clause": "3.2.2"}
    if profile["channels"].pop("grid", None) is None:
        profile["channels"]["grid"] = rule


def _emergency_gone_or_back(profile: Profile, turn: int) -> None:
    route = {"channels": ["community"], "decided_by": ["grid_centre", "civil_affairs"],
             "later_registration": "none", "clause": f"{turn + 1}.1"}  # fmt: skip
    profile["emergency"] = None if profile["emergency"] else route


def _other_clock(profile: Profile, turn: int) -> None:
    profile["correction_clock"] = ("runs", "pauses", "restarts")[turn % 3]


def _other_number_of_a_clause(profile: Profile, turn: int) -> None:
    profile["clauses"]["3.1"] = f"三、（{turn}）"


def _other_grounds(profile: Profile, turn: int) -> None:
    profile["exit_grounds"] = [f"情形{turn}", "其他"]


def _other_classes(profile: Profile, turn: int) -> None:
    profile["classes"] = [f"养老、助残{turn}", *profile["classes"][1:]]


def _kind_renamed(profile: Profile, turn: int) -> None:
    profile["kinds"][next(iter(profile["kinds"]))] = f"事务{turn}"


def _other_usual_kind(profile: Profile, turn: int) -> None:
    if turn % 2 and len(profile["kinds"]) > 1:
        profile["kinds"].pop(next(iter(profile["kinds"])))
    else:
        profile["kinds"] = dict(sorted(profile["kinds"].items(), reverse=bool(turn % 3)))


def _keeper_ended(profile: Profile, turn: int) -> None:
    profile["registrar"][0]["to"] = f"2026-12-{turn + 1:02}"


CHANGES = [
    *(_other_days, _other_bodies, _channel_gone_or_back, _emergency_gone_or_back, _other_clock),
    *(_other_number_of_a_clause, _other_grounds, _keeper_ended),
    *(_other_classes, _kind_renamed, _other_usual_kind),
]


@given(st.lists(st.tuples(st.sampled_from(CHANGES), st.integers(0, 40)), max_size=8))
def test_the_profile_of_each_day_follows_from_the_amendments(steps: list[tuple[Any, int]]) -> None:
    profile, made, day = sample_records.scheme(), list[Any](), START
    profile["kinds"] |= {"ledger": "台账报表", "survey": "调查统计"}
    held: dict[str, Profile] = {}
    for turn, (change, wait) in enumerate(steps):
        before = deepcopy(profile)
        change(profile, turn)
        day += timedelta(days=wait)
        if profile != before or next(iter(profile["kinds"])) != next(iter(before["kinds"])):
            held.setdefault(str(day), before)
            made += entries(before, profile, str(day))
    found = dict(earlier_profiles(profile, made))
    free = {"registrar": None}  # its terms have days of their own, so nothing is taken back
    assert {since: {**one, **free} for since, one in found.items()} == {
        since: {**one, **free} for since, one in held.items()
    }
    for since, one in found.items():
        assert next(iter(one["kinds"])) == next(iter(held[since]["kinds"]))  # the usual one
        assert check_schema(FileKind.SCHEME, one, lambda _key: Place("scheme.yaml")) == ()
        scheme_from(one)


def test_what_was_a_mistake_never_held() -> None:
    first = sample_records.scheme()
    amended = deepcopy(first)
    amended["days_to_decide"]["value"] = 21
    mended = deepcopy(amended)
    mended["days_to_decide"]["value"] = 22
    made = entries(first, amended, "2026-05-01") + entries(amended, mended, None)
    ((day, before),) = earlier_profiles(mended, made)
    assert (day, before["days_to_decide"]["value"]) == ("2026-05-01", 15)
    assert list(earlier_profiles(mended, made[1:])) == []


def test_an_amendment_as_of_an_earlier_day_ends_what_another_said_of_that_time() -> None:
    first, second, third = (sample_records.scheme() for _ in range(3))
    second["days_to_decide"]["value"], third["days_to_decide"]["value"] = 21, 12
    made = entries(first, second, "2026-11-01") + entries(second, third, "2026-10-01")
    found = {day: one["days_to_decide"]["value"] for day, one in earlier_profiles(third, made)}
    assert found == {"2026-10-01": 15, "2026-11-01": 12}


def test_one_change_of_a_group_is_told_by_its_part_alone() -> None:
    before, after = sample_records.scheme(), sample_records.scheme()
    after["channels"]["community"]["decided_by"] = ["civil_affairs", "grid_centre"]
    (found,) = rewritings("scheme.yaml", before, after, date.min)
    assert found.key == "channels.community.decided_by"
    assert (found.old, found.new) == ("civil_affairs", "civil_affairs、grid_centre")


def test_the_key_of_a_clause_has_dots_of_its_own() -> None:
    assert path_in_profile("clauses.3.2.3") == ("clauses", "3.2.3")
    assert path_in_profile("registrar[0].to") == ("registrar", 0, "to")


def test_an_amendment_of_version_1_held_from_its_day_and_named_groups() -> None:
    entry = {"date": "2026-05-01", "file": "scheme.yaml", "key": "channels.grid",
             "old": "name: 网格员；decided_by: civil_affairs、grid_centre；clause: 3.2.2",
             "new": "name: 网格员；decided_by: civil_affairs；clause: 3.2.2",
             "mistake": False, "reason": "试", "by": "ann"}  # fmt: skip
    old = {"schema": 1, "amendments": [entry]}
    (made,) = upgraded(FileKind.AMENDMENTS, old)["amendments"]
    assert (made["key"], made["from"]) == ("channels.grid.decided_by", "2026-05-01")
    assert (made["old"], made["new"]) == ("civil_affairs、grid_centre", "civil_affairs")


@pytest.mark.parametrize("kind", [one for one in FileKind if one not in AT_THE_CENTRE])
def test_every_key_of_every_file_is_sealed_amended_or_told_and_only_one_of_them(
    kind: FileKind,
) -> None:
    keys = {key for key, _title in keys_of(kind)}
    ways = {key: [how for how in Change if key in changes().get((kind, how), ())] for key in keys}
    assert {key: how for key, how in ways.items() if len(how) != 1} == {}
    assert set().union(*(changes().get((kind, how), ()) for how in Change)) == keys


def test_what_readers_see_and_what_helps_to_find_needs_no_amendment() -> None:
    before, after = sample_records.scheme(), sample_records.scheme()
    after |= {"page_address": "https://example.org/", "share": {"editions": True, "refusals": True}}
    after["kinds"] = {**after["kinds"], next(iter(after["kinds"])): "别的"}
    found = rewritings("scheme.yaml", before, after, date.min)
    told = {one.key for one in found if one.how is Change.TOLD}
    assert told == {"page_address", "share.editions", "share.refusals"}
    assert [one.at[0] for one in found if one.how is Change.AMENDED] == ["kinds"]
