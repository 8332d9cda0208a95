"""Filing: ``accession file`` on real registries in real repositories."""

import json
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import run as run_program  # noqa: TID251 - a shell closes a stream as users do

import pytest
import ruamel.yaml
from hypothesis import given
from hypothesis import strategies as st

from accession_cli.entry.draft import json_places
from conftest import Answer
from registries import DRAFT, SHIPPED
from repositories import Clone, TwoClerks, sign_in
from terminals import DOWN, ENTER, Terminal, typed

Command = Callable[..., Answer]


def at(clone: Clone) -> tuple[str, str]:
    return "-C", str(clone.top)


def next_number(clone: Clone) -> str:
    """The id that comes after the last one of 2026 on the trunk."""
    names = [p for p in clone.tree() if p.startswith("registry/tasks/2026/")]
    return f"DL-2026-{int(names[-1][-9:-5]) + 1:04d}"


def test_a_filed_task_is_one_commit_that_holds_the_whole_record(
    district: Clone, draft: Path, accession: Command
) -> None:
    number, before = next_number(district), district.head
    answer = accession(*at(district), "file", "--from", str(draft))
    assert answer.code == 0, answer.err
    assert answer.out.split() == [number, f"津丽社准〔2026〕{int(number[-4:])}号"]
    assert district.git("rev-parse", "HEAD~1") == before
    assert district.git("show", "--name-only", "--format=").split() == [
        f"registry/tasks/2026/{number}.yaml"
    ]
    assert "Accession-Request: " in district.git("log", "-1", "--format=%b")
    text = (district.top / f"registry/tasks/2026/{number}.yaml").read_text(encoding="utf-8")
    assert f"id: {number}\nstatus: admitted\ntitle: 协助独居老人冬季取暖安全走访\n" in text
    assert "filing:\n  date: 2026-10-12\n" in text
    assert district.git("status", "--porcelain") == ""


def test_a_filed_record_is_sound_and_canonical(
    district: Clone, draft: Path, accession: Command
) -> None:
    number = next_number(district)
    accession(*at(district), "file", "--from", str(draft))
    path = str(district.top / f"registry/tasks/2026/{number}.yaml")
    answer = accession(*at(district), "validate", path, "--strict")
    assert answer.code == 0, answer.out
    assert accession(*at(district), "format", "--check", path).code == 0


def test_json_says_what_was_filed_and_nothing_else_is_on_standard_output(
    district: Clone, draft: Path, accession: Command
) -> None:
    number = next_number(district)
    answer = accession(*at(district), "file", "--from", str(draft), "--json")
    assert json.loads(answer.out) == {
        "version": 1,
        "id": number,
        "filing_number": f"津丽社准〔2026〕{int(number[-4:])}号",
        "path": f"registry/tasks/2026/{number}.yaml",
        "excludes_proposed": ["不承担维修和处罚"],
        "commit": district.head,
        "status": "admitted",
    }


def test_what_a_draft_does_not_state_as_not_done_is_said_with_the_sentences_of_its_text(
    district: Clone, draft: Path, accession: Command
) -> None:
    text = "authorization.authority=只走访，不代缴费用。"
    silent = accession(*at(district), "file", "--from", str(draft), "--set", text)
    said = " ".join(silent.err.split())
    assert "does not state what is not done; its text says: “不代缴费用”." in said
    assert "--set 'excludes=不代缴费用'" in said
    number = silent.out.split()[0]
    record = (district.top / f"registry/tasks/2026/{number}.yaml").read_text(encoding="utf-8")
    assert "excludes: []\n" in record
    answer = accession(
        *(*at(district), "file", "--from", str(draft), "--set", "title=另一件"),
        *("--set", text, "--set", "excludes=不代缴费用", "--json"),
    )
    assert json.loads(answer.out)["excludes_proposed"] == []
    assert "state what is not done" not in answer.err


