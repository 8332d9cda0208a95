"""``accession sync``: send the requests in the outbox, or drop one."""

from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated

from typer import Argument, BadParameter, Option

from accession_cli import clock
from accession_cli.cli import terminal
from accession_cli.cli.session import (
    Declined,
    Session,
    Yes,
    at_a_terminal,
    say_notes,
    show_findings,
)
from accession_cli.errors import Exit, Refused
from accession_cli.i18n import N_, _
from accession_cli.words.landed import (
    asked_for,
    dropped_json,
    sent_json,
    tried_json,
    waiting_json,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accession_cli.actions.outbox import Waiting


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
    from accession_cli.cli.before_writing import say_sent

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
    from accession_cli.cli.before_writing import say_preview, say_trial

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
    from accession_cli.cli.questions import Questions

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
    if dropped.kept:
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
