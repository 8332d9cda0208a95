"""What differs between two states of one record, and which of it a correction accounts for.

A field that was sealed at the filing changes only together with a ``corrections`` entry that names
it, what stood there and what stands there now (scheme 3.3). What an entry means is ``as_known``'s
to say: it accounts for a change when taking it back leads from the new content to the old one.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from accession_cli.finding import key_path
from accession_cli.model.as_known import is_plain, unwound
from accession_cli.model.field_text import KeyPath, leaves
from accession_cli.model.task import Correction, Task

#: How a task came to be admitted, and under what number it was filed.
SEALED: Final = frozenset({"id", "application", "decision", "filing", "basis"})
#: What goes on after the filing; each has rules of its own.
GOING_ON: Final = frozenset(
    {"status", "retirement", "dispatch", "corrections", "supersedes", "superseded_by"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A field by its key, and its text before and after; None where nothing stands there."""

    key: KeyPath
    old: str | None
    new: str | None


def differences(before: object, after: object) -> tuple[Difference, ...]:
    """What differs, in the order of the record; how it is written plays no part."""
    if before == after:
        return ()
    then, now = leaves(before), leaves(after)
    return tuple(
        Difference(key=key, old=then.get(key), new=now.get(key))
        for key in dict.fromkeys([*then, *now])
        if then.get(key) != now.get(key)
    )


def grown(before: Sequence[object], after: Sequence[object]) -> bool:
    """Whether every entry of *before* is still in *after*, in its order."""
    rest = iter(after)
    return all(entry in rest for entry in before)


def new_corrections(before: Task, after: Task) -> tuple[Correction, ...]:
    """The entries that *after* has and *before* has not."""
    known = Counter(before.corrections)
    added = []
    for made in after.corrections:
        known[made] -= 1
        if known[made] < 0:
            added.append(made)
    return tuple(added)


def untrue_corrections(before: Task, after: Task) -> tuple[Correction, ...]:
    """New entries on a plain field that tell of another old or new content than the record has.

    An entry may be made up for: when the field was changed earlier, what stood there before this
    step is the new content of an entry.
    """
    back = unwound(after, new_corrections(before, after))
    stood, told = leaves(before), leaves(back.task)
    wrong = [made for made in back.undone if made in back.untrue]
    for made in back.undone:
        key = key_path(made.field)
        same = [one for one in back.undone if one.field == made.field]
        known = {told.get(key), *(_bare(one.new) for one in same)}
        if made not in wrong and stood.get(key) not in known:
            wrong.append(made)
    return tuple(wrong)


def unexplained(before: Task, after: Task) -> tuple[Difference, ...]:
    """The differences that no new correction speaks of, whatever the field."""
    found = differences(before, after)
    if not found:
        return ()
    back = unwound(after, new_corrections(before, after))
    left = {one.key for one in differences(before, back.task)}
    plain = {key_path(made.field) for made in back.undone}
    named = [
        key_path(made.field)
        for made in back.failed
        if made.old != made.new and not is_plain(made.field)
    ]
    whole = {str(root) for root, *_rest in (one.key for one in found) if _listed(root, before)}
    exchanged = {root for root in whole if _accounted(root, named, before, after)}
    return tuple(
        one
        for one in found
        if one.key in left
        and one.key not in plain
        and one.key[0] not in exchanged
        and not any(_touches(key, one.key) for key in named)
    )


def _listed(root: str | int, task: Task) -> bool:
    return isinstance(getattr(task, str(root), None), tuple)


def _accounted(root: str, named: Iterable[KeyPath], before: Task, after: Task) -> bool:
    """Whether entries were put into, or taken out of, a list by as many corrections.

    What stood behind them has another place now, which is no change of it.
    """
    then, now = getattr(before, root), getattr(after, root)
    if len(then) == len(now):
        return False
    gone, come = Counter(map(repr, then)), Counter(map(repr, now))
    changed = max((gone - come).total(), (come - gone).total())
    entries = {key for key in named if key[0] == root}
    return (root,) in entries or len(entries) >= changed


def _touches(one: KeyPath, other: KeyPath) -> bool:
    shared = min(len(one), len(other))
    return one[:shared] == other[:shared]


def _bare(text: str | None) -> str | None:
    return None if text is None else text.strip()
