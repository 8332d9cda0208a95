"""Read ``--set KEY=VALUE`` and the values of drafts as people write them.

A key is called as in the record, ``funding.per``, or as forms show it, 经费周期. A value is read
like one on a form; what a record's schema allows stays as it is. ``settings_read`` returns the
settings in the words of the record, with what was understood otherwise than it was written.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from functools import cache
from typing import Any, Final

from accession_cli.entry.choices import RESULT_WORDS, named, one_of, result
from accession_cli.entry.citations import Bases, article
from accession_cli.entry.days import Ends, day
from accession_cli.entry.draft import BAD_SETTING, Draft
from accession_cli.entry.form_words import layout
from accession_cli.entry.money import TASK, money, period
from accession_cli.entry.names import NameFinder
from accession_cli.entry.values import Meaning, NotRead, squeezed, understood
from accession_cli.errors import Exit, Refusal
from accession_cli.finding import key_path, key_text
from accession_cli.i18n import N_
from accession_cli.scheme.fields import FIELDS, in_chinese, schema
from accession_cli.scheme.registry import Registry
from accession_cli.scheme.task import Channel

_CONSTANTS: Final = frozenset({"null", "true", "false", "[]", "{}", "all"})
#: The words for the ways onto the register, the usual one first.
_ROUTES: Final = {
    "application": ("申请", "申请准入", "依申请准入", "依申请"),
    "emergency": (
        *("应急", "应急准入", "突发事件", "突发事件准入", "突发性公共安全事件"),
        *("突发公共安全事件", "突发", "应急事项"),
    ),
    "inherited": ("承接原目录", "承接原有目录", "承接", "原目录"),
}
_MOST_NEAR: Final = 3
_NEAR: Final = 0.5
Reader = Callable[[str], Any]


#: ``--set`` with a key that no task has.
UNKNOWN_KEY: Final = Refusal(
    N_("--set {key}: a task has no field of that name."),
    N_("Perhaps it is called: {near}. Fields go by their names on the form and in the record."),
    Exit.USAGE,
)


#: ``--set`` with a value that cannot be understood.
UNCLEAR_SETTING: Final = Refusal(
    N_("--set {key}: {why}"),
    N_("Write the value of {key} so that it has one meaning."),
    Exit.USAGE,
)


@dataclass(frozen=True, slots=True)
class Values:
    """Reads the values of a task's fields, each in the way of its key.

    ``start`` is the first day of the task, if it is known; a day without its year is the nearest
    to ``near``.
    """

    registry: Registry
    near: date
    start: date | None = None

    def reader(self, key: str) -> Reader | None:
        """The reader for the field *key*, whose indexes are left out; None for any text."""
        return self._readers.get(key)

    @property
    def _readers(self) -> Mapping[str, Reader]:
        names = NameFinder(self.registry)
        scheme, places = self.registry.scheme, names.places
        bases = Bases(self.registry.statutes)
        years = scheme.long_term_years.value
        ends = Ends(self.start, near=self.near, long_term_years=years)
        return {
            "agency": self._agency,
            "co_agencies": names.agencies,
            "channels": names.channels,
            "kind": one_of(scheme.kinds),
            "class": names.class_as_given,
            "route": named(_ROUTES),
            "term": ends.term,
            "period.start": self._day,
            "period.end": lambda text: _iso(ends.last_day(text)),
            "funding.amount": lambda text: money(text).amount,
            "funding.per": period,
            "basis": bases.of_text,
            "basis.law": lambda text: self.registry.statutes.named(text) or text,
            "basis.article": article,
            "basis.date": self._day,
            "mechanism.basis": lambda text: _single(bases.of_text(text), text),
            "scope": places.scope,
            "scope.subdistricts": lambda text: places.scope(text)["subdistricts"],
            "scope.communities": lambda text: places.scope(text)["communities"],
            "sections": places.sections,
            "application.received": self._day,
            "decision.by": names.body,
            "decision.date": self._day,
            "decision.result": result,
        }

    def printed(self, key: str, found: str) -> str:
        """What is said of the value *found* of the field *key*: its word for a key."""
        registry, words = self.registry, layout().words
        scheme = registry.scheme
        named: Mapping[str, Callable[[str], str | None]] = {
            "agency": registry.agency_name,
            "co_agencies": registry.agency_name,
            "channels": lambda one: scheme.channels[Channel(one)].name,
            "kind": scheme.kind_name,
            "route": lambda one: _ROUTES[one][0] if one in _ROUTES else None,
            "term": words["term"].get,
            "funding.per": words["per"].get,
            "scope.subdistricts": registry.subdistrict_name,
            "decision.by": lambda one: scheme.bodies[one].name,
            "decision.result": lambda one: RESULT_WORDS[one][0],
        }
        return (named[key](found) if key in named else None) or found

    def shown(self, key: str, found: Any) -> str | None:
        """What is said of the value *found*, of a list each of its texts; None for other values."""
        if _is_plain_list(found):
            return "、".join(self.printed(key, one) for one in found)
        return self.printed(key, found) if isinstance(found, str) else None

    def _agency(self, text: str) -> str:
        """The key of an agency; one that only a task still has stays as it is."""
        used = {key for file in self.registry.tasks for key in file.task.agencies}
        return text if text in used else NameFinder(self.registry).agency(text)

    def _day(self, text: str) -> str:
        return day(text, self.near).isoformat()


def _iso(found: date | None) -> str | None:
    return None if found is None else found.isoformat()


def _single(found: Sequence[Any], text: str) -> Any:
    from accession_cli.entry.citations import NO_CITATION

    if len(found) != 1:
        raise NotRead(NO_CITATION, text=text)
    return found[0]


@cache
def _names() -> Mapping[str, str]:
    """The key of each field by its names: those of the forms, the record's titles, and itself."""
    found: dict[str, str] = {}
    keys = _keys()
    for key, title in in_chinese().items():
        if key in keys:
            found.setdefault(squeezed(title), key)
    for field in layout().fields:
        if field.read and field.key in keys:
            found.update((squeezed(name), field.key) for name in (field.label, *field.also))
    return {**found, **{key: key for key in keys}}


