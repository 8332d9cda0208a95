"""The edition as a Word document: ``directory.docx``, a template that a clerk may restyle."""

from typing import Final

from accession_cli.model.edition import Edition
from accession_cli.render.edition_json import content_sha256
from accession_cli.render.environment import Environment, Rendered
from accession_cli.render.word_document import Content, filled

TEMPLATE: Final = "directory.docx"


def render(edition: Edition, environment: Environment) -> Rendered:
    """``directory.docx`` filled."""
    values = {
        "edition": edition,
        "scheme": edition.scheme,
        "content_sha256": content_sha256(edition),
    }
    title = edition.title + (f"（{edition.extract}摘编）" if edition.extract else "")
    content = Content(title=title, day=edition.base_date, values=values)
    return Rendered(data=filled(TEMPLATE, content, environment))
