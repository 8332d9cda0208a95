"""The edition as Markdown of the kind that GitHub, Gitee and GitLab show (GFM), whole."""

from accession_cli.render.edition_json import content_sha256
from accession_cli.render.environment import Environment, Rendered
from accession_cli.render.markdown_text import jinja_for_markdown
from accession_cli.render.templates import filled_bytes
from accession_cli.scheme.directory import Edition


def render(edition: Edition, environment: Environment) -> Rendered:
    """``directory.md.j2``; every value is escaped, also in the cells of tables."""
    data = filled_bytes(
        jinja_for_markdown(environment.templates),
        "directory.md.j2",
        edition=edition,
        scheme=edition.scheme,
        items=edition.items,
        content_sha256=content_sha256(edition),
    )
    return Rendered(data=data)
