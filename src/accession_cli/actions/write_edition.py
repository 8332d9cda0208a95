"""Put the files of a directory on the disk, with a list of them and their hashes beside them."""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeAlias

from accession_cli.actions.beside import beside
from accession_cli.actions.earlier_files import earlier_files, remove_replaced
from accession_cli.actions.render_apart import Make, brings_own, maker
from accession_cli.actions.spare_memory import give_back
from accession_cli.files.writing import FilesTogether, replace_file
from accession_cli.papers import directory_json, directory_pdf
from accession_cli.papers.directory_formats import FORMATS
from accession_cli.papers.templates import Environment, Remark, Rendered, file_stem
from accession_cli.scheme.directory import Edition
from accession_cli.scheme.directory_volumes import Volume, all_in_one

MANIFEST: Final = "manifest.json"
SUMS: Final = "SHA256SUMS"
PDF: Final = "pdf"
JSON: Final = "json"
#: More tasks take half a gigabyte themselves, and a volume as much: then one is typeset at a time.
_MANY: Final = 10_000
_WHICH: Final = ("title", "extract", "year", "draft")  # of a manifest: which directory it is of
_PAGE: Final = re.compile(rb"/Type\s*/Page\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One format of the directory, or one volume of it; ``pages`` where the format has them."""

    format: str
    volume: Volume | None
    name: str
    sha256: str
    bytes: int
    pages: int | None
    remarks: tuple[Remark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One file of the directory; ``pages`` where the format has them, ``volume`` if it is one."""

    path: Path
    format: str
    volume: Volume | None = None
    sha256: str
    bytes: int
    pages: int | None


#: Takes the name of a document's file and its bytes, as soon as they are made.
Keep: TypeAlias = Callable[[str, bytes], None]


def unkept(_name: str, _data: bytes) -> None:
    """For who wants to know of a document only what its hash is."""


def untold(_format: str) -> None:
    """For who does not want to be told how far it is."""


def rendered(
    made: Edition,
    formats: Iterable[str],
    environment: Environment,
    keep: Keep,
    tell: Callable[[str], None] = untold,
) -> tuple[Document, ...]:
    """The documents, format by format, each of which was given to *keep*.

    *tell* is called with the name of each format before it is made. The PDF is made beside the
    other formats.
    """
    wanted = tuple(formats)
    others = [name for name in wanted if name != PDF]
    divided = FORMATS[PDF].volumes(made, environment) if PDF in wanted else ()
    if PDF not in wanted or not (others or divided) or brings_own(environment):
        return tuple(_one_by_one(made, wanted, environment, keep, tell))
    tell(PDF)
    others.sort(key=lambda name: name != JSON)  # it was made for its hash, and is held until then
    directory_json.content_sha256(made)  # each format shows it: it is made once, before they begin
    shown = divided or (all_in_one(made),)
    makers = [partial(directory_pdf.manuscript, made, volume, environment) for volume in shown]

    def kept(number: int, rendered: Rendered) -> Document:
        return _kept(made, PDF, shown[number] if divided else None, rendered, keep)

    together = 2 if len(made.items) <= _MANY else 1
    first = 1 if others else together
    with beside(makers, environment, kept, first=first, then=together) as typeset:
        documents = list(_one_by_one(made, others, environment, keep, tell))
        if divided:
            give_back()
        for number, document in enumerate(typeset()):
            # what could not be made there is refused here, with its reason
            documents.append(
                document
                or kept(number, directory_pdf.render_volume(made, shown[number], environment))
            )
    return tuple(sorted(documents, key=lambda one: wanted.index(one.format)))


def _one_by_one(
    made: Edition,
    formats: Iterable[str],
    environment: Environment,
    keep: Keep,
    tell: Callable[[str], None],
) -> Iterator[Document]:
    for name in formats:
        if len(made.items) > made.volume_size:  # of what was read, or of the format before
            give_back()
        tell(name)
        for volume in FORMATS[name].volumes(made, environment) or (None,):
            with maker(environment) as make:  # with what is a registry's own: a new process each
                yield _kept(made, name, volume, _made(make, made, name, volume, environment), keep)


def _made(
    make: Make, made: Edition, name: str, volume: Volume | None, environment: Environment
) -> Rendered:
    form = FORMATS[name]
    if volume and form.volume:
        return make(form.volume, made, volume, environment)
    return make(form.render, made, environment)


def _kept(
    made: Edition, name: str, volume: Volume | None, rendered: Rendered, keep: Keep
) -> Document:
    data = rendered.data
    file = file_name(made, name, volume)
    keep(file, data)
    return Document(
        format=name,
        volume=volume,
        name=file,
        sha256=sha256(data),
        bytes=len(data),
        pages=len(_PAGE.findall(data)) if name == PDF else None,
        remarks=rendered.remarks,
    )


def digests(documents: Iterable[Document]) -> Mapping[str, str]:
    """The hash of each format: of its file, or of the lines that its volumes have in SHA256SUMS."""
    lines: dict[str, list[tuple[str, str]]] = {}
    for one in documents:
        lines.setdefault(one.format, []).append((one.sha256, one.name))
    return {
        name: held[0][0] if len(held) == 1 else sha256(_sums(held)) for name, held in lines.items()
    }


def write(
    made: Edition, documents: Iterable[Document], together: FilesTogether
) -> tuple[Written, ...]:
    """Put *documents* in place, then the list of them that programs read, then the hashes.

    Volumes that the directory was divided into before, and is no longer, are removed.
    """
    out = together.folder
    same = {key: value for key, value in _manifest(made, ()).items() if key in _WHICH}
    listed = earlier_files(out / MANIFEST, same)
    files = [
        Written(
            path=out / one.name,
            format=one.format,
            volume=one.volume,
            sha256=one.sha256,
            bytes=one.bytes,
            pages=one.pages,
        )
        for one in documents
    ]
    together.place()
    text = json.dumps(_manifest(made, files), ensure_ascii=False, indent=1, sort_keys=True)
    manifest = f"{text}\n".encode()
    replace_file(out / MANIFEST, manifest)
    sums = [*((file.sha256, file.path.name) for file in files), (sha256(manifest), MANIFEST)]
    replace_file(out / SUMS, _sums(sums))
    remove_replaced(listed, {file.path.name: file.format for file in files})
    return tuple(files)


def _sums(lines: Iterable[tuple[str, str]]) -> bytes:
    return "".join(f"{digest}  {name}\n" for digest, name in lines).encode()


def remarks_of(documents: Iterable[Document]) -> tuple[Remark, ...]:
    """What the formats have to say, each thing once."""
    remarks = (one for document in documents for one in document.remarks)
    return tuple({one.message: one for one in remarks}.values())


def sha256(data: bytes) -> str:
    """The hash of *data* in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def file_name(made: Edition, name: str, volume: Volume | None = None) -> str:
    """The name of the file in the format *name*, or of one volume of it."""
    return file_stem(made, volume) + FORMATS[name].suffix


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
        "content_sha256": directory_json.content_sha256(made),
        **({"volumes": directory_json.issued(made)} if any(file.volume for file in files) else {}),
        "files": [
            {
                "name": file.path.name,
                "format": file.format,
                **({"volume": file.volume.number} if file.volume else {}),
                "sha256": file.sha256,
                "bytes": file.bytes,
                "pages": file.pages,
            }
            for file in files
        ],
    }
