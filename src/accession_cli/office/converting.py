"""Convert Word documents of other kinds (.odt, .doc, .wps) into .docx, with LibreOffice.

LibreOffice runs in a folder and with settings of its own: no macro runs, and nothing is fetched.
"""

import os
import shutil
import signal
import sys
from pathlib import Path
from subprocess import DEVNULL, Popen, TimeoutExpired  # noqa: TID251 - LibreOffice is a program
from tempfile import TemporaryDirectory
from typing import Final

from accession_cli.errors import Refusal
from accession_cli.i18n import N_

#: The kinds of files that LibreOffice reads and this program does not.
OTHERS: Final = (".odt", ".doc", ".wps", ".rtf")
SECONDS: Final = 120.0
_PROGRAMS: Final = (
    "soffice",
    "libreoffice",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
)
_ZIP: Final = b"PK\x03\x04"
_WORD: Final = b"word/document.xml"
_SET: Final = (
    '<item oor:path="/org.openoffice.Office.Common/Security/Scripting">'
    '<prop oor:name="{name}" oor:op="fuse"><value>true</value></prop></item>'
)
_SETTINGS: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<oor:items xmlns:oor="http://openoffice.org/2001/registry">'
    + _SET.format(name="DisableMacrosExecution")
    + _SET.format(name="BlockUntrustedRefererLinks")
    + "</oor:items>"
)

#: Without LibreOffice there is nothing here that reads such a file.
NEEDS_OFFICE: Final = Refusal(
    N_("{path} is not a .docx file, and LibreOffice, which would read it, is not installed here."),
    N_("Open it in WPS or Word, save it as .docx, and give that file."),
)


#: LibreOffice could not read the file, or took too long.
NOT_CONVERTED: Final = Refusal(
    N_("{path} could not be read, not by LibreOffice either."),
    N_("Open it in WPS or Word, save it as .docx, and give that file."),
)


def is_other(path: Path) -> bool:
    """Whether the file's name says that it is a Word document of another kind."""
    return path.suffix.lower() in OTHERS


def as_word(data: bytes, path: Path) -> bytes:
    """The .docx of the document in *data*, the file at *path*; *data* itself if it is one.

    Raises ``NEEDS_OFFICE`` or ``NOT_CONVERTED``.
    """
    if not is_other(path) or (data.startswith(_ZIP) and _WORD in data):
        return data
    program = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    if program is None:
        raise NEEDS_OFFICE(path=path)
    with TemporaryDirectory(prefix="accession-") as scratch:
        place = Path(scratch)
        source = place / f"form{path.suffix.lower()}"
        source.write_bytes(data)
        settings = place / "profile/user/registrymodifications.xcu"
        settings.parent.mkdir(parents=True)
        settings.write_text(_SETTINGS, encoding="utf-8")
        _run(program, source, place)
        made = place / "made/form.docx"
        if not made.is_file():
            raise NOT_CONVERTED(path=path)
        return made.read_bytes()


def _run(program: str, source: Path, place: Path) -> None:
    """Run LibreOffice, and end it with all that it started when it takes too long."""
    alone = sys.platform != "win32"
    running = Popen(
        [
            program,
            f"-env:UserInstallation={(place / 'profile').as_uri()}",
            *("--headless", "--norestore", "--convert-to", "docx"),
            *("--outdir", str(place / "made"), str(source)),
        ],
        stdin=DEVNULL,
        stdout=DEVNULL,
        stderr=DEVNULL,
        cwd=place,
        start_new_session=alone,
    )
    try:
        running.wait(SECONDS)
    except TimeoutExpired:
        if alone:
            os.killpg(running.pid, signal.SIGKILL)
        else:
            running.kill()
        running.wait()
