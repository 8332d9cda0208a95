"""``accession roster``: the lists of agencies, subdistricts and communities, in Excel and back."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from typer import Argument, Option

from accession_cli import clock
from accession_cli.cli import terminal
from accession_cli.cli.looking import Looking
from accession_cli.cli.session import (
    Session,
    Writing,
    at_a_terminal,
    refusals_told,
    say_sample,
)
from accession_cli.i18n import N_, _
from accession_cli.words.landed import Said

if TYPE_CHECKING:
    from accession_cli.actions.roster import ImportedRoster, ImportRoster
    from accession_cli.gitstore.trunk import Landing
    from accession_cli.scheme.district import Listed


def import_(
    desk: Writing,
    files: Annotated[
        list[Path],
        Argument(metavar=N_("FILE"), help=N_("The workbooks: agencies, places, or both.")),
    ],
    *,
    whole: Annotated[
        bool, Option("--whole", help=N_("Take out what is not in the files and no record names."))
    ] = False,
) -> None:
    """Bring the rosters up to date from workbooks.

    Reads the workbooks that accession init and accession roster export make, and lists of your own
    whose columns are named likewise. What would be added, renamed and ended is shown before it is
    written. What is not in the file stays. A new name needs the day on which it begins, and papers
    of earlier days keep the old one; what a record names is never taken out, it ends with a day.

    $ accession roster import 部门.xlsx 街道社区.xlsx
    $ accession roster import 部门.xlsx --check
    """
    from accession_cli.actions.roster import roster_in
    from accession_cli.words.roster import roster_summary

    with refusals_told(as_json=desk.as_json):
        action = roster_in(desk.folder, files, whole=whole)
        if at_a_terminal() and not desk.as_json:
            action = _settled(desk, action)
    # what was shown and agreed to is not listed once more
    said = _said_briefly if desk.asks else _said
    desk.do(action, said, _json, roster_summary())


def _settled(desk: Writing, action: "ImportRoster") -> "ImportRoster":
    """*action* with what the clerk says of names that may be new, or only mended."""
    from accession_cli.actions.roster import RosterNotRead
    from accession_cli.cli.questions import Choice, Questions
    from accession_cli.registry.roster import MISTAKE

    try:
        desk.tried(action)
    except RosterNotRead as unread:
        if len(unread.unsaid) < len(unread.faults):
            raise
        ask, said = Questions(), {}
        for one in unread.unsaid:
            question = _("{before} → {name}: what is it?").format(**one.facts)
            new = Choice(_("a new name from a day on; earlier papers keep the old one"), "new")
            mended = Choice(_("a mistake that is mended, also in papers of earlier years"), "")
            if ask.select(question, (new, mended)):
                day = ask.day(_("First day of the new name (YYYY-MM-DD):"))
                said[one.where] = day or MISTAKE
            else:
                said[one.where] = MISTAKE
        return action.renamed(said)
    return action


def _said(landed: "Landing[ImportedRoster]") -> Said:
    from accession_cli.words.roster import change_lines, roster_sentences

    made = landed.made
    if not made.changes:
        return Said(shown=(_("The lists have all of it already."),), changed=False)
    return Said(
        shown=tuple(change_lines(made.changes)),
        sentences=tuple(roster_sentences(made)),
        steps=(_("See the lists with: accession roster show"),),
    )


def _said_briefly(landed: "Landing[ImportedRoster]") -> Said:
    """The same after the changes were shown and agreed to."""
    said = _said(landed)
    return Said(shown=(), steps=said.steps if said.changed else (), changed=said.changed)


def _json(landed: "Landing[ImportedRoster]") -> dict[str, Any]:
    from accession_cli.words.roster import roster_json

    return {"version": 1, "written": bool(landed.made.changes), **roster_json(landed.made)}


def export(
    desk: Session,
    *,
    out: Annotated[
        Path | None, Option(help=N_("The folder to write them into; else the registry's top."))
    ] = None,
) -> None:
    """Write the rosters as two Excel workbooks, to fill in and to read back.

    $ accession roster export
    """
    from accession_cli.actions.roster import export_rosters
    from accession_cli.registry.files import shown_below

    place = out or shown_below(desk.folder)
    paths = export_rosters(desk.folder, clock.today(), place)
    if desk.as_json:
        terminal.show_json({"version": 1, "files": [str(path) for path in paths]})
        return
    for path in paths:
        terminal.show(str(path))
    say_sample(desk.registry.scheme.sample)
    terminal.next_step(
        _("Fill them in, then: accession roster import {files}").format(
            files=" ".join(path.name for path in paths)
        )
    )


def show(desk: Looking) -> None:
    """Show the rosters: agencies, subdistricts and communities, with their names of the day.

    $ accession roster show
    $ accession roster show --as-of 2025-12-31
    """
    known = desk.readable().named_on(desk.day)
    if desk.as_json:
        desk.show_json(
            agencies=[
                {"code": key, **_listed_json(one), "credit_code": one.credit_code}
                for key, one in known.agencies.items()
            ],
            subdistricts=[
                {
                    "code": code,
                    **_listed_json(place),
                    "communities": [
                        {"code": at, **_listed_json(one)} for at, one in place.communities.items()
                    ],
                }
                for code, place in known.subdistricts.items()
            ],
        )
        return
    agencies = [
        (key, one.name, one.credit_code or "–", _also(one)) for key, one in known.agencies.items()
    ]
    if agencies:
        terminal.show_table((_("Key"), _("Agency"), _("Credit code"), _("Besides")), agencies)
        terminal.show("")
    places = [
        row
        for code, place in known.subdistricts.items()
        for row in (
            (code, place.name, _also(place)),
            *((at, f"  {one.name}", _also(one)) for at, one in place.communities.items()),
        )
    ]
    if places:
        headings = (_("Code"), _("Subdistrict or community"), _("Besides"))
        terminal.show_table(headings, places)
    communities = sum(len(place.communities) for place in known.subdistricts.values())
    said = _("Agencies: {agencies}. Subdistricts: {places}. Communities: {communities}.")
    terminal.note(
        said.format(
            agencies=len(known.agencies), places=len(known.subdistricts), communities=communities
        )
    )
    say_sample(known.scheme.sample)


def _also(one: "Listed") -> str:
    """Other names, earlier names and days, as far as they are known."""
    told = list(one.also_called)
    told += [_("until {day}: {name}").format(day=e.until, name=e.name) for e in one.earlier_names]
    if one.active_from:
        told.append(_("since {day}").format(day=one.active_from))
    if one.active_to:
        told.append(_("until {day}").format(day=one.active_to))
    return _("; ").join(told)


def _listed_json(one: "Listed") -> dict[str, Any]:
    return {
        "name": one.name,
        "also_called": list(one.also_called),
        "earlier_names": [
            {"name": earlier.name, "until": str(earlier.until)} for earlier in one.earlier_names
        ],
        "active_from": str(one.active_from) if one.active_from else None,
        "active_to": str(one.active_to) if one.active_to else None,
    }
