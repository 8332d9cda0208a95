"""Judge who signed what: of a record that is about to land, and of commits that are there.

The list of keys grows only by lawful changes: an entry that nobody might have made signs nothing.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from accession_cli.actions.history import Past, Walk, Walked
from accession_cli.errors import Exit, Refusal
from accession_cli.finding import Finding, Severity
from accession_cli.gitstore.commit import INSPECTED
from accession_cli.gitstore.past import Commit
from accession_cli.gitstore.signing import Pen, root_keys, signatures
from accession_cli.i18n import N_, _
from accession_cli.registry.files import KEYS, SCHEME, kind_of, limits_of, name_of_application
from accession_cli.registry.reading import RECORD_FROM, read_file
from accession_cli.rules.signatures import SignedStep, is_proved, signing_faults
from accession_cli.scheme.keys import (
    Brought,
    Signer,
    SigningKey,
    amended_by,
    brought_in,
    decisions_on,
    fingerprint,
    key_of,
    keys_from,
    named_in,
    public_key,
    rests_on,
    vouched_by,
)
from accession_cli.scheme.registry import AMENDMENTS, PUBLICATION

if TYPE_CHECKING:
    from accession_cli.actions.landing import OnTrunk
    from accession_cli.gitstore.commit import Change
    from accession_cli.gitstore.git import Git
    from accession_cli.scheme.registry import FileStates, Record

_SHORT: Final = 12

#: The files here are older than the trunk, which requires signatures since.
REQUIRED_SINCE: Final = Refusal(
    N_("This registry requires signatures since a short while, so nothing was recorded."),
    N_("Run accession sync to get the newest state, then repeat the command."),
    Exit.MOVED,
)


def roots_of(git: "Git", *, strict: bool) -> frozenset[str] | None:
    """The fingerprints of the root keys in git's settings; None where there are none.

    *strict*: a server that names none has none.
    """
    found = [key for text in root_keys(git) if (key := public_key(text))]
    return frozenset(map(fingerprint, found)) if found or strict else None


def _application_of(record: object) -> str | None:
    """The name of the file with the application that a task rests on."""
    number = rests_on(record)
    return name_of_application(number) if number else None


def refuse_unsigned(
    here: "OnTrunk", changes: "Sequence[Change]", pen: Pen | None, inspected_by: str | None
) -> None:
    """Refuse what nobody would count because of who signs it: before it is sent."""
    from accession_cli.actions.landing import NotAdmissible

    registry = here.loaded.registry
    if registry is None or registry.scheme.signatures is None or not changes:
        return  # of a registry that cannot be read whole, the server judges
    scheme = registry.scheme
    if pen is None:
        raise REQUIRED_SINCE()
    prefix = here.trunk.path("")
    after = {one.path.removeprefix(prefix): one.data for one in changes}
    values = {name: _value(name, data) for name, data in after.items()}
    known: dict[str, Record] = {}
    for task in registry.tasks:
        known[task.path] = task.task
    for asked in registry.applications:
        known[asked.path] = asked.application
    brought = list(vouched_by(_("(this one)"), [inspected_by] if inspected_by else (), INSPECTED))
    if AMENDMENTS in values:
        was = next((one.data for one in here.sources if one.name == AMENDMENTS), None)
        old = _value(AMENDMENTS, was) if was else None
        brought += amended_by(prefix + AMENDMENTS, old, values[AMENDMENTS])
    for name, value in values.items():
        kind = kind_of(name)
        if value is None or kind is None or kind not in RECORD_FROM:
            continue
        now, path = RECORD_FROM[kind](value), prefix + name
        applied = _application_of(now)
        decided = decisions_on(known.get(prefix + applied)) if applied else ()
        brought += brought_in(path, known.get(path), now, decided)
    keys = values.get(KEYS)
    profile = values.get(SCHEME)
    step = SignedStep(
        commit=_("(this one)"),
        signer=Signer(state="G", fingerprint=pen.fingerprint, names=(pen.author, pen.committer)),
        merged=False,
        demanded=True,
        demands=profile is None or "signatures" in profile,
        before=registry.keys,
        after=registry.keys if keys is None else keys_from(keys),
        roots=roots_of(here.trunk.git, strict=False),
        only_keys=set(after) == {KEYS},
        brought=tuple(brought),
        bodies={key: body.name for key, body in scheme.bodies.items()},
        profile=prefix + SCHEME,
        list_=prefix + KEYS,
    )
    wrong = [one for one in signing_faults(step) if one.severity is Severity.ERROR]
    if wrong:
        raise NotAdmissible(tuple(wrong))


def _value(name: str, data: bytes) -> Mapping[str, Any] | None:
    kind = kind_of(name)
    return read_file(kind, name, data, name, limits_of(kind)).value if kind else None


@dataclass(slots=True)
class _State:
    """What a commit leaves to its children: whether signatures are required, and the keys."""

    demands: bool
    keys: tuple[SigningKey, ...]


class SignatureJudge:
    """Judges the commits of one *walk*, parents before children.

    ``unproved`` counts the names of others that no signature proves, by what they are named for.
    """

    def __init__(self, past: Past, walk: Walk) -> None:
        self.past = past
        self.walk = walk
        bare = past.git.top == past.git.directory
        self.roots = roots_of(past.git, strict=bare)
        self._states: dict[str, _State] = {}
        self._signers: dict[str, Signer] = {}
        self._listed: list[str] = []
        self.unproved: Counter[str] = Counter()

    def expect(self, listed: Iterable[Commit]) -> None:
        """Say which commits will be judged, so that git is asked for many at once."""
        self._listed += (one.sha for one in listed)

    def judge(self, walked: Walked, after: "FileStates") -> Iterator[Finding]:
        """What is wrong with the signature of a commit whose files are *after*."""
        commit, parents = walked.commit, walked.commit.parents
        first = parents[0] if parents else None
        was = self._state(first)
        now = _State(self.demanded(after), was.keys)
        self._states[commit.sha] = now
        changed = walked.of_first_parent
        if not was.demands and not now.demands and KEYS not in changed:
            return
        keys: tuple[SigningKey, ...] | None = was.keys
        if KEYS in changed:
            keys = self._keys(after)
        step = SignedStep(
            commit=commit.sha[:_SHORT],
            signer=self._signer(commit.sha),
            merged=len(parents) > 1,
            demanded=was.demands,
            demands=now.demands,
            before=was.keys,
            after=keys,
            roots=self.roots,
            only_keys=set(changed) == {KEYS} or (not changed and bool(commit.accepts)),
            brought=tuple(self._brought(walked, first, after)) if was.demands else (),
            bodies=self._bodies(after),
            profile=self.past.prefix + SCHEME,
            list_=self.past.prefix + KEYS,
        )
        found = list(signing_faults(step))
        yield from found
        if was.demands:
            named = self._named(walked, first, after)
            self.unproved.update(what for what, name in named if not is_proved(step, name))
        if keys is not None and not any(one.severity is Severity.ERROR for one in found):
            now.keys = keys
        now.demands = now.demands or was.demands  # it cannot be taken back

    def is_of_root(self, commit: Commit) -> bool | None:
        """Whether a root key signed *commit*; None where its parent requires no signatures.

        Where the root keys are not known, it is any key that is on no list.
        """
        was = self._state(commit.parents[0] if commit.parents else None)
        if not was.demands:
            return None
        signer = self._signer(commit.sha)
        listed = key_of(was.keys, signer.fingerprint) is not None
        known = not listed if self.roots is None else signer.fingerprint in self.roots
        return signer.fits and known

    def _state(self, parent: str | None) -> _State:
        if parent is None:
            return _State(demands=False, keys=())
        if parent not in self._states:  # where the walk begins
            files = self.walk.files(parent)
            self._states[parent] = _State(self.demanded(files), self._keys(files) or ())
        return self._states[parent]

    def demanded(self, files: "FileStates") -> bool:
        """Whether *files* demand signatures; those of a copy are judged by whoever collects it."""
        if PUBLICATION in files:
            return False
        value = self.walk.versions.version(SCHEME, files.get(SCHEME)).value
        return value is not None and value.get("signatures") is not None

    def _keys(self, files: "FileStates") -> tuple[SigningKey, ...] | None:
        """The keys that *files* list; () without a list, None when it cannot be read."""
        if KEYS not in files:
            return ()
        value = self.walk.versions.version(KEYS, files[KEYS]).value
        return None if value is None else keys_from(value)

    def _bodies(self, files: "FileStates") -> dict[str, str]:
        value = self.walk.versions.version(SCHEME, files.get(SCHEME)).value or {}
        return {key: body["name"] for key, body in value.get("bodies", {}).items()}

    def _brought(
        self, walked: Walked, parent: str | None, after: "FileStates"
    ) -> Iterator[Brought]:
        versions = self.walk.versions
        before = self.walk.files(parent)
        yield from vouched_by(walked.commit.sha[:_SHORT], walked.commit.inspected, INSPECTED)
        if AMENDMENTS in walked.of_first_parent:
            old, new = (
                versions.version(AMENDMENTS, one.get(AMENDMENTS)) for one in (before, after)
            )
            yield from amended_by(self.past.prefix + AMENDMENTS, old.value, new.value)
        for name in walked.of_first_parent:
            now = versions.record(name, after.get(name))
            applied = _application_of(now)
            decided = versions.record(applied, before.get(applied)) if applied else None
            was = versions.record(name, before.get(name))
            yield from brought_in(self.past.prefix + name, was, now, decisions_on(decided))

    def _named(
        self, walked: Walked, parent: str | None, after: "FileStates"
    ) -> Iterator[tuple[str, str]]:
        record, before = self.walk.versions.record, self.walk.files(parent)
        for name in walked.of_first_parent:
            yield from named_in(record(name, before.get(name)), record(name, after.get(name)))

    def _signer(self, sha: str) -> Signer:
        if sha not in self._signers:
            at = self._listed.index(sha) if sha in self._listed else -1
            asked = self._listed[at : at + 500] if at >= 0 else [sha]
            for one in signatures(self.past.git, asked):
                self._signers[one.commit] = Signer(
                    state=one.state, fingerprint=one.fingerprint, names=(one.author, one.committer)
                )
        return self._signers[sha]
