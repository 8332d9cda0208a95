"""Say what changes in a district's profile, rosters, calendar and keys, which judge records."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from accession_cli.i18n import N_, _
from accession_cli.registry.roster import RosterChange, RosterKind, What
from accession_cli.words.fields import field_words
from accession_cli.words.landed import Said, Summary

if TYPE_CHECKING:
    from accession_cli.actions.action import Preview
    from accession_cli.actions.calendar import CalendarYear, EnteredNotice
    from accession_cli.actions.keys import ChangedKey
    from accession_cli.actions.roster import ImportedRoster
    from accession_cli.actions.scheme_amending import AmendedFoundation
    from accession_cli.gitstore.trunk import Landing
    from accession_cli.scheme.keys import SigningKey
    from accession_cli.scheme.registry import Registry


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


def scheme_said(landed: "Landing[AmendedFoundation]") -> Said:
    """What was amended, each entry on a line of its own."""
    from accession_cli.registry.files import SCHEME  # help needs no registry

    made = landed.made
    lines = [
        _("{path} was amended: {settings}").format(
            path=made.path, settings="、".join(made.settings)
        )
    ]
    for one in made.entries:
        if one["from"] is None:
            said = _(
                "  {key}: “{old}” was a mistake for “{new}”; kept in amendments.yaml, by {by}."
            )
        else:
            said = _(
                "  {key}: from “{old}” to “{new}” as of {day}; what was decided before is judged by"
                " what held then. Kept in amendments.yaml, by {by}."
            )
        key = field_words(one["key"], "scheme") if one["file"] == SCHEME else one["key"]
        facts = {"key": key, "old": one["old"] or "–", "new": one["new"] or "–"}
        lines.append(said.format(**facts, day=one["from"], by=one["by"]))
    return Said(shown=tuple(lines), changed=True)


def scheme_json(landed: "Landing[AmendedFoundation]") -> dict[str, Any]:
    """The same for programs."""
    made = landed.made
    return {"version": 1, "path": made.path, "amendments": [dict(one) for one in made.entries]}


def entered_json(landed: "Landing[EnteredNotice]") -> dict[str, Any]:
    """The notice that was entered, for programs."""
    made = landed.made
    return {
        "version": 1,
        "year": made.notice.year,
        "source": made.notice.document,
        "path": made.path,
        "written": made.written,
    }


def year_json(shown: "CalendarYear") -> dict[str, object]:
    """A year for programs.

    ``source`` is the notice's document number, or ``holidays``, the library that guesses a year
    without a notice.
    """
    return {
        "version": 1,
        "year": shown.year,
        "confirmed": shown.notice is not None,
        "source": shown.notice.document if shown.notice else "holidays",
        "working_days": [each.isoformat() for each in shown.working_days],
    }


def key_landed(landed: "Landing[ChangedKey]") -> Said:
    """What became of the key."""
    made = landed.made
    return Said(
        shown=(key_line(made),), sentences=tuple(_sentences(made)), steps=tuple(_steps(made))
    )


def key_line(made: "ChangedKey") -> str:
    """The key that was added or ended: person, body, fingerprint, day."""
    one = made.entry
    said = (
        _("{person} signs for {body} from now on: {fingerprint}")
        if one.to is None
        else _("{person} does not sign for {body} any more: {fingerprint}")
    )
    return said.format(person=one.person, body=made.body, fingerprint=one.fingerprint)


def _sentences(made: "ChangedKey") -> Iterator[str]:
    if not made.signed:
        yield _("Signatures are not required in this registry, so nobody's identity is proved.")


def _steps(made: "ChangedKey") -> Iterator[str]:
    if made.entry.to is None:
        yield _(
            "On that person's machine: git config user.name {person}, and git config"
            " user.signingkey with the path of the private key."
        ).format(person=made.entry.person)


def key_json(landed: "Landing[ChangedKey]") -> dict[str, Any]:
    """What became of the key, for programs."""
    return {"version": 1, "commit": landed.commit, **entry_json(landed.made.entry)}


def entry_json(one: "SigningKey") -> dict[str, Any]:
    """An entry of the list, for programs."""
    return {
        "body": one.body,
        "person": one.person,
        "key": one.key,
        "fingerprint": one.fingerprint,
        "from": one.from_.isoformat(),
        "to": one.to.isoformat() if one.to else None,
    }


def key_rows(known: "Registry") -> Iterator[tuple[str, ...]]:
    """A row for each key: body, person, fingerprint, its days."""
    for one in known.keys:
        body = known.scheme.bodies.get(one.body)
        until = one.to.isoformat() if one.to else _("in use")
        name = body.name if body else one.body
        yield name, one.person, one.fingerprint, one.from_.isoformat(), until


def signers_lines(keys: "Sequence[SigningKey]") -> Iterator[str]:
    """The keys as git reads them: gpg.ssh.allowedSignersFile, with the bodies for names."""
    for one in keys:
        yield f'{one.body} namespaces="git" {one.key}'


def required_sentence(known: "Registry") -> str:
    """Whether every record has to be signed."""
    if known.scheme.signatures is None:
        return _("Signatures are not required in this registry, so nobody's identity is proved.")
    return _("Every record has to be signed with one of the keys in use.")
