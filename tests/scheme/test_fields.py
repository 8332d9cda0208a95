"""The table of a task's fields, the schema and the class ``Task`` speak of the same fields."""

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import sample_records
from accession_cli.i18n import _, speaking
from accession_cli.registry.schemas import FileKind
from accession_cli.scheme.application import ASKED
from accession_cli.scheme.fields import FIELDS, in_chinese, schema
from accession_cli.scheme.task import Task, task_from
from accession_cli.words.fields import field_words


def keys(part: dict[str, Any], above: str = "") -> Iterator[str]:
    """The keys of a schema, those of groups that are always there by path."""
    for name, inner in part["properties"].items():
        if inner.get("type") == "object":
            yield from keys(inner, f"{above}{name}.")
        else:
            yield above + name


def test_the_table_has_the_fields_of_the_schema_in_their_order() -> None:
    assert ["schema", *(field.key for field in FIELDS)] == list(keys(schema(FileKind.TASK)))


def test_the_class_has_the_fields_of_the_schema_in_their_order() -> None:
    names = [field.name.rstrip("_") for field in fields(Task)]
    assert ["schema", *names] == list(schema(FileKind.TASK)["properties"])


def stated(part: Any) -> Any:
    """*part* of a schema without what lets a value be absent: an unread cell of a form is null."""
    if isinstance(part, list):
        return [stated(one) for one in part]
    if not isinstance(part, dict):
        return part
    left = {key: stated(one) for key, one in part.items() if key not in ("minItems", "allOf")}
    if "type" in left:
        types = left["type"] if isinstance(left["type"], list) else [left["type"]]
        left["type"] = [one for one in types if one != "null"]
    if "$ref" in left:
        left["$ref"] = left["$ref"].removesuffix("_or_null")
    if "enum" in left:
        left["enum"] = [one for one in left["enum"] if one is not None]
    return left


def test_an_application_asks_for_fields_as_a_task_has_them() -> None:
    of_task = schema(FileKind.TASK)["properties"]
    asked = schema(FileKind.APPLICATION)["properties"]["task"]["properties"]
    assert list(ASKED) == list(asked)
    assert {key: stated(of_task[key]) for key in asked} == {
        key: stated(part) for key, part in asked.items()
    }


def test_what_may_be_absent_is_what_the_schema_lets_be_null() -> None:
    defs = schema(FileKind.TASK)["$defs"]
    for field in FIELDS:
        part: dict[str, Any] = schema(FileKind.TASK)
        for name in field.key.split("."):
            part = part["properties"][name]
        part = {**defs.get(part.get("$ref", "").removeprefix("#/$defs/"), {}), **part}
        if field.key == "funding.amount":  # money that is paid as needed has no amount; F302 warns
            continue
        if part.get("type") == ["string", "null"]:
            assert field.optional, field.key
        elif "string" in part.get("type", ""):
            assert not field.optional, field.key


def test_what_stands_in_a_field_is_found_in_a_task_and_in_its_facts() -> None:
    facts = sample_records.admitted_task()
    made = task_from(facts)
    for field in FIELDS:
        if isinstance(field.of_facts(facts), str) and isinstance(field.of(made), str):
            assert field.of(made) == field.of_facts(facts)
    assert [field.of_facts({}) for field in FIELDS] == [None] * len(FIELDS)


def test_a_field_has_one_chinese_name_on_screens_and_in_the_schema() -> None:
    combined = {"agency", *(field.key for field in FIELDS if field.top == "funding")}
    with speaking("zh_CN"):
        for field in FIELDS:
            if field.name and field.key not in combined:
                assert _(field.name) == in_chinese()[field.key] == field_words(field.key)
