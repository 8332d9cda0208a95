"""Show at a terminal what a command would record and what papers would say, and ask about it."""

import sys
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Final

from accession_cli import clock
from accession_cli.actions.action import Action, M, Preview, Queue, Unreached
from accession_cli.actions.outbox import SentRequest, Waiting, send_first
from accession_cli.actions.paper_lines import Paper, directory_lines, first_word_file
from accession_cli.cli import terminal
from accession_cli.cli.questions import Questions
from accession_cli.cli.session import Declined, say_remarks, show_findings
from accession_cli.errors import Refused
from accession_cli.i18n import _
from accession_cli.words.landed import asked_for
from accession_cli.words.layout import harmless
from accession_cli.words.preview import (
    Summary,
    preview_json,
    preview_lines,
    preview_sentences,
    trial_sentences,
)

_REMARKS: Final = 8  # that are shown whole beside a summary
Papers = Callable[[M], Sequence[Paper]]


def say_trial(unreached: Unreached | None, waiting: Sequence[Waiting]) -> None:
    """Say that the remote was not seen, and which requests in the outbox are not counted."""
    for sentence in trial_sentences(unreached, waiting):
        terminal.note(sentence)


def say_preview(
    folder: Path,
    shown: Preview[M],
    papers: Papers[M],
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
    say_remarks(shown.remarks[: _REMARKS if summary else None], checked=True)
    if summary and (more := shown.remarks[_REMARKS:]):
        codes = Counter(one.code for one in more)
        told = "、".join(f"{code} ×{count}" for code, count in sorted(codes.items()))
        terminal.note(_("More was found, {count}: {told}.").format(count=len(more), told=told))
    for sentence in preview_sentences(shown, asked=asked):
        terminal.note(sentence)


def _say_directory(folder: Path, shown: Preview[M], most: int | None = None) -> None:
    """Print how the directory would print the tasks, or the first *most* of them."""
    try:
        for lines in islice(directory_lines(folder, shown), most):
            terminal.show_part(_("The directory will print:"), lines)
    except Refused as refused:
        terminal.refuse_error(refused)


def told_to_programs(
    shown: Preview[M],
    waiting: Sequence[Waiting],
    papers: Papers[M],
    summary: Summary | None = None,
) -> dict[str, Any]:
    """What *shown* would record, for programs; the papers are only tried."""
    _tried(shown, papers)
    return {**preview_json(shown, waiting), **(summary.values(shown) if summary else {})}


def _tried(shown: Preview[M], papers: Papers[M]) -> Sequence[Paper]:
    """The papers, made and not written; that they cannot be made is said and refuses nothing."""
    try:
        return papers(shown.plan.made)
    except Refused as refused:
        terminal.refuse_error(refused)
        terminal.note(_("It would be recorded; only its papers could not be written."))
        return ()


def _say_papers(made: Sequence[Paper]) -> None:
    first = first_word_file(made)
    if first is not None:
        terminal.show_part(_("{name} will say:").format(name=first[0]), first[1])
    others = len(made) - (first is not None)
    if others:
        terminal.note(_("Other files that are made: {count}.").format(count=others))


def what_goes_first(folder: Path, action: Action[Any]) -> Queue:
    """Send what waits for the same records, and say what came of it; see ``send_first``."""
    waits: list[SentRequest] = []

    def tell(one: SentRequest) -> None:
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


def say_sent(one: SentRequest, show: Callable[[str], None] = terminal.show) -> None:
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


def ask_about(shown: Preview[Any]) -> None:
    """Ask whether what is *shown* is recorded; raises ``Declined`` when the answer is no."""
    if shown.files and not Questions().sure(_("Record this now?")):
        raise Declined
