"""LibreOffice, which stands for the programs that clerks open and save their files with."""

import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from subprocess import run as run_program  # noqa: TID251 - LibreOffice is another program
from typing import Final

import pytest

OFFICE: Final = shutil.which("soffice") or shutil.which("libreoffice")
needs_office = pytest.mark.skipif(
    OFFICE is None, reason="LibreOffice is not installed: make office installs it"
)
_SECONDS: Final = 180


def saved_again(files: Iterable[Path], kind: str, folder: Path) -> dict[str, Path]:
    """*files* as LibreOffice saves them in the format *kind*, all in one go, by their stems."""
    assert OFFICE is not None
    files, profile = list(files), folder.parent / "office-profile"
    folder.mkdir(exist_ok=True)
    done = run_program(
        [
            *(OFFICE, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore"),
            *("--convert-to", kind, "--outdir", str(folder), *map(str, files)),
        ],
        capture_output=True,
        timeout=_SECONDS,
        check=False,
        env={**os.environ, "HOME": str(folder.parent), "LC_ALL": "C.UTF-8"},
    )
    suffix = kind.partition(":")[0]
    made = {file.stem: folder / f"{file.stem}.{suffix}" for file in files}
    assert all(path.is_file() for path in made.values()), done.stderr.decode()
    return made
