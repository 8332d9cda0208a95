"""Write the papers of a complaint in Word: the order to put it right, and the circular (4.1).

Neither names the community that reported it, nor says that one did: who reports is protected.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from accession_cli.actions.edition_origin import environment_of
from accession_cli.actions.look_at_complaints import place_names
from accession_cli.actions.render_apart import maker
from accession_cli.actions.usual_place import below_build
from accession_cli.errors import AccessionError, Exit
from accession_cli.files.writing import replace_file
from accession_cli.i18n import N_
from accession_cli.papers import complaint as complaint_papers
from accession_cli.papers.complaint import PaperContent
from accession_cli.scheme.complaint import Complaint
from accession_cli.scheme.district import Scheme
from accession_cli.scheme.registry import Registry

_PLACE: Final = "complaints"
_COMMUNITY, _SUBDISTRICT = "有关社区", "有关街道"
#: Shorter than this, the stem of a name is a word of everyday language.
_SHORTEST: Final = 2


class NothingToWrite(AccessionError):
    """There is no order, or no circular, to write down."""

    exit_code = Exit.FOUND
    says = N_("{id}: there is nothing yet that the paper could say.")
    mend = N_("See what has been done about it with: accession complaint show {id}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A Word file that was written; ``veiled``: names of places were taken out of its text."""

    path: Path
    veiled: bool


def write_order(folder: Path, complaint: Complaint, registry: Registry, out: Path | None) -> Paper:
    """Write the letter that orders the agency to put it right; None is build/complaints/."""
    ordered = complaint.rectification
    if ordered is None:
        raise NothingToWrite(id=complaint.id)
    case = case_of(complaint, registry, ordered.ordered)
    path = out or below_build(folder, _PLACE, f"限期整改通知书{complaint.id}.docx")
    return _write(folder, complaint_papers.order, case, path)


def write_circular(
    folder: Path, complaint: Complaint, registry: Registry, out: Path | None
) -> Paper:
    """Write the circular that makes it known to all agencies; None is build/complaints/."""
    if complaint.circular is None:
        raise NothingToWrite(id=complaint.id)
    case = case_of(complaint, registry, complaint.circular.date)
    path = out or below_build(folder, _PLACE, f"通报{complaint.id}.docx")
    return _write(folder, complaint_papers.circular, case, path)


def case_of(complaint: Complaint, registry: Registry, day: date) -> PaperContent:
    """What a paper of *day* may say about *complaint*."""
    agency = registry.agencies.get(complaint.agency)
    task = next((file.task for file in registry.tasks if file.task.id == complaint.task), None)
    names = place_names(registry, complaint)
    if complaint.community:
        names = (*names, complaint.community)
    work = without_places(complaint.what, names)
    ordered, circular = complaint.rectification, complaint.circular
    return PaperContent(
        scheme=registry.scheme,
        id=str(complaint.id),
        agency=agency.name if agency else complaint.agency,
        work=tuple(work.split("\n")),
        veiled=work != complaint.what,
        task=f"“{task.title}”（{task.filing.number}）" if task else None,
        ordered=ordered.ordered if ordered else None,
        due=ordered.due if ordered else None,
        done=ordered.done if ordered else None,
        number=circular.number if circular else None,
        supervisor=_supervisor(registry.scheme, day),
        day=day,
    )


def without_places(text: str, names: tuple[str, ...]) -> str:
    """*text* with no name of the places *names* in it, nor what is left of one without its kind."""
    forms = []
    for name in names:
        for kind, instead in (("社区", _COMMUNITY), ("街道", _SUBDISTRICT)):
            if name.endswith(kind):
                stem = name.removesuffix(kind)
                forms += [(name, instead), *([(stem, instead)] if len(stem) >= _SHORTEST else [])]
                break
        else:
            forms.append((name, _COMMUNITY))
    for form, instead in sorted(forms, key=lambda one: -len(one[0])):
        text = text.replace(form, instead)
    return text


def _supervisor(scheme: Scheme, day: date) -> str:
    """The body that keeps the register on *day*: it orders and makes known (4.1)."""
    body = scheme.registrar_on(day)
    return scheme.bodies[body].name if body and body in scheme.bodies else scheme.issuers[0]


def _write(folder: Path, render: complaint_papers.Render, case: PaperContent, path: Path) -> Paper:
    environment = environment_of(folder)
    with maker(environment) as make:
        data = make(render, case, environment).data
    replace_file(path, data)
    return Paper(path=path, veiled=case.veiled)
