"""Read drafts: what a clerk typed, on its way to becoming a record.

A draft has the facts of an application and of its decisions, as a task record has them, but not the
facts that only filing gives: id, status, day and number of filing, retirement. It may name the
retired task that it replaces. ``read_draft_file`` reads drafts from a YAML or JSON file: one task,
or a list of tasks under the key ``tasks``. JSON may hold only values that a record could hold, too.

The functions ``passages_of_…`` list the texts of a command that are on their way into the registry;
all of them are screened.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass, fields
from datetime import date
from pathlib import PurePath
from typing import Any, Final, NoReturn
from unicodedata import normalize

from accession_cli.entry.values import items
from accession_cli.errors import Exit, Refusal, Refused
from accession_cli.finding import Place, key_path, key_text
from accession_cli.i18n import N_
from accession_cli.office.inner_text import InnerText
from accession_cli.scheme.district import Scheme
from accession_cli.scheme.fields import FIELDS, Kind, nested, newest
from accession_cli.scheme.registry import RecordId
from accession_cli.scheme.task import Decision, DocumentBasis, Inherited, LawBasis
from accession_cli.secrecy.screening import Passage
from accession_cli.yamlfile import reader
from accession_cli.yamlfile.reader import RECORD, Limits, file_text

Key = tuple[str | int, ...]

GIVEN_BY_FILING: Final[Mapping[str, tuple[Any, ...]]] = {  # with the values a draft may have
    "id": (None,),
    "status": (None, "admitted"),
    "filing": (None, []),
    "retirement": (None,),
    "superseded_by": (None, []),
}
_LISTS: Final = ("channels", "basis", "decision")
_NOT_APPLIED_FOR: Final = ("emergency", "inherited")
LISTS_OF_NAMES: Final = (
    ("co_agencies",),
    ("channels",),
    ("scope", "subdistricts"),
    ("scope", "communities"),
)
_LISTS_OF_TEXTS: Final = {key_path(field.key) for field in FIELDS if field.kind is Kind.LINES}
_ALL: Final = "all"
_BETWEEN: Final = re.compile("[,，、]")
_FRESH: Final[Mapping[str, Any]] = nested((field.key, field.blank) for field in FIELDS)
_LAW, _DOCUMENT, _DECISION, _INHERITED = (
    dict.fromkeys(part.name for part in fields(kind))
    for kind in (LawBasis, DocumentBasis, Decision, Inherited)
)


#: A draft states a fact that only filing or retiring may give.
IS_GIVEN_BY_FILING: Final = Refusal(
    N_("The draft states {key}, which only filing and retiring may write."),
    N_("Take {key} out of the draft; it is written by accession file and accession retire."),
)


#: ``--set`` with a text that is not ``KEY=VALUE``, or with a key that does not exist.
BAD_SETTING: Final = Refusal(
    N_("--set {text} cannot be used: it is not FIELD=VALUE, or a task has no such field."),
    N_("Write a field and its value, for example --set authorization.target=… or basis[0].law=…"),
    Exit.USAGE,
)


@dataclass(frozen=True, slots=True)
class Draft:
    """The facts, and the place of each key in the file; ``text`` is the text of that file."""

    facts: Mapping[str, Any]
    place: Callable[[Key], Place]
    text: str = ""


def of_facts(facts: Mapping[str, Any], name: str) -> Draft:
    """A draft of *facts* that are not in a file; messages call it *name*."""
    return Draft(facts, lambda _key: Place(name, typed=True))


def with_settings(draft: Draft, settings: Iterable[str]) -> Draft:
    """The draft with every ``KEY=VALUE`` put in.

    A value is text, except null, true, false, [] and {}; in lists of names, commas separate them,
    in lists of texts semicolons.
    """
    facts: Any = deepcopy(dict(draft.facts))
    for text in settings:
        key, equals, value = text.partition("=")
        path = key_path(key)
        if not equals or not path:
            raise BAD_SETTING(text=text)
        _put(facts, path, _typed(value, path), text)
    return Draft(facts, draft.place, draft.text)


def completed(draft: Draft, *, scheme: Scheme, record: RecordId, filed: date) -> dict[str, Any]:
    """The whole record of *draft*: every key is there, and the facts that filing gives are set.

    It stays in the version that the draft states, with empty keys of the newest version added.
    Raises ``IS_GIVEN_BY_FILING`` when the draft states such a fact itself.
    """
    _refuse_what_filing_gives(draft)
    whole = with_all_keys(_begun(_at_once(draft.facts, scheme, filed)))
    if whole["route"] in _NOT_APPLIED_FOR and "application" not in draft.facts:
        whole["application"] = None
    for name in _LISTS:
        whole[name] = [] if whole[name] is None else whole[name]
    whole["id"] = str(record)
    whole["filing"] = {"date": str(filed), "number": scheme.filing_number_of(record)}
    return whole


def _at_once(facts: Mapping[str, Any], scheme: Scheme, filed: date) -> Mapping[str, Any]:
    """*facts*; for an emergency, with defaults for a task that is filed at once (3.2.3).

    By default it is temporary, goes down the channels of the emergency route, begins on the day of
    filing, and was admitted on that day by the bodies of that route, who decide alone. Stated facts
    win over defaults.
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


