"""Checks of the trunk, and of what has not reached it yet."""

from collections.abc import Iterator, Sequence
from typing import Final

from accession_cli.actions.clone_health.facts import Facts, TrunkFacts
from accession_cli.actions.clone_health.observation import (
    Cure,
    Observation,
    hint,
    known,
    refused,
    unseen,
    well,
    wrong,
)
from accession_cli.errors import AccessionError, Exit
from accession_cli.gitstore.branches import RemoteUnreachable, TrunkRewritten
from accession_cli.gitstore.git import CHINA
from accession_cli.i18n import N_

_SHORT: Final = 8


def where_trunk_is(facts: Facts) -> Sequence[Observation]:
    found = known(facts.trunk)
    if found.branch is None:
        return [_local(facts, found)]
    if found.set_back:
        return [_rewritten(found.name)]
    if found.refusal is not None:
        return [_not_seen(found.refusal)]
    stands = [*_stands(found)]
    if stands:
        return stands
    if not found.asked:
        return [unseen(N_("{trunk} was not asked: --offline."), trunk=found.name)]
    return [well(N_("{trunk} can be reached, and your branch is as it is."), trunk=found.name)]


def _local(facts: Facts, found: TrunkFacts) -> Observation:
    if known(facts.registry).scheme.sample:
        return well(N_("It is the branch {name} of this clone: a sample."), name=found.name)
    return hint(
        N_("There is no remote: the only copy of the registry is on this machine."),
        N_("Set one up with accession init --server, then git remote add origin and git push."),
    )


def _not_seen(refusal: AccessionError) -> Observation:
    if isinstance(refusal, TrunkRewritten):
        return _rewritten(str(refusal.facts["trunk"]))
    if isinstance(refusal, RemoteUnreachable):
        return wrong(
            N_("The remote {remote} cannot be reached. Git says: {words}"),
            N_("Check the connection and your access; what you file meanwhile waits here."),
            remote=refusal.facts["remote"],
            words=refusal.facts["words"],
        )
    return refused(refusal)


def _rewritten(trunk: str) -> Observation:
    return wrong(
        N_("The history of {trunk} was rewritten: commits seen here are gone from it."),
        N_(
            "Ask whoever looks after the remote why. If it was done on purpose, make a fresh clone"
            " and work there."
        ),
        exit_code=Exit.TAMPERED,
        trunk=trunk,
    )


def _stands(found: TrunkFacts) -> Iterator[Observation]:
    branch, trunk = found.branch, found.name
    if found.current != found.branch:
        says = N_("Your work tree is on {current}, not on {branch}, so it does not follow {trunk}.")
        mend = N_("Run: git switch {branch}")
        yield hint(says, mend, current=found.current or "HEAD", branch=branch, trunk=trunk)
    if found.ahead:
        says = N_("Commits of your branch {branch} that {trunk} does not have: {count}.")
        mend = N_("Bring them there with git pull --rebase and git push, or ask for help.")
        yield wrong(says, mend, count=found.ahead, branch=branch, trunk=trunk)
    elif found.behind:
        says = N_("Commits of {trunk} that your branch {branch} does not have yet: {count}.")
        mend = N_("Run accession sync.")
        cure = Cure.CATCH_UP
        yield hint(says, mend, cure=cure, count=found.behind, branch=branch, trunk=trunk)


def outbox(facts: Facts) -> Sequence[Observation]:
    damaged, requests = [refused(one) for one in facts.damaged], known(facts.waiting)
    says = N_("Request {id} of {asked} is not in the registry yet (accession {command}: {about}).")
    mend = N_("Send it with accession sync, or take it back with accession undo {id}.")
    waiting = [
        wrong(
            says,
            mend,
            id=one.id[:_SHORT],
            asked=f"{one.asked.astimezone(CHINA):%Y-%m-%d %H:%M}",
            command=one.verb,
            about=one.about,
        )
        for one in requests
    ]
    return [*damaged, *waiting] or [well(N_("Nothing waits to be sent."))]


def drafts(facts: Facts) -> Sequence[Observation]:
    return [
        hint(
            N_("What was typed on {since} and not filed is kept in {path}."),
            N_("File it with accession file --from {path}, or remove the file."),
            since=f"{one.since.astimezone(CHINA):%Y-%m-%d %H:%M}",
            path=one.path,
        )
        for one in known(facts.drafts)
    ] or [well(N_("No draft is kept."))]
