"""What a clerk reads says what a thing is, not what git or the files of records call it.

The words of git and of YAML stand where somebody looks after the files themselves: in what doctor,
verify and init say, and in findings on how a file is written.
"""

import json
import re
from pathlib import Path
from typing import Any, Final

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

PACKAGE = Path(__file__).parents[2] / "src" / "accession_cli"
PO = PACKAGE / "locale" / "zh_CN" / "LC_MESSAGES" / "accession.po"
SCHEMAS = Path(__file__).parents[2] / "schemas"

#: Where the registry itself is looked after, by whoever knows git.
_KEEPERS: Final = frozenset(
    {
        "cli/begin.py",
        "cli/clone_health.py",
        "cli/commands.py",
        "cli/publication.py",
        "cli/validate.py",
        "actions/clone_checks.py",
        "actions/clone_facts.py",
        "actions/clone_health.py",
        "actions/directory_origin.py",
        "actions/history.py",
        "actions/publication.py",
        "actions/push_checking.py",
        "words/publication.py",
        "words/upkeep.py",
        "registry/codes.py",
        "registry/history_codes.py",
    }
)
#: Where it is said how a file is to be written.
_FILES: Final = frozenset({"registry/codes.py", "registry/law.py", "entry/draft.py"})
_YAML: Final = frozenset({"yamlfile/codes.py", "yamlfile/editor.py"})
#: Words of git and of files, and the modules that may say them.
WORDS: Final = {
    "主干": _KEEPERS | {"cli/history.py"},
    "提交号": frozenset({"registry/history_codes.py"}),
    "提交{": _KEEPERS | {"cli/history.py", "words/history.py"},
    "克隆": _KEEPERS,
    "远程仓库": _KEEPERS,
    "远端": _KEEPERS,
    "工作目录": _KEEPERS,
    "origin/": _KEEPERS | {"gitstore/trunk.py"},
    "HEAD": _KEEPERS | {"gitstore/branches.py"},
    "分支": _KEEPERS | {"gitstore/journals.py", "gitstore/trunk.py"},
    "推送": _KEEPERS | {"secrecy/codes.py"},
    "null": _FILES
    | _YAML
    | {"rules/district.py", "rules/task_neighbours.py", "cli/task_filing.py"},
    "键": _FILES | _YAML,
}
#: Where a record's own names are needed: they are typed as options, or it is about files.
_NAMES_TYPED: Final = (
    _FILES
    | _YAML
    | {
        "actions/clone_checks.py",
        "cli/application_receiving.py",
        "cli/clone_health.py",
        "cli/law.py",
        "cli/task_filing.py",
        "registry/history_codes.py",
        "rules/district.py",
        "words/task_landed.py",
    }
)
#: What is no name of a field although it is in Latin letters.
_NO_FIELD: Final = re.compile(
    r"\{[^}]*\}|user\.(?:name|email)|\w+@\w+|--[a-z-]+(?:=\S+)?|accession(?: [a-z]+)*|https?\S*"
    r"|build/[a-z]+|git(?: [a-z-]+(?![a-z.-]))*"
    r"|[\w.-]+\.(?:yaml|json|xlsx|docx|md|zip|csv|pdf|ics|txt|html)(?![a-z])"
)
_NOT_KEYBOARD: Final = re.compile(r"键(?!盘|选择)(?<!关键)(?<!空格键)(?<!方向键)")


def modules(message: Message) -> set[str]:
    """The modules that say *message*."""
    return {place.removeprefix("accession_cli/") for place, _line in message.locations}


def messages() -> list[Message]:
    with PO.open("rb") as file:
        return [one for one in read_po(file, locale="zh_CN") if one.id]


def fields(schema: Any) -> set[str]:
    """The names of all fields of a record."""
    if isinstance(schema, list):
        return {name for one in schema for name in fields(one)}
    if not isinstance(schema, dict):
        return set()
    found = set(schema.get("properties", {}))
    return found.union(*(fields(one) for one in schema.values()), set())


@pytest.mark.parametrize("word", WORDS)
def test_the_words_of_git_and_of_files_are_kept_from_clerks(word: str) -> None:
    form = _NOT_KEYBOARD if word == "键" else re.compile(re.escape(word))
    said = [one for one in messages() if form.search(str(one.string))]
    wrong = {str(one.string): modules(one) - WORDS[word] for one in said}
    assert {text: places for text, places in wrong.items() if places} == {}


def test_fields_are_called_by_their_titles() -> None:
    kinds = ("task", "application", "complaint", "evaluation")
    names = fields(
        [json.loads((SCHEMAS / f"{kind}.schema.json").read_text("utf-8")) for kind in kinds]
    )
    wrong = {}
    for one in messages():
        words = re.findall(r"[a-z_]{3,}", _NO_FIELD.sub(" ", str(one.string)))
        places = modules(one) - _NAMES_TYPED
        if names.intersection(words) and places:
            wrong[str(one.string)] = (places, sorted(names.intersection(words)))
    assert wrong == {}