def test_what_is_not_done_must_stand_in_the_text_that_was_decided_on(
    district: Clone, draft: Path, accession: Command
) -> None:
    answer = accession(*at(district), "file", "--from", str(draft), "--set", "excludes=不代缴费用")
    assert answer.code == 1
    assert "P201" in answer.out + answer.err


def test_a_draft_may_be_json_and_come_from_standard_input(
    district: Clone, process: Callable[..., Answer]
) -> None:
    facts = {
        "title": "协助社区图书角开放",
        "class": "精神文明建设和文体教育",
        "agency": "minzheng",
        "channels": ["community"],
        "term": "long",
        "period": {"start": "2026-11-02"},
        "authorization": dict.fromkeys(("content", "target", "authority", "workflow"), "按约定"),
        "basis": [{"document": "关于社区图书角的通知（示例）", "number": None}],
        "funding": {"amount": "0.00", "per": "year", "note": "由主管部门提供图书"},
        "application": {"received": "2026-09-21", "via": "paper"},
        "scope": {"subdistricts": "all"},
        "decision": [{"by": "civil_affairs", "date": "2026-09-28", "result": "admit"}],
    }
    answer = process("file", "--from", "-", at=district.top, stdin=json.dumps(facts))
    assert answer.code == 0, answer.err
    assert "协助社区图书角开放" in district.git("log", "-1", "--format=%s")


def test_set_overrides_the_file(district: Clone, draft: Path, accession: Command) -> None:
    number = next_number(district)
    settings = ("--set", "funding.amount=9000.00", "--set", "basis[0].number=津丽示例〔2026〕32号")
    answer = accession(*at(district), "file", "--from", str(draft), *settings)
    assert answer.code == 0, answer.err
    text = (district.top / f"registry/tasks/2026/{number}.yaml").read_text(encoding="utf-8")
    assert 'amount: "9000.00"' in text
    assert "number: 津丽示例〔2026〕32号" in text


@pytest.mark.parametrize(
    ("wrong", "right", "code", "line"),
    [
        ("received: 2026-10-30", "received: 2026-09-21", "T101", 32),
        ("by: grid_centre", "by: civil_affairs", "D101", 30),
        ("agency: nobody", "agency: minzheng", "N201", 4),
        ("  end: 2026-02-30", "  end: 2027-03-15", "S121", 10),
    ],
)
def test_a_rule_that_says_no_is_shown_at_its_line_of_the_draft_and_nothing_is_written(
    district: Clone, draft: Path, accession: Command, wrong: str, right: str, code: str, line: int
) -> None:
    draft.write_text(DRAFT.replace(right, wrong), encoding="utf-8")
    before = district.state()
    answer = accession(*at(district), "file", "--from", str(draft))
    assert answer.code == 1
    assert f"{draft}:{line}:" in answer.err
    assert code in answer.err
    assert district.state() == before


def test_a_draft_may_not_give_itself_a_number(
    district: Clone, draft: Path, accession: Command
) -> None:
    draft.write_text(DRAFT + "id: DL-2026-0001\n", encoding="utf-8")
    answer = accession(*at(district), "file", "--from", str(draft))
    assert answer.code == 1
    assert "which only filing and retiring may write" in answer.err


def test_numbers_come_from_the_trunk_not_from_the_work_tree(
    district: Clone, draft: Path, accession: Command
) -> None:
    number = next_number(district)
    stray = district.write("registry/tasks/2026/DL-2026-0999.yaml", "id: stray\n")
    answer = accession(*at(district), "file", "--from", str(draft))
    assert answer.out.split()[0] == number
    assert stray.read_text(encoding="utf-8") == "id: stray\n"


def test_what_was_typed_is_kept_when_filing_is_refused(district: Clone, accession: Command) -> None:
    answer = accession(*at(district), "file", "--set", "title=协助雨前清沟")
    assert answer.code == 1
    (kept,) = (district.top / ".git/accession/drafts").iterdir()
    assert str(kept) in answer.err.replace("\n", "")
    assert kept.read_text(encoding="utf-8") == "schema: 4\ntitle: 协助雨前清沟\n"


