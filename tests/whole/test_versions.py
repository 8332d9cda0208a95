"""A record of an older version is judged as it was written, and means what it meant."""

import json
import re
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from accession_cli import packaged
from accession_cli.actions.calendar import EnterNotice
from accession_cli.actions.evaluation import EvaluateTasks
from accession_cli.actions.law import EnterStatutes
from accession_cli.finding import Place
from accession_cli.registry import schemas
from accession_cli.registry.schemas import UPGRADES, FileKind, upgraded
from accession_cli.scheme.fields import newest, schema
from conftest import Answer
from repositories import Clone, TwoClerks

Command = Callable[..., Answer]
KEPT = Path(__file__).parents[1] / "kept" / "0.1.0"
PROFILE = "registry/scheme.yaml"


def named(number: str) -> str:
    return f"registry/tasks/{number.split('-')[1]}/{number}.yaml"


def findings(answer: Answer) -> list[Any]:
    found: list[Any] = json.loads(answer.out)["findings"]
    return found


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> dict[tuple[FileKind, int], Any]:
    """Steps that are known while one test lasts; what is put in counts as the newest version."""
    found: dict[tuple[FileKind, int], Any] = {}

    def newest_step(kind: FileKind) -> int:
        return max((version for of, version in found if of is kind), default=0) + 1

    monkeypatch.setattr(schemas, "UPGRADES", found)
    for module in (schemas, schemas):
        monkeypatch.setattr(module, "newest", newest_step)
    return found


def test_what_was_written_long_ago_goes_through_every_step(
    steps: dict[tuple[FileKind, int], Any],
) -> None:
    steps[FileKind.TASK, 1] = lambda old: {"schema": 1, "name": old["title"]}
    steps[FileKind.TASK, 2] = lambda old: {"schema": 2, "named": old["name"]}
    now = {"schema": 3, "named": "甲"}
    assert upgraded(FileKind.TASK, {"schema": 1, "title": "甲"}) == now
    assert upgraded(FileKind.TASK, {"schema": 3, "named": "甲"}) == now


EVALUATED = {
    "schema": 1,
    "id": "DL-2024-0004",
    "year": 2026,
    "sheets": [],
    "funding": None,
    "conclusion": {"date": "2026-11-29", "outcome": "keep", "opinion": "好"},
}
LAW: dict[str, Any] = {
    "law": "社会救助暂行办法",
    "version": "2019",
    "effective_from": None,
    "repealed_on": None,
    "replaced_by": None,
    "articles": {},
    "note": None,
}
NOTICE = {"schema": 1, "year": 2027, "document": "国办发明电〔2026〕7号"}


def test_what_a_request_holds_of_a_record_goes_through_the_steps(
    steps: dict[tuple[FileKind, int], Any],
) -> None:
    steps[FileKind.EVALUATION, 1] = lambda old: {**old, "year": old["year"] + 1}
    steps[FileKind.CALENDAR, 1] = lambda old: {**old, "url": "not stated"}
    steps[FileKind.STATUTES, 1] = lambda old: {
        "statutes": [{**one, "note": "checked"} for one in old["statutes"]]
    }
    (evaluation,) = EvaluateTasks.from_facts({"brought": [EVALUATED]}, "r1").brought
    assert evaluation.year == 2027
    assert EnterNotice.from_facts({"notice": NOTICE}, "r1").notice["url"] == "not stated"
    laws = EnterStatutes.from_facts({"file": "a.csv", "statutes": [LAW], "lines": [2]}, "r1")
    assert [one.facts["note"] for one in laws.given] == ["checked"]
    assert EnterStatutes.from_facts(laws.facts({}), "r2") == laws


@pytest.mark.parametrize("stated", [True, 0, 2, "1", None])
def test_a_request_in_a_version_that_nobody_knows_here_is_not_read(stated: object) -> None:
    with pytest.raises(ValueError, match=str(stated)):
        EvaluateTasks.from_facts({"brought": [{**EVALUATED, "schema": stated}]}, "r1")


