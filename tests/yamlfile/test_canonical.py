"""What is read the short way is what the whole language says: one value, one verdict, one place."""

import random
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accession_cli.registry import schemas
from accession_cli.registry.files import FolderFiles, kind_of, limits_of
from accession_cli.registry.reading import FileRead, read_file
from accession_cli.registry.schemas import FileKind
from accession_cli.yamlfile import reader
from accession_cli.yamlfile.canonical import canonical_positions, canonical_value, is_canonical
from accession_cli.yamlfile.editor import new_text
from accession_cli.yamlfile.events import positions
from accession_cli.yamlfile.reader import EDITION, RECORD, file_text
from hostile_corpus import corpus, mutant
from registries import SHIPPED
from yamlfile.test_editor import RECORDS

MUTANTS = 40 * settings().max_examples
#: The short way gives up on most texts, so more of them are needed to see it read some.
FOUR_TIMES = settings(max_examples=4 * settings().max_examples)
FILES = FolderFiles(SHIPPED)
RECORD_NAMES = [name for name in FILES.names if name.startswith("tasks/")]
TASKS = tuple((FILES.source(name).data or b"").decode() for name in RECORD_NAMES)
ORDER = schemas.key_order(FileKind.TASK)


def short(text: str, order: Any = None) -> dict[str, Any] | None:
    return canonical_value(text, order or {}, nodes=RECORD.nodes)


def long_way(kind: FileKind, data: bytes) -> FileRead:
    with patch.object(reader, "canonical_value", return_value=None):
        return read_file(kind, "x.yaml", data, "x.yaml", limits_of(kind))


def same(kind: FileKind, data: bytes) -> bool:
    """Whether a file is read the short way; either way it comes to the same."""
    one, other = read_file(kind, "x.yaml", data, "x.yaml", limits_of(kind)), long_way(kind, data)
    assert one.findings == other.findings
    assert repr(one.value) == repr(other.value)
    assert one.record == other.record
    if one.parsed is None or other.parsed is None:
        assert one.parsed is other.parsed
        return False
    assert one.parsed.text == other.parsed.text
    return one.parsed.canonical


def test_every_record_of_the_sample_is_read_the_short_way_and_means_the_same() -> None:
    assert len(RECORD_NAMES) > 70
    for name in RECORD_NAMES:
        kind, data = kind_of(name), FILES.source(name).data
        assert kind is not None
        assert data is not None
        assert same(kind, data), name


def test_a_canonical_text_says_the_same_the_short_way_and_stands_at_the_same_places() -> None:
    for text in TASKS:
        assert short(text, ORDER) is not None
        assert list(canonical_positions(text)) == list(positions(text))


@FOUR_TIMES
@given(RECORDS)
def test_whatever_is_read_the_short_way_is_what_was_written(value: dict[str, Any]) -> None:
    text = new_text(value)
    found = short(text)
    assert found is None or repr(found) == repr(value)
    if found is not None:
        assert list(canonical_positions(text)) == list(positions(text))


WORDS = st.sampled_from(["甲", "做", "2024-03-11", "第九条", "a b", "é", "“引”", "a#b", "a:b"])
KEYS = st.sampled_from(["a", "id", "sha256", "due_on", "第九条", "120110001", "A b"])
SIMPLE = st.recursive(
    st.one_of(WORDS, st.none(), st.booleans(), st.integers(-99, 99), st.sampled_from(["7", "no"])),
    lambda below: st.one_of(
        st.lists(below.filter(lambda one: not isinstance(one, list)), max_size=3),
        st.dictionaries(KEYS, below, max_size=3),
    ),
    max_leaves=9,
)


