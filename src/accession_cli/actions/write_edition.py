"""Put the files of a directory on the disk, with a list of them and their hashes beside them."""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from accession_cli.actions.beside import beside
from accession_cli.actions.render_apart import brings_own, maker
from accession_cli.actions.spare_memory import give_back
from accession_cli.model.edition import Edition
from accession_cli.render import FORMATS, Environment, Remark, Rendered, edition_json
from accession_cli.store.durable_file import replace_file

MANIFEST: Final = "manifest.json"
SUMS: Final = "SHA256SUMS"
PDF: Final = "pdf"
#: From so many tasks on a process more is worth what it costs: a third of a second and its memory.
WORTH_A_PROCESS: Final = 500
_FORBIDDEN: Final = '/\\:*?"<>|'
_PAGE: Final = re.compile(rb"/Type\s*/Page\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One file of the directory; ``pages`` where the format has them."""

    path: Path
    format: str
    sha256: str
    bytes: int
    pages: int | None


def untold(_format: str) -> None:
    """For who does not want to be told how far it is."""


def rendered(
    made: Edition,
    formats: Iterable[str],
    environment: Environment,
    tell: Callable[[str], None] = untold,
) -> Mapping[str, Rendered]:
    """The documents by format; when one cannot be made there is none.

    *tell* is called with the name of each format before it is made. Of many tasks the PDF is made
    beside the others.
    """
    wanted = tuple(formats)
    many = PDF in wanted and len(wanted) > 1 and len(made.items) >= WORTH_A_PROCESS
    if many and not brings_own(environment):
        tell(PDF)
        others = (name for name in wanted if name != PDF)
        with beside(PDF, made, environment) as document:
            documents = _one_by_one(made, others, environment, tell)
            give_back()
            documents[PDF] = document()
    else:
        documents = _one_by_one(made, wanted, environment, tell)
    return {name: documents[name] for name in wanted}


def _one_by_one(
    made: Edition,
    formats: Iterable[str],
    environment: Environment,
    tell: Callable[[str], None],
) -> dict[str, Rendered]:
    documents: dict[str, Rendered] = {}
    with maker(environment) as make:
        for name in formats:
            tell(name)
            documents[name] = make(FORMATS[name].render, made, environment)
    return documents


def write(made: Edition, documents: Mapping[str, Rendered], out: Path) -> tuple[Written, ...]:
    """Write *documents* into *out*, then the list of them that programs read, then the hashes."""
    files: list[Written] = []
    for name, document in documents.items():
        path = out / (file_stem(made) + FORMATS[name].suffix)
        replace_file(path, document.data)
        files.append(
            Written(
                path=path,
                format=name,
                sha256=sha256(document.data),
                bytes=len(document.data),
                pages=len(_PAGE.findall(document.data)) if name == PDF else None,
            )
        )
    text = json.dumps(_manifest(made, files), ensure_ascii=False, indent=1, sort_keys=True)
    manifest = f"{text}\n".encode()
    replace_file(out / MANIFEST, manifest)
    sums = [*((file.sha256, file.path.name) for file in files), (sha256(manifest), MANIFEST)]
    replace_file(out / SUMS, "".join(f"{digest}  {name}\n" for digest, name in sums).encode())
    return tuple(files)


def remarks_of(documents: Mapping[str, Rendered]) -> tuple[Remark, ...]:
    """What the formats have to say, each thing once."""
    return tuple(
        {one.message: one for document in documents.values() for one in document.remarks}.values()
    )


def sha256(data: bytes) -> str:
    """The hash of *data* in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def file_stem(made: Edition) -> str:
    """The title as a file name: what a clerk sends on needs no renaming."""
    name = made.scheme.title_of(made.year)
    if made.extract:
        name += f"（{made.extract.name}摘编）"
    if made.draft:
        name += "（征求意见稿）"
    return as_file_name(name)


def as_file_name(text: str) -> str:
    """*text* without what a file system does not take."""
    return "".join("_" if char in _FORBIDDEN or ord(char) < ord(" ") else char for char in text)


def _manifest(made: Edition, files: Sequence[Written]) -> dict[str, Any]:
    return {
        "version": 1,
        "title": made.title,
        "extract": made.extract.name if made.extract else None,
        "year": made.year,
        "base_date": made.base_date.isoformat(),
        "draft": made.draft,
        "sample": made.scheme.sample,
        "commit": made.colophon.commit,
        "tool_version": made.colophon.tool_version,
        "content_sha256": edition_json.content_sha256(made),
        "files": [
            {
                "name": file.path.name,
                "format": file.format,
                "sha256": file.sha256,
                "bytes": file.bytes,
                "pages": file.pages,
            }
            for file in files
        ],
    }
