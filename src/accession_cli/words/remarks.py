"""Show hints that many records have alike once, and count the others."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import Final

from accession_cli.finding import Finding, Severity
from accession_cli.i18n import _

#: So many hints of one kind are shown one by one.
_FEW: Final = 3


def alike(
    findings: Iterable[Finding],
) -> tuple[tuple[Finding, ...], dict[str, list[Finding]]]:
    """The findings to show, and by their code the further hints of a kind that many records have.

    Of such a kind only the first is shown.
    """
    listed = tuple(findings)
    many = Counter(one.code for one in listed if one.severity is Severity.HINT)
    shown: list[Finding] = []
    rest: dict[str, list[Finding]] = {}
    for one in listed:
        if many[one.code] <= _FEW or one.severity is not Severity.HINT:
            shown.append(one)
        elif one.code in rest:
            rest[one.code].append(one)
        else:
            rest[one.code] = []
            shown.append(one)
    return tuple(shown), rest


def more_hints(rest: Mapping[str, Sequence[Finding]]) -> Iterator[str]:
    """One sentence on the further hints of each kind: how many there are, and the first places."""
    said = _("Hint {code} also holds of {count} others: {places}{more}")
    for code, found in rest.items():
        places = "、".join(PurePath(one.place.path).stem or str(one.place) for one in found[:_FEW])
        more = "…" if found[_FEW:] else ""
        yield said.format(code=code, count=len(found), places=places, more=more)
