"""An action is one value: what somebody asks for, and what that puts on the trunk.

The command, the outbox and ``--check`` hold the same value. ``carry_out`` screens it, keeps it in
the outbox and lands it; ``resume`` continues one that waited there; a ``Trial`` makes the same plan
and writes nothing.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, ClassVar, Generic, Protocol, Self, TypeAlias, TypeVar
from uuid import uuid4

from accession_cli.actions.landing import OnTrunk, open_trunk, refuse_other_than_seen, seen_here
from accession_cli.actions.signatures import refuse_unsigned
from accession_cli.errors import Refused
from accession_cli.finding import Finding
from accession_cli.gitstore.branches import Base, RemoteUnreachable, time_of
from accession_cli.gitstore.commit import Change
from accession_cli.gitstore.outbox import Request
from accession_cli.gitstore.trunk import Landing, Trunk
from accession_cli.registry.files import SCHEME, kind_of, limits_of
from accession_cli.registry.reading import RECORD_FROM, Reader, clock_behind
from accession_cli.registry.schemas import FileKind, upgraded
from accession_cli.scheme.fields import Forms, form_of
from accession_cli.scheme.registry import RecordId, Registry
from accession_cli.secrecy.screening import Passage, screened
from accession_cli.yamlfile.reader import read


class Made(Protocol):
    """What an action made: values of its own, and ``remarks``, findings that did not stop it."""

    @property
    def remarks(self) -> Sequence[Finding]: ...


M = TypeVar("M", bound=Made)
#: Git's names of the files that the person has looked at, by the files' names in the registry.
Seen: TypeAlias = Mapping[str, str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """What a person had seen when asking for something, and that person's requests before it.

    ``first`` are the ids of those that change the same records; they were sent, or wait still.
    ``held`` says why they wait, when the server cannot be reached; then nothing else is sent.
    """

    seen: Seen
    first: tuple[str, ...] = ()
    held: Refused | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan(Generic[M]):
    """One commit on the trunk: its changes, its message, and what is reported about it."""

    changes: Sequence[Change]
    message: str
    made: M


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A file as a plan would write it; ``before`` is None for a new file.

    Of a record of *kind*, ``was`` and ``after`` are its values in the newest version; of any other
    file, ``after`` is None.
    """

    path: str
    before: str | None
    text: str
    kind: str = ""
    was: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreached:
    """Why the remote was not seen, and the commit of the trunk that was taken in its place."""

    refusal: RemoteUnreachable
    trunk: str
    commit: str
    time: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview(Generic[M]):
    """A plan that was not carried out, and the files as they would be on *trunk*.

    ``doubts`` are what would stop any record, for example a clock that is behind. ``registry`` is
    the one before it.
    """

    plan: Plan[M]
    trunk: str
    registry: Registry
    files: tuple[Written, ...]
    unreached: Unreached | None
    doubts: tuple[Finding, ...]

    @property
    def remarks(self) -> tuple[Finding, ...]:
        """What was found, in the clock of this machine and in the record."""
        return (*self.doubts, *self.plan.made.remarks)


def message_of(verb: str, records: Iterable[tuple[RecordId, str]]) -> str:
    """The commit's message: id and title of one record, or a list of several."""
    whole = tuple(records)
    named = [f"{record} {title}" for record, title in whole]
    if len(named) == 1:
        return f"{verb} {named[0]}"
    return "\n".join((f"{verb} {whole[0][0]} to {whole[-1][0]}", "", *named))


