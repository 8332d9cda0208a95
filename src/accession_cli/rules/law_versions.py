"""The table of law versions agrees with itself; citations are judged by it (scheme 3.1)."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from accession_cli.finding import Severity
from accession_cli.i18n import N_
from accession_cli.rules.rule import Breach, over_registry
from accession_cli.rules.world import World

_STATUTES: Final = "statutes.yaml"


@over_registry(
    "G401",
    "scheme 3.1",
    about=N_("The versions of a law stand in the order in which they came into force."),
    says=N_("{law} ({version}) came into force on {since}, but stands after a later version."),
    mend=N_("Put the versions of a law in order, the oldest first."),
)
def versions_stand_in_order(world: World) -> Iterator[Breach]:
    latest = dict[str, date]()
    for at, known in enumerate(world.registry.statutes.versions):
        since = known.effective_from
        if since is None:
            continue
        if since < latest.get(known.law, since):
            facts = {"law": known.law, "version": known.version, "since": since}
            yield Breach(("statutes", at, "effective_from"), facts, world.path(_STATUTES))
        latest[known.law] = max(since, latest.get(known.law, since))


@over_registry(
    "G402",
    "scheme 3.1",
    about=N_("A version of a law stands in statutes.yaml once."),
    says=N_("{law} ({version}) stands here twice."),
    mend=N_("Put what is known into one entry and delete the other."),
)
def versions_stand_once(world: World) -> Iterator[Breach]:
    seen: set[tuple[str, str]] = set()
    for at, known in enumerate(world.registry.statutes.versions):
        if (known.law, known.version) in seen:
            facts = {"law": known.law, "version": known.version}
            yield Breach(("statutes", at, "version"), facts, world.path(_STATUTES))
        seen.add((known.law, known.version))


@over_registry(
    "G403",
    "scheme 3.1",
    about=N_("A law is repealed after it came into force."),
    says=N_(
        "{law} is said to be repealed from {repealed}, but it came into force only on {since}."
    ),
    mend=N_("Correct the date that is wrong; repealed_on is the first day it no longer holds."),
)
def repealed_after_it_came_into_force(world: World) -> Iterator[Breach]:
    for at, known in enumerate(world.registry.statutes.versions):
        since, repealed = known.effective_from, known.repealed_on
        if since is not None and repealed is not None and repealed <= since:
            facts = {"law": known.law, "repealed": repealed, "since": since}
            yield Breach(("statutes", at, "repealed_on"), facts, world.path(_STATUTES))


@over_registry(
    "G404",
    "scheme 3.1",
    Severity.HINT,
    about=N_("The law that took another's place stands in statutes.yaml too."),
    says=N_("{law} ({version}) is named as a successor, but is not in statutes.yaml."),
    mend=N_("Add it with the day it came into force, or correct the name."),
)
def successors_are_known(world: World) -> Iterator[Breach]:
    for at, known in enumerate(world.registry.statutes.versions):
        successor = known.replaced_by
        if successor is not None and world.law_version(*successor) is None:
            facts = {"law": successor[0], "version": successor[1]}
            yield Breach(("statutes", at, "replaced_by"), facts, world.path(_STATUTES))
