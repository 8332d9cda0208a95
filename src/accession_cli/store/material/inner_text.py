"""What was read out of a file, and the one way to say that it cannot be read."""

from dataclasses import dataclass


class Unreadable(Exception):
    """The file is broken, hostile, too large or of a kind that has no text for programs."""


@dataclass(frozen=True, slots=True)
class InnerText:
    """The text of a file; ``whole`` is False when there is more in it that is no text: a scan."""

    text: str
    whole: bool
