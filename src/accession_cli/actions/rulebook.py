"""List everything that a check can find: the dialect, the schemas, the rules of the scheme."""

from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from typing import Final

from accession_cli.errors import Exit, Refusal, Refused
from accession_cli.finding import RuleCard, Severity
from accession_cli.i18n import N_
from accession_cli.registry import profiles
from accession_cli.registry.codes import HISTORY, LAYOUT, SCHEMA_CODES
from accession_cli.registry.profiles import Example
from accession_cli.rules.every import ALL
from accession_cli.secrecy.codes import SECRECY
from accession_cli.yamlfile.codes import CLAUSE, CODES

#: A code that no rule has.
UNKNOWN_RULE: Final = Refusal(
    N_("There is no rule {code}."),
    N_("Write one of the codes that accession rules lists, such as {similar}."),
    Exit.USAGE,
)


def every_rule() -> tuple[RuleCard, ...]:
    """All of them, the form of files first, then the scheme in the order of its chapters."""
    return (*_of_the_form(), *_of_the_scheme())


def _of_the_form() -> Iterator[RuleCard]:
    for kind in CODES:
        yield _found(kind.code, CLAUSE, kind.severity, kind.says, kind.hint)
    for layout in (*LAYOUT, *HISTORY):
        yield _found(layout.code, layout.clause, layout.severity, layout.says, layout.hint)
    for code in SCHEMA_CODES:
        yield _found(code.code, code.clause, code.severity, code.says, code.hint)
    for secret in SECRECY:
        yield _found(secret.code, secret.clause, secret.severity, secret.says, secret.hint)


def _found(code: str, clause: str, severity: Severity, says: str, hint: str) -> RuleCard:
    """The card of what is found in the form of files: what is demanded is only its absence."""
    return RuleCard(code=code, clause=clause, severity=severity, about=says, says=says, hint=hint)


def _of_the_scheme() -> Iterator[RuleCard]:
    for rule in ALL:
        yield RuleCard(
            code=rule.code,
            clause=rule.clause,
            severity=rule.severity,
            about=rule.about,
            says=rule.says,
            hint=rule.hint,
            ages=rule.ages,
        )


def examples_of(card: RuleCard) -> tuple[Example, ...]:
    """What breaks the rule and what keeps it, line by line; () for the form of files."""
    return profiles.examples(card.code)


def known_codes(texts: Iterable[str]) -> tuple[str, ...]:
    """*texts*, codes or their beginnings in whatever case; ``UNKNOWN_RULE`` for any other."""
    cards = [card.code for card in every_rule()]
    codes = tuple(text.upper() for text in texts)
    for code in codes:
        if not any(card.startswith(code) for card in cards):
            raise _unknown(code, cards)
    return codes


def one_rule(code: str) -> RuleCard:
    """The rule with this *code*, in whatever case it is written."""
    cards = {card.code: card for card in every_rule()}
    found = cards.get(code.upper())
    if found is None:
        raise _unknown(code, list(cards))
    return found


def _unknown(code: str, cards: Sequence[str]) -> Refused:
    similar = get_close_matches(code.upper(), cards, n=3, cutoff=0.5) or cards[:1]
    return UNKNOWN_RULE(code=code, similar=", ".join(similar))
