"""Make the paper that answers an application, by what was decided on it (scheme 3.2).

A return has a notice of correction, a refusal a reply with its reason, and an approval the form,
filled in, for the bodies to stamp. Each is made from the record, so it can be written once more.
Only the return of an application issues a notice; its draft shows what it would say. A notice has
all that an agency has to correct: what its form leaves unclear stands in the record; what breaks a
rule is found here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from accession_cli.actions.application_form import approved_form
from accession_cli.actions.directory_origin import environment_of
from accession_cli.actions.documents import below_build, document_maker, harmless
from accession_cli.errors import Refusal
from accession_cli.files.writing import replace_file
from accession_cli.i18n import N_
from accession_cli.papers.application import (
    CorrectionContent,
    RefusalContent,
    breach_line,
    correction_notice,
    fault_lines,
    name_of,
    opinion_on,
    refusal_reply,
    rules_told,
)
from accession_cli.rules.rule import RuleContext, run_on_tasks
from accession_cli.scheme.application import Application, asked_in_part, counts_as, decision_due
from accession_cli.scheme.registry import ApplicationStatus, Registry, TaskFile
from accession_cli.scheme.task import Decision, Result

_PLACE: Final = "corrections"
_HOUR: Final = len("14:30")


def notice_of(application: Application, registry: Registry, day: date) -> CorrectionContent:
    """What the notice says: issued when the newest papers were returned, else a draft of *day*."""
    scheme, calendar = registry.scheme, registry.calendar
    then = scheme.on(application.received)
    first, start = application.submissions[0], application.start
    made = _return_of(application)
    by = made.by if made else scheme.registrar_on(day)
    said = made.opinion if made else None
    dated = made.date if made else day
    counted = counts_as(first, scheme, calendar).day
    faults = defects_of(application, registry, dated)
    lead = then.days_ahead
    latest = calendar.last_to_apply(start, lead.value).day if start else None
    return CorrectionContent(
        scheme=scheme,
        id=str(application.id),
        subject=application.title,
        agency=registry.agency_name(application.agency) or "申请单位",
        received=first.received,
        hour=_in_words(first.received_at),
        counted=counted,
        closes=_in_words(scheme.closes_at(latest)) if latest else None,
        faults=faults,
        opinion=None if faults and said == opinion_on(faults) else said,
        limit=then.cited_in_full(then.days_to_decide.clause),
        days=then.days_to_decide.value,
        clock=then.correction_clock.value,
        due=decision_due(application, scheme, calendar).day,
        start=start,
        ahead=calendar.between(counted, start) if start else 0,
        lead=lead.value,
        lead_clause=scheme.cited(lead.clause),
        latest=latest if latest and latest >= dated else None,
        signed=scheme.bodies[by].name if by and by in scheme.bodies else scheme.district,
        issued=made is not None,
        day=dated,
    )


def _return_of(application: Application) -> Decision | None:
    returns = [one for one in application.newest.decision if one.result is Result.RETURN]
    return returns[-1] if returns else None


def _in_words(hour: str | None) -> str | None:
    """14:30+08:00 as 14时30分, 17:00 as 17时."""
    if hour is None:
        return None
    hours, _, minutes = hour[:_HOUR].partition(":")
    return f"{int(hours)}时{int(minutes)}分" if int(minutes) else f"{int(hours)}时"


def notice_paper(folder: Path, content: CorrectionContent) -> tuple[str, bytes]:
    """The notice's file name and its bytes, by the registry's own template if it has one."""
    environment = environment_of(folder)
    draft = "" if content.issued else "（草稿）"
    with document_maker(environment) as make:
        return f"{name_of(content)}{draft}.docx", make(correction_notice, content, environment).data


def write_notice(folder: Path, content: CorrectionContent, out: Path | None) -> Path:
    """Write the notice into the folder *out*, by default build/corrections; return its path."""
    name, data = notice_paper(folder, content)
    path = out / name if out else below_build(folder, _PLACE, name)
    replace_file(path, data)
    return path


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
        data = make(refusal_reply, content, environment).data
    return f"不予准入复函（{content.id}）.docx", data


def defects_of(application: Application, registry: Registry, day: date) -> tuple[str, ...]:
    """Each of them in a sentence, as they are on *day*: the faults of the form, then breaches."""
    faults = fault_lines(application.faults, application.start)
    return (*faults, *dict.fromkeys(_breaches(application, registry, day)))


def _breaches(application: Application, registry: Registry, day: date) -> Iterator[str]:
    """A rule that looks at a field with a fault is not run: what is meant there is not known."""
    unclear = {fault.field.partition("[")[0].partition(".")[0] for fault in application.faults}
    rules = [rule for rule, fields in rules_told() if not fields & unclear]
    world = RuleContext.of(registry, day, tasks=())
    file = TaskFile("", asked_in_part(application))
    for rule, _file, breach in run_on_tasks(rules, (file,), world):
        yield breach_line(rule, breach, registry.scheme)
