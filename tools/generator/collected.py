"""Bare repositories of many made-up districts, as they publish themselves, and the night after."""

import subprocess  # noqa: TID251 - a tool beside the program, not a part of it
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta, timezone
from hashlib import sha1
from pathlib import Path
from typing import IO, Final

from accession_cli.registry.files import Source
from accession_cli.registry.publication import published
from accession_cli.registry.schemas import FileKind, key_order
from accession_cli.scheme.district import Share
from accession_cli.scheme.publication import Publication, publication_data
from accession_cli.scheme.registry import PUBLICATION
from accession_cli.yamlfile import editor
from generator.districts import Filed, registry_of
from generator.places import Place, Spoilt

#: The days on which all districts published: at the end of a year, and a fortnight ago.
PUBLISHED: Final = (date(2025, 12, 31), date(2026, 9, 28))
#: The night after, by when some have published more and one has written its history anew.
LATER: Final = date(2026, 10, 12)
_BRANCH: Final = "refs/heads/main"
_EVENING: Final = time(18, tzinfo=timezone(timedelta(hours=8)))
_GROWING: Final = 3  # every third district has published more by the night after
_BROKEN: Final = b"schema: 3\nid: [\n"
_BROKEN_FILES: Final = 3
_HUGE, _PIECE = 240_000_000, b"#" * 1_000_000
_TASKS: Final = "tasks/"


def write(places: Sequence[Place], target: Path, tell: Callable[[Place], None]) -> None:
    """Write a bare repository for each of *places* below *target*; the same seed, the same bytes.

    One that is ``GONE`` is not written.
    """
    target.mkdir(parents=True)
    for place in places:
        tell(place)
        if place.spoilt is not Spoilt.GONE:
            _published(place, _kept(place, places), folder_of(place, target), PUBLISHED)


def write_later(places: Sequence[Place], target: Path, tell: Callable[[Place], None]) -> None:
    """Publish what was filed since in every third district, and write the history of one anew."""
    anew = rewritten(places)
    for number, place in enumerate(places):
        folder = folder_of(place, target)
        if place is anew:
            tell(place)
            _published(place, _kept(place, places)[:-1], folder, (LATER,))
        elif number % _GROWING == 0 and place.spoilt is None:
            tell(place)
            _published(place, _kept(place, places), folder, (LATER,), grows=True)


def folder_of(place: Place, target: Path) -> Path:
    """Where the repository of *place* lies."""
    return target / f"{place.code}.git"


def rewritten(places: Sequence[Place]) -> Place:
    """The district that writes its history anew: the last one."""
    return places[-1]


def _kept(place: Place, places: Sequence[Place]) -> tuple[Filed, ...]:
    """The files that *place* publishes, spoilt as it is."""
    source = rewritten(places) if place.spoilt is Spoilt.STRANGER else place
    files = handed_on(source)
    match place.spoilt:
        case Spoilt.PROFILE:
            return tuple(_spoilt(files, lambda name: name == "scheme.yaml", 1))
        case Spoilt.FILES:
            return tuple(_spoilt(files, lambda name: name.startswith(_TASKS), _BROKEN_FILES))
        case Spoilt.NEWER:
            return tuple(
                replace(one, data=one.data.replace(b"\nschema: ", b"\nschema: 9", 1))
                for one in files
            )
        case Spoilt.LARGE:
            name = next(one.name for one in files if one.name.startswith(_TASKS))
            huge = Filed(name=name.replace("0001", "9999"), data=b"", since=date.min)
            return (*files, huge)
    return files


def handed_on(place: Place) -> tuple[Filed, ...]:
    """The published copy of the register of *place*, as it is on each day."""
    files = registry_of(place)
    since = {file.name: file.since for file in files}
    share = Share(editions=True, refusals=place.shares)
    copy = published([Source(file.name, file.data) for file in files], share)
    kept = (
        Filed(name=name, data=data, since=since[name])
        for name, data in copy.files.items()
        if name != PUBLICATION
    )
    days = (*PUBLISHED, LATER)
    said = (
        Filed(name=PUBLICATION, data=_said_by(copy.publication, day), since=day, until=until)
        for day, until in zip(days, (*days[1:], date.max), strict=True)
    )
    return (*kept, *said)


def _said_by(publication: Publication, day: date) -> bytes:
    """What the copy says of itself on *day*: what was refused by then."""
    refused = publication.refusals
    if refused is not None:
        publication = replace(
            publication, refusals=tuple(one for one in refused if one.date <= day)
        )
    order = key_order(FileKind.PUBLICATION)
    return editor.new_text(publication_data(publication), order=order).encode()


def _spoilt(files: Iterable[Filed], chosen: Callable[[str], bool], count: int) -> Iterator[Filed]:
    for file in files:
        broken = count > 0 and chosen(file.name)
        count -= broken
        yield replace(file, data=_BROKEN) if broken else file


def _published(
    place: Place,
    files: tuple[Filed, ...],
    folder: Path,
    days: Sequence[date],
    *,
    grows: bool = False,
) -> None:
    """Write one commit for each of *days* with what had been filed by then.

    Unless it *grows*, the first of them has no parent.
    """
    git = ["git", "-C", str(folder)]
    if not folder.exists():
        made = ["git", "init", "--quiet", "--bare", "--initial-branch=main", "--template="]
        subprocess.run([*made, str(folder)], check=True)
    importing = [*git, "fast-import", "--quiet", "--force"]
    with subprocess.Popen(importing, stdin=subprocess.PIPE) as running:
        if running.stdin is not None:
            for day in days:
                _send(running.stdin, place, files, day, grows=grows)
    if running.returncode:
        raise SystemExit("git fast-import failed")


def _send(
    stream: IO[bytes], place: Place, files: tuple[Filed, ...], day: date, *, grows: bool
) -> None:
    there = [file for file in files if file.is_there(day)]
    trunk = sha1(repr([(file.name, len(file.data)) for file in there]).encode())  # noqa: S324 - no secret
    seconds = int(datetime.combine(day, _EVENING).timestamp())
    told = f"公开{day}\n\nTrunk: {trunk.hexdigest()}\n".encode()
    who = f"{place.name} <{place.code}@example.org> {seconds} +0800"
    stream.write(f"commit {_BRANCH}\ncommitter {who}\n".encode())
    stream.write(b"data %d\n%s\n" % (len(told), told))
    if grows:
        stream.write(f"from {_BRANCH}^0\n".encode())
    stream.write(b"deleteall\n")
    for file in there:
        size = len(file.data) if file.data else _HUGE
        stream.write(b"M 100644 inline registry/%s\ndata %d\n" % (file.name.encode(), size))
        if file.data:
            stream.write(file.data)
        else:
            for _piece in range(_HUGE // len(_PIECE)):
                stream.write(_PIECE)
        stream.write(b"\n")
