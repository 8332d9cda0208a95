"""A commit as ``git fast-import`` reads it: one process writes the files, folders and commit.

It needs a name for the branch that it writes on, which is taken back at the end, so that no ref is
made. Of the commit before, git reads only the folders on the way to what changes.
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
    files: Mapping[str, bytes],
    message: str,
    *,
    base: str | None,
    no_commit: str,
    when: datetime,
    signers: Signers,
) -> bytes:
    """What makes git write *files* on *base*, and answer with the name of each and of the commit.

    *no_commit* is the name of no commit, as many zeros as a name has characters.
    """
    time = f"{int(when.timestamp())} {when:%z}"
    numbers = range(1, len(files) + 1)
    asked = [
        f"blob\nmark :{at}\n".encode() + _data(data)
        for at, data in zip(numbers, files.values(), strict=True)
    ]
    asked += [
        f"commit {_BRANCH}\nmark :{len(files) + 1}\n".encode(),
        f"author {signers.author} {time}\ncommitter {signers.committer} {time}\n".encode(),
        _data(message.encode()),
        f"from {base}\n".encode() if base else b"",
    ]
    asked += [
        f"M {MODE} :{at} {_quoted(path)}\n".encode(errors="surrogateescape")
        for at, path in zip(numbers, files, strict=True)
    ]
    asked += [f"get-mark :{at}\n".encode() for at in (*numbers, len(files) + 1)]
    asked.append(f"reset {_BRANCH}\nfrom {no_commit}\n\ndone\n".encode())
    return b"".join(asked)


def _data(content: bytes) -> bytes:
    return f"data {len(content)}\n".encode() + content + b"\n"


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
