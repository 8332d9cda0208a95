"""Approval forms as clerks hand them in: filled in by this program, then changed by hand."""

import io
import zipfile
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final

from docx import Document
from docx.oxml.ns import qn

from accession_cli import packaged
from accession_cli.actions.task_lookup import record_of, rows
from accession_cli.entry.form_words import layout
from accession_cli.papers.application_form_filled import content_of, filled
from accession_cli.papers.application_form_read import FormReading, reading_of
from accession_cli.papers.application_form_texts import word_texts
from accession_cli.registry.reading import opened
from accession_cli.scheme.registry import Registry
from hostile_doors import TODAY
from registries import SHIPPED

#: What a draft may say and the form does not ask for.
NOT_ASKED: Final = {
    *(
        "schema",
        "id",
        "status",
        "also_called",
        "route",
        "application",
        "inherited",
        "decision",
        "filing",
        "dispatch",
    ),
    *("retirement", "supersedes", "superseded_by", "corrections"),
}


@cache
def registry() -> Registry:
    """The shipped sample."""
    return opened(SHIPPED).registry


@cache
def records() -> Mapping[str, dict[str, Any]]:
    """Every sample task by its number, as its file states it."""
    return {str(row.task.id): record_of(row) for row in rows(registry(), TODAY)}


def asked(record: Mapping[str, Any]) -> dict[str, Any]:
    """What of a record the form asks for; copies of documents are handed in beside it."""
    facts = {key: value for key, value in record.items() if key not in NOT_ASKED}
    bare = [
        {key: None if key == "attachment" else value for key, value in basis.items()}
        for basis in facts["basis"]
    ]
    return {**facts, "basis": bare}


def template() -> bytes:
    return (packaged.folder("templates") / "approval_form.docx").read_bytes()


def form_of(facts: Mapping[str, Any]) -> bytes:
    return filled(template(), content_of(facts, registry()), "approval_form.docx")


def read(form: bytes) -> FormReading:
    return reading_of(word_texts(form, "审批表.docx"), registry())


def missing(found: FormReading) -> dict[str, str]:
    """Why each field was not read, by its key."""
    return {one.key: one.why for one in found.unread}


def changed(form: bytes, change: Callable[[Any], None]) -> bytes:
    """*form* after somebody changed its document."""
    document = Document(io.BytesIO(form))
    change(document.element.body)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def with_part(form: bytes, name: str, data: bytes) -> bytes:
    """*form* with another part in it, or with another content of one."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(form)) as source, zipfile.ZipFile(target, "w") as made:
        for part in source.namelist():
            if part != name:
                made.writestr(part, source.read(part))
        made.writestr(name, data)
    return target.getvalue()


def control(body: Any, key: str) -> Any:
    """The content control of a field."""
    for one in body.iter(qn("w:sdt")):
        tag = one.find(f"{qn('w:sdtPr')}/{qn('w:tag')}")
        if tag is not None and tag.get(qn("w:val")) == key:
            return one
    raise KeyError(key)


def cell(body: Any, key: str) -> Any:
    """The cell that a field is filled in in, found by its label."""
    label = next(field.label for field in layout().fields if field.key == key)
    for one in body.iter(qn("w:tc")):
        if "".join(text.text or "" for text in one.iter(qn("w:t"))) == label:
            return one.getnext()
    raise KeyError(key)


def typed_over(*lines: str) -> Callable[[Any], None]:
    """Replace all of a cell by paragraphs of plain text, as when its control was deleted."""

    def change(one: Any) -> None:
        for paragraph in one.findall(qn("w:p")):
            one.remove(paragraph)
        for line in lines:
            one.append(plain_paragraph(one, line))

    return change


def plain_paragraph(near: Any, *pieces: str) -> Any:
    """A paragraph, each of *pieces* a run of its own."""
    paragraph = near.makeelement(qn("w:p"), {})
    for piece in pieces:
        run = near.makeelement(qn("w:r"), {})
        text = near.makeelement(qn("w:t"), {})
        text.text = piece
        run.append(text)
        paragraph.append(run)
    return paragraph


def answered(form: bytes, **answers: str) -> bytes:
    """*form* with fields typed over; a field's key is written with __ for its dot."""

    def change(body: Any) -> None:
        for key, text in answers.items():
            typed_over(*text.split("\n"))(cell(body, key.replace("__", ".")))

    return changed(form, change)
