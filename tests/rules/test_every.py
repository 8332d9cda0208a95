"""The rules, held against small registries: ``examples/<code>/{good,bad}`` laid over ``base``."""

import re
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from accession_cli.actions.history import past_of
from accession_cli.actions.history_judging import HistoryJudge
from accession_cli.cli.commands import COMMANDS
from accession_cli.finding import Code, Finding, Severity
from accession_cli.gitstore.past import commits
from accession_cli.registry import reading
from accession_cli.registry.reading import Loaded, load_registry
from accession_cli.registry.schemas import FileKind
from accession_cli.rules.clauses import ALL_CLAUSES
from accession_cli.rules.every import ALL
from accession_cli.rules.rule import RuleContext, StepRule, finding_of, run
from accession_cli.scheme.district import NegativeEntry, NegativeKind
from accession_cli.scheme.fields import schema
from accession_cli.secrecy.codes import CODES as SECRECY_CODES
from repositories import Clone, sign_in

EXAMPLES = Path(__file__).parents[1] / "examples"
TODAY = date(2026, 11, 24)
CERTIFICATES = [
    *("婚姻状况", "亲属关系", "居民身份信息", "死亡", "出生", "健在", "无犯罪记录"),
    *("人员失踪", "居民财产", "证件遗失"),
]
ANSWERED_FOR = ["拆迁拆违", "行政执法", "城市管理", "环境整治", "招商引资", "协税护税"]
NEGATIVE = (
    *(NegativeEntry(NegativeKind.CERTIFICATE, one, "民发〔2020〕20号") for one in CERTIFICATES),
    *(
        NegativeEntry(NegativeKind.RESPONSIBLE_BODY, one, "天津市社区减负意见（2019）")
        for one in ANSWERED_FOR
    ),
)
WORDS = reading.packaged_vocabulary()
BY_CODE = {rule.code: rule for rule in ALL}
CODES = sorted(BY_CODE)
OVER_STEPS = [code for code in CODES if isinstance(BY_CODE[code], StepRule)]
OVER_STATES = [code for code in CODES if code not in OVER_STEPS]
NEVER_ALONE = {
    "N101": ["N102"],  # of two files with one id, one lies in the wrong place
    "G305": ["N204"],  # a task names a subdistrict that is not on the empty list
    "G303": ["L403"],  # a place that ends before it begins never existed
    "H304": ["H403"],  # an example is no edition that was made from a commit of this history
}
# The examples of other rules are too short to say what is not done.
HELD = tuple(rule for rule in ALL if rule.code != "P202")


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
        return load_registry(self.place / "registry")

    def edit(self, name: str, *changes: tuple[str, str]) -> None:
        """Change one file of the registry; what is to be changed must be there."""
        path = self.place / "registry" / name
        text = path.read_text(encoding="utf-8")
        for old, new in changes:
            assert old in text, old
            text = text.replace(old, new, 1)
        path.write_text(text, encoding="utf-8")

    def findings(self, *layers: str, as_of: date = TODAY) -> list[Finding]:
        """All that reading and the rules find."""
        loaded = self.registry(*layers)
        assert loaded.registry is not None, [found.message for found in loaded.findings]
        world = RuleContext.of(loaded.registry, as_of, NEGATIVE, vocabulary=WORDS)
        found = run(ALL if any("P202" in one for one in layers) else HELD, world)
        return [
            *loaded.findings,
            *(finding_of(r, b, loaded.place(path, b.key)) for r, path, b in found),
        ]


def as_of(code: str) -> date:
    file = EXAMPLES / code / "as_of"
    return date.fromisoformat(file.read_text(encoding="utf-8").strip()) if file.exists() else TODAY


def said(found: list[Finding]) -> list[str]:
    return [f"{one.code} {one.place} {one.message} {one.remedy}" for one in found]


def test_the_examples_begin_from_a_sound_registry(read: Reader) -> None:
    assert said(read.findings("base")) == []


@pytest.mark.parametrize("code", OVER_STATES)
def test_a_rule_is_silent_about_its_good_example(code: str, read: Reader) -> None:
    assert said(read.findings("base", f"{code}/good", as_of=as_of(code))) == []