def test_every_older_version_has_its_schema_and_its_step() -> None:
    old = packaged.folder("schemas") / "old"
    kept = {path.name.removesuffix(".schema.json") for path in old.glob("*.json")}
    assert kept == {f"{kind}.{version}" for kind, version in UPGRADES}
    for kind in FileKind:
        versions = [version for of, version in UPGRADES if of is kind]
        assert sorted(versions) == list(range(1, newest(kind)))
        for version in versions:
            assert schema(kind, version)["$defs"]["schema"]["const"] == version


def test_of_a_newer_record_only_its_version_is_told() -> None:
    value = {"schema": 5, "equipment": "血压计"}
    (found,) = schemas.check_schema(FileKind.TASK, value, lambda key: Place("a.yaml", 2))
    assert (found.code, found.key) == ("S111", "schema")
    assert found.message == "The file is written in format 5, but this version reads format 4."
    assert "update accession" in (found.remedy or "")


def test_old_records_are_sound_and_are_not_rewritten(
    district: Clone, accession: Command, next_version: Command
) -> None:
    at = ("-C", str(district.top))
    asked = (*at, "validate", "--format", "json")
    assert findings(next_version(*asked)) == findings(accession(*asked))
    formatted = next_version(*at, "format", "--check")
    assert (formatted.code, formatted.out) == (0, "")


def test_an_old_record_is_judged_by_the_schema_of_its_version(
    district: Clone, next_version: Command
) -> None:
    path = district.top / named("DL-2024-0002")
    text = path.read_text(encoding="utf-8")
    district.write(named("DL-2024-0002"), text.replace("scope:\n", "equipment: null\nscope:\n", 1))
    told = findings(next_version("-C", str(district.top), "validate", "--format", "json"))
    assert [(one["code"], one["key"]) for one in told if one["code"][0] == "S"] == [
        ("S102", "equipment")
    ]


def test_whoever_changes_an_old_record_writes_it_in_the_newest_version(
    district: Clone, next_version: Command
) -> None:
    district.git("config", "user.name", "ann")
    district.git("config", "user.email", "ann@example.org")
    before = district.files()
    setting = ("--set", "frequency=每月一次", "--reason", "录入有误")
    done = next_version("-C", str(district.top), "amend", "DL-2024-0006", *setting)
    assert done.code == 0, done.err
    after = district.files()
    assert {name for name in after if after[name] != before[name]} == {named("DL-2024-0006")}
    text = after[named("DL-2024-0006")].decode()
    assert "\nschema: 5\n" in text
    assert "\nequipment: null\nscope:\n" in text
    assert next_version("-C", str(district.top), "format", "--check").code == 0


#: What only the step to version 5 writes: the draft asks for visits.
FOUND = "\nequipment: 登记簿\n"


@pytest.fixture
def signed(district: Clone) -> Clone:
    district.git("config", "user.name", "ann")
    district.git("config", "user.email", "ann@example.org")
    return district


def filed(done: Answer, clone: Clone) -> str:
    """The text of the record that a command has written."""
    assert done.code == 0, done.err
    path: str = json.loads(done.out)["path"]
    return (clone.top / path).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("stated", "equipment"), [("schema: 1\n", FOUND), ("", "\nequipment: null\n")]
)
def test_a_draft_of_long_ago_is_filed_in_the_newest_version(
    stated: str, equipment: str, signed: Clone, draft: Path, next_version: Command
) -> None:
    draft.write_text(stated + draft.read_text(encoding="utf-8"), encoding="utf-8")
    asked = ("-C", str(signed.top), "file", "--from", str(draft), "--json")
    text = filed(next_version(*asked), signed)
    assert "\nschema: 5\n" in text
    assert equipment in text


