"""Names of places with 和 in them, and places that are left out, in what agencies write."""

import pytest

from accession_cli.entry.places import Places
from accession_cli.entry.values import NotRead
from accession_cli.scheme.district import Community, Subdistrict


def community(name: str) -> Community:
    return Community(name=name)


GREEN = Subdistrict(
    code="371599901",
    name="青山街道",
    communities={"371599901901": community("安康社区"), "371599901902": community("和平社区")},
)
EAST = Subdistrict(
    code="371599903",
    name="东关街道",
    communities={"371599903901": community("团结社区"), "371599903902": community("人和社区")},
)
TOWN = Subdistrict(code="371599908", name="高庄镇", communities={})
PLACES = Places({one.code: one for one in (GREEN, EAST, TOWN)}, "青禾区")


@pytest.mark.parametrize(
    ("text", "communities"),
    [
        ("和平社区", ["371599901902"]),
        ("青山街道和平社区", ["371599901902"]),
        ("安康社区、和平社区", ["371599901901", "371599901902"]),
        ("安康社区和和平社区", ["371599901901", "371599901902"]),
        ("安康和和平", ["371599901901", "371599901902"]),
        ("青山街道和平社区和团结社区", ["371599901902", "371599903901"]),
        ("人和社区与安康社区", ["371599903902", "371599901901"]),
        ("青山街道安康社区、和平社区", ["371599901901", "371599901902"]),
    ],
)
def test_the_name_of_a_community_may_begin_with_the_word_for_and(
    text: str, communities: list[str]
) -> None:
    assert PLACES.scope(text)["communities"] == communities


def test_subdistricts_are_joined_by_the_word_for_and_as_before() -> None:
    scope = PLACES.scope("青山街道和东关街道")
    assert scope == {"subdistricts": ["371599901", "371599903"], "communities": "all"}


@pytest.mark.parametrize("text", ["除高庄镇以外的全部街道", "全区除高庄镇外的所有街道"])
def test_a_place_is_left_out(text: str) -> None:
    scope = PLACES.scope(text)
    assert scope == {"subdistricts": ["371599901", "371599903"], "communities": "all"}


def test_many_words_for_and_are_no_name_and_take_no_time() -> None:
    with pytest.raises(NotRead):
        PLACES.scope("和" * 20_000)
