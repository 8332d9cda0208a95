"""Checks of the clone itself: git, who signs, how files are written, what was left behind."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

from accession_cli.actions.clone_health.facts import CloneFacts, Facts
from accession_cli.actions.clone_health.observation import (
    Cure,
    Observation,
    hint,
    known,
    refused,
    well,
    wrong,
)
from accession_cli.gitstore.clone import OLDEST_GIT
from accession_cli.gitstore.git import CHINA, IdentityMissing
from accession_cli.gitstore.past import PLAIN
from accession_cli.i18n import N_

_SLACK: Final = timedelta(minutes=10)  # clocks of two machines never agree to the second
_KINDS: Final = {
    "100755": N_("{path} is marked as a program."),
    "120000": N_("{path} is a link."),
    "160000": N_("{path} is another repository."),
}


def versions(facts: Facts) -> Sequence[Observation]:
    git = known(facts.clone).settings
    if git.is_old:
        return [
            wrong(
                N_("Git is {version}, but accession needs {oldest} or later."),
                N_("Install a newer git."),
                version=git.version,
                oldest=".".join(map(str, OLDEST_GIT)),
            )
        ]
    says = N_("accession {tool}, Python {python}, git {git}")
    return [well(says, tool=facts.tool, python=facts.python, git=git.version)]


def signature(facts: Facts) -> Sequence[Observation]:
    signs = known(facts.clone).settings.signs
    if signs is None:
        return [refused(IdentityMissing(words="–"))]
    return [well(N_("Records are signed: {who}"), who=signs)]


def git_settings(facts: Facts) -> Sequence[Observation]:
    return list(_settings(known(facts.clone))) or [
        well(N_("Line ends and writing to the disk are set as they should be."))
    ]


def _settings(clone: CloneFacts) -> Iterator[Observation]:
    converts = clone.settings.get("core.autocrlf")
    fixed = any("eol=lf" in one.attribute for one in clone.tracked)
    if converts not in (None, "false") and not fixed:
        yield hint(
            N_("Git may turn the line ends of records into CR LF here (core.autocrlf {value})."),
            N_("Run: git config core.autocrlf false"),
            cure=Cure.AUTOCRLF,
            value=converts,
        )
    if clone.settings.get("core.fsync") != "all":
        yield hint(
            N_(
                "Accession waits until a record is on the disk; git's own commands do not here"
                " (core.fsync is not “all”), and a power cut may damage what they wrote."
            ),
            N_("Run: git config core.fsync all"),
            cure=Cure.FSYNC,
        )


def line_ends(facts: Facts) -> Sequence[Observation]:
    files = [one for one in known(facts.clone).tracked if one.path.endswith(".yaml")]
    found = []
    committed = [one.path for one in files if one.is_committed_with_cr]
    if committed:
        says = N_("Files committed with CR LF line ends: {count}, the first is {first}.")
        mend = N_("Run accession format, look at what changed, and commit it.")
        found.append(wrong(says, mend, count=len(committed), first=committed[0]))
    here = [one.path for one in files if one.has_cr and not one.is_committed_with_cr]
    if here:
        says = N_("Files with CR LF line ends in the work tree: {count}, the first is {first}.")
        mend = N_("Set core.autocrlf to false, then write the files with LF: accession format")
        found.append(wrong(says, mend, cure=Cure.LINE_ENDS, count=len(here), first=here[0]))
    return found or [well(N_("All files of the registry end their lines with LF."))]


def kinds_of_files(facts: Facts) -> Sequence[Observation]:
    found = [*_odd_modes(known(facts.clone)), *_twins(known(facts.clone))]
    return found or [well(N_("All are plain files, and no two names differ in case alone."))]


def _odd_modes(clone: CloneFacts) -> Iterator[Observation]:
    for one in clone.tracked:
        if one.mode == PLAIN:
            continue
        if one.mode == "100755":
            mend = N_("Run: git update-index --chmod=-x {path} and commit that.")
        else:
            mend = N_("Put the file itself there, and commit that.")
        yield wrong(_KINDS.get(one.mode, N_("{path} is no plain file.")), mend, path=one.path)


def _twins(clone: CloneFacts) -> Iterator[Observation]:
    alike = defaultdict(list)
    for one in clone.tracked:
        alike[unicodedata.normalize("NFC", one.path).casefold()].append(one.path)
    for first, *others in alike.values():
        for other in others:
            says = N_("{path} and {other} are one file on Windows and macOS.")
            mend = N_("Keep one of the two: git rm the other, and commit that.")
            yield wrong(says, mend, path=first, other=other)


def left_behind(facts: Facts) -> Sequence[Observation]:
    clone = known(facts.clone)
    if clone.busy:
        says = N_("Another accession command is recording in this clone; its locks are its own.")
        return [hint(says, N_("Wait until it has ended, then look again."))]
    found = []
    if clone.half_moved:
        says = N_("An accession command was stopped while it moved your files to a new commit.")
        mend = N_("Run accession sync: it puts back what was left half done.")
        found.append(wrong(says, mend, cure=Cure.HEAL))
    found += _locks(clone)
    return found or [well(N_("No lock and nothing half done was left behind."))]


def _locks(clone: CloneFacts) -> Iterator[Observation]:
    for lock in clone.locks:
        path, since, holder = lock.path, _shown(lock.since), lock.holder
        if lock.ours:
            says = N_("{path} was left on {since} by an accession command that was stopped.")
            mend = N_("Run accession sync: it puts back what was left half done.")
            yield wrong(says, mend, cure=Cure.HEAL, path=path, since=since)
        elif lock.holder:
            says = N_("{path} is held by {holder} since {since}.")
            mend = N_("Wait until that program has ended; end it yourself only if it hangs.")
            yield hint(says, mend, path=path, since=since, holder=holder)
        else:
            says = N_("{path} is there since {since}, and no program is seen to hold it.")
            mend = N_("Make sure that no git command is running in this clone, then remove it.")
            yield wrong(says, mend, path=path, since=since)


def work_tree(facts: Facts) -> Sequence[Observation]:
    clone = known(facts.clone)
    found = []
    if clone.under_way is not None:
        says = N_("A git {operation} is under way in your work tree.")
        mend = N_("Finish or abort the {operation}; git status says how.")
        found.append(wrong(says, mend, operation=clone.under_way))
    if clone.dirty:
        says = N_(
            "Files of the registry with changes that no commit holds: {count}, for one {first}."
        )
        mend = N_("Look with git status; commit them, or undo them with git restore.")
        found.append(hint(says, mend, count=len(clone.dirty), first=clone.dirty[0]))
    return found or [well(N_("No file of the registry has changes that are not committed."))]


def history(facts: Facts) -> Sequence[Observation]:
    if known(facts.clone).settings.shallow:
        says = N_("The clone has only the newest part of the history.")
        mend = N_("Run git fetch --unshallow: the directory and what changed need all of it.")
        return [wrong(says, mend)]
    return [well(N_("The whole history is here."))]


def clock(facts: Facts) -> Sequence[Observation]:
    newest = known(facts.clone).newest
    if newest is not None and newest > facts.now + _SLACK:
        return [
            wrong(
                N_("The newest commit is of {newest}, but this machine's clock says {now}."),
                N_("Set the clock of this machine, or find out whose clock was wrong."),
                newest=_shown(newest),
                now=_shown(facts.now),
            )
        ]
    return [well(N_("It is {now}, and no commit is of a later time."), now=_shown(facts.now))]


def hook(facts: Facts) -> Sequence[Observation]:
    there = known(facts.clone).has_hook
    if there:
        return [well(N_("A pre-commit hook checks what you commit by hand."))]
    says = N_("Nothing checks the registry before you commit by hand: there is no pre-commit hook.")
    if there is None:
        mend = N_("Call accession validate in a pre-commit hook, in the folder of core.hooksPath.")
        return [hint(says, mend)]
    return [hint(says, "", cure=Cure.HOOK)]


def _shown(time: datetime) -> str:
    return f"{time.astimezone(CHINA):%Y-%m-%d %H:%M}"
