"""What every command that writes does before it writes: check the registry as it would become."""

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import date

from accession_cli.actions.validate import examine
from accession_cli.errors import AccessionError, Exit
from accession_cli.i18n import N_
from accession_cli.model.finding import Finding, Place, Severity, key_path
from accession_cli.store.registry_at import files_at
from accession_cli.store.registry_folder import Loaded, ProfileUnusable, Source
from accession_cli.store.trunk import Base, Landing, Trunk

__all__ = ["Landing", "NotAdmissible", "refuse_unless_sound", "sources_at"]

Locate = Callable[[str, tuple[str | int, ...]], Place]


class NotAdmissible(AccessionError):
    """The scheme, or the form of a record, says no; ``findings`` say where and why."""

    exit_code = Exit.FOUND
    says = N_("Nothing was recorded: errors found: {errors}.")
    mend = N_("Mend what is listed above and run the command again.")

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        errors = [found for found in findings if found.severity is Severity.ERROR]
        super().__init__(errors=len(errors))
        self.findings = findings


def sources_at(trunk: Trunk, base: Base) -> tuple[Source, ...]:
    """The registry's files on the trunk; none in a repository without a commit."""
    if base.commit is None:
        raise ProfileUnusable(path=trunk.path("scheme.yaml"))
    return files_at(trunk.git, base.commit, trunk.folder)


def refuse_unless_sound(
    loaded: Loaded, today: date, paths: Collection[str], locate: Locate
) -> tuple[Finding, ...]:
    """The remarks on the files at *paths*; raises ``NotAdmissible`` when one is an error.

    *locate* tells where a person finds what a finding speaks of, which need not be the file that
    is going to be written.
    """
    if loaded.registry is None:
        raise ProfileUnusable(path=f"{loaded.prefix}scheme.yaml")
    moved = (
        replace(finding, place=locate(finding.place.path, key_path(finding.key)))
        for finding in examine(loaded, today, paths)
    )
    found = tuple(sorted(moved, key=lambda finding: (finding.place, finding.code)))
    if any(finding.severity is Severity.ERROR for finding in found):
        raise NotAdmissible(found)
    return found
