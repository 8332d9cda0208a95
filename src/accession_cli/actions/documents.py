"""Read what was handed in as a file or typed, and say where a document goes that is made.

Drafts are read from files and from ``--set``. ``understood_drafts`` makes the words of a record of
them, and tells what was understood otherwise. Secrets are refused before a text is parsed, because
a message about a fault may quote it. ``AnswersOf`` keeps what a person answered who stopped, so
that the questions go on there later. All text of an Office file is screened.

A document that is made lies below ``build/`` of the repository where no place is given. If a
registry has templates or fonts of its own, a separate process makes the documents. A template is
code, and a font nearly so; either may run for ever or use too much memory. The separate process can
be stopped, has a memory limit, and fetches nothing. If all templates are ours, this is not needed.
"""

import csv
import hashlib
import io
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final, NamedTuple, Protocol, TypeVar

from accession_cli.actions.task_filing import home_of_drafts
from accession_cli.entry import draft
from accession_cli.entry.draft import Draft
from accession_cli.entry.settings import Values, draft_read, settings_read
from accession_cli.entry.values import Meaning, one_line, text_of_cell
from accession_cli.errors import Exit, Refusal, Refused
from accession_cli.files.writing import replace_file
from accession_cli.i18n import N_
from accession_cli.office import apart
from accession_cli.office.apart import NoAnswer, read_apart
from accession_cli.office.container import (
    FILE_DAMAGED,
    FILE_UNPACKS_TOO_FAR,
    MEGABYTES,
    PARTS,
    found_and_inside,
)
from accession_cli.office.inner_text import is_ofd, plain_text
from accession_cli.papers.cells import SheetCells, workbook_cells
from accession_cli.papers.templates import Environment
from accession_cli.registry import files
from accession_cli.registry.files import content
from accession_cli.scheme.registry import Registry
from accession_cli.scheme.task import StoredFile
from accession_cli.secrecy.screening import Passage, refuse_secrets, screened

if TYPE_CHECKING:
    from multiprocessing.connection import Connection


LARGEST: Final = MEGABYTES << 20
#: How files begin that show pages as pictures: PDF, JPEG, PNG, TIFF, BMP, HEIF.
_PICTURES: Final = (b"%PDF", b"\xff\xd8\xff", b"\x89PNG", b"II*\x00", b"MM\x00*", b"BM")
_HEIF: Final = (b"ftyphei", b"ftypmif1")
#: How the names of workbooks end.
WORKBOOKS: Final = (".xlsx", ".xls", ".ods")
T = TypeVar("T")


def file_bytes(path: Path) -> bytes:
    """The bytes of an Office file; raises ``FILE_UNPACKS_TOO_FAR`` if it is too large."""
    data = content(path, LARGEST)
    if len(data) > LARGEST:
        raise FILE_UNPACKS_TOO_FAR(path=path, megabytes=MEGABYTES, parts=PARTS)
    return data


def is_scan(data: bytes) -> bool:
    """Whether *data* is a PDF, an OFD or a picture, as the stamped form comes from a scanner."""
    begin = data[:1024].lstrip()
    return begin.startswith(_PICTURES) or begin[4:].startswith(_HEIF) or is_ofd(data)


def stored(path: Path, data: bytes) -> StoredFile:
    """The name and hash of the file at *path*, as a record has them."""
    return StoredFile(name=path.name, sha256=hashlib.sha256(data).hexdigest())


def read_screened(
    read: Callable[[bytes, str], T],
    data: bytes,
    name: str,
    shown: Callable[[T], str] = lambda _found: "",
) -> T:
    """What *read* finds in *data*, run in another process; messages call the file *name*.

    All text in the file is screened, also headers and comments. In an older format, which is no
    .zip, only the text that *shown* gives is screened. A secrecy marking or a person's number is
    refused.
    """
    found: T
    inside: str | None
    try:
        found, inside = read_apart(found_and_inside, read, data, name)
    except NoAnswer as gone:
        raise FILE_DAMAGED(path=name) from gone
    refuse_secrets(draft.passages_of_file(name, shown(found) if inside is None else inside))
    return found


def table_in(file: Path) -> bytes:
    """The first sheet of the workbook *file* that has rows, as a .csv holds it."""
    sheets = read_screened(workbook_cells, file_bytes(file), str(file), _shown_cells)
    text = io.StringIO(newline="")
    write = csv.writer(text, lineterminator="\n").writerow
    for row in next((sheet.rows for sheet in sheets if sheet.rows), ()):
        write([one_line(text_of_cell(cell)) for cell in row])
    return text.getvalue().encode()


def _shown_cells(sheets: tuple[SheetCells, ...]) -> str:
    return "\n".join(text_of_cell(cell) for one in sheets for row in one.rows for cell in row)


_FORBIDDEN: Final = '/\\:*?"<>|'


