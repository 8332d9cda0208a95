"""Fill the letter that a residents' committee may send after an answer."""

from accession_cli.actions.answer import Answer, Asker, Letter, ended_on
from accession_cli.entry.answer import Verdict
from accession_cli.papers import answer as papers
from accession_cli.papers.chinese import day as day_in_chinese
from accession_cli.papers.chinese import taken_over
from accession_cli.scheme.registry import Registry


def letter_text(found: Answer, registry: Registry) -> str | None:
    """The letter that fits the answer, in Chinese as any paper; ``None`` when none may be sent."""
    if found.letter is None:
        return None
    written = _written(found, _facts(found, registry))
    return papers.marked(written) if registry.scheme.sample else written


def _written(found: Answer, facts: dict[str, str]) -> str:
    if found.letter is Letter.DECLINE:
        return papers.decline(facts)
    if found.letter is Letter.BEYOND:
        return papers.beyond(facts)
    negative = found.reply.negative
    if found.letter is Letter.SLIP:
        kind = "nothing"
        if negative:
            kind = "forbidden" if negative.kind == "certificate" else "duty"
        elif found.tasks and found.reply.verdict is not Verdict.NOT_LISTED:
            kind = "named"
        return papers.slip(kind, _what_was_found(found), facts)
    asker = found.context.asker or Asker.DISTRICT
    return papers.ask(asker.value, _what_was_found(found), facts)


def _what_was_found(found: Answer) -> str:
    """What the register has of the matter, by the keys of the letter that asks."""
    reply = found.reply
    if reply.verdict is Verdict.ELSEWHERE:
        return found.tasks[0].found.missed or "place"
    if reply.verdict is Verdict.ENDED:
        how, _day = ended_on(found.tasks[0].row.task)
        return {"error": "in_error", "retired": "ended"}.get(how, how)
    if reply.reason == "succeeded":
        return "succeeded"
    return "not_yet" if reply.verdict is Verdict.NOT_YET else "nothing"


def _facts(found: Answer, registry: Registry) -> dict[str, str]:
    """All that a letter may hold."""
    reply, scheme = found.reply, registry.scheme
    registrar = scheme.registrar_on(found.now.date())
    as_of = found.data.as_of or found.now
    question = " ".join(found.query.split())
    facts = {
        "question": question,
        "as_of": f"{day_in_chinese(as_of.date())}{as_of:%H:%M}",
        "day": day_in_chinese(found.now.date()),
        "registrar": scheme.bodies[registrar].name if registrar else scheme.district,
        "clause": papers.printed_clause(scheme, scheme.refusal_clause),
    }
    if found.context.subdistrict:
        facts["copy"] = f"{found.context.subdistrict[1]}办事处"
    if found.context.community:
        facts["writer"] = f"{found.context.community[1]}居民委员会"
    if reply.negative:
        facts |= {"source": reply.negative.source, "subject": reply.negative.subject}
    if not found.tasks:
        return facts
    # A succeeded task stands last; otherwise the best is the one that is meant.
    task = found.tasks[-1 if reply.reason == "succeeded" else 0]
    record = task.row.task
    _how, end = ended_on(record)
    names = {str(one.task.id): one.task.filing.number for one in registry.tasks}
    channels = {channel: rule.name for channel, rule in scheme.channels.items()}
    return facts | {
        "number": record.filing.number,
        "title": record.title,
        "agency": task.row.agency,
        "quote": reply.excluded or task.found.quote or record.authorization.content,
        "extra": "、".join(reply.surplus) if reply.reason == "surplus" else question,
        "excludes": "；".join(task.excludes),
        "inherited": taken_over(record.inherited),
        "ended": day_in_chinese(end) if end else "",
        "start": day_in_chinese(record.period.start),
        "successors": "、".join(names.get(one, one) for one in reply.successors),
        "channels": "、".join(channels.get(one, one.value) for one in record.channels),
        "places": "、".join((task.row.subdistricts or {}).values()),
    }
