"""What the form says for the facts of a record: each value as people write it."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any, Final

from accession_cli.entry.form_words import layout
from accession_cli.scheme.registry import Registry

_LISTED: Final = "；"
_NAMED: Final = "、"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormContent:
    """What a form is filled with: texts by the key of their field, "" for nothing.

    ``basis`` are the rows of the table of legal bases. ``channels`` are all of the district's, with
    whether each is chosen. ``opinions`` are the bodies that decide, with what they decided and
    when. ``choices`` are what the drop-downs offer.
    """

    title: str
    mark: str
    notes: tuple[str, ...]
    texts: Mapping[str, str]
    basis: tuple[tuple[str, ...], ...]
    channels: tuple[tuple[str, str, bool], ...]
    opinions: tuple[tuple[str, str, str], ...]
    choices: Mapping[str, Sequence[str]] = field(default_factory=dict)


def content_of(facts: Mapping[str, Any], registry: Registry) -> FormContent:
    """The content of a form for *facts*, which may be those of a task, of an application, or none.

    They have the shape of a record; what they lack stays empty.
    """
    form, scheme = layout(), registry.scheme
    chosen = facts.get("channels") or ()
    return FormContent(
        title=form.title.format(district=scheme.district),
        mark=form.mark if scheme.sample else "",
        notes=tuple(
            note.format(
                days_ahead=scheme.days_ahead.value,
                clause=scheme.days_ahead.clause,
                source=scheme.source.title,
            )
            for note in form.notes
        ),
        texts=texts_of(facts, registry),
        basis=tuple(_basis_row(item) for item in facts.get("basis") or ()),
        channels=tuple(
            (str(key), rule.name, str(key) in chosen) for key, rule in scheme.channels.items()
        ),
        opinions=_opinions(facts.get("decision") or (), registry),
        choices=choices(registry),
    )


def choices(registry: Registry) -> dict[str, list[str]]:
    """What each drop-down offers, by the key of its field."""
    scheme, words = registry.scheme, layout().words
    return {
        "agency": [agency.name for agency in registry.agencies.values()],
        "kind": list(scheme.kinds.values()),
        "class": list(scheme.classes),
        "term": list(words["term"].values()),
        "funding.per": list(words["per"].values()),
        "basis.kind": list(words["basis"].values()),
    }


def texts_of(facts: Mapping[str, Any], registry: Registry) -> dict[str, str]:
    """The text of every field with a single text, by its key."""
    words, scheme = layout().words, registry.scheme
    agency = facts.get("agency")
    named = registry.agencies.get(agency or "")
    money, duties = facts.get("funding") or {}, facts.get("authorization") or {}
    period, filing = facts.get("period") or {}, facts.get("filing") or {}
    contact, mechanism = facts.get("contact") or {}, facts.get("mechanism") or {}
    open_end = period.get("start") and not period.get("end")
    found = {
        "agency": _agency(agency, registry),
        "credit_code": named.credit_code if named else None,
        "applied": _day(facts.get("applied")),
        "co_agencies": _NAMED.join(_agency(k, registry) for k in facts.get("co_agencies") or ()),
        "contact.name": contact.get("name"),
        "contact.phone": contact.get("phone"),
        "title": facts.get("title"),
        "kind": scheme.kinds.get(facts.get("kind") or "", facts.get("kind")),
        "class": facts.get("class"),
        "term": words["term"].get(facts.get("term")),
        "period.start": _day(period.get("start")),
        "period.end": words["open_end"][0] if open_end else _day(period.get("end")),
        "frequency": facts.get("frequency"),
        **{f"authorization.{name}": text for name, text in duties.items()},
        "attachments": _LISTED.join(facts.get("attachments") or ()),
        "scope": _scope(facts.get("scope") or {}, registry),
        "funding.amount": _money(money.get("amount")),
        "funding.per": words["per"].get(money.get("per")),
        **{f"funding.{name}": money.get(name) for name in ("source", "method", "note")},
        "resources": _LISTED.join(facts.get("resources") or ()),
        "training": facts.get("training"),
        "mechanism.what": mechanism.get("what"),
        "mechanism.basis": citation(mechanism["basis"]) if mechanism.get("basis") else None,
        "sections": _LISTED.join(
            f"{_place(one['subdistrict'], registry)}：{one['name']}"
            for one in facts.get("sections") or ()
        ),
        "filing.number": filing.get("number"),
        "filing.date": _day(filing.get("date")),
    }
    return {key: text or "" for key, text in found.items()}


def words_by_field(
    facts: Mapping[str, Any], registry: Registry, without: Container[str]
) -> list[tuple[str, str]]:
    """Every field of the form that has a text, by its label, in the order of the form."""
    words = {
        **texts_of(facts, registry),
        "channels": _NAMED.join(
            rule.name
            for key, rule in registry.scheme.channels.items()
            if str(key) in (facts.get("channels") or ())
        ),
        "basis": _LISTED.join(citation(item) for item in facts.get("basis") or ()),
    }
    return [
        (field.label, words[field.key])
        for field in layout().fields
        if words.get(field.key) and field.key not in without
    ]


def citation(basis: Mapping[str, Any]) -> str:
    """A legal basis in one line, as ``citations`` reads it back."""
    kind, name, number, clause, dated = _basis_row(basis)
    if basis.get("withheld"):
        return f"{kind}（{name}，{dated}）"
    if "law" in basis:
        return f"《{name}》{f'（{number}年）' if number else ''}{clause}"
    where = "，".join(filter(None, (number, dated)))
    return f"《{name}》{f'（{where}）' if where else ''}{clause}"


def _basis_row(basis: Mapping[str, Any]) -> tuple[str, ...]:
    kinds = layout().words["basis"]
    if basis.get("withheld"):
        return (kinds["withheld"], basis["reviewer"], "", "", _day(basis["date"]))
    if "law" in basis:
        version, article = basis.get("version") or "", basis.get("article") or ""
        return (kinds["law"], basis["law"], version, article, "")
    number, clause = basis.get("number") or "", basis.get("clause") or ""
    return (kinds["document"], basis["document"], number, clause, _day(basis.get("date")))


def _opinions(
    decision: Iterable[Mapping[str, Any]], registry: Registry
) -> tuple[tuple[str, str, str], ...]:
    """Every body that decides on applications, the one that keeps the register last."""
    scheme = registry.scheme
    made = {one["by"]: one for one in decision}
    asked = [key for rule in scheme.channels.values() for key in rule.decided_by]
    registrars = {tenure.body for tenure in scheme.registrar}
    rows = []
    for key in sorted(dict.fromkeys(asked), key=lambda key: key in registrars):
        name = scheme.bodies[key].name if key in scheme.bodies else key
        said = made.get(key, {})
        label = layout().word("opinion").format(body=name)
        rows.append((label, said.get("opinion") or "", _day(said.get("date"))))
    return tuple(rows)


def _agency(key: str | None, registry: Registry) -> str:
    known = registry.agencies.get(key or "")
    return known.name if known else key or ""


def _place(code: str, registry: Registry) -> str:
    known = registry.subdistricts.get(code)
    return known.name if known else code


def _scope(scope: Mapping[str, Any], registry: Registry) -> str:
    subdistricts, communities = scope.get("subdistricts"), scope.get("communities")
    if isinstance(communities, list):
        homes = {
            community: (place.name, name)
            for place in registry.subdistricts.values()
            for community, name in place.communities.items()
        }
        named = [homes.get(code, ("", code)) for code in communities]
        groups = groupby(named, key=lambda pair: pair[0])
        return _LISTED.join(
            f"{place}：{_NAMED.join(name for _place, name in group)}" for place, group in groups
        )
    if isinstance(subdistricts, list):
        return _NAMED.join(_place(code, registry) for code in subdistricts)
    return layout().word("whole_district") if subdistricts == "all" else ""


def _day(value: Any) -> str:
    """2026年3月2日, from a day or its text in a record."""
    if not value:
        return ""
    made = value if isinstance(value, date) else date.fromisoformat(str(value))
    return f"{made.year}年{made.month}月{made.day}日"


def _money(value: Any) -> str:
    if value is None:
        return ""
    money = Decimal(str(value))
    return f"{money:,.0f}元" if money == money.to_integral_value() else f"{money:,.2f}元"
