"""No regular expression, of the code or of a schema, takes long over any text: each is linear."""

import ast
import importlib
import json
import re
import time
from collections.abc import Callable, Iterator
from functools import cache, partial
from itertools import chain, product
from pathlib import Path
from re import _constants, _parser  # type: ignore[attr-defined] # typeshed leaves them out
from typing import Any, Final

import jsonschema_rs
import pytest

import accession_cli
from accession_cli import packaged

pytestmark = pytest.mark.hostile

PACKAGE: Final = Path(accession_cli.__file__).parent
GROUND: Final = "ground"
FLOORS: Final = (
    GROUND,
    *sorted(path.parent.name for path in PACKAGE.glob("*/__init__.py")),
)
SCHEMAS: Final = sorted(path.name for path in packaged.folder("schemas").glob("*.json"))
LENGTH: Final = 1_000
#: A text that takes more than so many times what a plain search takes is looked at again.
SUSPICIOUS: Final = 80.0
#: Four times the text takes four times as long, and a square sixteen times: what takes more than
#: eight is no longer linear, and a busy machine does not turn the one into the other.
LONGER: Final = 4
GROWN: Final = 8.0
_CALLS: Final = {"compile", "search", "match", "fullmatch", "sub", "split", "findall", "finditer"}


@cache
def patterns_of_code(floor: str) -> dict[str, re.Pattern[Any]]:
    """Patterns of a floor by where they stand: those that modules keep, and those in a call."""
    found: dict[str, re.Pattern[Any]] = {}
    for path in sorted(PACKAGE.glob("*.py" if floor == GROUND else f"{floor}/**/*.py")):
        if path.stem == "__main__":
            continue
        parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
        module = ".".join(parts).removesuffix(".__init__")
        for name, value in vars(importlib.import_module(module)).items():
            for number, pattern in enumerate(patterns_in(value)):
                if pattern not in found.values():
                    found[f"{module}.{name} {number}"] = pattern
        kept = {pattern.pattern for pattern in found.values()}
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            text = literal_pattern(node)
            if text is not None and text not in kept:
                found[f"{path.relative_to(PACKAGE)}: {text!r:.40}"] = re.compile(text)
    return found


def patterns_in(value: Any) -> Iterator[re.Pattern[Any]]:
    """*value* itself, or the patterns in a table."""
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        yield from patterns_in([*value, *value.values()])
    elif isinstance(value, tuple | list):
        yield from chain.from_iterable(map(patterns_in, value))


def everywhere() -> Iterator[tuple[str, re.Pattern[Any]]]:
    return chain.from_iterable(patterns_of_code(floor).items() for floor in FLOORS)


