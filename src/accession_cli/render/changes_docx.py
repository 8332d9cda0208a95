"""The change statement as a Word document that a circular can carry as its annex (附件)."""

from typing import Final

from accession_cli.i18n import N_
from accession_cli.render.chinese import two_lines
from accession_cli.render.environment import Environment, Rendered
from accession_cli.render.field_rows import field_rows
from accession_cli.render.key_names import names
from accession_cli.render.templates import TemplateRefusedError
from accession_cli.render.word_document import Content, filled
from accession_cli.scheme.directory import Statement
from accession_cli.scheme.ids import RecordId

TEMPLATE: Final = "changes.docx"


class ChangesTemplateRefused(TemplateRefusedError):
    """A registry's own ``changes.docx`` that cannot be filled."""

    says = N_("The annex was not made: the template {template} failed with “{reason}”.")


def render(statement: Statement, environment: Environment) -> Rendered:
    """``changes.docx`` filled."""
    registry = statement.registry
    known = {file.task.id: file.task for file in registry.tasks}
    named = names(registry)

    def task_name(record: RecordId) -> str:
        """The title and filing number of a task that took another's place."""
        task = known.get(record)
        return f"{task.title}（{task.filing.number}）" if task else str(record)

    content = Content(
        title=title(statement),
        day=statement.later.base_date,
        values={"statement": statement, "scheme": registry.scheme},
        filters={
            **named,
            "task_name": task_name,
            "field_rows": lambda amended: tuple(field_rows(amended, named)),
        },
    )
    return Rendered(data=filled(TEMPLATE, content, environment, ChangesTemplateRefused))


def title(statement: Statement) -> str:
    """What the annex is called, with both years."""
    earlier, later = statement.earlier.year, statement.later.year
    name, _edition = two_lines(statement.registry.scheme.title_of(later))
    return f"{name}变化情况（{later}年版与{earlier}年版相比）"
