"""Ask for the facts of a verb from the first question to the last; a person may stop and go on."""

from collections.abc import Callable
from pathlib import Path
from shlex import quote
from typing import Any

from accession_cli.actions.kept_answers import forget_answers, keep_answers, kept_answers
from accession_cli.cli import terminal
from accession_cli.cli.questions import Questions, Stopped
from accession_cli.i18n import _


def facts_by_questions(
    folder: Path,
    verb: str,
    ask: Callable[[Questions], object],
    *,
    resume: bool,
    about: str = "",
) -> dict[str, Any]:
    """The facts that *ask* collects in ``Questions.answers``; the command names *about* besides.

    When the person stops, the answers are kept for *resume*, and ``Stopped`` is raised. Raises
    ``NOTHING_TO_RESUME`` when none are kept.
    """
    questions = Questions(kept_answers(folder, verb) if resume else ())
    terminal.note(
        _("Go back one question with < or 上一步. Ctrl-C stops; what you answered is kept.")
    )
    try:
        questions.run(lambda: ask(questions))
    except Stopped:
        if questions.given:
            keep_answers(folder, verb, questions.given)
            terminal.note(
                _("What you answered is kept: {count}.").format(count=len(questions.given))
            )
            command = f"{verb} {quote(about)}" if about else verb
            terminal.next_step(_("Go on with: accession {verb} --resume").format(verb=command))
        raise
    forget_answers(folder, verb)
    return questions.answers
