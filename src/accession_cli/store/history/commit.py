"""Make a commit out of a few files and the commit it builds on, without touching the checkout."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from accession_cli.errors import (
    AccessionError,
    Exit,
)
from accession_cli.i18n import N_
from accession_cli.store.history.commit_stream import MODE, OPTIONS, remove_reports, stream
from accession_cli.store.history.git import Git
from accession_cli.store.history.signers import Signers
from accession_cli.store.history.tree_changes import TreeChange, empty_tree, tree_changes

TRAILER: Final = "Accession-Request"
INSPECTED: Final = "Accession-Inspected-By"
_FORBIDDEN: Final = frozenset({"", ".", "..", ".git"})  # as a part of a path


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A file to write: ``path`` from the top of the repository, ``data`` the whole new content.

    ``seen`` is the sha of the blob that the new content was made from; ``None`` says that the
    file is new and must not exist yet.
    """

    path: str
    data: bytes
    seen: str | None


class AlreadyThere(AccessionError):
    says = N_("{path} is on the trunk already, so the new record was not written over it.")
    mend = N_("Nothing was recorded. Look at that record, then run the command again.")
    exit_code = Exit.MOVED


class ChangedMeanwhile(AccessionError):
    """Facts: ``path``, ``seen`` (the blob it was made from), ``found`` (on the trunk, or None)."""

    says = N_("Someone else changed the same record, {path}, after you read it.")
    mend = N_(
        "Nothing was recorded. Run accession sync, look at the record again, then repeat the"
        " command."
    )
    exit_code = Exit.MOVED


class PathRefused(AccessionError):
    says = N_("{path} cannot be a file of the trunk, so nothing was recorded.")
    mend = N_("Check the folder of the registry: another file may stand where a folder must be.")
    exit_code = Exit.OUTSIDE


def commit_on(
    git: Git,
    base: str | None,
    changes: Sequence[Change],
    message: str,
    *,
    request: str,
    when: datetime,
    signers: Signers,
    inspected_by: str | None = None,
) -> str:
    """The commit of *changes* on *base* (``None``: the first of all); no ref moves.

    *when* must know its zone; *request* is one word; *inspected_by* names who vouches that nothing
    in it is secret. One process of git writes it all, and reads of *base* only the folders on the
    way to what changes.
    """
    if when.tzinfo is None or not changes:
        raise ValueError(when, len(changes))
    for change in changes:
        if not _FORBIDDEN.isdisjoint(change.path.casefold().split("/")):
            raise PathRefused(path=change.path)
    text = f"{message.rstrip()}\n\n{TRAILER}: {request}\n"
    if inspected_by:
        text += f"{INSPECTED}: {' '.join(inspected_by.split())}\n"
    files = {change.path: change.data for change in changes}
    asked = stream(files, text, base=base, when=when, signers=signers)
    try:
        *blobs, commit = git.run("fast-import", *OPTIONS, data=asked).line.split("\n")
    finally:
        remove_reports(git)
    _demand_exactly(
        git, base or empty_tree(git), commit, changes, dict(zip(files, blobs, strict=True))
    )
    return commit


def _demand_exactly(
    git: Git, before: str, commit: str, changes: Sequence[Change], blobs: Mapping[str, str]
) -> None:
    """*commit* holds what was given, over what was seen, and differs from *before* in nothing else.

    Git lets a file take the place of a whole folder, which may not pass. One comparison shows it.
    """
    found = {one.name: one for one in tree_changes(git, before, commit)}
    for change in changes:
        wanted = (MODE, blobs[change.path])
        one = found.pop(change.path, None) or _unchanged(git, commit, change.path)
        _demand_seen(change, one.blob_before if one else None)
        if one is None or one.new != wanted:
            raise PathRefused(path=change.path)
    for path in found:
        raise PathRefused(path=path)


def _unchanged(git: Git, commit: str, path: str) -> TreeChange | None:
    """A path that does not differ: it held the same before."""
    entry = git.entry_at(commit, path)
    state = (entry.mode, entry.sha) if entry else None
    return TreeChange(name=path, old=state, new=state) if state else None


def _demand_seen(change: Change, found: str | None) -> None:
    """Never write over a record nobody read: create only, or change only what was seen."""
    if found == change.seen:
        return
    if change.seen is None:
        raise AlreadyThere(path=change.path)
    raise ChangedMeanwhile(path=change.path, seen=change.seen, found=found)
