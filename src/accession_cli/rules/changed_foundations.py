"""Check changes of what records are judged by: profile, rosters, laws, notices (scheme 3.3).

As long as no record has been written, all of it may be set up by hand.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from accession_cli.i18n import N_
from accession_cli.rules.rule import Breach, over_step
from accession_cli.scheme.foundations import (
    Rewriting,
    noticed,
    rewritings,
    unexplained,
)
from accession_cli.scheme.registry import AMENDMENTS, TASKS, Step, ValueChange, number_of

_LISTS: Final = ("agencies.yaml", "subdistricts.yaml")
_LAWS: Final = "statutes.yaml"
_PROFILE: Final = "scheme.yaml"


@over_step(
    "H801",
    "scheme 3.3",
    about=N_("What the profile says of days, bodies and clauses changes only by an amendment."),
    says=N_(
        "{field} of the profile went from “{old}” to “{new}”, and no amendment says since when, why"
        " and by whom; records were judged by it."
    ),
    hint=N_("Restore it, and change it with accession scheme amend, which keeps all of that."),
)
def profile_is_amended(step: Step) -> Iterator[Breach]:
    yield from (one for one in _silent(step, _PROFILE) if one.key != ("trunk",))


@over_step(
    "H802",
    "scheme 3.1",
    about=N_("Agencies and places are added, renamed and ended with a day, never rewritten."),
    says=N_(
        "{field} went from “{old}” to “{new}” in place; papers of earlier days would not say any"
        " more what was known then."
    ),
    hint=N_(
        "Restore it, and write it with accession roster import, which keeps the earlier name with"
        " its last day, or with accession scheme amend --mistake."
    ),
)
def rosters_are_histories(step: Step) -> Iterator[Breach]:
    for name in _LISTS:
        yield from _silent(step, name)


@over_step(
    "H803",
    "scheme 3.3",
    about=N_("What the table of laws says is completed, never rewritten or taken out."),
    says=N_("{field} went from “{old}” to “{new}”; citations were judged by it."),
    hint=N_(
        "Restore it; a law ends with repealed_on and replaced_by. A mistake is mended with"
        " accession scheme amend --mistake."
    ),
)
def laws_are_histories(step: Step) -> Iterator[Breach]:
    yield from _silent(step, _LAWS)


@over_step(
    "H804",
    "国务院办公厅节假日安排通知",
    about=N_("A notice is not put in for a year that is known or over."),
    says=N_(
        "A notice for {year} was put in, but records of a later year are there, or the days of"
        " {year} are known otherwise."
    ),
    hint=N_(
        "Take it out, and enter the notice as it was published with accession calendar import."
    ),
)
def past_calendars_stay(step: Step) -> Iterator[Breach]:
    if step.beginning or not step.given:
        return
    for one in step.values:
        if one.before is not None or one.after is None or not one.name.startswith("calendar/"):
            continue
        year = one.after["year"]
        last = max(int(series[-4:]) for series in step.given)
        late = one.name in step.replaced or year < last
        if late and tuple(unexplained(one.name, [noticed(one.after)], _entries(step))):
            yield Breach((), {"year": year}, path=one.path)


@over_step(
    "H805",
    "scheme 3.3",
    about=N_("Amendments of what records are judged by are only ever added to."),
    says=N_("An amendment that had been recorded was changed or taken out."),
    hint=N_("Restore it; an amendment that was wrong is followed by another one."),
)
def amendments_stay(step: Step) -> Iterator[Breach]:
    for one in step.values:
        if one.name == AMENDMENTS and one.before is not None:
            kept = one.before["amendments"]
            now = one.after["amendments"] if one.after else []
            if now[: len(kept)] != kept:
                yield Breach(("amendments",), path=one.path)
    for file in step.files:
        if file.name == AMENDMENTS and file.before and not file.after:
            yield Breach((), path=file.path)


@over_step(
    "H806",
    "scheme 3.3",
    about=N_("The trunk on which records are filed stays the same."),
    says=N_("The trunk was {old} and is said to be {new}, which the server does not check."),
    hint=N_(
        "Restore it. Only whoever looks after the server changes it, there and here at one time,"
        " with the check set aside for that."
    ),
)
def trunk_stays(step: Step) -> Iterator[Breach]:
    for one in step.values:
        if one.name == _PROFILE and one.before and one.after and not step.beginning:
            old, new = one.before["trunk"], one.after["trunk"]
            if old != new:
                yield Breach(("trunk",), {"old": old, "new": new}, path=one.path)


def _silent(step: Step, name: str) -> Iterator[Breach]:
    """What was rewritten in the file *name* without an amendment that says so."""
    if step.beginning or not step.given:
        return
    for one in step.values:
        if one.name == name and one.before is not None and one.after is not None:
            made = rewritings(name, one.before, one.after, _last_filed(step), step.days_named)
            for found in unexplained(name, made, _entries(step)):
                yield _breach(one, found)


def _last_filed(step: Step) -> date:
    """The day on which the newest task known before was filed; by that day records were judged."""
    numbers = (number_of(name, TASKS) for name in step.before)
    newest = max((one for one in numbers if one is not None), default=None)
    task = step.task(newest) if newest else None
    return task.filing.date if task else date.min


def _breach(one: ValueChange, found: Rewriting) -> Breach:
    facts = {"field": found.key, "old": found.old or "–", "new": found.new or "–"}
    return Breach(found.at, facts, path=one.path)


def _entries(step: Step) -> list[Any]:
    """The amendments that were added in this step, in their order.

    One that is dated before the last filing before it explains nothing: it was not there then. Nor
    does one that says wrongly from when it holds: a mistake never held, nothing holds from a day
    to come.
    """
    for one in step.values:
        if one.name == AMENDMENTS and one.after is not None:
            known = one.before["amendments"] if one.before else []
            last = _last_filed(step).isoformat()
            added = one.after["amendments"][len(known) :]
            return [made for made in added if made["date"] >= last and _holds(made)]
    return []


def _holds(made: Mapping[str, Any]) -> bool:
    since = made["from"]
    return since is None if made["mistake"] else since is not None and since <= made["date"]
