"""Whatever the program prints on a form or a paper is read back equal (8, "One reader")."""

from datetime import date
from decimal import Decimal
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accession_cli.entry.choices import RESULT_WORDS, result
from accession_cli.entry.citations import Bases
from accession_cli.entry.days import Ends, day
from accession_cli.entry.money import Money, money, period
from accession_cli.entry.names import NameFinder
from accession_cli.entry.values import in_words, whole
from accession_cli.papers import chinese
from accession_cli.papers.application_form_filled import citation, texts_of, words_by_field
from accession_cli.scheme.task import DocumentBasis, Funding, LawBasis, Per, Period
from filled_forms import registry

NAMES: Final = NameFinder(registry())
BASES: Final = Bases(registry().statutes)
DAYS: Final = st.dates(date(1990, 1, 1), date(2099, 12, 31))
AMOUNTS: Final = st.decimals(0, 999_999_999_999, places=2)
LAWS: Final = st.sampled_from(sorted({one.law for one in registry().statutes.versions}))
NUMBERS: Final = st.integers(1, 599)


def printed(key: str, **facts: Any) -> str:
    return texts_of(facts, registry())[key]


@given(DAYS)
def test_each_day_is_read_back(value: date) -> None:
    assert day(chinese.day(value)) == value
    assert day(value.isoformat()) == value
    assert day(printed("applied", applied=str(value))) == value


@given(DAYS, st.none() | DAYS)
def test_each_period_and_end_is_read_back(start: date, end: date | None) -> None:
    ends = Ends(start)
    on_form = printed("period.end", period={"start": str(start), "end": end and str(end)})
    assert ends.last_day(on_form) == end
    if end is not None:
        assert ends.last_day(chinese.period(Period(start=start, end=end))) == end


@given(AMOUNTS, st.sampled_from(Per))
def test_each_amount_is_read_back_with_its_period(value: Decimal, per: Per) -> None:
    written = f"{value:.2f}"
    assert money(printed("funding.amount", funding={"amount": written})).amount == written
    assert money(chinese.money(value)).amount == written
    assert money(written).amount == written
    assert money(chinese.AS_NEEDED).amount is None
    whole_words = chinese.funding(Funding(amount=value, per=per, source=None, method=None, note=""))
    stated = Money(written, per.value) if value else Money(written)
    assert money(whole_words) == stated
    assert money(stated.shown) == stated


@pytest.mark.parametrize("per", ["year", "task"])
def test_each_period_of_money_is_read_back(per: str) -> None:
    assert period(printed("funding.per", funding={"per": per})) == per


def test_each_term_and_each_decision_is_read_back() -> None:
    for term in ("long", "short", "temporary"):
        assert Ends().term(printed("term", term=term)) == term
    for key, words in RESULT_WORDS.items():
        assert {result(word) for word in words} == {key}


def test_each_agency_is_read_back_by_each_of_its_names() -> None:
    for key, agency in registry().agencies.items():
        for name in (key, *agency.names):
            assert NAMES.agency(name) == key


@given(st.lists(st.sampled_from(sorted(registry().agencies)), min_size=1, unique=True, max_size=6))
def test_agencies_in_one_cell_are_read_back(keys: list[str]) -> None:
    assert NAMES.agencies(printed("co_agencies", co_agencies=keys)) == keys


@pytest.mark.parametrize("chosen", [["community"], ["grid"], ["community", "grid"]])
def test_channels_are_read_back(chosen: list[str]) -> None:
    words = dict(words_by_field({"channels": chosen}, registry(), ()))
    assert NAMES.channels(words["协助渠道"]) == chosen


COMMUNITIES: Final = [
    (code, home) for home, one in registry().subdistricts.items() for code in one.communities
]


@given(st.lists(st.sampled_from(sorted(registry().subdistricts)), min_size=1, unique=True))
def test_subdistricts_are_read_back(codes: list[str]) -> None:
    scope = {"subdistricts": codes, "communities": "all"}
    assert NAMES.places.scope(printed("scope", scope=scope)) == scope


@given(st.lists(st.sampled_from(COMMUNITIES), min_size=1, unique=True))
def test_communities_are_read_back(found: list[tuple[str, str]]) -> None:
    found = sorted(found, key=lambda one: one[1])
    homes = list(dict.fromkeys(home for _code, home in found))
    scope = {"subdistricts": homes, "communities": [code for code, _home in found]}
    assert NAMES.places.scope(printed("scope", scope=scope)) == scope


def test_the_whole_district_and_sections_are_read_back() -> None:
    scope = {"subdistricts": "all", "communities": "all"}
    assert NAMES.places.scope(printed("scope", scope=scope)) == scope
    sections = [{"subdistrict": code, "name": "公共服务办公室"} for code in registry().subdistricts]
    assert NAMES.places.sections(printed("sections", sections=sections)) == sections


@st.composite
def articles(draw: Any) -> str:
    said = f"第{in_words(draw(NUMBERS))}条"
    if draw(st.booleans()):
        said += f"第{in_words(draw(st.integers(1, 12)))}款"
    if draw(st.booleans()):
        said += f"第（{in_words(draw(st.integers(1, 20)))}）项"
    return said


@given(LAWS, st.none() | st.integers(1980, 2026), st.none() | articles())
def test_a_citation_of_a_law_is_read_back(law: str, year: int | None, article: str | None) -> None:
    version = str(year) if year else None
    fact = {"law": law, "version": version, "article": article}
    assert BASES.of_text(citation(fact)) == [fact]
    assert BASES.of_row(("法律法规", law, version or "", article or "", "")) == [fact]
    assert BASES.of_text(chinese.basis(LawBasis(law=law, version=version, article=article))) == [
        fact
    ]


@given(
    st.sampled_from(
        ["关于做好冬季取暖工作的通知", "关于印发《救助办法》的通知", "某区养犬工作方案"]
    ),
    st.none() | st.integers(1, 999),
    st.none() | DAYS,
    st.none() | articles(),
)
def test_a_citation_of_a_document_is_read_back(
    title: str, serial: int | None, dated: date | None, clause: str | None
) -> None:
    number = f"津民发〔2023〕{serial}号" if serial else None
    fact = {
        "document": title,
        "number": number,
        "date": dated and str(dated),
        "clause": clause,
        "attachment": None,
    }
    assert BASES.of_text(citation(fact)) == [fact]
    basis = DocumentBasis(document=title, number=number, date=dated, clause=clause, attachment=None)
    assert BASES.of_text(chinese.basis(basis)) == [fact]


@given(st.integers(0, 9_999))
def test_each_number_in_words_is_read_back(number: int) -> None:
    assert whole(in_words(number)) == number
