"""Check values against the JSON Schema of their kind, and bring them to its newest version.

A file that says ``schema: n`` is checked by ``old/<kind>.<n>.schema.json`` when n is older than the
newest version. A compiled validator answers yes or no for every file. Only after a no does the
slower validator look for the faults, which are said in our own words; its own English sentences are
never shown.

``UPGRADES`` has one function for each step: it takes the value of a sound file of version n, and
returns the value in version n + 1. Files, drafts and requests in an outbox all pass it before they
become values. ``schemas/old/README.md`` tells how to add a version.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from accession_cli.finding import Finding, KeyPath, Place, key_path, key_text
from accession_cli.registry.codes import (
    EMPTY_TEXT,
    KEY_MISSING,
    NEEDS_VALUE,
    OTHER_FORMAT,
    TOO_FEW,
    UNFIT,
)
from accession_cli.scheme.district import in_order, is_clause_key
from accession_cli.scheme.fields import newest, schema
from accession_cli.yamlfile import reader

if TYPE_CHECKING:
    from accession_cli.registry.schema_faults import Explainer, SchemaFault


KeyOrder: TypeAlias = Mapping[str, "KeyOrder"]

ANY_KEY: Final = "*"

_VERSION: Final = re.compile(rb"^schema: ([1-9][0-9]{0,8})$", re.MULTILINE)
_HEAD: Final = 1_000  # the version is the first key; only comments come before it

_ABSENT: Final = frozenset({KEY_MISSING, NEEDS_VALUE, EMPTY_TEXT, TOO_FEW})


class FileKind(StrEnum):
    """The kinds of files that have a schema: ``schemas/<kind>.schema.json``."""

    TASK = "task"
    APPLICATION = "application"
    EVALUATION = "evaluation"
    COMPLAINT = "complaint"
    SCHEME = "scheme"
    AGENCIES = "agencies"
    SUBDISTRICTS = "subdistricts"
    STATUTES = "statutes"
    VOCABULARY = "vocabulary"
    KEYS = "keys"
    CALENDAR = "calendar"
    AMENDMENTS = "amendments"
    MAPPING = "mapping"
    EDITION = "edition_file"
    PUBLICATION = "publication"
    DISTRICTS = "districts"
    CATALOGUE = "catalogue"
    SAMENESS = "sameness"


#: What a centre keeps that collects many districts; no registry holds it.
AT_THE_CENTRE: Final = frozenset({FileKind.DISTRICTS, FileKind.CATALOGUE, FileKind.SAMENESS})


def check_schema(
    kind: FileKind, value: Mapping[str, Any], place: Callable[[KeyPath], Place]
) -> tuple[Finding, ...]:
    """The faults of *value* by the schema of its *kind*, in the order of the file; () when sound.

    *place* gives the place of a key path in the file. For a missing key it is called with the group
    of keys that lacks it.
    """
    version = older(kind, value)
    if _is_sound(kind, version, value):
        return ()
    from accession_cli.registry.schema_faults import SchemaFault  # loads jsonschema: when needed

    if _is_newer(kind, value):
        facts = {"value": value["schema"], "allowed": newest(kind)}
        # this program cannot judge the rest of it
        found = [SchemaFault(path=("schema",), code=OTHER_FORMAT, facts=facts)]
    else:
        found = _explainer(kind, version)(value) or [SchemaFault(path=(), code=UNFIT)]
    return tuple(sorted((_finding(kind, fault, place) for fault in found), key=_by_place))


def older(kind: FileKind, value: Mapping[str, Any]) -> int | None:
    """The version that *value* states, if it is older than the newest; else None."""
    stated = value.get("schema")
    return stated if type(stated) is int and 0 < stated < newest(kind) else None


def order_in(kind: FileKind, data: bytes) -> KeyOrder:
    """The order of keys for *data*, the bytes of a file of *kind*, by the version it states."""
    if newest(kind) == 1:
        return key_order(kind)
    named = _VERSION.search(data, 0, _HEAD)
    return key_order(kind, older(kind, {"schema": int(named[1])}) if named else None)


@cache
def key_order(kind: FileKind, version: int | None = None) -> KeyOrder:
    """The canonical order of keys, nested as in the file; *version* None is the newest.

    Lists add no level: the order under ``basis`` is the order within each entry. The key ``*``
    stands for keys that people choose themselves, as in ``agencies``; those keep their order.
    """
    whole = schema(kind, version)
    return _order(whole, whole["$defs"])


def _order(part: Mapping[str, Any], defs: Mapping[str, Any]) -> KeyOrder:
    if "$ref" in part:
        return _order(defs[part["$ref"].removeprefix("#/$defs/")], defs)
    if "items" in part:
        return _order(part["items"], defs)
    if "oneOf" in part:
        return _merged([_order(form, defs) for form in part["oneOf"]])
    if "additionalProperties" in part:
        return {ANY_KEY: _order(part["additionalProperties"], defs)}
    return {key: _order(below, defs) for key, below in part.get("properties", {}).items()}


def _merged(orders: Sequence[KeyOrder]) -> KeyOrder:
    """One order for all of *orders*; a new key goes before the known key that follows it."""
    keys: list[str] = []
    for order in orders:
        at = len(keys)
        for key in reversed(list(order)):
            if key in keys:
                at = keys.index(key)
            else:
                keys.insert(at, key)
    return {key: next(order[key] for order in orders if key in order) for key in keys}


@cache
def _compiled(kind: FileKind, version: int | None) -> Callable[[Any], bool]:
    import jsonschema_rs

    return jsonschema_rs.Draft202012Validator(schema(kind, version), validate_formats=True).is_valid


@cache
def _explainer(kind: FileKind, version: int | None) -> "Explainer":
    from accession_cli.registry.schema_faults import Explainer

    return Explainer(schema(kind, version))


def _is_sound(kind: FileKind, version: int | None, value: Mapping[str, Any]) -> bool:
    try:
        return _compiled(kind, version)(value)
    except UnicodeEncodeError:  # an escape for half of a surrogate pair
        return False


def _is_newer(kind: FileKind, value: Mapping[str, Any]) -> bool:
    stated = value.get("schema")
    return type(stated) is int and stated > newest(kind)


def _finding(kind: FileKind, fault: "SchemaFault", place: Callable[[KeyPath], Place]) -> Finding:
    code = fault.code
    clause = code.clause
    if code in _ABSENT:
        clause = _clause_of(_topic(kind, fault.path)) or clause
    at = place(fault.path[:-1] if code is KEY_MISSING else fault.path)
    facts = {"name": _name(fault.path), "kind": kind.value, **fault.facts}
    return replace(code, clause=clause).at(at, fault.path, **facts)


def _topic(kind: FileKind, path: KeyPath) -> str:
    """The top key of a task's record in *path*, also inside an application; "" for other kinds."""
    if kind is FileKind.APPLICATION and path[:1] == ("task",):
        path = path[1:]
    elif kind is not FileKind.TASK:
        return ""
    return str(path[0]) if path else ""


