"""The page of figures, but never a figure: what is compared is alike, and the page is honest."""

import json
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import yaml
from bench import peers
from bench.curves import Picture
from bench.goals import at_least, at_most
from bench.measure import Measured, Run
from bench.page import Figures, page
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
