"""A city whose districts publish into real repositories, and the centre that collects them."""

import hashlib
import os
import subprocess  # noqa: TID251 - kept up by git itself, not by the code under test
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from accession_cli.__main__ import main
from accession_cli.districts.centre_files import Districts, read_districts
from accession_cli.districts.lake import Lake, State
from repositories import Clone, sign_in

SAMPLE = Path(__file__).parents[1] / "registry"
FIXED = ("scheme.yaml", "agencies.yaml", "subdistricts.yaml", "statutes.yaml")
TASKS = sorted(path.relative_to(SAMPLE).as_posix() for path in SAMPLE.glob("tasks/2024/*.yaml"))
NAMES = {"120110": "东丽区", "120111": "西青区", "120112": "津南区"}


@dataclass
class City:
    """The repositories of the districts, and a folder with ``districts.yaml`` and the lake."""

    folder: Path
    environ: Mapping[str, str]
    signers: dict[str, str] = field(default_factory=dict)
    limits: dict[str, int] = field(
        default_factory=lambda: {"seconds": 60, "memory": 400, "size": 64}
    )

    def repository(self, code: str) -> Clone:
        return Clone(top=self.folder / code, environ=self.environ)

    def found(self, code: str, count: int = 3) -> Clone:
        """A district's first publication, with *count* tasks."""
        (self.folder / code).mkdir(parents=True)
        made = self.repository(code)
        made.git("init", "--quiet", "--initial-branch=main")
        sign_in(made, NAMES[code])
        for name in (*FIXED, *TASKS[:count]):
            text = (SAMPLE / name).read_text(encoding="utf-8")
            if name == "scheme.yaml":
                text = text.replace('code: "120110"', f'code: "{code}"')
                text = text.replace("sample: true", "sample: false")
            made.write(f"registry/{name}", text)
        made.commit(f"Publish\n\nTrunk: {'a' * 40}\n")
        return made

    def put(self) -> Path:
        """Write ``districts.yaml``."""
        lines = ["schema: 1", "name: 天津市", "lake: lake", "limits:"]
        lines += [f"  {key}: {value}" for key, value in self.limits.items()]
        lines.append("districts:")
        for code, name in NAMES.items():
            lines += [f'  "{code}":', f"    name: {name}", f"    url: ./{code}", "    branch: main"]
            key = self.signers.get(code)
            lines += ["    signers:", f"    - {key}"] if key else ["    signers: []"]
        path = self.folder / "districts.yaml"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    @property
    def known(self) -> Districts:
        return read_districts(self.put())

    @property
    def lake(self) -> Lake:
        return Lake(self.folder / "lake")

    def collect(self, *arguments: str) -> int:
        told = ("districts", "collect", "--file", str(self.put()), *arguments)
        return int(main(told))

    def state(self, code: str) -> State:
        found = self.lake.state(code)
        assert found is not None
        return found

    def tasks(self, code: str) -> int:
        good = self.state(code).good
        assert good is not None
        return good.rows["tasks"]

    def problem(self, code: str) -> str:
        """The kind of what is wrong with a district; "" when nothing is."""
        found = self.state(code).problem
        return found.kind if found else ""

    def tables(self) -> dict[str, str]:
        """The SHA-256 of every file of tables, by its path in the lake."""
        top = self.lake.folder
        return {
            path.relative_to(top).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(top.glob("tables/**/*"))
            if path.is_file()
        }

    def said(self) -> dict[str, Any]:
        """Every state without the times at which this machine did something."""
        from accession_cli.districts.lake import state_data

        found = {}
        for one in self.lake.states():
            data = state_data(one)
            del data["tried"]
            for part, key in (("good", "arrived"), ("problem", "since")):
                if data[part]:
                    del data[part][key]
            found[one.district] = data
        return found


@pytest.fixture
def city(tmp_path: Path, machine: dict[str, str]) -> City:
    """Three districts that have published three tasks each."""
    made = City(tmp_path / "city", machine)
    for code in NAMES:
        made.found(code)
    return made


def process(city: City, *arguments: str, **more: str) -> subprocess.Popen[bytes]:
    """``accession`` as a process of its own."""
    return program("accession_cli", *arguments, **{**city.environ, **more})


def program(module: str, *arguments: str, **more: str) -> subprocess.Popen[bytes]:
    """A module of Python as a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        env={**os.environ, **more},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
