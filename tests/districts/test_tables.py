"""The tables hold every field of a district's files, or say which they leave out."""

import hashlib
import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from subprocess import run as run_program  # noqa: TID251 - a process without a script
from typing import Any

import duckdb
import pytest

from accession_cli.districts import tables
from accession_cli.registry.files import Source, files_on_disk
from accession_cli.registry.publication import published
from accession_cli.registry.reading import load_registry, read_registry
from accession_cli.scheme.district import Share
from accession_cli.scheme.fields import schema

SAMPLE = Path(__file__).parents[2] / "registry"
EXAMPLES = Path(__file__).parents[1] / "examples"
FILES = {
    "profile": ("scheme", ""),
    "agencies": ("agencies", "agencies"),
    "subdistricts": ("subdistricts", "subdistricts"),
    "statutes": ("statutes", "statutes"),
    "tasks": ("task", ""),
    "editions": ("edition_file", ""),
}
#: What the columns were when ``READER`` got its number; who changes the one raises the other.
PINNED = (1, "d81f58cce749e605")


def leaf_fields(whole: Mapping[str, Any], node: Mapping[str, Any], path: str) -> Iterator[str]:
    """Every field below *node* that holds no further fields."""
    if "$ref" in node:
        yield from leaf_fields(whole, whole["$defs"][node["$ref"].rpartition("/")[2]], path)
        return
    inner = [
        (f"{path}.{name}".removeprefix("."), below)
        for name, below in node.get("properties", {}).items()
    ]
    lists = (node.get(key) for key in ("items", "additionalProperties"))
    inner += [(path, below) for below in lists if isinstance(below, dict)]
    inner += [(path, form) for form in node.get("oneOf", ())]
    for here, below in inner:
        yield from leaf_fields(whole, below, here)
    if not inner:
        yield path


@pytest.mark.parametrize("name", FILES)
def test_every_field_is_a_column_or_left_out_by_name(name: str) -> None:
    kind, top = FILES[name]
    whole = schema(kind)
    left_out = tables.LEFT_OUT[name]
    fields = {
        path.removeprefix(f"{top}.") if top else path for path in leaf_fields(whole, whole, "")
    }
    held = tables.leaves(name)
    forgotten = {
        field
        for field in fields - held
        if not any(field == one or field.startswith(f"{one}.") for one in left_out)
    }
    assert forgotten == set()
    assert held & left_out == set()


def test_what_is_left_out_is_a_field_of_the_file() -> None:
    """A name that no schema has would leave nothing out."""
    for name, (kind, _top) in FILES.items():
        text = json.dumps(schema(kind), ensure_ascii=False)
        for path in tables.LEFT_OUT[name]:
            assert f'"{path.rpartition(".")[2]}"' in text, f"{name}: {path}"


def test_other_columns_have_another_reader_number() -> None:
    said = json.dumps([(one, dict(tables.table(one).columns)) for one in tables.TABLES])
    assert (tables.READER, hashlib.sha256(said.encode()).hexdigest()[:16]) == PINNED


def written(folder: Path) -> dict[str, bytes]:
    return {name: (folder / f"{name}.parquet").read_bytes() for name in tables.TABLES}


def test_the_same_registry_gives_the_same_bytes(tmp_path: Path) -> None:
    made = []
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        tables.write(tables.rows(load_registry(SAMPLE)), folder)
        made.append(written(folder))
        assert {path.name for path in folder.iterdir()} == {f"{one}.parquet" for one in made[0]}
    assert made[0] == made[1]


