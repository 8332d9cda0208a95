"""Say of each district whether its newest data count, or older ones, or none, and why."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from accession_cli.districts.centre_files import District, Districts
from accession_cli.districts.lake import Lake, Problem, State
from accession_cli.errors import Exit
from accession_cli.i18n import N_, _

if TYPE_CHECKING:
    from accession_cli.districts.freezing import FrozenYear, Late


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
    Trouble.SIGNATURE: N_("the signature of commit {commit} is missing or does not fit"),
    Trouble.OTHER_DISTRICT: N_("not the registry of this district, but of {words}"),
    Trouble.UNUSABLE: N_("the registry cannot be read: {words}"),
    Trouble.LIMITS: N_("reading it went beyond a limit: {words}"),
    Trouble.NEWER: N_("its format is newer than this program: {words}"),
    Trouble.HERE: N_("this machine failed"),
}
_BY_OTHERS: Final = N_("commit {commit} is signed with {key}, which is not on the list")
#: What to do about each kind of trouble; a rewritten history has a step for each district.
_STEPS: Final[Mapping[Trouble, str]] = {
    Trouble.UNREACHABLE: N_(
        "{names}: check the url in districts.yaml and the right to read, then ask the district."
    ),
    Trouble.NO_BRANCH: N_("{names}: correct the branch in districts.yaml."),
    Trouble.SIGNATURE: N_(
        "{names}: compare the key with the district; a new one is entered in districts.yaml."
    ),
    Trouble.OTHER_DISTRICT: N_("{names}: correct the url in districts.yaml."),
    Trouble.UNUSABLE: N_(
        "{names}: ask the district to run accession validate, to mend what it names, and to publish"
        " again."
    ),
    Trouble.LIMITS: N_(
        "{names}: look at what was published last; if it is right, raise limits in districts.yaml."
    ),
    Trouble.NEWER: N_("{names}: bring accession on this machine up to date."),
    Trouble.HERE: N_("{names}: look at the disk and the memory of this machine, then try again."),
}
#: Said with the days for which it has lasted.
_LASTING: Final = frozenset({Trouble.UNREACHABLE, Trouble.NO_BRANCH})
_SHORT: Final = 12
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
        return self.situation is not Situation.FRESH or self.has_unread

    @property
    def has_unread(self) -> bool:
        """Whether files of what counts cannot be read."""
        good = self.state.good if self.state else None
        return good is not None and good.unread != ()

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
            said = _said(problem)
            lasting = problem.kind in _LASTING and self.days
            yield said + (_(", for {days} days").format(days=self.days) if lasting else "")
        if good and good.unread:
            text = _("{count} files cannot be read; figures are “at least”")
            yield text.format(count=len(good.unread))
        if good and good.sample:
            yield _("a sample, all made up")


def _said(problem: Problem) -> str:
    """What is wrong; of a wrong signature also with which commit, and by which key it is."""
    commit, _space, key = (problem.words or problem.commit).partition(" ")
    wrong_key = problem.kind == Trouble.SIGNATURE and key
    text = _(_BY_OTHERS) if wrong_key else _(_TROUBLES[Trouble(problem.kind)])
    return text.format(words=problem.words, commit=commit[:_SHORT], key=key)


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
    """What to do: about each history that was rewritten, then about each other kind of trouble."""
    for one in all_of_them:
        problem = one.state.problem if one.state else None
        if problem and problem.kind == Trouble.REWRITTEN:
            said = _(
                "Ask {district} why its history was rewritten. If it is right:"
                " accession districts collect --accept-rewrite {code} --reason REASON"
            )
            yield said.format(district=one.district.name, code=one.district.code)
    for trouble, step in _STEPS.items():
        names = [
            one.district.name
            for one in all_of_them
            if one.state and one.state.problem and one.state.problem.kind == trouble
        ]
        if trouble is Trouble.UNUSABLE:
            names += [one.district.name for one in all_of_them if one.has_unread]
        if names:
            yield _(step).format(names="、".join(names))


FROZEN_HEADINGS: Final = (
    N_("District"),
    N_("Published"),
    N_("Arrived"),
    N_("Tasks"),
    N_("Came too late"),
)


def frozen_rows(
    known: Districts, made: "FrozenYear", late: "Sequence[Late]"
) -> list[tuple[str, ...]]:
    """A row for each district of a frozen year, under ``FROZEN_HEADINGS``."""
    count = Counter(one.district for one in late)
    return [
        (
            _name(known, one.district),
            one.good.published[:10] if one.good else "–",
            one.good.arrived[:10] if one.good else "–",
            str(one.good.rows["tasks"]) if one.good else "–",
            str(count[one.district] or "–"),
        )
        for one in made.states
    ]


def _name(known: Districts, code: str) -> str:
    """The name of a district; its code when the file does not have it any more."""
    found = known.districts.get(code)
    return found.name if found else code


def late_lines(known: Districts, late: "Sequence[Late]") -> Iterator[str]:
    """A line for each task that came too late."""
    for one in late:
        said = _("Late: {district} {id}, filed on {day}: {title}")
        yield said.format(
            district=_name(known, one.district), id=one.id, day=one.filed, title=one.title
        )


def frozen_sentence(made: "FrozenYear", late: "Sequence[Late]") -> str:
    """By which day a year was frozen, with how many districts, and how much came too late."""
    said = _(
        "{year} is frozen with what had arrived by {cut}: districts {count}, tasks {tasks}."
        " Filed in time and arrived later: {late}."
    )
    good = [one.good for one in made.states if one.good]
    tasks = sum(one.rows["tasks"] for one in good)
    return said.format(
        year=made.year, cut=made.cut[:10], count=len(good), tasks=tasks, late=len(late)
    )


def without_data(known: Districts, made: "FrozenYear") -> list[str]:
    """The districts from which nothing had arrived."""
    return [_name(known, one.district) for one in made.states if one.good is None]


def frozen_json(known: Districts, made: "FrozenYear", late: "Sequence[Late]") -> dict[str, Any]:
    """A frozen year for programs."""
    return {
        "version": 1,
        "name": known.name,
        "year": made.year,
        "cut": made.cut,
        "frozen": made.frozen,
        "districts": [
            {
                "code": one.district,
                "name": _name(known, one.district),
                "commit": one.good.commit if one.good else None,
                "published": one.good.published if one.good else None,
                "arrived": one.good.arrived if one.good else None,
                "rows": dict(one.good.rows) if one.good else None,
            }
            for one in made.states
        ],
        "late": [
            {
                "district": one.district,
                "id": one.id,
                "title": one.title,
                "filed": one.filed.isoformat(),
            }
            for one in late
        ],
    }