def _clause_of(topic: str) -> str:
    """The clause that demands a top key of a task's record; "" when none does."""
    from accession_cli.scheme.fields import FIELDS

    clauses = (field.clause for field in FIELDS if field.top == topic)
    return next((f"scheme {clause}" for clause in clauses if clause), "")


def _name(path: KeyPath) -> str:
    """The last key of a path, with its index in a list: ``channels[0]``."""
    start = max((at for at, part in enumerate(path) if isinstance(part, str)), default=0)
    return key_text(path[start:])


def _by_place(finding: Finding) -> tuple[Place, str, str]:
    return finding.place, finding.code, finding.key


Data: TypeAlias = Mapping[str, Any]
Upgrades: TypeAlias = Mapping[tuple[FileKind, int], Callable[[Data], Data]]


def scheme_1_to_2(old: Data) -> Data:
    """Version 2 has ``clauses``, which say how the scheme numbers each clause.

    Version 1 does not say it, so nobody has confirmed any. Version 2 also says in
    ``correction_clock`` what version 1 said in ``correction_stops_clock``.
    """
    from accession_cli.rules.clauses import ALL_CLAUSES

    known = {*filter(is_clause_key, _clauses_in(old)), *(one.number for one in ALL_CLAUSES)}
    made: dict[str, Any] = {}
    for key, value in old.items():
        if key == "correction_stops_clock":
            made["correction_clock"] = "pauses" if value else "runs"
            continue
        made[key] = value
        if key == "source":
            made["clauses"] = dict.fromkeys(in_order(known))
    return made


def scheme_2_to_3(old: Data) -> Data:
    """Version 3 may say in ``closing_hours`` when the office closes; version 2 knows no hour."""
    return old


def scheme_3_to_4(old: Data) -> Data:
    """Version 4 may say in ``share`` what is handed on; version 3 hands nothing on."""
    return old


def _clauses_in(value: Any) -> Iterator[str]:
    """What a profile names as the clause of something, on any level."""
    for key, below in value.items():
        if key in {"clause", "refusal_clause"}:
            yield below
        elif isinstance(below, dict):
            yield from _clauses_in(below)


def complaint_1_to_2(old: Data) -> Data:
    """Version 2 has ``verification``, and a rectification is ``urged``, not ``ordered``.

    Version 1 does not say that anybody checked a complaint.
    """
    made: dict[str, Any] = {}
    for key, value in old.items():
        made[key] = value
        if key == "what":
            made["verification"] = None
    if (known := old["rectification"]) is not None:
        names = {"ordered": "urged"}
        made["rectification"] = {names.get(key, key): value for key, value in known.items()}
    return made


