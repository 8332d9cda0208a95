"""Fill in the approval form in Word from the facts of a record.

Every field is found by the tag of its content control. Values are written as people write them.
"""

import io
import zipfile
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import count, groupby
from typing import Any, Final

from accession_cli.entry.form_words import BASIS, layout
from accession_cli.office.container import DOCUMENT, demand_word_document, parsed, zipped_again
from accession_cli.papers import chinese
from accession_cli.papers.word import control_tag, w
from accession_cli.scheme.fields import FIELDS, Kind
from accession_cli.scheme.registry import Registry
from accession_cli.scheme.task import Result

_LISTED: Final = "；"
_NAMED: Final = "、"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormContent:
    """The content of a form: texts by the key of their field; "" for nothing.

    ``basis`` has the rows of the table of legal bases. ``channels`` has all channels of the
    district, each with whether it is chosen. ``opinions`` has each body that decides, with its
    opinion and the day. ``choices`` has the values of the drop-downs.
    """

    title: str
    mark: str
    notes: tuple[str, ...]
    texts: Mapping[str, str]
    basis: tuple[tuple[str, ...], ...]
    channels: tuple[tuple[str, str, bool], ...]
    opinions: tuple[tuple[str, str, str], ...]
    choices: Mapping[str, Sequence[str]] = field(default_factory=dict)


def content_of(
    facts: Mapping[str, Any], registry: Registry, day: date | None = None
) -> FormContent:
    """The content of a form for *facts*: those of a task, of an application, or none.

    They have the shape of a record; missing ones stay empty. The form is filled in on *day*.
    """
    form, scheme = layout(), registry.scheme
    chosen = facts.get("channels") or ()
    return FormContent(
        title=form.title.format(district=scheme.district),
        mark=form.mark if scheme.sample else "",
        notes=tuple(
            note.format(
                days_ahead=scheme.days_ahead.value,
                cited=scheme.cited_in_full(scheme.days_ahead.clause),
            )
            for note in form.notes
        ),
        texts=texts_of(facts, registry),
        basis=tuple(_basis_row(item) for item in facts.get("basis") or ()),
        channels=tuple(
            (str(key), rule.name, str(key) in chosen) for key, rule in scheme.channels.items()
        ),
        opinions=_opinions(facts.get("decision") or (), registry),
        choices=choices(registry, day),
    )


def choices(registry: Registry, day: date | None = None) -> dict[str, list[str]]:
    """The values of each drop-down, by the key of its field; given *day*, agencies of that day."""
    scheme, words = registry.scheme, layout().words
    agencies = registry.agencies.values()
    return {
        "agency": [one.name for one in agencies if day is None or one.active_on(day)],
        "kind": list(scheme.kinds.values()),
        "class": list(scheme.classes),
        "term": list(words["term"].values()),
        "funding.per": list(words["per"].values()),
        "basis.kind": list(words["basis"].values()),
    }


def texts_of(facts: Mapping[str, Any], registry: Registry) -> dict[str, str]:
    """The text of every field that has a single text, by its key."""
    words, scheme = layout().words, registry.scheme
    agency = facts.get("agency")
    named = registry.agencies.get(agency or "")
    money = facts.get("funding") or {}
    period, filing = facts.get("period") or {}, facts.get("filing") or {}
    contact, mechanism = facts.get("contact") or {}, facts.get("mechanism") or {}
    open_end = period.get("start") and not period.get("end")
    found = {
        **{f.key: f.of_facts(facts) for f in FIELDS if f.kind in (Kind.LINE, Kind.TEXT)},
        **{f.key: _LISTED.join(f.of_facts(facts) or ()) for f in FIELDS if f.kind is Kind.LINES},
        "agency": _agency(agency, registry),
        "credit_code": named.credit_code if named else None,
        "applied": _day(facts.get("applied")),
        "co_agencies": _NAMED.join(_agency(k, registry) for k in facts.get("co_agencies") or ()),
        "contact.name": contact.get("name"),
        "contact.phone": contact.get("phone"),
        "kind": scheme.kind_name(facts["kind"]) if facts.get("kind") else None,
        "term": words["term"].get(facts.get("term")),
        "period.start": _day(period.get("start")),
        "period.end": words["open_end"] if open_end else _day(period.get("end")),
        "attachments": _LISTED.join(facts.get("attachments") or ()),
        "scope": _scope(facts.get("scope") or {}, registry),
        "funding.amount": _money(money["amount"]) if _has_amount(money) else "",
        "funding.per": words["per"].get(money.get("per")),
        "mechanism.what": mechanism.get("what"),
        "mechanism.basis": citation(mechanism["basis"]) if mechanism.get("basis") else None,
        "sections": _LISTED.join(
            f"{registry.subdistrict_name(one['subdistrict'])}：{one['name']}"
            for one in facts.get("sections") or ()
        ),
        "filing.date": _day(filing.get("date")),
    }
    return {key: text or "" for key, text in found.items()}


