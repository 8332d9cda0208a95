"""Every command: its name, what it is for, and the function that does it.

``accession --help`` reads this table and imports nothing more; a command's module is loaded when
the command is used. To add a command, write a function with ``Annotated`` options that returns
an ``Exit`` (or None) and add an ``Entry`` here. ``help`` is one sentence for the list, then, after
an empty line, more for the command's own page.
"""

from typing import Final

from accession_cli.cli.commands.entry import Entry
from accession_cli.cli.commands.life_commands import LIFE
from accession_cli.cli.commands.looking_commands import LOOKING
from accession_cli.cli.commands.paper_commands import PAPERS
from accession_cli.cli.commands.reference_commands import REFERENCE
from accession_cli.cli.commands.supervision_commands import SUPERVISION
from accession_cli.cli.commands.upkeep_commands import UPKEEP

__all__ = ["COMMANDS", "Entry"]

COMMANDS: Final = (*LOOKING, *LIFE, *PAPERS, *SUPERVISION, *REFERENCE, *UPKEEP)
