"""Say how a new registry's CI and its clerks install this program, from where it really is.

It may come from a package index, a git repository, a wheel, or an offline bundle. Where nobody has
said it, and this installation does not tell, CI takes it from a variable that is to be set.
"""

import json
import re
import shlex
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from accession_cli.errors import Exit, Refusal
from accession_cli.i18n import N_

PACKAGE: Final = "accession-cli"
INDEX: Final = "index"
#: What installs a bundle; it lies beside the bundle's folder of wheels.
INSTALLER: Final = "install.py"
_ADDRESS: Final = re.compile(r"(?:git\+)?https?://[^\s\"'$`\\]+|git\+(?:ssh|file)://[^\s\"'$`\\]+")


class SourceKind(StrEnum):
    """Where a program is installed from."""

    INDEX = "index"
    ADDRESS = "address"
    WHEEL = "wheel"
    BUNDLE = "bundle"
    UNSAID = "unsaid"


#: ``--install-from`` names nothing that can be installed from.
INSTALL_FROM_UNFIT: Final = Refusal(
    N_("--install-from: “{text}” is no wheel, no bundle and no address."),
    N_(
        "Write index, the path of a .whl file or of the folder that make bundle made, or an address"
        " such as git+https://HOST/accession.git."
    ),
    Exit.USAGE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class InstallSource:
    """Where the program is installed from; ``place`` is the path or the address."""

    kind: SourceKind
    place: str = ""

    def command(self, version: str, variable: str = "$ACCESSION") -> str:
        """The line that installs it; where the source is unsaid, *variable* holds it."""
        match self.kind:
            case SourceKind.INDEX:
                return f'pip install "{PACKAGE}=={version}"'
            case SourceKind.ADDRESS:
                return f'pip install "{PACKAGE} @ {self.place}"'
            case SourceKind.WHEEL:
                return f"pip install {shlex.quote(self.place)}"
            case SourceKind.BUNDLE:
                return f"python {shlex.quote(f'{self.place}/{INSTALLER}')} --here"
        return f'pip install "{variable}"'


UNSAID: Final = InstallSource(kind=SourceKind.UNSAID)


def install_source(text: str) -> InstallSource:
    """The source that *text* names; raises ``INSTALL_FROM_UNFIT``."""
    if text == INDEX:
        return InstallSource(kind=SourceKind.INDEX)
    if _ADDRESS.fullmatch(text):
        return InstallSource(kind=SourceKind.ADDRESS, place=text)
    path = Path(text)
    if text.isprintable() and path.suffix == ".whl" and path.is_file():
        return InstallSource(kind=SourceKind.WHEEL, place=path.resolve().as_posix())
    if text.isprintable() and (path / INSTALLER).is_file():
        return InstallSource(kind=SourceKind.BUNDLE, place=path.resolve().as_posix())
    raise INSTALL_FROM_UNFIT(text=text)


def own_source() -> InstallSource:
    """Where this program itself was installed from, as far as its installer wrote it down."""
    from importlib import metadata  # only when a registry begins

    try:
        told = metadata.distribution(PACKAGE).read_text("direct_url.json")
        said = json.loads(told or "{}")
    except (metadata.PackageNotFoundError, ValueError):
        return UNSAID
    url = str(said.get("url", ""))
    if "vcs_info" in said:
        commit = said["vcs_info"].get("commit_id", "")
        address = f"git+{url}@{commit}"
        fit = _ADDRESS.fullmatch(address)
        return InstallSource(kind=SourceKind.ADDRESS, place=address) if fit else UNSAID
    if "archive_info" not in said:
        return UNSAID
    if _ADDRESS.fullmatch(url):
        return InstallSource(kind=SourceKind.ADDRESS, place=url)
    path = Path(unquote(urlsplit(url).path))
    if (path.parent / INSTALLER).is_file():
        return InstallSource(kind=SourceKind.BUNDLE, place=path.parent.as_posix())
    return InstallSource(kind=SourceKind.WHEEL, place=path.as_posix()) if path.is_file() else UNSAID


def in_yaml(command: str) -> str:
    """*command* as a single-quoted text of YAML."""
    return "'{}'".format(command.replace("'", "''"))
