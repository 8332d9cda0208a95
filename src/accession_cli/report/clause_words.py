"""What a finding rests on, in words: ``scheme 3.2.3``, ``民法典 201``, ``format``."""

import re
from typing import Final

from accession_cli.i18n import _

_ARTICLE: Final = re.compile(r"(?<![㐀-鿿])(?P<law>[㐀-鿿]+) (?P<number>[0-9]+)")


def clause_words(clause: str) -> str:
    """*clause* as people read it; a clause that is words already stays; "" stays ""."""
    if clause == "format":
        return _("format")
    if clause.startswith("scheme "):
        return _("scheme {number}").format(number=clause.removeprefix("scheme "))
    found = _ARTICLE.fullmatch(clause)
    if found:
        return _("《{law}》 art. {number}").format(law=found["law"], number=found["number"])
    return clause
