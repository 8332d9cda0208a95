"""Something that somebody still has to do, with the day by which."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class MatterKind(StrEnum):
    """What has to be done; the order is that of a task's life."""

    DECIDE = "decide"
    CORRECT = "correct"
    FILE = "file"
    DISPATCH = "dispatch"
    REGISTER = "register"
    CITE = "cite"
    EXPIRE = "expire"
    RETIRE = "retire"
    NOTIFY = "notify"
    EVALUATE = "evaluate"
    ORDER = "order"
    RECTIFY = "rectify"
    CLOSE = "close"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """One thing to do about *subject*, the id of a record or a year.

    ``who`` are keys of bodies or of agencies that have to act; ``agency`` is the one concerned.
    ``due`` is the last day, None where none is set; ``left`` counts the working days until then,
    negative when it has passed. ``provisional``: the day rests on a year without a holiday notice.
    ``facts`` fill the sentence of its kind.
    """

    kind: MatterKind
    subject: str
    title: str
    agency: str | None = None
    who: tuple[str, ...] = ()
    due: date | None = None
    left: int | None = None
    provisional: bool = False
    facts: dict[str, str] = field(default_factory=dict)

    @property
    def overdue(self) -> bool:
        """Whether the last day has passed."""
        return self.left is not None and self.left < 0
