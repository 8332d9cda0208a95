"""Say what was amended of what records are judged by."""

from typing import TYPE_CHECKING, Any

from accession_cli.i18n import _
from accession_cli.words.fields import field_words
from accession_cli.words.landed import Said

if TYPE_CHECKING:
    from accession_cli.actions.scheme_amending import AmendedFoundation
    from accession_cli.gitstore.trunk import Landing


def scheme_said(landed: "Landing[AmendedFoundation]") -> Said:
    """What was amended, each entry on a line of its own."""
    from accession_cli.registry.files import SCHEME  # help needs no registry

    made = landed.made
    lines = [
        _("{path} was amended: {settings}").format(
            path=made.path, settings="、".join(made.settings)
        )
    ]
    for one in made.entries:
        if one["from"] is None:
            said = _(
                "  {key}: “{old}” was a mistake for “{new}”; kept in amendments.yaml, by {by}."
            )
        else:
            said = _(
                "  {key}: from “{old}” to “{new}” as of {day}; what was decided before is judged by"
                " what held then. Kept in amendments.yaml, by {by}."
            )
        key = field_words(one["key"], "scheme") if one["file"] == SCHEME else one["key"]
        facts = {"key": key, "old": one["old"] or "–", "new": one["new"] or "–"}
        lines.append(said.format(**facts, day=one["from"], by=one["by"]))
    return Said(shown=tuple(lines), changed=True)


def scheme_json(landed: "Landing[AmendedFoundation]") -> dict[str, Any]:
    """The same for programs."""
    made = landed.made
    return {"version": 1, "path": made.path, "amendments": [dict(one) for one in made.entries]}