@pytest.mark.parametrize("code", OVER_STATES)
def test_a_rule_alone_speaks_about_its_bad_example(code: str, read: Reader) -> None:
    found = read.findings("base", f"{code}/bad", as_of=as_of(code))
    assert {one.code for one in found} == {code, *NEVER_ALONE.get(code, ())}, said(found)
    for one in found:
        assert "{" not in one.message
        assert "{" not in one.remedy
        assert (read.place / one.place.path).is_file()


@pytest.fixture
def stepped(tmp_path: Path, machine: dict[str, str]) -> Callable[[str, str], list[Finding]]:
    """Commit ``base`` with ``<code>/before``, then ``base`` with the side named: what is found."""

    def findings(code: str, side: str) -> list[Finding]:
        clone = Clone(top=tmp_path / "registry", environ=machine)
        clone.top.mkdir()
        clone.git("init", "--quiet", "--initial-branch=main")
        sign_in(clone, "ann")
        for layer in ("before", side):
            shutil.rmtree(clone.top / "registry", ignore_errors=True)
            for place in ("base", f"{code}/{layer}"):
                shutil.copytree(
                    EXAMPLES / place,
                    clone.top,
                    dirs_exist_ok=True,
                    copy_function=shutil.copyfile,  # with the time of now, by which git sees it
                )
            clone.commit(layer)
        past = past_of(clone.top, None)
        found = HistoryJudge(past, back=True).over(commits(past.git, "HEAD"))
        return [one.finding for one in found if one.commit and one.commit.sha == clone.head]

    return findings


@pytest.mark.parametrize("code", OVER_STEPS)
def test_a_rule_over_changes_is_silent_about_its_good_example(
    code: str, stepped: Callable[[str, str], list[Finding]]
) -> None:
    assert said(stepped(code, "good")) == []


@pytest.mark.parametrize("code", OVER_STEPS)
def test_a_rule_over_changes_alone_speaks_about_its_bad_example(
    code: str, stepped: Callable[[str, str], list[Finding]]
) -> None:
    found = stepped(code, "bad")
    assert {one.code for one in found} == {code, *NEVER_ALONE.get(code, ())}, said(found)
    for one in found:
        assert "{" not in one.message
        assert "{" not in one.remedy


def test_every_folder_of_examples_belongs_to_a_rule() -> None:
    folders = {path.name for path in EXAMPLES.iterdir() if path.is_dir()}
    secrecy = {code.code for code in SECRECY_CODES}
    assert folders - {"base", "other_district"} == {*CODES, *secrecy}


def test_codes_are_unique_and_stand_in_the_order_of_their_chapters() -> None:
    codes = [rule.code for rule in ALL]
    assert len(set(codes)) == len(codes)
    assert codes == sorted(codes, key=lambda code: ("NDTBFLPAKEGH".index(code[0]), code))


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.code)
def test_a_rule_says_what_it_demands_in_whole_sentences(rule: Code) -> None:
    for sentence in (rule.about, rule.says, rule.hint):
        assert sentence.endswith(".")
        assert sentence[0].isupper() or sentence[0] == "{"
    assert rule.clause


def test_what_time_alone_brings_about_is_a_warning() -> None:
    ages = [rule for rule in ALL if rule.ages]
    assert [rule.code for rule in ages] == ["B201", "B202", "L201", "L202", "L402", "A202", "K201"]
    assert {rule.severity for rule in ages} == {Severity.WARNING}


def test_a_registry_that_is_clean_today_has_no_errors_on_any_later_day(read: Reader) -> None:
    loaded = read.registry("base")
    assert loaded.registry is not None
    for year in range(2027, 2040):
        world = RuleContext.of(loaded.registry, date(year, 1, 1), NEGATIVE, vocabulary=WORDS)
        found = [rule for rule, _, _ in run(HELD, world)]
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
    world = RuleContext.of(loaded.registry, TODAY)
    first = "registry/tasks/2024/SL-2024-0001.yaml"
    assert [(r.code, path) for r, path, _ in run(HELD, world, {first})] == [("N401", first)]
    assert list(run(HELD, world, {"registry/scheme.yaml"})) == []


