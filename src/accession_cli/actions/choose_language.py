"""Choose the language that the person at the terminal is spoken to in."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from accession_cli.store.scheme_language import scheme_language

_KNOWN: Final = {"zh": "zh_CN", "en": "en"}
_LOCALE: Final = ("LC_ALL", "LC_MESSAGES", "LANG")


def language_name(text: str) -> str | None:
    """``en`` or ``zh_CN`` for every usual way of writing them (``zh-CN``, ``en_US.UTF-8``)."""
    return _KNOWN.get(text.partition(".")[0].replace("-", "_").partition("_")[0].lower())


def choose_language(*, asked: str | None, environ: Mapping[str, str], start: Path) -> str:
    """What was *asked* for, else ACCESSION_LANG, the locale, the registry at *start*, Chinese.

    A locale counts only when it is English or Chinese: ``C`` says nothing about the reader.
    """
    said = (asked or "", environ.get("ACCESSION_LANG", ""), *(environ.get(n, "") for n in _LOCALE))
    for wish in said:
        named = language_name(wish)
        if named:
            return named
    return language_name(scheme_language(start) or "") or "zh_CN"
