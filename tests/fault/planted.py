"""Copies of the tool with a bug planted in them, to see that the harnesses find it."""

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import accession_cli

SOURCE: Final = Path(accession_cli.__file__).parents[1]
_HISTORY: Final = "accession_cli/gitstore"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bug:
    """``changes`` are (file, what stands there, what is put in its place)."""

    name: str
    changes: tuple[tuple[str, str, str], ...]

    def planted(self, folder: Path) -> Path:
        """A copy of the tool's source below *folder*, with the bug in it."""
        copy = folder / self.name.replace(" ", "-") / "src"
        shutil.copytree(SOURCE, copy)  # with what is compiled: only the bug is compiled anew
        for beside in ("schemas", "templates"):
            (copy.parent / beside).symlink_to(SOURCE.parent / beside)
        for name, old, new in self.changes:
            path = copy / name
            text = path.read_text(encoding="utf-8")
            assert text.count(old) == 1, f"{name} no longer has the one place for “{self.name}”"
            path.write_text(text.replace(old, new), encoding="utf-8")
        return copy


#: A copy as it is: what is found in it would be a fault of the harness.
NONE: Final = Bug(name="no bug", changes=())
FSYNC_OFF: Final = Bug(
    name="fsync off",
    changes=(
        ("accession_cli/files/writing.py", "os.fsync(file.fileno())", "pass"),
        (f"{_HISTORY}/git.py", '"core.fsync=all"', '"core.fsync=none"'),
    ),
)
_FILES: Final = "                _move_files(git, index, move, changes)\n"
_SETTLE: Final = "                settle_files(git, changes)\n"
_BRANCH: Final = "                _move_branch(git, branch, old, new)\n"
BRANCH_FIRST: Final = Bug(
    name="branch before work tree",
    changes=((f"{_HISTORY}/branches.py", _FILES + _SETTLE + _BRANCH, _BRANCH + _FILES + _SETTLE),),
)
FORCED_VIEW: Final = Bug(
    name="a plus in the refspec",
    changes=(
        (
            f"{_HISTORY}/branches.py",
            'f"refs/heads/{self.branch}:{VIEW}"',
            'f"+refs/heads/{self.branch}:{VIEW}"',
        ),
    ),
)
RELATIVE_LISTING: Final = Bug(
    name="a listing relative to the folder",
    changes=(
        (
            f"{_HISTORY}/git.py",
            "_run(self.top, environ, arguments, LOCAL_SECONDS, data)",
            "_run(Path.cwd(), environ, arguments, LOCAL_SECONDS, data)",
        ),
        (
            f"{_HISTORY}/git.py",
            '"ls-tree", "-r", "-z", "--full-tree", "--end-of-options"',
            '"ls-tree", "-r", "-z", "--end-of-options"',
        ),
    ),
)
OUTBOX_FIRST: Final = Bug(
    name="outbox emptied before the push",
    changes=(
        (
            f"{_HISTORY}/trunk.py",
            "        commit = commit_on(\n",
            "        self.outbox.drop(request.id)\n        commit = commit_on(\n",
        ),
    ),
)
OWN_NUMBERS: Final = Bug(
    name="numbers from the work tree",
    changes=(
        (
            "accession_cli/actions/landing.py",
            "{path.removeprefix(top) for path in ever}",
            "{str(one.relative_to(git.top / top)) for one in git.top.glob(top + 'tasks/*/*')}",
        ),
    ),
)
REPORT_LEFT: Final = Bug(
    name="git's report of a commit that failed stays",
    changes=((f"{_HISTORY}/commit.py", "                path.unlink()", "                pass"),),
)
