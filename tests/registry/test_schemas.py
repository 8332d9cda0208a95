"""The schemas are sound, two validators agree on them, and what is wrong is said in our words."""

import copy
import json
import random
import re
from collections.abc import Callable, Iterator
from typing import Any, Final

import jsonschema
import jsonschema_rs
import pytest
from hypothesis import settings

import sample_records
from accession_cli import i18n, packaged
from accession_cli.finding import Finding, Place, Severity
from accession_cli.registry import codes, schema_faults
from accession_cli.registry.schemas import ANY_KEY, FileKind, check_schema, key_order
from accession_cli.scheme.fields import FIELDS, schema
from accession_cli.scheme.registry import RecordId

KeyPath = tuple[str | int, ...]
SCHEMA_CODES = [one for one in codes.every() if one.code.startswith("S")]
Change = Callable[[dict[str, Any]], None]

SOUND: Final[dict[FileKind, Callable[[], dict[str, Any]]]] = {
    FileKind.TASK: sample_records.retired_task,
    FileKind.SCHEME: sample_records.scheme,
    FileKind.AGENCIES: sample_records.agencies,
    FileKind.SUBDISTRICTS: sample_records.subdistricts,
    FileKind.STATUTES: sample_records.statutes,
    FileKind.CALENDAR: sample_records.calendar_notice,
    FileKind.EDITION: sample_records.edition_file,
    FileKind.APPLICATION: sample_records.filed_application,
    FileKind.COMPLAINT: sample_records.closed_complaint,
    FileKind.EVALUATION: sample_records.concluded_evaluation,
    FileKind.VOCABULARY: sample_records.vocabulary,
    FileKind.MAPPING: sample_records.mapping,
    FileKind.AMENDMENTS: sample_records.amendments,
    FileKind.KEYS: sample_records.keys,
    FileKind.PUBLICATION: sample_records.publication,
    FileKind.DISTRICTS: sample_records.districts,
    FileKind.CATALOGUE: sample_records.catalogue,
    FileKind.SAMENESS: sample_records.sameness,
}
OTHER_STATES: Final[dict[FileKind, list[Callable[[], dict[str, Any]]]]] = {
    FileKind.TASK: [sample_records.admitted_task, sample_records.emergency_task],
    FileKind.SCHEME: [sample_records.scheme_with_supervision],
    FileKind.APPLICATION: [
        sample_records.received_application,
        sample_records.faulty_application,
        sample_records.withdrawn_application,
    ],
    FileKind.COMPLAINT: [sample_records.reported_complaint],
}
MANY: Final = 4 * settings().max_examples
MUTANTS: Final = {
    FileKind.TASK: 2 * MANY,
    FileKind.APPLICATION: MANY * 3 // 2,
    FileKind.COMPLAINT: MANY,
    FileKind.EVALUATION: MANY,
}
#: Parts that a profile of before does not have: what they say of, the district has not set.
OPTIONAL: Final = {
    "scheme.schema.json": {"closing_hours", "evaluation", "share", "signatures", "supervision"},
    "edition.schema.json": {"evaluation", "volumes"},
}
#: What came with a later version of a task; the directory leaves it out where it says nothing.
LATER: Final = {field.top for field in FIELDS if field.since > 1}
#: A list leaves out what there is nothing to say about: most places are a name and a code.
OF_A_LISTED: Final = {"also_called", "earlier_names", "active_from", "active_to"}
FILES: Final = [
    *(f"{kind}.schema.json" for kind in FileKind),
    "dispatch_package.schema.json",
    "dispatch_receipt.schema.json",
    "edition.schema.json",
    "findings.schema.json",
]
EVERY_FILE: Final = pytest.mark.parametrize("file", FILES)
CHINESE: Final = re.compile("[\u4e00-\u9fff]")
ABSENT: Final = object()


