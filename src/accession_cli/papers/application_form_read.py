"""Make the facts of a record from the texts of an approval form.

Nothing is guessed: what cannot be resolved is listed. The texts are extracted in a separate
process, by ``application_form_texts``.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any, Final

from accession_cli.entry.choices import WHOSE_TICK, one_of
from accession_cli.entry.citations import Bases
from accession_cli.entry.days import Ends, day, day_text
from accession_cli.entry.form_words import BASIS, Field, Layout, layout
from accession_cli.entry.money import NONE, TASK, Money, money, money_of_cell, period
from accession_cli.entry.names import SEVERAL_AGENCIES, NameFinder, said_of_channels
from accession_cli.entry.values import (
    EMPTY,
    TOO_LONG,
    Doubt,
    Meaning,
    NotRead,
    as_above,
    clean,
    items,
    line_told_here,
    means,
    narrow,
    one_line,
    phone,
    said_again,
    shortened,
    squeezed,
    told_here,
    understood,
)
from accession_cli.i18n import N_
from accession_cli.papers.application_form_filled import row_compared, words_by_field
from accession_cli.papers.application_form_texts import (
    AMOUNT,
    CHANNELS,
    FormTexts,
    amounts_in,
    in_place,
)
from accession_cli.scheme.fields import Kind, Shown, said_by
from accession_cli.scheme.registry import Registry
from accession_cli.scheme.task import Term

A_PLACE: Final = N_("“{text}” is a place, and does not say how often.")
MISSING: Final = N_("The form has no such field; it was taken out.")
TWICE: Final = N_("It is filled in twice, and differently: “{first}” and “{second}”.")
NO_BASIS: Final = N_("The scheme asks for at least one law or document.")
OTHER_CHANNEL: Final = N_("The boxes say “{ticked}”, and the form says elsewhere: “{said}”.")
NO_END: Final = N_("A short-term or temporary task needs its last day.")
ENDS_TOO_EARLY: Final = N_("The last day {end} is before the first day {start}.")
SAYS_NONE: Final = N_("It says “{text}”, and something has to be stated here.")
OTHER_STREETS: Final = N_("“{text}” is no agency, and a place where the task is not done.")
NO_NOTE: Final = N_("Where there is no money, the note must say why.")
NO_SOURCE: Final = N_("Where there is money, it must be filled in.")
NO_MECHANISM: Final = N_("There is a basis for a mechanism or a signboard, but not what it is.")
NO_MECHANISM_BASIS: Final = N_(
    "A mechanism or a signboard needs exactly one law or document that asks for it."
)
TOO_MANY: Final = N_("There are more than {most} laws and documents.")
OTHER_TOTAL: Final = N_("The cell says {first}, and the note beside it {second} in total.")
OTHER_PERIOD: Final = N_("The amount says “{first}”, and the period says “{second}”.")
#: Fields that are understood, and not kept as they are written.
_UNDERSTOOD: Final = frozenset(
    {
        *("agency", "co_agencies", "kind", "class", CHANNELS, "term", "period.start"),
        *("period.end", "applied", "funding.amount", "funding.per", "scope", "sections"),
        "mechanism.basis",
    }
)
#: A hint of the form that stands in its cell still: （写“全区”，或者写明街道、社区）全区.
_HINT: Final = re.compile(r"^[(（](?:请|写|填|如|例)[^()（）]{1,60}[)）]\s{0,4}(?=.)")
_TOTAL: Final = re.compile(r"(?:合计|共计|总计|总额)[^，,。；;\n]{1,40}")
_DASHES: Final = re.compile("[-－‐–—―─_＿/／]{1,40}")
_LONGEST: Final = 4_000  # characters of a text in a record
_MOST_BASES: Final = 50  # as in task.schema.json


@dataclass(frozen=True, slots=True, kw_only=True)
class FormContact:
    """The contact person, who is never published."""

    name: str | None
    phone: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FormReading:
    """A form that was read; ``facts`` have the shape of a draft, without the application.

    A field listed in ``unread`` is None in the facts. ``applied`` is the day of the application, as
    text. ``understood`` has what was understood otherwise than it is written.
    """

    facts: Mapping[str, Any]
    applied: str | None
    attachments: tuple[str, ...]
    contact: FormContact
    unread: tuple[Doubt, ...]
    understood: tuple[Meaning, ...] = ()


def reading_of(
    texts: FormTexts,
    registry: Registry,
    near: date | None = None,
    *,
    given: FormTexts | None = None,
    settled: Collection[str] = (),
) -> FormReading:
    """The facts in *texts*; names are looked up in *registry*, and nothing is guessed.

    A day without its year is the nearest to *near*, the day on which the form was received. *given*
    has the texts as they were written, where *texts* has more. A field that a person has *settled*
    is not compared with others again.
    """
    return _FormReader(texts, registry, near, given or texts, settled).reading()


class _FormReader:
    """Reads field by field, and keeps the doubts."""

    def __init__(
        self,
        texts: FormTexts,
        registry: Registry,
        near: date | None,
        given: FormTexts,
        settled: Collection[str],
    ) -> None:
        self.unread: list[Doubt] = []
        self._understood: list[Meaning] = []
        self._near = near
        self._registry = registry
        self._given = given
        self._settled = settled
        self._with_streets = False  # subdistricts stand among the agencies that help
        self._texts = in_place(texts, registry)
        self._form: Layout = layout()
        self._fields = {field.key: field for field in self._form.fields}
        asked = said_by(Shown.APPLICATION)
        self._alone = [
            f
            for f in asked
            if f.kind is Kind.MECHANISM or (f.stands_alone and f.key in self._fields)
        ]
        self._names = NameFinder(registry)
        self._places = self._names.places
        self._bases = Bases(registry.statutes)

    def reading(self) -> FormReading:
        scheme = self._registry.scheme
        agency = self._take("agency", self._agency)
        start = self._take("period.start", self._first_day)
        ends = Ends(
            start=date.fromisoformat(start) if start else None,
            near=self._near,
            long_term_years=scheme.long_term_years.value,
        )
        scope = self._take("scope", self._places.scope)
        facts = {
            "title": self._take("title", lambda text: narrow(line_told_here(text))),
            "kind": self._take("kind", one_of(scheme.kinds)),
            "class": self._take("class", one_of({name: name for name in scheme.classes})),
            "agency": agency,
            "co_agencies": self._take("co_agencies", partial(self._helping, scope), []),
            "channels": self._take("channels", self._channels),
            "term": self._take("term", ends.term),
            "period": {"start": start, "end": self._take("period.end", _iso(ends.last_day))},
            "frequency": self._take("frequency", self._frequency),
            "authorization": {
                name: self._take(f"authorization.{name}", told_here)
                for name in ("content", "target", "authority", "workflow")
            },
            "basis": self._basis(),
            "funding": self._funding(),
            **{field.key: self._of_kind(field.kind, field.key) for field in self._alone},
            "scope": scope,
            "sections": self._take("sections", partial(self._places.sections, scope=scope), []),
        }
        self._demand_end(facts)
        self._demand_channels_that_fit(facts)
        self._take("credit_code", lambda text: self._names.credit_code(text, agency))
        found = FormReading(
            facts=facts,
            applied=self._take("applied", self._day),
            attachments=tuple(self._take("attachments", items, [])),
            contact=FormContact(
                name=self._take("contact.name", one_line),
                phone=self._take("contact.phone", phone),
            ),
            unread=self._in_order(),
        )
        self._compare(found)
        return replace(found, understood=tuple(sorted(self._understood, key=self._place)))

    def _compare(self, found: FormReading) -> None:
        """Note what is understood otherwise than it is written."""
        unread = {one.key.partition("[")[0] for one in found.unread}
        facts = {**found.facts, "applied": found.applied}
        meant = dict(words_by_field(facts, self._registry, unread))
        for field in self._form.fields:
            written = next(iter(self._texts.values.get(field.key, ())), "")
            given = next(iter(self._given.values.get(field.key, ())), "")
            means_here = meant.get(field.label)
            if field.key == "co_agencies" and self._with_streets:
                means_here = "、".join(filter(None, (means_here, self._form.word("streets"))))
            if written != given and means_here:  # it was put here from another cell, or from here
                self._understood.append(
                    Meaning(
                        key=field.key, label=field.label, written=given or written, meant=means_here
                    )
                )
                continue
            if field.key not in _UNDERSTOOD or not written or self._is_nothing(written, field):
                continue
            if means_here and not (field.key == CHANNELS and self._is_own_boxes(written, facts)):
                self._understood += understood(field.key, field.label, written, means_here)

    def _is_own_boxes(self, written: str, facts: Mapping[str, Any]) -> bool:
        """Whether the channels are ticked in the boxes of the form as it was handed out."""
        words = self._form
        return squeezed(written) == "".join(
            words.word("checked" if str(key) in facts["channels"] else "unchecked") + rule.name
            for key, rule in self._registry.scheme.channels.items()
        )

    def _agency(self, text: str) -> str:
        """The key of the applicant; of several, each is offered as the one that leads."""
        try:
            return self._names.agency(text)
        except NotRead as unread:
            several = unread.doubt.candidates
            if unread.doubt.says != SEVERAL_AGENCIES:
                raise
            led = (
                "、".join((f"{lead}（牵头）", *(one for one in several if one != lead)))
                for lead in several
            )
            raise NotRead(SEVERAL_AGENCIES, candidates=led, text=text) from unread

    def _first_day(self, text: str) -> str:
        """The first day, also where it is the first of a month: 2027年2月."""
        return self._day(day_text(text, last=False) if "月" in text else text)

    def _day(self, text: str) -> str:
        return day(text, self._near).isoformat()

    def _frequency(self, text: str) -> str:
        """How often it is done. Seen: cells changed places, and 全区 stood here."""
        try:
            self._places.scope(text)
        except NotRead:
            return line_told_here(text)
        raise NotRead(A_PLACE, text=text)

    def _helping(self, scope: Mapping[str, Any] | None, text: str) -> list[str]:
        """The agencies that help; subdistricts help where the task is done, and are no agencies."""
        named = [part for part in re.split(r"[、，,；;\s]+", text) if part]
        streets = [part for part in named if self._places.are_subdistricts(part)]
        for part in streets:
            if not self._places.all_within(part, scope):
                raise NotRead(OTHER_STREETS, text=part).within(text, part)
        self._with_streets = bool(streets)
        return self._names.agencies("、".join(one for one in named if one not in streets))

    def _channels(self, text: str) -> list[str]:
        """The channels that are chosen. Seen: the boxes were taken out, and both words are left."""
        found = self._names.channels(text)
        rules = self._registry.scheme.channels.values()
        if len(found) > 1 and re.fullmatch(r"\s{1,9}".join(rule.name for rule in rules), text):
            raise NotRead(WHOSE_TICK, candidates=(rule.name for rule in rules), text=text)
        return found

    def _of_kind(self, kind: Kind, key: str) -> Any:
        """What the field *key* says, a text, a list of texts or a mechanism."""
        if kind is Kind.MECHANISM:
            return self._mechanism()
        return self._take(key, items, []) if kind is Kind.LINES else self._take(key, clean)

    def _take(self, key: str, read: Callable[[str], Any], nothing: Any = None) -> Any:
        """What *read* returns for the text of a field; *nothing* for an empty optional field.

        None, and a doubt, when the field cannot be read or a mandatory one is empty.
        """
        field = self._fields[key]
        texts = self._texts.values.get(key)
        if texts is not None and max(map(len, texts), default=0) > _LONGEST:
            return self._miss(field, TOO_LONG, most=str(_LONGEST))
        if texts is not None and len({squeezed(text) for text in texts}) > 1:
            first, second = map(shortened, texts[:2])
            return self._miss(field, TWICE, first=first, second=second)
        text = clean(texts[0]) if texts else ""
        if not text or self._is_nothing(text, field):
            says = SAYS_NONE if text else EMPTY if texts is not None else MISSING
            return self._miss(field, says, text=text) if field.required else nothing
        try:
            as_above(text)
            return read(_HINT.sub("", text) if key in _UNDERSTOOD else text)
        except NotRead as unread:
            self.unread.append(unread.doubt.at(key=key, label=field.label))
            return None

    def _is_nothing(self, text: str, field: Field) -> bool:
        if field.key == AMOUNT:
            return False
        return means(text, self._form.words["nothing"]) or bool(_DASHES.fullmatch(squeezed(text)))

    def _miss(
        self, field: Field, says: str, *, candidates: Iterable[str] = (), **facts: str
    ) -> None:
        doubt = NotRead(says, candidates=candidates, **facts).doubt
        self.unread.append(doubt.at(key=field.key, label=field.label))

    def _in_order(self) -> tuple[Doubt, ...]:
        """The doubts in the order of the fields in the form."""
        return tuple(sorted(self.unread, key=self._place))

    def _place(self, one: Doubt | Meaning) -> int:
        return list(self._fields).index(one.key.partition("[")[0])

    def _demand_end(self, facts: Mapping[str, Any]) -> None:
        missed = {one.key for one in self.unread}
        bound = facts["term"] in (Term.SHORT, Term.TEMPORARY)
        start, end = facts["period"]["start"], facts["period"]["end"]
        if bound and end is None and "period.end" not in missed:
            self._miss(self._fields["period.end"], NO_END)
        if start and end and end < start:
            facts["period"]["end"] = None
            self._miss(self._fields["period.end"], ENDS_TOO_EARLY, start=start, end=end)

    def _demand_channels_that_fit(self, facts: dict[str, Any]) -> None:
        """Ask about the channels when the form says elsewhere that another one does all of it."""
        chosen = facts["channels"]
        if not chosen or CHANNELS in self._settled:
            return
        told = (*facts["authorization"].values(), *(facts.get("excludes") or ()))
        rules = self._registry.scheme.channels
        for said in filter(None, told):
            for key, phrase in said_of_channels(said, self._names.channel_words()):
                left = [one for one in chosen if one in key]
                if left != chosen:
                    ways = [left or key, chosen]
                    named = ["、".join(rules[one].name for one in way) for way in ways]
                    facts["channels"] = None
                    self._miss(
                        self._fields[CHANNELS],
                        OTHER_CHANNEL,
                        candidates=filter(None, named),
                        ticked=named[1],
                        said=phrase,
                    )
                    return

    def _funding(self) -> dict[str, Any]:
        stated = self._take(AMOUNT, money_of_cell)
        found = {
            "amount": stated.amount if stated else None,
            "per": self._per(stated),
            "source": self._take("funding.source", one_line),
            "method": self._take("funding.method", one_line),
            "note": self._take("funding.note", clean),
        }
        if stated is None and not self._money_is_meant():
            return found
        needed = {"source": NO_SOURCE}
        if stated is not None:
            self._demand_same_total(stated, found["note"])
            if stated.is_none:
                needed = {"note": NO_NOTE}
            elif stated.amount is None and found["method"] is None:
                found["method"] = next(iter(self._texts.values[AMOUNT]))
        missed = {one.key for one in self.unread}
        for name, says in needed.items():
            if found[name] is None and f"funding.{name}" not in missed:
                self._miss(self._fields[f"funding.{name}"], says)
        return found

    def _money_is_meant(self) -> bool:
        """Whether the amount is unclear, and each way to read it is an amount of money."""
        return any(one.key == AMOUNT and one.candidates for one in self.unread)

    def _demand_same_total(self, stated: Money, note: str | None) -> None:
        """Ask about the amount when the note beside it states another in total."""
        if AMOUNT in self._settled:
            return
        said = [part for one in _TOTAL.findall(note or "") for part in amounts_in(one)]
        totals = {money(part).amount for part in said} - {None, NONE}
        if stated.amount and totals and stated.amount not in totals:
            both = {"first": stated.amount, "second": f"{totals.pop()}"}
            self._miss(self._fields[AMOUNT], OTHER_TOTAL, candidates=both.values(), **both)

    def _per(self, stated: Money | None) -> str | None:
        """What the money is for: as its own cell says, else as the amount does.

        Where there is no amount, nothing is asked for, and it counts as money for the whole task.
        """
        field = self._fields["funding.per"]
        if stated is not None and stated.is_none:
            return self._per_of_none(field)
        missed = len(self.unread)
        per: str | None = self._take(field.key, period)
        if len(self.unread) > missed:
            return per
        if stated is None:
            if not per and self._money_is_meant():
                self._miss(field, EMPTY if field.key in self._texts.values else MISSING)
            return per
        if per and stated.per and per != stated.per and field.key not in self._settled:
            words = self._form.words["per"]
            both = {"first": words[stated.per], "second": words[per]}
            self._miss(field, OTHER_PERIOD, candidates=both.values(), **both)
            return None
        if not (per or stated.per or stated.amount is None):
            self._miss(field, EMPTY if field.key in self._texts.values else MISSING)
        elif not per and stated.per:
            text = next(iter(self._texts.values[AMOUNT]))
            meant = self._form.words["per"][stated.per]
            self._understood += understood(field.key, field.label, text, meant)
        return per or stated.per or (TASK if stated.amount is None else None)

    def _per_of_none(self, field: Field) -> str:
        """The period that a form states without any money, whatever it says else."""
        try:
            return period(next(iter(self._texts.values.get(field.key, ())), ""))
        except NotRead:
            return TASK

    def _basis(self) -> list[dict[str, Any]] | None:
        """The legal bases from the rows of their table, and from free text; None with any doubt."""
        found: list[dict[str, Any]] = []
        missed = len(self.unread)
        field = self._fields[BASIS]
        rows = [
            *said_again(self._texts.basis),
            *((text,) for text in self._texts.values.get(BASIS, ())),
        ]
        if len(rows) > _MOST_BASES:
            self._miss(field, TOO_MANY, most=str(_MOST_BASES))
            return None
        for number, row in enumerate(rows, 1):
            key, label = f"{BASIS}[{number - 1}]", f"{field.label}{number}"
            try:
                bases = self._bases_in(row)
            except NotRead as unread:
                self.unread.append(unread.doubt.at(key=key, label=label))
                continue
            found += bases
            self._understood += understood(key, label, *row_compared(row, bases))
        if len(self.unread) > missed:
            return None
        if not found:
            self._miss(field, NO_BASIS)
        return found or None

    def _bases_in(self, row: tuple[str, ...]) -> list[dict[str, Any]]:
        if sum(map(len, row)) > _LONGEST:
            raise NotRead(TOO_LONG, most=str(_LONGEST))
        return self._bases.of_row(row)

    def _mechanism(self) -> dict[str, Any] | None:
        what = self._take("mechanism.what", one_line)
        missed = len(self.unread)
        basis = self._take("mechanism.basis", self._bases.of_text, [])
        if len(self.unread) > missed:
            return None
        if what and len(basis) != 1:
            self._miss(self._fields["mechanism.basis"], NO_MECHANISM_BASIS)
        elif basis and not what:
            self._miss(self._fields["mechanism.what"], NO_MECHANISM)
        return {"what": what, "basis": basis[0]} if what and len(basis) == 1 else None


def _iso(read: Callable[[str], date | None]) -> Callable[[str], str | None]:
    """A reader of days as records write them."""

    def as_text(text: str) -> str | None:
        found = read(text)
        return None if found is None else found.isoformat()

    return as_text
