"""Check legal bases: a cited law must have been in force, and may have been replaced since.

Citations are judged by the table of law versions, so this module also checks that the table is
consistent (scheme 3.1).
"""

from collections.abc import Iterator
from datetime import date
from typing import Final

from accession_cli.finding import KeyPath, Severity
from accession_cli.i18n import N_
from accession_cli.rules.rule import Breach, RuleContext, over_registry, over_task
from accession_cli.rules.task import decided_on
from accession_cli.scheme.law import (
    LawState,
    LawVersion,
    fate,
    law_key,
    older_article,
    successor,
)
from accession_cli.scheme.registry import TaskFile
from accession_cli.scheme.task import Basis, DocumentBasis, LawBasis, Task

_WITHOUT_SUCCESSOR: Final = N_(
    "{law} was repealed from {repealed}. What took its place is not known here."
)
_NO_TEXT_YET: Final = N_(
    "No text of {law} is known to have been in force on {decided}, the day of the decision; the"
    " first in statutes.yaml came into force on {since}."
)
_ADD_THE_OLDER_TEXT: Final = N_(
    "Cite the law that was in force on {decided}, or add the older text of {law} to statutes.yaml."
)
_ANOTHER_LAW_HOLDS: Final = N_(
    "Another law has come into force in the place of {law}: {successor}. Whether {law} itself was"
    " repealed is not known here."
)


@over_task(
    "B101",
    "scheme 3.1",
    about=N_("A cited law was already in force on the day of the decision."),
    says=N_("{law} ({version}) came into force on {since}, after the decision of {decided}."),
    hint=N_("Cite the text that was in force on {decided}."),
)
def law_was_already_in_force(file: TaskFile, world: RuleContext) -> Iterator[Breach]:
    """A citation without a version is judged by the oldest known version."""
    for key, item in citations(file.task):
        if not isinstance(item, LawBasis):
            continue
        known = _text(world, item)
        since = known.effective_from if known else None
        if since is None:
            continue
        decided = _kept_to(file.task, _decided(file.task, key))
        if since > decided:
            facts = {
                "law": _name(item),
                "version": item.version,
                "since": since,
                "decided": decided,
            }
            says, hint = ("", "") if item.version else (_NO_TEXT_YET, _ADD_THE_OLDER_TEXT)
            yield Breach((*key, "version"), facts, says=says, hint=hint)


@over_task(
    "B102",
    "scheme 3.1",
    about=N_("A cited law was not yet repealed on the day of the decision."),
    says=N_("{law} was no longer in force from {repealed} on, and the decision is of {decided}."),
    hint=N_("Cite a law that was in force on {decided}."),
)
def law_was_still_in_force(file: TaskFile, world: RuleContext) -> Iterator[Breach]:
    for key, item in citations(file.task):
        if isinstance(item, LawBasis):
            decided = _decided(file.task, key)
            repealed = _repealed(world, item, decided)
            if repealed is not None:
                facts = {"law": _name(item), "repealed": repealed, "decided": decided}
                yield Breach((*key, "law"), facts)


@over_task(
    "B103",
    "scheme 3.1",
    about=N_("A cited document is not younger than the decision that rests on it."),
    says=N_("The document is dated {day}, after the decision of {decided}."),
    hint=N_("Correct the date that is wrong, or cite the document that the decision rested on."),
)
def document_came_before_the_decision(file: TaskFile, _world: RuleContext) -> Iterator[Breach]:
    task = file.task
    for key, item in citations(task):
        if isinstance(item, DocumentBasis) and item.date is not None:
            named = ((*key, "document"), (*key, "number"), (*key, "date"))
            decided = _kept_to(task, decided_on(task, *named))
            if item.date > decided:
                yield Breach((*key, "date"), {"day": item.date, "decided": decided})


