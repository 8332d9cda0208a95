"""Read the history of a repository: its commits, and what each changed.

A few processes of git read all of it, and nothing depends on the clerk's settings: git's plumbing
formats are used, and grafts, which put other parents in the place of the true ones, are not
obeyed. ``Checkpoint`` keeps in ``.git/accession`` how far a trunk was verified, so that a
rewritten one is noticed. ``tracked`` lists the files that git tracks below a folder, with their
line ends in the work tree.
"""

import json
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from accession_cli.files.writing import replace_file
from accession_cli.gitstore.commit import INSPECTED, TRAILER, FileState
from accession_cli.gitstore.git import CHINA, Git
from accession_cli.gitstore.journals import holding_index

_LINES: Final = re.MULTILINE | re.IGNORECASE  # as git takes the name of a trailer
_REQUEST: Final = re.compile(rf"^{TRAILER}: *(\S+) *$", _LINES)
_INSPECTED: Final = re.compile(rf"^{INSPECTED}: *(\S[^\n]*)$", _LINES)
#: Why a commit is dated before its parent, or an entry before the day on which it was made.
EXPLAINED: Final = "Accession-Explanation"
#: That a history of another place was brought in as a whole, by whom and why.
RESTORED: Final = "Accession-Restored"
#: That what was found in an earlier commit is accepted: which, by whom and why.
ACCEPTED: Final = "Accession-Accepted"
_WORDS: Final = {
    name: re.compile(rf"^{name}: *(\S[^\n]*)$", _LINES) for name in (EXPLAINED, RESTORED, ACCEPTED)
}
_FORMAT: Final = "%H%n%P%n%ct%n%an%n%B"
#: Makes git take the parents that a commit itself names: no grafts, no commit-graph file.
_NO_GRAFTS: Final = {"GIT_GRAFT_FILE": os.devnull}
_NO_GRAPH: Final = {"core.commitGraph": "false"}
_INDEX: Final = "GIT_INDEX_FILE"
_OURS: Final = frozenset({"0", "2"})  # stages of a file: not in conflict, and ours
#: The last time that a ``datetime`` can hold; a commit may name any number of seconds.
_LAST: Final = int(datetime(9999, 12, 31, tzinfo=CHINA).timestamp())


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """A commit; ``when`` is the time it was made (Asia/Shanghai), ``requests`` its trailers.

    ``explained``, ``restored`` and ``accepts`` are the words of more trailers; "" without one.
    ``inspected`` are those who vouch that nothing in it is secret.
    """

    sha: str
    parents: tuple[str, ...]
    when: datetime
    author: str
    subject: str
    requests: tuple[str, ...]
    explained: str = ""
    restored: str = ""
    accepts: str = ""
    inspected: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Delta:
    """A file that differs between a commit and one of its parents; ``path`` is from the top."""

    path: str
    before: FileState | None
    after: FileState | None


def commits(git: Git, tip: str, *selection: str, path: str = "") -> tuple[Commit, ...]:
    """List the commits up to *tip*, each after its parents; *selection* is for ``git log``.

    With *path*, from the top, only those that made that file what it is.
    """
    out = git.run(
        *("log", "-z", "--topo-order", "--reverse", "--no-show-signature", "--no-color"),
        *("--no-notes", "--no-ext-diff", "--no-textconv", "--encoding=UTF-8"),
        *(f"--format={_FORMAT}", *selection),
        *("--end-of-options", tip, *(("--", path) if path else ())),
        variables=_NO_GRAFTS,
        given=_NO_GRAPH,
    ).out
    return tuple(_commit(item) for item in out.decode(errors="replace").split("\0") if item)


def _commit(item: str) -> Commit:
    sha, parents, seconds, author, message = item.split("\n", 4)
    return Commit(
        sha=sha.strip(),
        parents=tuple(parents.split()),
        when=_time(seconds),
        author=author,
        subject=message.partition("\n")[0],
        requests=tuple(_REQUEST.findall(message)),
        explained=_words(message, EXPLAINED),
        restored=_words(message, RESTORED),
        accepts=_words(message, ACCEPTED),
        inspected=tuple(one.strip() for one in _INSPECTED.findall(message)),
    )


def _words(message: str, name: str) -> str:
    found = _WORDS[name].search(message) if "accession-" in message.lower() else None
    return found[1].strip() if found else ""


def _time(seconds: str) -> datetime:
    told = int(seconds) if seconds.isascii() and seconds.isdecimal() else 0
    return datetime.fromtimestamp(min(told, _LAST), CHINA)


