"""``accession anchor``: write down what a register was on a day, to be kept elsewhere."""

from pathlib import Path
from typing import Annotated

from typer import Option

from accession_cli import clock
from accession_cli.cli import terminal
from accession_cli.cli.session import Session
from accession_cli.i18n import N_, _


def anchor(
    desk: Session,
    out: Annotated[
        Path | None,
        Option(help=N_("The folder to write into; without it, build/anchor of the repository.")),
    ] = None,
) -> None:
    """Write down the newest version of the register, to be signed and kept elsewhere.

    Prints one line, and writes it as a text file and as a paper (登记库存证单) in Word, with places
    for signatures and a seal. Whoever has it can tell later, in a fresh clone, with accession
    verify --anchor, whether the history before that day was rewritten. The version in the colophon
    of a directory does the same. Run accession sync first.

    $ accession anchor
    $ accession anchor --out ../存证
    """
    from accession_cli.actions.anchor import anchored
    from accession_cli.actions.history import past_of
    from accession_cli.words.history import anchored_json

    done = anchored(past_of(Path.cwd(), desk.given), desk.folder, out, clock.today())
    if desk.as_json:
        terminal.show_json(anchored_json(done))
        return
    terminal.show(done.anchor.line)
    said = _("The newest version of {trunk} in this clone is of {when}.")
    terminal.note(said.format(trunk=done.trunk, when=f"{done.made:%Y-%m-%d %H:%M}"))
    for path in done.files:
        terminal.note(_("Written: {path}").format(path=path))
    terminal.next_step(
        _("Print the paper, have it signed and sealed, and keep it away from the server.")
    )
