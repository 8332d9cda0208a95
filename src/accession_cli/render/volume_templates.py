"""Whether a template can make a volume of a directory, or only the whole."""

import io
import re
import zipfile
from pathlib import Path
from typing import Final

from accession_cli.packaged import folder
from accession_cli.render.environment import Environment
from accession_cli.render.word_container import demand_plain

_VOLUME: Final = re.compile(r"\bvolume\b")
_WORD: Final = ".docx"
_MARKUP: Final = re.compile(r"<[^<>]*>")


def knows_volumes(name: str, environment: Environment) -> bool:
    """Whether the template *name* speaks of ``volume``: the packaged ones do.

    A registry's own template may have been copied before there were volumes; each would then show
    all tasks.
    """
    path = next(path for place in environment.templates if (path := place / name).is_file())
    if path.parent == folder("templates"):
        return True
    return bool(_VOLUME.search(_text(path)))


def _text(template: Path) -> str:
    data = template.read_bytes()
    if template.suffix != _WORD:
        return data.decode(errors="replace")
    demand_plain(data, template.name)
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        xml = (container.read(one) for one in container.namelist() if one.endswith(".xml"))
        return _MARKUP.sub("", b"".join(xml).decode(errors="replace"))
