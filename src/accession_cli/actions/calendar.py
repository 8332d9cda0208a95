"""Enter a notice of the State Council, which confirms its year; count and write working days.

``calendar_for`` gives the calendar that applies here, ``year_of`` a year as it is shown.
``write_calendar`` writes a calendar file for an office program or a telephone.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any, ClassVar, Self

from accession_cli.actions.action import Plan, Seen, SignedAction
from accession_cli.actions.landing import OnTrunk, changes_of
from accession_cli.actions.scheme_amending import Why, with_amendments
from accession_cli.entry import draft
from accession_cli.errors import Refusal, Refused
from accession_cli.files.writing import replace_file
from accession_cli.finding import Finding
from accession_cli.i18n import N_
from accession_cli.office.inner_text import plain_text
from accession_cli.papers.directory_text import WholeDay, calendar_of_days
from accession_cli.registry import calendar
from accession_cli.registry.files import RegistryNotFound, content, find_registry
from accession_cli.registry.schemas import FileKind, from_request
from accession_cli.scheme.calendar import Calendar, HolidayNotice, NoticeFault, faults
from accession_cli.scheme.district import Scheme
from accession_cli.secrecy.screening import Passage, refuse_secrets


class NoticeWrong(Refused):
    """A notice has faults, so it cannot be right; ``faults`` say what they are."""

    refusal = Refusal(
        N_("{path} states a notice that cannot be right, so nothing was written."),
        N_("Compare the file with the notice as it was published, then import it again."),
    )

    def __init__(self, *, path: str, faults: tuple[NoticeFault, ...]) -> None:
        super().__init__(path=path)
        self.faults = faults

    @property
    def message(self) -> str:
        """What happened, then each fault as a sentence on a line of its own."""
        return "\n".join([super().message, *(fault.message for fault in self.faults)])


@dataclass(frozen=True, slots=True, kw_only=True)
class EnteredNotice:
    """A notice that is in the registry; ``written`` is False when it was there before."""

    path: str
    notice: HolidayNotice
    written: bool
    remarks: tuple[Finding, ...] = ()


@dataclass(frozen=True, kw_only=True)
class EnterNotice(SignedAction[EnteredNotice]):
    """Put a *notice* in canonical form into ``calendar/<year>.yaml``; ``texts`` are screened.

    Further amendments may be added to a notice that is there. Any other change of it is refused
    (``NOTICE_DIFFERS``).
    """

    verb: ClassVar[str] = "calendar"
    asks: ClassVar[str] = N_("enter the working days of {about}")
    notice: Mapping[str, Any]
    texts: tuple[Passage, ...] = ()

    def passages(self) -> Iterable[Passage]:
        return self.texts

    def touched(self) -> Sequence[str]:
        return (calendar.name_of_year(self.notice["year"]),)

    def facts(self, seen: Seen) -> dict[str, Any]:  # noqa: ARG002 - nobody has looked at it yet
        return {"notice": dict(self.notice), "by": self.by}

    @classmethod
    def from_facts(cls, facts: Mapping[str, Any], request: str) -> Self:  # noqa: ARG003 - only drafts are called by it
        notice = from_request(FileKind.CALENDAR, facts["notice"])
        return cls(notice=notice, by=facts.get("by", ""))  # of an older program: nobody

    @classmethod
    def about(cls, facts: Mapping[str, Any]) -> str:
        return str(facts["notice"]["year"])

    def plan(self, here: OnTrunk) -> Plan[EnteredNotice]:
        notice, trunk = calendar.notice_from(self.notice), here.trunk
        name = calendar.name_of_year(notice.year)
        sources = {source.name: source for source in here.sources}
        text = calendar.with_notice(sources.get(name), self.notice, trunk.path(name))
        texts = {} if text is None else {name: text}
        if text is not None and name not in sources:
            texts.update(with_amendments(here, self._late(here, name)))
        changes = changes_of(trunk, here.base, texts)
        made = EnteredNotice(path=trunk.path(name), notice=notice, written=text is not None)
        return Plan(changes=changes, message=f"Enter the working days of {notice.year}", made=made)

    def _late(self, here: OnTrunk, name: str) -> tuple[dict[str, Any], ...]:
        """An entry for a notice of a year that is over, or whose days are known otherwise."""
        reason = f"补录通知：{self.notice['document']}"
        why = Why(day=here.today, reason=reason, by=self.by or "–", mistake=True)
        differs = calendar.differs_from_packaged(self.notice)
        return why.late_notice(here, name, self.notice, differs=differs)


def notice_in(file: Path) -> EnterNotice:
    """The notice in *file*, to be entered; raises ``NoticeWrong`` when it has faults.

    The text is screened before it is parsed, because a message about a fault may quote it.
    """
    refuse_secrets(draft.passages_of_file(str(file), ""))  # a message may name the file
    found = plain_text(content(file))
    texts = tuple(draft.passages_of_file(str(file), found.text if found else ""))
    refuse_secrets(texts)
    data = calendar.read_notice_file(file, str(file))
    wrong = (*faults(calendar.notice_from(data)), *calendar.amendment_faults(data))
    if wrong:
        raise NoticeWrong(path=str(file), faults=wrong)
    return EnterNotice(notice=data, texts=texts)


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarMonth:
    """A month: the number of working days, the weekdays off, the weekend days worked."""

    month: int
    working: int
    off: tuple[date, ...]
    worked: tuple[date, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarYear:
    """A year as it is shown. ``notice`` is None while the year is not confirmed.

    ``december_open``: the next year's notice is not there yet, and it may move days of December.
    """

    year: int
    notice: HolidayNotice | None
    december_open: bool
    working_days: tuple[date, ...]
    months: tuple[CalendarMonth, ...]


def calendar_for(start: Path, given: Path | None) -> Calendar:
    """The calendar of the registry *given* or around *start*; outside any, the packaged notices.

    Raises ``NoRegistryThere`` when *given* is no registry, ``NoticeUnreadable`` for a calendar file
    that cannot be used.
    """
    try:
        folder = find_registry(start, given)
    except RegistryNotFound:
        if given is not None:
            raise
        return calendar.calendar_from()
    return calendar.calendar_from(calendar.notices_of_registry(folder))


def year_of(calendar: Calendar, year: int) -> CalendarYear:
    """The *year* by months."""
    working = calendar.working_days(year)
    exceptions = calendar.exceptions(year)
    return CalendarYear(
        year=year,
        notice=calendar.notices.get(year),
        december_open=not calendar.confirmed(year + 1),
        working_days=working,
        months=tuple(
            CalendarMonth(
                month=month,
                working=sum(day.month == month for day in working),
                off=tuple(d for d, works in exceptions.items() if d.month == month and not works),
                worked=tuple(d for d, works in exceptions.items() if d.month == month and works),
            )
            for month in range(1, 13)
        ),
    )


def runs(days: Iterable[date]) -> tuple[tuple[date, date], ...]:
    """Sorted *days* as runs of consecutive days: the first and the last day of each."""
    numbered = enumerate(days)
    together = groupby(numbered, key=lambda pair: pair[1].toordinal() - pair[0])
    found = [[day for _, day in run] for _, run in together]
    return tuple((run[0], run[-1]) for run in found)


def write_calendar(path: Path, entries: Iterable[WholeDay], scheme: Scheme, today: date) -> None:
    """Write *entries* to *path*; a file that is there is replaced."""
    title = f"{scheme.district}准入待办"
    replace_file(path, calendar_of_days(entries, title=title, code=scheme.code, stamp=today))
