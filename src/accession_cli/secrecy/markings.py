"""Find secrecy markings in a folded text, and what only hints at secrecy.

A marking is a label, never a word: a level with a star or a term, a level alone on its line, a
field, a sentence that says it of its own paper, or a classified document's number. The word 机密 in
a sentence is no marking. In a folded text every gap is one blank; no pattern repeats without a
bound.
"""

import re
from collections.abc import Iterator
from typing import Final

from accession_cli.secrecy.codes import Found, SuspicionKind

_GAP: Final = r"\s?"
_HAN: Final = r"\u4e00-\u9fff"


def _spaced(words: str) -> str:
    """A pattern for *words* (alternatives with |), which may have a blank between characters."""
    return "(?:" + "|".join(_GAP.join(word) for word in words.split("|")) + ")"


_LEVEL: Final = rf"(?:[绝絕]{_GAP}密|[机機]{_GAP}密|[秘祕]{_GAP}密)(?:{_GAP}[级級])?"
_UP_TO_FOUR_DIGITS: Final = rf"[0-9](?:{_GAP}[0-9]){{0,3}}"
_COUNT: Final = (
    rf"(?:{_UP_TO_FOUR_DIGITS}|[一二两三四五六七八九十](?:{_GAP}[一二两三四五六七八九十]){{0,2}})"
)
_TERM: Final = (
    rf"(?:{_spaced('长期|长远|启用前|解密前|公开前|開啟前')}"
    rf"|{_COUNT}{_GAP}(?:年|个?{_GAP}月|天|日)(?:{_GAP}{_UP_TO_FOUR_DIGITS}{_GAP}[月日]){{0,2}})"
)
_STAR: Final = rf"{_LEVEL}{_GAP}(?:★|\*{_GAP}(?={_TERM}))(?:{_GAP}{_TERM})?"
_WORK_STAR: Final = rf"{_spaced('工作秘密|内部资料|内部')}{_GAP}★"
_WITH_TERM: Final = rf"(?<![{_HAN}A-Za-z0-9]){_LEVEL}{_GAP}[·:,(|\-]?{_GAP}{_TERM}(?! ?[{_HAN}])"
_COPY: Final = (
    rf"(?<![{_HAN}]){_LEVEL}{_GAP}[:,(\-]?{_GAP}"
    rf"(?:第{_GAP}[0-9](?:{_GAP}[0-9]){{0,7}}{_GAP}[号份]|[Nn][Oo][.:]?{_GAP}[0-9]"
    rf"|{_spaced('编号|份号')}{_GAP}[:]?{_GAP}[0-9])"
)
_NUMBER: Final = (
    rf"密{_GAP}[字发函电传文]?{_GAP}[〔\[(【<〖]{_GAP}(?:1{_GAP}9|2{_GAP}0){_GAP}[0-9]{_GAP}[0-9]"
    rf"{_GAP}[〕\])】>〗]{_GAP}第?{_GAP}[0-9](?:{_GAP}[0-9]){{0,4}}{_GAP}号"
)
_NAMES: Final = _spaced("密级|保密等级|保密级别|秘密等级|涉密等级|涉密级别|密級")
_OPEN: Final = r"[\"'“‘「『【(\[〔<《*]{0,3}"
_CLOSE: Final = r"[\"'”’」』】)\]〕>》*]{0,3}"
_FIELD: Final = rf"{_NAMES}[\"'”]?[\s:|=]{{1,4}}{_OPEN}{_LEVEL}(?=[\s★*\"'”】)\]〕,;。.|]|\Z)"
_NOT_A_LIST: Final = rf"(?!{_GAP},{_GAP}[绝絕机機秘祕])"
_BEGIN: Final = (  # the begin of a line: bullets, and the key before a value
    r"^ ?(?:[#>•·|\-]\s?){0,3}(?:[\"']?[A-Za-z_][A-Za-z0-9_.\-]{0,40}[\"']?\s?:\s?)?(?:\|-?\s)?"
)
_LEAD: Final = rf"{_BEGIN}{_OPEN} ?"
_TAIL: Final = rf" ?{_CLOSE}[,|]?\s?$"  # a full stop would end a sentence, not a marking
_ALONE: Final = rf"{_LEAD}{_LEVEL}{_GAP}[★*]?{_TAIL}"
_HEADS_LINE: Final = rf"{_BEGIN}{_OPEN}[【(\[〔〖] ?{_LEVEL} ?[】)\]〕〗]"
_ENDS_LINE: Final = rf"[【(\[〔〖] ?{_LEVEL} ?[】)\]〕〗]{_CLOSE}$"
_JSON_VALUE: Final = rf"[A-Za-z0-9_]\" ?: ?\"{_OPEN}{_LEVEL}{_GAP}[★*]?{_CLOSE}\""
_TICKED: Final = rf"[☑☒√✓✔■]{_GAP}{_LEVEL}"
_STAR_FIRST: Final = rf"★{_GAP}{_LEVEL}(?:{_GAP}{_TERM}| ?(?![ {_HAN}]))"
_RULED: Final = rf"^ ?[\-=*~·.●◆■_<> ]{{1,16}}{_LEVEL}[\-=*~·.●◆■_<> ]{{1,16}}$"  # ——机密——
_SECRET: Final = rf"{_LEVEL}{_GAP}(?:{_spaced('国家秘密|文件|材料|事项|资料')}|(?<=[级級]))"
_DECLARED: Final = (
    rf"(?:本|此|该|以下|上述|所附)(?![法条规办细])[{_HAN}]{{0,10}}?"
    rf"(?:属于?|[定列系]?为|系){_GAP}{_SECRET}"
    rf"|^ ?(?:属于?|[定列]为|系){_GAP}{_SECRET}[。,;]?\s?$"
)
_PERIOD: Final = _spaced("保密期限|保密期|期限")
_WITH_PERIOD: Final = (
    rf"(?<![{_HAN}]){_LEVEL}{_GAP}[,;、(·|]?{_GAP}{_PERIOD}{_GAP}[:为]?{_GAP}{_TERM}"
)

