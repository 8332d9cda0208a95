"""Read files that nobody vouches for in a process apart, within limits of time and memory.

``read_apart`` runs a reader in a Python that has nothing to do with where or how this one is used
(``start_fresh``). ``text_inside`` gives the text of a Word, Excel, PDF or plain file: what is
broken, hostile, too large or too slow has no text, and a person has to look at it. ``unpack``
puts the files of a .zip, as the office's OA system packs them, into a folder and only there.
"""

import lzma
import os
import signal
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Final, TypeVar

from accession_cli.errors import Exit, Refusal, Refused, reason
from accession_cli.i18n import N_
from accession_cli.office import inner_text
from accession_cli.office.inner_text import InnerText, plain_text

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess


_SAFE: Final = "PYTHONSAFEPATH"


def start_fresh(process: "BaseProcess") -> None:
    """Start *process*: it imports nothing from the current folder, and Ctrl-C is not for it.

    A foreign repository may be the current folder, and may hold a ``socket.py``. ``OSError`` when
    no process is to be had.
    """
    with _safe_path(), _no_interrupt():
        process.start()


@contextmanager
def _safe_path() -> Iterator[None]:
    before = os.environ.get(_SAFE)
    os.environ[_SAFE] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ[_SAFE]
        else:
            os.environ[_SAFE] = before


@contextmanager
def _no_interrupt() -> Iterator[None]:
    """A new process begins with what is blocked here; on Windows it learns by itself to ignore."""
    if sys.platform == "win32":
        yield
        return
    from multiprocessing import resource_tracker

    resource_tracker.ensure_running()  # started below, it would let the signals through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


SECONDS: Final = 20.0
MEMORY: Final = 300 << 20  # address space of the process, the interpreter's own included

T = TypeVar("T")


class NoAnswer(Exception):
    """The process broke down, was too slow or wanted too much; what was read is hostile."""


def read_apart(
    read: Callable[..., T],
    *arguments: object,
    seconds: float | None = SECONDS,
    memory: int | None = MEMORY,
) -> T:
    """What *read* gives for *arguments*; its refusals are raised here, other failures NoAnswer.

    Without *seconds* it may take as long as it likes, without *memory* hold as much.
    """
    from multiprocessing import get_context

    context = get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    told = (theirs, memory, read, arguments)
    reader = context.Process(target=_read_and_send, args=told, daemon=True)
    start_fresh(reader)
    theirs.close()
    try:
        if not ours.poll(seconds):
            raise NoAnswer
        made, refusal, facts = ours.recv()
    except EOFError as died:  # of its limits, or of a fault in a library
        raise NoAnswer from died
    finally:
        ours.close()
        reader.kill()
        reader.join()
    if refusal is not None:
        raise refusal(**facts)
    result: T = made
    return result


def _read_and_send(
    answer: "Connection",
    memory: int | None,
    read: Callable[..., Any],
    arguments: tuple[object, ...],
) -> None:
    """What the process does; it says nothing, because what it reads is nobody's business."""
    _bind(memory)
    with suppress(Exception):
        answer.send(_answer(read, arguments))
    os._exit(0)


def _answer(
    read: Callable[..., Any], arguments: tuple[object, ...]
) -> tuple[Any, Callable[..., Refused] | None, Mapping[str, object]]:
    try:
        return read(*arguments), None, {}
    except Refused as refused:
        return None, refused.portable, dict(refused.facts)


def _bind(memory: int | None) -> None:
    import signal

    silent = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(silent, stream)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the command itself is stopped, and stops us
    with suppress(ImportError, ValueError, OSError):  # no such limits on this system
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if memory is not None:
            resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


_MOST: Final = 1_000
_MEGABYTES: Final = 500
_UTF8: Final = 0x800
_ENCRYPTED: Final = 0x1
_DAMAGED: Final = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError),
    *(NotImplementedError, RuntimeError, ValueError),
)


#: Not a .zip, or a damaged one.
PACKAGE_UNREADABLE: Final = Refusal(
    N_("{path} cannot be unpacked: {reason}."),
    N_("Unpack it by hand into a folder, and give that folder."),
    Exit.UNREADABLE,
)


