"""Say in whose names a commit brought something: what it is held against the signature for.

Decisions are a body's. Corrections, what was settled of a form, the check of a complaint,
amendments, and the word that nothing is secret are those of whoever is named.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from accession_cli.scheme.application import Application
from accession_cli.scheme.complaint import Complaint
from accession_cli.scheme.ids import RecordId
from accession_cli.scheme.keys import Brought
from accession_cli.scheme.task import Decision, Task

if TYPE_CHECKING:
    from accession_cli.scheme.registry import Record


def brought_in(
    path: str, was: "Record | None", now: "Record | None", applied: Iterable[Decision]
) -> Iterator[Brought]:
    """The decisions, corrections and other names that are new in a record.

    The decisions *applied*, on the application that a task rests on, were brought by themselves.
    """
    if isinstance(now, Application):
        yield from _of_application(path, was if isinstance(was, Application) else None, now)
    elif isinstance(now, Task):
        yield from _of_task(path, was if isinstance(was, Task) else None, now, applied)
    elif isinstance(now, Complaint) and now.verification is not None:
        before = was.verification if isinstance(was, Complaint) else None
        if before != now.verification:
            by, number = now.verification.by, str(now.id)
            yield Brought(by=by, path=path, id=number, decision=False, what="verification")


def _of_application(path: str, was: Application | None, now: Application) -> Iterator[Brought]:
    before, number = was.submissions if was else (), str(now.id)
    for at, paper in enumerate(now.submissions):
        known = before[at] if at < len(before) else None
        for one in paper.decision:
            if known is None or one not in known.decision:
                yield Brought(by=one.by, path=path, id=number, decision=True)
        for made in paper.settled:
            if known is None or made not in known.settled:
                what = f"submissions[{at}].settled"
                yield Brought(by=made.by, path=path, id=number, decision=False, what=what)


def _of_task(
    path: str, was: Task | None, now: Task, applied: Iterable[Decision]
) -> Iterator[Brought]:
    decided = {*(was.decision if was else ()), *applied}
    for one in now.decision:
        if one not in decided:
            yield Brought(by=one.by, path=path, id=str(now.id), decision=True)
    for made in now.corrections[len(was.corrections) if was else 0 :]:
        yield Brought(by=made.by, path=path, id=str(now.id), decision=False)


def amended_by(
    path: str, was: Mapping[str, Any] | None, now: Mapping[str, Any] | None
) -> Iterator[Brought]:
    """Who made the amendments that are new."""
    known = was["amendments"] if was else []
    for one in (now["amendments"] if now else [])[len(known) :]:
        what = f"amendments[{len(known)}]"
        yield Brought(by=one["by"], path=path, id=one["key"], decision=False, what=what)


def vouched_by(commit: str, names: Iterable[str], what: str) -> Iterator[Brought]:
    """Who vouches that nothing in a commit is secret."""
    for name in names:
        yield Brought(by=name, path="", id=commit, decision=False, what=what)


def decisions_on(application: object) -> tuple[Decision, ...]:
    if not isinstance(application, Application):
        return ()
    return tuple(one for paper in application.submissions for one in paper.decision)


def rests_on(record: object) -> RecordId | None:
    """The application that a task rests on."""
    applied = record.application if isinstance(record, Task) else None
    return applied.id if applied else None
