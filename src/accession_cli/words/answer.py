"""Answer in sentences and cards whether a residents' committee may refuse a piece of work.

An answer says what the register knows and no more, so every verdict has its own first line. A card
always has what the task leaves out, and the words of the question that the record does not explain.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from accession_cli.actions.answer import Answer, AnsweredTask, Asker, Letter, ended_on, is_live
from accession_cli.actions.task_lookup import ListedTask
from accession_cli.entry.answer import Verdict
from accession_cli.entry.question import State
from accession_cli.i18n import N_, _
from accession_cli.scheme.district import Scheme
from accession_cli.scheme.task import Route
from accession_cli.words.fields import (
    CHANNELS,
    funding_words,
    inherited_json,
    period_words,
    places_words,
    taken_over_words,
)
from accession_cli.words.freshness import data_json, data_words
from accession_cli.words.layout import rows, visible, wrap

#: The first line by verdict. Those with a task have its title, number and the like.
_HEADS: Final = {
    Verdict.ADMITTED: N_("On the register: {title} ({number}). Do it as its record says:"),
    Verdict.WITHIN: N_("Very likely part of: {title}. Its record says: “{quote}”"),
    Verdict.NOT_YET: N_("Filed, but only from {start} on: {title} ({number})."),
    Verdict.NOT_LISTED: N_("Nothing was found. That does not mean that nothing was admitted."),
    Verdict.UNREADABLE: N_(
        "It is not clear what is to be done. Write in Chinese who is to do what."
    ),
}
_PERHAPS: Final = N_("Look first: is it one of these?")
_EXCLUDED: Final = N_("On the register is “{title}”, but its record says: “{excluded}”.")
_SURPLUS: Final = N_("On the register is “{title}”, but its record does not say “{surplus}”.")
_ENDED: Final = N_(
    "It was admitted once and ended on {day}: {title} ({number}). No task that took its place was"
    " found."
)
_EXPIRED: Final = N_(
    "It was admitted once; its period ended on {day}: {title} ({number}). No task that took its"
    " place was found."
)
_TAKEN_OVER_ENDED: Final = N_(
    "It was on the register, taken over from an earlier directory, and ended on {day}: {title}"
    " ({number}). No task that took its place was found."
)
_TAKEN_OVER_EXPIRED: Final = N_(
    "It was on the register, taken over from an earlier directory; its period ended on {day}:"
    " {title} ({number}). No task that took its place was found."
)
_IN_ERROR: Final = N_("It was entered in error and does not count: {title} ({number}).")
_SUCCEEDED: Final = N_("“{title}” ({number}) has ended. This took its place:")
_ELSEWHERE: Final = {
    "channel": N_("On the register, but not for you: {title} is done by the {channels} alone."),
    "place": N_("On the register, but not for {place}: {title} is done in {places}."),
}
_NOT_NUMBER: Final = N_("No task has this number. Look at it again, or ask for the approval form.")
_NEGATIVE: Final = {
    "certificate": N_(
        "This is on the list of what committees do not do: a residents' committee does not certify"
        " “{subject}” ({source}). It is not a case for an application; the department that is"
        " responsible by law deals with it."
    ),
    "responsible_body": N_(
        "A residents' committee is not made the responsible body for “{subject}” ({source}). Help"
        " with it still needs to be admitted."
    ),
}
_FLAGS: Final = {
    "emergency": N_(
        "If there is danger now: lend a hand first, and check the platform's number with the grid"
        " centre. No answer is sent."
    ),
    "court": N_(
        "A court is named. The right of refusal is against district bodies; ask the registrar"
        " before you answer."
    ),
}
_DUTY: Final = N_("A statute may ask this of the committee itself, {law} {article}: {says}")
_NEAREST: Final = N_("The nearest:")
#: After these verdicts the tasks are a list to choose from, and how many are shown as nearest.
_LISTED: Final = {Verdict.PERHAPS, Verdict.NOT_LISTED, Verdict.FORBIDDEN, Verdict.UNREADABLE}
_NEAR: Final = 3
_UNREAD: Final = N_(
    "Do not refuse anything on this answer: {count} records of tasks could not be read, and one of"
    " them may admit it. accession validate says what is wrong with them."
)
_EARLY: Final = N_(
    "The clock of this machine is behind the newest record. What has ended or begun may be wrong."
)


def answer_lines(
    found: Answer, scheme: Scheme, letter: str | None, columns: int | None
) -> list[str]:
    """Flags, the first line, cards or a list to choose from, the doubts, and what always holds."""
    laid: list[str] = []
    for sentence in _above(found):
        laid += [*wrap(sentence, columns), ""]
    laid += wrap(_head(found), columns)
    if found.reply.negative and found.reply.verdict is not Verdict.FORBIDDEN:
        laid += wrap(_negative(found), columns)
    laid += _shown(found, columns)
    for sentence in _below(found, scheme):
        laid += ["", *wrap(sentence, columns)]
    if letter and found.letter:
        laid += ["", *wrap(_(_LETTERS[found.letter]), columns), ""]
        for line in letter.strip().split("\n"):
            laid += wrap(visible(line), columns)
    return laid


def _shown(found: Answer, columns: int | None) -> list[str]:
    """The card of the one task that is meant, or the tasks to choose from."""
    laid: list[str] = []
    verdict = found.reply.verdict
    if verdict in _LISTED and not found.said.this:
        nearest = verdict is not Verdict.PERHAPS
        if found.tasks and nearest:
            laid += ["", *wrap(_(_NEAREST), columns)]
        laid += _choices(found.tasks[: _NEAR if nearest else None], columns)
    elif found.tasks:
        laid += ["", *_card(found, found.tasks[0], columns)]
        if found.tasks[1:]:
            laid += ["", *wrap(_("Not this? These are near:"), columns)]
            laid += _choices(found.tasks[1:], columns)
    if found.by_sound:
        sound = wrap(_("Found by their sound, to ask again by name:"), columns)
        laid += ["", *sound, *_of_class(found.by_sound, columns)]
    if found.of_class:
        title = _("Live tasks of the class “{class_}”:").format(class_=found.said.class_)
        laid += ["", *wrap(title, columns), *_of_class(found.of_class, columns)]
    return laid


def _above(found: Answer) -> Iterator[str]:
    """What stands above any verdict."""
    if found.data.early:
        yield _(_EARLY)
    for flag in found.reply.flags:
        if flag in _FLAGS:
            yield _(_FLAGS[flag])
    for duty in found.duties:
        yield _(_DUTY).format(law=f"《{duty.law}》", article=duty.article, says=duty.says)
    if found.data.unread:
        yield _(_UNREAD).format(count=len(found.data.unread))


def _head(found: Answer) -> str:
    """The first line of the answer."""
    reply, verdict = found.reply, found.reply.verdict
    if verdict is Verdict.FORBIDDEN:
        return _negative(found)
    if reply.reason == "no_such_number":
        return _(_NOT_NUMBER)
    if verdict is Verdict.PERHAPS and reply.reason != "succeeded":
        return _(_PERHAPS) if found.tasks else _(_HEADS[Verdict.NOT_LISTED])
    if verdict in (Verdict.NOT_LISTED, Verdict.UNREADABLE):
        return _(_HEADS[verdict])
    return _head_of_task(found, found.tasks[0])


def _head_of_task(found: Answer, task: AnsweredTask) -> str:
    """The first line of an answer that asserts something of *task*."""
    reply, verdict = found.reply, found.reply.verdict
    words, quote = _words(task), task.found.quote
    if verdict is Verdict.ENDED:
        return _ended(task)
    ban = reply.excluded or _ban_on(reply.surplus, task)
    head = {
        Verdict.PERHAPS: _SUCCEEDED,
        Verdict.BEYOND: _EXCLUDED if ban else _SURPLUS,
        Verdict.ELSEWHERE: _ELSEWHERE[task.found.missed or "place"],
        Verdict.WITHIN: _HEADS[Verdict.WITHIN if quote else Verdict.ADMITTED],
    }.get(verdict, _HEADS.get(verdict, _PERHAPS))
    if verdict is Verdict.PERHAPS:
        words = _words(found.tasks[-1])
    return _(head).format(
        quote=visible(quote or ""),
        excluded=visible(ban or ""),
        surplus=visible("、".join(reply.surplus)),
        place=visible(found.context.place or ""),
        **words,
    )


def _ban_on(demands: Iterable[str], task: AnsweredTask) -> str | None:
    """What *task* leaves out of the *demands*: its record does say them, behind a "不…"."""
    return next((one for one in task.excludes for word in demands if word in one), None)


def _words(task: AnsweredTask) -> dict[str, str]:
    row = task.row
    return {
        "title": visible(row.task.title),
        "number": visible(row.task.filing.number),
        "start": str(row.task.period.start),
        "channels": "、".join(_(CHANNELS[channel]) for channel in row.task.channels),
        "places": visible(places_words(row)),
    }


def _ended(task: AnsweredTask) -> str:
    how, day = ended_on(task.row.task)
    taken_over = task.row.task.route is Route.INHERITED  # nobody admitted it under this scheme
    says = {
        "error": _IN_ERROR,
        "retired": _TAKEN_OVER_ENDED if taken_over else _ENDED,
        "expired": _TAKEN_OVER_EXPIRED if taken_over else _EXPIRED,
    }[how]
    return _(says).format(day=day, **_words(task))


def _negative(found: Answer) -> str:
    met = found.reply.negative
    if met is None:
        return ""
    return _(_NEGATIVE[met.kind]).format(subject=met.subject, source=met.source)


def _card(found: Answer, task: AnsweredTask, columns: int | None) -> list[str]:
    """What is done and what is not, by whom, where, when, with what money; what is left over.

    Before that stands that a task of an earlier directory was never approved.
    """
    from accession_cli.papers.task_card import less_excluded  # only an answer with a card needs it

    row = task.row
    text = row.task.authorization
    fields = [
        (_("What is done"), less_excluded(text.content, task.excludes)),
        (_("What is not"), "；".join(task.excludes) or _("the record does not say")),
        (_("By whom"), "、".join(_(CHANNELS[channel]) for channel in row.task.channels)),
        (_("Where"), places_words(row)),
        (_("When"), _when(task)),
        (_("Money"), funding_words(row.task.funding)),
        (_("Filed as"), f"{row.task.filing.number}  {row.agency}（{row.task.id}）"),
    ]
    surplus = found.reply.surplus
    left = [run for run in found.reply.unexplained if len(run) > 1 and run not in surplus]
    over = [*surplus, *left]
    if over and found.reply.verdict is not Verdict.ADMITTED:
        fields.append((_("Not in the record"), "、".join(f"“{run}”" for run in over)))
    laid = rows([(name, visible(said, keep="\n")) for name, said in fields if said], columns)
    earlier = taken_over_words(row.task)
    return [*wrap(visible(earlier), columns), *laid] if earlier else laid


def _when(task: AnsweredTask) -> str:
    period = period_words(task.row.task)
    return period if is_live(task) else f"{period}（{_(_STATE_WORDS[task.found.state])}）"


_STATE_WORDS: Final = {
    State.LIVE: N_("in force"),
    State.NOT_YET: N_("not yet begun"),
    State.ENDED: N_("ended"),
    State.UNKNOWN: N_("not yet filed"),
}


def _choices(tasks: Iterable[AnsweredTask], columns: int | None) -> list[str]:
    """Each task to choose from: its id and title, then what of it is nearest to the question."""
    laid: list[str] = []
    for task in tasks:
        row = task.row
        head = _("{id}  {title} ({agency}; {state}; {period}; {places})").format(
            id=row.task.id,
            title=visible(row.task.title),
            agency=visible(row.agency),
            state=_(_STATE_WORDS[task.found.state]),
            period=period_words(row.task),
            places=visible(places_words(row)),
        )
        laid += wrap(head, columns, first="  ", rest="                ")
        margin = " " * 16
        if earlier := taken_over_words(row.task):
            laid += wrap(visible(earlier), columns, first=margin, rest=margin)
        if task.found.quote:
            laid += wrap(visible(task.found.quote), columns, first=margin, rest=margin)
        for one in task.excludes[:1]:
            laid += wrap(visible(one), columns, first=margin, rest=margin)
    return laid


def _of_class(listed: Iterable[ListedTask], columns: int | None) -> list[str]:
    laid: list[str] = []
    for row in listed:
        text = f"{row.task.id}  {visible(row.task.title)}（{visible(row.agency)}）"
        laid += wrap(text, columns, first="  ", rest="                ")
    return laid


#: What stands against declining, said to the committee.
_LACKING: Final = {
    "verdict": N_("the answer names a task of the register"),
    "asker": N_(
        "it is not known that a district body asks; the right of refusal is against district-level"
        " party, government and mass bodies"
    ),
    "flag": N_("an emergency, a court or a statute's duty may be meant"),
    "class": N_("the live tasks of the class have not been looked at (--class CLASS)"),
    "old": N_("this copy of the register was not compared with its server for three days"),
    "behind": N_("the server has newer records than those that were read"),
    "early": N_("the clock of this machine is behind the newest record"),
    "unread": N_("records of tasks could not be read"),
}


def _below(found: Answer, scheme: Scheme) -> Iterator[str]:
    """Why nothing can be declined, and what holds whatever the answer is."""
    if found.lacking:
        why = "；".join(_(_LACKING[key]) for key in found.lacking)
        yield _("A refusal cannot be written yet: {why}.").format(why=why)
    if found.context.asker in (Asker.CITY, Asker.COURT):
        yield _("A city body or a court asks: no letter is sent; report it to the registrar.")
    if found.context.asker is Asker.SUBDISTRICT:
        yield _("Ask the subdistrict which district body stands behind it.")
    yield from data_words(found.data)
    yield _asked_for(found)
    if scheme.emergency is not None:
        yield _(
            "In a sudden public-safety event work may be admitted at once without application;"
            " what statutes directly ask of the committee does not depend on this register."
        )
    else:
        yield _("What statutes directly ask of the committee does not depend on this register.")


ASKERS: Final = {
    Asker.DISTRICT: N_("a district body"),
    Asker.SUBDISTRICT: N_("the subdistrict"),
    Asker.CITY: N_("a city body"),
    Asker.COURT: N_("a court"),
    Asker.RESIDENT: N_("a resident"),
}


def _asked_for(found: Answer) -> str:
    """Where, of whom and by whom it is asked; what is not known is said, never assumed."""
    context, unknown = found.context, _("not said")
    return _("Place: {place}; asked of: {channel}; asked by: {asker}.").format(
        place=visible(context.place or unknown),
        channel=_(CHANNELS[context.channel]) if context.channel else unknown,
        asker=_(ASKERS[context.asker]) if context.asker else unknown,
    )


_LETTERS: Final = {
    Letter.ASK: N_("What can be sent: a letter that asks, and refuses nothing."),
    Letter.DECLINE: N_("What can be sent: a letter that declines until an admission is shown."),
    Letter.BEYOND: N_("What can be sent: a letter that says what is not in the record."),
    Letter.SLIP: N_("What a resident can be given:"),
}


def next_words(found: Answer) -> str | None:
    """What to do next, for standard error; ``None`` when nothing is left."""
    if found.may_go_on and found.tasks:
        return _(
            "If it is one of these: ask again with --this ID. If it is none of them: with"
            " --none-of-these."
        )
    if found.may_go_on and found.reply.verdict is Verdict.NOT_LISTED:
        return _("If nothing on the register is meant, ask again with --none-of-these.")
    return None


def answer_json(found: Answer, letter: str | None, scheme: Scheme) -> dict[str, Any]:
    """The answer for programs, version 2."""
    clauses = [scheme.refusal_clause, *([scheme.emergency.clause] if scheme.emergency else [])]
    reply, context = found.reply, found.context
    return {
        "version": 2,
        "query": found.query,
        "as_of": found.now.date().isoformat(),
        "data": data_json(found.data),
        "context": {
            "asker": context.asker.value if context.asker else None,
            "subdistrict": context.subdistrict[0] if context.subdistrict else None,
            "community": context.community[0] if context.community else None,
            "channel": context.channel,
        },
        "verdict": reply.verdict.value,
        "sure": found.sure,
        "reason": reply.reason,
        "tasks": [_task_json(task, found) for task in found.tasks],
        "unexplained": list(reply.unexplained),
        "surplus": list(reply.surplus),
        "excluded": reply.excluded,
        "negative": reply.negative
        and {
            "kind": reply.negative.kind,
            "subject": reply.negative.subject,
            "source": reply.negative.source,
        },
        "flags": list(reply.flags),
        "duties": [
            {"law": duty.law, "article": duty.article, "says": duty.says} for duty in found.duties
        ],
        "by_sound": [str(row.task.id) for row in found.by_sound],
        "letters": [{"kind": found.letter.value, "text": letter}] if found.letter else [],
        "next": ["this", "none_of_these"] if found.may_go_on else [],
        "lacking": list(found.lacking),
        "citations": [{"key": key, "print": scheme.cited(key)} for key in clauses],
    }


def _task_json(task: AnsweredTask, found: Answer) -> dict[str, Any]:
    row, missed = task.row, task.found.missed
    asked = found.context.where
    return {
        "id": str(row.task.id),
        "filing_number": row.task.filing.number,
        "title": row.task.title,
        "agency_name": row.agency,
        "state": task.found.state.value,
        "fits": found.reply.verdict.value if task is found.tasks[0] else "perhaps",
        "quote": task.found.quote,
        "excludes": list(task.excludes),
        "inherited": inherited_json(row.task),
        "place": None if asked.places is None else missed != "place",
        "channel": missed != "channel",
        "path": row.path,
    }
