"""Say to whoever pushed why nothing was taken, or what should be known of what was."""

from collections.abc import Iterator, Sequence
from typing import Final

from accession_cli.actions.push_checking import Checked
from accession_cli.finding import Severity
from accession_cli.i18n import _
from accession_cli.words.findings import finding_lines
from accession_cli.words.layout import Page, harmless, visible, wrap

#: By this line a command sees that it was only beaten, and tries again.
BEATEN: Final = "accession: beaten"
_MOST: Final = 20


def push_lines(checked: Checked, paper: Page) -> Iterator[str]:
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
    for one in checked.dates[:_MOST]:
        said = _("Commit {commit} by {author}: {subject}").format(
            commit=one.commit.sha[:12], author=one.commit.author, subject=one.commit.subject
        )
        yield from wrap(visible(said), paper.columns)
        yield harmless("\n".join(finding_lines([one.finding], paper)).rstrip("\n"))
    if len(checked.dates) > _MOST:
        yield _("And so on: {count} findings about dates.").format(count=len(checked.dates))
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
