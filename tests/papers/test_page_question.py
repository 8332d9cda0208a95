"""The page answers what ``accession check`` answers: one engine, written twice."""

import csv
import gzip
import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped] # no types
from playwright.sync_api import Page

from accession_cli import packaged
from accession_cli.actions.directory_building import edition
from accession_cli.entry.answer import Answers
from accession_cli.entry.question import Where
from accession_cli.papers import answer
from accession_cli.papers.directory_formats import FORMATS
from accession_cli.papers.directory_page import PageAnswers
from accession_cli.papers.templates import Environment
from accession_cli.registry.reading import opened
from accession_cli.scheme.directory import Edition
from accession_cli.scheme.district import scheme_from
from accession_cli.scheme.task import Channel
from accession_cli.yamlfile import reader as yaml
from page_examples import Reader, edition_from, questions_registry, written
from registries import SHIPPED
from repositories import Clone

TODAY = date(2026, 11, 29)
QUESTIONS = Path(__file__).parents[1] / "entry" / "questions"
KEPT = Path(__file__).parents[1] / "kept" / "0.1.0" / "registry.bundle"
#: What a question may hold besides Chinese: wide forms, rare characters, signs, other scripts.
ODD: tuple[str, ...] = (
    *("①", "Ａ", "é", "🔥", " ", "\n", "ﬁ", "２０２６年", "㈱"),
    *("\U00020bb7", "\U00030edd", "\uf900", "e\u0301", "Dž"),
)
DAYS = ("2026-11-29", "2026-11-29", "2026-10-12", "2024-12-31")
WHERE: tuple[dict[str, Any] | None, ...] = (
    None,
    None,
    {"places": None, "channel": "grid"},
    {"places": ["120110003"], "channel": None},
    {"places": ["120110001901"], "channel": "community"},
)
#: The page's own script, run once more: it gives its engine, with the page's own data in it.
ANSWERS = """cases => {
  const script = [...document.scripts].find(one => !one.type).textContent.trim();
  const answers = eval.call(null, script.replace(/}\\(\\)\\);$/, 'return answers;}());'));
  return cases.map(one => answers.answer(...one));
}"""


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    with (QUESTIONS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def written_questions() -> list[str]:
    """The labelled questions and the rewordings of other people."""
    labelled = [row["question"] for name in ("everyday", "other_people") for row in rows(name)]
    return [*labelled, *(row["wording"] for row in rows("rewordings"))]


def made_from(index: dict[str, Any], chance: random.Random, size: int) -> Iterator[str]:
    """Questions made from the records, then cuts and mixes of all."""
    tasks, words = index["tasks"], index["words"]
    titles = [task["title"] for task in tasks]
    clauses = [clause for task in tasks for key in ("does", "not") for clause, _said in task[key]]
    known: list[str] = [*written_questions(), *titles, *clauses]
    yield from known
    yield from (task[key] for task in tasks for key in ("id", "number"))
    yield from (f"开具{entry['subject']}证明" for entry in index["negative"])
    yield from (f"负责{entry['subject']}" for entry in index["negative"])
    yield from (f"{title}{chance.choice(words['demands'])}" for title in titles)
    yield from (f"{title}{chance.choice(clauses or titles)}" for title in titles)
    for _ in range(size):
        yield _mixed(known, chance)


def _mixed(known: Sequence[str], chance: random.Random) -> str:
    one, other = chance.choice(known), chance.choice(known)
    at = chance.randrange(len(one) + 1)
    match chance.randrange(6):
        case 0:
            return one[at:] + other[: chance.randrange(len(other) + 1)]
        case 1:
            return one[at : at + chance.randrange(1, 12)]
        case 2:
            return one[:at] + chance.choice(other or "的") + one[at + 1 :]
        case 3:
            return "".join(chance.sample(one, len(one)))
        case 4:
            return one[:at] + chance.choice(ODD) + one[at:]
        case _:
            return "".join(chance.choice(known)[:3] for _n in range(chance.randrange(1, 9)))


def asked_alike(page: Page, made: Edition, size: int) -> tuple[int, list[Any]]:
    """How many questions were asked of both, and what was answered differently."""
    index = PageAnswers(made).index
    chance = random.Random(7)
    answers, ids = Answers(index), [task["id"] for task in index["tasks"]]
    cases = [
        (text, chance.choice(DAYS), chance.choice(WHERE), chance.choice([*[None] * 5, *ids[:1]]))
        for text in made_from(index, chance, size)
    ]
    wanted = [_of_python(answers, *case) for case in cases]
    found = page.evaluate(ANSWERS, cases)
    pairs = zip(cases, wanted, found, strict=True)
    return len(cases), [(case, one, other) for case, one, other in pairs if one != other]


def _of_python(
    answers: Answers, text: str, day: str, where: dict[str, Any] | None, this: str | None
) -> Any:
    place = (
        Where(**{**where, "places": where["places"] and tuple(where["places"])}) if where else None
    )
    return json.loads(json.dumps(asdict(answers.answer(text, day, place, this))))


def shipped(*, draft: bool = True, day: date = TODAY) -> Edition:
    """The directory of the sample as it stands on that *day*."""
    return edition(
        opened(SHIPPED).registry,
        year=day.year,
        base_date=day,
        draft=draft,
        commit=None,
        tool_version="0.1.0",
    )


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The page of the sample."""
    return written(shipped(), tmp_path_factory.mktemp("sample"))


def test_the_page_and_the_command_answer_alike(reader: Reader, sample: str) -> None:
    count, different = asked_alike(reader.opens(sample), shipped(), 4300)
    assert count > 5000
    assert different == []


@pytest.mark.browser  # makes a whole page, which takes a second
def test_the_page_travels_light() -> None:
    """With all words of the engine; the sample of 2025 has as many tasks as a district has."""
    made = shipped(draft=False, day=date(2025, 12, 31))
    data = FORMATS["html"].render(made, Environment()).data
    assert len(made.items) == 43
    assert len(gzip.compress(data, 9)) <= 64_000


OPEN = "for (const one of document.querySelectorAll('details')) one.open = true"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_whole_sample_can_be_read_by_anybody(reader: Reader, sample: str, scheme: str) -> None:
    page = reader.opens(sample, width=360, color_scheme=scheme)
    assert page.evaluate("document.documentElement.scrollHeight") <= 1200
    page.evaluate(OPEN)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    page.set_viewport_size({"width": 320, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_they_answer_alike_for_another_district(reader: Reader, tmp_path: Path) -> None:
    path = packaged.folder("templates") / "profiles" / "example" / "scheme.yaml"
    parsed = yaml.read(path.read_bytes(), path.name).parsed
    assert parsed is not None
    known = questions_registry()
    own = (replace(one.task, channels=(Channel.COMMUNITY,)) for one in known.tasks)
    tasks = tuple(replace(one, task=task) for one, task in zip(known.tasks, own, strict=True))
    other = replace(known, scheme=scheme_from(parsed.value), tasks=tasks)
    made = edition_from(other)
    _count, different = asked_alike(reader.opens(written(made, tmp_path)), made, 300)
    assert different == []


def test_they_answer_alike_for_a_registry_of_an_earlier_release(
    reader: Reader, tmp_path: Path, machine: dict[str, str]
) -> None:
    at = Clone(top=tmp_path, environ=machine)
    at.git("clone", "--quiet", str(KEPT), str(tmp_path / "kept"))
    kept = opened(tmp_path / "kept" / "registry").registry
    made = edition(kept, year=2025, base_date=TODAY, draft=True, commit=None, tool_version="0.1.0")
    assert made.items
    _count, different = asked_alike(reader.opens(written(made, tmp_path)), made, 300)
    assert different == []


#: Ask as a reader does, with the place and the channel chosen, and read what is shown.
SHOWN = """rows => {
  const one = id => document.getElementById(id), all = s => [...document.querySelectorAll(s)];
  const heads = s => all(s).map(a => a.getAttribute('href').slice(1).split('&')[0]);
  return rows.map(row => {
    one('place').value = row.subdistrict;
    one('channel').value = {grid: '网格员', community: '社区'}[row.side] || '';
    one('query').value = row.question;
    one('form').dispatchEvent(new Event('submit', {cancelable: true}));
    const box = document.querySelector('.verdict');
    return {
      verdict: box && box.className.split(' ')[1],
      tasks: [...new Set(heads('#answer .task .name a, #answer .options .name a'))],
      bans: all('#answer .task dd.ban').length,
      cards: all('#answer .task').length,
      silent: all('#answer .options li').filter(one => !/不做：./.test(one.textContent)).length,
      text: one('answer').textContent,
    };
  });
}"""


def test_a_reader_sees_the_answer_of_the_command(reader: Reader, sample: str) -> None:
    page = reader.opens(sample)
    labelled = [row for name in ("everyday", "other_people") for row in rows(name)]
    asked = [row for row in labelled if row["as_of"] in ("", str(TODAY))]
    answers = Answers(PageAnswers(shipped()).index)
    places = {place.name: place.code for place in shipped().subdistricts}
    seen: set[str] = set()
    for row, shown in zip(asked, page.evaluate(SHOWN, asked), strict=True):
        code = places.get(row["subdistrict"])
        where = Where(places=(code,) if code else None, channel=row["side"] or None)
        wanted = answers.answer(row["question"], str(TODAY), where)
        if shown["verdict"] == "unreadable" and shown["tasks"]:  # part of a number, or a name
            continue
        assert shown["verdict"] == wanted.verdict, row["question"]
        first = [task.id for task in wanted.tasks][: 3 if wanted.verdict == "not_listed" else 5]
        assert shown["tasks"] == first or wanted.verdict in ("unreadable", "forbidden"), row
        assert shown["cards"] == shown["bans"]
        assert shown["silent"] == 0  # nothing is offered without what is not done
        assert not re.search("不予承接|有权拒绝|暂不承接", shown["text"]), row
        seen.add(shown["verdict"])
    assert len(asked) > 400
    assert len(seen) >= 8


@pytest.mark.parametrize(
    ("query", "found", "more"),
    [
        ("航天器发射", "nothing", {}),
        (
            "DL-2024-0022",
            "expired",
            {"question": "未成年人网络保护协助（试点）", "ended": "2025年3月10日"},
        ),
        ("非法集资线索报告", "channel", {"number": "津丽社准〔2024〕31号", "channels": "网格员"}),
        (
            "协助社会救助入户走访",
            "succeeded",
            {"number": "津丽社准〔2024〕3号", "successors": "津丽社准〔2026〕13号"},
        ),
    ],
)
def test_both_write_the_same_letter(
    reader: Reader, sample: str, query: str, found: str, more: dict[str, str]
) -> None:
    page = reader.opens(sample)
    page.clock.set_fixed_time("2026-12-05T09:00:00")
    facts = {"question": query, "as_of": "基准日2026年11月29日", "day": "2026年12月5日", **more}
    facts.setdefault("number", "津丽社准〔2024〕22号")
    page.fill("#query", query)
    page.click("#write")
    for number, asker in enumerate(("district", "subdistrict")):
        page.click(f".asker >> nth={number}")
        shown = page.locator("#reply").text_content() or ""
        assert shown.partition("\n")[2] == answer.ask(asker, found, facts)


def test_a_letter_that_declines_stands_on_no_page(reader: Reader, sample: str) -> None:
    clause = shipped().scheme.cited("2.2")
    declining = answer.decline({"question": "甲", "as_of": "乙", "clause": clause, "day": "丙"})
    assert "方案二、（二）规定：凡未经审批的工作事务，社区居民委员会有权拒绝。" in declining
    assert "暂不承接" not in reader.opens(sample).content()


def test_braces_in_a_question_stay_as_they_were_written() -> None:
    facts = {"question": "{day}{x", "as_of": "乙", "day": "丙", "number": "丁"}
    assert "“{day}{x”" in answer.ask("district", "nothing", facts)
    named = {**facts, "title": "戊", "agency": "己", "excludes": ""}
    assert answer.slip("named", "nothing", named).endswith("（丁，己）。")


def test_an_own_template_of_the_time_before_gets_the_data_that_it_was_written_for(
    tmp_path: Path,
) -> None:
    own = "{% for piece in page_data %}{{ piece|safe }}{% endfor %}"
    (tmp_path / "directory.html.j2").write_text(own, encoding="utf-8")
    environment = Environment(template_folders=(tmp_path,))
    data = json.loads(FORMATS["html"].render(edition_from(questions_registry()), environment).data)
    assert data["version"] == 1
    assert {"folded", "bare", "pairs", "content"} <= set(data["tasks"][0])


@pytest.mark.parametrize(
    ("today", "before"),
    [("in answers", "in page_data"), ('<section id="items"', '<div id="items"')],
)
def test_beside_an_own_page_of_the_time_before_the_script_of_today_is_quiet(
    reader: Reader, tmp_path: Path, today: str, before: str
) -> None:
    page = packaged.text("templates", "directory.html.j2").replace(today, before)
    (tmp_path / "directory.html.j2").write_text(page, encoding="utf-8")
    environment = Environment(template_folders=(tmp_path,))
    made = FORMATS["html"].render(edition_from(questions_registry()), environment)
    (tmp_path / "page.html").write_bytes(made.data)
    opened_page = reader.opens((tmp_path / "page.html").as_uri())
    assert not opened_page.is_visible("#ask")
    assert opened_page.locator("#DL-2024-0001").count() == 1