_MARKINGS: Final = tuple(
    re.compile(pattern, re.MULTILINE)
    for pattern in (
        *(_STAR, _WORK_STAR, _WITH_TERM, _COPY, _NUMBER),
        *(_FIELD + _NOT_A_LIST, _ALONE, _HEADS_LINE, _ENDS_LINE, _JSON_VALUE, _TICKED),
        *(_STAR_FIRST, _RULED, _DECLARED, _WITH_PERIOD),
    )
)
_NOT_PUBLIC: Final = (
    rf"{_spaced('此件|本件|此文|本文|此文件|本文件|此材料|本材料|本资料')}{_GAP}"
    rf"{_spaced('不予公开|不公开|不宜公开|不得公开|不对外公开|依申请公开|仅供内部|仅限内部|属内部|涉密')}"
)
_KEEP_IN: Final = _spaced(
    "严禁外传|不得外传|请勿外传|切勿外传|禁止外传|不准外传|勿外传|阅后收回|阅后销毁|阅后即焚"
    "|阅后退回|用后收回|用后销毁|注意保密|内部资料注意保存|内部资料,注意保存|内部文件注意保存"
)
_HINT_ALONE: Final = _LEAD + _spaced(
    "内部资料|内部文件|内部材料|内部使用|内部传阅|内部参考|内部掌握|仅供内部使用|仅供内部参考"
    "|工作秘密|密件|涉密|涉密件|涉密文件|涉密材料|核心商密|普通商密|不予公开|依申请公开"
    "|TOPSECRET|CONFIDENTIAL"
)
_HINT_FIELD: Final = (
    rf"(?:{_NAMES}|{_spaced('公开方式|公开属性|公开类型|公开形式')})[\s:|]{{1,4}}"
    rf"{_spaced('内部|工作秘密|不予公开|不公开|依申请公开')}(?![{_HAN}])"
)
_HINT_TERM: Final = (
    rf"{_spaced('保密期限')}[\s:|]{{1,4}}{_TERM}"
    rf"|{_spaced('解密时间|解密日期')}[\s:|]{{1,4}}[0-9]|{_spaced('份号')}[\s:|]{{1,4}}[0-9](?:{_GAP}[0-9]){{3,7}}"
)
_HINTS: Final = tuple(
    re.compile(pattern, re.MULTILINE)
    for pattern in (_NOT_PUBLIC, _KEEP_IN, _HINT_ALONE + _TAIL, _HINT_FIELD, _HINT_TERM)
)
#: Every marking and every hint has one of these in it; the search is fast.
SIGN: Final = re.compile(
    r"绝\s*密|絕\s*密|机\s*密|機\s*密|秘\s*密|祕\s*密|密\s*[级級件字发函电传文〔\[(（【<〖]"
    r"|涉\s*密|商\s*密|意\s*保\s*密|保\s*密\s*[期等级]|解\s*密\s*[时日]|密\s*等"
    r"|内\s*部|外\s*传(?![播递输])|此\s*[件文材]|本\s*[件文材资]|阅\s*后|用\s*后|不\s*予\s*公|依\s*申\s*请\s*公"
    r"|公\s*开\s*[方属类形]|仅\s*供|份\s*号|T\s*O\s*P|C\s*O\s*N\s*F"
)


def markings(text: str) -> Iterator[Found]:
    """Yield the markings of a folded text, then what only hints at secrecy."""
    if not SIGN.search(text):
        return
    for pattern in _MARKINGS:
        for found in pattern.finditer(text):
            yield SuspicionKind.MARKING, found.start(), found.end()
    for pattern in _HINTS:
        for found in pattern.finditer(text):
            yield SuspicionKind.HINT, found.start(), found.end()
