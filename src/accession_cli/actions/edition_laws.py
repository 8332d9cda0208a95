"""What the directory says of the laws it cites: which have changed, and how many were looked at."""

from collections.abc import Iterable, Iterator
from datetime import date

from accession_cli.scheme.directory import Citations, Item, LegalChange
from accession_cli.scheme.law_changes import fate, is_known, successor
from accession_cli.scheme.registry import Registry
from accession_cli.scheme.task import LawBasis, Task


def citations(registry: Registry, items: Iterable[Item], day: date) -> Citations:
    """How many citations hold on *day*, and how many nothing is known of."""
    unchanged = unchecked = 0
    for item in items:
        for cited in _laws(item.task):
            if fate(registry.statutes, cited, day) is not None:
                continue
            known = is_known(registry.statutes, cited)
            unchanged += known
            unchecked += not known
    return Citations(unchanged=unchanged, unchecked=unchecked)


def legal_changes(
    registry: Registry, items: tuple[Item, ...], day: date
) -> tuple[LegalChange, ...]:
    """The citations that no longer hold on *day*, in the order of the items."""
    found = []
    for item in items:
        for basis in _laws(item.task):
            state = fate(registry.statutes, basis, day)
            if state is None:
                continue
            found.append(
                LegalChange(
                    number=item.number,
                    task=item.task,
                    agency=item.agency,
                    cited=basis,
                    state=state[0],
                    since=state[1],
                    successor=successor(registry.statutes, basis, day),
                )
            )
    return tuple(found)


def _laws(task: Task) -> Iterator[LawBasis]:
    """Every citation of a law: of the task's own basis and of what its mechanism rests on."""
    asked = (task.mechanism.basis,) if task.mechanism else ()
    for basis in (*task.basis, *asked):
        if isinstance(basis, LawBasis):
            yield basis
