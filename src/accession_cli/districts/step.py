"""Collect one district: fetch what it published, judge it, read it apart, write its tables.

``step`` never raises: whatever goes wrong becomes the problem of that district, and what it
published before goes on to count. It writes only the district's mirror and tables, so any machine
that shares the lake may do it; who asked for it writes the state.
"""

import os
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from multiprocessing import current_process
from pathlib import Path
from time import monotonic
from typing import Final

from accession_cli.districts.centre_files import District, Limits
from accession_cli.districts.lake import HALF, Good, Lake, Problem, State
from accession_cli.districts.reading import Read, mirror_at, read_commit
from accession_cli.districts.situations import Trouble
from accession_cli.districts.tables import READER
from accession_cli.errors import Refused, reason
from accession_cli.files.writing import FileUnwritable, settle_folder
from accession_cli.gitstore.git import Git, GitFailed, GitSilent, own_words
from accession_cli.gitstore.signing import Signature, signatures
from accession_cli.office.apart import NoAnswer, read_apart
from accession_cli.scheme.keys import Signer, fingerprint

_HEX: Final = re.compile("[0-9a-f]{40}(?:[0-9a-f]{24})?")
_TRUNK: Final = re.compile(r"^Trunk: *([0-9a-f]{40,64})$", re.MULTILINE)
#: The commit that counts, and those that counted before a rewritten history was accepted.
_GOOD: Final = "refs/accession/good"
_EARLIER: Final = "refs/accession/earlier"
_ARRIVED: Final = "refs/accession/arrived"
#: A large file goes to the disk as it comes, and not into git's memory.
_STREAMED: Final = {"core.bigFileThreshold": "4m"}
_CHINA: Final = timezone(timedelta(hours=8))
_MEGABYTE: Final = 1 << 20
#: Signatures are judged of so many commits at most; a district publishes some hundreds a year.
_MOST_JUDGED: Final = 50_000
_PRELOAD: Final = "accession_cli.districts.preload"
_HALF_PACK: Final = "objects/pack/tmp_*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What one step has to know. ``accept``: a rewritten history is taken this time."""

    district: District
    lake: Path
    limits: Limits
    state: State | None
    now: str
    accept: bool = False


class _Trouble(Exception):
    """What the district published does not count."""

    def __init__(self, kind: Trouble, commit: str = "", words: str = "") -> None:
        super().__init__(kind)
        self.kind = kind
        self.commit = commit
        self.words = words


def step(job: Job) -> State:
    """The state of the district after this attempt; never raises."""
    good = job.state.good if job.state else None
    try:
        _may_start_processes()
        return State(district=job.district.code, tried=job.now, good=_collected(job, good))
    except _Trouble as trouble:
        return _kept(job, trouble)
    except Refused as refused:
        return _kept(job, _Trouble(Trouble.HERE, words=refused.message))
    except Exception as error:  # noqa: BLE001 - one district must not stop the others
        return _kept(job, _Trouble(Trouble.HERE, words=f"{type(error).__name__}: {error}"))


def _may_start_processes() -> None:
    """Let this process start others.

    Seen: Dask's nanny starts its workers as daemons, which multiprocessing lets start none, so: say
    that this is none. What we start, we also end.
    """
    current_process().daemon = False


def _kept(job: Job, trouble: _Trouble) -> State:
    """What counted before still counts; a problem that has lasted keeps the time of its start."""
    before = job.state.problem if job.state else None
    same = before is not None and before.kind == trouble.kind and before.commit == trouble.commit
    return State(
        district=job.district.code,
        tried=job.now,
        good=job.state.good if job.state else None,
        problem=Problem(
            kind=trouble.kind.value,
            since=before.since if before and same else job.now,
            commit=trouble.commit,
            words=trouble.words,
        ),
    )


def _collected(job: Job, good: Good | None) -> Good:
    """The commit that counts now, with its tables on the disk."""
    lake = Lake(job.lake)
    git = _mirror(lake.mirror(job.district.code), job.limits)
    told = _published_now(git, job.district)
    if good and good.commit == told and good.reader == READER and _is_there(lake, job, good):
        return good
    commit = _fetched(git, job.district)
    _judge_history(git, job, good, commit)
    _judge_signatures(git, job, good, commit)
    read = _read(git, job, lake, commit)
    _move(git, commit)
    return _good(git, job, good, commit, read)


