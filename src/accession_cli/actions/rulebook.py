"""List all codes that a check can find: the dialect, the schemas, the rules of the scheme."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Final

from accession_cli.errors import Exit, Refusal, Refused
from accession_cli.finding import Code
from accession_cli.i18n import N_
from accession_cli.registry import codes as registry
from accession_cli.registry import profiles
from accession_cli.registry.profiles import Example
from accession_cli.rules.every import ALL
from accession_cli.secrecy import codes as secrecy
from accession_cli.yamlfile import codes as yamlfile

#: A code that no rule has.
UNKNOWN_RULE: Final = Refusal(
    N_("There is no rule {code}."),
    N_("Write one of the codes that accession rules lists, such as {similar}."),
    Exit.USAGE,
)


def every_rule() -> tuple[Code, ...]:
    """All codes: first the form of files, then the scheme by its chapters."""
    return (*yamlfile.CODES, *registry.CODES, *secrecy.CODES, *ALL)


def examples_of(card: Code) -> tuple[Example, ...]:
    """What breaks the rule and what keeps it, line by line; () if it has no examples."""
    return profiles.examples(card.code)


def known_codes(texts: Iterable[str]) -> tuple[str, ...]:
    """*texts* in capitals; each must be a code or its beginning, else raises ``UNKNOWN_RULE``."""
    cards = [card.code for card in every_rule()]
    codes = tuple(text.upper() for text in texts)
    for code in codes:
        if not any(card.startswith(code) for card in cards):
            raise _unknown(code, cards)
    return codes


def one_rule(code: str) -> Code:
    """The rule with this *code* in any case; raises ``UNKNOWN_RULE``."""
    cards = {card.code: card for card in every_rule()}
    found = cards.get(code.upper())
    if found is None:
        raise _unknown(code, list(cards))
    return found


def _unknown(code: str, cards: Sequence[str]) -> Refused:
    similar = get_close_matches(code.upper(), cards, n=3, cutoff=0.5) or cards[:1]
    return UNKNOWN_RULE(code=code, similar=", ".join(similar))
