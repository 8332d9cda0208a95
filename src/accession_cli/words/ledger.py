"""Say how a ledger was understood: its sheets, columns and rows; and what it became."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final, cast

from accession_cli.i18n import _

if TYPE_CHECKING:
    from accession_cli.actions.ledger_importing import ImportedLedger
    from accession_cli.actions.ledger_reading import LedgerFound, LedgerRow
    from accession_cli.gitstore.trunk import Landing
    from accession_cli.papers.cells import Ledger
    from accession_cli.words.landed import Said, Summary

_SHORT: Final = 12
_NAMED: Final = 6  # rows that are named for each reason


def field_label(key: str) -> str:
    """The name of a field of a ledger, as forms show it."""
    from accession_cli.entry.ledger import ledger_words

    return ledger_words().labels.get(key, key)


def sheet_sentence(ledger: "Ledger") -> str:
    """Which sheet is taken, where its heads stand, and how many tasks it has."""
    heads = ledger.found
    rows = str(heads.first + 1)
    if heads.last > heads.first:
        rows = f"{rows}–{heads.last + 1}"
    said = _("Sheet “{sheet}”: heads in row {rows}; tasks: {count}.")
    return said.format(sheet=ledger.sheet, rows=rows, count=len(ledger.sorted.tasks))


def left_sentence(left: Sequence[str]) -> str:
    """Which sheets are not taken."""
    return _("Sheets that are not taken: {names}.").format(names="、".join(left))


def column_rows(ledger: "Ledger") -> list[tuple[str, str, str, str]]:
    """Each column: its letters, its head, what it is read as, and its first text."""
    from accession_cli.entry.ledger import letters

    tasks = ledger.sorted.tasks
    rows = []
    for one in ledger.found.columns:
        texts = (ledger.grid[place][one.place] for place in tasks)
        first = next((text.replace("\n", " ") for text in texts if text), "")
        rows.append((letters(one.place), one.head, _read_as(one), _cut(first)))
    return rows


def _read_as(column: Any) -> str:
    if not column.key:
        return _("not taken")
    said = field_label(column.key)
    said = said if column.sure else _("probably {field}").format(field=said)
    return _("{field}, in {unit}").format(field=said, unit=column.unit) if column.unit else said


def _cut(text: str) -> str:
    return text if len(text) <= _SHORT else f"{text[: _SHORT - 1]}…"


def skipped_sentences(ledger: "Ledger") -> list[str]:
    """Which rows are no tasks, by the reason."""
    reasons: dict[str, list[str]] = {}
    for one in ledger.sorted.skipped:
        named = str(one.row + 1) if not one.text else f"{one.row + 1}（{_cut(one.text)}）"
        reasons.setdefault(one.why, []).append(named)
    said = []
    for why, rows in reasons.items():
        more = _(" and {count} more").format(count=len(rows) - _NAMED) if rows[_NAMED:] else ""
        sentence = _("Rows left out, {why}: {rows}{more}.")
        said.append(sentence.format(why=_(why), rows="、".join(rows[:_NAMED]), more=more))
    return said


def shared_sentences(ledger: "Ledger") -> list[str]:
    """What is written in every row that says nothing itself."""
    said = [
        _("Where a row says nothing: {field} is “{text}”.").format(
            field=field_label(key), text=text
        )
        for key, text in ledger.how.shared.items()
    ]
    if ledger.how.earlier is not None:
        from accession_cli.entry.ledger import ledger_words

        sentence = _(
            "Texts that the earlier directory does not have are recorded as “{text}”; without a"
            " basis of its own a task rests on that directory, and without a first day it began"
            " with it."
        )
        said.append(sentence.format(text=ledger_words().not_stated))
    if ledger.how.words:
        pairs = "；".join(f"{text} = {means}" for text, means in ledger.how.words.items())
        said.append(_("Words of the ledger: {pairs}.").format(pairs=pairs))
    return said


def imported_said(landed: "Landing[ImportedLedger]") -> "Said":
    """What the ledger became, and where is kept how it was read."""
    from dataclasses import replace

    from accession_cli.actions.task_filing import FiledTasks
    from accession_cli.words.application import received_words
    from accession_cli.words.landed import Said

    made = landed.made
    kept = [_("How it was read is kept in {path}.").format(path=path) for path in made.mappings]
    if not isinstance(made.what, FiledTasks):
        inner = received_words(replace(cast("Any", landed), made=made.what))
        return replace(inner, sentences=[*inner.sentences, *kept])
    tasks = [one.task for one in made.what.tasks]
    said = _(
        "Taken over as tasks of an earlier directory, never approved under this"
        " scheme, all at once: {count}, from {first} to {last}."
    )
    shown = [f"{task.id}  {task.filing.number}  {task.title}" for task in tasks]
    told = said.format(count=len(tasks), first=tasks[0].id, last=tasks[-1].id)
    step = _("Look at them with: accession list")
    return Said(shown=shown, sentences=[told, *kept], steps=(step,))


def imported_summary() -> "Summary":
    """What the rows of a ledger would become, in a few lines."""
    from accession_cli.actions.task_filing import FiledTasks
    from accession_cli.words.application import received_records
    from accession_cli.words.landed import many_summary

    def records(made: "ImportedLedger") -> "Iterable[tuple[str, str | None]]":
        if isinstance(made.what, FiledTasks):
            return [(one.task.title, one.task.agency) for one in made.what.tasks]
        return received_records(made.what)

    return many_summary(records)


def imported_json(landed: "Landing[ImportedLedger]") -> dict[str, Any]:
    """What a ledger became, for programs."""
    from dataclasses import replace

    from accession_cli.actions.task_filing import FiledTasks
    from accession_cli.words.application import received_list_json

    made = landed.made
    if not isinstance(made.what, FiledTasks):
        inner = received_list_json(replace(cast("Any", landed), made=made.what))
        return {**inner, "mappings": list(made.mappings)}
    filed = [
        {"id": str(one.task.id), "filing_number": one.task.filing.number, "path": one.path}
        for one in made.what.tasks
    ]
    facts = {"version": 1, "commit": landed.commit, "status": "admitted", "route": "inherited"}
    return {**facts, "filed": filed, "mappings": list(made.mappings)}


def ledger_json(
    found: "LedgerFound", rows: Iterable["LedgerRow"], copies: Sequence[str]
) -> dict[str, Any]:
    """A ledger as it was understood, for programs."""
    from accession_cli.entry.ledger import letters
    from accession_cli.words.application import reading_json

    return {
        "version": 1,
        "sheets": [
            {
                "sheet": one.sheet,
                "heads": [one.found.first + 1, one.found.last + 1],
                "kept": kept.name if kept else None,
                "columns": [
                    {
                        "column": letters(column.place),
                        "head": column.head,
                        "field": column.key or None,
                        "unit": column.unit or None,
                        "sure": column.sure,
                    }
                    for column in one.found.columns
                ],
                "shared": dict(one.how.shared),
                "words": dict(one.how.words),
                "skipped": [
                    {"row": row.row + 1, "why": row.why, "text": row.text}
                    for row in one.sorted.skipped
                ],
            }
            for one, kept in zip(found.ledgers, found.kept, strict=True)
        ],
        "left": list(found.left),
        "rows": [
            {
                "sheet": row.sheet,
                "row": row.listed.row,
                **reading_json(row.listed.reading),
                "facts": row.facts,
            }
            for row in rows
        ],
        "copies": list(copies),
    }
