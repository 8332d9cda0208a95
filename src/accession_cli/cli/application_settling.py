"""Ask the clerk at a terminal what a form leaves open, before anything is written.

That is what an unclear field means, and whether an application repeats a task or another one.
"""

from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from accession_cli import clock
from accession_cli.cli import terminal
from accession_cli.cli.application_reception import Reception
from accession_cli.cli.questions import Choice, Questions, wrong_text
from accession_cli.cli.session import at_a_terminal
from accession_cli.errors import Exit, Refusal, Refused
from accession_cli.i18n import N_, _
from accession_cli.scheme.registry import WORDS, ApplicationStatus, RecordId

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from accession_cli.actions.application_reading import Alike, FormRead
    from accession_cli.actions.application_receiving import ReceiveApplications
    from accession_cli.actions.documents import AnswersOf
    from accession_cli.actions.materials import Incoming, Pile
    from accession_cli.entry.values import Doubt
    from accession_cli.scheme.application import Application

_TYPED, _LEFT = "\ntyped", "\nleft"  # no text of a form has a line break in front
_ANOTHER, _NOT = "another", "not"
_APPLICATION, _LEAVE, _ALL, _LEAVE_ALL = "application", "leave", "all", "leave all"

#: The clerk did not want it once the register was said to have it.
LEFT_OUT: Final = Refusal(
    N_("{path} was not received, as you decided; nothing was written."),
    N_("Give it again when it is to be received."),
    Exit.FOUND,
)


def doubts_of(desk: Reception, read: "FormRead") -> "tuple[Doubt, ...]":
    """The fields that were not read, without those that --set states."""
    stated = desk.stated
    return tuple(one for one in read.reading.unread if one.key.partition("[")[0] not in stated)


def say_doubts(doubts: "Iterable[Doubt]") -> None:
    """List the fields that could not be read, and why."""
    for one in doubts:
        terminal.note(_("- {label}: {why}").format(label=one.label, why=one.why))


def asks(desk: Reception) -> bool:
    """Whether questions can be asked: at a terminal, when something is to be written."""
    return at_a_terminal() and not desk.as_json and not desk.check


def settled(desk: Reception, read: "FormRead") -> "FormRead":
    """*read* after the clerk has said what its unclear fields mean, one question each.

    That is kept until the form is on record; what is kept of it from before may be taken.
    """
    from accession_cli.actions.documents import Answered

    left = set(desk.stated)
    questions = Questions()
    answers = desk.answers(scan_id(read))
    if asks(desk):
        read = _as_before(desk, read, answers)
    while asks(desk):
        open_ = [one for one in read.unclear if not {one.key, one.key.partition("[")[0]} & left]
        if not open_:
            break
        doubt = open_[0]
        text = _meaning(questions, doubt, read.written(doubt.key) or "")
        if text is None:
            left.add(doubt.key)
        else:
            read = read.taking(doubt.key, text)
            given = [Answered(key, meant) for key, meant in read.taken.items()]
            desk.asking.keep(answers, given)
    return read


def _as_before(desk: Reception, read: "FormRead", answers: "AnswersOf") -> "FormRead":
    """*read* with what was said of the same form before, if the clerk wants to go on with that."""
    try:
        kept = answers.kept()
    except Refused:
        return read
    said = _("What you settled in this form is kept ({count} fields). Go on with it?")
    if not (desk.resume or Questions().sure(said.format(count=len(kept)))):
        answers.forget()
        return read
    for one in kept:
        if isinstance(one.answer, str) and any(one.question == it.key for it in read.unclear):
            read = read.taking(one.question, one.answer)
    desk.asking.keep(answers, kept)
    return read


def _meaning(questions: Questions, doubt: "Doubt", written: str) -> str | None:
    """What the field means; None when it is left for the agency to correct."""
    said = _("{label}: the form says “{written}”. {why}")
    terminal.note(said.format(label=doubt.label, written=written, why=doubt.why))
    choices = [Choice(one, one) for one in doubt.candidates]
    choices.append(Choice(_("something else, which I type"), _TYPED))
    choices.append(Choice(_("it stays unclear: the agency corrects it"), _LEFT))
    chosen = questions.select(_("{label} means:").format(label=doubt.label), choices)
    if chosen == _TYPED:
        return questions.text(_("What it means:"), wrong_text)
    return None if chosen == _LEFT else chosen


def bears_number(desk: Reception, read: "FormRead", name: str) -> RecordId | None:
    """The application whose number stands on the form, if corrected papers are awaited for it."""
    number = read.number(name)
    for file in desk.registry.applications if number else ():
        one = file.application
        if str(one.id) == number and awaits_papers(one):
            said = _("{path} bears the number {id}, so it goes on as that application, corrected.")
            terminal.note(said.format(path=name, id=one.id))
            return one.id
    return None


