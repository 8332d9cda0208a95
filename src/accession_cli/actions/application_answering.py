"""Make the paper that answers an application, by what was decided on it (scheme 3.2).

A return has a notice of correction, a refusal a reply with its reason, and an approval the form,
filled in, for the bodies to stamp. Each is made from the record, so it can be written once more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from accession_cli.actions.application_correcting import notice_of, notice_paper
from accession_cli.actions.application_form import approved_form
from accession_cli.actions.directory_origin import environment_of
from accession_cli.actions.out_folder import below_build, document_maker, harmless
from accession_cli.errors import Refusal
from accession_cli.files.writing import replace_file
from accession_cli.i18n import N_
from accession_cli.papers.application_refusal import RefusalContent, render
from accession_cli.scheme.application import Application
from accession_cli.scheme.ids import ApplicationStatus
from accession_cli.scheme.registry import Registry
from accession_cli.scheme.task import Result

#: The folder below build/ for what is decided with each status.
_PLACES: Final = {
    ApplicationStatus.RECEIVED: "corrections",
    ApplicationStatus.RETURNED: "corrections",
    ApplicationStatus.REFUSED: "replies",
    ApplicationStatus.APPROVED: "approvals",
    ApplicationStatus.FILED: "approvals",
}
_DECIDED: Final = frozenset(_PLACES) - {ApplicationStatus.RECEIVED}

#: The agency took it back; no paper says so.
NO_PAPER: Final = Refusal(
    N_("{id} was withdrawn, so there is no paper about a decision on it."),
    N_("See where it stands with: accession show {id}"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerPaper:
    """A Word file that answers an application; ``place`` is its folder below build/."""

    place: str
    name: str
    data: bytes


def has_paper(application: Application) -> bool:
    """Whether a decision on *application* asks for a paper; it does not while a body waits."""
    return application.status in _DECIDED


def paper_of(
    folder: Path, application: Application, registry: Registry, today: date
) -> AnswerPaper:
    """The paper of the newest decision on *application*; a draft of *today* before there is one."""
    place = _PLACES.get(application.status)
    if place is None:
        raise NO_PAPER(id=application.id)
    match application.status:
        case ApplicationStatus.REFUSED:
            name, data = _refusal_paper(folder, refusal_of(application, registry))
        case ApplicationStatus.APPROVED | ApplicationStatus.FILED:
            name, data = approved_form(folder, application, registry)
        case _:
            name, data = notice_paper(folder, notice_of(application, registry, today))
    return AnswerPaper(place=place, name=harmless(name), data=data)


def write_papers(folder: Path, papers: Sequence[AnswerPaper], out: Path | None) -> tuple[Path, ...]:
    """Write *papers* into the folder *out*, by default into build/; return their paths."""
    paths = tuple(
        out / one.name if out else below_build(folder, one.place, one.name) for one in papers
    )
    for path, one in zip(paths, papers, strict=True):
        replace_file(path, one.data)
    return paths


def refusal_of(application: Application, registry: Registry) -> RefusalContent:
    """What the reply to a refused application says; the agency has its name of that day."""
    decisions = application.newest.decision
    made = next(one for one in reversed(decisions) if one.result is Result.REFUSE)
    then = registry.named_on(made.date)
    bodies = then.scheme.bodies
    names = {one.by: bodies[one.by].name if one.by in bodies else one.by for one in decisions}
    return RefusalContent(
        scheme=then.scheme,
        id=str(application.id),
        subject=application.title or "有关事项",
        agency=then.agency_name(application.agency) or "申请单位",
        received=application.received,
        again=application.newest.received if len(application.submissions) > 1 else None,
        refused=names[made.by],
        admitted=tuple(names[one.by] for one in decisions if one.result is Result.ADMIT),
        reason=tuple(filter(None, (made.opinion or "").split("\n"))),
        day=made.date,
    )


def _refusal_paper(folder: Path, content: RefusalContent) -> tuple[str, bytes]:
    environment = environment_of(folder)
    with document_maker(environment) as make:
        data = make(render, content, environment).data
    return f"不予准入复函（{content.id}）.docx", data
