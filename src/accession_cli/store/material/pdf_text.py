"""The text layer of a PDF, with its comments and its description."""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any, Final

from accession_cli.store.material.inner_text import InnerText, Unreadable

MAGIC: Final = b"%PDF-"
_MOST_PAGES: Final = 1_000
_ON_A_SCAN: Final = 20  # so few characters on a page with a picture: a page number, a stamp
_UNMAPPED: Final = re.compile(r"[\x00-\x08\x0e-\x1f\ue000-\uf8ff\ufffd]")
_PAINTED: Final = re.compile(rb"(?:^|\s)(?:f\*?|F|B\*?|b\*?|S|s|sh|Do|BI)(?:\s|$)")  # its operators


def pdf_text(data: bytes) -> InnerText:
    """What stands on the pages; not whole when a page is a picture, or files lie inside."""
    from pypdf import PdfReader

    reader = PdfReader(BytesIO(data))
    if reader.is_encrypted or len(reader.pages) > _MOST_PAGES:
        raise Unreadable
    texts = [str(value) for value in (reader.metadata or {}).values()]
    whole = not any(True for _ in reader.attachments)
    for page in reader.pages:
        text = page.extract_text()
        texts += (text, *_comments(page))
        whole = whole and _is_read(page, text)
    return InnerText("\n".join(texts), whole=whole and bool(reader.pages))


def _is_read(page: Any, text: str) -> bool:
    """Whether the text is all there is to read on *page*; an empty page is read, too."""
    letters = len("".join(text.split()))
    if len(_UNMAPPED.findall(text)) * 20 > letters:
        return False  # a font that does not say which characters its shapes are
    if letters > _ON_A_SCAN:
        return True
    contents = page.get_contents()
    drawn = contents is not None and _PAINTED.search(contents.get_data())
    return not _pictures(page) and (bool(letters) or not drawn)


def _pictures(page: Any) -> bool:
    resources: Any = page.get("/Resources")
    return bool(resources and resources.get_object().get("/XObject"))


def _comments(page: Any) -> Iterator[str]:
    """What is written in comments and in the fields of a form."""
    for note in page.get("/Annots") or ():
        values = note.get_object()
        yield from (str(values[key]) for key in ("/Contents", "/V", "/T") if key in values)
