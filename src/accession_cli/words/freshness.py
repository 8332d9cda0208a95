"""Say how old the data is that an answer or a list rests on, and whether its server was asked."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from accession_cli.actions.freshness import DataState, Server
from accession_cli.i18n import N_, _
from accession_cli.words.layout import visible

_SAYS: Final = {
    Server.NONE: N_("Data as of {time}."),
    Server.COMPARED: N_("Data as of {time} (compared with the server)."),
    Server.UNREACHED: N_("The server could not be reached; data as of {time}."),
    Server.NOT_ASKED: N_("The server was not asked; data as of {time}."),
    Server.NOT_TRUSTED: N_(
        "The server was not asked, because a setting of this folder names a program to run on the"
        " way there; data as of {time}. accession sync asks it."
    ),
    Server.NO_TRUNK: N_(
        "The server has no register under the name in scheme.yaml; data as of {time}. accession"
        " doctor says more."
    ),
    Server.NOT_FETCHED: N_(
        "The server has newer records that were not brought here; data as of {time}. accession"
        " sync brings them."
    ),
    Server.REWRITTEN: N_(
        "The history on the server was rewritten; this is from before, data as of {time}. Do not"
        " rely on it: accession doctor says more."
    ),
}


def data_words(data: DataState) -> Iterator[str]:
    """The time up to which *data* is complete, what its server said, and what is only here."""
    if data.server is Server.DAMAGED:
        yield _(
            "Git cannot read this clone, so no server was asked; accession doctor --fix mends it."
        )
    elif data.as_of is None:
        yield _("The data is that of the files in this folder; no server was asked.")
    else:
        yield _(_SAYS[data.server]).format(time=_time(data.as_of, data.read))
    if data.own:
        files = _(", ").join(map(visible, data.own))
        said = _("Changed both here and on the server, and shown as it is here: {files}.")
        yield said.format(files=files)


def _time(time: datetime, now: datetime | None) -> str:
    """*time* without what it shares with *now*: the day, or the year."""
    hour = f"{time:%H:%M}"
    if now and time.date() == now.date():
        return hour
    if now and time.year == now.year:
        return _("{month}-{day} {hour}").format(month=time.month, day=time.day, hour=hour)
    return _("{year}-{month}-{day} {hour}").format(
        year=time.year, month=time.month, day=time.day, hour=hour
    )


def data_json(data: DataState) -> dict[str, Any]:
    """The same for programs."""
    return {
        "commit": data.commit,
        "time": data.time.isoformat() if data.time else None,
        "fetched": data.compared.isoformat(timespec="seconds") if data.compared else None,
        "server": data.server.value,
        "unread": list(data.unread),
    }
