"""Judge the facts of a clone, one check after another.

To add a check, write a generator from ``Facts`` to observations and decorate it with ``check``.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final, Literal, TypeAlias

from accession_cli.actions.clone_facts import Facts, TrunkFacts, known
from accession_cli.errors import Exit, Refusal, Refused
from accession_cli.gitstore import clone
from accession_cli.gitstore.branches import RemoteUnreachable, ServerLost, TrunkRewritten
from accession_cli.gitstore.git import CHINA, PROGRAM_ON_THE_WAY, CloneDamaged, masked
from accession_cli.gitstore.outbox import OutboxDamaged
from accession_cli.gitstore.past import PLAIN
from accession_cli.gitstore.programs import on_the_way
from accession_cli.gitstore.signing import IDENTITY_MISSING
from accession_cli.i18n import N_, _
from accession_cli.scheme.registry import lacks

State: TypeAlias = Literal["well", "hint", "wrong", "unseen"]


@dataclass(frozen=True, slots=True)
class Observation:
    """One thing seen. ``says`` and ``hint`` are English sentences with ``{fields}`` for facts.

    State "hint" fails nothing, "wrong" needs mending, "unseen" could not be looked at. ``hint``
    says what a person does; it may be "" with a ``cure``, which is a name in ``CURES``.
    """

    state: State
    says: str
    hint: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)
    cure: str = ""
    exit_code: Exit = Exit.FOUND

    @property
    def message(self) -> str:
        """What was seen, in the reader's language."""
        return _(self.says).format(**self.facts)

    @property
    def remedy(self) -> str:
        """What to do about it, in the reader's language; "" when there is nothing to do."""
        return _(self.hint).format(**self.facts) if self.hint else ""


well: Final = partial(Observation, "well")


unseen: Final = partial(Observation, "unseen")


remark: Final = partial(Observation, "hint")


wrong: Final = partial(Observation, "wrong")


def _because(refused: Refused) -> Observation:
    """The observation for a refusal."""
    return wrong(refused.refusal.says, refused.refusal.hint, refused.facts)


_MODES: Final = {
    "100755": N_("{path} is marked as a program."),
    "120000": N_("{path} is a link."),
    "160000": N_("{path} is another repository."),
}


_SLACK: Final = timedelta(minutes=10)  # clocks of two machines never agree to the second


_MEBIBYTE: Final = 1024 * 1024


_TOO_LITTLE: Final = 100 * _MEBIBYTE


_LITTLE: Final = 1024 * _MEBIBYTE


#: So many settings are told one by one, each with so much of its value.
_LISTED: Final = 30


