"""Screen official texts for what is not there: `make soak TEXTS=folder`.

Every folder below the given one is a source: files in UTF-8 that end in .txt, .md, .csv or .yaml.
Each is screened as it is, then with its lines broken at several widths, as a PDF gives them back.
What is found is listed, masked; whether it is right, only a person can say, and writes it into
``soaked.json``. Without a folder, the project's own texts are screened, which must be clean.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import soaked
from accession_cli.secrecy.codes import Suspicion
from accession_cli.secrecy.screening import screen

PROJECT: Final = Path(__file__).parents[1]
OWN: Final = {
    "registry": PROJECT / "registry",
    "statutes": PROJECT / "tests/corpora",
}
KINDS: Final = frozenset({".txt", ".md", ".csv", ".yaml"})
WIDTHS: Final = (15, 22, 28, 32, 38, 42, 45)
LEVELS: Final = ("秘密", "机密", "绝密")
_AROUND: Final = 24


def main() -> int:
    """Exit 1 when the project's own texts are not clean; what others hold is for a person."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=Path)
    folder = parser.parse_args().texts
    if folder is not None and not folder.is_dir():
        parser.error(f"{folder} is no folder")
    sources = OWN if folder is None else {one.name: one for one in _folders(folder)}
    counted = {name: screened(name, source) for name, source in sources.items()}
    if folder is not None:
        soaked.keep_texts(counted)
        return 0
    return 1 if any(one["found"] or one["broken"]["found"] for one in counted.values()) else 0


def _folders(folder: Path) -> Iterator[Path]:
    yield from sorted(one for one in folder.iterdir() if one.is_dir())


def screened(name: str, folder: Path) -> Mapping[str, Any]:
    """What is in the texts of *folder*: sizes in characters, and what was found, by kind."""
    texts = {path: path.read_text(encoding="utf-8") for path in _texts(folder)}
    found: Counter[str] = Counter()
    broken: Counter[str] = Counter()
    length = 0
    for path, text in texts.items():
        for one in screen(text):
            found[one.kind] += 1
            sys.stdout.write(f"{path.relative_to(folder)}: {_shown(text, one)}\n")
        for width in WIDTHS:
            narrow = _broken(text, width)
            length += len(narrow)
            broken.update(one.kind for one in screen(narrow))
    counted = {
        "files": len(texts),
        "characters": sum(map(len, texts.values())),
        "levels": sum(text.count(level) for text in texts.values() for level in LEVELS),
        "found": dict(sorted(found.items())),
        "broken": {"characters": length, "found": dict(sorted(broken.items()))},
    }
    sys.stdout.write(f"{name}: {counted}\n")
    return counted


def _texts(folder: Path) -> Iterator[Path]:
    yield from sorted(path for path in folder.rglob("*") if path.suffix in KINDS and path.is_file())


def _broken(text: str, width: int) -> str:
    rows = (row[at : at + width] for row in text.split("\n") for at in range(0, len(row), width))
    return "\n".join(rows)


def _shown(text: str, one: Suspicion) -> str:
    before = text[max(0, one.start - _AROUND) : one.start]
    return f"{one.kind}: {before}[{one.masked}]".replace("\n", " ⏎ ")


if __name__ == "__main__":
    sys.exit(main())
