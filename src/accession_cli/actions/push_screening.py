"""Screen what is pushed: every new file, wherever it lies, every message, and the refs' names."""

from collections.abc import Iterator, Sequence
from typing import Final

from accession_cli import packaged
from accession_cli.errors import Exit, Refusal
from accession_cli.gitstore.git import Git
from accession_cli.gitstore.past import Commit
from accession_cli.gitstore.pushed import Content, Update, contents, text_of_tag
from accession_cli.i18n import N_, _
from accession_cli.office.apart import LARGEST, text_inside
from accession_cli.office.inner_text import PDF_MAGIC, ZIP_MAGIC, InnerText, plain_text
from accession_cli.registry.files import ATTRIBUTES
from accession_cli.secrecy.codes import SuspicionKind
from accession_cli.secrecy.gate import Caught, MarkedSecret, Passage, PersonalNumber, caught_in
from accession_cli.secrecy.screening import shown_place

_SHORT: Final = 12
_OLE_MAGIC: Final = b"\xd0\xcf\x11\xe0"
#: Lines of a commit that say nothing a person wrote: names of objects, and a signature.
_OF_GIT: Final = (b"tree ", b"parent ", b"object ", b"type ", b"encoding ", b"mergetag ", b" ")

TOO_LARGE: Final = Refusal(
    N_("Not taken: {where} is larger than {size} MB, so that nobody could look through it."),
    N_("Leave it out of the registry; a record names such a paper by its name and its hash."),
    Exit.SECRET,
)


def refuse_secrets_in(
    git: Git, listed: Sequence[Commit], pushed: Sequence[Update]
) -> tuple[str, ...]:
    """Refuse what carries a secrecy marking or a person's number, with its path and its commit.

    Raises ``MarkedSecret``, ``PersonalNumber`` or ``TOO_LARGE``. Returns what a person has to look
    at beside the registry, and what settings for git come in; of the registry's own files, whoever
    wrote them was told.
    """
    caught: list[Caught] = []
    told: list[str] = []
    for path, passage in _passages(git, listed, pushed):
        found = caught_in(passage)
        caught += found
        if not _in_registry(path):
            told += [one.message for one in found if not _blocks(one)]
        if path.rpartition("/")[2] == ATTRIBUTES and not passage.is_name:
            told += [] if passage.text == _attributes() else [_treated(passage.where)]
    blocking = [one for one in caught if _blocks(one)]
    if any(one.kind is SuspicionKind.MARKING for one in blocking):
        raise MarkedSecret(blocking)
    if blocking:
        raise PersonalNumber(blocking)
    return tuple(dict.fromkeys(told))


def _in_registry(path: str) -> bool:
    """Whether *path* lies in the folder that has the name of a registry's."""
    return "registry" in path.split("/")[:-1]


def _attributes() -> str:
    """The settings for git that every new repository begins with."""
    return packaged.text("templates", f"new_registry/dot-{ATTRIBUTES[1:]}")


def _treated(where: str) -> str:
    said = _("{where}: these settings have git treat files otherwise than they are written.")
    return said.format(where=where)


def _blocks(one: Caught) -> bool:
    return one.kind.blocks or one.kind is SuspicionKind.TOO_MANY


def _passages(
    git: Git, listed: Sequence[Commit], pushed: Sequence[Update]
) -> Iterator[tuple[str, Passage]]:
    """Every text that comes in, with the path of its file, "" for what is no file."""
    for update in pushed:
        yield "", Passage(where=shown_place(update.name), text=update.name, is_name=True)
        tag = text_of_tag(git, update.new)
        if tag is not None:
            yield "", Passage(where=shown_place(update.name), text=_written(tag))
    names: set[str] = set()
    for content in contents(git, listed, LARGEST):
        where = _place(content)
        if not content.path:
            yield "", Passage(where=where, text=_written(content.data))
            continue
        path = _sound(content.path)
        if path not in names:
            names.add(path)
            yield path, Passage(where=where, text=path, is_name=True)
        if len(content.data) > LARGEST:
            raise TOO_LARGE(where=where, size=LARGEST >> 20)
        for text in _texts(content.data):
            yield path, Passage(where=where, text=text)


def _place(content: Content) -> str:
    commit = content.commit[:_SHORT]
    if not content.path:
        return _("the message of commit {commit}").format(commit=commit)
    path = shown_place(_sound(content.path))
    return _("{path} in commit {commit}").format(path=path, commit=commit)


def _sound(name: str) -> str:
    """*name* with a sign for each byte that is no character."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _written(data: bytes) -> str:
    """What people wrote in the commit or the tag *data*: the message, and who made it."""
    head, _empty, message = data.partition(b"\n\n")
    lines = [line for line in head.split(b"\n") if not line.startswith((*_OF_GIT, b"gpgsig"))]
    return _decoded(b"\n".join([*lines, b"", message]))


def _texts(data: bytes) -> Iterator[str | None]:
    """The text inside a file, and None where it holds more than a program can read.

    Of bytes that are no text, it is the characters that they hold.
    """
    if data.startswith((ZIP_MAGIC, _OLE_MAGIC)) or data[:1024].lstrip().startswith(PDF_MAGIC):
        found = text_inside(data)
    else:
        found = plain_text(data) or InnerText(_decoded(data), whole=False)
    yield found.text
    if not found.whole:
        yield None


def _decoded(data: bytes) -> str:
    found = plain_text(data)
    return found.text if found else data.decode("utf-8", errors="replace")
