"""Make the published copy of a registry: which files go out, and what is taken out of them.

``published`` is pure: the files of a commit go in, those of the copy come out. What is not named
here stays. A file from which nothing is taken keeps every byte, so its blob has the register's own
name. Records are read in the version in which they are written, and stay in it.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, TypeAlias

from accession_cli.finding import KeyPath, key_path, key_text
from accession_cli.registry import schemas
from accession_cli.registry.files import FIXED, Source, kind_of, limits_of
from accession_cli.registry.reading import FileRead, ProfileUnusable, read_file
from accession_cli.registry.schemas import FileKind
from accession_cli.scheme.district import Share
from accession_cli.scheme.publication import (
    COMMENTS,
    REDACTED,
    Publication,
    Redaction,
    RefusedApplication,
    publication_data,
)
from accession_cli.scheme.registry import PUBLICATION, ApplicationStatus
from accession_cli.scheme.task import LawBasis, Result
from accession_cli.yamlfile import canonical
from accession_cli.yamlfile.reader import Parsed

Data: TypeAlias = dict[str, Any]

#: Kinds of files that always go out. Frozen editions go where ``share`` says so.
_ALWAYS: Final = frozenset({*FIXED.values(), FileKind.TASK, FileKind.AMENDMENTS, FileKind.CALENDAR})
_HINT: Final = re.compile(
    r"# yaml-language-server: \$schema=[./]{0,20}schemas/[a-z_]{1,40}\.schema\.json"
)
_OWN_HINT: Final = "# yaml-language-server: $schema=../schemas/publication.schema.json"
_SECRET: Final = frozenset({"opinion", "reviewer"})
#: Fields of a task that hold an opinion or a reviewer.
_WITH_SECRETS: Final = frozenset({"decision", "basis", "mechanism"})
#: What a correction may name; of anything else it is not known what its text tells.
_FIELDS: Final = frozenset(schemas.key_order(FileKind.TASK))


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedFiles:
    """The files of a published copy by their names from the registry's folder.

    ``publication`` is what the copy says of itself, ``taken`` counts the files that go out by their
    kind, ``staying`` those that stay; None stands for files that are no records.
    """

    files: Mapping[str, bytes]
    publication: Publication
    taken: Mapping[FileKind, int]
    staying: Mapping[FileKind | None, int]


def published(sources: Iterable[Source], share: Share) -> PublishedFiles:
    """The copy of a registry with these *sources*; raises ``ProfileUnusable``.

    *share* is that of the newest profile, also where the sources are those of an earlier commit.
    """
    making = _Making(share)
    for source in sources:
        making.take(source)
    return making.done()


class _Making:
    def __init__(self, share: Share) -> None:
        self._share = share
        self._files: dict[str, bytes] = {}
        self._redacted: list[Redaction] = []
        self._left_out: list[str] = []
        self._refusals: list[RefusedApplication] = []
        self._taken: Counter[FileKind] = Counter()
        self._staying: Counter[FileKind | None] = Counter()

    def take(self, source: Source) -> None:
        kind = kind_of(source.name)
        if kind is FileKind.PUBLICATION:
            return  # it would say of a copy what was true of another
        if kind is FileKind.APPLICATION:
            self._application(source)
        if kind is None or not self._goes_out(kind):
            self._staying[kind] += 1
            return
        parsed = _sound(kind, source).parsed
        if parsed is None:
            self._leave_out(source.name)
            return
        self._taken[kind] += 1
        self._files[source.name] = source.data or b""
        if kind is not FileKind.EDITION:  # the next edition holds the hash of its bytes
            self._redact(kind, source, parsed)

    def _goes_out(self, kind: FileKind) -> bool:
        return kind in _ALWAYS or (kind is FileKind.EDITION and self._share.editions)

    def _leave_out(self, name: str) -> None:
        if name in FIXED:
            raise ProfileUnusable(path=name)
        self._left_out.append(name)

    def _redact(self, kind: FileKind, source: Source, parsed: Parsed) -> None:
        value = deepcopy(parsed.value)
        fields = tuple(map(key_text, _redacted(kind, value)))
        # comments are no fields; another way of writing is not told from them
        if _text(kind, parsed, parsed.value) != source.data:
            fields = (*fields, COMMENTS)
        if fields:
            self._files[source.name] = _text(kind, parsed, value)
            self._redacted.append(Redaction(file=source.name, fields=fields))

    def _application(self, source: Source) -> None:
        if not self._share.refusals:
            return
        value = _sound(FileKind.APPLICATION, source).value
        refusal = _refusal(value) if value else None
        if value is None or (refusal is None and _is_refused(value)):
            self._left_out.append(source.name)
        elif refusal is not None:
            self._refusals.append(refusal)

    def done(self) -> PublishedFiles:
        for name in FIXED:
            if name not in self._files:
                raise ProfileUnusable(path=name)
        made = Publication(
            redacted=tuple(sorted(self._redacted, key=lambda one: one.file)),
            left_out=tuple(sorted(self._left_out)),
            refusals=tuple(sorted(self._refusals, key=_by_day)) if self._share.refusals else None,
        )
        files = {**self._files, PUBLICATION: _own_text(made)}
        return PublishedFiles(
            files=dict(sorted(files.items())),
            publication=made,
            taken=dict(self._taken),
            staying=dict(self._staying),
        )


def _sound(kind: FileKind, source: Source) -> FileRead:
    """What *source* says; without ``parsed`` where it is no plain file, or is not sound."""
    if source.data is None:
        return FileRead(findings=())
    read = read_file(kind, source.name, source.data, source.name, limits_of(kind))
    return read if read.value is not None else FileRead(findings=())


def _text(kind: FileKind, parsed: Parsed, value: Data) -> bytes:
    """The canonical text of *value*, below the line of *parsed* that names its schema."""
    order = schemas.key_order(kind, schemas.older(kind, value))
    head = parsed.text.partition("\n")[0]
    first = [head] if _HINT.fullmatch(head) else []
    return "\n".join([*first, *canonical.canonical_lines(value, order), ""]).encode()


def _own_text(made: Publication) -> bytes:
    order = schemas.key_order(FileKind.PUBLICATION)
    lines = canonical.canonical_lines(publication_data(made), order)
    return "\n".join([_OWN_HINT, *lines, ""]).encode()


def _redacted(kind: FileKind, value: Data) -> Iterator[KeyPath]:
    """Take out of *value* what is not published, and yield where it stood."""
    if kind is FileKind.AMENDMENTS:
        yield from _names(("amendments",), value["amendments"])
    if kind is not FileKind.TASK:
        return
    yield from _hidden(("decision",), value["decision"], "opinion")
    yield from _hidden(("basis",), value["basis"], "reviewer")
    if value["mechanism"] is not None:
        basis = value["mechanism"]["basis"]
        yield from (("mechanism", "basis", key) for _at, key in _hidden((), [basis], "reviewer"))
    yield from _names(("corrections",), value["corrections"])
    for at, made in enumerate(value["corrections"]):
        for side in ("old", "new"):
            text = _corrected(made["field"], made[side])
            if text != made[side]:
                made[side] = text
                yield "corrections", at, side


def _names(way: KeyPath, entries: list[Data]) -> Iterator[KeyPath]:
    return _hidden(way, entries, "by")


def _hidden(way: KeyPath, entries: list[Data], key: str) -> Iterator[KeyPath]:
    for at, one in enumerate(entries):
        if one.get(key) is not None:
            one[key] = REDACTED
            yield *way, at, key


def _corrected(field: str, text: str | None) -> str | None:
    """The *text* of a correction of *field*, as far as it is published."""
    if text is None:
        return None
    path = key_path(field)
    if not path or path[0] not in _FIELDS or path[-1] in _SECRET or path == ("decision",):
        return REDACTED
    return _without_secrets(text) if path[0] in _WITH_SECRETS else text


def _without_secrets(text: str) -> str:
    """The *text* of an entry of a list, each of its fields on a line, with secret ones hidden.

    Lines that go on with a field are indented.
    """
    lines, hiding = list[str](), False
    for line in text.split("\n"):
        if hiding and line.startswith("  "):
            continue
        name, _colon, _said = line.partition(": ")
        hiding = name.rpartition(".")[2] in _SECRET
        lines.append(f"{name}: {REDACTED}" if hiding else line)
    return "\n".join(lines)


def _is_refused(application: Data) -> bool:
    return bool(application["status"] == ApplicationStatus.REFUSED.value)


def _refusal(application: Data) -> RefusedApplication | None:
    """What is published of *application*; ``None`` unless it is refused, by a dated decision."""
    decisions = application["submissions"][-1]["decision"]
    days = [one["date"] for one in decisions if one["result"] == Result.REFUSE.value]
    if not _is_refused(application) or not days:
        return None
    task = application["task"]
    return RefusedApplication(
        title=task["title"],
        class_=task["class"],
        agency=task["agency"],
        laws=tuple(LawBasis(**one) for one in task["basis"] or () if "law" in one),
        date=date.fromisoformat(max(days)),
    )


def _by_day(refusal: RefusedApplication) -> tuple[date, str, str]:
    return refusal.date, refusal.title or "", refusal.agency or ""
