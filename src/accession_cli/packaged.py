"""Find the files that ship with the package: schemas, templates, examples of rules, data.

In a wheel they are inside the package; in a checkout they are at the top of the repository, and the
examples in ``tests/examples``.
"""

from pathlib import Path
from typing import Final

_PACKAGE: Final = Path(__file__).parent
_CHECKOUT: Final = _PACKAGE.parents[1]
_ELSEWHERE: Final = {"examples": "tests/examples"}


def folder(name: str) -> Path:
    """The folder called ``schemas``, ``templates``, ``examples`` or ``data``."""
    packaged = _PACKAGE / name
    return packaged if packaged.is_dir() else _CHECKOUT / _ELSEWHERE.get(name, name)


def text(name: str, file: str) -> str:
    """The text of one packaged file, for example ``text("schemas", "task.schema.json")``."""
    return (folder(name) / file).read_text(encoding="utf-8")
