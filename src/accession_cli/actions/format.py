"""Write files in canonical form: only how they are written changes, not what they say.

With ``upgrade`` they are also written in the newest version.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from accession_cli.actions.validate import inside
from accession_cli.files.writing import replace_file
from accession_cli.registry import files, schemas
from accession_cli.registry.schemas import FileKind
from accession_cli.registry.upgrades import renewed
from accession_cli.yamlfile import editor, reader
from accession_cli.yamlfile.editor import CommentLost, NotFormattable


@dataclass(frozen=True, slots=True, kw_only=True)
class Formatted:
    """What became of the files; paths are as they are shown."""

    changed: tuple[str, ...]
    unchanged: int
    refused: tuple[NotFormattable | CommentLost, ...]


def format_files(
    folder: Path, *, paths: Sequence[Path] = (), write: bool, upgrade: bool = False
) -> Formatted:
    """Bring the registry's files, or those at *paths*, into canonical form.

    A file that cannot be read is left as it is. Without *write* nothing is written. Each file keeps
    its version unless *upgrade* is set.
    """
    wanted = [_inside(path, folder) for path in paths]
    changed: list[str] = []
    refused: list[NotFormattable | CommentLost] = []
    unchanged = 0
    prefix = files.prefix_of(folder)
    for source in files.files_on_disk(folder):
        kind = files.kind_of(source.name)
        if kind is None or source.data is None or not _wanted(source.name, wanted):
            continue
        path = prefix + source.name
        try:
            text = _canonical(source.data, kind, path)
            if upgrade:
                text = renewed(kind, text, path, files.limits_of(kind))
        except (NotFormattable, CommentLost) as no:
            refused.append(no)
            continue
        data = text.encode()
        if data == source.data:
            unchanged += 1
        else:
            changed.append(path)
            if write:
                replace_file(folder / source.name, data)
    return Formatted(changed=tuple(changed), unchanged=unchanged, refused=tuple(refused))


def _canonical(data: bytes, kind: FileKind, path: str) -> str:
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise NotFormattable(reader.read(data, path).findings) from None
    return editor.formatted(text, schemas.order_in(kind, data), path=path)


def _inside(path: Path, folder: Path) -> str:
    return inside(path, folder).relative_to(folder).as_posix()


def _wanted(name: str, wanted: Sequence[str]) -> bool:
    return not wanted or any(one in {".", name} or name.startswith(one + "/") for one in wanted)
