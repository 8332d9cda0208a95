"""Say where a document goes that nobody gave a place, and which process makes it.

Without a place it goes below ``build/`` of the repository. Where a registry brings templates or
fonts of its own, a process apart makes the documents: a template is code, and a font very nearly,
and either may never end, or want more memory than there is. The process apart can be stopped, may
have only so much memory, and fetches nothing. Where all templates are ours, none of this is
needed.
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
from accession_cli.registry import names

if TYPE_CHECKING:
    from multiprocessing.connection import Connection


_FORBIDDEN: Final = '/\\:*?"<>|'


def below_build(folder: Path, kind: str, name: str) -> Path:
    """The file *name* in build/*kind*/ of the repository of *folder*, its name made harmless."""
    return names.shown_below(folder) / "build" / kind / harmless(name)


def harmless(name: str) -> str:
    """*name* without what the name of a file may not have on one system or another."""
    return "".join("_" if char in _FORBIDDEN or char < " " else char for char in name)


SECONDS: Final = 120.0  # for one document; the largest known one takes a twelfth of it
GIGABYTES: Final = 4
#: Typst fetches a package that a template names. Nobody listens here, so nothing is fetched.
_NOWHERE: Final = "http://127.0.0.1:9"
_PROXIES: Final = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")

T = TypeVar("T")


#: A template that would perhaps never end.
TEMPLATE_TOO_SLOW: Final = Refusal(
    N_(
        "The document was not made: with the registry's own templates it was not finished after"
        " {seconds} seconds, and was stopped."
    ),
    N_("Look for a loop without an end in the registry's templates, or remove them there."),
    Exit.OUTSIDE,
)


#: A template that brought down the process that fills it.
TEMPLATE_TOO_LARGE: Final = Refusal(
    N_(
        "The document was not made: with the registry's own templates and fonts it needed more"
        " than {gigabytes} GB of memory, or they are damaged."
    ),
    N_("Take out what was last added to the registry's templates and fonts, then try again."),
    Exit.OUTSIDE,
)


class Make(Protocol):
    """Calls a function of ``render`` and gives what it gives, or raises its refusal."""

    def __call__(self, function: Callable[..., T], /, *arguments: object) -> T: ...


@contextmanager
def document_maker(environment: Environment) -> Iterator[Make]:
    """What makes documents with *environment*: here, or apart when it is not all our own."""
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
    """Whether a registry's own templates or fonts are among what documents are made with."""
    own = (*environment.template_folders, *environment.font_folders)
    return any(path.is_file() for folder in own for path in Path(folder).rglob("*"))


@contextmanager
def _apart() -> "Iterator[tuple[Connection, Callable[[], None]]]":
    """A process that makes documents until it is told to stop."""
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
    """Make what is asked for and send it; runs in the process apart."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # what brings us down is told by the other side
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
    """What was made; or the refusal, and its facts as texts."""
    try:
        return function(*arguments), None, {}
    except Refused as refused:
        facts = {name: str(value) for name, value in refused.facts.items()}
        return None, refused.portable, facts


def _limit(gigabytes: int, seconds: float) -> None:
    """Let this process have only so much memory, and end by itself when the other side is gone."""
    if sys.platform == "win32":
        return
    import resource

    most = gigabytes * 1024**3
    for what, much in ((resource.RLIMIT_AS, most), (resource.RLIMIT_CPU, int(16 * seconds) + 1)):
        with suppress(ValueError, OSError):  # a lower limit stands already, or there is none
            resource.setrlimit(what, (much, much))
