"""Put the files of a .zip into a folder, as the office's OA system packs them, and only there."""

import lzma
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Final

from accession_cli.errors import (
    AccessionError,
    Exit,
    reason,
)
from accession_cli.i18n import N_

_MOST: Final = 1_000
_MEGABYTES: Final = 500
_UTF8: Final = 0x800
_ENCRYPTED: Final = 0x1
_DAMAGED: Final = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError),
    *(NotImplementedError, RuntimeError, ValueError),
)


class PackageUnreadable(AccessionError):
    """Not a .zip, or a damaged one."""

    exit_code = Exit.UNREADABLE
    says = N_("{path} cannot be unpacked: {reason}.")
    mend = N_("Unpack it by hand into a folder, and give that folder.")


class PackageTooLarge(AccessionError):
    """A .zip that unpacks to more than a pile of papers ever holds."""

    exit_code = Exit.UNREADABLE
    says = N_("{path} holds more than {files} files or {megabytes} MB, so it was not unpacked.")
    mend = N_("Give it in smaller parts.")


class PackageLocked(AccessionError):
    """A .zip with a password."""

    exit_code = Exit.UNREADABLE
    says = N_("{path} is locked with a password, so it was not unpacked.")
    mend = N_("Unpack it by hand into a folder, and give that folder.")


class PackageNamesTwice(AccessionError):
    """Two files in a .zip under one name, of which only one could be put there."""

    exit_code = Exit.UNREADABLE
    says = N_("{path} holds two files of one name: {name}.")
    mend = N_("Unpack it by hand into a folder, rename one of them, and give that folder.")


class PackageReachesOut(AccessionError):
    """A name in a .zip that leads out of the folder it is unpacked into."""

    exit_code = Exit.UNREADABLE
    says = N_("{path} holds a file whose name leads out of its folder: {name}.")
    mend = N_("Ask where it came from; do not unpack it.")


def unpack(path: Path, into: Path) -> None:
    """Put the files in the .zip at *path* below *into*, under their own names."""
    try:
        into.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(path) as package:
            for member, name in _members(package, path):
                place = into / name
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(package.read(member))
    except _DAMAGED as error:
        raise PackageUnreadable(path=path, reason=str(error)) from error
    except OSError as error:
        raise PackageUnreadable(path=path, reason=reason(error)) from error


def _members(package: zipfile.ZipFile, path: Path) -> Iterator[tuple[zipfile.ZipInfo, str]]:
    members = [one for one in package.infolist() if not one.is_dir()]
    size = sum(one.file_size for one in members)
    if len(members) > _MOST or size > _MEGABYTES << 20:
        raise PackageTooLarge(path=path, files=_MOST, megabytes=_MEGABYTES)
    seen: set[str] = set()
    for member in members:
        if member.flag_bits & _ENCRYPTED:
            raise PackageLocked(path=path)
        name = _name(member)
        parts = PurePosixPath(name).parts
        if name.startswith("/") or ".." in parts or any(":" in part for part in parts):
            raise PackageReachesOut(path=path, name=name)
        if name.casefold() in seen:
            raise PackageNamesTwice(path=path, name=name)
        seen.add(name.casefold())
        yield member, name


def _name(member: zipfile.ZipInfo) -> str:
    """The name as it was given: Chinese Windows writes it in GBK without saying so."""
    name = member.filename
    if not member.flag_bits & _UTF8:
        try:
            name = name.encode("cp437").decode("gb18030")
        except (UnicodeEncodeError, UnicodeDecodeError):
            name = member.filename
    return name.replace("\\", "/")
