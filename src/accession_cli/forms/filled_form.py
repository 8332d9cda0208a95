"""Fill in the approval form in Word: every field is found by the tag of its content control."""

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from itertools import count
from typing import Any, Final

from accession_cli.entry.form_words import BASIS, layout
from accession_cli.forms.form_wording import FormContent
from accession_cli.forms.word_markup import control_tag, w
from accession_cli.office.container import DOCUMENT, demand_word_document, parsed, zipped_again

_FEWEST_BASES: Final = 3
_FIRST_ID: Final = 1_000
_XML_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
_W14: Final = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_BLANK: Final = "　　"
_BOX_FONT: Final = "MS Gothic"


def filled(template: bytes, content: FormContent, name: str) -> bytes:
    """The form *template*, the file called *name*, with *content* in it.

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
    """As many rows with *tag* as there are *times*; there is at least the one to copy."""
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
    """Set *text* into a control; with nothing to set, what it shows while empty stays."""
    if not text:
        return
    properties, holder = control.find(w("sdtPr")), control.find(w("sdtContent"))
    for sign in properties.findall(w("showingPlcHdr")):
        properties.remove(sign)
    runs = list(holder.iter(w("r")))
    for extra in runs[1:]:
        extra.getparent().remove(extra)
    if not runs:  # a control that somebody emptied
        place = next(holder.iter(w("p")), holder)
        runs = [holder.makeelement(w("r"), {})]
        place.append(runs[0])
    _set_text(runs[0], text)


def _set_text(run: Any, text: str) -> None:
    """*text* in the look of *run*, without the grey of a field that is empty."""
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
    """Leave what a form that is filled in has no text for blank, as on paper; but days of seals."""
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
    """A box to tick for each channel, in the place of the control for all of them."""
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
    """How to fill in the form: a paragraph for each note, like the one that is there."""
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
