"""Say in a sentence how it is known that a task is an entry of the catalogue."""

from accession_cli.districts.catalogue import Catalogue, Entry
from accession_cli.districts.same import (
    NAMES,
    ONLY_TITLES,
    SAME_BASIS,
    SENTENCES,
    Cited,
    Match,
    Step,
    law_cited,
)
from accession_cli.i18n import _


def step_name(step: Step) -> str:
    """What *step* is called."""
    return _(NAMES[step])


def why(catalogue: Catalogue, match: Match) -> str:
    """The sentence that says how it is known that a task is an entry."""
    if match.unclear:
        said = _("By “{step}” it would be more than one entry: a person decides.")
        return said.format(step=step_name(match.unclear))
    sentence = SENTENCES[match.step]
    if match.step is Step.PROPOSED and match.basis:
        sentence = SAME_BASIS
    elif match.step is Step.PROPOSED and not match.akin:
        sentence = ONLY_TITLES
    basis = _cited(catalogue.by_code()[match.entry], match.basis) if match.basis else ""
    decided = match.decision
    facts = {"by": decided.by, "date": decided.date} if decided else {}
    return _(sentence).format(basis=basis, **facts)


def _cited(entry: Entry, basis: Cited) -> str:
    """The basis as the entry writes it, else as it is compared."""
    for law in entry.laws:
        for article in law.articles or ("",):
            if any(one.same_article(basis) for one in law_cited(law.law, article)):
                return f"《{law.law}》{article}"
        if any(one.same_law(basis) for one in law_cited(law.law)):
            return f"《{law.law}》"
    return f"《{basis.law}》"
