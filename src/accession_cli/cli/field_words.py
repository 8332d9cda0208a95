"""What people call the fields of a record; whoever reads English reads the keys themselves."""

import re
from typing import Final

from accession_cli.i18n import N_, _

_ENTRY: Final = re.compile(r"\[([0-9]+)\]")
#: The keys stand for themselves in English; a translation has the words.
_KEYS: Final = frozenset(
    {
        N_("title"),
        N_("kind"),
        N_("class"),
        N_("agency"),
        N_("co_agencies"),
        N_("channels"),
        N_("route"),
        N_("term"),
        N_("period.start"),
        N_("period.end"),
        N_("frequency"),
        N_("authorization.content"),
        N_("authorization.target"),
        N_("authorization.authority"),
        N_("authorization.workflow"),
        N_("basis"),
        N_("basis.law"),
        N_("basis.version"),
        N_("basis.article"),
        N_("basis.document"),
        N_("basis.number"),
        N_("basis.date"),
        N_("basis.clause"),
        N_("funding.amount"),
        N_("funding.per"),
        N_("funding.source"),
        N_("funding.method"),
        N_("funding.note"),
        N_("resources"),
        N_("mechanism"),
        N_("training"),
        N_("scope.subdistricts"),
        N_("scope.communities"),
        N_("sections"),
        N_("dispatch.to"),
        N_("dispatch.date"),
        N_("dispatch.number"),
        N_("retirement.notified.to"),
        N_("retirement.notified.date"),
        N_("supersedes"),
        N_("superseded_by"),
    }
)


def field_words(key: str) -> str:
    """``basis[0].law`` as people call it, with the number of the entry; unknown keys stay."""
    plain = _ENTRY.sub("", key)
    words = _(plain) if plain in _KEYS else plain
    if words == plain:
        return key
    found = _ENTRY.search(key)
    if found is None:
        return words
    return _("{field} no. {number}").format(field=words, number=int(found[1]) + 1)
