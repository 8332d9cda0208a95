"""Keep what was answered to ``accession init`` until the registry has begun.

Where it could not, the answers stay in a file beside its folder, and the next call takes them up.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import typer

from accession_cli.cli import terminal
from accession_cli.cli.questions import Questions, wrong_text
from accession_cli.cli.session import at_a_terminal
from accession_cli.errors import Refused
from accession_cli.i18n import N_, _

if TYPE_CHECKING:
    from accession_cli.actions.begin import Signer


#: The questions by what their answers say.
_QUESTIONS: Final = {
    "name": N_("Your name:"),
    "address": N_("Your e-mail address:"),
    "profile": N_("Way of doing it to start from:"),
    "district": N_("Name of the district:"),
    "code": N_("Its code, six digits:"),
    "prefix": N_("Letters that ids begin with, such as DL:"),
    "document": N_("Title of its own scheme, without 《》:"),
    "number": N_("Number of that document:"),
    "dated": N_("Date of that document (YYYY-MM-DD):"),
    "clauses": N_("How that document numbers its clauses:"),
    "signatures": N_("Has every record to be signed?"),
}


class BeginAnswers:
    """The answers so far, by what they say; ``asked`` tells whether a person was asked at all."""

    def __init__(self, folder: Path) -> None:
        top = folder.resolve()
        self.path = top.parent / f".{top.name}.init.json"
        self.ask = Questions()
        self.said: dict[str, Any] = {}
        self.asked = False
        self._taken = False

    def take_up(self) -> None:
        """Ask whether the answers of the last time are to be taken, if there are any."""
        self.asked = True
        if self._taken:
            return
        self._taken = True
        kept = self._kept()
        if not kept:
            return
        terminal.note(_("The last time, these were answered before it could not go on:"))
        for key, value in kept.items():
            shown = value if isinstance(value, str) else "…"
            terminal.note(f"  {_(_QUESTIONS.get(key, key))} {shown}")
        if self.ask.sure(_("Go on with these answers?")):
            self.said = kept

    def _kept(self) -> dict[str, Any]:
        import json

        try:
            kept = json.loads(self.path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return kept if isinstance(kept, dict) else {}

    def get(self, key: str, ask: Callable[[], Any]) -> Any:
        """The answer about *key*, as it was given before, or by *ask* now."""
        if key not in self.said:
            self.said[key] = ask()
        return self.said[key]

    def keep(self) -> None:
        """Keep the answers beside the folder, and say where."""
        if not self.said:
            return
        import json

        try:
            text = json.dumps(self.said, ensure_ascii=False, indent=2)
            self.path.write_text(f"{text}\n", encoding="utf-8")
        except OSError:
            return
        said = _("Your answers are kept in {path}; the same command takes them up again.")
        terminal.note(said.format(path=self.path))

    def forget(self) -> None:
        """Remove the kept answers, now that they are in the registry."""
        if self._taken:
            self.path.unlink(missing_ok=True)


@contextmanager
def kept_answers(folder: Path, *, check: bool) -> Iterator[BeginAnswers]:
    """The answers about *folder*; kept when what is done with them does not come to its end.

    So they are after a *check*, because the same command is to follow without it.
    """
    answers = BeginAnswers(folder)
    try:
        yield answers
    except (Refused, typer.Abort, OSError):
        answers.keep()
        raise
    if check:
        answers.keep()
    else:
        answers.forget()


def asked_signer(folder: Path, answers: BeginAnswers) -> "Signer | None":
    """Who signs here, asked at a terminal when git does not know; None when it does."""
    from accession_cli.actions.begin import Signer, knows_signer

    if not at_a_terminal() or knows_signer(folder):
        return None
    answers.take_up()
    if "name" not in answers.said:
        terminal.note(
            _(
                "Git does not know yet who you are, and every record is signed. What you answer"
                " holds for this registry; git config --global sets it for all."
            )
        )
    ask, get = answers.ask, answers.get
    return Signer(
        name=get("name", lambda: ask.text(_("Your name:"), wrong_text)),
        address=get("address", lambda: ask.text(_("Your e-mail address:"), _wrong_address)),
    )


def _wrong_address(typed: str) -> str | None:
    """What is wrong with an e-mail address; None when it may be one."""
    name, _at, host = typed.partition("@")
    if name and host and not set(typed) & set(" <>"):
        return None
    return _("Write an e-mail address, for example name@example.org.")
