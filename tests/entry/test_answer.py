"""What may be said of a question: labelled questions, and questions made from the records."""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from accession_cli.entry.answer import Answers, Reply, Verdict
from accession_cli.entry.question import State, Where
from accession_cli.registry.reading import (
    opened,
    packaged_duties,
    packaged_negative_list,
    packaged_vocabulary,
)
from accession_cli.scheme.question_index import excluded, extended, index_of
from accession_cli.scheme.task import Channel, Task
from registries import SHIPPED

TODAY = "2026-11-29"
QUESTIONS = Path(__file__).parent / "questions"
YES = {Verdict.ADMITTED, Verdict.WITHIN}
#: What an answer asserts. The other verdicts only ask to look, or say that nothing was found.
ASSERTS = {*Verdict} - {Verdict.PERHAPS, Verdict.NOT_LISTED, Verdict.UNREADABLE}
DEMANDS = ("考核", "打卡", "罚款", "排名通报", "收取押金", "签责任书", "下载APP", "建台账")


#: Registries by what is of them: the sample; the tasks of a district without grid workers, as the
#: example profile has it; a district that has just begun.
REGISTRIES: dict[str, Callable[[tuple[Task, ...]], Iterable[Task]]] = {
    "the sample": lambda tasks: tasks,
    "no grid workers": lambda tasks: (
        replace(task, channels=(Channel.COMMUNITY,)) for task in tasks
    ),
    "six tasks": lambda tasks: tasks[5:11],
}


@cache
def answers(registry: str = "the sample") -> tuple[Answers, dict[str, str]]:
    known = opened(SHIPPED).registry
    index = index_of(
        REGISTRIES[registry](tuple(file.task for file in known.tasks)),
        known.agencies,
        packaged_vocabulary(),
        packaged_negative_list(),
        packaged_duties(),
    )
    return Answers(index), {place.name: code for code, place in known.subdistricts.items()}


def asked(text: str, day: str = TODAY, where: Where | None = None) -> Reply:
    return answers()[0].answer(text, day, where)


def live(registry: str = "the sample") -> list[Mapping[str, Any]]:
    tasks = answers(registry)[0].search.tasks
    return [task.data for task in tasks if task.state(TODAY) is State.LIVE]


def labelled(name: str) -> Iterator[tuple[dict[str, str], Reply]]:
    places = answers()[1]
    with (QUESTIONS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            code = places.get(row["subdistrict"])
            where = Where(places=(code,) if code else None, channel=row["side"] or None)
            yield row, asked(row["question"], row["as_of"] or TODAY, where)


def accepted(row: dict[str, str]) -> set[str]:
    return {row["verdict"], *row["also_ok"].split(";")} - {""}


def right(row: dict[str, str]) -> list[str]:
    return [number for number in row["first"].split(";") if number]


@pytest.mark.parametrize("name", ["everyday", "other_people"])
def test_no_answer_asserts_what_the_register_does_not_know(name: str) -> None:
    wrong = [
        (row["question"], reply.verdict.value)
        for row, reply in labelled(name)
        if reply.verdict in ASSERTS
        and (
            reply.verdict not in accepted(row)
            or (
                reply.verdict is not Verdict.FORBIDDEN
                and right(row)
                and reply.tasks[0].id not in right(row)
            )
        )
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("name", "least_first", "least_in_three", "least_accepted"),
    [("everyday", 95, 98, 97), ("other_people", 86, 90, 93)],
)
def test_the_task_that_is_meant_comes_first(
    name: str, least_first: int, least_in_three: int, least_accepted: int
) -> None:
    rows = list(labelled(name))
    meant = [(right(row), [task.id for task in reply.tasks]) for row, reply in rows if right(row)]
    first = sum(numbers[:1] != [] and numbers[0] in ids for ids, numbers in meant)
    in_three = sum(bool(set(numbers[:3]) & set(ids)) for ids, numbers in meant)
    fitting = sum(reply.verdict in accepted(row) for row, reply in rows)
    assert 100 * first >= least_first * len(meant)
    assert 100 * in_three >= least_in_three * len(meant)
    assert 100 * fitting >= least_accepted * len(rows)


def test_other_peoples_rewordings_find_their_task() -> None:
    with (QUESTIONS / "rewordings.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    first = sum(
        [task.id for task in asked(row["wording"]).tasks][:1] == [row["id"]] for row in rows
    )
    assert 100 * first >= 75 * len(rows)


def made(registry: str) -> dict[str, tuple[list[str], Callable[[Reply], bool]]]:
    """Questions made from the records of *registry*, and what their answer must never be."""

    def yes(reply: Reply) -> bool:
        return reply.verdict in YES

    def not_forbidden(reply: Reply) -> bool:
        return reply.verdict is not Verdict.FORBIDDEN

    tasks = live(registry)
    titles = [str(task["title"]) for task in tasks]
    clauses = [[clause for clause, _sentence in task["not"]] for task in tasks]
    does = ["".join(clause for clause, _sentence in task["does"]) for task in tasks]
    subjects = packaged_negative_list()
    return {
        "a title with what its own record leaves out": (
            [title + one for title, own in zip(titles, clauses, strict=True) for one in own],
            yes,
        ),
        "a title with a demand": (
            [
                title + demand
                for (title, done), demand in product(zip(titles, does, strict=True), DEMANDS)
                if demand[:2] not in title + done
            ],
            yes,
        ),
        "a title with what another record leaves out": (
            [
                title + one
                for n, title in enumerate(titles)
                for m, own in enumerate(clauses)
                for one in own
                if m in (n + 1, n + 5) and len(one) > 2
            ],
            yes,
        ),
        "two titles": (
            [one + other for one, other in product(titles, titles[::5]) if one != other],
            yes,
        ),
        "a certificate of the negative list": (
            [f"开具{one.subject}证明" for one in subjects if one.kind.value == "certificate"],
            not_forbidden,
        ),
        "a duty of the negative list for which the committee is liable": (
            [
                liable + one.subject
                for one, liable in product(subjects, ("负责", "承担"))
                if one.kind.value != "certificate"
            ],
            not_forbidden,
        ),
    }


@pytest.mark.parametrize("registry", REGISTRIES)
@pytest.mark.parametrize("name", list(made("the sample")))
def test_nothing_is_asserted_of(name: str, registry: str) -> None:
    questions, wrong = made(registry)[name]
    known = answers(registry)[0]
    assert questions
    assert [one for one in questions if wrong(known.answer(one, TODAY))] == []


def test_what_a_record_does_is_never_called_beyond_it_or_not_listed() -> None:
    clauses = [clause for task in live() for clause, _sentence in task["does"] if len(clause) > 5]
    wrong = [
        clause
        for clause in clauses
        if asked(clause).verdict not in {*YES, Verdict.PERHAPS, Verdict.ELSEWHERE}
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("居民消防安全宣传教育", Verdict.ADMITTED),
        ("津丽社准[2024]6号", Verdict.ADMITTED),
        ("dl-2025-0007", Verdict.ADMITTED),
        ("协助社会救助入户走访", Verdict.PERHAPS),  # has ended, and another took its place
        ("津丽社准〔2026〕999号", Verdict.NOT_LISTED),
        ("xiaofang xuanchuan", Verdict.UNREADABLE),
        ("的", Verdict.UNREADABLE),
        ("", Verdict.UNREADABLE),
        ("\u2028\x00\ud800", Verdict.UNREADABLE),
    ],
)
def test_names_numbers_and_what_cannot_be_read(text: str, verdict: Verdict) -> None:
    assert asked(text).verdict is verdict