def words_by_field(
    facts: Mapping[str, Any], registry: Registry, without: Container[str]
) -> list[tuple[str, str]]:
    """The label and the text of every field that has a text, in the order of the form.

    Fields in *without* are left out.
    """
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
    """A legal basis on one line, as ``entry.citations`` reads it back."""
    kind, name, number, clause, dated = _basis_row(basis)
    if basis.get("withheld"):
        return f"{kind}（{name}，{dated}）"
    if "law" in basis:
        return f"《{name}》{f'（{number}年）' if number else ''}{clause}"
    where = "，".join(filter(None, (number, dated)))
    return f"《{name}》{f'（{where}）' if where else ''}{clause}"


def row_compared(row: Sequence[str], bases: Sequence[Mapping[str, Any]]) -> tuple[str, str]:
    """A row of legal bases as it is written, and as it was understood."""
    kinds = layout().words["basis"]
    meant = "；".join(map(citation, bases))
    if len(row) == 1:
        return row[0], meant
    kind, name, number, clause, dated = row
    if kind and bases:
        first = bases[0]
        read = "withheld" if first.get("withheld") else "law" if "law" in first else "document"
        meant = meant if read == "withheld" else f"{kinds[read]} {meant}"
    return " ".join(filter(None, (kind, name, number, dated, clause))), meant


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
    """Every body that decides on applications, the registrar last, with its opinion and day."""
    scheme = registry.scheme
    made = {one["by"]: one for one in decision}
    asked = [key for rule in scheme.channels.values() for key in rule.decided_by]
    registrars = {tenure.body for tenure in scheme.registrar}
    rows = []
    for key in sorted(dict.fromkeys(asked), key=lambda key: key in registrars):
        name = scheme.bodies[key].name if key in scheme.bodies else key
        said = made.get(key, {})
        label = layout().word("opinion").format(body=name)
        admitted = layout().word("admitted") if said.get("result") == Result.ADMIT else ""
        rows.append((label, said.get("opinion") or admitted, _day(said.get("date"))))
    return tuple(rows)


def _agency(key: str | None, registry: Registry) -> str:
    known = registry.agencies.get(key or "")
    return known.name if known else key or ""


def _scope(scope: Mapping[str, Any], registry: Registry) -> str:
    subdistricts, communities = scope.get("subdistricts"), scope.get("communities")
    if isinstance(communities, list):
        homes = {
            community: (place.name, one.name)
            for place in registry.subdistricts.values()
            for community, one in place.communities.items()
        }
        named = [homes.get(code, ("", code)) for code in communities]
        groups = groupby(named, key=lambda pair: pair[0])
        return _LISTED.join(
            f"{place}：{_NAMED.join(name for _place, name in group)}" for place, group in groups
        )
    if isinstance(subdistricts, list):
        return _NAMED.join(map(registry.subdistrict_name, subdistricts))
    return layout().word("whole_district") if subdistricts == "all" else ""


def _day(value: Any) -> str:
    """2026年3月2日, from a day or from its text in a record; "" for nothing."""
    if not value:
        return ""
    made = value if isinstance(value, date) else date.fromisoformat(str(value))
    return f"{made.year}年{made.month}月{made.day}日"


