"""Write a task as a card: the one order in which papers and answers say what a task is.

A card has what is done, what is not done, by what authority, who is responsible, for how long, with
what money and support, in what steps, and on what basis. The PDF, the Word file, the page and the
commands all print this card, so none of them leaves out what is not done. ``task_lines`` are the
card line by line, to be looked at before the task is recorded.

A directory needs lines, sums and codes to scan besides. Its overview (一览表) has one line a task
with its money in 万元 to the last fen, so that the sums below it are those of the lines.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from math import ceil
from typing import Final

from accession_cli.papers.chinese import (
    ROUTES,
    TERMS,
    basis,
    day,
    funding,
    listed,
    mechanism,
    period,
    taken_over,
    two_lines,
    web_link,
)
from accession_cli.papers.templates import Environment, Sandbox, filled
from accession_cli.papers.title_lines import title_lines, width_of
from accession_cli.scheme.directory import Edition, Emergency, Ended, Ending, Item, LegalChange
from accession_cli.scheme.directory_volumes import Volume
from accession_cli.scheme.district import Scheme
from accession_cli.scheme.law import LawState
from accession_cli.scheme.question_index import unconfirmed
from accession_cli.scheme.task import Basis, LawBasis, Per, Result, Route, Task

#: The rows of a card in their order, by key, with their heads.
HEADS: Final[Mapping[str, str]] = {
    "does": "做什么",
    "does_not": "不做什么",
    "authority": "权限",
    "agency": "谁负责",
    "term": "期限",
    "funding": "经费",
    "support": "保障",
    "workflow": "流程",
    "basis": "依据",
}
#: What stands at 不做什么 where nobody confirmed anything, and the record itself says nothing.
NOT_STATED: Final = "登记没有写明"
#: The same where sentences of the record may say it, which follow.
NOT_CONFIRMED: Final = "登记没有单独写明；备案原文中有："

NEW: Final = "新"
TAKEN_OVER: Final = "承接"
RESTORED: Final = "恢复"
CHANGED: Final = "变更"

#: Changes of the law that need nobody's confirmation; of others the directory says nothing.
CERTAIN: Final[Mapping[LawState, str]] = {
    LawState.REPEALED: "所引法规已废止",
    LawState.OUTDATED: "所引版本已修订",
}
_ENDS: Final = "。；; \n"
_ENDS_ITSELF: Final = ("？", "！", "?", "!", "…", "。”", "？”", "！”")
_SENTENCE: Final = re.compile(r"[^。]+。?")


@dataclass(frozen=True, slots=True, kw_only=True)
class CardRow:
    """A row of a card: its key, its head, and its statements without their last sign."""

    key: str
    head: str
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """All statements as one sentence."""
        return _sentence("；".join(self.lines))

    @property
    def sentences(self) -> tuple[str, ...]:
        """Each statement as a sentence of its own."""
        return tuple(map(_sentence, self.lines))


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A task as papers and answers say it.

    ``number`` is its number in the directory. ``kind`` is empty for a plain task, ``change`` for
    one that is as it was in the last edition, and for all in a first one. A row without statements
    is left out, but never that of what is not done.
    """

    number: int
    title: str
    kind: str
    change: str
    filing: str
    task_id: str
    rows: tuple[CardRow, ...]

    def row(self, key: str) -> CardRow | None:
        """The row with that key; None when the card has none."""
        return next((row for row in self.rows if row.key == key), None)


def card(item: Item, edition: Edition) -> Card:
    """The card of one *item* of *edition*."""
    return next(cards(edition, (item,)))


def cards(edition: Edition, items: Iterable[Item] | None = None) -> Iterator[Card]:
    """The cards of *items*, all of *edition* if none are given."""
    restored = {one.number for one in edition.restored}
    changed = {one.number for one in edition.changed}
    cited: dict[int, list[LegalChange]] = {}
    for one in edition.legal_changes:
        cited.setdefault(one.number, []).append(one)
    for item in edition.items if items is None else items:
        change = CHANGED if item.number in changed else ""
        change = RESTORED if item.number in restored else change
        if item.new:
            change = (
                TAKEN_OVER if item.task.inherited else NEW if edition.previous is not None else ""
            )
        yield card_of(item, edition.scheme, change=change, cited=cited.get(item.number, ()))


