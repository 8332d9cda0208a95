"""Tell a level that labels a paper from the word, by all that stands in its line.

A level is a label where nothing else stands in the line but what stands beside labels: signs,
urgency, copies, pages, a term. It is one as well in a cell under the head 密级 or beside the name
of a paper, in the name of a file, at the head or end of a title, and as the ticked option of a
form. The lines are those of a folded text.
"""

import re
from collections.abc import Iterator
from typing import Final

from accession_cli.secrecy.codes import Found, SuspicionKind
from accession_cli.secrecy.levels import CLOSE, EMPTY, HAN, LEVEL, NAMES, OPEN, PAPER, TERM

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
