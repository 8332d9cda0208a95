"""Give the names that people use for the fields of a record and for their values.

In English a field is called by its key.
"""

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from accession_cli.i18n import N_, _, language

if TYPE_CHECKING:
    from accession_cli.actions.task_lookup import ListedTask
    from accession_cli.scheme.task import Funding, Task


_ENTRY: Final = re.compile(r"\[([0-9]+)\]")


def field_words(key: str, kind: str = "task") -> str:
    """The name of the field *key* of a record of *kind*, with its number for ``basis[0].law``.

    In English, and for an unknown key, it is the key itself.
    """
    words = None if language() == "en" else _in_chinese(key, kind)
    if words is None:
        return key
    found = _ENTRY.search(key)
    if found is None:
        return words
    return _("{field} no. {number}").format(field=words, number=int(found[1]) + 1)


def _in_chinese(key: str, kind: str) -> str | None:
    """What the schema calls the field *key*; None if it is unknown there."""
    from accession_cli.finding import key_path
    from accession_cli.scheme.fields import (
        in_chinese,  # help needs no schema
        title_of,
    )

    if kind == "scheme":
        return _in_profile(key)
    words = in_chinese().get(_ENTRY.sub("", key)) if kind == "task" else None
    return words or title_of(kind, key_path(key))


def _in_profile(key: str) -> str:
    """What the profile's schema calls each part of *key*; a key of the district's own stays."""
    from accession_cli.scheme.fields import title_of
    from accession_cli.scheme.foundations import path_in_profile

    path = path_in_profile(key)
    named = [(part, title_of("scheme", path[: at + 1])) for at, part in enumerate(path)]
    return "·".join(title or str(part) for part, title in named if not isinstance(part, int))


STATES: Final = {
    "in_force": N_("in force"),
    "expired": N_("expired"),
    "retired": N_("retired"),
    "not_yet": N_("not yet filed"),
}
CHANNELS: Final = {"community": N_("community"), "grid": N_("grid worker")}
TERMS: Final = {"long": N_("long-term"), "short": N_("short-term"), "temporary": N_("temporary")}
ROUTES: Final = {
    "application": N_("on application"),
    "emergency": N_("emergency"),
    "inherited": N_("taken over from an earlier directory"),
}
PERS: Final = {"year": N_("each year"), "task": N_("the whole task")}
VIAS: Final = {
    "oa": N_("by the OA system"),
    "paper": N_("on paper"),
    "offline": N_("reviewed offline"),
}
RESULTS: Final = {
    "admit": N_("admit"),
    "return": N_("return for correction"),
    "refuse": N_("refuse"),
}
SOURCES: Final = {
    "community": N_("reported by a community"),
    "inspection": N_("found on an inspection"),
}
OUTCOMES: Final = {
    "rectified": N_("put right"),
    "admitted": N_("admitted afterwards"),
    "unfounded": N_("unfounded"),
    "referred": N_("referred"),
}
AMOUNTS: Final = {
    "year": N_("{amount} yuan each year"),
    "task": N_("{amount} yuan for the whole task"),
}

#: The fields whose values are words of this program, not of the person who wrote the record.
_VALUES: Final = {"term": TERMS, "route": ROUTES, "funding.per": PERS}


def taken_over_words(task: "Task") -> str:
    """What is said first of a task of an earlier directory; "" of any other."""
    earlier = task.inherited
    if earlier is None:
        return ""
    said = _(
        "Taken over from an earlier directory (《{document}》, {number}, {day}), never approved"
        " under this scheme"
    )
    return said.format(document=earlier.document, number=earlier.number, day=earlier.date)


def inherited_json(task: "Task") -> dict[str, str | None] | None:
    """The earlier directory of a task, for programs; None for one that this scheme admitted."""
    earlier = task.inherited
    if earlier is None:
        return None
    return {
        "document": earlier.document,
        "number": earlier.number,
        "date": str(earlier.date),
        "entry": earlier.entry,
    }


def value_words(field: str, text: str | None) -> str:
    """The name of the value *text* of a record's *field*, on one line; "–" for no value."""
    known = _VALUES.get(field, {}).get(text or "")
    return _(known) if known else "　".join((text or "–").splitlines())


def period_words(task: "Task") -> str:
    """The first and last day on which a task is done; a retirement may end it early.

    One that ended before it began shows the period for which it was admitted.
    """
    ends = [task.period.end] if task.period.end else []
    if task.retirement and task.retirement.effective > task.period.start:
        ends.append(task.retirement.effective - timedelta(days=1))
    end = min(ends, default=None)
    if end is None:
        return _("from {start} on").format(start=task.period.start)
    return _("{start} to {end}").format(start=task.period.start, end=end)


def places_words(row: "ListedTask") -> str:
    """The subdistricts in which a task is done."""
    if row.subdistricts is None:
        return _("all subdistricts")
    return "、".join(row.subdistricts.values())


def funding_words(funding: "Funding") -> str:
    amount = _("paid as needed, no amount set")
    if funding.amount is not None:
        amount = _(AMOUNTS[funding.per]).format(amount=f"{funding.amount:,.2f}")
    parts = [amount, funding.source, funding.method, funding.note]
    return "；".join(part for part in parts if part)