def texts(read: Reader, words: str, key: str = "content") -> Iterator[str]:
    read.registry("base")
    path = read.place / "registry/tasks/2024/SL-2024-0001.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(f"{key}: .*", f"{key}: {words}", text, count=1), encoding="utf-8")
    loaded = load_registry(read.place / "registry")
    assert loaded.registry is not None
    assert loaded.findings == ()
    for rule, _, _ in run(HELD, RuleContext.of(loaded.registry, TODAY, NEGATIVE, vocabulary=WORDS)):
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
        ("在亲属关系证明上盖章。", ["P101"]),
        ("为婚姻状况盖章证明。", ["P101"]),
        ("为未成年人开具出生证明。", ["P101"]),
        ("为不在本地居住的老人开具健在证明。", ["P101"]),
        ("派出所依法出具亲属关系证明。", []),
        ("为派出所出具亲属关系证明。", ["P101"]),
        ("由社区民警出具亲属关系证明。", []),
        ("引导居民到派出所开具亲属关系证明。", []),
        ("居民到社区办理亲属关系证明。", ["P101"]),
        ("上门到户为老人开具健在证明。", ["P101"]),
        ("帮助居民出具亲属关系证明。", ["P101"]),
        ("社区无权在婚姻状况证明上盖章。", []),
        ("居民申请—社区出具亲属关系证明—街道备案。", ["P101"]),
        ("宣讲婚姻状况证明的办理办法。", []),
        ("由社区卫生服务中心出具死亡证明。", []),
        ("组织实施拆迁拆违。", ["P102"]),
        ("配合街道做好拆迁拆违的解释工作。", []),
        ("社区不承担行政执法。", []),
        ("登记后转城市管理部门。", []),
        ("负责行政执法，不留死角。", ["P102"]),
        ("协助街道工作，作为环境整治的责任主体。", ["P102"]),
        ("配合开展环境整治，居民委员会为责任主体。", ["P102"]),
        ("协助做好招商引资，完成年度指标。", ["P102"]),
        ("宣传政策，负责拆迁拆违。", ["P102"]),
        ("配合城市管理，纳入社区考核。", ["P102"]),
        ("协助负责环境整治。", ["P102"]),
        ("负责宣传环境整治的政策。", []),
        ("负责环境整治政策的宣讲。", []),
        ("宣讲城市管理法规。", []),
        ("发现行政执法线索，由城管部门处理。", []),
        ("行政执法由城管部门负责。", []),
        ("城管部门负责行政执法，社区配合。", []),
        ("环境整治问题由城管部门处理。", []),
        ("协助环境整治宣传，责任主体为城管部门。", []),
        ("不得把招商引资列为社区考核指标。", []),
        ("不作为环境整治责任主体。", []),
        ("社区不负责拆迁拆违。", []),
        ("不得推诿环境整治任务，社区承担环境整治。", ["P102"]),
        ("由社区负责城市管理。", ["P102"]),
        ("社区承担招商引资任务，街道协助。", ["P102"]),
        ("社区发现问题—环境整治由街道牵头—结果反馈。", []),
        ("引导承担环境整治任务的施工单位进场。", []),
        ("组织居民参与环境整治。", []),
        ("环境整治由社区承担。", ["P102"]),
        ("环境整治的宣传由社区负责。", []),
        ("协税护税由税务部门承担，社区不承担。", []),
        ("宣传政策并出具亲属关系证明。", ["P101"]),
        ("宣传出具亲属关系证明的规定。", []),
        ("协助居民，社区负责出具无犯罪记录证明。", ["P101"]),
        ("社区开具的证件遗失证明不再有效。", []),
        ("街道要求社区盖章证明居民财产。", ["P101"]),
        ("社区为派出所核实人员失踪情况并出具证明。", ["P101"]),
        ("不盖章，不出具人员失踪证明。", []),
        ("社区落实环境整治主体责任，城管部门指导。", ["P102"]),
        ("不设招商引资指标。", []),
        ("招商引资不列入考核。", []),
        ("环境整治考核结果由街道公布，社区协助。", []),
        ("协助街道完成环境整治，街道考核社区。", ["P102"]),
        ("协助环境整治，街道考核施工单位。", []),
        ("协助街道完成招商引资指标。", ["P102"]),
        ("环境整治。", ["P102"]),
        ("行政执法事项由区城市管理综合行政执法支队实施；社区只反映情况。", []),
        ("由社区承担城市管理和行政执法工作，部门指导。", ["P102", "P102"]),
        ("居委会牵头环境整治，物业配合。", ["P102"]),
        ("协助发放环境整治指标说明。", ["P102"]),
    ],
)
def test_words_against_the_negative_list_are_read_in_their_clause(
    content: str, codes: list[str], read: Reader
) -> None:
    assert list(texts(read, content)) == codes