def _begun(facts: Mapping[str, Any]) -> Mapping[str, Any]:
    """*facts*; a task of an earlier directory begins on the day of that, unless they say when."""
    period, earlier = facts.get("period"), facts.get("inherited")
    if facts.get("route") != "inherited" or not isinstance(earlier, Mapping):
        return facts
    if not isinstance(period, Mapping) or period.get("start") is not None:
        return facts
    return {**facts, "period": {**period, "start": earlier.get("date")}}


def with_all_keys(facts: Mapping[str, Any]) -> dict[str, Any]:
    """*facts* with every key that a record writes out; missing facts are null or empty."""
    whole: dict[str, Any] = _filled({"schema": newest("task"), **_FRESH}, facts)
    if isinstance(whole["decision"], list):
        whole["decision"] = [_filled(_DECISION, item) for item in whole["decision"]]
    if isinstance(whole["basis"], list):
        whole["basis"] = [_basis(item) for item in whole["basis"]]
    if isinstance(whole["inherited"], dict):
        whole["inherited"] = _filled(_INHERITED, whole["inherited"])
    if isinstance(whole["mechanism"], dict) and "basis" in whole["mechanism"]:
        whole["mechanism"]["basis"] = _basis(whole["mechanism"]["basis"])
    return whole


def _refuse_what_filing_gives(draft: Draft) -> None:
    for key, harmless in GIVEN_BY_FILING.items():
        if draft.facts.get(key) not in harmless:
            raise IS_GIVEN_BY_FILING(key=key)


def supersedes(draft: Draft) -> tuple[RecordId, ...]:
    """The retired tasks that the draft's task replaces; invalid ids are left to the schema."""
    named = draft.facts.get("supersedes")
    found: list[RecordId] = []
    for text in named if isinstance(named, list) else ():
        with suppress(TypeError, ValueError):
            found.append(RecordId.parse(text))
    return tuple(found)


def _filled(shape: Mapping[str, Any], given: Any) -> Any:
    """*given* laid over *shape*, key by key; unknown keys stay, so that the schema names them."""
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
    """Go one step down from *place* and create what is missing; a list grows only at its end.

    Raises ``BAD_SETTING`` where there is no such step.
    """
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
    raise BAD_SETTING(text=setting)


def _typed(text: str, path: Key) -> Any:
    """The value typed as *text* for *path*: ``community,grid`` is a list, where one belongs."""
    whole = _scalar(text)
    if whole == _ALL or not isinstance(whole, str):
        return whole
    if path in LISTS_OF_NAMES:
        return [name for part in _BETWEEN.split(text) if (name := part.strip())]
    return items(text) if path in _LISTS_OF_TEXTS else whole


def _scalar(text: str) -> Any:
    constants: dict[str, Any] = {"null": None, "true": True, "false": False, "[]": [], "{}": {}}
    return constants.get(text, text)


