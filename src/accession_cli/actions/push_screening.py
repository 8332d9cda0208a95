"""Screen what is pushed: every new file, wherever it lies, every message, and the refs' names."""

from collections.abc import Iterator, Sequence
from typing import Final

from accession_cli.errors import Exit, Refusal
from accession_cli.gitstore.git import Git
from accession_cli.gitstore.past import Commit
from accession_cli.gitstore.pushed import Content, Update, contents, text_of_tag
from accession_cli.i18n import N_, _
from accession_cli.office.apart import LARGEST, text_inside
from accession_cli.office.inner_text import PDF_MAGIC, ZIP_MAGIC, plain_text
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


def refuse_secrets_in(git: Git, listed: Sequence[Commit], pushed: Sequence[Update]) -> None:
    """Refuse what carries a secrecy marking or a person's number, with its path and its commit.

    Raises ``MarkedSecret``, ``PersonalNumber`` or ``TOO_LARGE``. Warnings are not raised: of those
    in records, the check of the registry tells.
    """
    caught = [one for passage in _passages(git, listed, pushed) for one in caught_in(passage)]
    blocking = [one for one in caught if _blocks(one)]
    if any(one.kind is SuspicionKind.MARKING for one in blocking):
        raise MarkedSecret(blocking)
    if blocking:
        raise PersonalNumber(blocking)


def _blocks(one: Caught) -> bool:
    return one.kind.blocks or one.kind is SuspicionKind.TOO_MANY


def _passages(git: Git, listed: Sequence[Commit], pushed: Sequence[Update]) -> Iterator[Passage]:
    for update in pushed:
        yield Passage(where=shown_place(update.name), text=update.name, is_name=True)
        tag = text_of_tag(git, update.new)
        if tag is not None:
            yield Passage(where=shown_place(update.name), text=_written(tag))
    names: set[str] = set()
    for content in contents(git, listed, LARGEST):
        where = _place(content)
        if not content.path:
            yield Passage(where=where, text=_written(content.data))
            continue
        if content.path not in names:
            names.add(content.path)
            yield Passage(where=where, text=_sound(content.path), is_name=True)
        if len(content.data) > LARGEST:
            raise TOO_LARGE(where=where, size=LARGEST >> 20)
        yield Passage(where=where, text=_text(content.data))


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


def _text(data: bytes) -> str:
    """The text inside a file; of bytes that are no text, the characters that they hold."""
    if data.startswith((ZIP_MAGIC, _OLE_MAGIC)) or data[:1024].lstrip().startswith(PDF_MAGIC):
        return text_inside(data).text
    return _decoded(data)


def _decoded(data: bytes) -> str:
    found = plain_text(data)
    return found.text if found else data.decode("utf-8", errors="replace")
