"""Forms filled by somebody who never saw how they are read: what is taken is right, or it asks.

``truth.csv`` says what a careful clerk reads in each cell, and where one would ask back;
``complete.csv`` which forms leave nothing to ask. All names, money and decisions in these forms are
invented.
"""

import csv
import json
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import pytest

from accession_cli.entry.names import NameFinder
from accession_cli.errors import Exit
from accession_cli.registry.reading import opened
from conftest import Answer

TOP = Path(__file__).parents[2]
FORMS = TOP / "tests/corpora/forms"
KNOWN = opened(TOP / "registry").registry
NAMES = NameFinder(KNOWN)
PLACES = {code: place.name for code, place in KNOWN.subdistricts.items()}
HOMES = {
    code: f"{place.name}/{one.name}"
    for place in KNOWN.subdistricts.values()
    for code, one in place.communities.items()
}
#: Contacts written with another word beside the name, which is kept: 小赵（赵明轩）, 王晨 立案庭.
TAKEN_AS_WRITTEN: Final = {("联系人", "赵明轩"), ("联系人", "王晨")}
SEPARATED = {"配合部门", "协助渠道", "实施范围", "依据"}

with (FORMS / "truth.csv").open(encoding="utf-8", newline="") as table:
    ROWS = list(csv.DictReader(table))
FILES = sorted({row["file"] for row in ROWS})
with (FORMS / "complete.csv").open(encoding="utf-8", newline="") as table:
    COMPLETE = {row["file"] for row in csv.DictReader(table) if row["complete"] == "yes"}
#: What is asked of a form that somebody called complete: 目标要求 says 无.
ASKED_ALL_THE_SAME: Final = {"29统战部-宗教.docx": {"目标要求"}}
#: It states the number of a classified paper, and so nothing of it is read.
CLASSIFIED: Final = "46卫健委-精神障碍.docx"


def cited(basis: Mapping[str, Any]) -> str:
    if basis.get("withheld"):
        return f"线下审核{basis['reviewer']}{basis['date']}"
    number = f"（{basis['number']}）" if basis.get("number") else ""
    name = basis.get("law") or basis.get("document")
    return f"《{name}》{number}{basis.get('article') or basis.get('clause') or ''}"


def places(scope: Mapping[str, Any]) -> Iterable[str]:
    if isinstance(scope.get("communities"), list):
        return [HOMES[code] for code in scope["communities"]]
    if scope.get("subdistricts") == "all":
        return ["all"]
    return [PLACES[code] for code in scope.get("subdistricts") or ()]


def agency(name: str) -> str:
    """The key of an agency by any of its names; the name itself when it is not in the roster."""
    return name if name in KNOWN.agencies else str(NAMES.agency(name))


def taken(read: Mapping[str, Any]) -> dict[str, str]:
    """What the program took from a form, field by field as ``truth.csv`` has it."""
    facts = read["facts"]
    funding, period, scope = (facts.get(key) or {} for key in ("funding", "period", "scope"))
    amount = funding.get("amount") or ""
    per = {"year": "year", "task": "once"}.get(funding.get("per") or "", "")
    return {
        "申请单位": facts.get("agency") or "",
        "申请日期": read.get("applied") or "",
        "配合部门": ";".join(facts.get("co_agencies") or ()),
        "联系人": (read.get("contact") or {}).get("name") or "",
        "联系电话": (read.get("contact") or {}).get("phone") or "",
        "事项名称": facts.get("title") or "",
        "事项类别": facts.get("class") or "",
        "事项种类": KNOWN.scheme.kinds.get(facts.get("kind") or "", ""),
        "协助渠道": ";".join(facts.get("channels") or ()),
        "期限类型": {"temporary": "临时"}.get(facts.get("term") or "", facts.get("term") or ""),
        "开始日期": period.get("start") or "",
        "结束日期": (period.get("end") or "open") if "end" in period else "",
        "频次": facts.get("frequency") or "",
        "实施范围": ";".join(places(scope)),
        "经费金额": amount,
        "经费周期": "" if amount == "0.00" else per,
        "依据": ";".join(map(cited, facts.get("basis") or ())),
        "协助内容": (facts.get("authorization") or {}).get("content") or "",
    }


def plain(field: str, text: str) -> list[str]:
    """*text* without what is only a way of writing; the parts of a list in one order."""
    parts = text.split(";") if field in SEPARATED else [text]
    if field in {"申请单位", "配合部门"}:
        parts = [agency(part) for part in parts if part]
    bare = (
        re.sub(r"[《》（）()〔〕\[\]【】\s，。；、]|中华人民共和国", "", part) for part in parts
    )
    if field == "联系电话":
        bare = (re.sub(r"\D", "", part) for part in parts)
    return sorted(filter(None, bare))


@pytest.mark.git
@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=[pytest.mark.office] if name.endswith((".odt", ".doc")) else [])
        for name in FILES
        if name != CLASSIFIED
    ],
)
def test_what_a_form_says_is_taken_as_it_says_or_asked_about(
    name: str, accession: Callable[..., Answer]
) -> None:
    answer = accession("-C", str(TOP), "receive", "--check", "--json", str(FORMS / name))
    read = json.loads(answer.out)
    found = taken(read)
    asked = {one["label"] for one in read.get("missing", ())}
    wrong = []
    for row in ROWS:
        field, truth = row["field"], row["truth"]
        if row["file"] != name or row["clear"] == "no" or (field, truth) in TAKEN_AS_WRITTEN:
            continue
        told = any(label.startswith(field) or field in label for label in asked)
        if plain(field, truth) != plain(field, found[field]) and not told:
            wrong.append((field, truth, found[field]))
    assert wrong == []
    if name in COMPLETE:
        assert asked == ASKED_ALL_THE_SAME.get(name, set())


@pytest.mark.git
def test_a_form_that_states_the_number_of_a_classified_paper_is_refused(
    accession: Callable[..., Answer],
) -> None:
    answer = accession("-C", str(TOP), "receive", "--check", "--json", str(FORMS / CLASSIFIED))
    assert answer.code == Exit.SECRET
