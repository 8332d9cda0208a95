"""Render the reply (复函) that tells an agency why its application is not admitted, in Word."""

from dataclasses import dataclass, fields
from datetime import date
from typing import Final

from accession_cli.errors import Exit, Refusal
from accession_cli.i18n import N_
from accession_cli.papers.templates import Environment, Rendered, TemplateRefusedError
from accession_cli.papers.word import Content, filled
from accession_cli.scheme.district import Scheme

TEMPLATE: Final = "refusal_reply.docx"


class ReplyTemplateRefused(TemplateRefusedError):
    """A registry's own template of the reply cannot be filled."""

    refusal = Refusal(
        N_("The reply was not made: the template {template} failed with “{reason}”."),
        N_("Mend {template} in the registry's templates folder, or remove it there."),
        Exit.OUTSIDE,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalContent:
    """The content of the reply to ``agency`` on its application ``id``, about ``subject``.

    The papers were ``received`` on a day, and ``again`` on another when they had been returned.
    ``refused`` decided on ``day``, for a ``reason``, in paragraphs; ``admitted`` are the bodies
    that had admitted it.
    """

    scheme: Scheme
    id: str
    subject: str
    agency: str
    received: date
    again: date | None
    refused: str
    admitted: tuple[str, ...]
    reason: tuple[str, ...]
    day: date

    @property
    def title(self) -> str:
        """关于不予准入“…”的复函."""
        return f"关于不予准入“{self.subject}”的复函"


def render(made: RefusalContent, environment: Environment) -> Rendered:
    """``refusal_reply.docx``, filled."""
    values = {field.name: getattr(made, field.name) for field in fields(made)}
    content = Content(
        title=made.title,
        day=made.day,
        author=made.refused,
        values={**values, "title": made.title},
    )
    return Rendered(data=filled(TEMPLATE, content, environment, ReplyTemplateRefused))
