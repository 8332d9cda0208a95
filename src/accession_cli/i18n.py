"""Translate what people read; leave what programs read alone.

Source strings are English. ``zh_CN`` is complete, and a test keeps it so.
"""

import gettext
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

LANGUAGES: Final = ("en", "zh_CN")

_LOCALE: Final = Path(__file__).parent / "locale"


class _Voice:
    """The one piece of process state: the language that people are spoken to in."""

    translations: gettext.NullTranslations = gettext.NullTranslations()
    language: str = "en"


def use(language: str) -> None:
    """Speak *language* (one of ``LANGUAGES``) from now on."""
    _Voice.language = language
    if language == "en":
        _Voice.translations = gettext.NullTranslations()
        return
    _Voice.translations = gettext.translation(
        "accession", localedir=_LOCALE, languages=[language], fallback=True
    )


def language() -> str:
    """The language spoken now."""
    return _Voice.language


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak *language* inside the ``with``: for documents that are Chinese in any terminal."""
    before = _Voice.language
    use(language)
    try:
        yield
    finally:
        use(before)


def _(message: str) -> str:
    return _Voice.translations.gettext(message) if message else ""


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for "mark, translate later"
    return message