def _has_amount(funding: Mapping[str, Any]) -> bool:
    """Whether *funding* states an amount, or that the money is paid as needed."""
    as_needed = funding.get("per") and funding.get("method")
    return funding.get("amount") is not None or bool("amount" in funding and as_needed)


def _money(value: Any) -> str:
    if value is None:
        return chinese.AS_NEEDED
    money = Decimal(str(value))
    return f"{money:,.0f}元" if money == money.to_integral_value() else f"{money:,.2f}元"


_FEWEST_BASES: Final = 3
_FIRST_ID: Final = 1_000
_XML_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
_W14: Final = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_BLANK: Final = "　　"
_BOX_FONT: Final = "MS Gothic"


def filled(template: bytes, content: FormContent, name: str) -> bytes:
    """The form *template*, the file called *name*, filled with *content*.

    The same template and content give the same bytes.
    """
    from lxml import etree  # type: ignore[import-untyped] # it carries no types

    demand_word_document(template, name)
    with zipfile.ZipFile(io.BytesIO(template)) as container:
        body = parsed(container, DOCUMENT, name)
        _fill(body, content)
        written = etree.tostring(body, xml_declaration=True, encoding="UTF-8", standalone=True)
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as made:
            for part in container.namelist():
                made.writestr(part, written if part == DOCUMENT else container.read(part))
    return zipped_again(target.getvalue())


def _fill(body: Any, content: FormContent) -> None:
    texts = {"form.title": content.title, "form.mark": content.mark, **content.texts}
    _repeat(body, f"{BASIS}.kind", max(len(content.basis), _FEWEST_BASES))
    _repeat(body, "decision.by", len(content.opinions))
    if content.texts["title"]:
        _quieten(body)
    basis = [column.key for column in layout().basis]
    opinion = ("decision.by", "decision.opinion", "decision.date")
    for tag, control in list(_controls(body)):
        if tag in texts and not tag.startswith((f"{BASIS}.", "decision.")):
            _write(control, texts[tag])
        if tag in content.choices:
            _offer(control, content.choices[tag])
    _fill_rows(body, basis, content.basis)
    _fill_rows(body, opinion, content.opinions)
    _tick(body, content.channels)
    _leave_out_empty_mark(body, content.mark)
    _note(body, content.notes)
    _number(body)


def _controls(element: Any, tag: str = "") -> Iterator[tuple[str, Any]]:
    for control in element.iter(w("sdt")):
        found = control_tag(control)
        if found and tag in ("", found):
            yield found, control


def _row(control: Any) -> Any:
    return next(control.iterancestors(w("tr")), None)


def _repeat(body: Any, tag: str, times: int) -> None:
    """Copy or remove rows that have *tag*, until there are *times* of them."""
    rows = [row for _tag, control in _controls(body, tag) if (row := _row(control)) is not None]
    for extra in rows[times:]:
        extra.getparent().remove(extra)
    while rows and len(rows) < times:
        copy = deepcopy(rows[-1])
        rows[-1].addnext(copy)
        rows.append(copy)


