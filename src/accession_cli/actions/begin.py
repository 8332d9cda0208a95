"""Begin the registry of a district, or the bare repository that clerks push to.

``begin_registry`` writes the registry's files and makes its repository if there is none.
``begin_server`` makes the server's repository, with a hook that checks what comes in.
"""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

from accession_cli import __version__
from accession_cli.actions.examine import examine
from accession_cli.actions.landing import NotAdmissible
from accession_cli.actions.roster import rosters_as_workbooks
from accession_cli.errors import Exit, Refusal, Refused
from accession_cli.files.writing import replace_file
from accession_cli.finding import Severity
from accession_cli.gitstore import clone
from accession_cli.gitstore.git import Git
from accession_cli.gitstore.signing import Pen, Signers
from accession_cli.i18n import N_
from accession_cli.registry import files, profiles, reading
from accession_cli.registry.commits import (
    is_taken,
    make,
    missing_of,
    nearest,
    read_where_there,
    write_new,
)
from accession_cli.registry.files import RegistryNotFound, Source
from accession_cli.registry.profiles import UNSAID, District, InstallSource, Profile
from accession_cli.scheme.registry import Registry

_MESSAGE: Final = "Begin the registry"


#: A registry is never begun over or inside another one.
REGISTRY_THERE: Final = Refusal(
    N_("There is a registry already, in {folder}; nothing was written."),
    N_("Work in that registry, or name another folder."),
    Exit.USAGE,
)


#: A registry has a repository of its own.
INSIDE_REPOSITORY: Final = Refusal(
    N_("{folder} lies inside the git repository {top}; nothing was written."),
    N_("Name {top} itself, or a folder outside of it."),
    Exit.USAGE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A registry that was begun. ``left`` are files that existed before and were not touched.

    ``made`` says whether the repository was made, too. ``commit`` is None when nothing was
    committed. ``checked``: it is only what would be done; ``commits``, whether it is committed.
    """

    top: Path
    written: tuple[str, ...]
    left: tuple[str, ...]
    made: bool
    commit: str | None
    workbooks: tuple[Path, ...] = ()
    commits: bool = False
    checked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """Who signs the records of one repository, when git knows nobody."""

    name: str
    address: str


def knows_signer(folder: Path) -> bool:
    """Whether git knows who would sign in *folder*, which need not exist yet."""
    place = nearest(folder.resolve())
    try:
        Signers.known_to(Git.find(place) or Git.outside(place))
    except Refused:
        return False
    return True


def begin_registry(
    folder: Path,
    chosen: Profile,
    district: District,
    *,
    source: InstallSource = UNSAID,
    signer: Signer | None = None,
    when: datetime,
    commit: bool | None,
    check: bool = False,
) -> Begun:
    """Write the files of a new registry into *folder*, and over nothing that exists.

    With *commit* they are committed. *commit* None means: if the repository has no commit yet.
    *signer* signs in this repository alone. The two rosters are written as workbooks to fill in.
    With *check* nothing is written; the same is refused.
    """
    folder = folder.resolve()
    repository = _repository(folder)
    fresh = repository is None or repository.tip("HEAD") is None
    signs = fresh if commit is None else commit
    if signs and signer is None:
        Signers.known_to(repository or Git.outside(nearest(folder)))
    pen = _pen(repository, signer) if signs and district.signatures else None
    texts = profiles.new_files(chosen, district, __version__, source)
    registry = _sound(folder, texts, when.date())
    last = f"{profiles.REGISTRY}/{files.SCHEME}"
    if check:
        books = rosters_as_workbooks(folder / profiles.REGISTRY, registry, when.date())
        new = missing_of(folder, texts, last=last)
        return Begun(
            top=folder,
            written=new,
            left=tuple(path for path in texts if path not in new),
            made=repository is None,
            commit=None,
            workbooks=tuple(folder / name for name, _data in books),
            commits=signs,
            checked=True,
        )
    git = repository or clone.create_repository(make(folder))
    if signer is not None:
        clone.put_setting(git, "user.name", signer.name)
        clone.put_setting(git, "user.email", signer.address)
    written = write_new(folder, texts, last=last)
    return Begun(
        top=folder,
        written=written,
        left=tuple(path for path in texts if path not in written),
        made=repository is None,
        commit=clone.first_commit(git, written, _MESSAGE, when=when, pen=pen) if signs else None,
        workbooks=_workbooks(folder, when.date()),
        commits=signs,
    )


def _pen(repository: Git | None, signer: Signer | None) -> Pen:
    """The key that signs the first commit, tried before anything is written.

    Where there is no repository yet, one is made to try it in, and thrown away.
    """
    if repository is not None and signer is None:
        return Pen.of(repository)
    with tempfile.TemporaryDirectory() as folder:
        git = Git.create(Path(folder))
        if signer is not None:
            clone.put_setting(git, "user.name", signer.name)
            clone.put_setting(git, "user.email", signer.address)
        return Pen.of(git)


def _workbooks(top: Path, today: date) -> tuple[Path, ...]:
    """Write the rosters as workbooks to fill in; one that is there is left as it is."""
    registry = top / profiles.REGISTRY
    made = rosters_as_workbooks(registry, reading.opened(registry).registry, today)
    for name, data in made:
        if not (top / name).exists():
            replace_file(top / name, data)
    return tuple(top / name for name, _data in made)


def _repository(folder: Path) -> Git | None:
    """The repository whose top is *folder*, None if there is none.

    Raises ``REGISTRY_THERE`` and ``INSIDE_REPOSITORY``.
    """
    try:
        there = files.find_registry(folder)
    except RegistryNotFound:
        git = Git.find(nearest(folder))
        if git is not None and git.top != folder:
            raise INSIDE_REPOSITORY(folder=folder, top=git.top) from None
        return git
    raise REGISTRY_THERE(folder=there)


def _sound(folder: Path, texts: Mapping[str, str], today: date) -> Registry:
    """The registry as it is going to be, checked before any file is written."""
    prefix = f"{profiles.REGISTRY}/"
    sources = [
        Source(path.removeprefix(prefix), read_where_there(folder / path) or text.encode())
        for path, text in texts.items()
        if path.startswith(prefix)
    ]
    loaded = reading.read_registry(sources, prefix)
    found = examine(loaded, today)
    if any(one.severity is Severity.ERROR for one in found):
        raise NotAdmissible(tuple(found))
    return reading.usable(loaded).registry


#: A repository is never made over another one.
SERVER_THERE: Final = Refusal(
    N_("{folder} is there already and is not empty; nothing was written."),
    N_("Name a folder that does not exist yet, for example registry.git."),
    Exit.USAGE,
)


def begin_server(
    folder: Path,
    root_keys: Sequence[str] = (),
    *,
    shared: bool,
    program: str | None,
    check: bool = False,
) -> Path:
    """Make the bare repository *folder*; its hook calls *program*, or ``accession`` on PATH.

    The public keys *root_keys* may sign its first list of keys. With *check* nothing is made; the
    same is refused.
    """
    folder = folder.resolve()
    if is_taken(folder):
        raise SERVER_THERE(folder=folder)
    if check:
        return folder
    made = clone.create_server(make(folder), shared=shared, program=program, root_keys=root_keys)
    return made.top
