"""The folders of the package are floors: a module imports from floors below its own, never above.

The order of the floors and the faces of the libraries stand here and nowhere else.
"""

import ast
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from statistics import median

import pytest

PACKAGE = Path(__file__).parents[2] / "src" / "accession_cli"
MODULES = sorted(PACKAGE.rglob("*.py"))

#: From the ground up. "ground" stands for the modules at the top of the package.
FLOORS = (
    "ground",
    "files",
    "yamlfile",
    "gitstore",
    "office",
    "secrecy",
    "scheme",
    "entry",
    "rules",
    "registry",
    "papers",
    "actions",
    "words",
    "cli",
    "districts",
)
#: What may not import one another although one stands above the other: libraries know no scheme.
LIBRARIES = {"files", "yamlfile", "gitstore", "office", "secrecy"}
PURE = {"scheme", "entry", "rules", "secrecy"}
EVERYTHING = {"rules/every.py", "cli/commands.py", "actions/outbox.py"}
#: Modules that lean on more than 15 others still; nothing is added here.
STILL_LEANING: frozenset[str] = frozenset(
    {
        "actions/clone_facts.py",
        "actions/directory_freezing.py",
        "actions/landing.py",
        "registry/reading.py",
    }
)


def floor(module: Path) -> str:
    """The folder a module lies in; the ground for a module at the top of the package."""
    parts = module.relative_to(PACKAGE).parts
    return parts[0] if len(parts) > 1 else "ground"


def name_of(module: Path) -> str:
    return module.relative_to(PACKAGE).as_posix()


@cache
def tree_of(module: Path) -> ast.Module:
    return ast.parse(module.read_text(encoding="utf-8"))


@cache
def imported(module: Path) -> tuple[tuple[str, int], ...]:
    """Every module that is imported, wherever that stands in the file, with the line."""
    found: list[tuple[str, int]] = []
    for node in ast.walk(tree_of(module)):
        if isinstance(node, ast.Import):
            found += [(alias.name, node.lineno) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}:{node.lineno} imports relatively"
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                found.append((whole if _ours(whole) else str(node.module), node.lineno))
    return tuple(found)


@cache
def _ours(dotted: str) -> Path | None:
    """The file of one of our modules, by its dotted name."""
    path = PACKAGE.parent.joinpath(*dotted.split("."))
    candidates = (path.with_suffix(".py"), path / "__init__.py")
    return next((one for one in candidates if one.is_file()), None)


def arrows(module: Path) -> Iterator[tuple[Path, int]]:
    """The modules of ours that *module* imports, with the lines."""
    for name, line in imported(module):
        target = _ours(name)
        if target is not None and target != module:
            yield target, line


def test_every_folder_is_a_floor() -> None:
    assert {floor(module) for module in MODULES} == set(FLOORS)


@pytest.mark.parametrize("place", FLOORS)
def test_imports_point_down(place: str) -> None:
    height = FLOORS.index(place)
    wrong = [
        f"{name_of(module)}:{line} imports {name_of(target)}"
        for module in MODULES
        if floor(module) == place and module.name != "__main__.py"
        for target, line in arrows(module)
        if FLOORS.index(floor(target)) > height
    ]
    assert wrong == []


def test_libraries_know_no_scheme_and_not_each_other() -> None:
    allowed = {
        "files": {"ground"},
        "yamlfile": {"ground"},
        "gitstore": {"ground", "files"},
        "office": {"ground", "files"},
        "secrecy": {"ground"},
    }
    wrong = [
        f"{name_of(module)}:{line} imports {name_of(target)}"
        for module in MODULES
        if floor(module) in LIBRARIES
        for target, line in arrows(module)
        if floor(target) not in {floor(module), *allowed[floor(module)]}
    ]
    assert wrong == []


