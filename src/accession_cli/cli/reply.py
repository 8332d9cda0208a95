"""The answer to "may we refuse this?", in sentences that a committee can send on."""

from collections.abc import Iterable
from typing import Final

from accession_cli.actions.look import Answer, Row, Verdict
from accession_cli.cli.wording import STATES
from accession_cli.i18n import N_, _
from accession_cli.model.scheme import Scheme
from accession_cli.report.columns import visible, wrap

_HEADS: Final = {
    Verdict.ADMITTED: N_("Admitted: this is in the register, so it may be handed to you."),
    Verdict.ENDED: N_("Ended: this was admitted once, and is over."),
    Verdict.NOT_LISTED: N_("Not listed: no task of this name is in the register."),
}
_ADVICE: Final = {
    Verdict.ADMITTED: N_(
        "Do what the record says and no more: content, money and area are stated there."
    ),
    Verdict.ENDED: N_(
        "You may refuse it under clause 2.2 of the scheme ({document}), unless the agency shows a"
        " new admission."
    ),
    Verdict.NOT_LISTED: N_(
        "If none of the tasks named here is meant, you may refuse it under clause 2.2 of the scheme"
        " ({document}) until the agency shows an admission."
    ),
}
_REPLY: Final = N_(
    "Reply to send: As of {day}, “{query}” is not among the tasks admitted to communities. Under"
    " clause 2.2 of {document} we cannot take it on. Please apply for admission to {registrar}."
)


def lines(found: Answer, scheme: Scheme, columns: int | None) -> list[str]:
    """The verdict, the tasks it rests on, similar names before any refusal, and a reply."""
    document = f"{scheme.source.number}"
    laid = wrap(_(_HEADS[found.verdict]), columns)
    laid += _tasks(found.matches, columns)
    if found.similar:
        title = (
            N_("Similar names, for comparison:")
            if found.verdict is Verdict.ADMITTED
            else N_("Look first whether one of these is meant:")
        )
        laid += ["", *wrap(_(title), columns), *_tasks(found.similar, columns)]
    laid += ["", *wrap(_(_ADVICE[found.verdict]).format(document=document), columns)]
    if found.verdict is Verdict.ADMITTED:
        return laid
    laid += wrap(_not_the_same(scheme), columns)
    registrar = scheme.registrar_on(found.as_of)
    reply = _(_REPLY).format(
        day=found.as_of,
        query=visible(found.query),
        document=f"《{scheme.source.title}》（{document}）",
        registrar=scheme.bodies[registrar].name if registrar else scheme.district,
    )
    return [*laid, "", *wrap(reply, columns)]


def _not_the_same(scheme: Scheme) -> str:
    if scheme.emergency is None:
        return _("Not listed is not the same as not admitted: the register may lag by a few days.")
    return _(
        "Not listed is not the same as not admitted: the register may lag by a few days, and in a"
        " sudden public-safety event a task may be admitted at once without application"
        " (clause {clause})."
    ).format(clause=scheme.emergency.clause)


def _tasks(rows: Iterable[Row], columns: int | None) -> list[str]:
    laid: list[str] = []
    for row in rows:
        task = row.task
        text = _("{id}  {title} ({agency}, {state})").format(
            id=task.id,
            title=visible(task.title),
            agency=visible(row.agency),
            state=_(STATES[row.state]),
        )
        laid += wrap(text, columns, first="  ", rest="                ")
    return laid
