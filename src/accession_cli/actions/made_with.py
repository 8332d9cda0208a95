"""What the bytes of a directory depend on beside its records: all of it by hash or version."""

import hashlib
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path
from typing import Final

from accession_cli import __version__
from accession_cli.papers.templates import Environment
from accession_cli.scheme.directory import Edition, NamedHash, Provenance, Tool
from accession_cli.scheme.registry import Registry

ACCESSION: Final = "accession"
#: Packages whose version shows in the bytes of a document.
_PACKAGES: Final = (
    "typst",
    "pylopdf-fonts-zh-cn",
    "jinja2",
    "docxtpl",
    "python-docx",
    "xlsxwriter",
    "segno",
    "pypinyin",
)


#: Templates of other documents: they show in no edition.
OTHERS: Final = (
    *("approval_form.", "changes.", "complaint_order.", "complaint_circular."),
    *("dispatch_notice.", "end_notice.", "evaluation.", "register."),
)


def workshop(registry: Registry, made: Edition, environment: Environment) -> Provenance:
    """What the documents of *made* are made with here and now."""
    return Provenance(
        calendar=_calendar(registry, made),
        templates=_hashes(environment.templates),
        fonts=_hashes(environment.font_folders),  # the packaged ones go by their version
        tools=(
            Tool(name=ACCESSION, version=__version__),
            *(Tool(name=name, version=metadata.version(name)) for name in _PACKAGES),
        ),
    )


def _calendar(registry: Registry, made: Edition) -> str:
    """The hash of every working day of the years that the edition counts through."""
    calendar = registry.calendar
    years = range(made.base_date.year, made.publish_by.year + 1)
    days = (day.isoformat() for year in years for day in calendar.working_days(year))
    return hashlib.sha256("\n".join(days).encode()).hexdigest()


def _hashes(folders: Iterable[Path]) -> tuple[NamedHash, ...]:
    """The files in *folders* by name; of two that share one, the first is the one that is used."""
    used: dict[str, Path] = {}
    for folder in folders:
        for path in sorted(folder.glob("*")):
            if path.is_file() and not path.name.startswith((".", *OTHERS)):
                used.setdefault(path.name, path)
    return tuple(
        NamedHash(name=name, sha256=hashlib.sha256(used[name].read_bytes()).hexdigest())
        for name in sorted(used)
    )
