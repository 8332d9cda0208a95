"""Refuse texts that may not enter the registry, before anything of them is written.

A refusal never repeats the text that it matched.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from accession_cli.errors import Exit, Refusal, Refused
from accession_cli.i18n import N_, _
from accession_cli.secrecy.codes import SuspicionKind
from accession_cli.secrecy.screening import screen, screen_name, shown_place

_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_MOST_SHOWN: Final = 10  # of the places found in a text
_WHAT: Final = {
    SuspicionKind.MARKING: N_("a secrecy marking, {masked}"),
    SuspicionKind.HINT: N_("a hint that it is not for the public, {masked}"),
    SuspicionKind.ID_NUMBER: N_("an identity number, {masked}"),
    SuspicionKind.DOUBTFUL_ID: N_("what may be an identity number with a slip in it, {masked}"),
    SuspicionKind.BANK_CARD: N_("a bank card number, {masked}"),
    SuspicionKind.MOBILE: N_("a mobile telephone number, {masked}"),
    SuspicionKind.TRAVEL_DOCUMENT: N_("the number of a passport or of a permit, {masked}"),
    SuspicionKind.TOO_MANY: N_("more numbers than a program looks through"),
    SuspicionKind.UNREADABLE: N_("pages or pictures that no program here can read"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A text on its way into the registry; ``where`` is what messages call its place.

    ``text`` is ``None`` when no program can read it, as for a scan. ``is_name``: it is a file's
    name. ``is_contact``: it is an agency's contact person, whose telephone number is expected.
    """

    where: str
    text: str | None
    is_name: bool = False
    is_contact: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Caught:
    """One thing found in a passage, masked, with its place."""

    kind: SuspicionKind
    where: str
    masked: str = ""
    line: int | None = None

    @property
    def message(self) -> str:
        """The place and the kind of thing, in the reader's language."""
        what = _(_WHAT[self.kind]).format(masked=self.masked)
        if self.line is None:
            return _("{where}: {what}").format(where=self.where, what=what)
        said = _("{where}, line {line}: {what}")
        return said.format(where=self.where, line=self.line, what=what)


class _Refused(Refused):
    """The base of the three refusals, which list the places, masked; nothing was written."""

    def __init__(self, caught: Sequence[Caught]) -> None:
        super().__init__(count=len(caught))
        self.caught = tuple(caught)

    @property
    def message(self) -> str:
        """What happened, then each place on a line of its own, up to ``_MOST_SHOWN``."""
        shown = [f"- {one.message}" for one in self.caught[:_MOST_SHOWN]]
        if len(self.caught) > _MOST_SHOWN:
            shown.append("- …")
        return "\n".join([super().message, *shown])


class MarkedSecret(_Refused):
    """A text carries a secrecy marking; no person's word can let it pass."""

    refusal = Refusal(
        N_(
            "Refused, and nothing was written or kept: this carries a secrecy marking, and a"
            " computer that is not approved for secrets may not hold them (保守国家秘密法,"
            " article 31)."
        ),
        N_(
            "Review classified papers by hand, away from this computer. The record"
            " says only that it was done: that it came in offline, and a basis that"
            " is withheld, with reviewer and date. If the marked text is on this"
            " computer already, tell your secrecy office (docs/purge.md)."
        ),
        Exit.SECRET,
    )


class PersonalNumber(_Refused):
    """A text holds the number of a person's identity card, passport, permit or bank card."""

    refusal = Refusal(
        N_(
            "Refused, and nothing was written or kept: this holds a person's number, which no"
            " record of a task needs (个人信息保护法, article 6)."
        ),
        N_(
            "Take the number out, or use a copy of the paper without it, and run the command again."
        ),
        Exit.SECRET,
    )


class NotInspected(_Refused):
    """Only a person can judge this, and no person is named who did."""

    @property
    def only_scans(self) -> bool:
        """Whether all of it is pages or pictures that no program can read."""
        return all(one.kind is SuspicionKind.UNREADABLE for one in self.caught)

    refusal = Refusal(
        N_(
            "Refused, and nothing was written or kept: a person has to look at this first"
            " (保守国家秘密法, article 31; 个人信息保护法, article 6)."
        ),
        N_(
            "Take it out; or let somebody who may judge it look at it, and repeat the"
            " command with --inspected-by and that person's name, which is kept with"
            " the record."
        ),
        Exit.SECRET,
    )


#: Bytes or escapes that stand for no character; no text file can hold them.
NOT_TEXT: Final = Refusal(
    N_("{where} holds something that is no character, so nothing was written or kept."),
    N_("Type it anew; a file has to be UTF-8, and its name too."),
    Exit.UNREADABLE,
)


def screened(passages: Iterable[Passage], inspected_by: str | None = None) -> None:
    """Refuse *passages* that may not enter: ``MarkedSecret``, ``PersonalNumber``, ``NotInspected``.

    *inspected_by* is the person who has judged what only a person can judge. Markings, identity
    numbers and bank cards are refused all the same.
    """
    doubts = refuse_secrets(passages)
    if doubts and not inspected_by:
        raise NotInspected(doubts)


def refuse_secrets(passages: Iterable[Passage]) -> Sequence[Caught]:
    """Refuse markings and personal numbers; return what only a person can judge."""
    caught = _each_once([one for passage in _not_again(passages) for one in caught_in(passage)])
    blocking = [one for one in caught if one.kind.blocks]
    if any(one.kind is SuspicionKind.MARKING for one in blocking):
        raise MarkedSecret(blocking)
    if blocking:
        raise PersonalNumber(blocking)
    return caught


def _not_again(passages: Iterable[Passage]) -> Iterator[Passage]:
    """*passages* without texts that came before; in a list of tasks nearly all repeat.

    A suspicious text is reported where it came first, so later places do not matter.
    """
    met: set[tuple[str | None, bool, bool]] = set()
    for passage in passages:
        text = passage.text, passage.is_name, passage.is_contact
        if text not in met:
            met.add(text)
            yield passage


def caught_in(passage: Passage) -> tuple[Caught, ...]:
    """Everything suspicious in *passage*, masked."""
    text = passage.text
    if text is None:
        return (Caught(kind=SuspicionKind.UNREADABLE, where=shown_place(passage.where)),)
    if _SURROGATE.search(text):
        raise NOT_TEXT(where=shown_place(passage.where))
    found = screen_name(text) if passage.is_name else screen(text)
    if passage.is_contact:
        found = tuple(one for one in found if one.kind is not SuspicionKind.MOBILE)
    if not found:
        return ()
    where = shown_place(passage.where)
    if "\n" not in text.strip():
        return tuple(Caught(kind=one.kind, where=where, masked=one.masked) for one in found)
    starts = [match.start() for match in re.finditer("\n", text)]
    return tuple(
        Caught(
            kind=one.kind,
            where=where,
            masked=one.masked,
            line=bisect_left(starts, one.start) + 1,
        )
        for one in found
    )


def _each_once(caught: Sequence[Caught]) -> list[Caught]:
    """Each thing once, where it came first; a draft is read twice, by its keys and whole."""
    first: dict[tuple[SuspicionKind, str], Caught] = {}
    for one in caught:
        first.setdefault((one.kind, one.masked), one)
    return list(first.values())
