"""``accession scheme``: what records are judged by, and how it changes."""

from datetime import date
from typing import Annotated

from typer import Argument, Option

from accession_cli.cli.session import Writing, day, person
from accession_cli.i18n import N_
from accession_cli.words.scheme import scheme_json, scheme_said


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

    action = AmendFoundation(
        file=file,
        settings=tuple(settings),
        reason=reason,
        mistake=mistake,
        since=since,
        by=by or "",
    )
    desk.do(action, scheme_said, scheme_json)
