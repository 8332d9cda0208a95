"""Say of the fields of records what no schema says, and how each is written in YAML.

A value is a frozen dataclass; its annotations say how each field is written: a day as text, money
as text with two decimals, a record's number as text, an enumeration by its value, a tuple as a
list. ``class_`` is ``class`` in the record. The data have passed their schema, so nothing is
checked again. ``schema`` gives that schema, ``newest`` the version in which records are written.

``schemas/task.schema.json`` holds order, limits, the Chinese title and the description; the class
``Task`` holds a field's type. The table ``FIELDS`` adds the kind of its value for people, its name
in English, its clause, where it is shown, and what a new draft holds. So each layer needs one
function for a kind, not one for a field. A list or a group that may be absent is one field.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum, Flag, auto
from functools import cache, lru_cache
from operator import attrgetter
from types import MappingProxyType, NoneType, UnionType
from typing import Any, Final, Generic, TypeVar, get_args, get_origin

from accession_cli import packaged
from accession_cli.i18n import N_
from accession_cli.scheme.registry import RecordId

T = TypeVar("T")

_CENTS: Final = Decimal("0.01")
#: Thousands of records name the same few days, so each is made once and shared.
day_from = lru_cache(maxsize=16_384)(date.fromisoformat)


@cache
def schema(kind: str, version: int | None = None) -> dict[str, Any]:
    """The schema for files of *kind*: the newest, or the one of an older *version*."""
    import json  # a start for help needs none

    file = f"{kind}.schema.json" if version is None else f"old/{kind}.{version}.schema.json"
    loaded: dict[str, Any] = json.loads(packaged.text("schemas", file))
    return loaded


def title_of(kind: str, key: Iterable[str | int]) -> str | None:
    """The Chinese title of the field *key* in the schema for files of *kind*; None if it has none.

    Where a value may have one of several forms, the first form that has the field gives its title.
    """
    whole = schema(kind)
    nodes: list[Mapping[str, Any]] = [whole]
    for part in key:
        inner = [_below(node, part) for node in nodes]
        nodes = [form for node in inner if node for form in _forms(node, whole)]
    return next((node["title"] for node in nodes if "title" in node), None)


def _below(node: Mapping[str, Any], part: str | int) -> Mapping[str, Any] | None:
    below = node.get("items") if isinstance(part, int) else node.get("properties", {}).get(part)
    found: Mapping[str, Any] | None = below
    return found


def _forms(node: Mapping[str, Any], whole: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """*node*, what it refers to in the schema *whole*, and the forms that it may have."""
    yield node
    if "$ref" in node:
        yield from _forms(whole["$defs"][node["$ref"].removeprefix("#/$defs/")], whole)
    for form in (*node.get("oneOf", ()), *node.get("anyOf", ())):
        yield from _forms(form, whole)


@cache
def newest(kind: str) -> int:
    """The version in which files of *kind* are written now."""
    version: int = schema(kind)["$defs"]["schema"]["const"]
    return version


@dataclass(frozen=True, slots=True)
class Form(Generic[T]):
    """The two functions that read and write values of one kind."""

    load: Callable[[Any], T]
    dump: Callable[[T], Any]


Forms = Mapping[Any, Form[Any]]


def amount_data(amount: Decimal) -> str:
    """An amount of yuan as records write it, with two decimals."""
    return f"{amount.quantize(_CENTS):f}"


_OF_VALUES: Final[Forms] = {
    date: Form(day_from, date.isoformat),
    Decimal: Form(Decimal, amount_data),
    RecordId: Form(RecordId.parse, str),
}


def form_of(kind: type[T], own: Forms = MappingProxyType({})) -> Form[T]:
    """The form of the dataclass *kind*; *own* has forms of kinds that are written differently."""
    return _of_class(kind, {**_OF_VALUES, **own})


def _form(kind: Any, known: Forms) -> Form[Any] | None:
    """The form of *kind*; ``None`` when its values are written as they are."""
    if kind in known:
        return known[kind]
    if isinstance(kind, UnionType):  # with None, which is written as it is
        (kind,) = (one for one in get_args(kind) if one is not NoneType)
        return _form(kind, known)
    if get_origin(kind) is tuple:
        return _of_list(_form(get_args(kind)[0], known))
    if get_origin(kind) is Mapping:
        return _of_mapping(*(_form(one, known) for one in get_args(kind)))
    if issubclass(kind, Enum):
        return Form(kind._value2member_map_.__getitem__, attrgetter("value"))
    return _of_class(kind, known) if is_dataclass(kind) else None


def _of_list(form: Form[Any] | None) -> Form[Any]:
    if form is None:
        return Form(tuple, list)
    load, dump = form.load, form.dump
    return Form(lambda data: tuple(map(load, data)), lambda value: list(map(dump, value)))


def _of_mapping(key: Form[Any] | None, value: Form[Any] | None) -> Form[Any]:
    if key is None and value is None:
        return Form(dict, dict)
    of_key, of_value = key or Form(_itself, _itself), value or Form(_itself, _itself)
    return Form(
        lambda data: {of_key.load(name): of_value.load(one) for name, one in data.items()},
        lambda made: {of_key.dump(name): of_value.dump(one) for name, one in made.items()},
    )


def _itself(value: T) -> T:
    return value


def _of_class(kind: Any, known: Forms) -> Form[Any]:
    names = [(one.name, one.name.rstrip("_"), _form(one.type, known)) for one in fields(kind)]
    as_it_is = [(name, key) for name, key, form in names if form is None]
    read = [(name, key, form.load) for name, key, form in names if form]
    written = [(name, key, form.dump if form else None) for name, key, form in names]

    def load(data: Mapping[str, Any]) -> Any:
        values = {name: data[key] for name, key in as_it_is}
        for name, key, make in read:
            one = data[key]
            values[name] = None if one is None else make(one)
        return kind(**values)

    def dump(value: Any) -> dict[str, Any]:
        data = {}
        for name, key, make in written:
            one = getattr(value, name)
            data[key] = one if one is None or make is None else make(one)
        return data

    return Form(load, dump)


class Kind(Enum):
    """The kinds of values; people type, and papers show, each kind in its own way."""

    LINE = auto()
    TEXT = auto()
    LINES = auto()
    DAY = auto()
    YUAN = auto()
    KIND = auto()
    AGENCY = auto()
    AGENCIES = auto()
    CHANNELS = auto()
    ROUTE = auto()
    TERM = auto()
    PER = auto()
    BASES = auto()
    MECHANISM = auto()
    PLACES = auto()
    SECTIONS = auto()
    TASKS = auto()
    OTHER = auto()


#: The kinds of values that are lists.
LISTS: Final = frozenset(
    {Kind.LINES, Kind.AGENCIES, Kind.CHANNELS, Kind.BASES, Kind.SECTIONS, Kind.TASKS}
)


class Shown(Flag):
    """Where a field is shown: in an application, in the directory, or in both."""

    APPLICATION = auto()
    DIRECTORY = auto()


class Seal(Enum):
    """Who may change a field of a filed task; a field that says nothing else is ``SEALED``."""

    ADMITTED = auto()  # it says how the task was admitted; changes only with a correction
    SEALED = auto()  # it changes only with a correction
    LIVING = auto()  # it goes on after the filing, and has rules of its own
    FREE = auto()  # it only helps people to find the task


_BOTH: Final = Shown.APPLICATION | Shown.DIRECTORY
_NEITHER: Final = Shown(0)


@dataclass(frozen=True, slots=True)
class Field:
    """A field by its key in the record; ``optional`` when a plain field may hold nothing.

    ``clause`` is the scheme's clause that asks for it; ``blank`` is what a new draft holds;
    ``since`` is the first version of the schema that has it; ``ask`` is the question for it
    at a terminal, where all that have one are asked for in the order of the record; that of
    ``excludes`` is asked of each sentence that may be one. ``seal`` says who may change it once
    the task is filed.
    """

    key: str
    kind: Kind
    name: str = ""
    clause: str = ""
    optional: bool = False
    shown: Shown = _BOTH
    blank: Any = None
    since: int = 1
    ask: str = ""
    seal: Seal = Seal.SEALED

    @property
    def stands_alone(self) -> bool:
        """Whether it is a text, or a list of them, that is not part of a group."""
        return self.kind in (Kind.TEXT, Kind.LINES) and self.top == self.key

    @property
    def top(self) -> str:
        """The record's top key: the field's own, or that of its group."""
        return self.key.partition(".")[0]

    def of(self, record: object) -> Any:
        """The field's value in *record*, a task."""
        for name in self.key.split("."):
            record = getattr(record, "class_" if name == "class" else name)
        return record

    def of_facts(self, facts: Mapping[str, Any]) -> Any:
        """The field's value in *facts*, which are shaped like a record and may lack keys."""
        found: Any = facts
        for name in self.key.split("."):
            found = (found or {}).get(name)
        return found