@cache
def _keys() -> frozenset[str]:
    """The keys of a task and of its groups."""
    groups = schema("task")["properties"]
    inner = (f"{key}.{name}" for key, one in groups.items() for name in one.get("properties", ()))
    return frozenset({*groups, *inner, *(field.key for field in FIELDS)})


def record_key(name: str) -> str:
    """The key of the record for *name*; raises ``UNKNOWN_KEY`` with the nearest names."""
    known = _names()
    if (named := known.get(squeezed(name))) is not None:
        return named
    top, *rest = map(str, key_path(name))
    if top in _keys() and (f"{top}.{rest[0]}" in _keys() or _is_open(top)):
        return name
    near = get_close_matches(squeezed(name), list(known), n=_MOST_NEAR, cutoff=_NEAR)
    raise UNKNOWN_KEY(key=name, near="、".join(near) or "–")


def _is_open(top: str) -> bool:
    """Whether the schema itself judges what lies below the key *top*."""
    return "properties" not in schema("task")["properties"][top]


def settings_read(
    settings: Iterable[str], values: Values, facts: Mapping[str, Any]
) -> tuple[tuple[str, ...], tuple[Meaning, ...]]:
    """*settings* in the words of the record, and what was understood otherwise than written.

    *facts* are those of the draft that they go into. Raises ``BAD_SETTING``, ``UNKNOWN_KEY`` and
    ``UNCLEAR_SETTING``.
    """
    parted = [text.partition("=") for text in settings]
    for name, equals, value in parted:
        if not equals or not key_path(name):
            raise BAD_SETTING(text=f"{name}{equals}{value}")
    keyed = [(name, record_key(name), value) for name, _equals, value in parted]
    start = next((value for _name, key, value in keyed if key == "period.start"), None)
    values = _begun(values, start or (facts.get("period") or {}).get("start"))
    made: list[str] = []
    meanings: list[Meaning] = []
    given = {key for _name, key, _value in keyed}
    for name, key, value in keyed:
        found = _value(values, name, key, value)
        made += _as_settings(key, found)
        shown = values.shown(_pattern(key), found)
        if shown is not None and found is not value and found != value.split(","):
            meanings += understood(key, name, value, shown)
        if key == "funding.amount" and value not in _CONSTANTS and "funding.per" not in given:
            made += _period_of(value, facts)
    return tuple(made), tuple(meanings)


