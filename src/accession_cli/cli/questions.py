"""Ask one question after another at a terminal, in the reader's language.

``facts_by_questions`` asks for the facts of a verb from the first question to the last; a person
may stop and go on. What was typed is read, and what was understood otherwise is said, before
anything is recorded.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from shlex import join
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Self, TypeVar

import typer

from accession_cli import clock
from accession_cli.cli import terminal
from accession_cli.cli.session import lacking
from accession_cli.cli.terminal import say_meaning
from accession_cli.errors import Refused
from accession_cli.i18n import _
from accession_cli.scheme.registry import TASK, RecordId

if TYPE_CHECKING:
    from accession_cli.actions.documents import Answered, AnswersOf
    from accession_cli.cli.session import Writing
    from accession_cli.entry.draft import Draft
    from accession_cli.entry.money import Money
    from accession_cli.entry.values import Meaning
    from accession_cli.scheme.registry import Registry


_SEEN_AT_ONCE: Final = 12
Value = TypeVar("Value")


class Stopped(typer.Abort):
    """The clerk left, which ends the command; ``Questions.answers`` has the answers so far."""


class GoBack(Exception):
    """The person wants to go back one question."""


#: What a person types to go back one question.
_BACK: Final = frozenset({"<", "＜", "上一步"})


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to choose from: its name on the screen, and the value it stands for."""

    name: str
    value: str


class Key(NamedTuple):
    """One answer by one key: its name on the screen, its value, and the keys that give it."""

    name: str
    value: str
    keys: tuple[str, ...]


def ask_key(question: str, keys: Sequence[Key]) -> str:
    """The value of the key that is pressed; nothing has to be confirmed.

    Digits and arrows come first, because an input method takes letters for itself.
    """
    from prompt_toolkit.application import Application
    from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
    from prompt_toolkit.layout import FormattedTextControl, Layout, Window

    bound = KeyBindings()

    def answers(value: str) -> Callable[[KeyPressEvent], None]:
        return lambda event: event.app.exit(result=value)

    for one in keys:
        for name in one.keys:
            bound.add(name)(answers(one.value))
    bound.add("c-c")(lambda event: event.app.exit(exception=KeyboardInterrupt))
    shown = f"• {question}  " + "  ".join(one.name for one in keys)
    line = Window(FormattedTextControl(shown), wrap_lines=True, dont_extend_height=True)
    asked: Application[str] = Application(
        layout=Layout(line), key_bindings=bound, erase_when_done=True
    )
    try:
        value = asked.run()
    except (KeyboardInterrupt, EOFError) as stop:
        raise Stopped from stop
    terminal.show(f"• {question} " + next(one.name for one in keys if one.value == value))
    return value


class Questions:
    """Asks one question at a time; Ctrl-C at any question raises ``Stopped``.

    ``given`` has the answers as they were typed or chosen; those in *kept* are not asked for again.
    """

    def __init__(self, kept: "Iterable[Answered]" = ()) -> None:
        self.answers: dict[str, Any] = {}
        self.given: list[Answered] = []
        self._ahead: list[Answered] = list(kept)
        self._running = False

    def run(self, ask: Callable[[], Value]) -> Value:
        """What *ask* returns; when the person goes back, it starts again without asking anew."""
        self._running = True
        while True:
            try:
                return ask()
            except GoBack:
                self._ahead = self.given[:-1]
                self.given = []
                self.answers.clear()

    def note(self, text: str) -> None:
        """Say something about the next question, unless it is answered already."""
        if not self._ahead:
            terminal.note(text)

    def _say_meaning(self, written: str, meant: str) -> None:
        """Say what was understood, unless a later question is answered already."""
        if not self._ahead:
            say_meaning(written, meant)

    def _answered(self, question: str, ask: "Callable[[], str | list[str]]") -> Any:
        """The answer to *question*: one given before, or what *ask* returns; may go back."""
        from accession_cli.actions.documents import Answered

        if self._ahead and self._ahead[0].question == question:
            known = self._ahead.pop(0)
        else:
            self._ahead.clear()
            known = Answered(question, ask())
            given = [known.answer] if isinstance(known.answer, str) else known.answer
            if self._may_go_back and _BACK.intersection(given):
                raise GoBack
        self.given.append(known)
        return known.answer

    def _back(self) -> list[Choice]:
        """The choice that goes back, where there is an earlier question."""
        return [Choice(_("← back one question"), "<")] if self._may_go_back else []

    @property
    def _may_go_back(self) -> bool:
        return self._running and bool(self.given)

    def text(self, question: str, check: Callable[[str], str | None] = lambda _text: None) -> str:
        """A line of text; *check* returns what is wrong with it, or None when it is fine."""

        def judged(typed: str) -> bool | str:
            if typed.strip() in _BACK and self._running:
                return self._may_go_back or _("This is the first question.")
            return check(typed.strip()) or True

        def ask() -> str:
            import questionary

            asked = questionary.text(question, qmark="•", validate=judged)
            return str(self._answer(asked.unsafe_ask)).strip()

        return str(self._answered(question, ask))

    def select(self, question: str, choices: Iterable[Choice]) -> str:
        """The value of one of *choices*."""

        def ask() -> str:
            import questionary

            offered = [questionary.Choice(c.name, c.value) for c in (*choices, *self._back())]
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

        return str(self._answered(question, ask))

    def several(self, question: str, choices: Iterable[Choice]) -> list[str]:
        """The values of at least one of *choices*."""

        def judged(chosen: list[str]) -> bool | str:
            return bool(chosen) or _("Choose at least one with the space bar.")

        def ask() -> list[str]:
            import questionary

            names = {choice.value: choice.name for choice in (*choices, *self._back())}
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

        return list(self._answered(question, ask))

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
        self._say_meaning(typed, found.shown)
        return found

    def _understood(self, question: str, read: Callable[[str], str | None]) -> str | None:
        """What *read* makes of the answer; it is said where it is written otherwise."""
        typed = self.text(question, partial(wrong, read))
        found = read(typed)
        if found is not None:
            self._say_meaning(typed, found)
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


