"""What a registry's files hold that they should not: markings, persons' numbers, in any text."""

from bisect import bisect_left
from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Any, Final

from accession_cli.finding import Finding, Place, key_text
from accession_cli.office.inner_text import plain_text
from accession_cli.registry.files import Source
from accession_cli.registry.reading import Loaded
from accession_cli.secrecy.codes import BY_KIND
from accession_cli.secrecy.screening import (
    Suspicion,
    SuspicionKind,
    hidden,
    screen,
    screen_name,
    shown_place,
)
from accession_cli.yamlfile.reader import EDITION, Parsed

CODES: Final = frozenset(code.code for code in BY_KIND.values())


def secrecy_findings(
    loaded: Loaded, only_paths: Collection[str] | None = None
) -> Iterator[Finding]:
    """Everything suspicious in the files of *loaded*, comments and names included, masked."""
    for source in loaded.sources:
        path = loaded.prefix + source.name
        if only_paths is None or path in only_paths:
            yield from secrecy_in(source, path, loaded.documents.get(path))


def secrecy_in(source: Source, path: str, document: Parsed | None) -> Iterator[Finding]:
    """The same in one file, at *path*; *document* is None when it could not be read."""
    for one in screen_name(source.name):
        yield _finding(one, Place(path))
    yield from _inside(source, path, document)


def without_secrets(finding: Finding) -> Finding:
    """*finding* with nothing secret in what it quotes, nor in the name of its file."""
    facts = {name: _hidden(fact) for name, fact in finding.facts.items()}
    place = replace(finding.place, path=shown_place(finding.place.path))
    return replace(finding, facts=facts, place=place, key=hidden(finding.key))


def _inside(source: Source, path: str, document: Parsed | None) -> Iterator[Finding]:
    text = document.text if document else _text_of(source.data or b"")
    found = screen(text)
    expected = _contact_masks(document)
    found = tuple(one for one in found if (one.kind, one.masked) not in expected)
    starts = [at for at, sign in enumerate(text) if sign == "\n"] if found else []
    for one in found:
        line = bisect_left(starts, one.start)
        column = one.start - starts[line - 1] if line else one.start + 1
        yield _finding(one, Place(path, line + 1, column))
    if document and "\\" in text:  # an escape may stand for what is looked for
        known = {(one.kind, one.masked) for one in found} | expected
        for key, value in _texts(document.value, ()):
            for one in screen(value):
                if (one.kind, one.masked) not in known:
                    yield _finding(one, document.place(key), key_text(key))


def _contact_masks(document: Parsed | None) -> set[tuple[SuspicionKind, str]]:
    """The telephone number of an application's contact person, which is expected there."""
    contact = document.value.get("contact") if document else None
    phone = contact.get("phone") if isinstance(contact, dict) else None
    found = screen(phone) if isinstance(phone, str) else ()
    return {(one.kind, one.masked) for one in found if one.kind is SuspicionKind.MOBILE}


def _finding(one: Suspicion, place: Place, key: str = "") -> Finding:
    code = BY_KIND[one.kind]
    return Finding(
        code=code.code,
        clause=code.clause,
        severity=code.severity,
        says=code.says,
        mend=code.mend,
        place=place,
        key=key,
        facts={"masked": one.masked},
    )


def _text_of(data: bytes) -> str:
    """The text of a file that could not be read as a record, as far as one looks at it."""
    start = data[: EDITION.bytes]
    found = plain_text(start)
    return found.text if found else start.decode("utf-8", errors="replace")


def _texts(value: Any, key: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if isinstance(value, dict):
        for name, below in value.items():
            yield from _texts(below, (*key, name))
    elif isinstance(value, list):
        for at, below in enumerate(value):
            yield from _texts(below, (*key, at))
    elif isinstance(value, str):
        yield key, value


def _hidden(fact: object) -> object:
    if isinstance(fact, int) and not isinstance(fact, bool):
        shown = hidden(str(fact))
        return fact if shown == str(fact) else shown
    return hidden(fact) if isinstance(fact, str) else fact