_WIDEST: Final = 120


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that is looked at: ``look`` judges the gathered facts and reads nothing more.

    ``well`` is the observation when ``look`` yields none.
    """

    name: str
    about: str
    look: Callable[[Any], Iterator[Observation]]
    well: str


def check(
    name: str, about: str, well: str = ""
) -> Callable[[Callable[[Facts], Iterator[Observation]]], Check]:
    """A decorator that turns a generator of observations into a check."""
    return lambda look: Check(name, about, look, well)


@check("clone", N_("Git folder"), N_("Git can read all that it wrote here."))
def _git_folder(facts: Facts) -> Iterator[Observation]:
    for one in facts.damages:
        yield wrong(one.says, one.hint, one.facts, "clone")


@check("versions", N_("Programs"))
def _versions(facts: Facts) -> Iterator[Observation]:
    git = known(facts.clone).settings
    if git.is_old:
        says = N_("Git is {version}, but accession needs {oldest} or later.")
        oldest = ".".join(map(str, clone.OLDEST_GIT))
        yield wrong(says, N_("Install a newer git."), {"version": git.version, "oldest": oldest})
    else:
        says = N_("accession {tool}, Python {python}, git {git}")
        yield well(says, facts={"tool": facts.tool, "python": facts.python, "git": git.version})


@check("registry", N_("Registry"))
def _registry_read(facts: Facts) -> Iterator[Observation]:
    found = known(facts.registry)
    scheme = found.registry.scheme
    if found.errors:
        says = N_("There are errors in how files are written or what they hold: {count}.")
        yield wrong(says, N_("Run accession validate and mend them."), {"count": found.errors})
    else:
        says = N_("{district}, tasks: {tasks}.")
        if scheme.sample:
            says = N_("{district}, tasks: {tasks}. A sample: nothing of it is ever pushed.")
        yield well(says, facts={"district": scheme.district, "tasks": len(found.registry.tasks)})


@check("signature", N_("Signature"))
def _signature(facts: Facts) -> Iterator[Observation]:
    signs = known(facts.clone).settings.signs
    if signs is None:
        yield _because(IDENTITY_MISSING(words="–"))
    else:
        yield well(N_("Records are signed: {who}"), facts={"who": signs})


@check("trunk", N_("Trunk"))
def _trunk_stands(facts: Facts) -> Iterator[Observation]:
    found = known(facts.trunk)
    branch, trunk, refusal = found.branch, found.name, found.refusal
    if branch is None and known(facts.registry).registry.scheme.sample:
        yield well(N_("It is the branch {name} of this clone: a sample."), facts={"name": trunk})
    elif branch is None:
        says = N_("There is no server: the only copy of the registry is on this machine.")
        hint = N_(
            "Set one up with accession init --server, then git remote add origin and git push."
        )
        yield remark(says, hint)
    elif isinstance(refusal, TrunkRewritten):
        says = N_("The history of {trunk} was rewritten: commits seen here are gone from it.")
        hint = N_(
            "Ask whoever looks after the remote why. If it was done on purpose, make a fresh clone"
            " and work there."
        )
        yield wrong(says, hint, {"trunk": trunk}, exit_code=Exit.TAMPERED)
    elif isinstance(refusal, CloneDamaged | ServerLost):
        raise refusal
    elif isinstance(refusal, RemoteUnreachable):
        says = N_("The remote {remote} cannot be reached. Git says: {words}")
        hint = N_("Check the connection and your access; what you file meanwhile waits here.")
        yield wrong(
            says, hint, {"remote": refusal.facts["remote"], "words": refusal.facts["words"]}
        )
    elif refusal is not None:
        yield _because(refusal)
    else:
        yield from _branch_stands(found, online=facts.online)


def _branch_stands(found: TrunkFacts, *, online: bool) -> Iterator[Observation]:
    branch, trunk = found.branch, found.name
    if found.current != branch:
        says = N_("Your work tree is on {current}, not on {branch}, so it does not follow {trunk}.")
        hint = N_("Run: git switch {branch}")
        yield remark(
            says, hint, {"current": found.current or "HEAD", "branch": branch, "trunk": trunk}
        )
    if found.ahead:
        says = N_("Commits of your branch {branch} that {trunk} does not have: {count}.")
        hint = N_("Bring them there with git pull --rebase and git push, or ask for help.")
        yield wrong(says, hint, {"count": found.ahead, "branch": branch, "trunk": trunk})
    elif found.behind:
        says = N_("Commits of {trunk} that your branch {branch} does not have yet: {count}.")
        hint = N_("Run accession sync.")
        yield remark(
            says, hint, {"count": found.behind, "branch": branch, "trunk": trunk}, cure="catch_up"
        )
    elif found.current == branch and online:
        yield well(
            N_("{trunk} can be reached, and your branch is as it is."), facts={"trunk": trunk}
        )
    elif found.current == branch:
        yield unseen(N_("{trunk} was not asked: --offline."), facts={"trunk": trunk})


@check("beginning", N_("Beginning"), N_("Nothing is missing before a task can be handed down."))
def _begun(facts: Facts) -> Iterator[Observation]:
    for lack in lacks(known(facts.registry).registry):
        yield remark(lack.says, lack.hint, lack.facts)


@check("outbox", N_("Outbox"), N_("Nothing waits to be sent."))
def _outbox(facts: Facts) -> Iterator[Observation]:
    says = N_("Request {id} of {asked} is not in the registry yet (accession {command}: {about}).")
    hint = N_("Send it with accession sync, or drop it with accession sync --drop {id}.")
    for one in known(facts.outbox):
        if isinstance(one, OutboxDamaged):
            yield _because(one)
        else:
            asked, command = _shown(one.asked), one.verb
            told = {"id": one.id[:8], "asked": asked, "command": command, "about": one.about}
            yield wrong(says, hint, told)


@check("drafts", N_("Drafts"), N_("No draft is kept."))
def _drafts(facts: Facts) -> Iterator[Observation]:
    says = N_("What was typed on {since} and not filed is kept in {path}.")
    hint = N_("File it with accession file --from {path}, or remove the file.")
    for one in known(facts.drafts):
        yield remark(says, hint, {"since": _shown(one.since), "path": one.path})


@check("answers", N_("Answers"), N_("No answers are kept of questions that were left half way."))
def _answers(facts: Facts) -> Iterator[Observation]:
    says = N_("The questions of accession {verb} were left on {since}; what was answered is kept.")
    hint = N_("Go on with accession {verb} --resume, or remove {path}.")
    for one in known(facts.answers):
        yield remark(
            says, hint, {"verb": one.command, "since": _shown(one.since), "path": one.path}
        )


@check("left_behind", N_("Left behind"), N_("No lock and nothing half done was left behind."))
def _left_behind(facts: Facts) -> Iterator[Observation]:
    there = known(facts.clone)
    if there.busy:
        says = N_("Another accession command is recording in this clone; its locks are its own.")
        yield remark(says, N_("Wait until it has ended, then look again."))
        return
    ours = N_("Run accession sync: it puts back what was left half done.")
    if there.half_moved:
        says = N_("An accession command was stopped while it moved your files to a new commit.")
        yield wrong(says, ours, cure="heal")
    for lock in there.locks:
        path, since = lock.path, _shown(lock.since)
        if lock.ours:
            says = N_("{path} was left on {since} by an accession command that was stopped.")
            yield wrong(says, ours, {"path": path, "since": since}, cure="heal")
        elif lock.holder:
            says = N_("{path} is held by {holder} since {since}.")
            hint = N_("Wait until that program has ended; end it yourself only if it hangs.")
            yield remark(says, hint, {"path": path, "since": since, "holder": lock.holder})
        else:
            says = N_("{path} is there since {since}, and no program is seen to hold it.")
            hint = N_("Make sure that no git command is running in this clone, then remove it.")
            yield wrong(says, hint, {"path": path, "since": since})


@check(
    "work_tree", N_("Work tree"), N_("No file of the registry has changes that are not committed.")
)
def _work_tree(facts: Facts) -> Iterator[Observation]:
    there = known(facts.clone)
    if there.under_way is not None:
        says = N_("A git {operation} is under way in your work tree.")
        hint = N_("Finish or abort the {operation}; git status says how.")
        yield wrong(says, hint, {"operation": there.under_way})
    if there.dirty:
        says = N_(
            "Files of the registry with changes that no commit holds: {count}, for one {first}."
        )
        hint = N_("Look with git status; commit them, or undo them with git restore.")
        yield remark(says, hint, {"count": len(there.dirty), "first": there.dirty[0]})


@check("files", N_("Files"), N_("All are plain files, and no two names differ in case alone."))
def _files(facts: Facts) -> Iterator[Observation]:
    alike = defaultdict(list)
    for one in known(facts.clone).tracked:
        alike[unicodedata.normalize("NFC", one.path).casefold()].append(one.path)
        hint = N_("Put the file itself there, and commit that.")
        if one.mode == "100755":
            hint = N_("Run: git update-index --chmod=-x {path} and commit that.")
        if one.mode != PLAIN:
            yield wrong(
                _MODES.get(one.mode, N_("{path} is no plain file.")), hint, {"path": one.path}
            )
    for first, *others in alike.values():
        for other in others:
            says = N_("{path} and {other} are one file on Windows and macOS.")
            hint = N_("Keep one of the two: git rm the other, and commit that.")
            yield wrong(says, hint, {"path": first, "other": other})


@check("line_ends", N_("Line ends"), N_("All files of the registry end their lines with LF."))
def _line_ends(facts: Facts) -> Iterator[Observation]:
    ends = [one for one in known(facts.clone).tracked if one.path.endswith(".yaml")]
    committed = [one.path for one in ends if one.is_committed_with_cr]
    if committed:
        says = N_("Files committed with CR LF line ends: {count}, the first is {first}.")
        hint = N_("Run accession format, look at what changed, and commit it.")
        yield wrong(says, hint, {"count": len(committed), "first": committed[0]})
    here = [one.path for one in ends if one.has_cr and not one.is_committed_with_cr]
    if here:
        says = N_("Files with CR LF line ends in the work tree: {count}, the first is {first}.")
        hint = N_("Set core.autocrlf to false, then write the files with LF: accession format")
        yield wrong(says, hint, {"count": len(here), "first": here[0]}, cure="line_ends")


@check(
    "settings",
    N_("Git settings"),
    N_("Line ends and writing to the disk are set as they should be."),
)
def _settings(facts: Facts) -> Iterator[Observation]:
    there = known(facts.clone)
    converts = there.settings.get("core.autocrlf")
    fixed = any("eol=lf" in one.attribute for one in there.tracked)
    if converts not in (None, "false") and not fixed:
        says = N_("Git may turn the line ends of records into CR LF here (core.autocrlf {value}).")
        hint = N_("Run: git config core.autocrlf false")
        yield remark(says, hint, {"value": converts}, cure="autocrlf")
    if there.settings.get("core.fsync") != "all":
        says = N_(
            "Accession waits until a record is on the disk; git's own commands do not here"
            " (core.fsync is not “all”), and a power cut may damage what they wrote."
        )
        yield remark(says, N_("Run: git config core.fsync all"), cure="fsync")


@check(
    "programs",
    N_("Foreign programs"),
    N_("Nothing that came with the clone has git run other programs."),
)
def _programs(facts: Facts) -> Iterator[Observation]:
    there = known(facts.clone).settings
    hint = N_(
        "Accession runs it at no command that only reads. If you do not know it, record nothing in"
        " this clone, and ask whoever gave it to you."
    )
    barred = on_the_way(one for one, _says in there.programs)
    first = sorted(there.programs, key=lambda named: named[0].name not in barred)
    for one, says in first[:_LISTED]:
        told = {"file": one.origin, "name": one.name, "value": masked(one.value)[:_WIDEST]}
        if one.name in barred:
            refused = PROGRAM_ON_THE_WAY.hint
            yield wrong(says, refused, {**told, "first": one.name})
        else:
            yield remark(says, hint, told)
    for path in there.hooks_of_others:
        says = N_("Git runs the hook {path}, which accession did not install.")
        yield remark(says, hint, {"path": path})
    if there.programs[_LISTED:]:
        says = N_("There are further settings of this kind: {count}.")
        yield remark(says, facts={"count": len(there.programs) - _LISTED})


@check("history", N_("History"), N_("The whole history is here."))
def _history(facts: Facts) -> Iterator[Observation]:
    if known(facts.clone).settings.shallow:
        says = N_("The clone has only the newest part of the history.")
        hint = N_("Run git fetch --unshallow: the directory and what changed need all of it.")
        yield wrong(says, hint)


@check("clock", N_("Clock"))
def _clock(facts: Facts) -> Iterator[Observation]:
    newest, now = known(facts.clone).newest, _shown(facts.now)
    if newest is not None and newest > facts.now + _SLACK:
        says = N_("The newest commit is of {newest}, but this machine's clock says {now}.")
        hint = N_("Set the clock of this machine, or find out whose clock was wrong.")
        yield wrong(says, hint, {"newest": _shown(newest), "now": now})
    else:
        yield well(N_("It is {now}, and no commit is of a later time."), facts={"now": now})


@check(
    "calendar", N_("Calendar"), N_("The notices of all years that days are counted in are known.")
)
def _calendar(facts: Facts) -> Iterator[Observation]:
    years = known(facts.registry).years
    past = [year for year in years if year <= facts.now.year]
    shown = "、".join(map(str, past or years))
    if past:
        says = N_("Days are counted in years whose notice is not known: {years}.")
        hint = N_("Enter the State Council's notices with accession calendar import.")
        yield wrong(says, hint, {"years": shown})
    elif years:
        says = N_("Dates in {years} are provisional: the notice of that year is not known.")
        hint = N_("When it has been published, enter it with accession calendar import.")
        yield remark(says, hint, {"years": shown})


@check("fonts", N_("Fonts"), N_("Every character of the register can be printed."))
def _fonts(facts: Facts) -> Iterator[Observation]:
    fonts = known(facts.registry).fonts
    if fonts.unseen:
        says = N_("No font has these characters, so no PDF can be made: {characters}")
        hint = N_("Put a font that has them into the registry's folder fonts.")
        yield wrong(says, hint, {"characters": fonts.unseen})
    if fonts.own and fonts.absent:
        says = N_("The registry's folder fonts lacks {names}; the PDF uses Noto in their place.")
        hint = N_("Put the fonts that your office has a licence for there, if you want them.")
        yield remark(says, hint, {"names": "、".join(fonts.absent)})


@check("hook", N_("Hook"), N_("A pre-commit hook checks what you commit by hand."))
def _hook(facts: Facts) -> Iterator[Observation]:
    there, old = known(facts.clone).has_hook, known(facts.clone).old_hook
    if old:
        says = N_(
            "The pre-commit hook is of an earlier version of accession: it does not see what a"
            " commit deletes or changes in records that were filed."
        )
        yield remark(says, cure="hook")
        return
    says = N_("Nothing checks the registry before you commit by hand: there is no pre-commit hook.")
    if there is None:
        hint = N_("Call accession validate in a pre-commit hook, in the folder of core.hooksPath.")
        yield remark(says, hint)
    elif not there:
        yield remark(says, cure="hook")


@check("editor", N_("Editor"), N_("Editors find the schema of every file."))
def _editor(facts: Facts) -> Iterator[Observation]:
    lost, stale = known(facts.registry).lost_schemas, known(facts.registry).stale_schemas
    if lost:
        says = N_("Files whose first line names a schema that is not there: {count}.")
        yield remark(says, facts={"count": len(lost)}, cure="schemas")
    elif stale:
        says = N_("Schemas for editors that are those of another version: {names}.")
        yield remark(says, facts={"names": "、".join(stale)}, cure="schemas")


@check("disk", N_("Disk"))
def _disk(facts: Facts) -> Iterator[Observation]:
    free = facts.free // _MEBIBYTE
    if facts.free < _LITTLE:
        sees = wrong if facts.free < _TOO_LITTLE else remark
        hint = N_("Make room before you go on recording.")
        yield sees(N_("Only {free} MB are free on the disk."), hint, {"free": free})
    else:
        yield well(N_("There is room on the disk: {free} MB."), facts={"free": free})


def _shown(time: datetime) -> str:
    return f"{time.astimezone(CHINA):%Y-%m-%d %H:%M}"


#: All checks, in the order in which they are reported.
CHECKS: Final = tuple(one for one in list(globals().values()) if isinstance(one, Check))


Examined: TypeAlias = tuple[tuple[Check, tuple[Observation, ...]], ...]


def examine_clone(facts: Facts) -> Examined:
    """The observations of every check on *facts*; the same refusal is reported only once."""
    told: list[tuple[Refusal, Mapping[str, object]]] = []
    return tuple((check, _look(check, facts, told)) for check in CHECKS)


def _look(
    check: Check, facts: Facts, told: list[tuple[Refusal, Mapping[str, object]]]
) -> tuple[Observation, ...]:
    try:
        return tuple(check.look(facts)) or (well(check.well),)
    except Refused as refused:
        known = facts.damages and isinstance(refused, CloneDamaged | ServerLost)
        if known or (refused.refusal, refused.facts) in told:
            return (unseen(N_("Not looked at.")),)
        told.append((refused.refusal, refused.facts))
        return (_because(refused),)
