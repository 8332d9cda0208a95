"""Render the papers of a complaint in Word: the letter (函), the circular (通报), the referral.

A template gets only what a paper may say: no community, and nothing about who reported it.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date
from typing import Final, TypeAlias

from accession_cli.errors import Exit, Refusal
from accession_cli.i18n import N_
from accession_cli.papers.templates import Environment, Rendered, TemplateRefusedError
from accession_cli.papers.word import Content, filled
from accession_cli.scheme.district import Scheme

LETTER: Final = "complaint_letter.docx"
CIRCULAR: Final = "complaint_circular.docx"
REFERRAL: Final = "complaint_referral.docx"


class PaperTemplateRefused(TemplateRefusedError):
    """A registry's own template of a paper cannot be filled."""

    refusal = Refusal(
        N_("The paper was not made: the template {template} failed with “{reason}”."),
        N_("Mend {template} in the registry's templates folder, or remove it there."),
        Exit.OUTSIDE,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperContent:
    """The content of a paper dated ``day``; ``work`` is in paragraphs without names of places.

    ``task`` names the admitted task that the work goes beyond. ``supervisor`` signs. ``number`` is
    the circular's. ``verified`` is the day of a check that was made by ``day``; ``days`` is the
    district's number of working days to put it right, if that set ``due``. The circular went out
    when ``circulated``. The case is referred ``to`` a body for a ``reason``, in paragraphs without
    names of places. ``veiled`` is True when the name of a place was removed.
    """

    scheme: Scheme
    id: str
    agency: str
    work: tuple[str, ...]
    veiled: bool
    task: str | None
    verified: date | None
    urged: date | None
    due: date | None
    days: int | None
    done: date | None
    number: str | None
    circulated: date | None
    to: str | None
    reason: tuple[str, ...]
    supervisor: str
    day: date


Render: TypeAlias = Callable[[PaperContent, Environment], Rendered]


def letter(case: PaperContent, environment: Environment) -> Rendered:
    """``complaint_letter.docx``, filled."""
    return _filled(LETTER, "关于督促限期整改的函", case, environment)


def circular(case: PaperContent, environment: Environment) -> Rendered:
    """``complaint_circular.docx``, filled."""
    return _filled(CIRCULAR, f"关于{case.agency}未经准入下派工作的通报", case, environment)


def referral(case: PaperContent, environment: Environment) -> Rendered:
    """``complaint_referral.docx``, filled."""
    return _filled(REFERRAL, "关于移送问题线索的函", case, environment)


def _filled(template: str, title: str, case: PaperContent, environment: Environment) -> Rendered:
    values = {field.name: getattr(case, field.name) for field in fields(case)}
    content = Content(
        title=title, day=case.day, author=case.supervisor, values={**values, "title": title}
    )
    return Rendered(data=filled(template, content, environment, PaperTemplateRefused))
