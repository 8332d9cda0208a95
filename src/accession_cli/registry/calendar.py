"""Read the State Council's notices: the packaged ones, and a registry's ``calendar/<year>.yaml``.

``with_notice`` enters one. To a notice that is in the registry only amendments can be added.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from accession_cli import packaged as resources
from accession_cli.errors import Exit, Refusal, Refused
from accession_cli.finding import Finding
from accession_cli.i18n import N_
from accession_cli.registry import schemas
from accession_cli.registry.files import Source, content, kind_of, prefix_of
from accession_cli.registry.schemas import FileKind, edited, upgraded
from accession_cli.scheme.calendar import (
    DOCUMENT_NUMBER,
    SATURDAY,
    Calendar,
    HolidayNotice,
    NoticeFault,
)
from accession_cli.yamlfile import reader

_LISTS: Final = ("days_off", "workdays")


def calendar_from(overrides: Iterable[Mapping[str, Any]] = ()) -> Calendar:
    """The calendar of the packaged notices and of *overrides*, which win for their years.

    An override is the value of a sound ``registry/calendar/<year>.yaml``: year, document, date,
    url, days_off, workdays and amendments, with days as text. Years without a notice are answered
    from the ``holidays`` library and are provisional, also past years: only a document number makes
    a notice.
    """
    known = dict(packaged_notices())
    for data in overrides:
        notice = notice_from(data)
        known[notice.year] = notice
    return Calendar(notices=dict(sorted(known.items())), expected=expected)


@cache
def packaged_notices() -> Mapping[int, HolidayNotice]:
    """The notices that ship with the package, by year, with their amendments applied."""
    rows = csv.DictReader(io.StringIO(resources.text("data", "holiday_notices.csv")))
    return MappingProxyType({int(row["year"]): _notice_of(row) for row in rows})


def differs_from_packaged(data: Mapping[str, Any]) -> bool:
    """Whether the package has a notice for the year of *data*, with other days."""
    known, given = packaged_notices().get(data["year"]), notice_from(data)
    return known is not None and (known.days_off, known.workdays) != (
        given.days_off,
        given.workdays,
    )


def notice_from(data: Mapping[str, Any]) -> HolidayNotice:
    """The notice in the *data* of a calendar file, its amendments applied in their order."""
    days_off, workdays = _days(data["days_off"]), _days(data["workdays"])
    for amendment in data["amendments"]:
        days_off = days_off - _days(amendment["days_off_removed"]) | _days(amendment["days_off"])
        workdays = workdays - _days(amendment["workdays_removed"]) | _days(amendment["workdays"])
    return HolidayNotice(
        year=data["year"],
        document=data["document"],
        date=date.fromisoformat(data["date"]),
        days_off=days_off,
        workdays=workdays,
        amended_by=tuple(amendment["document"] for amendment in data["amendments"]),
    )


def amendment_faults(data: Mapping[str, Any]) -> Iterator[NoticeFault]:
    """Amendments in a calendar file that add a day that is there, or remove one that is not.

    ``notice_from`` ignores these, because the result is the same, but they show a slip.
    """
    for name in _LISTS:
        standing = set(data[name])
        for amendment in data["amendments"]:
            added, removed = set(amendment[name]), set(amendment[f"{name}_removed"])
            facts = {"document": amendment["document"], "list": name}
            for day in sorted(removed - standing):
                says = N_("{document} takes {day} out of {list}, where it does not stand.")
                yield NoticeFault(says=says, facts={**facts, "day": day})
            for day in sorted(added & standing):
                says = N_("{document} adds {day} to {list}, where it stands already.")
                yield NoticeFault(says=says, facts={**facts, "day": day})
            standing = standing - removed | added


def expected(year: int) -> Mapping[date, bool]:
    """What the ``holidays`` library says of *year*: weekdays off (False), weekend days worked.

    For years to come it knows no make-up workdays and does not say so. So it is used only for years
    without a notice, and its days are always provisional.
    """
    from holidays import country_holidays  # loading takes 60 ms and more, and is rarely needed

    library = country_holidays("CN", years=year)
    worked: set[date] = getattr(library, "weekend_workdays", set())
    off = {day: False for day in library if day.year == year and day.weekday() < SATURDAY}
    return off | {day: True for day in worked if day.year == year}


def _notice_of(row: Mapping[str, str]) -> HolidayNotice:
    note = row["note"] or None
    return HolidayNotice(
        year=int(row["year"]),
        document=row["document"],
        date=date.fromisoformat(row["date"]),
        days_off=_days(row["weekdays_off"].split()),
        workdays=_days(row["makeup_workdays"].split()),
        # A document in the note is the amendment; the days have it applied already.
        amended_by=tuple(found[0] for found in DOCUMENT_NUMBER.finditer(note or "")),
        note=note,
        shipped=True,
    )


def _days(texts: Iterable[str]) -> frozenset[date]:
    return frozenset(map(date.fromisoformat, texts))


class NoticeUnreadable(Refused):
    """A calendar file that cannot be used; its message says where and why."""

    refusal = Refusal(
        N_("{path} cannot be used as a notice of working days."),
        N_("Mend what is listed above and run the command again."),
        Exit.UNREADABLE,
    )

    def __init__(self, *, path: str, findings: tuple[Finding, ...]) -> None:
        super().__init__(path=path)
        self.wrong = findings

    @property
    def message(self) -> str:
        """What happened, then each finding on a line of its own with its place and remedy."""
        listed = (f"{f.place}: {f.message} {f.remedy}".rstrip() for f in self.wrong)
        return "\n".join([super().message, *listed])


#: The registry has another notice for that year already.
NOTICE_DIFFERS: Final = Refusal(
    N_(
        "{path} already holds the notice for {year}, and it says something else, so it was left as"
        " it is."
    ),
    N_(
        "If the notice was amended, leave what stands in {path} and append the amendment under"
        " amendments; if the file there is wrong, mend it by hand."
    ),
)


def notices_of_registry(folder: Path) -> Iterator[Mapping[str, Any]]:
    """The notices of the registry in *folder*, for ``calendar_from``, oldest first."""
    for path in sorted(folder.glob("calendar/*.yaml")):
        name = path.relative_to(folder).as_posix()
        if kind_of(name) is FileKind.CALENDAR:
            yield read_notice_file(path, prefix_of(folder) + name)


def read_notice_file(path: Path, shown: str) -> Mapping[str, Any]:
    """The notice in the file at *path*; messages call the file *shown*.

    Raises ``FILE_UNREADABLE`` when the file cannot be read, ``NoticeUnreadable`` when it breaks the
    dialect or the schema.
    """
    return notice_in(content(path, shown=shown), shown)


def notice_in(data: bytes, shown: str) -> Mapping[str, Any]:
    """The notice in *data*, the content of the file that messages call *shown*.

    Raises ``NoticeUnreadable``.
    """
    return upgraded(FileKind.CALENDAR, _notice_as_written(data, shown))


def _notice_as_written(data: bytes, shown: str) -> Mapping[str, Any]:
    found = reader.read(data, shown)
    if found.parsed is None:
        raise NoticeUnreadable(path=shown, findings=found.findings)
    wrong = schemas.check_schema(FileKind.CALENDAR, found.parsed.value, found.parsed.place)
    if wrong:
        raise NoticeUnreadable(path=shown, findings=wrong)
    return found.parsed.value


def name_of_year(year: int) -> str:
    """The name of the file for *year* below the registry folder."""
    return f"calendar/{year}.yaml"


def with_notice(there: Source | None, data: Mapping[str, Any], path: str) -> str | None:
    """The text of the calendar file at *path* with the notice *data*; None if it is there already.

    Only amendments are added to a file that is *there*; any other change raises ``NOTICE_DIFFERS``.
    """
    from accession_cli.yamlfile import editor  # the writing side of YAML loads slowly

    if there is None or there.data is None:
        return editor.new_text(data, order=schemas.key_order(FileKind.CALENDAR))
    written = _notice_as_written(there.data, path)
    known = upgraded(FileKind.CALENDAR, written)
    if known == data:
        return None
    if not only_appended(known, data):
        raise NOTICE_DIFFERS(path=path, year=data["year"])
    return edited(FileKind.CALENDAR, there.data.decode("utf-8"), written, data)


def only_appended(known: Mapping[str, Any], data: Mapping[str, Any]) -> bool:
    """Whether *data* is the notice *known*, at most with further amendments at its end."""
    before, after = known["amendments"], data["amendments"]
    return {**known, "amendments": after} == data and after[: len(before)] == before