class Action(ABC, Generic[M]):
    """What somebody asks for. Each subclass is a frozen dataclass whose fields say what."""

    verb: ClassVar[str]
    #: What a request asks for, in a few marked words; {about} is what it is about.
    asks: ClassVar[str]
    #: The fact that tells what a request is about.
    about_key: ClassVar[str] = "id"
    #: How values are kept that have no form in records.
    forms: ClassVar[Forms] = MappingProxyType({})

    def facts(self, seen: Seen) -> dict[str, Any]:
        """The fields as JSON holds them; what was *seen* of one record is kept under ``seen``.

        ``from_facts`` must read every older form for ever: an older version of accession may have
        left it in an outbox.
        """
        facts = form_of(type(self), self.forms).dump(self)
        names = self.looked_at()
        return {**facts, "seen": seen[names[0]]} if names else facts

    @classmethod
    def from_facts(cls, facts: Mapping[str, Any], request: str) -> Self:  # noqa: ARG003 - only drafts are called by it
        """The action that was kept as the request *request* with these *facts*."""
        return form_of(cls, cls.forms).load(facts)

    @classmethod
    def about(cls, facts: Mapping[str, Any]) -> str:
        """A few words or an id that tell what a request with these facts is about."""
        found = facts[cls.about_key]
        if not isinstance(found, str | int):
            raise TypeError(found)
        return str(found)

    @classmethod
    def fields_of(cls, facts: Mapping[str, Any]) -> tuple[str, ...]:
        """The fields that a request with these facts sets in what is there already."""
        return tuple(
            dict.fromkeys(one.partition("=")[0].strip() for one in facts.get("settings", ()))
        )

    @abstractmethod
    def plan(self, here: OnTrunk) -> Plan[M]:
        """What goes onto the trunk as it is *here*.

        It changes nothing, and is called again when the trunk has moved. Raises a refusal when
        nothing can be put there.
        """

    def passages(self) -> Iterable[Passage]:
        """Every text that must be screened before a byte of it is kept."""
        return ()

    def refuse_unfit(self) -> None:
        """Refuse what is unfit for reasons that need no look at the registry."""

    def signed(self, signer: Callable[[], str]) -> Self:  # noqa: ARG002 - most actions name nobody
        """The action with the name of the *signer*, who asks for it; itself if it names nobody."""
        return self

    def looked_at(self) -> Sequence[str]:
        """Names of the record files that the person has looked at; they must not have changed."""
        return ()

    def touched(self) -> Sequence[str]:
        """Names of the record files that it changes, as far as that is known without the trunk."""
        return self.looked_at()

    def paper_command(self, made: M) -> str:  # noqa: ARG002 - most actions have no papers
        """The command that writes the papers of what was *made*; "" when there are none."""
        return ""

    def seen_in(self, facts: Mapping[str, Any]) -> Seen:
        """What was seen, from kept *facts*: one blob name, one for each record, or a mapping."""
        kept, names = facts.get("seen"), self.looked_at()
        if isinstance(kept, Mapping):
            return kept
        each = kept if isinstance(kept, list) else [kept] * len(names)
        return dict(zip(names, each, strict=True))


def carry_out(
    action: Action[M],
    folder: Path,
    *,
    when: datetime,
    word: str | None = None,
    request: str | None = None,
    queue: Queue | None = None,
) -> Landing[M]:
    """Put *action* on the trunk of the registry in *folder*, and return where it landed.

    *word* names the person who lets pass what only a person can judge. *request* names it in the
    outbox and in the commit; None makes a new name. *queue* has what goes before it. Raises
    refusals of the screen before anything is kept, ``NotAdmissible`` when a rule is broken, and
    refusals of the trunk.
    """
    action, trunk, seen = _begun(action, folder, word, queue, writes=True)
    asked = Request(
        id=request or uuid4().hex,
        verb=action.verb,
        facts=action.facts(seen),
        asked=when,
        inspected_by=word,
        behind=queue.first if queue else (),
    )
    if queue is not None and queue.held is not None:
        raise trunk.ready().queue(asked, queue.held)
    return _land(trunk, action, seen, asked, when)


def resume(kind: type[Action[M]], folder: Path, asked: Request, *, when: datetime) -> Landing[M]:
    """Carry out an action of *kind* that waited in the outbox."""
    action = kind.from_facts(asked.facts, asked.id)
    return _land(open_trunk(folder), action, action.seen_in(asked.facts), asked, when)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial(Generic[M]):
    """An action that is only tried on the trunk as it is *here*.

    When the remote is away, that is the trunk as this clone last saw it, and ``unreached`` says so.
    ``word`` is as in ``carry_out``.
    """

    action: Action[M]
    here: OnTrunk
    seen: Seen
    unreached: Unreached | None
    word: str | None = None
    doubts: tuple[Finding, ...] = ()
    first: tuple[str, ...] = ()

    def preview(self) -> Preview[M]:
        """What the action would put there; raises what ``carry_out`` would, but writes nothing."""
        here = self.here
        _refuse_other(here, self.seen, self.first)
        plan = self.action.plan(here)
        refuse_unsigned(here, plan.changes, here.trunk.ready().pen, self.word)
        before = {here.trunk.path(one.name): one.data for one in here.sources}
        return Preview(
            plan=plan,
            trunk=here.trunk.branch.name,
            registry=here.registry,
            files=tuple(_written(here, one, before.get(one.path)) for one in plan.changes),
            unreached=self.unreached,
            doubts=self.doubts,
        )


def trial_of(
    action: Action[M],
    folder: Path,
    *,
    when: datetime,
    word: str | None = None,
    last: Trial[Any] | None = None,
    queue: Queue | None = None,
) -> Trial[M]:
    """The trial of *action*; raises what ``carry_out`` would before it looks at the registry.

    After *last*, the trunk is taken as that trial found it, and its doubts are not said again.
    """
    action, trunk, seen = _begun(action, folder, word, queue, writes=False)
    trial = replace(_trial(action, trunk, seen, when, last), word=word)
    return replace(trial, first=queue.first) if queue else trial


