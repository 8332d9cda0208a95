"""Render the edition as JSON, version 1: for programs, and attached to the PDF.

``indented`` writes JSON for people and for ``diff``: keys sorted, one value a line, one blank for
each level. ``plain`` turns values into those that JSON has.
"""

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache, lru_cache, singledispatch
from hashlib import sha256
from io import BytesIO
from json.encoder import encode_basestring
from typing import Final

from accession_cli.papers.templates import Environment, Rendered
from accession_cli.scheme.directory import (
    Changed,
    Edition,
    EditionEvaluation,
    Ended,
    Item,
    LegalChange,
)
from accession_cli.scheme.directory_volumes import Volume, volumes
from accession_cli.scheme.evaluation import one_decimal
from accession_cli.scheme.fields import FIELDS
from accession_cli.scheme.registry import RecordId
from accession_cli.scheme.task import StoredFile, Task, WithheldBasis

_LATER: Final = frozenset(field.top for field in FIELDS if field.since > 1)
_WORDS: Final = {None: "null", True: "true", False: "false"}


@dataclass(frozen=True, slots=True)
class Long:
    """A list too long to keep in memory: each member is made after the previous one is written."""

    members: Iterable[object]


def pieces(value: object, line: str = "\n") -> Iterator[str]:
    """The text of *value*, as ``indented`` gives it, in pieces.

    *value* may be a ``Long`` list, a dict with one among its values, or a ``Long`` list of such
    dicts.
    """
    match value:
        case Long(members):
            yield from _in_pieces("[]", (pieces(one, line + " ") for one in members), line)
        case dict() if any(isinstance(one, Long) for one in value.values()):
            pairs = (_named(key, one, line + " ") for key, one in sorted(value.items()))
            yield from _in_pieces("{}", pairs, line)
        case _:
            yield indented(value, line)


def _named(key: str, value: object, line: str) -> Iterator[str]:
    yield f"{encode_basestring(key)}: "
    yield from pieces(value, line)


def _in_pieces(brackets: str, members: Iterable[Iterable[str]], line: str) -> Iterator[str]:
    before = f"{brackets[0]}{line} "
    empty = True
    for text in members:
        empty = False
        yield before
        yield from text
        before = f",{line} "
    yield brackets if empty else f"{line}{brackets[1]}"


def indented(value: object, line: str = "\n") -> str:
    """The text that ``json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True)`` gives.

    Given an indent, ``json`` does not use its C code and takes twice as long. *value* holds texts,
    whole numbers, truth values, None, lists, and dicts with texts as keys. *line* ends one line and
    begins the next.
    """
    deeper = line + " "
    match value:
        case str():
            return encode_basestring(value)
        case None | bool():
            return _WORDS[value]
        case int():
            return str(value)
        case dict():
            pairs = sorted(value.items())
            return _within(
                "{}",
                [f"{encode_basestring(key)}: {indented(one, deeper)}" for key, one in pairs],
                line,
            )
        case list():
            return _within("[]", [indented(one, deeper) for one in value], line)
    raise TypeError(type(value))


def _within(brackets: str, lines: list[str], line: str) -> str:
    if not lines:
        return brackets
    return f"{brackets[0]}{line} {f',{line} '.join(lines)}{line}{brackets[1]}"


@singledispatch
def plain(value: object) -> object:
    """Any value of the model as JSON has it: by field name, days in ISO 8601, money as text.

    The reviewer of a withheld basis and the names of stored files are not published.
    """
    if not is_dataclass(value) or isinstance(value, type):
        raise TypeError(type(value))
    return {key: plain(getattr(value, name)) for name, key in _keys(type(value))}


@plain.register(type(None))
@plain.register(str)
@plain.register(int)
def _(value: object) -> object:
    return value


@plain.register
def _(value: Enum) -> object:
    return value.value


@plain.register(date)
@plain.register(Decimal)
@plain.register(RecordId)
def _(value: object) -> object:
    return str(value)


@plain.register
def _(value: tuple) -> object:  # type: ignore[type-arg] # dispatch takes the bare class
    return [plain(inner) for inner in value]


