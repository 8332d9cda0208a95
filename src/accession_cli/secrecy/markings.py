"""Find secrecy markings in a folded text, and what only hints at secrecy.

A marking is a label, never a word: a level with a star or a term, a level alone on its line, a
field, a sentence that says it of its own paper, or a classified document's number. The word 机密 in
a sentence is no marking.

Where it depends on the rest of the line, ``labels`` judges: a level is a label where nothing else
stands in the line but what stands beside labels: signs, urgency, copies, pages, a term. It is one
as well in a cell under the head 密级 or beside the name of a paper, in the name of a file, at the
head or end of a title, and as the ticked option of a form.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from accession_cli.secrecy.codes import Found, SuspicionKind
from accession_cli.secrecy.patterns import (
    BEGIN,
    CLOSE,
    EMPTY,
    GAP,
    HAN,
    HINTS,
    HINTS_IN_LATIN,
    LEAD,
    LEVEL,
    NAMES,
    OPEN,
    PAPER,
    SIGNS_OF_HINTS,
    TAIL,
    TERM,
    sign,
    spaced,
)

#: Lines that are judged in one text; no paper has nearly as many.
_MOST_LINES: Final = 10_000
_LONGEST: Final = 200  # characters of a line that is judged; longer ones are running text

_LEVEL: Final = re.compile(LEVEL)
_STEM: Final = re.compile(r"(?<!国家)(?<!国 家)[绝机秘](?= ?密)")
_COUNT: Final = "[0-9一二三四五六七八九十]"
_SIGN: Final = rf"[^{HAN}A-Za-z0-9?]"
#: What stands beside a label, the blanks taken out.
_BESIDE: Final = (
    rf"(?:特急|特提|加急|平急|急件|限时|火急|亲启|亲收|{TERM}|长期|密级|国家秘密|保密期限|标志"
    rf"|(?:共?印发?|共){_COUNT}{{1,5}}份|第?{_COUNT}{{1,6}}[份号页期]|共{_COUNT}{{1,4}}页"
    r"|(?:份号|编号|no)[.:]?[0-9]{1,8}|p(?:age)?\.?[0-9]{1,4}(?:(?:/|of)[0-9]{1,4})?|-[0-9]{1,4}-|[0-9]{1,4}/[0-9]{1,4}"
    r"|[#№][0-9]{1,8}|(?:19|20)[0-9]{2}[\-./][0-9]{1,2}[\-./][0-9]{1,2}"
    r"|(?:19|20)[0-9]{2}年(?:[0-9]{1,2}月(?:[0-9]{1,2}日)?)?(?:印发|印|制|发)?"
    rf"|topsecret|secret|confidential|classified|classification|securitylevel|level|{_SIGN})"
)
_LABEL: Final = re.compile(
    rf"{_BESIDE}{{0,60}}+{LEVEL}(?P<paper>(?:文件|材料|资料|档案|文电|电报|公文|信函|邮件|件)?)"
    rf"(?:★[0-9]*)?{_BESIDE}{{0,60}}+",
    re.IGNORECASE,
)
_OPEN_END: Final = re.compile(rf"[{HAN}、,0-9A-Za-z] ?\Z")
_SENTENCE: Final = re.compile(r"[。、,;:]")
_FILLED: Final = r"[☑☒√✓✔■●◉⊙◆🔘✅]"
_MARK: Final = rf"(?:{_FILLED}|[\[(] ?(?:{_FILLED}|[xXvV*]) ?[\])])"
_EMPTY: Final = re.compile(EMPTY)
_BOX: Final = re.compile(rf"{_MARK}|{EMPTY}")
_OPTION: Final = re.compile(r"[绝机秘] ?密|非 ?密|公 ?开|内 ?部|无|普 ?通|不 ?涉 ?密")
_TICK_BEFORE: Final = re.compile(rf"{_MARK} ?{LEVEL}(?![{HAN}、])")
_TICK_BEHIND: Final = re.compile(rf"(?<![{HAN}]){LEVEL} ?{_MARK}")
_NO_HEAD: Final = (0, "")
_CUTS: Final = re.compile(r"[|,;]")
_HEAD: Final = re.compile(rf"(?:^|[|,;\s])[\"' ]?{NAMES}[\"' ]?(?=[|,;\s]|$)", re.MULTILINE)
_CELL: Final = re.compile(rf" ?{OPEN}{{0,2}} ?{LEVEL} ?[★*]? ?{CLOSE}{{0,2}} ?")
_OF_PAPER: Final = re.compile(
    rf"{PAPER}(?:第[0-9]{{1,4}}[期号])?[\"'》”)]? ?\Z|〔[0-9]{{4}}〕|\[20[0-9]{{2}}\]|《|关 ?于"
)
#: What else a list of papers has in a row: an office, a day.
_BESIDE_IN_ROW: Final = re.compile(
    rf" ?(?:[{HAN}]{{2,16}}(?:委|办|办公室|局|部|厅|院|府|中心)"
    r"|(?:19|20)[0-9]{2}[\-./年][0-9]{1,2}[\-./月][0-9]{1,2}日?) ?"
)
_ENDING: Final = (
    r"\.(?:pdf|docx?|wps|xlsx?|et|ofd|pptx?|dps|zip|rar|7z|txt|jpe?g|png|tiff?|eml|md|csv)\b"
)
_OF_FILE: Final = re.compile(
    rf"(?<![{HAN}A-Za-z0-9]){LEVEL}[_.\-—)\]】 ][^\n]{{0,80}}{_ENDING}"
    rf"|[_\-(\[【]{LEVEL}[_)\]】]?{_ENDING}",
    re.IGNORECASE,
)
_BESIDE_PAPER: Final = re.compile(
    rf"(?:{PAPER}|(?<![密级])文件|》) ?[【(\[〔〖] ?{LEVEL} ?[】)\]〕〗]"
)
_HEADS_TITLE: Final = re.compile(
    rf" ?[#>]{{0,3}} ?(?:{OPEN}{{0,2}}{LEVEL}{CLOSE}{{0,2}} ?(?:[ \-_:|·]|$)"
    rf"|[「『]{LEVEL}[」』](?!级))"
    rf" ?(?:关 ?于[^。]{{2,80}}|[^。、,]{{2,60}}{PAPER}(?:[(][^()]{{0,20}}[)])?[》” ]{{0,2}})\Z"
)
_ENDS_TITLE: Final = re.compile(
    rf".{{2,80}}{PAPER}[》”)]? ?[ \-_|·] ?{OPEN}{{0,2}}{LEVEL}{CLOSE}{{0,2}} ?\Z"
)
_OFFICE: Final = rf"[{HAN}]{{2,24}}(?:委|办|办公室|局|部|厅|院|府|文件|会|处|中心)"
_BESIDE_OFFICE: Final = re.compile(
    rf" ?(?:{_OFFICE} {OPEN}{{0,2}}{LEVEL}{CLOSE}{{0,2}}"
    rf"|{OPEN}{{0,2}}{LEVEL}{CLOSE}{{0,2}} {_OFFICE}) ?"
)
_SUBJECT: Final = re.compile(
    rf"(?:主题|标题|题名|文件名|附件|转发|答复|回复|subject|re|fwd?) ?: ?{OPEN}{{0,2}}{LEVEL}"
    rf"{CLOSE}{{0,2}} ?[\-_:★*|·)\]】]",
    re.IGNORECASE,
)
_OF_LEVEL: Final = re.compile(
    rf"[^{HAN}A-Za-z0-9]{{0,4}}(?:涉密)?[^{HAN}A-Za-z0-9]{{0,4}}[绝机秘]密级[{HAN}]{{0,8}}{PAPER}"
    r" ?(?:[(][^()]{0,20}[)])? ?"
)


def labels(text: str) -> Iterator[Found]:
    """Yield the levels of a folded text that label a paper, one for each line.

    The last is ``TOO_MANY`` where more lines have levels in them than are judged.
    """
    head: tuple[int, str] | None = None
    judged = at = 0
    while found := _LEVEL.search(text, at):
        start = text.rfind("\n", at, found.start()) + 1 or at
        end = text.find("\n", found.end())
        end = len(text) if end < 0 else end
        at = end
        if end - start > _LONGEST:
            continue
        judged += 1
        if judged > _MOST_LINES:
            yield SuspicionKind.TOO_MANY, found.start(), found.end()
            return
        head = head or _head_of(text)
        before = text[max(start - 2, 0) : max(start - 1, 0)]
        continues = bool(_OPEN_END.match(before))
        if _is_label(text[start:end], head if head[0] < start else _NO_HEAD, continues=continues):
            yield SuspicionKind.MARKING, found.start(), found.end()


def _head_of(text: str) -> tuple[int, str]:
    """Where the head of a table with a column 密级 begins, and its line."""
    found = _HEAD.search(text)
    if not found:
        return len(text), ""
    start = text.rfind("\n", 0, found.end()) + 1
    return start, text[start : start + _LONGEST].partition("\n")[0]


def _is_label(line: str, head: tuple[int, str], *, continues: bool) -> bool:
    if _is_ticked(line):
        return True
    if len({level[0] for level in _STEM.finditer(line)}) > 1 or _EMPTY.search(line):
        return False  # a list of levels
    return (
        _stands_alone(line, continues=continues)
        or _is_cell(line, head[1])
        or any(found.search(line) for found in (_OF_FILE, _SUBJECT, _BESIDE_PAPER))
        or any(found.match(line) for found in (_HEADS_TITLE, _ENDS_TITLE))
        or (not continues and any(one.fullmatch(line) for one in (_OF_LEVEL, _BESIDE_OFFICE)))
    )


def _stands_alone(line: str, *, continues: bool) -> bool:
    """Whether only what stands beside labels is in *line*; a broken sentence may look like it."""
    label = _LABEL.fullmatch(line.replace(" ", ""))
    if not label:
        return False
    return not (continues and (label["paper"] or _SENTENCE.search(line)))


def _is_ticked(line: str) -> bool:
    """Whether a level is the ticked option of a form; ticks stand before or behind all options."""
    box, option = _BOX.search(line), _OPTION.search(line)
    if not box or not option or (box[0] in "■●◆" and not _EMPTY.search(line)):
        return False
    ticked = _TICK_BEFORE if box.start() < option.start() else _TICK_BEHIND
    return bool(ticked.search(line))


def _is_cell(line: str, head: str) -> bool:
    """Whether a level is a cell of a table, below *head* or beside the name of a paper."""
    cells = _CUTS.split(line)
    if len(cells) > 1:
        drawn = "|" in line or ";" in line  # commas stand in sentences too
        below = len(_CUTS.split(head)) == len(cells)
    else:
        cells = line.split(" ")
        drawn = False
        below = len(head.split(" ")) == len(cells)
    at = next((at for at, cell in enumerate(cells) if _CELL.fullmatch(cell)), None)
    if at is None or len(cells) == 1:
        return False
    if below and any(cell.strip() for cell in cells[:at]):
        return True
    if not drawn:
        return False
    others = [cell for cell in cells if not _CELL.fullmatch(cell)]
    return any(_OF_PAPER.search(cell) for cell in others) or (
        sum(bool(_BESIDE_IN_ROW.fullmatch(cell)) for cell in others) > 1
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
