"""Ledgers as offices keep them: what ``import`` understands of them is right, or it asks.

The ledgers were made before anybody looked at how they are read; ``truth.json`` says what a clerk
reads in them. Where a ledger has no column for a field, one value is given for all its rows. An
empty value in ``truth.json`` is not compared.
"""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conftest import Answer

TOP = Path(__file__).parents[2]
LEDGERS = TOP / "tests/corpora/ledgers"
TRUTH = json.loads((LEDGERS / "truth.json").read_text(encoding="utf-8"))
EARLIER = "《东丽区指导目录》（津丽民发〔2021〕8号，2021年3月5日）"
#: What is given for all rows where a ledger has no column for it.
GIVEN = {
    "事项类别": "社会保障和社会救助",
    "协助渠道": "社区",
    "实施范围": "全区",
    "期限类型": "长期",
    "经费金额": "0",
    "经费周期": "一次性",
    "结束日期": "长期",
}
OF_THE_WOMENS_FEDERATION = "06 妇联.xlsx"


def understood(row: dict[str, Any]) -> dict[str, str]:
    """The values of *row* that ``truth.json`` has too; "" for what was not understood."""
    facts = row["facts"]
    funding, period, scope = (facts.get(key) or {} for key in ("funding", "period", "scope"))
    places = scope.get("subdistricts")
    return {
        "title": facts.get("title") or "",
        "agency": facts.get("agency") or "",
        "amount": funding.get("amount") or "",
        "per": funding.get("per") or "",
        "start": period.get("start") or "",
        "end": period.get("end") or "",
        "channels": ",".join(facts.get("channels") or []),
        "scope": "all" if places == "all" else str(len(places or [])),
    }


@pytest.mark.git
@pytest.mark.parametrize("name", sorted(TRUTH))
def test_a_ledger_is_understood_or_asked_about(name: str, accession: Callable[..., Answer]) -> None:
    command = ["-C", str(TOP), "--lang", "zh_CN", "import", "--check", "--json"]
    command += [str(LEDGERS / name), "--in-force", "--earlier", EARLIER]
    if name == OF_THE_WOMENS_FEDERATION:
        command += ["--set", "申请单位=区妇联"]
    answer = accession(*command)
    while lacking := re.search("没有这些必填栏目：([^。]*)。", answer.err.replace("\n", "")):
        for field in lacking[1].split("、"):
            command += ["--set", f"{field}={GIVEN[field]}"]
        answer = accession(*command)
    rows = {row["facts"].get("title"): row for row in json.loads(answer.out)["rows"]}
    assert set(rows) == {wanted["title"] for wanted in TRUTH[name]}
    for wanted in TRUTH[name]:
        found = understood(rows[wanted["title"]])
        told = {one["field"].partition(".")[0] for one in rows[wanted["title"]].get("missing", ())}
        for field, value in wanted.items():
            asked = found[field] in {"", "0"} and told
            assert not value or found[field] == value or asked, (wanted["title"], field)
