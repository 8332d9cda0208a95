"""Tell which files of a registry git would leave out, by the ``.gitignore`` files of a tree.

What git leaves out is in no commit, and nobody is told: a record that is written seems to be there.
Only names are compared, by git's own rules; nothing of the tree is run. ``build/`` and other files
beside the records may well be left out.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase
from itertools import dropwhile
from pathlib import Path
from typing import Final

from accession_cli.finding import Finding, Place
from accession_cli.gitstore.git import Git
from accession_cli.registry.codes import LEFT_OUT
from accession_cli.registry.commits import contents
from accession_cli.registry.files import FIXED, OPTIONAL, FolderFiles, content, shown_below
from accession_cli.scheme.registry import NUMBERED, RecordId, number_of

_NAME: Final = ".gitignore"
#: More lines than anybody writes; behind them anything may stand.
_MOST: Final = 500
_FIRST: Final = RecordId(year=2026, serial=0, prefix="DL")
_FOLDERS: Final = {"tasks": "", "evaluations": "", "applications": "A", "complaints": "C"}


def left_out_on_disk(folder: Path, files: FolderFiles) -> Iterator[Finding]:
    """What the ``.gitignore`` files around and in the registry in *folder* leave out of it."""
    top = shown_below(folder)
    below = {name.rpartition("/")[0] for name in files.names}
    found = {up / _NAME for one in below for up in (folder / one / _NAME).parents}
    texts = {
        one.relative_to(top).as_posix(): content(one)
        for one in found
        if one.is_relative_to(top) and one.is_file()
    }
    yield from left_out(texts, files.prefix, files.names)


def left_out_at(git: Git, commit: str, folder: str) -> Iterator[Finding]:
    """The same for the registry in *folder* of *commit*, from blobs alone."""
    prefix = f"{folder}/" if folder else ""
    entries = {one.path: one.sha for one in git.entries_at(commit)}
    found = {path: sha for path, sha in entries.items() if path.rpartition("/")[2] == _NAME}
    data = contents(git, found.items())
    names = [path.removeprefix(prefix) for path in entries if path.startswith(prefix)]
    yield from left_out({path: data[sha] for path, sha in found.items()}, prefix, names)


def left_out(ignoring: Mapping[str, bytes], prefix: str, names: Iterable[str]) -> Iterator[Finding]:
    """A finding for each line of *ignoring* that leaves out a file of the registry at *prefix*.

    It is a file that every registry has or may have, or the next record after those in *names*.
    """
    lines = {
        path.removesuffix(_NAME): data.decode("utf-8", errors="replace").splitlines()
        for path, data in sorted(ignoring.items())
    }
    long = (base for base, some in lines.items() if len(some) > _MOST)
    told = {Place(base + _NAME, _MOST + 1): prefix for base in long}
    for path in (prefix + name for name in _expected(names)):
        found = _line_on(path, lines)
        if found is not None:
            told.setdefault(found, path)
    yield from (LEFT_OUT.at(place, name=name) for place, name in told.items())


def _expected(names: Iterable[str]) -> Iterator[str]:
    numbers = (number_of(name, NUMBERED) for name in names)
    last = max((one for one in numbers if one), default=_FIRST)
    yield from (*FIXED, *OPTIONAL)
    for year in (last.year, last.year + 1):
        yield from (f"editions/{year}.yaml", f"calendar/{year}.yaml")
        for folder, letter in _FOLDERS.items():
            number = replace(last, year=year, serial=last.serial + 1, letter=letter)
            yield f"{folder}/{year}/{number}.yaml"


def _line_on(path: str, lines: Mapping[str, Sequence[str]]) -> Place | None:
    """The line by which git leaves *path* out: the last one that meets it, or a folder of it."""
    parts = path.split("/")
    for end in range(1, len(parts) + 1):
        found = None
        for base, some in lines.items():
            below = parts[base.count("/") : end] if path.startswith(base) else []
            for number, line in enumerate(some[:_MOST] if below else (), 1):
                if _meets(line.strip(), below, is_folder=end < len(parts)):
                    found = None if line.startswith("!") else Place(base + _NAME, number)
        if found is not None:
            return found
    return None


def _meets(line: str, parts: Sequence[str], *, is_folder: bool) -> bool:
    pattern = line.removeprefix("!")
    if not pattern or line.startswith("#") or (line.endswith("/") and not is_folder):
        return False
    anywhere = ("**",) if "/" not in pattern.rstrip("/") else ()
    return _fits((*anywhere, *pattern.strip("/").split("/")), parts)


def _fits(pattern: Sequence[str], parts: Sequence[str]) -> bool:
    rest = tuple(dropwhile("**".__eq__, pattern))
    if rest != tuple(pattern):
        return any(_fits(rest, parts[at:]) for at in range(len(parts) + 1))
    if not rest or not parts:
        return not rest and not parts
    return fnmatchcase(parts[0], rest[0]) and _fits(rest[1:], parts[1:])
