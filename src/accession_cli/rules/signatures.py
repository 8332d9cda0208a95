"""Judge whether a commit may have been made by whoever signed it.

It is judged by the keys that its parent lists. A decision counts only when a key of its own body
brought it; a key is entered or ended by one of the same body, or by a root key. Root keys stand
outside the registry, with whoever looks after the server.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from accession_cli.finding import Code, Finding, Place, Severity
from accession_cli.i18n import N_

if TYPE_CHECKING:
    from accession_cli.scheme.keys import Brought, Signer, SigningKey


UNSIGNED: Final = Code(
    "H701",
    N_("Commit {commit} is not signed, and signatures are required."),
    N_("Record with accession, which signs; a commit made by hand is signed with git commit -S."),
)


UNFIT: Final = Code(
    "H702",
    N_("The signature of commit {commit} does not fit what it holds, or cannot be checked."),
    N_("Nobody may rely on it: find out who changed it, and record it anew."),
)


UNKNOWN_KEY: Final = Code(
    "H703",
    N_("Commit {commit} is signed with {key}, which was on no list before it."),
    N_("Have the key entered first with accession keys add; it counts from the next record on."),
)


ENDED_KEY: Final = Code(
    "H704",
    N_("Commit {commit} is signed with {key} of {person}, which had ended before it."),
    N_("Find out who still has that key; record it anew with a key in use."),
)


OTHER_NAME: Final = Code(
    "H705",
    N_("Commit {commit} bears the name {name}, but is signed with the key of {person}."),
    N_("Write the name that stands beside the key: git config user.name."),
)


DECISION_OF_ANOTHER: Final = Code(
    "H706",
    N_("The decision of {body} on {id} was brought by {signer}, not with a key of that body."),
    N_("Have {body} enter it itself, with accession decide on a machine of its own."),
    "scheme 3.2",
)


CORRECTION_OF_ANOTHER: Final = Code(
    "H707",
    N_("The correction in {id} names {name}, but was signed by {signer}."),
    N_("Whoever corrects a record signs for it: let {name} enter it."),
    "scheme 3.3",
)


KEY_OF_ANOTHER: Final = Code(
    "H708",
    N_("The key of {person} for {body} was entered or ended by {signer}."),
    N_("A body's keys are changed with another key of the same body, or with a root key."),
)


KEYS_REWRITTEN: Final = Code(
    "H709",
    N_("Entries of the list of keys were edited or taken out."),
    N_("Restore them as they were; a key is ended with accession keys end."),
)


TAKEN_BACK: Final = Code(
    "H710",
    N_("Signatures were required, and are not any more."),
    N_("Write signatures: required again; once required, they stay so."),
)


MERGED: Final = Code(
    "H711",
    N_("Commit {commit} merges two lines of history; where signatures are required there is one."),
    N_("Record on the newest state: accession sync, then repeat the command."),
)


BEGUN_WITHOUT_ROOT: Final = Code(
    "H712",
    N_("Commit {commit} requires signatures from now on, and is not signed with a root key."),
    N_(
        "Sign it with the key that stands under accession.rootKeys in the settings of the server:"
        " git commit -S"
    ),
)


ROOT_UNKNOWN: Final = Code(
    "H713",
    N_("Whether {key}, with which commit {commit} is signed, is a root key, is not known here."),
    N_(
        "Compare it with the paper on which the root keys stand, and enter it: git config --add"
        ' accession.rootKeys "ssh-ed25519 …"'
    ),
    severity=Severity.WARNING,
)


NAME_OF_ANOTHER: Final = Code(
    "H714",
    N_("{what} of {id} names {name}, but was signed by {signer}."),
    N_("Whoever is named signs for it: let {name} enter it, or write who did."),
    "scheme 3.3",
)


CODES: Final = (
    *(UNSIGNED, UNFIT, UNKNOWN_KEY, ENDED_KEY, OTHER_NAME, DECISION_OF_ANOTHER),
    *(CORRECTION_OF_ANOTHER, KEY_OF_ANOTHER, KEYS_REWRITTEN, TAKEN_BACK, MERGED),
    *(BEGUN_WITHOUT_ROOT, ROOT_UNKNOWN, NAME_OF_ANOTHER),
)


_ROOT: Final = "root"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedStep:
    """One commit beside its parent.

    ``demanded`` and ``demands``: signatures are required by the parent's profile, and by its own.
    ``before`` and ``after`` are the keys; ``after`` is ``None`` when the list cannot be read.
    ``roots`` are fingerprints; ``None`` where they are not known. ``only_keys``: nothing else was
    changed. ``bodies`` are the names of the bodies by their keys.
    """

    commit: str
    signer: "Signer"
    merged: bool
    demanded: bool
    demands: bool
    before: "tuple[SigningKey, ...]"
    after: "tuple[SigningKey, ...] | None"
    roots: frozenset[str] | None
    only_keys: bool
    brought: "tuple[Brought, ...]"
    bodies: dict[str, str]
    profile: str
    list_: str


def signing_faults(step: SignedStep) -> Iterator[Finding]:
    """What is wrong with the signature of a commit, or with what was signed."""
    if step.demanded and not step.demands:
        yield TAKEN_BACK.at(Place(step.profile))
    grown = step.after is not None and only_grown(step.before, step.after)
    if not grown:
        yield KEYS_REWRITTEN.at(Place(step.list_))
    if step.demanded:
        yield from _of_signer(step)
    elif step.demands:
        yield from _of_beginning(step)


def only_grown(before: "Sequence[SigningKey]", after: "Sequence[SigningKey]") -> bool:
    """Whether entries were only added behind the others, or ended."""
    same = zip(before, after, strict=False)
    return len(after) >= len(before) and all(
        was == now or (was.to is None and _ended(was, now)) for was, now in same
    )


def _ended(was: "SigningKey", now: "SigningKey") -> bool:
    said = (was.body, was.person, was.key, was.from_)
    return now.to is not None and said == (now.body, now.person, now.key, now.from_)


def _of_beginning(step: SignedStep) -> Iterator[Finding]:
    signer, facts = step.signer, {"commit": step.commit}
    if step.roots is not None and not (signer.fits and signer.fingerprint in step.roots):
        yield BEGUN_WITHOUT_ROOT.at(Place(step.profile), **facts)
    elif step.roots is None and not signer.fits:
        yield UNSIGNED.at(Place(step.profile), **facts)
    elif step.roots is None:
        yield ROOT_UNKNOWN.at(Place(step.profile), key=signer.fingerprint, **facts)


def _of_signer(step: SignedStep) -> Iterator[Finding]:
    from accession_cli.scheme.keys import key_of  # loaded where anything is signed

    signer, place, facts = step.signer, Place(""), {"commit": step.commit}
    if step.merged:
        yield MERGED.at(place, **facts)
        return
    if not signer.fits:
        yield (UNSIGNED if signer.is_missing else UNFIT).at(place, **facts)
        return
    key = signer.fingerprint
    owner = key_of(step.before, key)
    is_root = step.roots is not None and key in step.roots
    if owner is None and not is_root:
        may_be_root = step.roots is None and step.only_keys
        yield (ROOT_UNKNOWN if may_be_root else UNKNOWN_KEY).at(place, key=key, **facts)
        if not may_be_root:
            return
    elif owner is not None and owner.to is not None and not is_root:
        yield ENDED_KEY.at(place, key=key, person=owner.person, **facts)
        return
    if is_root or owner is None:
        yield from _of_decisions(step, None)
        return
    others = [name for name in signer.names if name != owner.person]
    if others:
        yield OTHER_NAME.at(place, name=others[0], person=owner.person, **facts)
    yield from _of_decisions(step, owner)
    yield from _of_keys(step, owner)


def _of_decisions(step: SignedStep, owner: "SigningKey | None") -> Iterator[Finding]:
    said = f"{owner.person}（{_named(step, owner.body)}）" if owner else _ROOT
    for one in step.brought:
        place = Place(one.path)
        if one.decision and (owner is None or one.by != owner.body):
            body = _named(step, one.by)
            yield DECISION_OF_ANOTHER.at(place, body=body, id=one.id, signer=said)
        elif one.what and owner and not _names(step, owner, one.by):
            facts = {"what": one.what, "id": one.id, "name": one.by}
            yield NAME_OF_ANOTHER.at(place, signer=said, **facts)
        elif not (one.decision or one.what) and owner and one.by not in (owner.person, owner.body):
            yield CORRECTION_OF_ANOTHER.at(place, name=one.by, id=one.id, signer=said)


def _names(step: SignedStep, owner: "SigningKey", text: str) -> bool:
    """Whether *text* names the person, or the body alone or beside others."""
    known = {owner.person, owner.body, _named(step, owner.body)}
    return not known.isdisjoint(text.split("、"))


def is_proved(step: SignedStep, name: str) -> bool:
    """Whether whoever signed is the person or of the body that *name* names."""
    from accession_cli.scheme.keys import key_of

    owner = key_of(step.before, step.signer.fingerprint) if step.signer.fits else None
    return owner is not None and _names(step, owner, name)


def _of_keys(step: SignedStep, owner: "SigningKey") -> Iterator[Finding]:
    after = step.after or ()
    changed = [now for was, now in zip(step.before, after, strict=False) if was != now]
    said = f"{owner.person}（{_named(step, owner.body)}）"
    for at, one in enumerate((*changed, *after[len(step.before) :])):
        if one.body != owner.body:
            facts = {"person": one.person, "body": _named(step, one.body), "signer": said}
            yield KEY_OF_ANOTHER.at(Place(step.list_), ("keys", at), **facts)


def _named(step: SignedStep, body: str) -> str:
    return step.bodies.get(body, body)
