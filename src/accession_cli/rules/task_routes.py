"""Check routes and channels: who has to admit a task before it may go down (scheme 3.1, 3.2)."""

from collections.abc import Collection, Iterator
from typing import Final

from accession_cli.finding import Severity, key_path
from accession_cli.i18n import N_
from accession_cli.rules.rule import Breach, RuleContext, over_task
from accession_cli.scheme.district import LaterRegistration, Scheme, cited
from accession_cli.scheme.registry import TaskFile
from accession_cli.scheme.task import Channel, Decision, Result, Route, Task, Term
from accession_cli.scheme.task_addressees import is_grid_platform, sent_elsewhere

_EVERY_EMERGENCY: Final = N_("{body} has not decided, but has to admit every emergency task.")


@over_task(
    "D101",
    "scheme 3.2",
    about=N_("Every body that decides on a channel of the task has decided."),
    says=N_("{body} has not decided, but has to admit every task that goes down this way: {way}."),
    hint=N_("Add the decision of {body}; without it the task is not admitted."),
)
def every_body_has_decided(file: TaskFile, world: RuleContext) -> Iterator[Breach]:
    """The bodies are those of the day of the decision: who decides later asks for nothing earlier.

    When the register has moved, its keeper's decision on that day counts for today's keeper.
    """
    task, scheme = file.task, scheme_of(file.task, world.scheme)
    needed = _bodies_needed(task, scheme)
    decided = {_seat(made, needed, scheme) for made in task.decision}
    for key, (way, clause) in needed.items():
        if key not in decided:
            facts = {"body": _body(scheme, key), "way": way}
            says = _EVERY_EMERGENCY if task.route is Route.EMERGENCY else ""
            yield Breach(("decision",), facts, clause=cited(clause), says=says)


@over_task(
    "D102",
    "scheme 3.2",
    about=N_("No body that has to admit a task has last returned or refused it."),
    says=N_("The last decision of {body}, on {day}, did not admit the task."),
    hint=N_(
        "Add the later decision that admitted it; if there is none, retire the task with"
        " --entered-in-error."
    ),
)
def no_body_holds_the_task_back(file: TaskFile, world: RuleContext) -> Iterator[Breach]:
    last: dict[str, int] = {}
    decision, scheme = file.task.decision, scheme_of(file.task, world.scheme)
    needed = _bodies_needed(file.task, scheme)
    for at, made in enumerate(decision):
        seat = _seat(made, needed, scheme)
        if seat in needed and (seat not in last or made.date >= decision[last[seat]].date):
            last[seat] = at
    for at in last.values():
        if decision[at].result is not Result.ADMIT:
            facts = {"body": _body(scheme, decision[at].by), "day": decision[at].date}
            yield Breach(("decision", at, "result"), facts)


@over_task(
    "D103",
    "scheme 3.2",
    about=N_("A task goes down the channels that the district has."),
    says=N_("The profile of this district has no channel {channel}."),
    hint=N_("Take the channel out, or add it to scheme.yaml with the bodies that decide on it."),
    asked=True,
)
def channels_are_the_districts(file: TaskFile, world: RuleContext) -> Iterator[Breach]:
    for at, channel in enumerate(file.task.channels):
        if channel not in scheme_of(file.task, world.scheme).channels:
            yield Breach(("channels", at), {"channel": channel.value})


@over_task(
    "D104",
    "scheme 3.2",
    Severity.WARNING,
    about=N_("Only bodies that a channel of the task calls for decide on it."),
    says=N_("{body} has decided, but has no part in a task that goes down this way: {way}."),
    hint=N_("Correct the body or the channels, or take this decision out."),
)
def only_bodies_with_a_part_decide(file: TaskFile, world: RuleContext) -> Iterator[Breach]:
    """Emergency tasks have D203. A channel that was corrected may have called for the body."""
    task, scheme = file.task, scheme_of(file.task, world.scheme)
    corrected = any(key_path(made.field)[:1] == ("channels",) for made in task.corrections)
    known = all(channel in scheme.channels for channel in task.channels)
    if task.route is Route.EMERGENCY or corrected or not known:
        return
    needed = _bodies_needed(task, scheme)
    way = "、".join(_channel(scheme, channel) for channel in task.channels)
    for at, made in enumerate(task.decision):
        keeper = scheme.registrar_on(made.date) == made.by
        if made.by in scheme.bodies and made.by not in needed and not keeper:
            yield Breach(("decision", at, "by"), {"body": _body(scheme, made.by), "way": way})


