"""What the files of a directory are called: what a clerk sends on needs no renaming."""

from typing import Final

from accession_cli.scheme.directory import Edition
from accession_cli.scheme.directory_volumes import Volume

_FORBIDDEN: Final = '/\\:*?"<>|'


def file_stem(made: Edition, volume: Volume | None = None) -> str:
    """The title, and the volume in digits, so that files sort as volumes follow one another."""
    name = made.title
    if made.extract:
        name += f"（{made.extract.name}摘编）"
    if made.draft:
        name += "（征求意见稿）"
    if volume:
        name += f"第{volume.number:0{len(str(volume.count))}d}册"
    return as_file_name(name)


def as_file_name(text: str) -> str:
    """*text* without what a file system does not take."""
    return "".join("_" if char in _FORBIDDEN or ord(char) < ord(" ") else char for char in text)
