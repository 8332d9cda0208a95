"""Write values in the Chinese of official documents (GB/T 9704, GB/T 15835).

``names`` gives the names for the keys and codes in a record. ``evaluation_note`` writes what the
directory says about the year's evaluation.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from functools import partial
from typing import Any, Final, TypeAlias

from accession_cli.papers.title_lines import title_lines, title_words
from accession_cli.scheme.directory import (
    Citations,
    Edition,
    EditionEvaluation,
    Ended,
    Ending,
    SubdistrictEntry,
)
from accession_cli.scheme.directory_volumes import Part, ShownClass, Volume
from accession_cli.scheme.district import Scheme
from accession_cli.scheme.evaluation import Judgement, one_decimal
from accession_cli.scheme.fields import FIELDS, Kind, in_chinese
from accession_cli.scheme.law import LawState, Successor
from accession_cli.scheme.registry import Registry
from accession_cli.scheme.task import (
    Basis,
    DocumentBasis,
    Funding,
    Inherited,
    LawBasis,
    Mechanism,
    Per,
    Period,
    Route,
    Task,
    Term,
    WithheldBasis,
)

Names: TypeAlias = Mapping[str, Callable[[str], str]]


def names(registry: Registry) -> Names:
    """Filters that turn keys into names; an unknown key stays as it is."""
    scheme = registry.scheme
    places = {code: place.name for code, place in registry.subdistricts.items()}
    for place in registry.subdistricts.values():
        places.update((code, one.name) for code, one in place.communities.items())
    agencies = {key: one.name for key, one in registry.agencies.items()}
    bodies = {key: one.name for key, one in scheme.bodies.items()}
    channels = {str(key): one.name for key, one in scheme.channels.items()}
    tables = {
        "place": places,
        "agency": agencies,
        "body": bodies,
        "channel": channels,
    }
    told = {name: partial(_named, table) for name, table in tables.items()}
    return {**told, "kind": scheme.kind_name}


def _named(table: Mapping[str, str], key: str) -> str:
    return table.get(key, key)


OUTCOMES: Final[Mapping[Judgement, str]] = {
    Judgement.KEEP: "继续实施",
    Judgement.IMPROVE: "改进后实施",
    Judgement.END: "建议终止",
}


def outcome(value: Judgement | None) -> str:
    """The conclusion of an evaluation, or 尚无结论 while there is none."""
    return OUTCOMES[value] if value else "尚无结论"


def mean(value: Fraction | None) -> str:
    """A mean with one decimal; a dash when nobody gave a score."""
    return "—" if value is None else one_decimal(value)


def scores(means: Mapping[str, Fraction | None], criteria: Mapping[str, str]) -> str:
    """The mean of each criterion that was scored: 作用4.3、效果4.0; 未评分 for none."""
    known = ((name, means.get(key)) for key, name in criteria.items())
    said = "、".join(f"{name}{one_decimal(one)}" for name, one in known if one is not None)
    return said or "未评分"


def evaluation_note(made: EditionEvaluation) -> str:
    """How many tasks were evaluated, by whom and how, and what the funding returns add up to."""
    said = (
        f"本年度应评议事务{len(made.tasks)}项，已评议{len(made.evaluated)}项，"
        f"未评议{made.not_evaluated}项。评议由{made.convened_by}组织，"
        f"按{'、'.join(made.criteria.values())}分项评分，每项0至{made.highest}分；"
        "所列得分为各评议方平均分的平均值，四舍五入到一位小数。"
    )
    if made.returns:
        said += (
            f"部门已填报经费落实情况{len(made.returns)}项，共安排{_yuan(made.earmarked)}，"
            f"支出{_yuan(made.spent)}。"
        )
    return said


def _yuan(amount: object) -> str:
    return f"{amount}元".replace(".00元", "元")


_DIGITS: Final = "零一二三四五六七八九"
_TEN: Final = 10
_HUNDRED: Final = 100
_ISO_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WEB: Final = re.compile(r"https?://[^\s]+", re.IGNORECASE)
_ENDS: Final = tuple(f"{end}{close}" for end in "。！？…" for close in ("", "”", "）"))
_EDITION: Final = re.compile(r"\A(.+?)(（[^（）]+）)")

TERMS: Final[Mapping[Term, str]] = {
    Term.LONG: "长期",
    Term.SHORT: "短期",
    Term.TEMPORARY: "临时",
}
ENDINGS: Final[Mapping[Ending, str]] = {
    Ending.RETIRED: "终止",
    Ending.EXPIRED: "期限届满",
    Ending.ENTERED_IN_ERROR: "误登记，予以注销",
}
PARTS: Final[Mapping[Part, str]] = {
    Part.TASKS: "事务目录",
    Part.EMERGENCIES: "突发事件准入",
    Part.NEW: "新准入",
    Part.ENDED: "终止和期限届满",
    Part.CHANGED: "内容变化和承接",
    Part.LEGAL_CHANGES: "制度依据已有变化的事务",
    Part.AGENCIES: "部门索引",
    Part.SUBDISTRICTS: "街道、社区索引",
    Part.EVALUATION: "评议情况",
}
ROUTES: Final[Mapping[Route, str]] = {
    Route.APPLICATION: "申请准入",
    Route.EMERGENCY: "应急快速准入",
    Route.INHERITED: "承接原目录",
}
PERS: Final[Mapping[Per, str]] = {Per.YEAR: "每年", Per.TASK: "一次性"}
LAW_STATES: Final[Mapping[LawState, str]] = {
    LawState.REPEALED: "已废止",
    LawState.OUTDATED: "已修订",
    LawState.REPLACED: "已有新法施行，是否废止待核",
}
#: Fields with another name in the heads of the directory, which the scheme prescribes.
_AS_IN_HEADS: Final = {"title": "事务名称", "kind": "事务种类", "supersedes": "承接的原事务"}


def day(value: date) -> str:
    """2026年1月5日, without leading zeros (GB/T 9704 7.3.5.4)."""
    return f"{value.year}年{value.month}月{value.day}日"


def money(value: Decimal) -> str:
    """24000元; fen are shown unless they are zero."""
    whole = value == value.to_integral_value()
    return f"{value:.0f}元" if whole else f"{value:.2f}元"


#: What stands where the money is paid as needed, and no amount was set.
AS_NEEDED: Final = "按需拨付"


def amount(value: Decimal | None) -> str:
    """The amount of money; 按需拨付 where none was set."""
    return AS_NEEDED if value is None else money(value)


def ordinal(number: int) -> str:
    """The number of a heading, from 1 to 99: 一, 十, 十二, 二十."""
    if not 0 < number < _HUNDRED:
        raise ValueError(number)
    tens, ones = divmod(number, _TEN)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones else "")


def quoted(title: str) -> str:
    """A title in 《》; a quoted one stays as it is, and titles inside take 〈〉 (GB/T 15834)."""
    if title.startswith("《") and title.endswith("》") and title.count("《") == 1:
        return title
    return f"《{title.replace('《', '〈').replace('》', '〉')}》"


def law(name: str, version: str | None, article: str | None) -> str:
    """《社会救助暂行办法》（2014年）第四条第二款; unknown parts are left out."""
    year = f"（{version}年）" if version and version.isdigit() else f"（{version}）"
    return f"{quoted(name)}{year if version else ''}{article or ''}"


def basis(value: Basis) -> str:
    """A citation: law with version and article, or document with number, day and clause.

    A withheld basis says only that it was reviewed, and when.
    """
    match value:
        case LawBasis():
            return law(value.law, value.version, value.article)
        case DocumentBasis():
            known = [value.number or "", day(value.date) if value.date else ""]
            where = "，".join(part for part in known if part)
            return f"{quoted(value.document)}{f'（{where}）' if where else ''}{value.clause or ''}"
        case WithheldBasis():
            return f"依据材料不予公开，已于{day(value.date)}线下审核"


def refusal(scheme: Scheme) -> str:
    """What the committees may refuse, and what they may not by this directory."""
    said = "区级党政群机构交办的工作事务，凡未经准入的，社区居民委员会可以依据"
    said += f"{scheme.cited(scheme.refusal_clause)}不予承接。"
    if scheme.emergency:
        cited = scheme.cited(scheme.emergency.clause)
        said += f"突发性公共安全事件依照{cited}规定快速准入的除外。"
    return f"{said}法律法规直接规定居民委员会协助的，不以本目录为准。"


def taken_over(value: Inherited | None) -> str:
    """What is said first of a task of an earlier directory; "" of any other.

    It names that directory or decision, and says that this scheme never admitted the task.
    """
    if value is None:
        return ""
    named = f"{quoted(value.document)}，{value.number}，{day(value.date)}"
    return f"承接原目录（{named}），未经本方案审批"


def listed(values: Iterable[str]) -> str:
    """Things that are not names, on one line."""
    return "；".join(values)


def mechanism(value: Mechanism | None) -> str:
    """What is set up, and the basis that asks for it."""
    return f"{value.what}，依据{basis(value.basis)}" if value else ""


#: The fields below a task's content in the directory, in their order, with their short names.
_BELOW_CONTENT: Final = {
    "authorization.target": "目标",
    "authorization.authority": "权限",
    "resources": "人员装备",
    "training": "培训",
    "mechanism": "机制牌子",
}
_DETAIL: Final[Mapping[Kind, Callable[[Any], str]]] = {
    Kind.TEXT: lambda text: text or "",
    Kind.LINES: listed,
    Kind.MECHANISM: mechanism,
}
_DETAILS: Final = tuple(
    (name, field, _DETAIL[field.kind])
    for key, name in _BELOW_CONTENT.items()
    for field in FIELDS
    if field.key == key
)


def details(task: Task) -> list[tuple[str, str]]:
    """What stands below a task's content in the directory: short names and texts."""
    made = ((name, write(field.of(task))) for name, field, write in _DETAILS)
    return [(name, text) for name, text in made if text]


