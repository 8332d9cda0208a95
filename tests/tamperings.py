"""Tamperings that plain git can push, and lawful changes beside them, as tables.

Each is what somebody does in a clone with an editor and ``git commit``; ``PUSHED`` names the code
that the server's hook refuses it by. To add one, add a line to ``SEALED``, ``PROFILE`` … or a
function with ``@tampering``; what must be taken goes into ``LAWFUL``.
"""

from collections.abc import Callable
from typing import NamedTuple

import sample_records
from accession_cli.yamlfile import editor
from kept_registries import Kept

Do = Callable[[Kept], object]


class Tampering(NamedTuple):
    """What it is refused by, and what is done; all is committed afterwards and pushed to a ref.

    It is refused by a code, by one of several (``H606|H607``), or in words where there is no code.
    """

    code: str
    do: Do
    to: str = "main"


PUSHED: dict[str, Tampering] = {}
LAWFUL: dict[str, Do] = {}


def tampering(code: str) -> Callable[[Do], Do]:
    """List the function as a tampering."""

    def listed(do: Do) -> Do:
        PUSHED[do.__name__] = Tampering(code, do)
        return do

    return listed


def lawful(do: Do) -> Do:
    """List the function as a change that is taken."""
    LAWFUL[do.__name__] = do
    return do


def put(kept: Kept, name: str, *changes: tuple[str, str]) -> None:
    """Put other words into a file of the registry; what is to be changed must be there."""
    path = kept.clone.top / "registry" / name
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")


def _in_the_filed_one(*changes: tuple[str, str]) -> Do:
    return lambda kept: kept.edit(kept.filed, *changes)


#: Fields of a filed task, printed somewhere: rewritten in place.
SEALED = {
    "title": ("title: 协助", "title: 代办"),
    "kind": ("kind: task", "kind: ledger"),
    "class": ("class: 社会保障和社会救助", "class: 权益维护"),
    "agency": ("agency: minzheng", "agency: xuanchuan"),
    "co_agencies": ("co_agencies: []", "co_agencies:\n  - xuanchuan"),
    "term": ("term: short", "term: temporary"),
    "first_day": ("start: 2026-11-02", "start: 2026-11-03"),
    "last_day": ("end: 2027-03-15", "end: 2027-10-15"),
    "frequency": ("frequency: null", "frequency: 每天"),
    "content": ("查看取暖设备是否安全", "代收取暖费"),
    "target": ("安全过冬", "按时缴费"),
    "authority": ("不承担维修和处罚", "可以处罚"),
    "workflow": ("登记—报告街道", "登记"),
    "what_is_not_done": ("excludes: []", "excludes:\n  - 不承担维修和处罚"),
    "money": ('amount: "12000.00"', 'amount: "2000.00"'),
    "money_for": ("per: task", "per: year"),
    "source_of_money": ("source: 区财政专项", "source: 街道自筹"),
    "way_of_paying": ("method: 随事拨付", "method: 年底结算"),
    "resources": ("resources: []", "resources:\n  - 走访用车"),
    "training": ("training: null", "training: 岗前培训"),
    "places": ("subdistricts: all", 'subdistricts:\n    - "120110001"'),
    "sections": (
        "sections: []",
        'sections:\n  - subdistrict: "120110001"\n    name: 公共服务办公室',
    ),
}  # fmt: skip
for _name, _change in SEALED.items():
    PUSHED[f"{_name}_of_a_filed_task_rewritten"] = Tampering("H208", _in_the_filed_one(_change))


@tampering("H206")
def money_rewritten_with_a_correction_of_a_group(kept: Kept) -> None:
    kept.edit(kept.filed, SEALED["money"])
    kept.correct(kept.filed, "frequency", "null", "每天")


@tampering("H208")
def money_rewritten_behind_a_correction_in_prose(kept: Kept) -> None:
    kept.edit(kept.filed, SEALED["money"])
    kept.correct(kept.filed, "funding", "一万二", "两千")


@tampering("H215")
def task_filed_on_an_application_that_is_not_there(kept: Kept) -> None:
    kept.file("DL-2026-0022")
    kept.edit("DL-2026-0022", ("application:\n  id: null", "application:\n  id: DL-A-2026-0001"))


@tampering("H104")
def number_skipped(kept: Kept) -> None:
    kept.file("DL-2026-0023")


@tampering("H304")
def edition_of_an_earlier_year_put_in(kept: Kept) -> None:
    path = kept.clone.top / "registry/editions/2024.yaml"
    text = path.read_text(encoding="utf-8").replace("year: 2024", "year: 2023")
    (path.parent / "2023.yaml").write_text(text, encoding="utf-8")