def body_named(known: "Registry", name: str) -> str:
    """The key of the body that goes by *name*; *name* itself, where there is none."""
    from accession_cli.entry.names import NameFinder

    return NameFinder(known).body_as_given(name)


def from_file(desk: "Writing", path: Path, settings: "Sequence[str]") -> "tuple[Draft, ...]":
    """The drafts in the file at *path* with *settings*, in the words of a record."""
    from accession_cli.actions.documents import drafts_from_file

    return understood(desk, drafts_from_file(path), settings)


def understood(
    desk: "Writing", given: "Sequence[Draft]", settings: "Sequence[str]"
) -> "tuple[Draft, ...]":
    """*given* with *settings*, in the words of a record; what was understood otherwise is said."""
    from accession_cli.actions.documents import understood_drafts

    read, meanings = understood_drafts(given, settings, desk.registry, clock.today())
    say_understood(meanings)
    return read


def say_understood(meanings: "Sequence[Meaning]") -> None:
    """Say in one line what was understood otherwise than it was written."""
    from accession_cli.entry.values import understood_sentence

    if said := understood_sentence(meanings):
        terminal.note(said)


def command_of(*words: str, **options: "object | Sequence[object]") -> str:
    """The command of *words* with its *options* as it is typed; those that are not given are None.

    An option that may be repeated has a list.
    """
    given: list[str] = list(words)
    for name, value in options.items():
        values = value if isinstance(value, (list, tuple)) else (value,)
        for one in values:
            if one is not None:
                given += [f"--{name.rstrip('_').replace('_', '-')}", str(one)]
    return join(given)


@dataclass(frozen=True, slots=True)
class Asked:
    """The facts that were asked for, and the answers that they are made of."""

    facts: dict[str, Any]
    given: "Sequence[Answered]"


def facts_by_questions(
    answers: "AnswersOf", ask: Callable[[Questions], object], *, resume: bool
) -> Asked:
    """The facts that *ask* collects in ``Questions.answers``.

    When the person stops, the answers are kept for *resume*, and ``Stopped`` is raised. Raises
    ``NOTHING_TO_RESUME`` when none are kept.
    """
    questions = Questions(answers.kept() if resume else ())
    terminal.note(
        _("Go back one question with < or 上一步. Ctrl-C stops; what you answered is kept.")
    )
    try:
        questions.run(lambda: ask(questions))
    except Stopped:
        _keep(answers, questions.given, None)
        raise
    return Asked(questions.answers, questions.given)


def _keep(answers: "AnswersOf", given: "Sequence[Answered]", word: str | None) -> None:
    """Keep the answers *given*, and say where they are and how to go on with them."""
    if given:
        answers.keep(given, word)
        said = _("What you answered is kept in {path} ({count} answers).")
        terminal.note(said.format(count=len(given), path=answers.path))
        step = _("Go on with: accession {verb} --resume")
        terminal.next_step(step.format(verb=answers.command))


class Unrecorded:
    """What was asked for and is not on record yet; it is kept when the command of *desk* ends."""

    def __init__(self, desk: "Writing") -> None:
        self._desk = desk
        self._open: dict[str, tuple[AnswersOf, Sequence[Answered]]] = {}

    def asked(
        self, answers: "AnswersOf", ask: Callable[[Questions], object], *, resume: bool
    ) -> dict[str, Any]:
        """As ``facts_by_questions``; the answers are kept at once, and until ``recorded``."""
        found = facts_by_questions(answers, ask, resume=resume)
        self.keep(answers, found.given)
        return found.facts

    def keep(self, answers: "AnswersOf", given: "Sequence[Answered]") -> None:
        """Keep what was *given* about a paper, until ``recorded``."""
        self._open[answers.about] = answers, given
        with suppress(Refused):  # said when it is to be recorded
            answers.keep(given)

    def recorded(self, about: str = "") -> None:
        """Forget what was asked for *about* a paper: it is on record, or waits in the outbox."""
        if about in self._open:
            answers, _given = self._open.pop(about)
            answers.forget()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, Refused) and error.queued is not None:
            for about in tuple(self._open):
                self.recorded(about)
        for answers, given in self._open.values():
            with suppress(Refused):  # a secret, of which nothing is kept
                _keep(answers, given, self._desk.word)
