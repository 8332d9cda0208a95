"""Say what a registry still lacks before its first task can be handed down."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from accession_cli.i18n import N_, _
from accession_cli.scheme.registry import Registry


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    """One thing that is missing: ``says`` and ``hint`` are filled with ``facts``."""

    what: str
    says: str
    hint: str
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """What is missing, in the reader's language."""
        return _(self.says).format(**self.facts)

    @property
    def remedy(self) -> str:
        """What to do about it, in the reader's language."""
        return _(self.hint).format(**self.facts)


NO_AGENCIES: Final = Lack(
    what="agencies",
    says=N_("The list of agencies has only the bodies that decide, and nobody who applies."),
    hint=N_("Run accession roster export, fill in 部门.xlsx, and run accession roster import."),
)
NO_PLACES: Final = Lack(
    what="subdistricts",
    says=N_("The list of subdistricts is empty, so no task can be handed down to anybody."),
    hint=N_("Run accession roster export, fill in 街道社区.xlsx, and run accession roster import."),
)
_CLAUSES: Final = N_("Clauses whose number in the scheme nobody has confirmed: {count}.")
_CONFIRM: Final = N_(
    "Write under clauses in registry/scheme.yaml how your scheme numbers each; papers cite only"
    " these."
)


def only_deciding(registry: Registry) -> bool:
    """Whether the list of agencies has nobody but the bodies that decide."""
    return set(registry.agencies) <= {body.agency for body in registry.scheme.bodies.values()}


def lacks(registry: Registry) -> Iterator[Lack]:
    """What *registry* lacks, as long as no task of it was handed down; then nothing."""
    if any(file.task.dispatch for file in registry.tasks):
        return
    if only_deciding(registry):
        yield NO_AGENCIES
    if not registry.subdistricts:
        yield NO_PLACES
    unconfirmed = sum(printed is None for printed in registry.scheme.clauses.values())
    if unconfirmed:
        yield Lack(what="clauses", says=_CLAUSES, hint=_CONFIRM, facts={"count": unconfirmed})
