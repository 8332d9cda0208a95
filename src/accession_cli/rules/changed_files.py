"""Check changes of files that may not happen (3.3, 3.5): of numbers, names, editions and notices.

The profile, the rosters and the laws, by which records are judged, change only by what says since
when, why and by whom. As long as no record has been written, all of them may be set up by hand.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final

from accession_cli.finding import Severity
from accession_cli.i18n import N_
from accession_cli.rules.rule import Breach, over_step
from accession_cli.scheme.foundations import (
    Change,
    Rewriting,
    leads,
    noticed,
    rewritings,
    standing,
    unexplained,
)
from accession_cli.scheme.registry import (
    AMENDMENTS,
    APPLICATION,
    NUMBERED,
    PUBLICATION,
    RECORDS,
    TASKS,
    FileChange,
    RecordId,
    Step,
    ValueChange,
    number_of,
    series_of,
    stem_of,
)

_NEEDED: Final = re.compile(
    r"(?:scheme|agencies|subdistricts|statutes)\.yaml|calendar/[0-9]{4}\.yaml", re.ASCII
)
_EDITION: Final = re.compile(r"editions/[0-9]{4}\.yaml", re.ASCII)
_ONE_SKIPPED: Final = N_("{id} does not follow on: the number before it, {first}, was not given.")


@over_step(
    "H101",
    "scheme 3.3",
    about=N_("A number that was given never vanishes; an ended task is retired, not deleted."),
    says=N_("The record of {id} was taken out of the registry."),
    hint=N_("Restore the file as it was; end a task with accession retire."),
)
def numbers_stay(step: Step) -> Iterator[Breach]:
    moved = step.moved
    for file in step.files:
        number = number_of(file.name, RECORDS)
        if number is not None and file.after is None and file.name not in moved:
            yield Breach((), {"id": number}, path=file.path)


@over_step(
    "H102",
    "scheme 3.3",
    about=N_("The file of a record keeps its name."),
    says=N_("The record of {id} was moved here from {old}."),
    hint=N_("Give the file its old name again; a record keeps its number for good."),
)
def files_keep_their_names(step: Step) -> Iterator[Breach]:
    before = {file.name: file.path for file in step.files}
    for name, to in step.moved.items():
        if number_of(name, RECORDS) is not None:
            yield Breach((), {"id": stem_of(name), "old": before[name]}, path=to.path)


@over_step(
    "H103",
    "scheme 3.3",
    about=N_("A number is given once."),
    says=N_("{id} is not a new number: {last} had been given already, and numbers follow on."),
    hint=N_(
        "Have accession file, receive or complaint add write the record, which give it the next"
        " number; bring a record back that was taken out as it was."
    ),
)
def numbers_are_given_once(step: Step) -> Iterator[Breach]:
    for file, number in _new_numbers(step):
        last = step.given.get(series_of(number), 0)
        if number.serial <= last:
            yield Breach((), {"id": number, "last": replace(number, serial=last)}, path=file.path)


@over_step(
    "H104",
    "scheme 3.3",
    about=N_("New numbers follow on from the last one of their year."),
    says=N_("{id} does not follow on: the numbers from {first} to {last} were not given."),
    hint=N_(
        "Have accession file, receive or complaint add write the record, which give it the next"
        " number."
    ),
)
def numbers_follow_on(step: Step) -> Iterator[Breach]:
    """A gap is reported at the record after it.

    The application of a task that was filed before may have no record; its number was given, too.
    """
    new: defaultdict[str, list[tuple[RecordId, FileChange]]] = defaultdict(list)
    for file, number in _new_numbers(step):
        new[series_of(number)].append((number, file))
    for series, numbers in new.items():
        last = step.given.get(series, 0)
        for number, file in sorted(numbers, key=lambda one: one[0]):
            if number.serial > last + 1 and number.letter == APPLICATION:
                same = (one.serial for one in step.applied() if series_of(one) == series)
                last = max([last, *(serial for serial in same if serial < number.serial)])
            if number.serial > last + 1:
                first, end = (replace(number, serial=n) for n in (last + 1, number.serial - 1))
                says = _ONE_SKIPPED if first == end else ""
                facts = {"id": number, "first": first, "last": end}
                yield Breach((), facts, path=file.path, says=says)
            last = max(last, number.serial)


@over_step(
    "H105",
    "scheme 3.3",
    about=N_("What the registry rests on stays: profile, agencies, places, laws and notices."),
    says=N_("{name} was taken out of the registry."),
    hint=N_("Restore the file as it was; records were judged by it."),
)
def foundations_stay(step: Step) -> Iterator[Breach]:
    for file in step.files:
        if file.after is None and _NEEDED.fullmatch(file.name):
            yield Breach((), {"name": file.name}, path=file.path)


@over_step(
    "H106",
    "scheme 3.3",
    about=N_("A registry that is kept in earnest does not become a sample."),
    says=N_("The registry was kept in earnest and is called a sample now."),
    hint=N_("Write sample: false again; for rehearsals make a registry of its own."),
)
def earnest_stays(step: Step) -> Iterator[Breach]:
    """Changes in a sample are not reported, so this would be a way around every other rule."""
    if step.is_sample and not step.was_sample and not step.beginning:
        for file in step.files:
            if file.name == "scheme.yaml":
                yield Breach(("sample",), path=file.path)


@over_step(
    "H108",
    "scheme 3.3",
    about=N_("The form in which a file is written only goes on to newer versions."),
    says=N_("The file was written in version {old} of its form, and is in version {new} now."),
    hint=N_("Restore it as it was; accession format --upgrade writes the newest version."),
)
def forms_go_on(step: Step) -> Iterator[Breach]:
    """An older form cannot hold all that the newer one says."""
    for path, old, new in step.lowered:
        yield Breach(("schema",), {"old": old, "new": new}, path=path)


@over_step(
    "H301",
    "scheme 3.5",
    about=N_("The file of a frozen edition is never changed."),
    says=N_("The file of the frozen edition of {year} was changed."),
    hint=N_("Restore the file as it was; what has changed since shows in accession diff."),
)
def editions_keep_their_content(step: Step) -> Iterator[Breach]:
    for file in step.files:
        if not _EDITION.fullmatch(file.name) or not file.before or not file.after:
            continue
        if file.before.blob != file.after.blob:
            yield Breach((), {"year": stem_of(file.name)}, path=file.path)


@over_step(
    "H302",
    "scheme 3.5",
    about=N_("A frozen edition never vanishes."),
    says=N_("The frozen edition of {year} was taken out of the registry."),
    hint=N_("Restore the file as it was."),
)
def editions_stay(step: Step) -> Iterator[Breach]:
    for file in step.files:
        if file.after is None and _EDITION.fullmatch(file.name):
            yield Breach((), {"year": stem_of(file.name)}, path=file.path)


@over_step(
    "H304",
    "scheme 3.5",
    about=N_("Editions are frozen in the order of their years."),
    says=N_("The edition of {year} came after that of {later} had been frozen."),
    hint=N_("Take the file out; what was left out of an edition shows in the next one."),
)
def editions_follow_one_another(step: Step) -> Iterator[Breach]:
    frozen = [name for name in step.before if _EDITION.fullmatch(name)]
    for file in step.files:
        if file.before or not file.after or not _EDITION.fullmatch(file.name):
            continue
        later = [name for name in frozen if name > file.name]
        if later:
            facts = {"year": stem_of(file.name), "later": stem_of(max(later))}
            yield Breach((), facts, path=file.path)


@over_step(
    "H303",
    "国务院办公厅节假日安排通知",
    about=N_("A notice of working days is only ever amended, by appending."),
    says=N_("More of the notice for {year} was changed than amendments appended."),
    hint=N_("Restore what stood there, and append the amending notice under amendments."),
)
def notices_are_only_amended(step: Step) -> Iterator[Breach]:
    for path in step.rewritten:
        yield Breach((), {"year": stem_of(path)}, path=path)


def _new_numbers(step: Step) -> Iterator[tuple[FileChange, RecordId]]:
    """The files and numbers that are new in this step; a record that only moved is not new."""
    if step.beginning:
        return
    moved = {file.name for file in step.moved.values()}
    for file in step.files:
        number = number_of(file.name, NUMBERED)
        if file.before is None and file.after and number is not None and file.name not in moved:
            yield file, number


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
    yield from _silent(step, _PROFILE)


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


@over_step(
    "H807",
    "scheme 3.3",
    about=N_("An amendment tells what was changed in the commit that brought it."),
    says=N_(
        "The amendment of {key} in {file}, from “{old}” to “{new}”, is not what happened there;"
        " records of earlier days would be judged by what never held."
    ),
    hint=N_(
        "Take it out, and have accession scheme amend write it, which changes the place as well."
    ),
)
def amendments_are_true(step: Step) -> Iterator[Breach]:
    if step.beginning or not step.given:
        return
    held = _entries(step)
    for one in step.values:
        if one.name != AMENDMENTS or one.after is None:
            continue
        first = len(one.before["amendments"]) if one.before else 0
        added = one.after["amendments"][first:]
        for at, made in enumerate(added, first):
            same = [it for it in added if (it["file"], it["key"]) == (made["file"], made["key"])]
            if made not in held or not _happened(step, same):
                told = ("file", "key", "old", "new")
                facts = {name: made[name] if made[name] is not None else "–" for name in told}
                yield Breach(("amendments", at), facts, path=one.path)


_FILE_CHANGED: Final = N_("The file {field} was changed, put in or taken out.")


@over_step(
    "H808",
    "scheme 3.5",
    Severity.WARNING,
    about=N_("What readers see in new papers, and what is handed on, is not changed unseen."),
    says=N_("{field} went from “{old}” to “{new}”: new papers, or readers elsewhere, see it."),
    hint=N_(
        "Nothing has to be done if the district wants it so; accession scheme amend keeps why."
        " What was frozen stays as it was."
    ),
)
def what_readers_see_is_told(step: Step) -> Iterator[Breach]:
    """A frozen edition names its templates, fonts and outputs by their hashes."""
    yield from _silent(step, _PROFILE, Change.TOLD)
    yield from _files_told(step, "templates/", "fonts/")


@over_step(
    "H809",
    "scheme 2.2",
    Severity.HINT,
    about=N_("What helps people to find a task, an agency or a law is not changed unseen."),
    says=N_("{field} went from “{old}” to “{new}”; questions are answered by it."),
    hint=N_("Nothing has to be done if the district wants it so."),
)
def what_helps_to_find_is_told(step: Step) -> Iterator[Breach]:
    for name in (*_LISTS, _LAWS):
        yield from _silent(step, name, Change.TOLD)
    yield from _files_told(step, "vocabulary.yaml")


def _files_told(step: Step, *names: str) -> Iterator[Breach]:
    """The files below *names* that changed in a registry that has records."""
    for file in step.files if step.given and not step.beginning else ():
        if file.name.startswith(names):
            yield Breach((), {"field": file.name}, path=file.path, says=_FILE_CHANGED)


def _silent(step: Step, name: str, how: Change = Change.AMENDED) -> Iterator[Breach]:
    """What was rewritten in the file *name* without an amendment that says so."""
    if step.beginning or not step.given:
        return
    for one in step.values:
        if one.name == name and one.before is not None and one.after is not None:
            made = rewritings(name, one.before, one.after, _last_filed(step), step.days_named)
            for found in unexplained(name, made, _entries(step)):
                if found.how is how:
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


def _happened(step: Step, made: Sequence[Mapping[str, Any]]) -> bool:
    """Whether all amendments *made* of one place in this step lead from what stood to what stands.

    Over several commits a place may be changed and changed back, and grow before it is amended; a
    commit of a published copy may stand for several.
    """
    exact = step.single and PUBLICATION not in step.after
    name, key = made[0]["file"], made[0]["key"]
    change = next((one for one in step.values if one.name == name), None)
    if change is None or change.after is None:
        return not exact and leads(made, made[0]["old"], made[0]["old"])
    starts = {standing(name, change.before, key)} if change.before else {None}
    if not exact:
        starts.add(made[0]["old"])
    stands = standing(name, change.after, key)
    return any(leads(made, start, stands) for start in starts)


def _holds(made: Mapping[str, Any]) -> bool:
    since = made["from"]
    return since is None if made["mistake"] else since is not None and since <= made["date"]
