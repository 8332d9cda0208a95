"""All that is gathered before anything is judged. A part that could not be read is its refusal."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from accession_cli.actions.send_queued import Waiting
from accession_cli.errors import AccessionError
from accession_cli.gitstore.clone import Settings
from accession_cli.gitstore.journals import LockFile
from accession_cli.gitstore.outbox import OutboxDamaged
from accession_cli.gitstore.past import Tracked
from accession_cli.papers.directory_pdf import FontsAtHand
from accession_cli.scheme.district import Scheme
from accession_cli.store.kept_drafts import KeptDraft


@dataclass(frozen=True, slots=True, kw_only=True)
class CloneFacts:
    """The clone, without looking at any remote. Paths in it are from the top.

    ``has_hook`` is True or False for git's own folder of hooks, None where another one is set.
    """

    settings: Settings
    locks: tuple[LockFile, ...]
    busy: bool
    half_moved: bool
    under_way: str | None
    dirty: tuple[str, ...]
    tracked: tuple[Tracked, ...]
    newest: datetime | None
    has_hook: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrunkFacts:
    """Where the trunk is, and how the clerk's branch of that name stands to it.

    ``branch`` is None where the trunk is local; ``asked`` says whether the remote was looked at.
    ``set_back``: commits that the remote once had are gone from it.
    """

    name: str
    branch: str | None
    current: str | None
    asked: bool
    refusal: AccessionError | None = None
    set_back: bool = False
    ahead: int = 0
    behind: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryFacts:
    """The registry as it lies. ``years`` are those that need a notice which is not known."""

    scheme: Scheme
    tasks: int
    errors: int
    years: tuple[int, ...]
    fonts: FontsAtHand
    lost_schemas: tuple[str, ...]
    stale_schemas: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    folder: Path
    now: datetime
    tool: str
    python: str
    free: int
    clone: CloneFacts | AccessionError
    registry: RegistryFacts | AccessionError
    trunk: TrunkFacts | AccessionError
    waiting: tuple[Waiting, ...] | AccessionError
    damaged: tuple[OutboxDamaged, ...]
    drafts: tuple[KeptDraft, ...] | AccessionError
