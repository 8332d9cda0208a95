"""Say to whoever looks after a registry what became of it: begun, examined, or pushed to."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from accession_cli.finding import Severity
from accession_cli.i18n import _
from accession_cli.words.findings import finding_lines
from accession_cli.words.layout import Page, harmless, visible, wrap

if TYPE_CHECKING:
    from pathlib import Path

    from accession_cli.actions.begin import Begun
    from accession_cli.actions.clone_health import Looked
    from accession_cli.actions.push_checking import Checked


def begun_json(begun: "Begun") -> dict[str, Any]:
    """A district's registry that was begun."""
    return {
        "version": 1,
        "folder": str(begun.top),
        "written": list(begun.written),
        "left": list(begun.left),
        "workbooks": [str(path) for path in begun.workbooks],
        "commit": begun.commit,
        **({"status": "checked", "commits": begun.commits} if begun.checked else {}),
    }


def server_json(folder: "Path", program: str | None, *, check: bool) -> dict[str, Any]:
    """A server's repository that was begun, and the program that checks what is pushed to it."""
    checked = {"status": "checked"} if check else {}
    return {"version": 1, "folder": str(folder), "program": program, **checked}


#: The states of an observation, in the order in which they are counted.
STATES: Final = ("well", "hint", "wrong", "unseen")


def looked_json(looked: "Looked") -> dict[str, Any]:
    """What was looked at and mended, for programs."""
    return {
        "version": 1,
        "checks": [
            {
                "check": check.name,
                "state": seen.state,
                "message": seen.message,
                "remedy": seen.remedy or None,
                "fix": seen.cure or None,
                "facts": {
                    key: value if isinstance(value, int | str | None) else str(value)
                    for key, value in seen.facts.items()
                },
            }
            for check, all_seen in looked.examined
            for seen in all_seen
        ],
        "fixed": [*(["clone"] if looked.mended else []), *looked.done],
        "mended": [_(one.mended).format(**one.facts) for one in looked.mended],
        "kept": str(looked.kept) if looked.kept else None,
        "not_fixed": [refusal.message for refusal in looked.failed],
        "summary": counted(looked),
    }


def counted(looked: "Looked") -> dict[str, int]:
    """How many observations there are of each state."""
    states: list[str] = [seen.state for _check, all_seen in looked.examined for seen in all_seen]
    return {name: states.count(name) for name in STATES}


#: By this line a command sees that it was only beaten, and tries again.
BEATEN: Final = "accession: beaten"
_MOST: Final = 20


def push_lines(checked: "Checked", paper: Page) -> Iterator[str]:
    """Why a push is refused; of one that is taken, what whoever looks into it later should know."""
    for refusal in checked.refusals:
        for paragraph in refusal.message.splitlines():
            yield from wrap(visible(paragraph), paper.columns)
        yield from wrap(visible(refusal.remedy), paper.columns, first="→ ", rest="  ")
    errors = [
        one
        for report in checked.reports
        for one in report.findings
        if one.severity is Severity.ERROR
    ]
    if errors:
        yield harmless("\n".join(finding_lines(errors, paper)).rstrip("\n"))
    for commit, traces in groupby(checked.traces[:_MOST], key=lambda one: one.commit):
        if commit is not None:
            said = _("Commit {commit} by {author}: {subject}").format(
                commit=commit.sha[:12], author=commit.author, subject=commit.subject
            )
            yield from wrap(visible(said), paper.columns)
        lines = finding_lines([one.finding for one in traces], paper)
        yield harmless("\n".join(lines).rstrip("\n"))
    if len(checked.traces) > _MOST:
        yield _("And so on: {count} findings in single commits.").format(count=len(checked.traces))
    if checked.taken:
        yield from _note_lines(checked.notes, paper)
    if checked.beaten:
        yield BEATEN
    elif not checked.taken:
        yield _("Nothing was taken.")


def _note_lines(notes: Sequence[str], paper: Page) -> Iterator[str]:
    """What no program can judge."""
    if notes:
        yield from wrap(_("Taken; a person has to look at this:"), paper.columns)
    for note in notes[:_MOST]:
        yield from wrap(visible(note), paper.columns, first="- ", rest="  ")
    if len(notes) > _MOST:
        yield _("And so on: {count} in all.").format(count=len(notes))
