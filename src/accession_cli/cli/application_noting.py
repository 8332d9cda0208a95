"""``accession receive --again NUMBER --fault``: note what was learnt of a form otherwise."""

from collections.abc import Sequence
from datetime import date
from difflib import get_close_matches
from functools import partial
from typing import Final

from typer import BadParameter

from accession_cli import clock
from accession_cli.actions.application_faults import Learnt, NoteFaults
from accession_cli.cli.application_notice import drafted, drafts, say_faults
from accession_cli.cli.options import record_id
from accession_cli.cli.session import Writing
from accession_cli.cli.terminal import show_json
from accession_cli.entry.form_words import field_named, layout
from accession_cli.entry.values import squeezed
from accession_cli.errors import Exit, Refusal
from accession_cli.i18n import N_, _
from accession_cli.scheme.registry import APPLICATION
from accession_cli.words.application import noted_words, received_json

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
        show_json({**received_json(landed), **({"draft": str(draft)} if draft else {})})
        return Exit.DONE
    desk.tell(landed, noted_words, received_json)
    say_faults(landed.made.received[0], draft)
    return Exit.DONE


def _learnt(text: str) -> Learnt:
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
