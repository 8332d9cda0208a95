"""``accession roster``, ``scheme`` and ``keys``: what records are judged by, and how it changes.

The lists of agencies, subdistricts and communities go into Excel and come back. The public keys are
those with which people sign for the bodies that decide.
"""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from typer import Argument, Option

from accession_cli import clock
from accession_cli.cli import terminal
from accession_cli.cli.looking import Looking
from accession_cli.cli.options import day, person
from accession_cli.cli.questions import body_named
from accession_cli.cli.session import Session, Writing, at_a_terminal
from accession_cli.cli.terminal import refusals_told, say_sample
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
    from accession_cli.words.district import roster_summary

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
    from accession_cli.words.district import change_lines, roster_sentences

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
    from accession_cli.words.district import roster_json

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

    place = desk.out(out) or shown_below(desk.files)
    paths = export_rosters(desk.files, clock.today(), place)
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


def amend(
    desk: Writing,
    settings: Annotated[
        list[str],
        Argument(
            metavar=N_("KEY=VALUE…"),
            help=N_("What stands there from now on, for example days_to_decide.value=15."),
        ),
    ],
    *,
    reason: Annotated[str, Option(help=N_("Why it is changed, with the document behind it."))],
    mistake: Annotated[
        bool, Option("--mistake", help=N_("It was written down wrongly; nothing itself changed."))
    ] = False,
    file: Annotated[
        str,
        Option(help=N_("The file: scheme.yaml, statutes.yaml, agencies.yaml, subdistricts.yaml.")),
    ] = "scheme.yaml",
    since: Annotated[
        date | None,
        Option("--from", parser=day, help=N_("The first day on which it holds; today by default.")),
    ] = None,
    by: Annotated[
        str | None,
        Option(
            parser=person,
            help=N_("Who changes it; without it, the person that git signs for here."),
        ),
    ] = None,
) -> None:
    """Change what records are judged by, with the reason.

    What stood there, what stands there now, the day, the reason and by whom are kept in
    registry/amendments.yaml; without that the server takes no such change. What was applied for or
    decided before the day in --from is judged by what held then; with --mistake, all is judged by
    what stands there now. Names of agencies and
    places that begin on a day are written with accession roster import, new laws with accession
    statutes import. A list is set whole.

    $ accession scheme amend days_to_decide.value=15 --reason 津丽民发〔2026〕3号
    $ accession scheme amend channels.grid.decided_by=civil_affairs --reason 职责调整
    $ accession scheme amend long_term_years.value=2 --from 2026-11-01 --reason 津丽民发〔2026〕3号
    $ accession scheme amend statutes[2].note=null --file statutes.yaml --reason 录入有误 --mistake
    """
    from accession_cli.actions.scheme_amending import AmendFoundation
    from accession_cli.words.district import scheme_json, scheme_said

    action = AmendFoundation(
        file=file,
        settings=tuple(settings),
        reason=reason,
        mistake=mistake,
        since=since,
        by=by or "",
    )
    desk.do(action, scheme_said, scheme_json)


def add(
    desk: Writing,
    file: Annotated[Path, Argument(help=N_("The public key: a file that ends in .pub."))],
    *,
    body: Annotated[
        str, Option(metavar=N_("BODY"), help=N_("For which body it signs, by key or name."))
    ],
    name: Annotated[
        str,
        Option(
            "--person",
            parser=person,
            metavar=N_("NAME"),
            help=N_("Who has the private key; the same as git's user.name on that machine."),
        ),
    ],
) -> None:
    """Enter a key with which a person signs for a body.

    A key belongs to one person and one body. It counts from the next record on. Where signatures
    are required, a body's first key is entered with the root key, a later one also with a key that
    the body has in use.

    $ accession keys add 安宁.pub --body 区民政局 --person 安宁
    """
    from accession_cli.actions.keys import EnterKey, key_in
    from accession_cli.words.district import key_json, key_landed

    with refusals_told(as_json=desk.as_json):
        key = key_in(file)
    action = EnterKey(body=body_named(desk.registry, body), person=name, key=key)
    desk.do(action, key_landed, key_json)


def end(
    desk: Writing,
    key: Annotated[
        str,
        Argument(metavar=N_("KEY"), help=N_("Its fingerprint, its .pub file, or its person.")),
    ],
) -> None:
    """End a key that was lost, or whose owner has left.

    From the next record on nothing counts that is signed with it, whatever date it bears; what was
    signed before stays. The entry stays in the list.

    $ accession keys end 安宁
    $ accession keys end SHA256:vSXoju1p00hDn/9HfJkUzDf4SrlzhQ6mz9jSV49Eu2c
    """
    from accession_cli.actions.keys import EndKey, key_named
    from accession_cli.words.district import key_json, key_landed

    with refusals_told(as_json=desk.as_json):
        named = key_named(key)
    desk.do(EndKey(named=named), key_landed, key_json)


def list_(
    desk: Session,
    *,
    signers: Annotated[
        bool,
        Option(
            "--allowed-signers",
            help=N_("Print them as git reads them, for gpg.ssh.allowedSignersFile."),
        ),
    ] = False,
) -> None:
    """List the keys, with their owners, bodies and days.

    With --allowed-signers git log --show-signature can check signatures without accession; whether
    a key was in use at the time, only accession verify says.

    $ accession keys list
    $ accession keys list --allowed-signers > signers
    """
    from accession_cli.words.district import entry_json, key_rows, required_sentence, signers_lines

    known = desk.registry
    if signers:
        for line in signers_lines(known.keys):
            terminal.show(line)
        return
    if desk.as_json:
        signatures = known.scheme.signatures
        terminal.show_json(
            {
                "version": 1,
                "signatures": signatures.value if signatures else None,
                "keys": [entry_json(one) for one in known.keys],
            }
        )
        return
    if known.keys:
        heads = (_("Body"), _("Person"), _("Fingerprint"), _("From"), _("To"))
        terminal.show_table(heads, list(key_rows(known)))
    else:
        terminal.note(_("No key is on the list."))
    terminal.note(required_sentence(known))
    say_sample(known.scheme.sample)
