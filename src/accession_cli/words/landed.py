"""Report on a verb that was carried out, or that waits in the outbox.

Each verb's own words are a ``Said``; this module has the words that all verbs share.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from accession_cli.i18n import N_, _

if TYPE_CHECKING:
    from accession_cli.actions.outbox import Dropped, SentRequest, TriedRequest, Waiting
    from accession_cli.errors import Refused
    from accession_cli.gitstore.trunk import Landing
    from accession_cli.scheme.task import Task


_SHORT: Final = 12
#: What a queued request asks for, by the command that queued it.
_VERBS: Final = {
    "file": N_("file “{about}”"),
    "amend": N_("amend {about}"),
    "retire": N_("retire {about}"),
    "undo": N_("undo the filing of {about}"),
    "dispatch": N_("record the dispatch of {about}"),
    "notify": N_("record who was told of the end of {about}"),
    "freeze": N_("freeze the edition of {about}"),
    "calendar": N_("enter the working days of {about}"),
    "import": N_("bring in the ledger with “{about}”"),
    "receive": N_("receive the application for “{about}”"),
    "decide": N_("decide on {about}"),
    "withdraw": N_("withdraw {about}"),
    "statutes": N_("enter the law versions in {about}"),
    "roster": N_("bring the rosters up to date from {about}"),
    "keys add": N_("enter the key of {about}"),
    "keys end": N_("end the key {about}"),
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
        said = _("Recorded: the register on the server has taken it, as version {commit}.")
    else:
        said = _(
            "Recorded in the register on this machine, as version {commit};"
            " nothing was sent to a server."
        )
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
    about = _("all that are to be handed down") if request.about == "–" else request.about
    said = _(_VERBS[request.verb]).format(about=about)
    if request.foreign:
        person = request.person or "–"
        return _("{what} (not made by you here; says: {person})").format(what=said, person=person)
    return said


def waiting_json(request: "Waiting") -> dict[str, Any]:
    """A request in the outbox, for programs."""
    return {
        "request": request.id,
        "command": request.verb,
        "asked": request.asked.isoformat(),
        "about": request.about,
        "foreign": request.foreign,
    }


def sent_json(one: "SentRequest") -> dict[str, Any]:
    """What came of sending a request, for programs."""
    return {
        **waiting_json(one.request),
        "commit": one.landing.commit if one.landing else None,
        "filed": [
            {"id": str(filed.task.id), "filing_number": filed.task.filing.number}
            for filed in one.filed
        ],
        "received": [str(application.id) for application in one.received],
        "papers": one.papers or None,
        "refusal": one.refusal.message if one.refusal else None,
    }


def tried_json(one: "TriedRequest") -> dict[str, Any]:
    """What sending a request would do, for programs."""
    from accession_cli.words.preview import preview_json

    return {
        **waiting_json(one.request),
        "preview": one.preview and preview_json(one.preview, ()),
        "refusal": one.refusal.message if one.refusal else None,
    }


def dropped_json(dropped: "Dropped") -> dict[str, Any]:
    """A request that was taken out of the outbox, and where its draft lies, for programs."""
    kept = str(dropped.kept) if dropped.kept else None
    return {"version": 1, "request": dropped.request.id, "kept": kept}


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
