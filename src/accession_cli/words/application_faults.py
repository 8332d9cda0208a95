"""Say what is wrong with the fields of a form, as the letter to the agency says it."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from accession_cli.i18n import N_, _
from accession_cli.scheme.application import Why

if TYPE_CHECKING:
    from datetime import date

    from accession_cli.scheme.application import Fault


def fault_sentences(faults: "Iterable[Fault]", start: "date | None" = None) -> Iterator[str]:
    """Which fields the agency has to correct, and why, as the letter to it says.

    *start* is the first day of the task, where it was read.
    """
    for one in faults:
        why = _why_words(one, start)
        if one.told:
            said = _("{says} (learnt on {day}, noted by {by})")
            why = said.format(says=one.told.says, day=one.told.date, by=one.told.by)
        yield _("{label}: {why}").format(label=label_of_field(one.field), why=why)


def _why_words(fault: "Fault", start: "date | None") -> str:
    """What is wrong with what stands there; of what is not understood, what shows."""
    said, wrong = WHYS[fault.why], None
    if fault.why is Why.UNCLEAR:
        from accession_cli.papers.application import no_day_in, why_of  # few forms have faults

        said, wrong = _UNFIT.get(why_of(fault, start), said), no_day_in(fault)
    return _(said).format(written=fault.written or "", start=start, day=wrong[0] if wrong else "")


def label_of_field(field: str) -> str:
    """What the form calls the field."""
    from accession_cli.entry.form_words import label_of  # few forms have faults

    return label_of(field)


#: Why a field of a form has to be corrected.
WHYS: Final[dict[Why, str]] = {
    Why.MISSING: N_("nothing is filled in"),
    Why.UNCLEAR: N_("“{written}” is not understood"),
    Why.TWICE: N_("it is filled in twice, and differently: {written}"),
    Why.LONG: N_("it is longer than a record holds"),
    Why.SCAN: N_("not entered from the scan yet"),
    Why.TOLD: N_("it was learnt otherwise"),
}
#: What shows to be wrong where a field is not understood, by the names in correction_notice.toml.
_UNFIT: Final = {
    "no_day": N_("“{day}” is no day of the calendar"),
    "before": N_("“{written}” is before the first day, {start}"),
    "none_given": N_("“{written}” cannot be the answer in this field"),
}
