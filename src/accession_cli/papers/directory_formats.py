"""List the formats of an edition, with a function for each. Documents are always in Chinese.

To add a format, add an entry to ``FORMATS``; every command that renders then knows it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from accession_cli.papers import (
    directory_json,
    directory_office,
    directory_page,
    directory_pdf,
    directory_text,
    directory_word,
)
from accession_cli.papers.templates import Environment, Rendered
from accession_cli.papers.word import knows_volumes
from accession_cli.scheme.directory import Edition
from accession_cli.scheme.directory_volumes import Volume, volumes


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A format of an edition; ``suffix`` begins with a dot.

    ``volume`` writes one volume of a large directory; it is None for a format that is never
    divided. ``template`` names the template that must know of volumes for that.
    """

    name: str
    suffix: str
    render: Callable[[Edition, Environment], Rendered]
    volume: Callable[[Edition, Volume, Environment], Rendered] | None = None
    template: str = ""

    def volumes(self, edition: Edition, environment: Environment) -> tuple[Volume, ...]:
        """The volumes in this format; () where it is one document.

        A registry's own template that does not use volumes makes one document of the whole.
        """
        if self.volume is None or len(edition.items) <= edition.volume_size:
            return ()
        return volumes(edition) if knows_volumes(self.template, environment) else ()


FORMATS: Final[Mapping[str, Format]] = MappingProxyType(
    {
        made.name: made
        for made in (
            Format(name="html", suffix=".html", render=directory_page.render),
            Format(
                name="pdf",
                suffix=".pdf",
                render=directory_pdf.render,
                volume=directory_pdf.render_volume,
                template=directory_pdf.TEMPLATE,
            ),
            Format(
                name="docx",
                suffix=".docx",
                render=directory_word.render,
                volume=directory_word.render_volume,
                template=directory_word.TEMPLATE,
            ),
            Format(name="md", suffix=".md", render=directory_text.render_markdown),
            Format(name="json", suffix=".json", render=directory_json.render),
            Format(name="ics", suffix=".ics", render=directory_text.render_dates),
            Format(name="xlsx", suffix=".xlsx", render=directory_office.render_excel),
            Format(name="csv", suffix=".csv", render=directory_office.render_csv),
            Format(name="data", suffix=".data.csv", render=directory_office.render_data),
        )
    }
)