def below_build(folder: Path, kind: str, name: str) -> Path:
    """The path build/*kind*/*name* in the repository of *folder*, with *name* made harmless."""
    return files.shown_below(folder) / "build" / kind / harmless(name)


def harmless(name: str) -> str:
    """*name* without characters that some system forbids in file names."""
    return "".join("_" if char in _FORBIDDEN or char < " " else char for char in name)


SECONDS: Final = 120.0  # for one document; the largest known one takes a twelfth of it
GIGABYTES: Final = 1
#: Typst would fetch a package that a template names. Nothing listens here, so it cannot.
_NOWHERE: Final = "http://127.0.0.1:9"
_PROXIES: Final = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")


#: A template takes too long; perhaps it would never end.
TEMPLATE_TOO_SLOW: Final = Refusal(
    N_(
        "The document was not made: with the registry's own templates it was not finished after"
        " {seconds} seconds, and was stopped."
    ),
    N_("Look for a loop without an end in the registry's templates, or remove them there."),
    Exit.OUTSIDE,
)


#: The separate process died.
TEMPLATE_TOO_LARGE: Final = Refusal(
    N_(
        "The document was not made: with the registry's own templates and fonts it needed more"
        " than {gigabytes} GB of memory, or they are damaged."
    ),
    N_("Take out what was last added to the registry's templates and fonts, then try again."),
    Exit.OUTSIDE,
)


class Make(Protocol):
    """Calls a function that makes a document; returns its result or raises its refusal."""

    def __call__(self, function: Callable[..., T], /, *arguments: object) -> T: ...


@contextmanager
def document_maker(environment: Environment) -> Iterator[Make]:
    """A ``Make`` for *environment*: in this process, or in another for a registry's own parts."""
    if not brings_own(environment):
        yield _here
        return
    with _apart() as (connection, stop):

        def make(function: Callable[..., T], /, *arguments: object) -> T:
            return _asked(connection, stop, function, arguments)

        yield make


def _here(function: Callable[..., T], /, *arguments: object) -> T:
    return function(*arguments)


def brings_own(environment: Environment) -> bool:
    """Whether *environment* has templates or fonts of a registry's own."""
    own = (*environment.template_folders, *environment.font_folders)
    return any(path.is_file() for folder in own for path in Path(folder).rglob("*"))


@contextmanager
def _apart() -> "Iterator[tuple[Connection, Callable[[], None]]]":
    """A process that makes documents until it is stopped."""
    from multiprocessing import get_context

    context = get_context("spawn")  # a fork would take along locks that nobody opens again
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, GIGABYTES, SECONDS), daemon=True)
    apart.start_fresh(process)
    theirs.close()

    def stop() -> None:
        process.kill()
        process.join()

    try:
        yield ours, stop
    finally:
        stop()
        ours.close()


def _asked(
    connection: "Connection",
    stop: Callable[[], None],
    function: Callable[..., T],
    arguments: tuple[object, ...],
) -> T:
    try:
        connection.send((function, arguments))
        if not connection.poll(SECONDS):
            stop()
            raise TEMPLATE_TOO_SLOW(seconds=f"{SECONDS:g}")
        made, refusal, facts = connection.recv()
    except (EOFError, ConnectionError) as gone:
        raise TEMPLATE_TOO_LARGE(gigabytes=GIGABYTES) from gone
    if refusal is not None:
        raise refusal(**facts)
    result: T = made
    return result


def _serve(connection: "Connection", gigabytes: int, seconds: float) -> None:
    """Make what is asked for and send it; this runs in the separate process."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # the parent reports why this process died
    _limit(gigabytes, seconds)
    for name in (*_PROXIES, "NO_PROXY"):
        os.environ.pop(name, None)
        os.environ.pop(name.lower(), None)
    os.environ.update(dict.fromkeys((*_PROXIES, *(n.lower() for n in _PROXIES)), _NOWHERE))
    with suppress(EOFError, KeyboardInterrupt):
        while True:
            function, arguments = connection.recv()
            connection.send(_answer(function, arguments))


def _answer(
    function: Callable[..., Any], arguments: tuple[object, ...]
) -> tuple[Any, Callable[..., Refused] | None, Mapping[str, object]]:
    """The result; or the refusal, and its facts as text."""
    try:
        return function(*arguments), None, {}
    except Refused as refused:
        facts = {name: str(value) for name, value in refused.facts.items()}
        return None, refused.portable, facts


def _limit(gigabytes: int, seconds: float) -> None:
    """Limit this process's memory and processor time, so that it also ends without its parent."""
    if sys.platform == "win32":
        return
    import resource

    most = gigabytes * 1024**3
    for what, much in ((resource.RLIMIT_AS, most), (resource.RLIMIT_CPU, int(16 * seconds) + 1)):
        with suppress(ValueError, OSError):  # a lower limit is set already, or there are no limits
            resource.setrlimit(what, (much, much))


