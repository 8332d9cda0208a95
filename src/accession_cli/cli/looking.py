"""Share among the commands that look things up how they get what the server has now."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from typer import Option

from accession_cli import clock
from accession_cli.cli import terminal
from accession_cli.cli.session import AsOf, Json, Looking, RegistryFolder, day
from accession_cli.i18n import N_

if TYPE_CHECKING:
    from accession_cli.actions.freshness import DataState, Fresh
    from accession_cli.registry.reading import Opened

Offline = Annotated[
    bool, Option("--offline", help=N_("Do not ask the server whether there is anything newer."))
]
KnownOn = Annotated[
    date | None,
    Option("--known-on", parser=day, help=N_("As the trunk had it when that day ended in China.")),
]


class LookingNow(Looking):
    """A session that looks at the records as the server has them now."""

    def __init__(
        self,
        registry: RegistryFolder = None,
        as_of: AsOf = None,
        *,
        offline: Offline = False,
        as_json: Json = False,
    ) -> None:
        super().__init__(registry, as_of, as_json=as_json)
        self.offline = offline
        self._fresh: Fresh | None = None  #: not with --known-on

    def _now(self) -> "Opened":
        from accession_cli.actions.freshness import fresh

        self._fresh = fresh(self.folder, offline=self.offline)
        return self._fresh.opened

    @property
    def data(self) -> "DataState | None":
        """How old what was read is; None for what was known on an earlier day."""
        return self._fresh.data(clock.now()) if self._fresh else None

    def say_data(self) -> None:
        """Say how old the data is on standard error; nothing where there is no server."""
        if self._fresh and self._fresh.has_server:
            from accession_cli.words.freshness import data_words

            for sentence in data_words(self._fresh.data(clock.now())):
                terminal.note(sentence)

    def data_json(self) -> "dict[str, Any] | None":
        """How old the data is, for programs."""
        from accession_cli.words.freshness import data_json

        return data_json(self.data) if self.data else None

    def show_json(self, **facts: object) -> None:
        """Show *facts* as JSON, and how old the data is."""
        super().show_json(**facts, data=self.data_json())


class LookingBack(LookingNow):
    """A session that looks at the records, also as the trunk had them on an earlier day."""

    def __init__(
        self,
        registry: RegistryFolder = None,
        as_of: AsOf = None,
        known_on: KnownOn = None,
        *,
        offline: Offline = False,
        as_json: Json = False,
    ) -> None:
        self.known_on = known_on
        super().__init__(registry, as_of, offline=offline, as_json=as_json)