def card_of(
    item: Item, scheme: Scheme, *, change: str = "", cited: Sequence[LegalChange] = ()
) -> Card:
    """The card of *item*, outside an edition too; *cited* are its citations that have changed."""
    task = item.task
    excludes = _stated(task.excludes or unconfirmed(task))
    written = {
        "does": _does(task, excludes),
        "does_not": _does_not(task, excludes),
        "authority": (less_excluded(task.authorization.authority, excludes),),
        "agency": tuple(_agency(item, scheme)),
        "term": (f"{TERMS[task.term]}，{period(task.period)}", task.frequency or ""),
        "funding": tuple(_funding(task)),
        "support": tuple(_support(task)),
        "workflow": (task.authorization.workflow,),
        "basis": tuple(_basis(task, cited)),
    }
    stated = {key: _stated(lines) for key, lines in written.items()}
    return Card(
        number=item.number,
        title=task.title,
        kind="" if task.kind == next(iter(scheme.kinds), "") else scheme.kind_name(task.kind),
        change=change,
        filing=task.filing.number,
        task_id=str(task.id),
        rows=tuple(
            CardRow(key=key, head=head, lines=stated[key])
            for key, head in HEADS.items()
            if stated[key]
        ),
    )


def _stated(lines: Iterable[str]) -> tuple[str, ...]:
    """The *lines* that say something, each without the sign at its end."""
    return tuple(line for one in lines if (line := one.strip().rstrip(_ENDS)))


def _sentence(text: str) -> str:
    return text if text.endswith(_ENDS_ITSELF) else f"{text}。"


def _named(table: Mapping[str, str], key: str) -> str:
    return table.get(key, key)


def _does(task: Task, excludes: Sequence[str]) -> tuple[str, ...]:
    duties = task.authorization
    return less_excluded(duties.content, excludes), _after("目标：", duties.target)


def less_excluded(text: str, excludes: Sequence[str]) -> str:
    """*text* less the whole sentences in *excludes*, which stand in a row of their own.

    A text that would be empty then stays whole, and so does a sentence that says more than that.
    """
    sentences: list[str] = _SENTENCE.findall(text)
    kept = [one for one in sentences if one.strip().rstrip(_ENDS) not in excludes]
    return "".join(kept) or text


def without(text: str, excludes: Iterable[str]) -> str:
    """*text* less the sentences in *excludes*, which a paper prints in a row of their own."""
    return less_excluded(text, _stated(excludes))


def _does_not(task: Task, excludes: Sequence[str]) -> tuple[str, ...]:
    if task.excludes:
        return task.excludes
    return (f"{NOT_CONFIRMED}{'；'.join(excludes)}",) if excludes else (NOT_STATED,)


def _agency(item: Item, scheme: Scheme) -> Iterator[str]:
    task = item.task
    helped = f"，{'、'.join(item.co_agencies)}配合" if item.co_agencies else ""
    yield f"{item.agency}牵头{helped}"
    known = {str(key): one.name for key, one in scheme.channels.items()}
    channels = "、".join(_named(known, channel) for channel in task.channels)
    yield f"由{channels}协助" if channels else ""
    yield f"范围：{places(item)}"
    bodies = {key: one.name for key, one in scheme.bodies.items()}
    admitted = (made for made in task.decision if made.result is Result.ADMIT)
    by = "、".join(_named(bodies, key) for key in dict.fromkeys(made.by for made in admitted))
    how = ROUTES[Route.EMERGENCY] if task.route is Route.EMERGENCY else "准入"
    filed = f"{day(task.filing.date)}备案"
    yield f"{by}{how}，{filed}" if by else filed


def places(item: Item) -> str:
    """Where the task of *item* is done: its communities, else its subdistricts, else 全区."""
    where = item.subdistricts if item.communities is None else item.communities
    return "全区" if where is None else "、".join(one.name for one in where)


def _funding(task: Task) -> Iterator[str]:
    paid = task.funding
    yield "不另拨经费" if paid.amount == Decimal(0) else funding(paid)
    yield _after("来源：", paid.source)
    yield _after("拨付：", paid.method)
    yield _after("说明：", paid.note)


def _support(task: Task) -> Iterator[str]:
    yield _after("人员装备：", listed(task.resources))
    yield _after("培训：", task.training)
    yield _after("机制牌子：", mechanism(task.mechanism))


def _after(label: str, text: str | None) -> str:
    return f"{label}{text}" if text else ""


