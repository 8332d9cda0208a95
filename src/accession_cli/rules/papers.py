"""The papers of an application: its form, and a basis kept back for secrecy (scheme 3.1)."""

from collections.abc import Iterator

from accession_cli.finding import Severity
from accession_cli.i18n import N_
from accession_cli.rules.rule import Breach, over_task
from accession_cli.rules.world import World
from accession_cli.scheme.registry import TaskFile
from accession_cli.scheme.task import Task, Via, WithheldBasis


@over_task(
    "D301",
    "scheme 3.1",
    about=N_("A basis is withheld only when its papers were reviewed offline."),
    says=N_("The papers came in by {via}, but a basis of the task is withheld."),
    mend=N_("Write via: offline if they were reviewed by hand; else state the basis."),
)
def withheld_papers_came_in_offline(file: TaskFile, _world: World) -> Iterator[Breach]:
    """Emergency tasks have no application, so nothing is asked of them here."""
    facts = file.task.application
    if facts is not None and facts.via is not Via.OFFLINE and _withholds(file.task):
        yield Breach(("application", "via"), {"via": facts.via.value})


@over_task(
    "D302",
    "scheme 3.1",
    about=N_("Papers are reviewed offline only for the sake of a basis that is withheld."),
    says=N_("The papers were reviewed offline, but no basis of the task is withheld."),
    mend=N_("Withhold the classified basis, or state how the papers came in: oa or paper."),
)
def offline_papers_are_withheld(file: TaskFile, _world: World) -> Iterator[Breach]:
    facts = file.task.application
    if facts is not None and facts.via is Via.OFFLINE and not _withholds(file.task):
        yield Breach(("application", "via"))


@over_task(
    "D303",
    "scheme 3.1",
    Severity.HINT,
    about=N_("The approval form of an application is kept."),
    says=N_("No approval form is recorded with this application."),
    mend=N_(
        "Record the stamped form in application.form: its file name, and the sha256 that"
        " identifies it."
    ),
)
def form_is_kept(file: TaskFile, _world: World) -> Iterator[Breach]:
    """Papers reviewed offline leave no form behind."""
    facts = file.task.application
    if facts is not None and facts.form is None and facts.via is not Via.OFFLINE:
        yield Breach(("application", "form"))


def _withholds(task: Task) -> bool:
    if task.mechanism is not None and isinstance(task.mechanism.basis, WithheldBasis):
        return True
    return any(isinstance(item, WithheldBasis) for item in task.basis)
