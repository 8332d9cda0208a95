"""Read days, last days and terms as people write them.

``day`` takes a whole day in any notation: 2026-10-8, 2026年10月8日起, 二〇二六年十月八日, 10月8日.
``Ends`` knows the first day of a task, and reads its last day and its term: 长期, 一年,
至2027年12月31日. ``split_period`` parts what ledgers write in one cell, 2025.1-2025.12; ``hour``
takes the hour of a day. What several days could be meant by raises ``NotRead`` with these days.
"""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from accession_cli.entry.choices import has_marks, one_of
from accession_cli.entry.form_words import layout
from accession_cli.entry.values import CellValue, NotRead, shown, squeezed, whole
from accession_cli.i18n import N_

_FIRST_YEAR: Final = 1900
_LAST_YEAR: Final = 2099
_CENTURY: Final = 2000
_MONTHS: Final = 12
_NUMBER: Final = "[0-9〇零○Ooо一二两三四五六七八九十廿卅元]{1,4}"
_SIGN: Final = "[-./。、,·_~‐-―−]"
_AROUND: Final = re.compile(
    r"^(?:公元|拟|自|从|于|至|到|截至|截止到?|直至|为|:|[“”\"]){1,8}|"
    r"(?:起|开始|始|止|截止|为止|前|以前|之前|当天|当日|至|施行|实施|执行|生效|启动|开展|完成|"
    r"结束|印发|发布|公布|下发|[(（]含(?:当日|当天)?[)）]|[“”\"。.]){1,8}$"
)
_IN_BRACKETS: Final = re.compile(r"[(（](?:星期|周|礼拜)?([一二三四五六日天])[)）]$")
_WEEKDAY: Final = re.compile(r"(?:星期|周|礼拜)([一二三四五六日天])$")
#: What is said beside a day, and does not move it: 2027年2月26日（开学前）.
_REMARK: Final = re.compile(
    r"(?<=[日号0-9])[(（](?![^()（）]{0,20}(?:不含|约|左右|暂|预计|待|或|大概))[^()（）0-9]{2,20}[)）]$"
)
_CLOCK: Final = re.compile(
    r"(?:[Tt]|(?<=[日号0-9]) ?)(?:上午|下午|0?0:00(?::00)?(?:\.0+)?|(?:0|24)(?:时|点)|零时)$"
)
_WHOLE_DAY: Final = re.compile(
    rf"({_NUMBER})(?:年|{_SIGN}|\s)({_NUMBER})(?:月份?|{_SIGN}|\s)({_NUMBER})(?:日|号)?"
)
_COMPACT: Final = re.compile(r"([12][0-9]{3})([0-9]{2})([0-9]{2})日?")
_NO_YEAR: Final = re.compile(rf"({_NUMBER})月({_NUMBER})[日号]")
_MONTH: Final = re.compile(
    rf"({_NUMBER})(?:年|{_SIGN}|\s)({_NUMBER})(?:月份?)?(底|末|初|上旬|中旬|下旬)?"
)
_YEAR: Final = re.compile(rf"({_NUMBER})年度?(?:年?(底|末|初))?")
_SHORT: Final = re.compile(rf"([0-9]{{1,2}}){_SIGN}([0-9]{{1,2}})(?:{_SIGN}([0-9]{{1,4}}))?")
_END_WITHOUT_YEAR: Final = re.compile(rf"(?:({_NUMBER})月份?|当?年)[底末]")
_SIX: Final = re.compile(r"[0-9]{6}")
_RELATIVE: Final = {
    "前天": -2,
    "前日": -2,
    "昨天": -1,
    "昨日": -1,
    "今天": 0,
    "今日": 0,
    "当天": 0,
    "当日": 0,
    "明天": 1,
    "明日": 1,
    "后天": 2,
    "后日": 2,
}
_IN_A_DAY: Final = re.compile(rf"{_NUMBER}(?:年|{_SIGN}){_NUMBER}(?:月|{_SIGN}){_NUMBER}(?:日|号)?")
_WEEK: Final = "一二三四五六日"
_EXCEL: Final = re.compile(r"[34][0-9]{4}|5[0-4][0-9]{3}")  # serial numbers of 1982 to 2050
_EXCEL_BEGINS: Final = date(1899, 12, 30)
_YEAR_DIGITS: Final = 4
#: A year of two digits is read where its day is no further away than this.
_THIS_TIME: Final = timedelta(days=550)
_HOUR: Final = re.compile(r"([01]?[0-9]|2[0-3])[:点时]([0-5][0-9])分?", re.ASCII)
_ZONE: Final = "+08:00"
_BETWEEN_DAYS: Final = re.compile(
    r"(?:起|开始)?(?:至|到|—+|－+|~+|～+|-{2,}|(?<=[月日])-|(?<=[日月年0-9])\s*-\s*(?=[0-9]{4}))"
    r"|(?:起|开始)[，,、；;](?=[0-9])"
)
#: A whole year stands first: 3年 is no year, but how long a task lasts.
_OF_A_YEAR: Final = re.compile("(?:19|20)[0-9]{2}|二[〇零○][〇零○一二三四五六七八九]{2}年")
_WHOLE_YEAR: Final = re.compile("^((?:19|20)[0-9]{2})年?(?:度|全年)?$")
#: What stands for a last day that is not set.
OPEN_END: Final = "长期"

