"""Read and write what a centre keeps by hand: YAML files, each with a JSON Schema of its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from accession_cli.errors import Exit, Refusal, Refused, reason
from accession_cli.files.reading import beginning
from accession_cli.files.writing import replace_file
from accession_cli.finding import Finding
from accession_cli.i18n import N_
from accession_cli.registry import schemas
from accession_cli.registry.files import FILE_UNREADABLE
from accession_cli.registry.schemas import FileKind
from accession_cli.scheme.fields import newest
from accession_cli.yamlfile import editor, reader

_LIMITS: Final = reader.Limits(bytes=16 * 1024 * 1024, depth=8, nodes=1_000_000)


def name_of(kind: FileKind) -> str:
    """The name of the one file of *kind* beside ``districts.yaml``."""
    return f"{kind}.yaml"


class FileUnfit(Refused):
    """A file of the centre cannot be used; ``findings`` say where and why."""

    refusal = Refusal(
        N_("{path} cannot be used, so nothing was done."),
        N_("Mend what is listed above and run the command again."),
        Exit.UNREADABLE,
    )

    def __init__(self, *, path: str, findings: tuple[Finding, ...]) -> None:
        super().__init__(path=path)
        self.findings = findings


def read_file(kind: FileKind, folder: Path) -> dict[str, Any] | None:
    """The value of the file of *kind* in *folder*; None where there is none.

    Raises ``FileUnfit``, or ``FILE_UNREADABLE`` when the system refuses.
    """
    return read_at(kind, folder / name_of(kind))


def read_at(kind: FileKind, path: Path) -> dict[str, Any] | None:
    """The value of the file of *kind* at *path*, whatever its name; as ``read_file`` does."""
    try:
        data = beginning(path, _LIMITS.bytes)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise FILE_UNREADABLE(path=path, reason=reason(error)) from error
    found = reader.read(data, path.name, _LIMITS, schemas.order_in(kind, data))
    if found.parsed is None:
        raise FileUnfit(path=path.name, findings=found.findings)
    wrong = schemas.check_schema(kind, found.parsed.value, found.parsed.place)
    if wrong:
        raise FileUnfit(path=path.name, findings=wrong)
    return found.parsed.value


def write_file(kind: FileKind, folder: Path, value: dict[str, Any]) -> None:
    """Put *value* in place of the file of *kind* in *folder*, whole or not at all."""
    stated = {"schema": newest(kind), **value}
    text = editor.new_text(stated, order=schemas.key_order(kind))
    replace_file(folder / name_of(kind), text.encode())


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
