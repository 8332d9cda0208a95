"""Say what was amended of what records are judged by."""

from typing import TYPE_CHECKING, Any

from accession_cli.i18n import _
from accession_cli.words.landed import Said

if TYPE_CHECKING:
    from accession_cli.actions.scheme_amending import AmendedFoundation
    from accession_cli.gitstore.trunk import Landing


def scheme_said(landed: "Landing[AmendedFoundation]") -> Said:
    """What was amended, each entry on a line of its own."""
    made = landed.made
    lines = [
        _("{path} was amended: {settings}").format(
            path=made.path, settings="、".join(made.settings)
        )
    ]
    for one in made.entries:
        said = _("  {key}: from “{old}” to “{new}”; kept in amendments.yaml, by {by}.")
        facts = {**one, "old": one["old"] or "–", "new": one["new"] or "–"}
        lines.append(said.format(**facts))
    return Said(shown=tuple(lines), changed=True)


def scheme_json(landed: "Landing[AmendedFoundation]") -> dict[str, Any]:
    """The same for programs."""
    made = landed.made
    return {"version": 1, "path": made.path, "amendments": [dict(one) for one in made.entries]}
