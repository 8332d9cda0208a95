"""The rules, held against small registries: ``examples/<code>/{good,bad}`` laid over ``base``."""

import re
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from accession_cli import rules
from accession_cli.model.finding import Finding, Severity
from accession_cli.model.negative_list import NegativeEntry, NegativeKind
from accession_cli.rules import World
from accession_cli.rules.clauses import ALL_CLAUSES
from accession_cli.store.registry_folder import Loaded, load
from accession_cli.store.schema_check import Kind, schema

EXAMPLES = Path(__file__).parent / "examples"
TODAY = date(2026, 11, 24)
NEGATIVE = (
    NegativeEntry(NegativeKind.CERTIFICATE, "婚姻状况", "民发〔2020〕20号"),
    NegativeEntry(NegativeKind.CERTIFICATE, "亲属关系", "民发〔2020〕20号"),
    NegativeEntry(NegativeKind.CERTIFICATE, "居民身份信息", "民发〔2020〕20号"),
    NegativeEntry(NegativeKind.CERTIFICATE, "死亡", "民发〔2020〕20号"),
    NegativeEntry(NegativeKind.RESPONSIBLE_BODY, "拆迁拆违", "天津市社区减负意见（2019）"),
    NegativeEntry(NegativeKind.RESPONSIBLE_BODY, "行政执法", "天津市社区减负意见（2019）"),
    NegativeEntry(NegativeKind.RESPONSIBLE_BODY, "城市管理", "天津市社区减负意见（2019）"),
)
CODES = sorted(rules.BY_CODE)
NEVER_ALONE = {"N101": ["N102"]}  # of two files with one id, one lies in the wrong place


@pytest.fixture
def read(tmp_path: Path) -> "Reader":
    return Reader(tmp_path)


class Reader:
    """Lays example folders over one another and reads the registry that comes of it."""

    def __init__(self, place: Path) -> None:
        self.place = place

    def registry(self, *layers: str) -> Loaded:
        for layer in layers:
            shutil.copytree(EXAMPLES / layer, self.place, dirs_exist_ok=True)
        return load(self.place / "registry")

    def findings(self, *layers: str, as_of: date = TODAY) -> list[Finding]:
        """All that reading and the rules find."""
        loaded = self.registry(*layers)
        assert loaded.registry is not None, [found.message for found in loaded.findings]
        world = World.of(loaded.registry, as_of, NEGATIVE)
        found = rules.run(rules.ALL, world)
        return [
            *loaded.findings,
            *(rules.finding_of(r, b, loaded.place(path, b.key)) for r, path, b in found),
        ]


def as_of(code: str) -> date:
    file = EXAMPLES / code / "as_of"
    return date.fromisoformat(file.read_text(encoding="utf-8").strip()) if file.exists() else TODAY


def said(found: list[Finding]) -> list[str]:
    return [f"{one.code} {one.place} {one.message} {one.remedy}" for one in found]


def test_the_examples_begin_from_a_sound_registry(read: Reader) -> None:
    assert said(read.findings("base")) == []


@pytest.mark.parametrize("code", CODES)
def test_a_rule_is_silent_about_its_good_example(code: str, read: Reader) -> None:
    assert said(read.findings("base", f"{code}/good", as_of=as_of(code))) == []


@pytest.mark.parametrize("code", CODES)
def test_a_rule_alone_speaks_about_its_bad_example(code: str, read: Reader) -> None:
    found = read.findings("base", f"{code}/bad", as_of=as_of(code))
    assert {one.code for one in found} == {code, *NEVER_ALONE.get(code, ())}, said(found)
    for one in found:
        assert "{" not in one.message
        assert "{" not in one.remedy
        assert (read.place / one.place.path).is_file()


def test_every_folder_of_examples_belongs_to_a_rule() -> None:
    folders = {path.name for path in EXAMPLES.iterdir() if path.is_dir()}
    assert folders - {"base", "other_district"} == set(CODES)


def test_codes_are_unique_and_stand_in_the_order_of_their_chapters() -> None:
    codes = [rule.code for rule in rules.ALL]
    assert len(set(codes)) == len(codes)
    assert codes == sorted(codes, key=lambda code: ("NDTBFLPG".index(code[0]), code))


@pytest.mark.parametrize("rule", rules.ALL, ids=lambda rule: rule.code)
def test_a_rule_says_what_it_demands_in_whole_sentences(rule: rules.Rule) -> None:
    for sentence in (rule.about, rule.says, rule.mend):
        assert sentence.endswith(".")
        assert sentence[0].isupper() or sentence[0] == "{"
    assert rule.clause


def test_what_time_alone_brings_about_is_a_warning() -> None:
    ages = [rule for rule in rules.ALL if rule.ages]
    assert [rule.code for rule in ages] == ["B201", "B202", "L201", "L202", "L402"]
    assert {rule.severity for rule in ages} == {Severity.WARNING}


def test_a_registry_that_is_clean_today_has_no_errors_on_any_later_day(read: Reader) -> None:
    loaded = read.registry("base")
    assert loaded.registry is not None
    for year in range(2027, 2040):
        world = World.of(loaded.registry, date(year, 1, 1), NEGATIVE)
        found = [rule for rule, _, _ in rules.run(rules.ALL, world)]
        assert [rule.code for rule in found if rule.severity is Severity.ERROR] == []


def test_another_district_is_held_to_its_own_numbers_and_bodies(read: Reader) -> None:
    assert said(read.findings("other_district")) == []