def test_an_old_draft_is_judged_by_the_schema_of_its_version(
    signed: Clone, draft: Path, next_version: Command
) -> None:
    text = draft.read_text(encoding="utf-8").replace("term: short", "term: forever")
    draft.write_text(f"schema: 1\nequipment: 担架\n{text}", encoding="utf-8")
    asked = ("-C", str(signed.top), "file", "--from", str(draft))
    refused = next_version(*asked)
    assert refused.code == 1
    assert "draft.yaml:2" in refused.err
    assert "equipment" in refused.err
    assert "errors found: 2" in refused.err


def test_an_application_of_long_ago_is_received_in_the_newest_version(
    signed: Clone, draft: Path, material: Path, next_version: Command
) -> None:
    asked = draft.read_text(encoding="utf-8").partition("application:\n")[0]
    draft.write_text("schema: 1\n" + asked, encoding="utf-8")
    papers = ("--from", str(draft), "--form", str(material), "--json")
    text = filed(next_version("-C", str(signed.top), "receive", *papers), signed)
    assert "\nschema: 6\n" in text
    assert FOUND.replace("\n", "\n  ", 1) in text


@pytest.mark.parametrize("command", ["file", "receive"])
def test_what_an_older_version_queued_is_sent_in_the_newest(
    command: str,
    two_offices: TwoClerks,
    draft: Path,
    material: Path,
    accession: Command,
    next_version: Command,
) -> None:
    ann = two_offices.ann
    papers: tuple[str, ...] = ()
    if command == "receive":
        papers = ("--form", str(material))
        text = draft.read_text(encoding="utf-8").partition("application:\n")[0]
        draft.write_text(text, encoding="utf-8")
    away = two_offices.remote.top.with_name("away.git")
    shutil.move(two_offices.remote.top, away)
    asked = ("-C", str(ann.top), command, "--from", str(draft), *papers)
    assert accession(*asked).code == 5
    shutil.move(away, two_offices.remote.top)
    sent = next_version("-C", str(ann.top), "sync")
    assert sent.code == 0, sent.err
    assert "equipment: 登记簿" in ann.git("show", "HEAD")


def test_all_records_are_rewritten_when_that_is_asked_for(
    district: Clone, next_version: Command
) -> None:
    at = ("-C", str(district.top))
    path = named("DL-2024-0001")
    text = (district.top / path).read_text(encoding="utf-8")
    district.commit("remark", **{path: text.replace("training:", "# 见通知\ntraining:", 1)})
    before = district.files()
    done = next_version(*at, "format", "--upgrade")
    assert done.code == 0, done.err
    after = district.files()
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {
        name for name in after if name.startswith(("registry/tasks", "registry/app"))
    }
    assert "\n# 见通知\ntraining:" in after[path].decode()
    assert next_version(*at, "format", "--check", "--upgrade").code == 0
    told = findings(next_version(*at, "validate", "--since", "HEAD", "--format", "json"))
    assert [one for one in told if one["code"][0] in "HSY"] == []


def test_a_task_of_the_first_version_has_no_other_names_and_states_nothing_as_not_done(
    district: Clone, accession: Command
) -> None:
    path = named("DL-2024-0006")
    text = (district.top / path).read_text(encoding="utf-8")
    for later in ("also_called: []\n", "inherited: null\n", "excludes:\n  - "):
        assert later in text
    text = re.sub(r"(also_called|inherited): .*\n|excludes:\n(  - .*\n)+", "", text)
    text = text.replace("\nschema: 3\n", "\nschema: 1\n")
    district.commit("as the first version wrote it", **{path: text})
    at = ("-C", str(district.top))
    setting = ("--set", "also_called=楼道防火敲门", "--reason", "俗称")
    assert accession(*at, "amend", "DL-2024-0006", *setting).code == 0
    text = (district.top / path).read_text(encoding="utf-8")
    assert "\nschema: 4\n" in text
    assert "\nalso_called:\n  - 楼道防火敲门\nkind: " in text
    assert "\nexcludes: []\nbasis:\n" in text
    told = findings(accession(*at, "validate", "--since", "HEAD~1", "--format", "json"))
    assert [one for one in told if one["code"][0] in "HSY"] == []
    assert accession(*at, "format", "--check").code == 0


