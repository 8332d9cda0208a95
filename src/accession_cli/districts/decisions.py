"""Keep what people decided of a task and an entry: ``sameness.yaml``, the newest last.

Two people may decide at once. Each decision is written under a lock and only where the task has not
been decided otherwise since its author last looked, so nobody's word takes the place of another's
unseen.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from accession_cli.districts.centre_files import name_of, read_file, write_file
from accession_cli.districts.same import Decision
from accession_cli.errors import Exit, Refusal, reason
from accession_cli.files.writing import FileUnwritable
from accession_cli.i18n import N_
from accession_cli.registry.schemas import FileKind
from accession_cli.scheme.fields import form_of

#: Another program keeps the file to itself for longer than a decision takes.
DECISIONS_HELD: Final = Refusal(
    N_("Another accession has held {file} for {seconds} seconds, so this answer was not kept."),
    N_("Run the command again; what was decided before is kept."),
    Exit.MOVED,
)
_DECISION: Final = form_of(Decision)
_SECONDS: Final = 10
_LOCK: Final = ".sameness.lock"


@dataclass(frozen=True, slots=True)
class Kept:
    """What stands in the file now; ``other`` is the decision of somebody else that came before."""

    decisions: tuple[Decision, ...]
    other: Decision | None = None


def decisions_in(folder: Path) -> tuple[Decision, ...]:
    """What people decided, the oldest first; () where nobody has."""
    value: Mapping[str, Any] = read_file(FileKind.SAMENESS, folder) or {"decisions": []}
    return tuple(map(_DECISION.load, value["decisions"]))


def keep_decision(folder: Path, decision: Decision, seen: Collection[Decision]) -> Kept:
    """Add *decision* of somebody who has *seen* these; nothing where another came before.

    Another came before who decided on the same task and entry, or said that the task is an entry.
    """
    with _alone(folder):
        standing = decisions_in(folder)
        for one in reversed(standing):
            speaks_of_it = one.key == decision.key and (one.same or one.entry == decision.entry)
            if speaks_of_it and one not in seen:
                return Kept(standing, one)
        decisions = (*standing, decision)
        _write(folder, decisions)
        return Kept(decisions)


def take_back(folder: Path, decision: Decision) -> Kept:
    """Take *decision* out again, which was a slip of the same sitting."""
    with _alone(folder):
        known = list(decisions_in(folder))
        for at in reversed(range(len(known))):
            if known[at] == decision:
                del known[at]
                break
        _write(folder, known)
        return Kept(tuple(known))


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the file; raises ``DECISIONS_HELD`` when another does not let go of it."""
    from filelock import FileLock, Timeout  # imports asyncio, so only when somebody decides

    lock = FileLock(folder / _LOCK, timeout=_SECONDS, fallback_to_soft=False)
    try:
        lock.acquire()
    except Timeout as taken:
        raise DECISIONS_HELD(file=name_of(FileKind.SAMENESS), seconds=_SECONDS) from taken
    except OSError as error:
        raise FileUnwritable(path=folder / _LOCK, reason=reason(error)) from error
    try:
        yield
    finally:
        lock.release()


def _write(folder: Path, decisions: Iterable[Decision]) -> None:
    write_file(FileKind.SAMENESS, folder, {"decisions": [_DECISION.dump(one) for one in decisions]})
