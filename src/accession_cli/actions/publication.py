"""Publish what a district hands on into a second bare repository.

``planned`` says what would go out, ``publish`` writes it. A frozen edition names the commit that it
was made from; each such commit is published for itself, before the newest one, so that whoever has
the copy finds it by its trailer.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from accession_cli.actions.history import Past
from accession_cli.errors import Exit, Refusal, Refused
from accession_cli.gitstore import clone
from accession_cli.gitstore import publication as copies
from accession_cli.gitstore.git import Git
from accession_cli.gitstore.past import Commit, commits
from accession_cli.gitstore.publication import SETTING, TRAILER, PublishedCommit
from accession_cli.gitstore.signing import NO_SIGNING_KEY, Pen, Signers
from accession_cli.i18n import N_
from accession_cli.registry import reading
from accession_cli.registry.commits import files_at, is_taken, make
from accession_cli.registry.files import Source, kind_of
from accession_cli.registry.publication import PublishedFiles, published
from accession_cli.registry.reading import ProfileUnusable
from accession_cli.registry.schemas import FileKind
from accession_cli.scheme.directory_frozen import FrozenEdition
from accession_cli.scheme.district import Scheme, Share
from accession_cli.scheme.registry import stem_of

NOTHING_SHARED: Final = Refusal(
    N_("The profile of this district does not say that anything is handed on; nothing was."),
    N_(
        "Once it is decided, write share: with editions: and refusals: into scheme.yaml, below"
        " trunk, and record it; docs/server says what goes out."
    ),
)
NOWHERE: Final = Refusal(
    N_("It is not known where to publish to."),
    N_("Name the second repository: accession publish --to FOLDER; later runs know it."),
    Exit.USAGE,
)
NO_COPY_THERE: Final = Refusal(
    N_("{folder} is there already and is no copy that accession publish made; nothing was done."),
    N_("Name a folder that does not exist yet, for example registry-public.git."),
    Exit.USAGE,
)
COPY_GONE: Final = Refusal(
    N_("The second repository {folder} is not there any more; nothing was published."),
    N_("Bring it back from a copy that was kept, or begin anew: accession publish --to FOLDER"),
    Exit.OUTSIDE,
)
COPY_OF_ANOTHER: Final = Refusal(
    N_("{folder} is the copy of {other}, and this is the register of {district}."),
    N_("Name the folder of this district's own copy."),
    Exit.USAGE,
)
HISTORY_LEFT: Final = Refusal(
    N_(
        "Commit {commit} of the register was published, and it is not in the history of {trunk} any"
        " more; nothing was published."
    ),
    N_(
        "Find out why. Where it was rewritten on purpose, begin a copy anew, in another folder, and"
        " tell whoever collects it."
    ),
    Exit.TAMPERED,
)
COPY_AHEAD: Final = Refusal(
    N_("Commit {commit}, which is newer than what this clone has, is published already."),
    N_("Run accession sync, then publish again."),
    Exit.MOVED,
)
COPY_UNSIGNED: Final = Refusal(
    N_("This district signs, and whoever publishes here has no key to sign with."),
    N_(
        "Make a key for the account that publishes, ssh-keygen -t ed25519, have git know it, git"
        " config --global user.signingkey PATH, and give its .pub file to whoever collects the"
        " copy."
    ),
    Exit.OUTSIDE,
)
NOT_ASKED: Final = Refusal(
    N_("This would be the first publication, and nobody has looked at what goes out."),
    N_("Look at it with --check; then run it with --yes."),
    Exit.USAGE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A commit of the register to be published; ``year`` if an edition was made from it."""

    commit: Commit
    year: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationPlan:
    """What would be published of the register at ``tip``, into ``folder``.

    ``first``: there is nothing yet. ``due`` are the commits to publish, the newest last; () when
    all is published. ``files`` is the copy of the newest, ``editions`` has the years of its frozen
    editions. ``homeless`` are those whose commit is not in the history of the trunk.
    """

    folder: Path
    trunk: str
    tip: Commit
    scheme: Scheme
    first: bool
    due: tuple[Due, ...]
    files: PublishedFiles
    editions: tuple[int, ...]
    homeless: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Publications:
    """What was published: the ``plan``, and the new commits of the copy for its due ones."""

    plan: PublicationPlan
    made: tuple[PublishedCommit, ...]
    signed: bool