def _basis(task: Task, cited: Sequence[LegalChange]) -> Iterator[str]:
    yield taken_over(task.inherited)
    asked = (task.mechanism.basis,) if task.mechanism else ()
    mark = _marks(cited)
    for _law, cited_there in groupby(task.basis, _same_law(mark)):
        first, *others = cited_there
        articles = (one.article for one in others if isinstance(one, LawBasis) and one.article)
        yield f"{'、'.join((basis(first), *articles))}{mark(first)}"
    for one in asked:
        if one not in task.basis and mark(one):
            yield f"机制牌子所引{basis(one)}{mark(one)}"


def _same_law(mark: Callable[[Basis], str]) -> Callable[[Basis], object]:
    """What is alike in citations whose articles may stand behind one name of the law."""

    def alike(of: Basis) -> object:
        if isinstance(of, LawBasis) and of.article:
            return of.law, of.version, mark(of)
        return of

    return alike


def _marks(cited: Sequence[LegalChange]) -> Callable[[Basis], str]:
    """What stands behind a citation whose change needs nobody's confirmation; else ""."""

    def mark(of: Basis) -> str:
        states = (one.state for one in cited if one.cited == of)
        said = next((CERTAIN[state] for state in states if state in CERTAIN), "")
        return f"（{said}）" if said else ""

    return mark


def task_lines(item: Item, scheme: Scheme, environment: Environment) -> tuple[str, ...]:
    """``task_line.txt.j2``, filled; empty lines are left out."""
    jinja = Sandbox.over(environment.templates)
    card = card_of(item, scheme)
    text = filled(jinja, "task_line.txt.j2", item=item, scheme=scheme, card=card)
    return tuple(line for line in text.splitlines() if line.strip())


