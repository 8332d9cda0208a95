"""The wheel, installed outside the checkout, works on any registry."""

import os
import sys
import zipfile
from pathlib import Path
from subprocess import run as run_program  # noqa: TID251 - a wheel is built and run by programs

import pytest

from accession_cli import packaged
from accession_cli.papers.directory_formats import FORMATS
from repositories import Clone

pytestmark = pytest.mark.git

TOP = Path(__file__).parents[2]
FOLDERS = ("schemas", "templates", "examples", "data")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the checkout without a network."""
    out = tmp_path_factory.mktemp("dist")
    backend = f"from hatchling.build import build_wheel; build_wheel({str(out)!r})"
    run_program([sys.executable, "-c", backend], cwd=TOP, check=True, capture_output=True)
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture
def installed(wheel: Path, tmp_path: Path) -> dict[str, str]:
    """An environment in which only the unpacked wheel is found, and not the checkout."""
    site = tmp_path / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    unmeasured = {k: value for k, value in os.environ.items() if not k.startswith("COVERAGE_")}
    return {**unmeasured, "PYTHONPATH": str(site), "ACCESSION_LANG": "zh_CN"}


def ask(installed: dict[str, str], *arguments: str, at: Path) -> tuple[int, str]:
    done = run_program(
        [sys.executable, "-m", "accession_cli", *arguments],
        cwd=at,
        env=installed,
        capture_output=True,
        check=False,
    )
    return done.returncode, done.stdout.decode() + done.stderr.decode()


def test_what_travels_with_the_package_is_in_the_wheel(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    for folder in FOLDERS:
        home = packaged.folder(folder)
        for path in home.rglob("*"):
            if path.is_file():
                assert f"accession_cli/{folder}/{path.relative_to(home).as_posix()}" in names
    assert "accession_cli/locale/zh_CN/LC_MESSAGES/accession.mo" in names


def test_the_installed_wheel_does_not_look_at_the_checkout(
    installed: dict[str, str], tmp_path: Path
) -> None:
    told = "from accession_cli import packaged; print(packaged.folder('schemas'))"
    done = run_program(
        [sys.executable, "-c", told], cwd=tmp_path, env=installed, capture_output=True, check=True
    )
    assert done.stdout.decode().strip() == str(tmp_path / "site/accession_cli/schemas")


def test_the_installed_wheel_checks_and_renders_a_registry(
    installed: dict[str, str], district: Clone, tmp_path: Path
) -> None:
    code, said = ask(installed, "validate", at=district.top)
    assert code == 0, said
    code, said = ask(installed, "rules", "T201", at=tmp_path)
    assert code == 0
    assert "SL-2024-0001.yaml" in said
    code, said = ask(installed, "render", "2025", "--as-of", "2025-12-31", at=district.top)
    assert code == 0, said
    made = [path.name for path in (district.top / "build/directory/2025").iterdir()]
    assert all(any(name.endswith(form.suffix) for name in made) for form in FORMATS.values())
