"""What is found in a history, and whether later commits have put it right.

An error is put right when the way from the last lawful version of its files to the newest one is
lawful: the file was put back, or a correction was entered late.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from accession_cli.actions.compare_commits import judged
from accession_cli.finding import Finding, Severity
from accession_cli.gitstore.file_state import FileState
from accession_cli.gitstore.past import Commit
from accession_cli.registry.versions import Between, FileVersions, form_findings, step
from accession_cli.rules.changed_files import (
    files_keep_their_names,
    numbers_are_given_once,
    numbers_follow_on,
)
from accession_cli.scheme.registry import TASKS, number_of, stem_of

MOVED: Final = files_keep_their_names.code
TWICE: Final = numbers_are_given_once.code
GAP: Final = numbers_follow_on.code
#: About the order of numbers, not about what a file says.
NUMBERS: Final = (TWICE, GAP)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """Something found in a commit (``None``: in the trunk as a whole).

    ``mended`` is an error that later commits have put right; it counts as a warning.
    """

    commit: Commit | None
    finding: Finding
    mended: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspicion:
    """An error, and the files it is about as they lawfully were."""

    trace: Trace
    files: tuple[tuple[str, FileState | None], ...]


def put_right(one: Suspicion, last: Mapping[str, FileState], versions: FileVersions) -> bool:
    """Whether the newest files, *last*, have nothing left of what *one* tells of."""
    if one.trace.finding.code == GAP:
        return _filled(one, last)
    lawful = {name: state for name, state in one.files if state is not None}
    names = tuple(name for name, _state in one.files)
    others = {name: state for name, state in last.items() if name not in names}
    made = Between(
        before={**others, **lawful}, after=last, names=names, given={}, single=False, earlier=""
    )
    found = [*form_findings(made, versions), *judged(step(made, versions), made, versions)]
    return not any(f.severity is Severity.ERROR and f.code not in NUMBERS for f in found)


def _filled(one: Suspicion, last: Mapping[str, FileState]) -> bool:
    """Whether the numbers that were left out have been given on another way since."""
    (name, _state), *_rest = one.files
    number = number_of(name, TASKS)
    if number is None:
        return False
    known = {stem_of(file) for file in last if file.startswith(TASKS)}
    first = int(str(one.trace.finding.facts["first"]).rpartition("-")[2])
    return all(
        str(replace(number, serial=serial)) in known for serial in range(first, number.serial)
    )
