"""The schemas that repeat what a task's record holds repeat it as the task's schema says it."""

import generate_schemas
import pytest


def test_what_schemas_say_of_a_task_is_what_the_tasks_own_schema_says(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert generate_schemas.main("check") == 0, capsys.readouterr().out


def test_a_later_field_stands_in_the_directorys_schema_without_its_limits() -> None:
    defs = {"line_or_null": {"type": ["string", "null"], "maxLength": 200}}
    line = {"title": "别称", "description": "也叫什么。", "$ref": "#/$defs/line_or_null"}
    loose = {"title": "别称", "anyOf": [{"type": "string"}, {"type": "null"}]}
    assert generate_schemas.loose(line, defs) == loose
    lines = {"title": "别称", "type": "array", "items": {"$ref": "#/$defs/line"}, "maxItems": 9}
    named = {"line": {"type": "string", "minLength": 1}}
    loose_list = {"title": "别称", "type": "array", "items": {"type": "string"}}
    assert generate_schemas.loose(lines, named) == loose_list
