"""Check a task by itself: its id, its file, its filing number, its money and its mechanisms.

``decided_on`` tells on which day the value at a key was decided. A value that was corrected later
is judged by the law and the agencies of the day of its entry in ``corrections``, not of the day
of admission.

The schema already demands a source and a method for money, and a note when there is none.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from accession_cli.finding import KeyPath, Severity, key_path
from accession_cli.i18n import N_
from accession_cli.rules.rule import Breach, KnownTask, RuleContext, over_known_task, over_task
from accession_cli.scheme.district import Scheme
from accession_cli.scheme.registry import TaskFile
from accession_cli.scheme.task import (
    Decision,
    DocumentBasis,
    Per,
    Result,
    Task,
    Term,
    WithheldBasis,
)
from accession_cli.scheme.task_history import touches

_ONE_MISSING: Final = N_("The number before {id} is missing: {first}.")


@over_known_task(
    "N101",
    "scheme 3.3",
    about=N_("A task has an id of its own."),
    says=N_("The id {id} stands in the file {other} as well."),
    hint=N_("Give the record that was filed later the next free number."),
)
def id_is_unique(task: KnownTask, world: RuleContext) -> Iterator[Breach]:
    """Each file with a shared id is reported, and another of them is named."""
    holders = world.by_id[task.id]
    if len(holders) > 1:
        other = next(held.path for held in holders if held.path != task.path)
        yield Breach(("id",), {"id": task.id, "other": other})


@over_task(
    "N102",
    "scheme 3.3",
    about=N_("A task lies in the folder of its year, in a file named after its id."),
    says=N_("This file holds the task {id}, whose place is {place}."),
    hint=N_("Move the file to {place}, or correct the id."),
)
def file_is_named_after_id(file: TaskFile, world: RuleContext) -> Iterator[Breach]:
    task = file.task
    place = world.path(f"tasks/{task.id.year}/{task.id}.yaml")
    if file.path != place:
        yield Breach(("id",), {"id": task.id, "place": place})


@over_task(
    "N103",
    "scheme 3.3",
    about=N_("An id begins with the district's prefix."),
    says=N_("The id {id} begins with {found}, but the prefix of this district is {prefix}."),
    hint=N_("Correct the id, or the prefix in scheme.yaml."),
)
def prefix_is_the_districts(file: TaskFile, world: RuleContext) -> Iterator[Breach]:
    task, prefix = file.task, world.scheme.prefix
    if task.id.prefix != prefix:
        yield Breach(("id",), {"id": task.id, "found": task.id.prefix, "prefix": prefix})


@over_task(
    "N104",
    "scheme 3.3",
    about=N_("The year in an id is the year of filing."),
    says=N_("The id {id} is a number of {year}, but the task was filed on {filed}."),
    hint=N_("Correct the date of filing, or give the task a number of its year of filing."),
)
def id_is_of_the_year_of_filing(file: TaskFile, _world: RuleContext) -> Iterator[Breach]:
    task = file.task
    if task.id.year != task.filing.date.year:
        facts = {"id": task.id, "year": task.id.year, "filed": task.filing.date}
        yield Breach(("filing", "date"), facts)


@over_task(
    "N105",
    "scheme 3.3",
    about=N_("The filing number is made from the id by the district's pattern."),
    says=N_("The filing number of {id} is {expected}, not {found}."),
    hint=N_("Write {expected}, or correct the pattern filing_number in scheme.yaml."),
)
def filing_number_follows_the_pattern(file: TaskFile, world: RuleContext) -> Iterator[Breach]:
    """Together with N101 this also makes every filing number unique."""
    task = file.task
    expected = world.scheme.on(task.filing.date).filing_number_of(task.id)
    if task.filing.number != expected:
        facts = {"id": task.id, "expected": expected, "found": task.filing.number}
        yield Breach(("filing", "number"), facts)


@over_known_task(
    "N106",
    "scheme 3.3",
    Severity.WARNING,
    about=N_("The numbers of a year have no gaps, because a record that ended stays."),
    says=N_("The numbers before {id} are missing, from {first} to {last}."),
    hint=N_(
        "Bring the missing records back from the history; an ended task is retired, not deleted."
    ),
)
def numbers_have_no_gaps(task: KnownTask, world: RuleContext) -> Iterator[Breach]:
    """A gap is reported at the record after it."""
    given = world.serials[task.id.year]
    at = bisect_left(given, task.id.serial)
    first = (given[at - 1] if at else 0) + 1
    if first < task.id.serial:
        last = task.id.serial - 1
        facts = {"first": replace(task.id, serial=first), "last": replace(task.id, serial=last)}
        says = _ONE_MISSING if first == last else ""
        yield Breach(("id",), {"id": task.id, **facts}, says=says)


def decided_on(task: Task, *keys: KeyPath) -> date:
    """The day on which the values at *keys* were decided.

    That is the day of the newest correction of one of them, of a group around one or of a part of
    one; else the day of admission.
    """
    if task.corrections:
        days = [
            made.date
            for made in task.corrections
            if any(touches(key_path(made.field), key) for key in keys)
        ]
        if days:
            return max(days)
    return admitted_on(task)


def admitted_on(task: Task) -> date:
    """The day of the last admission up to the filing.

    A decision after the filing belongs to a channel that was added later; it counts only when
    there is no other. When no admission is recorded, it is the day of the earlier directory that
    the task is taken over from, else the day of filing.
    """
    if task.inherited is not None:
        return task.inherited.date
    filed = task.filing.date
    days = [made.date for made in task.decision if made.result is Result.ADMIT]
    return max([day for day in days if day <= filed] or days, default=filed)


def added_by_correction(task: Task, at: int, made: Decision) -> bool:
    """Whether a correction, dated like the decision at *at* or later, added it or a channel."""
    return any(
        corrected.date >= made.date
        and any(touches(key_path(corrected.field), key) for key in (("channels",), _at(at)))
        for corrected in task.corrections
    )


def _at(at: int) -> KeyPath:
    return ("decision", at)


_SIGNBOARD: Final = "signboard"  # the kind of a task that puts a sign up (挂牌)
_STATUTE: Final = re.compile(r"(?:法|法典|条例|规定)(?:[（(][^（(）)]*[）)])?》?$")
_CENTRAL: Final = re.compile(
    "国务院|中共中央|中央|国家|全国|[一-鿿]{2,8}部(?:、|关于|办公厅|等|令)"
)
_UNNUMBERED: Final = N_(
    "The mechanism {what} rests on {document}, of which no number is stated; that it is of the"
    " central level cannot be seen."
)


@over_task(
    "F201",
    "scheme 4.2",
    about=N_("A mechanism has a law or a document as its basis."),
    says=N_("The basis of the mechanism {what} is withheld."),
    hint=N_("State the law or the central document that asks for it, or take the mechanism out."),
    asked=True,
)
def mechanism_has_a_stated_basis(file: TaskFile, _world: RuleContext) -> Iterator[Breach]:
    mechanism = file.task.mechanism
    if mechanism is not None and isinstance(mechanism.basis, WithheldBasis):
        yield Breach(("mechanism", "basis"), {"what": mechanism.what})


@over_task(
    "F202",
    "scheme 4.2",
    Severity.WARNING,
    about=N_("A document that asks for a mechanism is one of the central level."),
    says=N_("The mechanism {what} rests on {number}, which looks like a local document."),
    hint=N_("Cite the law or the central document that asks for it, or take the mechanism out."),
    asked=True,
)
def mechanism_rests_on_the_centre(file: TaskFile, world: RuleContext) -> Iterator[Breach]:
    """A document is local when it names the district or has a number like the district's.

    Document numbers of a province, and of all bodies below it, begin with the province's
    character, 津 in 津丽民发; those of the central level begin with the body's name, as in 国办发.
    A statute, even a municipal one, is a basis whatever its number.
    """
    mechanism = file.task.mechanism
    if mechanism is None or not isinstance(mechanism.basis, DocumentBasis):
        return
    title, number = mechanism.basis.document, mechanism.basis.number
    if _STATUTE.search(title):
        return
    key, facts = ("mechanism", "basis", "number"), {"what": mechanism.what, "document": title}
    if _is_local(title, number or "", world.scheme):
        yield Breach(key, {**facts, "number": number or title})
    elif number is None and not _CENTRAL.search(title):
        yield Breach(key, facts, says=_UNNUMBERED)


@over_task(
    "F203",
    "scheme 4.2",
    Severity.HINT,
    about=N_("A mechanism is paid for by the agency that asks for it."),
    says=N_("The mechanism {what} has no money of its own; the note says “{note}”."),
    hint=N_(
        "See that the note on the money says who pays for the people, the things and the training."
    ),
    asked=True,
)
def mechanism_is_paid_for(file: TaskFile, _world: RuleContext) -> Iterator[Breach]:
    """Only a hint, because the schema already demands a note when there is no money."""
    task = file.task
    if task.mechanism is not None and task.funding.amount == 0:
        facts = {"what": task.mechanism.what, "note": task.funding.note or ""}
        yield Breach(("funding", "note"), facts)


@over_task(
    "F204",
    "scheme 4.2",
    Severity.WARNING,
    about=N_("A task that puts up a signboard states it as a mechanism with its basis."),
    says=N_("The task is of the kind {kind}, but no mechanism is stated."),
    hint=N_(
        "Write what is put up, and the law or central document that asks for it,"
        " among the mechanisms."
    ),
    asked=True,
)
def signboard_is_a_mechanism(file: TaskFile, world: RuleContext) -> Iterator[Breach]:
    task = file.task
    kind = world.scheme.kind_name(_SIGNBOARD)
    if kind != _SIGNBOARD and task.kind == _SIGNBOARD and task.mechanism is None:
        yield Breach(("mechanism",), {"kind": kind})


@over_task(
    "F301",
    "scheme 4.2",
    Severity.HINT,
    about=N_("The money for a temporary task is stated for the whole task."),
    says=N_("The task is temporary, but its money is stated per year."),
    hint=N_("Write that the amount is for the whole task, if that is what was meant."),
    asked=True,
)
def temporary_task_is_paid_as_a_whole(file: TaskFile, _world: RuleContext) -> Iterator[Breach]:
    task = file.task
    if task.term is Term.TEMPORARY and task.funding.per is Per.YEAR and task.funding.amount:
        yield Breach(("funding", "per"))


@over_task(
    "F302",
    "scheme 2.3",
    Severity.WARNING,
    about=N_("The money for a task is stated as an amount."),
    says=N_("The money is paid as needed, and no amount is stated."),
    hint=N_("Ask the agency for the amount, or for the most that is paid in a year, and enter it."),
    asked=True,
)
def money_is_stated_as_an_amount(file: TaskFile, _world: RuleContext) -> Iterator[Breach]:
    if file.task.funding.amount is None:
        yield Breach(("funding", "amount"))


@over_task(
    "F303",
    "scheme 4.2",
    Severity.HINT,
    about=N_("How the money for a task is paid is stated."),
    says=N_("There is money for the task, but not how it is paid."),
    hint=N_("Ask the agency how and when it pays, and enter it."),
    asked=True,
)
def how_money_is_paid_is_stated(file: TaskFile, _world: RuleContext) -> Iterator[Breach]:
    funding = file.task.funding
    if funding.amount != 0 and funding.method is None:
        yield Breach(("funding", "method"))


def _is_local(title: str, number: str, scheme: Scheme) -> bool:
    """Whether the document's title or number shows that the district or its province issued it."""
    stem = re.sub("(?<=..)[区县市旗]$", "", scheme.district)
    return number[:1] == scheme.source.number[:1] or stem in number or stem in title