@over_task(
    "B104",
    "scheme 3.1",
    about=N_("A cited text of a law had not been replaced before the day of the decision."),
    says=N_(
        "{law} ({version}) was replaced by a newer text on {since}, before the decision of"
        " {decided}: {successor}."
    ),
    hint=N_("Cite the text that was in force on {decided}."),
)
def text_was_still_in_force(file: TaskFile, world: RuleContext) -> Iterator[Breach]:
    for key, item in citations(file.task):
        if isinstance(item, LawBasis):
            decided = _decided(file.task, key)
            since = _outdated(world, item, decided)
            if since is not None:
                facts = {"law": _name(item), "version": item.version, "since": since}
                facts |= {"decided": decided, "successor": _successor(world, item, decided)}
                yield Breach((*key, "version"), facts)


@over_task(
    "B201",
    "scheme 3.5",
    Severity.WARNING,
    about=N_("A task in force does not rest on a law that was repealed since."),
    says=N_("{law} was repealed from {repealed}. In its place: {successor}."),
    hint=N_("Ask the agency for a basis that holds, or for the retirement of the task."),
    ages=True,
    asked=True,
)
def law_has_not_been_repealed(file: TaskFile, world: RuleContext) -> Iterator[Breach]:
    task = file.task
    if not task.in_force(world.as_of):
        return
    for key, item in citations(task):
        if not isinstance(item, LawBasis):
            continue
        repealed = _repealed(world, item, world.as_of)
        if repealed is not None and _repealed(world, item, _decided(task, key)) is None:
            facts = {"law": _name(item), "repealed": repealed, "successor": _successor(world, item)}
            says = "" if facts["successor"] else _WITHOUT_SUCCESSOR
            yield Breach((*key, "law"), facts, says=says)


@over_task(
    "B202",
    "scheme 3.3",
    Severity.WARNING,
    about=N_("A task in force cites the law, and the text of it, that holds now."),
    says=N_("{law} ({version}) has been replaced by a newer text: {successor}."),
    hint=N_(
        "Check the new text and correct the citation with accession amend, or have"
        " the task filed anew."
    ),
    ages=True,
    asked=True,
)
def citation_is_of_the_text_that_holds(file: TaskFile, world: RuleContext) -> Iterator[Breach]:
    task = file.task
    if not task.in_force(world.as_of):
        return
    for key, item in citations(task):
        known = world.statutes_of(item.law) if isinstance(item, LawBasis) else None
        if isinstance(item, LawBasis) and known is not None:
            found = fate(known, item, world.as_of)
            if found is None or found[0] is LawState.REPEALED:
                continue
            if _outdated(world, item, _decided(task, key)) is not None:
                continue  # B104 says so
            outdated = found[0] is LawState.OUTDATED
            facts = {"law": _name(item), "version": item.version}
            facts["successor"] = _successor(world, item)
            says = "" if outdated else _ANOTHER_LAW_HOLDS
            yield Breach((*key, "version" if outdated else "law"), facts, says=says)


@over_task(
    "B203",
    "scheme 3.1",
    Severity.WARNING,
    about=N_("A cited article has the number of the cited text, not that of an older one."),
    says=N_(
        "{article} is the number in {older} ({older_version}); in {law} ({version}) it is {moved}."
    ),
    hint=N_("Look the article up in the cited text, and write its number there."),
    asked=True,
)
def article_is_of_the_cited_text(file: TaskFile, world: RuleContext) -> Iterator[Breach]:
    for key, item in citations(file.task):
        if isinstance(item, LawBasis) and item.article is not None:
            found = older_article(world.registry.statutes, item)
            if found is not None:
                older, article, moved = found
                facts = {"article": article, "older": older.law, "older_version": older.version}
                facts |= {"law": _name(item), "version": item.version or "", "moved": moved}
                yield Breach((*key, "article"), facts)


@over_task(
    "B301",
    "scheme 3.1",
    Severity.HINT,
    about=N_("A cited law stands in statutes.yaml, so that its validity can be checked."),
    says=N_("{law} ({version}) is not in statutes.yaml, so it cannot be checked whether it holds."),
    hint=N_("Add the law with its dates to statutes.yaml, or correct the citation."),
)
def law_is_known(file: TaskFile, world: RuleContext) -> Iterator[Breach]:
    for key, item in citations(file.task):
        if not isinstance(item, LawBasis) or item.version is None:
            continue
        if world.law_version(item.law, item.version) is None:
            yield Breach((*key, "law"), {"law": _name(item), "version": item.version})


