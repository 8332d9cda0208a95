"""The edition as one HTML file that fetches nothing and runs its own script and style alone."""

from base64 import b64encode
from hashlib import sha256
from typing import Final

from accession_cli.render import docx, pdf
from accession_cli.render.chinese import FILTERS
from accession_cli.render.edition_json import content_sha256
from accession_cli.render.environment import Environment, Rendered
from accession_cli.render.file_names import file_stem
from accession_cli.render.page_data import PageData
from accession_cli.render.templates import filled, filled_bytes
from accession_cli.render.volume_templates import knows_volumes
from accession_cli.scheme.directory import Edition
from accession_cli.scheme.directory_volumes import Volume, volumes

#: The formats that are issued in volumes: as readers call them, suffix and template.
_IN_VOLUMES: Final = (("PDF", ".pdf", pdf.TEMPLATE), ("Word", ".docx", docx.TEMPLATE))


def render(edition: Edition, environment: Environment) -> Rendered:
    """``directory.html.j2`` with ``directory.css`` and ``directory.js`` inside.

    Every value is escaped. The page's policy names style and script by their hashes, so that a
    text of the registry can be neither, whatever it holds.
    """
    from jinja2 import FileSystemLoader, StrictUndefined

    from accession_cli.render.sandbox import Sandbox

    jinja = Sandbox(
        loader=FileSystemLoader([str(place) for place in environment.templates]),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    jinja.filters.update(FILTERS)
    style, script = filled(jinja, "directory.css"), filled(jinja, "directory.js")
    data = filled_bytes(
        jinja,
        "directory.html.j2",
        edition=edition,
        scheme=edition.scheme,
        style=style,
        style_hash=_hash(style),
        script=script,
        script_hash=_hash(script),
        page_data=PageData(edition),
        content_sha256=content_sha256(edition),
        volumes=_volumes(edition, environment),
    )
    return Rendered(data=data)


def _volumes(
    edition: Edition, environment: Environment
) -> list[tuple[Volume, list[tuple[str, str]]]]:
    """Each volume with its files: the format as readers call it, and the file's name.

    A format whose template makes one document of all has none.
    """
    divided = [
        (name, suffix)
        for name, suffix, template in _IN_VOLUMES
        if knows_volumes(template, environment)
    ]
    return [
        (one, [(name, f"{file_stem(edition, one)}{suffix}") for name, suffix in divided])
        for one in volumes(edition)
        if divided
    ]


def _hash(text: str) -> str:
    """The sha256 of *text* as a content security policy writes it."""
    return b64encode(sha256(text.encode()).digest()).decode()
