"""Whatever a file holds, every door answers: with a value, or with a reason, a place, a remedy."""

import copy
import json
import random
import re
from collections.abc import Callable
from typing import Any

import jsonschema_rs
import pytest
import yaml
from ruamel.yaml import YAML
from ruamel.yaml.resolver import VersionedResolver

from accession_cli.finding import Severity
from accession_cli.registry import schema_faults
from accession_cli.registry.schemas import FileKind
from accession_cli.scheme.fields import schema
from accession_cli.yamlfile import events as yaml_events
from accession_cli.yamlfile.reader import EDITION, RECORD, read
from hostile_corpus import SOUND, TRAPS, corpus, mutant, suite
from hostile_doors import DOORS, answers, registry_with, untold
from registry.test_schemas import SOUND as SOUND_VALUES
from sample_records import admitted_task, retired_task, scheme

pytestmark = pytest.mark.hostile

#: Enough to see a door that opens to the wrong side; ``make soak`` tries twenty thousand.
MUTANTS = 80
LONG = 20_000  # the other reader of YAML is in no hurry


def test_the_corpus_has_more_than_five_hundred_files() -> None:
    assert len(suite()) == 402
    assert len(corpus()) > 700


@pytest.mark.parametrize(
    "door",
    [
        *("a task", "scheme.yaml", "an edition", "file --from", "calendar import", "format"),
        *("statutes import", "statutes import of a table"),
    ],
)
def test_every_door_has_an_answer_for_every_hostile_file(door: str) -> None:
    for name, data in corpus().items():
        assert untold(answers(door, data)) == [], name


@pytest.mark.parametrize("seed", range(4))
def test_every_door_has_an_answer_for_a_sound_file_that_was_spoilt(seed: int) -> None:
    random_ = random.Random(seed)
    for number in range(MUTANTS // 4):
        data = mutant(random_)
        for door in DOORS:
            assert untold(answers(door, data)) == [], (seed, number, data)


def test_no_hostile_file_is_parsed_further_than_a_record_may_be_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Counting(yaml.CSafeLoader):
        events = 0

        def get_event(self) -> Any:
            Counting.events += 1
            return super().get_event()

    monkeypatch.setattr(yaml_events, "LOADER", Counting)
    for name, data in corpus().items():
        Counting.events = 0
        reading = read(data, "f.yaml")
        assert reading.parsed is not None or 1 <= len(reading.findings) <= 20, name
        assert Counting.events <= 4 * RECORD.nodes + 100, name


# What is read is what others read


_TAG = "tag:yaml.org,2002:"
#: The core schema as YAML 1.2.2 chapter 10.3.2 has it, and not as the library widens it.
CORE = {
    "null": r"null|Null|NULL|~|",
    "bool": r"true|True|TRUE|false|False|FALSE",
    "int": r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+",
    "float": r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)"
    r"|[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?",
}


class Core(VersionedResolver):
    @property
    def versioned_resolver(self) -> Any:
        if (1, 2) not in self._version_implicit_resolver:
            for name, pattern in CORE.items():
                whole = re.compile(rf"(?:{pattern})\Z")
                self.add_version_implicit_resolver((1, 2), _TAG + name, whole, [None])
        return self._version_implicit_resolver[1, 2]


def other_reading(text: str) -> Any:
    loader = YAML(typ="safe", pure=True)
    loader.Resolver = Core
    return loader.load(text)


def accepted() -> dict[str, tuple[str, Any]]:
    files = dict(corpus())
    random_ = random.Random(7)
    files |= {f"mutant {n}": mutant(random_) for n in range(MUTANTS)}
    files |= {f"trap alone {t[:20]}": f"a: {t}\n".encode() for t in TRAPS}
    found = {}
    for name, data in files.items():
        parsed = read(data, name, EDITION).parsed
        if parsed is not None and len(data) < LONG:
            found[name] = parsed.text, parsed.value
    return found


def test_what_the_dialect_accepts_another_reader_of_yaml_1_2_reads_as_the_same() -> None:
    files = accepted()
    assert len(files) > 60
    for name, (text, value) in files.items():
        assert repr(other_reading(text)) == repr(value), name


def test_what_the_dialect_accepts_of_the_test_suite_means_what_the_suite_says() -> None:
    seen = 0
    for name, case in suite().items():
        parsed = read(case["yaml"].encode("utf-8", "surrogatepass"), name).parsed
        if parsed is not None:
            seen += 1
            assert not case.get("fail"), name
            assert parsed.value == json.loads(case["json"]), name
    assert seen > 10


# Two validators


ODD: tuple[Any, ...] = (
    *(None, True, 0, -1, 1.5, 10**15, "", "x", "2024-02-30", "2024-03-11\n", "１", "\u2028", "all"),
    *("x" * 5_000, [], {}, [[]], ["120110001"] * 2),
)


def twist(value: Any, random_: random.Random) -> None:
    """Change one place somewhere in *value*."""
    while True:
        places: list[Any] = list(value) if isinstance(value, dict) else list(range(len(value)))
        place = random_.choice(places)
        below = value[place]
        if isinstance(below, (dict, list)) and below and random_.random() < 0.8:
            value = below
            continue
        match random_.randrange(4):
            case 0:
                del value[place]
            case 1 if isinstance(value, dict):
                value[random_.choice(("x", "$ref", "标题", "id"))] = below
            case _:
                value[place] = random_.choice([*ODD, below])
        return


RECORDS: dict[FileKind, list[Callable[[], dict[str, Any]]]] = {
    **{kind: [make] for kind, make in SOUND_VALUES.items()},
    FileKind.TASK: [admitted_task, retired_task],
    FileKind.SCHEME: [scheme],
}


@pytest.mark.parametrize("kind", RECORDS)
def test_both_validators_give_one_verdict_on_any_change_of_a_record(kind: FileKind) -> None:
    random_ = random.Random(kind)
    quick = jsonschema_rs.Draft202012Validator(schema(kind), validate_formats=True)
    slow = schema_faults._validator(schema(kind))
    verdicts = []
    for number in range(400):
        value = copy.deepcopy(random_.choice(RECORDS[kind])())
        for _twist in range(random_.randint(1, 2)):
            twist(value, random_)
        verdicts.append(quick.is_valid(value))
        assert verdicts[-1] == slow.is_valid(value), (number, value)
    assert len(set(verdicts)) == 2


def test_the_files_that_are_spoilt_are_sound() -> None:
    for text in SOUND:
        assert read(text.encode(), "f.yaml").findings == ()
    errors = [f for f in registry_with("tasks/2024/DL-2024-0004.yaml", SOUND[0].encode()).findings
              if f.severity is Severity.ERROR]  # fmt: skip
    assert errors == []
