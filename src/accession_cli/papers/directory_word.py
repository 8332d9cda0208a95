"""Render the edition as a Word document, whole or in volumes."""

from functools import partial
from typing import TYPE_CHECKING, Final

from accession_cli.papers.chinese import ordinal, volume_name
from accession_cli.papers.directory_json import content_sha256
from accession_cli.papers.directory_pages import CardPages, card_pages, part_pages
from accession_cli.papers.task_card import cards, public, short_money, short_term, sums
from accession_cli.papers.templates import (
    Environment,
    Rendered,
    contents_end,
    contents_line,
    jumps,
    page_of,
)
from accession_cli.papers.word import Content, filled
from accession_cli.scheme.directory import Edition
from accession_cli.scheme.directory_volumes import ShownClass, Volume, all_in_one, volumes

if TYPE_CHECKING:
    from collections.abc import Callable

    from markupsafe import Markup


TEMPLATE: Final = "directory.docx"


def render(edition: Edition, environment: Environment) -> Rendered:
    """``directory.docx``, filled with the whole directory."""
    return render_volume(edition, all_in_one(edition), environment)


def render_volume(edition: Edition, volume: Volume, environment: Environment) -> Rendered:
    """``directory.docx``, filled with one volume."""
    values = {
        "edition": edition,
        "volume": volume,
        "volumes": volumes(edition),
        "scheme": edition.scheme,
        "content_sha256": content_sha256(edition),
    }
    title = edition.title + (f"（{edition.extract}摘编）" if edition.extract else "")
    if not volume.alone:
        title += volume_name(volume.number)
    numbers = set(volume.numbers)
    made = {one.number: one for one in cards(edition) if one.number in numbers}
    at, shown = card_pages(volume.sections, made), public(edition, volume)
    tasks = (item.task for section in volume.sections for item in section.items)
    values |= {
        "cards": made,
        "at": at,
        "parts": part_pages(edition, volume, shown, at),
        "public": shown,
        "contents_end": contents_end(),
        "sums": sums(tasks),
    }
    filters: dict[str, Callable[..., object]] = {
        "short_money": short_money,
        "short_term": short_term,
        "page_of": page_of,
        "contents_line": partial(_contents_line, volume, at),
    }
    if not volume.alone:
        filters["jumps"] = partial(jumps, there=volume.numbers)
    content = Content(
        title=title,
        day=edition.base_date,
        author="、".join(edition.scheme.issuers),
        values=values,
        filters=filters,
    )
    return Rendered(data=filled(TEMPLATE, content, environment))


def _contents_line(volume: Volume, at: CardPages, section: ShownClass) -> "Markup":
    """The line of a class in the contents, which Word makes anew from the headings."""
    return contents_line(
        f"{ordinal(section.place)}、{section.name}",
        f"class_{section.place}",
        at.classes[section.place].page,
        first=section is volume.sections[0],
    )
