"""Make of a ledger's rows what is asked for, or a copy of it that shows the doubts."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from accession_cli.actions.application_form import put_beside
from accession_cli.actions.application_receiving import Papers, ReceiveApplications
from accession_cli.actions.documents import below_build
from accession_cli.actions.ledger_importing import ImportLedger, mappings_of
from accession_cli.actions.ledger_reading import LedgerFound, LedgerRow
from accession_cli.actions.task_filing import FileTasks
from accession_cli.entry.draft import of_facts
from accession_cli.entry.form_words import layout
from accession_cli.files.writing import replace_file
from accession_cli.papers.application_list import annotated
from accession_cli.scheme.registry import Registry


def import_of(
    found: LedgerFound, rows: Sequence[LedgerRow], papers: Callable[[], Papers]
) -> ImportLedger:
    """The action that brings in *rows*; *papers* makes the papers of applications."""
    drafts = [of_facts(row.facts, f"{row.sheet}!{row.listed.row}") for row in rows]
    if rows[0].earlier is not None:
        return ImportLedger(asked=FileTasks(given=tuple(drafts)), mappings=mappings_of(found))
    handed_in = papers()
    given = (
        (draft, replace(handed_in, contact=_contact_in(row)))
        for draft, row in zip(drafts, rows, strict=True)
    )
    return ImportLedger(asked=ReceiveApplications(given=tuple(given)), mappings=mappings_of(found))


def _contact_in(row: LedgerRow) -> dict[str, str | None] | None:
    """The contact person as a record keeps it; None when the row names nobody."""
    contact = row.listed.reading.contact
    return {"name": contact.name, "phone": contact.phone} if contact.name else None


def marked_copies(
    found: LedgerFound,
    rows: Sequence[LedgerRow],
    folder: Path,
    registry: Registry,
    day: date,
    out: Path | None,
) -> list[Path]:
    """The copies of the sheets with doubts, in which these are marked; they came in on *day*."""
    made: list[Path] = []
    problem = layout().listed["problem"]
    for one in found.ledgers:
        own = [row.listed for row in rows if row.sheet == one.sheet]
        if not any(row.unread for row in own):
            continue
        data = annotated(one, own, registry, day)
        of = f"_{one.sheet}" if len(found.ledgers) > 1 else ""
        if out is not None and not made:
            put_beside(out, data)
            made.append(out)
            continue
        name = f"{Path(found.path).stem}{of}（{problem}）.xlsx"
        copy = below_build(folder, "forms", name)
        replace_file(copy, data)  # our own file, made anew each time
        made.append(copy)
    return made