@lawful
def money_corrected_with_the_reason(kept: Kept) -> None:
    kept.edit(kept.filed, SEALED["money"])
    kept.correct(kept.filed, "funding.amount", '"12000.00"', '"2000.00"')


@lawful
def other_name_added_so_that_people_find_it(kept: Kept) -> None:
    kept.edit(kept.filed, ("also_called: []", "also_called:\n  - 取暖走访"))


@lawful
def fields_filled_in_that_the_older_schema_did_not_have(kept: Kept) -> None:
    kept.file("DL-2026-0022")
    older = [("also_called: []\n", ""), ("excludes: []\n", ""), ("inherited: null\n", "")]
    kept.edit("DL-2026-0022", ("schema: 4", "schema: 1"), *older)
    kept.clone.commit("file with a program of before")
    kept.edit(
        "DL-2026-0022",
        ("schema: 1", "schema: 4"),
        ("\nkind: ", "\nalso_called: []\nkind: "),
        ("\nbasis:\n", "\nexcludes:\n  - 不承担维修和处罚\nbasis:\n"),
        ("\ndecision:\n", "\ninherited: null\ndecision:\n"),
    )


@lawful
def task_filed_by_hand_as_the_next_one(kept: Kept) -> None:
    kept.file("DL-2026-0022")


#: The profile, by which records are judged: rewritten in place.
PROFILE = {
    "days_to_decide": ("days_to_decide:\n  value: 10", "days_to_decide:\n  value: 90"),
    "days_ahead": ("days_ahead:\n  value: 5", "days_ahead:\n  value: 1"),
    "what_a_return_does_to_the_clock": ("correction_clock: runs", "correction_clock: restarts"),
    "body_that_decides_taken_out": (
        "      - civil_affairs\n      - grid_centre\n", "      - civil_affairs\n"),
    "body_that_decides_exchanged": (
        "    decided_by:\n      - civil_affairs\n", "    decided_by:\n      - grid_centre\n"),
    "agency_of_a_body": ("    agency: wangge", "    agency: minzheng"),
    "name_of_a_body": ("name: 区网格化管理中心", "name: 区城运中心"),
    "registrar": ("registrar:\n  - body: civil_affairs", "registrar:\n  - body: grid_centre"),
    "registrars_first_day": ("    from: 2023-12-29", "    from: 2024-12-29"),
    "clause_number": ('"3.2.3": 三、（二）3', '"3.2.3": 三、（二）4'),
    "clause_taken_out": ('  "4.3": 四、（三）\n', ""),
    "emergency_bodies": (
        "    - grid_centre\n  later_registration: optional",
        "    - civil_affairs\n  later_registration: optional"),
    "later_registration": ("later_registration: optional", "later_registration: none"),
    "exit_ground_taken_out": ("  - 期限届满\n", ""),
    "pattern_of_filing_numbers": ("filing_number: 津丽社准", "filing_number: 津丽社备"),
    "document_of_the_scheme": ("number: 津丽民发〔2023〕13号", "number: 津丽民发〔2023〕14号"),
    "days_to_rectify": ("days_to_rectify: 10", "days_to_rectify: 60"),
}  # fmt: skip


def _in(name: str, *changes: tuple[str, str]) -> Do:
    return lambda kept: put(kept, name, *changes)


for _name, _change in PROFILE.items():
    PUSHED[f"{_name}_of_the_profile_rewritten"] = Tampering("H801", _in("scheme.yaml", _change))
PUSHED["trunk_moved"] = Tampering(
    "the trunk of this server is main",
    _in("scheme.yaml", ("trunk: origin/main", "trunk: origin/side")),
)

LISTS = {
    "agency_renamed_in_place": ("H802", "agencies.yaml", ("name: 区民政局", "name: 区社会工作部")),
    "credit_code_exchanged": (
        "H802", "agencies.yaml", ('"11120110000176946D"', "null")),
    "law_taken_out_of_force_later": (
        "H803", "statutes.yaml", ("effective_from: 2018-12-29", "effective_from: 2019-12-29")),
    "successor_of_a_law_removed": (
        "H803", "statutes.yaml",
        ('replaced_by:\n      law: 社会救助法\n      version: "2026"', "replaced_by: null")),
    "articles_of_a_law_moved": ("H803", "statutes.yaml", ("第三条: 第十条", "第三条: 第十一条")),
}  # fmt: skip
for _name, (_code, _file, _change) in LISTS.items():
    PUSHED[_name] = Tampering(_code, _in(_file, _change))


