"""Ask one question after another at a terminal, in the reader's language."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import typer

from accession_cli import clock
from accession_cli.cli import terminal
from accession_cli.cli.session import lacking, say_meaning
from accession_cli.i18n import _
from accession_cli.scheme.ids import TASK, RecordId

if TYPE_CHECKING:
    from accession_cli.entry.money import Money

_SEEN_AT_ONCE: Final = 12


class Stopped(typer.Abort):
    """The clerk left, which ends the command; ``Questions.answers`` has the answers so far."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to choose from: its name on the screen, and the value it stands for."""

    name: str
    value: str


class Questions:
    """Asks one question at a time; Ctrl-C at any question raises ``Stopped``."""

    def __init__(self) -> None:
        self.answers: dict[str, Any] = {}

    def text(self, question: str, check: Callable[[str], str | None] = lambda _text: None) -> str:
        """A line of text; *check* returns what is wrong with it, or None when it is fine."""
        import questionary

        def judged(typed: str) -> bool | str:
            return check(typed.strip()) or True

        asked = questionary.text(question, qmark="•", validate=judged)
        return str(self._answer(asked.unsafe_ask)).strip()

    def select(self, question: str, choices: Iterable[Choice]) -> str:
        """The value of one of *choices*."""
        import questionary

        offered = [questionary.Choice(c.name, c.value) for c in choices]
        many = len(offered) > _SEEN_AT_ONCE
        asked = questionary.select(
            question,
            qmark="•",
            instruction=_("(type to narrow, arrow keys, Enter)")
            if many
            else _("(arrow keys, Enter)"),
            choices=offered,
            use_search_filter=many,
            use_jk_keys=not many,
        )
        return str(self._answer(asked.unsafe_ask))

    def several(self, question: str, choices: Iterable[Choice]) -> list[str]:
        """The values of at least one of *choices*."""
        import questionary

        def judged(chosen: list[str]) -> bool | str:
            return bool(chosen) or _("Choose at least one with the space bar.")

        names = {choice.value: choice.name for choice in choices}
        asked = questionary.checkbox(
            question,
            qmark="•",
            instruction=_("(space bar to choose, Enter to go on)"),
            choices=[questionary.Choice(name, value) for value, name in names.items()],
            validate=judged,
            erase_when_done=True,  # questionary's own summary of the answer is in English
        )
        chosen = list(self._answer(asked.unsafe_ask))
        terminal.show(f"• {question} " + "、".join(names[value] for value in chosen))
        return chosen

    def sure(self, question: str) -> bool:
        """Ask yes or no as a choice, so that nobody has to know which letter stands for yes."""
        return self.select(question, [Choice(_("Yes"), "yes"), Choice(_("No"), "no")]) == "yes"

    def day(self, question: str, *, optional: bool = False) -> str | None:
        """A date as YYYY-MM-DD; None for an empty answer, which only *optional* allows."""
        from accession_cli.entry.days import day

        def read(typed: str) -> str | None:
            if optional and not typed:
                return None
            return day(typed, today=clock.today()).isoformat()

        return self._understood(question, read)

    def last_day(self, question: str, start: str | None, *, optional: bool = False) -> str | None:
        """The last day of a task that begins on *start*; None when no end is set."""
        from accession_cli.entry.days import NO_END, Ends
        from accession_cli.entry.values import NotRead

        today = clock.today()
        ends = Ends(date.fromisoformat(start) if start else None, near=today, today=today)

        def read(typed: str) -> str | None:
            found = ends.last_day(typed) if typed else None
            if found is None and not optional:
                raise NotRead(NO_END if typed else EMPTY, text=typed)
            return None if found is None else found.isoformat()

        from accession_cli.entry.values import EMPTY

        return self._understood(question, read)

    def money(self, question: str) -> "Money":
        """The money that is typed: an amount in yuan, with its period where that is typed, too."""
        from accession_cli.entry.money import money

        typed = self.text(question, partial(wrong, money))
        found = money(typed)
        say_meaning(typed, found.shown)
        return found

    def _understood(self, question: str, read: Callable[[str], str | None]) -> str | None:
        """What *read* makes of the answer; it is said where it is written otherwise."""
        typed = self.text(question, partial(wrong, read))
        found = read(typed)
        if found is not None:
            say_meaning(typed, found)
        return found

    def title(self, question: str) -> str:
        """The title of a law or a document, without 《》."""
        from accession_cli.entry.citations import title

        return title(self.text(question, wrong_text))

    def _answer(self, ask: Callable[[], Any]) -> Any:
        try:
            return ask()
        except (KeyboardInterrupt, EOFError) as stop:
            raise Stopped from stop


def ask_text(option: str, question: str) -> str:
    """Ask at a terminal for the text that *option* would have given."""
    lacking({option: None})
    return Questions().text(question, wrong_text)


def ask_choice(option: str, question: str, choices: Iterable[Choice]) -> str:
    """Ask at a terminal for the one of *choices* that *option* would have given."""
    lacking({option: None})
    return Questions().select(question, choices)


def wrong(read: Callable[[str], object], typed: str) -> str | None:
    """The reason why *read* refuses *typed*; None when it accepts it."""
    from accession_cli.entry.values import NotRead

    try:
        read(typed)
    except NotRead as unread:
        return unread.doubt.why
    return None


def wrong_text(typed: str) -> str | None:
    """What is wrong with a mandatory text: that it is empty; else None."""
    return None if typed else _("This may not be left empty.")


def wrong_id(typed: str) -> str | None:
    """What is wrong with a task's id; None when it is right or empty."""
    try:
        if not typed or RecordId.parse(typed.upper()).letter == TASK:
            return None
    except ValueError:
        pass
    return _("Write a task's id, for example DL-2024-0001.")
