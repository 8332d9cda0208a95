"""Begin again in UTF-8 where this machine's names of files cannot have Chinese letters."""

import os
import sys
from typing import Final

_CHINESE: Final = "社区工作事务"


def begin_again_in_utf8() -> None:
    """Run the same command anew in Python's UTF-8 mode (PEP 540), if it needs that; else return.

    In the C locale without that mode, or in a Latin-1 one, Python can neither write a file with a
    Chinese name nor read a Chinese word of the command line; the bytes that it is given are UTF-8.
    A machine that speaks GBK or Big5 is left as it is: what is typed there is no UTF-8.
    """
    asked = "utf8" in sys._xoptions  # noqa: SLF001 - documented: how else to see what -X said
    if asked or not sys.executable or _can_write_chinese():
        return
    os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])  # noqa: S606 - ourselves


def _can_write_chinese() -> bool:
    try:
        _CHINESE.encode(sys.getfilesystemencoding())
    except UnicodeEncodeError:
        return False
    return True
