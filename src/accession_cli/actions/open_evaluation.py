"""Open the evaluation of a year (scheme 4.3, 4.2): the workbooks that are handed out."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from accession_cli.actions.edition_origin import environment_of
from accession_cli.actions.evaluation_refusals import (
    EvaluationNotSet,
    FormsThere,
    NothingToEvaluate,
)
from accession_cli.actions.open_registry import opened
from accession_cli.actions.render_apart import maker
from accession_cli.actions.usual_place import below_build, harmless
from accession_cli.files.writing import replace_file
from accession_cli.papers import evaluation_sheets
from accession_cli.papers.evaluation_sheets import EvaluationForm
from accession_cli.papers.templates import Remark
from accession_cli.scheme.district import EvaluationRule
from accession_cli.scheme.evaluation import FUNDING, SCORES
from accession_cli.scheme.evaluation_summary import evaluated_in
from accession_cli.scheme.registry import Registry


@dataclass(frozen=True, slots=True, kw_only=True)
class FormFile:
    """A workbook as it was written; ``tasks`` is how many there are in it."""

    path: Path
    form: str
    code: str
    name: str
    tasks: int
    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedEvaluation:
    """What was written for the evaluation of ``year``, of ``tasks`` tasks.

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

    The registry is not changed. A file that is there already and is another one is never written
    over: somebody may have filled it in.
    """
    known = opened(folder)
    rule = known.registry.scheme.evaluation
    if rule is None:
        raise EvaluationNotSet
    forms = tuple(_forms(known.registry, rule, year))
    if not forms:
        raise NothingToEvaluate(year=year)
    place = out or below_build(folder, "evaluation", str(year))
    environment = environment_of(folder)
    with maker(environment) as make:
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
        raise FormsThere(first=there[0].name, folder=place, count=len(there))
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
    """What is to be filled in: by subdistrict, then by agency; nothing without a task in it."""
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
