"""``accession verify`` and ``accession log``: check and show the history of a registry."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from typer import Argument, Option

from accession_cli import clock
from accession_cli.cli import terminal
from accession_cli.cli.looking import KnownOn
from accession_cli.cli.session import Session
from accession_cli.errors import Exit
from accession_cli.i18n import N_, _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from accession_cli.actions.history_of_task import HistoryEntry, TaskHistory
    from accession_cli.actions.history_verifying import Trace, Verified


def verify(
    desk: Session,
    *,
    full: Annotated[
        bool, Option("--full", help=N_("Walk all commits again, and let git check every object."))
    ] = False,
) -> Exit:
    """Check every commit of the trunk; exit 6 when it was tampered with.

    Walks the trunk from its first commit: what each one changed must be lawful, editions must fit
    their records, no request may be recorded twice. It remembers how far it came, so that a history
    rewritten since is noticed. The exit code is 6 when something was tampered with; what later
    commits have put right is a warning.

    $ accession verify
    $ accession verify --full
    """
    from accession_cli.actions.history import past_of
    from accession_cli.actions.history_verifying import verify_history

    done = verify_history(past_of(Path.cwd(), desk.given), full=full)
    desk.show(done, _show, _verified_json)
    return Exit.TAMPERED if done.tampered else Exit.DONE


def _show(done: "Verified") -> None:
    from accession_cli.words.findings import finding_lines

    shown = None
    for trace in done.traces:
        if trace.commit is not shown:
            shown = trace.commit
            terminal.show("\n".join(_heading(trace)))
        lines = finding_lines([trace.finding], terminal.page())
        terminal.show("\n".join(f"  {line}".rstrip() for line in lines[:-1]))
        if trace.mended:
            terminal.show("    " + _("Later commits have put it right."))
    _say_verified(done)


def _heading(trace: "Trace") -> "Iterator[str]":
    from accession_cli.words.layout import visible, wrap

    width = terminal.columns_of_output()
    if trace.commit is None:
        yield from wrap(_("The trunk as a whole:"), width)
        return
    commit = trace.commit
    said = _("Commit {commit}, {when}, by {author}: {subject}").format(
        commit=commit.sha[:12],
        when=f"{commit.when:%Y-%m-%d %H:%M}",
        author=commit.author,
        subject=commit.subject,
    )
    yield from wrap(visible(said), width)


def _say_verified(done: "Verified") -> None:
    from accession_cli.finding import Severity

    levels = [one.finding.severity for one in done.traces]
    tip = {"trunk": done.trunk, "tip": done.tip.sha[:12]}
    if done.since is None:
        said = _("Commits of {trunk} looked at: {walked}, from the first to {tip}.")
    else:
        said = _("Commits of {trunk} looked at: {walked}, those after {since} up to {tip}.")
    terminal.note(said.format(walked=done.walked, since=(done.since or "")[:12], **tip))
    said = _("Errors: {errors}. Warnings: {warnings}.")
    terminal.note(
        said.format(errors=levels.count(Severity.ERROR), warnings=levels.count(Severity.WARNING))
    )
    if done.sample:
        terminal.note(
            _(
                "This registry is a sample: its makers wrote and rewrote its records, so what"
                " changed in them is only remarked upon and accuses nobody."
            )
        )
    if done.tampered:
        terminal.next_step(
            _("Look at each commit with git show, and ask who made it; nothing was changed here.")
        )
    elif done.not_kept:
        terminal.note(done.not_kept.message)
        terminal.next_step(done.not_kept.remedy)
    else:
        terminal.note(_("The next run begins after {tip}; --full walks all again.").format(**tip))


def _verified_json(done: "Verified") -> dict[str, Any]:
    from accession_cli.finding import Severity
    from accession_cli.words.findings_for_programs import finding_document

    levels = [one.finding.severity for one in done.traces]
    return {
        "version": 1,
        "trunk": done.trunk,
        "registry": done.folder,
        "tip": done.tip.sha,
        "since": done.since,
        "walked": done.walked,
        "commits": done.commits,
        "sample": done.sample,
        "tampered": done.tampered,
        "remembered": done.remembered,
        "findings": [
            {
                "commit": one.commit.sha if one.commit else None,
                "when": one.commit.when.isoformat() if one.commit else None,
                "by": one.commit.author if one.commit else None,
                "mended": one.mended,
                **finding_document(one.finding),
            }
            for one in done.traces
        ],
        "summary": {severity.value: levels.count(severity) for severity in Severity},
    }


def log(
    desk: Session,
    number: Annotated[str, Argument(help=N_("Id or filing number of the task."))],
    known_on: KnownOn = None,
) -> None:
    """Show the history of a task's record.

    Read from the commits of the trunk, the oldest first, field by field.

    $ accession log DL-2024-0006
    """
    from accession_cli.actions.history import past_of
    from accession_cli.actions.history_of_task import history_of_task

    life = history_of_task(past_of(Path.cwd(), desk.given), number, known_on, clock.today())
    desk.show(life, _show_life, _life_json)


def _show_life(life: "TaskHistory") -> None:
    terminal.show("\n".join(_life(life)))
    said = _("Entries: {count}, from the trunk {trunk} up to {tip}.")
    terminal.note(said.format(count=len(life.entries), trunk=life.trunk, tip=life.tip[:12]))


def _life(life: "TaskHistory") -> "Iterator[str]":
    from accession_cli.words.layout import visible, wrap

    width = terminal.columns_of_output()
    yield from wrap(visible(f"{life.id}  {life.title}"), width)
    for entry in life.entries:
        commit = entry.commit
        yield ""
        head = f"{commit.when:%Y-%m-%d %H:%M}  {commit.sha[:12]}  {commit.author}"
        yield from wrap(visible(head), width)
        for sentence in _sentences(entry):
            one_line = "　".join(sentence.splitlines())
            yield from wrap(visible(one_line), width, first="  ", rest="    ")


def _sentences(entry: "HistoryEntry") -> "Iterator[str]":
    from accession_cli.words.changes import change_words
    from accession_cli.words.fields import field_words

    after = entry.after
    if entry.event == "filed" and after is not None:
        yield _("Filed as {number}, on {day}.").format(
            number=after.filing.number, day=after.filing.date
        )
    elif entry.event == "retired" and after is not None and after.retirement is not None:
        yield _("Retired, effective {day}: {reason}").format(
            day=after.retirement.effective, reason=after.retirement.reason
        )
    elif entry.event == "rewritten":
        yield _("Written in another form; it says the same.")
    elif entry.event == "unreadable":
        yield _("This version of the record cannot be read.")
    elif entry.event == "removed":
        yield _("The record was taken out of the registry.")
    for made in entry.corrections:
        yield _("Correction of {field}, dated {day}, by {body}: {reason}").format(
            field=field_words(made.field), day=made.date, body=made.by, reason=made.reason
        )
    for field, old, new in entry.changes:
        yield change_words(field, old, new)


def _life_json(life: "TaskHistory") -> dict[str, Any]:
    return {
        "version": 1,
        "id": life.id,
        "title": life.title,
        "path": life.path,
        "trunk": life.trunk,
        "tip": life.tip,
        "entries": [
            {
                "commit": entry.commit.sha,
                "when": entry.commit.when.isoformat(),
                "by": entry.commit.author,
                "subject": entry.commit.subject,
                "event": entry.event,
                "changes": [
                    {"field": field, "old": old, "new": new} for field, old, new in entry.changes
                ],
                "corrections": [
                    {
                        "date": made.date.isoformat(),
                        "field": made.field,
                        "old": made.old,
                        "new": made.new,
                        "reason": made.reason,
                        "by": made.by,
                    }
                    for made in entry.corrections
                ],
            }
            for entry in life.entries
        ],
    }