def task_1_to_2(old: Data) -> Data:
    """Version 2 has ``also_called`` and ``excludes``; of version 1 nobody has confirmed any."""
    return _with_lists(old, {"title": "also_called", "authorization": "excludes"})


def task_2_to_3(old: Data) -> Data:
    """Version 3 has ``inherited``; a task of version 2 was admitted by this scheme."""
    made: dict[str, Any] = {}
    for key, value in old.items():
        made[key] = value
        if key == "application":
            made["inherited"] = None
    return made


def task_3_to_4(old: Data) -> Data:
    """Version 4 may leave open how money is paid; version 3 always says it."""
    return old


def application_1_to_2(old: Data) -> Data:
    """Version 2 has ``excludes`` in the task that is applied for."""
    return {**old, "task": _with_lists(old["task"], {"authorization": "excludes"})}


def agencies_1_to_2(old: Data) -> Data:
    """Version 2 may say what an agency is also called, and what it was called earlier."""
    return old


def subdistricts_1_to_2(old: Data) -> Data:
    """Version 2 may say the same of places, and their days; so a community is more than a name."""
    places = {
        code: {**place, "communities": {at: {"name": n} for at, n in place["communities"].items()}}
        for code, place in old["subdistricts"].items()
    }
    return {**old, "subdistricts": places}


def application_2_to_3(old: Data) -> Data:
    """Version 3 has ``faults``, the hour of receipt, and what the clerk settled.

    Version 2 took in only forms that were read whole, and noted no hour.
    """
    papers = [_with_receipt(one) for one in old["submissions"]]
    return {**_with_lists(old, {"task": "faults"}), "submissions": papers}


def application_3_to_4(old: Data) -> Data:
    """Version 4 holds a task of version 4."""
    return old


def application_4_to_5(old: Data) -> Data:
    """Version 5 has in ``faults`` what is learnt otherwise than from the form; 4 has none."""
    return {**old, "faults": [{**one, "told": None} for one in old["faults"]]}


def _with_receipt(old: Data) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for key, value in _with_lists(old, {"attachments": "settled"}).items():
        made[key] = value
        if key == "received":
            made["received_at"] = None
    return made


def statutes_1_to_2(old: Data) -> Data:
    """Version 2 has ``also_called``, what people call a law; version 1 knows no such names."""
    listed = [_with_lists(one, {"law": "also_called"}) for one in old["statutes"]]
    return {**old, "statutes": listed}


#: Groups of the profile of which an amendment of version 1 has the parts on one line.
_ON_ONE_LINE: Final = re.compile(
    r"(?:channels|bodies)\.[a-z0-9_]{1,100}|emergency|supervision|source"
    r"|days_ahead|days_to_decide|days_to_publish|long_term_years"
)


def amendments_1_to_2(old: Data) -> Data:
    """Version 2 says from which day an amendment holds, and has an entry for each part of a group.

    An amendment of version 1 held from the day on which it was made.
    """
    return {**old, "amendments": [part for one in old["amendments"] for part in _parts_of(one)]}


def _parts_of(entry: Data) -> Iterator[dict[str, Any]]:
    made: dict[str, Any] = {}
    for key, value in entry.items():
        made[key] = value
        if key == "date":
            made["from"] = None if entry["mistake"] else value
    old, new = map(_from_one_line, (entry["old"], entry["new"]))
    if entry["file"] != "scheme.yaml" or not _ON_ONE_LINE.fullmatch(entry["key"]):
        yield made
        return
    for part in dict.fromkeys([*old, *new]):
        was, is_ = old.get(part), new.get(part)
        if was != is_:
            yield {**made, "key": f"{entry['key']}.{part}", "old": was, "new": is_}


def _from_one_line(text: str | None) -> dict[str, str]:
    """The parts of a group, which version 1 wrote as ``value: 10；clause: 3.2.3``."""
    parts = (one.partition(": ") for one in (text or "").split("；"))
    return {key: value for key, colon, value in parts if colon}


def _with_lists(old: Data, behind: Mapping[str, str]) -> dict[str, Any]:
    """*old* with an empty list behind each key that *behind* names."""
    made: dict[str, Any] = {}
    for key, value in old.items():
        made[key] = value
        if key in behind:
            made[behind[key]] = []
    return made


