"""Read what is chosen from a few words: by a tick before or behind the word, or by the word.

A tick counts only when the whole line leaves no doubt to which word it belongs. ``ticked`` finds
the one way in which every tick has a word; where there are two ways, or a tick stands close to
another word than its own, it raises ``NotRead``.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from accession_cli.entry.values import EMPTY, NotRead, squeezed
from accession_cli.i18n import N_

_TICK: Final = "☑"
_BOX: Final = "☐"
_CROSS: Final = "×"
_MARKS: Final = {
    **dict.fromkeys("☑☒√✓✔■●★◆◼▣✅\uf0fe\uf052\uf0fd\uf054\uf0fc\uf050", _TICK),
    **dict.fromkeys("☐□○◇◎▢◻⬜口\uf0a8\uf06f\uf0a3", _BOX),
    **dict.fromkeys("×✗✘❌✕", _CROSS),
}
_IN_BRACKETS: Final = re.compile(r"[(（\[【〔]([^()（）\[\]【】〔〕]{0,6})[)）\]】〕]")
_REMARK: Final = re.compile(r"[(（]([^()（）\n]{1,40})[)）]")
_LEFT_OPEN: Final = re.compile("[选定或待视拟暂商?？]|都|均|任|皆")
_LETTER_TICKS: Final = {"v", "V", "y", "Y", "x", "X"}
_DENIALS: Final = frozenset({"", "否", "无", "/", "-", "—", "——", "x", "X"})
_BETWEEN: Final = frozenset("、，,；;和及或与+＋/:：.。")
_MOST_MARKS: Final = 40
_NEAR: Final = 0.5
_SHORTEST: Final = 2
_MUCH_NEARER: Final = 3
_ALL_OF_THEM: Final = re.compile(
    r"(?:两者|两项|两个|二者)?(?:都|均|全|全都)(?:选|要|可以|可|是|协助|办)?[。.]?$"
)

NO_CHOICE: Final = N_("“{text}” is none of: {known}.")
WHOSE_TICK: Final = N_("In “{text}” it is not clear which words are ticked.")
SEVERAL: Final = N_("“{text}” names more than one of: {known}.")


@dataclass(frozen=True, slots=True)
class _Token:
    """A word or a mark of a line. ``sign`` is "" for a word, ``key`` is "" for a mark.

    ``before`` and ``behind`` tell whether something else than a space stands beside it, and
    ``spaces`` how many spaces stand before it and behind it.
    """

    key: str
    sign: str
    before: bool
    behind: bool
    spaces: tuple[int, int]


def none_of(text: str, known: Iterable[str]) -> NotRead:
    """The ``NotRead`` for *text*, which is none of the names *known*."""
    names = tuple(known)
    near = get_close_matches(squeezed(text), names, n=3, cutoff=_NEAR)
    return NotRead(NO_CHOICE, candidates=near, text=text, known="、".join(names))


def one_of(known: Mapping[str, str]) -> Callable[[str], str]:
    """A reader that returns the key of the name it is given; *known* maps keys to names.

    The key stands for its name, and of several names with boxes one must be ticked.
    """

    def read(text: str) -> str:
        wanted = squeezed(text).strip("。《》“”\"'").casefold()
        for key, name in known.items():
            if wanted in (squeezed(name).casefold(), key.casefold()):
                return key
        if not has_marks(text):
            bare = re.sub("(?:类|类别|类型|类事项)$", "", wanted)
            begun = [key for key, name in known.items() if squeezed(name).startswith(bare)]
            if len(begun) == 1 and len(bare) >= _SHORTEST:
                return begun[0]
            raise none_of(text, known.values())
        found = ticked(text, _beginnings(known), known.values())
        if len(found) != 1:
            named = [known[key] for key in found]
            raise NotRead(SEVERAL, candidates=named, text=text, known="、".join(known.values()))
        return found[0]

    return read


def _beginnings(known: Mapping[str, str]) -> dict[str, str]:
    """The key of each name and of each beginning that only one name has: 台账 for 台账报表."""
    names = {name: key for key, name in known.items()}
    for key, name in known.items():
        for end in range(_SHORTEST, len(name)):
            if sum(other.startswith(name[:end]) for other in known.values()) == 1:
                names.setdefault(name[:end], key)
    return names


def has_marks(text: str) -> bool:
    """Whether *text* has boxes or ticks."""
    return any(
        line != plain for line, plain in zip(_lines(text), text.split("\n"), strict=False)
    ) or (not _MARKS.keys().isdisjoint(text))


def tick_in(text: str) -> bool | None:
    """Whether *text* is nothing but a tick, or a sign or word that denies; None for anything else.

    An empty text denies.
    """
    plain = squeezed(text)
    sign = _MARKS.get(plain) or (_TICK if plain in _LETTER_TICKS - {"x", "X"} else "")
    if sign == _TICK or plain == "是":
        return True
    return False if sign or plain in _DENIALS else None


def is_unticked(text: str) -> bool:
    """Whether *text* has boxes and none of them is ticked."""
    signs = {_MARKS.get(char, char) for line in _lines(text) for char in line}
    return _BOX in signs and not signs & {_TICK, _CROSS}


def ticked(text: str, names: Mapping[str, str], known: Iterable[str]) -> list[str]:
    """The keys of the names that are ticked in *text*; without any mark, of those that it has.

    *names* has the key for each way to name a thing; *known* are the names to offer.
    """
    shown = tuple(dict.fromkeys(known))
    marked = has_marks(text)
    text = _without_remarks(text, names) if marked else _ALL_OF_THEM.sub("", text.strip())
    lines = [_tokens(line, text, names, shown) for line in _lines(text)]
    tokens = [token for line in lines for token in line]
    keys = list(dict.fromkeys(names.values()))
    if not any(token.key for token in tokens):
        raise NotRead(WHOSE_TICK, candidates=shown, text=text) if tokens else none_of(text, shown)
    signs = [token.sign for token in tokens if token.sign]
    if not signs:
        return [key for key in keys if any(token.key == key for token in tokens)]
    belongs = _belongs(lines, tokens)
    if belongs is None:
        raise NotRead(WHOSE_TICK, candidates=_named(keys, tokens, names, shown), text=text)
    chosen = [key for key in keys if _TICK in belongs.get(key, ())]
    if not chosen and _CROSS in signs:
        raise NotRead(WHOSE_TICK, candidates=_named(keys, tokens, names, shown), text=text)
    if not chosen:
        raise NotRead(EMPTY)
    if any(len(set(belongs[key])) > 1 for key in belongs):
        raise NotRead(WHOSE_TICK, candidates=_named(keys, tokens, names, shown), text=text)
    return chosen


def _without_remarks(text: str, names: Iterable[str]) -> str:
    """*text* without what is said in brackets beside a word: ☑社区（只张贴）　☐网格员."""
    ways = sorted(names, key=len, reverse=True)

    def kept(found: re.Match[str]) -> str:
        inner = found[1]
        if not _MARKS.keys().isdisjoint(inner) or squeezed(inner) in {*_LETTER_TICKS, ""}:
            return found[0]
        if _LEFT_OPEN.search(inner):  # nothing is chosen yet: （二选一，请民政局定）
            return found[0]
        for way in ways:
            inner = inner.replace(way, "")
        return "" if set(inner) - _BETWEEN - {" ", "\u3000"} else found[0]

    return _REMARK.sub(kept, text)


def _named(
    keys: Sequence[str], tokens: Sequence[_Token], names: Mapping[str, str], shown: Sequence[str]
) -> list[str]:
    """The names to offer for the keys that *tokens* have."""
    there = {token.key for token in tokens}
    return [name for name in shown if names.get(name, "") in there.intersection(keys)]


def _lines(text: str) -> list[str]:
    """The lines of *text*, a bracket with a mark in it as the mark alone."""

    def mark(found: re.Match[str]) -> str:
        inner = squeezed(found[1])
        if inner in _LETTER_TICKS:
            return _TICK
        return (_MARKS.get(inner) or found[0]) if inner else _BOX

    return _IN_BRACKETS.sub(mark, text.replace("\ufe0f", "").replace("\r", "\n")).split("\n")


def _tokens(
    line: str, text: str, names: Mapping[str, str], known: Sequence[str]
) -> tuple[_Token, ...]:
    """The words and marks of *line*; anything else that stands there raises ``NotRead``.

    An empty cell of a table counts as an empty box.
    """
    line = _TICKED_BEFORE.sub(_tick_alone, line)
    cells = re.split(r"[\t|]", line)
    if len(cells) > 1:
        line = "\t".join(cell.strip() or _BOX for cell in cells)
    plain = "".join(_MARKS.get(char, char) for char in line)
    ways = sorted(names, key=len, reverse=True)
    found: list[_Token] = []
    place = 0
    while place < len(plain):
        char = plain[place]
        way = next((one for one in ways if _starts(plain, place, one)), None)
        if way is not None or char in (_TICK, _BOX, _CROSS):
            end = place + (len(way) if way else 1)
            sides = plain[place - 1 : place], plain[end : end + 1]
            before, behind = (bool(side.strip(" \u3000\t、，,；;")) for side in sides)
            spaces = _spaces(plain[:place][::-1]), _spaces(plain[end:])
            key, sign = names[way] if way else "", "" if way else char
            found.append(_Token(key, sign, before, behind, spaces))
            place = end
        elif char.isspace() or char in _BETWEEN:
            place += 1
        else:
            raise none_of(text, known)
    if len(found) > _MOST_MARKS:
        raise none_of(text, known)
    return tuple(found)


#: A tick before an empty box that stands close to a word, with the space before the tick.
_TICKED_BEFORE: Final = re.compile(
    "(^|[^ \u3000])([ \u3000]{0,9})(["
    + "".join(sign for sign, mark in _MARKS.items() if mark == _TICK)
    + "])([ \u3000]?)(["
    + "".join(sign for sign, mark in _MARKS.items() if mark == _BOX)
    + "])(?=[^ \u3000])"
)


def _tick_alone(found: re.Match[str]) -> str:
    """The tick without the box behind it, when it stands nearer to that box: √ ☐社区　　☐网格员."""
    before, space, tick, gap, _box = found.groups()
    if before and _spaces(space) <= _spaces(gap):
        return found[0]
    return before + space + tick


def _spaces(text: str) -> int:
    """How many spaces *text* begins with; a wide one is as wide as two."""
    spaces = text[: len(text) - len(text.lstrip(" \u3000"))]
    return len(spaces) + spaces.count("\u3000")


def _starts(plain: str, place: int, way: str) -> bool:
    part = plain[place : place + len(way)]
    return unicodedata.normalize("NFKC", part).casefold() == way.casefold()


def _belongs(
    lines: Sequence[Sequence[_Token]], tokens: Sequence[_Token]
) -> dict[str, list[str]] | None:
    """The marks of each word, when there is exactly one way; None when there is any doubt."""
    filled = [line for line in lines if line]
    alone = _of_columns(filled) or (
        _of_parts(filled) if all(sum(bool(t.key) for t in line) == 1 for line in filled) else None
    )
    if alone is not None:
        return alone
    parts = list(_parts(tokens))
    if all(sum(bool(one.key) for one in part) == 1 for part in parts):
        return _of_parts(parts)
    if len(filled) > 1 and all(any(t.key for t in line) for line in filled):
        whole: dict[str, list[str]] = {}
        for line in filled:
            found = _belongs([line], line)
            if found is None:
                return None
            whole.update(found)
        return whole
    return _of_sequence(tokens)


def _of_columns(lines: Sequence[Sequence[_Token]]) -> dict[str, list[str]] | None:
    """The marks of a table with the words in one row and the marks in the other."""
    if len(lines) != len(("words", "marks")):
        return None
    for heads, below in (lines, lines[::-1]):
        fit = len(heads) == len(below) and len(heads) > 1
        if fit and all(one.key for one in heads) and all(one.sign for one in below):
            return {h.key: [b.sign] for h, b in zip(heads, below, strict=True)}
    return None


def _of_parts(parts: Iterable[Sequence[_Token]]) -> dict[str, list[str]]:
    """The marks of each word, where each part has one word."""
    found: dict[str, list[str]] = {}
    for part in parts:
        key = next(one.key for one in part if one.key)
        signs = [one.sign for one in part if one.sign]
        if sorted(signs) == sorted((_BOX, _TICK)):  # ☐网格员√: the tick stands beside the box
            signs = [_TICK]
        found.setdefault(key, []).extend(signs)
    return found


def _parts(tokens: Sequence[_Token]) -> Iterator[list[_Token]]:
    """The tokens that stand close together."""
    part: list[_Token] = []
    for token in tokens:
        if part and not (part[-1].behind and token.before):
            yield part
            part = []
        part.append(token)
    if part:
        yield part


def _of_sequence(tokens: Sequence[_Token]) -> dict[str, list[str]] | None:
    """The mark of each word in a row of both, each mark beside its word, each word with one mark.

    None when there is no such way or more than one, or when a mark stands close to another word.
    """
    ways = list(_ways(tokens, 0, frozenset()))
    if len(ways) > 1:
        ways = [way for way in ways if not _is_odd(tokens, way) and _is_close(tokens, way)]
    if len(ways) != 1 or _is_odd(tokens, ways[0]):
        return None
    found: dict[str, list[str]] = {}
    for mark, word in ways[0].items():
        found.setdefault(tokens[word].key, []).append(tokens[mark].sign)
    return found


def _ways(tokens: Sequence[_Token], place: int, taken: frozenset[int]) -> Iterator[dict[int, int]]:
    """Every way to give each mark from *place* on a word beside it, no word twice; two at most."""
    mark = next((at for at in range(place, len(tokens)) if tokens[at].sign), None)
    if mark is None:
        yield {}
        return
    given = 0
    for word in (mark - 1, mark + 1):
        if 0 <= word < len(tokens) and tokens[word].key and word not in taken:
            for rest in _ways(tokens, mark + 1, taken | {word}):
                yield {mark: word, **rest}
                given += 1
                if given > 1:
                    return


def _is_odd(tokens: Sequence[_Token], way: Mapping[int, int]) -> bool:
    """Whether a mark stands close to a word on one side only, and belongs to the other side."""
    for mark, word in way.items():
        token = tokens[mark]
        if token.before not in (token.behind, word < mark):
            near = tokens[mark - 1 if token.before else mark + 1]
            if near.key:
                return True
    return False


def _is_close(tokens: Sequence[_Token], way: Mapping[int, int]) -> bool:
    """Whether every mark stands close to its word."""
    return all(
        tokens[mark].before if word < mark else tokens[mark].behind for mark, word in way.items()
    ) or all(_is_nearer(tokens[mark], before=word < mark) for mark, word in way.items())


def _is_nearer(token: _Token, *, before: bool) -> bool:
    """Whether a mark has much less space on the side of its word: 社区 √    网格员."""
    own, other = token.spaces if before else token.spaces[::-1]
    return _MUCH_NEARER * max(own, 1) <= other


_RESULTS: Final = {
    "admit": re.compile(
        r"admit|(?:同意|准予|予以|准许|批准|通过|审核通过|审批通过|可以|允许)+"
        r"(?:准入|批准|备案|实施|开展|纳入|该事项|本事项|此事项)*|准入"
    ),
    "refuse": re.compile(
        r"refuse|(?:不同意|不予|不准予|不批准|不通过|未通过|否决|拒绝|不准许|不)"
        r"(?:准入|批准|同意|通过|备案)*"
    ),
    "return": re.compile(
        r"return|(?:请|需|须|要求|应)?(?:退回|补正|补充|退件|退回修改|补齐|修改)+"
        r"(?:补正|修改|补充|完善|材料|资料|后再报|后重报|重报)*"
    ),
}
_MAYBE: Final = re.compile(r"^(?:拟|建议|暂|原则上?|初步)")
_REFUSALS: Final = ("不", "不予")


def result(text: str) -> str:
    """The decision that *text* names: admit, refuse or return."""
    plain = squeezed(text).strip("。，,；;").casefold()
    if has_marks(text):
        names = {word: key for key, words in RESULT_WORDS.items() for word in words}
        found = ticked(text, names, (words[0] for words in RESULT_WORDS.values()))
        if len(found) == 1:
            return found[0]
    named = [key for key, form in _RESULTS.items() if form.fullmatch(plain)]
    if len(named) == 1 and plain not in _REFUSALS:
        return named[0]
    bare = _MAYBE.sub("", plain)
    near = [key for key, form in _RESULTS.items() if bare != plain and form.fullmatch(bare)]
    candidates = [RESULT_WORDS[key][0] for key in near]
    known = "、".join(words[0] for words in RESULT_WORDS.values())
    raise NotRead(NO_CHOICE, candidates=candidates, text=text, known=known)


#: The words for a decision on forms, the usual one first.
RESULT_WORDS: Final = {
    "admit": ("同意", "准入", "同意准入"),
    "return": ("退回补正", "退回", "补正"),
    "refuse": ("不予准入", "不同意", "不准入"),
}


#: The words for how papers came in.
VIA_WORDS: Final = {
    "oa": ("办公系统", "OA系统", "OA", "办公平台", "办公网", "政务网"),
    "paper": ("纸质", "纸质件", "纸质材料", "书面", "当面", "窗口"),
    "offline": ("线下审核", "线下", "离线", "涉密线下审核"),
}
#: The words for how a complaint came to light.
SOURCE_WORDS: Final = {
    "community": ("社区反馈", "社区反映", "社区上报", "社区报告", "社区", "反馈"),
    "inspection": ("督查发现", "检查发现", "巡查发现", "督查", "检查", "巡查"),
}
#: The words for how a complaint ended.
OUTCOME_WORDS: Final = {
    "rectified": ("已整改", "整改完成", "整改到位"),
    "admitted": ("已补办准入", "补办准入", "补办"),
    "unfounded": ("不属实", "反映不实", "查无此事"),
    "referred": ("已移交", "已移送"),
}
#: The words for what an evaluation concludes.
JUDGEMENT_WORDS: Final = {
    "keep": ("继续实施", "继续", "保留"),
    "improve": ("改进后实施", "改进", "改进后继续"),
    "end": ("建议终止", "终止"),
}
#: The words for who asks a residents' committee.
ASKER_WORDS: Final = {
    "district": ("区级党政群机构", "区级部门", "区级单位", "区直部门", "区部门", "区里", "部门"),
    "subdistrict": ("街道", "街道办事处", "街道办", "镇街"),
    "city": ("市级部门", "市级单位", "市直部门", "市里"),
    "court": ("法院", "人民法院"),
    "resident": ("居民", "居民个人", "群众"),
}


def named(words: Mapping[str, Sequence[str]]) -> Callable[[str], str]:
    """A reader that returns the key of the word it is given; *words* has them by their keys."""
    keys = {squeezed(word).casefold(): key for key, each in words.items() for word in (key, *each)}

    def read(text: str) -> str:
        found = keys.get(squeezed(text).strip("。").casefold())
        if found is None:
            raise none_of(text, (each[0] for each in words.values()))
        return found

    return read
