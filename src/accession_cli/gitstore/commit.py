"""Make a commit out of a few files and the commit it builds on, without touching the checkout.

``git fast-import`` reads the commit as a stream: one process writes the files, folders and
commit. It needs a branch to write on; the branch is emptied at the end, so that no ref is
touched. Of the commit before, git reads only the folders on the path to each changed file.

``CommitFiles`` asks git for each commit and file only once, because they never change; it lives
as long as one command. A landing reads the trunk again on every turn, and most of its files are
those already read. ``tree_changes`` lists what differs between two commits.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Self

from accession_cli.errors import Exit, Refusal
from accession_cli.gitstore.git import Git, TreeEntry
from accession_cli.gitstore.signing import Pen, Signers
from accession_cli.i18n import N_

_SHA1_DIGITS: Final = 40


@dataclass(frozen=True, slots=True)
class FileState:
    """A file as a commit has it: git's mode ("100644") and git's name for its content."""

    mode: str
    blob: str


def blob_name(data: bytes, digits: int) -> str:
    """Return git's name of *digits* for *data*: the hash of its length and its bytes."""
    made = hashlib.sha1 if digits == _SHA1_DIGITS else hashlib.sha256
    return made(b"blob %d\0" % len(data) + data).hexdigest()


class CommitFiles:
    """Remembers what git answered; commits must be given by their full names."""

    def __init__(self, git: Git) -> None:
        self._git = git
        self._listed: dict[tuple[str, str], tuple[TreeEntry, ...]] = {}
        self._blobs: dict[str, bytes] = {}

    def entries_at(self, commit: str, folder: str = "") -> tuple[TreeEntry, ...]:
        asked = (commit, folder)
        if asked not in self._listed:
            self._listed[asked] = self._git.entries_at(commit, folder)
        return self._listed[asked]

    def limited(self, most: Mapping[str, int]) -> Iterator[tuple[str, bytes]]:
        """Yield each blob with its content, as ``Git.limited`` does."""
        new = {sha: limit for sha, limit in most.items() if sha not in self._blobs}
        if new:
            self._blobs |= self._git.limited(new)
        return ((sha, self._blobs[sha]) for sha in most)


OPTIONS: Final = ("--quiet", "--done")
MODE: Final = "100644"
_BRANCH: Final = "refs/accession/made"


def stream(
    files: Mapping[str, bytes], message: str, *, base: str | None, when: datetime, signers: Signers
) -> bytes:
    """Return the stream that makes git write *files* on *base*.

    Git answers with the name of each blob, one a line, and last the commit's.
    """
    time = f"{int(when.timestamp())} {when:%z}"
    *marks, last = range(1, len(files) + 2)
    asked: list[bytes] = []
    for mark, data in zip(marks, files.values(), strict=True):
        asked += _lines("blob", f"mark :{mark}"), _data(data)
    asked += _lines(f"commit {_BRANCH}", f"mark :{last}"), _lines(f"author {signers.author} {time}")
    asked += _lines(f"committer {signers.committer} {time}"), _data(message.encode())
    if base:
        asked.append(_lines(f"from {base}"))
    for mark, path in zip(marks, files, strict=True):
        asked.append(_lines(f"M {MODE} :{mark} {_quoted(path)}"))
    asked.append(_lines(*(f"get-mark :{mark}" for mark in (*marks, last))))
    return b"".join([*asked, _lines(f"reset {_BRANCH}", "", "done")])


def stream_of_tree(
    blobs: Mapping[str, bytes],
    tree: Mapping[str, str],
    message: str,
    *,
    base: str | None,
    when: datetime,
    signers: Signers,
) -> bytes:
    """Return the stream for a commit on *base* of exactly *tree*, blob names by their paths.

    *blobs* are the contents that are not there yet, by their names. Git answers with the commit's
    name.
    """
    time = f"{int(when.timestamp())} {when:%z}"
    asked = [part for data in blobs.values() for part in (_lines("blob"), _data(data))]
    asked += _lines(f"commit {_BRANCH}", "mark :1"), _lines(f"author {signers.author} {time}")
    asked += _lines(f"committer {signers.committer} {time}"), _data(message.encode())
    asked.append(_lines(*([f"from {base}"] if base else ()), "deleteall"))
    asked += (_lines(f"M {MODE} {sha} {_quoted(path)}") for path, sha in tree.items())
    return b"".join([*asked, _lines("get-mark :1", f"reset {_BRANCH}", "", "done")])


def _lines(*lines: str) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode(errors="surrogateescape")


def _data(content: bytes) -> bytes:
    return _lines(f"data {len(content)}") + content + b"\n"


def _quoted(path: str) -> str:
    for sign, written in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n")):
        path = path.replace(sign, written)
    return f'"{path}"'


def remove_reports(git: Git) -> None:
    """Remove git's crash reports on commits of ours that it could not write; others stay."""
    with suppress(OSError):
        for path in git.directory.glob("fast_import_crash_*"):
            if _BRANCH.encode() in path.read_bytes():
                path.unlink()


