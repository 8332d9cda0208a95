"""An office document, zipped again so that the same content gives the same bytes."""

import io
import zipfile
from typing import Final

#: The first moment that a zip file can name: every member carries it, whenever it was written.
EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_FIRST: Final = "[Content_Types].xml"  # programs that sniff a file look for it at the start
_UNIX: Final = 3
_PLAIN_FILE: Final = 0o100644 << 16


def zipped_again(document: bytes) -> bytes:
    """*document* with its members in a fixed order, and no time or machine in them."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(document)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for name in sorted(set(source.namelist()), key=lambda name: (name != _FIRST, name)):
            member = zipfile.ZipInfo(name, EPOCH)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system = _UNIX
            member.external_attr = _PLAIN_FILE
            made.writestr(member, source.read(name))
    return target.getvalue()
