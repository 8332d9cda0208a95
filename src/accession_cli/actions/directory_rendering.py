"""Build the guidance directory of a year and write its files (scheme 3.5).

Beside the files a list of them and their hashes are written. Whoever publishes a folder publishes
all that is in it. So ``remove_replaced`` removes files of an earlier run of the same directory that
the new one no longer has, such as a volume. ``provenance`` names, by hash or version, everything
besides the records that the bytes depend on. ``compared`` compares a frozen edition that was made
again with what was frozen.

Each volume of the PDF is typeset in a process of its own, because the memory that Typst keeps of
one volume is of no use for the next. A document has the same bytes wherever it is typeset.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from importlib import metadata
from pathlib import Path
from typing import Any, Final, TypeAlias

from accession_cli import __version__
from accession_cli.actions import directory_origin
from accession_cli.actions.directory_building import NOTHING_TO_SHOW, edition, when
from accession_cli.actions.directory_extract import Narrowing, cut_of, extract
from accession_cli.actions.directory_frozen import changed_since, last_edition
from accession_cli.actions.directory_origin import Origin, environment_at, environment_of
from accession_cli.actions.out_folder import Make, brings_own, document_maker
from accession_cli.files.writing import FilesTogether, replace_file
from accession_cli.gitstore.git import Git
from accession_cli.i18n import N_
from accession_cli.office.apart import NoAnswer, read_apart
from accession_cli.papers import directory_json, directory_pdf
from accession_cli.papers.directory_formats import FORMATS
from accession_cli.papers.templates import Environment, Remark, Rendered, as_file_name, file_stem
from accession_cli.registry import names
from accession_cli.scheme.directory import (
    ACCESSION,
    Edition,
    FrozenEdition,
    LastEdition,
    NamedHash,
    Provenance,
    Tool,
)
from accession_cli.scheme.directory_volumes import Volume
from accession_cli.scheme.ids import RecordId
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
    *("approval_form.", "changes.", "complaint_letter.", "complaint_circular."),
    *("dispatch_notice.", "end_notice.", "evaluation.", "register."),
)


def provenance(registry: Registry, made: Edition, environment: Environment) -> Provenance:
    """What the documents of *made* are made with, here and now."""
    return Provenance(
        calendar=_calendar(registry, made),
        templates=_hashes(environment.templates),
        fonts=_hashes(environment.font_folders),  # the packaged ones go by their version
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


def _hashes(folders: Iterable[Path]) -> tuple[NamedHash, ...]:
    """The files in *folders* by name; if two have the same name, the first one is used."""
    used: dict[str, Path] = {}
    for folder in folders:
        for path in sorted(folder.glob("*")):
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


class Likeness(StrEnum):
    """How far a frozen edition that was made again is the same.

    ``SAME_CONTENT``: no file can be compared, for example in an extract or in another format.
    """

    AS_FROZEN = "as_frozen"
    SAME_CONTENT = "same_content"
    OTHER_BYTES = "other_bytes"
    OTHER_CONTENT = "other_content"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refrozen:
    """The result of making *frozen* again.

    ``differs`` are the formats with other bytes, ``unknown`` those that were not made when it was
    frozen; ``reasons`` say what has changed since. ``changed`` are the edition's records that say
    something else today; they were used as they were then.
    """

    frozen: FrozenEdition
    likeness: Likeness
    differs: tuple[str, ...]
    unknown: tuple[str, ...]
    reasons: tuple[Remark, ...]
    changed: tuple[RecordId, ...]


def compared(
    frozen: FrozenEdition,
    *,
    content: str,
    registry: Registry,
    made: Edition,
    environment: Environment,
    outputs: Mapping[str, str],
    changed: tuple[RecordId, ...],
) -> Refrozen:
    """Compare the edition *made* again with *frozen*.

    *outputs* are the hashes by format, *changed* the records that say something else today.
    """
    then = {output.name: output.sha256 for output in frozen.outputs}
    differs = tuple(name for name in outputs if then.get(name, outputs[name]) != outputs[name])
    if content != frozen.content:
        likeness = Likeness.OTHER_CONTENT
    elif differs:
        likeness = Likeness.OTHER_BYTES
    elif then.keys() & outputs.keys():
        likeness = Likeness.AS_FROZEN
    else:
        likeness = Likeness.SAME_CONTENT
    current = provenance(registry, made, environment)
    return Refrozen(
        frozen=frozen,
        likeness=likeness,
        differs=differs,
        unknown=tuple(name for name in outputs if name not in then),
        reasons=tuple(_reasons(frozen.workshop, current)),
        changed=changed,
    )


def content_of(made: Edition, frozen: FrozenEdition) -> str:
    """The hash of all that *made* says, with the accession version that froze it."""
    version = frozen.workshop.version_of(ACCESSION)
    return directory_json.content_sha256(
        replace(made, colophon=replace(made.colophon, tool_version=version))
    )


def _reasons(then: Provenance, now: Provenance) -> Iterator[Remark]:
    names = dict.fromkeys([*(t.name for t in then.tools), *(t.name for t in now.tools)])
    for name in names:
        before, after = then.version_of(name), now.version_of(name)
        if before != after:
            yield Remark(
                says=N_("{name}: version {before} then, {after} now."),
                facts={"name": name, "before": before or "—", "after": after or "—"},
            )
    for says, were, are in (
        (N_("Templates that are not as they were: {names}."), then.templates, now.templates),
        (N_("Fonts that are not as they were: {names}."), then.fonts, now.fonts),
    ):
        changed = sorted({one.name for one in {*were} ^ {*are}})
        if changed:
            yield Remark(says=says, facts={"names": ", ".join(changed)})
    if then.calendar != now.calendar:
        yield Remark(says=N_("The working days are not those that were counted with then."))


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderWish:
    """What to build. ``year`` None is the year that is due; ``formats`` are keys of FORMATS.

    ``narrow`` may ask for an extract.
    """

    year: int | None
    formats: Sequence[str]
    out: Path | None
    as_of: date | None
    draft: bool
    narrow: Narrowing


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """The directory as it was written; ``refrozen`` is set when a frozen edition was made again.

    ``stem`` is the beginning of all its files' names; ``unread`` are files of the registry that a
    draft leaves out.
    """

    edition: Edition
    folder: Path
    stem: str
    files: tuple[Written, ...]
    remarks: tuple[Remark, ...]
    refrozen: Refrozen | None
    unread: tuple[str, ...] = ()


def render_edition(folder: Path, wanted: RenderWish, tell: Callable[[str], None] = untold) -> Built:
    """Build the directory of the registry in *folder* and write its files.

    A frozen edition is made from the commit that it was frozen from, any other from HEAD, or with
    ``draft`` from the work tree. One commit always gives the same bytes: the clock is never read.
    *tell* is called with the name of each format before it is made.
    """
    if wanted.draft:
        origin = directory_origin.from_files(folder)
    else:
        origin = directory_origin.from_head(folder, day_is_stated=wanted.as_of is not None)
    frozen = _frozen(origin, wanted)
    if frozen is not None:
        editions = origin.editions()
        del origin  # frees the records' bytes; its own commit is read instead
        return _made_again(folder, frozen, editions, wanted, tell)
    made, unread = _gathered(folder, origin, wanted)
    del origin  # the records' bytes
    out = _out(folder, made, wanted)
    with FilesTogether(out) as together:
        documents = rendered(made, wanted.formats, environment_of(folder), together.take, tell)
        files = write(made, documents, together)
    return Built(
        edition=made,
        folder=out,
        stem=file_stem(made),
        files=files,
        remarks=(*_left_out(unread), *remarks_of(documents)),
        refrozen=None,
        unread=unread,
    )


def _gathered(folder: Path, origin: Origin, wanted: RenderWish) -> tuple[Edition, tuple[str, ...]]:
    """The directory, and the files that it had to leave out."""
    sound = directory_origin.sound(origin, as_of=wanted.as_of, draft=wanted.draft)
    registry = sound.registry
    made = _edition(folder, origin, registry, wanted, len(sound.unread))
    return extract(made, registry, cut_of(registry, wanted.narrow)), sound.unread


def _frozen(origin: Origin, wanted: RenderWish) -> FrozenEdition | None:
    """The frozen edition that is asked for; None for a draft or another day of its year."""
    if wanted.draft or wanted.year is None:
        return None
    for frozen in origin.editions():
        stated = wanted.as_of
        if frozen.year == wanted.year and (
            stated is None or stated.year != frozen.year or stated == frozen.base_date
        ):
            return frozen
    return None


def _edition(
    folder: Path, origin: Origin, registry: Registry, wanted: RenderWish, left_out: int
) -> Edition:
    newest = wanted.as_of or origin.day
    if newest is None:
        raise directory_origin.NO_HISTORY(folder=folder)
    editions = origin.editions()
    frozen = {one.year for one in editions}
    year, base_date, running = when(
        registry, wanted.year, newest=newest, frozen=frozen, as_of=wanted.as_of
    )
    made = edition(
        registry,
        year=year,
        base_date=base_date,
        draft=wanted.draft or running or year in frozen,
        commit=origin.commit,
        tool_version=__version__,
        left_out=left_out,
        last=directory_origin.last_of(folder, editions, year, registry),
    )
    if not made.items and not made.ended:
        raise NOTHING_TO_SHOW(day=base_date)
    return made


def _made_again(
    folder: Path,
    frozen: FrozenEdition,
    editions: Sequence[FrozenEdition],
    wanted: RenderWish,
    tell: Callable[[str], None],
) -> Built:
    registry = directory_origin.from_frozen(folder, frozen)
    git = Git.find(folder)
    if git is None:
        raise directory_origin.NO_HISTORY(folder=folder)
    below = git.path_of(folder)
    whole = frozen_edition(registry, frozen, last_edition(git, editions, frozen.year, registry))
    made = extract(whole, registry, cut_of(registry, wanted.narrow))
    out = _out(folder, made, wanted)
    with (
        environment_at(git, frozen.commit, below) as environment,
        FilesTogether(out) as together,
    ):
        documents = rendered(made, wanted.formats, environment, together.take, tell)
        files = write(made, documents, together)
        refrozen = compared(
            frozen,
            content=content_of(whole, frozen),
            registry=registry,
            made=whole,
            environment=environment,
            outputs={} if made.extract else digests(documents),
            changed=changed_since(git, frozen, below),
        )
    return Built(
        edition=made,
        folder=out,
        stem=file_stem(made),
        files=files,
        remarks=remarks_of(documents),
        refrozen=refrozen,
    )


def frozen_edition(registry: Registry, frozen: FrozenEdition, last: LastEdition | None) -> Edition:
    """The edition of *frozen*, made from the *registry* of its commit and the edition before it.

    Older versions took last year's figures from the records; one that was frozen so stays so.
    """

    def made(last: LastEdition | None) -> Edition:
        return edition(
            registry,
            year=frozen.year,
            base_date=frozen.base_date,
            draft=False,
            commit=frozen.commit,
            tool_version=__version__,
            last=last,
        )

    found = made(last)
    if last is not None and content_of(found, frozen) != frozen.content:
        older = made(None)
        if content_of(older, frozen) == frozen.content:
            return older
    return found


def _out(folder: Path, made: Edition, wanted: RenderWish) -> Path:
    top = names.shown_below(folder) / "build" / "directory" / str(made.year)
    return wanted.out or (top / as_file_name(made.extract.name) if made.extract else top)


def _left_out(unread: Sequence[str]) -> Iterator[Remark]:
    """A remark when files were left out, which only a draft does."""
    if unread:
        yield Remark(
            says=N_(
                "Files that could not be read, so that the draft leaves them out: {count} in all,"
                " the first is {first}."
            ),
            facts={"count": len(unread), "first": unread[0]},
        )
