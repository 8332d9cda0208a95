"""What git tracks below a folder, and how those files lie in the work tree."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from accession_cli.files.writing import replace_file
from accession_cli.store.history.git import Git
from accession_cli.store.history.own_index import holding_index

PLAIN: Final = "100644"
_WITH_CR: Final = frozenset({"crlf", "mixed"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracked:
    """One tracked file. ``mode`` and ``sha`` are the index's, line ends as ``ls-files`` has them.

    ``attribute`` is what .gitattributes says of it, for example ``text=auto eol=lf``.
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
    """The tracked files below *folder* (from the top), in git's order."""
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
    """Write LF into those of *files* that differ from what is committed in nothing else.

    Gives the paths of those written; what somebody changed stays as it is. The caller holds the
    clone's lock.
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
