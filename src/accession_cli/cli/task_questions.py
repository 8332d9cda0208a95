"""Ask at a terminal for the facts of a task, a retirement or a correction.

The questions about a task follow the approval form, and the answers become a draft that is checked
like any other. A correction asks which field is wrong, shows its content, and asks for the right
one.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields as fields_of
from datetime import date
from typing import Any, Final

from accession_cli.actions.task_amending import CLOSED
from accession_cli.cli.questions import Choice, Questions, wrong_id, wrong_text
from accession_cli.finding import key_text
from accession_cli.i18n import N_, _
from accession_cli.scheme.district import Scheme
from accession_cli.scheme.fields import FIELDS, WITH_MONEY, WITHOUT_MONEY, Field, Kind
from accession_cli.scheme.question_index import excluded
from accession_cli.scheme.registry import Registry
from accession_cli.scheme.task import Channel, Task
from accession_cli.scheme.task_fields import leaves, told
from accession_cli.words.fields import AMOUNTS, PERS, TERMS, field_words

_ALL: Final = "all"
NO_MONEY: Final = "0.00"


def ask_task(registry: Registry, today: date, questions: Questions) -> dict[str, Any]:
    """Ask for everything that a filed task states, in the order of the approval form."""
    facts, ask = questions.answers, questions
    ask_content(registry, today, ask)
    _admission(registry, facts, ask)
    follows = ask.text(_("Id of the retired task whose place it takes (empty for none):"), wrong_id)
    facts["supersedes"] = [follows.upper()] if follows else []
    return facts


def ask_emergency(registry: Registry, today: date, questions: Questions) -> None:
    """Ask for what an emergency needs at that hour (scheme 3.2.3): what, who, where, until when.

    The rest is what filing takes for an emergency. It rests on the clause of the scheme by which
    it is admitted; a law is entered later with accession amend.
    """
    facts, scheme = questions.answers, registry.scheme
    facts |= {"route": "emergency", "kind": next(iter(scheme.kinds)), "term": "temporary"}
    facts["period"] = {"start": str(today)}
    _ask_fields((field for field in FIELDS if field.key in _AT_ONCE), registry, today, questions)
    source, emergency = scheme.source, scheme.emergency
    clause = scheme.printed(emergency.clause) if emergency else ""
    facts["basis"] = [
        {
            "document": source.title.strip("《》"),
            "number": source.number,
            "date": str(source.date),
            "clause": clause or None,
        }
    ]


#: What is optional for the form of a task, and yet asked for: who pays, or why nobody has to.
_DEMANDED: Final = ("funding.source", *WITHOUT_MONEY)
#: What is asked of an emergency.
_AT_ONCE: Final = (
    *("title", "class", "agency", "period.end", "scope.subdistricts"),
    *("authorization.content", "authorization.target", "authorization.authority"),
    *("authorization.workflow", "funding.amount", "funding.per", *WITH_MONEY, *WITHOUT_MONEY),
)


def ask_content(
    registry: Registry, today: date, questions: Questions, *, route: bool = True
) -> dict[str, Any]:
    """Ask for what an application states about its task; with *route*, ask for the route too."""
    asked = (field for field in FIELDS if field.ask and (route or field.kind is not Kind.ROUTE))
    return _ask_fields(asked, registry, today, questions)


def _ask_fields(
    fields: Iterable[Field], registry: Registry, today: date, questions: Questions
) -> dict[str, Any]:
    """Ask for each of *fields*, without what the money that was named leaves out."""
    facts = questions.answers
    for field in fields:
        funding = facts.get("funding") or {}
        money = funding.get("amount") != NO_MONEY
        if field.key in (WITHOUT_MONEY if money else WITH_MONEY) or (
            field.kind is Kind.PER and funding.get("per")
        ):
            continue
        answer = _asked(field, registry, today, questions)
        group, dot, name = field.key.partition(".")
        (facts.setdefault(group, {}) if dot else facts)[name or group] = answer
    facts["scope"]["communities"] = _ALL
    return facts


def _asked(field: Field, registry: Registry, today: date, ask: Questions) -> Any:
    """The answer to the question for *field*, asked in the way of its kind."""
    facts, question = ask.answers, _(field.ask)
    choices = _choices(field.key, registry, _VALUES, today)
    optional = field.optional and field.key not in _DEMANDED
    answer: Any
    match field.kind:
        case Kind.DAY if field.key == "period.end":
            start = facts["period"]["start"]
            answer = ask.last_day(question, start, optional=optional and facts["term"] == "long")
        case Kind.DAY:
            answer = ask.day(question)
        case Kind.YUAN:
            answer = _money(question, ask)
        case Kind.LINES:
            answer = _left_out(question, ask)
        case Kind.BASES:
            answer = _bases(question, ask)
        case Kind.PLACES:
            answer = _places(question, registry, today, ask)
        case Kind.CHANNELS:
            answer = ask.several(question, choices)
        case Kind.ROUTE if not _may_be_urgent(registry.scheme, facts["channels"]):
            answer = "application"
        case _ if choices:
            answer = ask.select(question, choices)
        case _:
            answer = ask.text(question, (lambda _typed: None) if optional else wrong_text) or None
    return answer


def _money(question: str, ask: Questions) -> str | None:
    """The amount; its period goes into the facts, where it is typed or there is no money."""
    found = ask.money(question)
    per = found.per or ("task" if found.is_none or found.amount is None else "")
    if per:
        ask.answers.setdefault("funding", {})["per"] = per
    return found.amount


def _left_out(question: str, ask: Questions) -> list[str]:
    """The sentences of the answers that say what is not done, each confirmed by the clerk."""
    given = ask.answers["authorization"]
    found = []
    for sentence in (*excluded(given["content"]), *excluded(given["authority"])):
        ask.note(_("The text says: “{sentence}”").format(sentence=sentence))
        if ask.sure(question):
            found.append(sentence)
    return found


#: What a field whose values are few may hold, as the wizard says it.
_VALUES: Final = {
    "route": {
        "application": N_("on application"),
        "emergency": N_("emergency: a sudden public-safety event, without application"),
    },
    "term": {
        "long": N_("long-term, one year and more"),
        "short": N_("short-term, less than one year"),
        "temporary": N_("temporary"),
    },
    "funding.per": PERS,
}


def _choices(
    key: str, registry: Registry, values: Mapping[str, Mapping[str, str]], today: date | None = None
) -> list[Choice]:
    """What the field *key* is chosen from, by *values* or by the registry; [] when it is typed.

    Given *today*, agencies that are not active then are left out.
    """
    if key in values:
        return [Choice(_(words).format(amount="…"), one) for one, words in values[key].items()]
    scheme, agencies = registry.scheme, registry.agencies.values()
    chosen = {
        "kind": [Choice(name, kind) for kind, name in scheme.kinds.items()],
        "class": _same(scheme.classes),
        "agency": [
            Choice(one.name, one.key) for one in agencies if today is None or one.active_on(today)
        ],
        "channels": [Choice(rule.name, one.value) for one, rule in scheme.channels.items()],
    }
    return chosen.get(key, [])


def ask_retirement(
    scheme: Scheme, given: Mapping[str, str | None], ask: Questions
) -> dict[str, str]:
    """Ask for the missing facts of a retirement: dates, reason, the agency's written material."""
    facts = {key: value for key, value in given.items() if value}
    if "applied" not in facts:
        facts["applied"] = ask.day(_("Day of the agency's written material (YYYY-MM-DD):")) or ""
    if "effective" not in facts:
        question = _("First day on which the task is no longer done (YYYY-MM-DD):")
        facts["effective"] = ask.day(question) or ""
    if "reason" not in facts:
        other = Choice(_("another reason"), "")
        reason = ask.select(_("Reason:"), [*_same(scheme.exit_grounds), other])
        facts["reason"] = reason or ask.text(_("The reason in words:"), wrong_text)
    if "material" not in facts:
        facts["material"] = ask.text(_("File with the agency's written material:"), wrong_text)
    return facts


