"""Render the anchor of a register's history in Word, to be signed, sealed and kept elsewhere."""

from dataclasses import dataclass, fields
from datetime import date
from typing import Final

from accession_cli.papers.complaint import PaperTemplateRefused
from accession_cli.papers.templates import Environment, Rendered
from accession_cli.papers.word import Content, filled
from accession_cli.scheme.anchor import Anchor
from accession_cli.scheme.district import Scheme

TEMPLATE: Final = "anchor.docx"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnchorContent:
    """The content of the paper of ``day``: the newest commit was ``made`` on a day.

    ``keeper`` keeps the register and signs.
    """

    scheme: Scheme
    anchor: Anchor
    made: date
    keeper: str
    day: date


def paper(content: AnchorContent, environment: Environment) -> Rendered:
    """``anchor.docx``, filled."""
    made = Content(
        title=f"{content.scheme.district}登记库存证单",
        day=content.day,
        author=content.keeper,
        values={field.name: getattr(content, field.name) for field in fields(content)},
    )
    return Rendered(data=filled(TEMPLATE, made, environment, PaperTemplateRefused))
