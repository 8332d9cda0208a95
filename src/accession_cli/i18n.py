"""Choose the language and translate what people read; what programs read stays as it is.

Source strings are English, marked with ``N_`` or translated at once with ``_``. ``zh_CN`` is
complete, and a test keeps it so.

``choose_language`` takes what was asked for, else ACCESSION_LANG, the locale, the language of the
registry, Chinese. Help is printed in the registry's language, so ``scheme_language`` only looks for
one line of its ``scheme.yaml`` and loads no YAML reader.
"""

import gettext
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Final

LANGUAGES: Final = ("en", "zh_CN")

_CATALOGUES: Final = Path(__file__).parent / "locale"


#: The language in use; each thread, and each request that is served, has its own.
_SPOKEN: Final = ContextVar("language", default="en")


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    if language == "en":
        return gettext.NullTranslations()
    return gettext.translation(
        "accession", localedir=_CATALOGUES, languages=[language], fallback=True
    )


def use(language: str) -> None:
    """Use *language* (one of ``LANGUAGES``) from now on."""
    _SPOKEN.set(language)


def language() -> str:
    """The language in use now."""
    return _SPOKEN.get()


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Use *language* inside the ``with``, for example for documents that are always Chinese."""
    before = _SPOKEN.set(language)
    try:
        yield
    finally:
        _SPOKEN.reset(before)


def _(message: str) -> str:
    return _catalogue(_SPOKEN.get()).gettext(message) if message else ""


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for "mark, translate later"
    return message


_LINE: Final = rb"""(?m)^language:[ ]+["']?([A-Za-z_-]{2,16})["']?[ ]*(?:#.*)?$"""
_ENOUGH: Final = 65_536


def scheme_language(start: Path) -> str | None:
    """The ``language`` that the nearest ``scheme.yaml`` from *start* upwards states, or None.

    A ``scheme.yaml`` without such a line is passed over.
    """
    try:
        start = start.resolve()
    except OSError:
        return None
    for folder in (start, *start.parents):
        for file in (folder / "registry" / "scheme.yaml", folder / "scheme.yaml"):
            found = _language_line(file)
            if found:
                return found
    return None


def _language_line(file: Path) -> str | None:
    try:
        if not file.is_file():  # reading a pipe could wait for ever
            return None
        with file.open("rb") as stream:
            found = re.search(_LINE, stream.read(_ENOUGH))
    except OSError:  # missing or unreadable; whoever needs the file reports it
        return None
    return found[1].decode("ascii") if found else None


_KNOWN: Final = {"zh": "zh_CN", "en": "en"}
_LOCALE_VARIABLES: Final = ("LC_ALL", "LC_MESSAGES", "LANG")


def language_name(text: str) -> str | None:
    """``en`` or ``zh_CN`` for a usual way of writing it (``zh-CN``, ``en_US.UTF-8``), else None."""
    return _KNOWN.get(text.partition(".")[0].replace("-", "_").partition("_")[0].lower())


def choose_language(*, asked: str | None, environ: Mapping[str, str], start: Path) -> str:
    """The language that was *asked* for, else ACCESSION_LANG, the locale, the registry at *start*.

    Chinese if none of them names one. A locale counts only when it is English or Chinese: ``C``
    says nothing about the reader.
    """
    said = (
        asked or "",
        environ.get("ACCESSION_LANG", ""),
        *(environ.get(n, "") for n in _LOCALE_VARIABLES),
    )
    for wish in said:
        named = language_name(wish)
        if named:
            return named
    return language_name(scheme_language(start) or "") or "zh_CN"