def _same(names: Sequence[str]) -> list[Choice]:
    return [Choice(name, name) for name in names]


def _may_be_urgent(scheme: Scheme, channels: Sequence[str]) -> bool:
    emergency = scheme.emergency
    return emergency is not None and all(Channel(name) in emergency.channels for name in channels)


def _bases(question: str, ask: Questions) -> list[dict[str, Any]]:
    bases: list[dict[str, Any]] = []
    while True:
        form = ask.select(
            question, [Choice(_("a law"), "law"), Choice(_("a document"), "document")]
        )
        bases.append(_law(ask) if form == "law" else _document(ask))
        if not ask.sure(_("Is there another basis?")):
            return bases


def _law(ask: Questions) -> dict[str, Any]:
    return {
        "law": ask.title(_("Name of the law, without 《》:")),
        "version": ask.text(_("Version, as a year (empty when not known):")) or None,
        "article": ask.text(_("Article, for example 第四条第二款 (empty when not known):")) or None,
    }


def _document(ask: Questions) -> dict[str, Any]:
    return {
        "document": ask.title(_("Title of the document, without 《》:")),
        "number": ask.text(_("Document number (empty when there is none):")) or None,
        "date": ask.day(_("Date of the document (empty when not known):"), optional=True),
    }


def _places(question: str, registry: Registry, today: date, ask: Questions) -> str | list[str]:
    where = [Choice(_("in all subdistricts"), _ALL), Choice(_("in some subdistricts"), "some")]
    if ask.select(question, where) == _ALL:
        return _ALL
    choices = [
        Choice(place.name, code)
        for code, place in registry.subdistricts.items()
        if place.active_on(today)
    ]
    return ask.several(_("Subdistricts:"), choices)


