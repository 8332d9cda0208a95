"""Find what a power cut or an accident left unreadable in a clone, and rebuild what is derived.

Git does not even start over a HEAD or settings that are zeros, so these are judged by their bytes;
the rest is asked of git. What the clerk typed is in none of these files. Whatever is replaced is
kept first.
"""

import hashlib
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import nullcontext, suppress
from dataclasses import dataclass, replace
from itertools import chain, count
from pathlib import Path
from typing import Final

from accession_cli.errors import Refused, reason
from accession_cli.files.writing import FileUnwritable, replace_file
from accession_cli.gitstore.branches import RemoteBranch, RemoteUnreachable, server_lost
from accession_cli.gitstore.clone import put_setting
from accession_cli.gitstore.commit import CommitFiles
from accession_cli.gitstore.git import VIEW, Git, masked, own_words
from accession_cli.gitstore.journals import holding_index
from accession_cli.gitstore.trunk import Trunk
from accession_cli.i18n import N_

_ANEW: Final = N_("{path} was written anew.")
_FRESH: Final = N_(
    "If accession doctor --fix does not mend it, make a fresh copy from the server with git clone,"
    " and bring over what you changed here."
)
_ID: Final = "[0-9a-f]{40}(?:[0-9a-f]{24})?"
_HEAD: Final = re.compile(rf"(?:{_ID}|ref: refs/[^\0\n]+)\n".encode())
_PACKED: Final = re.compile(rf"\A(?:#[^\0\n]*|\^{_ID}|{_ID} refs/[^\0\n]+)\n".encode())
_LOGGED: Final = re.compile(rf"^{_ID} ({_ID}) (.+) <(.*)> ", re.MULTILINE)
_SWITCHED: Final = re.compile(r"\tcheckout: moving from \S+ to (\S+)$", re.MULTILINE)
_FETCHED: Final = re.compile(r"(?:\tclone: from|\tbranch '.*' of) (.+)$", re.MULTILINE)
_OBJECT: Final = re.compile(r"objects/([0-9a-f]{2}/[0-9a-f]{38,62})")
_ABSENT: Final = re.compile(rf"(?:missing \w+|invalid sha1 pointer) (?!0{{40}})({_ID})")
_SIGNS: Final = "GIT_COMMITTER_IDENT"
_LOOKED_BACK: Final = 50
_SHA1_DIGITS: Final = 40
#: The whole history may come over a slow line.
_REFETCH_SECONDS: Final = 1800.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """Something in a clone is not as git wrote it; ``mended`` says what was done, "" if nothing."""

    says: str = N_("{path} is empty, damaged or missing.")
    mended: str = ""
    hint: str = ""
    facts: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mender:
    """Looks at a clone whose trunk is ``remote/branch``; mends it too when there is ``ask``.

    ``kept`` is the folder for what is replaced. ``ask`` gets the address of the server that the
    logs name, or "", and returns the one to take. A ``sample`` has no server.
    """

    git: Git
    remote: str
    branch: str
    sample: bool
    kept: Path
    ask: Callable[[str], str] | None

    @classmethod
    def at(
        cls, top: Path, trunk: str, *, sample: bool, ask: Callable[[str], str] | None = None
    ) -> "Mender":
        """Return the one for the work tree *top*, whose git folder is found without git."""
        git, (remote, _slash, branch) = Git.unasked(top), trunk.partition("/")
        folders = (git.shared / "accession" / "kept" / str(number) for number in count(1))
        kept = next(folder for folder in folders if not folder.exists())
        return cls(git=git, remote=remote, branch=branch, sample=sample, kept=kept, ask=ask)

    def run(self) -> tuple[tuple[Damage, ...], tuple[Refused, ...]]:
        """Return the damages, and why steps could not be taken: a later one needs those before.

        Git does not start before the first three, and asks no server before the next.
        """
        readable = (self._head, self._settings, self._packed, self._unreadable)
        found, failed = list[Damage](), list[Refused]()
        try:
            with self._trunk().held() if self.ask else nullcontext():
                for step in (*readable, self._objects, self._absent, self._index, self._server):
                    try:
                        found += step()
                    except Refused as refused:
                        failed.append(refused)
        except Refused as busy:
            failed.append(busy)
        return tuple(found), tuple(failed)

    def _trunk(self, remote: str = "") -> Trunk:
        git = self.git.for_network() if remote else self.git
        branch = RemoteBranch(git=git, remote=remote, branch=self.branch)
        return Trunk(git=git, files=CommitFiles(git), folder="", branch=branch)

    @property
    def _own(self) -> str:
        return f"refs/heads/{self.branch}"

    @property
    def _tracked(self) -> str:
        return f"refs/remotes/{self.remote}/{self.branch}"

    def _keep(self, path: Path) -> None:
        """Put *path* away, because it will be replaced."""
        target = self.kept / path.relative_to(self.git.shared)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            with suppress(FileNotFoundError):
                shutil.move(path, target)
        except OSError as error:
            raise FileUnwritable(path=target, reason=reason(error)) from error

    def _mend(self, path: Path, rebuild: Callable[[], object], mended: str = _ANEW) -> Damage:
        """The damage of *path*; when mending, it is put away, and *rebuild* makes it again."""
        if self.ask:
            self._keep(path)
            rebuild()
        shown = path.relative_to(self.git.shared.parent).as_posix()
        return Damage(mended=mended if self.ask else "", facts={"path": shown})

    def _logged(self, name: str) -> list[tuple[str, str, str]]:
        """Return the commits that *name* was at, each with who moved it there, the oldest first."""
        folder = self.git.directory if name == "HEAD" else self.git.shared
        return _LOGGED.findall(_text(folder / "logs" / name))

    def _head(self) -> Iterator[Damage]:
        """HEAD names the branch that was switched to last, else that of the trunk."""
        path, shared = self.git.directory / "HEAD", self.git.shared
        if _HEAD.fullmatch(_read(path)):
            return
        own = self.branch if self.git.directory == shared else self.git.directory.name
        packed = _text(shared / "packed-refs")
        switched = _SWITCHED.findall(_text(self.git.directory / "logs/HEAD"))[-1:]
        refs = [f"refs/heads/{name}" for name in (*switched, own)]
        known = (f"ref: {ref}" for ref in refs if (shared / ref).exists() or f" {ref}\n" in packed)
        commits = (commit for commit, *_who in self._logged("HEAD")[-1:])
        value = next(chain(known, commits), f"ref: {refs[-1]}")
        yield self._mend(path, lambda: replace_file(path, f"{value}\n".encode()))

    def _settings(self) -> Iterator[Damage]:
        """The settings are written anew as git init does, and who signed here last signs again."""
        shared, logged = self.git.shared, self._logged("HEAD")
        path = shared / "config"
        asked = ("config", "--file", str(path), "--list")
        outside = Git.outside(Path(path.anchor)).run(*asked, accept=range(256))
        whole = _text(path).strip("\0 \r\n") and str(path) not in outside.err
        if whole or shared.name != ".git":
            return
        forms = ["--ref-format=reftable"] if (shared / "reftable").exists() else []
        if logged and len(logged[0][0]) > _SHA1_DIGITS:
            forms.append("--object-format=sha256")
        yield self._mend(path, lambda: Git.create(shared.parent, *forms))
        if self.ask and logged and self.git.run("var", _SIGNS, accept=(0, 128)).code:
            _commit, name, address = logged[-1]
            put_setting(self.git, "user.name", name)
            put_setting(self.git, "user.email", address)
            says = N_("Records are signed as before, by the logs of this clone: {who}")
            yield Damage(mended=says, facts={"who": f"{name} <{address}>"})

    def _packed(self) -> Iterator[Damage]:
        """Of the packed references, the lines that can be read stay."""
        path = self.git.shared / "packed-refs"
        lines = _read(path).splitlines(keepends=True)
        good = [line for line in lines if _PACKED.fullmatch(line)]
        if good != lines:
            yield self._mend(path, lambda: replace_file(path, b"".join(good)))

    def _unreadable(self) -> Iterator[Damage]:
        """References that git cannot read, or that only their logs still know, are put back."""
        shared, known = self.git.shared, self.git.refs()
        below = () if (shared / "reftable").exists() else (shared, shared / "logs")
        for name in sorted({name for folder in below for name in _refs(folder)} - known.keys()):
            here, leads_on = (shared / name).exists(), name.endswith("/HEAD")
            sound = leads_on and (not here or _HEAD.fullmatch(_read(shared / name)))
            if not sound and (here or self._logged(name)):
                yield self._put_back(name)

    def _absent(self) -> Iterator[Damage]:
        """References to commits that are not here are put back."""
        known = self.git.refs()
        gone = self.git.absent(known.values())
        for name in (name for name, value in known.items() if value in gone):
            yield self._put_back(name)

    def _put_back(self, name: str) -> Damage:
        """A reference goes back to what its log has last, else to what was seen of the server.

        The branch that the clerk works on stays as it is when neither is known.
        """
        path, mended, value = self.git.shared / name, "", ""
        if self.ask:
            before = _read(path)
            self._keep(path)
            value = next(filter(None, self._tips(name)), "")
            if value:
                self.git.run("update-ref", "-m", "accession doctor", name, value)
                mended = N_("{path} is at {value} again.")
            elif name == self._own or self._is_head(name):
                replace_file(path, before)
            else:
                self.git.run("update-ref", "-d", name)
                mended = N_("{path} was taken away: nothing here says any more where it was.")
        hint = _FRESH if name == self._own else ""
        return Damage(mended=mended, hint=hint, facts={"path": name, "value": value[:12]})

    def _is_head(self, name: str) -> bool:
        return _text(self.git.directory / "HEAD") == f"ref: {name}\n"

    def _tips(self, name: str) -> Iterator[str | None]:
        """The commits that the reference *name* may have been at, the likeliest first."""
        if name.endswith("/HEAD"):
            return
        of_head = self._logged("HEAD") if self._is_head(name) else []
        for logged, *_who in reversed(self._logged(name) or of_head):
            yield self.git.tip(logged)
        if name == self._own:
            yield from map(self._nearest, filter(self.git.tip, (VIEW, self._tracked)))
            with suppress(Refused):  # without a server, or while it is away
                yield self._trunk(self.remote).branch.view().commit

    def _nearest(self, tip: str) -> str:
        """The commit up to *tip* that the index differs least from: the files are of that one."""
        asked = ("diff-index", "--cached", "--name-only", "-z")
        return min(
            self.git.run("rev-list", f"-{_LOOKED_BACK}", tip).line.split(),
            key=lambda one: len(self.git.run(*asked, one, accept=(0, 128)).items),
        )

    def _objects(self) -> Iterator[Damage]:
        """Damaged parts of the history are put away and fetched again."""
        if self.ask and not self._is_index_sound():  # over it, git would not look further
            self._keep(self.git.directory / "index")
        found = spoilt, absent = self._checked()
        while self.ask and spoilt:
            for path in spoilt:
                self._keep(path)
            spoilt, absent = self._checked()
        if self.ask and absent and self.remote in self.git.remotes():
            git = replace(self.git.for_network(), network_seconds=_REFETCH_SECONDS)
            asked = ("fetch", "--refetch", "--refmap=", "--no-tags", "--no-write-fetch-head")
            answer = git.talk(*asked, "--end-of-options", self.remote, self._own)
            if answer.code:
                raise RemoteUnreachable(remote=self.remote, words=own_words(answer.err))
            absent = self._checked()[1]
        if self.ask and absent:  # what was only staged is at no server
            self._keep(self.git.directory / "index")
            absent = self._checked()[1]
        mended = N_("Parts of the history were put away, or fetched again: {count}.")
        if any(found):
            yield Damage(
                says=N_("Parts of the history are damaged or missing: {count}."),
                mended="" if absent or not self.ask else mended,
                hint=_FRESH,
                facts={"count": max(len(found[0]), len(found[1]))},
            )

    def _checked(self) -> tuple[set[Path], set[str]]:
        """The files of objects that git complains about, and the names of those that it misses."""
        asked = ("fsck", "--no-dangling", "--no-reflogs", "--no-progress")
        answer = self.git.run(*asked, accept=range(256))
        said = f"{answer.line}\n{answer.err}"
        paths = {self.git.shared / "objects" / name for name in _OBJECT.findall(said)}
        return {path for path in paths if path.exists()}, set(_ABSENT.findall(said))

    def _index(self) -> Iterator[Damage]:
        """The index is built anew from HEAD, so what was staged is no longer staged."""
        path, tip = self.git.directory / "index", self.git.tip("HEAD")
        if tip and not self._is_index_sound():
            says = N_("{path} was built anew: nothing is staged any more; your files are as is.")
            yield self._mend(path, lambda: self._build_index(tip), says)

    def _is_index_sound(self) -> bool:
        sealed = _is_sealed(_read(self.git.directory / "index"))
        return sealed and self.git.run("ls-files", accept=(0, 128)).code == 0

    def _build_index(self, tip: str) -> None:
        with holding_index(self.git.for_writing()) as index:
            index.run("read-tree", tip)
            index.run("update-index", "-q", "--refresh", accept=(0, 1))
            index.install()

    def _server(self) -> Iterator[Damage]:
        """The address of the server is set again, when the history that was seen here is there."""
        if self.sample or not server_lost(self.git):
            return
        logs = (_text(self.git.shared / name) for name in ("logs/HEAD", "FETCH_HEAD"))
        address = next(iter(_FETCHED.findall("".join(logs))), "")
        if self.ask:
            address = self.ask(address)
            if (brought := self.git.tip(self._tracked)) and not self.git.tip(VIEW):
                self.git.run("update-ref", VIEW, brought)
            self._trunk(address).branch.view()
            self.git.run("remote", "add", self.remote, address)
            put_setting(self.git, f"branch.{self.branch}.remote", self.remote)
            put_setting(self.git, f"branch.{self.branch}.merge", self._own)
        mended = N_("The server {remote} is {address} again; what was seen of it is there.")
        yield Damage(
            says=N_("The address of the server {remote} is missing here; what you enter waits."),
            mended=mended if self.ask else "",
            hint=N_("Run accession doctor --fix --address ADDRESS. The logs here name: {address}"),
            facts={"remote": self.remote, "address": masked(address) or "–"},
        )


def _refs(folder: Path) -> Iterator[str]:
    files = (path for path in (folder / "refs").rglob("*") if path.is_file())
    return (path.relative_to(folder).as_posix() for path in files if path.suffix != ".lock")


def _is_sealed(data: bytes) -> bool:
    """Whether an index ends with the hash of the rest, or, if git was to save that, with zeros."""
    sha1 = hashlib.sha1(data[:-20], usedforsecurity=False).digest()
    seals = (sha1, hashlib.sha256(data[:-32]).digest())
    return any(data[-len(seal) :] in (seal, bytes(len(seal))) for seal in seals)


def _text(path: Path) -> str:
    return _read(path).decode(errors="replace")


def _read(path: Path) -> bytes:
    """What *path* holds; nothing where nothing can be read."""
    with suppress(OSError):
        return path.read_bytes()
    return b""
