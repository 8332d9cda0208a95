"""The folders of the package are layers, and imports point down."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "src" / "accession_cli"
MODULES = sorted(PACKAGE.rglob("*.py"))

BOTTOM = {"i18n", "resources", "office_zip"}
VALUES = {"model", "errors", "system_reasons", *BOTTOM}
BELOW = {
    "__main__": {"cli"},
    "cli": {"actions", "report", "secrecy", *VALUES},
    "actions": {"rules", "store", "render", "forms", "secrecy", *VALUES},
    "report": VALUES,
    "rules": VALUES,
    "secrecy": VALUES,
    "store": VALUES,
    "render": VALUES,
    "forms": VALUES,
    "model": {"errors", "store", *BOTTOM},
    "errors": BOTTOM,
    "system_reasons": BOTTOM,
    "i18n": set(),
    "resources": set(),
    "office_zip": set(),
    "__init__": set(),
}


def layer(module: Path) -> str:
    """The folder a module lies in, or the module itself at the top of the package."""
    parts = module.relative_to(PACKAGE).parts
    return parts[0].removesuffix(".py")


def imported(module: Path) -> Iterator[tuple[str, int]]:
    """Every module name that is imported, wherever it stands in the file, with its line."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}:{node.lineno} imports relatively"
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


def wrong_arrows(module: Path) -> list[str]:
    own = layer(module)
    wrong = []
    for name, line in imported(module):
        package, _dot, rest = name.partition(".")
        target = rest.partition(".")[0]
        if package != "accession_cli" or not target or target.startswith("__"):
            continue
        if target != own and target not in BELOW[own]:
            wrong.append(f"{module.relative_to(PACKAGE)}:{line} imports {name}")
    return wrong


def test_every_folder_has_its_place_among_the_layers() -> None:
    assert {layer(module) for module in MODULES} <= set(BELOW)
    assert len(MODULES) > 30


@pytest.mark.parametrize("folder", sorted(BELOW))
def test_imports_point_down(folder: str) -> None:
    found = [wrong for m in MODULES if layer(m) == folder for wrong in wrong_arrows(m)]
    assert found == []


def users_of(*names: str) -> set[str]:
    return {
        module.relative_to(PACKAGE).as_posix()
        for module in MODULES
        for name, _line in imported(module)
        if any(name == wanted or name.startswith(f"{wanted}.") for wanted in names)
    }


def test_one_file_knows_typer_from_inside() -> None:
    assert users_of("click") == set()
    assert users_of("typer._click") == {"cli/typer_seam.py"}


def test_one_file_runs_programs() -> None:
    assert users_of("subprocess") == {"store/history/git.py"}


def test_one_file_reads_the_clock() -> None:
    readers = {
        module.relative_to(PACKAGE).as_posix()
        for module in MODULES
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
        and node.attr in {"today", "now", "utcnow"}
        and isinstance(node.value, ast.Name)
        and node.value.id in {"date", "datetime"}
    }
    assert readers == {"cli/clock.py"}


def test_a_file_is_found_by_its_name_alone() -> None:
    folders = defaultdict(set)
    for module in MODULES:
        if module.stem != "__init__":
            folders[module.stem].add(layer(module))
    assert {stem: where for stem, where in folders.items() if len(where) > 1} == {}


def test_no_file_is_called_after_nothing_in_particular() -> None:
    vague = {"utils", "helpers", "common", "base", "core", "manager"}
    assert {module.stem for module in MODULES} & vague == set()
    assert {part for module in MODULES for part in module.parent.parts} & vague == set()