def recorded(git: Git, tip: str, requests: Iterable[str]) -> tuple[Commit, ...]:
    """List the commits up to *tip* that recorded any of *requests*, each after its parents."""
    asked = [f"--grep={TRAILER}: {request}" for request in requests]
    return commits(git, tip, "--fixed-strings", "--regexp-ignore-case", *asked) if asked else ()


#: Controls but line ends and tabs, what has no width, and what turns the direction of writing.
_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]"
)
_HEADS: Final = re.compile(
    rb"(?:author|committer) [^\n\r]*> -?[0-9]+ [+-](?:0[0-9]|1[0-4])[0-5][0-9]"
)
_LONGEST: Final = 1 << 20


def unseen(git: Git, listed: Sequence[Commit]) -> frozenset[str]:
    """Those of the commits *listed* in which something stands that does not show as it is.

    That is a sign in the message or a name that a terminal obeys or nobody sees, a message of a
    megabyte, or a time zone that there is not.
    """
    raw = git.limited({commit.sha: _LONGEST for commit in listed})
    return frozenset(sha for sha, data in raw if _is_unseen(data))


def _is_unseen(data: bytes) -> bool:
    head, _empty, message = data.partition(b"\n\n")
    people = [one for one in head.split(b"\n") if one.startswith((b"author ", b"committer "))]
    if len(data) > _LONGEST or not all(map(_HEADS.fullmatch, people)):
        return True
    text = b"\n".join([*people, message])
    return _UNSEEN.search(text.decode(errors="replace")) is not None


def deltas(
    git: Git, pairs: Iterable[tuple[str, str | None]], folder: str = ""
) -> Iterator[tuple[Delta, ...]]:
    """Yield the files that differ, for each commit and one of its parents.

    Parent ``None`` means the empty tree. Files outside *folder* are left out. One process answers
    for all pairs, in their order.
    """
    asked = "".join(f"{commit} {parent or ''}".rstrip() + "\n" for commit, parent in pairs)
    out = git.run(
        *("diff-tree", "--stdin", "-r", "--root", "-z", "--raw", "--no-renames", "--always"),
        *("--no-abbrev", "--no-ext-diff", "--no-textconv", "--ignore-submodules=none"),
        data=asked.encode(),
        variables=_NO_GRAFTS,
        given=_NO_GRAPH,
    ).out
    below = f"{folder}/".encode() if folder else b""
    found: list[Delta] | None = None
    tokens = iter(out.split(b"\0"))
    for token in tokens:
        if token.startswith(b":"):
            path = next(tokens)
            if found is not None and path.startswith(below):
                found.append(_delta(token, path))
        elif token:  # the name of the next commit
            if found is not None:
                yield tuple(found)
            found = []
    if found is not None:
        yield tuple(found)


def _delta(head: bytes, path: bytes) -> Delta:
    old_mode, new_mode, old, new, _kind = head[1:].decode().split(" ")
    return Delta(
        path=path.decode(errors="surrogateescape"),
        before=_state(old_mode, old),
        after=_state(new_mode, new),
    )


def _state(mode: str, blob: str) -> FileState | None:
    return None if mode == "000000" else FileState(mode, blob)


def names_ever(git: Git, tip: str, folder: str) -> frozenset[str]:
    """Return the paths of all files that any commit up to *tip* brought into *folder*.

    What a merge left behind counts, too: it was in one of the commits that were merged.
    """
    told: dict[str, Any] = {"variables": _NO_GRAFTS, "given": _NO_GRAPH}
    asked = ("rev-list", "--full-history", "--end-of-options", tip, "--", folder)
    touching = git.run(*asked, **told).out
    added = ("--root", "--diff-filter=A", "--no-renames", "--no-commit-id", "--name-only", "-z")
    ask = ("diff-tree", "--stdin", "-r", "-m", *added, "--", folder)
    return frozenset(git.run(*ask, data=touching, **told).items)


def states_at(git: Git, commit: str, folder: str) -> dict[str, FileState]:
    """Return every file below *folder* in *commit*, by its path from *folder*."""
    below = f"{folder}/" if folder else ""
    return {
        entry.path.removeprefix(below): FileState(entry.mode, entry.sha)
        for entry in git.entries_at(commit, folder)
        if entry.path.startswith(below)
    }