def passages_of_file(name: str, text: str) -> Iterator[Passage]:
    """The name of the file at *name*, and its text, including comments."""
    yield Passage(where=name, text=PurePath(name).name, is_name=True)
    yield Passage(where=name, text=text)


def passages_of_settings(settings: Sequence[str]) -> Iterator[Passage]:
    """The keys and values given with ``--set KEY=VALUE``."""
    for setting in settings:
        key, _equals, value = setting.partition("=")
        yield Passage(where="--set", text=key)
        yield Passage(where=f"--set {key}", text=value)


def passages_of_drafts(given: Iterable[Draft]) -> Iterator[Passage]:
    """Every value of the drafts with its key, and the files that they were read from."""
    for one in given:
        yield from passages_of_file(one.place(()).path, one.text)
        yield from passages_of_values(one.facts)


def passages_of_retirement(reason: str, name: str, inside: InnerText) -> Iterator[Passage]:
    """The reason, and the agency's material: its name, its text, and a mark for other content."""
    yield Passage(where="--reason", text=reason)
    yield from passages_of_paper(name, inside)


def passages_of_paper(name: str, inside: InnerText) -> Iterator[Passage]:
    """A paper that came with a command: its name, its text, and a mark for other content."""
    yield from passages_of_file(name, inside.text)
    if not inside.whole:
        yield Passage(where=name, text=None)


def passages_of_amendment(settings: Sequence[str], reason: str, by: str) -> Iterator[Passage]:
    """The corrections, the reason, and the person who corrects."""
    yield from passages_of_settings(settings)
    yield Passage(where="--reason", text=reason)
    yield Passage(where="--by", text=by)


def passages_of_names(option: str, names: Iterable[str]) -> Iterator[Passage]:
    """The names of those who were told or received something."""
    yield from (Passage(where=option, text=name) for name in names)


def passages_of_reasons(reasons: Mapping[RecordId, str]) -> Iterator[Passage]:
    """The reasons for keeping tasks in an edition although they wait for the clean-up."""
    for record, reason in reasons.items():
        yield Passage(where=f"--keep {record}", text=reason)


def passages_of_values(value: Any, key: tuple[str | int, ...] = ()) -> Iterator[Passage]:
    """Every value below *key* with its own key, and the names of the keys themselves."""
    if isinstance(value, Mapping):
        for name, below in value.items():
            yield Passage(where=key_text(key), text=str(name))
            yield from passages_of_values(below, (*key, name))
    elif isinstance(value, list):
        for at, below in enumerate(value):
            yield from passages_of_values(below, (*key, at))
    elif value is not None:
        yield Passage(where=key_text(key), text=str(value))


_LONGEST_NUMBER: Final = 15  # digits; more are not kept exactly by every program
_SHOWN: Final = 40
_TOKEN: Final = re.compile(r'[{}\[\],:]|"(?:[^"\\]|\\.)*+(?:"|\\?\Z)|[^\s{}\[\],:"]++', re.DOTALL)


#: A JSON draft that has a syntax error or is not an object.
NOT_JSON: Final = Refusal(
    N_("{path} is not readable as JSON: line {line}, column {column}."),
    N_("Mend the JSON there, or write it as YAML."),
    Exit.UNREADABLE,
)


#: An object in a JSON draft has a key twice, so it is unclear which value counts.
KEY_TWICE: Final = Refusal(
    N_("{path} cannot be used: the key “{key}” stands twice in one object."),
    N_("Keep the right one and delete the other."),
    Exit.UNREADABLE,
)


#: A JSON draft with NaN, a fraction, or more digits than all programs keep.
NUMBER_UNFIT: Final = Refusal(
    N_("{path} cannot be used: a record has no numbers like {number}, only whole short ones."),
    N_('Write amounts and codes in double quotes, for example "24000.00".'),
    Exit.UNREADABLE,
)


#: A JSON draft that nests lists and objects deeper than any record.
NESTED_TOO_DEEP: Final = Refusal(
    N_("{path} cannot be used: its lists and objects lie more than {limit} levels deep."),
    N_("Compare it with a record that accession has written."),
    Exit.UNREADABLE,
)


