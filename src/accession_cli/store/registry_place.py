"""Where a registry lies, and how the paths of its files are shown."""

from pathlib import Path
from typing import Final

from accession_cli.errors import AccessionError, Exit
from accession_cli.i18n import N_

SCHEME: Final = "scheme.yaml"


class RegistryNotFound(AccessionError):
    """No registry at or above the place where the command was started."""

    exit_code = Exit.UNREADABLE
    says = N_("There is no registry at {start} or in any folder above it.")
    mend = N_(
        "Go to a folder of the registry, or name its folder with -C: it is the one that"
        " holds scheme.yaml."
    )


class NoRegistryThere(AccessionError):
    """The folder that was named is not, and does not hold, a registry."""

    exit_code = Exit.UNREADABLE
    says = N_("{folder} is no registry: it has no scheme.yaml, and no registry folder with one.")
    mend = N_("Name the folder that holds scheme.yaml, or the folder above it.")


def find(start: Path, given: Path | None = None) -> Path:
    """The registry folder: *given* or the nearest above *start*; ``RegistryNotFound`` if none.

    A folder counts when it holds scheme.yaml, or when its ``registry/`` does.
    """
    places = [given] if given is not None else [start, *start.parents]
    for place in places:
        for folder in (place, place / "registry"):
            if (folder / SCHEME).is_file():
                return folder.resolve()
    raise NoRegistryThere(folder=given) if given is not None else RegistryNotFound(start=start)


def shown_below(folder: Path) -> Path:
    """The folder that paths are shown relative to: the repository's top, else the parent."""
    for above in (folder, *folder.parents):
        if (above / ".git").exists():
            return above
    return folder.parent


def prefix_of(folder: Path) -> str:
    """What stands before a file's name when its path is shown: ``registry/``, at the top ``""``."""
    below = folder.relative_to(shown_below(folder)).as_posix()
    return "" if below == "." else f"{below}/"
