"""Make a commit out of a few files and the commit it builds on, without touching the checkout."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from accession_cli.errors import AccessionError, Exit
from accession_cli.i18n import N_
from accession_cli.store.history.git import Git
from accession_cli.store.history.git_refusals import GitFailed
from accession_cli.store.history.tree_changes import TreeChange, empty_tree, tree_changes

TRAILER: Final = "Accession-Request"
INSPECTED: Final = "Accession-Inspected-By"
_MODE: Final = "100644"


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


class IdentityMissing(AccessionError):
    says = N_(
        "Git does not know who you are, and a record is signed with a name. Git says: {words}"
    )
    mend = N_(
        "Run git config --global user.name YOUR-NAME and git config --global user.email"
        " YOUR-ADDRESS, then run the command again."
    )
    exit_code = Exit.OUTSIDE


def demand_identity(git: Git) -> None:
    """Refuse, before anything is written, when a commit could not be signed with a name."""
    for who in ("GIT_AUTHOR_IDENT", "GIT_COMMITTER_IDENT"):
        try:
            git.run("var", who)
        except GitFailed as failed:
            raise IdentityMissing(words=failed.facts["words"]) from failed


def commit_on(
    git: Git,
    base: str | None,
    changes: Sequence[Change],
    message: str,
    *,
    request: str,
    when: datetime,
    scratch: Path,
    inspected_by: str | None = None,
) -> str:
    """The commit of *changes* on *base* (``None``: the first of all); no ref moves.

    *when* must know its zone; *request* is one word; *scratch* is a folder for the private index;
    *inspected_by* names who vouches that nothing in it is secret.
    """
    if when.tzinfo is None or not changes:
        raise ValueError(when, len(changes))
    shas = {c.path: git.run("hash-object", "-w", "--stdin", data=c.data).line for c in changes}
    tree = _tree(git, base, shas, scratch / "index")
    _demand_exactly(git, base, tree, changes, shas)
    date = f"@{int(when.timestamp())} {when:%z}"
    text = f"{message.rstrip()}\n\n{TRAILER}: {request}\n"
    if inspected_by:
        text += f"{INSPECTED}: {' '.join(inspected_by.split())}\n"
    parent = ("-p", base) if base else ()
    return git.run(
        *("commit-tree", tree, *parent),
        data=text.encode(),
        variables={"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date},
    ).line


def _tree(git: Git, base: str | None, shas: Mapping[str, str], index: Path) -> str:
    """The tree of *base* with the blobs *shas* put at their paths, built in a private index."""
    private = {"GIT_INDEX_FILE": str(index)}
    lines = "".join(f"{_MODE} {sha}\t{path}\0" for path, sha in shas.items())
    try:
        for old in (index, index.with_name("index.lock")):  # left by a run that was killed
            old.unlink(missing_ok=True)
        git.run("read-tree", base or "--empty", variables=private)
        git.run("update-index", "-z", "--index-info", data=lines.encode(), variables=private)
        return git.run("write-tree", variables=private).line
    finally:
        index.unlink(missing_ok=True)


def _demand_exactly(
    git: Git, base: str | None, tree: str, changes: Sequence[Change], shas: Mapping[str, str]
) -> None:
    """*tree* holds what was given, over what was seen, and differs from *base* in nothing else.

    ``update-index`` skips a path such as ``../x`` with a mere warning, and lets a file take the
    place of a whole folder; neither may pass. One comparison shows all of that.
    """
    found = {one.name: one for one in tree_changes(git, base or empty_tree(git), tree)}
    for change in changes:
        wanted = (_MODE, shas[change.path])
        one = found.pop(change.path, None) or _unchanged(git, tree, change.path)
        _demand_seen(change, one.blob_before if one else None)
        if one is None or one.new != wanted:
            raise PathRefused(path=change.path)
    for path in found:
        raise PathRefused(path=path)


def _unchanged(git: Git, tree: str, path: str) -> TreeChange | None:
    """A path that does not differ: it held the same before, or git passed over it."""
    entry = git.entry_at(tree, path)
    state = (entry.mode, entry.sha) if entry else None
    return TreeChange(name=path, old=state, new=state) if state else None


def _demand_seen(change: Change, found: str | None) -> None:
    """Never write over a record nobody read: create only, or change only what was seen."""
    if found == change.seen:
        return
    if change.seen is None:
        raise AlreadyThere(path=change.path)
    raise ChangedMeanwhile(path=change.path, seen=change.seen, found=found)
