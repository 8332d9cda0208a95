"""Share among the commands that look things up the day, and what the server has now."""

from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from typer import Option

from accession_cli import clock
from accession_cli.cli import terminal
from accession_cli.cli.options import Json, RegistryFolder, day
from accession_cli.cli.session import Session
from accession_cli.cli.terminal import say_unread
from accession_cli.i18n import N_, _

if TYPE_CHECKING:
    from accession_cli.actions.freshness import DataState, Fresh
    from accession_cli.registry.reading import Opened
    from accession_cli.scheme.registry import Registry

AsOf = Annotated[
    date | None,
    Option("--as-of", parser=day, help=N_("Judge as on this day; without it, as today in China.")),
]
Offline = Annotated[
    bool, Option("--offline", help=N_("Do not ask the server whether there is anything newer."))
]
KnownOn = Annotated[
    date | None,
    Option("--known-on", parser=day, help=N_("As the register was when that day ended in China.")),
]


class Looking(Session):
    """A session that looks at the records as they stand on ``day``."""

    known_on: date | None = None
    unread: tuple[str, ...] = ()

    def __init__(
        self, registry: RegistryFolder = None, as_of: AsOf = None, *, as_json: Json = False
    ) -> None:
        super().__init__(registry, as_json=as_json)
        named = as_of or self.known_on
        self.by_clock = named is None  #: no day was named, so ``day`` is the machine's
        self.day = named or clock.today()

    def readable(self, *, clock_told: bool = False) -> "Registry":
        """The registry in the work tree or, with --known-on, as the trunk had it on that day.

        How many files could not be read is said on standard error; ``unread`` has them. So is what
        speaks against the machine's day, unless the answer itself says it (*clock_told*).
        """
        if self.known_on is None:
            known = self._now()
        else:
            from accession_cli.actions.history import past_of, registry_known_on
            from accession_cli.registry.reading import usable

            known = usable(registry_known_on(past_of(Path.cwd(), self.given), self.known_on))
        if not clock_told:
            self.say_clock()
        say_unread(known.unread)
        self.unread = known.unread
        if known.registry.publication is not None:
            said = _(
                "This is a published copy: applications, complaints and evaluations are not in it,"
                " and opinions are hidden. What is not here may be in the register."
            )
            terminal.note(said)
        return known.registry

    @cached_property
    def bare(self) -> "Opened | None":
        """The newest commit of the bare repository that was named; None for files of a registry."""
        if self.given is None or not self.is_bare:
            return None
        from accession_cli.actions.bare import newest_of_bare

        return newest_of_bare(self.given)

    def _now(self) -> "Opened":
        return self.bare or self.opened

    def say_clock(self, *, behind: bool = True) -> None:
        """Say that the newest commit here is of a later day, or more than a year old.

        Says nothing of the former without *behind*, and nothing at all when a day was named.
        """
        if not self.by_clock or self.is_bare:
            return
        from accession_cli.registry.files import is_old, newest_day

        newest = newest_day(self.folder)
        if newest is None:
            return
        if is_old(newest, self.day):
            said = _(
                "The newest record here is of {newest}, more than a year ago: this"
                " copy of the registry may be out of date."
            )
        elif newest > self.day and behind:
            said = _(
                "The clock of this machine says {today}, but the newest record here"
                " is of {newest}: set the clock, and do not rely on this answer"
                " before."
            )
        else:
            return
        terminal.note(said.format(today=self.day, newest=newest))

    def show_json(self, **facts: object) -> None:
        """Show *facts* as JSON, with the day, and with the files that were not read for them."""
        told = {"version": 1, "as_of": self.day.isoformat(), **facts}
        terminal.show_json({**told, "unread": list(self.unread)})


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
        if self.bare:
            return self.bare
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
