"""Loaded by Python before the program in the runs of ``same.py``: no chance, and always noon.

Request ids then follow from the step (``SAME_STEP``), and the time of day is 12:00 on the day that
``SAME_TODAY`` names. So two programs that do the same make the same commits, byte for byte.
The disk always has the same room, which ``doctor`` tells.
"""

import ctypes
import gc
import os
import uuid
from datetime import date, datetime, tzinfo
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any

_members: Any = gc.get_referents(datetime.__dict__)[0]
_asked = count()


def _now(cls: type[datetime], tz: tzinfo | None = None) -> datetime:
    time: datetime = _of_type(cls)(tz)
    day = date.fromisoformat(os.environ.get("SAME_TODAY") or time.date().isoformat())
    return cls.combine(day, datetime.min.time().replace(hour=12), tz)


def _of_type(cls: type[datetime], original: Any = _members["now"]) -> Any:
    return original.__get__(None, cls)


def _uuid4() -> uuid.UUID:
    told = f"{os.environ.get('SAME_STEP', '')} {next(_asked)}"
    return uuid.UUID(bytes=sha256(told.encode()).digest()[:16], version=4)


def _statvfs(path: Any) -> os.statvfs_result:
    room = 2**24 if Path(path).exists() else 0
    return os.statvfs_result((4096, 4096, room, room, room, *[room] * 3, 0, 255))


# A type written in C takes no new attribute in the usual way; its table of members does.
_members["now"] = classmethod(_now)
ctypes.pythonapi.PyType_Modified(ctypes.py_object(datetime))
uuid.uuid4 = _uuid4
os.statvfs = _statvfs