def awaits_papers(application: "Application") -> bool:
    """Whether corrected papers of *application* may come in."""
    returned = application.status is ApplicationStatus.RETURNED
    return returned or (
        application.status is ApplicationStatus.RECEIVED and bool(application.faults)
    )


def told_alike(
    desk: Reception, facts: "Mapping[str, Any]", name: str, again: RecordId | None
) -> RecordId | None:
    """The number under which it goes on, after what it may repeat was said, and asked about.

    Raises ``LEFT_OUT``.
    """
    from accession_cli.actions.application_reading import alike

    found = alike(desk.registry, facts, clock.today(), str(again))
    for one in found:
        _say_alike(one)
    if not found or not asks(desk):
        return again
    chosen = Questions().select(_("What is to be done with it:"), _ways(found))
    if chosen == _NOT:
        raise LEFT_OUT(path=name)
    return again if chosen == _ANOTHER else RecordId.parse(chosen)


def of_scan(
    desk: Reception, form: "Incoming", read: "FormRead", again: RecordId | None
) -> "ReceiveApplications":
    """The action that receives a scan; a person who is asked may enter what it says.

    What nobody enters is kept as not entered. That somebody has looked at it is asked first.
    """
    action = desk.of_form(form.form, form.attachments, read, form.name, again)
    if not asks(desk) or desk.stated:
        return action
    desk.word_of(action)
    terminal.note(_("{path} is a scan, which no program reads.").format(path=form.name))
    now = Choice(_("I enter it now, question by question"), "now")
    later = Choice(_("receive it now, and enter it later"), "later")
    about = scan_id(read)
    if not desk.goes_on(about) and (
        Questions().select(_("What it says:"), (now, later)) == "later"
    ):
        return action
    typed = desk.typed(about)
    again = told_alike(desk, typed.facts, form.name, again)
    return desk.of_scan(form.form, form.attachments, typed, again)


def scans_sorted(desk: Reception, pile: "Pile") -> "Pile":
    """*pile* after a person has said of each scan that belongs to no form what it is.

    Where nobody can be asked it is as before: an attachment must not become an application.
    """
    left, forms = list(pile.scans), list(pile.incoming)
    known = len(forms)
    kept: list[Incoming] = []
    while left and asks(desk):
        scan = left.pop(0)
        chosen = Questions().select(
            _("{path} is a scan that belongs to no form. It is:").format(path=scan.name),
            _uses(forms[:known], more=bool(left)),
        )
        if chosen in (_APPLICATION, _ALL):
            forms.append(scan)
        elif chosen in (_LEAVE, _LEAVE_ALL):
            kept.append(scan)
        else:
            form = forms[int(chosen)]
            forms[int(chosen)] = replace(form, attachments=(*form.attachments, scan.form))
        if chosen in (_ALL, _LEAVE_ALL):
            (forms if chosen == _ALL else kept).extend(left)
            left = []
    return replace(pile, incoming=tuple(forms), scans=(*kept, *left))


def _uses(forms: "Sequence[Incoming]", *, more: bool) -> list[Choice]:
    said = _("an attachment of {path}")
    return [
        Choice(_("an application of its own: the stamped form"), _APPLICATION),
        *(Choice(said.format(path=one.name), str(at)) for at, one in enumerate(forms)),
        Choice(_("neither; it is left out"), _LEAVE),
        *([Choice(_("an application, like all scans after it"), _ALL)] if more else []),
        *([Choice(_("neither, like all scans after it"), _LEAVE_ALL)] if more else []),
    ]


def scan_id(read: "FormRead") -> str:
    """What tells the scan *read* from another."""
    return sha256(read.data).hexdigest()[:12]


def _ways(found: "Sequence[Alike]") -> list[Choice]:
    awaited = [
        one.application.id for one in found if one.application and awaits_papers(one.application)
    ]
    return [
        *(
            Choice(_("It is the corrected form of {id}").format(id=one), str(one))
            for one in awaited
        ),
        Choice(_("Receive it as another application"), _ANOTHER),
        Choice(_("Do not receive it"), _NOT),
    ]


def _say_alike(one: "Alike") -> None:
    if one.application is None:
        said = _("The register has it already: {id} “{title}” of this agency is in force.")
        terminal.note(said.format(id=one.id, title=one.title))
        return
    said = _("It was applied for before: {id} “{title}” of this agency ({state}).")
    state = _(WORDS[one.application.status])
    terminal.note(said.format(id=one.id, title=one.title, state=state))
