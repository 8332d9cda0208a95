"""``accession import``: bring in a list of applications, or any ledger that a bureau keeps.

How a ledger is read is asked and shown, its sheets, its columns and what all its rows have, and
confirmed once by a person.
"""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

from typer import Argument, BadParameter, Option

from accession_cli.cli import terminal
from accession_cli.cli.application_forms import (
    own_list,
    receive_list,
    say_copy,
    say_doubts,
    say_understood,
)
from accession_cli.cli.application_receiving import UNJUDGED, show_tried
from accession_cli.cli.application_reception import (
    CameBy,
    ReceivedAt,
    ReceivedOn,
    Reception,
    StampedForm,
)
from accession_cli.cli.options import with_ending
from accession_cli.cli.questions import Choice, Questions, ask_text, wrong, wrong_text
from accession_cli.cli.session import Writing
from accession_cli.errors import Exit, Refusal
from accession_cli.i18n import N_, _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from accession_cli.actions.ledger_reading import LedgerFound, LedgerRow, Wishes
    from accession_cli.entry.values import Doubt
    from accession_cli.scheme.registry import Registry
    from accession_cli.scheme.task import Inherited


#: Nobody has confirmed how the columns of a ledger are read.
NOT_CONFIRMED: Final = Refusal(
    N_("Nothing was recorded: nobody has confirmed that the columns of {path} are read like this."),
    N_(
        "If they are right, give --yes; if not, say what a column is with --map HEAD=FIELD. At a"
        " terminal you are asked."
    ),
)


#: Mandatory fields are neither in a column nor given for all rows.
FIELDS_LACKING: Final = Refusal(
    N_("Nothing was recorded: no column of {path} has these fields: {labels}."),
    N_("Say which column has them with --map HEAD=FIELD, or what all rows have: {sets}"),
)


#: No row of a ledger is a task.
NO_ROWS: Final = Refusal(
    N_("{path}: none of its rows is a task."),
    N_("See with --check which rows were left out, and why."),
)


def import_(
    desk: Writing,
    source: Annotated[Path, Argument(help=N_("The list or ledger: .xlsx, .xls, .ods or .csv."))],
    *,
    in_force: Annotated[
        bool,
        Option(
            "--in-force",
            help=N_(
                "The tasks stand from before the register; record them without an application."
            ),
        ),
    ] = False,
    earlier: Annotated[
        str | None,
        Option(
            "--earlier",
            metavar=N_("DOCUMENT"),
            help=N_(
                "The earlier directory, with number and date: 《…》（…〔2021〕8号，2021年3月5日）."
            ),
        ),
    ] = None,
    maps: Annotated[
        list[str] | None,
        Option("--map", metavar=N_("HEAD=FIELD"), help=N_("What a column is; may be repeated.")),
    ] = None,
    settings: Annotated[
        list[str] | None,
        Option(
            "--set",
            metavar=N_("FIELD=TEXT"),
            help=N_("What every row has that says nothing itself; may be repeated."),
        ),
    ] = None,
    same: Annotated[
        list[str] | None,
        Option(
            "--same",
            metavar=N_("WORD=NAME"),
            help=N_("What a word of the ledger is called here; may be repeated."),
        ),
    ] = None,
    sheet: Annotated[
        list[str] | None,
        Option(metavar=N_("NAME"), help=N_("Take this sheet alone; may be repeated.")),
    ] = None,
    out: Annotated[
        Path | None, Option(help=N_("Where to write the copy that shows the problems."))
    ] = None,
    received: ReceivedOn = None,
    received_at: ReceivedAt = None,
    via: CameBy = "oa",
    form: StampedForm = None,
) -> Exit:
    """Bring in a list of applications, or a ledger.

    Every row becomes an application, all in one commit, or none does. Our own list is read as it
    is. Of any other ledger it is shown which column is taken for what, and which rows are left out
    as totals, headings or remarks; a person confirms it once. That is kept in registry/mappings/,
    and the next ledger with the same heads is read alike.

    With --in-force the rows are tasks that stand from before the register. They are recorded with
    the route 承接原目录; the earlier directory has to be named, and no application and no decision
    is made up. What it does not state is recorded as not stated.

    Every cell that cannot be read is named, like 申请清单!F7, and coloured in a copy of the list,
    with what is wrong beside it; then nothing is recorded and the exit code is 1.

    $ accession import 申请清单.xlsx --check
    $ accession import 城管委台账.xlsx --map 责任科室=不取 --set 协助渠道=社区
    $ accession import 原目录.xlsx --in-force --earlier '《…目录》（津丽民发〔2021〕8号，2021-3-5）'
    """
    from accession_cli.actions.ledger_reading import wishes_of

    if earlier is not None and not in_force:
        raise BadParameter(_("--earlier goes with --in-force."))
    if in_force and (form is not None or received is not None):
        raise BadParameter(
            _("Tasks of an earlier directory have no application: no --form, no --received.")
        )
    out = out and with_ending(out, ".xlsx")
    reception = Reception(desk, received=received, received_at=received_at, via=via)
    wishes = wishes_of(maps or (), settings or (), same or (), sheet or ())
    if not in_force and not (maps or settings or same or sheet):
        own = own_list(reception, source, out)
        if own is not None:
            return receive_list(reception, source, own, form)
    return _Import(reception, source, wishes, earlier=earlier, out=out, form=form).done(
        in_force=in_force
    )


