"""Open a registry for looking: find it, read it, and know what could not be read."""

from dataclasses import dataclass
from pathlib import Path

from accession_cli.finding import Severity
from accession_cli.scheme.district import Scheme
from accession_cli.scheme.registry import Registry
from accession_cli.store import registry_files, registry_folder, registry_place
from accession_cli.store.registry_folder import Loaded


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A registry as it lies in the work tree; ``unread`` are the files that cannot be used."""

    registry: Registry
    unread: tuple[str, ...]


def locate(start: Path, given: Path | None) -> Path:
    """The folder of the registry *given*, or of the one around *start*."""
    return registry_place.find(start, given)


def profile(folder: Path) -> Scheme:
    """The district's profile alone."""
    source = registry_files.file_on_disk(folder, registry_place.SCHEME)
    return registry_folder.scheme_of([source], registry_place.prefix_of(folder))


def opened(folder: Path) -> Opened:
    """The registry in *folder*; ``ProfileUnusable`` when nothing can be made of it."""
    return usable(registry_folder.load(folder))


def usable(loaded: Loaded) -> Opened:
    """What was read, for looking; ``ProfileUnusable`` when nothing can be made of it."""
    if loaded.registry is None:
        raise registry_folder.ProfileUnusable(path=loaded.unusable)
    wrong = {f.place.path for f in loaded.findings if f.severity is Severity.ERROR}
    return Opened(registry=loaded.registry, unread=tuple(sorted(wrong)))
