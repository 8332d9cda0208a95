"""Find secrecy markings in a folded text, and what only hints at secrecy.

A marking is a label, never a word: a level with a star or a term, a level alone on its line, a
field, a sentence that says it of its own paper, or a classified document's number. The word 机密 in
a sentence is no marking. Where it depends on the rest of the line, ``labels`` judges.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from accession_cli.secrecy.codes import Found, SuspicionKind
from accession_cli.secrecy.hints import BEGIN, HINTS, HINTS_IN_LATIN, LEAD, SIGNS_OF_HINTS, TAIL
from accession_cli.secrecy.labels import labels
from accession_cli.secrecy.levels import (
    CLOSE,
    GAP,
    HAN,
    LEVEL,
    NAMES,
    OPEN,
    TERM,
    sign,
    spaced,
)

#: Of one kind of finding in one text, no more than so many are told.
_MOST: Final = 1_000

_OPENS: Final = rf"{OPEN}{{0,3}}"
_CLOSES: Final = rf"{CLOSE}{{0,3}}"
_REST: Final = LEVEL.removeprefix("[绝机秘]")
_STAR: Final = (
    rf"{LEVEL}{GAP}(?:★|[*■◆●▲□](?={GAP}{TERM})|(?<![{HAN}][绝机秘]密)[大女](?=[0-9]))(?:{GAP}{TERM})?+"
    r"(?![\"”』」] ?[的等字标、])"  # a sentence that speaks of such a marking
)
_WORK_STAR: Final = rf"{spaced('工作秘密|内部资料|内部')}{GAP}★"
_WITH_TERM: Final = (
    rf"[绝机秘](?<![{HAN}A-Za-z0-9].){_REST}{GAP}[·:,;(|/~〔\[【\-]?{GAP}{TERM}(?! ?[{HAN}])"
)
_CUT: Final = rf"^[^{HAN}A-Za-z0-9\n]{{0,8}}[绝机秘][\-_.·/|+]密[^{HAN}A-Za-z0-9\n]{{0,8}}$"
_COPY: Final = (
    rf"[绝机秘](?<![{HAN}].){_REST}{GAP}[:,(\-]?{GAP}"
    rf"(?:第{GAP}[0-9](?:{GAP}[0-9]){{0,7}}{GAP}[号份]|[Nn][Oo][.:]?{GAP}[0-9]"
    rf"|{spaced('编号|份号')}{GAP}[:]?{GAP}[0-9])"
)
_NUMBER: Final = (
    rf"密{GAP}[字发函电传文]?{GAP}[〔\[(【<〖]{GAP}(?:1{GAP}9|2{GAP}0){GAP}[0-9]{GAP}[0-9]"
    rf"{GAP}[〕\])】>〗]{GAP}第?{GAP}[0-9](?:{GAP}[0-9]){{0,4}}{GAP}号"
    rf"|密{GAP}字{GAP}第?{GAP}[0-9](?:{GAP}[0-9]){{0,6}}{GAP}号"
    rf"|密{GAP}[字发函电传文]{GAP}发?{GAP}(?:19|20)[0-9]{{2}} ?- ?[0-9]{{1,4}}{GAP}号"
)
_ENDS: Final = r"(?=[\s★*\"'”」』】〗)}\]〕>,;。.!<&|]|[(](?!\s?\))|\Z)"
_NO_LIST: Final = rf"(?!{GAP}[,/|]?{GAP}[绝机秘]{GAP}密)(?!{GAP}或)"
_JOINT: Final = rf"[^{HAN}A-Za-z0-9、。,;?!□☐○◯]{{0,6}}"
_FIELD: Final = (
    rf"(?<!高)(?<!高[ \n]){NAMES}{_JOINT}(?:(?:定|应|拟定?|确定|暂定)?[为是系]|栏)?{_JOINT}"
    rf"极?{LEVEL}{_ENDS}{_NO_LIST}"
    rf"|^ ?{_OPENS}密{GAP}:{GAP}{LEVEL}{_ENDS}{_NO_LIST}"
)
_FIELD_OF_STATE: Final = (
    rf"国{GAP}家{GAP}秘{GAP}密{GAP}[:(=]{GAP}{LEVEL}(?=[)\s,;。★*]|\Z){_NO_LIST}"
)
_KEYED: Final = (
    rf"^[\"'【\[ ]{{0,3}}[{HAN}A-Za-z_]{{0,12}}"
    r"(?:级别|等级|属性|类别|分类|分级|性质|程度|标识|标志|标记|密级|定密"
    rf"|level|class|miji|secrecy|classification)[\"'】\]]?{GAP}[:=]{GAP}{_OPENS}{LEVEL}{_ENDS}{_NO_LIST}"
)
_ALONE: Final = rf"{LEAD}{LEVEL}{GAP}[★*]?{TAIL}"
_NUMBERED: Final = r"(?:(?:附件)?[0-9一二三四五六七八九十]{0,3}[.、:)]?\s?)?"
_HEADS_LINE: Final = rf"{BEGIN}{_NUMBERED}{_OPENS}[【(\[〔〖{{<] ?{LEVEL} ?[】)\]〕〗}}>](?! ?[、])"
_ENDS_LINE: Final = rf"(?<![、,])[【(\[〔〖{{<] ?{LEVEL} ?[】)\]〕〗}}>]{_CLOSES}[。.;,]?$"
_VALUE: Final = (
    rf"[\"'] ?[:=] ?[\"']{_OPENS}{LEVEL}{GAP}[★*]?{_CLOSES}[\"']|[A-Za-z{HAN}]=[\"']{LEVEL}[\"']"
)
_TAGGED: Final = (
    rf"<(?!option|label|li\b)[^<>\n]{{1,40}}>\s?{_OPENS}{LEVEL}{GAP}[★*]?(?:{GAP}{TERM})?"
    rf"{_CLOSES}\s?</"
)
_TICKED: Final = rf"[☑☒√✓✔■]{GAP}{LEVEL}(?!{GAP}[、/{HAN}])"
_STAR_FIRST: Final = rf"★{GAP}{LEVEL}(?:{GAP}{TERM}| ?(?![ {HAN}]))"
_SHORT: Final = rf"★{GAP}密{GAP}{TERM}"
_MATTER: Final = spaced("国家秘密|文件|材料|事项|资料")
_SECRET: Final = rf"{LEVEL}{GAP}(?:{_MATTER}|(?<=级)|(?=[,。;!)]|\s?$))"
_THIS: Final = (
    rf"(?:本|此|该|以下|上述|所附|全文|附件[0-9]{{0,2}})(?![法条规办细罪款])"
    rf"(?:(?![不非无])[{HAN}]){{0,10}}?"
)
_DECLARED: Final = (
    rf"{_THIS}(?:属于?|[定列系]?为|系|是){GAP}{_SECRET}{_NO_LIST}(?!{GAP}、)"
    rf"|{_THIS}(?:涉及|含有?|包含|载有){GAP}"
    rf"(?:国家秘密 ?[(] ?{LEVEL} ?[)]|{LEVEL}(?<=级)(?:信息|内容|数据|{_MATTER})?(?=[,。;!)]|\s?$))"
    rf"|(?:解密前|审核|审定|定密)[^。\n]{{0,8}}?为{GAP}{LEVEL}(?=[,。;!)]|\s?$)"
    rf"|(?:[变更改]更?为|[调升降]整?为){GAP}{LEVEL}(?=[,。;!)]|\s?$)"
    rf"|^ ?(?:属于?|[定列]为|系){GAP}{LEVEL}{GAP}(?:{_MATTER}|(?<=级))[。,;]?\s?$"
)
_PERIOD: Final = (
    rf"[绝机秘](?<![{HAN}].){_REST}{GAP}[,;、(·|]?{GAP}{spaced('保密期限|保密期|期限|保密')}"
    rf"{GAP}[:为是]?{GAP}{TERM}"
)
_ENGLISH: Final = (
    r"^[^A-Za-z0-9\n]{0,12}T ?O ?P\s?S ?E ?C ?R ?E ?T[^A-Za-z0-9\n]{0,12}$"
    r"|(?i:\b(?:classification|classified|security level|secrecy|marking)[\"']?\s?[:=]\s?"
    r"[\"'\[(<*]{0,3}(?:top secret|secret|confidential)\b)(?![ -][a-z])"
    rf"|(?i:\b(?:top secret|secret|confidential)\s?//\s?[A-Z{HAN}])"
    r"|\b(?:TOP SECRET|SECRET|CONFIDENTIAL) ?★"
)
_PINYIN: Final = (
    r"(?i:\b(?:jue ?mi|ji ?mi|mi ?mi)(?: ?ji)? ?[★*] ?(?:[0-9]|chang ?qi|qi ?yong)?"
    r"|(?:\bmi ?ji|密级)[\"']? ?[:=] ?[\"']?(?:jue ?mi|ji ?mi|mi ?mi)\b)"
)


def _compiled(*patterns: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.MULTILINE | re.DOTALL) for pattern in patterns)


_OF_A_LEVEL: Final = _compiled(
    *(_STAR, _WITH_TERM, _CUT, _COPY, _FIELD, _FIELD_OF_STATE, _KEYED, _ALONE, _HEADS_LINE),
    *(_ENDS_LINE, _VALUE, _TAGGED, _TICKED, _STAR_FIRST, _DECLARED, _PERIOD),
)
_OTHER: Final = _compiled(_WORK_STAR, _NUMBER, _SHORT)
_LATIN: Final = _compiled(_ENGLISH, _PINYIN)
_MARKINGS: Final = (*_OF_A_LEVEL, *_OTHER, *_LATIN)
_SIGNS_OF_LEVELS: Final = (("绝机秘", r"[\s\-_.·/|+]*密"),)
_SIGNS_OF_LATIN: Final = (
    ("Jj", r"[IiUu]\s*[EeMm]"),
    ("Mm", r"[Ii]\s*[JjMm]\s*[Ii]"),
    ("T", r"\s*O\s*P"),
    ("Ss", r"[Ee][Cc][RrUu][EeRr]"),
    ("Cc", r"[Oo][Nn][Ff][Ii][Dd]|(?<=[Cc])[Ll][Aa][Ss][Ss][Ii][Ff]"),
    ("Uu", r"[Ss][Ee]\s[Oo]"),
    ("Ee", r"[Ss]\s[Oo]"),
    ("Nn", r"[Oo][Tt]\s[FfDdCc]"),
)
_SIGNS_OF_OTHERS: Final = (("密", r"\s*[字发函电传文〔\[(（【<＜〖［]|(?<=密)\s*等"), ("★", ""))
_LEVELS: Final = re.compile(sign(*_SIGNS_OF_LEVELS))
_WORDS: Final = re.compile(sign(*_SIGNS_OF_LATIN))
#: Every marking and every hint has one of these in it; the search is fast.
SIGN: Final = re.compile(
    sign(*_SIGNS_OF_LEVELS, *_SIGNS_OF_LATIN, *_SIGNS_OF_OTHERS, *SIGNS_OF_HINTS)
)


def markings(text: str) -> Iterator[Found]:
    """Yield the markings of a folded text, then what only hints at secrecy."""
    if not SIGN.search(text):
        return
    has_level, has_words = _LEVELS.search(text), _WORDS.search(text)
    patterns = (
        *(_OF_A_LEVEL if has_level else ()),
        *_OTHER,
        *(_LATIN if has_words else ()),
    )
    for pattern in patterns:
        for found in islice(pattern.finditer(text), _MOST):
            yield SuspicionKind.MARKING, found.start(), found.end()
    if has_level:
        yield from islice(labels(text), _MOST)
    for pattern in (*HINTS, *(HINTS_IN_LATIN if has_words else ())):
        for found in islice(pattern.finditer(text), _MOST):
            yield SuspicionKind.HINT, found.start(), found.end()
