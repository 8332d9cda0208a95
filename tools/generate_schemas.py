"""Write what schemas say of a task's fields besides schemas/task.schema.json, or check it.

python tools/generate_schemas.py write
python tools/generate_schemas.py check

An application asks for a task's fields as a task has them. The directory's JSON has them without
their limits; what stands there is left as it is, only new fields are added.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from accession_cli.registry.schemas import UPGRADES, FileKind
from accession_cli.scheme.application import ASKED
from accession_cli.scheme.fields import FIELDS

SCHEMAS: Final = Path(__file__).parents[1] / "schemas"
Schema = dict[str, Any]


def read(name: str) -> Schema:
    found: Schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
    return found


def schemas() -> Iterator[tuple[str, Schema]]:
    """Each schema that has something of a task's, by its name."""
    task = read("task")
    yield "task", versioned(FileKind.TASK, task)
    yield "application", versioned(FileKind.APPLICATION, application(task))
    yield "edition", edition(task)


def versioned(kind: FileKind, schema: Schema) -> Schema:
    """*schema* for the version that the last step of its kind leads to."""
    newest = max((version for of, version in UPGRADES if of is kind), default=0) + 1
    schema["$id"] = f"urn:accession:{kind}:{newest}"
    number = schema["$defs"]["schema"]
    number["const"] = newest
    number["description"] = f"本文件所用格式的版本，现为 {newest}。"
    return schema


def application(task: Schema) -> Schema:
    """The application's schema: a form without faults states all that is asked for."""
    found = read("application")
    asked = found["$defs"]["asked"]
    asked["properties"] = {key: task["properties"][key] for key in ASKED}
    asked["required"] = list(ASKED)
    for name in found["$defs"]:
        if name != "schema":
            found["$defs"][name] = task["$defs"].get(name, found["$defs"][name])
    stated = {key: open_to_null(part, found["$defs"]) for key, part in asked["properties"].items()}
    found["properties"]["task"] |= {"properties": stated, "required": list(ASKED)}
    return found


def open_to_null(part: Mapping[str, Any], defs: Schema) -> Schema:
    """*part* of a schema, which may also be null on each level, and an empty list."""
    made = {key: value for key, value in part.items() if key not in ("minItems", "allOf")}
    if "$ref" in part:
        name = part["$ref"].removeprefix("#/$defs/")
        known = defs[name]
        if known.get("type") == "string":
            name = f"{name}_or_null"
            defs.setdefault(
                name,
                {**known, "title": f"{known['title']}或者空", "type": ["string", "null"]},
            )
        return {**made, "$ref": f"#/$defs/{name}"}
    if "enum" in part:
        return {**made, "enum": [*part["enum"], None]}
    types = [part["type"]] if isinstance(part["type"], str) else list(part["type"])
    made["type"] = [*types, "null"] if "null" not in types else types
    if "properties" in part:
        made["properties"] = {
            key: open_to_null(below, defs) for key, below in part["properties"].items()
        }
    return made


def edition(task: Schema) -> Schema:
    """The directory's schema; a field that came later is not demanded, for it may be left out."""
    found = read("edition")
    known = found["$defs"]["edition_task"]
    later = {field.top for field in FIELDS if field.since > 1}
    known["properties"] = {
        key: known["properties"].get(key) or loose(part, task["$defs"])
        for key, part in task["properties"].items()
        if key in known["properties"] or key in later
    }
    return found


def loose(part: Mapping[str, Any], defs: Mapping[str, Any]) -> Schema:
    """*part* of a schema by its title and its types alone."""
    whole = {**defs.get(str(part.get("$ref", "")).removeprefix("#/$defs/"), {}), **part}
    title = {"title": part["title"]} if "title" in part else {}
    types = whole.get("type", "string")
    if isinstance(types, list):
        return {**title, "anyOf": [{"type": one} for one in types]}
    items = {"items": loose(whole["items"], defs)} if "items" in whole else {}
    return {**title, "type": types, **items}


def main(what: str) -> int:
    stale = []
    for name, schema in schemas():
        path = SCHEMAS / f"{name}.schema.json"
        text = json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
        if text != path.read_text(encoding="utf-8"):
            stale.append(path.name)
            if what == "write":
                path.write_text(text, encoding="utf-8")
    print(*stale, sep="\n", end="\n" if stale else "")
    return int(bool(stale)) if what == "check" else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