def staged_states(git: Git, folder: str) -> dict[str, FileState]:
    """Return every file below *folder* that the next commit would hold, by its path from *folder*.

    Of a file in conflict, it is ours. Git commits by another index than its own where only some
    files are committed; its hooks are told of that.
    """
    below = f"{folder}/" if folder else ""
    index = os.environ.get(_INDEX)
    told = {_INDEX: str(Path(index).absolute())} if index else {}
    asked = ("ls-files", "-z", "--stage", *(("--", folder) if folder else ()))
    found = {}
    for item in git.run(*asked, variables=told).items:
        meta, _tab, path = item.partition("\t")
        mode, sha, stage = meta.split(" ")
        if path.startswith(below) and stage in _OURS:
            found[path.removeprefix(below)] = FileState(mode, sha)
    return found


def disguises(git: Git) -> tuple[str, ...]:
    """List the replacements and grafts, which make git show another history than was recorded."""
    found = git.run("for-each-ref", "--format=%(refname)", "refs/replace").out.decode().split()
    grafts = git.shared / "info" / "grafts"
    if grafts.is_file() and grafts.stat().st_size:
        found.append("info/grafts")
    return tuple(found)


_VERSION: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """Everything up to ``commit`` of a trunk was verified, for the registry in ``folder``."""

    trunk: str
    folder: str
    commit: str


def checkpoint_path(git: Git) -> Path:
    """Return the path of the checkpoint, which all work trees of a clone share."""
    return git.shared / "accession" / "verified.json"


def read_checkpoint(git: Git, trunk: str, folder: str) -> Checkpoint | None:
    """Return the checkpoint of *trunk* and *folder*; ``None`` when none can be read."""
    try:
        kept = json.loads(checkpoint_path(git).read_text(encoding="utf-8"))
        found = Checkpoint(trunk=kept["trunk"], folder=kept["folder"], commit=kept["commit"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return found if (found.trunk, found.folder) == (trunk, folder) else None


def write_checkpoint(git: Git, made: Checkpoint) -> None:
    """Remember *made*; raises ``FileUnwritable``."""
    text = json.dumps({"version": _VERSION, **asdict(made)}, ensure_ascii=False, indent=2)
    replace_file(checkpoint_path(git), f"{text}\n".encode())


PLAIN: Final = "100644"
_WITH_CR: Final = frozenset({"crlf", "mixed"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracked:
    """One tracked file. ``mode`` and ``sha`` are the index's, line ends as ``ls-files`` has them.

    ``attribute`` is what .gitattributes says about it, for example ``text=auto eol=lf``.
    """

    path: str
    mode: str
    sha: str
    committed_ends: str
    ends: str
    attribute: str

    @property
    def has_cr(self) -> bool:
        """Whether lines end in CR LF in the work tree."""
        return self.ends in _WITH_CR

    @property
    def is_committed_with_cr(self) -> bool:
        return self.committed_ends in _WITH_CR


def tracked(git: Git, folder: str) -> tuple[Tracked, ...]:
    """List the tracked files below *folder* (from the top), in git's order."""
    below = ("--", folder) if folder else ()
    staged = {}
    for item in git.run("ls-files", "-z", "--stage", *below).items:
        meta, _tab, path = item.partition("\t")
        staged[path] = meta.split(" ")
    found = []
    for item in git.run("ls-files", "-z", "--eol", *below).items:
        meta, _tab, path = item.partition("\t")
        index, work, *attribute = meta.split()
        found.append(
            Tracked(
                path=path,
                mode=staged[path][0],
                sha=staged[path][1],
                committed_ends=index.removeprefix("i/"),
                ends=work.removeprefix("w/"),
                attribute=" ".join(attribute).removeprefix("attr/"),
            )
        )
    return tuple(found)


def with_lf(git: Git, files: Sequence[Tracked]) -> tuple[str, ...]:
    """Write LF into those of *files* that differ from the committed ones only in line ends.

    Returns the paths written; a file that somebody changed stays as it is. The caller must hold
    the clone's lock.
    """
    plain = [one for one in files if one.has_cr and not one.is_committed_with_cr]
    blobs = dict(zip((one.path for one in plain), git.blobs(one.sha for one in plain), strict=True))
    same = tuple(
        path
        for path, data in blobs.items()
        if (git.top / path).read_bytes().replace(b"\r\n", b"\n") == data
    )
    with holding_index(git) as index:
        for path in same:
            replace_file(git.top / path, blobs[path])
        index.run("update-index", "-z", "--stdin", data="".join(f"{p}\0" for p in same).encode())
        index.install()
    return same
