"""Write the notice of correction of an application: a draft, and the one that is issued.

Only the return of an application issues a notice (scheme 3.2); the draft shows what it would say.
"""

from datetime import date
from pathlib import Path
from typing import Final

from accession_cli.actions.application_defects import defects_of
from accession_cli.actions.directory_origin import environment_of
from accession_cli.actions.out_folder import below_build, document_maker
from accession_cli.files.writing import replace_file
from accession_cli.papers.application_correction import (
    CorrectionContent,
    name_of,
    opinion_on,
    render,
)
from accession_cli.scheme.application import Application, counts_as, decision_due
from accession_cli.scheme.registry import Registry
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
        return f"{name_of(content)}{draft}.docx", make(render, content, environment).data


def write_notice(folder: Path, content: CorrectionContent, out: Path | None) -> Path:
    """Write the notice into the folder *out*, by default build/corrections; return its path."""
    name, data = notice_paper(folder, content)
    path = out / name if out else below_build(folder, _PLACE, name)
    replace_file(path, data)
    return path
