"""Read what a ledger says of the time of a task: 2025年3月, 2025.1-2025.12, 2025年, 长期."""

import re
from calendar import monthrange
from typing import Final

from accession_cli.entry.values import squeezed

_BETWEEN_DAYS: Final = re.compile(
    r"(?:起|开始)?(?:至|到|—+|－+|~+|～+|-{2,}|(?<=[月日])-|(?<=[日月年0-9])\s*-\s*(?=[0-9]{4}))"
    r"|(?:起|开始)[，,、；;](?=[0-9])"
)
_MONTH: Final = re.compile(r"((?:19|20)[0-9]{2})(?:年|[-./])([0-9]{1,2})(?:月)?")
#: What stands for a last day that is not set.
OPEN_END: Final = "长期"
_MONTHS: Final = range(1, 13)
_YEAR: Final = re.compile(r"((?:19|20)[0-9]{2})年?(?:度|全年)?")


def day_text(text: str, *, last: bool) -> str:
    """*text* with the day that a month or a year means: its first, or its *last*.

    Anything else stays as it is; a day is read elsewhere.
    """
    plain = squeezed(text).rstrip("。").removesuffix("底").removesuffix("起").removesuffix("止")
    if found := _MONTH.fullmatch(plain):
        year, month = int(found[1]), int(found[2])
        if month in _MONTHS:
            return f"{year}年{month}月{monthrange(year, month)[1] if last else 1}日"
    if found := _YEAR.fullmatch(plain):
        return f"{found[1]}年12月31日" if last else f"{found[1]}年1月1日"
    return text


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
    if _YEAR.fullmatch(plain) or _MONTH.fullmatch(plain):
        return day_text(plain, last=False), day_text(plain, last=True)
    return "", plain
