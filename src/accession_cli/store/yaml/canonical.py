"""The one way in which a registry's files are written, and how a file is brought to it."""

from collections import Counter
from collections.abc import Mapping
from typing import Any, ClassVar
from unicodedata import normalize

from accession_cli.errors import (
    AccessionError,
    Exit,
)
from accession_cli.finding import (
    Finding,
    Place,
)
from accession_cli.i18n import N_
from accession_cli.store.yaml.dialect import EDITION, Limits, Reading, read
from accession_cli.store.yaml.dialect_kinds import KINDS, finding
from accession_cli.store.yaml.emitter import NO_ORDER, Order, canonical_lines, is_canonical
from accession_cli.store.yaml.line_edit import edited
from accession_cli.store.yaml.row_order import reordered

__all__ = [
    "NO_ORDER",
    "CommentLost",
    "NotFormattable",
    "NotWritable",
    "Order",
    "edit",
    "formatted",
    "is_canonical",
    "new_text",
]


class NotFormattable(AccessionError):
    """``findings`` say what a person has to mend first."""

    says: ClassVar[str] = N_("{path} cannot be formatted: {reason}")
    mend: ClassVar[str] = N_("Mend line {line} first; accession validate lists everything.")
    exit_code: ClassVar[Exit] = Exit.UNREADABLE

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        first = findings[0]
        place = first.place
        super().__init__(path=place.path, line=place.line, reason=first.message)
        self.findings = findings


class CommentLost(AccessionError):
    """ruamel.yaml keeps no comment in a list of lists, nor two at an empty item of a list."""

    says: ClassVar[str] = N_("{path} was not formatted: the comment {comment} would be lost.")
    mend: ClassVar[str] = N_("Move the comment to a line of its own above a key, then try again.")
    exit_code: ClassVar[Exit] = Exit.UNREADABLE


class NotWritable(AccessionError):
    """What was to be written holds something that no record may hold."""

    says: ClassVar[str] = N_("The record was not written: {reason}")
    mend: ClassVar[str] = N_("Take it out of what was entered, then try again.")
    exit_code: ClassVar[Exit] = Exit.FOUND

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        # the places are those of a text that nobody will ever see, so they are not passed on
        super().__init__(reason=findings[0].message)


def new_text(
    value: Mapping[str, Any], *, comment: str | None = None, order: Order = NO_ORDER
) -> str:
    """The canonical text of a new file; *comment*, with or without #, is its first line."""
    lines = [*canonical_lines(value, order), ""]
    return "\n".join([f"# {comment.lstrip('# ')}", *lines] if comment else lines)


def edit(text: str, old: Mapping[str, Any], new: Mapping[str, Any], order: Order = NO_ORDER) -> str:
    """*text*, which holds *old*, so that it holds *new*: only what differs is touched.

    New keys land where the order of *new* puts them. Comments stay, also above what is removed.
    """
    if _same(old, new):
        return text
    result = edited(text, dict(old), dict(new))
    if _reads_as(result, new):
        return result
    result = edited(formatted(text, order), dict(old), dict(new))
    if not _reads_as(result, new):
        findings = _reading(result).findings
        raise NotWritable(findings) if findings else RuntimeError("an edit went wrong")
    return result


def formatted(
    text: str, order: Order = NO_ORDER, *, path: str = "", limits: Limits = EDITION
) -> str:
    """The canonical form of *text*, comments kept, meaning unchanged.

    Reads somewhat more than the dialect: whatever has one meaning only.
    Raises ``NotFormattable`` and ``CommentLost``.
    """
    reading = read(text.encode("utf-8", "surrogatepass"), path, limits)
    hard = tuple(one for one in reading.findings if not KINDS[one.code].repairable)
    if hard:
        raise NotFormattable(hard)
    before = reading.parsed
    clean = before is not None and not reading.findings
    if before and clean and is_canonical(text, before.value, order):
        return text
    only_order = before is not None and clean and is_canonical(text, before.value)
    if only_order:
        result = normalize("NFC", reordered(text, order))
    else:
        result = _repaired(text, order, path, reading.findings)
    after = read(result.encode(), path, limits)
    if after.parsed is None:
        raise NotFormattable(after.findings)
    if before and clean and after.parsed.value != before.value:
        raise RuntimeError("formatting changed a value")
    if lost := _comments(normalize("NFC", text)) - _comments(result):
        raise CommentLost(path=path, comment=min(lost))
    return result


def _repaired(text: str, order: Order, path: str, findings: tuple[Finding, ...]) -> str:
    """*text* made canonical; *findings* are what it has wrong."""
    from ruamel.yaml.error import YAMLError as OtherYAMLError  # ruamel.yaml is slow to load
    from yaml import YAMLError

    from accession_cli.store.yaml.repair import repaired

    try:
        return normalize("NFC", reordered(repaired(text), order))
    except NotImplementedError as failure:  # two comments at one place
        raise CommentLost(path=path, comment=min(_comments(text), default="#")) from failure
    except (YAMLError, OtherYAMLError) as failure:  # what is repairable elsewhere is broken here
        unread = findings or (finding("Y179", Place(path)),)
        raise NotFormattable(unread) from failure


def _reading(text: str) -> Reading:
    return read(text.encode("utf-8", "surrogatepass"), "", EDITION)


def _reads_as(text: str, value: Mapping[str, Any]) -> bool:
    parsed = _reading(text).parsed
    return parsed is not None and _same(parsed.value, value)


def _same(one: Any, other: Any) -> bool:
    """Whether two values are one, whatever the order of their keys; true is not 1."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    return type(one) is type(other) and bool(one == other)


def _comments(text: str) -> Counter[str]:
    """The rows that are comments, each with how often it is there."""
    rows = (row.strip() for row in text.split("\n"))
    return Counter(row for row in rows if row[:1] == "#")
