"""Give the commands of the centre what they have in common: the file of districts, and the lake."""

from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

from typer import Option

from accession_cli import clock
from accession_cli.cli import terminal
from accession_cli.cli.options import Json
from accession_cli.cli.session import Session
from accession_cli.cli.terminal import refusals_told
from accession_cli.errors import Exit, Refusal
from accession_cli.i18n import N_

if TYPE_CHECKING:
    from datetime import date

    from accession_cli.districts.ask import Sources
    from accession_cli.districts.centre_files import Districts
    from accession_cli.districts.lake import Lake
    from accession_cli.districts.situations import Standing

#: DuckDB is an extra of its own, because no district needs it.
NO_DUCKDB: Final = Refusal(
    N_("Tables of districts need DuckDB, which is not installed here."),
    N_("Install it beside accession: pip install duckdb"),
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
        from accession_cli.districts.centre_files import read_districts

        with refusals_told(as_json=self.as_json):
            return read_districts(self.file)

    @cached_property
    def lake(self) -> "Lake":
        from accession_cli.districts.lake import Lake

        return Lake(self.districts.lake)

    @cached_property
    def standings(self) -> "tuple[Standing, ...]":
        """Every district of the file, and what is known of it."""
        from accession_cli.districts.situations import standings

        return standings(self.districts, self.lake, clock.now())

    @property
    def home(self) -> Path:
        """The folder of the file, which has the catalogue and the decisions, too."""
        return self.districts.path.parent

    def sources(self, day: "date", year: int) -> "Sources":
        """What questions are asked of, as of *day* and for *year*."""
        from accession_cli.districts.sources import sources_of

        return sources_of(self.standings, self.lake, self.home, day, year)

    def say_state(self) -> None:
        """Say on standard error of how many districts an answer speaks, and of which not."""
        from accession_cli.districts.situations import summary_sentence

        terminal.note(summary_sentence(self.standings))


def need_duckdb() -> None:
    """Refuse before anything is done where DuckDB is missing."""
    if find_spec("duckdb") is None:
        raise NO_DUCKDB()
