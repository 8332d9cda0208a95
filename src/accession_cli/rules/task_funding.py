"""Check money and mechanisms: what an agency brings with a task (scheme 2.3, 4.2).

The schema already demands a source and a method for money, and a note when there is none.
"""

import re
from collections.abc import Iterator
from typing import Final

from accession_cli.finding import Severity
from accession_cli.i18n import N_
from accession_cli.rules.rule import Breach, RuleContext, over_task
from accession_cli.scheme.district import Scheme
from accession_cli.scheme.registry import TaskFile
from accession_cli.scheme.task import DocumentBasis, Per, Term, WithheldBasis

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
    kind = world.scheme.kinds.get(_SIGNBOARD)
    if kind is not None and task.kind == _SIGNBOARD and task.mechanism is None:
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