def test_a_sample_is_never_pushed(two_offices: TwoClerks, draft: Path, accession: Command) -> None:
    ann = two_offices.ann
    scheme = ann.top / "registry/scheme.yaml"
    text = scheme.read_text(encoding="utf-8").replace("sample: false", "sample: true")
    ann.commit("a sample again", **{"registry/scheme.yaml": text})
    before = two_offices.remote.git("rev-parse", "main")
    assert accession(*at(ann), "file", "--from", str(draft)).code == 0
    assert two_offices.remote.git("rev-parse", "main") == before


def test_a_record_exists_when_the_push_was_accepted(
    two_offices: TwoClerks, draft: Path, accession: Command
) -> None:
    answer = accession(*at(two_offices.ann), "file", "--from", str(draft))
    assert answer.code == 0, answer.err
    assert "the register on the server has taken it" in answer.err
    assert two_offices.remote.git("rev-parse", "main") == two_offices.ann.head


def test_the_second_of_two_clerks_gets_the_next_number(
    two_offices: TwoClerks, draft: Path, accession: Command
) -> None:
    first = accession(*at(two_offices.ann), "file", "--from", str(draft))
    draft.write_text(DRAFT.replace("取暖安全走访", "扫雪提醒"), encoding="utf-8")
    second = accession(*at(two_offices.bo), "file", "--from", str(draft))
    assert (first.code, second.code) == (0, 0)
    assert int(second.out.split()[0][-4:]) == int(first.out.split()[0][-4:]) + 1


def test_a_refused_push_moves_nothing_here(
    two_offices: TwoClerks, draft: Path, accession: Command
) -> None:
    two_offices.remote.hook("pre-receive", "echo closed for the day >&2; exit 1")
    before = two_offices.ann.state()
    answer = accession(*at(two_offices.ann), "file", "--from", str(draft))
    assert answer.code == 5
    assert "closed for the day" in answer.err
    assert two_offices.ann.state() == before


def test_without_a_terminal_and_without_facts_nothing_is_asked(
    district: Clone, process: Callable[..., Answer]
) -> None:
    answer = process("file", at=district.top)
    assert answer.code == 2
    assert "there is no terminal" in answer.err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "There is nothing in this file"),
        ("- a\n- b\n", "does not consist of keys and values"),
        ('{"title": "a", "title": "b"}', "the key “title” stands twice"),
        ('{"title": NaN}', "no numbers like NaN"),
        ('{"funding": {"amount": 1.5}}', "no numbers like 1.5"),
        ('{"title": ' + "9" * 5000 + "}", "no numbers like 9999"),
        ('{"a": ' * 500 + "1" + "}" * 500, "more than 8 levels deep"),
        ('{"a": ' * 10_000 + "1" + "}" * 10_000, "more than 8 levels deep"),
        ('{"title": "' + "长" * 350_000 + '"}', "more than 262144 bytes"),
        ('{"title": "a",}', "line 1, column"),
    ],
)
def test_a_draft_that_cannot_be_read_is_refused_with_the_reason(
    district: Clone, draft: Path, accession: Command, text: str, said: str
) -> None:
    draft.write_text(text, encoding="utf-8")
    before = district.state()
    answer = accession(*at(district), "file", "--from", str(draft))
    assert answer.code == 3, answer.err
    assert said in " ".join(answer.err.split())
    assert district.state() == before


def test_a_draft_saved_as_gbk_is_named_as_such(
    district: Clone, draft: Path, accession: Command
) -> None:
    for text in (DRAFT, '{"title": "东丽"}'):
        draft.write_bytes(text.encode("gb18030"))
        answer = accession(*at(district), "file", "--from", str(draft))
        assert answer.code == 3
        assert "GB18030" in answer.err