@pytest.mark.parametrize(
    ("content", "codes"),
    [
        ("为居民出具夫妻关系证明。", ["P101"]),
        ("社区给老人开具还活着的证明。", ["P101"]),
        ("在无房情况说明上盖个章。", ["P101"]),
        ("给失业居民开条。", []),
        ("出具没有犯罪的证明。", ["P101"]),
        ("由公安机关出具没有犯罪的证明。", []),
        ("不出具没有工作的证明。", []),
        ("引导居民到派出所开具户籍变更证明。", []),
        ("社区负责违建巡查和拆除。", ["P102"]),
        ("社区为违建治理责任人，包片落实。", ["P102"]),
        ("社区完成拆违任务。", ["P102"]),
        ("发现违建后上报城管。", []),
        ("违建由城管部门负责查处。", []),
        ("社区不承担违建拆除任务。", []),
        ("协助宣传动迁政策。", []),
        ("网格员承担市容整治指标。", ["P102"]),
        ("社区牵头引进企业。", ["P102"]),
        ("居委会完成税源统计任务。", ["P102"]),
        ("协助向居民收取卫生费。", ["P105"]),
        ("入户代收业主物业费。", ["P105"]),
        ("组织居民集资修缮楼道。", ["P105"]),
        ("每户交押金五十元。", ["P105"]),
        ("不向居民收取费用。", []),
        ("不得向群众收费、集资。", []),
        ("向居民宣传防范非法集资。", []),
        ("发现向居民乱收费的，上报。", []),
        ("由物业公司向业主收取物业费。", []),
        ("公示业主收费标准。", []),
        ("与社区签订责任书。", ["P106"]),
        ("对社区实行一票否决。", ["P106"]),
        ("完成街道交办的其他工作。", ["P106"]),
        ("领导安排的临时任务。", ["P106"]),
        ("不签责任书，不实行一票否决。", []),
        ("核对其他事项。", []),
    ],
)
def test_certificates_duties_money_and_what_is_unnamed_are_found_in_all_their_forms(
    content: str, codes: list[str], read: Reader
) -> None:
    assert list(texts(read, content)) == codes


@pytest.mark.parametrize(
    ("note", "codes"),
    [("由居民自筹", ["P105"]), ("业主分摊", ["P105"]), ("居民不承担费用", []), ("街道承担", [])],
)
def test_the_money_of_a_task_does_not_come_from_residents(
    note: str, codes: list[str], read: Reader
) -> None:
    assert list(texts(read, note, "source")) == codes


@pytest.mark.parametrize("key", ["title", "content", "target", "authority", "workflow"])
def test_every_text_of_a_task_is_held_against_the_negative_list(key: str, read: Reader) -> None:
    assert list(texts(read, "出具亲属关系证明，负责行政执法", key)) == ["P101", "P102"]


@pytest.mark.parametrize(
    ("aim", "codes"), [("环境整治见成效。", []), ("社区承担环境整治。", ["P102"])]
)
def test_what_a_task_aims_at_may_be_named_without_being_anybodys_duty(
    aim: str, codes: list[str], read: Reader
) -> None:
    assert list(texts(read, aim, "target")) == codes