PUSHED["community_renamed_in_place"] = Tampering(
    "H802", _in("subdistricts.yaml", ("name: 示例一社区", "name: 东河社区"))
)
PUSHED["community_taken_out"] = Tampering(
    "H802",
    _in("subdistricts.yaml", ('      "120110001902":\n        name: 示例二社区\n', "")),
)


@tampering("H803")
def law_removed(kept: Kept) -> None:
    path = kept.clone.top / "registry/statutes.yaml"
    head, first, *others = path.read_text(encoding="utf-8").split("  - law: ")
    del first
    path.write_text("  - law: ".join([head, *others]), encoding="utf-8")


@tampering("H804")
def past_calendar_invented(kept: Kept) -> None:
    kept.clone.write(
        "registry/calendar/2025.yaml",
        "schema: 1\nyear: 2025\ndocument: 国办发明电〔2024〕99号\ndate: 2024-11-12\nurl: null\n"
        "days_off:\n  - 2025-03-10\nworkdays: []\namendments: []\n",
    )


def amendment(kept: Kept, **facts: str) -> None:
    """Add an entry to ``amendments.yaml`` by hand."""
    path = kept.clone.top / "registry/amendments.yaml"
    head = "schema: 2\namendments:\n"
    known = path.read_text(encoding="utf-8") if path.exists() else head
    whole = {
        "date": "2026-10-12", "from": "2026-10-12", "file": "scheme.yaml",
        "key": "days_to_decide.value", "old": "null",
        "new": "null", "mistake": "false", "reason": "修订", "by": "ann", **facts,
    }  # fmt: skip
    lines = [f"{key}: {value}" for key, value in whole.items()]
    path.write_text(known + "  - " + "\n    ".join(lines) + "\n", encoding="utf-8")


@tampering("H801")
def days_rewritten_with_an_amendment_that_tells_of_something_else(kept: Kept) -> None:
    put(kept, "scheme.yaml", PROFILE["days_to_decide"])
    amendment(kept, key="days_ahead.value", old='"5"', new='"6"')


@tampering("H801")
def days_rewritten_with_an_untrue_amendment(kept: Kept) -> None:
    put(kept, "scheme.yaml", PROFILE["days_to_decide"])
    amendment(kept, old='"15"', new='"20"')


@tampering("H801")
def days_rewritten_with_an_amendment_that_holds_from_a_day_to_come(kept: Kept) -> None:
    put(kept, "scheme.yaml", PROFILE["days_to_decide"])
    amendment(kept, **{"from": "2026-11-01"}, old='"10"', new='"90"')


@tampering("H801")
def days_rewritten_with_a_mistake_that_is_said_to_have_held(kept: Kept) -> None:
    put(kept, "scheme.yaml", PROFILE["days_to_decide"])
    amendment(kept, mistake="true", old='"10"', new='"90"')


@tampering("D101")
def body_that_decides_added_as_of_a_day_before_earlier_decisions(kept: Kept) -> None:
    put(
        kept,
        "scheme.yaml",
        ('    decided_by:\n      - civil_affairs\n    clause: "3.2.1"',
         '    decided_by:\n      - civil_affairs\n      - grid_centre\n    clause: "3.2.1"'),
    )  # fmt: skip
    amendment(kept, **{"from": "2024-01-02"}, key="channels.community.decided_by",
              old="civil_affairs", new="civil_affairs、grid_centre")  # fmt: skip


@tampering("L302")
def correction_that_corrects_nothing(kept: Kept) -> None:
    kept.correct(kept.filed, "title", "协助走访", "协助走访")


@tampering("L302")
def correction_of_a_field_that_no_task_has(kept: Kept) -> None:
    kept.correct(kept.filed, "funding.sum", '"1.00"', '"2.00"')


@tampering("L303|H206")
def correction_after_which_something_else_stands_there(kept: Kept) -> None:
    kept.correct(kept.filed, "funding.amount", '"12000.00"', '"2000.00"')


@tampering("K106")
def complaint_closed_as_rectified_that_nobody_put_right(kept: Kept) -> None:
    record = sample_records.closed_complaint() | {
        "id": "DL-C-2026-0001",
        "received": "2026-09-21",
        **dict.fromkeys(("verification", "rectification", "circular", "referral")),
        "reminders": [],
        "closing": {"date": "2026-10-09", "outcome": "rectified", "note": None},
    }
    text = editor.new_text(record, comment="x", order={})
    kept.clone.write("registry/complaints/2026/DL-C-2026-0001.yaml", text)


