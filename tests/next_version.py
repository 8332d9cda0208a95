"""A copy of the program to which version 5 of a task's record was added, as a maintainer would.

A task says of what equipment it needs, behind its training; so an application for one says it, too.
``ADDED`` is all that had to be written for it besides the schemas.
"""

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from subprocess import run as run_program  # noqa: TID251 - another program than the one under test
from typing import Any

import pytest

from accession_cli import packaged
from conftest import Answer

KINDS = ("task", "application")
UPGRADE = '''

def task_4_to_5(old: Data) -> Data:
    """Version 5 has ``equipment`` after ``training``; visits need a book."""
    visits = "每周走访独居老人" in old["authorization"]["content"]
    return {**old, "equipment": "登记簿" if visits else None}


def application_5_to_6(old: Data) -> Data:
    """Version 6 asks for a task as version 5 of a task has it."""
    return {**old, "task": task_4_to_5(old["task"])}
'''
LAST = "        (FileKind.APPLICATION, 1): application_1_to_2,\n"
NEXT = (
    "        (FileKind.TASK, 4): task_4_to_5,\n"
    "        (FileKind.APPLICATION, 5): application_5_to_6,\n"
)
TRAINING = '    Field("training", Kind.TEXT, N_("Training"), "4.2", optional=True),\n'
#: File, what stands there, what is put in its place.
ADDED = (
    (
        "registry/schemas.py",
        "\n#: The steps, by the kind",
        f"{UPGRADE}\n\n#: The steps, by the kind",
    ),
    (
        "registry/schemas.py",
        LAST,
        LAST + NEXT,
    ),
    (
        "scheme/task.py",
        "    training: str | None\n",
        "    training: str | None\n    equipment: str | None\n",
    ),
    (
        "scheme/fields.py",
        TRAINING,
        f'{TRAINING}    Field("equipment", Kind.TEXT, optional=True, since=5),\n',
    ),
)


@pytest.fixture(scope="session")
def next_version(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Answer]:
    """Run ``accession`` of the version after this one with these arguments."""
    top = tmp_path_factory.mktemp("next")
    package = top / "src" / "accession_cli"
    shutil.copytree(Path(packaged.__file__).parent, package)
    for folder in ("schemas", "templates"):
        shutil.copytree(packaged.folder(folder), top / folder)
    _add_version(top / "schemas")
    for name, old, new in ADDED:
        path = package / name
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, (name, old)
        path.write_text(text.replace(old, new), encoding="utf-8")

    def run(*arguments: str) -> Answer:
        done = run_program(
            [sys.executable, "-m", "accession_cli", *arguments],
            env={
                **os.environ,
                "PYTHONPATH": os.pathsep.join((str(top / "src"), os.environ["PYTHONPATH"])),
            },
            capture_output=True,
            check=False,
        )
        return Answer(done.returncode, done.stdout.decode(), done.stderr.decode())

    return run


def _add_version(schemas: Path) -> None:
    for kind in KINDS:
        newest = schemas / f"{kind}.schema.json"
        schema = json.loads(newest.read_text(encoding="utf-8"))
        number = schema["$defs"]["schema"]
        shutil.copy(newest, schemas / "old" / f"{kind}.{number['const']}.schema.json")
        number["const"] += 1
        asked = (schema["properties"].get("task"), schema["$defs"].get("asked"))
        field = {"title": "所需设备", "$ref": "#/$defs/text_or_null"}
        for task in [schema] if kind == "task" else filter(None, asked):
            task["properties"] = dict(_with_equipment(task["properties"].items(), field))
            task["required"].append("equipment")
        newest.write_text(json.dumps(schema, ensure_ascii=False), encoding="utf-8")


def _with_equipment(
    properties: Iterable[tuple[str, Any]], field: Mapping[str, Any]
) -> Iterable[tuple[str, Any]]:
    for key, value in properties:
        yield key, value
        if key == "training":
            yield "equipment", field