def read_again(job: Job, commit: str, arrived: str) -> Good | None:
    """The tables of an earlier *commit* that counted; None when it cannot be read any more."""
    lake = Lake(job.lake)
    git = mirror_at(lake.mirror(job.district.code))
    try:
        read = _read(git, job, lake, commit)
        return replace(_good(git, job, None, commit, read), arrived=arrived)
    except (_Trouble, GitFailed):
        return None


def _is_there(lake: Lake, job: Job, good: Good) -> bool:
    folder = lake.partition(job.district.code, good.commit)
    return all((folder / f"{name}.parquet").is_file() for name in good.files)


def _mirror(path: Path, limits: Limits) -> Git:
    """The mirror at *path*, made if there is none, for calls that reach a server."""
    try:
        if path.is_dir():
            _unlock(path)
        else:
            half = path.with_name(f".{path.name}-{os.getpid()}{HALF}")
            half.mkdir(parents=True, exist_ok=True)
            Git.create(half, "--bare")
            half.replace(path)
    except OSError as error:
        raise FileUnwritable(path=path, reason=reason(error)) from error
    return replace(mirror_at(path), network=True, network_seconds=float(limits.seconds))


def _unlock(mirror: Path) -> None:
    """Take away what a git that was killed left: locks, and half of a pack."""
    left = (*mirror.glob("*.lock"), *mirror.glob("refs/**/*.lock"), *mirror.glob(_HALF_PACK))
    for path in left:
        path.unlink(missing_ok=True)


def _published_now(git: Git, district: District) -> str:
    """The commit that the district's branch names at its address; nothing is fetched."""
    ref = f"refs/heads/{district.branch}"
    out = _talk(git, "ls-remote", "--quiet", "--end-of-options", district.url, ref)
    for line in out.splitlines():
        commit, _tab, name = line.partition("\t")
        if name == ref and _HEX.fullmatch(commit):
            return commit
    raise _Trouble(Trouble.NO_BRANCH, words=district.branch)


def _fetched(git: Git, district: District) -> str:
    """Fetch the branch beside all that is there, so that nothing in the mirror is replaced."""
    refs = f"refs/heads/{district.branch}:{_ARRIVED}"
    asked = ("fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-auto-maintenance")
    git.run("update-ref", "-d", _ARRIVED)
    _talk(replace(git, given=_STREAMED), *asked, "--end-of-options", district.url, refs)
    return git.run("rev-parse", "--verify", _ARRIVED).line


def _talk(git: Git, *asked: str) -> str:
    try:
        answer = git.talk(*asked)
    except GitSilent as silent:
        raise _Trouble(Trouble.UNREACHABLE, words=silent.message) from silent
    if answer.code:
        raise _Trouble(Trouble.UNREACHABLE, words=own_words(answer.err))
    return answer.out.decode(errors="replace")


def _judge_history(git: Git, job: Job, good: Good | None, commit: str) -> None:
    """Raises unless *commit* follows the one that counts, or a person accepts that it does not.

    Where the state was lost, the mirror still knows the one that counted.
    """
    before = good.commit if good else git.tip(_GOOD)
    if before is None or job.accept or before == commit:
        return
    if git.tip(before) is None or not git.is_ancestor(before, commit):
        raise _Trouble(Trouble.REWRITTEN, commit)


def _judge_signatures(git: Git, job: Job, good: Good | None, commit: str) -> None:
    """Raises unless the district signed each commit since the one that counts; the newest first.

    Where none counts yet, all are judged that the branch leads to.
    """
    if not job.district.signers:
        return
    before = git.tip(good.commit if good else _GOOD)
    since = (f"^{before}",) if before else ()
    new = git.run("rev-list", f"--max-count={_MOST_JUDGED + 1}", commit, *since).out.decode()
    commits = new.split()
    if len(commits) > _MOST_JUDGED:
        raise _Trouble(Trouble.LIMITS, commit, f"{_MOST_JUDGED} commits")
    keys = {fingerprint(key) for key in job.district.signers}
    until = monotonic() + job.limits.seconds
    for made in _signatures(git, commits, commit):
        signer = Signer(state=made.state, fingerprint=made.fingerprint, names=())
        if not signer.fits or signer.fingerprint not in keys:
            raise _Trouble(Trouble.SIGNATURE, commit, f"{made.commit} {made.fingerprint}".strip())
        if monotonic() > until:
            raise _Trouble(Trouble.LIMITS, commit, f"{job.limits.seconds} s")


