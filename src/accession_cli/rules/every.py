"""List every rule.

Importing all of them takes time, so code that needs one rule imports it from its own module.
"""

from typing import Final

from accession_cli.finding import Code
from accession_cli.rules import (
    application,
    changed_files,
    changed_records,
    complaint,
    district,
    evaluation,
    keys,
    law,
    task,
    task_dates,
    task_duties,
    task_endings,
    task_neighbours,
    task_routes,
)

_MODULES: Final = (
    *(task, task_neighbours, task_routes, task_dates, task_endings, task_duties),
    *(law, application, complaint, evaluation, district, keys, changed_files, changed_records),
)
#: The chapters, by the letters of their codes.
_CHAPTERS: Final = "NDTBFLPAKEGH"
ALL: Final[tuple[Code, ...]] = tuple(
    sorted(
        (one for module in _MODULES for one in vars(module).values() if isinstance(one, Code)),
        key=lambda one: (_CHAPTERS.index(one.code[0]), one.code),
    )
)
"""Every rule, by chapter and number: over one task, over the registry's files, over changes."""
