"""Tell which row of a ledger has the heads, which column holds what, and which rows are tasks.

A ledger is any table that a bureau keeps: titles may stand above it, heads may have two lines and
merged cells, totals and remarks may stand among and below the rows. What a column holds is guessed
from its head, by the words of ``templates/ledger.toml``; a person confirms it. Nothing is read from
disk here.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Final

from accession_cli import packaged
from accession_cli.entry.choices import none_of, tick_in
from accession_cli.entry.form_words import as_label, layout
from accession_cli.entry.values import NotRead, one_line, squeezed
from accession_cli.i18n import N_

#: The rows of a sheet, as texts.
Grid = Sequence[Sequence[str]]
#: A merged range: its first and its last row, its first and its last column.
Range = tuple[int, int, int, int]

TITLE: Final = "title"
PERIOD: Final = "period"
ENTRY: Final = "entry"
INHERITED: Final = "inherited"
AMOUNT: Final = "funding.amount"
CHANNELS: Final = "channels"
_LISTED: Final = "、"
_MOSTLY: Final = 3
_WITHIN: Final = 30  # rows; titles stand above the heads
_FEWEST: Final = 2  # columns that are known by their heads
_LONGEST_PART: Final = 15
_LONGEST_TOTAL: Final = 8
_FEW: Final = 2  # texts in a row that is a remark
_LETTERS: Final = 26
_BRACKETS: Final = re.compile(r"[（(【\[][^（()）】\]]{0,200}[)）】\]]")
_UNITS: Final = "((?:百万|十万|亿|万|千|百)?元)"
_UNIT: Final = re.compile(rf"(?:单位)?[:：]?{_UNITS}")
_UNIT_OF_ALL: Final = re.compile(rf"单位[:：]?{_UNITS}")
_BY_LETTERS: Final = re.compile(r"[A-Z]{1,2}")

NOT_A_COLUMN: Final = N_("“{text}” is no column of this sheet; it has: {known}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerWords:
    """The words of ``templates/ledger.toml``.

    ``labels`` names every field that a column may hold; ``heads`` has the field of each head, ""
    for one that is not taken.
    """

    labels: Mapping[str, str]
    heads: Mapping[str, str]
    total: tuple[str, ...]
    remark: tuple[str, ...]
    not_stated: str


@cache
def ledger_words() -> LedgerWords:
    """The words as packaged, with those of the approval form."""
    read = tomllib.loads(packaged.text("templates", "ledger.toml"))
    labels: dict[str, str] = {}
    heads: dict[str, str] = {as_label(one): "" for one in read["words"]["nothing"]}
    for one in layout().columns:
        labels[one.key] = one.label
        heads |= {as_label(name): one.key for name in (one.label, *one.also)}
    for item in read["field"]:
        labels.setdefault(item["key"], item.get("label", item["key"]))
        heads |= {as_label(name): item["key"] for name in (*item["also"], labels[item["key"]])}
    return LedgerWords(
        labels=labels,
        heads=heads,
        total=tuple(read["words"]["total"]),
        remark=tuple(read["words"]["remark"]),
        not_stated=read["words"]["not_stated"],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerColumn:
    """A column by its place, from 0, and its head; ``key`` is "" when it is not taken.

    ``unit`` is the unit of money that its head states. ``sure`` is False when the head only
    contains the name of the field. ``word`` is what a tick in the column chooses; "" where the
    cells say it themselves.
    """

    place: int
    head: str
    key: str
    unit: str = ""
    sure: bool = True
    word: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerHeads:
    """The rows from ``first`` to ``last`` that have the heads, and the columns."""

    first: int
    last: int
    columns: tuple[LedgerColumn, ...]

    @property
    def taken(self) -> tuple[LedgerColumn, ...]:
        """The columns that hold a field."""
        return tuple(one for one in self.columns if one.key)

    @property
    def names(self) -> tuple[str, ...]:
        """The heads, as they are compared with those of another ledger."""
        return tuple(as_label(one.head) for one in self.columns)


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """A row, counted from 0, that is no task, and why; ``text`` is how it begins."""

    row: int
    why: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRows:
    """The rows that are tasks, counted from 0, and those that are not."""

    tasks: tuple[int, ...]
    skipped: tuple[Skipped, ...] = field(default=())


IS_TOTAL: Final = N_("a total")
IS_REMARK: Final = N_("a remark")
IS_HEADING: Final = N_("a heading between the rows")
IS_HEADS_AGAIN: Final = N_("the heads once more")
IS_EMPTY: Final = N_("empty")


def found_heads(
    grid: Grid, merged: Sequence[Range], given: Mapping[str, str]
) -> LedgerHeads | None:
    """The heads in *grid*; None when no row near the top has those of a ledger.

    *given* has the fields of columns that a person named, by head or by letters.
    """
    best: tuple[tuple[int, int], LedgerHeads] | None = None
    for first in range(min(_WITHIN, len(grid))):
        if any(top < first <= bottom for top, bottom, _left, _right in merged):
            continue  # the second line of a row of heads
        for last in (first, first + 1):
            if last == len(grid) or (last > first and not _is_pair(grid, first, merged)):
                continue
            heads = _heads(grid, first, last, merged, given)
            known = {one.key for one in heads.taken}
            points = (len(known), first - last)  # a second line has to tell more
            if TITLE in known and len(known) >= _FEWEST and (best is None or points > best[0]):
                best = points, heads
    return best[1] if best else None


def _is_pair(grid: Grid, first: int, merged: Sequence[Range]) -> bool:
    """Whether the row below *first* belongs to the heads, too."""
    wide = max(map(len, grid[first : first + 2])) // 2  # a title over the table is wider
    across = any(
        top == first == bottom and 0 < right - left < wide for top, bottom, left, right in merged
    )
    down = any(top == first and bottom == first + 1 for top, bottom, _left, _right in merged)
    if merged:
        return across or down
    upper, lower = grid[first], grid[first + 1]
    known = ledger_words().heads
    return any(
        as_label(text) in known and not _at(upper, place) for place, text in enumerate(lower)
    )


def _heads(
    grid: Grid, first: int, last: int, merged: Sequence[Range], given: Mapping[str, str]
) -> LedgerHeads:
    unit = next((found for row in grid[:first] if (found := _unit_above(row))), "")
    columns: list[LedgerColumn] = []
    before = ""
    for place in range(max(len(row) for row in grid[first : last + 1])):
        upper = one_line(_at(grid[first], place))
        lower = one_line(_at(grid[last], place)) if last > first else ""
        own = upper
        if last > first and not upper and lower and not merged:
            own = before  # a merged cell of which the ranges are not known
        before = own
        head = own if not lower or lower == own else f"{own}/{lower}" if own else lower
        if not head:
            continue
        column = _column(place, head, own, lower, unit, given)
        if not {letters(place), as_label(head)} & set(given):
            column = _ticked(column, [_at(row, place) for row in grid[last + 1 :]])
        columns.append(column)
    return LedgerHeads(first=first, last=last, columns=_once(columns, given))


def _column(
    place: int, head: str, upper: str, lower: str, unit: str, given: Mapping[str, str]
) -> LedgerColumn:
    for name in (letters(place), as_label(head)):
        if name in given:
            key, sure = given[name], True
            break
    else:
        key, sure = _field_of(upper, lower if lower != upper else "")
    own = _UNIT.search("".join(_BRACKETS.findall(head)) or squeezed(head)[-3:])
    stated = own[1] if own else unit
    return LedgerColumn(
        place=place, head=head, key=key, unit=stated if key == AMOUNT else "", sure=sure
    )


def _ticked(column: LedgerColumn, cells: Sequence[str]) -> LedgerColumn:
    """*column*; one that is headed 社区 or 网格 and holds only ticks says who helps."""
    word = as_label(column.head.rpartition("/")[2])
    told = [tick_in(cell) for cell in cells if cell]
    if word not in _channel_words() or told.count(True) < _MOSTLY * told.count(None) + 1:
        return column  # a remark below the table may stand in it
    return replace(column, key=CHANNELS, sure=True, word=word)


def _channel_words() -> set[str]:
    """The words by which the heads of ledgers call those who help."""
    ways = layout().words["channels"].values()
    return {"社区", "网格员", *(as_label(word) for words in ways for word in words)}


def _once(columns: Sequence[LedgerColumn], given: Mapping[str, str]) -> tuple[LedgerColumn, ...]:
    """*columns* with each field only once, sure columns first; a person may give it several."""
    held: dict[str, LedgerColumn] = {}
    for one in sorted(columns, key=lambda column: not column.sure):
        held.setdefault(one.key, one)
    named = {letters(one.place) for one in columns if letters(one.place) in given} | set(given)
    return tuple(
        one
        if held[one.key] is one
        or (one.word and held[one.key].word)
        or {letters(one.place), as_label(one.head)} & named
        else LedgerColumn(place=one.place, head=one.head, key="")
        for one in columns
    )


def _field_of(upper: str, lower: str) -> tuple[str, bool]:
    """The field that a head names, "" for none; and whether the whole head is its name."""
    known = ledger_words().heads
    both = [f"{upper}{lower}", lower, upper] if lower else [upper]
    for text in both:
        for name in (as_label(text), as_label(_BRACKETS.sub("", text))):
            if name in known:
                return known[name], True
    whole = as_label(_BRACKETS.sub("", f"{upper}{lower}"))
    parts = [name for name in known if len(name) > 1 and name in whole]
    if not parts or len(whole) > _LONGEST_PART:
        return "", False
    longest = max(parts, key=lambda name: (len(name), whole.rindex(name)))
    return known[longest], False


def _unit_above(row: Sequence[str]) -> str:
    """The unit of money that a row above the heads states for the whole table."""
    found = (_UNIT_OF_ALL.search(squeezed(text)) for text in row)
    return next((one[1] for one in found if one), "")


def _at(row: Sequence[str], place: int) -> str:
    return row[place] if place < len(row) else ""


def letters(column: int) -> str:
    """The name of a column in Excel: A for 0, AA for 26."""
    name = ""
    column += 1
    while column:
        column, place = divmod(column - 1, _LETTERS)
        name = chr(ord("A") + place) + name
    return name


def rows_of(grid: Grid, heads: LedgerHeads, merged: Sequence[Range]) -> LedgerRows:
    """The rows below *heads* that are tasks, and those that are skipped, each with the reason."""
    tasks: list[int] = []
    skipped: list[Skipped] = []
    title = next(one.place for one in heads.taken if one.key == TITLE)
    wide = max(2, len(heads.columns) // 2)
    across = {top: right - left + 1 for top, _bottom, left, right in merged if right > left}
    names = {as_label(one.head) for one in heads.columns}
    for place in range(heads.last + 1, len(grid)):
        row = grid[place]
        told = list(dict.fromkeys(text for text in row if text))
        why = _why_skipped(row, told, title, names, spans=across.get(place, 1) >= wide)
        if why:
            skipped.append(Skipped(row=place, why=why, text=one_line(told[0]) if told else ""))
        else:
            tasks.append(place)
    return LedgerRows(tasks=tuple(tasks), skipped=_without_the_end(skipped, tasks))


def _why_skipped(
    row: Sequence[str], told: Sequence[str], title: int, names: set[str], *, spans: bool
) -> str:
    """Why a row with the different texts *told* is no task; "" for a task."""
    words = ledger_words()
    begins, own = squeezed(told[0] if told else ""), squeezed(_at(row, title))
    alone = len(told) == 1
    reasons = (
        (not told, IS_EMPTY),
        (not alone and all(as_label(text) in names for text in told), IS_HEADS_AGAIN),
        (_is_total(begins) or _is_total(own), IS_TOTAL),
        (begins.startswith(words.remark) and (len(told) <= _FEW or not own), IS_REMARK),
        (alone and (spans or not own or bool(_NUMBERED.match(own))), IS_HEADING),
    )
    return next((why for holds, why in reasons if holds), "")


def _is_total(text: str) -> bool:
    return text.startswith(ledger_words().total) and len(text) <= _LONGEST_TOTAL


_HAN: Final = "[一二三四五六七八九十]"
_NUMBERED: Final = re.compile(rf"(?:[（(]?{_HAN}{{1,3}}[)）、.．]|第{_HAN}+[类部章])")


def _without_the_end(skipped: Sequence[Skipped], tasks: Sequence[int]) -> tuple[Skipped, ...]:
    """*skipped* without the empty rows below everything: a sheet has any number of them."""
    told = [one.row for one in skipped if one.why != IS_EMPTY]
    last = max([*tasks, *told], default=-1)
    return tuple(one for one in skipped if one.row < last or one.why != IS_EMPTY)


def field_named(text: str) -> str:
    """The key of the field that *text* names: its key, its title, or a head that means it.

    "" stands for 不取, a column that is not taken. Raises ``NotRead``.
    """
    words, wanted = ledger_words(), as_label(text)
    if wanted in ("", "-", "不取", "无"):
        return ""
    for key, label in words.labels.items():
        if text.strip() == key or wanted == as_label(label):
            return key
    if words.heads.get(wanted):
        return words.heads[wanted]
    raise none_of(text, words.labels.values())


def column_named(text: str, heads: LedgerHeads) -> LedgerColumn:
    """The column of *heads* with the head or the letters *text*; raises ``NotRead``."""
    wanted = as_label(text)
    for one in heads.columns:
        if wanted in (as_label(one.head), as_label(one.head.rpartition("/")[2])):
            return one
    for one in heads.columns:
        if _BY_LETTERS.fullmatch(wanted.upper()) and letters(one.place) == wanted.upper():
            return one
    known = "、".join(one.head for one in heads.columns)
    raise NotRead(NOT_A_COLUMN, text=text, known=known)


def texts_in(columns: Sequence[LedgerColumn], row: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each field of *row* with its text; several columns of one field are joined line by line."""
    found: dict[str, list[str]] = {}
    for one in columns:
        if one.key and (text := _at(row, one.place)):
            text = (one.word if tick_in(text) else "") if one.word else _with_unit(text, one.unit)
            found.setdefault(one.key, []).append(text)
    for key, texts in found.items():
        between = _LISTED if any(one.word and one.key == key for one in columns) else "\n"
        if told := between.join(filter(None, dict.fromkeys(texts))):
            yield key, told


def _with_unit(text: str, unit: str) -> str:
    """*text*, an amount, with the unit of its head when it is a bare number."""
    plain = squeezed(text)
    return f"{plain}{unit}" if unit and re.fullmatch(r"[0-9.,]+", plain) else text