@over_task(
    "B302",
    "scheme 3.1",
    Severity.HINT,
    about=N_("A cited law is named with its version."),
    says=N_("The version of {law} is not stated, so it cannot be checked whether it holds."),
    hint=N_("Write the year in which the cited text was adopted or amended, once it is known."),
)
def version_is_stated(file: TaskFile, _world: RuleContext) -> Iterator[Breach]:
    for key, item in citations(file.task):
        if isinstance(item, LawBasis) and item.version is None:
            yield Breach((*key, "version"), {"law": _name(item)})


@over_task(
    "B303",
    "scheme 3.1",
    Severity.HINT,
    about=N_("A cited law is named with its article."),
    says=N_("The article of {law} is not stated."),
    hint=N_("Write the article that names the work, once it is known; never guess it."),
)
def article_is_stated(file: TaskFile, _world: RuleContext) -> Iterator[Breach]:
    for key, item in citations(file.task):
        if isinstance(item, LawBasis) and item.article is None:
            yield Breach((*key, "article"), {"law": _name(item)})


@over_task(
    "B304",
    "scheme 3.1",
    Severity.HINT,
    about=N_("A cited document is named with its number, its date or its clause."),
    says=N_("Neither the number nor the date nor the clause of {document} is stated."),
    hint=N_("Write what is known of the three, so that the document can be found."),
)
def document_can_be_found(file: TaskFile, _world: RuleContext) -> Iterator[Breach]:
    for key, item in citations(file.task):
        if isinstance(item, DocumentBasis) and not (item.number or item.date or item.clause):
            yield Breach((*key, "number"), {"document": item.document})


def citations(task: Task) -> Iterator[tuple[KeyPath, Basis]]:
    """Every basis that a task cites, with its key path; the mechanism's basis comes last."""
    for at, item in enumerate(task.basis):
        yield ("basis", at), item
    if task.mechanism is not None:
        yield ("mechanism", "basis"), task.mechanism.basis


def _name(cited: LawBasis) -> str:
    """The law's name for a sentence, which has 《》 of its own."""
    return cited.law.replace("《", "").replace("》", "")


def _decided(task: Task, citation: KeyPath) -> date:
    """The day on which the cited law was decided; a correction of its article does not count."""
    return decided_on(task, (*citation, "law"), (*citation, "version"))


def _kept_to(task: Task, decided: date) -> date:
    """The last day on which something new could be cited for what was *decided*.

    An earlier directory may have been kept current until its tasks came here.
    """
    return decided if task.inherited is None else max(decided, task.filing.date)


def _text(world: RuleContext, cited: LawBasis) -> LawVersion | None:
    """The cited version of a law; without one, the first known; ``None`` when it is not known."""
    known = world.statutes_of(cited.law)
    if known is None:
        return None
    return known.find(cited.law, cited.version) if cited.version else known.versions[0]


def _repealed(world: RuleContext, cited: LawBasis, day: date) -> date | None:
    """The day of repeal, when it is *day* or before; ``None`` while the law holds or not known."""
    known = world.statutes_of(cited.law)
    found = fate(known, cited, day) if known else None
    return found[1] if found is not None and found[0] is LawState.REPEALED else None


def _outdated(world: RuleContext, cited: LawBasis, day: date) -> date | None:
    """The day since which a newer text of the law holds, when it is *day* or before."""
    known = world.statutes_of(cited.law)
    found = fate(known, cited, day) if known else None
    return found[1] if found is not None and found[0] is LawState.OUTDATED else None


def _successor(world: RuleContext, cited: LawBasis, day: date | None = None) -> str:
    """The text that holds instead, for example ``社会救助法（2026）第五条``; "" when not known."""
    found = successor(world.registry.statutes, cited, day or world.as_of)
    return f"{found.law}（{found.version}）{found.article or ''}" if found else ""