FIELDS: Final = (
    Field("id", Kind.OTHER, shown=_NEITHER, seal=Seal.ADMITTED),
    Field("status", Kind.OTHER, shown=_NEITHER, blank="admitted", seal=Seal.LIVING),
    Field("title", Kind.LINE, N_("Title"), ask=N_("Title of the task:")),
    Field(
        "also_called",
        Kind.LINES,
        N_("Also called"),
        shown=_NEITHER,
        blank=[],
        since=2,
        seal=Seal.FREE,
    ),
    Field("kind", Kind.KIND, N_("Kind"), blank="task", ask=N_("Kind:")),
    Field("class", Kind.LINE, N_("Class"), ask=N_("Class in the directory:")),
    Field("agency", Kind.AGENCY, N_("Agency"), ask=N_("Agency that hands the task down:")),
    Field("co_agencies", Kind.AGENCIES, N_("Agencies that take part"), blank=[]),
    Field("channels", Kind.CHANNELS, N_("Channels"), "3.2.1", ask=N_("Channels:")),
    Field(
        "route",
        Kind.ROUTE,
        N_("Route"),
        shown=Shown.DIRECTORY,
        blank="application",
        ask=N_("Route:"),
    ),
    Field("term", Kind.TERM, N_("Term"), "3.2.3", ask=N_("Term:")),
    Field("period.start", Kind.DAY, N_("First day"), "2.3", ask=N_("First day (YYYY-MM-DD):")),
    Field(
        "period.end",
        Kind.DAY,
        N_("Last day"),
        "2.3",
        optional=True,
        ask=N_("Last day (YYYY-MM-DD; empty when no end is set):"),
    ),
    Field(
        "frequency", Kind.LINE, N_("Frequency"), optional=True, ask=N_("How often (may be empty):")
    ),
    Field(
        "authorization.content", Kind.TEXT, N_("Content"), "2.3", ask=N_("What the committee does:")
    ),
    Field("authorization.target", Kind.TEXT, N_("Target"), "2.3", ask=N_("To what end:")),
    Field(
        "authorization.authority",
        Kind.TEXT,
        N_("Authority"),
        "2.3",
        ask=N_("With what authority, and what it does not cover:"),
    ),
    Field("authorization.workflow", Kind.TEXT, N_("Workflow"), "2.3", ask=N_("In what steps:")),
    Field(
        "excludes",
        Kind.LINES,
        N_("What is not done"),
        "2.3",
        blank=[],
        since=2,
        ask=N_("Is this what is not done, word for word?"),
    ),
    Field("basis", Kind.BASES, N_("Basis"), "3.1", ask=N_("Basis:"), seal=Seal.ADMITTED),
    Field(
        "funding.amount",
        Kind.YUAN,
        N_("Funding"),
        "2.3",
        ask=N_("Money in yuan (0 when there is none):"),
    ),
    Field("funding.per", Kind.PER, N_("Funding"), "2.3", ask=N_("For:")),
    Field(
        "funding.source",
        Kind.LINE,
        N_("Funding"),
        "2.3",
        optional=True,
        ask=N_("Source of the money:"),
    ),
    Field(
        "funding.method",
        Kind.LINE,
        N_("Funding"),
        "2.3",
        optional=True,
        ask=N_("How it is paid out:"),
    ),
    Field(
        "funding.note",
        Kind.TEXT,
        N_("Funding"),
        "2.3",
        optional=True,
        ask=N_("Why no money is needed:"),
    ),
    Field("resources", Kind.LINES, N_("Resources"), "2.3", blank=[]),
    Field("mechanism", Kind.MECHANISM, N_("Mechanism"), "4.2"),
    Field("training", Kind.TEXT, N_("Training"), "4.2", optional=True),
    Field("scope.subdistricts", Kind.PLACES, N_("Subdistricts"), ask=N_("Where:")),
    Field("scope.communities", Kind.PLACES, N_("Communities"), blank="all"),
    Field("sections", Kind.SECTIONS, N_("Receiving sections"), "3.2.1", blank=[]),
    Field(
        "application",
        Kind.OTHER,
        N_("Application"),
        "3.1",
        shown=_NEITHER,
        blank={"id": None, "received": None, "via": None, "form": None},
        seal=Seal.ADMITTED,
    ),
    Field(
        "inherited",
        Kind.OTHER,
        N_("Taken over from"),
        shown=_NEITHER,
        since=3,
        seal=Seal.ADMITTED,
    ),
    Field("decision", Kind.OTHER, N_("Decision"), "3.2.3", shown=_NEITHER, seal=Seal.ADMITTED),
    Field("filing.date", Kind.DAY, clause="3.3", shown=Shown.DIRECTORY, seal=Seal.ADMITTED),
    Field("filing.number", Kind.LINE, clause="3.3", shown=Shown.DIRECTORY, seal=Seal.ADMITTED),
    Field("dispatch", Kind.OTHER, shown=_NEITHER, blank=[], seal=Seal.LIVING),
    Field("retirement", Kind.OTHER, clause="3.4", shown=_NEITHER, seal=Seal.LIVING),
    Field("supersedes", Kind.TASKS, shown=Shown.DIRECTORY, blank=[], seal=Seal.LIVING),
    Field("superseded_by", Kind.TASKS, shown=_NEITHER, blank=[], seal=Seal.LIVING),
    Field("corrections", Kind.OTHER, shown=_NEITHER, blank=[], seal=Seal.LIVING),
)

