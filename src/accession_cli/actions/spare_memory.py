"""Give memory that documents needed and no longer need back to the system.

The tree of a Word document goes in circles, and the C library keeps what was freed below anything
that is still in use: with thousands of tasks 160 MB, while Typst wants memory in the process beside
this one.
"""

import ctypes
import gc
from contextlib import suppress


def give_back() -> None:
    """Free what only refers to itself, and have the C library give back what is free."""
    gc.collect()
    with suppress(OSError, TypeError, AttributeError):  # a C library other than glibc
        ctypes.CDLL(None).malloc_trim(0)
