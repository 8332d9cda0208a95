"""Answer in sentences whether a residents' committee may refuse a piece of work.

A committee can send the reply on as it is.
"""

from collections.abc import Iterable
from typing import Final

from accession_cli.actions.task_lookup import Answer, ListedTask, Verdict
from accession_cli.i18n import N_, _
from accession_cli.scheme.district import Scheme
from accession_cli.words.fields import STATES, period_words, places_words
from accession_cli.words.layout import visible, wrap

_HEADS: Final = {
    Verdict.ADMITTED: N_("Admitted: this is in the register, so it may be handed to you."),
    Verdict.ENDED: N_("Ended: this was admitted once, and is over."),
    Verdict.NOT_LISTED: N_("Not listed: no task of this name is in the register."),
}
_ADVICE: Final = {
    Verdict.ADMITTED: N_(
        "Do what the record says and no more: content, money, time and area are stated there."
    ),
    Verdict.ENDED: N_(
        "You may refuse it under clause {clause} of the scheme ({document}), unless the agency"
        " shows a new admission."
    ),
    Verdict.NOT_LISTED: N_(
        "If none of the tasks named here is meant, you may refuse it under clause {clause} of the"
        " scheme ({document}) until the agency shows an admission."
    ),
}
_NOTHING_SIMILAR: Final = N_(
    "Nothing similar is listed either. You may refuse it under clause {clause} of the scheme"
    " ({document}) until the agency shows an admission."
)
_DOUBT: Final = N_(
    "Do not refuse it yet: it may be in a record of a task that could not be read; there are"
    " {count}. Have them mended (accession validate says what is wrong), then ask again."
)
_NOT_BEGUN: Final = N_("It is admitted but has not begun: until {day} nobody can ask for it.")
_REPLY: Final = N_(
    "Reply to send: As of {day}, “{query}” is not among the tasks admitted to communities. Under"
    " clause {clause} of {document} we cannot take it on. Please apply for admission to"
    " {registrar}."
)


def answer_lines(
    found: Answer, scheme: Scheme, columns: int | None, *, unread: int = 0
) -> list[str]:
    """The verdict, its tasks, similar names before any refusal, then advice and a reply to send.

    There is no reply when the work is admitted. When it is not, and *unread* task records could not
    be read, one of them may admit it: then a doubt takes the place of advice and reply.
    """
    document, clause = scheme.source.number, scheme.refusal_clause
    laid = wrap(_(_HEADS[found.verdict]), columns)
    laid += _tasks(found.matches, columns)
    if found.gone:
        taken = N_("These have ended; what is named above took their place:")
        laid += ["", *wrap(_(taken), columns), *_tasks(found.gone, columns)]
    later = [row for row in found.matches if row.task.period.start > found.as_of]
    if found.verdict is Verdict.ADMITTED and later:
        laid += ["", *wrap(_(_NOT_BEGUN).format(day=later[0].task.period.start), columns)]
    if found.similar:
        title = (
            N_("Similar names, for comparison:")
            if found.verdict is Verdict.ADMITTED
            else N_("Look first whether one of these is meant:")
        )
        laid += ["", *wrap(_(title), columns), *_tasks(found.similar, columns)]
    if unread and found.verdict is not Verdict.ADMITTED:
        return [*laid, "", *wrap(_(_DOUBT).format(count=unread), columns)]
    alone = found.verdict is Verdict.NOT_LISTED and not found.similar
    advice = _NOTHING_SIMILAR if alone else _ADVICE[found.verdict]
    laid += ["", *wrap(_(advice).format(document=document, clause=clause), columns)]
    if found.verdict is Verdict.ADMITTED:
        return laid
    if found.verdict is Verdict.NOT_LISTED:
        laid += wrap(_not_the_same(scheme), columns)
    registrar = scheme.registrar_on(found.as_of)
    reply = _(_REPLY).format(
        day=found.as_of,
        query=visible(found.matches[0].task.title if found.matches else found.query),
        clause=clause,
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


def _tasks(rows: Iterable[ListedTask], columns: int | None) -> list[str]:
    laid: list[str] = []
    for row in rows:
        task = row.task
        text = _("{id}  {title} ({agency}, {state}; {period}; {places})").format(
            id=task.id,
            title=visible(task.title),
            agency=visible(row.agency),
            state=_(STATES[row.state]),
            period=period_words(task),
            places=visible(places_words(row)),
        )
        laid += wrap(text, columns, first="  ", rest="                ")
    return laid