def test_what_people_write_is_read_without_disk_git_or_terminal() -> None:
    """Entry takes texts and gives values or doubts; it opens, runs, prints and asks nothing."""
    below = {"ground", "yamlfile", "office", "secrecy", "scheme", "entry"}
    effects = {"open", "print", "input", "read_text", "read_bytes", "write_text", "write_bytes"}
    entry = [module for module in MODULES if floor(module) == "entry"]
    wrong = [
        f"{name_of(module)}:{line} imports {name_of(target)}"
        for module in entry
        for target, line in arrows(module)
        if floor(target) not in below
    ]
    wrong += [
        f"{name_of(module)}:{node.lineno} calls {called}"
        for module in entry
        for node in ast.walk(tree_of(module))
        if isinstance(node, ast.Call)
        and (called := getattr(node.func, "id", getattr(node.func, "attr", ""))) in effects
    ]
    assert wrong == []


def test_no_floor_above_entry_folds_what_people_write() -> None:
    """Who folds widths to compare is reading what people write, and that is entry's to do."""
    wrong = [
        f"{name_of(module)}:{node.lineno}"
        for module in MODULES
        if floor(module) in {"registry", "papers", "actions", "words", "cli"}
        for node in ast.walk(tree_of(module))
        if isinstance(node, ast.Constant) and node.value in {"NFKC", "NFKD"}
    ]
    assert wrong == []


def test_no_module_imports_in_a_circle() -> None:
    """Looked at as a start does: what is imported inside a function does not count."""
    graph: dict[Path, set[Path]] = defaultdict(set)
    for module in MODULES:
        top = {
            node.lineno
            for node in tree_of(module).body
            if isinstance(node, ast.Import | ast.ImportFrom)
        }
        graph[module] = {target for target, line in arrows(module) if line in top}
    done: set[Path] = set()

    def circle(module: Path, way: tuple[Path, ...]) -> list[str]:
        if module in way:
            return [name_of(one) for one in (*way[way.index(module) :], module)]
        if module in done:
            return []
        for target in graph[module]:
            if found := circle(target, (*way, module)):
                return found
        done.add(module)
        return []

    assert [found for module in MODULES if (found := circle(module, ()))] == []


def test_no_module_leans_on_too_many_others() -> None:
    """More than 15 arrows, the ground not counted, and a stranger cannot hold it in his head."""
    many: dict[str, int] = {}
    counts = []
    for module in MODULES:
        targets = {target for target, _line in arrows(module) if floor(target) != "ground"}
        counts.append(len(targets))
        if len(targets) > 15 and name_of(module) not in EVERYTHING:
            many[name_of(module)] = len(targets)
    assert set(many) == STILL_LEANING
    assert median(counts) <= 6


def users_of(*names: str) -> set[str]:
    return {
        name_of(module)
        for module in MODULES
        for name, _line in imported(module)
        if any(name == wanted or name.startswith(f"{wanted}.") for wanted in names)
    }


def test_one_file_knows_typer_from_inside() -> None:
    assert users_of("click") == set()
    assert users_of("typer._click") == {"cli/typer_seam.py"}


def test_one_file_runs_git_and_one_libreoffice() -> None:
    assert users_of("subprocess") == {"gitstore/git.py", "office/converting.py"}


def test_one_file_reads_the_clock() -> None:
    readers = {
        name_of(module)
        for module in MODULES
        for node in ast.walk(tree_of(module))
        if isinstance(node, ast.Attribute)
        and node.attr in {"today", "now", "utcnow"}
        and isinstance(node.value, ast.Name)
        and node.value.id in {"date", "datetime"}
    }
    assert readers == {"clock.py"}


def test_what_the_scheme_says_is_pure() -> None:
    """No disk, no program, no clock: values in, values out."""
    outside = {"os", "subprocess", "shutil", "tempfile", "socket", "time", "multiprocessing"}
    wrong = [
        f"{name_of(module)}:{line} imports {name}"
        for module in MODULES
        if floor(module) in PURE
        for name, line in imported(module)
        if name.partition(".")[0] in outside
    ]
    assert wrong == []


def test_no_file_is_called_after_nothing_in_particular() -> None:
    vague = {"utils", "helpers", "common", "base", "core", "manager"}
    assert {module.stem for module in MODULES} & vague == set()
    assert {part for module in MODULES for part in module.parent.parts} & vague == set()
