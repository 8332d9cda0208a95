"""Send the requests in the outbox, try them, or drop one.

What papers would print is told before anything is recorded; then no file is written.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final, TypeAlias, TypeVar

from accession_cli.actions import (
    application_deciding,
    application_receiving,
    calendar,
    complaint,
    directory_freezing,
    evaluation,
    keys,
    law,
    ledger_importing,
    roster,
    scheme_amending,
    task_amending,
    task_dispatching,
    task_end_notices,
    task_retiring,
)
from accession_cli.actions.action import (
    Action,
    M,
    Preview,
    Queue,
    Trial,
    resume,
    seen_now,
    trial_of_request,
)
from accession_cli.actions.application_receiving import ReceivedApplications
from accession_cli.actions.directory_building import item_of
from accession_cli.actions.directory_origin import environment_of
from accession_cli.actions.landing import Filed, open_trunk
from accession_cli.actions.task_filing import FiledTasks, FileTasks, keep_drafts
from accession_cli.errors import Exit, Refusal, Refused
from accession_cli.gitstore.branches import Published
from accession_cli.gitstore.outbox import Outbox, OutboxDamaged, Request
from accession_cli.gitstore.trunk import ClockBehind, Landing, Trunk
from accession_cli.i18n import N_, _
from accession_cli.papers.task_card import task_lines
from accession_cli.papers.word import lines_in
from accession_cli.registry.schemas import FileKind
from accession_cli.scheme.application import Application
from accession_cli.scheme.task import task_from

_SHORT: Final = 8
T = TypeVar("T")
#: The kinds of actions that may wait in the outbox, by the verb of their requests.
KINDS: Final[Mapping[str, type[Action[Any]]]] = {
    kind.verb: kind
    for kind in (
        application_deciding.DecideApplications,
        application_deciding.WithdrawApplication,
        application_receiving.ReceiveApplications,
        application_deciding.NoteFaults,
        complaint.AddComplaint,
        complaint.FollowComplaint,
        calendar.EnterNotice,
        law.EnterStatutes,
        roster.ImportRoster,
        scheme_amending.AmendFoundation,
        directory_freezing.FreezeEdition,
        evaluation.EvaluateTasks,
        FileTasks,
        keys.EnterKey,
        keys.EndKey,
        ledger_importing.ImportLedger,
        task_amending.AmendTask,
        task_retiring.RetireTask,
        task_retiring.UndoFiling,
        task_end_notices.NotifyOfEnd,
        task_dispatching.DispatchTasks,
    )
}


#: The outbox has no request with that id.
REQUEST_UNKNOWN: Final = Refusal(
    N_("No request {id} waits on this machine."),
    N_("See what waits with: accession sync --list"),
    Exit.USAGE,
)


#: Signatures are required, and nothing proves that whoever works here asked for it.
FOREIGN_REQUEST: Final = Refusal(
    N_(
        "The request {id} was not made by you here with your key, so it was not sent. It says that"
        " it is from: {person}"
    ),
    N_(
        "If it is yours, ask for the same again; drop this one with accession sync --drop {id}. If"
        " not, find out who put it there."
    ),
)


#: What was asked for rests on an earlier request of the same person, which could not be recorded.
FIRST_REFUSED: Final = Refusal(
    N_(
        "So what you asked for now was not recorded either: your earlier request {id} for the same"
        " record goes first."
    ),
    N_(
        "Do away with what hinders it, or drop it with accession sync --drop {id}; then run the"
        " command again."
    ),
)


#: It was asked for after another request for the same record, which waits still.
STANDS_BEHIND: Final = Refusal(
    N_(
        "This was asked for after request {first}, which still waits for the same record, so it"
        " was not sent."
    ),
    N_("Drop one of them with accession sync --drop {first} or accession sync --drop {id}."),
)


#: The outbox is empty.
NOTHING_WAITS: Final = Refusal(
    N_("Nothing waits on this machine, so there is nothing to drop."),
    N_("A filing that is in the register already is taken back with: accession undo ID"),
)


#: It was not said which request to drop.
SEVERAL_WAIT: Final = Refusal(
    N_("Several requests wait on this machine: {ids}."),
    N_("Name the one to drop: accession sync --drop REQUEST"),
    Exit.USAGE,
)


#: It is too late to drop it: an earlier attempt arrived.
ALREADY_RECORDED: Final = Refusal(
    N_("The request {id} is recorded after all (version {commit})."),
    N_("A filing is taken back with: accession undo ID"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A request in the outbox, for people: what it asks, when it was asked, what it is about.

    ``says`` are the marked words of its verb for that. ``fields`` are those that it sets in what is
    there already.

    ``foreign``: signatures are required, and it was not made by whoever works here, with the same
    key, in this clone. ``person`` is whose it says it is.
    """

    id: str
    verb: str
    says: str
    asked: datetime
    about: str
    fields: tuple[str, ...] = ()
    foreign: bool = False
    person: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SentRequest:
    """The result of one request: ``landing``, or the ``refusal`` that keeps it in the outbox.

    ``papers`` is the command that writes the papers of what landed; "" when there are none.
    """

    request: Waiting
    landing: Landing[Any] | None
    refusal: Refused | None
    papers: str = ""

    @property
    def filed(self) -> tuple[Filed, ...]:
        """The tasks that this request filed."""
        made = self.landing.made if self.landing else None
        return made.tasks if isinstance(made, FiledTasks) else ()

    @property
    def received(self) -> tuple[Application, ...]:
        """The applications that this request brought in."""
        made = self.landing.made if self.landing else None
        given = made.received if isinstance(made, ReceivedApplications) else ()
        return tuple(one.application for one in given)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """A request that was taken out of the outbox.

    ``kept`` is the draft of a filing, or the file of one that could not be read.
    """

    request: Waiting | OutboxDamaged
    kept: Path | None


