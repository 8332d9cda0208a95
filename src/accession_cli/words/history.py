"""Tell the history of a task's record, and say for programs what was found in a history."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from accession_cli.finding import Severity
from accession_cli.i18n import N_, _, language
from accession_cli.words.directory import change_words
from accession_cli.words.fields import field_words
from accession_cli.words.layout import visible, wrap

if TYPE_CHECKING:
    from accession_cli.actions.anchor import Anchored
    from accession_cli.actions.history import HistoryEntry, TaskHistory
    from accession_cli.actions.history_verifying import Verified
    from accession_cli.gitstore.past import Commit
    from accession_cli.scheme.anchor import Anchor


def life_lines(life: "TaskHistory", columns: int | None, *, full: bool) -> Iterator[str]:
    """The changes of a task's record: when, by whom, what; in *full* also the version of each."""
    yield from wrap(visible(f"{life.id}  {life.title}"), columns)
    for entry in life.entries:
        commit = entry.commit
        yield ""
        version = (commit.sha[:12],) if full else ()
        head = "  ".join((f"{commit.when:%Y-%m-%d %H:%M}", *version, commit.author))
        yield from wrap(visible(head), columns)
        for sentence in (*_sentences(entry, full=full), *declared_sentences(commit)):
            one_line = "　".join(sentence.splitlines())
            yield from wrap(visible(one_line), columns, first="  ", rest="    ")


def _sentences(entry: "HistoryEntry", *, full: bool) -> Iterator[str]:
    after = entry.after
    if entry.event == "filed" and after is not None:
        yield _("Filed as {number}, on {day}.").format(
            number=after.filing.number, day=after.filing.date
        )
    elif entry.event == "retired" and after is not None and after.retirement is not None:
        yield _("Retired, effective {day}: {reason}").format(
            day=after.retirement.effective, reason=after.retirement.reason
        )
    elif entry.event == "rewritten":
        yield _("Written in another form; it says the same.")
    elif entry.event == "unreadable":
        yield _("This version of the record cannot be read.")
    elif entry.event == "removed":
        yield _("The record was taken out of the registry.")
    for made in entry.corrections:
        yield _("Correction of {field}, dated {day}, by {body}: {reason}").format(
            field=field_words(made.field), day=made.date, body=made.by, reason=made.reason
        )
    for field, old, new in entry.changes:
        said = change_words(field, old, new)
        yield f"{said} [{field}]" if full and language() != "en" else said


def life_json(life: "TaskHistory") -> dict[str, Any]:
    """The history of a task for programs."""
    return {
        "version": 1,
        "id": life.id,
        "title": life.title,
        "path": life.path,
        "trunk": life.trunk,
        "tip": life.tip,
        "entries": [
            {
                "commit": entry.commit.sha,
                "when": entry.commit.when.isoformat(),
                "by": entry.commit.author,
                "subject": entry.commit.subject,
                "event": entry.event,
                "explained": entry.commit.explained or None,
                "restored": entry.commit.restored or None,
                "changes": [
                    {"field": field, "old": old, "new": new} for field, old, new in entry.changes
                ],
                "corrections": [
                    {
                        "date": made.date.isoformat(),
                        "field": made.field,
                        "old": made.old,
                        "new": made.new,
                        "reason": made.reason,
                        "by": made.by,
                    }
                    for made in entry.corrections
                ],
            }
            for entry in life.entries
        ],
    }


def declared_sentences(commit: "Commit") -> Iterator[str]:
    """What a commit says of itself: that it brought in a whole history, why it is dated so."""
    if commit.restored:
        yield _("Brought in the history up to here as a whole; who and why: {words}").format(
            words=commit.restored
        )
    if commit.explained:
        yield _("Explains its dates: {words}").format(words=commit.explained)
    if commit.accepts:
        named, _space, who = commit.accepts.partition(" ")
        said = _("Accepts what was found in commit {commit}; who and why: {words}")
        yield said.format(commit=named[:12], words=who)