THE_SCHEME = [
    *("2.1", "2.2", "2.3", "3.1", "3.2", "3.2.1", "3.2.2", "3.2.3"),
    *("3.3", "3.4", "3.5", "4.1", "4.2", "4.3"),
]


def test_every_clause_of_the_scheme_is_checked_served_or_excused() -> None:
    assert [clause.number for clause in ALL_CLAUSES] == THE_SCHEME
    for clause in ALL_CLAUSES:
        done = clause.rules or clause.schema or clause.commands
        assert bool(done) != bool(clause.excuse)


def test_every_command_that_serves_a_clause_is_there() -> None:
    served = {command for clause in ALL_CLAUSES for command in clause.commands}
    assert served
    assert served - {entry.name for entry in COMMANDS} == set()


def test_every_rule_stands_under_the_clause_that_it_cites() -> None:
    named = {(f"scheme {clause.number}", code) for clause in ALL_CLAUSES for code in clause.rules}
    cites = {(rule.clause, rule.code) for rule in ALL if rule.clause.startswith("scheme ")}
    assert cites - named == set()
    assert {code for _, code in named} - set(BY_CODE) == set()


def test_the_schema_has_every_key_that_a_clause_is_said_to_rest_on() -> None:
    keys = {key for clause in ALL_CLAUSES for key in clause.schema}
    assert keys - set(schema(FileKind.TASK)["properties"]) == set()


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


CORRECTED = """\
corrections:
  - date: {day}
    field: {field}
    old: 甲
    new: {new}
    reason: 机构或者依据变更
    by: 区民政局
"""
FIRST = "tasks/2024/SL-2024-0001.yaml"
SECOND = "tasks/2024/SL-2024-0002.yaml"
EMERGENCY = "tasks/2025/SL-2025-0001.yaml"
OLD_LAW = """\
  - law: 示例救助办法
    version: "2014"
    article: 第四条
"""


NEW_TEXT = ('version: "2013"\n    article: 第九条', 'version: "2025"\n    article: 第十五条')


def codes(read: Reader, as_of: date = TODAY) -> list[str]:
    return [one.code for one in read.findings(as_of=as_of)]


def corrected(field: str, day: str, new: str = "乙") -> tuple[str, str]:
    return "corrections: []\n", CORRECTED.format(field=field, day=day, new=new)


@pytest.mark.parametrize("field", ["basis[0]", "basis", "basis[0].version"])
def test_a_citation_that_was_brought_up_to_date_is_judged_by_the_day_of_that(
    field: str, read: Reader
) -> None:
    assert [one.code for one in read.findings("base", "B202/bad")] == ["B202"]
    read.edit(FIRST, NEW_TEXT)
    assert codes(read) == ["B101"]
    read.edit(FIRST, corrected(field, "2026-01-05"))
    assert said(read.findings()) == []


def test_the_text_before_is_an_error_once_a_newer_one_was_in_force_on_the_day(
    read: Reader,
) -> None:
    assert [one.code for one in read.findings("base", "B202/bad")] == ["B202"]
    read.edit(FIRST, corrected("basis[0].law", "2025-08-31"))
    assert codes(read) == ["B202"]
    read.edit(FIRST, ("2025-08-31", "2025-09-01"))
    assert codes(read) == ["B104"]
    assert codes(read, date(2035, 1, 1)) == ["B104"]


@pytest.mark.parametrize("field", ["basis[0].article", "basis[1]", "funding"])
def test_a_correction_of_something_else_does_not_make_a_citation_younger(
    field: str, read: Reader
) -> None:
    read.registry("base", "B202/bad")
    read.edit(FIRST, NEW_TEXT, corrected(field, "2026-01-05"))
    assert codes(read) == ["B101"]


def test_a_document_that_took_the_place_of_another_may_be_younger_than_the_admission(
    read: Reader,
) -> None:
    read.registry("base")
    young = """\
  - document: 关于困难家庭走访的通知
    number: 示例民发〔2026〕3号
    date: 2026-03-05
    clause: null
    attachment: null
"""
    read.edit(FIRST, (OLD_LAW, young))
    assert codes(read) == ["B103"]
    read.edit(FIRST, corrected("basis[0]", "2026-03-06"))
    assert said(read.findings()) == []