def read(file: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(packaged.text("schemas", file))
    return loaded


def parts(node: Any, *, condition: bool = False) -> Iterator[tuple[dict[str, Any], bool]]:
    """Every map in a schema, and whether it belongs to a conditional part."""
    if isinstance(node, dict):
        yield node, condition
        for key, below in node.items():
            yield from parts(below, condition=condition or key in ("if", "then", "not"))
    elif isinstance(node, list):
        for below in node:
            yield from parts(below, condition=condition)


def where(path: KeyPath) -> Place:
    return Place("tasks/2024/DL-2024-0001.yaml", len(path) + 1)


def checked(kind: FileKind, value: dict[str, Any]) -> tuple[Finding, ...]:
    return check_schema(kind, value, where)


# The schemas themselves


@EVERY_FILE
def test_every_schema_is_a_schema_of_2020_12_by_both_validators(file: str) -> None:
    jsonschema.Draft202012Validator.check_schema(read(file))
    assert jsonschema_rs.meta.is_valid(read(file))
    assert read(file)["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    version = read(file)["$defs"].get("schema", {}).get("const", 1)
    assert read(file)["$id"] == f"urn:accession:{file.removesuffix('.schema.json')}:{version}"


@EVERY_FILE
def test_every_property_has_a_chinese_title_for_editors(file: str) -> None:
    titled = [
        (name, part.get("title", ""))
        for node, condition in parts(read(file))
        if not condition and isinstance(node.get("properties"), dict)
        for name, part in node["properties"].items()
    ]
    assert titled
    assert [name for name, title in titled if not CHINESE.search(title)] == []


@EVERY_FILE
def test_no_group_of_keys_lets_an_unknown_key_through(file: str) -> None:
    for node, condition in parts(read(file)):
        if "properties" in node and "type" in node and not condition:
            if file == "findings.schema.json" and "facts" in node:
                continue
            assert node["unevaluatedProperties"] is False
            wanted = set(node["properties"]) if "minProperties" not in node else set()
            if node.get("$id"):
                wanted -= OPTIONAL.get(file, set())
            if file == "edition.schema.json" and "authorization" in wanted:
                wanted -= LATER
            if "earlier_names" in wanted:
                wanted -= OF_A_LISTED
            if file == "findings.schema.json":
                wanted -= {"commit"}  # only what an earlier commit had bears one
            if file == "dispatch_package.schema.json":
                wanted -= {"inherited"}  # only tasks of an earlier directory have it
            assert set(node.get("required", ())) == wanted


@EVERY_FILE
def test_no_reference_leaves_its_own_file(file: str) -> None:
    refs = [node["$ref"] for node, _ in parts(read(file)) if "$ref" in node]
    assert refs
    for ref in refs:
        assert ref.removeprefix("#/$defs/") in read(file)["$defs"]


@EVERY_FILE
def test_every_pattern_is_a_full_match_on_ascii_digits(file: str) -> None:
    for node, _ in parts(read(file)):
        if isinstance(node.get("pattern"), str):
            assert re.fullmatch(r"\^\(\?:.*\)\$", node["pattern"])
            assert not re.search(r"\\[dDwWsSbB]", node["pattern"])


def test_what_goes_by_one_name_is_the_same_in_every_schema() -> None:
    seen: dict[str, Any] = {}
    for file in FILES:
        for name, part in read(file)["$defs"].items():
            if name != "schema":  # each kind counts its own versions
                assert seen.setdefault(name, part) == part, name


def test_every_named_form_of_text_and_every_condition_has_its_sentence() -> None:
    named = {
        name.removesuffix("_or_null"): part
        for kind in FileKind
        for name, part in schema(kind)["$defs"].items()
    }
    assert {name for name, part in named.items() if "pattern" in part} == set(codes.PATTERNS)
    assert {name for name, part in named.items() if "if" in part} == set(codes.CONDITIONS)


def test_no_code_is_used_twice_and_every_sentence_can_be_said() -> None:
    assert len({entry.code for entry in SCHEMA_CODES}) == len(SCHEMA_CODES) > 40
    for entry in SCHEMA_CODES:
        assert re.fullmatch("S[0-9]{3}", entry.code)
        assert entry.severity is Severity.ERROR
        assert entry.says.endswith((".", "?"))
        assert entry.hint.endswith(".")


def test_up_to_its_third_version_a_task_with_money_says_how_it_is_paid() -> None:
    record = sample_records.retired_task()
    put(("funding", "method"), None)(record)
    assert checked(FileKind.TASK, record) == ()
    put(("schema",), 3)(record)
    (found,) = checked(FileKind.TASK, record)
    assert found.code == "S147"
    assert found.message == "There is money for the task, but method is null."


# Sound files


@pytest.mark.parametrize(
    ("kind", "record"),
    [
        *SOUND.items(),
        *((kind, record) for kind, others in OTHER_STATES.items() for record in others),
    ],
)
def test_a_sound_file_has_no_findings(kind: FileKind, record: Callable[[], dict[str, Any]]) -> None:
    assert checked(kind, record()) == ()


def test_text_may_have_lines_but_a_title_may_not() -> None:
    record = sample_records.admitted_task()
    record["authorization"]["workflow"] = "第一步\n第二步\n"
    assert checked(FileKind.TASK, record) == ()
    record["title"] = "第一步\n第二步"
    assert [(found.code, found.key) for found in checked(FileKind.TASK, record)] == [
        ("S131", "title")
    ]


# What is wrong, one thing at a time


def put(path: KeyPath, value: Any) -> Change:
    def change(record: dict[str, Any]) -> None:
        part: Any = record
        for step in path[:-1]:
            part = part[step]
        if value is ABSENT:
            del part[path[-1]]
        else:
            part[path[-1]] = value

    return change


def both(*changes: Change) -> Change:
    def change(record: dict[str, Any]) -> None:
        for one in changes:
            one(record)

    return change


LAW: Final = {"law": "示例法", "version": "2014", "article": None}
WITHHELD: Final = {"withheld": True, "reviewer": "区民政局", "date": "2024-08-01"}
EARLIER: Final = {
    "document": "社区依法协助政府工作事项目录（2021年版）",
    "number": "津丽民发〔2021〕8号",
    "date": "2021-03-05",
    "entry": None,
}
APPLICATION: Final = {"id": None, "received": "2024-03-01", "via": "oa", "form": None}
ADMITTED: Final = {"by": "civil_affairs", "date": "2024-03-08", "result": "admit", "opinion": None}


def inherited(**other: Any) -> Change:
    """Make the task one of an earlier directory, with *other* values."""

    def change(value: dict[str, Any]) -> None:
        value.update(route="inherited", application=None, inherited=EARLIER, decision=[])
        value.update(other)

    return change


DOCUMENT: Final = {
    "document": "示例通知",
    "number": None,
    "date": None,
    "clause": None,
    "attachment": None,
}

BAD_TASKS: Final[list[tuple[Change, str, str, str]]] = [
    (put(("title",), ABSENT), "S101", "title", "format"),
    (put(("authorization", "target"), ABSENT), "S101", "authorization.target", "scheme 2.3"),
    (put(("funding",), ABSENT), "S101", "funding", "scheme 2.3"),
    (put(("retirement", "material"), ABSENT), "S101", "retirement.material", "scheme 3.4"),
    (put(("basis", 0, "article"), ABSENT), "S101", "basis[0].article", "scheme 3.1"),
    (put(("contact",), "张三"), "S102", "contact", "format"),
    (put(("period", "length"), 3), "S102", "period.length", "format"),
    (both(put(("titel",), "x"), put(("title",), ABSENT)), "S103", "titel", "format"),
    (both(put(("标题",), "x"), put(("title",), ABSENT)), "S101", "title", "format"),
    (both(put(("事项名称",), "x"), put(("title",), ABSENT)), "S103", "事项名称", "format"),
    (both(put(("Agency",), "x"), put(("agency",), ABSENT)), "S103", "Agency", "format"),
    (put(("title",), None), "S104", "title", "format"),
    (put(("authorization", "content"), None), "S104", "authorization.content", "scheme 2.3"),
    (put(("status",), None), "S104", "status", "format"),
    (put(("channels",), None), "S104", "channels", "scheme 3.2.1"),
    (put(("title",), 12), "S105", "title", "format"),
    (put(("basis", 0, "version"), 2014), "S105", "basis[0].version", "format"),
    (put(("frequency",), False), "S105", "frequency", "format"),
    (put(("channels",), "community"), "S106", "channels", "format"),
    (put(("authorization",), "走访"), "S107", "authorization", "format"),
    (put(("decision", 0), "同意"), "S107", "decision[0]", "format"),
    (
        put(("retirement", "entered_in_error"), "no"),
        "S108",
        "retirement.entered_in_error",
        "format",
    ),
    (put(("status",), "expired"), "S110", "status", "format"),
    (put(("channels", 0), "street"), "S110", "channels[0]", "format"),
    (put(("application", "via"), "fax"), "S110", "application.via", "format"),
    (put(("funding", "per"), "month"), "S110", "funding.per", "format"),
    (put(("schema",), 5), "S111", "schema", "format"),
    (put(("schema",), True), "S111", "schema", "format"),
    (put(("title",), ""), "S112", "title", "format"),
    (put(("authorization", "authority"), ""), "S112", "authorization.authority", "scheme 2.3"),
    (put(("title",), "长" * 201), "S113", "title", "format"),
    (put(("authorization", "content"), "长" * 4001), "S113", "authorization.content", "format"),
    (put(("basis",), []), "S114", "basis", "scheme 3.1"),
    (put(("decision",), []), "S114", "decision", "scheme 3.2.3"),
    (put(("channels",), []), "S114", "channels", "scheme 3.2.1"),
    (put(("scope", "subdistricts"), []), "S114", "scope.subdistricts", "format"),
    (put(("resources",), ["笔"] * 51), "S115", "resources", "format"),
    (put(("co_agencies",), ["caizheng", "caizheng"]), "S116", "co_agencies", "format"),
    (put(("period", "start"), "2024/3/11"), "S120", "period.start", "format"),
    (put(("period", "start"), "２０２４-03-11"), "S120", "period.start", "format"),
    (put(("period", "start"), "0204-03-11"), "S120", "period.start", "format"),
    (put(("filing", "date"), "2024-03-08\n"), "S120", "filing.date", "format"),
    (put(("basis", 1, "date"), "2023年1月20日"), "S120", "basis[1].date", "format"),
    (put(("period", "end"), "2024-02-30"), "S121", "period.end", "format"),
    (put(("period", "end"), "2023-02-29"), "S121", "period.end", "format"),
    (put(("retirement", "applied"), "2024-13-01"), "S121", "retirement.applied", "format"),
    (put(("funding", "amount"), "24000"), "S122", "funding.amount", "format"),
    (put(("funding", "amount"), "24,000.00"), "S122", "funding.amount", "format"),
    (put(("funding", "amount"), "-1.00"), "S122", "funding.amount", "format"),
    (put(("funding", "amount"), "２４０００.00"), "S122", "funding.amount", "format"),
    (put(("funding", "amount"), "24000.00\n"), "S122", "funding.amount", "format"),
    (put(("funding", "amount"), 24000), "S105", "funding.amount", "format"),
    (put(("id",), "DL-2024-1"), "S123", "id", "format"),
    (put(("id",), "DL-2024-0000"), "S123", "id", "format"),
    (put(("supersedes",), ["dl-2023-0004"]), "S123", "supersedes[0]", "format"),
    (put(("id",), "DL-A-2024-0001"), "S123", "id", "format"),
    (put(("application", "id"), "DL-2024-0001"), "S124", "application.id", "format"),
    (put(("agency",), "区民政局"), "S125", "agency", "format"),
    (put(("kind",), "task\n"), "S125", "kind", "format"),
    (put(("scope", "subdistricts", 0), "12011001"), "S126", "scope.subdistricts[0]", "format"),
    (put(("sections", 0, "subdistrict"), 120110001), "S105", "sections[0].subdistrict", "format"),
    (put(("scope", "communities", 0), "120110001"), "S127", "scope.communities[0]", "format"),
    (put(("basis", 1, "attachment"), "ABC"), "S128", "basis[1].attachment", "format"),
    (put(("basis", 0, "version"), "2014年"), "S130", "basis[0].version", "format"),
    (put(("title",), " 走访"), "S131", "title", "format"),
    (put(("title",), "走访\n"), "S131", "title", "format"),
    (put(("title",), "走访\u3000"), "S131", "title", "format"),
    (put(("class",), "卫生\u2028健康"), "S131", "class", "format"),
    (put(("authorization", "target"), "\n走访"), "S132", "authorization.target", "format"),
    (put(("authorization", "target"), "走访\n\n"), "S132", "authorization.target", "format"),
    (put(("authorization", "target"), "走\u0007访"), "S132", "authorization.target", "format"),
    (put(("scope", "communities"), "全部"), "S139", "scope.communities", "format"),
    (put(("scope", "communities"), 7), "S139", "scope.communities", "format"),
    (put(("retirement",), None), "S140", "retirement", "scheme 3.4"),
    (
        both(put(("status",), "admitted"), put(("superseded_by",), [])),
        "S141",
        "retirement",
        "scheme 3.4",
    ),
    (
        both(put(("status",), "admitted"), put(("retirement",), None)),
        "S142",
        "status",
        "scheme 3.4",
    ),
    (put(("route",), "emergency"), "S143", "application", "scheme 3.2.3"),
    (put(("application",), None), "S144", "application", "scheme 3.1"),
    (inherited(application=APPLICATION), "S191", "application", "format"),
    (inherited(inherited=None), "S192", "inherited", "format"),
    (inherited(decision=[ADMITTED]), "S193", "decision", "format"),
    (put(("inherited",), EARLIER), "S194", "inherited", "format"),
    (inherited(inherited={**EARLIER, "number": None}), "S104", "inherited.number", "format"),
    (put(("period", "end"), None), "S145", "period.end", "scheme 3.2.3"),
    (put(("funding", "amount"), "0.00"), "S146", "funding.note", "scheme 2.3"),
    (put(("funding", "source"), None), "S147", "funding.source", "scheme 4.2"),
    (put(("basis", 0), "示例法"), "S150", "basis[0]", "scheme 3.1"),
    (put(("basis", 0), {"name": "示例法"}), "S150", "basis[0]", "scheme 3.1"),
    (put(("basis", 0), {**LAW, **DOCUMENT}), "S151", "basis[0]", "scheme 3.1"),
    (put(("basis", 0), {**WITHHELD, "number": "×密1号"}), "S152", "basis[0].number", "scheme 3.1"),
    (put(("basis", 0), {**WITHHELD, **LAW}), "S152", "basis[0].law", "scheme 3.1"),
    (put(("basis", 0), {**WITHHELD, "withheld": False}), "S153", "basis[0].withheld", "scheme 3.1"),
    (put(("mechanism", "basis"), {}), "S150", "mechanism.basis", "scheme 3.1"),
    (put(("mechanism", "basis", "article"), 4), "S105", "mechanism.basis.article", "format"),
    (
        put(("basis", 0), {**LAW, "artcle": 1, "article": ABSENT}),
        "S103",
        "basis[0].artcle",
        "format",
    ),
]

BAD_FILES: Final[list[tuple[FileKind, Change, str, str]]] = [
    (
        FileKind.AGENCIES,
        put(("agencies", "minzheng", "credit_code"), "123"),
        "S129",
        "agencies.minzheng.credit_code",
    ),
    (
        FileKind.AGENCIES,
        put(
            ("agencies", "区民政局"),
            {"name": "x", "credit_code": None, "active_from": None, "active_to": None},
        ),
        "S125",
        "agencies.区民政局",
    ),
    (
        FileKind.SUBDISTRICTS,
        put(("subdistricts", "12011"), {"name": "x", "communities": {}}),
        "S126",
        "subdistricts.12011",
    ),
    (
        FileKind.SUBDISTRICTS,
        put(("subdistricts", "120110001", "communities", "7"), {"name": "x"}),
        "S127",
        "subdistricts.120110001.communities.7",
    ),
    (
        FileKind.STATUTES,
        put(("statutes", 0, "replaced_by"), {"law": "x"}),
        "S101",
        "statutes[0].replaced_by.version",
    ),
    (FileKind.STATUTES, put(("statutes", 0, "version"), None), "S104", "statutes[0].version"),
    (FileKind.CALENDAR, put(("year",), "2027"), "S109", "year"),
    (FileKind.MAPPING, put(("columns", 0, "field"), "funds"), "S110", "columns[0].field"),
    (FileKind.MAPPING, put(("columns",), []), "S114", "columns"),
    (FileKind.MAPPING, put(("words", 0, "means"), None), "S104", "words[0].means"),
    (FileKind.CALENDAR, put(("year",), 27), "S117", "year"),
    (FileKind.CALENDAR, put(("url",), "www.gov.cn"), "S133", "url"),
    (FileKind.CALENDAR, put(("days_off",), ["2027-01-01", "2027-01-01"]), "S116", "days_off"),
    (
        FileKind.CALENDAR,
        put(("amendments", 0, "workdays_removed", 0), "2027-02-29"),
        "S121",
        "amendments[0].workdays_removed[0]",
    ),
    (FileKind.KEYS, put(("keys", 0, "key"), "ssh-dss AAAA"), "S195", "keys[0].key"),
    (FileKind.EDITION, put(("commit",), "HEAD"), "S160", "commit"),
    (FileKind.CATALOGUE, put(("entries", 0, "code"), "../a"), "S199", "entries[0].code"),
    (FileKind.EDITION, put(("members", 0, "blob"), "123"), "S160", "members[0].blob"),
    (FileKind.EDITION, put(("kept", 0, "reason"), ""), "S112", "kept[0].reason"),
    (FileKind.SCHEME, put(("prefix",), "dl"), "S134", "prefix"),
    (FileKind.SCHEME, put(("code",), "12011"), "S135", "code"),
    (FileKind.SCHEME, put(("trunk",), "--force"), "S136", "trunk"),
    (FileKind.SCHEME, put(("filing_number",), "第{serial}号"), "S137", "filing_number"),
    (FileKind.SCHEME, put(("directory_title",), "目录{0}{year}"), "S138", "directory_title"),
    (FileKind.SCHEME, put(("page_address",), "javascript:alert(1)"), "S133", "page_address"),
    (FileKind.SCHEME, put(("clauses", "第二条"), "二"), "S161", "clauses.第二条"),
    (FileKind.SCHEME, put(("clauses", "2.2"), "第2.2条"), "S162", "clauses.2.2"),
    (FileKind.SCHEME, put(("channels",), {}), "S114", "channels"),
    (FileKind.SCHEME, put(("channels", "street"), {}), "S102", "channels.street"),
    (FileKind.SCHEME, put(("sample",), "true"), "S108", "sample"),
    (FileKind.SCHEME, put(("days_ahead", "value"), -1), "S117", "days_ahead.value"),
    (
        FileKind.SCHEME,
        put(("supervision",), {"days_to_rectify": 10, "days_to_remind": 3}),
        "S101",
        "supervision.clause",
    ),
    (FileKind.SCHEME, put(("supervision",), None), "S104", "supervision"),
    (FileKind.COMPLAINT, put(("id",), "DL-A-2024-0001"), "S170", "id"),
    (FileKind.COMPLAINT, put(("closing",), None), "S177", "closing"),
    (FileKind.COMPLAINT, put(("status",), "open"), "S178", "closing"),
    (FileKind.COMPLAINT, put(("inspectors",), []), "S179", "inspectors"),
    (
        FileKind.COMPLAINT,
        both(put(("source",), "community"), put(("community",), None)),
        "S180",
        "community",
    ),
    (FileKind.COMPLAINT, put(("closing", "outcome"), "forgotten"), "S110", "closing.outcome"),
    (FileKind.COMPLAINT, put(("what",), None), "S104", "what"),
    (FileKind.EVALUATION, put(("sheets", 0, "place"), "1201"), "S171", "sheets[0].place"),
    (
        FileKind.EVALUATION,
        put(("sheets", 0, "scores", "role"), -1),
        "S117",
        "sheets[0].scores.role",
    ),
    (
        FileKind.EVALUATION,
        put(("sheets", 0, "scores", "role"), "好"),
        "S109",
        "sheets[0].scores.role",
    ),
    (FileKind.EVALUATION, put(("sheets", 0, "scores"), {}), "S114", "sheets[0].scores"),
    (FileKind.EVALUATION, put(("id",), "DL-A-2024-0001"), "S123", "id"),
    (FileKind.APPLICATION, put(("id",), "DL-2024-0001"), "S124", "id"),
    (
        FileKind.APPLICATION,
        put(("submissions", 0, "received_at"), "9:30"),
        "S181",
        "submissions[0].received_at",
    ),
    (
        FileKind.SCHEME,
        put(("closing_hours",), [{"from": "2027-01-01", "closes": "5点半"}]),
        "S182",
        "closing_hours[0].closes",
    ),
    (FileKind.APPLICATION, put(("task", "class"), None), "S104", "task.class"),
    (FileKind.APPLICATION, put(("task", "basis"), []), "S114", "task.basis"),
    (
        FileKind.APPLICATION,
        both(put(("status",), "withdrawn"), put(("filed",), None)),
        "S172",
        "withdrawal",
    ),
    (
        FileKind.APPLICATION,
        put(("withdrawal",), {"date": "2024-03-05", "reason": "x"}),
        "S173",
        "withdrawal",
    ),
    (FileKind.APPLICATION, put(("filed",), None), "S174", "filed"),
    (FileKind.APPLICATION, put(("status",), "approved"), "S175", "filed"),
    (FileKind.APPLICATION, put(("submissions", 1, "form"), None), "S176", "submissions[1].form"),
    (FileKind.APPLICATION, put(("submissions",), []), "S114", "submissions"),
    (FileKind.APPLICATION, put(("task", "period", "end"), None), "S145", "task.period.end"),
    (FileKind.APPLICATION, put(("task", "basis", 0), "示例法"), "S150", "task.basis[0]"),
    (FileKind.APPLICATION, put(("task", "funding", "source"), None), "S147", "task.funding.source"),
]


@pytest.mark.parametrize(("change", "code", "key", "clause"), BAD_TASKS)
def test_a_task_with_one_thing_wrong_is_told_what_and_where(
    change: Change, code: str, key: str, clause: str
) -> None:
    record = sample_records.retired_task()
    change(record)
    _drop_absent(record)
    found = checked(FileKind.TASK, record)
    assert (code, key, clause) in [(one.code, one.key, one.clause) for one in found]
    assert len(found) == (2 if "标题" in record else 1)


@pytest.mark.parametrize(("kind", "change", "code", "key"), BAD_FILES)
def test_a_file_of_the_district_with_one_thing_wrong_is_told_what_and_where(
    kind: FileKind, change: Change, code: str, key: str
) -> None:
    record = SOUND[kind]()
    change(record)
    assert [(one.code, one.key) for one in checked(kind, record)] == [(code, key)]


def _drop_absent(node: Any) -> None:
    if isinstance(node, dict):
        for key in [key for key, below in node.items() if below is ABSENT]:
            del node[key]
    for below in (
        node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    ):
        _drop_absent(below)


def test_every_code_is_shown_by_an_example() -> None:
    shown = {code for _, code, _, _ in BAD_TASKS} | {code for _, _, code, _ in BAD_FILES}
    assert {entry.code for entry in SCHEMA_CODES} - shown == {"S100"}


def test_half_of_a_character_pair_is_refused_and_not_a_crash() -> None:
    record = sample_records.admitted_task()
    record["title"] = "走访\ud800"
    assert [one.code for one in checked(FileKind.TASK, record)] == ["S100"]


def test_a_missing_key_is_placed_at_the_group_that_lacks_it() -> None:
    record = sample_records.admitted_task()
    del record["authorization"]["target"]
    record["period"]["length"] = 3
    missing, unknown = sorted(checked(FileKind.TASK, record), key=lambda one: one.code)
    assert missing.place.line == len(("authorization",)) + 1
    assert unknown.place.line == len(("period", "length")) + 1


def test_an_entry_of_a_list_is_named_with_its_place() -> None:
    record = sample_records.admitted_task()
    record["scope"]["subdistricts"] = ["120110001", "x"]
    (found,) = checked(FileKind.TASK, record)
    assert found.facts["name"] == "subdistricts[1]"


def test_a_misspelt_key_and_the_missing_one_are_one_finding() -> None:
    record = sample_records.admitted_task()
    record["autority"] = record.pop("agency")
    record["freqency"] = record.pop("frequency")
    found = checked(FileKind.TASK, record)
    assert ("freqency", "S103") in [(one.key, one.code) for one in found]
    assert "frequency" not in [one.key for one in found]
    assert ("agency", "S101") in [(one.key, one.code) for one in found]


def test_everything_wrong_is_reported_at_once() -> None:
    record = sample_records.admitted_task()
    record |= {"status": "gone", "title": "", "period": {"start": "x", "end": None}, "basis": []}
    assert {(one.code, one.key) for one in checked(FileKind.TASK, record)} == {
        ("S110", "status"),
        ("S112", "title"),
        ("S120", "period.start"),
        ("S114", "basis"),
    }


def test_a_withheld_paper_is_not_repeated_in_the_finding() -> None:
    record = sample_records.emergency_task()
    record["basis"][0]["document"] = "不该出现的名称"
    (found,) = checked(FileKind.TASK, record)
    assert "不该出现的名称" not in found.message + found.remedy + repr(found.facts)


def test_long_values_are_cut_short_in_sentences() -> None:
    record = sample_records.admitted_task()
    record["agency"] = "X" * 3000
    (found,) = checked(FileKind.TASK, record)
    assert len(found.message) < 200


# Two validators, one verdict


def test_both_validators_know_the_same_days() -> None:
    only = {"type": "string", "format": "date"}
    fast = jsonschema_rs.Draft202012Validator(only, validate_formats=True)
    for year in (1900, 1999, 2000, 2023, 2024, 2099):
        for month in range(14):
            for day in range(33):
                text = f"{year:04d}-{month:02d}-{day:02d}"
                assert fast.is_valid(text) == schema_faults.is_real_day(text), text
    assert not schema_faults.is_real_day("20240101")


PLAIN_TEXTS: Final = [
    "",
    " ",
    "x",
    "all",
    "retired",
    "admitted",
    "emergency",
    "application",
    "grid",
]
DAYS: Final = ["2024-02-29", "2023-02-29", "2024-02-30", "2024-2-3", "２０２４-０１-０１"]
AMOUNTS: Final = ["0.00", "24000.00", "24000", "０.００"]
CODES: Final = ["DL-2024-0001", "DL-2024-00001", "DL-A-2024-0001", "120110001", "120110001901"]
EDGES: Final = [
    "走访\n",
    "\n走访",
    "走访\u3000",
    "走\u200b访",
    "走\u0085访",
    "\ufeff走访",
    "走\u001c访",
]
ODD_TEXTS: Final = [*PLAIN_TEXTS, *DAYS, *AMOUNTS, *CODES, *EDGES]
ODD_NUMBERS: Final = [None, True, False, 0, 1, -1, 2**70]
LONG_TEXTS: Final = ["a" * 64, "长" * 201, "长" * 4001, "𠮷" * 200, "𠮷" * 201]
ODD_GROUPS: Final = [{}, {"x": 1}, LAW, DOCUMENT, WITHHELD, {**LAW, **WITHHELD}]
ODD_LISTS: Final = [[], [1], ["all"], ["x", "x"], [LAW]]
ODD_VALUES: Final[list[Any]] = [*ODD_TEXTS, *ODD_NUMBERS, *LONG_TEXTS, *ODD_GROUPS, *ODD_LISTS]


def places(node: Any, path: KeyPath = ()) -> Iterator[KeyPath]:
    if path:
        yield path
    below = (
        node.items()
        if isinstance(node, dict)
        else enumerate(node)
        if isinstance(node, list)
        else ()
    )
    for key, part in below:
        yield from places(part, (*path, key))


def mutant(record: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    changed = copy.deepcopy(record)
    for _ in range(chance.choice((1, 1, 2, 3))):
        path = chance.choice(list(places(changed)))
        part: Any = changed
        for step in path[:-1]:
            part = part[step]
        last: Any = path[-1]
        match chance.randrange(5):
            case 0:
                del part[last]
            case 1 if isinstance(part, dict):
                part[chance.choice(("note", "number", "law", "withheld", "titel"))] = part[last]
            case 2 if isinstance(part[last], str):
                part[last] += chance.choice(("\n", " ", "０", "\u00a0", "x"))
            case _:
                part[last] = copy.deepcopy(chance.choice(ODD_VALUES))
    return changed


@pytest.mark.parametrize("kind", FileKind)
def test_both_validators_agree_on_mutants_and_every_refusal_has_a_sentence(kind: FileKind) -> None:
    chance = random.Random(20231229)
    fast = jsonschema_rs.Draft202012Validator(schema(kind), validate_formats=True)
    explain = schema_faults.Explainer(schema(kind))
    states = [record() for record in (SOUND[kind], *OTHER_STATES.get(kind, ()))]
    refused, many = 0, MUTANTS.get(kind, MANY * 3 // 10)
    for number in range(many):
        changed = mutant(states[number % len(states)], chance)
        found = checked(kind, changed)
        verdict = fast.is_valid(changed)
        assert (explain(changed) == []) == verdict, changed
        assert (found == ()) == verdict
        refused += not verdict
        for one in found:
            assert one.code != "S100", (changed, one)
            assert "{" not in one.message.replace("{…}", "").replace("{year}", "").replace(
                "{serial}", ""
            )
            assert one.remedy
    assert refused > many / 2


SENTENCE_OF_THE_LIBRARY: Final = re.compile(
    r"is not of type|is a required property|Unevaluated|does not match"
)


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_no_sentence_of_the_library_is_ever_shown(language: str) -> None:
    i18n.use(language)
    for change, *_ in BAD_TASKS:
        record = sample_records.retired_task()
        change(record)
        _drop_absent(record)
        findings = checked(FileKind.TASK, record)
        assert findings, change
        for one in findings:
            assert not SENTENCE_OF_THE_LIBRARY.search(one.message + one.remedy)


SOUND_NUMBERS: Final = ["DL-2024-0001", "DL-2024-0010", "DL-2024-12345", "DL-2024-999999999"]
OTHER_NUMBERS: Final = ["DL-2024-0000", "DL-2024-00001", "D-2024-0001", "DL-2024-1000000000"]


@pytest.mark.parametrize(
    "text", [*SOUND_NUMBERS, *OTHER_NUMBERS, "DL-2024-１２３４", "DL-2024-0001\n"]
)
def test_the_schema_and_the_model_take_the_same_numbers(text: str) -> None:
    record = sample_records.admitted_task() | {"id": text}
    try:
        sound = RecordId.parse(text).letter == ""
    except ValueError:
        sound = False
    assert (checked(FileKind.TASK, record) == ()) == sound == (text in SOUND_NUMBERS)


# The order of keys


def test_the_order_of_keys_follows_the_schema_through_lists_and_references() -> None:
    order = key_order(FileKind.TASK)
    assert list(order)[:4] == ["schema", "id", "status", "title"]
    assert list(order["authorization"]) == ["content", "target", "authority", "workflow"]
    assert list(order["retirement"]["material"]) == ["name", "sha256"]
    assert list(order["retirement"]["notified"]) == ["to", "date"]
    assert order["scope"]["subdistricts"] == {}


@pytest.mark.parametrize("form", [LAW, DOCUMENT, WITHHELD])
def test_every_form_of_a_basis_keeps_its_own_order(form: dict[str, Any]) -> None:
    assert [key for key in key_order(FileKind.TASK)["basis"] if key in form] == list(form)
    assert [key for key in key_order(FileKind.TASK)["mechanism"]["basis"] if key in form] == list(
        form
    )


def test_keys_that_people_choose_stand_under_a_star() -> None:
    names = ["name", "also_called", "earlier_names"]
    assert list(key_order(FileKind.AGENCIES)["agencies"][ANY_KEY])[:3] == names
    communities = key_order(FileKind.SUBDISTRICTS)["subdistricts"][ANY_KEY]["communities"]
    assert list(communities[ANY_KEY])[:3] == names


# What validate prints for programs


def test_the_published_shape_of_findings_takes_a_report_and_refuses_another() -> None:
    finding = {
        "code": "S101", "severity": "error", "clause": "format", "path": "registry/scheme.yaml",
        "line": 1, "column": 1, "key": "title", "message": "…", "facts": {"name": "title"},
    }  # fmt: skip
    report = {
        "version": 1, "registry": "registry", "as_of": "2026-10-12", "checked": 8,
        "findings": [finding], "summary": {"error": 1, "warning": 0, "hint": 0},
    }  # fmt: skip
    published = jsonschema_rs.Draft202012Validator(
        read("findings.schema.json"), validate_formats=True
    )
    assert published.is_valid(report)
    assert not published.is_valid(report | {"version": 2})
    assert not published.is_valid(report | {"findings": [finding | {"severity": "fatal"}]})
