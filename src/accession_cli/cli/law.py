"""``accession statutes``: the table of law versions, and the tasks that rest on changed laws."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from typer import Argument, Option

from accession_cli.cli import terminal
from accession_cli.cli.looking import Looking
from accession_cli.cli.options import AgencyNamed
from accession_cli.cli.session import Writing
from accession_cli.cli.terminal import refusals_told, say_sample
from accession_cli.errors import Exit
from accession_cli.i18n import N_, _
from accession_cli.words.landed import Said

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from accession_cli.actions.bureau import WrittenSheet
    from accession_cli.actions.law import CitedLaw, EnteredVersions
    from accession_cli.gitstore.trunk import Landing
    from accession_cli.scheme.registry import Registry


def check(
    desk: Looking,
    agency: AgencyNamed = None,
    *,
    sheet: Annotated[
        bool,
        Option("--sheet", help=N_("Also write the sheet on which agencies note what they found.")),
    ] = False,
    out: Annotated[
        Path | None,
        Option(
            metavar=N_("FOLDER"),
            help=N_("Where the sheet goes; without it, build/internal of the repository."),
        ),
    ] = None,
) -> Exit:
    """List the tasks in force that rest on laws which are no longer in force as cited.

    By law: what was repealed, what has a newer text, what another law took the place of, with the
    article that says the same now where it is known; last what the table does not have. The exit
    code is 1 when a law does not hold, 0 when all do or are only unknown. The published directory
    says only what is certain; --sheet writes all that is to be looked at as a PDF for the house
    (依据核对单), with room for what the agencies found.

    $ accession statutes check
    $ accession statutes check --as-of 2026-12-31 --agency minzheng
    $ accession statutes check --sheet
    """
    from accession_cli.actions.law import cited_laws
    from accession_cli.words.law import law_json, law_lines

    known = desk.readable()
    laws = cited_laws(known, desk.day, agency)
    stale = [law for law in laws if law.state is not None]
    written = _sheet(desk, known, laws, agency, out) if sheet or out else None
    if desk.as_json:
        place = {"sheet": str(written.path)} if written else {}
        desk.show_json(laws=[law_json(law) for law in laws], **place)
    else:
        if laws:
            terminal.show("\n".join(law_lines(laws, terminal.columns_of_output())))
        _say_found(laws, stale, desk.day)
        if written:
            said = _("Written, not to be published: {path}")
            terminal.note(said.format(path=os.path.relpath(written.path)))
        say_sample(known.scheme.sample)
    return Exit.FOUND if stale else Exit.DONE


def _sheet(
    desk: Looking,
    known: "Registry",
    laws: "Sequence[CitedLaw]",
    agency: str | None,
    out: Path | None,
) -> "WrittenSheet":
    from accession_cli.actions.bureau import write_sheet

    return write_sheet(desk.files, known, laws, desk.day, agency, desk.out(out))


def import_(
    desk: Writing,
    file: Annotated[Path, Argument(help=N_("The law versions, in Excel, CSV, YAML or JSON."))],
) -> None:
    """Enter law versions into the registry's table.

    FILE has the form of registry/statutes.yaml, in YAML or JSON, or is a table (.xlsx, .csv) with
    its keys or their Chinese names for columns. What is missing is added, what is empty is filled
    in; what is there is never changed, and a contradiction is refused.

    $ accession statutes import laws.csv
    """
    from accession_cli.actions.law import statutes_in
    from accession_cli.words.law import entered_json

    with refusals_told(as_json=desk.as_json):
        given = statutes_in(file)
    desk.do(given, _entered, lambda landed: entered_json(landed.made))


def _say_found(laws: "Sequence[CitedLaw]", stale: "Sequence[CitedLaw]", day: "date") -> None:
    ids = {one.row.task.id for law in stale for one in law.tasks}
    said = _(
        "Laws that do not hold as of {day}: {laws}, cited by tasks: {tasks}. Laws that could not be"
        " checked: {unknown}."
    )
    unknown = len(laws) - len(stale)
    terminal.note(said.format(day=day, laws=len(stale), tasks=len(ids), unknown=unknown))
    if stale:
        terminal.next_step(
            _(
                "Read the text that holds now; then mend the citation with accession amend ID"
                " --set basis[0].version=… --reason TEXT, or end the task with accession retire ID."
            )
        )
    if unknown:
        terminal.next_step(
            _(
                "State the versions of laws that are cited without one, and enter those that are"
                " missing with their dates: accession statutes import FILE"
            )
        )


def _entered(landed: "Landing[EnteredVersions]") -> Said:
    from accession_cli.words.law import label

    made = landed.made
    if not (made.new or made.completed):
        said = _("Everything in it is in {path} already; nothing was changed.")
        return Said(shown=(said.format(path=made.path),), changed=False)
    new = [_("New: {law}").format(law=label(*name)) for name in made.new]
    completed = [_("Filled in: {law}").format(law=label(*name)) for name in made.completed]
    said = _("Written to {path}: new versions {new}, filled in {completed}, known before {known}.")
    counts = {"new": len(new), "completed": len(completed), "known": made.known}
    return Said(
        shown=(*new, *completed),
        sentences=(said.format(path=made.path, **counts),),
        steps=(_("See which tasks it concerns: accession statutes check"),),
    )