def test_a_record_that_is_unsound_is_not_rewritten(district: Clone, next_version: Command) -> None:
    path = named("DL-2024-0002")
    text = (district.top / path).read_text(encoding="utf-8").replace("term: ", "term: x", 1)
    district.write(path, text)
    done = next_version("-C", str(district.top), "format", "--upgrade")
    assert done.code == 3
    assert path in done.err
    assert (district.top / path).read_text(encoding="utf-8") == text


@pytest.fixture
def kept_registry(tmp_path: Path, machine: Mapping[str, str]) -> Clone:
    """The registry that the first version kept, with its frozen edition of 2024."""
    at = Clone(top=tmp_path, environ=machine)
    at.git("clone", "--quiet", str(KEPT / "registry.bundle"), str(tmp_path / "kept"))
    clone = Clone(top=tmp_path / "kept", environ=machine)
    clone.git("config", "user.name", "ann")
    clone.git("config", "user.email", "ann@example.org")
    return clone


def test_a_frozen_edition_says_the_same_whatever_version_its_records_are_in_today(
    kept_registry: Clone, next_version: Command
) -> None:
    at = ("-C", str(kept_registry.top))
    made = json.loads(next_version(*at, "render", "2024", "--json").out)
    content = next(Path(one["path"]) for one in made["files"] if one["format"] == "json")
    then = json.loads((KEPT / "directory.json").read_text(encoding="utf-8"))
    now = json.loads(content.read_text(encoding="utf-8"))
    assert {**now, "colophon": None} == {**then, "colophon": None}
    assert now["content_sha256"] == then["content_sha256"]
    assert made["changed_since"] == []
    shutil.rmtree(kept_registry.top / "registry/build", ignore_errors=True)
    edition = (kept_registry.top / "registry/editions/2024.yaml").read_bytes()
    assert next_version(*at, "format", "--upgrade").code == 0
    assert (kept_registry.top / "registry/editions/2024.yaml").read_bytes() == edition
    kept_registry.commit("upgrade all records")
    again = json.loads(next_version(*at, "render", "2024", "--json").out)
    assert (again["changed_since"], again["frozen"]) == ([], made["frozen"])


@pytest.fixture
def earlier(district: Clone) -> Clone:
    """A registry whose profile is of the first version: it says no clause's printed form."""
    district.git("config", "user.name", "ann")
    district.git("config", "user.email", "ann@example.org")
    text = (district.top / PROFILE).read_text(encoding="utf-8")
    assert "\nschema: 4\n" in text
    start, end = text.index("clauses:\n"), text.index("bodies:\n")
    text = text.replace("\nschema: 4\n", "\nschema: 1\n").replace(text[start:end], "# 审批单位\n")
    text = text.replace("\ncorrection_clock: runs\n", "\ncorrection_stops_clock: false\n")
    district.commit("as it was", **{PROFILE: text})
    return district


def test_a_profile_of_the_first_version_is_sound_and_its_clauses_are_unconfirmed(
    earlier: Clone, accession: Command
) -> None:
    at = ("-C", str(earlier.top))
    told = findings(accession(*at, "validate", "--format", "json"))
    (found,) = [one for one in told if one["path"] == PROFILE]
    assert (found["code"], found["severity"]) == ("G207", "warning")
    assert "2.2、" in found["facts"]["keys"]
    assert accession(*at, "format", "--check").code == 0


def test_papers_leave_out_what_a_profile_of_the_first_version_does_not_say(
    earlier: Clone, accession: Command
) -> None:
    done = accession("-C", str(earlier.top), "render", "2026", "--draft", "--format", "md")
    assert done.code == 0, done.err
    (made,) = (earlier.top / "build").rglob("*.md")
    text = made.read_text(encoding="utf-8")
    assert "凡未经准入的，社区居民委员会可以依据方案不予承接。" in text
    assert "突发性公共安全事件依照方案规定快速准入的除外。" in text


