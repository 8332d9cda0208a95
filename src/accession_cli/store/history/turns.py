"""How often, and how long, a landing is tried again when others are landing too."""

import random
import time
from dataclasses import dataclass, field
from typing import Final

from accession_cli.errors import (
    AccessionError,
    Exit,
)
from accession_cli.i18n import N_

PATIENCE_SECONDS: Final = 120.0
_SLOT_SECONDS: Final = 2.0
_STUCK_SECONDS: Final = 5.0


class TrunkBusy(AccessionError):
    """Others got their records in again and again."""

    says = N_("Others kept recording on {trunk} for {seconds} seconds, so yours is still waiting.")
    mend = N_("Run accession sync when fewer people are recording.")
    exit_code = Exit.OUTSIDE


class TrunkStuck(AccessionError):
    """The server refuses as if somebody were writing, and nobody is."""

    says = N_(
        "{trunk} refuses records although nobody else is recording: on the server a lock of a"
        " process that died may have stayed."
    )
    mend = N_(
        "Ask whoever looks after the server to remove the stale lock (a file ending in .lock below"
        " refs/heads), then run accession sync."
    )
    exit_code = Exit.OUTSIDE


@dataclass(slots=True, kw_only=True)
class Turns:
    """The turns of one landing; who has lost more often waits less, and so goes first."""

    trunk: str
    seconds: float = PATIENCE_SECONDS
    stuck_seconds: float = _STUCK_SECONDS
    _lost: int = 0
    _since: float = field(default_factory=time.monotonic)
    _tip: str | None = None
    _tip_since: float = field(default_factory=time.monotonic)

    def lost(self, tip: str | None) -> None:
        """A turn on *tip* was lost: wait a little, or raise that it is enough."""
        now = time.monotonic()
        if self._lost == 0 or tip != self._tip:
            self._tip, self._tip_since = tip, now
        if now - self._since > self.seconds:
            raise TrunkBusy(trunk=self.trunk, seconds=f"{self.seconds:g}")
        if now - self._tip_since > self.stuck_seconds:
            raise TrunkStuck(trunk=self.trunk)
        self._lost += 1
        time.sleep(random.uniform(0.0, _SLOT_SECONDS / self._lost))  # noqa: S311 - no secret
