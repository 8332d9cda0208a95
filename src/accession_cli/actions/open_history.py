"""Open the trunk on which a registry's records exist, and the past of a registry.

The past is the repository that keeps it, and where in its trees the registry lies.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from accession_cli.actions.open import profile
from accession_cli.errors import Exit, Refusal
from accession_cli.gitstore.branches import VIEW
from accession_cli.gitstore.git import Git
from accession_cli.gitstore.trunk import Trunk
from accession_cli.i18n import N_
from accession_cli.registry import names, reading
from accession_cli.registry.files import Source
from accession_cli.registry.names import SCHEME, NoRegistryThere, RegistryNotFound
from accession_cli.registry.reading import ProfileUnusable
from accession_cli.scheme.district import Scheme


def open_trunk(folder: Path) -> Trunk:
    """The trunk of the registry in *folder*, as its profile names it."""
    scheme = profile(folder)
    return Trunk.open(folder, trunk=scheme.trunk, sample=scheme.sample)


_NOTHING: Final = frozenset("0")


#: The registry lies in no repository, or its repository has no commit.
NO_PAST: Final = Refusal(
    N_("The registry in {folder} has no git history to look at."),
    N_("Work in a clone of the registry's repository."),
    Exit.OUTSIDE,
)


#: The clone has only the newest part of the history.
PAST_CUT_OFF: Final = Refusal(
    N_(
        "This clone holds only the newest part of the history, so what came before cannot be"
        " compared."
    ),
    N_(
        "Fetch the rest with git fetch --unshallow; in CI, have the whole history checked out"
        " (fetch-depth: 0)."
    ),
    Exit.OUTSIDE,
)


#: A word that names no commit.
UNKNOWN_REVISION: Final = Refusal(
    N_("There is no commit {name} in this repository."),
    N_("Name a commit, a branch or a tag that git log shows."),
    Exit.USAGE,
)


#: A commit from before there was a registry, or from beside it.
NO_REGISTRY_THEN: Final = Refusal(
    N_("Commit {commit} holds no registry: there is no scheme.yaml in it where one was sought."),
    N_("Name another commit, or the registry's folder with -C."),
    Exit.UNREADABLE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """A repository and the folder of the registry in its trees, from the top; "" is the top."""

    git: Git
    folder: str

    @property
    def prefix(self) -> str:
        """What stands before a file's name when its path is shown."""
        return f"{self.folder}/" if self.folder else ""

    def commit(self, name: str) -> str:
        """The commit that *name* names; ``PAST_CUT_OFF`` or ``UNKNOWN_REVISION`` for none."""
        found = self.git.tip(name)
        if found is None and self.git.is_shallow():
            raise PAST_CUT_OFF()
        if found is None:
            raise UNKNOWN_REVISION(name=name)
        return found

    def scheme(self, commit: str) -> Scheme:
        """The profile as *commit* has it; ``ProfileUnusable`` where nothing can be made of it."""
        entry = self.git.entry_at(commit, self.prefix + SCHEME)
        found = [] if entry is None else [Source(SCHEME, self.git.blobs([entry.sha])[0])]
        return reading.scheme_of(found, self.prefix)

    def trunk(self) -> tuple[str, str]:
        """The trunk's name and its newest commit that this clone has; nothing is fetched.

        Where accession saw a later commit than plain git fetched, it is that one.
        """
        git = self.git
        head = git.tip("HEAD")
        remotes = git.remotes()
        local = git.branch() or "HEAD"
        if head is None and not remotes:
            raise NO_PAST(folder=git.top)
        scheme = self._profile(head)
        if scheme is None or scheme.sample or not remotes:
            if head is None:
                raise NO_PAST(folder=git.top)
            return local, head
        seen, fetched = git.tip(VIEW), git.tip(f"refs/remotes/{scheme.trunk}")
        if seen is not None and (fetched is None or git.is_ancestor(fetched, seen)):
            return scheme.trunk, seen
        if fetched is not None:
            return scheme.trunk, fetched
        return local, self.commit("HEAD")

    def _profile(self, head: str | None) -> Scheme | None:
        if head is None:
            return None
        try:
            return self.scheme(head)
        except ProfileUnusable:
            return None


def nothing(name: str) -> bool:
    """Whether *name* is how a hook on a server calls what was before a branch: only zeros."""
    return len(name) >= 40 and set(name) == _NOTHING  # noqa: PLR2004 - as long as a commit's name


def past_of(start: Path, given: Path | None, commit: str = "HEAD") -> Past:
    """The past of the registry around *start*, or *given*; also one that only *commit* has.

    So a bare repository can be looked at, and one whose work tree has something else in it.
    """
    try:
        folder = names.find_registry(start, given)
    except (RegistryNotFound, NoRegistryThere) as missing:
        git = Git.reading(given or start, named=given is not None)
        if git is None:
            raise missing from None
        past = Past(git=git, folder="")
        found = folder_in(git, past.commit(commit))
        if found is None:
            raise NO_REGISTRY_THEN(commit=commit) from missing
        return Past(git=git, folder=found)
    git = Git.reading(folder, named=False)
    if git is None:
        raise NO_PAST(folder=folder)
    return Past(git=git, folder=git.path_of(folder))


def folder_in(git: Git, commit: str) -> str | None:
    """The folder in the tree of *commit* that holds scheme.yaml: its top, registry/, or the one."""
    found = [path for path in git.paths_at(commit) if path.rpartition("/")[2] == SCHEME]
    folders = [path.rpartition("/")[0] for path in found]
    for usual in ("", "registry"):
        if usual in folders:
            return usual
    return folders[0] if len(folders) == 1 else None