def test_a_task_of_grid_workers_is_not_for_a_committee() -> None:
    title = "非法集资线索报告"
    assert asked(title).verdict is Verdict.ELSEWHERE
    assert asked(title, where=Where(channel="grid")).verdict is Verdict.ADMITTED
    assert asked(f"网格员{title}").verdict is Verdict.WITHIN


def test_a_sentence_tells_what_a_task_leaves_out() -> None:
    content = (
        "协助通知饲养户。不采样，不注射，不作无害化处理；居民不配合的，报告街道。行动不便的照看。"
    )
    assert excluded(content) == ("不采样，不注射，不作无害化处理",)


@pytest.mark.parametrize(
    "content",
    ["反映收运不及时等问题。", "监督加害人不再实施家庭暴力。", "发现坍塌、身体不适等情况的报告。"],
)
def test_what_is_done_about_a_fault_is_not_taken_for_what_is_left_out(content: str) -> None:
    assert excluded(content) == ()


def test_what_a_person_confirmed_is_left_out_even_where_no_word_says_not() -> None:
    known = opened(SHIPPED).registry
    task = next(file.task for file in known.tasks if file.task.title == "居民消防安全宣传教育")
    content = "张贴消防宣传品。上门检查由消防部门办理。不代售消防器材。"
    text = replace(task.authorization, content=content, authority="")
    for confirmed in ((), ("上门检查由消防部门办理",)):
        one = replace(task, authorization=text, excludes=confirmed)
        clauses = index_of([one], known.agencies, packaged_vocabulary())["tasks"][0]
        assert [sentence for _clause, sentence in clauses["not"]] == [
            *confirmed,
            "不代售消防器材",
        ]
        assert len(clauses["does"]) == 2 - len(confirmed)


def test_what_only_the_cell_of_the_form_says_is_left_out_bans_too() -> None:
    known = opened(SHIPPED).registry
    task = next(file.task for file in known.tasks if file.task.title == "居民消防安全宣传教育")
    stated = replace(task, excludes=("不入户登记，不建档", *task.excludes))
    before, clauses = index_of([task, stated], known.agencies, packaged_vocabulary())["tasks"]
    added = ["入户登记", "不入户登记，不建档"], ["建档", "不入户登记，不建档"]
    assert clauses["not"] == [*before["not"], *added]
    assert clauses["does"] == before["does"]


def test_a_duty_of_a_statute_stands_above_the_answer_with_its_own_sentence() -> None:
    reply = asked("发现小孩被家长打要不要报告")
    assert "statute" in reply.flags
    assert reply.duties
    assert asked("居民消防安全宣传教育").duties == ()


def test_when_a_person_says_which_task_is_meant_the_record_alone_decides() -> None:
    answers_, _places = answers()
    fire = "DL-2024-0006"
    assert answers_.answer("发传单还要打卡", TODAY, this=fire).surplus == ("打卡",)
    assert answers_.answer("发传单还要打卡", TODAY, this=fire).verdict is Verdict.BEYOND
    assert answers_.answer("发消防传单", TODAY, this=fire).verdict is Verdict.WITHIN
    assert answers_.answer("积水排查", TODAY, this="DL-2025-0013").verdict is Verdict.ENDED


def test_a_district_adds_its_own_words_to_those_that_ship() -> None:
    own = {"groups": [["反诈", "捂紧钱袋子"], ["摆摊", "地摊"]], "fillers": ["麻溜"], "demands": []}
    words = extended(packaged_vocabulary(), own)
    known = opened(SHIPPED).registry
    index = index_of([file.task for file in known.tasks], known.agencies, words)
    reply = Answers(index).answer("捂紧钱袋子宣传", TODAY)
    assert reply.tasks[0].id == "DL-2024-0008"
    assert ["摆摊", "地摊"] in words["groups"]
    assert asked("捂紧钱袋子宣传").tasks[:1] != reply.tasks[:1]
