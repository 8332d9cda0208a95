"""Read money as people write it: 20000, 2万元, 贰万元整, 每年2万元, 无, 按需拨付.

``money`` tells the amount and the period that a text states. What is only about an amount, as
约2万元 and 每月500元 are, raises ``NotRead`` with what could be meant.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from math import prod
from typing import Final

from accession_cli.entry.choices import has_marks, one_of
from accession_cli.entry.form_words import layout
from accession_cli.entry.values import CellValue, NotRead, shown, squeezed, whole
from accession_cli.i18n import N_

_MOST: Final = Decimal(10) ** 12
_CENT: Final = Decimal("0.01")
_LONGEST: Final = 200
_PLAIN: Final = re.compile(r"([0-9]{1,12}(?:,[0-9]{3}){0,4})(\.[0-9]{1,8})?")
_THOUSANDS: Final = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+")
_SCALES: Final = {
    "亿": 10**8,
    "万": 10**4,
    "萬": 10**4,
    "w": 10**4,
    "W": 10**4,
    "千": 10**3,
    "仟": 10**3,
    "百": 10**2,
    "佰": 10**2,
}
_BOUND: Final = "|".join(
    (
        *("约", "大约", "大概", "左右", "上下", "不超过", "不低于", "不少于", "最多", "最高"),
        *("最低", "至少", "以内", "以下", "以上", "内", "余", "多", "拟", "预计", "暂定"),
    )
)
_ABOUT: Final = re.compile(rf"^(?:{_BOUND}){{1,8}}|(?:{_BOUND}){{1,8}}$")
_YEARLY: Final = r"每年度|每年|每一年|按年|全年|年度|年|一年|/年度|/年|/每年"
_WHOLE: Final = r"一次性|一次|总额|总计|总共|共计|合计|总|整个事项"
_BEFORE_YEAR: Final = re.compile(
    rf"^(?:{_YEARLY})(?:为|共|计|合计|总计|各|:|补助|补贴|拨付|安排|投入|经费)?"
)
_BEFORE_TASK: Final = re.compile(rf"^(?:{_WHOLE})(?:为|:|补助|补贴|拨付|安排|投入|经费)?")
_BEHIND_YEAR: Final = re.compile(rf"(?:[(（](?:{_YEARLY})[)）]|/?(?:{_YEARLY}))$")
_BEHIND_TASK: Final = re.compile(rf"(?:[(（](?:{_WHOLE})[)）]|{_WHOLE})$")
_WORDS: Final = re.compile(
    r"^(?:工作|专项|所需|协助)?(?:经费|资金|费用|金额|预算)(?:为|共|:|安排|标准为)?|^(?:人民币|RMB|CNY|[¥￥]|共|计|为|:)+"
)
_BEHIND: Final = re.compile(r"(?:人民币|RMB|[。.]|正|整)$")
_MONTHLY: Final = re.compile(
    r"^(?:每月|每个月|月)(.{0,200})|(.{0,200}?)(?:/每?月|每月|[(（]每?月[)）])$"
)
_TWICE: Final = re.compile(r"([^(（]{1,200})[(（](.{1,200})[)）]")
_RANGE: Final = re.compile(r"(.{1,200}?)(?:-|~|—|–|至|到){1,4}(.{1,200})")
_WITHIN: Final = re.compile(r"[0-9][0-9,]{0,20}(?:\.[0-9]{1,8})?(?:亿|万|千|百)?元?")
_SHORT_TAIL: Final = re.compile(r"(.{1,200})([万千百仟佰])([0-9一二三四五六七八九])(?:元|圆|块)?")
#: A text without its brackets is one of these where no money is needed.
_NONE: Final = re.compile(
    r"(?:[0零]+|[0零](?:\.0{1,2})?(?:元|圆)?整?|无|没有|免|免费|不用|暂无|-|–|—|——|/|"
    r"(?:本事项|该事项|暂)?(?:无|没有|无需|无须|不需|不需要|不用|不涉及|不产生|不发生|不安排|不申请|未安排|不单独|不另行|零)"
    r"(?:另行|单独|额外|专项|工作|任何)*(?:安排|投入|申请)?(?:经费|资金|费用|款项|支出|开支|投入|金额)?(?:保障|支持|支出)?)"
)
#: The money is there, and its amount follows from what is needed.
_AS_NEEDED: Final = re.compile(
    r"(?:经费|资金|费用)?(?:每年|按年|根据需要|视情况|视需要|由财政|由区财政)?"
    r"(?:按需|据实|按实|按实际(?:需要|情况|发生|发生额|支出|支出额|数量)?|实报实销|根据实际(?:需要|情况|支出)?)"
    r"(?:进行|予以|给予)?(?:拨付|列支|结算|支付|支出|安排|保障|拨款|核销|报销|核拨|发放)*"
)
_PER_OTHER: Final = re.compile(r"[每/按](?:个|名|位)?[^年月0-9]")

#: Words that say at some length that no money is asked for; no number stands in them.
_SAID_AT_LENGTH: Final = re.compile(
    r"^(?=[^0-9]{1,100}$).{0,100}(?:不申请|无需|无须|不需要|不安排|不涉及|不产生|不发生)(?:任何|额外|专项|工作)?"
    r"(?:经费|费用|资金)$"
)
_PAID_ELSEWHERE: Final = re.compile("承担|负担|保障|列支|拨付|垫付|自筹")
_PARTS: Final = re.compile(r"[()（）,，;；、]")
_OF_THIS: Final = re.compile("^(?:其中|包括|包含|含)")
#: Words for money that is no part of the amount: 不含培训费, 另需, 街道配套.
_BESIDES: Final = re.compile("不|另|配套|再|追加|未|除")
_COUNTED_BY: Final = re.compile(r"(?:按|共|计)?([0-9一二三四五六七八九十]{1,3})个月(?:计|计算)?")
_PAID_BY: Final = re.compile(r"(?:由|从|在)[^0-9]{1,40}(?:列支|承担|安排|拨付|保障|支出|解决)")
_RATE: Final = re.compile(r"每个?(月|季度|季)(.{1,30})")
_IN_YEARS: Final = re.compile(
    r"(?:[共计]?)([0-9一二两三四五六七八九十]{1,3})年(?:共计|合计|总计|总共|共|计)(.{1,30})"
)
_MONTHS: Final = 12
_QUARTERS: Final = 4
_ADDS_UP_TO: Final = ("合计", "共计", "总计", "总共", "共", "计", "=")
_EACH_OF: Final = re.compile("[每各/×xX*]")
_FACTOR: Final = re.compile("[0-9][0-9,.]{0,15}[万千百]?")
_TWO: Final = 2  # numbers that are multiplied
_SHARE: Final = re.compile(r"[^0-9每各按][^0-9每各按]{0,19}([0-9].{0,20})")

NO_AMOUNT: Final = N_("“{text}” is not one amount of money, like 24000元 or 2.4万元.")
ABOUT: Final = N_("“{text}” does not state one amount for the year or for the whole task.")

AMOUNT_MISSING: Final = N_("the amount is missing; where there was none, write 0")
NO_MONEY: Final = N_("“{text}” is not an amount of money with at most two decimals")
NO_UNIT: Final = N_("“{text}” does not say whether yuan or ten thousands of yuan are meant.")
NO_PERIOD: Final = N_("“{text}” does not say whether the money is for a year or the whole task.")

YEAR: Final = "year"
TASK: Final = "task"
NONE: Final = "0.00"


@dataclass(frozen=True, slots=True)
class Money:
    """What a text says about money.

    ``amount`` is written as records write it, ``24000.00``; None when the money is paid as needed.
    ``per`` is ``year`` or ``task`` where the text says so; "" where it does not.
    """

    amount: str | None
    per: str = ""

    @property
    def is_none(self) -> bool:
        """Whether no money is needed."""
        return self.amount == NONE

    @property
    def shown(self) -> str:
        """The money in the words of a candidate, which are read back the same."""
        return {YEAR: "每年{}元", TASK: "一次性{}元"}.get(self.per, "{}元").format(self.amount)


def money(text: str) -> Money:
    """The money that *text* states."""
    plain = _folded(text)
    if _NONE.fullmatch(plain):
        return Money(NONE)
    if _AS_NEEDED.fullmatch(plain):
        return Money(None, YEAR if re.search("每年|按年", plain) else "")
    if _SAID_AT_LENGTH.search(plain) and not _PAID_ELSEWHERE.search(plain):
        return Money(NONE)
    found = _stated(plain) or _explained(plain) or _multiplied(plain)
    if found is not None:
        return found
    candidates = list(dict.fromkeys(one.shown for one in _candidates(plain)))
    raise NotRead(ABOUT if candidates else NO_AMOUNT, candidates=candidates, text=text)


def money_of_cell(text: str) -> Money:
    """The money of a form; a small number alone may as well be meant in ten thousands."""
    found = money(text)
    if re.fullmatch(r"(?:[0-9]{1,2}|[0-9]{1,2}\.[0-9])", squeezed(text)) and not found.is_none:
        candidates = (f"{squeezed(text)}{unit}" for unit in ("万元", "元"))
        raise NotRead(NO_UNIT, candidates=candidates, text=text)
    return found


def amount(text: str) -> str:
    """The amount that *text* states, with two decimals; it must not be left open."""
    found = money(text)
    if found.amount is None:
        raise NotRead(NO_AMOUNT, text=text)
    return found.amount


def money_in(cell: CellValue) -> Decimal:
    """The amount in *cell*, in yuan; ``NotRead`` for an empty cell."""
    text = shown(cell).strip()
    if not text:
        raise NotRead(AMOUNT_MISSING)
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        return Decimal(amount(text))
    value = Decimal(repr(cell))
    if not 0 <= value < _MOST or value != value.quantize(_CENT):
        raise NotRead(NO_MONEY, text=text)
    return value.quantize(_CENT)


def period(text: str) -> str:
    """The period that *text* names: a year, or the whole task."""
    if has_marks(text):
        return one_of(layout().words["per"])(text)
    plain = squeezed(text).strip("。/（）()").casefold()
    for per, words in ((YEAR, _YEARLY), (TASK, _WHOLE)):
        if plain == per or re.fullmatch(words, plain):
            return per
    raise NotRead(NO_PERIOD, candidates=_PERIODS, text=text)


_PERIODS: Final = ("每年", "一次性")


def _folded(text: str) -> str:
    joined = "".join(unicodedata.normalize("NFKC", text).split())[:_LONGEST]
    return joined.rstrip("。.；;").replace("，", ",")


def _stated(plain: str) -> Money | None:
    """The money, when *plain* is nothing but an amount with its period."""
    bare, pers = _without_period(plain)
    bare = re.sub(r"^[(（]([^()（）]*)[)）]$", r"\1", bare)
    value = _value(bare)
    if value is None and (both := _TWICE.fullmatch(bare)):
        one, other = (_without_period(part) for part in both.groups())
        value = _value(one[0])
        pers |= one[1] | other[1]
        if value is None or value != _value(other[0]):
            return None
    if value is None or len(pers) > 1:
        return None
    return Money(f"{value:.2f}", *pers) if value else Money(NONE)


def _explained(plain: str) -> Money | None:
    """The money of an amount beside what it is made of, when both agree.

    Seen: 12000元(其中宣传品8000元、培训4000元); 每季度3000元,全年12000元;
    2.88万元(每月2400元,按12个月计); 每年2万元,三年共6万元.
    """
    parts = [part for part in _PARTS.split(plain) if part]
    amounts = [(part, _stated(part)) for part in parts]
    wholes = [one for part, one in amounts if one is not None and one.amount]
    rates = [part for part, one in amounts if one is None]
    if not wholes or len({one.amount for one in wholes}) != 1 or not rates:
        return None
    stated = next((one for one in wholes if one.per), wholes[0])
    total = Decimal(stated.amount or 0)
    shares = [share for part in rates if (share := _share(part)) is not None]
    others = [part for part in rates if _share(part) is None]
    # 其中折页1万元 is a part of the whole; shares that are only listed have to make up all of it
    made_up = not shares or sum(shares) == total
    if any(_OF_THIS.match(part) for part in rates):
        made_up = sum(shares) <= total
    return stated if made_up and all(_agrees(part, total, plain) for part in others) else None


def _multiplied(plain: str) -> Money | None:
    """The total of so much for each of so many, when it is right: 每场100元,200场合计20000元."""
    for word in _ADDS_UP_TO:
        rate, told, total = plain.rpartition(word)
        stated = _stated(total.lstrip(":为")) if told and _EACH_OF.search(rate) else None
        factors = [_counted(one) for one in _FACTOR.findall(rate)]
        if stated is None or stated.amount is None or None in factors or len(factors) < _TWO:
            continue
        product = prod(one for one in factors if one is not None)
        if product == Decimal(stated.amount):
            return stated
    return None


def _agrees(part: str, total: Decimal, plain: str) -> bool:
    """Whether *part* says how *total* comes about, by so much a month, or who pays it."""
    if _COUNTED_BY.fullmatch(part) or _PAID_BY.fullmatch(part):
        return True
    if found := _IN_YEARS.fullmatch(part):
        return _value(found[2]) == total * (whole(found[1]) or 0)
    found = _RATE.fullmatch(part)
    if found is None:
        return False
    value, times = _value(found[2]), _MONTHS if found[1] == "月" else _QUARTERS
    if found[1] == "月" and (counted := _COUNTED_BY.search(plain)):
        times = whole(counted[1]) or times
    return value is not None and value * times == total


def _share(part: str) -> Decimal | None:
    """The yuan of a share: 宣传品8000元, 其中折页1万元; None for anything else."""
    if _IN_YEARS.fullmatch(part):
        return None
    found = _SHARE.fullmatch(_OF_THIS.sub("", part, count=1))
    return _value(found[1]) if found and not _BESIDES.search(part) else None


def _without_period(plain: str) -> tuple[str, set[str]]:
    """*plain* without the words for its period, and the periods that they name."""
    pers: set[str] = set()
    before = None
    while before != plain:
        before = plain
        plain = _WORDS.sub("", plain)
        for form, per in (
            (_BEFORE_YEAR, YEAR),
            (_BEFORE_TASK, TASK),
            (_BEHIND_YEAR, YEAR),
            (_BEHIND_TASK, TASK),
        ):
            if found := form.search(plain):
                pers.add(per)
                plain = plain[: found.start()] + plain[found.end() :]
                break
    return plain, pers


def _value(text: str) -> Decimal | None:
    """The yuan in *text*, 20,000元 or 1万2千元; None when it is not one sound amount."""
    bare = _BEHIND.sub("", _WORDS.sub("", text))
    bare = _BEHIND.sub("", bare)
    coins = re.fullmatch(r"(.*?)(?:(.)角)?(?:(.)分)?", bare)
    cents = Decimal(0)
    if coins and (coins[2] or coins[3]):
        parts = [whole(coins[2] or "0"), whole(coins[3] or "0")]
        if None in parts or not re.search("[元圆块]$", coins[1]):
            return None
        cents, bare = Decimal(f"0.{parts[0]}{parts[1]}"), coins[1]
    value = _counted(re.sub("(?:元|圆|块钱?)$", "", bare))
    value = None if value is None else value + cents
    if value is None or value != value.quantize(_CENT) or value >= _MOST:
        return None
    return value


def _counted(text: str) -> Decimal | None:
    """The number in *text*: digits, words, or both with their units, the units becoming smaller."""
    if plain := _number(text):
        return plain
    total, above = Decimal(0), None
    while text:
        found = next(((text.index(s), s) for s in _SCALES if s in text), None)
        if found is None:
            rest = _number(text.lstrip("零〇"))
            limit = above is None or (rest is not None and rest < above / 10 and text[0] in "零〇")
            return total + rest if rest is not None and (limit or above == 10**2) else None
        place, sign = found
        scale = _SCALES[sign]
        part = _number(text[:place].lstrip("零〇"))
        if part is None or (above is not None and part * scale >= above):
            return None
        total, above, text = total + part * scale, Decimal(scale), text[place + 1 :]
    return total if above is not None else None


def _number(text: str) -> Decimal | None:
    """Digits with or without commas and decimals, or a number below ten thousand in words."""
    if found := _PLAIN.fullmatch(text):
        if not _THOUSANDS.fullmatch(found[1]):
            return None
        return Decimal(found[1].replace(",", "") + (found[2] or ""))
    value = whole(text)
    return None if value is None else Decimal(value)


def _candidates(plain: str) -> Iterator[Money]:
    """What *plain* could state, the likeliest first."""
    if found := _MONTHLY.fullmatch(plain):
        value = _value(found[1] or found[2])
        if value is not None and value * 12 < _MOST:
            yield Money(f"{value * 12:.2f}", YEAR)
        return
    if _PER_OTHER.search(plain) or "+" in plain or re.search("[美欧港日]元", plain):
        return
    if found := _SHORT_TAIL.fullmatch(plain):
        value, tail = _value(found[1] + found[2]), whole(found[3])
        if value is not None and tail is not None:
            yield Money(f"{value + tail * _SCALES[found[2]] // 10:.2f}")
            return
    bare, pers = _without_period(_ABOUT.sub("", plain))
    per = next(iter(pers)) if len(pers) == 1 else ""
    whole_text = [bare, bare.replace(",", "")]
    if found := _RANGE.fullmatch(bare):
        unit = re.search(r"[亿万千百]?元?$", found[2])
        whole_text = [found[1] + (unit[0] if unit else ""), found[2]]
    elif found := _TWICE.fullmatch(bare):
        whole_text = [found[1], found[2]]
    values = [value for one in whole_text if (value := _value(one)) is not None]
    if not values and (inner := _WITHIN.findall(plain)):
        values = [value for value in map(_value, inner) if value is not None]
        values = values if len(values) == 1 else []
    yield from (Money(f"{value:.2f}", per) for value in values if value >= _CENT)
