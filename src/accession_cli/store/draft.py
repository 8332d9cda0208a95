"""What a clerk typed, on the way to becoming a record.

A draft holds the facts of an application and of its decisions, as in a task record but without
what only filing gives: id, status, day and number of filing, retirement. It may say which retired
task it takes the place of.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from accession_cli.errors import AccessionError, Exit
from accession_cli.finding import Place, key_path
from accession_cli.i18n import N_
from accession_cli.scheme.district import Scheme
from accession_cli.scheme.ids import RecordId

Key = tuple[str | int, ...]

GIVEN_BY_FILING: Final[Mapping[str, tuple[Any, ...]]] = {  # and what a draft may say all the same
    "id": (None,),
    "status": (None, "admitted"),
    "filing": (None, []),
    "retirement": (None,),
    "superseded_by": (None, []),
}
_LISTS: Final = ("channels", "basis", "decision")
LISTS_OF_NAMES: Final = (
    ("co_agencies",),
    ("channels",),
    ("scope", "subdistricts"),
    ("scope", "communities"),
)
_ALL: Final = "all"
_BETWEEN: Final = re.compile("[,，、]")
_FRESH: Final[Mapping[str, Any]] = {
    "schema": 1,
    "id": None,
    "status": "admitted",
    "title": None,
    "kind": "task",
    "class": None,
    "agency": None,
    "co_agencies": [],
    "channels": None,
    "route": "application",
    "term": None,
    "period": {"start": None, "end": None},
    "frequency": None,
    "authorization": {"content": None, "target": None, "authority": None, "workflow": None},
    "basis": None,
    "funding": {"amount": None, "per": None, "source": None, "method": None, "note": None},
    "resources": [],
    "mechanism": None,
    "training": None,
    "scope": {"subdistricts": None, "communities": "all"},
    "sections": [],
    "application": {"id": None, "received": None, "via": None, "form": None},
    "decision": None,
    "filing": {"date": None, "number": None},
    "dispatch": [],
    "retirement": None,
    "supersedes": [],
    "superseded_by": [],
    "corrections": [],
}
_LAW: Final[Mapping[str, Any]] = {"law": None, "version": None, "article": None}
_DOCUMENT: Final[Mapping[str, Any]] = {
    "document": None,
    "number": None,
    "date": None,
    "clause": None,
    "attachment": None,
}
_DECISION: Final[Mapping[str, Any]] = {
    "by": None,
    "date": None,
    "result": None,
    "opinion": None,
}


class GivenByFiling(AccessionError):
    """A draft states what only filing may give."""

    says = N_("The draft states {key}, which only filing and retiring may write.")
    mend = N_("Take {key} out of the draft; it is written by accession file and accession retire.")


class BadSetting(AccessionError):
    """``--set`` with something that is not ``KEY=VALUE`` or a key that leads nowhere."""

    exit_code = Exit.USAGE
    says = N_("--set {text} cannot be used: it is not KEY=VALUE, or a task has no such key.")
    mend = N_("Write a key and a value, for example --set authorization.target=… or basis[0].law=…")


@dataclass(frozen=True, slots=True)
class Draft:
    """The facts, and where in a file each of them was written; ``text`` is that file, as it was."""

    facts: Mapping[str, Any]
    place: Callable[[Key], Place]
    text: str = ""


def of_facts(facts: Mapping[str, Any], name: str) -> Draft:
    """A draft of *facts* that stand in no file; messages call it *name*."""
    return Draft(facts, lambda _key: Place(name))


def with_settings(draft: Draft, settings: Iterable[str]) -> Draft:
    """The draft with every ``KEY=VALUE`` put in; a value is read as a YAML scalar would be."""
    facts: Any = deepcopy(dict(draft.facts))
    for text in settings:
        key, equals, value = text.partition("=")
        path = key_path(key)
        if not equals or not path:
            raise BadSetting(text=text)
        _put(facts, path, _names(value) if path in LISTS_OF_NAMES else _scalar(value), text)
    return Draft(facts, draft.place, draft.text)


def completed(draft: Draft, *, scheme: Scheme, record: RecordId, filed: date) -> dict[str, Any]:
    """The whole record of *draft*: every key, with what filing gives filled in."""
    _refuse_what_filing_gives(draft)
    whole = with_all_keys(_at_once(draft.facts, scheme, filed))
    if whole["route"] == "emergency" and "application" not in draft.facts:
        whole["application"] = None
    for name in _LISTS:
        whole[name] = [] if whole[name] is None else whole[name]
    whole["id"] = str(record)
    whole["filing"] = {"date": str(filed), "number": scheme.filing_number_of(record)}
    return whole


def _at_once(facts: Mapping[str, Any], scheme: Scheme, filed: date) -> Mapping[str, Any]:
    """*facts*; of an emergency, with what goes without saying when it is filed at once (3.2.3).

    It is temporary, goes down the channels of the emergency route, begins on the day of filing and
    was admitted on it by the bodies of that route, who decide alone. What is said counts.
    """
    emergency = scheme.emergency
    if facts.get("route") != "emergency" or emergency is None:
        return facts
    period = facts.get("period")
    usual = {
        "term": "temporary",
        "channels": [channel.value for channel in emergency.channels],
        "decision": [
            {"by": body, "date": str(filed), "result": "admit"} for body in emergency.decided_by
        ],
    }
    return {
        **usual,
        **facts,
        "period": {"start": str(filed), **period} if isinstance(period, Mapping) else period,
    }


def with_all_keys(facts: Mapping[str, Any]) -> dict[str, Any]:
    """*facts* with every key that a record writes out; what is not said is null, or empty."""
    whole: dict[str, Any] = _filled(_FRESH, facts)
    if isinstance(whole["decision"], list):
        whole["decision"] = [_filled(_DECISION, item) for item in whole["decision"]]
    if isinstance(whole["basis"], list):
        whole["basis"] = [_basis(item) for item in whole["basis"]]
    if isinstance(whole["mechanism"], dict) and "basis" in whole["mechanism"]:
        whole["mechanism"]["basis"] = _basis(whole["mechanism"]["basis"])
    return whole


def _refuse_what_filing_gives(draft: Draft) -> None:
    for key, harmless in GIVEN_BY_FILING.items():
        if draft.facts.get(key) not in harmless:
            raise GivenByFiling(key=key)


def supersedes(draft: Draft) -> tuple[RecordId, ...]:
    """The retired tasks whose place the draft's task takes; what is no id is left to the schema."""
    named = draft.facts.get("supersedes")
    found: list[RecordId] = []
    for text in named if isinstance(named, list) else ():
        with suppress(TypeError, ValueError):
            found.append(RecordId.parse(text))
    return tuple(found)


