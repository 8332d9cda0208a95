"""What every command that writes does before it writes: check the registry as it would become."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date

from accession_cli.actions.examine_loaded import examine
from accession_cli.errors import AccessionError, Exit
from accession_cli.finding import Finding, Place, Severity, key_path
from accession_cli.gitstore.branches import Base
from accession_cli.gitstore.commit import Change
from accession_cli.gitstore.trunk import Landing, Trunk
from accession_cli.i18n import N_
from accession_cli.registry.commits import files_at
from accession_cli.registry.files import Source
from accession_cli.registry.names import SCHEME
from accession_cli.registry.reading import Loaded, ProfileUnusable

__all__ = [
    "Landing",
    "NotAdmissible",
    "changes_of",
    "refuse_unless_sound",
    "sources_at",
    "with_texts",
]

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


class NotOnTrunk(AccessionError):
    """The registry lies in the work tree, but the trunk does not have it."""

    exit_code = Exit.UNREADABLE
    says = N_("The trunk {trunk} does not have {path}, so no record can be put there yet.")
    mend = N_("Commit the registry with git add and git commit; where there is a remote, push it.")


def sources_at(trunk: Trunk, base: Base) -> tuple[Source, ...]:
    """The registry's files on the trunk; ``NotOnTrunk`` when it was never committed there."""
    found = files_at(trunk.files, base.commit, trunk.folder) if base.commit else ()
    if not any(source.name == SCHEME for source in found):
        raise NotOnTrunk(path=trunk.path(SCHEME), trunk=trunk.branch.name)
    return found


def refuse_unless_sound(
    loaded: Loaded, today: date, paths: Collection[str], locate: Locate
) -> tuple[Finding, ...]:
    """The remarks on the files at *paths*; raises ``NotAdmissible`` when one is an error.

    *locate* tells where a person finds what a finding speaks of, which need not be the file that
    is going to be written.
    """
    if loaded.registry is None:
        raise ProfileUnusable(path=loaded.unusable)
    moved = (
        replace(finding, place=locate(finding.place.path, key_path(finding.key)))
        for finding in examine(loaded, today, paths)
    )
    found = tuple(sorted(moved, key=lambda finding: (finding.place, finding.code)))
    if any(finding.severity is Severity.ERROR for finding in found):
        # a hint is nothing that has to be mended first
        raise NotAdmissible(tuple(f for f in found if f.severity is not Severity.HINT))
    return found


def with_texts(sources: Sequence[Source], texts: Mapping[str, str]) -> list[Source]:
    """The registry's files with those of *texts* put in, by their names."""
    others = [source for source in sources if source.name not in texts]
    put = [Source(name, text.encode()) for name, text in texts.items()]
    return sorted([*others, *put], key=lambda source: source.name)


def changes_of(trunk: Trunk, base: Base, texts: Mapping[str, str]) -> list[Change]:
    """What has to be written so that the trunk holds *texts*, guarded by what stands there now."""
    blobs = {path: entry.sha for path, entry in trunk.entries(base).items()}
    return [
        Change(path=trunk.path(name), data=text.encode(), seen=blobs.get(trunk.path(name)))
        for name, text in texts.items()
    ]
