"""The edition as a Word document: ``directory.docx``, a template that a clerk may restyle."""

from functools import partial
from typing import TYPE_CHECKING, Final

from accession_cli.render.chinese import volume_name
from accession_cli.render.edition_json import content_sha256
from accession_cli.render.environment import Environment, Rendered
from accession_cli.render.word_document import Content, filled
from accession_cli.render.word_text import jumps
from accession_cli.scheme.directory import Edition
from accession_cli.scheme.directory_volumes import Volume, all_in_one, volumes

if TYPE_CHECKING:
    from collections.abc import Callable

TEMPLATE: Final = "directory.docx"


def render(edition: Edition, environment: Environment) -> Rendered:
    """``directory.docx`` filled with the whole directory."""
    return render_volume(edition, all_in_one(edition), environment)


def render_volume(edition: Edition, volume: Volume, environment: Environment) -> Rendered:
    """``directory.docx`` filled with one volume."""
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
    filters: dict[str, Callable[..., object]] = (
        {} if volume.alone else {"jumps": partial(jumps, there=volume.numbers)}
    )
    content = Content(title=title, day=edition.base_date, values=values, filters=filters)
    return Rendered(data=filled(TEMPLATE, content, environment))
