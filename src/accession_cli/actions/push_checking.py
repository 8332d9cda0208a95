"""Check what is pushed to a server, before anything of it is taken.

The trunk is taken when its new commits are lawful, in a line, and honestly dated; another ref when
the server's settings name it. Every new file, wherever it lies, every message and the refs' names
are screened, whatever the ref. Nothing that was pushed is run.

Each commit is judged by itself, as ``verify`` judges it later, and the registry that they leave as
``validate`` does. Dates are held against the server's clock. A commit may arrive days after it was
made, and is told as late. It may not be of a day to come, nor of a day before its parent's unless
its message explains that. What it enters is dated the day on which it was made: filings,
corrections, amendments and keys. What was done before, as dispatches, is told.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from accession_cli.actions.history import Past, folder_in
from accession_cli.actions.history_judging import HistoryJudge, Trace, shown
from accession_cli.actions.validate_since import validate_commit
from accession_cli.errors import Exit, Refusal, Refused
from accession_cli.finding import Report, Severity
from accession_cli.gitstore.git import Git
from accession_cli.gitstore.past import RESTORED, Commit, states_at
from accession_cli.gitstore.pushed import (
    Content,
    Doors,
    Update,
    between,
    brought,
    contents,
    in_turn,
    text_of_tag,
)
from accession_cli.i18n import N_, _
from accession_cli.office.apart import CARRIED, LARGEST, text_inside
from accession_cli.office.inner_text import PDF_MAGIC, ZIP_MAGIC, InnerText, plain_text
from accession_cli.registry.files import (
    ATTRIBUTES,
    FOR_OTHERS,
    SCHEME,
    own_attributes,
    own_schemas,
)
from accession_cli.registry.versions import FileVersions
from accession_cli.scheme.registry import PUBLICATION, RECORDS
from accession_cli.secrecy.codes import SuspicionKind
from accession_cli.secrecy.screening import (
    Caught,
    MarkedSecret,
    Passage,
    PersonalNumber,
    caught_in,
    shown_place,
)

_SHORT: Final = 12
_OLE_MAGIC: Final = b"\xd0\xcf\x11\xe0"
#: Lines of a commit that say nothing a person wrote: names of objects, and a signature.
_OF_GIT: Final = (b"tree ", b"parent ", b"object ", b"type ", b"encoding ", b"mergetag ", b" ")

TOO_LARGE: Final = Refusal(
    N_("Not taken: {where} is larger than {size} MB, so that nobody could look through it."),
    N_("Leave it out of the registry; a record names such a paper by its name and its hash."),
    Exit.SECRET,
)


def refuse_secrets_in(
    git: Git, listed: Sequence[Commit], pushed: Sequence[Update]
) -> tuple[str, ...]:
    """Refuse what carries a secrecy marking or a person's number, with its path and its commit.

    Raises ``MarkedSecret``, ``PersonalNumber`` or ``TOO_LARGE``. Returns what a person has to look
    at beside the registry, and what settings for git come in; of the registry's own files, whoever
    wrote them was told.
    """
    caught: list[Caught] = []
    told: list[str] = []
    for path, passage in _passages(git, listed, pushed):
        found = caught_in(passage)
        caught += found
        if not _in_registry(path):
            told += [one.message for one in found if not _blocks(one)]
        if passage.is_name and (not path.isprintable() or "\\" in path):
            told.append(_odd_name(passage.where))
        if not passage.is_name:
            told += _settings_in(path.rpartition("/")[2], passage)
    blocking = [one for one in caught if _blocks(one)]
    if any(one.kind is SuspicionKind.MARKING for one in blocking):
        raise MarkedSecret(blocking)
    if blocking:
        raise PersonalNumber(blocking)
    return tuple(dict.fromkeys(told))


def _in_registry(path: str) -> bool:
    """Whether *path* lies in the folder that has the name of a registry's."""
    return "registry" in path.split("/")[:-1]


