"""Plain text, in the encodings that people's editors write."""

import re
from typing import Final

from accession_cli.store.material.inner_text import InnerText

_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffd]")
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")


def plain_text(data: bytes) -> InnerText | None:
    """The text that *data* is; None when it is none."""
    for encoding in ("utf-16",) if data.startswith(_UTF16) else ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if _CONTROL.search(text) else InnerText(text, whole=True)
    return None
