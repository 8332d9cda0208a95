"""On which day the value at a key was decided: at the admission, or by a correction since.

A record that is corrected says so in ``corrections``; what was put right later is judged by the
day of the correction, not by the law and the agencies of the day of the admission.
"""

from datetime import date

from accession_cli.finding import key_path
from accession_cli.rules.rule import KeyPath
from accession_cli.scheme.task import Decision, Result, Task


def decided_on(task: Task, *keys: KeyPath) -> date:
    """The day on which the values at *keys* were decided.

    That is the day of the newest correction of one of them, of what holds them or of a part of
    them; else the day of the admission.
    """
    if task.corrections:
        days = [
            made.date
            for made in task.corrections
            if any(_touches(key_path(made.field), key) for key in keys)
        ]
        if days:
            return max(days)
    return admitted_on(task)


def admitted_on(task: Task) -> date:
    """The day of the admission that was filed.

    A decision after the filing belongs to a channel that was added later; it counts only where
    there is no other. The day of filing stands in for an admission that is not recorded.
    """
    filed = task.filing.date
    days = [made.date for made in task.decision if made.result is Result.ADMIT]
    return max([day for day in days if day <= filed] or days, default=filed)


def added_by_correction(task: Task, at: int, made: Decision) -> bool:
    """Whether a correction on its day or later says that the decision at *at* was added."""
    return any(
        corrected.date >= made.date
        and any(_touches(key_path(corrected.field), key) for key in (("channels",), _at(at)))
        for corrected in task.corrections
    )


def _at(at: int) -> KeyPath:
    return ("decision", at)


def _touches(one: KeyPath, other: KeyPath) -> bool:
    """Whether one key path is the other, or lies above or below it."""
    shared = min(len(one), len(other))
    return one[:shared] == other[:shared]
