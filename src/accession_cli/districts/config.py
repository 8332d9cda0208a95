"""Read ``districts.yaml``: which districts are collected, from where, and what reading may cost."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from accession_cli.districts.centre_files import read_at
from accession_cli.errors import Exit, Refusal
from accession_cli.i18n import N_
from accession_cli.registry.schemas import FileKind

#: There is no such file where the command was started.
NO_DISTRICTS: Final = Refusal(
    N_("There is no {path}, which says which districts are collected."),
    N_("Go to its folder, or name it with --file; docs/districts.md has one to copy."),
    Exit.UNREADABLE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What reading one district may cost: seconds, MB of memory, MB of files."""

    seconds: int
    memory: int
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class District:
    """Where a district publishes; whoever has one of the keys ``signers`` signs. () asks nobody."""

    code: str
    name: str
    url: str
    branch: str
    signers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Districts:
    """All that is collected; ``lake`` is the folder that it is kept in."""

    path: Path
    name: str
    lake: Path
    limits: Limits
    districts: Mapping[str, District]


def read_districts(path: Path) -> Districts:
    """Read the file at *path*; raises ``NO_DISTRICTS`` or ``FileUnfit``.

    A relative folder, and the relative path of a repository, start at the file's own folder.
    """
    value = read_at(FileKind.DISTRICTS, path)
    if value is None:
        raise NO_DISTRICTS(path=path)
    here = path.absolute().parent
    return Districts(
        path=path.absolute(),
        name=value["name"],
        lake=here / value["lake"],
        limits=Limits(**value["limits"]),
        districts={
            code: District(
                code=code,
                name=one["name"],
                url=_address(one["url"], here),
                branch=one["branch"],
                signers=tuple(one["signers"]),
            )
            for code, one in value["districts"].items()
        },
    )


def _address(url: str, here: Path) -> str:
    """*url*; the path of a folder starts at *here*. A URL, or host:path, stays as it is."""
    return url if ":" in url else str(here / url)