def successor(value: Successor) -> str:
    """The law in force now, with its article, or with a note that the article is not known."""
    return law(value.law, value.version, value.article or "（对应条款待核）")


def current_text(value: Successor) -> str:
    """The law in force now, with its article where it is known."""
    return law(value.law, value.version, value.article)


def period(value: Period) -> str:
    """From the first day to the last; without an end, only from the first day."""
    if value.end is None:
        return f"{day(value.start)}起"
    return f"{day(value.start)}至{day(value.end)}"


def funding(value: Funding) -> str:
    """The amount, with 每年 or 一次性 before it unless it is zero; 按需拨付 where none was set."""
    if not value.amount:
        return amount(value.amount)
    return f"{PERS[value.per]}{money(value.amount)}"


def field_name(path: str) -> str:
    """The name of a field of the record; a part without a name has its parent's."""
    known = {**in_chinese(), **_AS_IN_HEADS}
    parts = re.sub(r"\[[0-9]+\]", "", path).split(".")
    for length in range(len(parts), 0, -1):
        name = known.get(".".join(parts[:length]))
        if name:
            return name
    return path


def corrected(value: str | None, field: str, scheme: Scheme) -> str:
    """One side of a correction to *field*, written as elsewhere in the directory."""
    if value is None or not value:
        return "（空）"
    if _ISO_DAY.fullmatch(value):
        return _or_raw(lambda: day(date.fromisoformat(value)), value)
    match field:
        case "funding.amount":
            return _or_raw(lambda: money(Decimal(value)), value)
        case "funding.per":
            return _or_raw(lambda: PERS[Per(value)], value)
        case "term":
            return _or_raw(lambda: TERMS[Term(value)], value)
    return scheme.kind_name(value) if field == "kind" else value


