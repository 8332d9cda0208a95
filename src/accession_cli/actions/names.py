"""Refuse an unknown name, so that a mistyped name does not look like an empty answer."""

from collections.abc import Callable
from typing import Final, TypeVar

from accession_cli.entry.names import TWO_PLACES
from accession_cli.entry.values import NotRead
from accession_cli.errors import Exit, Refusal
from accession_cli.i18n import N_

T = TypeVar("T")

#: The registry has nothing of that name.
UNKNOWN_NAME: Final = Refusal(
    N_("{option}: nothing in this registry goes by “{name}”."),
    N_("Write one of these: {known}."),
    Exit.USAGE,
)


#: More than one place has that name.
SEVERAL_BY_THAT_NAME: Final = Refusal(
    N_("{option}: more than one place goes by the name “{name}”."),
    N_("Write the code of the one that is meant: {known}."),
    Exit.USAGE,
)


def chosen(option: str, read: Callable[[str], T], name: str) -> T:
    """What *read* makes of *name*, the value of *option*.

    Raises ``UNKNOWN_NAME`` or ``SEVERAL_BY_THAT_NAME``.
    """
    try:
        return read(name)
    except NotRead as unread:
        doubt = unread.doubt
        if doubt.says == TWO_PLACES:
            known = ", ".join(doubt.candidates)
            raise SEVERAL_BY_THAT_NAME(option=option, name=name, known=known) from unread
        known = "、".join(doubt.candidates)
        raise UNKNOWN_NAME(option=option, name=name, known=known) from unread