_STATUTES: Final = "statutes.yaml"


@over_registry(
    "G401",
    "scheme 3.1",
    about=N_("The versions of a law stand in the order in which they came into force."),
    says=N_("{law} ({version}) came into force on {since}, but stands after a later version."),
    hint=N_("Put the versions of a law in order, the oldest first."),
)
def versions_stand_in_order(world: RuleContext) -> Iterator[Breach]:
    latest = dict[str, date]()
    for at, known in enumerate(world.registry.statutes.versions):
        since, law = known.effective_from, law_key(known.law)
        if since is None:
            continue
        if since < latest.get(law, since):
            facts = {"law": known.law, "version": known.version, "since": since}
            yield Breach(("statutes", at, "effective_from"), facts, world.path(_STATUTES))
        latest[law] = max(since, latest.get(law, since))


@over_registry(
    "G402",
    "scheme 3.1",
    about=N_("A version of a law stands in statutes.yaml once."),
    says=N_("{law} ({version}) stands here twice."),
    hint=N_("Put what is known into one entry and delete the other."),
)
def versions_stand_once(world: RuleContext) -> Iterator[Breach]:
    seen: set[tuple[str, str]] = set()
    for at, known in enumerate(world.registry.statutes.versions):
        name = law_key(known.law), known.version
        if name in seen:
            facts = {"law": known.law, "version": known.version}
            yield Breach(("statutes", at, "version"), facts, world.path(_STATUTES))
        seen.add(name)


@over_registry(
    "G403",
    "scheme 3.1",
    about=N_("A law is repealed after it came into force."),
    says=N_(
        "{law} is said to be repealed from {repealed}, but it came into force only on {since}."
    ),
    hint=N_("Correct the date that is wrong; repealed_on is the first day it no longer holds."),
)
def repealed_after_it_came_into_force(world: RuleContext) -> Iterator[Breach]:
    for at, known in enumerate(world.registry.statutes.versions):
        since, repealed = known.effective_from, known.repealed_on
        if since is not None and repealed is not None and repealed <= since:
            facts = {"law": known.law, "repealed": repealed, "since": since}
            yield Breach(("statutes", at, "repealed_on"), facts, world.path(_STATUTES))


@over_registry(
    "G404",
    "scheme 3.1",
    Severity.HINT,
    about=N_("The law that took another's place stands in statutes.yaml too."),
    says=N_("{law} ({version}) is named as a successor, but is not in statutes.yaml."),
    hint=N_("Add it with the day it came into force, or correct the name."),
)
def successors_are_known(world: RuleContext) -> Iterator[Breach]:
    for at, known in enumerate(world.registry.statutes.versions):
        successor = known.replaced_by
        if successor is not None and world.law_version(*successor) is None:
            facts = {"law": successor[0], "version": successor[1]}
            yield Breach(("statutes", at, "replaced_by"), facts, world.path(_STATUTES))


@over_registry(
    "G405",
    "scheme 3.1",
    about=N_("On any one day a name or short name means one law."),
    says=N_("The name {name} means both {one} and {other}, which hold at the same time."),
    hint=N_("Take it away from the law that it does not mean, or write when the other one ended."),
)
def names_mean_one_law(world: RuleContext) -> Iterator[Breach]:
    """A law ends when it is repealed, or when the one that took its place begins."""
    seen: dict[str, list[tuple[LawVersion, date, date]]] = {}
    for at, known in enumerate(world.registry.statutes.versions):
        after = world.law_version(*known.replaced_by) if known.replaced_by else None
        start = known.effective_from or date.min
        end = known.repealed_on or (after and after.effective_from) or date.max
        for name in (known.law, *known.also_called):
            there = seen.setdefault(law_key(name), [])
            for other, first, last in there:
                together = max(start, first) < min(end, last)
                if together and law_key(other.law) != law_key(known.law):
                    facts = {"name": name, "one": other.law, "other": known.law}
                    yield Breach(("statutes", at, "law"), facts, world.path(_STATUTES))
                    break
            there.append((known, start, end))