def test_a_law_repealed_before_it_was_written_in_by_a_correction_is_an_error(read: Reader) -> None:
    read.registry("base", "B201/bad")
    assert codes(read) == ["B201"]
    read.edit(FIRST, corrected("basis[0].law", "2026-09-01"))
    assert codes(read) == ["B102"]


def test_an_agency_that_took_over_is_judged_by_the_day_on_which_it_did(read: Reader) -> None:
    assert {one.code for one in read.findings("base", "L402/bad")} == {"L402"}
    new = """\
  anquan:
    name: 区安全局
    credit_code: null
    active_from: 2026-11-24
    active_to: null
"""
    path = read.place / "registry/agencies.yaml"
    path.write_text(path.read_text(encoding="utf-8") + new, encoding="utf-8")
    task = "tasks/2026/SL-2026-0001.yaml"
    read.edit(task, ("agency: yingji", "agency: anquan"))
    assert codes(read) == ["L401"]
    read.edit(task, corrected("agency", "2026-11-24", "anquan"))
    assert said(read.findings()) == []


ADDED_CHANNEL = [
    ("  - community\n", "  - community\n  - grid\n"),
    (
        "filing:",
        "  - by: grid_centre\n    date: 2025-03-10\n    result: admit\n    opinion: null\nfiling:",
    ),
]


def test_a_channel_that_was_added_later_brings_its_bodys_later_decision_with_it(
    read: Reader,
) -> None:
    read.registry("base")
    read.edit(FIRST, *ADDED_CHANNEL)
    assert codes(read) == ["T102"]
    read.edit(FIRST, corrected("channels", "2025-03-10"))
    assert said(read.findings()) == []


def test_a_law_repealed_between_the_admission_and_a_channel_added_later_was_in_force(
    read: Reader,
) -> None:
    read.registry("base")
    read.edit(FIRST, *ADDED_CHANNEL, corrected("channels", "2025-03-10"))
    law = "effective_from: 2014-05-01\n    repealed_on: "
    read.edit("statutes.yaml", (f"{law}null", f"{law}2025-01-01"))
    assert codes(read) == ["B201"]


def test_a_law_in_whose_place_another_law_has_come_is_reported(read: Reader) -> None:
    read.registry("base")
    read.edit(
        "statutes.yaml",
        (
            "replaced_by: null",
            'replaced_by:\n      law: 示例环境法典\n      version: "2026"',
        ),
    )
    assert codes(read, date(2026, 8, 14)) == []
    (found,) = read.findings()
    assert (found.code, found.key, found.severity) == ("B202", "basis[0].law", Severity.WARNING)
    assert found.message == (
        "Another law has come into force in the place of 示例救助办法: 示例环境法典（2026）."
        " Whether 示例救助办法 itself was repealed is not known here."
    )
    read.edit(FIRST, ('version: "2014"', "version: null"))
    assert codes(read) == ["B202", "B302"]


def without_version(law: str) -> tuple[str, str]:
    return OLD_LAW, f"  - law: {law}\n    version: null\n    article: 第四条\n"


@pytest.mark.parametrize(
    ("law", "since", "repealed", "expected"),
    [
        ("示例环境法", "2015-01-01", "2026-08-15", ["B201"]),
        ("示例环境法", "2015-01-01", "2024-03-08", ["B102"]),
        ("示例环境法", "2015-01-01", "2026-11-25", []),
        ("示例环境法", "2024-03-09", "2026-11-25", ["B101"]),
        ("示例环境法", "null", "2026-11-25", []),
        ("从未登记的法", "2015-01-01", "2026-08-15", []),
    ],
)
def test_leaving_the_version_out_does_not_hide_that_no_known_text_holds(
    law: str, since: str, repealed: str, expected: list[str], read: Reader
) -> None:
    read.registry("base")
    read.edit(FIRST, without_version(law))
    read.edit(
        "statutes.yaml",
        ("effective_from: 2015-01-01", f"effective_from: {since}"),
        ("repealed_on: 2026-08-15", f"repealed_on: {repealed}"),
    )
    found = read.findings()
    assert sorted(one.code for one in found) == sorted([*expected, "B302"])
    assert all("None" not in one.message for one in found)


