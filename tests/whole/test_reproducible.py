"""One commit gives one set of bytes, on whatever machine it is built."""

import os
import subprocess  # noqa: TID251 - a shell sets the umask before the command starts
import sys
from pathlib import Path

from repositories import Clone

#: Each has a zone, locale, umask and hash seed that another has not.
MACHINES = (
    ("UTC", "C.UTF-8", "022", "0"),
    ("Asia/Shanghai", "zh_CN.UTF-8", "077", "1"),
    ("America/Los_Angeles", "de_DE.UTF-8", "022", "4294967295"),
    ("Asia/Shanghai", "de_DE.UTF-8", "022", "0"),
)


def built(district: Clone, out: Path, machine: tuple[str, str, str, str]) -> dict[str, bytes]:
    """The files of the edition of 2025, built on *machine*."""
    zone, locale, umask, seed = machine
    command = '"$0" -m accession_cli -C "$1" render 2025 --out "$2"'
    done = subprocess.run(
        [
            *("/bin/sh", "-c", f"umask {umask} && exec {command}"),
            *(sys.executable, str(district.top), str(out)),
        ],
        env={
            **{name: value for name, value in os.environ.items() if name != "SEALED_TODAY"},
            "TZ": zone,
            "LC_ALL": locale,
            "LANG": locale,
            "PYTHONHASHSEED": seed,
        },
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return {path.name: path.read_bytes() for path in out.rglob("*") if path.is_file()}


def test_every_machine_builds_the_same_files(district: Clone, tmp_path: Path) -> None:
    first, *others = MACHINES
    expected = built(district, tmp_path / "first", first)
    assert {Path(name).suffix for name in expected} >= {".pdf", ".docx", ".xlsx", ".html", ".csv"}
    for number, machine in enumerate(others):
        found = built(district, tmp_path / str(number), machine)
        assert found.keys() == expected.keys(), machine
        different = [name for name in found if found[name] != expected[name]]
        assert different == [], machine