def test_a_json_draft_may_begin_with_a_byte_order_mark(
    district: Clone, draft: Path, accession: Command
) -> None:
    draft.write_bytes(b"\xef\xbb\xbf" + b'{"title": "x"}')
    answer = accession(*at(district), "file", "--from", str(draft))
    assert answer.code == 1, answer.err
    assert "agency is null" in answer.err


@pytest.mark.parametrize("given", ["7", "true", "文字", "\n  - a", "\n  number: x"])
def test_a_draft_may_not_say_how_it_is_filed_in_any_shape(
    district: Clone, draft: Path, accession: Command, given: str
) -> None:
    draft.write_text(f"{DRAFT}filing: {given}\n", encoding="utf-8")
    answer = accession(*at(district), "file", "--from", str(draft))
    assert answer.code == 1, answer.err
    assert "states filing" in answer.err


@pytest.mark.parametrize("open_", ["null", "[]"])
def test_a_filing_that_is_left_open_is_filled_in(
    district: Clone, draft: Path, accession: Command, open_: str
) -> None:
    draft.write_text(f"{DRAFT}filing: {open_}\n", encoding="utf-8")
    assert accession(*at(district), "file", "--from", str(draft)).code == 0


def test_a_refusal_lists_what_must_be_mended_and_no_hints(
    district: Clone, draft: Path, accession: Command
) -> None:
    draft.write_text(DRAFT.replace("minzheng", "nobody"), encoding="utf-8")
    answer = accession(*at(district), "file", "--from", str(draft))
    assert "N201" in answer.err
    assert " hint " not in answer.err


def test_a_registry_that_was_never_committed_is_said_to_be_missing_on_the_trunk(
    unborn_registry: Clone, draft: Path, accession: Command
) -> None:
    shutil.copytree(SHIPPED, unborn_registry.top / "registry", dirs_exist_ok=True)
    answer = accession(*at(unborn_registry), "file", "--from", str(draft))
    assert answer.code == 3
    assert "The register does not have registry/scheme.yaml yet" in answer.err
    assert "git commit" in answer.err


def test_a_registry_may_be_the_top_of_its_repository(
    tmp_path: Path, machine: dict[str, str], draft: Path, material: Path, accession: Command
) -> None:
    clone = Clone(top=tmp_path / "at the top", environ=machine)
    shutil.copytree(SHIPPED, clone.top, ignore=shutil.ignore_patterns("editions"))
    clone.git("init", "--quiet", "--initial-branch=main")
    sign_in(clone, "ann")
    clone.commit("begin")
    assert accession(*at(clone), "validate", str(clone.top)).code == 0
    filed = json.loads(accession(*at(clone), "file", "--from", str(draft), "--json").out)
    assert filed["path"] == f"tasks/2026/{filed['id']}.yaml"
    ending = ("--applied", "2026-10-12", "--effective", "2026-11-01", "--reason", "期限届满")
    retired = accession(*at(clone), "retire", filed["id"], *ending, "--material", str(material))
    assert retired.code == 0, retired.err
    for _time in range(2):
        assert accession(*at(clone), "render", "2025", "--format", "json").code == 0


def test_the_command_to_file_a_kept_draft_can_be_copied(
    district: Clone, accession: Command
) -> None:
    spaced = Clone(top=district.top.rename(district.top.with_name("登记 册")), environ={})
    answer = accession(*at(spaced), "file", "--set", "title=协助雨前清沟")
    assert answer.code == 1
    assert "accession file --from '/" in answer.err


def test_filing_with_a_closed_standard_output_still_succeeds(district: Clone, draft: Path) -> None:
    script = f'"{sys.executable}" -m accession_cli file --from "{draft}" >&-'
    done = run_program(["/bin/sh", "-c", script], cwd=district.top, check=False, timeout=60)
    assert done.returncode == 0
    assert "协助独居老人" in district.git("log", "-1", "--format=%s")


def test_nothing_is_filed_on_another_day_than_today(
    district: Clone, draft: Path, accession: Command
) -> None:
    draft.write_text(DRAFT + "filing:\n  date: 2024-02-21\n", encoding="utf-8")
    answer = accession(*at(district), "file", "--from", str(draft))
    assert answer.code == 1
    assert "states filing, which only filing" in answer.err


