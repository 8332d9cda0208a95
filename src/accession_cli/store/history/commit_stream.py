"""A commit as ``git fast-import`` reads it: one process writes the files, folders and commit.

It needs a name for the branch that it writes on; the branch is emptied at the end, so that no ref
is touched. Of the commit before, git reads only the folders on the way to what changes.
"""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Final

from accession_cli.store.history.git import Git
from accession_cli.store.history.signers import Signers

OPTIONS: Final = ("--quiet", "--done")
MODE: Final = "100644"
_BRANCH: Final = "refs/accession/made"


def stream(
    files: Mapping[str, bytes], message: str, *, base: str | None, when: datetime, signers: Signers
) -> bytes:
    """What makes git write *files* on *base*; it answers with the name of each and the commit's."""
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


def _lines(*lines: str) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode(errors="surrogateescape")


def _data(content: bytes) -> bytes:
    return _lines(f"data {len(content)}") + content + b"\n"


def _quoted(path: str) -> str:
    for sign, written in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n")):
        path = path.replace(sign, written)
    return f'"{path}"'


def remove_reports(git: Git) -> None:
    """Remove git's reports of the commits of ours that it could not write, and nobody else's."""
    with suppress(OSError):
        for path in git.directory.glob("fast_import_crash_*"):
            if _BRANCH.encode() in path.read_bytes():
                path.unlink()