def folder_of(git: Git, given: Path | None) -> Path:
    """Where to publish to: *given*, else as an earlier run has kept it; raises ``NOWHERE``."""
    if given is not None:
        return given.resolve()
    kept = git.run("config", "--local", "--get", SETTING, accept=(0, 1)).place
    if not kept:
        raise NOWHERE()
    return Path(kept)


def planned(past: Past, given: Path | None) -> PublicationPlan:
    """What is to be published of *past* now; nothing is written.

    Raises the refusals of this module, and ``ProfileUnusable``.
    """
    folder, copy = _place(past.git, given)
    trunk, sha = past.trunk()
    (tip,) = commits(past.git, sha, "-1")
    scheme = past.scheme(sha)
    if scheme.share is None:
        raise NOTHING_SHARED()
    files = _copy(past, sha, scheme.share)
    done = copies.published_commits(copy) if copy is not None else ()
    if copy is not None and done:
        _refuse_other(past, copy, scheme, done[-1], trunk, sha)
    editions = tuple(_editions(past, files))
    known = {one.trunk for one in done}
    rooted = [one for one in editions if _is_past(past, one.commit, sha)]
    wanted = {one.commit: one.year for one in rooted if one.commit not in {*known, sha}}
    due = [Due(commit=commits(past.git, one, "-1")[0], year=wanted[one]) for one in wanted]
    if due or sha not in known:
        due.append(Due(commit=tip, year=None))
    return PublicationPlan(
        folder=folder,
        trunk=trunk,
        tip=tip,
        scheme=scheme,
        first=not done,
        due=tuple(due),
        files=files,
        editions=tuple(one.year for one in editions),
        homeless=tuple(one.year for one in editions if one not in rooted),
    )


def publish(past: Past, given: Path | None) -> Publications:
    """Publish what is due, and remember where; raises what ``planned`` raises.

    What is due is found under the lock of the copy, so two runs publish nothing twice.
    """
    folder, copy = _place(past.git, given)
    if copy is None:
        planned(past, given)  # no copy is made of what is refused
        copy = copies.create_copy(make(folder), past.git)
    with copies.alone(copy):
        plan = planned(past, folder)
        signed = plan.scheme.signatures is not None
        made = tuple(_publish(past, copy, plan, _pen(copy, plan.scheme) if signed else None))
    if past.git.run("config", "--local", "--get", SETTING, accept=(0, 1)).place != str(plan.folder):
        clone.put_setting(past.git, SETTING, str(plan.folder))
        if past.git.top == past.git.shared:  # a server
            clone.install_hook(past.git, clone.POST_RECEIVE)
    return Publications(plan=plan, made=made, signed=signed)


def _place(git: Git, given: Path | None) -> tuple[Path, Git | None]:
    """Where to publish to, and the copy that is there; None if there is nothing yet."""
    folder = folder_of(git, given)
    copy = copies.copy_at(folder)
    if copy is None and given is None and not folder.exists():
        raise COPY_GONE(folder=folder)
    if copy is None and is_taken(folder):
        raise NO_COPY_THERE(folder=folder)
    return folder, copy


def _publish(
    past: Past, copy: Git, plan: PublicationPlan, pen: Pen | None
) -> Iterator[PublishedCommit]:
    share = plan.scheme.share or Share(editions=False, refusals=False)
    for due in plan.due:
        sha = due.commit.sha
        files = plan.files if sha == plan.tip.sha else _copy(past, sha, share)
        base = copy.tip(copies.BRANCH)
        commit = copies.write_copy(
            copy,
            {past.prefix + name: data for name, data in files.files.items()},
            message_of(plan.scheme, due.commit, files),
            base=base,
            when=due.commit.when,
            by=_signers(plan.scheme),
            pen=pen,
        )
        copies.move(copy, base, commit)
        yield PublishedCommit(sha=commit, trunk=sha)


