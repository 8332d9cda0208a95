"""Write the files of a directory: its documents, a list of them, and their hashes (scheme 3.5).

Whoever publishes a folder publishes all that is in it. So ``remove_replaced`` removes files of an
earlier run of the same directory that the new one no longer has, such as a volume. ``provenance``
names, by hash or version, everything besides the records that the bytes depend on.

Each volume of the PDF is typeset in a process of its own, because the memory that Typst keeps of
one volume is of no use for the next. A document has the same bytes wherever it is typeset.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any, Final, TypeAlias

from accession_cli import __version__
from accession_cli.actions.documents import Make, brings_own, document_maker
from accession_cli.files.writing import FilesTogether, replace_file
from accession_cli.office.apart import NoAnswer, read_apart
from accession_cli.papers import directory_json, directory_pdf
from accession_cli.papers.directory_formats import FORMATS
from accession_cli.papers.templates import BOLD, Environment, Remark, Rendered, file_stem
from accession_cli.scheme.directory import Edition
from accession_cli.scheme.directory_frozen import ACCESSION, NamedHash, Provenance, Tool
from accession_cli.scheme.directory_volumes import Volume
from accession_cli.scheme.registry import Registry

#: Packages whose version changes the bytes of a document.
_PACKAGES: Final = (
    "typst",
    "pylopdf-fonts-zh-cn",
    "jinja2",
    "docxtpl",
    "python-docx",
    "xlsxwriter",
    "segno",
    "pypinyin",
)


#: Templates of other documents; no edition uses them.
OTHERS: Final = (
    *("approval_form.", "changes.", "complaint_", "issuing_notice.", "refusal_reply."),
    *("dispatch_notice.", "end_notice.", "evaluation.", "register.", "correction_notice."),
    *("ledger.", "rosters.", "task_line.", "anchor.", "year_figures.", "citations."),
    "districts",
)


def provenance(registry: Registry, made: Edition, environment: Environment) -> Provenance:
    """What the documents of *made* are made with, here and now."""
    return Provenance(
        calendar=_calendar(registry, made),
        templates=_hashes(environment.templates),
        # the regular ones go by the version of their package
        fonts=(*_hashes(environment.font_folders), *_hashes((BOLD,), "*.otf")),
        tools=(
            Tool(name=ACCESSION, version=__version__),
            *(Tool(name=name, version=metadata.version(name)) for name in _PACKAGES),
        ),
    )


def _calendar(registry: Registry, made: Edition) -> str:
    """The hash of all working days in the years that the edition counts in."""
    calendar = registry.calendar
    years = range(made.base_date.year, made.publish_by.year + 1)
    days = (day.isoformat() for year in years for day in calendar.working_days(year))
    return hashlib.sha256("\n".join(days).encode()).hexdigest()


def _hashes(folders: Iterable[Path], wanted: str = "*") -> tuple[NamedHash, ...]:
    """The files in *folders* by name; if two have the same name, the first one is used."""
    used: dict[str, Path] = {}
    for folder in folders:
        for path in sorted(folder.glob(wanted)):
            if path.is_file() and not path.name.startswith((".", *OTHERS)):
                used.setdefault(path.name, path)
    return tuple(
        NamedHash(name=name, sha256=hashlib.sha256(used[name].read_bytes()).hexdigest())
        for name in sorted(used)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A file as a manifest lists it."""

    path: Path
    format: str
    sha256: str


def earlier_files(manifest: Path, same: Mapping[str, object]) -> tuple[Listed, ...]:
    """The files that *manifest* lists; () unless its values include all of *same*."""
    with suppress(OSError, ValueError, TypeError, LookupError, AttributeError):  # not one of ours
        found = json.loads(manifest.read_bytes())
        if same.items() <= found.items():
            return tuple(
                Listed(
                    path=manifest.parent / one["name"], format=one["format"], sha256=one["sha256"]
                )
                for one in found["files"]
                if Path(one["name"]).name == one["name"]
            )
    return ()