def test_the_tables_say_what_the_files_say(tmp_path: Path) -> None:
    loaded = load_registry(SAMPLE)
    assert loaded.registry is not None
    tables.write(tables.rows(loaded), tmp_path)
    tasks = loaded.registry.tasks
    with duckdb.connect() as db:
        found = db.execute(
            "SELECT district, id, title, funding.amount, period.start, period.end,"
            " scope.subdistricts, len(basis), [b.law FOR b IN basis IF b.law IS NOT NULL]"
            f" FROM '{tmp_path}/tasks.parquet'"
        ).fetchall()
        (name,) = db.execute(f"SELECT name FROM '{tmp_path}/profile.parquet'").fetchall()
        places = db.execute(
            f"SELECT code, [c.code FOR c IN communities] FROM '{tmp_path}/subdistricts.parquet'"
        ).fetchall()
    scheme = loaded.registry.scheme
    assert name == (scheme.district,)
    assert found == [
        (
            scheme.code,
            str(one.task.id),
            one.task.title,
            one.task.funding.amount,
            one.task.period.start,
            one.task.period.end,
            None if one.task.scope.subdistricts is None else list(one.task.scope.subdistricts),
            len(one.task.basis),
            [basis.law for basis in one.task.basis if hasattr(basis, "law")],
        )
        for one in tasks
    ]
    assert places == [
        (code, list(place.communities)) for code, place in loaded.registry.subdistricts.items()
    ]


def test_opinions_and_names_of_those_who_corrected_are_in_no_table(tmp_path: Path) -> None:
    made = tables.rows(load_registry(SAMPLE))
    assert any(one["decision"] for one in made["tasks"])
    for row in made["tasks"]:
        assert all(set(one) == {"by", "date", "result"} for one in row["decision"])
        assert all(set(one) == {"date", "field", "reason"} for one in row["corrections"])


def test_a_file_that_cannot_be_read_is_in_no_table_and_the_others_are() -> None:
    sources = list(files_on_disk(SAMPLE))
    spoilt = next(one.name for one in sources if one.name.startswith("tasks/"))
    given = [replace(one, data=b"title: [") if one.name == spoilt else one for one in sources]
    whole = tables.rows(read_registry(sources, "registry/"))
    part = tables.rows(read_registry(given, "registry/"))
    assert len(part["tasks"]) == len(whole["tasks"]) - 1
    assert part["agencies"] == whole["agencies"]


def test_a_copy_that_shares_no_refusals_is_told_from_one_without_any() -> None:
    name = "applications/2026/SL-A-2026-0002.yaml"
    refused = (EXAMPLES / "A106" / "good" / "registry" / name).read_bytes()
    sources = [*files_on_disk(SAMPLE), Source(name, refused)]
    shared = [published(sources, Share(editions=True, refusals=told)) for told in (True, False)]
    said = []
    for copy in shared:
        given = [Source(name, data) for name, data in copy.files.items()]
        made = tables.rows(read_registry(given, "registry/"))
        said.append((made["profile"][0]["shares_refusals"], made["refusals"]))
    whole = tables.rows(read_registry(sources, "registry/"))
    assert len(whole["refusals"]) == 1
    assert said == [(True, whole["refusals"]), (False, [])]


def test_a_registry_without_records_has_empty_tables(tmp_path: Path) -> None:
    keep = ("scheme", "agencies", "subdistricts", "statutes")
    given = [one for one in files_on_disk(SAMPLE) if one.name.startswith(keep)]
    tables.write(tables.rows(read_registry(given, "")), tmp_path)
    with duckdb.connect() as db:
        for name in ("tasks", "editions", "refusals"):
            count, kinds = (
                db.execute(f"SELECT count(*) FROM '{tmp_path}/{name}.parquet'").fetchone(),
                db.execute(f"DESCRIBE SELECT * FROM '{tmp_path}/{name}.parquet'").fetchall(),
            )
            assert count == (0,)
            assert [kind[0] for kind in kinds] == list(tables.table(name).columns)


@pytest.mark.git
def test_a_reader_prints_no_bars_among_the_answers() -> None:
    """Readers are processes without a script, in which DuckDB would show its progress."""
    program = (
        "from accession_cli.districts.tables import database\n"
        "with database() as one:\n"
        "    print(one.execute(\"SELECT current_setting('enable_progress_bar')\").fetchone())"
    )
    done = run_program([sys.executable, "-c", program], capture_output=True, check=True)
    assert done.stdout.decode().strip() == "(False,)"