def _settings_in(name: str, passage: Passage) -> Iterator[str]:
    """What is said of a file *name* that holds settings for git."""
    if name == ATTRIBUTES and passage.text != own_attributes().decode():
        yield _treated(passage.where)
    elif name in FOR_OTHERS:
        said = _("{where}: with these settings git shows other names, or fetches other files.")
        yield said.format(where=passage.where)


def _odd_name(where: str) -> str:
    return _("{where}: this name shows otherwise than it is, or is none on Windows.").format(
        where=where
    )


def _treated(where: str) -> str:
    said = _("{where}: these settings have git treat files otherwise than they are written.")
    return said.format(where=where)


def _blocks(one: Caught) -> bool:
    return one.kind.blocks or one.kind is SuspicionKind.TOO_MANY


def _passages(
    git: Git, listed: Sequence[Commit], pushed: Sequence[Update]
) -> Iterator[tuple[str, Passage]]:
    """Every text that comes in, with the path of its file, "" for what is no file."""
    for update in pushed:
        yield "", Passage(where=shown_place(update.name), text=update.name, is_name=True)
        tag = text_of_tag(git, update.new)
        if tag is not None:
            yield "", Passage(where=shown_place(update.name), text=_written(tag))
    names: set[str] = set()
    ours = own_schemas()
    for content in contents(git, listed, LARGEST):
        where = _place(content)
        if len(content.data) > LARGEST:
            raise TOO_LARGE(where=where, size=LARGEST >> 20)
        if not content.path:
            yield "", Passage(where=where, text=_written(content.data))
            continue
        path = _sound(content.path)
        if path not in names:
            names.add(path)
            yield path, Passage(where=where, text=path, is_name=True)
        for text in () if content.data in ours else _texts(content.data):
            yield path, Passage(where=where, text=text)


def _place(content: Content) -> str:
    commit = content.commit[:_SHORT]
    if not content.path:
        return _("the message of commit {commit}").format(commit=commit)
    path = shown_place(_sound(content.path))
    return _("{path} in commit {commit}").format(path=path, commit=commit)