def _or_raw(written: Callable[[], str], value: str) -> str:
    """What *written* returns; *value* as it stands in the record when it cannot be read."""
    try:
        return written()
    except (ValueError, InvalidOperation):
        return value


def laws_checked(edition: Edition) -> str:
    """The statement on the cited laws that are not listed as changed."""
    return citations_checked(edition.citations, bool(edition.legal_changes))


def citations_checked(found: Citations, others: bool) -> str:  # noqa: FBT001 - a filter is called so
    """The statement on the cited laws; *others* are listed as changed beside it."""
    said = []
    if found.unchanged:
        said.append(
            f"{'其余' if others else ''}已核对的法律法规引用{found.unchanged}处，"
            "在基准日未发现废止、修订或者被新法代替"
        )
    if found.unchecked:
        said.append(
            f"{'另有' if others or said else '本目录有'}{found.unchecked}处引用"
            "未载明版本或者所引版本不在法律法规库中，未能核对"
        )
    if not (said or others):
        said.append("本目录没有引用法律法规")
    return "；".join(said) + ("。" if said else "")


def sentence(text: str) -> str:
    """*text* with 。 at its end, unless a sentence ends there already."""
    text = text.rstrip()
    return text if text.endswith(_ENDS) or not text else f"{text.rstrip('，、；：')}。"


