"""Write the workbooks of a year's evaluation, and read those that came back (scheme 4.3, 4.2).

Reading writes nothing.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from accession_cli.actions.directory_origin import environment_of
from accession_cli.actions.documents import (
    below_build,
    document_maker,
    file_bytes,
    harmless,
    read_screened,
    stored,
)
from accession_cli.actions.evaluation import (
    EVALUATION_NOT_SET,
    FORMS_THERE,
    NOTHING_FILLED_IN,
    NOTHING_TO_EVALUATE,
    SheetsNotRead,
)
from accession_cli.entry import draft
from accession_cli.files.writing import replace_file
from accession_cli.papers import evaluation_sheets
from accession_cli.papers.cells import workbook_cells
from accession_cli.papers.evaluation_sheets import (
    EvaluationForm,
    Returned,
    brought_by,
    given_twice,
    returned,
)
from accession_cli.papers.templates import Remark
from accession_cli.registry.reading import of_register, opened
from accession_cli.scheme.district import EvaluationRule
from accession_cli.scheme.evaluation import (
    FUNDING,
    SCORES,
    Evaluation,
    FundingReturn,
    ScoreSheet,
    evaluated_in,
)
from accession_cli.scheme.registry import Registry
from accession_cli.secrecy.screening import Passage, refuse_secrets


@dataclass(frozen=True, slots=True, kw_only=True)
class FormFile:
    """A workbook that was written; ``tasks`` is the number of tasks in it."""

    path: Path
    form: str
    code: str
    name: str
    tasks: int
    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedEvaluation:
    """What was written for the evaluation of ``year``; ``tasks`` is the number of tasks.

    ``unread`` are files of the registry that had to be left out.
    """

    year: int
    tasks: int
    sample: bool
    files: tuple[FormFile, ...]
    unread: tuple[str, ...]
    remarks: tuple[Remark, ...]


def open_evaluation(folder: Path, year: int, out: Path | None) -> OpenedEvaluation:
    """Write the score sheets of every subdistrict and the funding returns of every agency.

    The registry is not changed. A different file of the same name is never overwritten, because
    somebody may have filled it in.
    """
    known = opened(folder)
    rule = of_register(known.registry).scheme.evaluation
    if rule is None:
        raise EVALUATION_NOT_SET()
    forms = tuple(_forms(known.registry, rule, year))
    if not forms:
        raise NOTHING_TO_EVALUATE(year=year)
    place = out or below_build(folder, "evaluation", str(year))
    environment = environment_of(folder)
    with document_maker(environment) as make:
        made = [
            (
                place / harmless(f"{make(evaluation_sheets.title, form, environment)}.xlsx"),
                form,
                make(evaluation_sheets.xlsx, form, environment),
            )
            for form in forms
        ]
    there = [path for path, _form, document in made if _is_another(path, document.data)]
    if there:
        raise FORMS_THERE(first=there[0].name, folder=place, count=len(there))
    for path, _form, document in made:
        replace_file(path, document.data)
    return OpenedEvaluation(
        year=year,
        tasks=len({task.id for form in forms for task in form.tasks}),
        sample=known.registry.scheme.sample,
        files=tuple(_written(path, form, document.data) for path, form, document in made),
        unread=known.unread,
        remarks=tuple(remark for _path, _form, document in made for remark in document.remarks),
    )


def _forms(registry: Registry, rule: EvaluationRule, year: int) -> Iterator[EvaluationForm]:
    """The workbooks to fill in: by subdistrict, then by agency; none without a task."""
    tasks = evaluated_in((file.task for file in registry.tasks), year)
    leads = dict.fromkeys((*registry.agencies, *(task.agency for task in tasks)))
    wanted = [
        (SCORES, code, subdistrict.name, [t for t in tasks if registry.is_done_in(t, code)])
        for code, subdistrict in registry.subdistricts.items()
    ]
    wanted += [
        (FUNDING, key, registry.agency_name(key), [t for t in tasks if t.agency == key])
        for key in leads
    ]
    for form, code, name, concerned in wanted:
        if concerned:
            yield EvaluationForm(
                form=form,
                registry=registry,
                rule=rule,
                year=year,
                code=code,
                name=name,
                tasks=tuple(concerned),
            )


def _is_another(path: Path, data: bytes) -> bool:
    return path.exists() and (not path.is_file() or path.read_bytes() != data)


def _written(path: Path, form: EvaluationForm, data: bytes) -> FormFile:
    return FormFile(
        path=path,
        form=form.form,
        code=form.code,
        name=form.name,
        tasks=len(form.tasks),
        sha256=hashlib.sha256(data).hexdigest(),
        bytes=len(data),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadSheets:
    """What the workbooks say, by task and year; ``passages`` must be screened.

    ``empty`` are the names of files in which nothing was filled in.
    """

    brought: tuple[Evaluation, ...]
    passages: tuple[Passage, ...]
    sheets: int
    returns: int
    empty: tuple[str, ...]


def read_sheets(folder: Path, paths: Sequence[Path], when: date) -> ReadSheets:
    """What the workbooks at *paths* say; *when* is the day they were filled in.

    Raises ``SheetsNotRead`` with every cell of all files that cannot be read.
    """
    registry = opened(folder).registry
    rule = registry.scheme.evaluation
    if rule is None:
        raise EVALUATION_NOT_SET()
    found = {path: _read(path, registry, rule, when) for path in dict.fromkeys(paths)}
    rows = [(one.year, row) for one in found.values() for row in one.rows]
    faults = [fault for one in found.values() for fault in one.faults]
    faults += given_twice(registry, rows)
    if faults:
        raise SheetsNotRead(faults)
    if not rows:
        raise NOTHING_FILLED_IN(names="、".join(path.name for path in found))
    return ReadSheets(
        brought=tuple(brought_by(rows)),
        passages=tuple(_passages(found.items())),
        sheets=sum(isinstance(row.said, ScoreSheet) for _year, row in rows),
        returns=sum(isinstance(row.said, FundingReturn) for _year, row in rows),
        empty=tuple(path.name for path, one in found.items() if not one.rows),
    )


def _read(path: Path, registry: Registry, rule: EvaluationRule, when: date) -> Returned:
    refuse_secrets(draft.passages_of_file(str(path), ""))  # messages may name the file
    data = file_bytes(path)
    cells = read_screened(workbook_cells, data, str(path))
    return returned(cells, stored(path, data), registry, rule, when)


def _passages(found: Iterable[tuple[Path, Returned]]) -> Iterator[Passage]:
    """The texts that go into records: the files' names, and everything that was written."""
    for path, one in found:
        yield from draft.passages_of_file(str(path), "")
        yield from (Passage(where=where, text=text) for where, text in one.comments)