NO_HOUR: Final = N_("“{text}” is no hour of the day; write it like 14:30.")
NO_DAY: Final = N_("“{text}” is not a day like 2026年3月2日.")
NO_MONTH: Final = N_("“{text}” is not a day: the month must be from 01 to 12.")
NO_DAY_IN_MONTH: Final = N_("There is no day “{text}”: that month has {length} days.")
NO_ONE_DAY: Final = N_("“{text}” does not say which day is meant.")
OTHER_WEEKDAY: Final = N_("“{text}”: that day is not the weekday that stands beside it.")
NO_END: Final = N_("“{text}” is neither a last day nor says, like 长期, that there is none.")
NO_START: Final = N_("“{text}” counts from the first day, which is not known.")
NO_TERM: Final = N_("“{text}” does not say if the task is long-term, short-term or temporary.")


def day_in(cell: CellValue) -> date | None:
    """The day in *cell*, as Excel holds it or as people write it; None for an empty cell."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = shown(cell).strip()
    return day(text) if text else None


@dataclass(frozen=True, slots=True)
class _Plain:
    """A text without the words and signs around its day; ``weekday`` is that which it names."""

    text: str
    weekday: str


def day(text: str, near: date | None = None, *, today: date | None = None) -> date:
    """The day that *text* names.

    A day without its year is the nearest to *near*. 今天 and 昨天 are read where *today* is given,
    at prompts; elsewhere they depend on when the text is read.
    """
    plain = _plain(text)
    if today is not None and plain.text in _RELATIVE:
        return today + timedelta(days=_RELATIVE[plain.text])
    found = _written(plain.text, text, near or today)
    if found is None:
        raise _unclear(plain.text, text, near or today)
    if plain.weekday and _WEEK[found.weekday()] != plain.weekday:
        raise NotRead(OTHER_WEEKDAY, candidates=[str(found)], text=text)
    return found


def serial_day(text: str) -> date | None:
    """The day of which *text* is the number in Excel, 45292 for 2024-01-01; None for others."""
    plain = squeezed(text).removesuffix(".0")
    return _EXCEL_BEGINS + timedelta(days=int(plain)) if _EXCEL.fullmatch(plain) else None


def _plain(text: str) -> _Plain:
    bare = unicodedata.normalize("NFKC", text).strip()
    if not (_IN_BRACKETS.search(bare) or _WEEKDAY.search(bare)):
        bare = _REMARK.sub("", bare).strip()
    weekday = ""
    for form in (_IN_BRACKETS, _WEEKDAY):
        if found := form.search(bare):
            weekday = found[1].replace("天", "日")
            bare = bare[: found.start()].strip()
    bare = _CLOCK.sub("", re.sub(r"\s{0,9}([年月日号./-])\s{0,9}", r"\1", _AROUND.sub("", bare)))
    return _Plain(_AROUND.sub("", bare).strip(), weekday)


def _written(plain: str, text: str, near: date | None) -> date | None:
    found = _SHORT.fullmatch(plain)
    if found and near is not None and len(found[3] or "") in (1, 2):
        return _of_this_time(found, near)
    found = _WHOLE_DAY.fullmatch(plain) or _COMPACT.fullmatch(plain)
    if found:
        year = _year(found[1], spelt="年" in plain)
        parts = _month(found[2]), whole(found[3])
        return None if year is None else _dated(year, *parts, text)
    found = _NO_YEAR.fullmatch(plain)
    if found and near is not None:
        return _nearest(_month(found[1]), whole(found[2]), near, text)
    return None


def _of_this_time(found: re.Match[str], near: date) -> date | None:
    """The day that 26.10.8 names, when it lies within a year and a half of *near*."""
    days = map(date.fromisoformat, _possible(_short(found[1], found[2], found[3], near)))
    return next((one for one in days if abs(one - near) < _THIS_TIME), None)


def _year(text: str, *, spelt: bool) -> int | None:
    """The year that *text* names; 26年 is 2026年, but 26.10.8 has no year for sure."""
    year = whole(_zeros(text))
    if year is not None and len(text) == len("26") and spelt and year < 100:  # noqa: PLR2004 - two digits
        return _CENTURY + year
    return year if year is not None and len(text) == _YEAR_DIGITS else None


def _zeros(text: str) -> str:
    return re.sub("[○Ooо]", "〇", text)


def _month(text: str) -> int | None:
    return 1 if text == "元" else whole(text)


def _dated(year: int, month: int | None, number: int | None, text: str) -> date:
    if not _FIRST_YEAR <= year <= _LAST_YEAR or month is None or number is None:
        raise NotRead(NO_DAY, text=text)
    if not 1 <= month <= _MONTHS:
        swapped = _possible([(year, number, month)])
        raise NotRead(NO_MONTH, candidates=swapped, text=text)
    length = monthrange(year, month)[1]
    if not 1 <= number <= length:
        last = [str(date(year, month, length))] if number else []
        raise NotRead(NO_DAY_IN_MONTH, candidates=last, text=text, length=str(length))
    return date(year, month, number)


def _nearest(month: int | None, number: int | None, near: date, text: str) -> date:
    if month is None or number is None or not 1 <= month <= _MONTHS:
        raise NotRead(NO_MONTH, text=text)
    years = (near.year, near.year + 1, near.year - 1)
    found = [date.fromisoformat(one) for one in _possible((y, month, number) for y in years)]
    if not found:
        length = monthrange(near.year, month)[1]
        raise NotRead(NO_DAY_IN_MONTH, text=text, length=str(length))
    return min(found, key=lambda one: abs(one - near))


def _possible(parts: Iterable[tuple[int, int, int]]) -> list[str]:
    """The days of the calendar among *parts*."""
    found = []
    for year, month, number in parts:
        try:
            made = date(year, month, number)
        except ValueError:
            continue
        if _FIRST_YEAR <= made.year <= _LAST_YEAR and str(made) not in found:
            found.append(str(made))
    return found


def _unclear(plain: str, text: str, near: date | None) -> NotRead:
    candidates = list(_candidates(plain, text, near))
    return NotRead(NO_ONE_DAY if candidates else NO_DAY, candidates=candidates, text=text)


def _candidates(plain: str, text: str, near: date | None) -> Iterator[str]:
    """The days that *plain* could mean, the likeliest first."""
    if plain in _RELATIVE and near is not None:
        yield str(near + timedelta(days=_RELATIVE[plain]))
    elif found := _SHORT.fullmatch(plain):
        yield from _possible(_short(found[1], found[2], found[3], near))
    elif _SIX.fullmatch(plain):
        yield from _possible([(_CENTURY + int(plain[:2]), int(plain[2:4]), int(plain[4:]))])
    elif _EXCEL.fullmatch(plain):
        yield str(serial_day(plain))
    elif month := _month_of(plain):
        yield from (str(one) for one in (month if "初" in plain else _likelier(month, plain)))
    else:
        yield from _days_within(unicodedata.normalize("NFKC", text), near)


def _short(
    first: str, second: str, third: str | None, near: date | None
) -> Iterator[tuple[int, int, int]]:
    """26.10.8 and 10/8/2026 have their year at one end; 10.8 has none."""
    one, two = int(first), int(second)
    if third is None:
        years = (near.year, near.year + 1, near.year - 1) if near else ()
        made = [date.fromisoformat(day) for day in _possible((year, one, two) for year in years)]
        if near and made:
            best = min(made, key=lambda found: abs(found - near))
            yield best.year, best.month, best.day
    elif len(third) == _YEAR_DIGITS:
        yield int(third), one, two
        yield int(third), two, one
    else:
        yield _CENTURY + one, two, int(third)


def _likelier(month: tuple[date, date], plain: str) -> tuple[date, ...]:
    return month[::-1] if re.search("[底末]|下旬", plain) else month


def _month_of(plain: str) -> tuple[date, date] | None:
    """The first and the last day of the month or the year that *plain* names."""
    found = _MONTH.fullmatch(plain) or _YEAR.fullmatch(plain)
    if found is None:
        return None
    year = _year(found[1], spelt="年" in plain)
    if year is None or not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    if found.re is _YEAR:
        return date(year, 1, 1), date(year, _MONTHS, 31)
    month = _month(found[2])
    if month is None or not 1 <= month <= _MONTHS:
        return None
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def _days_within(text: str, near: date | None) -> Iterator[str]:
    """The whole days that a longer text names."""
    for found in _IN_A_DAY.finditer(text):
        try:
            yield str(day(found[0], near))
        except NotRead:
            continue


_OPEN: Final = re.compile(
    r"(?:至|到)?(?:长期|常年|持续|永久|按年|每年|逐年|不定期|未定|无|没有|暂无|不限|-|—|——|–|/)"
    r"(?:有效|实施|执行|坚持|开展|进行|性|度|期限|限期|推进|[(（][^()（）]*[)）])*"
)
_NO_LIMIT: Final = re.compile(
    r"(?:无|没有|不设|未设|不定|未定|暂无|不限)(?:固定|明确|具体|确定)?"
    r"(?:的)?(?:期限|期|时限|截止日期|结束日期|终止日期|截止时间|结束时间|时间)"
)
_AT_LEAST: Final = re.compile(rf"{_NUMBER}年(?:及|或|或者)?以上")
_TO_NO_END: Final = re.compile(r".{0,200}(?:至|到)(长期.{0,200})")
_SPAN: Final = re.compile(
    rf"(?:为期|期限|期限为|共|约定)?(半|{_NUMBER})(年|个半?月|个?季度|周|个星期|天|日|个工作日)(半)?"
    r"(?:整|期|内)?"
)
_RANGE: Final = re.compile(r"(?:至|到|[-~‐-―−]{1,2})")
_BRACKETED: Final = re.compile(r"([^(（]{0,200})[(（](.{0,200})[)）]")
_SPAN_MONTHS: Final = {"年": 12, "个月": 1, "季度": 3, "个季度": 3}
_SPAN_DAYS: Final = {"周": 7, "个星期": 7, "天": 1, "日": 1}


@dataclass(frozen=True, slots=True)
class Ends:
    """Reads the last day of a task that begins on ``start``, and its term.

    ``start`` is None while it is not known. ``long_term_years`` is the scheme's.
    """

    start: date | None = None
    near: date | None = None
    today: date | None = None
    long_term_years: int = 1

    def last_day(self, text: str) -> date | None:
        """The last day that *text* names; None where it says that no end is set."""
        plain = squeezed(text).rstrip("。")
        onward = _TO_NO_END.fullmatch(plain)
        if is_open(onward[1] if onward else plain):
            return None
        if plain.startswith(("长期", "常年")):
            raise NotRead(NO_END, text=text)
        for read in (self._of_span, self._of_range, self._of_month):
            found = read(plain, text)
            if found is not None:
                return found
        try:
            return day(text, self.near or self.start, today=self.today)
        except NotRead as unread:
            if unread.doubt.candidates or unread.doubt.says != NO_DAY:
                raise
            raise NotRead(NO_END, text=text) from unread

    def _of_span(self, plain: str, text: str) -> date | None:
        """The last day of 一年, 6个月 or 90天, counted from the first day."""
        outside = _BRACKETED.fullmatch(plain)
        if outside and _SPAN.fullmatch(outside[1]):
            span, beside = outside[1], self.last_day(outside[2])
        elif outside and _SPAN.fullmatch(outside[2]):  # 2028年11月30日（共两年）
            span, beside = outside[2], self.last_day(outside[1])
        else:
            span, beside = plain, None
        found = _SPAN.fullmatch(span)
        if found is None:
            return None
        if self.start is None and beside is None:
            raise NotRead(NO_START, text=text)
        counted = _after(self.start, found) if self.start else beside
        if counted is None or (beside is not None and beside != counted):
            both = [str(one) for one in (beside, counted) if one]
            raise NotRead(NO_ONE_DAY if both else NO_END, candidates=both, text=text)
        return counted

    def _of_range(self, plain: str, text: str) -> date | None:
        """The second day of a range that begins on the first day of the task."""
        for found in _RANGE.finditer(plain):
            ends = plain[: found.start()], plain[found.end() :]
            try:
                first, last = (day(one, self.near) for one in ends)
            except NotRead:
                continue
            if self.start in (None, first):
                return last
            raise NotRead(NO_ONE_DAY, candidates=[str(last)], text=text)
        return None

    def _of_month(self, plain: str, text: str) -> date | None:
        """The last day of a month or a year: 2027年底, 2027年12月, 3月底."""
        bare = _AROUND.sub("", plain)
        if without := _END_WITHOUT_YEAR.fullmatch(bare):
            return self._end_without_year(without, text)
        found = _month_of(bare)
        if found is None or "初" in bare or "旬" in bare:
            return None
        return found[1]

    def _end_without_year(self, found: re.Match[str], text: str) -> date | None:
        """The first such month's end from the first day on; the year's end where one is meant."""
        known = [one for one in (self.start, self.near) if one is not None]
        if not known:
            return None
        if found[1] is None:
            ends = sorted({date(one.year, _MONTHS, 31) for one in known})
            if len(ends) > 1:
                raise NotRead(NO_ONE_DAY, candidates=map(str, ends), text=text)
            return ends[0]
        month, first = _month(found[1]), known[0]
        if month is None or not 1 <= month <= _MONTHS:
            return None
        year = first.year + (month < first.month)
        return date(year, month, monthrange(year, month)[1])

    def term(self, text: str) -> str:
        """Whether *text* says long, short or temporary, by its words or by how long it lasts."""
        if has_marks(text):
            return one_of(layout().words["term"])(text)
        plain = squeezed(text).rstrip("。")
        named = [key for key, form in _TERMS.items() if form.fullmatch(plain)]
        if len(named) == 1:
            return named[0]
        if _AT_LEAST.fullmatch(plain):
            return "long"
        span = _SPAN.fullmatch(plain)
        begins = self.start or date(2001, 1, 1)
        try:
            last = _after(begins, span) if span else self._known_end(plain)
        except NotRead:
            last = None
        if last is None:
            raise NotRead(NO_TERM, candidates=named, text=text)
        return "long" if last >= self._first_long(begins) else "short"

    def _known_end(self, plain: str) -> date | None:
        return self.last_day(plain) if self.start else None

    def _first_long(self, begins: date) -> date:
        return _moved(begins, _MONTHS * self.long_term_years) - timedelta(days=1)


_TERMS: Final = {
    "long": re.compile(
        r"long|按年|常年|(?:长期|长期性)(?:工作|任务|事项|开展|实施|有效)?"
        r"(?:[(（](?:[1一]年(?:及|含)?以上(?:含[1一]年)?|逐案|[^()（）短临]{0,12})[)）])?"
    ),
    "short": re.compile(
        r"short|(?:短期|短期性|阶段性)(?:工作|任务|事项)?(?:[(（][^()（）长临]{0,12}[)）])?"
    ),
    "temporary": re.compile(
        r"temporary|(?:临时|临时性)(?:工作|任务|事项)?(?:[(（][^()（）长]{0,12}[)）])?"
    ),
}


def is_open(text: str) -> bool:
    """Whether *text* says that a task has no last day: 长期（逐案）, 无固定期限, —."""
    plain = squeezed(text).rstrip("。")
    forms = (_OPEN, _NO_LIMIT, _AT_LEAST)
    return any(form.fullmatch(plain) for form in forms)


def _after(start: date, span: re.Match[str]) -> date | None:
    """The last day of *span* when it begins on *start*."""
    unit, half = span[2], span[1] == "半"
    count = 0 if half else whole(_zeros(span[1]))
    if count is None or (half and unit != "年"):
        return None
    if unit in _SPAN_DAYS:
        return start + timedelta(days=_SPAN_DAYS[unit] * count - 1) if count else None
    if unit not in _SPAN_MONTHS:
        return None
    months = _SPAN_MONTHS[unit] * count
    if half or (span[3] and unit == "年"):
        months += 6
    return _moved(start, months) - timedelta(days=1) if months else None


def _moved(start: date, months: int) -> date:
    """The day *months* later; where that month is shorter, the first day of the next."""
    year, month = divmod(start.year * _MONTHS + start.month - 1 + months, _MONTHS)
    try:
        return start.replace(year=min(year, _LAST_YEAR), month=month + 1)
    except ValueError:
        return _moved(start.replace(day=1), months + 1)


def day_text(text: str, *, last: bool) -> str:
    """*text* with the day that a month or a year means: its first, or its *last*.

    Anything else stays as it is: it is read as a day, or not at all.
    """
    plain = squeezed(text).rstrip("。").removesuffix("底").removesuffix("起").removesuffix("止")
    plain = _WHOLE_YEAR.sub(r"\1年", plain)
    found = _month_of(plain) if _OF_A_YEAR.match(plain) else None
    if found is None or plain.endswith(("末", "初", "旬")):
        return text
    meant = found[1] if last else found[0]
    return f"{meant.year}年{meant.month}月{meant.day}日"


def split_period(text: str) -> tuple[str, str]:
    """The first and the last day that 起止时间 states, as texts; "" for what is not there.

    2025年1月至12月 and 2025.1-2025.12 are understood; 长期 is the last day.
    """
    plain = squeezed(text).strip("。")
    parts = [part for part in _BETWEEN_DAYS.split(plain) if part]
    if len(parts) == len(("first", "last")):
        first, last = parts[0].lstrip("自从"), parts[1].rstrip("止")
        if re.fullmatch(r"[0-9]{1,2}月?(?:[0-9]{1,2}日)?", last):
            last = f"{first[:4]}年{last}"
        return day_text(first, last=False), day_text(last, last=True)
    if plain.startswith(("至", "到")) and parts:
        return "", day_text(parts[0], last=True)
    if plain.endswith(("起", "开始", "以来", "至今", "起长期")) and parts:
        bare = re.sub(r"(?:起长期|起|开始|以来|至今|今)$", "", parts[0])
        return day_text(bare, last=False), OPEN_END
    first, last = day_text(plain, last=False), day_text(plain, last=True)
    whole_time = first != last and not plain.endswith("底")
    return (first, last) if whole_time else ("", plain)


def hour(text: str) -> str:
    """The hour that *text* names, like 14:30 or 9点05分, as records have it: 14:30+08:00."""
    found = _HOUR.fullmatch(squeezed(text))
    if found is None:
        raise NotRead(NO_HOUR, text=text)
    return f"{int(found[1]):02}:{found[2]}{_ZONE}"