def ended_how(ended: Ended) -> str:
    """How a task ended, why, and which tasks took its place, as one sentence."""
    said, until = ENDINGS[ended.how], ended.task.period.end
    if ended.reason:
        said += f"：{ended.reason.rstrip('。；; ')}"
    elif until:
        said += f"（期限至{day(until)}）"
    taken = "、".join(map(str, ended.successors))
    return f"{said}（由{taken}承接）。" if taken else sentence(said)


def own_places(places: Iterable[SubdistrictEntry]) -> tuple[SubdistrictEntry, ...]:
    """The subdistricts with a task that is not done everywhere, there or in a community."""
    return tuple(one for one in places if one.items or one.communities)


def other_places(places: Iterable[SubdistrictEntry]) -> tuple[str, ...]:
    """The names of the subdistricts that have no such task."""
    return tuple(one.name for one in places if not (one.items or one.communities))


def web_link(address: str | None) -> str:
    """*address* when it may become a link (https or http); else ""."""
    return address if address and _WEB.fullmatch(address) else ""


def two_lines(title: str) -> tuple[str, str]:
    """A directory's title, and the year of its edition in brackets; "" where it has none."""
    found = _EDITION.fullmatch(title)
    return (found[1], found[2]) if found else (title, "")


def volume_name(number: int) -> str:
    """第三册; from 100 on with digits."""
    return f"第{ordinal(number) if number < _HUNDRED else number}册"


def volume_contents(volume: Volume) -> str:
    """The classes of a volume, with the agencies of a class that is divided; or its parts."""
    if volume.sections:
        return "、".join(map(_class_contents, volume.sections))
    return "、".join(
        PARTS[part] + ("（续）" if part in volume.continued else "") for part in volume.parts
    )


def _class_contents(section: ShownClass) -> str:
    if section.whole:
        return section.name
    first, last = section.items[0].agency, section.items[-1].agency
    return f"{section.name}（{first if first == last else f'{first}至{last}'}）"


FILTERS: Final[Mapping[str, Callable[..., object]]] = {
    "volume_name": volume_name,
    "volume_contents": volume_contents,
    "day": day,
    "money": money,
    "ordinal": ordinal,
    "quoted": quoted,
    "basis": basis,
    "taken_over": taken_over,
    "refusal": refusal,
    "details": details,
    "successor": successor,
    "current_text": current_text,
    "period": period,
    "funding": funding,
    "field_name": field_name,
    "corrected": corrected,
    "laws_checked": laws_checked,
    "citations_checked": citations_checked,
    "web_link": web_link,
    "sentence": sentence,
    "two_lines": two_lines,
    "title_lines": title_lines,
    "title_words": title_words,
    "term": TERMS.__getitem__,
    "ending": ENDINGS.__getitem__,
    "ended_how": ended_how,
    "own_places": own_places,
    "other_places": other_places,
    "law_state": LAW_STATES.__getitem__,
    "outcome": outcome,
    "mean": mean,
    "scores": scores,
    "evaluation_note": evaluation_note,
}
