"""Patterns of a secrecy level, its term and its field, from which others are made.

They are for a folded text, in which every gap is one blank and every character simplified. No
pattern repeats without a bound.
"""

from typing import Final

GAP: Final = r"\s?"
HAN: Final = r"\u4e00-\u9fff"


def spaced(words: str) -> str:
    """A pattern for *words* (alternatives with |), which may have a blank between characters."""
    return "(?:" + "|".join(GAP.join(word) for word in words.split("|")) + ")"


def sign(*rests: tuple[str, str]) -> str:
    """A pattern for one of some characters, each with its rest; it is searched for fast."""
    firsts = "".join(dict.fromkeys("".join(one for one, _rest in rests)))
    return f"[{firsts}](?:" + "|".join(f"(?<=[{one}])(?:{rest})" for one, rest in rests) + ")"


LEVEL: Final = rf"[绝机秘]{GAP}密(?:{GAP}级)?"
_UP_TO_FOUR_DIGITS: Final = rf"[0-9](?:{GAP}[0-9OoIl]){{0,3}}"
_FIGURES: Final = "一二两三四五六七八九十"
_COUNT: Final = rf"(?:{_UP_TO_FOUR_DIGITS}|[{_FIGURES}](?:{GAP}[{_FIGURES}]){{0,2}})"
_DAY: Final = (
    rf"{_COUNT}{GAP}(?:年|个?{GAP}月|天|日)(?:{GAP}{_UP_TO_FOUR_DIGITS}{GAP}[月日]){{0,2}}"
    rf"(?:{GAP}[底末初前])?"
)
TERM: Final = (
    rf"(?:{spaced('长期|长远|永久|启用前|解密前|公开前|办结前|发布前')}|(?:至{GAP})?{_DAY})"
)
NAMES: Final = spaced(
    "密级|保密等级|保密级别|保密程度|秘密等级|秘密级别|涉密等级|涉密级别|涉密程度|机密等级|密别"
    "|密等|密等及解密条件或保密期限|定密|国家秘密等级|文件属性|文件等级|文件级别"
)
OPEN: Final = r"[\"'“‘「『【(\[〔〖{〈《<*_]"
CLOSE: Final = r"[\"'”’」』】)\]〕〗}〉》>*_]"
#: Nouns with which the title of a paper ends.
PAPER: Final = (
    "(?:通知|请示|报告|批复|意见|复函|纪要|方案|决定|通报|名单|简报|专报|预案|公报|情况|计划"
    "|记录|批示|讲话|电报|清单|要点|摘要|来函|公函)"
)
#: An empty box of a form.
EMPTY: Final = r"[□☐○◻▢◯◇⬜]|[(\[] ?[)\]]"