@over_task(
    "D201",
    "scheme 3.2.3",
    about=N_("The emergency route is used only where the district has one."),
    says=N_("The profile of this district has no emergency route."),
    hint=N_("Have the task applied for, and file it by the route of an application."),
)
def district_has_the_emergency_route(file: TaskFile, world: RuleContext) -> Iterator[Breach]:
    if file.task.route is Route.EMERGENCY and scheme_of(file.task, world.scheme).emergency is None:
        yield Breach(("route",))


@over_task(
    "D202",
    "scheme 3.2.3",
    about=N_("An emergency task goes down the channels of the emergency route alone."),
    says=N_("An emergency task may not go down the channel {channel} here, only: {allowed}."),
    hint=N_("Take the channel out, or have the task applied for."),
)
def emergency_keeps_to_its_channels(file: TaskFile, world: RuleContext) -> Iterator[Breach]:
    scheme = scheme_of(file.task, world.scheme)
    emergency = scheme.emergency
    if file.task.route is not Route.EMERGENCY or emergency is None:
        return
    for at, channel in enumerate(file.task.channels):
        if channel not in emergency.channels:
            allowed = "、".join(_channel(scheme, one) for one in emergency.channels)
            facts = {"channel": _channel(scheme, channel), "allowed": allowed}
            yield Breach(("channels", at), facts, clause=cited(emergency.clause))


@over_task(
    "D203",
    "scheme 3.2.3",
    about=N_("An emergency task is decided by the bodies of the emergency route alone."),
    says=N_("{body} does not decide on emergency tasks; they are admitted at once by: {allowed}."),
    hint=N_("Take this decision out, or have the task applied for."),
)
def emergency_is_decided_by_its_bodies_alone(
    file: TaskFile, world: RuleContext
) -> Iterator[Breach]:
    scheme = scheme_of(file.task, world.scheme)
    emergency = scheme.emergency
    if file.task.route is not Route.EMERGENCY or emergency is None:
        return
    allowed = "、".join(_body(scheme, key) for key in emergency.decided_by)
    for at, made in enumerate(file.task.decision):
        if _seat(made, emergency.decided_by, scheme) not in emergency.decided_by:
            facts = {"body": _body(scheme, made.by), "allowed": allowed}
            yield Breach(("decision", at, "by"), facts, clause=cited(emergency.clause))


@over_task(
    "D204",
    "scheme 3.2.3",
    Severity.WARNING,
    about=N_("An emergency task is registered on application afterwards, where that is required."),
    says=N_("This emergency task was not registered on application afterwards."),
    hint=N_("Have the task applied for and filed, then retire this one with --superseded-by."),
)
def emergency_is_registered_later(file: TaskFile, world: RuleContext) -> Iterator[Breach]:
    """The later registration is another task, which replaces this one."""
    task, emergency = file.task, scheme_of(file.task, world.scheme).emergency
    if task.route is not Route.EMERGENCY or emergency is None or task.superseded_by:
        return
    if emergency.later_registration is LaterRegistration.REQUIRED and task.in_force(world.as_of):
        yield Breach(("superseded_by",), clause=cited(emergency.clause))


@over_task(
    "D205",
    "scheme 3.2.3",
    about=N_("An emergency task is temporary or short-term, and its end is set."),
    says=N_("A task without an end in sight cannot be admitted as an emergency."),
    hint=N_(
        "Write the term temporary and the last day of the period; what has to go on"
        " is applied for and filed by the route of an application."
    ),
)
def emergency_has_an_end(file: TaskFile, world: RuleContext) -> Iterator[Breach]:
    task, emergency = file.task, scheme_of(file.task, world.scheme).emergency
    if task.route is not Route.EMERGENCY or emergency is None:
        return
    if task.term is Term.LONG or task.period.end is None:
        yield Breach(("term",), clause=cited(emergency.clause))