def waiting(folder: Path) -> tuple[Waiting, ...]:
    """The requests in the outbox of this clone, the oldest first."""
    outbox = _tried_ready(open_trunk(folder)).outbox
    found = (_shown(outbox, one) for one in outbox.requests())
    return tuple(one for one in found if isinstance(one, Waiting))


def _tried_ready(trunk: Trunk) -> Trunk:
    """*trunk* with the key to sign with, if it can be used; for looking any key will do."""
    try:
        return trunk.ready()
    except Refused:
        return trunk


def damaged(folder: Path) -> tuple[OutboxDamaged, ...]:
    """The requests in the outbox that cannot be read; they do not hinder the others."""
    return _unfit(open_trunk(folder).outbox)


def _unfit(outbox: Outbox) -> tuple[OutboxDamaged, ...]:
    found = (_shown(outbox, one) for one in outbox.requests())
    return (*outbox.damaged(), *(one for one in found if isinstance(one, OutboxDamaged)))


def waiting_beside(folder: Path, action: Action[Any]) -> tuple[Waiting, ...]:
    """The requests in the outbox that ask for the same as *action*, or change the same record."""
    return tuple(shown for _request, shown in _beside(open_trunk(folder), action))


def _beside(trunk: Trunk, action: Action[Any]) -> Iterator[tuple[Request, Waiting]]:
    touched, asked = set(action.touched()), action.facts(dict.fromkeys(action.looked_at()))
    outbox = trunk.outbox
    for request in outbox.requests():
        shown = _shown(outbox, request)
        if isinstance(shown, OutboxDamaged):
            continue
        kept = KINDS[request.verb].from_facts(request.facts, request.id)
        same = (request.verb, request.facts) == (action.verb, asked)
        if same or touched.intersection(kept.touched()):
            yield request, shown


def send_first(
    folder: Path, action: Action[Any], *, when: datetime, tell: Callable[[SentRequest], None]
) -> Queue:
    """Send this person's requests in the outbox that change a record which *action* changes.

    *tell* gets each result. When the server cannot be reached they wait on, and *action* behind
    them. Raises ``FIRST_REFUSED`` when one cannot be recorded. The same as *action* is not sent:
    when that is asked for again, it is taken up.
    """
    trunk = open_trunk(folder)
    queue, beside = Queue(seen=seen_now(trunk, action)), tuple(_beside(trunk, action))
    if not beside:
        return queue
    outbox = trunk.ready().outbox
    asked = action.verb, action.signed(trunk.signer).facts(queue.seen)
    for request, shown in beside:
        if (request.verb, request.facts) == asked:
            break
        if not outbox.is_own(request):
            continue
        queue = replace(queue, first=(*queue.first, request.id))
        if queue.held is None:
            one = _send(folder, request, shown, when)
            tell(one)
            queue = replace(queue, held=_held(one))
    return queue


