"""Do the yearly clean-up and freeze the year's edition (scheme 3.5)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar, Final

from accession_cli import __version__
from accession_cli.actions.action import Action, Plan
from accession_cli.actions.directory_building import NOTHING_TO_SHOW, edition, years_of
from accession_cli.actions.directory_documents import digests, provenance, rendered, sha256, unkept
from accession_cli.actions.directory_origin import (
    environment_at,
    last_edition,
    newest_day,
    refuse_errors,
)
from accession_cli.actions.examine import examine
from accession_cli.actions.landing import OnTrunk, changes_of, refuse_unless_sound, with_texts
from accession_cli.entry import draft
from accession_cli.errors import Refusal, Refused
from accession_cli.finding import Finding, Severity
from accession_cli.i18n import N_
from accession_cli.papers import directory_json
from accession_cli.papers.directory_formats import FORMATS
from accession_cli.registry.files import Source, name_of_edition
from accession_cli.registry.reading import Loaded
from accession_cli.registry.versions import edition_text, newest_records, record_blobs
from accession_cli.rules.every import ALL
from accession_cli.scheme.directory import Edition
from accession_cli.scheme.directory_frozen import (
    FrozenEdition,
    FrozenRecord,
    Kept,
    LastEdition,
    NamedHash,
)
from accession_cli.scheme.registry import RecordId, Registry
from accession_cli.scheme.task import Task
from accession_cli.secrecy.screening import Passage

_AGING: Final = frozenset(rule.code for rule in ALL if rule.ages)


#: A year's edition is frozen only after the year.
YEAR_NOT_OVER: Final = Refusal(
    N_("The year {year} is not over, so its edition cannot be frozen yet."),
    N_("Freeze it from {day} on; until then accession render {year} makes a draft."),
)


#: A frozen edition is not changed.
ALREADY_FROZEN: Final = Refusal(
    N_("The edition of {year} was frozen on {day} and is not changed any more."),
    N_("Make its files again with accession render {year}."),
)


#: Each edition builds on the one before it.
OUT_OF_ORDER: Final = Refusal(
    N_("Editions are frozen in the order of their years; the last one frozen is that of {last}."),
    N_("Freeze the edition of {next} next."),
)


class CleanUpFirst(Refused):
    """Tasks need the yearly clean-up first; ``findings`` say which, and why."""

    refusal = Refusal(
        N_("The edition of {year} was not frozen: tasks wait for the yearly clean-up: {ids}."),
        N_(
            "Retire each with accession retire, mend its record, or keep it with a reason:"
            " accession freeze {year} {options}"
        ),
    )

    def __init__(self, year: int, findings: Sequence[Finding], waiting: Iterable[RecordId]) -> None:
        ids = sorted(set(waiting))
        super().__init__(
            year=year,
            ids="、".join(map(str, ids)),
            options=" ".join(f"--keep {one}=…" for one in ids),
        )
        self.findings = tuple(findings)


#: A reason was given for a task that needs none; most often the id is mistyped.
NOTHING_TO_KEEP: Final = Refusal(
    N_("Nothing asks for {id} to be cleaned up on {day}, so there is no reason to record."),
    N_("Check the id, or leave this --keep out."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    """An edition that was frozen: what was recorded, where, and what it holds."""

    record: FrozenEdition
    path: str
    edition: Edition
    remarks: tuple[Finding, ...] = ()


@dataclass(frozen=True, kw_only=True)
class FreezeEdition(Action[Frozen]):
    """Freeze the edition of *year*; *keep* gives reasons for tasks that stay.

    Every format is made, because the edition records the hash of each.
    """

    verb: ClassVar[str] = "freeze"
    asks: ClassVar[str] = N_("freeze the edition of {about}")
    about_key: ClassVar[str] = "year"
    year: int
    keep: Mapping[RecordId, str]

    def passages(self) -> Iterable[Passage]:
        return draft.passages_of_reasons(self.keep)

    def touched(self) -> Sequence[str]:
        return (name_of_edition(self.year),)

    def plan(self, here: OnTrunk) -> Plan[Frozen]:
        year, trunk, today = self.year, here.trunk, here.today
        git, below = trunk.git, trunk.folder
        commit = newest_records(git, str(here.base.commit), below) or str(here.base.commit)
        registry, loaded = here.registry, here.loaded
        refuse_errors(examine(loaded, newest_day(registry, today)))
        _refuse_unless_due(year, registry, loaded.editions, today)
        kept = _cleaned_up(loaded, registry, year, self.keep, today)
        made = _edition(registry, year, commit, last_edition(git, loaded.editions, year, registry))
        with environment_at(git, commit, below) as environment:
            documents = rendered(made, FORMATS, environment, unkept)
            used = provenance(registry, made, environment)
        blobs = record_blobs(git, commit, below)
        record = FrozenEdition(
            year=year,
            base_date=made.base_date,
            frozen=today,
            commit=commit,
            members=_records([item.task for item in made.items], blobs),
            ended=_records([one.task for one in made.ended], blobs),
            kept=kept,
            content=directory_json.content_sha256(made),
            workshop=used,
            outputs=tuple(
                NamedHash(name=name, sha256=digest) for name, digest in digests(documents).items()
            ),
            previous=_hash_of_last(here.sources, loaded.editions),
        )
        name = name_of_edition(year)
        text = edition_text(record)
        after = here.reader.read(with_texts(here.sources, {name: text}))
        refuse_unless_sound(after, today, {trunk.path(name)}, after.place)
        return Plan(
            changes=changes_of(trunk, here.base, {name: text}),
            message=f"Freeze the edition of {year}",
            made=Frozen(record=record, path=trunk.path(name), edition=made),
        )


def _refuse_unless_due(
    year: int, registry: Registry, editions: Sequence[FrozenEdition], today: date
) -> None:
    for frozen in editions:
        if frozen.year == year:
            raise ALREADY_FROZEN(year=year, day=frozen.frozen)
    if today.year <= year:
        raise YEAR_NOT_OVER(year=year, day=date(year + 1, 1, 1))
    last = editions[-1].year if editions else None
    if last is None:
        return
    between = [one for one in years_of(registry) if last < one < year]
    if between or year < last:
        raise OUT_OF_ORDER(last=last, next=min(between, default=last + 1))


def _cleaned_up(
    loaded: Loaded, registry: Registry, year: int, keep: Mapping[RecordId, str], today: date
) -> tuple[Kept, ...]:
    """The tasks kept with a reason; raises ``CleanUpFirst`` if one has none (scheme 3.5).

    Raises ``NOTHING_TO_KEEP`` for a reason that no task needs.
    """
    base_date = date(year, 12, 31)
    filed = {f.path: f.task.id for f in registry.tasks if f.task.filing.date <= base_date}
    waiting: defaultdict[RecordId, list[Finding]] = defaultdict(list)
    for finding in examine(loaded, base_date, filed, today=today):
        if finding.code in _AGING:
            # a warning in a check is an error when freezing
            waiting[filed[finding.place.path]].append(replace(finding, severity=Severity.ERROR))
    for record in keep:
        if record not in waiting:
            raise NOTHING_TO_KEEP(id=record, day=base_date)
    unsettled = sorted(record for record in waiting if record not in keep)
    if unsettled:
        found = [finding for record in unsettled for finding in waiting[record]]
        raise CleanUpFirst(year, found, unsettled)
    return tuple(
        Kept(
            id=record,
            codes=tuple(sorted({finding.code for finding in waiting[record]})),
            reason=keep[record],
        )
        for record in sorted(keep)
    )


def _edition(registry: Registry, year: int, commit: str, last: LastEdition | None) -> Edition:
    base_date = date(year, 12, 31)
    made = edition(
        registry,
        year=year,
        base_date=base_date,
        draft=False,
        commit=commit,
        tool_version=__version__,
        last=last,
    )
    if not made.items and not made.ended:
        raise NOTHING_TO_SHOW(day=base_date)
    return made


def _records(tasks: Iterable[Task], blobs: Mapping[str, str]) -> tuple[FrozenRecord, ...]:
    return tuple(
        FrozenRecord(id=number, blob=blobs[str(number)])
        for number in sorted(task.id for task in tasks)
    )


def _hash_of_last(sources: Iterable[Source], editions: Sequence[FrozenEdition]) -> str | None:
    """The hash of the file of the edition that was frozen last; None if there is none."""
    last = name_of_edition(editions[-1].year) if editions else None
    return next((sha256(one.data) for one in sources if one.name == last and one.data), None)
