"""An edition becomes bytes, one module per format. Documents are always Chinese.

A format is an entry in ``FORMATS``: add one, and every command that renders knows it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from accession_cli.render import csv_table, docx, edition_json, html, ics, markdown, pdf, xlsx
from accession_cli.render.environment import Environment, Remark, Rendered
from accession_cli.render.volume_templates import knows_volumes
from accession_cli.scheme.directory import Edition
from accession_cli.scheme.directory_volumes import Volume, volumes

__all__ = ["FORMATS", "Environment", "Format", "Remark", "Rendered"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One way to write an edition. ``suffix`` begins with a dot.

    ``volume`` writes one volume of a large directory, None where the format is never divided;
    ``template`` is the one that must know of volumes for that.
    """

    name: str
    suffix: str
    render: Callable[[Edition, Environment], Rendered]
    volume: Callable[[Edition, Volume, Environment], Rendered] | None = None
    template: str = ""

    def volumes(self, edition: Edition, environment: Environment) -> tuple[Volume, ...]:
        """The volumes that this format is issued in; () where it is one document.

        A template of a registry's own that does not speak of volumes makes one document of all.
        """
        if self.volume is None or len(edition.items) <= edition.volume_size:
            return ()
        return volumes(edition) if knows_volumes(self.template, environment) else ()


FORMATS: Final[Mapping[str, Format]] = MappingProxyType(
    {
        made.name: made
        for made in (
            Format(name="html", suffix=".html", render=html.render),
            Format(
                name="pdf",
                suffix=".pdf",
                render=pdf.render,
                volume=pdf.render_volume,
                template=pdf.TEMPLATE,
            ),
            Format(
                name="docx",
                suffix=".docx",
                render=docx.render,
                volume=docx.render_volume,
                template=docx.TEMPLATE,
            ),
            Format(name="md", suffix=".md", render=markdown.render),
            Format(name="json", suffix=".json", render=edition_json.render),
            Format(name="ics", suffix=".ics", render=ics.render),
            Format(name="xlsx", suffix=".xlsx", render=xlsx.render),
            Format(name="csv", suffix=".csv", render=csv_table.render),
        )
    }
)