def _admission(registry: Registry, facts: dict[str, Any], ask: Questions) -> None:
    scheme = registry.scheme
    if facts["route"] == "emergency" and scheme.emergency:
        facts["application"] = None
        bodies = list(scheme.emergency.decided_by)
    else:
        received = ask.day(_("Day the application was received (YYYY-MM-DD):")) or ""
        ask.note(_limits(registry, date.fromisoformat(received)))
        facts["application"] = {
            "received": received,
            "via": ask.select(
                _("It came by:"), [Choice(_("the OA system"), "oa"), Choice(_("paper"), "paper")]
            ),
        }
        bodies = required_bodies(scheme, facts["channels"])
    facts["decision"] = [
        {
            "by": body,
            "result": "admit",
            "date": ask.day(
                _("Day on which {body} admitted it (YYYY-MM-DD):").format(
                    body=scheme.bodies[body].name
                )
            ),
        }
        for body in bodies
    ]


def _limits(registry: Registry, received: date) -> str:
    """The dates that follow from the day of receipt (scheme 3.1 and 3.2.3)."""
    from accession_cli.words.findings import scheme_words

    scheme, calendar = registry.scheme, registry.calendar
    decide, start = scheme.days_to_decide, scheme.days_ahead
    said = _(
        "Received on {received}: to be decided by {decided} ({decide}), and to start on {start} at"
        " the earliest ({ahead})."
    )
    return said.format(
        received=received,
        decided=calendar.add(received, decide.value).day,
        decide=scheme_words(scheme.printed(decide.clause)),
        start=calendar.add(received, start.value).day,
        ahead=scheme_words(scheme.printed(start.clause)),
    )


def required_bodies(scheme: Scheme, channels: Iterable[str]) -> list[str]:
    """The bodies that must all decide on a task in these *channels* (scheme 3.2)."""
    bodies: list[str] = []
    for name in channels:
        bodies += [b for b in scheme.channels[Channel(name)].decided_by if b not in bodies]
    return bodies


_LONGEST: Final = 40
#: Fields that a task may leave empty; a correction may fill them in, so they are offered too.
_EMPTY: Final = (
    "co_agencies",
    *(field.key for field in FIELDS if field.optional and field.key not in _DEMANDED),
)
#: Lists of texts, to which a correction may add one.
_LISTS_OF_TEXTS: Final = tuple(field.key for field in FIELDS if field.kind is Kind.LINES)
_WHOLE: Final = ("channels", "co_agencies", "scope")
_CORRECTED: Final = {"term": TERMS, "funding.per": AMOUNTS}
_NAMES: Final = {field.key: field.name for field in FIELDS if field.name}


def ask_settings(task: Task, registry: Registry, ask: Questions) -> tuple[str, ...]:
    """Ask which fields are wrong, and return ``KEY=VALUE`` for each of them."""
    settings: dict[str, str] = {}
    while True:
        standing = dict(_offered(task))
        choices = [Choice(_line(key, text), key) for key, text in standing.items()]
        key = ask.select(_("Which field is wrong:"), choices)
        ask.note(_("Now: {value}").format(value=standing[key] or "–"))
        settings[key] = _answer(key, registry, ask)
        if not ask.sure(_("Is another field wrong?")):
            return tuple(f"{name}={value}" for name, value in settings.items())


def _offered(task: Task) -> Iterator[tuple[str, str]]:
    """The fields that may be corrected, with their content, in the order of the record."""
    holds = {
        key_text(key): text
        for key, text in leaves(task).items()
        if key[0] not in CLOSED and key[0] not in _WHOLE
    }
    holds |= {key: "" for key in (*_EMPTY, *_unknown_parts(task)) if key not in holds}
    holds |= {f"{key}[{len(getattr(task, key))}]": "" for key in _LISTS_OF_TEXTS}
    for key, value in (
        ("channels", task.channels),
        ("co_agencies", task.co_agencies),
        ("scope.subdistricts", task.scope.subdistricts),
        ("scope.communities", task.scope.communities),
    ):
        holds[key] = told(key, value) or ""
    order = {name: place for place, name in enumerate(_NAMES)}
    yield from sorted(
        holds.items(), key=lambda one: (order[_known(one[0])], one[0].partition(".")[0])
    )


def _unknown_parts(task: Task) -> Iterator[str]:
    """Parts of citations that are empty, because they may have become known since the filing."""
    for at, basis in enumerate(task.basis):
        for part in fields_of(basis):
            if getattr(basis, part.name) is None and part.name != "attachment":
                yield f"basis[{at}].{part.name}"


def _known(key: str) -> str:
    """*key* itself, or the field that *key* lies in, whichever has a name."""
    return key if key in _NAMES else key.partition(".")[0].partition("[")[0]


def _line(key: str, text: str) -> str:
    shown = " ".join(text.split())
    short = shown if len(shown) <= _LONGEST else shown[:_LONGEST] + "…"
    return f"{field_words(key)}: {short or '–'}"


def _answer(key: str, registry: Registry, ask: Questions) -> str:
    """The new content: chosen where there is a list, else typed; ``null`` for an empty answer."""
    choices = _choices(key, registry, _CORRECTED)
    if choices and key != "channels":  # a list is typed whole
        return ask.select(_("What is right:"), choices)
    if key == "funding.amount":
        return ask.money(_("Money in yuan (0 when there is none):")).amount or "null"
    if key.endswith((".date", ".start", ".received")):
        return ask.day(_("The right day (YYYY-MM-DD):")) or ""
    return ask.text(_("What is right (empty: nothing):")) or "null"