class _Import:
    """One ledger on its way in, with what a person says about it on the way."""

    def __init__(
        self,
        desk: Reception,
        source: Path,
        wishes: "Wishes",
        *,
        earlier: str | None,
        out: Path | None,
        form: Path | None,
    ) -> None:
        from accession_cli.actions.ledger_reading import sheets_in

        self.desk, self.source, self.wishes = desk, source, wishes
        self.earlier, self.out, self.form = earlier, out, form
        self.sheets = sheets_in(source)

    def done(self, *, in_force: bool) -> Exit:
        """Show how the ledger is read, ask where something is open, and bring it in."""
        registry = self.desk.registry
        whole = earlier_directory(self.earlier, registry, asks=self.desk.asks) if in_force else None
        found = self._in_force(self._found(), whole)
        if self.desk.asks and len(found.ledgers) > 1:
            found = self._again(whole, sheets=chosen_sheets(found))
        if not self.desk.as_json:
            self._say(found)
        confirmed = self.desk.yes or found.confirmed or self.desk.check
        if not confirmed:
            found = self._confirmed(found, whole)
        found = self._completed(found, whole)
        return self._take(*self._read(found, whole))

    def _found(self) -> "LedgerFound":
        from accession_cli.actions.ledger_reading import ledger_in

        desk = self.desk
        return ledger_in(self.sheets, str(self.source), desk.folder, desk.registry, self.wishes)

    def _again(
        self,
        whole: "Inherited | None",
        *,
        columns: "Mapping[str, str] | None" = None,
        shared: "Mapping[str, str] | None" = None,
        words: "Mapping[str, str] | None" = None,
        sheets: tuple[str, ...] = (),
    ) -> "LedgerFound":
        """The ledger as it is read with more wishes."""
        known = self.wishes
        self.wishes = replace(
            known,
            columns={**known.columns, **(columns or {})},
            shared={**known.shared, **(shared or {})},
            words={**known.words, **(words or {})},
            sheets=sheets or known.sheets,
        )
        return self._in_force(self._found(), whole)

    @staticmethod
    def _in_force(found: "LedgerFound", whole: "Inherited | None") -> "LedgerFound":
        return found.with_ledgers(
            replace(one, how=replace(one.how, earlier=whole)) for one in found.ledgers
        )

    def _say(self, found: "LedgerFound") -> None:
        from accession_cli.words.ledger import (
            column_rows,
            field_label,
            left_sentence,
            shared_sentences,
            sheet_sentence,
            skipped_sentences,
        )

        heads = (_("Column"), _("Head"), _("Read as"), _("For example"))
        for one, kept in zip(found.ledgers, found.kept, strict=True):
            terminal.note(sheet_sentence(one))
            if kept is not None:
                terminal.note(_("Its heads are known; read as {path} says.").format(path=kept.name))
            terminal.show_table(heads, column_rows(one))
            for sentence in (*skipped_sentences(one), *shared_sentences(one)):
                terminal.note(sentence)
        if found.left:
            terminal.note(left_sentence(found.left))
        if fields := self._without(found):
            said = _("No column has these fields: {labels}.")
            terminal.note(said.format(labels="、".join(map(field_label, fields))))

    def _confirmed(self, found: "LedgerFound", whole: "Inherited | None") -> "LedgerFound":
        """*found* once a person has said that its columns are read right.

        Raises ``NOT_CONFIRMED`` where nobody can be asked, or nobody says so.
        """
        if not self.desk.asks:
            raise NOT_CONFIRMED(path=self.source)
        while True:
            answer = is_right()
            if answer == "stop":
                raise NOT_CONFIRMED(path=self.source)
            if answer == "yes":
                return found
            found = self._again(whole, columns=changed_column(found))
            self._say(found)

    def _completed(self, found: "LedgerFound", whole: "Inherited | None") -> "LedgerFound":
        """*found* with what all rows have for mandatory fields without a column."""
        from accession_cli.actions.ledger_reading import lacking_in

        fields = lacking_in(found) if self.desk.asks else self._without(found)
        return self._with_fields(whole, fields) if fields else found

    def _without(self, found: "LedgerFound") -> list[str]:
        """All fields that rows need and no column has, those that only some rows need too."""
        from accession_cli.actions.ledger_reading import lacking_in, without_column

        needed = without_column(found, self._rows(found))
        return list(dict.fromkeys((*lacking_in(found), *needed)))

    def _with_fields(self, whole: "Inherited | None", fields: "Sequence[str]") -> "LedgerFound":
        """The ledger with what all rows have in *fields*; raises ``FIELDS_LACKING``."""
        from accession_cli.words.ledger import field_label

        if not self.desk.asks:
            labels = [field_label(key) for key in fields]
            sets = " ".join(f"--set {label}=…" for label in labels)
            raise FIELDS_LACKING(path=self.source, labels="、".join(labels), sets=sets)
        registry = self.desk.registry
        day = None if whole else self.desk.received  # an earlier directory may name ended ones
        shared = {key: asked_field(key, registry, day) for key in fields}
        return self._again(whole, shared=shared)

    def _read(
        self, found: "LedgerFound", whole: "Inherited | None"
    ) -> "tuple[LedgerFound, list[LedgerRow]]":
        """The rows; what all of them lack, and what words of the ledger mean, is asked once."""
        from accession_cli.actions.ledger_reading import unclear_words, without_column

        rows = self._rows(found)
        while fields := without_column(found, rows):
            found = self._with_fields(whole, fields)
            rows = self._rows(found)
        if not self.desk.asks:
            return found, rows
        unclear: dict[str, Any] = {}
        for one in found.ledgers:
            own = [row for row in rows if row.sheet == one.sheet]
            unclear |= unclear_words(own, one)
        words = dict(asked_words(unclear))
        if words:
            found = self._again(whole, words=words)
            rows = self._rows(found)
        return found, rows

    def _rows(self, found: "LedgerFound") -> "list[LedgerRow]":
        from accession_cli.actions.ledger_reading import read_rows

        return [row for one in found.ledgers for row in read_rows(one, self.desk.registry)]

    def _take(self, found: "LedgerFound", rows: "list[LedgerRow]") -> Exit:
        from accession_cli.actions.ledger_taking import import_of, marked_copies
        from accession_cli.words.ledger import (
            imported_json,
            imported_said,
            imported_summary,
            ledger_json,
        )

        desk = self.desk
        doubts = [one for row in rows for one in row.unread]
        if not desk.as_json:
            say_understood([row.listed for row in rows])
        if doubts:
            copies = marked_copies(found, rows, desk.folder, desk.registry, desk.received, self.out)
            if desk.as_json:
                told = ledger_json(found, rows, [str(one) for one in copies])
                terminal.show_json({**told, **UNJUDGED})
                return Exit.FOUND
            say_doubts(len(rows), doubts)
            for copy in copies:
                say_copy(copy)
            return Exit.FOUND
        if not rows:
            raise NO_ROWS(path=self.source)
        action = import_of(found, rows, lambda: desk.papers(self.form or self.source))
        if desk.check:
            return show_tried(desk, action, ledger_json(found, rows, ()))  # type: ignore[arg-type] # any action
        desk.do(action, imported_said, imported_json, imported_summary())
        return Exit.DONE


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
