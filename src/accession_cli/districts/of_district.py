"""Say what one district's tables hold on a day: its tasks, what it refused, money, and old laws.

Everything is counted as the district itself would count it: a task is in force as
``scheme/task.py`` says, a law is old as ``scheme/law.py`` says by the district's own list of laws.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final, TypeAlias

from accession_cli.scheme.district import statutes_from
from accession_cli.scheme.law import LawState, Statutes, Successor, fate, successor
from accession_cli.scheme.task import LawBasis, Per, Standing

Row: TypeAlias = Mapping[str, Any]
#: The rows of a district's tables, by table.
Rows: TypeAlias = Mapping[str, Sequence[Row]]

#: The columns that are read of each table; the others are not needed here.
COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "profile": ("name", "shares_refusals", "sample", "classes"),
    "agencies": ("key", "name"),
    "subdistricts": ("code", "name", "communities"),
    "statutes": (
        *("law", "also_called", "version", "effective_from", "repealed_on", "replaced_by"),
        *("articles", "note"),
    ),
    "tasks": (
        *("id", "title", "also_called", "class", "agency", "route", "period", "basis", "funding"),
        *("scope", "filing", "retirement"),
    ),
    "editions": ("year", "base_date", "frozen"),
    "refusals": ("id", "title", "class", "agency", "laws", "date"),
}


class Paid(StrEnum):
    """How a task is paid for. Sums per year and per task are never added to each other."""

    PER_YEAR = "per_year"
    PER_TASK = "per_task"
    AS_NEEDED = "not_fixed"
    FREE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Old:
    """A cited law that no longer holds: how, since when, and what holds instead, if known."""

    cited: LawBasis
    state: LawState
    since: date | None
    instead: Successor | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A task. ``agency`` and ``streets`` are names, () for every street.

    ``over`` is the first day on which it was no longer in force; None while it is. ``old`` are laws
    that no longer hold.
    """

    id: str
    number: str
    title: str
    also_called: tuple[str, ...]
    class_: str
    agency: str
    emergency: bool
    filed: date
    start: date
    end: date | None
    over: date | None
    paid: Paid
    amount: Decimal
    laws: tuple[LawBasis, ...]
    documents: tuple[str, ...]
    streets: tuple[str, ...]
    old: tuple[Old, ...]

    @property
    def live(self) -> bool:
        """Whether the task is in force on the day of the report."""
        return self.over is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """An application that was refused; texts are "" where its form did not say it.

    ``id`` tells it from others of its district; a published copy has no numbers of refusals.
    """

    id: str
    title: str
    class_: str
    agency: str
    laws: tuple[LawBasis, ...]
    date: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """All that a district's tables hold on a day.

    Tasks that were entered in error are left out. ``editions`` are the years of its directories.
    Where it does not share what it ``refused``, ``shares`` is false.
    """

    name: str
    sample: bool
    classes: tuple[str, ...]
    streets: tuple[str, ...]
    communities: int
    items: tuple[Item, ...]
    refused: tuple[Refused, ...]
    shares: bool
    editions: tuple[int, ...]

    @property
    def live(self) -> tuple[Item, ...]:
        """The tasks that are in force."""
        return tuple(item for item in self.items if item.live)

    def per_street(self) -> dict[str, Decimal]:
        """The money per year of each street, if each task's were split evenly over its streets."""
        found = dict.fromkeys(self.streets, Decimal(0))
        for item in self.live:
            places = item.streets or self.streets
            if item.paid is Paid.PER_YEAR:
                for place in places:
                    found[place] = found.get(place, Decimal(0)) + item.amount / len(places)
        return {place: _cents(amount) for place, amount in found.items()}


_CENT: Final = Decimal("0.01")


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(_CENT)


