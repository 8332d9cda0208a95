"""Print the citations that somebody has still to look at (依据核对单); it is not published.

The directory marks only changes of the law that are certain. All others, and what could not be
checked, go on this sheet, with a column in which the agency writes what it found.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from accession_cli.papers.directory_pdf import (
    TYPESETTING,
    Manuscript,
    NotTypesetError,
    fonts_in,
    typeset,
)
from accession_cli.papers.templates import Environment, Rendered, filled, jinja_for_typst
from accession_cli.scheme.district import Scheme

TEMPLATE: Final = "citations.typ.j2"


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetLine:
    """A citation, or a law that could not be checked: then ``title`` names its tasks.

    ``state`` says why it is here, ``now`` what holds instead; "" where nothing is known.
    """

    id: str
    title: str
    agency: str
    cited: str
    now: str
    state: str
    since: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CitationSheet:
    """The sheet as of ``day``; ``agency`` is the one it is for, "" for all."""

    scheme: Scheme
    day: date
    agency: str
    changed: tuple[SheetLine, ...]
    unknown: tuple[SheetLine, ...]

    @property
    def title(self) -> str:
        """The title of the sheet."""
        return "事项依据核对单（内部）"


def render(sheet: CitationSheet, environment: Environment) -> Rendered:
    """The sheet as PDF."""
    text = filled(
        jinja_for_typst(environment.templates),
        TEMPLATE,
        title=sheet.title,
        scheme=sheet.scheme,
        day=sheet.day,
        agency=sheet.agency,
        changed=sheet.changed,
        unknown=sheet.unknown,
        fonts=fonts_in(environment),
    )
    try:
        return typeset(Manuscript(text=text, json="", square="", day=sheet.day), environment)
    except NotTypesetError as refusal:
        raise TYPESETTING(reason=refusal.reason, template=TEMPLATE) from refusal
