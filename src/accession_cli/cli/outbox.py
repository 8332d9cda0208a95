"""``accession sync``: send the requests in the outbox, or drop one; and show them before that.

At a terminal a person sees what a command would record and what papers would say, and is asked
about it.
"""

import sys
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated, Any, Final

from typer import Argument, BadParameter, Option

from accession_cli import clock
from accession_cli.cli import terminal
from accession_cli.cli.options import Yes
from accession_cli.cli.questions import Questions
from accession_cli.cli.session import Declined, Session, at_a_terminal
from accession_cli.cli.terminal import say_notes, say_remarks, show_findings
from accession_cli.errors import Exit, Refused
from accession_cli.i18n import N_, _
from accession_cli.words.landed import (
    Summary,
    asked_for,
    dropped_json,
    preview_json,
    preview_lines,
    preview_sentences,
    sent_json,
    trial_sentences,
    tried_json,
    waiting_json,
)
from accession_cli.words.layout import harmless

if TYPE_CHECKING:
    from accession_cli.actions.action import Action, M, Preview, Queue, Unreached
    from accession_cli.actions.outbox import Paper, SentRequest, Waiting

    Papers = Callable[[M], Sequence[Paper]]

_SHORT = 8


def sync(
    desk: Session,
    request: Annotated[
        str | None,
        Argument(metavar=N_("REQUEST"), help=N_("Which one to drop, where several wait.")),
    ] = None,
    *,
    list_: Annotated[
        bool, Option("--list", help=N_("Only list what waits; nothing is sent."))
    ] = False,
    check: Annotated[
        bool, Option("--check", help=N_("Show what sending it would do; nothing is sent."))
    ] = False,
    drop: Annotated[
        bool,
        Option("--drop", help=N_("Drop one that is not recorded; a filing is kept as a draft.")),
    ] = False,
    yes: Yes = False,
) -> Exit:
    """Send the queued requests, and get what is new from the server.

    What could not be recorded, because the server was away for one, waits on this machine. Each
    request is recorded once, also when only the answer to an earlier try was lost. What is not
    wanted any more is dropped with --drop; what was typed for a filing is kept as a draft.

    $ accession sync
    $ accession sync --list
    $ accession sync --drop
    $ accession sync --drop 3f2a91c0
    """
    from accession_cli.actions.outbox import damaged, send_queued, waiting

    folder = desk.folder
    if drop:
        _drop(desk, request, check=check, yes=yes)
        return Exit.DONE
    if request is not None:
        raise BadParameter(_("{request} is named without --drop.").format(request=request))
    if list_:
        _list(waiting(folder), as_json=desk.as_json)
        return _say_damaged(damaged(folder))
    if check:
        return max(_try(desk), _say_damaged(damaged(folder)))
    sent, done = send_queued(
        folder, when=clock.now(), tell=(lambda _one: None) if desk.as_json else say_sent
    )
    if desk.as_json:
        terminal.show_json({"version": 2, "sent": [sent_json(one) for one in sent]})
    elif not sent:
        terminal.note(_("Nothing was waiting to be sent."))
    say_notes(done.notes)
    if done.refreshed and not desk.as_json:
        terminal.note(_("Your files are up to date."))
    refused = [one.refusal.exit_code for one in sent if one.refusal and one.refusal.exit_code]
    return max([*refused, _say_damaged(damaged(folder))])


def _try(desk: Session) -> Exit:
    """Show what sending each request would do; the exit code is the worst that would come."""
    from accession_cli.actions.outbox import try_queued

    tried = try_queued(desk.folder, when=clock.now())
    if desk.as_json:
        found = [tried_json(one) for one in tried]
        terminal.show_json({"version": 1, "status": "checked", "waiting": found})
    elif not tried:
        terminal.note(_("Nothing was waiting to be sent."))
    for one in () if desk.as_json else tried:
        terminal.note(_("Waiting: {what}.").format(what=asked_for(one.request)))
        if one.preview is not None:
            say_trial(one.preview.unreached, ())
            say_preview(desk.folder, one.preview, lambda _made: (), asked=False)
        if one.refusal is not None:
            show_findings(one.refusal)
            terminal.refuse_error(one.refusal)
    codes = [one.refusal.exit_code for one in tried if one.refusal and one.refusal.exit_code]
    return max([Exit.DONE, *codes])


def _drop(desk: Session, request: str | None, *, check: bool, yes: bool) -> None:
    from accession_cli.actions.outbox import drop, request_named

    named = request_named(desk.folder, request)
    if not desk.as_json and (check or not yes):
        terminal.note(_("Waiting: {what}.").format(what=asked_for(named)))
    if check:
        if desk.as_json:
            terminal.show_json({"version": 1, "status": "checked", **waiting_json(named)})
        return
    asks = not (yes or desk.as_json) and at_a_terminal()
    if asks and not Questions().sure(_("Drop this now?")):
        raise Declined
    dropped = drop(desk.folder, named.id)
    if desk.as_json:
        terminal.show_json(dropped_json(dropped))
        return
    said = _("Dropped, and not in the registry: {what}.")
    terminal.show(said.format(what=asked_for(dropped.request)))
    if isinstance(dropped.request, Refused):
        terminal.note(_("Its file is kept as {path}.").format(path=dropped.kept))
    elif dropped.kept:
        say_kept(dropped.kept)


def say_kept(path: Path) -> None:
    """Say where a draft is kept, and how to file it."""
    terminal.note(_("What you typed is kept in {path}.").format(path=path))
    step = _("Mend it there and file it with: accession file --from {path}")
    terminal.next_step(step.format(path=quote(str(path))))


def _say_damaged(entries: "Sequence[Refused]") -> Exit:
    """Name the entries that could not be read and were left out; the exit code says so, too."""
    for entry in entries:
        terminal.refuse_error(entry)
    return Exit.UNREADABLE if entries else Exit.DONE


