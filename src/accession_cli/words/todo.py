"""Say what is to be done, until when, and by which command."""

from collections.abc import Sequence
from typing import Any, Final

from accession_cli.actions.todo import TodoItem
from accession_cli.i18n import N_, _
from accession_cli.scheme.registry import Registry

#: For each kind of ``TodoItem``: what has to be done, and the command that does it.
_WORDS: Final = {
    "decide": (N_("decide on it"), "accession decide {id}"),
    "correct": (N_("waits for corrected papers"), "accession receive … --again {id}"),
    "file": (N_("file it"), "accession file {id}"),
    "dispatch": (N_("hand it down ({channels})"), "accession dispatch {id}"),
    "register": (N_("register the emergency on application"), "accession receive …"),
    "cite": (N_("its legal basis has changed"), "accession statutes check"),
    "expire": (N_("its period ends"), "accession retire {id}"),
    "retire": (N_("its period is over, retire it"), "accession retire {id}"),
    "notify": (N_("tell those who did it that it has ended"), "accession notify {id}"),
    "evaluate": (N_("tasks of {year} not evaluated: {count}"), "accession evaluation open {id}"),
    "order": (N_("urge that it be put right"), "accession complaint rectify {id}"),
    "rectify": (N_("is to be put right"), "accession complaint remind {id}"),
    "remind": (N_("remind the agency to put it right"), "accession complaint remind {id}"),
    "close": (N_("close the complaint"), "accession complaint close {id}"),
    "notice": (N_("enter the holiday notice for {year}"), "accession calendar import …"),
}


def left_words(one: TodoItem) -> str:
    """The working days left, or since when it is late; provisional ones are marked."""
    if one.left is None:
        return "–"
    mark = "*" if one.provisional else ""
    if one.left < 0:
        return _("{days} late").format(days=-one.left) + mark
    return _("{days} left").format(days=one.left) + mark


def what_words(one: TodoItem) -> str:
    """What is to be done; of an application, also when it came in, where its hour is known."""
    if "received" in one.facts:
        return _("decide on it, received {received}").format(**one.facts)
    return _(_WORDS[one.kind][0]).format(**one.facts)


def command_words(one: TodoItem) -> str:
    """The command that does it."""
    return _WORDS[one.kind][1].format(id=one.subject)


def names_of(keys: Sequence[str], known: Registry) -> list[str]:
    """The names of the bodies and agencies with *keys*."""
    bodies, agencies = known.scheme.bodies, known.agencies
    return [
        bodies[key].name if key in bodies else (agencies[key].name if key in agencies else key)
        for key in keys
    ]


def todo_json(one: TodoItem, known: Registry) -> dict[str, Any]:
    """An item for programs."""
    return {
        "kind": one.kind.value,
        "id": one.subject,
        "title": one.title or None,
        "agency": one.agency,
        "who": list(one.who),
        "who_names": names_of(one.who, known),
        "due": one.due.isoformat() if one.due else None,
        "working_days_left": one.left,
        "overdue": one.overdue,
        "provisional": one.provisional,
        "what": what_words(one),
        "command": command_words(one),
    }
