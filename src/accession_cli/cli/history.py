"""``accession verify``, ``log`` and ``anchor``: check a history, show it, write it down.

The anchor is what a register was on a day, to be kept elsewhere.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from typer import Argument, Option

from accession_cli import clock
from accession_cli.cli import terminal
from accession_cli.cli.looking import KnownOn
from accession_cli.cli.session import Session
from accession_cli.errors import Exit
from accession_cli.i18n import N_, _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from accession_cli.actions.history_verifying import Verified
    from accession_cli.gitstore.past import Commit


def verify(
    desk: Session,
    *,
    full: Annotated[
        bool, Option("--full", help=N_("Walk all commits again, and let git check every object."))
    ] = False,
    anchor: Annotated[
        str | None,
        Option(
            "--anchor",
            metavar=N_("FILE"),
            help=N_("Hold the history to an anchor, too: its file, or its line in quotes."),
        ),
    ] = None,
) -> Exit:
    """Check every commit of the trunk; exit 6 when it was tampered with.

    Walks the trunk from its first commit: what each one changed must be lawful, editions must fit
    their records, no request may be recorded twice. It remembers how far it came, so that a history
    rewritten since is noticed. The exit code is 6 when something was tampered with; what later
    commits have put right is a warning, and so is what whoever looks after the server accepted in a
    commit of its own. With --anchor the history is held to what accession anchor
    wrote, or to the version in the colophon of a directory; so a rewritten one is noticed in a
    fresh clone, too.

    $ accession verify
    $ accession verify --full
    $ accession verify --anchor 登记库存证单DL2026-10-12.txt
    """
    from accession_cli.actions.anchor import anchor_from, held_to
    from accession_cli.actions.history import past_of
    from accession_cli.actions.history_verifying import verify_history
    from accession_cli.words.history import verified_json

    past = past_of(Path.cwd(), desk.given)
    known = anchor_from(anchor) if anchor is not None else None
    held = tuple(held_to(past, known)) if known is not None else ()
    done = verify_history(past, now=clock.now(), full=full, held=held)
    desk.show(done, _show, lambda made: verified_json(made, known))
    if known is not None and not held and not desk.as_json:
        kept = f"{known.day}" if known.day else _("the colophon")
        said = _("The history up to {commit} is still the one of the anchor ({kept}).")
        terminal.note(said.format(commit=known.commit[:12], kept=kept))
    return Exit.TAMPERED if done.tampered else Exit.DONE


def _show(done: "Verified") -> None:
    from accession_cli.words.findings import finding_lines
    from accession_cli.words.history import accepted_sentence, declared_sentences
    from accession_cli.words.layout import visible, wrap

    shown, width = None, terminal.columns_of_output()
    for trace in done.traces:
        if trace.commit is not shown:
            shown = trace.commit
            terminal.show("\n".join(_heading(trace.commit)))
        lines = finding_lines([trace.finding], terminal.page())
        terminal.show("\n".join(f"  {line}".rstrip() for line in lines[:-1]))
        if trace.mended:
            terminal.show("    " + _("Later commits have put it right."))
        if trace.accepted:
            said = accepted_sentence(trace.accepted)
            terminal.show("\n".join(wrap(visible(said), width, first="    ", rest="    ")))
    for commit in done.declared:
        terminal.show("\n".join(_heading(commit)))
        for said in declared_sentences(commit):
            terminal.show("\n".join(wrap(visible(said), width, first="  ", rest="    ")))
    _say_verified(done)


def _heading(commit: "Commit | None") -> "Iterator[str]":
    from accession_cli.words.layout import visible, wrap

    width = terminal.columns_of_output()
    if commit is None:
        yield from wrap(_("The trunk as a whole:"), width)
        return
    said = _("Commit {commit}, {when}, by {author}: {subject}").format(
        commit=commit.sha[:12],
        when=f"{commit.when:%Y-%m-%d %H:%M}",
        author=commit.author,
        subject=commit.subject,
    )
    yield from wrap(visible(said), width)


def _say_verified(done: "Verified") -> None:
    from accession_cli.finding import Severity
    from accession_cli.words.history import identity_sentence, unproved_sentence

    levels = [one.finding.severity for one in done.traces]
    tip = {"trunk": f"{done.trunk} ({done.reference})", "tip": done.tip.sha[:12]}
    if done.since is None:
        said = _("Commits of {trunk} looked at: {walked}, from the first to {tip}.")
    else:
        said = _("Commits of {trunk} looked at: {walked}, those after {since} up to {tip}.")
    terminal.note(said.format(walked=done.walked, since=(done.since or "")[:12], **tip))
    said = _("Errors: {errors}. Warnings: {warnings}.")
    terminal.note(
        said.format(errors=levels.count(Severity.ERROR), warnings=levels.count(Severity.WARNING))
    )
    terminal.note(identity_sentence(done))
    if unproved := unproved_sentence(done):
        terminal.note(unproved)
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


def log(
    desk: Session,
    number: Annotated[str, Argument(help=N_("Id or filing number of the task."))],
    known_on: KnownOn = None,
    *,
    full: Annotated[
        bool,
        Option("--full", help=N_("Show also the versions, and the fields' names in the record.")),
    ] = False,
) -> None:
    """Show the history of a task's record.

    From the register, the oldest change first, field by field. With --full each change has the
    version that brought it, for git show.

    $ accession log DL-2024-0006
    $ accession log DL-2024-0006 --full
    """
    from accession_cli.actions.history import history_of_task, past_of
    from accession_cli.words.history import life_json, life_lines

    life = history_of_task(past_of(Path.cwd(), desk.given), number, known_on, clock.today())
    if desk.as_json:
        terminal.show_json(life_json(life))
        return
    terminal.show("\n".join(life_lines(life, terminal.columns_of_output(), full=full)))
    terminal.note(_("Changes: {count}.").format(count=len(life.entries)))
    if full:
        said = _("Read from {trunk} up to the version {tip}.")
        terminal.note(said.format(trunk=life.trunk, tip=life.tip[:12]))


def anchor(
    desk: Session,
    out: Annotated[
        Path | None,
        Option(help=N_("The folder to write into; without it, build/anchor of the repository.")),
    ] = None,
) -> None:
    """Write down the newest version of the register, to be signed and kept elsewhere.

    Prints one line, and writes it as a text file and as a paper (登记库存证单) in Word, with places
    for signatures and a seal. Whoever has it can tell later, in a fresh clone, with accession
    verify --anchor, whether the history before that day was rewritten. The version in the colophon
    of a directory does the same. Run accession sync first.

    $ accession anchor
    $ accession anchor --out ../存证
    """
    from accession_cli.actions.anchor import anchored
    from accession_cli.actions.history import past_of
    from accession_cli.words.history import anchored_json

    past = past_of(Path.cwd(), desk.given)
    done = anchored(past, desk.files, desk.out(out), clock.today())
    if desk.as_json:
        terminal.show_json(anchored_json(done))
        return
    terminal.show(done.anchor.line)
    said = _("The newest version of {trunk} in this clone is of {when}.")
    terminal.note(said.format(trunk=done.trunk, when=f"{done.made:%Y-%m-%d %H:%M}"))
    for path in done.files:
        terminal.note(_("Written: {path}").format(path=path))
    terminal.next_step(
        _("Print the paper, have it signed and sealed, and keep it away from the server.")
    )
