"""Checks of the registry that ``accession validate`` does not make, and of the disk."""

from collections.abc import Iterator, Sequence
from typing import Final

from accession_cli.actions.clone_health.facts import Facts, RegistryFacts
from accession_cli.actions.clone_health.observation import (
    Cure,
    Observation,
    hint,
    known,
    well,
    wrong,
)
from accession_cli.i18n import N_

_MEBIBYTE: Final = 1024 * 1024
_TOO_LITTLE: Final = 100 * _MEBIBYTE
_LITTLE: Final = 1024 * _MEBIBYTE


def registry(facts: Facts) -> Sequence[Observation]:
    found = known(facts.registry)
    if found.errors:
        says = N_("There are errors in how files are written or what they hold: {count}.")
        return [wrong(says, N_("Run accession validate and mend them."), count=found.errors)]
    says = (
        N_("{district}, tasks: {tasks}. A sample: nothing of it is ever pushed.")
        if found.scheme.sample
        else N_("{district}, tasks: {tasks}.")
    )
    return [well(says, district=found.scheme.district, tasks=found.tasks)]


def calendar(facts: Facts) -> Sequence[Observation]:
    years = known(facts.registry).years
    past = [year for year in years if year <= facts.now.year]
    if past:
        return [
            wrong(
                N_("Days are counted in years whose notice is not known: {years}."),
                N_("Enter the State Council's notices with accession calendar import."),
                years="、".join(map(str, past)),
            )
        ]
    if years:
        return [
            hint(
                N_("Dates in {years} are provisional: the notice of that year is not known."),
                N_("When it has been published, enter it with accession calendar import."),
                years="、".join(map(str, years)),
            )
        ]
    return [well(N_("The notices of all years that days are counted in are known."))]


def fonts(facts: Facts) -> Sequence[Observation]:
    return list(_fonts(known(facts.registry))) or [
        well(N_("Every character of the register can be printed."))
    ]


def _fonts(found: RegistryFacts) -> Iterator[Observation]:
    if found.fonts.unseen:
        yield wrong(
            N_("No font has these characters, so no PDF can be made: {characters}"),
            N_("Put a font that has them into the registry's folder fonts."),
            characters=found.fonts.unseen,
        )
    if found.fonts.own and found.fonts.absent:
        yield hint(
            N_("The registry's folder fonts lacks {names}; the PDF uses Noto in their place."),
            N_("Put the fonts that your office has a licence for there, if you want them."),
            names="、".join(found.fonts.absent),
        )


def editor(facts: Facts) -> Sequence[Observation]:
    found = known(facts.registry)
    if found.lost_schemas:
        return [
            hint(
                N_("Files whose first line names a schema that is not there: {count}."),
                "",
                cure=Cure.SCHEMAS,
                count=len(found.lost_schemas),
            )
        ]
    if found.stale_schemas:
        return [
            hint(
                N_("Schemas for editors that are those of another version: {names}."),
                "",
                cure=Cure.SCHEMAS,
                names="、".join(found.stale_schemas),
            )
        ]
    return [well(N_("Editors find the schema of every file."))]


def disk(facts: Facts) -> Sequence[Observation]:
    free = facts.free // _MEBIBYTE
    mend = N_("Make room before you go on recording.")
    if facts.free < _TOO_LITTLE:
        return [wrong(N_("Only {free} MB are free on the disk."), mend, free=free)]
    if facts.free < _LITTLE:
        return [hint(N_("Only {free} MB are free on the disk."), mend, free=free)]
    return [well(N_("There is room on the disk: {free} MB."), free=free)]
