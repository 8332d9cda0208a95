"""``accession statutes``: the table of law versions, and the tasks that rest on changed laws."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from typer import Argument, Option

from accession_cli.cli import terminal
from accession_cli.cli.session import Looking, Writing, refusals_told, say_landed, say_sample
from accession_cli.cli.task_lookup import row_json
from accession_cli.errors import Exit
from accession_cli.i18n import N_, _

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from accession_cli.actions.law import CitedLaw, EnteredVersions, Resting
    from accession_cli.gitstore.trunk import Landing


def check(
    desk: Looking,
    *,
    agency: Annotated[
        str | None, Option(metavar=N_("KEY"), help=N_("The agency, by its key or its name."))
    ] = None,
) -> Exit:
    """List the tasks in force that rest on laws which are no longer in force as cited.

    By law: what was repealed, what has a newer text, what another law took the place of, with the
    article that says the same now where it is known; last what the table does not have. The exit
    code is 1 when a law does not hold, 0 when all do or are only unknown.

    $ accession statutes check
    $ accession statutes check --as-of 2026-12-31 --agency minzheng
    """
    from accession_cli.actions.law import cited_laws
    from accession_cli.words.law import law_lines

    day = desk.day
    known, unread = desk.readable()
    laws = cited_laws(known, day, agency)
    stale = [law for law in laws if law.state is not None]
    if desk.as_json:
        told = {"as_of": day.isoformat(), "laws": [_law_json(law) for law in laws]}
        terminal.show_json({"version": 1, **told, "unread": list(unread)})
    else:
        if laws:
            terminal.show("\n".join(law_lines(laws, terminal.columns_of_output())))
        _say_found(laws, stale, day)
        say_sample(known.scheme.sample)
    return Exit.FOUND if stale else Exit.DONE


def import_(
    desk: Writing,
    file: Annotated[
        Path, Argument(metavar=N_("FILE"), help=N_("The law versions, in YAML, JSON or CSV."))
    ],
) -> None:
    """Enter law versions into the registry's table.

    FILE has the form of registry/statutes.yaml, in YAML or JSON, or is a table (.csv) with its keys
    for columns. What is missing is added, what is empty is filled in; what is there is never
    changed, and a contradiction is refused.

    $ accession statutes import laws.csv
    """
    from accession_cli.actions.law import statutes_in

    with refusals_told(as_json=desk.as_json):
        given = statutes_in(file)
    landed = desk.enter(given)
    if landed is not None:
        if desk.as_json:
            terminal.show_json(_entered_json(landed.made))
        else:
            _say_entered(landed)


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


def _say_entered(landed: "Landing[EnteredVersions]") -> None:
    from accession_cli.words.law import label

    made = landed.made
    for heading, names in (
        (_("New: {law}"), made.new),
        (_("Filled in: {law}"), made.completed),
    ):
        for law, version in names:
            terminal.show(heading.format(law=label(law, version)))
    if not (made.new or made.completed):
        said = _("Everything in it is in {path} already; nothing was changed.")
        terminal.show(said.format(path=made.path))
        return
    said = _("Written to {path}: new versions {new}, filled in {completed}, known before {known}.")
    counts = {"new": len(made.new), "completed": len(made.completed), "known": made.known}
    terminal.note(said.format(path=made.path, **counts))
    say_landed(landed)
    terminal.next_step(_("See which tasks it concerns: accession statutes check"))


def _law_json(law: "CitedLaw") -> dict[str, Any]:
    return {
        "law": law.law,
        "version": law.version,
        "state": law.state.value if law.state else "unknown",
        "since": law.since.isoformat() if law.since else None,
        "successor": _name_json(law.successor) if law.successor else None,
        "tasks": [_resting_json(one) for one in law.tasks],
    }


def _resting_json(one: "Resting") -> dict[str, Any]:
    cited = {"key": one.key, "article": one.article, "new_article": one.moved}
    return {**row_json(one.row), **cited}


def _entered_json(made: "EnteredVersions") -> dict[str, Any]:
    return {
        "version": 1,
        "path": made.path,
        "written": bool(made.new or made.completed),
        "new": [_name_json(name) for name in made.new],
        "completed": [_name_json(name) for name in made.completed],
        "known": made.known,
    }


def _name_json(name: tuple[str, str]) -> dict[str, str]:
    return {"law": name[0], "version": name[1]}
