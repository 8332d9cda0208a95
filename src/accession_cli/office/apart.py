"""Read untrusted files in a process of their own, within limits of time and memory.

``read_apart`` runs a reader in a new Python process, which imports nothing from the current folder
(``start_fresh``). ``text_inside`` returns the text of a Word, Excel, PDF or plain file; a file that
is broken, hostile, too large or too slow has no text, and a person has to look at it. ``unpack``
writes the files of a .zip, as the office's OA system packs them, into one folder.
"""

import lzma
import os
import re
import signal
import sys
import zipfile
import zlib
from binascii import a2b_base64
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Final, TypeVar

from accession_cli.errors import Exit, Refusal, Refused, reason
from accession_cli.i18n import N_
from accession_cli.office import inner_text
from accession_cli.office.inner_text import InnerText, plain_text

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import ForkServerContext, SpawnContext
    from multiprocessing.process import BaseProcess


_SAFE: Final = "PYTHONSAFEPATH"


def start_fresh(process: "BaseProcess") -> None:
    """Start *process* so that it imports nothing from the current folder and ignores Ctrl-C.

    The current folder may be a foreign repository with a ``socket.py`` in it. Raises ``OSError``
    when no process can be started.
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
    """Block Ctrl-C while a process is started, which inherits this; on Windows do nothing."""
    if sys.platform == "win32":
        yield
        return
    from multiprocessing import resource_tracker

    resource_tracker.ensure_running()  # if started below, it would unblock the signals
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


SECONDS: Final = 20.0
MEMORY: Final = 300 << 20  # address space of the process, the interpreter's own included

T = TypeVar("T")


class NoAnswer(Exception):
    """The process crashed, was too slow or used too much memory; the file may be hostile."""


def read_apart(
    read: Callable[..., T],
    *arguments: object,
    seconds: float | None = SECONDS,
    memory: int | None = MEMORY,
    written: int | None = None,
    preload: str | None = None,
) -> T:
    """Call *read* with *arguments* in a process of its own and return what it returns.

    Its refusals are raised here; any other failure is ``NoAnswer``. *seconds* and *memory* (bytes)
    limit the process; ``None`` is no limit. *memory* counts also what a library only reserves;
    *written* limits what is written to. Who reads again and again names a module to *preload*:
    where the system can, it is imported once for all such processes.
    """
    context = _context(preload)
    ours, theirs = context.Pipe(duplex=False)
    told = (theirs, memory, written, read, arguments)
    reader = context.Process(target=_read_and_send, args=told, daemon=True)
    start_fresh(reader)
    theirs.close()
    try:
        if not ours.poll(seconds):
            raise NoAnswer
        made, refusal, facts = ours.recv()
    except EOFError as died:  # at a limit, or through a fault in a library
        raise NoAnswer from died
    finally:
        ours.close()
        reader.kill()
        reader.join()
    if refusal is not None:
        raise refusal(**facts)
    result: T = made
    return result


def _context(preload: str | None) -> "SpawnContext | ForkServerContext":
    from multiprocessing import get_all_start_methods, get_context

    if preload is None or "forkserver" not in get_all_start_methods():
        return get_context("spawn")
    context = get_context("forkserver")
    context.set_forkserver_preload([preload])
    return context


def _read_and_send(
    answer: "Connection",
    memory: int | None,
    written: int | None,
    read: Callable[..., Any],
    arguments: tuple[object, ...],
) -> None:
    """Read in the new process and send the answer; it prints nothing of what it reads."""
    _bind(memory, written)
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


def _bind(memory: int | None, written: int | None) -> None:
    import signal

    silent = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(silent, stream)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the command is stopped by it, and stops us
    with suppress(ImportError, ValueError, OSError):  # no such limits on this system
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if memory is not None:
            resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        if written is not None:
            resource.setrlimit(resource.RLIMIT_DATA, (written, written))


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


#: A .zip with more in it than any application's papers have.
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


#: A .zip with two files of one name, of which only one could be kept.
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
    """Write the files in the .zip at *path* below the folder *into*, under their own names."""
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
    """The name as it was given; Chinese Windows writes it in GBK without marking that."""
    name = member.filename
    if not member.flag_bits & _UTF8:
        try:
            name = name.encode("cp437").decode("gb18030")
        except (UnicodeEncodeError, UnicodeDecodeError):
            name = member.filename
    return name.replace("\\", "/")


LARGEST: Final = 32 << 20  # the most bytes of a file that is read
_LONGEST: Final = 8_000_000  # characters; a long book has a million
NOTHING: Final = InnerText("", whole=False)
_READERS: Final[tuple[tuple[bytes, Callable[[bytes], InnerText]], ...]] = (
    (inner_text.PDF_MAGIC, inner_text.pdf_text),
    (inner_text.ZIP_MAGIC, inner_text.office_text),
)


#: How .docx, .pdf, .rtf and .doc begin in base64, as a mail carries them.
CARRIED: Final = re.compile(rb"(?:UEsDB|JVBERi|e1xydG|0M8R4K)[A-Za-z0-9+/\s]+")
_MOST_CARRIED: Final = 100


def text_inside(data: bytes, *, seconds: float = SECONDS) -> InnerText:
    """The text in the file whose bytes are *data*, and in the files that it carries in base64.

    A file's kind is told by the bytes, not its name. ``NOTHING`` when it cannot be read.
    """
    with suppress(NoAnswer):
        return read_apart(_text_of, data, seconds=seconds)
    return NOTHING


def _text_of(data: bytes) -> InnerText:
    whole = _read(data)
    runs = islice(CARRIED.finditer(whole.text.encode("utf-8", "replace")), _MOST_CARRIED)
    found = (whole, *(_read_carried(run[0]) for run in runs))
    return InnerText(
        "\n".join(one.text for one in found),
        whole=len(found) <= _MOST_CARRIED and all(one.whole for one in found),
    )


def _read_carried(letters: bytes) -> InnerText:
    with suppress(ValueError):
        return _read(a2b_base64(letters + b"=="))
    return NOTHING


def _read(data: bytes) -> InnerText:
    begin = data[:1024].lstrip()
    read = next((read for magic, read in _READERS if begin.startswith(magic)), _plain)
    with suppress(Exception):
        found = read(data)
        if len(found.text) <= _LONGEST:
            return found
    return NOTHING


def _plain(data: bytes) -> InnerText:
    return plain_text(data) or NOTHING