def _held(one: SentRequest) -> Refused | None:
    """Why *one* waits on because of something outside; None when it landed.

    Raises ``FIRST_REFUSED``, or ``ClockBehind``, which lets nothing new wait.
    """
    refusal = one.refusal
    if isinstance(refusal, ClockBehind):
        refusal.queued = None  # nothing of what is asked for now
        raise refusal
    if refusal is None or refusal.exit_code is Exit.DONE:
        return None
    if refusal.queued is None:
        raise FIRST_REFUSED(id=one.request.id[:_SHORT])
    return refusal


def send_queued(
    folder: Path, *, when: datetime, tell: Callable[[SentRequest], None]
) -> tuple[tuple[SentRequest, ...], Published]:
    """Send every request in the outbox, oldest first, and bring the checkout up to the trunk.

    *tell* gets each result as soon as it is known. A refused request stays in the outbox until it
    is taken back. When the trunk cannot be reached, the others are not tried.
    """
    trunk = open_trunk(folder)
    sent: list[SentRequest] = []
    requests = trunk.outbox.requests()
    outbox = trunk.ready().outbox if requests else trunk.outbox
    stay = {one.id for one in _unfit(outbox)}
    for request in requests:
        shown = _shown(outbox, request)
        if isinstance(shown, OutboxDamaged):
            continue  # it stays, and keeps nobody from recording
        if shown.foreign:
            one = _left(shown)
        elif first := stay.intersection(request.behind):
            refusal = STANDS_BEHIND(id=shown.id[:_SHORT], first=min(first)[:_SHORT])
            one = SentRequest(request=shown, landing=None, refusal=refusal)
        else:
            one = _send(folder, request, shown, when)
        if one.refusal is not None and one.refusal.exit_code is not Exit.DONE:
            stay.add(request.id)
        sent.append(one)
        tell(one)
        if one.refusal is not None and one.refusal.exit_code in {Exit.OUTSIDE, Exit.TAMPERED}:
            raise one.refusal
    return tuple(sent), trunk.catch_up()


def request_named(folder: Path, identifier: str | None) -> Waiting | OutboxDamaged:
    """The request in the outbox whose id begins with *identifier*; None means the only one."""
    return _named(open_trunk(folder), identifier)[1]


def drop(folder: Path, identifier: str) -> Dropped:
    """Take the request *identifier* out of the outbox; the facts of a filing are kept as a draft.

    It is looked for on the trunk first, because an attempt may have arrived; then raises
    ``ALREADY_RECORDED``. The file of one that cannot be read is kept.
    """
    trunk = open_trunk(folder)
    request, shown = _named(trunk, identifier)
    commit = trunk.recorded(request) if request else None
    if commit is not None:
        trunk.outbox.drop(shown.id)
        raise ALREADY_RECORDED(id=shown.id, commit=commit[:12])
    if request is None or isinstance(shown, OutboxDamaged):
        return Dropped(request=shown, kept=trunk.outbox.set_aside(shown.id))
    kept = None
    if request.verb == FileTasks.verb:
        given = FileTasks.from_facts(request.facts, request.id).given
        kept = keep_drafts(folder, given, request.id, inspected_by=request.inspected_by)
    trunk.outbox.drop(request.id)
    return Dropped(request=shown, kept=kept)


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedRequest:
    """What sending a request would do: ``preview``, or the ``refusal`` that would come."""

    request: Waiting
    preview: Preview[Any] | None
    refusal: Refused | None


def try_queued(folder: Path, *, when: datetime) -> tuple[TriedRequest, ...]:
    """What sending every request in the outbox would do; each is tried on the trunk as it is."""
    tried: list[TriedRequest] = []
    last: Trial[Any] | None = None
    outbox = _tried_ready(open_trunk(folder)).outbox
    for request in outbox.requests():
        shown = _shown(outbox, request)
        if isinstance(shown, OutboxDamaged):
            continue
        if shown.foreign:
            tried.append(TriedRequest(request=shown, preview=None, refusal=_left(shown).refusal))
            continue
        trial = trial_of_request(KINDS[request.verb], folder, request, when=when, last=last)
        last = trial
        found = _guarded(outbox, request, trial.preview)
        if isinstance(found, Refused):
            tried.append(TriedRequest(request=shown, preview=None, refusal=found))
        else:
            tried.append(TriedRequest(request=shown, preview=found, refusal=None))
    return tuple(tried)


