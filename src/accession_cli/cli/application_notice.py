"""The draft of the notice of correction, and ``accession receive --again NUMBER --fault``.

The draft follows a receipt; ``--fault`` notes what was learnt of a form otherwise, for the draft.
"""

import os
from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from typer import BadParameter

from accession_cli import clock
from accession_cli.cli import terminal
from accession_cli.cli.options import record_id
from accession_cli.cli.session import Writing
from accession_cli.errors import Exit, Refusal, Refused
from accession_cli.i18n import N_, _
from accession_cli.scheme.registry import APPLICATION
from accession_cli.words.application import (
    noted_words,
    received_json,
    scan_sentences,
)
from accession_cli.words.application_faults import fault_sentences

if TYPE_CHECKING:
    from accession_cli.actions.application_deciding import Learnt
    from accession_cli.actions.application_receiving import Received, ReceivedApplications


def drafts(desk: Writing, day: date, made: "ReceivedApplications") -> Sequence[tuple[str, bytes]]:
    """The drafts of notices of correction, which are not written yet."""
    from accession_cli.actions.application_answering import notice_of, notice_paper
    from accession_cli.actions.application_receiving import to_correct

    contents = (notice_of(one, made.registry, day) for one in to_correct(made, day))
    return [notice_paper(desk.folder, one) for one in contents]


def drafted(desk: Writing, made: "ReceivedApplications", day: date) -> Path | None:
    """The draft of the notice of correction; None without defects, or when it cannot be made."""
    from accession_cli.actions.application_answering import notice_of, write_notice
    from accession_cli.actions.application_receiving import to_correct

    faulty = to_correct(made, day)
    if not faulty:
        return None
    try:
        content = notice_of(faulty[0], made.registry, day)
        return write_notice(desk.folder, content, None)
    except Refused as error:
        terminal.refuse_error(error)
        terminal.note(_("It is on record; only the draft of the notice could not be written."))
        return None


def say_faults(made: "Received", draft: Path | None) -> None:
    """What the agency has to correct, and where the draft of the notice is."""
    faults, number = made.application.faults, made.application.id
    if not faults:
        if draft is not None:
            said = _("What breaks a rule stands in the draft of a notice, not issued: {path}")
            terminal.note(said.format(path=os.path.relpath(draft)))
            step = _("If the agency is to correct it: accession decide {id} --result return")
            terminal.next_step(step.format(id=number))
        return
    if not made.application.is_to_correct:
        said, step = scan_sentences(made.application)
        terminal.note(said)
        terminal.next_step(step)
        return
    terminal.note(_("The agency has to correct, and is told of all at once:"))
    for sentence in fault_sentences(faults, made.application.start):
        terminal.note(f"- {sentence}")
    if draft is not None:
        path = os.path.relpath(draft)
        terminal.note(_("Draft of the notice, not issued: {path}").format(path=path))
    step = _("Issue it, and return the application: accession decide {id} --result return")
    terminal.next_step(step.format(id=number))


_MOST_NEAR: Final = 3
_NEAR: Final = 0.5


#: ``--fault`` with a field that the form does not have.
NO_SUCH_FIELD: Final = Refusal(
    N_("--fault {field}: the form has no field of that name."),
    N_("Perhaps it is called: {near}. Fields go by their names on the form."),
    Exit.USAGE,
)


def note_faults(
    desk: Writing, again: str | None, given: Sequence[str], on: date | None, *, others: bool
) -> Exit:
    """Note what was learnt of the fields of a form; *others*: papers or facts came with it."""
    from accession_cli.actions.application_deciding import NoteFaults

    if again is None:
        raise BadParameter(_("--fault needs --again with the number of the application."))
    if others:
        raise BadParameter(_("--fault goes without papers and facts; give those by themselves."))
    number, day = record_id(again, APPLICATION), on or clock.today()
    action = NoteFaults(id=number, learnt=tuple(map(_learnt, given)), date=day)
    landed = desk.enter(action, papers=partial(drafts, desk, day))
    if landed is None:
        return Exit.DONE
    draft = drafted(desk, landed.made, day)
    if desk.as_json:
        terminal.show_json({**received_json(landed), **({"draft": str(draft)} if draft else {})})
        return Exit.DONE
    desk.tell(landed, noted_words, received_json)
    say_faults(landed.made.received[0], draft)
    return Exit.DONE


def _learnt(text: str) -> "Learnt":
    from difflib import get_close_matches

    from accession_cli.actions.application_deciding import Learnt
    from accession_cli.entry.form_words import field_named, layout
    from accession_cli.entry.values import squeezed

    name, equals, says = text.partition("=")
    if not equals or not name.strip():
        said = _("--fault {text}: write FIELD=WHAT, like 经费来源=….")
        raise BadParameter(said.format(text=text))
    key = field_named(name)
    if key is None:
        known = [squeezed(field.label) for field in layout().fields if field.read]
        near = get_close_matches(squeezed(name), known, n=_MOST_NEAR, cutoff=_NEAR)
        raise NO_SUCH_FIELD(field=name, near="、".join(near) or "–")
    return Learnt(field=key, says=says.strip())