def json_object(text: str, path: str, *, depth: int) -> dict[str, Any]:
    """The object in the JSON *text*, at most *depth* levels deep; messages call the file *path*."""

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        made: dict[str, Any] = {}
        seen: set[str] = set()
        for key, value in items:
            folded = normalize("NFC", key)
            if folded in seen:
                raise KEY_TWICE(path=path, key=key[:_SHOWN])
            seen.add(folded)
            made[key] = value
        return made

    def unfit(number: str) -> NoReturn:
        raise NUMBER_UNFIT(path=path, number=number[:_SHOWN])

    def whole(digits: str) -> int:
        return int(digits) if len(digits.lstrip("-")) <= _LONGEST_NUMBER else unfit(digits)

    try:
        value = json.loads(
            text,
            object_pairs_hook=pairs,
            parse_constant=unfit,
            parse_float=unfit,
            parse_int=whole,
        )
    except json.JSONDecodeError as error:
        raise NOT_JSON(path=path, line=error.lineno, column=error.colno) from error
    except RecursionError as error:
        raise NESTED_TOO_DEEP(path=path, limit=depth) from error
    if not isinstance(value, dict):
        raise NOT_JSON(path=path, line=1, column=1)
    if _deeper(value, depth):
        raise NESTED_TOO_DEEP(path=path, limit=depth)
    return value


def _deeper(value: Any, levels: int) -> bool:
    """True when lists and objects in *value* lie more than *levels* deep."""
    inside = value.values() if isinstance(value, dict) else value
    if not isinstance(value, dict | list):
        return False
    return levels == 0 or any(_deeper(item, levels - 1) for item in inside)


def json_places(text: str, path: str) -> Iterator[tuple[tuple[str | int, ...], Place]]:
    """Each key and each list item in *text*, with its place; *text* was read by ``json_object``."""
    key: list[str | int | None] = []  # None: a key of the object comes next
    line, began, counted = 1, 0, 0  # began: the start of the line
    for found in _TOKEN.finditer(text):
        sign = found[0]
        if sign in "}]":
            key.pop()
        elif sign == ",":
            last = key[-1]
            key[-1] = last + 1 if isinstance(last, int) else None
        elif sign != ":":
            is_key = bool(key) and key[-1] is None
            if is_key:
                key[-1] = json.loads(sign)
            if is_key or (key and isinstance(key[-1], int)):
                start = found.start()
                line += text.count("\n", counted, start)
                began = max(began, text.rfind("\n", counted, start) + 1)
                counted = start
                place = Place(path, line, start - began + 1)
                yield tuple(one for one in key if one is not None), place
            if not is_key and sign in "{[":
                key.append(None if sign == "{" else 0)


LIST_KEY: Final = Limits(bytes=16 * 1024 * 1024, depth=RECORD.depth + 2, nodes=400_000)
_BOM: Final = b"\xef\xbb\xbf"
_LIST: Final = re.compile(rb'^tasks[ \t]*:|\A\s*\{\s*"tasks"\s*:', re.MULTILINE)


class DraftUnreadable(Refused):
    """The file to be filed is not readable; ``findings`` say where and why."""

    refusal = Refusal(
        N_("{path} cannot be read, so nothing was filed."),
        N_("Mend what is listed above and run the command again."),
        Exit.UNREADABLE,
    )

    def __init__(self, *, path: str, findings: tuple[Any, ...] = ()) -> None:
        super().__init__(path=path)
        self.findings = findings


#: A list of tasks that is empty or holds something other than tasks.
LIST_UNFIT: Final = Refusal(
    N_("{path} should list the tasks to file under “tasks”, and nothing else."),
    N_("Write each as an item of the list, with its own title, agency and so on."),
    Exit.UNREADABLE,
)


def read_draft_file(data: bytes, path: str) -> tuple[Draft, ...]:
    """The drafts in *data*, the content of the file that messages call *path*.

    Raises ``DraftUnreadable`` or a refusal of the JSON.
    """
    limits = LIST_KEY if _LIST.search(data.removeprefix(_BOM)) else RECORD
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
        raise LIST_UNFIT(path=path)
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
