"""Money and mechanisms: what an agency brings with a task (scheme 2.3, 4.2).

That money has a source and a method, and that no money has a note, the schema demands.
"""

from collections.abc import Iterator

from accession_cli.i18n import N_
from accession_cli.model.finding import Severity
from accession_cli.model.registry import TaskFile
from accession_cli.model.task import DocumentBasis, Per, Term, WithheldBasis
from accession_cli.rules.rule import Breach, over_task
from accession_cli.rules.world import World


@over_task(
    "F201",
    "scheme 4.2",
    about=N_("A mechanism has a law or a document as its basis."),
    says=N_("The basis of the mechanism {what} is withheld."),
    mend=N_("State the law or the central document that asks for it, or take the mechanism out."),
)
def mechanism_has_a_stated_basis(file: TaskFile, _world: World) -> Iterator[Breach]:
    mechanism = file.task.mechanism
    if mechanism is not None and isinstance(mechanism.basis, WithheldBasis):
        yield Breach(("mechanism", "basis"), {"what": mechanism.what})


@over_task(
    "F202",
    "scheme 4.2",
    Severity.WARNING,
    about=N_("A document that asks for a mechanism is one of the central level."),
    says=N_("The mechanism {what} rests on {number}, which looks like a local document."),
    mend=N_("Cite the law or the central document that asks for it, or take the mechanism out."),
)
def mechanism_rests_on_the_centre(file: TaskFile, world: World) -> Iterator[Breach]:
    """A number that begins with the character of the district's own documents is a local one.

    Document numbers of a province and of what lies below it begin with the province's character,
    津 in 津丽民发; those of the centre begin with the name of the body, as in 国办发.
    """
    mechanism = file.task.mechanism
    if mechanism is None or not isinstance(mechanism.basis, DocumentBasis):
        return
    number = mechanism.basis.number
    if number is not None and number[:1] == world.scheme.source.number[:1]:
        yield Breach(("mechanism", "basis", "number"), {"what": mechanism.what, "number": number})


@over_task(
    "F301",
    "scheme 4.2",
    Severity.HINT,
    about=N_("The money for a temporary task is stated for the whole task."),
    says=N_("The task is temporary, but its money is stated per year."),
    mend=N_("Write per: task with the whole amount, if that is what was meant."),
)
def temporary_task_is_paid_as_a_whole(file: TaskFile, _world: World) -> Iterator[Breach]:
    task = file.task
    if task.term is Term.TEMPORARY and task.funding.per is Per.YEAR and task.funding.amount:
        yield Breach(("funding", "per"))
