"""Report on a verb that was carried out, or only tried with ``--check``.

Each verb's own words are a ``Said``; this module has the words that all verbs share.
"""

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from accession_cli.i18n import _

if TYPE_CHECKING:
    from accession_cli.actions.action import Preview, Written
    from accession_cli.finding import Finding
    from accession_cli.gitstore.trunk import Landing
    from accession_cli.scheme.task import Task


#: Folders of the records that get a number when they land.
_NUMBERED: Final = frozenset({"tasks", "applications", "complaints"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """The words in which a verb reports its result, in the order in which they are printed.

    ``shown`` goes to standard output: the numbers that were asked for. The rest goes to standard
    error: ``beside`` right after each line of ``shown``; ``sentences`` before the statement that
    the record exists, ``after`` behind it; ``steps`` last, with what to do next. ``changed`` is
    False when nothing changed; then that statement is left out.
    """

    shown: Sequence[str]
    beside: Sequence[Sequence[str]] = ()
    sentences: Sequence[str] = ()
    after: Sequence[str] = ()
    steps: Sequence[str] = ()
    changed: bool = True


def existence(landed: "Landing[Any]") -> str:
    """The statement that the record exists, in which commit, and whether it was pushed."""
    if landed.pushed:
        said = _("It exists: the push to {trunk} was accepted, in commit {commit}.")
    else:
        said = _("It exists: {trunk} here has moved to commit {commit}; nothing was pushed.")
    return said.format(trunk=landed.trunk, commit=landed.commit[:12])


def recorded_json(landed: "Landing[Any]", task: "Task", path: str) -> dict[str, Any]:
    """The first keys of the JSON about a task whose record at *path* was changed."""
    return {
        "version": 1,
        "id": str(task.id),
        "filing_number": task.filing.number,
        "path": path,
        "commit": landed.commit,
    }


def preview_lines(preview: "Preview[Any]") -> Iterator[str]:
    """The files as a diff: new ones whole, changed ones with their changes."""
    for file in preview.files:
        before = file.before.splitlines() if file.before is not None else []
        old = file.path if file.before is not None else "/dev/null"
        yield from difflib.unified_diff(before, file.text.splitlines(), old, file.path, lineterm="")


def preview_sentences(preview: "Preview[Any]") -> Iterator[str]:
    """The statement that nothing was written, and that numbers are given only on recording."""
    if not preview.files:
        yield _("Checked: nothing would be written; {trunk} has it already.").format(
            trunk=preview.trunk
        )
        return
    yield _("Checked: it would be recorded on {trunk} as shown; nothing was written.").format(
        trunk=preview.trunk
    )
    if any(
        file.before is None and _NUMBERED.intersection(file.path.split("/"))
        for file in preview.files
    ):
        yield _("Numbers are given only when it is recorded.")


def preview_json(preview: "Preview[Any]") -> dict[str, Any]:
    """A preview for programs, version 1."""
    from accession_cli.words.findings_for_programs import finding_document

    return {
        "version": 1,
        "status": "checked",
        "trunk": preview.trunk,
        "message": preview.plan.message,
        "files": [_file_json(file) for file in preview.files],
        "findings": [finding_document(one) for one in _remarks(preview)],
    }


def _file_json(file: "Written") -> dict[str, Any]:
    return {"path": file.path, "before": file.before, "text": file.text}


def _remarks(preview: "Preview[Any]") -> "Sequence[Finding]":
    found: Sequence[Finding] = preview.plan.made.remarks
    return found