@tampering("G405")
def short_name_of_a_law_given_to_another_one(kept: Kept) -> None:
    put(kept, "statutes.yaml", ("    also_called: []\n", "    also_called:\n      - 环保法\n"))


@tampering("G104")
def short_name_of_an_agency_given_to_another_one(kept: Kept) -> None:
    called = "name: 区委宣传部\n    also_called:\n      - 民政局\n"
    put(kept, "agencies.yaml", ("name: 区委宣传部\n", called))


@tampering("G502")
def notice_of_a_year_for_which_there_is_none_yet(kept: Kept) -> None:
    kept.clone.write(
        "registry/calendar/2028.yaml",
        "schema: 1\nyear: 2028\ndocument: 国办发明电〔2027〕9号\ndate: 2027-11-12\nurl: null\n"
        "days_off:\n  - 2028-03-10\nworkdays: []\namendments: []\n",
    )


@tampering("G501")
def notice_without_a_number_of_the_state_council(kept: Kept) -> None:
    kept.clone.write(
        "registry/calendar/2028.yaml",
        "schema: 1\nyear: 2028\ndocument: 内部通知\ndate: 2026-10-09\nurl: null\n"
        "days_off:\n  - 2028-03-10\nworkdays: []\namendments: []\n",
    )


@tampering("H108")
def profile_brought_back_to_an_older_form(kept: Kept) -> None:
    put(kept, "scheme.yaml", ("schema: 4", "schema: 3"))


@lawful
def days_amended_in_the_form_of_before(kept: Kept) -> None:
    """An older program wrote a group on one line, and no day from which it holds."""
    put(kept, "scheme.yaml", PROFILE["days_to_decide"])
    kept.clone.write(
        "registry/amendments.yaml",
        "schema: 1\namendments:\n  - date: 2026-10-12\n    file: scheme.yaml\n"
        '    key: days_to_decide\n    old: "value: 10；clause: 3.2.3"\n'
        '    new: "value: 90；clause: 3.2.3"\n    mistake: false\n'
        "    reason: 津丽民发〔2026〕3号\n    by: ann\n",
    )


@lawful
def name_added_that_people_use_for_an_agency(kept: Kept) -> None:
    put(
        kept,
        "agencies.yaml",
        ("name: 区民政局\n", "name: 区民政局\n    also_called:\n      - 民政\n"),
    )


@lawful
def agency_renamed_with_the_day(kept: Kept) -> None:
    after = (
        "name: 区委宣传文化部\n"
        "    earlier_names:\n      - name: 区委宣传部\n        until: 2026-09-30\n"
    )
    put(kept, "agencies.yaml", ("name: 区委宣传部\n", after))


@lawful
def agency_ended_with_a_day(kept: Kept) -> None:
    days = "name: 区信访办\n    credit_code: null\n    active_from: null\n    active_to: "
    put(kept, "agencies.yaml", (f"{days}null", f"{days}2026-12-31"))


@lawful
def registrar_ended_and_followed(kept: Kept) -> None:
    after = (
        "    from: 2023-12-29\n    to: 2026-12-31\n"
        "  - body: grid_centre\n    from: 2027-01-01\n    to: null\n"
    )
    put(kept, "scheme.yaml", ("    from: 2023-12-29\n    to: null\n", after))


@lawful
def ground_added_and_another_ended_in_the_next_commit(kept: Kept) -> None:
    put(kept, "scheme.yaml", ("exit_grounds:\n", "exit_grounds:\n  - 机构改革\n"))
    kept.clone.commit("add")
    text = (kept.clone.top / "registry/scheme.yaml").read_text(encoding="utf-8")
    listed = text.partition("exit_grounds:\n")[2].partition("\nfiling_number")[0]
    known = [line.removeprefix("  - ") for line in listed.splitlines()]
    put(kept, "scheme.yaml", (f"  - {known[-1]}\n", ""))
    amendment(kept, key="exit_grounds", old="、".join(known), new="、".join(known[:-1]))


@lawful
def class_and_ground_added(kept: Kept) -> None:
    put(kept, "scheme.yaml", ("  - 征兵工作\n", "  - 征兵工作\n  - 应急工作\n"))


@lawful
def law_repealed_and_succeeded(kept: Kept) -> None:
    put(kept, "statutes.yaml", ("repealed_on: null", "repealed_on: 2026-01-01"))


@lawful
def address_of_the_page_set(kept: Kept) -> None:
    put(kept, "scheme.yaml", ("page_address: null", "page_address: https://example.org/"))
