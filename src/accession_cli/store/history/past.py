"""What a repository has been through: its commits, and what each changed, in a few processes.

Nothing here depends on the clerk's settings: commits and changes are asked for in git's plumbing
formats, and grafts, which would put other parents in the place of the true ones, are not obeyed.
"""

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from accession_cli.store.history.commit import TRAILER
from accession_cli.store.history.file_state import FileState
from accession_cli.store.history.git import CHINA, Git

_REQUEST: Final = re.compile(rf"^{TRAILER}: *(\S+) *$", re.MULTILINE)
_FORMAT: Final = "%H%n%P%n%ct%n%an%n%B"
#: Parents are those that a commit itself names: no grafts, no file that sums commits up.
_TRUE_PARENTS: Final = {
    "GIT_GRAFT_FILE": os.devnull,
    "GIT_CONFIG_COUNT": "1",
    "GIT_CONFIG_KEY_0": "core.commitGraph",
    "GIT_CONFIG_VALUE_0": "false",
}
#: The last day that a time can be of; a commit may name any number of seconds.
_LAST: Final = int(datetime(9999, 12, 31, tzinfo=CHINA).timestamp())


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """A commit; ``when`` is the time it was made (Asia/Shanghai), ``requests`` its trailers."""

    sha: str
    parents: tuple[str, ...]
    when: datetime
    author: str
    subject: str
    requests: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Delta:
    """A file that a commit has otherwise than one of its parents; ``path`` is from the top."""

    path: str
    before: FileState | None
    after: FileState | None


def commits(git: Git, tip: str, *selection: str, path: str = "") -> tuple[Commit, ...]:
    """The commits up to *tip*, each after its parents; *selection* as ``git log`` takes it.

    With *path*, from the top, only those that made that file what it is.
    """
    out = git.run(
        *("log", "-z", "--topo-order", "--reverse", "--no-show-signature", "--no-color"),
        *("--no-notes", "--encoding=UTF-8", f"--format={_FORMAT}", *selection),
        *("--end-of-options", tip, *(("--", path) if path else ())),
        variables=_TRUE_PARENTS,
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
    )


def _time(seconds: str) -> datetime:
    told = int(seconds) if seconds.isascii() and seconds.isdecimal() else 0
    return datetime.fromtimestamp(min(told, _LAST), CHINA)


def selected(git: Git, tip: str, *selection: str) -> tuple[str, ...]:
    """The names of commits up to *tip*, the newest first; *selection* as ``rev-list`` takes it."""
    asked = ("rev-list", "--topo-order", *selection)
    return tuple(git.run(*asked, tip, variables=_TRUE_PARENTS).out.decode().split())


def deltas(
    git: Git, pairs: Iterable[tuple[str, str | None]], folder: str = ""
) -> Iterator[tuple[Delta, ...]]:
    """For each commit and one of its parents (``None``: the empty tree) the files that differ.

    Of files outside *folder* nothing is told. One process answers for all pairs, in their order.
    """
    asked = "".join(f"{commit} {parent or ''}".rstrip() + "\n" for commit, parent in pairs)
    out = git.run(
        *("diff-tree", "--stdin", "-r", "--root", "-z", "--raw", "--no-renames", "--always"),
        *("--no-abbrev", "--no-ext-diff", "--ignore-submodules=none"),
        data=asked.encode(),
        variables=_TRUE_PARENTS,
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


def states_at(git: Git, commit: str, folder: str) -> dict[str, FileState]:
    """Every file below *folder* in *commit*, by its name below it."""
    below = f"{folder}/" if folder else ""
    return {
        entry.path.removeprefix(below): FileState(entry.mode, entry.sha)
        for entry in git.entries_at(commit, folder)
        if entry.path.startswith(below)
    }


def disguises(git: Git) -> tuple[str, ...]:
    """What makes plain git show another history than was recorded: replacements and grafts."""
    found = git.run("for-each-ref", "--format=%(refname)", "refs/replace").out.decode().split()
    grafts = git.shared / "info" / "grafts"
    if grafts.is_file() and grafts.stat().st_size:
        found.append("info/grafts")
    return tuple(found)
