"""An edition becomes bytes, one module per format. Documents are always Chinese.

A format is an entry in ``FORMATS``: add one, and every command that renders knows it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from accession_cli.model.edition import Edition
from accession_cli.render import csv_table, docx, edition_json, html, ics, markdown, pdf, xlsx
from accession_cli.render.environment import Environment, Remark, Rendered

__all__ = ["FORMATS", "Environment", "Format", "Remark", "Rendered"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One way to write an edition. ``suffix`` begins with a dot."""

    name: str
    suffix: str
    render: Callable[[Edition, Environment], Rendered]


FORMATS: Final[Mapping[str, Format]] = MappingProxyType(
    {
        made.name: made
        for made in (
            Format(name="html", suffix=".html", render=html.render),
            Format(name="pdf", suffix=".pdf", render=pdf.render),
            Format(name="docx", suffix=".docx", render=docx.render),
            Format(name="md", suffix=".md", render=markdown.render),
            Format(name="json", suffix=".json", render=edition_json.render),
            Format(name="ics", suffix=".ics", render=ics.render),
            Format(name="xlsx", suffix=".xlsx", render=xlsx.render),
            Format(name="csv", suffix=".csv", render=csv_table.render),
        )
    }
)
