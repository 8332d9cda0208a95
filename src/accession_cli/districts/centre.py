"""Give the commands of the centre what they have in common: the file of districts, and the lake."""

from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

from typer import Option

from accession_cli.cli.session import Json, Session, refusals_told
from accession_cli.errors import Exit, Refusal
from accession_cli.i18n import N_

if TYPE_CHECKING:
    from accession_cli.districts.config import Districts
    from accession_cli.districts.lake import Lake

#: DuckDB is an extra of its own, because no district needs it.
NO_DUCKDB: Final = Refusal(
    N_("Tables of districts need DuckDB, which is not installed here."),
    N_("Install it with pip install 'accession-cli[districts]'."),
    Exit.OUTSIDE,
)

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


def need_duckdb() -> None:
    """Refuse before anything is done where DuckDB is missing."""
    if find_spec("duckdb") is None:
        raise NO_DUCKDB()
