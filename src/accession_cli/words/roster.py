"""Say what a roster changes in the lists of agencies, subdistricts and communities."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from accession_cli.i18n import N_, _
from accession_cli.registry.roster import RosterChange, RosterKind, What
from accession_cli.words.preview import Summary

if TYPE_CHECKING:
    from accession_cli.actions.action import Preview
    from accession_cli.actions.roster import ImportedRoster

KINDS: Final = {
    RosterKind.AGENCY: N_("agency"),
    RosterKind.SUBDISTRICT: N_("subdistrict"),
    RosterKind.COMMUNITY: N_("community"),
}
_KEYS: Final = {
    "also_called": N_("other names"),
    "credit_code": N_("credit code"),
    "active_from": N_("first day"),
    "active_to": N_("last day"),
}
_SAYS: Final = {
    What.ADDED: N_("New {kind}: {name} ({code})"),
    What.RENAMED: N_(
        "New name from {day}: {before} → {name} ({code}); papers of earlier days keep {before}"
    ),
    What.CORRECTED: N_("Name mended: {before} → {name} ({code}), in all papers made from now on"),
    What.ENDED: N_("Ends: {name} ({code}), last day {day}"),
    What.COMPLETED: N_("Changed: {name} ({code}): {keys}"),
    What.REMOVED: N_("Taken out: {name} ({code}), which no record names"),
}
_PROPOSED: Final = N_("New {kind}: {name} ({code}, given now)")
#: More lines than this of one kind are counted, not listed.
_LISTED: Final = 20


def change_lines(changes: Sequence[RosterChange]) -> Iterator[str]:
    """A line for each change; of a long row of new ones, the first are named and all counted."""
    seen: Counter[tuple[What, RosterKind]] = Counter()
    for one in changes:
        seen[one.what, one.kind] += 1
        if one.what is not What.ADDED or seen[one.what, one.kind] <= _LISTED:
            yield change_line(one)
    for (what, kind), count in seen.items():
        if what is What.ADDED and count > _LISTED:
            more = _("… and more of the kind {kind}: {count}, {whole} in all")
            yield more.format(kind=_(KINDS[kind]), count=count - _LISTED, whole=count)


def change_line(one: RosterChange) -> str:
    """What becomes of one agency or place."""
    says = _PROPOSED if one.what is What.ADDED and one.proposed else _SAYS[one.what]
    keys = _(", ").join(_(_KEYS[key]) for key in one.keys)
    return _(says).format(
        kind=_(KINDS[one.kind]),
        name=one.name,
        code=one.code,
        before=one.before,
        day=one.day,
        keys=keys,
    )


def roster_sentences(made: "ImportedRoster") -> Iterator[str]:
    """How many rows said nothing new or were passed over, and what stands only in the lists."""
    if made.same:
        yield _("Rows that say what the lists have already: {count}.").format(count=made.same)
    if made.skipped:
        said = _("Rows passed over, such as the example and totals: {count}.")
        yield said.format(count=made.skipped)
    if made.kept:
        said = _("In the lists but not in {file}, and left as they are: {count}.")
        yield said.format(file=made.file, count=made.kept)


def roster_summary() -> Summary:
    """What a roster would change, one line each, in place of the lists as they would be."""

    def lines(shown: "Preview[Any]") -> Iterator[str]:
        made = shown.plan.made
        yield from change_lines(made.changes)
        yield from roster_sentences(made)

    return Summary(lines=lines, values=lambda shown: roster_json(shown.plan.made))


def roster_json(made: "ImportedRoster") -> dict[str, Any]:
    """What changed, for programs."""
    return {
        "file": made.file,
        "changes": [
            {
                "what": one.what.value,
                "kind": one.kind.value,
                "code": one.code,
                "name": one.name,
                "before": one.before,
                "day": one.day,
                "keys": list(one.keys),
                "proposed": one.proposed,
            }
            for one in made.changes
        ],
        "same": made.same,
        "skipped": made.skipped,
        "kept": made.kept,
    }