def _left(shown: Waiting) -> SentRequest:
    """The result of a request that is not sent, because somebody else may have put it there."""
    refusal = FOREIGN_REQUEST(id=shown.id[:_SHORT], person=shown.person or "–")
    return SentRequest(request=shown, landing=None, refusal=refusal)


def _send(folder: Path, request: Request, shown: Waiting, when: datetime) -> SentRequest:
    kind = KINDS[request.verb]
    outbox = open_trunk(folder).outbox
    landed = _guarded(outbox, request, lambda: resume(kind, folder, request, when=when))
    if isinstance(landed, Refused):
        return SentRequest(request=shown, landing=None, refusal=landed)
    papers = kind.from_facts(request.facts, request.id).paper_command(landed.made)
    return SentRequest(request=shown, landing=landed, refusal=None, papers=papers)


def _guarded(outbox: Outbox, request: Request, work: Callable[[], T]) -> T | Refused:
    """What *work* makes of *request*, or why nothing came of it."""
    try:
        return work()
    except Refused as refused:
        return refused
    except Exception as error:  # noqa: BLE001 - what is wrong with one never stops the next
        why = _("this version of accession cannot carry it out ({error})")
        return outbox.damage(request.id, why.format(error=f"{type(error).__name__}: {error}"))


def _named(trunk: Trunk, identifier: str | None) -> tuple[Request | None, Waiting | OutboxDamaged]:
    """The one request that is meant; None in its place when its file holds none."""
    outbox, known = trunk.outbox, dict[str, tuple[Request | None, Waiting | OutboxDamaged]]()
    for request in outbox.requests():
        known[request.id] = request, _shown(outbox, request)
    known.update((one.id, (None, one)) for one in outbox.damaged())
    if identifier is not None:
        for name, one in known.items():
            if name.startswith(identifier):
                return one
        raise REQUEST_UNKNOWN(id=identifier)
    if not known:
        raise NOTHING_WAITS()
    if len(known) > 1:
        raise SEVERAL_WAIT(ids=", ".join(name[:_SHORT] for name in known))
    return next(iter(known.values()))


def _shown(outbox: Outbox, request: Request) -> Waiting | OutboxDamaged:
    """*request* for people; as damaged when this version does not know its verb or its facts."""
    try:
        kind = KINDS[request.verb]
        action = kind.from_facts(request.facts, request.id)
        action.touched(), action.seen_in(request.facts)
        about, fields = kind.about(request.facts), kind.fields_of(request.facts)
    except Exception:  # noqa: BLE001 - whatever is wrong with one, the others are told and sent
        why = _("this version of accession does not know what it asks for")
        return outbox.damage(request.id, why)
    return Waiting(
        id=request.id,
        verb=request.verb,
        says=kind.asks,
        asked=request.asked,
        about=about,
        fields=fields,
        foreign=not outbox.is_own(request),
        person=request.owner.person if request.owner else "",
    )


Paper: TypeAlias = tuple[str, bytes]


def directory_lines(folder: Path, preview: Preview[M]) -> Iterator[tuple[str, ...]]:
    """The lines of the directory for each task in *preview* that would be in force."""
    tasks = [
        task_from(file.after)
        for file in preview.files
        if file.kind == FileKind.TASK and file.after is not None
    ]
    standing = [task for task in tasks if task.retirement is None]
    environment = environment_of(folder) if standing else None
    for number, task in enumerate(standing, 1):
        if environment is not None:
            item = item_of(preview.registry, task, number, new=True)
            yield task_lines(item, preview.registry.scheme, environment)


def first_word_file(papers: Sequence[Paper]) -> tuple[str, tuple[str, ...]] | None:
    """The name and the lines of the first Word file among *papers*; None if there is none."""
    for name, data in papers:
        if name.endswith(".docx"):
            return name, lines_in(data)
    return None
