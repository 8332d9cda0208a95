"""Ask for the facts of a verb from the first question to the last; a person may stop and go on."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from shlex import join
from typing import TYPE_CHECKING, Any, Self

from accession_cli.actions.kept_answers import Answered, AnswersOf
from accession_cli.cli import terminal
from accession_cli.cli.questions import Questions, Stopped
from accession_cli.errors import Refused
from accession_cli.i18n import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accession_cli.cli.session import Writing


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
    answers: AnswersOf, ask: Callable[[Questions], object], *, resume: bool
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


def _keep(answers: AnswersOf, given: "Sequence[Answered]", word: str | None) -> None:
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
        self, answers: AnswersOf, ask: Callable[[Questions], object], *, resume: bool
    ) -> dict[str, Any]:
        """As ``facts_by_questions``; the answers are kept at once, and until ``recorded``."""
        found = facts_by_questions(answers, ask, resume=resume)
        self._open[answers.about] = answers, found.given
        with suppress(Refused):  # said when it is to be recorded
            answers.keep(found.given)
        return found.facts

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
