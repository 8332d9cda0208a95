"""Say where a document goes if no place is given, and which process makes it.

Without a place it goes below ``build/`` of the repository. If a registry has templates or fonts of
its own, a separate process makes the documents. A template is code, and a font nearly so; either
may run for ever or use too much memory. The separate process can be stopped, has a memory limit,
and fetches nothing. If all templates are ours, this is not needed.
"""

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar

from accession_cli.errors import Exit, Refusal, Refused
from accession_cli.i18n import N_
from accession_cli.office import apart
from accession_cli.papers.templates import Environment
from accession_cli.registry import files

if TYPE_CHECKING:
    from multiprocessing.connection import Connection


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

T = TypeVar("T")


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