def _copy(past: Past, commit: str, share: Share) -> PublishedFiles:
    try:
        return published(files_at(past.git, commit, past.folder), share)
    except ProfileUnusable as unusable:
        path = past.prefix + str(unusable.facts["path"])
        raise ProfileUnusable(path=path) from unusable


def _editions(past: Past, files: PublishedFiles) -> Iterator[FrozenEdition]:
    sources = (Source(*one) for one in files.files.items() if _is_edition(one[0]))
    return iter(reading.read_registry(sources, past.prefix).editions)


def _is_past(past: Past, commit: str, tip: str) -> bool:
    return past.git.tip(commit) is not None and past.git.is_ancestor(commit, tip)


def _refuse_other(
    past: Past, copy: Git, scheme: Scheme, last: PublishedCommit, trunk: str, tip: str
) -> None:
    """Refuse to publish into the copy of another district, or of another history."""
    there = Past(git=copy, folder=past.folder)
    code, other = _district(there, last.sha)
    if code != scheme.code:
        raise COPY_OF_ANOTHER(folder=copy.top, other=other, district=scheme.district)
    short = last.trunk[:_SHORT]
    if _is_past(past, last.trunk, tip):
        return
    if past.git.tip(last.trunk) is None and past.git.remotes():
        raise COPY_AHEAD(commit=short)
    if past.git.tip(last.trunk) is not None and past.git.is_ancestor(tip, last.trunk):
        raise COPY_AHEAD(commit=short)
    raise HISTORY_LEFT(commit=short, trunk=trunk)


def _district(past: Past, commit: str) -> tuple[str, str]:
    try:
        scheme = past.scheme(commit)
    except Refused:
        return "", "–"
    return scheme.code, scheme.district


_SHORT: Final = 12
_IN_A_NAME: Final = re.compile(r"[<>\x00-\x1f]")


def _signers(scheme: Scheme) -> Signers:
    """The district as author and committer: who recorded or published is not told."""
    name = _IN_A_NAME.sub("", scheme.district).strip(" .,:;\"'\\") or scheme.code
    signer = f"{name} <{scheme.code}@accession.invalid>"
    return Signers(author=signer, committer=signer)


def _pen(copy: Git, scheme: Scheme) -> Pen:
    """The key of whoever publishes here; raises ``COPY_UNSIGNED`` and what ``Pen.of`` raises."""
    name, _bracket, address = _signers(scheme).author.rpartition(" <")
    told = {f"GIT_{who}_NAME": name for who in ("AUTHOR", "COMMITTER")}
    told |= {f"GIT_{who}_EMAIL": address.rstrip(">") for who in ("AUTHOR", "COMMITTER")}
    try:
        return Pen.of(replace(copy, environ={**copy.environ, **told}))
    except Refused as refused:
        if refused.refusal is NO_SIGNING_KEY:
            raise COPY_UNSIGNED() from refused
        raise


def message_of(scheme: Scheme, commit: Commit, made: PublishedFiles) -> str:
    """The message of the publication of *commit*: what it holds, and what was taken out."""
    told = made.publication
    years = [stem_of(name) for name in made.files if _is_edition(name)]
    refused = "not shared" if told.refusals is None else len(told.refusals)
    tasks = made.taken.get(FileKind.TASK, 0)
    lines = [
        f"Publish {scheme.district} ({scheme.code}) as of {commit.when:%Y-%m-%d}",
        "",
        f"Tasks: {tasks}. Editions: {', '.join(years) or 'none'}. Refused applications: {refused}.",
        f"Redacted: {len(told.redacted)}.",
        *(f"  {one.file}: {', '.join(one.fields)}" for one in told.redacted),
        f"Left out, because they cannot be read: {len(told.left_out)}.",
        *(f"  {name}" for name in told.left_out),
        "",
        f"{TRAILER}: {commit.sha}",
        "",
    ]
    return "\n".join(lines)


def _is_edition(name: str) -> bool:
    return kind_of(name) is FileKind.EDITION
