"""File an admitted task (scheme 3.3): compose the record, check it, land it on the trunk."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from accession_cli.actions.landing_checks import refuse_unless_sound, sources_at
from accession_cli.actions.open_registry import profile
from accession_cli.errors import AccessionError
from accession_cli.i18n import N_
from accession_cli.model.finding import Finding
from accession_cli.model.identifiers import RecordId
from accession_cli.store import canonical, draft, registry_folder, schema_check
from accession_cli.store.commit import Change
from accession_cli.store.draft import Draft
from accession_cli.store.registry_folder import Source
from accession_cli.store.schema_check import Kind
from accession_cli.store.trunk import Base, Landing, Trunk

SCHEMA_LINE = "yaml-language-server: $schema=../../../schemas/task.schema.json"


class FilingDayUnusable(AccessionError):
    """The draft asks for a filing date that is not a day, or lies ahead."""

    says = N_("The task cannot be filed on {day}: that is not a day up to today, {today}.")
    mend = N_("Leave filing.date out, and the task is filed today; or state a day that has been.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """A task that is on the trunk now; ``path`` is from the top of the repository."""

    id: RecordId
    title: str
    number: str
    path: str
    remarks: tuple[Finding, ...]


def file_task(
    folder: Path, given: Draft, *, today: date, when: datetime, request: str
) -> Landing[Filed]:
    """File the task of *given* and answer where it landed.

    Raises ``NotAdmissible`` when a rule says no, and refusals of the trunk; in each case nothing
    was written. *request* names this filing in the commit, so that it can be found again.
    """
    scheme = profile(folder)
    trunk = Trunk.open(folder, trunk=scheme.trunk, sample=scheme.sample)

    def build(base: Base) -> tuple[Sequence[Change], str, Filed]:
        return _compose(trunk, base, given, today)

    return trunk.land(build, request, when=when)


def _compose(
    trunk: Trunk, base: Base, given: Draft, today: date
) -> tuple[Sequence[Change], str, Filed]:
    sources, prefix = sources_at(trunk, base), trunk.path("")
    scheme = registry_folder.scheme_of(sources, prefix)
    filed = _filing_day(given, today)
    head = f"{scheme.prefix}-{filed.year}-"
    serial = trunk.next_serial(base, trunk.path(f"tasks/{filed.year}"), head)
    record = RecordId(year=filed.year, serial=serial, prefix=scheme.prefix)
    data = draft.completed(given, scheme=scheme, record=record, filed=filed)
    name = f"tasks/{filed.year}/{record}.yaml"
    text = canonical.new_text(data, comment=SCHEMA_LINE, order=schema_check.key_order(Kind.TASK))
    candidate = Source(name, text.encode())
    remarks = refuse_unless_sound(
        registry_folder.read([*sources, candidate], prefix),
        today,
        {prefix + name},
        lambda _path, key: given.place(key),
    )
    made = Filed(
        id=record,
        title=str(data["title"]),
        number=str(data["filing"]["number"]),
        path=prefix + name,
        remarks=remarks,
    )
    change = Change(path=prefix + name, data=text.encode(), seen=None)
    return [change], f"File {record} {made.title}", made


def _filing_day(given: Draft, today: date) -> date:
    stated = draft.filing_date(given)
    if stated is None:
        return today
    try:
        day = date.fromisoformat(stated)
    except (TypeError, ValueError) as error:
        raise FilingDayUnusable(day=stated, today=today) from error
    if day > today:
        raise FilingDayUnusable(day=day, today=today)
    return day