#: Fields that are asked for only when there is money; it may stay open how it is paid.
WITH_MONEY: Final = ("funding.source", "funding.method")
#: Fields that hold something only when there is no money.
WITHOUT_MONEY: Final = ("funding.note",)


#: Chinese names of parts of lists and groups, and of fields whose title in the schema is not
#: clear without its group.
_IN_FULL: Final[Mapping[str, str]] = {
    "basis.law": "依据名称",
    "basis.version": "依据版本",
    "basis.article": "依据条款",
    "basis.document": "依据文件",
    "basis.number": "依据文号",
    "basis.date": "依据成文日期",
    "basis.clause": "依据条款",
    "basis.attachment": "依据附件校验值",
    "funding.amount": "经费金额",
    "funding.per": "经费周期",
    "scope.subdistricts": "实施街道",
    "scope.communities": "实施社区",
    "application.received": "收件日期",
    "inherited.document": "原目录或者原决定",
    "inherited.number": "原目录文号",
    "inherited.date": "原目录成文日期",
    "inherited.entry": "原编号",
    "dispatch.to": "下达对象",
    "dispatch.date": "下达日期",
    "dispatch.number": "平台编号",
    "retirement.notified.to": "终止告知对象",
    "retirement.notified.date": "终止告知日期",
}


