"""Patterns of a secrecy level, its term and its field, and of what only hints at secrecy.

They are for a folded text, in which every gap is one blank and every character simplified. No
pattern repeats without a bound. A person has to judge what only hints.
"""

import re
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


#: The begin of a line: bullets, and the key before a value.
BEGIN: Final = (
    r"^ ?(?:[#>•·|\-]\s?){0,3}(?:[\"']?[A-Za-z_][A-Za-z0-9_.\-]{0,40}[\"']?\s?:\s?)?(?:\|-?\s)?"
)
LEAD: Final = rf"{BEGIN}{OPEN}{{0,3}} ?"
TAIL: Final = rf" ?{CLOSE}{{0,3}}[,|]?\s?$"  # a full stop would end a sentence, not a marking

_THIS: Final = rf"[此本]{GAP}(?:件|文件|文|材料|资料|页|表|册|报告|纪要|附件|简报|图)"
_THIS_SPACED: Final = spaced(
    "此件|本件|此文|本文|此文件|本文件|此材料|本材料|本资料|此页|本页|此表|本表|本册|本报告|本纪要"
    "|本附件|本简报|此信息|此图|本图"
)
_NOT_PUBLIC: Final = (
    rf"{_THIS_SPACED}{GAP}"
    rf"{spaced('不予公开|不公开|不宜公开|不得公开|不对外公开|依申请公开|仅供内部|仅限内部|限内部|属内部|涉密')}"
)
_ON_THE_NET: Final = (
    r"在(?:互联网|微信|朋友圈|网)[群上里内中]{0,2}(?:转发|传播|发布|上传|传输|扩散|讨论|公开)"
)
_NOT_SPREAD: Final = (
    rf"{_THIS}[{HAN} ,]{{0,8}}?(?:不得|不准|不许|严禁|请勿|切勿|禁止|勿)[对向]?{GAP}"
    rf"(?:外|{_ON_THE_NET}|上网|登报|翻印|复印|复制|扩散|传播|转发|转载|转借|拍照|摄录|摘抄|抄录|带出|公开|遗失)"
)
_KEEP_IN: Final = (
    spaced("严禁外传|不得外传|请勿外传|切勿外传|禁止外传|不准外传|勿外传")
    + rf"(?!{GAP}[染播递输])|"
    + spaced("注意保密|内部资料注意保存|内部资料,注意保存|内部文件注意保存")
)
_GIVE_BACK: Final = (
    rf"(?:[阅会用看学传]{GAP}后|[阅用看]{GAP}毕){GAP}(?:请{GAP}|即{GAP}|须{GAP}|立即{GAP})?(?:{spaced('收回|退回|退还|交回|清退|销毁|焚毁|即焚')})"
    rf"(?!{GAP}(?:功能|模式|消息|软件))"
)
_LEAK: Final = (
    rf"(?<![{HAN}])(?:{spaced('请勿|切勿|严禁|不得|禁止|不准|不要|勿')}){GAP}"
    rf"(?:{spaced('外传|外泄|翻印|扩散|传抄|登报|上网|上网传输|上网登载|转发|复印')}|{_ON_THE_NET})(?!{GAP}[{HAN}])"
)
_KINDS: Final = (
    "内部资料|内部文件|内部材料|内部使用|内部传阅|内部参考|内部掌握|内部刊物|内部发行"
    "|仅供内部使用|仅供内部参考|限内部传阅|限内部使用|仅限内部使用|仅供领导参考|仅供领导参阅|机要件|不宜公开|工作秘密|密件|涉密|涉密件|涉密文件|涉密材料|涉密资料|核心商密|普通商密"
    "|不予公开|依申请公开"
)
_PAPERS: Final = "内部资料|内部文件|内部材料|内部参考|密件|涉密件|涉密文件|涉密材料|涉密资料"
_WORDS: Final = "CONFIDENTIAL|Confidential|SECRET|RESTRICTED"
_ALONE: Final = rf"{LEAD}(?:{spaced(_KINDS + '|' + _WORDS)}){TAIL}"
#: A note goes on behind a sign, but does not begin in the line before.
_NOTE: Final = (
    rf"(?:\A|[^{HAN}、,;0-9A-Za-z]\n) ?{OPEN}{{0,3}}"
    rf"{spaced(_PAPERS)}{GAP}[,:!;](?!{GAP}(?:是指|应当|[A-Za-z\"]))"
)
_HEADS_LINE: Final = (
    rf"{BEGIN}[【〔\[] ?{spaced('内部')} ?[】〕\]]"
    rf"|{LEAD}{spaced('内部参考|内部资料|内部材料|内部刊物')}{CLOSE}? ?[(]?第?[0-9]{{1,5}}[期号]"
    rf"|^ ?{spaced('知悉范围')}{GAP}:|★{GAP}{spaced('工作秘密|内部资料')}"
    rf"|[☑☒√✓✔■]{GAP}{spaced('不予公开|不公开|内部')}(?!{GAP}[{HAN}])"
    rf"|[/|] ?{spaced('内部使用|内部资料')} ?$"
)
_BRACKETED: Final = rf"[(【\[〔] ?{spaced(_KINDS)}(?: [^)\n】\]〕]{{0,12}})? ?[)】\]〕](?![{HAN}])"
_SELF: Final = (
    rf"{_THIS}(?:{GAP}内容)?{GAP}(?:属于?|为|系|是|列为|涉及)"
    rf"{GAP}(?:{spaced('涉密|内部|工作秘密|密件|国家秘密')})(?!{GAP}[的 ]?法)"
    rf"|(?<![不无未非没])(?<![不无未非没][包内])含有?{spaced('涉密')}|{spaced('涉密|商密')}{GAP}★"
)
_FIELD: Final = (
    rf"(?:{NAMES}|{spaced('公开方式|公开属性|公开类型|公开类别|公开形式|公开选项|信息公开')})[\"'”>]?[\s:|=]{{1,4}}{OPEN}{{0,2}}"
    rf"{spaced('内部|内部资料|内部参考|内部文件|内部使用|工作秘密|不予公开|不公开|依申请公开')}(?![{HAN}])"
)
_PERIOD: Final = (
    rf"{spaced('保密期限')}[\s:|=]{{1,4}}{TERM}"
    rf"|{spaced('解密时间|解密日期')}[\s:|=]{{1,4}}[0-9]"
    rf"|{spaced('份号')}[\s:|=]{{1,4}}[0-9](?:{GAP}[0-9]){{3,7}}"
)
_SENT_TO: Final = (
    rf"(?:[发达]{GAP}[至到]|(?:传达|阅读|印发|知悉|发放)范围{GAP}:){GAP}"
    rf"(?:省{GAP}军|地{GAP}师|县{GAP}团|县{GAP}处|地{GAP}厅|司{GAP}局|乡{GAP}科|正?副?[省部厅局处县团地])"
    rf"{GAP}级(?:以上)?(?![{HAN}])"
)
_ENGLISH: Final = (
    r"(?i:\b(?:internal|official) use only\b|\beyes only\b|\bdo not (?:distribute|circulate)\b"
    r"|\bnot for (?:public )?(?:release|distribution|circulation)\b)"
)