def literal_pattern(node: ast.AST) -> str | bytes | None:
    """The pattern of a call such as ``re.sub("…", …)``."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return None
    owner, first = node.func.value, node.args[0] if node.args else None
    named = isinstance(owner, ast.Name) and owner.id == "re" and node.func.attr in _CALLS
    return first.value if named and isinstance(first, ast.Constant) else None  # type: ignore[return-value] # a pattern is text or bytes


def patterns_of_schemas() -> set[str]:
    def below(node: Any) -> Iterator[str]:
        if isinstance(node, dict):
            if isinstance(node.get("pattern"), str):
                yield node["pattern"]
            yield from chain.from_iterable(map(below, node.values()))
        elif isinstance(node, list):
            yield from chain.from_iterable(map(below, node))

    return {
        pattern for name in SCHEMAS for pattern in below(json.loads(packaged.text("schemas", name)))
    }


def signs(pattern: str) -> list[str]:
    """Characters that *pattern* tells apart, and some that it may not expect."""
    found = [chr(point) for point in points(_parser.parse(pattern))]
    return list(dict.fromkeys(["a", "1", " ", "长", *list(dict.fromkeys(found))[:14]]))


def points(part: Any) -> Iterator[int]:
    """The code points that stand in a parsed pattern, those that begin a range among them."""
    match part:
        case (_constants.LITERAL | _constants.NOT_LITERAL, int(point)):
            yield point
        case (_constants.RANGE, (int(point), _)):
            yield point
        case _parser.SubPattern() | list() | tuple():
            yield from chain.from_iterable(map(points, part))


def attacks(pattern: str) -> Iterator[Callable[[int], str]]:
    """Texts of any length: one or two signs again and again, with a beginning and an end."""
    known = signs(pattern)
    pairs = [one + two for one, two in product(known[:9], known[3:8]) if one != two]
    for pump in [*known, *pairs]:
        yield partial(repeated, "a", pump, "\0a")
    for pump in known:
        yield partial(repeated, "", pump, "\0")


def repeated(before: str, pump: str, after: str, length: int) -> str:
    return before + pump * (length // len(pump)) + after


def spent(work: Callable[[], object], runs: int = 1) -> float:
    """The least processor time of several runs."""
    taken = []
    for _run in range(runs):
        begun = time.process_time_ns()
        work()
        taken.append(time.process_time_ns() - begun)
    return max(float(min(taken)), 1.0)


@cache
def plain_search() -> float:
    text = "a" * LENGTH
    return spent(lambda: re.search("[^a]", text), runs=200)


def growth(work: Callable[[str], object], attack: Callable[[int], str]) -> float:
    """How much more *work* takes over a longer text; 1 where it takes no time at all.

    What looks bad is measured again, and the best of it counts.
    """
    short, long = attack(LENGTH), attack(LONGER * LENGTH)
    first = spent(lambda: work(short))
    if first < SUSPICIOUS * plain_search():
        return 1.0
    grown = spent(lambda: work(long)) / first
    for _again in range(3):
        if grown < GROWN:
            break
        ratio = spent(lambda: work(long), runs=3) / spent(lambda: work(short), runs=3)
        grown = min(grown, ratio)
    return grown


def ways(pattern: re.Pattern[Any]) -> Iterator[Callable[[str], object]]:
    is_bytes = isinstance(pattern.pattern, bytes)

    def used(way: Callable[[Any], object], text: str) -> object:
        return way(text.encode() if is_bytes else text)

    yield partial(used, pattern.search)
    yield partial(used, pattern.fullmatch)


def test_the_patterns_of_the_code_are_found() -> None:
    assert len(list(everywhere())) > 200


@pytest.mark.parametrize("floor", FLOORS)
def test_every_pattern_of_the_code_is_linear(floor: str) -> None:
    slow: set[tuple[str, str]] = set()
    for where, pattern in patterns_of_code(floor).items():
        text = pattern.pattern.decode() if isinstance(pattern.pattern, bytes) else pattern.pattern
        slow |= {
            (where, attack(20))
            for attack, work in product(attacks(text), ways(pattern))
            if growth(work, attack) >= GROWN
        }
    assert not slow


def test_every_pattern_of_a_schema_is_linear_for_both_validators() -> None:
    patterns = patterns_of_schemas()
    assert len(patterns) > 20
    for pattern in patterns:
        python: Callable[[str], object] = re.compile(pattern).fullmatch
        rust: Callable[[str], object] = jsonschema_rs.Draft202012Validator(
            {"type": "string", "pattern": pattern}
        ).is_valid
        for attack, work in product(attacks(pattern), (python, rust)):
            assert growth(work, attack) < GROWN, (pattern, attack(20))


@pytest.mark.parametrize("bad", [r"\s+$", r"第[^条]+条", r"\w+://", r"^\s+|\s+$"])
def test_a_pattern_that_is_not_linear_would_be_seen(bad: str) -> None:
    search = re.compile(bad).search
    assert any(growth(search, attack) >= GROWN for attack in attacks(bad))


def test_no_pattern_means_more_than_the_digits_of_ascii_or_ends_before_a_line_break() -> None:
    """What is matched whole is matched by fullmatch: ``$`` overlooks a final line break."""
    for where, pattern in everywhere():
        text = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode()
        assert not re.search(r"\\d", text), where
