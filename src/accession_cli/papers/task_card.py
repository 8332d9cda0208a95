"""Write a task as a card: the one order in which papers and answers say what a task is.

A card has what is done, what is not done, by what authority, who is responsible, for how long,
with what money and support, in what steps, and on what basis. The PDF, the Word file, the page
and the commands all print this card, so none of them leaves out what is not done.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
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
)
from accession_cli.scheme.directory import Edition, Item, LegalChange
from accession_cli.scheme.district import Scheme
from accession_cli.scheme.law import LawState
from accession_cli.scheme.question_index import unconfirmed
from accession_cli.scheme.task import Basis, Result, Route, Task

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
        "authority": (_without(task.authorization.authority, excludes),),
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
        kind="" if task.kind == next(iter(scheme.kinds), "") else _named(scheme.kinds, task.kind),
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
    return _without(duties.content, excludes), _after("目标：", duties.target)


def _without(text: str, excludes: Sequence[str]) -> str:
    """*text* less the whole sentences in *excludes*, which stand in a row of their own.

    A text that would be empty then stays whole, and so does a sentence that says more than that.
    """
    sentences: list[str] = _SENTENCE.findall(text)
    kept = [one for one in sentences if one.strip().rstrip(_ENDS) not in excludes]
    return "".join(kept) or text


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
    for one in task.basis:
        yield f"{basis(one)}{mark(one)}"
    for one in asked:
        if one not in task.basis and mark(one):
            yield f"机制牌子所引{basis(one)}{mark(one)}"


def _marks(cited: Sequence[LegalChange]) -> Callable[[Basis], str]:
    """What stands behind a citation whose change needs nobody's confirmation; else ""."""

    def mark(of: Basis) -> str:
        states = (one.state for one in cited if one.cited == of)
        said = next((CERTAIN[state] for state in states if state in CERTAIN), "")
        return f"（{said}）" if said else ""

    return mark
