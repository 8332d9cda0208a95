"""Render the notice that issues a directory (印发通知) in Word; the directory is its annex."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from accession_cli.papers.complaint import PaperTemplateRefused
from accession_cli.papers.templates import Environment, Rendered
from accession_cli.papers.word import Content, filled
from accession_cli.scheme.directory import Edition

TEMPLATE: Final = "issuing_notice.docx"


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuingContent:
    """The content of the notice: its number and day are left blank where they are None."""

    edition: Edition
    number: str | None
    day: date | None

    @property
    def title(self) -> str:
        """关于印发《…》的通知."""
        return f"关于印发《{self.edition.title}》的通知"


def render(made: IssuingContent, environment: Environment) -> Rendered:
    """``issuing_notice.docx``, filled."""
    edition = made.edition
    values = {
        "edition": edition,
        "scheme": edition.scheme,
        "title": made.title,
        "number": made.number,
        "day": made.day,
    }
    content = Content(
        title=made.title,
        day=made.day or edition.base_date,
        author="、".join(edition.scheme.issuers),
        values=values,
    )
    return Rendered(data=filled(TEMPLATE, content, environment, PaperTemplateRefused))
