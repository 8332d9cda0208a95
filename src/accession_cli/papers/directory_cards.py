"""What overview and cards need besides the edition: lines, sums and codes to scan.

The overview (一览表) has one line a task with its money in 万元 to the last fen, so that the sums
below it are those of the lines.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import ceil
from typing import Final

from accession_cli.papers.chinese import TERMS, two_lines, web_link
from accession_cli.papers.task_card import CERTAIN, Card, cards
from accession_cli.papers.title_lines import title_lines, width_of
from accession_cli.scheme.directory import Edition, Emergency, Ended, Ending, Item, LegalChange
from accession_cli.scheme.directory_volumes import Volume
from accession_cli.scheme.district import Scheme
from accession_cli.scheme.task import Per, Task

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
