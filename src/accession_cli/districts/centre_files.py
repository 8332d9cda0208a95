"""Read and write what a centre keeps by hand: YAML files, each with a JSON Schema of its own."""

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
from accession_cli.yamlfile.reader import Limits

_LIMITS: Final = Limits(bytes=16 * 1024 * 1024, depth=8, nodes=1_000_000)


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
