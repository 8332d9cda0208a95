"""Which tasks the yearly directory holds, and what it says of the year (scheme 3.5)."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accession_cli.actions.directory_building import edition
from accession_cli.scheme.directory import Edition, Ending, leaving
from accession_cli.scheme.directory_frozen import LastEdition
from accession_cli.scheme.law import LawState, Successor, fate, successor
from accession_cli.scheme.task import (
    DocumentBasis,
    Filing,
    LawBasis,
    Mechanism,
    Period,
    Scope,
    Task,
)
from edition_examples import (
    BASE_DATE,
    STATUTES,
    correction,
    edition_of,
    filed_task,
    full_task,
    registry,
    retirement,
)


def ids(edition: Edition) -> list[str]:
    return [str(item.task.id) for item in edition.items]


def filed_on(day: date, serial: int = 1) -> Task:
    task = filed_task(serial, year=day.year)
    return replace(task, filing=Filing(date=day, number=task.filing.number))


def ending_on(day: date, serial: int = 1) -> Task:
    return filed_task(serial, period=Period(start=date(2024, 3, 11), end=day))


def corrected_on(day: date) -> Task:
    return filed_task(corrections=(correction(day, "funding.amount", "1.00", "2.00"),))


def test_a_task_filed_on_the_base_date_belongs() -> None:
    assert ids(edition_of(filed_on(BASE_DATE))) == ["DL-2026-0001"]


def test_a_task_filed_the_day_after_the_base_date_does_not_belong() -> None:
    assert ids(edition_of(filed_on(BASE_DATE + timedelta(days=1)))) == []


def test_a_task_whose_last_day_is_the_base_date_belongs() -> None:
    made = edition_of(ending_on(BASE_DATE))
    assert ids(made) == ["DL-2024-0001"]
    assert made.ended == ()


def test_a_task_whose_last_day_was_before_the_base_date_has_expired() -> None:
    made = edition_of(ending_on(date(2026, 12, 30)))
    assert ids(made) == []
    (ended,) = made.ended
    assert (ended.how, ended.day, ended.reason) == (Ending.EXPIRED, BASE_DATE, None)


def test_a_retirement_that_takes_effect_on_the_base_date_ends_the_task() -> None:
    made = edition_of(filed_task(retirement=retirement(BASE_DATE)))
    assert ids(made) == []
    (ended,) = made.ended
    assert (ended.how, ended.day) == (Ending.RETIRED, BASE_DATE)
    assert ended.reason == "工作任务已经完成"


def test_a_retirement_that_takes_effect_after_the_base_date_leaves_the_task_in() -> None:
    made = edition_of(filed_task(retirement=retirement(date(2027, 1, 1))))
    assert ids(made) == ["DL-2024-0001"]
    assert made.ended == ()


def test_a_task_that_ended_with_the_last_day_of_the_year_before_is_not_ended_in_this_year() -> None:
    task = filed_task(retirement=retirement(date(2025, 12, 31)))
    assert edition_of(task).ended == ()
    assert len(edition_of(task, year=2025, base_date=date(2025, 12, 31)).ended) == 1


def test_a_task_whose_last_day_was_31_december_is_ended_in_the_next_year() -> None:
    made = edition_of(ending_on(date(2025, 12, 31)))
    assert [ended.day for ended in made.ended] == [date(2026, 1, 1)]


def test_a_task_retired_after_it_expired_ended_when_it_expired() -> None:
    task = replace(ending_on(date(2026, 3, 31)), retirement=retirement(date(2026, 9, 1)))
    (ended,) = edition_of(task).ended
    assert (ended.how, ended.day, ended.reason) == (Ending.EXPIRED, date(2026, 4, 1), None)


def test_a_task_retired_before_its_last_day_ended_when_it_was_retired() -> None:
    task = replace(ending_on(date(2026, 11, 30)), retirement=retirement(date(2026, 9, 1)))
    (ended,) = edition_of(task).ended
    assert (ended.how, ended.day) == (Ending.RETIRED, date(2026, 9, 1))


def test_a_task_retired_on_the_day_after_its_last_day_counts_as_retired() -> None:
    task = replace(ending_on(date(2026, 8, 31)), retirement=retirement(date(2026, 9, 1)))
    assert [ended.how for ended in edition_of(task).ended] == [Ending.RETIRED]


def test_a_task_entered_in_error_belongs_until_it_is_struck_out_and_is_listed_as_such() -> None:
    wrong = filed_task(retirement=retirement(date(2026, 6, 1), entered_in_error=True))
    made = edition_of(wrong)
    assert ids(made) == []
    assert [(e.how, e.day) for e in made.ended] == [(Ending.ENTERED_IN_ERROR, date(2026, 6, 1))]
    assert ids(edition_of(wrong, year=2025, base_date=date(2025, 12, 31))) == ["DL-2024-0001"]


def test_a_task_that_expired_before_it_was_found_to_be_an_error_has_expired() -> None:
    task = replace(
        ending_on(date(2026, 3, 31)),
        retirement=retirement(date(2026, 9, 1), entered_in_error=True),
    )
    assert [ended.how for ended in edition_of(task).ended] == [Ending.EXPIRED]


def test_what_was_filed_in_the_year_and_stands_is_new() -> None:
    made = edition_of(filed_task(1), filed_on(date(2026, 1, 1), 2), filed_on(BASE_DATE, 3))
    assert [str(item.task.id) for item in made.new] == ["DL-2026-0002", "DL-2026-0003"]
    assert [item.new for item in made.items] == [False, True, True]


def test_what_was_filed_and_ended_in_one_year_is_listed_as_ended_not_as_new() -> None:
    short = filed_task(2, year=2026, retirement=retirement(date(2026, 9, 1)))
    made = edition_of(filed_task(1), short)
    assert made.new == ()
    assert [(ended.task.id, ended.new) for ended in made.ended] == [(short.id, True)]
    assert made.net_change == 0


def test_an_ending_names_what_took_the_place_of_the_task() -> None:
    new = filed_task(2, year=2026)
    old = filed_task(1, retirement=retirement(date(2026, 6, 1)), superseded_by=(new.id,))
    made = edition_of(old, replace(new, supersedes=(old.id,)))
    assert made.ended[0].successors == (new.id,)
    assert [(c.task.id, c.supersedes) for c in made.changed] == [(new.id, (old.id,))]


def test_a_place_taken_in_an_earlier_year_is_no_change_of_this_year() -> None:
    new = filed_task(2, year=2025)
    old = filed_task(1, retirement=retirement(date(2025, 6, 1)), superseded_by=(new.id,))
    assert edition_of(old, replace(new, supersedes=(old.id,))).changed == ()


@pytest.mark.parametrize(
    ("day", "shown"),
    [
        (date(2025, 12, 31), False),
        (date(2026, 1, 1), True),
        (date(2026, 12, 31), True),
        (date(2027, 1, 1), False),
    ],
)
def test_only_corrections_of_the_year_are_changes(day: date, *, shown: bool) -> None:
    made = edition_of(corrected_on(day))
    assert bool(made.changed) is shown
    assert (made.unchanged, made.amended) == ((0, 1) if shown else (1, 0))


def test_a_first_edition_has_nothing_to_be_compared_with() -> None:
    made = edition_of(filed_task(year=2026))
    assert (made.previous, made.net_change) == (None, None)


def test_the_year_before_had_no_task_left_and_still_was_no_first_edition() -> None:
    gone = filed_task(1, retirement=retirement(date(2025, 6, 1)))
    made = edition_of(gone, filed_task(2, year=2026))
    assert (made.previous, made.net_change) == (0, 1)


DAYS = st.dates(date(2023, 1, 1), date(2028, 12, 31))
LENGTHS = st.none() | st.integers(min_value=0, max_value=1500).map(timedelta)


@st.composite
def lives(draw: st.DrawFn, serial: int) -> Task:
    """A task that was filed on some day, ended on a later one or not, and was prolonged or cut."""
    task = filed_on(draw(DAYS), serial)
    day = task.filing.date
    length, retired, corrected, old = draw(LENGTHS), draw(LENGTHS), draw(LENGTHS), draw(LENGTHS)
    end = None if length is None else day + length
    made = correction(
        day + (corrected or timedelta()),
        "period.end",
        None if old is None else f"{day + old}",
        None if end is None else f"{end}",
    )
    wrong = draw(st.booleans())
    return replace(
        task,
        period=Period(start=day, end=end),
        corrections=() if corrected is None else (made,),
        retirement=None if retired is None else retirement(day + retired, entered_in_error=wrong),
    )


@given(st.tuples(*(lives(serial) for serial in range(1, 7))))
def test_last_years_tasks_and_the_new_less_the_ended_are_this_years(
    tasks: tuple[Task, ...],
) -> None:
    """Scheme 3.5: the edition gathers the new and the ended of its year.

    What had run out and was prolonged afterwards comes back; that alone is neither.
    """
    years = [edition_of(*tasks, year=y, base_date=date(y, 12, 31)) for y in range(2022, 2031)]
    for before, made in pairwise(years):
        then, now = (frozenset(i.task.id for i in one.items) for one in (before, made))
        new = {item.task.id for item in made.new}
        back = {item.task.id for item in made.restored}
        gone = {ended.task.id for ended in made.ended if not ended.new}
        assert (made.previous or 0) == len(then)
        assert now == (then - gone) | new | back
        assert gone <= then
        assert not then & (new | back)
        assert not new & back
        assert made.unchanged + made.amended == len(then - gone)
        if not any(task.corrections for task in tasks):
            assert not back
            assert len(now) == len(then) + len(new) - len(gone)


def test_a_task_that_was_prolonged_after_it_had_run_out_is_back_but_not_new() -> None:
    made = correction(date(2026, 2, 1), "period.end", "2025-06-30", "2027-06-30")
    task = replace(ending_on(date(2027, 6, 30)), corrections=(made,))
    last = edition_of(task, filed_task(2), year=2025, base_date=date(2025, 12, 31))
    this = edition_of(task, filed_task(2))
    assert (ids(last), [e.how for e in last.ended]) == (["DL-2024-0002"], [Ending.EXPIRED])
    assert [str(item.task.id) for item in this.restored] == ["DL-2024-0001"]
    assert (this.previous, this.net_change, this.new, this.amended) == (1, 1, (), 0)


def test_a_task_whose_day_of_filing_is_moved_into_the_year_was_listed_before_and_is_not_new() -> (
    None
):
    made = correction(date(2026, 2, 1), "filing.date", "2025-12-30", "2026-01-05")
    edition = edition_of(replace(filed_on(date(2026, 1, 5)), corrections=(made,)))
    assert (edition.previous, edition.new, edition.net_change) == (1, (), 0)


def test_a_task_that_was_cut_short_to_before_the_year_is_ended_in_this_years_edition() -> None:
    made = correction(date(2026, 2, 1), "period.end", None, "2025-06-30")
    task = replace(ending_on(date(2025, 6, 30)), corrections=(made,))
    (ended,) = edition_of(task).ended
    assert (ended.day, ended.new) == (date(2025, 7, 1), False)
    assert ids(edition_of(task, year=2025, base_date=date(2025, 12, 31))) == ["DL-2024-0001"]


def test_a_task_that_never_ends_has_no_day_of_leaving() -> None:
    assert leaving(filed_task()) is None


def test_classes_stand_in_the_schemes_order_and_agencies_in_that_of_their_list() -> None:
    made = edition_of(
        filed_task(1, class_="卫生健康", agency="weijian"),
        filed_task(2, agency="wangge"),
        filed_task(12, agency="minzheng"),
        filed_task(3, agency="minzheng"),
    )
    assert [section.name for section in made.sections] == ["社会保障和社会救助", "卫生健康"]
    assert ids(made) == ["DL-2024-0003", "DL-2024-0012", "DL-2024-0002", "DL-2024-0001"]
    assert [item.number for item in made.items] == [1, 2, 3, 4]


def test_a_class_that_the_scheme_has_dropped_comes_last_and_is_not_lost() -> None:
    made = edition_of(filed_task(1, class_="旧类别"), filed_task(2, class_="征兵工作"))
    assert [section.name for section in made.sections] == ["征兵工作", "旧类别"]


def test_the_index_by_agency_tells_leading_from_taking_part() -> None:
    made = edition_of(filed_task(1, co_agencies=("wangge",)), full_task())
    assert [(e.name, e.leads, e.takes_part) for e in made.agencies] == [
        ("区民政局", (1,), (2,)),
        ("区网格化管理中心", (), (1, 2)),
        ("区卫生健康委", (2,), ()),
    ]


def test_the_index_by_place_lists_only_what_is_not_done_everywhere() -> None:
    made = edition_of(
        filed_task(1),
        filed_task(2, scope=Scope(subdistricts=("120110003",), communities=None)),
        full_task(),
    )
    assert made.district_wide == (1,)
    first, second = made.subdistricts
    assert (first.items, [(c.name, c.items) for c in first.communities]) == (
        (),
        [("示例一社区", (3,))],
    )
    assert (second.items, second.communities) == ((2,), ())


def test_the_directory_is_published_within_20_working_days() -> None:
    made = edition_of(filed_task(), year=2024, base_date=date(2024, 12, 31))
    assert (made.publish_by, made.publish_by_provisional) == (date(2025, 2, 5), False)
    assert made.colophon.notices == ("国办发明电〔2023〕7号", "国办发明电〔2024〕12号")
    assert made.colophon.provisional_years == ()


def test_a_day_of_publication_in_a_year_without_a_notice_is_provisional() -> None:
    made = edition_of(filed_task())
    assert made.publish_by_provisional
    assert made.colophon.provisional_years == (2027,)


def cited(law: str, version: str | None, article: str | None = None) -> LawBasis:
    return LawBasis(law=law, version=version, article=article)


def test_a_repealed_law_is_listed_with_the_text_that_took_its_place() -> None:
    basis = cited("噪声污染防治法", "2021", "第八条")
    (change,) = edition_of(filed_task(basis=(basis,))).legal_changes
    assert (change.state, change.since) == (LawState.REPEALED, date(2026, 8, 15))
    assert change.successor == Successor(
        law="生态环境法典", version="2026", article="第五百四十九条"
    )


def test_a_law_holds_until_the_day_before_its_repeal() -> None:
    basis = cited("噪声污染防治法", "2021")
    assert fate(STATUTES, basis, date(2026, 8, 14)) is None
    assert fate(STATUTES, basis, date(2026, 8, 15)) is not None


def test_an_outdated_version_is_listed_with_its_new_article() -> None:
    basis = cited("传染病防治法", "2013", "第九条")
    (change,) = edition_of(filed_task(basis=(basis,))).legal_changes
    assert (change.state, change.since) == (LawState.OUTDATED, date(2025, 9, 1))
    assert change.successor is not None
    assert change.successor.article == "第十五条"


def test_a_paragraph_is_not_carried_over_to_where_nobody_looked() -> None:
    found = successor(STATUTES, cited("传染病防治法", "2013", "第九条第二款"), BASE_DATE)
    assert found is not None
    assert found.article == "第十五条"


def test_an_article_without_a_known_counterpart_is_not_guessed() -> None:
    found = successor(STATUTES, cited("传染病防治法", "2013", "第九条、第十条"), BASE_DATE)
    assert found is not None
    assert found.article is None


def test_a_law_in_whose_place_another_is_in_force_is_listed_though_its_repeal_is_not_known() -> (
    None
):
    versions = tuple(replace(v, repealed_on=None) for v in STATUTES.versions)
    basis = cited("噪声污染防治法", "2021", "第八条")
    statutes = replace(STATUTES, versions=versions)
    assert fate(statutes, basis, date(2026, 8, 14)) is None
    assert fate(statutes, basis, BASE_DATE) == (LawState.REPLACED, date(2026, 8, 15))
    assert successor(statutes, basis, BASE_DATE) is not None


@pytest.mark.parametrize(
    "basis", [cited("传染病防治法", None), cited("传染病防治法", "2025"), cited("慈善法", "2016")]
)
def test_what_is_current_or_not_known_is_no_change(basis: LawBasis) -> None:
    assert edition_of(filed_task(basis=(basis,))).legal_changes == ()


def test_a_citation_that_could_not_be_checked_is_counted_as_such() -> None:
    basis = (
        cited("传染病防治法", "2025"),
        cited("传染病防治法", "2013", "第九条"),
        cited("传染病防治法", None),
        cited("慈善法", "2016"),
        DocumentBasis(document="通知", number=None, date=None, clause=None, attachment=None),
    )
    made = edition_of(filed_task(basis=basis))
    assert (made.citations.unchanged, made.citations.unchecked) == (1, 2)
    assert len(made.legal_changes) == 1


def test_what_a_mechanism_rests_on_is_checked_like_the_rest() -> None:
    asked = Mechanism(what="牌子", basis=cited("噪声污染防治法", "2021", "第八条"))
    made = edition_of(filed_task(mechanism=asked, basis=()))
    assert [change.cited for change in made.legal_changes] == [asked.basis]
    asked = replace(asked, basis=cited("传染病防治法", None))
    assert edition_of(filed_task(mechanism=asked, basis=())).citations.unchecked == 1


def test_a_corrected_agency_goes_by_its_name() -> None:
    made = correction(date(2026, 5, 6), "agency", "wangge", "minzheng")
    (changed,) = edition_of(filed_task(corrections=(made,))).changed
    assert [(c.old, c.new) for c in changed.corrections] == [("区网格化管理中心", "区民政局")]


def test_the_same_registry_makes_an_equal_edition() -> None:
    def make() -> Edition:
        return edition(
            registry(filed_task(), full_task()),
            year=2026,
            base_date=BASE_DATE,
            draft=True,
            commit=None,
            tool_version="1",
        )

    assert make() == make()


def last(*tasks: Task, serials: tuple[int, ...], known: tuple[Task, ...] = ()) -> Edition:
    """The edition of 2026 after that of 2025 was frozen with the members *serials*."""
    frozen = LastEdition(
        base_date=date(2025, 12, 31),
        members=frozenset(filed_task(serial).id for serial in serials),
        corrections={task.id: task.corrections for task in known},
    )
    return edition(
        registry(*tasks),
        year=2026,
        base_date=BASE_DATE,
        draft=True,
        commit=None,
        tool_version="1",
        last=frozen,
    )


def test_last_years_number_is_that_of_its_frozen_edition_whatever_was_recorded_since() -> None:
    """The second task was entered by hand after the freezing, and is dated before it."""
    tasks = (filed_task(1), filed_task(2))
    assert edition_of(*tasks).previous == 2
    made = last(*tasks, serials=(1,))
    assert (made.previous, made.net_change) == (1, 1)


def test_what_was_cut_short_after_the_freezing_to_before_it_is_ended_in_this_years_edition() -> (
    None
):
    task = ending_on(date(2025, 6, 30))
    assert (edition_of(task).ended, edition_of(task).previous) == ((), 0)
    made = last(task, serials=(1,))
    (ended,) = made.ended
    assert (made.previous, ended.day, ended.new) == (1, date(2025, 7, 1), False)
    assert made.ended_earlier == ()


def test_a_correction_that_is_dated_before_the_freezing_and_made_after_it_is_a_change() -> None:
    task = corrected_on(date(2025, 11, 3))
    assert (edition_of(task).amended, edition_of(task).changed) == (0, ())
    made = last(task, serials=(1,), known=(filed_task(),))
    assert (made.amended, made.unchanged) == (1, 0)
    assert [one.corrections[0].date for one in made.changed] == [date(2025, 11, 3)]
    assert last(task, serials=(1,), known=(task,)).amended == 0


def test_a_correction_that_the_frozen_edition_left_out_because_of_its_date_is_a_change() -> None:
    """An edition is frozen weeks after its base date; its records may be corrected between."""
    task = corrected_on(date(2026, 1, 9))
    assert last(task, serials=(1,), known=(task,)).amended == 1
