"""What commits hold, asked of git once each: neither a commit nor a file in it ever changes.

A landing looks at the trunk anew on every turn, for several reasons each time, and all but a few
files are those that it has seen. Lives as long as one command.
"""

from collections.abc import Iterable

from accession_cli.store.history.git import Entry, Git


class CommitFiles:
    """Answers as ``Git`` itself does; commits must be given by their full names."""

    def __init__(self, git: Git) -> None:
        self._git = git
        self._listed: dict[tuple[str, str], tuple[Entry, ...]] = {}
        self._blobs: dict[str, bytes] = {}

    def entries_at(self, commit: str, folder: str = "") -> tuple[Entry, ...]:
        asked = (commit, folder)
        if asked not in self._listed:
            self._listed[asked] = self._git.entries_at(commit, folder)
        return self._listed[asked]

    def blobs(self, shas: Iterable[str]) -> tuple[bytes, ...]:
        wanted = tuple(shas)
        new = tuple(dict.fromkeys(sha for sha in wanted if sha not in self._blobs))
        if new:
            self._blobs |= zip(new, self._git.blobs(new), strict=True)
        return tuple(self._blobs[sha] for sha in wanted)
