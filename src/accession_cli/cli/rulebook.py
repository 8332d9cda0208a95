"""``accession rules``: list the rules, or explain one of them."""

import sys
from typing import TYPE_CHECKING, Annotated, Final

from typer import Argument

from accession_cli.cli import terminal
from accession_cli.cli.session import Json
from accession_cli.finding import without_facts
from accession_cli.i18n import N_, _

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from accession_cli.finding import Code


_MOST_LINES: Final = 12


def rules(
    code: Annotated[str | None, Argument(help=N_("Show everything about this one rule."))] = None,
    *,
    json: Json = False,
) -> None:
    """Show all rules, or everything about one.

    Every rule has a code, the clause it comes from, and a severity. An error makes the check fail,
    a warning fails it only under --strict, and a hint never does. The scheme's clauses are numbered
    here as in Dongli's, 津丽民发〔2023〕13号; what is found in a registry cites its own scheme.

    $ accession rules
    $ accession rules T101
    """
    from accession_cli.actions.validate import every_rule, examples_of, one_rule
    from accession_cli.words.findings_for_programs import rule_json

    cards = [one_rule(code)] if code else every_rule()
    if json:
        found = [rule_json(card, examples_of(card)) for card in cards]
        terminal.show_json({"version": 1, "rules": found})
    elif code:
        terminal.show("\n".join(_page(cards[0])))
    else:
        _show_list(cards)
        terminal.next_step(_("For one of them: accession rules CODE"))


def _show_list(cards: "Sequence[Code]") -> None:
    from accession_cli.rules.clauses import number_of
    from accession_cli.words.findings import WORDS, clause_words

    terminal.show_table(
        (_("Code"), _("Severity"), _("What is demanded or found, and what it rests on")),
        [
            (
                card.code,
                _(WORDS[card.severity]),
                _("{about} ({clause})").format(
                    about=_open(card.demands),
                    clause=clause_words(card.clause, number_of(card.clause)),
                ),
            )
            for card in cards
        ],
    )


def _page(card: "Code") -> list[str]:
    from accession_cli.rules.clauses import number_of
    from accession_cli.words.findings import WORDS, clause_words
    from accession_cli.words.layout import rows

    lines = [
        (_("Code"), card.code),
        (_("Severity"), _(WORDS[card.severity])),
        (_("Rests on"), clause_words(card.clause, number_of(card.clause))),
        (_("Demands"), _open(card.demands)),
        (_("Reports"), _open(card.says)),
        (_("Remedy"), _open(card.hint)),
    ]
    if not card.about:
        del lines[3]
    if card.ages:
        lines.append(
            (_("Time"), _("Comes about by time alone; it stops only the freezing of an edition."))
        )
    return [*rows(lines, terminal.columns(sys.stdout), indent=0), *_examples(card)]


def _examples(card: "Code") -> "Iterator[str]":
    """The lines in which a bad and a good example differ, marked with - and +."""
    from accession_cli.actions.validate import examples_of
    from accession_cli.words.layout import visible

    shown = ""
    for example in examples_of(card):
        if example.file != shown:
            shown = example.file
            yield ""
            yield _("{file}: wrong (-) and right (+)").format(file=shown)
        for mark, lines in (("-", example.bad), ("+", example.good)):
            yield from (f"  {mark} {visible(line)}" for line in lines[:_MOST_LINES])
            if len(lines) > _MOST_LINES:
                yield f"  {mark} …"


def _open(sentence: str) -> str:
    """The sentence in the reader's language, with an ellipsis in place of each fact."""
    return without_facts(_(sentence))