def trial_of_request(
    kind: type[Action[M]], folder: Path, asked: Request, *, when: datetime, last: Trial[Any] | None
) -> Trial[M]:
    """The trial of an action of *kind* that waits in the outbox; *last* is as in ``trial_of``."""
    action = kind.from_facts(asked.facts, asked.id)
    trunk = open_trunk(folder, writes=False)
    trial = _trial(action, trunk, action.seen_in(asked.facts), when, last)
    return replace(trial, word=asked.inspected_by, first=asked.behind)


def _trial(
    action: Action[M], trunk: Trunk, seen: Seen, when: datetime, last: Trial[Any] | None
) -> Trial[M]:
    if last is not None:
        return Trial(action=action, here=last.here, seen=seen, unreached=last.unreached)
    base, away = trunk.view_or_last_seen()
    here = OnTrunk(trunk, base, trunk.day(when), Reader(trunk.path("")))
    unreached = _unreached(here, away) if away is not None else None
    behind = trunk.clock_behind(base, when)
    doubts = clock_behind(behind.newest if behind else None, here.today, trunk.path(SCHEME))
    return Trial(action=action, here=here, seen=seen, unreached=unreached, doubts=tuple(doubts))


def _unreached(here: OnTrunk, away: RemoteUnreachable) -> Unreached:
    trunk, commit = here.trunk, str(here.base.commit)
    time = time_of(trunk.git, commit)
    return Unreached(refusal=away, trunk=trunk.branch.name, commit=commit, time=time)


def _begun(
    action: Action[M], folder: Path, word: str | None, queue: Queue | None, *, writes: bool
) -> tuple[Action[M], Trunk, Seen]:
    """*action* after the screen, its trunk, and the blobs of the records that were looked at."""
    screened(action.passages(), word)
    action.refuse_unfit()
    trunk = open_trunk(folder, writes=writes)
    seen = queue.seen if queue else seen_now(trunk, action)
    return action.signed(trunk.signer), trunk, seen


def seen_now(trunk: Trunk, action: Action[Any]) -> Seen:
    """The blobs of the records that whoever asks for *action* here has looked at."""
    return {name: seen_here(trunk, name) for name in action.looked_at()}


def _refuse_other(here: OnTrunk, seen: Seen, first: Sequence[str]) -> None:
    """Raise ``RecordChanged`` when a record on the trunk is not the one that was looked at."""
    for name, blob in seen.items():
        refuse_other_than_seen(here.trunk, here.base, name, blob, first)


def _written(here: OnTrunk, change: Change, before: bytes | None) -> Written:
    """The file of *change*, which has the bytes *before* on the trunk."""
    data = change.data or b""
    kind = kind_of(change.path.removeprefix(here.trunk.path("")))
    record = kind in RECORD_FROM
    return Written(
        path=change.path,
        before=_text(before),
        text=_text(data) or "",
        kind=kind.value if kind else "",
        was=_value(kind, before) if kind and record and before is not None else None,
        after=_value(kind, data) if kind and record else None,
    )


def _value(kind: FileKind, data: bytes) -> Mapping[str, Any] | None:
    """The value of a sound record, in the newest version; None if it cannot be read."""
    parsed = read(data, "", limits_of(kind)).parsed
    return upgraded(kind, parsed.value) if parsed else None


def _text(data: bytes | None) -> str | None:
    return None if data is None else data.decode(errors="replace")


def _land(
    trunk: Trunk, action: Action[M], seen: Seen, asked: Request, when: datetime
) -> Landing[M]:
    trunk = trunk.ready()  # before anything is written
    reader = Reader(trunk.path(""))  # keeps what it has read for when the trunk moves

    def build(base: Base, day: date) -> tuple[Sequence[Change], str, M]:
        here = OnTrunk(trunk, base, day, reader)
        _refuse_other(here, seen, asked.behind)
        plan = action.plan(here)
        refuse_unsigned(here, plan.changes, trunk.pen, asked.inspected_by)
        return plan.changes, plan.message, plan.made

    return trunk.land(build, asked, when=when)


@dataclass(frozen=True, kw_only=True)
class SignedAction(Action[M]):
    """An action that may rewrite something; ``by`` is "" until it is the person who signs."""

    by: str = ""

    @classmethod
    def from_facts(cls, facts: Mapping[str, Any], request: str) -> Self:
        return super().from_facts({"by": "", **facts}, request)  # older programs named nobody

    def signed(self, signer: Callable[[], str]) -> Self:
        return replace(self, by=self.by or signer())
