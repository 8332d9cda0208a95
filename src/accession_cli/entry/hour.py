"""Read the hour of the day at which something happened."""

import re
from typing import Final

from accession_cli.entry.values import NotRead, squeezed
from accession_cli.i18n import N_

_HOUR: Final = re.compile(r"([01]?[0-9]|2[0-3])[:点时]([0-5][0-9])分?", re.ASCII)
_ZONE: Final = "+08:00"

NO_HOUR: Final = N_("“{text}” is no hour of the day; write it like 14:30.")


def hour(text: str) -> str:
    """The hour that *text* names, like 14:30 or 9点05分, as records have it: 14:30+08:00."""
    found = _HOUR.fullmatch(squeezed(text))
    if found is None:
        raise NotRead(NO_HOUR, text=text)
    return f"{int(found[1]):02}:{found[2]}{_ZONE}"