def drafts_from_bytes(data: bytes, name: str) -> tuple[Draft, ...]:
    """The drafts in YAML or JSON; messages call the input *name*.

    The text is screened before it is parsed, because a message about a fault may quote it.
    """
    found = plain_text(data)
    text = found.text if found else ""
    refuse_secrets(draft.passages_of_file(name, text))
    first, *others = draft.read_draft_file(data, name)
    return (replace(first, text=text), *others)


def drafts_from_stream(stream: BinaryIO, name: str) -> tuple[Draft, ...]:
    """The drafts read from *stream*."""
    return drafts_from_bytes(stream.read(draft.LIST_KEY.bytes + 1), name)


def drafts_from_file(path: Path) -> tuple[Draft, ...]:
    """The drafts in the file at *path*."""
    refuse_secrets(draft.passages_of_file(str(path), ""))
    return drafts_from_bytes(content(path, draft.LIST_KEY.bytes), str(path))


def refuse_settings(settings: Sequence[str]) -> None:
    """Refuse secrets in *settings*, before any message quotes them."""
    refuse_secrets(draft.passages_of_settings(settings))


def understood_drafts(
    given: Sequence[Draft], settings: Sequence[str], registry: Registry, near: date
) -> tuple[tuple[Draft, ...], tuple[Meaning, ...]]:
    """*given* with *settings*, in the words of records, and what was understood otherwise.

    The settings are screened first, because a refusal may quote them. A day without its year is the
    nearest to *near*.
    """
    refuse_settings(settings)
    values = Values(registry, near)
    made: list[Draft] = []
    meanings: list[Meaning] = []
    for one in given:
        read, found = settings_read(settings, values, one.facts)
        whole, more = draft_read(draft.with_settings(one, read), values)
        made.append(whole)
        meanings += (*found, *more)
    return tuple(made), tuple(dict.fromkeys(meanings))


_ENDING: Final = ".answers.json"

#: Nobody stopped half way, so there is nothing to go on with.
NOTHING_TO_RESUME: Final = Refusal(
    N_("No answers to accession {verb} are kept here, so there is nothing to go on with."),
    N_("Begin with: accession {verb}"),
)


class Answered(NamedTuple):
    """A question, and what was typed or chosen; several choices are a list."""

    question: str
    answer: str | list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswersOf:
    """Where the answers to *verb* about a registry are kept.

    *command* is the command that goes on with them; *about* tells those about one paper from those
    about another.
    """

    folder: Path
    verb: str
    command: str
    about: str = ""

    @property
    def path(self) -> Path:
        """The file in git's own folder that has them."""
        name = f"{self.verb} {self.about}" if self.about else self.verb
        return home_of_drafts(self.folder) / f"{name}{_ENDING}"

    def keep(self, given: Sequence[Answered], inspected_by: str | None = None) -> None:
        """Keep the answers *given*; *inspected_by* is as in ``screened``, which may refuse them."""
        screened(_passages(given), inspected_by)
        kept = {"version": 1, "command": self.command, "answers": given}
        text = json.dumps(kept, ensure_ascii=False, indent=1)
        replace_file(self.path, text.encode(), private=True)

    def kept(self) -> tuple[Answered, ...]:
        """The answers that were kept; raises ``NOTHING_TO_RESUME`` when none can be read."""
        with suppress(OSError, ValueError, TypeError, KeyError):
            found = json.loads(self.path.read_text(encoding="utf-8"))
            return tuple(Answered(*one) for one in found["answers"])
        raise NOTHING_TO_RESUME(verb=self.command)

    def forget(self) -> None:
        """Forget the answers, which are on record now."""
        self.path.unlink(missing_ok=True)


class KeptAnswers(NamedTuple):
    """Answers that are kept at *path*, given until *since*; *command* goes on with them."""

    command: str
    path: Path
    since: datetime


def all_kept_answers(folder: Path) -> tuple[KeptAnswers, ...]:
    """The answers that are kept here, of all verbs."""
    found: list[KeptAnswers] = []
    for path in sorted(home_of_drafts(folder).glob(f"[!.]*{_ENDING}")):
        with suppress(FileNotFoundError):  # it was removed a moment ago
            since = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            found.append(KeptAnswers(_command(path), path, since))
    return tuple(found)


def _command(path: Path) -> str:
    """The command that goes on with the answers at *path*; its verb, where they do not say it."""
    with suppress(OSError, ValueError, TypeError, KeyError):
        return str(json.loads(path.read_text(encoding="utf-8"))["command"])
    return path.name.removesuffix(_ENDING)


def _passages(given: Iterable[Answered]) -> Iterable[Passage]:
    for question, answer in given:
        texts = answer if isinstance(answer, list) else [answer]
        yield from (Passage(where=question, text=text) for text in texts)
