"""Tamperings that plain git can push, and lawful changes beside them, as tables.

Each is what somebody does in a clone with an editor and ``git commit``; ``PUSHED`` names the code
that the server's hook refuses it by. To add one, add a line to ``SEALED``, ``PROFILE`` … or a
function with ``@tampering``; what must be taken goes into ``LAWFUL``.
"""

from collections.abc import Callable
from typing import NamedTuple

from kept_registries import Kept

Do = Callable[[Kept], object]


class Tampering(NamedTuple):
    """The code that it is refused by, and what is done; all of it is committed afterwards."""

    code: str
    do: Do


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
    kept.edit(
        "DL-2024-0004",
        ("schema: 1", "schema: 3"),
        ("\nkind: ", "\nalso_called: []\nkind: "),
        ("\nbasis:\n", "\nexcludes:\n  - 不代管老人财物\nbasis:\n"),
        ("\ndecision:\n", "\ninherited: null\ndecision:\n"),
    )


@lawful
def task_filed_by_hand_as_the_next_one(kept: Kept) -> None:
    kept.file("DL-2026-0022")