def _begun(values: Values, start: Any) -> Values:
    """*values* with the first day of the task; what is no day is left to its own field."""
    try:
        return replace(values, start=day(str(start), values.near)) if start else values
    except NotRead:
        return values


def _value(values: Values, name: str, key: str, value: str) -> Any:
    """What *value* means in the field *key*; the value itself where any text is right."""
    read = values.reader(_pattern(key))
    if read is None or value in _CONSTANTS:
        return value
    try:
        found = read(value)
    except NotRead as unread:
        raise UNCLEAR_SETTING(key=name, why=unread.doubt.why) from unread
    return value if found == value else found


def _pattern(key: str) -> str:
    """*key* without indexes: ``basis[0].law`` is ``basis.law``."""
    return key_text(tuple(part for part in key_path(key) if isinstance(part, str)))


def _is_plain_list(found: Any) -> bool:
    return isinstance(found, list) and all(isinstance(one, str) for one in found)


def _as_settings(key: str, found: Any) -> Iterator[str]:
    """``KEY=VALUE`` for what was read: one for a text, one for each part of anything else."""
    if isinstance(found, Mapping):
        for name, value in found.items():
            yield from _as_settings(f"{key}.{name}", value)
    elif isinstance(found, list) and not _is_plain_list(found):
        yield f"{key}=[]"
        for at, one in enumerate(found):
            yield from _as_settings(f"{key}[{at}]", one)
    elif isinstance(found, list):
        yield f"{key}={','.join(found)}"
    else:
        yield f"{key}={'true' if found is True else 'null' if found is None else found}"


def _period_of(text: str, facts: Mapping[str, Any]) -> Iterator[str]:
    """The period that an amount brings; where no money is, a draft without one needs none."""
    stated = money(text)
    if stated.per:
        yield f"funding.per={stated.per}"
    elif (stated.is_none or stated.amount is None) and not (facts.get("funding") or {}).get("per"):
        yield f"funding.per={TASK}"


def draft_read(draft: Draft, values: Values) -> tuple[Draft, tuple[Meaning, ...]]:
    """*draft* in the words of the record, and what was understood otherwise than it was written.

    What cannot be understood stays as it is: the rules name it, with its place in the file.
    """
    facts: Any = deepcopy(dict(draft.facts))
    period_ = facts.get("period")
    values = _begun(values, period_.get("start") if isinstance(period_, Mapping) else None)
    meanings: list[Meaning] = []
    labels = in_chinese()
    for holder, part, key in list(_leaves(facts)):
        text, read = holder[part], values.reader(key)
        if read is None or text in _CONSTANTS:
            continue
        try:
            found = read(text)
        except NotRead:
            continue
        if key == "funding.amount" and isinstance(holder, dict) and not holder.get("per"):
            for setting in _period_of(text, facts):
                holder["per"] = setting.partition("=")[2]
        if found != text:
            holder[part] = found
            shown = values.shown(key, found)
            if shown is not None and found != [text]:
                meanings += understood(key, labels.get(key, key), text, shown)
    _flatten(facts)
    return Draft(facts, draft.place, draft.text), tuple(meanings)


def _leaves(facts: Any, key: str = "") -> Iterator[tuple[Any, Any, str]]:
    """The holder, the part and the key without indexes of each text in *facts*."""
    parts: Iterable[Any] = facts.items() if isinstance(facts, dict) else enumerate(facts)
    for part, value in list(parts):
        here = key if isinstance(facts, list) else f"{key}.{part}" if key else str(part)
        if isinstance(value, dict | list):
            yield from _leaves(value, here)
        elif isinstance(value, str):
            yield facts, part, here


def _flatten(facts: Any) -> None:
    """Put the several values that one entry of a list was read as in its place."""
    for key, value in facts.items():
        if isinstance(value, dict):
            _flatten(value)
        elif isinstance(value, list):
            parts = (one if isinstance(one, list) else [one] for one in value)
            facts[key] = [one for part in parts for one in part]