@plain.register
def _(value: StoredFile) -> object:
    return {"sha256": value.sha256}


@plain.register
def _(value: WithheldBasis) -> object:
    return {"withheld": True, "date": str(value.date)}


@plain.register
def _(value: Task) -> object:
    """Leave out an empty field that came with a later version of the record.

    So an edition that was frozen before that version keeps its hash.
    """
    made = ((key, getattr(value, name)) for name, key in _keys(Task))
    return {
        key: plain(inner) for key, inner in made if key not in _LATER or inner not in (None, ())
    }


@cache
def _keys(kind: Hashable) -> tuple[tuple[str, str], ...]:
    """The attributes of a dataclass, each with its key in records: ``class_`` has ``class``."""
    names = getattr(kind, "__dataclass_fields__", {})
    return tuple((name, name.rstrip("_")) for name in names)


VERSION: Final = 1
_HASH: Final = "content_sha256"


def render(edition: Edition, environment: Environment) -> Rendered:
    """UTF-8, keys sorted, one value a line, final newline."""
    del environment
    return Rendered(data=data(edition))


def data(edition: Edition) -> bytes:
    """The JSON document as bytes; for an edition in volumes it is not kept in memory."""
    written = _written(_Itself(edition))
    made = written.data or _document(edition)[0]
    if len(edition.items) > edition.volume_size:
        written.data = None
    return made


def volume(edition: Edition, shown: Volume) -> bytes:
    """The JSON document of one volume, attached to its PDF: its items, and a list of volumes."""
    content = {
        "version": VERSION,
        "title": edition.title,
        "extract": plain(edition.extract),
        "year": edition.year,
        "base_date": edition.base_date.isoformat(),
        "draft": edition.draft,
        "sample": edition.scheme.sample,
        "content_sha256": content_sha256(edition),
        "volume": shown.number,
        "volumes": issued(edition),
        "sections": [
            {"class": section.name, "items": [_item(item) for item in section.items]}
            for section in shown.sections
        ],
    }
    return f"{indented(content)}\n".encode()


def issued(edition: Edition) -> list[dict[str, object]]:
    """The volumes of *edition*: first and last item number, classes and parts of each."""
    return [_volume(one) for one in volumes(edition)]


def content_sha256(edition: Edition) -> str:
    """The hash of the edition's content in hexadecimal: of its JSON without the hash itself."""
    return _written(_Itself(edition)).content_sha256


class _Itself:
    """An edition compared by identity, because it is too large to compare by value."""

    __slots__ = ("edition",)

    def __init__(self, edition: Edition) -> None:
        self.edition = edition

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Itself) and self.edition is other.edition

    def __hash__(self) -> int:
        return id(self.edition)


@dataclass(slots=True)
class _Written:
    """The document, None once it is no longer kept, and the hash of its content."""

    data: bytes | None
    content_sha256: str


@lru_cache(maxsize=1)  # every format shows the hash
def _written(of: _Itself) -> _Written:
    data, content_sha256 = _document(of.edition)
    return _Written(data=data, content_sha256=content_sha256)


def _document(edition: Edition) -> tuple[bytes, str]:
    """The document and the hash of its content, which is the document without the hash's line."""
    content = {**_content(edition), _HASH: ""}
    text, digest, place = BytesIO(), sha256(), 0

    def put(piece: str) -> None:
        data = piece.encode()
        text.write(data)
        digest.update(data)

    before = "{\n "
    for name in sorted(content):
        if name == _HASH:  # not hashed; it is neither the first name nor the last
            text.write(f'{before}"{_HASH}": "'.encode())
            place = text.tell()
            text.write(f'{digest.hexdigest()}"'.encode())
            continue
        put(f'{before}"{name}": ')
        for piece in pieces(content[name], "\n "):
            put(piece)
        before = ",\n "
    put("\n}\n")
    text.seek(place)
    text.write(digest.hexdigest().encode())
    return text.getvalue(), digest.hexdigest()


