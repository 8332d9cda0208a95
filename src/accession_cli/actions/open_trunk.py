"""Open the line of history on which a registry's records exist."""

from pathlib import Path

from accession_cli.actions.open_registry import profile
from accession_cli.gitstore.trunk import Trunk


def open_trunk(folder: Path) -> Trunk:
    """The trunk of the registry in *folder*, as its profile names it."""
    scheme = profile(folder)
    return Trunk.open(folder, trunk=scheme.trunk, sample=scheme.sample)