def _filled(shape: Mapping[str, Any], given: Any) -> Any:
    """*given* laid over *shape*, key by key; unknown keys stay, for the schema to name them."""
    if not isinstance(given, Mapping):
        return given
    whole = {key: deepcopy(value) for key, value in shape.items()}
    for key, value in given.items():
        inner = shape.get(key)
        whole[key] = _filled(inner, value) if isinstance(inner, Mapping) else deepcopy(value)
    return whole


def _basis(item: Any) -> Any:
    if isinstance(item, Mapping) and "law" in item:
        return _filled(_LAW, item)
    if isinstance(item, Mapping) and "document" in item:
        return _filled(_DOCUMENT, item)
    return item


def _put(facts: Any, key: Key, value: Any, setting: str) -> None:
    *way, last = key
    for part, following in zip(way, key[1:], strict=True):
        facts = _step(facts, part, [] if isinstance(following, int) else {}, setting)
    _step(facts, last, value, setting, replace=True)


def _step(place: Any, part: str | int, value: Any, setting: str, *, replace: bool = False) -> Any:
    """One step down from *place*, made where it is missing; lists grow by one at their end."""
    if isinstance(place, dict) and isinstance(part, str):
        if replace or place.get(part) is None:
            place[part] = value
        return place[part]
    if isinstance(place, list) and isinstance(part, int) and part <= len(place):
        if part == len(place):
            place.append(value)
        elif replace:
            place[part] = value
        return place[part]
    raise BadSetting(text=setting)


def _names(text: str) -> Any:
    """A list of names, codes or keys that is typed as one: ``community,grid``."""
    whole = _scalar(text)
    if whole == _ALL or not isinstance(whole, str):
        return whole
    return [name for part in _BETWEEN.split(text) if (name := part.strip())]


def _scalar(text: str) -> Any:
    constants: dict[str, Any] = {"null": None, "true": True, "false": False, "[]": [], "{}": {}}
    return constants.get(text, text)