def _signatures(git: Git, commits: Sequence[str], tip: str) -> Iterator[Signature]:
    try:
        yield from signatures(git, commits)
    except GitSilent as silent:
        raise _Trouble(Trouble.LIMITS, tip, silent.message) from silent


def _read(git: Git, job: Job, lake: Lake, commit: str) -> Read:
    """Read *commit* in a process of its own, and put its tables in place."""
    code, limits = job.district.code, job.limits
    place = lake.partition(code, commit)
    with _half(place) as half:
        told = (str(git.top), commit, code, str(half), limits.size)
        try:
            read = read_apart(
                read_commit,
                *told,
                seconds=float(limits.seconds),
                memory=None,
                written=limits.memory * _MEGABYTE,
                preload=_PRELOAD,
            )
        except (NoAnswer, GitSilent) as silent:
            words = f"{limits.seconds} s, {limits.memory} MB"
            raise _Trouble(Trouble.LIMITS, commit, words) from silent
        except GitFailed as failed:
            raise _Trouble(Trouble.UNUSABLE, commit, failed.message) from failed
        _judge_content(read, code, commit, limits.size)
        try:
            shutil.rmtree(place, ignore_errors=True)
            half.replace(place)
            settle_folder(place.parent)
        except OSError as error:
            raise FileUnwritable(path=place, reason=reason(error)) from error
    return read


@contextmanager
def _half(place: Path) -> Iterator[Path]:
    """A folder beside *place* to write into, which is gone afterwards."""
    half = place.with_name(f".{place.name}-{os.getpid()}{HALF}")
    try:
        shutil.rmtree(half, ignore_errors=True)
        half.mkdir(parents=True)
    except OSError as error:
        raise FileUnwritable(path=half, reason=reason(error)) from error
    try:
        yield half
    finally:
        shutil.rmtree(half, ignore_errors=True)


def _judge_content(read: Read, code: str, commit: str, most: int) -> None:
    if read.beyond:
        raise _Trouble(Trouble.LIMITS, commit, f"{read.beyond} MB > {most} MB")
    if read.newer:
        raise _Trouble(Trouble.NEWER, commit, read.newer)
    if read.unusable:
        raise _Trouble(Trouble.UNUSABLE, commit, read.unusable)
    if read.code != code:
        raise _Trouble(Trouble.OTHER_DISTRICT, commit, read.code)


def _move(git: Git, commit: str) -> None:
    """Keep *commit* as the one that counts, and the one before if it does not lead to it."""
    before = git.tip(_GOOD)
    if before and before != commit and not git.is_ancestor(before, commit):
        git.run("update-ref", f"{_EARLIER}/{before}", before)
    git.run("update-ref", _GOOD, commit)
    git.run("update-ref", "-d", _ARRIVED)


def _good(git: Git, job: Job, good: Good | None, commit: str, read: Read) -> Good:
    text = git.run("show", "--no-patch", "--format=%ct%n%B", "--end-of-options", commit).out
    seconds, _newline, message = text.decode(errors="replace").partition("\n")
    trunk = _TRUNK.search(message)
    arrived = good.arrived if good and good.commit == commit else job.now
    return Good(
        commit=commit,
        reader=READER,
        arrived=arrived,
        published=_time(seconds),
        trunk=trunk[1] if trunk else "",
        sample=read.sample,
        unread=read.unread,
        rows=read.rows or {},
        files=read.files or {},
    )


def _time(seconds: str) -> str:
    """A commit's time; whoever made it may name any number of seconds."""
    try:
        return datetime.fromtimestamp(int(seconds), UTC).astimezone(_CHINA).isoformat()
    except (ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(0, _CHINA).isoformat()