HINTS: Final = tuple(
    re.compile(pattern, re.MULTILINE)
    for pattern in (
        *(
            _NOT_PUBLIC,
            _NOT_SPREAD,
            _KEEP_IN,
            _GIVE_BACK,
            _LEAK,
            _ALONE,
            _NOTE,
            _HEADS_LINE,
            _BRACKETED,
        ),
        *(_SELF, _FIELD, _PERIOD, _SENT_TO),
    )
)
#: These are looked for only in texts with such words in Latin letters.
HINTS_IN_LATIN: Final = (re.compile(_ENGLISH),)
#: Every hint has one of these characters in it with its rest.
SIGNS_OF_HINTS: Final = (
    ("密", r"\s*[级件别程]"),
    ("涉", r"\s*密"),
    ("商", r"\s*密"),
    ("意", r"\s*保\s*密"),
    ("作", r"\s*秘"),
    ("定", r"\s*密"),
    ("保", r"\s*密\s*[期等级程]"),
    ("解", r"\s*密\s*[时日]"),
    ("内", r"\s*部"),
    ("外", r"\s*(?:传(?![播递输])|泄)"),
    ("此本", r"\s*[件文材资页表信册报纪附简图]"),
    ("阅会用看学传", r"\s*[后抄毕]"),
    ("不", r"\s*(?:予\s*)?公"),
    ("依", r"\s*申\s*请\s*公"),
    ("公", r"\s*开\s*[方属类形选]"),
    ("仅", r"\s*供"),
    ("份", r"\s*号"),
    ("翻", r"\s*印"),
    ("扩", r"\s*散"),
    ("登", r"\s*报"),
    ("上", r"\s*网"),
    ("在", "(?:互联网|微信|朋友圈|网)"),
    ("转", r"\s*发"),
    ("复", r"\s*印"),
    ("宜", r"\s*公\s*开"),
    ("要", r"\s*件"),
    ("限", r"\s*内"),
    ("息", r"\s*公\s*开"),
    ("发达", r"\s*[至到]"),
    ("范", r"\s*围"),
    ("件", r"\s*[属等级]"),
    ("C", r"\s*[Oo]\s*[Nn]\s*[Ff]"),
    ("S", r"\s*E\s*C\s*R"),
    ("R", r"\s*E\s*S\s*T\s*R"),
)