def _fill_rows(body: Any, tags: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    for place, tag in enumerate(tags):
        found = [control for _tag, control in _controls(body, tag)]
        for control, texts in zip(found, rows, strict=False):
            _write(control, texts[place])


def _write(control: Any, text: str) -> None:
    """Set *text* in a control; without text, the control keeps showing its placeholder."""
    if not text:
        return
    properties, holder = control.find(w("sdtPr")), control.find(w("sdtContent"))
    for sign in properties.findall(w("showingPlcHdr")):
        properties.remove(sign)
    runs = list(holder.iter(w("r")))
    for extra in runs[1:]:
        extra.getparent().remove(extra)
    if not runs:  # somebody emptied the control
        place = next(holder.iter(w("p")), holder)
        runs = [holder.makeelement(w("r"), {})]
        place.append(runs[0])
    _set_text(runs[0], text)


def _set_text(run: Any, text: str) -> None:
    """Set *text* in the look of *run*, without the grey of an empty field."""
    for child in list(run):
        if child.tag != w("rPr"):
            run.remove(child)
        else:
            for colour in child.findall(w("color")):
                child.remove(colour)
    for number, line in enumerate(text.split("\n")):
        if number:
            run.append(run.makeelement(w("br"), {}))
        written = run.makeelement(w("t"), {_XML_SPACE: "preserve"})
        written.text = line
        run.append(written)


def _quieten(body: Any) -> None:
    """Blank the empty fields of a form that is filled in, as on paper, except the days of seals."""
    for tag, control in _controls(body):
        empty = control.find(f"{w('sdtPr')}/{w('showingPlcHdr')}") is not None
        if empty and tag != "decision.date":
            for run in control.find(w("sdtContent")).iter(w("r")):
                _set_text(run, _BLANK)


def _offer(control: Any, choices: Sequence[str]) -> None:
    properties = control.find(w("sdtPr"))
    for kind in (w("dropDownList"), w("comboBox")):
        for holder in properties.findall(kind):
            for old in list(holder):
                holder.remove(old)
            for choice in choices:
                item = {w("displayText"): choice, w("value"): choice}
                holder.append(holder.makeelement(w("listItem"), item))


def _tick(body: Any, channels: Sequence[tuple[str, str, bool]]) -> None:
    """Put a box to tick for each channel in the place of the control for all of them."""
    words = layout()
    for _tag, control in list(_controls(body, "channels")):
        holder = control.getparent()
        at = holder.index(control)
        holder.remove(control)
        for number, (key, name, chosen) in enumerate(channels):
            sign = words.word("checked" if chosen else "unchecked")
            box = _box(holder, f"channels.{key}", name, sign, chosen=chosen)
            made = [*([_run(holder, _BLANK)] if number else []), box, _run(holder, name)]
            for one in made:
                holder.insert(at, one)
                at += 1


def _run(near: Any, text: str) -> Any:
    run = near.makeelement(w("r"), {})
    _set_text(run, text)
    return run


def _box(near: Any, tag: str, title: str, sign: str, *, chosen: bool) -> Any:
    control = near.makeelement(w("sdt"), {})
    properties = near.makeelement(w("sdtPr"), {})
    values: Mapping[str, str] = {"alias": title, "tag": tag}
    for name, value in values.items():
        properties.append(near.makeelement(w(name), {w("val"): value}))
    box = near.makeelement(f"{_W14}checkbox", {})
    box.append(near.makeelement(f"{_W14}checked", {f"{_W14}val": str(int(chosen))}))
    for name, code in (("checkedState", "2611"), ("uncheckedState", "2610")):
        state = {f"{_W14}val": code, f"{_W14}font": _BOX_FONT}
        box.append(near.makeelement(f"{_W14}{name}", state))
    properties.append(box)
    holder = near.makeelement(w("sdtContent"), {})
    run = _run(near, sign)
    look = near.makeelement(w("rPr"), {})
    fonts = {w(name): _BOX_FONT for name in ("ascii", "hAnsi", "eastAsia")}
    look.append(near.makeelement(w("rFonts"), {**fonts, w("hint"): "eastAsia"}))
    run.insert(0, look)
    holder.append(run)
    control.append(properties)
    control.append(holder)
    return control


def _leave_out_empty_mark(body: Any, mark: str) -> None:
    for _tag, control in list(_controls(body, "form.mark")):
        paragraph = next(control.iterancestors(w("p")), None)
        if not mark and paragraph is not None:
            paragraph.getparent().remove(paragraph)


def _note(body: Any, notes: Sequence[str]) -> None:
    """Put a paragraph for each note on how to fill in the form, like the one that is there."""
    for _tag, control in list(_controls(body, "form.note")):
        first = next(control.iterancestors(w("p")), None)
        if first is None:
            continue
        for note in notes:
            made = deepcopy(first)
            for old in made.findall(w("sdt")):
                made.remove(old)
            made.append(_run(made, note))
            first.addprevious(made)
        first.getparent().remove(first)


def _number(body: Any) -> None:
    """Give each content control an id of its own."""
    serial = count(_FIRST_ID)
    for _tag, control in _controls(body):
        properties = control.find(w("sdtPr"))
        for old in properties.findall(w("id")):
            properties.remove(old)
        tag = properties.find(w("tag"))
        tag.addnext(properties.makeelement(w("id"), {w("val"): str(next(serial))}))