@dataclass(frozen=True, slots=True, kw_only=True)
class TreeChange:
    """A path that differs, with mode and blob on either side; a blob of zeros means no file."""

    name: str
    old: tuple[str, str]
    new: tuple[str, str]

    @classmethod
    def parse(cls, meta: str, name: str) -> Self:
        """Read *meta*, a raw line of ``diff-tree``, and *name*, the path that goes with it."""
        old_mode, new_mode, old, new, _kind = meta.removeprefix(":").split(" ")
        return cls(name=name, old=(old_mode, old), new=(new_mode, new))

    @property
    def was_there(self) -> bool:
        return self.blob_before is not None

    @property
    def is_there(self) -> bool:
        return self.blob_after is not None

    @property
    def blob_before(self) -> str | None:
        return self.old[1] if set(self.old[1]) != {"0"} else None

    @property
    def blob_after(self) -> str | None:
        return self.new[1] if set(self.new[1]) != {"0"} else None


def tree_changes(git: Git, before: str, after: str) -> tuple[TreeChange, ...]:
    """List every path that differs between *before* and *after*, in git's order."""
    # even when the clone is set to ignore submodules, list one that a file has replaced
    asked = ("diff-tree", "-r", "-z", "--no-renames", "--ignore-submodules=none")
    plain = ("--no-ext-diff", "--no-textconv")
    found = git.run(*asked, *plain, before, after, "--").items
    return tuple(TreeChange.parse(*pair) for pair in zip(found[::2], found[1::2], strict=True))


def empty_tree(git: Git) -> str:
    """Write the tree without any file and return its name; it stands before the first commit."""
    return git.run("hash-object", "-t", "tree", "-w", "--stdin").line


TRAILER: Final = "Accession-Request"
INSPECTED: Final = "Accession-Inspected-By"
_FORBIDDEN: Final = frozenset({"", ".", "..", ".git"})  # as a part of a path


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A file to write: ``path`` from the top of the repository, ``data`` the whole new content.

    ``seen`` is the sha of the blob that the new content was made from; ``None`` means that the
    file is new and must not exist yet.
    """

    path: str
    data: bytes
    seen: str | None


ALREADY_THERE: Final = Refusal(
    N_("{path} is in the register already, so the new record was not written over it."),
    N_("Nothing was recorded. Look at that record, then run the command again."),
    Exit.MOVED,
)


#: Facts: ``path``, ``seen`` (the blob it was made from), ``found`` (on the trunk, or None).
CHANGED_MEANWHILE: Final = Refusal(
    N_("Someone else changed the same record, {path}, after you read it."),
    N_(
        "Nothing was recorded. Run accession sync, look at the record again, then repeat the"
        " command."
    ),
    Exit.MOVED,
)


PATH_REFUSED: Final = Refusal(
    N_("{path} cannot be a file of the register, so nothing was recorded."),
    N_("Check the folder of the registry: another file may stand where a folder must be."),
    Exit.OUTSIDE,
)


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
    pen: Pen | None = None,
) -> str:
    """Make a commit of *changes* on *base* (``None``: the first of all); no ref moves.

    *when* must have a time zone, or ``ValueError`` is raised, as it is without changes. *request*
    is one word; *inspected_by* names who vouches that nothing in the commit is secret, *pen* is
    the key that it is signed with. Raises
    ``PATH_REFUSED``, ``ALREADY_THERE`` or ``CHANGED_MEANWHILE``.
    """
    if when.tzinfo is None or not changes:
        raise ValueError(when, len(changes))
    for change in changes:
        if not _FORBIDDEN.isdisjoint(change.path.casefold().split("/")):
            raise PATH_REFUSED(path=change.path)
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
    return commit if pen is None else pen.signed(git, commit, text, base, when, signers)


def _demand_exactly(
    git: Git, before: str, commit: str, changes: Sequence[Change], blobs: Mapping[str, str]
) -> None:
    """Refuse unless *commit* holds what was given, over what was seen, and changes nothing else.

    Git lets a file take the place of a whole folder; the comparison with *before* shows it.
    """
    found = {one.name: one for one in tree_changes(git, before, commit)}
    for change in changes:
        wanted = (MODE, blobs[change.path])
        one = found.pop(change.path, None) or _unchanged(git, commit, change.path)
        _demand_seen(change, one.blob_before if one else None)
        if one is None or one.new != wanted:
            raise PATH_REFUSED(path=change.path)
    for path in found:
        raise PATH_REFUSED(path=path)


def _unchanged(git: Git, commit: str, path: str) -> TreeChange | None:
    """Return a path that does not differ as a change to the same; ``None`` when it is no file."""
    entry = git.entry_at(commit, path)
    state = (entry.mode, entry.sha) if entry else None
    return TreeChange(name=path, old=state, new=state) if state else None


def _demand_seen(change: Change, found: str | None) -> None:
    """Refuse when *found* is not the blob that the change was made from.

    So no record is written over that the clerk has not read.
    """
    if found == change.seen:
        return
    if change.seen is None:
        raise ALREADY_THERE(path=change.path)
    raise CHANGED_MEANWHILE(path=change.path, seen=change.seen, found=found)