def _sound(name: str) -> str:
    """*name* with a sign for each byte that is no character."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _written(data: bytes) -> str:
    """What people wrote in the commit or the tag *data*: the message, and who made it."""
    head, _empty, message = data.partition(b"\n\n")
    own = (*_OF_GIT, b"gpgsig")  # whose letters are ASCII; what is not was written by somebody
    lines = [one for one in head.split(b"\n") if not (one.startswith(own) and one.isascii())]
    return _decoded(b"\n".join([*lines, b"", message]))


def _texts(data: bytes) -> Iterator[str | None]:
    """The text inside a file, and None where it holds more than a program can read.

    Of bytes that are no text, it is the characters that they hold.
    """
    if data.startswith((ZIP_MAGIC, _OLE_MAGIC)) or data[:1024].lstrip().startswith(PDF_MAGIC):
        found = [text_inside(data)]
    else:
        found = [plain_text(data) or InnerText(_decoded(data), whole=False)]
        if CARRIED.search(data):
            found.append(text_inside(data))
    yield from (one.text for one in found)
    if not all(one.whole for one in found):
        yield None


def _decoded(data: bytes) -> str:
    found = plain_text(data)
    return found.text if found else data.decode("utf-8", errors="replace")


DELETED: Final = Refusal(
    N_("Not taken: {name} may not be deleted. What came to this server stays here."),
    N_("Nothing was changed. Work goes on in new commits."),
)
NOT_ADMITTED: Final = Refusal(
    N_("Not taken: this server takes the trunk {trunk} alone, and not {name}."),
    N_(
        "Push to {trunk}: git push origin HEAD:{trunk}. Whoever looks after the server may admit"
        ' other branches there: git config --add accession.branches "{name}"'
    ),
)
UNSEEN_NAME: Final = Refusal(
    N_("Not taken: {name} has signs in its name that do not show, or turn how others are read."),
    N_("Give it a name of letters, digits and signs that everybody sees, then push again."),
)
NO_COMMIT: Final = Refusal(
    N_("Not taken: {name} would name no commit."),
    N_("Push a branch."),
)
REWRITTEN: Final = Refusal(
    N_("Not taken: {name} on this server has commits that the pushed history has not."),
    N_("Take them in first, with git pull --rebase; history is never rewritten, not by --force."),
    Exit.TAMPERED,
)
MERGED: Final = Refusal(
    N_("Not taken: commit {commit} is a merge, and the trunk is one line of commits."),
    N_("Put your commits behind those of the server instead: git pull --rebase, then push again."),
)
NO_REGISTRY: Final = Refusal(
    N_("Not taken: commit {commit} holds no registry, so the trunk would have none."),
    N_("Push the branch that has registry/scheme.yaml."),
)
OTHER_TRUNK: Final = Refusal(
    N_("Not taken: trunk in scheme.yaml is {trunk}, but the trunk of this server is {branch}."),
    N_(
        "Write trunk: origin/{branch}. If the trunk is to have another name, whoever looks after"
        " the server changes it there first: git config accession.trunk"
    ),
)
HAS_RECORDS: Final = Refusal(
    N_(
        "Not taken: this server has no register yet, and the one that is pushed has records"
        " already. How old they are, no server can tell."
    ),
    N_(
        "If it is the register of this district, on its first way here or out of a copy that was"
        " kept, add a commit that says so: git commit --allow-empty -m 'Bring in the register'"
        " --trailer '{trailer}: NAME, REASON'. Then whoever looks after the server admits that"
        " commit alone, on the server: git config accession.restore COMMIT"
    ),
)
IS_COPY: Final = Refusal(
    N_("Not taken: {name} says that this is a published copy, and this server keeps a register."),
    N_("A copy is only read. Push the register itself, without that file."),
)
BEATEN: Final = Refusal(
    N_("Not taken: somebody else's commit came first."),
    N_("Take it in with git pull --rebase and push again soon: commands wait for you now."),
    Exit.MOVED,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """The result for one push: why it is refused, and what is said of one that is taken.

    ``reports`` are on the registry as it would be, ``traces`` on single commits, errors first.
    ``beaten``: it would be taken, had the trunk not moved. ``notes`` are what a person has to look
    at, in the files beside the registry and in messages.
    """

    refusals: tuple[Refused, ...] = ()
    reports: tuple[Report, ...] = ()
    traces: tuple[Trace, ...] = ()
    notes: tuple[str, ...] = ()
    beaten: bool = False

    @property
    def taken(self) -> bool:
        """Whether the server takes it."""
        reported = any(one.summary[Severity.ERROR] for one in self.reports)
        return not (self.refusals or reported or any(one.is_error for one in self.traces))


def check_push(git: Git, pushed: Sequence[Update], now: datetime) -> Checked:
    """Check all refs of a push; a push is taken whole or not at all."""
    doors = Doors.of(git)
    refused = tuple(one for update in pushed for one in _at_the_door(git, doors, update))
    if refused:
        return Checked(refusals=refused)
    trunk = next((one for one in pushed if one.ref == doors.trunk), None)
    if trunk is None:
        return _screened(git, pushed)
    turn = in_turn(
        git,
        by_hand=_by_hand(git, trunk.old, trunk.new),
        moved=lambda: _moved(git, trunk),
        beaten_by_hand=lambda: _by_hand(git, trunk.old, git.tip(trunk.ref) or ""),
    )
    with turn as still:
        if not still:
            return Checked(refusals=(BEATEN(),), beaten=True)
        screened = _screened(git, pushed)
        if screened.refusals:
            return screened
        return replace(_on_trunk(git, doors, trunk, now), notes=screened.notes)


def _by_hand(git: Git, old: str, new: str) -> bool:
    """Whether a commit after *old* up to *new* was made by plain git."""
    return any(not one.requests for one in between(git, old, new))


def _moved(git: Git, update: Update) -> bool:
    return (git.tip(update.ref) or "") != update.old


def _at_the_door(git: Git, doors: Doors, update: Update) -> Iterator[Refused]:
    """What can be said of a ref without looking at what it brings."""
    name, trunk = shown_place(update.name), doors.trunk.removeprefix("refs/heads/")
    if not update.name.isprintable():
        yield UNSEEN_NAME(name=name)
    elif not update.new:
        yield DELETED(name=name)
    elif update.ref != doors.trunk and not doors.admits(update):
        yield NOT_ADMITTED(name=name, trunk=trunk)
    elif git.tip(update.new) is None:
        yield NO_COMMIT(name=name)
    elif update.old and not git.is_ancestor(update.old, update.new):
        yield REWRITTEN(name=name)


def _screened(git: Git, pushed: Sequence[Update]) -> Checked:
    tips = tuple(dict.fromkeys(one.new for one in pushed))
    try:
        return Checked(notes=refuse_secrets_in(git, brought(git, tips), pushed))
    except Refused as secret:
        return Checked(refusals=(secret,))


def _on_trunk(git: Git, doors: Doors, update: Update, now: datetime) -> Checked:
    """The check of what comes to the trunk."""
    listed = between(git, update.old, update.new)
    folder = folder_in(git, update.new)
    if folder is None:
        return Checked(refusals=(NO_REGISTRY(commit=update.new[:_SHORT]),))
    past = Past(git=git, folder=folder)
    whole = not update.old and _restored(doors, listed)
    judge = HistoryJudge(past, update.old or None, now=now, doors=doors, back=whole)
    sample = _is_sample(judge.versions, past, update)
    refused = () if whole else tuple(_refused(past, doors, update, listed, sample=sample))
    if refused:
        return Checked(refusals=refused)
    report = validate_commit(past, update.new, as_of=now.date(), today=now.date())
    if sample:
        return Checked(reports=(report,))
    traces = shown(judge.over(listed), judge.versions, judge.walk.files(update.new))
    known = {one.about for one in report.findings}
    told = (one for one in traces if one.finding.about not in known)
    return Checked(reports=(report,), traces=tuple(sorted(told, key=_errors_first)))


def _errors_first(one: Trace) -> bool:
    return not one.is_error


def _restored(doors: Doors, listed: Sequence[Commit]) -> bool:
    """Whether the server's settings admit this very history, and its newest commit says why."""
    newest = listed[-1]
    return newest.sha == doors.restored and bool(newest.restored)


def _is_sample(versions: FileVersions, past: Past, update: Update) -> bool:
    """Whether nothing in the registry is real, before the push and after."""
    ends = [update.new, *([update.old] if update.old else [])]
    return all(versions.sample(states_at(past.git, one, past.folder)) for one in ends)


def _refused(
    past: Past, doors: Doors, update: Update, listed: Sequence[Commit], *, sample: bool
) -> Iterator[Refused]:
    for commit in listed:
        if len(commit.parents) > 1:
            yield MERGED(commit=commit.sha[:_SHORT])
    states = states_at(past.git, update.new, past.folder)
    if PUBLICATION in states:
        yield IS_COPY(name=PUBLICATION)
    if sample:
        return
    if not update.old and any(name.startswith(RECORDS) for name in states):
        yield HAS_RECORDS(trailer=RESTORED)
    value = FileVersions(past.git, past.prefix).version(SCHEME, states.get(SCHEME)).value
    branch = doors.trunk.removeprefix("refs/heads/")
    if value is not None and value["trunk"].partition("/")[2] != branch:
        yield OTHER_TRUNK(trunk=value["trunk"], branch=branch)
