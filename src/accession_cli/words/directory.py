"""Say what was built of a directory, what an edition froze, and what changed between two.

The change statement is for people and for programs.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from accession_cli.i18n import N_, _
from accession_cli.words.fields import field_words, value_words

if TYPE_CHECKING:
    from accession_cli.actions.directory_comparing import Annex
    from accession_cli.actions.directory_freezing import Frozen
    from accession_cli.actions.directory_rendering import Built, Issued
    from accession_cli.gitstore.trunk import Landing
    from accession_cli.scheme.directory import Edition, Gone, Side, Statement
    from accession_cli.scheme.task import Task


HEADING: Final = "heading"
ENTRY: Final = "entry"
DETAIL: Final = "detail"
SENTENCE: Final = "sentence"
_INDENTS: Final = {HEADING: "", ENTRY: "  ", DETAIL: "      ", SENTENCE: ""}
_MARKS: Final = {HEADING: "## ", ENTRY: "- ", DETAIL: "  - ", SENTENCE: ""}
_MARKDOWN: Final = re.compile(r"([\\`*_{}\[\]<>#|~!&])")
_HOW: Final = {
    "retired": N_("{task}: retired from {day} on, because {reason}"),
    "expired": N_("{task}: its period was over, so that it is not done from {day} on"),
    "entered_in_error": N_("{task}: had been entered in error, taken out from {day} on"),
}


class Line(NamedTuple):
    """A line of the statement: its kind and its text."""

    kind: str
    text: str


def as_text(made: "Statement") -> str:
    """The statement for a terminal."""
    rows: list[str] = []
    for line in _lines(made):
        if line.kind == HEADING and rows:
            rows.append("")
        rows.append(_INDENTS[line.kind] + line.text)
    return "\n".join(rows)


def as_markdown(made: "Statement") -> str:
    """The statement for a page or a mail; the contents of records never become markup."""
    rows = [f"# {_title(made)}", ""]
    for line in _lines(made):
        if line.kind in (HEADING, SENTENCE):
            rows.append("")
        rows.append(_MARKS[line.kind] + _MARKDOWN.sub(r"\\\1", line.text))
        if line.kind == HEADING:
            rows.append("")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(rows))


def as_values(made: "Statement") -> dict[str, Any]:
    """The statement for programs, version 1."""
    return {
        "version": 1,
        "earlier": _side_values(made.earlier),
        "later": _side_values(made.later),
        "new": [_task_values(task) for task in made.new],
        "ended": [_gone_values(gone) for gone in made.ended],
        "changed": [
            {
                **_task_values(one.task),
                "fields": [
                    {"field": change.field, "old": change.old, "new": change.new}
                    for change in one.changes
                ],
            }
            for one in made.amended
        ],
        "passing": [_gone_values(gone) for gone in made.passing],
        "counts": counts(made),
    }


def annex_values(annex: "Annex") -> dict[str, Any]:
    """The file that was written and what it contains, for programs, version 1."""
    made, file = annex.statement, annex.file
    return {
        "version": 1,
        "path": str(file.path),
        "format": file.format,
        "earlier": _side_values(made.earlier),
        "later": _side_values(made.later),
        "counts": counts(made),
        "sha256": file.sha256,
        "bytes": file.bytes,
    }


def counts(made: "Statement") -> dict[str, int]:
    return {
        "earlier": made.earlier.tasks,
        "new": len(made.new),
        "ended": len(made.ended),
        "changed": len(made.amended),
        "unchanged": made.unchanged,
        "later": made.later.tasks,
        "net_change": made.net,
    }


def _lines(made: "Statement") -> Iterator[Line]:
    yield Line(SENTENCE, _side(made.earlier))
    yield Line(SENTENCE, _side(made.later))
    taken = sum(task.inherited is not None for task in made.new)
    said = _("New: {count}")
    if taken:
        said = _("New: {count}, of these taken over from an earlier directory: {taken}")
    yield Line(HEADING, said.format(count=len(made.new), taken=taken))
    yield from (Line(ENTRY, _task(task)) for task in made.new)
    yield Line(HEADING, _("Ended: {count}").format(count=len(made.ended)))
    for gone in made.ended:
        yield from _gone_lines(gone)
    yield Line(HEADING, _("Changed: {count}").format(count=len(made.amended)))
    for one in made.amended:
        yield Line(ENTRY, _task(one.task))
        yield from (
            Line(DETAIL, change_words(made.field, made.old, made.new)) for made in one.changes
        )
    yield Line(HEADING, _("Unchanged: {count}").format(count=made.unchanged))
    if made.passing:
        said = _("Filed and ended in between, so that they stand in neither: {count}")
        yield Line(HEADING, said.format(count=len(made.passing)))
        for gone in made.passing:
            yield from _gone_lines(gone)
    yield Line(HEADING, _("Net change: {net}").format(net=f"{made.net:+d}" if made.net else "0"))
    said = _("{earlier} tasks, {new} new and {ended} ended make {later}.")
    yield Line(
        SENTENCE,
        said.format(
            earlier=made.earlier.tasks,
            new=len(made.new),
            ended=len(made.ended),
            later=made.later.tasks,
        ),
    )


def _title(made: "Statement") -> str:
    said = _("What changed from the edition of {earlier} to that of {later}")
    return said.format(earlier=made.earlier.year, later=made.later.year)


def _side(side: "Side") -> str:
    if side.frozen:
        said = _("Edition of {year}, as of {day}, frozen: {tasks} tasks.")
    elif side.draft:
        said = _("Edition of {year}, as of {day}, the year is not over: {tasks} tasks.")
    else:
        said = _("Edition of {year}, as of {day}, not frozen: {tasks} tasks.")
    return said.format(year=side.year, day=side.base_date, tasks=side.tasks)


def _task(task: "Task") -> str:
    return f"{task.id} {task.title}"


def _gone_lines(gone: "Gone") -> Iterator[Line]:
    if gone.how is None:
        said = _("{task}: no longer listed, and its record does not say why")
    else:
        said = _(_HOW[gone.how.value])
    text = said.format(task=_task(gone.task), day=gone.day, reason=gone.reason)
    yield Line(ENTRY, " ".join(text.splitlines()))
    if gone.successors:
        ids = "、".join(map(str, gone.successors))
        yield Line(DETAIL, _("its place was taken by {ids}").format(ids=ids))


def change_words(key: str, before: str | None, after: str | None) -> str:
    """One sentence about a changed field: its content was added, taken out or replaced."""
    field = field_words(key)
    if key.endswith("].field"):  # a correction names the field that it corrects by its key
        before, after = (one and field_words(one) for one in (before, after))
    if before is None:
        said = _("{field}: “{new}” was added")
    elif after is None:
        said = _("{field}: “{old}” was taken out")
    else:
        said = _("{field}: “{old}” became “{new}”")
    old, new = (value_words(key, value) for value in (before, after))
    return said.format(field=field, old=old, new=new)


def _side_values(side: "Side") -> dict[str, Any]:
    return {
        "year": side.year,
        "base_date": side.base_date.isoformat(),
        "frozen": side.frozen,
        "draft": side.draft,
        "tasks": side.tasks,
    }


def _task_values(task: "Task") -> dict[str, Any]:
    return {
        "id": str(task.id),
        "filing_number": task.filing.number,
        "title": task.title,
        "agency": task.agency,
    }


def _gone_values(gone: "Gone") -> dict[str, Any]:
    return {
        **_task_values(gone.task),
        "how": gone.how.value if gone.how else None,
        "day": gone.day.isoformat() if gone.day else None,
        "reason": gone.reason,
        "superseded_by": [str(record) for record in gone.successors],
    }


def edition_counts(made: "Edition") -> str:
    """How many tasks an edition has, how many are new and how many ended.

    What was taken over from an earlier directory is counted apart from what was admitted.
    """
    if made.taken_over:
        said = _(
            "tasks {tasks}, newly admitted {new}, taken over from an earlier directory {taken},"
            " ended {ended}"
        )
    else:
        said = _("tasks {tasks}, new {new}, ended {ended}")
    return said.format(
        tasks=len(made.items), new=made.admitted, taken=made.taken_over, ended=len(made.ended)
    )


def publish_by(made: "Edition") -> str:
    """The last day to publish an edition, provisional where a holiday notice is not known."""
    if made.publish_by_provisional:
        return _("{day} (provisional)").format(day=made.publish_by)
    return str(made.publish_by)


def built_json(built: "Built") -> dict[str, Any]:
    """The documents that were built, for programs."""
    made, again = built.edition, built.refrozen
    return {
        "version": 1,
        "year": made.year,
        "base_date": made.base_date.isoformat(),
        "draft": made.draft,
        "extract": made.extract.name if made.extract else None,
        "frozen": again.likeness.value if again else None,
        "changed_since": [str(record) for record in again.changed] if again else [],
        "files": [
            {
                "path": str(file.path),
                "format": file.format,
                **({"volume": file.volume.number} if file.volume else {}),
                "sha256": file.sha256,
                "bytes": file.bytes,
                "pages": file.pages,
            }
            for file in built.files
        ],
        "commit": made.colophon.commit,
        "unread": list(built.unread),
    }


def issued_json(made: "Issued") -> dict[str, Any]:
    """The notice that issues an edition, for programs."""
    file = made.file
    return {
        "version": 1,
        "year": made.edition.year,
        "notice": {"path": str(file.path), "sha256": file.sha256, "bytes": file.bytes},
    }


def frozen_json(landed: "Landing[Frozen]") -> dict[str, Any]:
    """What was fixed of an edition, for programs."""
    record = landed.made.record
    return {
        "version": 1,
        "year": record.year,
        "base_date": record.base_date.isoformat(),
        "path": landed.made.path,
        "commit": landed.commit,
        "made_from": record.commit,
        "members": len(record.members),
        "kept": [
            {"id": str(one.id), "codes": list(one.codes), "reason": one.reason}
            for one in record.kept
        ],
        "outputs": {one.name: one.sha256 for one in record.outputs},
    }
