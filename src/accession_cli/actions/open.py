"""Open a registry for looking: find it, read it, and list the files that cannot be used."""

from dataclasses import dataclass
from pathlib import Path

from accession_cli.finding import Severity
from accession_cli.registry import files, names, reading
from accession_cli.registry.reading import Loaded
from accession_cli.scheme.district import Scheme
from accession_cli.scheme.registry import Registry


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A registry from the work tree; ``unread`` are the files that cannot be used."""

    registry: Registry
    unread: tuple[str, ...]


def locate(start: Path, given: Path | None) -> Path:
    """The folder of the registry *given*, or of the one around *start*."""
    return names.find_registry(start, given)


def profile(folder: Path) -> Scheme:
    """The district's profile alone."""
    source = files.file_on_disk(folder, names.SCHEME)
    return reading.scheme_of([source], names.prefix_of(folder))


def opened(folder: Path) -> Opened:
    """The registry in *folder*; raises ``ProfileUnusable``."""
    return usable(reading.load_registry(folder))


def usable(loaded: Loaded) -> Opened:
    """The registry that was read, for looking; raises ``ProfileUnusable``."""
    if loaded.registry is None:
        raise reading.ProfileUnusable(path=loaded.unusable)
    wrong = {f.place.path for f in loaded.findings if f.severity is Severity.ERROR}
    return Opened(registry=loaded.registry, unread=tuple(sorted(wrong)))
