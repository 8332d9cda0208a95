"""Ask at a terminal for the facts of a task, a retirement or a correction.

The questions about a task follow the approval form, and the answers become a draft that is checked
like any other. A correction asks which field is wrong, shows its content, and asks for the right
one.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import date
from typing import Any, Final

from accession_cli.actions.task_amending import CLOSED
from accession_cli.cli import terminal
from accession_cli.cli.questions import (
    Choice,
    Questions,
    wrong_id,
    wrong_text,
)
from accession_cli.finding import key_text
from accession_cli.i18n import _
from accession_cli.scheme.district import Scheme
from accession_cli.scheme.fields import FIELDS, WITH_MONEY
from accession_cli.scheme.registry import Registry
from accession_cli.scheme.task import Channel, Task
from accession_cli.scheme.task_fields import leaves, told
from accession_cli.words.fields import AMOUNTS, TERMS

_ALL: Final = "all"


def ask_task(registry: Registry, today: date, questions: Questions) -> dict[str, Any]:
    """Ask for everything that a filed task states, in the order of the approval form."""
    facts, ask = questions.answers, questions
    ask_content(registry, today, ask)
    _admission(registry, facts, ask)
    follows = ask.text(_("Id of the retired task whose place it takes (empty for none):"), wrong_id)
    facts["supersedes"] = [follows.upper()] if follows else []
    return facts


def ask_content(
    registry: Registry, today: date, questions: Questions, *, route: bool = True
) -> dict[str, Any]:
    """Ask for what an application states about its task; with *route*, ask for the route too."""
    scheme, facts, ask = registry.scheme, questions.answers, questions
    facts["title"] = ask.text(_("Title of the task:"), wrong_text)
    facts["kind"] = ask.select(_("Kind:"), [Choice(n, k) for k, n in scheme.kinds.items()])
    facts["class"] = ask.select(_("Class in the directory:"), _same(scheme.classes))
    facts["agency"] = ask.select(_("Agency that hands the task down:"), _agencies(registry, today))
    facts["channels"] = ask.several(
        _("Channels:"), [Choice(rule.name, key.value) for key, rule in scheme.channels.items()]
    )
    if route:
        facts["route"] = _route(scheme, facts["channels"], ask)
    facts["term"] = ask.select(
        _("Term:"),
        [
            Choice(_("long-term, one year and more"), "long"),
            Choice(_("short-term, less than one year"), "short"),
            Choice(_("temporary"), "temporary"),
        ],
    )
    facts["period"] = {
        "start": ask.day(_("First day (YYYY-MM-DD):")),
        "end": ask.day(
            _("Last day (YYYY-MM-DD; empty when no end is set):"),
            optional=facts["term"] == "long",
        ),
    }
    facts["frequency"] = ask.text(_("How often (may be empty):")) or None
    facts["authorization"] = {
        "content": ask.text(_("What the committee does:"), wrong_text),
        "target": ask.text(_("To what end:"), wrong_text),
        "authority": ask.text(_("With what authority, and what it does not cover:"), wrong_text),
        "workflow": ask.text(_("In what steps:"), wrong_text),
    }
    facts["basis"] = _bases(ask)
    facts["funding"] = _funding(ask)
    facts["scope"] = _scope(registry, ask)
    return facts


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


def _agencies(registry: Registry, today: date) -> list[Choice]:
    return [
        Choice(agency.name, agency.key)
        for agency in registry.agencies.values()
        if agency.active_on(today)
    ]


def _route(scheme: Scheme, channels: Sequence[str], ask: Questions) -> str:
    emergency = scheme.emergency
    if emergency is None or any(Channel(name) not in emergency.channels for name in channels):
        return "application"
    return ask.select(
        _("Route:"),
        [
            Choice(_("on application"), "application"),
            Choice(_("emergency: a sudden public-safety event, without application"), "emergency"),
        ],
    )


def _bases(ask: Questions) -> list[dict[str, Any]]:
    bases: list[dict[str, Any]] = []
    while True:
        form = ask.select(
            _("Basis:"), [Choice(_("a law"), "law"), Choice(_("a document"), "document")]
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


def _funding(ask: Questions) -> dict[str, Any]:
    yuan = ask.amount(_("Money in yuan (0 when there is none):"))
    per = ask.select(
        _("For:"), [Choice(_("each year"), "year"), Choice(_("the whole task"), "task")]
    )
    if yuan == "0.00":
        note = ask.text(_("Why no money is needed:"), wrong_text)
        return {"amount": yuan, "per": per, "note": note}
    return {
        "amount": yuan,
        "per": per,
        "source": ask.text(_("Source of the money:"), wrong_text),
        "method": ask.text(_("How it is paid out:"), wrong_text),
    }


def _scope(registry: Registry, ask: Questions) -> dict[str, Any]:
    where = ask.select(
        _("Where:"),
        [Choice(_("in all subdistricts"), _ALL), Choice(_("in some subdistricts"), "some")],
    )
    if where == _ALL:
        return {"subdistricts": _ALL, "communities": _ALL}
    choices = [Choice(place.name, code) for code, place in registry.subdistricts.items()]
    return {"subdistricts": ask.several(_("Subdistricts:"), choices), "communities": _ALL}


def _admission(registry: Registry, facts: dict[str, Any], ask: Questions) -> None:
    scheme = registry.scheme
    if facts["route"] == "emergency" and scheme.emergency:
        facts["application"] = None
        bodies = list(scheme.emergency.decided_by)
    else:
        received = ask.day(_("Day the application was received (YYYY-MM-DD):")) or ""
        terminal.note(_limits(registry, date.fromisoformat(received)))
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
    """The dates that follow from the day of receipt (clauses 3.1 and 3.2.3)."""
    scheme, calendar = registry.scheme, registry.calendar
    decide, start = scheme.days_to_decide, scheme.days_ahead
    said = _(
        "Received on {received}: to be decided by {decided} (clause {decide}), and to start on"
        " {start} at the earliest (clause {ahead})."
    )
    return said.format(
        received=received,
        decided=calendar.add(received, decide.value).day,
        decide=decide.clause,
        start=calendar.add(received, start.value).day,
        ahead=start.clause,
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
    *(field.key for field in FIELDS if field.optional and field.key not in WITH_MONEY),
)
_WHOLE: Final = ("channels", "co_agencies", "scope")
_NAMES: Final = {field.key: field.name for field in FIELDS if field.name}


def ask_settings(task: Task, registry: Registry, ask: Questions) -> tuple[str, ...]:
    """Ask which fields are wrong, and return ``KEY=VALUE`` for each of them."""
    settings: dict[str, str] = {}
    while True:
        standing = dict(_offered(task))
        choices = [Choice(_line(key, text), key) for key, text in standing.items()]
        key = ask.select(_("Which field is wrong:"), choices)
        terminal.note(_("Now: {value}").format(value=standing[key] or "–"))
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
        for part in fields(basis):
            if getattr(basis, part.name) is None and part.name != "attachment":
                yield f"basis[{at}].{part.name}"


def _known(key: str) -> str:
    """*key* itself, or the field that *key* lies in, whichever has a name."""
    return key if key in _NAMES else key.partition(".")[0].partition("[")[0]


def _line(key: str, text: str) -> str:
    shown = " ".join(text.split())
    short = shown if len(shown) <= _LONGEST else shown[:_LONGEST] + "…"
    return f"{_(_NAMES[_known(key)])} {key}: {short or '–'}"


def _answer(key: str, registry: Registry, ask: Questions) -> str:
    """The new content: chosen where there is a list, else typed; ``null`` for an empty answer."""
    scheme, question = registry.scheme, _("What is right (empty: nothing):")
    chosen = {
        "kind": [Choice(name, kind) for kind, name in scheme.kinds.items()],
        "class": [Choice(name, name) for name in scheme.classes],
        "agency": [Choice(one.name, one.key) for one in registry.agencies.values()],
        "term": [Choice(_(name), term) for term, name in TERMS.items()],
        "funding.per": [Choice(_(name).format(amount="…"), per) for per, name in AMOUNTS.items()],
    }
    if key in chosen:
        return ask.select(_("What is right:"), chosen[key])
    if key == "funding.amount":
        return ask.amount(_("Money in yuan (0 when there is none):"))
    if key.endswith((".date", ".start", ".received")):
        return ask.day(_("The right day (YYYY-MM-DD):")) or ""
    return ask.text(question) or "null"