def _content(edition: Edition) -> dict[str, object]:
    scheme = edition.scheme
    return {
        "version": VERSION,
        "title": edition.title,
        "extract": plain(edition.extract),
        "year": edition.year,
        "base_date": edition.base_date.isoformat(),
        "draft": edition.draft,
        "sample": scheme.sample,
        "district": {"code": scheme.code, "name": scheme.district},
        "issuers": list(scheme.issuers),
        "scheme": plain(scheme.source),
        "publish_by": edition.publish_by.isoformat(),
        "publish_by_provisional": edition.publish_by_provisional,
        "counts": {
            "items": len(edition.items),
            "new": len(edition.new),
            "restored": len(edition.restored),
            "ended": len(edition.ended),
            "amended": edition.amended,
            "unchanged": edition.unchanged,
            "previous": edition.previous,
            "net_change": edition.net_change,
        },
        "sections": Long(
            {"class": section.name, "items": Long(_item(item) for item in section.items)}
            for section in edition.sections
        ),
        "new": [item.number for item in edition.new],
        "restored": [item.number for item in edition.restored],
        "ended": Long(_ended(ended) for ended in edition.ended),
        "changed": Long(_changed(changed) for changed in edition.changed),
        "legal_changes": Long(_legal_change(change) for change in edition.legal_changes),
        "citations": plain(edition.citations),
        "district_wide": list(edition.district_wide),
        "agencies": plain(edition.agencies),
        "subdistricts": plain(edition.subdistricts),
        "colophon": plain(edition.colophon),
        **({"evaluation": _evaluation(edition.evaluation)} if edition.evaluation else {}),
        **({"volumes": issued(edition)} if len(edition.items) > edition.volume_size else {}),
        **({"unread": edition.left_out} if edition.left_out else {}),
    }


def _volume(one: Volume) -> dict[str, object]:
    return {
        "number": one.number,
        "first": one.first,
        "last": one.last,
        "classes": [section.name for section in one.sections],
        "parts": [part.value for part in one.parts],
        "continued": [part.value for part in one.continued],
    }


def _item(item: Item) -> dict[str, object]:
    return {
        "number": item.number,
        "new": item.new,
        "agency_name": item.agency,
        "co_agency_names": list(item.co_agencies),
        "subdistricts": plain(item.subdistricts),
        "communities": plain(item.communities),
        "task": plain(item.task),
    }


def _ended(ended: Ended) -> dict[str, object]:
    return {
        "id": str(ended.task.id),
        "agency_name": ended.agency,
        "how": ended.how.value,
        "day": ended.day.isoformat(),
        "reason": ended.reason,
        "successors": plain(ended.successors),
        "new": ended.new,
        "task": plain(ended.task),
    }


def _changed(changed: Changed) -> dict[str, object]:
    return {
        "number": changed.number,
        "id": str(changed.task.id),
        "corrections": plain(changed.corrections),
        "supersedes": plain(changed.supersedes),
    }


def _legal_change(change: LegalChange) -> dict[str, object]:
    return {
        "number": change.number,
        "id": str(change.task.id),
        "cited": plain(change.cited),
        "state": change.state.value,
        "since": plain(change.since),
        "successor": plain(change.successor),
    }


def _evaluation(made: EditionEvaluation) -> dict[str, object]:
    """The year's evaluation; the scores and comments of single parties are not published."""
    return {
        "convened_by": made.convened_by,
        "criteria": dict(made.criteria),
        "highest": made.highest,
        "counts": {
            "tasks": len(made.tasks),
            "evaluated": len(made.evaluated),
            "not_evaluated": made.not_evaluated,
            "funding_returns": len(made.returns),
        },
        "earmarked": f"{made.earmarked:.2f}",
        "spent": f"{made.spent:.2f}",
        "tasks": [
            {
                "number": one.number,
                "id": str(one.task.id),
                "evaluated": one.evaluated,
                "means": {
                    key: mean if mean is None else one_decimal(mean)
                    for key, mean in one.means.items()
                },
                "outcome": plain(one.outcome),
            }
            for one in made.tasks
        ],
    }
