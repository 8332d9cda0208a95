"""Write a complaint's papers in Word: the letter that urges, the circular, the referral (4.1).

They say that it was checked only if a check is on record. Who reports is protected: the papers do
not name the community that reported it, nor say that a community did.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from accession_cli.actions.complaint import places_of
from accession_cli.actions.directory_origin import environment_of
from accession_cli.actions.documents import below_build, document_maker
from accession_cli.errors import Refusal
from accession_cli.files.writing import replace_file
from accession_cli.i18n import N_
from accession_cli.papers import letters as papers
from accession_cli.papers.letters import PaperContent
from accession_cli.scheme.complaint import Complaint, Rectification
from accession_cli.scheme.district import Scheme
from accession_cli.scheme.registry import Registry

_PLACE: Final = "complaints"
_COMMUNITY, _SUBDISTRICT = "有关社区", "有关街道"
#: A shorter stem of a name may be an everyday word.
_SHORTEST: Final = 2


#: Nothing was urged, or made known, to make a paper of.
NOTHING_TO_WRITE: Final = Refusal(
    N_("{id}: there is nothing yet that the paper could say."),
    N_("See what has been done about it with: accession complaint show {id}"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenPaper:
    """A Word file that was written; ``veiled``: place names were replaced in its text.

    ``verified``: it says that a check was made, because one was on record by its day.
    """

    path: Path
    data: bytes
    veiled: bool
    verified: bool


def write_letter(
    folder: Path,
    complaint: Complaint,
    registry: Registry,
    out: Path | None,
    *,
    keep: bool = True,
) -> WrittenPaper:
    """Write the letter that urges the agency to put it right; *out* None is build/complaints/.

    Without *keep* it is only made, to see whether it can be.
    """
    urged = complaint.rectification
    day = urged.urged if urged else None
    kind = (papers.letter, day, "督促限期整改函")
    return _paper(folder, complaint, registry, out, kind, keep=keep)


def write_circular(
    folder: Path,
    complaint: Complaint,
    registry: Registry,
    out: Path | None,
    *,
    keep: bool = True,
) -> WrittenPaper:
    """Write the circular that tells all agencies; see ``write_letter``."""
    day = complaint.circular.date if complaint.circular else None
    kind = (papers.circular, day, "通报")
    return _paper(folder, complaint, registry, out, kind, keep=keep)


def write_referral(
    folder: Path,
    complaint: Complaint,
    registry: Registry,
    out: Path | None,
    *,
    keep: bool = True,
) -> WrittenPaper:
    """Write the letter that hands a grave case on; see ``write_letter``."""
    day = complaint.referral.date if complaint.referral else None
    kind = (papers.referral, day, "线索移送函")
    return _paper(folder, complaint, registry, out, kind, keep=keep)


def case_of(complaint: Complaint, registry: Registry, day: date) -> PaperContent:
    """What a paper dated *day* may say about *complaint*: nothing that came later.

    The agency has its name of *day*; of the places, no name that they ever had is said.
    """
    registry = registry.named_on(day)
    agency = registry.agencies.get(complaint.agency)
    task = next((file.task for file in registry.tasks if file.task.id == complaint.task), None)
    names = tuple(name for place in places_of(registry, complaint) for name in place.names)
    if complaint.community:
        names = (*names, complaint.community)
    work = without_places(complaint.what, names)
    verified, urged, circular = complaint.verification, complaint.rectification, complaint.circular
    referral = complaint.referral
    said = referral.reason if referral else ""
    reason = without_places(said, names)
    return PaperContent(
        scheme=registry.scheme,
        id=str(complaint.id),
        agency=agency.name if agency else complaint.agency,
        work=tuple(work.split("\n")),
        veiled=(work, reason) != (complaint.what, said),
        task=f"“{task.title}”（{task.filing.number}）" if task else None,
        verified=verified.date if verified and verified.date <= day else None,
        urged=urged.urged if urged and urged.urged <= day else None,
        due=urged.due if urged else None,
        days=_days_set(urged, registry) if urged else None,
        done=urged.done if urged and urged.done and urged.done <= day else None,
        number=circular.number if circular else None,
        circulated=circular.date if circular and circular.date <= day else None,
        to=referral.to if referral else None,
        reason=tuple(reason.split("\n")) if reason else (),
        supervisor=supervisor(registry.scheme, day),
        day=day,
    )


def _days_set(urged: Rectification, registry: Registry) -> int | None:
    """The district's number of working days, if the last day was set by it."""
    rule = registry.scheme.on(urged.urged).supervision
    if rule is None or registry.calendar.add(urged.urged, rule.days_to_rectify).day != urged.due:
        return None
    return rule.days_to_rectify


def without_places(text: str, names: tuple[str, ...]) -> str:
    """*text* with the places *names* replaced, also where they stand without 社区 or 街道."""
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


def supervisor(scheme: Scheme, day: date) -> str:
    """The body that keeps the register on *day*; it signs letters and circulars (4.1)."""
    body = scheme.registrar_on(day)
    return scheme.bodies[body].name if body and body in scheme.bodies else scheme.issuers[0]


def _paper(
    folder: Path,
    complaint: Complaint,
    registry: Registry,
    out: Path | None,
    kind: tuple[papers.Render, date | None, str],
    *,
    keep: bool,
) -> WrittenPaper:
    """A paper of one *kind*: what makes it, its day, and how the name of its file begins."""
    render, day, stem = kind
    if day is None:
        raise NOTHING_TO_WRITE(id=complaint.id)
    case = case_of(complaint, registry, day)
    environment = environment_of(folder)
    path = out or below_build(folder, _PLACE, f"{stem}{complaint.id}.docx")
    with document_maker(environment) as make:
        data = make(render, case, environment).data
    if keep:
        replace_file(path, data)
    verified = case.verified is not None
    return WrittenPaper(path=path, data=data, veiled=case.veiled, verified=verified)