@cache
def in_chinese() -> Mapping[str, str]:
    """What each field is called in Chinese, by its key: its title in the schema."""
    groups = schema("task")["properties"]
    found = {key: group["title"] for key, group in groups.items()}
    for field in FIELDS:
        group, dot, name = field.key.partition(".")
        if dot:
            found[field.key] = groups[group]["properties"][name]["title"]
    return {**found, **_IN_FULL}


def said_by(who: Shown) -> tuple[Field, ...]:
    """The fields that are shown in *who*, in the order of the record."""
    return tuple(field for field in FIELDS if who in field.shown)


def sealed_as(*seals: Seal) -> frozenset[str]:
    """The record's top keys whose fields have one of *seals*."""
    return frozenset(field.top for field in FIELDS if field.seal in seals)


def added_after(version: int) -> frozenset[str]:
    """The record's top keys that no record of that *version* of the schema has."""
    return frozenset(field.top for field in FIELDS if field.since > version)


def tops(fields: tuple[Field, ...]) -> tuple[str, ...]:
    """The record's top keys that *fields* belong to, each once."""
    return tuple(dict.fromkeys(field.top for field in fields))


def nested(values: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """A record with each value at its key: ``period.end`` is ``end`` below ``period``."""
    found: dict[str, Any] = {}
    for key, value in values:
        group, dot, name = key.partition(".")
        if dot:
            found.setdefault(group, {})[name] = value
        else:
            found[group] = value
    return found