def accepted_sentence(by: "Commit") -> str:
    """By whom and when a finding was accepted, and why: what the commit *by* says."""
    who = by.accepts.partition(" ")[2]
    said = _("Accepted on {day} in commit {commit}, by {author}; who and why: {words}")
    return said.format(day=by.when.date(), commit=by.sha[:12], author=by.author, words=who)


def anchored_json(done: "Anchored") -> dict[str, Any]:
    """An anchor and the files that it was written into, for programs."""
    anchor = done.anchor
    return {
        "version": 1,
        "line": anchor.line,
        "day": anchor.day and anchor.day.isoformat(),
        "prefix": anchor.prefix,
        "trunk": done.trunk,
        "commit": anchor.commit,
        "made": done.made.isoformat(),
        "compared": done.compared and done.compared.isoformat(),
        "commits": anchor.commits,
        "records": anchor.records,
        "files": [str(path) for path in done.files],
    }


def identity_sentence(done: "Verified") -> str:
    """What is proved of who made the commits."""
    if done.copy:
        return _(
            "This is a published copy: who recorded does not stand in it, and its signatures are"
            " judged by whoever collects it. Redacted records are not held to their editions."
        )
    if not done.signed:
        return _(
            "Signatures are not required, so nobody's identity is proved: names in commits are"
            " whatever was typed."
        )
    if not done.roots:
        return _(
            "Every commit since signatures are required was held against the keys listed before it;"
            " who entered the first keys is not proved, because no root key is known here."
        )
    return _(
        "Every commit since signatures are required was held against the keys listed before it."
        " Compare the root keys with the paper on which they stand: {roots}"
    ).format(roots=", ".join(done.roots))


_NAMED_FOR: Final = {
    "scored": N_("score sheets, by their parties: {count}"),
    "inspected_money": N_("inspections of the money: {count}"),
    "inspected_place": N_("inspections behind complaints: {count}"),
    "reviewed": N_("reviews of a basis that is withheld: {count}"),
}


def unproved_sentence(done: "Verified") -> str:
    """Whose names stand on their papers' word alone; "" when there are none."""
    told = [_(words).format(count=done.unproved[key]) for key, words in _NAMED_FOR.items()
            if done.unproved.get(key)]  # fmt: skip
    if not told:
        return ""
    said = _(
        "Recorded by others than those named, whom no signature proves; their papers do: {what}."
    )
    return said.format(what=_("; ").join(told))


def verified_json(done: "Verified", anchor: "Anchor | None" = None) -> dict[str, Any]:
    """What was found in the history, for programs; *anchor* is what it was held to."""
    from accession_cli.words.findings import finding_document

    levels = [one.finding.severity for one in done.traces]
    return {
        "version": 1,
        "trunk": done.trunk,
        "registry": done.folder,
        "reference": done.reference,
        "tip": done.tip.sha,
        "since": done.since,
        "walked": done.walked,
        "commits": done.commits,
        "sample": done.sample,
        "tampered": done.tampered,
        "remembered": done.remembered,
        **({"anchor": anchor.commit} if anchor else {}),
        "signatures": "required" if done.signed else None,
        "root_keys": list(done.roots),
        "unproved": dict(sorted(done.unproved.items())),
        "declared": [
            {
                "commit": one.sha,
                "when": one.when.isoformat(),
                "by": one.author,
                "explained": one.explained or None,
                "restored": one.restored or None,
                "accepts": one.accepts or None,
            }
            for one in done.declared
        ],
        "findings": [
            {
                "commit": one.commit.sha if one.commit else None,
                "when": one.commit.when.isoformat() if one.commit else None,
                "by": one.commit.author if one.commit else None,
                "mended": one.mended,
                **({"accepted": one.accepted.sha} if one.accepted else {}),
                **finding_document(one.finding),
            }
            for one in done.traces
        ],
        "summary": {severity.value: levels.count(severity) for severity in Severity},
    }
