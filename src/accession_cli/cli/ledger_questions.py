"""Ask a person how a ledger is to be read: its sheets, its columns, what all its rows have."""

from typing import TYPE_CHECKING, Final

from accession_cli.cli.questions import Choice, Questions, ask_text, wrong, wrong_text
from accession_cli.i18n import _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from accession_cli.actions.ledger_reading import LedgerFound
    from accession_cli.entry.values import Doubt
    from accession_cli.scheme.registry import Registry
    from accession_cli.scheme.task import Inherited

_ASKED_AT_MOST: Final = 30  # words of a ledger


def earlier_directory(given: str | None, registry: "Registry", *, asks: bool) -> "Inherited":
    """The earlier directory, as *given* or asked for; refused when there is nobody to ask."""
    from accession_cli.actions.ledger_reading import chosen_earlier, earlier_in

    if given is not None:
        return chosen_earlier(given, registry)
    question = _("The earlier directory, like 《…目录》（津丽民发〔2021〕8号，2021年3月5日）:")
    if not asks:
        return chosen_earlier(ask_text("--earlier", question), registry)
    typed = Questions().text(
        question, lambda text: wrong(lambda one: earlier_in(one, registry), text)
    )
    return chosen_earlier(typed, registry)


def chosen_sheets(found: "LedgerFound") -> tuple[str, ...]:
    """The names of the sheets that a person wants."""
    said = _("{sheet} (tasks: {count})")
    offered = [
        Choice(said.format(sheet=one.sheet, count=len(one.sorted.tasks)), one.sheet)
        for one in found.ledgers
    ]
    return tuple(Questions().several(_("Which sheets are to be brought in?"), offered))


def is_right() -> str:
    """Whether the columns are read right: ``yes``, ``change`` or ``stop``."""
    return Questions().select(
        _("Are the columns read right?"),
        [
            Choice(_("Yes"), "yes"),
            Choice(_("Change a column"), "change"),
            Choice(_("Stop, record nothing"), "stop"),
        ],
    )


def changed_column(found: "LedgerFound") -> dict[str, str]:
    """A column that a person names, and what it is."""
    from accession_cli.entry.ledger import ledger_words, letters

    columns = {letters(one.place): one for ledger in found.ledgers for one in ledger.found.columns}
    place = Questions().select(
        _("Which column?"),
        [Choice(f"{place}　{one.head}", place) for place, one in columns.items()],
    )
    fields = [Choice(_("not taken"), "")]
    fields += [Choice(label, key) for key, label in ledger_words().labels.items()]
    return {place: Questions().select(_("What is it?"), fields)}


def asked_field(key: str, registry: "Registry", day: "date | None") -> str:
    """What all rows have in the field *key*, in the words of a form; *day* has the agencies."""
    from accession_cli.papers.application_form_filled import choices
    from accession_cli.words.ledger import field_label

    offered = choices(registry, day).get(key, ())
    label = field_label(key)
    question = _("No column has “{field}”. What do all rows have?").format(field=label)
    if offered:
        return Questions().select(question, [Choice(one, one) for one in offered])
    if key == "channels":
        names = [rule.name for rule in registry.scheme.channels.values()]
        return "、".join(Questions().several(question, [Choice(one, one) for one in names]))
    if key == "scope":
        question = _("No column says where. In which places, 全区 for all?")
    return Questions().text(question, wrong_text)


def asked_words(unclear: "Mapping[str, Doubt]") -> "list[tuple[str, str]]":
    """What the words of a ledger mean, as a person says; words that are left open are not in it."""
    found: list[tuple[str, str]] = []
    for text, doubt in list(unclear.items())[:_ASKED_AT_MOST]:
        question = _("{field} “{text}”: what is it called here?").format(
            field=doubt.label, text=text
        )
        offered = [Choice(one, one) for one in _nearest_first(text, doubt.candidates)]
        meant = Questions().select(question, [*offered, Choice(_("leave it open"), "")])
        if meant:
            found.append((text, meant))
    return found


def _nearest_first(text: str, names: "Sequence[str]") -> list[str]:
    """*names*, those first that have most of *text*; else as they stand."""
    from difflib import SequenceMatcher

    return sorted(names, key=lambda name: -SequenceMatcher(None, text, name).ratio())