def remove_replaced(listed: Iterable[Listed], formats: Mapping[str, str]) -> None:
    """Remove files of *listed* whose format was written again under other names.

    *formats* has the format of each file written, by name. A file with another hash than listed is
    left, because somebody has changed it.
    """
    anew = set(formats.values())
    for one in listed:
        if one.format in anew and one.path.name not in formats:
            with suppress(OSError):
                if hashlib.sha256(one.path.read_bytes()).hexdigest() == one.sha256:
                    one.path.unlink()


MANIFEST: Final = "manifest.json"
SUMS: Final = "SHA256SUMS"
PDF: Final = "pdf"
_WHICH: Final = ("title", "extract", "year", "draft")  # keys that identify a directory
_PAGE: Final = re.compile(rb"/Type\s*/Page\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One format of the directory, or one volume of it; ``pages`` is None except for PDF."""

    format: str
    volume: Volume | None
    name: str
    sha256: str
    bytes: int
    pages: int | None
    remarks: tuple[Remark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One file that was written; ``pages`` is set only for PDF, ``volume`` only for a volume."""

    path: Path
    format: str
    volume: Volume | None = None
    sha256: str
    bytes: int
    pages: int | None


#: Called with the name of a document's file and its bytes, as soon as they are made.
Keep: TypeAlias = Callable[[str, bytes], None]


def unkept(_name: str, _data: bytes) -> None:
    """For callers who need only the hash of a document."""


def untold(_format: str) -> None:
    """For callers who need no progress."""


def rendered(
    made: Edition,
    formats: Iterable[str],
    environment: Environment,
    keep: Keep,
    tell: Callable[[str], None] = untold,
) -> tuple[Document, ...]:
    """The documents, format by format; each is passed to *keep* when it is made.

    *tell* is called with the name of each format before that format is made.
    """
    return tuple(_one_by_one(made, formats, environment, keep, tell))


def _one_by_one(
    made: Edition,
    formats: Iterable[str],
    environment: Environment,
    keep: Keep,
    tell: Callable[[str], None],
) -> Iterator[Document]:
    for name in formats:
        tell(name)
        for volume in FORMATS[name].volumes(made, environment) or (None,):
            with document_maker(environment) as make:  # own templates: a new process each time
                yield _kept(made, name, volume, _made(make, made, name, volume, environment), keep)


def _made(
    make: Make, made: Edition, name: str, volume: Volume | None, environment: Environment
) -> Rendered:
    form = FORMATS[name]
    if volume is None or form.volume is None:
        return make(form.render, made, environment)
    if name == PDF and not brings_own(environment):
        return _typeset_apart(made, volume, environment)
    return make(form.volume, made, volume, environment)


def _typeset_apart(made: Edition, volume: Volume, environment: Environment) -> Rendered:
    """One volume of the PDF, typeset in a process of its own, so that Typst's memory is freed."""
    manuscript = directory_pdf.manuscript(made, volume, environment)
    try:
        return read_apart(directory_pdf.typeset, manuscript, environment, seconds=None, memory=None)
    except (NoAnswer, OSError):  # no reason given: typeset here; its refusal names the tasks
        return directory_pdf.render_volume(made, volume, environment)


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
    """The hash of each format: of its file, or of its volumes' lines in SHA256SUMS."""
    lines: dict[str, list[tuple[str, str]]] = {}
    for one in documents:
        lines.setdefault(one.format, []).append((one.sha256, one.name))
    return {
        name: held[0][0] if len(held) == 1 else sha256(_sums(held)) for name, held in lines.items()
    }


def write(
    made: Edition, documents: Iterable[Document], together: FilesTogether
) -> tuple[Written, ...]:
    """Put *documents* in place, then write the manifest for programs, then the hashes.

    Volumes of an earlier run that the directory no longer has are removed.
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
    """The remarks of all documents, each once."""
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
