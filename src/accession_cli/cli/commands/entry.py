"""What a command is called, what it is for, and the function that does it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A command (``run`` is ``module:function`` below ``accession_cli.cli``) or a group of them."""

    name: str
    help: str
    run: str = ""
    examples: tuple[str, ...] = ()
    parts: tuple["Entry", ...] = ()