#: A card with more characters, or more lines, may go on over the end of a page.
MOST_CHARACTERS: Final = 900
MOST_LINES: Final = 30
#: Characters in a line of the card: of what is done, and of the rest.
_WIDE, _SMALL = 33, 37
#: Characters in a line of the overview's column of titles, and of a card's heading.
_IN_OVERVIEW, _ON_CARD = 12, 18
#: A row of a list with no longer text fits on a page.
_FITS: Final = 300
#: Characters in a line of the cover's title.
_ON_COVER: Final = 13.5
_TEN_THOUSAND: Final = 10_000
_FEN: Final = Decimal("0.01")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A task in the overview; ``channels`` are keys.

    ``title`` are the lines of its title there, ``heading`` those on its card.
    """

    title: tuple[str, ...]
    heading: tuple[str, ...]
    channels: frozenset[str]
    term: str
    money: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """The money of the tasks shown, in 万元, and how many tasks each sum is of."""

    yearly: str
    yearly_tasks: int
    once: str
    once_tasks: int
    none_tasks: int
    open_tasks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cards:
    """The cards and lines of a volume by the items' numbers; ``tall`` cards may be divided.

    ``squares`` are the codes that lead to a task on the directory's page; none without a page.
    ``cover`` are the lines of the title on the cover.
    """

    cover: tuple[str, ...]
    cards: Mapping[int, Card]
    lines: Mapping[int, Line]
    tall: frozenset[int]
    squares: Mapping[int, str]
    sums: Sums


def cards_of(edition: Edition, volume: Volume) -> Cards:
    """The cards of the tasks in *volume*."""
    items = [item for section in volume.sections for item in section.items]
    made = {one.number: one for one in cards(edition, items)}
    return Cards(
        cover=title_lines(two_lines(edition.title)[0], _ON_COVER),
        cards=made,
        lines={item.number: _line(item, edition.scheme) for item in items},
        tall=frozenset(number for number, one in made.items() if _tall(one)),
        squares=_squares(edition.scheme.page_address, items),
        sums=sums(item.task for item in items),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Public:
    """What a volume, or a whole edition, shows of endings, emergencies and changed laws.

    What was entered in error is not listed: it was never a task. Nor is a change of the law that
    somebody has still to confirm. The figures are of the whole edition: ``gone`` tasks ended,
    ``gone_unlisted`` of them were in no edition, and ``in_error`` ones the last edition had.
    ``rows_fit``: no row of the lists of endings and changes is longer than a page.
    """

    ended: tuple[Ended, ...]
    emergencies: tuple[Emergency, ...]
    legal_changes: tuple[LegalChange, ...]
    gone: int
    gone_unlisted: int
    in_error: int
    all_emergencies: int
    law_has_changed: bool
    rows_fit: bool


def public(edition: Edition, volume: Volume | None = None) -> Public:
    """What *volume* of *edition* shows, or the whole."""
    shown = volume or edition
    gone = tuple(filter(_was_a_task, edition.ended))
    return Public(
        ended=tuple(filter(_was_a_task, shown.ended)),
        emergencies=tuple(one for one in shown.emergencies if _was_a_task(one.ended)),
        legal_changes=tuple(one for one in shown.legal_changes if one.state in CERTAIN),
        gone=len(gone),
        gone_unlisted=sum(one.new for one in gone),
        in_error=sum(not one.new and not _was_a_task(one) for one in edition.ended),
        all_emergencies=sum(_was_a_task(one.ended) for one in edition.emergencies),
        law_has_changed=any(one.state in CERTAIN for one in edition.legal_changes),
        rows_fit=all(len(text or "") <= _FITS for text in _texts(shown)),
    )


def _texts(volume: Volume | Edition) -> Iterator[str | None]:
    """The texts in the lists of endings and of changes that may be long."""
    for ended in volume.ended:
        yield ended.reason
    for changed in volume.changed:
        for made in changed.corrections:
            yield from (made.old, made.new, made.reason)


def _was_a_task(ended: Ended | None) -> bool:
    return ended is None or ended.how is not Ending.ENTERED_IN_ERROR


def square(address: str, border: int = 0) -> str:
    """The QR code of *address*, as SVG."""
    import segno

    return segno.make(address, error="m", micro=False).svg_inline(border=border)


def _squares(address: str | None, items: Iterable[Item]) -> dict[int, str]:
    page = web_link(address)
    if not page:
        return {}
    page = page.partition("#")[0]
    return {item.number: square(f"{page}#{item.task.id}") for item in items}


def _line(item: Item, scheme: Scheme) -> Line:
    task, names = item.task, [body.name for body in scheme.bodies.values()]
    return Line(
        title=title_lines(task.title, _IN_OVERVIEW, names),
        heading=title_lines(task.title, _ON_CARD, names),
        channels=frozenset(map(str, task.channels)),
        term=short_term(task),
        money=short_money(task),
    )


def short_term(task: Task) -> str:
    """长期, or the month in which the task ends."""
    end = task.period.end
    return TERMS[task.term] if end is None else f"至{end.year}.{end.month}"


def short_money(task: Task) -> str:
    """The amount in 万元, 次 before it when it is paid once; — for none, 按需 for as needed."""
    amount = task.funding.amount
    if amount is None:
        return "按需"
    if not amount:
        return "—"
    return ("次 " if task.funding.per is Per.TASK else "") + ten_thousands(amount)


def ten_thousands(amount: Decimal) -> str:
    """*amount* yuan in 万元, with two decimals, or with as many as it takes to be exact."""
    exact = (amount / _TEN_THOUSAND).normalize()
    return f"{exact.quantize(_FEN) if exact == exact.quantize(_FEN) else exact:f}"


def sums(tasks: Iterable[Task]) -> Sums:
    """The money of the *tasks*."""
    paid: dict[Per, list[Decimal]] = {Per.YEAR: [], Per.TASK: []}
    none = open_ = 0
    for task in tasks:
        amount = task.funding.amount
        if amount is None:
            open_ += 1
        elif not amount:
            none += 1
        else:
            paid[task.funding.per].append(amount)
    yearly, once = paid[Per.YEAR], paid[Per.TASK]
    return Sums(
        yearly=ten_thousands(sum(yearly, Decimal(0))),
        yearly_tasks=len(yearly),
        once=ten_thousands(sum(once, Decimal(0))),
        once_tasks=len(once),
        none_tasks=none,
        open_tasks=open_,
    )


def _tall(card: Card) -> bool:
    """Whether *card* may be too long for what is left of a page, or for a whole one."""
    characters = lines = 0
    for row in card.rows:
        width = _WIDE if row.key in ("does", "does_not") else _SMALL
        for line in row.lines:
            characters += len(line)
            lines += sum(ceil(width_of(part) / width) or 1 for part in line.split("\n"))
    return characters > MOST_CHARACTERS or lines > MOST_LINES
