"""What differs between two commits or trees, file by file."""

from dataclasses import dataclass
from typing import Self

from accession_cli.store.history.git import Git


@dataclass(frozen=True, slots=True, kw_only=True)
class TreeChange:
    """A path that differs: mode and blob on either side; a blob of zeros is no file."""

    name: str
    old: tuple[str, str]
    new: tuple[str, str]

    @classmethod
    def parse(cls, meta: str, name: str) -> Self:
        """From a raw line of ``diff-tree`` and the path that goes with it."""
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
    """Every path that differs between *before* and *after*, in git's order."""
    # a clone may be set to ignore its submodules: one that a file has replaced is told all the same
    asked = ("diff-tree", "-r", "-z", "--no-renames", "--ignore-submodules=none")
    found = git.run(*asked, before, after, "--").items
    return tuple(TreeChange.parse(*pair) for pair in zip(found[::2], found[1::2], strict=True))


def empty_tree(git: Git) -> str:
    """The tree without any file, which is what stands before the first commit."""
    return git.run("hash-object", "-t", "tree", "-w", "--stdin").line