#: The steps, by the kind of file and the version they start from.
UPGRADES: Final[Upgrades] = MappingProxyType(
    {
        (FileKind.SCHEME, 1): scheme_1_to_2,
        (FileKind.SCHEME, 2): scheme_2_to_3,
        (FileKind.SCHEME, 3): scheme_3_to_4,
        (FileKind.AGENCIES, 1): agencies_1_to_2,
        (FileKind.SUBDISTRICTS, 1): subdistricts_1_to_2,
        (FileKind.COMPLAINT, 1): complaint_1_to_2,
        (FileKind.TASK, 1): task_1_to_2,
        (FileKind.TASK, 2): task_2_to_3,
        (FileKind.TASK, 3): task_3_to_4,
        (FileKind.APPLICATION, 1): application_1_to_2,
        (FileKind.APPLICATION, 2): application_2_to_3,
        (FileKind.APPLICATION, 3): application_3_to_4,
        (FileKind.APPLICATION, 4): application_4_to_5,
        (FileKind.STATUTES, 1): statutes_1_to_2,
        (FileKind.AMENDMENTS, 1): amendments_1_to_2,
    }
)


def upgraded(kind: FileKind, data: Data) -> dict[str, Any]:
    """*data* in the newest version; it must be sound by the schema of its own version."""
    version = data["schema"]
    while type(version) is int and (kind, version) in UPGRADES:  # true is no version
        data = {**UPGRADES[kind, version](data), "schema": version + 1}
        version += 1
    return dict(data)


def kept(kind: FileKind, facts: Data) -> dict[str, Any]:
    """*facts* for a request: they state their version, unless it is the first."""
    version = newest(kind)
    return dict(facts) if version == 1 else {"schema": version, **facts}


def as_kept(kind: FileKind, facts: Data) -> dict[str, Any]:
    """*facts* of a request with their version, which ``kept`` left out when it was the first."""
    return dict(facts) if newest(kind) == 1 else {"schema": 1, **facts}


def from_request(kind: FileKind, data: Data) -> dict[str, Any]:
    """The record *data* of a request, in the newest version.

    ``ValueError`` when this program knows no such version: a newer one has kept it.
    """
    version = data.get("schema", 1)
    if type(version) is not int or not 0 < version <= newest(kind):
        raise ValueError(version)
    return upgraded(kind, {"schema": version, **data})


def from_draft(
    whole: Data, stated: Data, place: Callable[[KeyPath], Place], asked: Collection[str] = ()
) -> tuple[dict[str, Any], tuple[Finding, ...]]:
    """The task *whole*, made of the draft *stated*, in the newest version; or its faults.

    A draft of an older version is judged by the schema of that version first; of one for an
    application, only the keys *asked* count. Any other draft stays as it is: its record is judged.
    """
    version = older(FileKind.TASK, whole)
    if version is None:
        return dict(whole), ()
    old = _with_keys_of(key_order(FileKind.TASK, version), whole, stated)
    wrong = tuple(
        one
        for one in check_schema(FileKind.TASK, old, place)
        if not asked or set(key_path(one.key)[:1]).intersection(asked)
    )
    return (old, wrong) if wrong else (upgraded(FileKind.TASK, old), ())


def _with_keys_of(order: KeyOrder, whole: Any, stated: Any) -> Any:
    """*whole* without the keys that were only filled in, and that *order* does not have."""
    if isinstance(whole, list):
        each = stated if isinstance(stated, list) else [None] * len(whole)
        return [_with_keys_of(order, *pair) for pair in zip(whole, each, strict=True)]
    if not isinstance(whole, Mapping):
        return whole
    said = stated if isinstance(stated, Mapping) else {}
    return {
        key: _with_keys_of(order.get(key, {}), value, said.get(key))
        for key, value in whole.items()
        if key in order or key in said
    }


def edited(kind: FileKind, text: str, old: Data, new: Data) -> str:
    """*text*, whose value is *old* in any version, changed so that its value is *new*.

    *new* is of the newest version. Only what differs is changed. If *old* is of an older version,
    the keys are put in today's order.
    """
    from accession_cli.yamlfile import editor  # the writing side of YAML loads slowly

    order = key_order(kind)
    made = editor.edit(text, old, new, order)
    return made if older(kind, old) is None else editor.reordered(made, order)


def renewed(kind: FileKind, text: str, path: str, limits: reader.Limits) -> str:
    """*text* in the newest version; raises ``NotFormattable`` if it cannot be read or is not sound.

    A frozen edition stays as it is: the next edition holds the hash of its bytes.
    """
    from accession_cli.yamlfile.editor import NotFormattable

    found = reader.read(text.encode(), path, limits)
    if found.parsed is None:
        raise NotFormattable(found.findings)
    written = found.parsed.value
    if kind is FileKind.EDITION or written.get("schema") == newest(kind):
        return text
    wrong = check_schema(kind, written, found.parsed.place)
    if wrong:
        raise NotFormattable(wrong)
    return edited(kind, text, written, upgraded(kind, written))
