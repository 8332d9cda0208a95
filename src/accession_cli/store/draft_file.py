"""Drafts in a file: one task, or a list of them under the key ``tasks``; YAML or JSON."""

import re
from typing import Any, Final

from accession_cli.errors import AccessionError, Exit
from accession_cli.finding import Place
from accession_cli.i18n import N_
from accession_cli.store.draft import Draft, Key
from accession_cli.store.draft_json import json_object, json_places
from accession_cli.yamlfile import reader
from accession_cli.yamlfile.file_text import file_text
from accession_cli.yamlfile.reader import RECORD, Limits

LIST: Final = Limits(bytes=16 * 1024 * 1024, depth=RECORD.depth + 2, nodes=400_000)
_BOM: Final = b"\xef\xbb\xbf"
_LIST: Final = re.compile(rb'^tasks[ \t]*:|\A\s*\{\s*"tasks"\s*:', re.MULTILINE)


class DraftUnreadable(AccessionError):
    """The file that was to be filed is not readable; ``findings`` say where and why."""

    exit_code = Exit.UNREADABLE
    says = N_("{path} cannot be read, so nothing was filed.")
    mend = N_("Mend what is listed above and run the command again.")

    def __init__(self, *, path: str, findings: tuple[Any, ...] = ()) -> None:
        super().__init__(path=path)
        self.findings = findings


class ListUnfit(AccessionError):
    """A list of tasks that holds something else, or nothing."""

    exit_code = Exit.UNREADABLE
    says = N_("{path} should list the tasks to file under “tasks”, and nothing else.")
    mend = N_("Write each as an item of the list, with its own title, agency and so on.")


def read(data: bytes, path: str) -> tuple[Draft, ...]:
    """The drafts in *data*, the content of the file that messages call *path*."""
    limits = LIST if _LIST.search(data.removeprefix(_BOM)) else RECORD
    if data.removeprefix(_BOM).lstrip()[:1] == b"{":
        whole = _json(data, path, limits)
    else:
        found = reader.read(data, path, limits)
        if found.parsed is None:
            raise DraftUnreadable(path=path, findings=found.findings)
        whole = Draft(found.parsed.value, found.parsed.place)
    return (whole,) if limits is RECORD else _listed(whole, path)


def _listed(whole: Draft, path: str) -> tuple[Draft, ...]:
    tasks = whole.facts["tasks"]
    fit = isinstance(tasks, list) and tasks and all(isinstance(one, dict) for one in tasks)
    if not fit or len(whole.facts) > 1:
        raise ListUnfit(path=path)
    return tuple(_item(whole, at, facts) for at, facts in enumerate(tasks))


def _item(whole: Draft, at: int, facts: dict[str, Any]) -> Draft:
    def place(key: Key) -> Any:
        return whole.place(("tasks", at, *key))

    return Draft(facts, place)


def _json(data: bytes, path: str, limits: Limits) -> Draft:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = None
    if text is None or len(data) > limits.bytes:
        found = file_text(data, path, size=limits.bytes, line=limits.bytes).findings
        raise DraftUnreadable(path=path, findings=tuple(found))
    facts = json_object(text, path, depth=limits.depth)
    places: dict[Key, Place] = {}

    def place(key: Key) -> Place:
        if not places:
            places.update({(): Place(path), **dict(json_places(text, path))})
        while key not in places:
            key = key[:-1]
        return places[key]

    return Draft(facts, place)
