"""Read ``districts.yaml``: which districts are collected, from where, and what reading may cost."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from accession_cli.errors import Exit, Refusal, Refused, reason
from accession_cli.files.reading import beginning
from accession_cli.finding import Finding
from accession_cli.i18n import N_
from accession_cli.registry import schemas
from accession_cli.registry.files import FILE_UNREADABLE
from accession_cli.registry.schemas import FileKind
from accession_cli.yamlfile import reader
from accession_cli.yamlfile.reader import EDITION

NAME: Final = "districts.yaml"

#: There is no such file where the command was started.
NO_DISTRICTS: Final = Refusal(
    N_("There is no {path}, which says which districts are collected."),
    N_("Go to its folder, or name it with --file; docs/districts.md has one to copy."),
    Exit.UNREADABLE,
)


class DistrictsUnusable(Refused):
    """The file cannot be used; ``findings`` say where and why."""

    refusal = Refusal(
        N_("{path} cannot be used, so nothing was collected."),
        N_("Mend what is listed above and run the command again."),
        Exit.UNREADABLE,
    )

    def __init__(self, *, path: str, findings: tuple[Finding, ...] = ()) -> None:
        super().__init__(path=path)
        self.findings = findings


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
    """Read the file at *path*; raises ``NO_DISTRICTS`` or ``DistrictsUnusable``.

    A relative folder, and the relative path of a repository, start at the file's own folder.
    """
    try:
        data = beginning(path, EDITION.bytes)
    except FileNotFoundError as error:
        raise NO_DISTRICTS(path=path) from error
    except OSError as error:
        raise FILE_UNREADABLE(path=path, reason=reason(error)) from error
    kind = FileKind.DISTRICTS
    found = reader.read(data, str(path), EDITION, schemas.order_in(kind, data))
    if found.parsed is None:
        raise DistrictsUnusable(path=str(path), findings=found.findings)
    value = found.parsed.value
    wrong = schemas.check_schema(kind, value, found.parsed.place)
    if wrong:
        raise DistrictsUnusable(path=str(path), findings=wrong)
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
