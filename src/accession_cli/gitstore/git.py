"""Call git. No other module starts it; most calls go through :meth:`Git.run`.

Git is asked in its machine formats and in one language, never prompts, never waits for ever, and
its return code is never ignored. Paths are relative to the top of the repository, with ``/``.
``environment`` and ``SETTINGS`` hold the environment and the settings of every call. A ``Git``
reads: nothing that the clone names is run and no server is reached, unless it is made for that by
``for_network`` or ``for_writing``. When git itself fails, a refusal of this module quotes git's
words, made fit to show.
"""

import os
import re
import signal
import subprocess  # noqa: TID251 - this is the one place that runs programs
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import Final, Self

from accession_cli.errors import Exit, Refusal, Refused, reason
from accession_cli.gitstore.programs import (
    ALWAYS,
    CLOSED,
    LISTING,
    READING,
    Setting,
    is_partial,
    listed,
    numbered,
    on_the_way,
    without_filters,
)
from accession_cli.i18n import N_

# Only these of the caller's GIT_* are kept: they say who the clerk is and how the clerk's machine
# reaches the remote. GIT_DIR, GIT_INDEX_FILE and others, set while a hook runs, would lead us to
# another repository.
_KEPT: Final = frozenset(
    {
        *(f"GIT_{who}_{what}" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")),
        *("GIT_SSH", "GIT_SSH_COMMAND", "GIT_SSH_VARIANT", "GIT_ASKPASS", "GIT_ALLOW_PROTOCOL"),
        *("GIT_SSL_CAINFO", "GIT_SSL_CAPATH", "GIT_SSL_CERT", "GIT_SSL_KEY"),
        *("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM"),
    }
)
_SET: Final = {
    "LC_ALL": "C.UTF-8",
    "LANGUAGE": "C",  # gettext obeys it even under LC_ALL=C.UTF-8
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_EDITOR": ":",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_LITERAL_PATHSPECS": "1",
}
SETTINGS: Final = (
    "--no-pager",
    *(word for name, value in ALWAYS.items() for word in ("-c", f"{name}={value}")),
    *("-c", "core.fsync=all"),
    *("-c", "gc.auto=0"),
    *("-c", "maintenance.auto=false"),
    *("-c", "core.quotePath=false"),
    *("-c", "i18n.commitEncoding=UTF-8"),
    # A folder of a foreign clone may look like a bare repository, with a config of its own that
    # names programs to run. So git finds repositories only by their .git (git 2.38 and later).
    *("-c", "safe.bareRepository=explicit"),
    *("-c", "log.showSignature=false"),
    *("-c", f"diff.orderFile={os.devnull}"),  # git show fails over one that is not there
    *("-c", "user.useConfigOnly=true"),  # no record is signed with a name guessed by git
)


# While a hook on the server judges a push, the new objects lie apart from the others.
_QUARANTINE: Final = ("GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES")


def environment(caller: Mapping[str, str]) -> dict[str, str]:
    """Return the environment that git runs in, made from the *caller*'s."""
    plain = {k: v for k, v in caller.items() if not k.startswith("GIT_") or k in _KEPT}
    return {**plain, **_SET}


def quarantine(caller: Mapping[str, str]) -> dict[str, str]:
    """Return the variables that name where a push's new objects lie; {} outside a receive hook."""
    if "GIT_QUARANTINE_PATH" not in caller:
        return {}
    return {
        name: os.pathsep.join(os.path.abspath(path) for path in caller[name].split(os.pathsep))  # noqa: PTH100 - no links are to be resolved
        for name in _QUARANTINE
        if caller.get(name)
    }


_CREDENTIALS: Final = re.compile(r"\b(\w+://)[^/\s]+@")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


GIT_MISSING: Final = Refusal(
    N_("The program git could not be started: {reason}."),
    N_("Install git 2.38 or later, make sure that it is on PATH, and run the command again."),
    Exit.OUTSIDE,
)

FOLDER_MISSING: Final = Refusal(
    N_("The folder {folder} is not there."),
    N_("Correct its name behind -C, or go to the folder of the registry."),
    Exit.USAGE,
)


class GitFailed(Refused):
    refusal = Refusal(
        N_("“git {command}” failed in {top}. Git says: {words}"),
        N_("Put right what git names, then run the command again."),
        Exit.OUTSIDE,
    )

    @classmethod
    def after(cls, command: str, top: Path, err: str) -> "GitFailed":
        """Return the refusal for a *command* that ended with the messages *err*."""
        kind = CloneDamaged if DAMAGED.search(err) else cls
        return kind(command=command, top=top, words=own_words(err))


class CloneDamaged(GitFailed):
    """Git's own files are not as it wrote them, as after a power cut."""

    refusal = Refusal(
        N_("The copy of the registry on this machine, {top}, is damaged. Git says: {words}"),
        N_("Run accession doctor --fix: it rebuilds what git needs, and touches no file of yours."),
        Exit.OUTSIDE,
    )


#: What git says of its own files, and, where a server's are damaged, perhaps of those.
DAMAGED: Final = re.compile(
    r"bad (?:object (?:refs/|HEAD)|config|signature 0x|tree object|ref )|reference broken"
    r"|index file|(?:unexpected|unterminated) line in|No such ref: HEAD|not a git repository: "
    r"|loose object|object file|missing (?:blob|tree|commit)|necessary objects|invalid sha1 pointer"
    r"|(?:[Cc]ould not|unable to) (?:read|parse) (?:\w+ )?\(?[0-9a-f]{40}"
)


class GitSilent(Refused):
    refusal = Refusal(
        N_("“git {command}” gave no answer within {seconds} seconds and was stopped."),
        N_("Check the connection to the server and the disk, then run the command again."),
        Exit.OUTSIDE,
    )


class NoWorkTree(Refused):
    refusal = Refusal(
        N_(
            "{path} lies in a git repository that has no files to work on, so no"
            " registry can be in it."
        ),
        N_("Work in the folder of a registry with its files, and outside its .git folder."),
        Exit.OUTSIDE,
    )


#: Whoever made the clone may have named a program that git would run on the way to the server.
PROGRAM_ON_THE_WAY: Final = Refusal(
    N_(
        "The settings that came with this clone name a program to be run on the way to the server"
        " ({names}). It was not run, and the server was not asked."
    ),
    N_(
        "If you set it yourself, put it into your own settings, with git config --global {first},"
        " and take it out here: git config --unset-all {first}. Else ask whoever gave you the"
        " clone."
    ),
    Exit.OUTSIDE,
)


def own_words(err: str) -> str:
    """Return git's first complaint, else its last line, without advice and without passwords.

    The first line with ``fatal:`` or ``error:`` says the most.
    """
    lines = [line.strip() for line in masked(err).splitlines() if line.strip()]
    plain = [line for line in lines if not line.startswith("hint:")] or ["-"]
    named = [line for line in plain if line.startswith(("fatal:", "error:"))]
    return named[0] if named else plain[-1]


def masked(text: str) -> str:
    """Return *text* with the credentials of URLs hidden and control characters made visible."""
    return _CONTROL.sub(
        lambda found: f"\\u{{{ord(found[0]):x}}}", _CREDENTIALS.sub(r"\1***@", text)
    )


#: The trunk of a remote as this clone fetched it last.
VIEW: Final = "refs/accession/trunk"
CHINA: Final = timezone(timedelta(hours=8), "Asia/Shanghai")
LOCAL_SECONDS: Final = 60.0
NETWORK_SECONDS: Final = 60.0
_GRACE_SECONDS: Final = 2.0
_AT_ONCE: Final = 8 << 20  # bytes of blobs that are asked for together


@dataclass(frozen=True, slots=True, kw_only=True)
class GitAnswer:
    """What git answered: return code, output bytes, and its messages, one line each."""

    code: int
    out: bytes
    err: str

    @property
    def line(self) -> str:
        """The output of a command that answers with one line."""
        return self.out.decode(errors="surrogateescape").removesuffix("\n")

    @property
    def place(self) -> str:
        """The output of a command that answers with one path, as this machine writes paths."""
        return os.fsdecode(self.out).removesuffix("\n")

    @property
    def items(self) -> list[str]:
        """The output of a command that answers with NUL-terminated items."""
        return [item.decode(errors="surrogateescape") for item in self.out.split(b"\0") if item]


@dataclass(frozen=True, slots=True, kw_only=True)
class TreeEntry:
    """A file in a commit: ``mode`` as git writes it ("100644"), ``sha`` of its blob."""

    path: str
    mode: str
    sha: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Touch:
    """The newest commit that touches a folder, and the day it was made (Asia/Shanghai)."""

    sha: str
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Git:
    """One work tree of one clone. ``shared`` is the git folder that all its work trees share.

    ``given`` are further settings for every call. With ``network`` git may reach servers; with
    ``writes`` it runs the hooks and filters that the clone names. ``barred`` are settings of the
    clone's own that name a program on the way to a server: then no server is reached.
    """

    top: Path
    directory: Path
    shared: Path
    environ: Mapping[str, str]
    network_seconds: float = NETWORK_SECONDS
    given: Mapping[str, str] = field(default_factory=dict)
    network: bool = False
    writes: bool = False
    barred: tuple[str, ...] = ()

    @classmethod
    def find(
        cls,
        path: Path,
        *,
        environ: Mapping[str, str] | None = None,
        network_seconds: float = NETWORK_SECONDS,
    ) -> Self | None:
        """Return the work tree that the folder *path* lies in; ``None`` outside a repository.

        A bare repository, or the inside of ``.git``, raises ``NoWorkTree``.
        """
        start = path.resolve()
        kept = environment(os.environ if environ is None else environ)
        asked = ("--is-inside-work-tree", "--git-dir", "--git-common-dir", "--show-toplevel")
        absolute = ("rev-parse", "--path-format=absolute")
        guarded = _guarded(kept)
        answer = _run(start, guarded, (*absolute, *asked), LOCAL_SECONDS)
        if answer.place.startswith("false\n"):
            raise NoWorkTree(path=start)
        if answer.code:
            if "not a git repository" in answer.err:
                above = (one / ".git" for one in (start, *start.parents))
                if any((one / "objects").is_dir() or one.is_file() for one in above):
                    raise CloneDamaged(command="rev-parse", top=start, words=own_words(answer.err))
                return None
            if "safe.bareRepository" in answer.err:
                raise NoWorkTree(path=start)
            raise GitFailed.after("rev-parse", start, answer.err)
        lines = answer.place.split("\n")
        if len(lines) != len(asked):  # a folder has a line break in its name
            lines = [_run(start, guarded, (*absolute, one), LOCAL_SECONDS).place for one in asked]
        _inside, directory, shared, top = lines
        found = cls(
            top=Path(top).resolve(),
            directory=Path(directory),
            shared=Path(shared),
            environ=kept,
            network_seconds=network_seconds,
        )
        return found.for_network() if is_partial(found.shared) else found

    @classmethod
    def unasked(cls, top: Path) -> Self:
        """Return the work tree *top* as its files say; git need not be able to read it."""
        directory = top / ".git"
        if directory.is_file():
            directory = top / directory.read_text().removeprefix("gitdir:").strip()
        common = directory / "commondir"
        shared = directory / common.read_text().strip() if common.is_file() else directory
        kept = environment(os.environ)
        return cls(top=top, directory=directory.resolve(), shared=shared.resolve(), environ=kept)

    @classmethod
    def create(cls, folder: Path, *options: str, environ: Mapping[str, str] | None = None) -> Self:
        """Make a repository in the existing *folder* with branch main; *options* are for init."""
        kept = environment(os.environ if environ is None else environ)
        top = folder.resolve()
        asked = ("init", "--quiet", "--initial-branch=main", "--template=", *options)
        answer = _run(top, _guarded(kept), asked, LOCAL_SECONDS)
        if answer.code:
            raise GitFailed.after("init", top, answer.err)
        inside = top if "--bare" in options else top / ".git"
        return cls(
            top=top, directory=inside, shared=inside, environ={**kept, "GIT_DIR": str(inside)}
        )

    @classmethod
    def outside(cls, folder: Path) -> Self:
        """Return a ``Git`` for *folder*, which is in no repository yet."""
        kept = environment(os.environ)
        return cls(top=folder, directory=folder, shared=folder, environ=kept)

    def settings(self) -> tuple[Setting, ...]:
        """List the settings in force, those that we give among them."""
        return listed(self.run(*LISTING).items)

    def for_network(self) -> Self:
        """Return this for calls that reach a server, by no program that the clone itself names."""
        barred = on_the_way(self.settings())
        return replace(self, network=not barred, barred=barred)

    def for_writing(self) -> Self:
        """Return this for calls that write commits, branches or files, as git itself would."""
        return replace(self.for_network(), writes=True)

    def run(
        self,
        *arguments: str,
        data: bytes = b"",
        accept: Sequence[int] = (0,),
        variables: Mapping[str, str] | None = None,
        given: Mapping[str, str] | None = None,
    ) -> GitAnswer:
        """Run git at the top of the work tree; a return code not in *accept* raises ``GitFailed``.

        Several commands (``ls-tree`` for one) read paths relative to the folder they run in: from
        a sub-folder they would see no records, and number 1 would be drawn again.
        """
        environ = {**self._environ(given or {}), **(variables or {})}
        answer = _run(self.top, environ, arguments, LOCAL_SECONDS, data)
        if answer.code not in accept:
            raise GitFailed.after(arguments[0], self.top, answer.err)
        return answer

    def _environ(self, given: Mapping[str, str]) -> dict[str, str]:
        settings = {**({} if self.writes else READING), **self.given, **given}
        return {**self.environ, **({} if self.network else CLOSED), **numbered(settings)}

    def talk(self, *arguments: str) -> GitAnswer:
        """Run a command that talks to the remote; the caller judges every return code.

        Raises ``PROGRAM_ON_THE_WAY`` when the clone itself names a program for that.
        """
        if self.barred:
            raise PROGRAM_ON_THE_WAY(names="、".join(self.barred), first=self.barred[0])
        return _run(self.top, self._environ({}), arguments, self.network_seconds)

    def start(self, *arguments: str) -> "Running":
        """Start a command at the top without waiting; the caller judges every return code."""
        return Running.begun(self.top, self._environ({}), arguments)

    def path_of(self, file: Path) -> str:
        """Return the path from the top of *file*, as git names it; the top itself is ""."""
        path = file.resolve().relative_to(self.top).as_posix()
        return "" if path == "." else path

    def tip(self, rev: str) -> str | None:
        """Return the commit that *rev* names; ``None`` when there is no such commit."""
        name = (f"{rev}^{{commit}}",)
        asked = ("rev-parse", "--verify", "--quiet", "--end-of-options", *name)
        return self.run(*asked, accept=(0, 1, 128)).line or None

    def refs(self, *names: str) -> Mapping[str, str]:
        """Return what the existing refs among *names* point at, by their full names."""
        found = self.run("for-each-ref", "--format=%(refname) %(objectname)", *names).line
        pairs = (line.partition(" ") for line in found.splitlines())
        return {name: sha for name, _space, sha in pairs}

    def branch(self) -> str | None:
        """Return the branch HEAD is on, even one without a commit; ``None`` when it is on none."""
        answer = self.run("symbolic-ref", "--quiet", "HEAD", accept=(0, 1))
        return answer.line.removeprefix("refs/heads/") if answer.code == 0 else None

    def remotes(self) -> tuple[str, ...]:
        return tuple(self.run("remote").line.splitlines())

    def newest(self, rev: str = "HEAD") -> tuple[str, datetime] | None:
        """The commit *rev* and when it was made; ``None`` before the first."""
        asked = ("show", "--no-patch", "--format=%H %ct", "--end-of-options", rev)
        answer = self.run(*asked, accept=(0, 128))
        if answer.code:
            return None
        commit, seconds = answer.line.split()
        return commit, datetime.fromtimestamp(int(seconds), CHINA)

    def fetched(self) -> datetime | None:
        """When this clone last saw a remote (Asia/Shanghai); ``None`` if never."""
        logs = self.shared / "logs" / "refs" / "remotes"
        places = (self.shared / "FETCH_HEAD", self.fetched_mark, *logs.glob("*/HEAD"))
        times = [place.stat().st_mtime for place in places if place.is_file()]
        return datetime.fromtimestamp(max(times), CHINA) if times else None

    @property
    def fetched_mark(self) -> Path:
        """The file whose time is that of our own last look at the remote."""
        return self.shared / "accession" / "fetched"

    def mark_fetched(self) -> None:
        """Remember that the remote was looked at now; only answers say how old their data is."""
        with suppress(OSError):
            self.fetched_mark.parent.mkdir(exist_ok=True)
            self.fetched_mark.touch()

    def is_cloned(self) -> bool:
        """Whether the log of HEAD begins with a git clone."""
        with suppress(OSError), (self.shared / "logs" / "HEAD").open("rb") as log:
            return b"\tclone: " in log.readline()
        return False

    def is_shallow(self) -> bool:
        """Whether the clone holds only the newest part of its history."""
        return (self.shared / "shallow").exists()

    def is_ancestor(self, older: str, newer: str) -> bool:
        return self.run("merge-base", "--is-ancestor", older, newer, accept=(0, 1)).code == 0

    def dirty(self, folder: str = "") -> tuple[str, ...]:
        """List paths below *folder* that are changed, staged or untracked, without ignored ones.

        Who reads has no filter run, so a file that git no longer knows to be unchanged is compared
        as it lies.
        """
        asked = ("status", "--porcelain=v1", "-z", "--no-renames", "--untracked-files=all")
        # a submodule is another repository: looking into it would run git by its settings
        below = ("--ignore-submodules=dirty", *(("--", folder) if folder else ()))
        given = {} if self.writes else without_filters(self.settings())
        return tuple(item[3:] for item in self.run(*asked, *below, given=given).items)

    def newest_touch(self, folder: str) -> Touch | None:
        """Return the newest commit up to HEAD that touches *folder*; ``None`` without one."""
        if self.tip("HEAD") is None:
            return None
        below = ("--", folder) if folder else ("--",)  # a tree may have a file called HEAD
        found = self.run("rev-list", "-1", "--timestamp", "HEAD", *below).line
        if not found:
            return None
        seconds, sha = found.split(" ")
        return Touch(sha=sha, day=datetime.fromtimestamp(int(seconds), CHINA).date())

    def day_of(self, commit: str) -> date:
        """Return the day on which *commit* was made (Asia/Shanghai)."""
        seconds = self.run("show", "--no-patch", "--format=%ct", "--end-of-options", commit).line
        return datetime.fromtimestamp(int(seconds), CHINA).date()

    def entries_at(self, commit: str, folder: str = "") -> tuple[TreeEntry, ...]:
        """List the files below *folder* (or the one file *folder*) in *commit*, in git's order."""
        asked = ("ls-tree", "-r", "-z", "--full-tree", "--end-of-options", commit)
        found = self.run(*asked, *((folder,) if folder else ())).items
        split = ((*item.partition("\t")[0].split(" "), item.partition("\t")[2]) for item in found)
        return tuple(TreeEntry(path=path, mode=mode, sha=sha) for mode, _kind, sha, path in split)

    def paths_at(self, commit: str) -> tuple[str, ...]:
        """List the paths in *commit*."""
        asked = ("ls-tree", "-r", "-z", "--full-tree", "--name-only", "--end-of-options", commit)
        return tuple(self.run(*asked).items)

    def entry_at(self, commit: str, path: str) -> TreeEntry | None:
        """Return the file *path* in *commit*; ``None`` when there is no such file."""
        found = [entry for entry in self.entries_at(commit, path) if entry.path == path]
        return found[0] if found else None

    def blobs(self, shas: Iterable[str]) -> tuple[bytes, ...]:
        """Read the contents of blobs with one process, in the order given."""
        asked = "".join(f"{sha}\n" for sha in shas).encode()
        out, start, found = self.run("cat-file", "--batch", data=asked).out, 0, []
        while start < len(out):
            head, body = out[start : out.index(b"\n", start)].split(), out.index(b"\n", start) + 1
            if head[-1] == b"missing":
                raise CloneDamaged(command="cat-file", top=self.top, words=b" ".join(head).decode())
            found.append(out[body : body + int(head[2])])
            start = body + int(head[2]) + 1
        return tuple(found)

    def sizes(self, shas: Iterable[str]) -> dict[str, int]:
        """Return how many bytes each blob has, of which none is read; those not here are left out.

        Who wrote a repository may have put anything there: a blob of 1 GB costs its writer nothing.
        """
        asked = "".join(f"{sha}\n" for sha in dict.fromkeys(shas)).encode()
        if not asked:
            return {}
        shown = "--batch-check=%(objectname) %(objectsize)"
        lines = self.run("cat-file", shown, data=asked).out.decode().splitlines()
        pairs = (line.split(" ") for line in lines)
        return {sha: int(size) for sha, size in pairs if size.isdecimal()}

    def limited(self, most: Mapping[str, int]) -> Iterator[tuple[str, bytes]]:
        """Yield each blob with its content; of one larger than *most* allows it, zeros in place.

        There is one zero more than allowed, so whoever has a limit sees that it is too large. A few
        MB are held at a time. A blob that is not here raises ``GitFailed``.
        """
        sizes, part, held = self.sizes(most), list[str](), 0
        for sha, limit in most.items():
            size = sizes.get(sha, 0)
            if size > limit:
                yield sha, _zeros(limit + 1)
                continue
            part.append(sha)
            held += size
            if held > _AT_ONCE:
                yield from zip(part, self.blobs(part), strict=True)
                part, held = [], 0
        if part:
            yield from zip(part, self.blobs(part), strict=True)

    def absent(self, shas: Iterable[str]) -> frozenset[str]:
        """Return those of *shas* that git cannot find here."""
        asked = "".join(f"{sha}\n" for sha in shas).encode()
        heads = self.run("cat-file", "--batch-check", data=asked).out.decode().splitlines()
        return frozenset(head.split()[0] for head in heads if head.endswith(" missing"))

    @classmethod
    def reading(cls, path: Path, *, named: bool) -> Self | None:
        """Return the repository at *path* for reading commits, even a bare one; ``None`` outside.

        A bare one is opened only when a person *named* it or a hook calls us; else ``NoWorkTree``
        is raised. The reason: a folder of a foreign clone may look like a bare repository, and git
        would obey its settings. In a hook that receives a push, the pushed objects can be read
        too. ``top`` of a bare repository is its git folder; it has no work tree to ask about.
        """
        kept = {**environment(os.environ), **quarantine(os.environ)}
        try:
            found = cls.find(path)
        except NoWorkTree:
            if not named and "GIT_DIR" not in os.environ:
                raise
            return cls._bare(path.resolve(), kept)
        return found and replace(found, environ=kept)

    @classmethod
    def _bare(cls, start: Path, kept: Mapping[str, str]) -> Self:
        environ = {**kept, "GIT_DIR": str(start)}
        asked = ("--path-format=absolute", "--is-bare-repository", "--git-dir", "--git-common-dir")
        answer = _run(start, _guarded(environ), ("rev-parse", *asked), LOCAL_SECONDS)
        lines = answer.place.split("\n")
        if answer.code or len(lines) != len(asked) - 1 or lines[0] != "true":
            raise NoWorkTree(path=start)
        here = Path(lines[1])
        return cls(top=here, directory=here, shared=Path(lines[2]), environ=environ)


@cache
def _zeros(count: int) -> bytes:
    return bytes(count)


def newest_day(folder: Path, *refs: str) -> date | None:
    """Return the day (Asia/Shanghai) of the newest commit among HEAD and *refs*.

    ``None`` when git cannot tell: no repository, no commit, no git. Every command that depends on
    a day asks, so it is one call, and *refs* that do not exist are passed over.
    """
    asked = ("rev-list", "--no-walk", "--ignore-missing", "--timestamp", "HEAD", *refs, "--")
    try:
        answer = _run(folder, _guarded(environment(os.environ)), asked, LOCAL_SECONDS)
    except Refused:
        return None
    seconds = [int(line.partition(" ")[0]) for line in answer.line.splitlines()]
    if answer.code or not seconds:
        return None
    return datetime.fromtimestamp(max(seconds), CHINA).date()


def _guarded(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment of a call that reads, before there is a ``Git``."""
    return {**environ, **CLOSED, **numbered(READING)}


def _run(
    folder: Path,
    environ: Mapping[str, str],
    arguments: Sequence[str],
    seconds: float,
    data: bytes = b"",
) -> GitAnswer:
    """Run git in *folder*; raises ``GitSilent`` after *seconds*."""
    return Running.begun(folder, environ, arguments).answer(seconds, data)


@dataclass(frozen=True, slots=True)
class Running:
    """A git that was started at ``since`` of the monotonic clock."""

    command: str
    child: subprocess.Popen[bytes]
    since: float

    @classmethod
    def begun(cls, folder: Path, environ: Mapping[str, str], arguments: Sequence[str]) -> Self:
        """Start git in *folder*, in a session of its own.

        So git has no terminal to ask at, and all its processes can be stopped as one group.
        """
        try:
            child = subprocess.Popen(
                ["git", *SETTINGS, *arguments],
                cwd=folder,
                env=environ,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=True,
            )
        except OSError as error:
            if not folder.is_dir():  # the system names the program or the folder with one word
                raise FOLDER_MISSING(folder=folder) from error
            raise GIT_MISSING(reason=reason(error)) from error
        return cls(arguments[0], child, time.monotonic())

    def answer(self, seconds: float, data: bytes = b"") -> GitAnswer:
        """Return what git answered; raises ``GitSilent`` when it did not within *seconds*.

        The seconds count from now.
        """
        try:
            out, err = self.child.communicate(data, timeout=seconds)
        except subprocess.TimeoutExpired as expired:
            self.stop()
            raise GitSilent(command=self.command, seconds=f"{seconds:g}") from expired
        except BaseException:
            self.stop()  # Ctrl-C does not reach a child in another session
            raise
        code = self.child.returncode
        return GitAnswer(code=code, out=out, err=err.decode(errors="replace"))

    def stop(self) -> None:
        """Stop git and all that it started."""
        _stop(self.child)


def _stop(child: subprocess.Popen[bytes]) -> None:
    """Ask git to end, so that it removes its locks; then kill it and whatever it started."""
    _signal(child, "SIGTERM")
    with suppress(subprocess.TimeoutExpired):  # the next signal is the stronger one
        child.wait(_GRACE_SECONDS)
    _signal(child, "SIGKILL")
    with suppress(subprocess.TimeoutExpired):  # someone outside the group holds the pipes
        child.communicate(timeout=_GRACE_SECONDS)


def _signal(child: subprocess.Popen[bytes], name: str) -> None:
    if os.name != "posix":
        child.kill()
        return
    with suppress(ProcessLookupError):  # the whole group is gone already
        os.killpg(child.pid, getattr(signal, name))
