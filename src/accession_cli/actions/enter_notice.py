"""Enter a notice of the State Council into the registry, so that its year is confirmed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from accession_cli.actions.landing_checks import changes_of, sources_at
from accession_cli.actions.open_trunk import open_trunk
from accession_cli.entry import draft
from accession_cli.errors import AccessionError, Exit
from accession_cli.gitstore.branches import Base
from accession_cli.gitstore.commit import Change
from accession_cli.gitstore.outbox import Request
from accession_cli.gitstore.trunk import Landing
from accession_cli.i18n import N_
from accession_cli.office.inner_text import plain_text
from accession_cli.registry import calendar
from accession_cli.scheme.calendar import HolidayNotice, NoticeFault, faults
from accession_cli.secrecy.gate import Passage, refuse_secrets, screened

VERB: Final = "calendar"


class NoticeWrong(AccessionError):
    """A notice that cannot be right as it is written; ``faults`` say why."""

    exit_code = Exit.FOUND
    says = N_("{path} states a notice that cannot be right, so nothing was written.")
    mend = N_("Compare the file with the notice as it was published, then import it again.")

    def __init__(self, *, path: str, faults: tuple[NoticeFault, ...]) -> None:
        super().__init__(path=path)
        self.faults = faults

    @property
    def message(self) -> str:
        """What happened, then each fault as a sentence on a line of its own."""
        return "\n".join([super().message, *(fault.message for fault in self.faults)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """A notice that is in the registry now; ``written`` is False when it was there before."""

    path: str
    notice: HolidayNotice
    written: bool


def enter_notice(
    folder: Path, file: Path, *, when: datetime, request: str, inspected_by: str | None = None
) -> Landing[Entered]:
    """Check the notice in *file* and put it canonically into ``calendar/<year>.yaml``.

    Refuses a notice with faults (``NoticeWrong``) and one that would change what the registry has
    for its year (``NoticeDiffers``); further amendments may be appended. *inspected_by* is as in
    ``screened``.
    """
    screened(passages_of(file), inspected_by)
    data = calendar.read_notice_file(file, str(file))
    wrong = (*faults(calendar.notice_from(data)), *calendar.amendment_faults(data))
    if wrong:
        raise NoticeWrong(path=str(file), faults=wrong)
    asked = Request(
        id=request,
        verb=VERB,
        facts={"notice": dict(data)},
        asked=when,
        inspected_by=inspected_by,
    )
    return resume(folder, asked, when=when)


def passages_of(file: Path) -> tuple[Passage, ...]:
    """What has to be screened of the notice in *file*: its name and all its text."""
    refuse_secrets(draft.passages_of_file(str(file), ""))  # a message may name the file
    found = plain_text(calendar.notice_content(file, str(file)))
    return tuple(draft.passages_of_file(str(file), found.text if found else ""))


def resume(folder: Path, asked: Request, *, when: datetime) -> Landing[Entered]:
    """Enter the notice of a request, which may have waited in the outbox."""
    trunk, data = open_trunk(folder), asked.facts["notice"]
    notice = calendar.notice_from(data)
    name = calendar.name_of_year(notice.year)

    def build(base: Base, _day: date) -> tuple[Sequence[Change], str, Entered]:
        sources = {source.name: source for source in sources_at(trunk, base)}
        text = calendar.with_notice(sources.get(name), data, trunk.path(name))
        made = Entered(path=trunk.path(name), notice=notice, written=text is not None)
        changes = changes_of(trunk, base, {name: text} if text is not None else {})
        return changes, f"Enter the working days of {notice.year}", made

    return trunk.land(build, asked, when=when)


def about(facts: Mapping[str, Any]) -> str:
    """What a request is about: the year of the notice."""
    return str(facts["notice"]["year"])
