"""Render notices in Word in the form of GB/T 9704, from templates that a clerk may restyle."""

from typing import Final

from accession_cli.errors import Exit, Refusal
from accession_cli.i18n import N_
from accession_cli.papers.templates import Environment, Rendered, TemplateRefusedError
from accession_cli.papers.word import Content, filled
from accession_cli.scheme.task import Channel, Dispatch
from accession_cli.scheme.task_addressees import TaskNotice

DISPATCH: Final = "dispatch_notice.docx"
END: Final = "end_notice.docx"


class NoticeTemplateRefused(TemplateRefusedError):
    """A registry's own template of a notice cannot be filled."""

    refusal = Refusal(
        N_("The notice was not made: the template {template} failed with “{reason}”."),
        N_("Mend {template} in the registry's templates folder, or remove it there."),
        Exit.OUTSIDE,
    )


def dispatch_title(notice: TaskNotice) -> str:
    """The title of the notice that dispatches tasks."""
    many = f"等{len(notice.tasks)}项" if len(notice.tasks) > 1 else ""
    return f"关于承接“{notice.tasks[0].task.title}”{many}工作事务的通知"


def end_title(notice: TaskNotice) -> str:
    """The title of the notice that a task has ended."""
    return f"关于终止“{notice.tasks[0].task.title}”工作事务的通知"


def render_dispatch(notice: TaskNotice, environment: Environment) -> Rendered:
    """``dispatch_notice.docx``, filled."""
    return _rendered(DISPATCH, dispatch_title(notice), notice, environment)


def render_end(notice: TaskNotice, environment: Environment) -> Rendered:
    """``end_notice.docx``, filled."""
    return _rendered(END, end_title(notice), notice, environment)


def _rendered(template: str, title: str, notice: TaskNotice, environment: Environment) -> Rendered:
    values = {
        "notice": notice,
        "scheme": notice.scheme,
        "title": title,
        "names": [name for one in notice.tasks for name in (one.agency, *one.co_agencies)],
        "to_grid": notice.to.channel is Channel.GRID,
    }
    content = Content(
        title=title,
        day=notice.day,
        author=notice.signed,
        values=values,
        filters={"platform_numbers": _platform_numbers},
    )
    return Rendered(data=filled(template, content, environment, NoticeTemplateRefused))


def _platform_numbers(sent: tuple[Dispatch, ...]) -> str:
    return "、".join(one.number for one in sent if one.number)
