"""Check changes of files that may not happen: numbers, names, editions, notices (3.3, 3.5)."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from accession_cli.i18n import N_
from accession_cli.rules.rule import Breach, over_step
from accession_cli.scheme.ids import APPLICATION, RecordId
from accession_cli.scheme.registry import (
    NUMBERED,
    RECORDS,
    FileChange,
    Step,
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
