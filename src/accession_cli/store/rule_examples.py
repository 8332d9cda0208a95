"""The examples that travel with the package: for each rule, what breaks it and what keeps it.

They are the very files that the tests run: ``tests/examples/<code>/{bad,good}``, each laid over
``tests/examples/base``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from accession_cli import packaged


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """The lines of one file in which the bad and the good example differ."""

    file: str
    bad: tuple[str, ...]
    good: tuple[str, ...]


def examples(code: str) -> tuple[Example, ...]:
    """The differences between the bad and the good example of a rule; () when it has none."""
    home = packaged.folder("examples")
    bad, good = home / code / "bad", home / code / "good"
    if not bad.is_dir():
        return ()
    names = sorted({*_names(bad), *_names(good)})
    return tuple(found for name in names for found in _differences(name, home, bad, good))


def _names(folder: Path) -> Iterator[str]:
    for path in folder.rglob("*.yaml"):
        yield path.relative_to(folder).as_posix()


def _differences(name: str, home: Path, bad: Path, good: Path) -> Iterator[Example]:
    wrong, right = _lines(bad / name, home, name), _lines(good / name, home, name)
    for kind, a, b, c, d in SequenceMatcher(None, wrong, right, autojunk=False).get_opcodes():
        if kind != "equal":
            yield Example(file=name, bad=wrong[a:b], good=right[c:d])


def _lines(path: Path, home: Path, name: str) -> tuple[str, ...]:
    """The file's lines; where the example does not lay one over it, those of the base."""
    for place in (path, home / "base" / name):
        if place.is_file():
            return tuple(place.read_text(encoding="utf-8").splitlines())
    return ()
