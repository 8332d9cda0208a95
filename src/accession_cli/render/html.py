"""The edition as one HTML file: no script, nothing from outside, its one style sheet by hash."""

from base64 import b64encode
from hashlib import sha256

from accession_cli.model.edition import Edition
from accession_cli.render.chinese import FILTERS
from accession_cli.render.edition_json import content_sha256
from accession_cli.render.environment import Environment, Rendered
from accession_cli.render.templates import filled


def render(edition: Edition, environment: Environment) -> Rendered:
    """``directory.html.j2`` with ``directory.css`` inside; every value is escaped."""
    from jinja2 import FileSystemLoader, StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    jinja = SandboxedEnvironment(
        loader=FileSystemLoader([str(place) for place in environment.templates]),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    jinja.filters.update(FILTERS)
    style = filled(jinja, "directory.css")
    text = filled(
        jinja,
        "directory.html.j2",
        edition=edition,
        scheme=edition.scheme,
        style=style,
        style_hash=b64encode(sha256(style.encode()).digest()).decode(),
        content_sha256=content_sha256(edition),
    )
    return Rendered(data=text.encode())
