"""Report on a verb that was carried out, only tried with ``--check``, or waits in the outbox.

Each verb's own words are a ``Said``; this module has the words that all verbs share.
"""

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from accession_cli.i18n import N_, _

if TYPE_CHECKING:
    from accession_cli.actions.action import Preview, Unreached, Written
    from accession_cli.actions.outbox import Waiting
    from accession_cli.errors import Refused
    from accession_cli.gitstore.trunk import Landing
    from accession_cli.scheme.task import Task


#: Folders of the records that get a number when they land.
_NUMBERED: Final = frozenset({"tasks", "applications", "complaints"})
_SHORT: Final = 12
#: What a queued request asks for, by the command that queued it.
_VERBS: Final = {
    "file": N_("file “{about}”"),
    "amend": N_("amend {about}"),
    "retire": N_("retire {about}"),
    "dispatch": N_("record the dispatch of {about}"),
    "notify": N_("record who was told of the end of {about}"),
    "freeze": N_("freeze the edition of {about}"),
    "calendar": N_("enter the working days of {about}"),
    "receive": N_("receive the application for “{about}”"),
    "decide": N_("decide on {about}"),
    "withdraw": N_("withdraw {about}"),
    "statutes": N_("enter the law versions in {about}"),
    "evaluate": N_("record the evaluation of {about}"),
    "complaint add": N_("enter a complaint about {about}"),
    "complaint": N_("follow up {about}"),
}


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
    return said.format(trunk=landed.trunk, commit=landed.commit[:_SHORT])


def recorded_json(landed: "Landing[Any]", task: "Task", path: str) -> dict[str, Any]:
    """The first keys of the JSON about a task whose record at *path* was changed."""
    return {
        "version": 1,
        "id": str(task.id),
        "filing_number": task.filing.number,
        "path": path,
        "commit": landed.commit,
    }


def changes_of_others(refusal: "Refused") -> Iterator[str]:
    """A sentence for each field that others have changed, if that is why it was refused."""
    from accession_cli.words.changes import change_words

    for field, old, new in getattr(refusal, "changes", ()):
        yield change_words(field, old, new)


def asked_for(request: "Waiting") -> str:
    """What *request*, which waits in the outbox, asks for."""
    return _(_VERBS[request.verb]).format(about=request.about)


def waiting_json(request: "Waiting") -> dict[str, Any]:
    """A request in the outbox, for programs."""
    return {
        "request": request.id,
        "command": request.verb,
        "asked": request.asked.isoformat(),
        "about": request.about,
    }


def trial_sentences(unreached: "Unreached | None", waiting: "Sequence[Waiting]") -> Iterator[str]:
    """The statement that the remote was not seen, and the requests that a check does not count."""
    if unreached is not None:
        yield unreached.refusal.message
        yield _(
            "So this is checked against {trunk} as this clone last saw it: commit {commit} of"
            " {time}. What was recorded since is not counted."
        ).format(
            trunk=unreached.trunk,
            commit=unreached.commit[:_SHORT],
            time=f"{unreached.time:%Y-%m-%d %H:%M}" if unreached.time else "–",
        )
    for one in waiting:
        yield _("This waits in the outbox, and is not counted here: {what} (request {id}).").format(
            what=asked_for(one), id=one.id[:8]
        )


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


def preview_json(preview: "Preview[Any]", waiting: "Sequence[Waiting]") -> dict[str, Any]:
    """A preview for programs, version 1; *waiting* are requests that it does not count."""
    from accession_cli.words.findings_for_programs import finding_document

    return {
        "version": 1,
        "status": "checked",
        "trunk": preview.trunk,
        "unreached": preview.unreached and _unreached_json(preview.unreached),
        "waiting": [waiting_json(one) for one in waiting],
        "message": preview.plan.message,
        "files": [_file_json(file) for file in preview.files],
        "findings": [finding_document(one) for one in preview.remarks],
    }


def _unreached_json(unreached: "Unreached") -> dict[str, Any]:
    facts = unreached.refusal.facts
    return {
        "remote": facts["remote"],
        "words": facts["words"],
        "commit": unreached.commit,
        "time": unreached.time.isoformat() if unreached.time else None,
    }


def _file_json(file: "Written") -> dict[str, Any]:
    return {"path": file.path, "before": file.before, "text": file.text}


def proposed_json(task: "Task") -> list[str]:
    """The sentences of *task* that a person may confirm as what is not done, for programs."""
    from accession_cli.scheme.question_index import unconfirmed  # loads the laws

    return list(unconfirmed(task))


def not_done_sentences(tasks: "Sequence[Task]") -> Iterator[str]:
    """That *tasks* do not state what is not done, and what their own sentences say of it."""
    from accession_cli.scheme.question_index import unconfirmed  # loads the laws

    unstated = [task for task in tasks if not task.excludes]
    if len(unstated) > 1:
        said = _("What is not done is not stated in {count} of them; their own sentences count.")
        yield said.format(count=len(unstated))
        return
    for task in unstated:
        found = "；".join(unconfirmed(task))
        if found:
            said = _("{id} does not state what is not done; its text says: “{found}”.")
        else:
            said = _("{id} does not state what is not done, and its text says nothing of it.")
        yield said.format(id=task.id, found=found)