def test_a_later_text_without_a_day_does_not_count_as_in_force(read: Reader) -> None:
    read.registry("base", "B202/bad")
    read.edit("statutes.yaml", ("effective_from: 2025-09-01", "effective_from: null"))
    assert codes(read) == []


def test_an_undated_text_that_was_repealed_ends_the_law(read: Reader) -> None:
    read.registry("base", "B202/bad")
    read.edit(
        "statutes.yaml",
        (
            "effective_from: 2025-09-01\n    repealed_on: null",
            "effective_from: null\n    repealed_on: 2026-06-01",
        ),
    )
    assert codes(read) == ["B201", "B201"]


def test_the_body_that_kept_the_register_on_the_day_counts_for_the_one_that_does_now(
    read: Reader,
) -> None:
    read.registry("base")
    read.edit(
        "scheme.yaml",
        (
            "registrar:",
            "  social_work:\n    name: 区委社会工作部\n    agency: minzheng\nregistrar:",
        ),
        (
            "    to: null",
            "    to: 2026-06-30\n  - body: social_work\n    from: 2026-07-01\n    to: null",
        ),
        ("      - civil_affairs", "      - social_work"),
        ("      - civil_affairs\n      - grid", "      - social_work\n      - grid"),
    )
    assert said(read.findings()) == []
    read.edit("scheme.yaml", ("to: 2026-06-30", "to: 2024-03-07"))
    assert set(codes(read)) == {"D101", "D104"}


def test_a_body_that_the_channels_do_not_need_holds_nothing_back(read: Reader) -> None:
    read.registry("base", "D102/bad")
    text = ("by: civil_affairs\n    date: 2024-03-08", "by: grid_centre\n    date: 2024-03-08")
    read.edit(FIRST, text)
    assert codes(read) == ["D104"]


def twin(read: Reader) -> str:
    """Lay a second task beside the first one of the base: same title, agency and time."""
    read.registry("base", "N401/bad")
    assert set(codes(read)) == {"N401"}
    return "tasks/2026/SL-2026-0002.yaml"


def test_a_full_stop_does_not_make_another_task_of_the_same(read: Reader) -> None:
    other = twin(read)
    read.edit(other, ("title: 协助困难家庭走访", "title: 协助 困难家庭走访。"))
    assert codes(read) == ["N401", "N401"]
    read.edit(other, ("title: 协助 困难家庭走访。", "title: 协助困难家庭走访（二期）"))
    assert said(read.findings()) == []


def test_communities_and_subdistricts_are_compared_as_places(read: Reader) -> None:
    other = twin(read)
    east = ("  communities: all", '  communities:\n    - "999901001901"')
    west = ("  subdistricts: all", '  subdistricts:\n    - "999901002"')
    read.edit(FIRST, east)
    read.edit(other, west)
    assert said(read.findings()) == []
    read.edit(other, ('"999901002"', '"999901001"'))
    assert codes(read) == ["N401", "N401"]


def test_a_renewal_that_names_what_it_follows_is_lawful(read: Reader) -> None:
    other = twin(read)
    ending = """\
retirement:
  applied: 2026-11-20
  effective: 2027-01-02
  reason: 由其他事项承接
  material:
    name: 终止函.pdf
    sha256: bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb
  entered_in_error: false
  notified: []
"""
    read.edit(FIRST, ("status: admitted", "status: retired"), ("retirement: null\n", ending))
    assert codes(read) == ["N401", "N401"]
    read.edit(FIRST, ("superseded_by: []", "superseded_by:\n  - SL-2026-0002"))
    read.edit(other, ("supersedes: []", "supersedes:\n  - SL-2024-0001"))
    assert said(read.findings()) == []
    read.edit(FIRST, ("effective: 2027-01-02", "effective: 2027-01-03"))
    assert codes(read) == ["N304"]