def test_what_the_draft_leaves_out_is_asked_for_and_never_invented(
    district: Clone, draft: Path, accession: Command
) -> None:
    for line in ("  subdistricts: all\n", "  via: oa\n", "    result: admit\n"):
        draft.write_text(DRAFT.replace(line, ""), encoding="utf-8")
        answer = accession(*at(district), "file", "--from", str(draft))
        assert answer.code in {1, 3}, line


def retire(accession: Command, clone: Clone, number: str, effective: str, material: Path) -> Answer:
    return accession(
        *(*at(clone), "retire", number, "--applied", "2026-10-12", "--effective", effective),
        *("--reason", "由其他事项承接", "--material", str(material)),
    )


def test_a_task_may_be_renewed_under_its_own_title(
    district: Clone, draft: Path, material: Path, accession: Command
) -> None:
    first = json.loads(accession(*at(district), "file", "--from", str(draft), "--json").out)["id"]
    again = DRAFT.replace("start: 2026-11-02", "start: 2026-12-01") + f"supersedes:\n  - {first}\n"
    draft.write_text(again, encoding="utf-8")
    early = accession(*at(district), "file", "--from", str(draft))
    assert early.code == 1
    assert "is not retired" in early.err
    assert retire(accession, district, first, "2026-12-01", material).code == 0
    answer = accession(*at(district), "file", "--from", str(draft), "--json")
    assert answer.code == 0, answer.err
    second = json.loads(answer.out)["id"]
    changed = district.git("show", "--name-only", "--format=").split()
    assert changed == [f"registry/tasks/2026/{number}.yaml" for number in (first, second)]
    assert accession(*at(district), "validate").code == 0
    draft.write_text(again.replace("2026-12-01", "2027-01-04"), encoding="utf-8")
    late = accession(*at(district), "file", "--from", str(draft))
    assert late.code == 1
    assert f"{second} has done so already" in late.err


def test_what_is_wrong_with_a_task_of_a_json_list_is_told_at_its_line(
    district: Clone, draft: Path, accession: Command
) -> None:
    read = ruamel.yaml.YAML(typ="safe", pure=True).load(DRAFT)
    facts = json.loads(json.dumps(read, default=str))
    wrong = {**facts, "title": "另一项", "basis": [{**facts["basis"][0], "articel": "第一条"}]}
    text = json.dumps({"tasks": [facts, wrong]}, ensure_ascii=False, indent=1)
    draft.write_text(text, encoding="utf-8")
    answer = accession(*at(district), "file", "--from", str(draft))
    assert answer.code == 1, answer.err
    line = next(at for at, row in enumerate(text.splitlines(), 1) if "articel" in row)
    assert f"{draft}:{line}:6" in answer.err.replace("\n", "")


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=4),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
        max_leaves=12,
    ),
    st.sampled_from([None, 1, "\t"]),
)
def test_every_key_and_item_of_a_json_draft_has_its_place(
    value: object, indent: int | None
) -> None:
    text = json.dumps({"要点": value}, ensure_ascii=False, indent=indent)
    rows = text.split("\n")
    told = dict(json_places(text, "d.json"))
    expected = dict(below({"要点": value}))
    assert list(told) == list(expected)
    for key, place in told.items():
        rest = "\n".join([rows[place.line - 1][place.column - 1 :], *rows[place.line :]])
        stands_there = json.JSONDecoder().raw_decode(rest)[0]
        assert stands_there == (key[-1] if isinstance(key[-1], str) else expected[key])


def below(
    value: object, key: tuple[str | int, ...] = ()
) -> Iterator[tuple[tuple[str | int, ...], object]]:
    if isinstance(value, dict | list):
        for name, one in value.items() if isinstance(value, dict) else enumerate(value):
            yield (*key, name), one
            yield from below(one, (*key, name))


# Several applications at once


