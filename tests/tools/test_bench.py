"""The page of figures, but never a figure: what is compared is alike, and the page is honest."""

import json
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import yaml
from bench import peers
from bench.curves import Picture
from bench.directory import ALL as ALL_FORMATS
from bench.directory import OURS as PDF
from bench.districts import ADMITTED, AGAIN, FIRST, Collected, extrapolated, further
from bench.goals import at_least, at_most
from bench.measure import Measured, Run
from bench.page import Figures, page, with_districts
from bench.validation import SCHEMA, YAMALE

PARTS = {
    "law": "law_basis",
    "document": "document_basis",
    "withheld": "withheld_basis",
    "file": "file",
}


def keys(shape: Mapping[str, Any], above: str = "") -> Iterator[str]:
    """Every key of a record that yamale's *shape* names, but those of its parts."""
    for key, value in shape.items():
        yield above + key
        if isinstance(value, dict):
            yield from keys(value, f"{above}{key}.")


def test_yamale_is_asked_for_every_key_that_the_schema_asks_for() -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    record, parts = yaml.safe_load_all(YAMALE.read_text(encoding="utf-8"))
    properties = schema["properties"]
    groups = {key: part["properties"] for key, part in properties.items() if "properties" in part}
    items = {
        key: part["items"]["properties"]
        for key, part in properties.items()
        if "properties" in part.get("items", ())
    }
    assert set(record) == set(properties)
    for name in ("period", "authorization", "funding", "scope", "filing"):
        assert set(record[name]) == set(groups.pop(name))
    for name, part in groups.items():  # those that may be null
        assert set(parts[name]) == set(part)
    for name, part in items.items():
        assert set(parts[{"sections": "section", "corrections": "correction"}.get(name, name)]) == (
            set(part)
        )
    for name, part in PARTS.items():
        assert set(parts[name]) == set(schema["$defs"][part]["properties"])


def test_a_peer_that_could_not_be_installed_is_named_on_the_page(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(peers.left_out, "ajv-cli", "npm is not installed")
    assert "**ajv-cli is left out" in page(Figures(machine=["a machine"]))


def test_a_missed_goal_is_said_to_be_missed() -> None:
    assert at_least("", 8, 7.9).verdict == "**missed**"
    assert at_least("", 8, 8.0).verdict == "met"
    assert at_most("", 8, 8.1, " s").verdict == "**missed**"
    assert at_least("", 8, None).verdict == "**not measured**"


def test_the_middle_run_counts_and_the_most_memory() -> None:
    found = Measured(what="", runs=(Run(3, 1, 5), Run(1, 3, 7), Run(2, 2, 6)))
    assert (found.seconds, found.processor, found.megabytes) == (2, 2, 7)
    assert found.span == (1, 3)


def test_a_curve_names_what_it_shows() -> None:
    picture = Picture(
        title="Time",
        unit="s",
        ours=[(1000, 0.3), (10_000, 2.0), (100_000, 21.0)],
        others=[("one <&>", 10_000, 157.0), ("other", 10_000, 150.0)],
        goal=(100_000, 8.0),
    )
    root = ET.fromstring(picture.svg())
    words = [text.text for text in root.iter("{http://www.w3.org/2000/svg}text")]
    assert {"Time", "one <&>: 157", "other: 150", "goal: 8 s", "100,000"} <= set(words)


def centre(districts: int, tasks: int, **processor: float) -> Collected:
    """A centre of so many districts, on which the commands took so many processor seconds."""
    given = {FIRST: processor["first"], AGAIN: processor["again"], ADMITTED: 0.3}
    return Collected(
        districts=districts,
        tasks=tasks,
        found=[Measured(what=what, runs=(Run(9, seconds, 90),)) for what, seconds in given.items()],
        tables=1.0,
        pages=2.0,
    )


CENTRES = [
    centre(5, 1000, first=2.0, again=0.45),
    centre(10, 2000, first=3.0, again=0.5),
    centre(20, 4000, first=5.0, again=0.6),
]


def test_a_further_district_is_reckoned_without_what_every_run_has_alike() -> None:
    assert further(CENTRES, FIRST) == pytest.approx(1.0)
    assert further(CENTRES, AGAIN) == pytest.approx(10.0)
    assert extrapolated(CENTRES, AGAIN) == pytest.approx(0.6 + 180 * 0.010)


def test_only_the_section_on_many_districts_is_written_anew() -> None:
    kept = [
        Measured(what=what, runs=(Run(0.1, 0.1, 9),), records=60) for what in (PDF, ALL_FORMATS)
    ]
    old = page(Figures(machine=["an old machine"], directories=kept))
    new = Figures(machine=["a new machine"], many=CENTRES)
    once = with_districts(old, new)
    before, after = once.split("## Many districts")
    rest, repeat = old.split("## How to repeat this")
    assert before == rest
    assert after.endswith(repeat)
    assert "a new machine" in after
    assert "| each further task, first run | ≤ 1.2 ms | 1 ms | met |" in after
    newer = Figures(machine=["a newer machine"], many=CENTRES)
    assert with_districts(once, newer) == once.replace("a new machine", "a newer machine")


def test_the_page_says_which_figures_of_many_districts_were_not_run() -> None:
    text = page(Figures(machine=["a machine"], many=CENTRES))
    assert "extrapolated: 200 districts, processor s" in text
    assert "[districts-figures.md](districts-figures.md)" in text


def test_every_row_of_the_page_has_as_many_cells_as_its_head() -> None:
    text = page(Figures(machine=["a machine"], many=CENTRES))
    tables = [part.splitlines() for part in text.split("\n\n") if part.startswith("|")]
    assert all(len({line.count("|") for line in table}) == 1 for table in tables)
    assert len(tables) == 4
