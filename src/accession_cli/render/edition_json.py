"""The edition as JSON, version 1: for programs, and attached to the PDF."""

from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from io import BytesIO
from typing import Final

from accession_cli.render.environment import Environment, Rendered
from accession_cli.render.json_text import Long, indented, pieces
from accession_cli.render.plain_values import plain
from accession_cli.scheme.directory import (
    Changed,
    Edition,
    EditionEvaluation,
    Ended,
    Item,
    LegalChange,
)
from accession_cli.scheme.directory_volumes import Volume, volumes
from accession_cli.scheme.evaluation_summary import one_decimal

VERSION: Final = 1
_HASH: Final = "content_sha256"


def render(edition: Edition, environment: Environment) -> Rendered:
    """UTF-8, keys sorted, one value a line, final newline."""
    del environment
    return Rendered(data=data(edition))


def data(edition: Edition) -> bytes:
    """The JSON document as bytes; where there are many tasks, they are not held any longer."""
    written = _written(_Itself(edition))
    made = written.data or _document(edition)[0]
    if len(edition.items) > edition.volume_size:
        written.data = None
    return made


def volume(edition: Edition, shown: Volume) -> bytes:
    """The JSON document of one volume, which is attached to its PDF: its items, and all volumes."""
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
    """The volumes of *edition*: numbers of the first and last item, classes and parts of each."""
    return [_volume(one) for one in volumes(edition)]


def content_sha256(edition: Edition) -> str:
    """The hash of all that the edition says, in hexadecimal: that of its JSON without the hash."""
    return _written(_Itself(edition)).content_sha256


class _Itself:
    """An edition that is told from others by identity: it is too large to compare."""

    __slots__ = ("edition",)

    def __init__(self, edition: Edition) -> None:
        self.edition = edition

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Itself) and self.edition is other.edition

    def __hash__(self) -> int:
        return id(self.edition)


@dataclass(slots=True)
class _Written:
    """The document, None when it is not held any longer, and the hash of its content."""

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
        if name == _HASH:  # not part of what is hashed; neither the first name nor the last
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
    """The year's evaluation; what single parties scored and said is not published."""
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
