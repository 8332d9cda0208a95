"""Correcting by questions: which field, what stands there, what is to stand there."""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from types import MappingProxyType
from typing import Final

from accession_cli.actions.task_amending import CLOSED
from accession_cli.cli import screen
from accession_cli.cli.questions import Choice, Questions, amount, wrong_amount, wrong_day
from accession_cli.finding import key_text
from accession_cli.i18n import N_, _
from accession_cli.scheme.registry import Registry
from accession_cli.scheme.task import Task
from accession_cli.scheme.task_fields import leaves, told
from accession_cli.words.fields import AMOUNTS, TERMS

_LONGEST: Final = 40
#: Fields that a task may leave empty, so that they are offered also where nothing stands.
_EMPTY: Final = ("frequency", "training", "period.end", "funding.note", "co_agencies")
_WHOLE: Final = ("channels", "co_agencies", "scope")
_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "title": N_("Title"),
        "kind": N_("Kind"),
        "class": N_("Class"),
        "agency": N_("Agency"),
        "co_agencies": N_("Agencies that take part"),
        "channels": N_("Channels"),
        "term": N_("Term"),
        "period.start": N_("First day"),
        "period.end": N_("Last day"),
        "frequency": N_("Frequency"),
        "authorization.content": N_("Content"),
        "authorization.target": N_("Target"),
        "authorization.authority": N_("Authority"),
        "authorization.workflow": N_("Workflow"),
        "basis": N_("Basis"),
        "funding": N_("Funding"),
        "resources": N_("Resources"),
        "mechanism": N_("Mechanism"),
        "training": N_("Training"),
        "scope.subdistricts": N_("Subdistricts"),
        "scope.communities": N_("Communities"),
        "sections": N_("Receiving sections"),
        "application": N_("Application"),
        "decision": N_("Decision"),
    }
)


def ask_settings(task: Task, registry: Registry, ask: Questions) -> tuple[str, ...]:
    """``KEY=VALUE`` for each field that is chosen and given something else to say."""
    settings: dict[str, str] = {}
    while True:
        standing = dict(_offered(task))
        choices = [Choice(_line(key, text), key) for key, text in standing.items()]
        key = ask.select(_("Which field is wrong:"), choices)
        screen.note(_("Now: {value}").format(value=standing[key] or "–"))
        settings[key] = _answer(key, registry, ask)
        if not ask.sure(_("Is another field wrong?")):
            return tuple(f"{name}={value}" for name, value in settings.items())


def _offered(task: Task) -> Iterator[tuple[str, str]]:
    """Fields that may be corrected, with what stands in them, in the order of the record."""
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
    """Parts of citations that were not known at the filing, and may be by now."""
    for at, basis in enumerate(task.basis):
        for part in fields(basis):
            if getattr(basis, part.name) is None and part.name != "attachment":
                yield f"basis[{at}].{part.name}"


def _known(key: str) -> str:
    """The field with a name of its own that *key* is or lies in."""
    return key if key in _NAMES else key.partition(".")[0].partition("[")[0]


def _line(key: str, text: str) -> str:
    shown = " ".join(text.split())
    short = shown if len(shown) <= _LONGEST else shown[:_LONGEST] + "…"
    return f"{_(_NAMES[_known(key)])} {key}: {short or '–'}"


def _answer(key: str, registry: Registry, ask: Questions) -> str:
    """The new content: chosen where there is a list, else typed; nothing typed is ``null``."""
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
        return amount(ask.text(_("Money in yuan (0 when there is none):"), wrong_amount)) or ""
    if key.endswith((".date", ".start", ".received")):
        return ask.text(_("The right day (YYYY-MM-DD):"), wrong_day)
    return ask.text(question) or "null"