@over_task(
    "D401",
    "scheme 3.2.1",
    about=N_("The sections that receive a task lie in its subdistricts."),
    says=N_("The section {name} lies in the subdistrict {code}, where the task is not done."),
    hint=N_("Add the subdistrict to where the task is done, or take the section out."),
    asked=True,
)
def sections_lie_in_the_scope(file: TaskFile, _world: RuleContext) -> Iterator[Breach]:
    scope = file.task.scope.subdistricts
    if scope is None:
        return
    for at, section in enumerate(file.task.sections):
        if section.subdistrict not in scope:
            facts = {"name": section.name, "code": section.subdistrict}
            yield Breach(("sections", at, "subdistrict"), facts)


@over_task(
    "D402",
    "scheme 3.2.1",
    about=N_("Only a task that goes down the community channel has receiving sections."),
    says=N_("Subdistrict sections are named, but the task does not go down the community channel."),
    hint=N_("Add the channel community, or take the sections out."),
    asked=True,
)
def sections_receive_community_tasks(file: TaskFile, _world: RuleContext) -> Iterator[Breach]:
    if file.task.sections and Channel.COMMUNITY not in file.task.channels:
        yield Breach(("sections",))


@over_task(
    "D403",
    "scheme 3.2.1",
    Severity.WARNING,
    about=N_("A task is handed down only to subdistricts in which it is done."),
    says=N_("The task was handed to {to}, but it is not done in {subdistrict}."),
    hint=N_("Correct whom it was handed to, or amend the places of the task."),
)
def nothing_goes_down_outside_the_scope(file: TaskFile, world: RuleContext) -> Iterator[Breach]:
    """A task may have been done there before its places were corrected."""
    task = file.task
    if not any(key_path(made.field)[:1] == ("scope",) for made in task.corrections):
        for at, name in sent_elsewhere(task, world.registry):
            facts = {"to": task.dispatch[at].to, "subdistrict": name}
            yield Breach(("dispatch", at, "to"), facts)


@over_task(
    "D404",
    "scheme 3.2.2",
    Severity.WARNING,
    about=N_("What goes down on the grid platform has the platform's number."),
    says=N_("The task was handed to {to} on {day}, but no number of the platform is stated."),
    hint=N_("Read the platform's receipt with accession dispatch --receipt, or write its number."),
)
def platform_gives_a_number(file: TaskFile, world: RuleContext) -> Iterator[Breach]:
    """A number that was read back later stands in an entry of its own."""
    task = file.task
    if Channel.GRID in task.channels and not any(sent.number for sent in task.dispatch):
        for at, sent in enumerate(task.dispatch):
            if is_grid_platform(sent.to, world.scheme):
                facts = {"to": sent.to, "day": sent.date}
                yield Breach(("dispatch", at, "number"), facts)


def scheme_of(task: Task, scheme: Scheme) -> Scheme:
    """The profile of the day of the last decision on *task*, of its filing where none is known."""
    return scheme.on(max((made.date for made in task.decision), default=task.filing.date))


def _bodies_needed(task: Task, scheme: Scheme) -> dict[str, tuple[str, str]]:
    """The bodies that have to admit *task*, each with the channel or route, and its clause.

    There are none for a task of an earlier directory: this scheme never admitted it.
    """
    needed: dict[str, tuple[str, str]] = {}
    if task.route is Route.INHERITED:
        return needed
    if task.route is Route.EMERGENCY:
        if scheme.emergency is not None:
            for key in scheme.emergency.decided_by:
                needed[key] = (Route.EMERGENCY.value, scheme.emergency.clause)
        return needed
    for channel in task.channels:
        rule = scheme.channels.get(channel)
        for key in rule.decided_by if rule else ():
            if rule is not None and key not in needed:
                needed[key] = (rule.name, rule.clause)
    return needed


def _seat(made: Decision, needed: Collection[str], scheme: Scheme) -> str:
    """The body that a decision counts for.

    That is the body that made it. When that body is not *needed*, but kept the register on that
    day, the decision counts for the latest keeper of the register.
    """
    if made.by in needed or scheme.registrar_on(made.date) != made.by:
        return made.by
    return max(scheme.registrar, key=lambda tenure: tenure.from_).body


def _channel(scheme: Scheme, channel: Channel) -> str:
    known = scheme.channels.get(channel)
    return known.name if known else channel.value


def _body(scheme: Scheme, key: str) -> str:
    known = scheme.bodies.get(key)
    return known.name if known else key