#: A .zip that unpacks to more than a pile of papers ever holds.
PACKAGE_TOO_LARGE: Final = Refusal(
    N_("{path} holds more than {files} files or {megabytes} MB, so it was not unpacked."),
    N_("Give it in smaller parts."),
    Exit.UNREADABLE,
)


#: A .zip with a password.
PACKAGE_LOCKED: Final = Refusal(
    N_("{path} is locked with a password, so it was not unpacked."),
    N_("Unpack it by hand into a folder, and give that folder."),
    Exit.UNREADABLE,
)


#: Two files in a .zip under one name, of which only one could be put there.
PACKAGE_NAMES_TWICE: Final = Refusal(
    N_("{path} holds two files of one name: {name}."),
    N_("Unpack it by hand into a folder, rename one of them, and give that folder."),
    Exit.UNREADABLE,
)


#: A name in a .zip that leads out of the folder it is unpacked into.
PACKAGE_REACHES_OUT: Final = Refusal(
    N_("{path} holds a file whose name leads out of its folder: {name}."),
    N_("Ask where it came from; do not unpack it."),
    Exit.UNREADABLE,
)


def unpack(path: Path, into: Path) -> None:
    """Put the files in the .zip at *path* below *into*, under their own names."""
    try:
        into.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(path) as package:
            for member, name in _members(package, path):
                place = into / name
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(package.read(member))
    except _DAMAGED as error:
        raise PACKAGE_UNREADABLE(path=path, reason=str(error)) from error
    except OSError as error:
        raise PACKAGE_UNREADABLE(path=path, reason=reason(error)) from error


def _members(package: zipfile.ZipFile, path: Path) -> Iterator[tuple[zipfile.ZipInfo, str]]:
    members = [one for one in package.infolist() if not one.is_dir()]
    size = sum(one.file_size for one in members)
    if len(members) > _MOST or size > _MEGABYTES << 20:
        raise PACKAGE_TOO_LARGE(path=path, files=_MOST, megabytes=_MEGABYTES)
    seen: set[str] = set()
    for member in members:
        if member.flag_bits & _ENCRYPTED:
            raise PACKAGE_LOCKED(path=path)
        name = _name(member)
        parts = PurePosixPath(name).parts
        if name.startswith("/") or ".." in parts or any(":" in part for part in parts):
            raise PACKAGE_REACHES_OUT(path=path, name=name)
        if name.casefold() in seen:
            raise PACKAGE_NAMES_TWICE(path=path, name=name)
        seen.add(name.casefold())
        yield member, name


def _name(member: zipfile.ZipInfo) -> str:
    """The name as it was given: Chinese Windows writes it in GBK without saying so."""
    name = member.filename
    if not member.flag_bits & _UTF8:
        try:
            name = name.encode("cp437").decode("gb18030")
        except (UnicodeEncodeError, UnicodeDecodeError):
            name = member.filename
    return name.replace("\\", "/")


LARGEST: Final = 32 << 20  # bytes of a file that is read at all
_LONGEST: Final = 8_000_000  # characters; a long book has a million
NOTHING: Final = InnerText("", whole=False)
_READERS: Final[tuple[tuple[bytes, Callable[[bytes], InnerText]], ...]] = (
    (inner_text.PDF_MAGIC, inner_text.pdf_text),
    (inner_text.ZIP_MAGIC, inner_text.office_text),
)


def text_inside(data: bytes, *, seconds: float = SECONDS) -> InnerText:
    """The text in the file whose bytes are *data*, by what they are, whatever it is called."""
    for magic, _read in _READERS:
        if data[:1024].lstrip().startswith(magic):
            with suppress(NoAnswer):
                return read_apart(_text_of, data, magic, seconds=seconds)
            return NOTHING
    return plain_text(data) or NOTHING


def _text_of(data: bytes, magic: bytes) -> InnerText:
    found = NOTHING
    with suppress(Exception):
        read = dict(_READERS)[magic](data)
        found = read if len(read.text) <= _LONGEST else NOTHING
    return found
