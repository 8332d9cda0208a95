"""The programs that accession is measured beside, each in an environment of its own.

They lie in build/bench/, at fixed versions. One that cannot be had is left out: ``left_out`` says
so, loudly, and so does the page.
"""

import shutil
import subprocess  # noqa: TID251 - installs other programs
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

TOP: Final = Path(__file__).parents[2]
HERE: Final = TOP / "build" / "bench"
VERSIONS: Final = {
    "check-jsonschema": "0.39.0",
    "yamale": "6.1.0",
    "towncrier": "26.9.0",
    "weasyprint": "70.0",
    "ajv-cli": "5.0.0",
}
_AJV_FORMATS: Final = "ajv-formats@3.0.1"

#: Name and reason of each peer that could not be had.
left_out: dict[str, str] = {}


def named(name: str) -> str:
    """A peer with its version, as the page calls it."""
    return f"{name} {VERSIONS[name]}"


def python_peer(name: str) -> Path | None:
    """The bin folder of the environment of *name*, a Python package; None where it fails."""
    folder = HERE / name / "bin"
    commands = [
        [sys.executable, "-m", "venv", str(HERE / name)],
        [str(folder / "python"), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"],
        [str(folder / name), "--version"],
    ]
    commands[1].append(f"{name}=={VERSIONS[name]}")
    return folder if _had(name, commands[1 if folder.exists() else 0 :]) else None


def ajv() -> Path | None:
    """The program of ajv-cli, with the formats; None where it cannot be had."""
    folder = HERE / "ajv-cli"
    folder.mkdir(parents=True, exist_ok=True)
    asked = [f"ajv-cli@{VERSIONS['ajv-cli']}", _AJV_FORMATS]
    quiet = ["--silent", "--no-audit", "--no-fund", "--prefix", str(folder)]
    program = folder / "node_modules" / ".bin" / "ajv"
    if shutil.which("npm") is None:
        _without("ajv-cli", "npm is not installed")
        return None
    return program if _had("ajv-cli", [["npm", "install", *quiet, *asked]]) else None


def _had(name: str, commands: Sequence[Sequence[str]]) -> bool:
    for command in commands:
        done = subprocess.run(command, capture_output=True, check=False)
        if done.returncode:
            said = (done.stderr or done.stdout).decode(errors="replace").strip().splitlines()
            _without(name, said[-1] if said else f"code {done.returncode}")
            return False
    return True


def _without(name: str, reason: str) -> None:
    left_out[name] = reason
    print(f"!!! {name.upper()} IS LEFT OUT of the benchmark: {reason}", file=sys.stderr)
