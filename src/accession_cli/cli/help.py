"""``accession help``: show the help of a command, for who does not know ``--help``."""

from typing import Annotated

from typer import Argument

from accession_cli.i18n import N_


def help_(
    command: Annotated[
        list[str] | None, Argument(metavar=N_("COMMAND"), help=N_("The command's name."))
    ] = None,
) -> int:
    """Show the help of a command.

    $ accession help
    $ accession help receive
    $ accession help complaint add
    """
    from accession_cli.cli.app import obey

    return obey([*(command or ()), "--help"])
