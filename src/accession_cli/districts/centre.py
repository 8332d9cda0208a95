"""Give the commands of the centre what they have in common: the file of districts, and the lake."""

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from typer import Option

from accession_cli.cli.session import Json, Session, refusals_told
from accession_cli.i18n import N_

if TYPE_CHECKING:
    from accession_cli.districts.config import Districts
    from accession_cli.districts.lake import Lake

DistrictsFile = Annotated[
    Path,
    Option(
        "--file",
        "-f",
        metavar=N_("FILE"),
        envvar="ACCESSION_DISTRICTS",
        show_envvar=True,
        help=N_("The file that says which districts are collected, and from where."),
    ),
]


class Centre(Session):
    """One run of a command over many districts. It has no registry of its own."""

    def __init__(
        self, file: DistrictsFile = Path("districts.yaml"), *, as_json: Json = False
    ) -> None:
        self.given = None
        self.as_json = as_json
        self.file = file

    @cached_property
    def districts(self) -> "Districts":
        """What the file says; raises ``NO_DISTRICTS`` or ``FileUnfit``."""
        from accession_cli.districts.config import read_districts

        with refusals_told(as_json=self.as_json):
            return read_districts(self.file)

    @cached_property
    def lake(self) -> "Lake":
        from accession_cli.districts.lake import Lake

        return Lake(self.districts.lake)