def test_what_ended_by_the_day_on_which_its_like_begins_is_lawful(read: Reader) -> None:
    other = twin(read)
    begins = re.search(r"start: (\S+)", (read.place / "registry" / other).read_text("utf-8"))
    assert begins is not None
    ending = f"""\
retirement:
  applied: 2026-01-05
  effective: {begins[1]}
  reason: 期限届满
  material:
    name: 终止函.pdf
    sha256: bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb
  entered_in_error: false
  notified: []
"""
    read.edit(FIRST, ("status: admitted", "status: retired"), ("retirement: null\n", ending))
    assert "N401" not in codes(read)


def test_a_task_that_follows_itself_is_told_so_in_its_own_words(read: Reader) -> None:
    (found,) = read.findings("base", "N303/bad")
    assert found.message == "SL-2024-0001 is said to take its own place."
    assert "supersedes" not in found.remedy


def test_two_tasks_that_follow_each_other_are_told_so(read: Reader) -> None:
    read.registry("base")
    read.edit(SECOND, ("supersedes: []", "supersedes:\n  - SL-2026-0001"))
    found = {one.code: one for one in read.findings()}
    assert found["N303"].message == (
        "SL-2024-0002 and SL-2026-0001 would each take the place of the other."
    )
    assert "Keep one direction" in found["N303"].remedy


@pytest.mark.parametrize(
    ("document", "number", "expected"),
    [
        ("关于设立助老岗位的意见", "国发〔2023〕99号", []),
        ("关于设立助老岗位的意见", "示例民发〔2023〕9号", ["F202"]),
        ("关于设立助老岗位的意见", "null", ["F202"]),
        ("民政部关于设立助老岗位的意见", "null", []),
        ("示例区设立助老岗位的意见", "民发〔2023〕9号", ["F202"]),
        ("关于设立助老岗位的意见", "区示例发〔2023〕9号", ["F202"]),
        ("天津市养老服务促进条例", "null", []),
    ],
)
def test_a_local_document_is_known_by_its_number_and_by_its_title(
    document: str, number: str, expected: list[str], read: Reader
) -> None:
    read.registry("base", "F202/good")
    read.edit(
        FIRST,
        ("document: 关于设立助老岗位的意见", f"document: {document}"),
        ("number: 国发〔2023〕99号", f"number: {number}"),
    )
    found = read.findings()
    assert [one.code for one in found] == expected
    assert all("None" not in one.message for one in found)


def test_a_person_reads_the_names_of_the_profile_not_its_keys(read: Reader) -> None:
    (found,) = read.findings("base", "D202/bad")
    assert found.facts == {"channel": "社区", "allowed": "网格员"}
    read.edit(EMERGENCY, ("  - by: grid_centre", "  - by: civil_affairs"))
    messages = {one.code: one.message for one in read.findings()}
    assert messages["D101"] == "区网格中心 has not decided, but has to admit every emergency task."


def test_what_is_told_too_soon_is_named_with_the_clause_that_it_goes_by(read: Reader) -> None:
    found = read.findings("base", "T303/bad")
    assert [(one.clause, one.key) for one in found] == [
        ("scheme 3.2", "dispatch[0].date"),
        ("scheme 3.4", "retirement.notified[0].date"),
    ]


def test_an_emergency_that_goes_on_is_no_emergency(read: Reader) -> None:
    (found,) = read.findings("base", "D205/bad")
    assert (found.severity, found.clause) == (Severity.ERROR, "scheme 3.2.3")


def test_the_shipped_registry_asks_no_committee_for_what_it_may_not_be_asked() -> None:
    loaded = load_registry(Path(__file__).parents[2] / "registry")
    assert loaded.registry is not None
    assert loaded.registry.tasks
    world = RuleContext.of(
        loaded.registry, TODAY, reading.packaged_negative_list(), vocabulary=WORDS
    )
    found = [(rule.code, path) for rule, path, _ in run(HELD, world)]
    assert found
    assert [one for one in found if one[0].startswith("P")] == []
