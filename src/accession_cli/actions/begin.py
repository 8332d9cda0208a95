"""Begin the registry of a district, or the bare repository that clerks push to.

``begin_registry`` writes the registry's files and makes its repository if there is none.
``begin_server`` makes the server's repository, with a hook that checks what comes in.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

from accession_cli import __version__
from accession_cli.actions.examine import examine
from accession_cli.actions.landing import NotAdmissible
from accession_cli.errors import Exit, Refusal
from accession_cli.finding import Severity
from accession_cli.gitstore import clone
from accession_cli.gitstore.git import Git, Signers
from accession_cli.i18n import N_
from accession_cli.registry import names, profiles, reading
from accession_cli.registry.commits import is_taken, make, nearest, read_where_there, write_new
from accession_cli.registry.files import Source
from accession_cli.registry.names import RegistryNotFound
from accession_cli.registry.profiles import District, Profile

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
    committed.
    """

    top: Path
    written: tuple[str, ...]
    left: tuple[str, ...]
    made: bool
    commit: str | None


def begin_registry(
    folder: Path, chosen: Profile, district: District, *, when: datetime, commit: bool | None
) -> Begun:
    """Write the files of a new registry into *folder*, and over nothing that exists.

    With *commit* they are committed. *commit* None means: if the repository has no commit yet.
    """
    folder = folder.resolve()
    repository = _repository(folder)
    fresh = repository is None or repository.tip("HEAD") is None
    signs = fresh if commit is None else commit
    if signs:
        Signers.known_to(repository or Git.outside(nearest(folder)))
    texts = profiles.new_files(chosen, district, __version__)
    _refuse_unless_sound(folder, texts, when.date())
    git = repository or clone.create_repository(make(folder))
    written = write_new(folder, texts, last=f"{profiles.REGISTRY}/{names.SCHEME}")
    return Begun(
        top=folder,
        written=written,
        left=tuple(path for path in texts if path not in written),
        made=repository is None,
        commit=clone.first_commit(git, written, _MESSAGE, when=when) if signs else None,
    )


def _repository(folder: Path) -> Git | None:
    """The repository whose top is *folder*, None if there is none.

    Raises ``REGISTRY_THERE`` and ``INSIDE_REPOSITORY``.
    """
    try:
        there = names.find_registry(folder)
    except RegistryNotFound:
        git = Git.find(nearest(folder))
        if git is not None and git.top != folder:
            raise INSIDE_REPOSITORY(folder=folder, top=git.top) from None
        return git
    raise REGISTRY_THERE(folder=there)


def _refuse_unless_sound(folder: Path, texts: Mapping[str, str], today: date) -> None:
    """Check the registry as it is going to be, before any file is written."""
    prefix = f"{profiles.REGISTRY}/"
    sources = [
        Source(path.removeprefix(prefix), read_where_there(folder / path) or text.encode())
        for path, text in texts.items()
        if path.startswith(prefix)
    ]
    found = examine(reading.read_registry(sources, prefix), today)
    if any(one.severity is Severity.ERROR for one in found):
        raise NotAdmissible(tuple(found))


#: A repository is never made over another one.
SERVER_THERE: Final = Refusal(
    N_("{folder} is there already and is not empty; nothing was written."),
    N_("Name a folder that does not exist yet, for example registry.git."),
    Exit.USAGE,
)


def begin_server(folder: Path, *, shared: bool, program: str | None) -> Path:
    """Make the bare repository *folder*; its hook calls *program*, or ``accession`` on PATH."""
    folder = folder.resolve()
    if is_taken(folder):
        raise SERVER_THERE(folder=folder)
    return clone.create_server(make(folder), shared=shared, program=program).top