def test_a_profile_of_the_first_version_is_rewritten_with_its_clauses_to_be_confirmed(
    earlier: Clone, accession: Command
) -> None:
    at = ("-C", str(earlier.top))
    before = earlier.files()
    assert accession(*at, "format", "--upgrade").code == 0
    after = earlier.files()
    changed = {name for name in after if after[name] != before[name]}
    assert {name for name in changed if not name.startswith("registry/tasks")} == {PROFILE}
    text = after[PROFILE].decode()
    assert "\nschema: 4\n" in text
    assert '  date: 2023-12-29\nclauses:\n  "2.1": null\n  "2.2": null\n  "2.3": null\n' in text
    assert '  "4.3": null\n# 审批单位\nbodies:\n' in text
    assert "\ncorrection_clock: runs\n" in text
    assert "correction_stops_clock" not in text
    assert accession(*at, "format", "--check", "--upgrade").code == 0
    told = findings(accession(*at, "validate", "--since", "HEAD", "--format", "json"))
    assert [one["code"] for one in told if one["path"] == PROFILE] == ["G207"]
    earlier.commit("upgrade the profile")
    verified = accession(*at, "verify", "--json")
    found = json.loads(verified.out)["findings"]
    assert [one["code"] for one in found if one["commit"] == earlier.head] == []


@pytest.mark.parametrize(("stops", "clock"), [(False, "runs"), (True, "pauses")])
def test_a_profile_that_said_whether_a_correction_stops_the_clock_says_what_it_does(
    *, stops: bool, clock: str
) -> None:
    old = {"schema": 1, "source": {"number": None}, "correction_stops_clock": stops, "classes": []}
    made = upgraded(FileKind.SCHEME, old)
    assert (made["schema"], made["correction_clock"]) == (4, clock)
    assert list(made) == ["schema", "source", "clauses", "correction_clock", "classes"]


def test_a_profile_of_the_second_version_says_no_hour_and_may_not(
    district: Clone, accession: Command
) -> None:
    at = ("-C", str(district.top))
    text = (district.top / PROFILE).read_text(encoding="utf-8")
    older = text.replace("\nschema: 4\n", "\nschema: 2\n")
    district.commit("as it was", **{PROFILE: older})
    assert accession(*at, "validate", "--select", "S").code == 0
    hour = 'closing_hours:\n  - from: 2026-10-01\n    closes: "17:30"\n'
    later = older.replace("long_term_years:", f"{hour}long_term_years:")
    district.write(PROFILE, later)
    assert accession(*at, "validate", "--select", "S").code == 1
    district.write(PROFILE, later.replace("\nschema: 2\n", "\nschema: 4\n"))
    assert accession(*at, "validate", "--select", "S").code == 0
    assert accession(*at, "format", "--check").code == 0


def test_a_profile_of_the_third_version_hands_nothing_on_and_may_not_say_what(
    district: Clone, accession: Command
) -> None:
    at = ("-C", str(district.top))
    text = (district.top / PROFILE).read_text(encoding="utf-8")
    older = text.replace("\nschema: 4\n", "\nschema: 3\n")
    district.commit("as it was", **{PROFILE: older})
    assert accession(*at, "validate", "--select", "S").code == 0
    share = "share:\n  editions: true\n  refusals: true\nsource:\n"
    district.write(PROFILE, older.replace("\nsource:\n", f"\n{share}"))
    assert accession(*at, "validate", "--select", "S").code == 1
    district.write(PROFILE, text.replace("\nsource:\n", f"\n{share}"))
    assert accession(*at, "validate", "--select", "S").code == 0
    assert accession(*at, "format", "--check").code == 0


def test_a_profile_is_refused_that_says_of_its_version_what_that_version_did_not_have(
    earlier: Clone, accession: Command
) -> None:
    text = (earlier.top / PROFILE).read_text(encoding="utf-8")
    earlier.write(PROFILE, text.replace("# 审批单位\n", 'clauses:\n  "2.2": 二、（二）\n'))
    told = findings(accession("-C", str(earlier.top), "validate", "--format", "json"))
    assert ("S102", "clauses") in [(one["code"], one["key"]) for one in told]


