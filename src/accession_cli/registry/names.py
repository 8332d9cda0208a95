"""Name the files of a registry, find the registry's folder, and show its paths.

``kind_of`` tells the kind of a file from its name below the registry's folder.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from accession_cli.errors import Exit, Refusal, Refused
from accession_cli.i18n import N_
from accession_cli.registry.schemas import FileKind
from accession_cli.scheme.ids import RecordId
from accession_cli.scheme.registry import AMENDMENTS
from accession_cli.yamlfile import reader
from accession_cli.yamlfile.reader import Limits

SCHEME: Final = "scheme.yaml"
KEYS: Final = "keys.yaml"
EDITIONS: Final = "editions"


class RegistryNotFound(Refused):
    """There is no registry at or above the folder where the command was started."""

    refusal = Refusal(
        N_("There is no registry at {start} or in any folder above it."),
        N_(
            "Go to a folder of the registry, or name its folder with -C: it is the one that"
            " holds scheme.yaml."
        ),
        Exit.UNREADABLE,
    )


class NoRegistryThere(Refused):
    """The folder that was named is no registry and holds none."""

    refusal = Refusal(
        N_("{folder} is no registry: it has no scheme.yaml, and no registry folder with one."),
        N_("Name the folder that holds scheme.yaml, or the folder above it."),
        Exit.UNREADABLE,
    )


def find_registry(start: Path, given: Path | None = None) -> Path:
    """The registry folder: *given*, or the nearest at or above *start*.

    A folder counts when it holds scheme.yaml, or when its ``registry/`` does. Raises
    ``NoRegistryThere`` for *given*, ``RegistryNotFound`` for *start*.
    """
    places = [given] if given is not None else [start, *start.parents]
    for place in places:
        for folder in (place, place / "registry"):
            if (folder / SCHEME).is_file():
                return folder.resolve()
    raise NoRegistryThere(folder=given) if given is not None else RegistryNotFound(start=start)


def is_sample(folder: Path) -> bool:
    """Whether the profile of the registry in *folder* says ``sample: true``, sound or not."""
    try:
        parsed = reader.read((folder / SCHEME).read_bytes(), SCHEME).parsed
    except OSError:
        return False
    return parsed is not None and parsed.value.get("sample") is True


def shown_below(folder: Path) -> Path:
    """The folder that shown paths start from: the repository's top, or the parent of *folder*."""
    for above in (folder, *folder.parents):
        if (above / ".git").exists():
            return above
    return folder.parent


def has_no_server(folder: Path) -> bool:
    """Whether the registry in *folder* certainly has no server; git need not be asked for that."""
    try:
        file = shown_below(folder) / ".git" / "config"
        settings = file.read_text(encoding="utf-8", errors="replace").lower()
    except NotADirectoryError:  # a further work tree, whose settings lie elsewhere
        return False
    except OSError:  # no clone
        return True
    return "[remote" not in settings and "[include" not in settings


def prefix_of(folder: Path) -> str:
    """The text before a file's name when its path is shown: ``registry/``, or ``""`` at the top."""
    below = folder.relative_to(shown_below(folder)).as_posix()
    return "" if below == "." else f"{below}/"


#: Files that every registry has.
FIXED: Final[Mapping[str, FileKind]] = {
    SCHEME: FileKind.SCHEME,
    "agencies.yaml": FileKind.AGENCIES,
    "subdistricts.yaml": FileKind.SUBDISTRICTS,
    "statutes.yaml": FileKind.STATUTES,
}
#: Files that a registry may have.
OPTIONAL: Final[Mapping[str, FileKind]] = {
    "vocabulary.yaml": FileKind.VOCABULARY,
    AMENDMENTS: FileKind.AMENDMENTS,
    KEYS: FileKind.KEYS,
}
#: Git's settings for the files of a folder.
ATTRIBUTES: Final = ".gitattributes"
#: Folders that hold no records.
ELSEWHERE: Final = ("attachments/", "templates/", "fonts/", "build/")
_LARGE: Final = frozenset({FileKind.EDITION, FileKind.EVALUATION, FileKind.KEYS})
_NUMBERED: Final[Mapping[FileKind, re.Pattern[str]]] = {
    kind: re.compile(pattern, re.ASCII)
    for kind, pattern in {
        FileKind.TASK: r"tasks/[0-9]{4}/[A-Z]{2,6}-[0-9]{4}-[0-9]{4,9}\.yaml",
        FileKind.APPLICATION: r"applications/[0-9]{4}/[A-Z]{2,6}-A-[0-9]{4}-[0-9]{4,9}\.yaml",
        FileKind.EVALUATION: r"evaluations/[0-9]{4}/[A-Z]{2,6}-[0-9]{4}-[0-9]{4,9}\.yaml",
        FileKind.COMPLAINT: r"complaints/[0-9]{4}/[A-Z]{2,6}-C-[0-9]{4}-[0-9]{4,9}\.yaml",
        FileKind.CALENDAR: r"calendar/[0-9]{4}\.yaml",
        FileKind.MAPPING: r"mappings/[0-9a-f]{8}\.yaml",
        FileKind.EDITION: r"editions/[0-9]{4}\.yaml",
    }.items()
}


def kind_of(name: str) -> FileKind | None:
    """The kind of the file *name* (below the registry folder); None when it is no record's name."""
    if name in FIXED or name in OPTIONAL:
        return FIXED.get(name) or OPTIONAL[name]
    return next((kind for kind, form in _NUMBERED.items() if form.fullmatch(name)), None)


def limits_of(kind: FileKind) -> Limits:
    """How much a file of *kind* may hold.

    Some may be larger: an edition names every task of its year, an evaluation what every party said
    in every community, and the list of keys only grows.
    """
    return reader.EDITION if kind in _LARGE else reader.RECORD


def hidden(name: str) -> bool:
    """Whether a part of *name* starts with a dot; hidden files and folders hold no records.

    Git's settings for the folder of some records are not hidden: they would change these records.
    """
    *folders, last = name.split("/")
    if folders and last == ATTRIBUTES:
        return hidden("/".join(folders))
    return any(part.startswith(".") for part in (*folders, last))


def name_of_task(number: RecordId) -> str:
    """The name of a task's file."""
    return f"tasks/{number.year}/{number}.yaml"


def name_of_application(number: RecordId) -> str:
    """The name of an application's file."""
    return f"applications/{number.year}/{number}.yaml"


def name_of_complaint(number: RecordId) -> str:
    """The name of a complaint's file."""
    return f"complaints/{number.year}/{number}.yaml"


def name_of_edition(year: int) -> str:
    """The name of the file with the frozen edition of *year*."""
    return f"{EDITIONS}/{year}.yaml"


def name_of_mapping(digest: str) -> str:
    """The name of the file that says how ledgers with heads of this *digest* are read."""
    return f"mappings/{digest}.yaml"


def name_of_evaluation(number: RecordId, year: int) -> str:
    """The name of the file with the evaluation of task *number* in *year*."""
    return f"evaluations/{year}/{number}.yaml"
