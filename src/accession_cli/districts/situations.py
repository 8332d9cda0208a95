"""Say of each district whether its newest data count, or older ones, or none, and why."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from accession_cli.districts.config import District, Districts
from accession_cli.districts.lake import Lake, State
from accession_cli.errors import Exit
from accession_cli.i18n import N_, _


class Trouble(StrEnum):
    """Why what a district published last does not count."""

    UNREACHABLE = "unreachable"
    NO_BRANCH = "no_branch"
    REWRITTEN = "rewritten"
    SIGNATURE = "signature"
    OTHER_DISTRICT = "other_district"
    UNUSABLE = "unusable"
    LIMITS = "limits"
    NEWER = "newer"
    HERE = "here"


class Situation(StrEnum):
    """Whether the newest data of a district count, older ones, or none."""

    FRESH = "fresh"
    LATE = "late"
    MISSING = "missing"


_SITUATIONS: Final[Mapping[Situation, str]] = {
    Situation.FRESH: N_("newest"),
    Situation.LATE: N_("older data"),
    Situation.MISSING: N_("no data"),
}
_TROUBLES: Final[Mapping[Trouble, str]] = {
    Trouble.UNREACHABLE: N_("cannot be reached"),
    Trouble.NO_BRANCH: N_("the branch {words} cannot be found"),
    Trouble.REWRITTEN: N_("its history was rewritten"),
    Trouble.SIGNATURE: N_("the signature is wrong or missing"),
    Trouble.OTHER_DISTRICT: N_("not the registry of this district, but of {words}"),
    Trouble.UNUSABLE: N_("the registry cannot be read: {words}"),
    Trouble.LIMITS: N_("reading it went beyond a limit"),
    Trouble.NEWER: N_("its format is newer than this program: {words}"),
    Trouble.HERE: N_("this machine failed"),
}
#: Said with the days for which it has lasted.
_LASTING: Final = frozenset({Trouble.UNREACHABLE, Trouble.NO_BRANCH})
NOT_TRIED: Final = N_("not collected yet")


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A district and what is known of it at ``now``; ``state`` is None before it was collected."""

    district: District
    state: State | None
    now: datetime

    @property
    def situation(self) -> Situation:
        if self.state is None or self.state.good is None:
            return Situation.MISSING
        return Situation.LATE if self.state.problem else Situation.FRESH

    @property
    def days(self) -> int:
        """For how many days the problem has lasted."""
        if self.state is None or self.state.problem is None:
            return 0
        return (self.now.date() - datetime.fromisoformat(self.state.problem.since).date()).days

    @property
    def published(self) -> str:
        """The day of the data that count; "" without any."""
        good = self.state.good if self.state else None
        return good.published[:10] if good else ""

    @property
    def is_wrong(self) -> bool:
        """Whether anything keeps what was published last from counting, all of it."""
        good = self.state.good if self.state else None
        return self.situation is not Situation.FRESH or (good is not None and good.unread != ())

    @property
    def why(self) -> str:
        """Why it is late or missing, or its figures are lower bounds; "" when all is well."""
        return _("; ").join(self._reasons())

    def _reasons(self) -> Iterator[str]:
        if self.state is None:
            yield _(NOT_TRIED)
            return
        problem, good = self.state.problem, self.state.good
        if problem:
            said = _(_TROUBLES[Trouble(problem.kind)]).format(words=problem.words)
            lasting = problem.kind in _LASTING and self.days
            yield said + (_(", for {days} days").format(days=self.days) if lasting else "")
        if good and good.unread:
            text = _("{count} files cannot be read; figures are “at least”")
            yield text.format(count=len(good.unread))
        if good and good.sample:
            yield _("a sample, all made up")


def standings(known: Districts, lake: Lake, now: datetime) -> tuple[Standing, ...]:
    """Every district of the file, in its order."""
    return tuple(
        Standing(district=one, state=lake.state(code), now=now)
        for code, one in known.districts.items()
    )


def exit_code(all_of_them: Sequence[Standing]) -> Exit:
    """6 when a history was rewritten, 1 when anything else keeps newest data from counting."""
    troubles = {one.state.problem.kind for one in all_of_them if one.state and one.state.problem}
    if Trouble.REWRITTEN in troubles:
        return Exit.TAMPERED
    return Exit.FOUND if any(one.is_wrong for one in all_of_them) else Exit.DONE


HEADINGS: Final = (N_("District"), N_("Data"), N_("Published"), N_("Tasks"), N_("Why"))


def rows(all_of_them: Sequence[Standing]) -> list[tuple[str, ...]]:
    """A row for each district, under ``HEADINGS``."""
    return [
        (
            one.district.name,
            _(_SITUATIONS[one.situation]),
            one.published or "–",
            str(one.state.good.rows["tasks"]) if one.state and one.state.good else "–",
            one.why or "–",
        )
        for one in all_of_them
    ]


def summary(all_of_them: Sequence[Standing]) -> dict[str, int]:
    """How many districts are in each situation."""
    found = Counter(one.situation.value for one in all_of_them)
    return {one.value: found[one.value] for one in Situation}


def summary_sentence(all_of_them: Sequence[Standing]) -> str:
    """How many districts there are, and how many of them are late or missing."""
    said = _("Districts: {count}. Newest data: {fresh}, older data: {late}, no data: {missing}.")
    return said.format(count=len(all_of_them), **summary(all_of_them))


def standing_json(one: Standing) -> dict[str, Any]:
    """A district for programs."""
    good = one.state.good if one.state else None
    problem = one.state.problem if one.state else None
    return {
        "code": one.district.code,
        "name": one.district.name,
        "situation": one.situation.value,
        "tried": one.state.tried if one.state else None,
        "good": good
        and {
            "commit": good.commit,
            "published": good.published,
            "arrived": good.arrived,
            "trunk": good.trunk or None,
            "sample": good.sample,
            "unread": list(good.unread),
            "rows": dict(good.rows),
        },
        "problem": problem
        and {
            "kind": problem.kind,
            "since": problem.since,
            "days": one.days,
            "commit": problem.commit or None,
            "words": problem.words,
            "says": one.why,
        },
    }


def standings_json(known: Districts, all_of_them: Sequence[Standing]) -> dict[str, Any]:
    """All districts for programs."""
    return {
        "version": 1,
        "name": known.name,
        "districts": [standing_json(one) for one in all_of_them],
        "summary": summary(all_of_them),
    }


def words_of_git(all_of_them: Sequence[Standing]) -> Iterator[str]:
    """What git, or this machine, said of the districts that could not be reached."""
    for one in all_of_them:
        problem = one.state.problem if one.state else None
        if problem and problem.kind in {Trouble.UNREACHABLE, Trouble.HERE}:
            yield _("{district}: {words}").format(district=one.district.name, words=problem.words)


def steps(all_of_them: Sequence[Standing]) -> Iterator[str]:
    """What to do about a history that was rewritten."""
    for one in all_of_them:
        problem = one.state.problem if one.state else None
        if problem and problem.kind == Trouble.REWRITTEN:
            said = _(
                "Ask {district} why its history was rewritten. If it is right:"
                " accession districts collect --accept-rewrite {code} --reason REASON"
            )
            yield said.format(district=one.district.name, code=one.district.code)