def _list(waiting: "tuple[Waiting, ...]", *, as_json: bool) -> None:
    if as_json:
        terminal.show_json({"version": 1, "waiting": [waiting_json(one) for one in waiting]})
        return
    if not waiting:
        terminal.note(_("Nothing is waiting to be sent."))
        return
    rows = [(one.id[:_SHORT], f"{one.asked:%Y-%m-%d %H:%M}", asked_for(one)) for one in waiting]
    terminal.show_table((_("Request"), _("Asked on"), _("What")), rows)
    terminal.next_step(
        _("Send it with accession sync; drop one with accession sync --drop REQUEST.")
    )


_REMARKS: Final = 8  # that are shown whole beside a summary


def say_trial(unreached: "Unreached | None", waiting: "Sequence[Waiting]") -> None:
    """Say that the remote was not seen, and which requests in the outbox are not counted."""
    for sentence in trial_sentences(unreached, waiting):
        terminal.note(sentence)


def say_preview(
    folder: Path,
    shown: "Preview[M]",
    papers: "Papers[M]",
    summary: Summary | None = None,
    *,
    asked: bool,
) -> None:
    """Print what *shown* would record, what papers would say, and what was found.

    *asked*: a person is asked next, so nothing needs to be said of nothing being written. With a
    *summary*, its lines stand in place of the files, and the directory prints one as an example.
    """
    if summary is not None:
        for line in summary.lines(shown):
            terminal.show(harmless(line))
        _say_directory(folder, shown, most=1)
    else:
        for line in preview_lines(shown, terminal.columns(sys.stdout)):
            terminal.show(harmless(line))
        _say_directory(folder, shown)
    _say_papers(_tried(shown, papers))
    say_remarks(shown.remarks, checked=True, most=_REMARKS if summary else None)
    for sentence in preview_sentences(shown, asked=asked):
        terminal.note(sentence)


def _say_directory(folder: Path, shown: "Preview[M]", most: int | None = None) -> None:
    """Print how the directory would print the tasks, or the first *most* of them."""
    from accession_cli.actions.outbox import directory_lines

    try:
        for lines in islice(directory_lines(folder, shown), most):
            terminal.show_part(_("The directory will print:"), lines)
    except Refused as refused:
        terminal.refuse_error(refused)


def told_to_programs(
    shown: "Preview[M]",
    waiting: "Sequence[Waiting]",
    papers: "Papers[M]",
    summary: Summary | None = None,
) -> dict[str, Any]:
    """What *shown* would record, for programs; the papers are only tried."""
    _tried(shown, papers)
    return {**preview_json(shown, waiting), **(summary.values(shown) if summary else {})}


def _tried(shown: "Preview[M]", papers: "Papers[M]") -> "Sequence[Paper]":
    """The papers, made and not written; that they cannot be made is said and refuses nothing."""
    try:
        return papers(shown.plan.made)
    except Refused as refused:
        terminal.refuse_error(refused)
        terminal.note(_("It would be recorded; only its papers could not be written."))
        return ()


def _say_papers(made: "Sequence[Paper]") -> None:
    from accession_cli.actions.outbox import first_word_file

    first = first_word_file(made)
    if first is not None:
        terminal.show_part(_("{name} will say:").format(name=first[0]), first[1])
    others = len(made) - (first is not None)
    if others:
        terminal.note(_("Other files that are made: {count}.").format(count=others))


def what_goes_first(folder: Path, action: "Action[Any]") -> "Queue":
    """Send what waits for the same records, and say what came of it; see ``send_first``."""
    from accession_cli.actions.outbox import send_first

    waits: list[SentRequest] = []

    def tell(one: "SentRequest") -> None:
        if one.landing is None and one.refusal is not None and one.refusal.queued is not None:
            waits.append(one)
        else:
            say_sent(one, terminal.note)

    queue = send_first(folder, action, when=clock.now(), tell=tell)
    for one in waits:
        short = one.request.id[:8]
        said = _("An earlier request of yours for the same record still waits: {what} ({id}).")
        terminal.note(said.format(what=asked_for(one.request), id=short))
        step = _(
            "What you ask for now is queued behind it, and accession sync sends both in order. If"
            " the earlier one is not wanted any more, drop it with accession sync --drop {id}."
        )
        terminal.next_step(step.format(id=short))
    return queue


def say_sent(one: "SentRequest", show: Callable[[str], None] = terminal.show) -> None:
    """Say what came of sending a request that waited; what was recorded goes to *show*."""
    what = asked_for(one.request)
    if one.landing is not None:
        said = _("Recorded: {what} (version {commit}).")
        landed = one.landing
        show(said.format(what=what, commit=landed.commit[:12], trunk=landed.trunk))
        for filed in one.filed:
            show(f"{filed.task.id}  {filed.task.filing.number}")
        for application in one.received:
            show(f"{application.id}  {application.title}")
        if one.papers:
            step = _("Its papers are not written yet. Write them with: {command}")
            terminal.next_step(step.format(command=one.papers))
        return
    if one.refusal is None or one.refusal.queued is not None:
        return  # a request still queued ends the command, which reports it
    show_findings(one.refusal)
    terminal.refuse(one.refusal.message)
    said = _("Still waiting, and not in the registry: {what}.")
    terminal.note(said.format(what=what))
    step = _("Drop it with: accession sync --drop {id}")
    terminal.next_step(step.format(id=one.request.id[:8]))


def ask_about(shown: "Preview[Any]") -> None:
    """Ask whether what is *shown* is recorded; raises ``Declined`` when the answer is no."""
    if shown.files and not Questions().sure(_("Record this now?")):
        raise Declined
