"""Read the papers that a record rests on, and sort papers that came in.

A paper's name and hash are recorded, its text is screened. ``sort_papers`` tells which files are
approval forms, and which papers belong to which form.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

from accession_cli.actions.application_form import form_in, read_form
from accession_cli.actions.application_reading import FormRead
from accession_cli.actions.documents import file_bytes, is_scan
from accession_cli.entry import draft
from accession_cli.errors import Exit, Refusal, Refused, reason
from accession_cli.i18n import N_
from accession_cli.office import apart
from accession_cli.office.apart import LARGEST, NOTHING, text_inside
from accession_cli.office.converting import as_word, is_other
from accession_cli.office.inner_text import InnerText
from accession_cli.papers.application_form_texts import NoFormInIt
from accession_cli.registry.files import FILE_UNREADABLE
from accession_cli.scheme.registry import Registry
from accession_cli.scheme.task import StoredFile
from accession_cli.secrecy.screening import refuse_secrets

_CHUNK: Final = 1 << 20


#: An empty file, or something that is no file, is no written material.
MATERIAL_EMPTY: Final = Refusal(
    N_("{path} is not a file with anything in it, so it is no written material."),
    N_("Name the file that holds the agency's paper."),
    Exit.UNREADABLE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """A paper that a record rests on: name and hash, which are recorded, and its text."""

    stored: StoredFile
    inside: InnerText = NOTHING


def material_of(path: Path, read_as: bytes | None = None) -> Material:
    """The paper in the file at *path*; the file is not moved or copied.

    *read_as* is the same paper in a kind of file whose text can be read.
    """
    refuse_secrets(draft.passages_of_file(str(path), ""))
    digest, start = hashlib.sha256(), bytearray()
    try:
        if path.exists() and not path.is_dir() and not _holds_something(path):
            raise MATERIAL_EMPTY(path=path)
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
                if len(start) <= LARGEST:
                    start += chunk
    except OSError as error:
        raise FILE_UNREADABLE(path=path, reason=reason(error)) from error
    if read_as is not None:
        inside = text_inside(read_as)
    else:
        inside = text_inside(bytes(start)) if len(start) <= LARGEST else NOTHING
    stored = StoredFile(name=path.name, sha256=digest.hexdigest())
    return Material(stored=stored, inside=inside)


def _holds_something(path: Path) -> bool:
    """Whether *path* is a regular file and not empty; reading a pipe could wait for ever."""
    return path.is_file() and path.stat().st_size > 0


#: Files that programs put beside papers; nobody handed them in.
_NOT_PAPERS: Final = ("~$", ".", "Thumbs.db", "desktop.ini", "__MACOSX")
_WORD: Final = ".docx"
_ZIP: Final = ".zip"


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A form with the papers that came with it; either ``read`` or ``refusal`` is set.

    ``name`` is for messages: the form's path in the folder or package.
    """

    name: str
    form: Path
    attachments: tuple[Path, ...]
    read: FormRead | None
    refusal: Refused | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pile:
    """All forms in a folder; ``strays`` names links and papers that belong to no form.

    ``scans`` belong to no form, either; each may be a stamped form, which only a person can tell.
    """

    incoming: tuple[Incoming, ...]
    strays: tuple[str, ...]
    scans: tuple[Incoming, ...] = ()


def sort_papers(place: Path, registry: Registry, scratch: Path, near: date | None = None) -> Pile:
    """Find the forms in a folder and below it, and give each its papers.

    *place* may be a .zip, which is unpacked into *scratch*, or a single form. If there is one form,
    every other paper belongs to it; with several, a paper belongs to the form whose name is the
    beginning of its own. A link is no paper: the file behind it was not handed in. A scan that is
    given by itself is a form; of one in a folder that belongs to no form a person has to tell.
    Raises ``NoFormInIt``.
    """
    if place.suffix.lower() == _ZIP:
        apart.unpack(place, scratch)
        return _sorted(scratch, registry, near)
    if place.is_dir():
        return _sorted(place, registry, near)
    read, refusal = None, None
    try:
        read = read_form(place, registry, near)
    except NoFormInIt:
        raise
    except Refused as refused:
        refusal = refused
    only = Incoming(name=place.name, form=place, attachments=(), read=read, refusal=refusal)
    return Pile(incoming=(only,), strays=())


def _sorted(folder: Path, registry: Registry, near: date | None) -> Pile:
    forms: list[Incoming] = []
    strays: list[Path] = []
    below = sorted(folder.rglob("*"))
    links = [one for one in below if one.is_symlink()]
    for place in (folder, *(one for one in below if one.is_dir() and one not in links)):
        if _is_paper(place, folder):
            found, others = _sort_one(place, folder, registry, near)
            forms += found
            strays += others
    if len(forms) == 1:  # papers in folders beside or below the only form
        forms = [replace(forms[0], attachments=(*forms[0].attachments, *strays))]
        strays = []
    scans = {one: read for one in strays if (read := _scan(one, registry)) is not None}
    left_out = sorted((*(one for one in strays if one not in scans), *links))
    return Pile(
        incoming=tuple(forms),
        strays=tuple(_within(folder, one) for one in left_out),
        scans=tuple(
            Incoming(
                name=_within(folder, one), form=one, attachments=(), read=scans[one], refusal=None
            )
            for one in sorted(scans)
        ),
    )


def _scan(path: Path, registry: Registry) -> FormRead | None:
    """The scan at *path*; None when it is none, or cannot be read."""
    try:
        data = file_bytes(path)
    except Refused:
        return None
    return FormRead.of_scan(data, registry) if is_scan(data) else None


def _sort_one(
    place: Path, folder: Path, registry: Registry, near: date | None
) -> tuple[list[Incoming], list[Path]]:
    files = (one for one in place.iterdir() if one.is_file() and not one.is_symlink())
    papers = sorted(one for one in files if _is_paper(one, place))
    word = [one for one in papers if one.suffix.lower() == _WORD or is_other(one)]
    tried = [(one, *_read(one, _within(folder, one), registry, near)) for one in word]
    forms = [(path, read, refusal) for path, is_form, read, refusal in tried if is_form]
    names = [path for path, _read, _refusal in forms]
    others = [one for one in papers if one not in names]
    owners = {one: _owner(one, names) for one in others}
    found = [
        Incoming(
            name=_within(folder, path),
            form=path,
            attachments=tuple(one for one in others if owners[one] == path),
            read=read,
            refusal=refusal,
        )
        for path, read, refusal in forms
    ]
    return found, [one for one in others if owners[one] is None]


def _owner(paper: Path, forms: Sequence[Path]) -> Path | None:
    """The form that *paper* came with: the only one, or the one with the longest fitting name."""
    if len(forms) == 1:
        return forms[0]
    fitting = [form for form in forms if paper.stem.startswith(form.stem)]
    return max(fitting, key=lambda form: len(form.stem), default=None)


def _within(folder: Path, paper: Path) -> str:
    """A paper's name in messages: its path in *folder*, because nobody sees the scratch folder."""
    return paper.relative_to(folder).as_posix()


def _read(
    path: Path, name: str, registry: Registry, near: date | None
) -> tuple[bool, FormRead | None, Refused | None]:
    """Whether the Word file is a form, and its content or the refusal."""
    try:
        return True, form_in(as_word(file_bytes(path), path), name, registry, near), None
    except NoFormInIt:
        return False, None, None
    except Refused as refused:
        return True, None, refused


def _is_paper(path: Path, above: Path) -> bool:
    return not any(part.startswith(_NOT_PAPERS) for part in path.relative_to(above).parts)
