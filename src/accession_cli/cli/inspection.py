"""A person's word for what only a person can judge: asked for, and passed on to the commit."""

from typing import TYPE_CHECKING, Annotated, Final

import typer

from accession_cli.cli import screen
from accession_cli.cli.landing_words import at_a_terminal
from accession_cli.i18n import N_, _

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accession_cli.secrecy.gate import NotInspected, Passage

_LONGEST: Final = 40


def person(text: str) -> str:
    """A person's name on the command line; wrong usage when it is none."""
    wrong = wrong_person(text.strip())
    if wrong:
        raise typer.BadParameter(wrong)
    return text.strip()


def wrong_person(name: str) -> str | None:
    """What is wrong with the name of a person, None when it will do."""
    from accession_cli.secrecy.screening import screen as suspicions

    named = any(sign.isalpha() for sign in name) and name.isprintable()
    if named and len(name) <= _LONGEST and not suspicions(name):
        return None
    return _("Write the name of the person who looked at it, and nothing else.")


InspectedBy = Annotated[
    str | None,
    typer.Option(
        "--inspected-by",
        metavar=N_("PERSON"),
        parser=person,
        help=N_("Who looked at what only a person can judge; kept in the commit."),
    ),
]


def word_for(passages: "Iterable[Passage]", given: str | None) -> str | None:
    """The person whose word lets *passages* pass: as *given*, or asked for at a terminal.

    Raises what ``screened`` raises; None when nobody's word is needed.
    """
    from accession_cli.secrecy.gate import NotInspected, screened

    try:
        screened(passages, given)
    except NotInspected as doubts:
        name = _asked(doubts) if at_a_terminal() else ""
        if not name:
            raise
        return name
    return given


def _asked(doubts: "NotInspected") -> str:
    from accession_cli.cli.questions import Questions, Stopped

    screen.note(_("Nothing has been written yet; a person has to look at this first:"))
    for one in doubts.caught:
        screen.note(f"- {one.message}")
    question = _("Who looked at it and lets it pass (a name; empty: nobody):")
    try:
        return Questions().text(question, lambda typed: wrong_person(typed) if typed else None)
    except Stopped:
        return ""