def test_an_edition_frozen_with_a_profile_of_the_first_version_stays_the_same_in_every_byte(
    kept_registry: Clone, accession: Command
) -> None:
    at = ("-C", str(kept_registry.top), "render", "2024", "--json", "--format")
    (then,) = json.loads(accession(*at, "md").out)["files"]
    (content,) = json.loads(accession(*at, "json").out)["files"]
    known = json.loads((KEPT / "directory.json").read_text(encoding="utf-8"))
    now = json.loads(Path(content["path"]).read_text(encoding="utf-8"))
    assert now["content_sha256"] == known["content_sha256"]
    assert "可以依据方案不予承接" in Path(then["path"]).read_text(encoding="utf-8")
    shutil.rmtree(kept_registry.top / "build", ignore_errors=True)
    assert accession(*at[:2], "format", "--upgrade").code == 0
    profile = (kept_registry.top / PROFILE).read_text(encoding="utf-8")
    kept_registry.commit(
        "confirm the clauses", **{PROFILE: profile.replace('"2.2": null', '"2.2": 二、（二）')}
    )
    (again,) = json.loads(accession(*at, "md").out)["files"]
    assert again == then


COMPLAINT = "registry/complaints/2026/DL-C-2026-0001.yaml"
ORDERED = """\
schema: 1
id: DL-C-2026-0001
status: open
source: inspection
received: 2026-09-01
subdistrict: null
community: null
inspectors:
  - civil_affairs
agency: tongji
task: null
what: 要求社区填报台账。
# 电话说明过
rectification:
  ordered: 2026-09-02
  due: 2026-09-16
  done: null
  report: null
reminders: []
circular: null
referral: null
closing: null
"""


@pytest.fixture
def ordered(signed: Clone) -> Clone:
    """A registry with a complaint of the first version."""
    signed.commit("as it was", **{COMPLAINT: ORDERED})
    return signed


def test_a_complaint_of_the_first_version_is_sound_and_was_checked_by_nobody(
    ordered: Clone, accession: Command
) -> None:
    at = ("-C", str(ordered.top))
    told = findings(accession(*at, "validate", "--format", "json"))
    assert [one["code"] for one in told if one["path"] == COMPLAINT] == ["K201"]
    shown = json.loads(accession(*at, "complaint", "show", "DL-C-2026-0001", "--json").out)
    assert shown["record"]["verification"] is None
    assert shown["record"]["rectification"]["urged"] == "2026-09-02"


def test_a_complaint_of_the_first_version_is_followed_up_in_the_newest(
    ordered: Clone, accession: Command
) -> None:
    at = ("-C", str(ordered.top))
    done = accession(*at, "complaint", "verify", "DL-C-2026-0001", "--by", "区民政局",
                     "--found", "属实")  # fmt: skip
    assert done.code == 0, done.err
    text = (ordered.top / COMPLAINT).read_text(encoding="utf-8")
    assert text.startswith("schema: 2\n")
    assert "\n  found: 属实\n# 电话说明过\nrectification:\n  urged: 2026-09-02\n" in text
    verified = json.loads(accession(*at, "verify", "--json").out)
    assert [one for one in verified["findings"] if one["severity"] == "error"] == []


def test_a_complaint_of_the_first_version_is_rewritten_when_that_is_asked_for(
    ordered: Clone, accession: Command
) -> None:
    at = ("-C", str(ordered.top))
    assert accession(*at, "format", "--upgrade").code == 0
    text = (ordered.top / COMPLAINT).read_text(encoding="utf-8")
    assert "\nverification: null\n# 电话说明过\nrectification:\n  urged: 2026-09-02\n" in text
    assert accession(*at, "format", "--check", "--upgrade").code == 0
    told = findings(accession(*at, "validate", "--since", "HEAD", "--format", "json"))
    assert [one["code"] for one in told if one["path"] == COMPLAINT] == ["K201"]