@pytest.fixture
def two_applications(district: Clone, accession: Command, tmp_path: Path) -> Clone:
    """A registry with two applications, of which the first is approved."""
    asked, form = tmp_path / "申请.yaml", tmp_path / "盖章审批表.txt"
    for title in ("协助独居老人冬季取暖安全走访", "协助独居老人用水安全走访"):
        text = DRAFT.partition("application:\n")[0]
        asked.write_text(text.replace("协助独居老人冬季取暖安全走访", title), encoding="utf-8")
        form.write_text(f"{title}\n", encoding="utf-8")
        papers = ("--from", str(asked), "--form", str(form), "--received", "2026-10-09")
        assert accession("-C", str(district.top), "receive", *papers).code == 0
    decide = ("decide", "DL-A-2026-0001", "--result", "admit", "--date", "2026-10-12")
    assert accession("-C", str(district.top), *decide).code == 0
    return district


def test_several_applications_are_filed_in_one_commit_or_none_is(
    two_applications: Clone, accession: Command
) -> None:
    at = ("-C", str(two_applications.top))
    both = ("file", "DL-A-2026-0001", "DL-A-2026-0002")
    before = two_applications.state()
    refused = accession(*at, *both)
    assert refused.code == 1
    assert "DL-A-2026-0002 cannot be filed" in refused.err
    assert two_applications.state() == before
    decide = ("decide", "DL-A-2026-0002", "--result", "admit", "--date", "2026-10-12")
    assert accession(*at, *decide).code == 0
    head = two_applications.head
    done = json.loads(accession(*at, *both, "--json").out)
    assert len(done["filed"]) == 2
    assert two_applications.git("rev-list", "--count", f"{head}..HEAD") == "1"
    for number in both[1:]:
        path = two_applications.top / f"registry/applications/2026/{number}.yaml"
        assert "status: filed\n" in path.read_text(encoding="utf-8")


def test_applications_are_not_filed_together_with_a_draft(
    two_applications: Clone, accession: Command, draft: Path
) -> None:
    asked = ("file", "DL-A-2026-0001", "--from", str(draft))
    answer = accession("-C", str(two_applications.top), *asked)
    assert answer.code == 2
    assert "not both" in answer.err


def test_what_is_decided_on_is_shown_before_it_is_asked_for(
    two_applications: Clone, terminals: list[Terminal]
) -> None:
    terminal = Terminal("decide", "DL-A-2026-0002", at=two_applications.top, language="zh_CN")
    terminals.append(terminal)
    terminal.answer("审批结果：")
    shown = terminal.shown
    assert "协助独居老人用水安全走访" in shown
    assert "区民政局" in shown
    assert "2026-10-22" in shown  # ten working days after 9 October
    assert "12,000.00" in shown
    terminal.answer("审批结果：", DOWN, ENTER)
    terminal.answer("需要补正什么", *typed("上一步"))
    terminal.answer("审批结果： （", ENTER)
    terminal.answer("现在登记？", ENTER)
    assert terminal.end() == 0, terminal.shown
    assert "result: admit" in two_applications.git("show", "HEAD")


# What was typed has no keys


def test_what_is_wrong_with_what_was_typed_is_said_by_the_name_of_its_field(
    district: Clone, accession: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACCESSION_LANG", "zh_CN")
    answer = accession(*at(district), "file", "--set", "title=协助雨前清沟提醒")
    assert answer.code == 1
    assert "开始日期（--set）  错误 S104" in answer.err
    assert "“开始日期”是空的" in answer.err
    assert "period" not in answer.err


def test_inside_a_file_its_key_is_said(
    district: Clone, accession: Command, draft: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACCESSION_LANG", "zh_CN")
    draft.write_text(DRAFT.replace("2026-11-02", "2026-13-02"), encoding="utf-8")
    answer = accession(*at(district), "file", "--from", str(draft))
    assert answer.code == 1
    assert f"{draft}:9:3  错误" in answer.err
    assert "start是" in answer.err
