"""Read what programs write texts as: base64 and quoted-printable, as in mails and ``data:`` links.

Only what decodes to a text is read, and only once: a picture decodes to none, nor does a hash.
"""

import re
from binascii import a2b_base64, a2b_qp
from typing import Final

#: What fills up the place of letters that were read; it is invisible.
FILLED: Final = "\u200b"
_SIGN: Final = r"A-Za-z0-9+/_\-"
#: Between the lines of one text, also where the lines are quoted, a comment, or in JSON or XML.
_BREAK: Final = r"(?:\r?\n[ \t>#*]*+|(?:\\r)?\\n|&#(?:1[03]|[xX][aAdD]);)"
_BASE64: Final = re.compile(
    rf"(?<![{_SIGN}])[{_SIGN}](?:[{_SIGN}]{{11}}|(?<=base64,.)|(?<=\?[Bb]\?.))[{_SIGN}]*+"
    rf"(?:{_BREAK}++[{_SIGN}]++(?![ :]))*+={{0,2}}"
)
_BESIDE_LETTERS: Final = re.compile(f"{_BREAK}|=")
_QUOTED: Final = re.compile(
    r"^(?=.*(?:=[0-9A-Fa-f]{2}){3}).*+(?:(?:(?<==)|(?<==\r))\n.*+)*+", re.MULTILINE
)
_NO_TEXT: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufffd]")
_OF_GB: Final = re.compile(rb"(?:[\t\n\r -~]|[\xa1-\xa3\xb0-\xd7][\xa1-\xfe])+")  # common ones
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")
_MOST_STRAY: Final = 8  # of so many signs one may be none of a text, as what was read along with it
_HEAD: Final = 120


def decoded(text: str) -> str:
    """*text* with what programs wrote so read, on lines of its own.

    Each keeps its length: invisible characters fill it up.
    """
    if "=" in text:
        text = _QUOTED.sub(lambda line: _in_place(line, _of_quoted(line[0])), text)
    return _BASE64.sub(lambda run: _in_place(run, _of_base64(run[0])), text)


def _in_place(found: re.Match[str], said: str | None) -> str:
    return f"\n{said}\n".ljust(len(found[0]), FILLED) if said else found[0]


def _of_quoted(line: str) -> str | None:
    data = a2b_qp(line.encode("utf-8", "replace"))
    return _utf8(data) or _chinese(data)


def _of_base64(run: str) -> str | None:
    if run in (run.lower(), run.upper()):
        return None  # a word, a hash, an identifier, a number
    letters = _BESIDE_LETTERS.sub("", run).replace("-", "+").replace("_", "/")
    for read in (_utf8, _chinese):
        for at in range(4):  # where the first begins is not known, when a word stands before it
            if read(_bytes(letters[at : at + _HEAD])):
                return read(_bytes(letters[at:]))
    return None


def _bytes(letters: str) -> bytes:
    return a2b_base64((letters[:-1] if len(letters) % 4 == 1 else letters) + "==")


def _utf8(data: bytes) -> str | None:
    text = data.decode("utf-16" if data[:2] in _UTF16 else "utf-8", "replace")
    return text if len(_NO_TEXT.findall(text)) * _MOST_STRAY <= len(text) else None


def _chinese(data: bytes) -> str | None:
    stray = _OF_GB.sub(b"", data)
    return data.decode("gb18030", "replace") if len(stray) * _MOST_STRAY <= len(data) else None