def test_a_finding_cites_the_clause_of_the_districts_own_scheme(read: Reader) -> None:
    read.registry("other_district")
    task = next(read.place.glob("registry/tasks/*/*.yaml"))
    text = task.read_text(encoding="utf-8")
    late = re.sub("received: .*", "received: 2026-08-06", text)
    task.write_text(late, encoding="utf-8")
    assert [(one.code, one.clause) for one in read.findings()] == [("T201", "scheme 6")]


def test_a_narrower_look_still_compares_with_the_whole_registry(read: Reader) -> None:
    loaded = read.registry("base", "N401/bad")
    assert loaded.registry is not None
    world = World.of(loaded.registry, TODAY)
    first = "registry/tasks/2024/SL-2024-0001.yaml"
    assert [(r.code, path) for r, path, _ in rules.run(rules.ALL, world, {first})] == [
        ("N401", first)
    ]
    assert list(rules.run(rules.ALL, world, {"registry/scheme.yaml"})) == []


def texts(read: Reader, content: str) -> Iterator[str]:
    loaded = read.registry("base")
    path = read.place / "registry/tasks/2024/SL-2024-0001.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub("content: .*", f"content: {content}", text), encoding="utf-8")
    loaded = load(read.place / "registry")
    assert loaded.registry is not None
    assert loaded.findings == ()
    for rule, _, _ in rules.run(rules.ALL, World.of(loaded.registry, TODAY, NEGATIVE)):
        yield rule.code


@pytest.mark.parametrize(
    ("content", "codes"),
    [
        ("为居民开具亲属关系证明。", ["P101"]),
        ("办理婚姻状况、亲属关系证明。", ["P101", "P101"]),
        ("居民委员会不出具婚姻状况证明。", []),
        ("不得要求居民委员会出具亲属关系证明。", []),
        ("由派出所出具亲属关系证明。", []),
        ("由社区出具亲属关系证明。", ["P101"]),
        ("帮助群众办理死亡证明。", []),
        ("核对医院出具的死亡证明。", []),
        ("开展婚姻状况证明政策宣传。", []),
        ("组织实施拆迁拆违。", ["P102"]),
        ("配合街道做好拆迁拆违的解释工作。", []),
        ("社区不承担行政执法。", []),
        ("登记后转城市管理部门。", []),
        ("负责行政执法，不留死角。", ["P102"]),
    ],
)
def test_words_against_the_negative_list_are_read_in_their_clause(
    content: str, codes: list[str], read: Reader
) -> None:
    assert list(texts(read, content)) == codes


THE_SCHEME = [
    *("2.1", "2.2", "2.3", "3.1", "3.2", "3.2.1", "3.2.2", "3.2.3"),
    *("3.3", "3.4", "3.5", "4.1", "4.2", "4.3"),
]


def test_every_clause_of_the_scheme_is_checked_served_or_excused() -> None:
    assert [clause.number for clause in ALL_CLAUSES] == THE_SCHEME
    for clause in ALL_CLAUSES:
        done = clause.rules or clause.schema or clause.commands
        assert bool(done) != bool(clause.excuse), clause.number


def test_every_rule_stands_under_the_clause_that_it_cites() -> None:
    named = {(f"scheme {clause.number}", code) for clause in ALL_CLAUSES for code in clause.rules}
    cites = {(rule.clause, rule.code) for rule in rules.ALL if rule.clause.startswith("scheme ")}
    assert cites - named == set()
    assert {code for _, code in named} - set(rules.BY_CODE) == set()


def test_the_schema_has_every_key_that_a_clause_is_said_to_rest_on() -> None:
    keys = {key for clause in ALL_CLAUSES for key in clause.schema}
    assert keys - set(schema(Kind.TASK)["properties"]) == set()


def test_a_gap_of_several_numbers_names_the_first_and_the_last(read: Reader) -> None:
    read.registry("base", "N106/bad")
    old = read.place / "registry/tasks/2024/SL-2024-0004.yaml"
    text = old.read_text(encoding="utf-8")
    text = text.replace("SL-2024-0004", "SL-2024-0009").replace("〔2024〕4号", "〔2024〕9号")
    old.with_stem("SL-2024-0009").write_text(text, encoding="utf-8")
    old.unlink()
    assert [one.message for one in read.findings()] == [
        "The numbers before SL-2024-0009 are missing, from SL-2024-0003 to SL-2024-0008."
    ]


def test_a_law_repealed_without_a_known_successor_is_said_to_be_so(read: Reader) -> None:
    read.registry("base", "B201/bad")
    statutes = read.place / "registry/statutes.yaml"
    text = statutes.read_text(encoding="utf-8")
    successor = 'replaced_by:\n      law: 示例环境法典\n      version: "2026"\n'
    assert successor in text
    statutes.write_text(text.replace(successor, "replaced_by: null\n"), encoding="utf-8")
    (found,) = read.findings()
    assert found.message == (
        "示例环境法 was repealed from 2026-08-15. What took its place is not known here."
    )


def test_29_february_begins_a_year_that_is_full_on_28_february(read: Reader) -> None:
    read.registry("base")
    path = read.place / "registry/tasks/2024/SL-2024-0001.yaml"
    text = path.read_text(encoding="utf-8").replace("received: 2024-03-01", "received: 2024-02-19")
    text = text.replace("start: 2024-03-11\n  end: null", "start: 2024-02-29\n  end: 2025-02-27")
    text = text.replace("date: 2024-03-08", "date: 2024-02-27")
    path.write_text(text, encoding="utf-8")
    assert "T104" in {one.code for one in read.findings()}
    path.write_text(text.replace("2025-02-27", "2025-02-28"), encoding="utf-8")
    assert "T104" not in {one.code for one in read.findings()}