@FOUR_TIMES
@given(st.dictionaries(KEYS, SIMPLE, min_size=1, max_size=4))
def test_what_records_are_made_of_is_read_the_short_way(value: dict[str, Any]) -> None:
    assert repr(short(new_text(value))) == repr(value)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "  a: 1\nb: 2\n",
            "- a: 1\n",
            "a: 1",
            "a: 1\n\n",
            "a: 1 \n",
            "a:  1\n",
            "a : 1\n",
            " a: 1\n",
            "a:\n",
            "a: \n",
        ),
        *("a: 1\na: 2\n", "a: b: c\n", "- a\n", "a\n", "", "\n", "# only\n", "a: 'b'\n"),
        *('a: "b"\n', 'a: "b\\\\"\n', 'a: "b"c"\n', "a: 01\n", "a: 1.5\n", "a: ~\n", "a: yes\n"),
        *("a: |\n  b\n", "a: >-\n  b\n", "a: &x b\n", "a: *x\n", "a: !x b\n", "a: [b]\n"),
        *("a: {b: c}\n", "a:\n- b\n", "a:\n   b: 1\n", "a:\n    b: 1\n", "a:\n  - b\n   c: 1\n"),
        *(
            "a:\n  - b: 1\n    c: 2\n   d: 3\n",
            "a:\n  - - b\n",
            "a:\n  -b\n",
            "a:\n  b: 1\n c: 2\n",
        ),
        *(
            "a: 1 # c\n",
            "a: 1\n# c\nb: 2\n",
            "no: 1\n",
            "1: a\n",
            '"a": 1\n',
            "null: a\n",
        ),
        *("a:\n  - b\n  c: 1\n", "a:\n  b: 1\n  - c\n", "a: 1\n  b: 2\n", "a: -\n", "a: - b\n"),
        *("a: ２０２４\n", "a: 1234567890123456\n", "? a\n", "---\na: 1\n", "a: 1\n...\n", "%x\n"),
    ],
)
def test_what_is_not_plainly_canonical_is_left_to_the_other_reader(text: str) -> None:
    assert short(text) is None
    same(FileKind.TASK, text.encode())


def test_keys_in_another_order_are_left_to_the_other_reader() -> None:
    order: dict[str, Any] = {"a": {"c": {}, "d": {}}, "b": {}}
    assert short("a:\n  c: 1\n  d: 2\nb: 3\n", order) == {"a": {"c": 1, "d": 2}, "b": 3}
    assert short("a:\n  - d: 2\nb: 3\ne: 4\n", order) == {"a": [{"d": 2}], "b": 3, "e": 4}
    assert short("b: 3\na:\n  c: 1\n", order) is None
    assert short("a:\n  d: 2\n  c: 1\n", order) is None
    assert short("a:\n  - d: 2\n    c: 1\n", order) is None


def test_more_than_a_file_may_hold_is_left_to_the_other_reader() -> None:
    text = "a:\n" + "  - 1\n" * 3_000
    assert canonical_value(text, {}, nodes=RECORD.nodes) is None
    assert canonical_value(text, {}, nodes=EDITION.nodes) == {"a": [1] * 3_000}
    deep = "".join(f"{'  ' * level}a:\n" for level in range(9)) + "  " * 9 + "a: 1\n"
    assert short(deep) is None
    same(FileKind.TASK, deep.encode())


def test_hostile_files_come_to_the_same_either_way() -> None:
    for name, data in corpus().items():
        same(FileKind.TASK, data), name


def test_spoilt_records_come_to_the_same_either_way_and_many_are_read_the_short_way() -> None:
    chance = random.Random(20261125)
    texts = TASKS[::9]
    read_short = sum(same(FileKind.TASK, mutant(chance, texts)) for _ in range(MUTANTS))
    assert MUTANTS / 20 < read_short < MUTANTS / 2


def test_the_short_way_never_takes_a_text_that_is_not_canonical() -> None:
    chance = random.Random(7)
    for _ in range(MUTANTS):
        text = file_text(mutant(chance, TASKS[::9]), "", size=RECORD.bytes, line=RECORD.line)
        value = short(text.text, ORDER) if text.text and not text.findings else None
        assert value is None or is_canonical(text.text or "", value, ORDER), text.text


def test_a_folder_is_listed_as_git_and_people_see_it(tmp_path: Path) -> None:
    (tmp_path / "registry/tasks/2024").mkdir(parents=True)
    for name in ("scheme.yaml", "tasks/2024/b.yaml", "tasks/2024/a.yaml", "tasks/.hidden"):
        (tmp_path / "registry" / name).write_text("x: 1\n", encoding="utf-8")
    (tmp_path / "registry/link.yaml").symlink_to("scheme.yaml")
    files = FolderFiles(tmp_path / "registry")
    assert files.names == ["link.yaml", "scheme.yaml", "tasks/2024/a.yaml", "tasks/2024/b.yaml"]
    assert [files.source(name).data for name in files.names[:2]] == [None, b"x: 1\n"]