def holding(rows: Rows, day: date) -> Holding:
    """What *rows* hold on *day*: what was filed and refused by then."""
    (profile,) = rows["profile"]
    agencies = {row["key"]: row["name"] for row in rows["agencies"]}
    streets = {row["code"]: row["name"] for row in rows["subdistricts"]}
    inside = {
        place["code"]: row["name"]
        for row in rows["subdistricts"]
        for place in row["communities"] or ()
    }
    laws = _Laws(rows["statutes"], day)
    filed = (row for row in rows["tasks"] if row["filing"]["date"] <= day)
    return Holding(
        name=profile["name"],
        sample=bool(profile["sample"]),
        classes=tuple(profile["classes"] or ()),
        streets=tuple(streets.values()),
        communities=len(inside),
        items=tuple(
            _item(row, day, agencies, {**streets, **inside}, laws)
            for row in sorted(filed, key=lambda row: (row["filing"]["date"], row["id"]))
            if not (row["retirement"] and row["retirement"]["entered_in_error"])
        ),
        refused=tuple(
            _refused(row, agencies)
            for row in sorted(rows["refusals"], key=lambda row: (row["date"], row["id"]))
            if row["date"] <= day
        ),
        shares=bool(profile["shares_refusals"]),
        editions=tuple(sorted(row["year"] for row in rows["editions"] if row["base_date"] <= day)),
    )


def _item(
    row: Row,
    day: date,
    agencies: Mapping[str, str],
    places: Mapping[str, str],
    laws: "_Laws",
) -> Item:
    period, retirement, scope = row["period"], row["retirement"], row["scope"]
    standing = Standing(
        filed=row["filing"]["date"],
        start=period["start"],
        end=period["end"],
        retired=retirement["effective"] if retirement else None,
    )
    cited = tuple(
        LawBasis(law=one["law"], version=one["version"], article=one["article"])
        for one in row["basis"]
        if one["law"]
    )
    money = row["funding"]
    named = [*(scope["subdistricts"] or ()), *(scope["communities"] or ())]
    live = standing.in_force(day)
    return Item(
        id=row["id"],
        number=row["filing"]["number"],
        title=row["title"],
        also_called=tuple(row["also_called"] or ()),
        class_=row["class"],
        agency=agencies.get(row["agency"], row["agency"]),
        emergency=row["route"] == "emergency",
        filed=standing.filed,
        start=standing.start,
        end=standing.end,
        over=None if live else standing.last_day + timedelta(days=1),
        paid=_paid(money),
        amount=money["amount"] or Decimal(0),
        laws=cited,
        documents=tuple(one["number"] for one in row["basis"] if one["number"]),
        streets=tuple(dict.fromkeys(places.get(code, code) for code in named)),
        old=tuple(laws.old(cited)) if live else (),
    )


def _paid(money: Row) -> Paid:
    if money["amount"] is None:
        return Paid.AS_NEEDED
    if not money["amount"]:
        return Paid.FREE
    return Paid.PER_YEAR if money["per"] == Per.YEAR else Paid.PER_TASK


def _refused(row: Row, agencies: Mapping[str, str]) -> Refused:
    return Refused(
        id=row["id"],
        title=row["title"] or "",
        class_=row["class"] or "",
        agency=agencies.get(row["agency"] or "", row["agency"] or ""),
        laws=tuple(
            LawBasis(law=one["law"], version=one["version"], article=one["article"])
            for one in row["laws"] or ()
        ),
        date=row["date"],
    )


class _Laws:
    """The laws of one district on a day; hundreds of tasks cite the same few."""

    def __init__(self, rows: Sequence[Row], day: date) -> None:
        self._day = day
        self._whole = _statutes(rows)
        self._known: dict[LawBasis, Old | None] = {}

    def old(self, cited: Iterable[LawBasis]) -> Iterable[Old]:
        """Those of *cited* that no longer hold."""
        for one in cited:
            if one not in self._known:
                self._known[one] = self._judged(one)
            found = self._known[one]
            if found is not None:
                yield found

    def _judged(self, cited: LawBasis) -> Old | None:
        found = fate(self._whole, cited, self._day)
        if found is None:
            return None
        return Old(
            cited=cited,
            state=found[0],
            since=found[1],
            instead=successor(self._whole, cited, self._day),
        )


def _statutes(rows: Sequence[Row]) -> Statutes:
    return statutes_from({"statutes": [{key: _plain(row[key]) for key in row} for row in rows]})


def _plain(value: Any) -> Any:
    """*value* as it stands in the file: a day as text, a map as a mapping."""
    return value.isoformat() if isinstance(value, date) else value
