"""Make the facts of a record from the texts of a form. What cannot be resolved is listed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from accession_cli.entry.citations import Bases
from accession_cli.entry.form_words import BASIS, Field, Layout, layout, squeezed
from accession_cli.entry.names import NameFinder, Places, one_of, same
from accession_cli.entry.values import EMPTY, NotRead, amount, clean, day, one_line, shortened
from accession_cli.forms.word_texts import FormTexts
from accession_cli.i18n import N_, _
from accession_cli.scheme.registry import Registry
from accession_cli.scheme.task import Term

MISSING: Final = N_("The form has no such field; it was taken out.")
TWICE: Final = N_("It is filled in twice, and differently: “{first}” and “{second}”.")
NO_BASIS: Final = N_("The scheme asks for at least one law or document (3.1).")
NO_END: Final = N_("A short-term or temporary task needs its last day.")
NO_NOTE: Final = N_("Where there is no money, the note must say why.")
NO_SOURCE: Final = N_("Where there is money, it must be filled in.")
NO_MECHANISM: Final = N_("There is a basis for a mechanism or a signboard, but not what it is.")
NO_MECHANISM_BASIS: Final = N_(
    "A mechanism or a signboard needs exactly one law or document that asks for it (4.2)."
)
TOO_LONG: Final = N_("It has more than {most} characters.")
TOO_MANY: Final = N_("There are more than {most} laws and documents.")
_NO_MONEY: Final = "0.00"
_LONGEST: Final = 4_000  # characters of a text in a record
_MOST_BASES: Final = 50  # as in task.schema.json


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """A field that could not be read, or has nothing in it and must; ``place`` is a cell's name."""

    key: str
    label: str
    says: str
    facts: Mapping[str, str]
    place: str = ""

    @property
    def why(self) -> str:
        """Why, in the reader's language."""
        return _(self.says).format(**self.facts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Who answers questions; never published."""

    name: str | None
    phone: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FormReading:
    """A form that was read. ``facts`` have the shape of a draft, without the application.

    What is in ``unread`` is None in the facts. ``applied`` is the day of the application, as text.
    """

    facts: Mapping[str, Any]
    applied: str | None
    attachments: tuple[str, ...]
    contact: Contact
    unread: tuple[Unread, ...]


def reading_of(texts: FormTexts, registry: Registry) -> FormReading:
    """The facts in *texts*; names are looked up in *registry*, and nothing is guessed."""
    return _Reader(texts, registry).reading()


class _Reader:
    """Reads field after field and keeps what could not be read."""

    def __init__(self, texts: FormTexts, registry: Registry) -> None:
        self.unread: list[Unread] = []
        self._texts = texts
        self._registry = registry
        self._form: Layout = layout()
        self._fields = {field.key: field for field in self._form.fields}
        self._names = NameFinder(registry)
        self._places = Places(registry.subdistricts)
        self._bases = Bases(registry.statutes)

    def reading(self) -> FormReading:
        scheme = self._registry.scheme
        agency = self._take("agency", self._names.agency)
        facts = {
            "title": self._take("title", one_line),
            "kind": self._take("kind", one_of(scheme.kinds)),
            "class": self._take("class", one_of(same(scheme.classes))),
            "agency": agency,
            "co_agencies": self._take("co_agencies", self._names.agencies, []),
            "channels": self._take("channels", self._names.channels),
            "term": self._take("term", one_of(self._form.words["term"])),
            "period": {
                "start": self._take("period.start", _iso_day),
                "end": self._take("period.end", self._end),
            },
            "frequency": self._take("frequency", one_line),
            "authorization": {
                name: self._take(f"authorization.{name}", clean)
                for name in ("content", "target", "authority", "workflow")
            },
            "basis": self._basis(),
            "funding": self._funding(),
            "resources": self._take("resources", _items, []),
            "mechanism": self._mechanism(),
            "training": self._take("training", clean),
            "scope": self._take("scope", self._places.scope),
            "sections": self._take("sections", self._places.sections, []),
        }
        self._demand_end(facts)
        self._take("credit_code", lambda text: self._names.credit_code(text, agency))
        return FormReading(
            facts=facts,
            applied=self._take("applied", _iso_day),
            attachments=tuple(self._take("attachments", _items, [])),
            contact=Contact(
                name=self._take("contact.name", one_line),
                phone=self._take("contact.phone", one_line),
            ),
            unread=self._in_order(),
        )

    def _take(self, key: str, read: Callable[[str], Any], nothing: Any = None) -> Any:
        """What *read* makes of the text of a field; *nothing* where it is empty, and may be."""
        field = self._fields[key]
        texts = self._texts.values.get(key)
        if texts is not None and max(map(len, texts), default=0) > _LONGEST:
            return self._miss(field, TOO_LONG, most=str(_LONGEST))
        if texts is not None and len({squeezed(text) for text in texts}) > 1:
            first, second = map(shortened, texts[:2])
            return self._miss(field, TWICE, first=first, second=second)
        text = clean(texts[0]) if texts else ""
        if not text or self._is_nothing(text, field):
            if field.required:
                return self._miss(field, EMPTY if texts is not None else MISSING)
            return nothing
        try:
            return read(text)
        except NotRead as unread:
            return self._miss(field, unread.says, **unread.facts)

    def _is_nothing(self, text: str, field: Field) -> bool:
        if field.key == "funding.amount":
            return False
        return squeezed(text).rstrip("。") in self._form.words["nothing"]

    def _miss(self, field: Field, says: str, label: str = "", **facts: str) -> None:
        made = Unread(key=field.key, label=label or field.label, says=says, facts=facts)
        self.unread.append(made)

    def _in_order(self) -> tuple[Unread, ...]:
        """As the fields stand in the form."""
        order = [field.key for field in self._form.fields]
        return tuple(sorted(self.unread, key=lambda one: order.index(one.key.partition("[")[0])))

    def _end(self, text: str) -> str | None:
        return None if squeezed(text) in self._form.words["open_end"] else _iso_day(text)

    def _demand_end(self, facts: Mapping[str, Any]) -> None:
        missed = {one.key for one in self.unread}
        bound = facts["term"] in (Term.SHORT, Term.TEMPORARY)
        if bound and facts["period"]["end"] is None and "period.end" not in missed:
            self._miss(self._fields["period.end"], NO_END)

    def _funding(self) -> dict[str, Any]:
        found = {
            "amount": self._take("funding.amount", self._amount),
            "per": self._take("funding.per", one_of(self._form.words["per"])),
            "source": self._take("funding.source", one_line),
            "method": self._take("funding.method", one_line),
            "note": self._take("funding.note", clean),
        }
        needed = {"note": NO_NOTE} if found["amount"] == _NO_MONEY else {}
        if found["amount"] not in (None, _NO_MONEY):
            needed = {"source": NO_SOURCE, "method": NO_SOURCE}
        missed = {one.key for one in self.unread}
        for name, says in needed.items():
            if found[name] is None and f"funding.{name}" not in missed:
                self._miss(self._fields[f"funding.{name}"], says)
        return found

    def _amount(self, text: str) -> str:
        return _NO_MONEY if squeezed(text) in self._form.words["no_money"] else amount(text)

    def _basis(self) -> list[dict[str, Any]] | None:
        """The legal bases in the rows of their table, and in free text."""
        found: list[dict[str, Any]] = []
        missed = len(self.unread)
        field = self._fields[BASIS]
        rows = [*self._texts.basis, *((text,) for text in self._texts.values.get(BASIS, ()))]
        if len(rows) > _MOST_BASES:
            self._miss(field, TOO_MANY, most=str(_MOST_BASES))
            return None
        for number, row in enumerate(rows, 1):
            try:
                found += self._bases_in(row)
            except NotRead as unread:
                made = Unread(
                    key=f"{BASIS}[{number - 1}]",
                    label=f"{field.label}{number}",
                    says=unread.says,
                    facts=unread.facts,
                )
                self.unread.append(made)
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


def _iso_day(text: str) -> str:
    return day(text).isoformat()


def _items(text: str) -> list[str]:
    """What is written one below the other, or with semicolons between."""
    lines = text.replace("；", "\n").replace(";", "\n").split("\n")
    return [item for item in map(one_line, lines) if item]
