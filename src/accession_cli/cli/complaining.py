"""``accession complaint add``: what a community reports, or an inspection finds (scheme 4.1)."""

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import uuid4

import typer

from accession_cli import clock
from accession_cli.cli import screen
from accession_cli.cli.complaint_words import entered_json, say_entered
from accession_cli.cli.inspection import InspectedBy, word_for
from accession_cli.cli.landing_words import refusals_told
from accession_cli.cli.options import Json, RegistryFolder, day
from accession_cli.cli.retiring import task_id
from accession_cli.errors import Exit
from accession_cli.i18n import N_, _

if TYPE_CHECKING:
    from accession_cli.actions.complaint import ComplaintReport
    from accession_cli.cli.complaint_questions import Given
    from accession_cli.scheme.registry import Registry


class SourceName(StrEnum):
    """Who found it."""

    COMMUNITY = "community"
    INSPECTION = "inspection"


def add(
    registry: RegistryFolder = None,
    *,
    source: Annotated[
        SourceName | None,
        typer.Option("--source", help=N_("Whether a community reported it or you found it.")),
    ] = None,
    community: Annotated[
        str | None,
        typer.Option(
            "--community", metavar=N_("CODE"), help=N_("The community, by its code or its name.")
        ),
    ] = None,
    agency: Annotated[
        str | None,
        typer.Option(
            "--agency", metavar=N_("KEY"), help=N_("Who handed the work down, by key or name.")
        ),
    ] = None,
    what: Annotated[
        str | None,
        typer.Option(
            "--what",
            metavar=N_("TEXT"),
            help=N_("What work was handed down; no persons, and no names of places."),
        ),
    ] = None,
    task: Annotated[
        str | None,
        typer.Option("--task", metavar=N_("ID"), help=N_("The admitted task that it goes beyond.")),
    ] = None,
    received: Annotated[
        date | None,
        typer.Option(
            "--received",
            metavar=N_("DATE"),
            parser=day,
            help=N_("Day on which it came in; without it, today."),
        ),
    ] = None,
    inspectors: Annotated[
        list[str] | None,
        typer.Option(
            "--inspectors",
            metavar=N_("BODY"),
            help=N_("A body that inspected, by key or name; may be repeated."),
        ),
    ] = None,
    inspected_by: InspectedBy = None,
    as_json: Json = False,
) -> Exit:
    """Enter a complaint."""
    from accession_cli.actions import complaint
    from accession_cli.actions.open import locate, opened
    from accession_cli.cli.complaint_questions import Given, completed

    folder = locate(Path.cwd(), registry)
    known = opened(folder).registry
    given = Given(
        source=source.value if source else None,
        community=community,
        agency=agency,
        what=what,
        inspectors=tuple(inspectors or ()),
    )
    report = _report(known, completed(known, given, clock.today()), task, received)
    with refusals_told(as_json=as_json):
        landed = complaint.add_complaint(
            folder,
            report,
            when=clock.now(),
            request=uuid4().hex,
            inspected_by=word_for(complaint.passages_of_report(report), inspected_by),
        )
    number = landed.made.complaint.id
    if as_json:
        screen.show_json(entered_json(landed))
    else:
        name = known.agencies[report.agency].name
        say_entered(landed, _("Entered: complaint {id} about {name}.").format(id=number, name=name))
        step = _("Order that it is put right with: accession complaint rectify {id}")
        screen.next_step(step.format(id=number))
    return Exit.DONE


def _report(
    known: "Registry", given: "Given", task: str | None, received: date | None
) -> "ComplaintReport":
    from accession_cli.actions import names
    from accession_cli.actions.complaint import ComplaintReport
    from accession_cli.scheme.complaint import ComplaintSource

    subdistrict, community = None, None
    if given.community:
        subdistrict, community = names.community_named(known, given.community)
    return ComplaintReport(
        source=ComplaintSource(given.source or ""),
        received=received or clock.today(),
        subdistrict=subdistrict,
        community=community,
        inspectors=tuple(names.body(known, name, "--inspectors") for name in given.inspectors),
        agency=names.agency_key(known, given.agency or ""),
        task=task_id(task) if task else None,
        what=given.what or "",
    )
