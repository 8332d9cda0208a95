"""Check that the registry's own files agree: agencies, profile, subdistricts, notices."""

from collections.abc import Iterator
from datetime import date
from itertools import combinations, pairwise
from typing import Final

from accession_cli.finding import KeyPath, Severity
from accession_cli.i18n import N_
from accession_cli.rules.rule import Breach, RuleContext, over_registry
from accession_cli.scheme.calendar import faults
from accession_cli.scheme.district import Listed, Tenure, is_clause_key
from accession_cli.scheme.names import agency_folded
from accession_cli.scheme.registry import only_deciding

_AGENCIES: Final = "agencies.yaml"
_SCHEME: Final = "scheme.yaml"
_PLACES: Final = "subdistricts.yaml"

_CREDIT_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100, without I, O, S, V, Z


@over_registry(
    "G101",
    "GB 32100",
    about=N_("The check character of a unified social credit code is right."),
    says=N_("The check character of {code} should be {expected}."),
    hint=N_("Compare the code with the agency's certificate; write null if it is not known."),
)
def credit_code_checks(world: RuleContext) -> Iterator[Breach]:
    for key, agency in world.registry.agencies.items():
        code = agency.credit_code
        if code is not None and code[-1] != credit_check(code[:-1]):
            facts = {"code": code, "expected": credit_check(code[:-1])}
            yield Breach(("agencies", key, "credit_code"), facts, world.path(_AGENCIES))


@over_registry(
    "G102",
    "scheme 3.1",
    about=N_("No two agencies have one name."),
    says=N_("{name} stands here twice: as {key} and as {other}."),
    hint=N_("Keep one key and use it in every task."),
)
def agency_names_differ(world: RuleContext) -> Iterator[Breach]:
    seen: dict[str, str] = {}
    for key, agency in world.registry.agencies.items():
        other = seen.setdefault(agency.name, key)
        if other != key:
            facts = {"name": agency.name, "key": key, "other": other}
            yield Breach(("agencies", key, "name"), facts, world.path(_AGENCIES))


@over_registry(
    "G103",
    "scheme 3.1",
    about=N_("An agency does not end before it begins."),
    says=N_("{name} is said to end on {end}, before it begins on {start}."),
    hint=N_("Correct the date that is wrong; active_to is the last day."),
)
def agency_ends_after_it_begins(world: RuleContext) -> Iterator[Breach]:
    for key, agency in world.registry.agencies.items():
        start, end = agency.active_from, agency.active_to
        if start is not None and end is not None and end < start:
            facts = {"name": agency.name, "end": end, "start": start}
            yield Breach(("agencies", key, "active_to"), facts, world.path(_AGENCIES))


@over_registry(
    "G104",
    "scheme 3.1",
    about=N_("No name or other writing of an agency means another agency, too."),
    says=N_("The name {name} can mean two agencies: {key} and {other}."),
    hint=N_("Take it out of also_called of the agency that it does not mean."),
)
def agency_names_mean_one(world: RuleContext) -> Iterator[Breach]:
    seen: dict[str, tuple[str, str]] = {}
    for key, agency in world.registry.agencies.items():
        others = ((("also_called", at), name) for at, name in enumerate(agency.also_called))
        names: list[tuple[KeyPath, str]] = [(("name",), agency.name), *others]
        for within, name in names:
            meant = agency_folded(name, world.scheme.district)
            other, as_written = seen.setdefault(meant, (key, name))
            if other != key and (within != ("name",) or as_written != name):  # G102 says the rest
                facts = {"name": name, "key": key, "other": other}
                yield Breach(("agencies", key, *within), facts, world.path(_AGENCIES))


@over_registry(
    "G105",
    "scheme 3.1",
    about=N_("The earlier names of an agency follow one another, the oldest first."),
    says=N_("The name {name} is said to last until {until}, and stands after a later one."),
    hint=N_("Put the oldest name first, and compare the days; until is the last day of a name."),
)
def earlier_names_of_agencies_follow(world: RuleContext) -> Iterator[Breach]:
    for key, agency in world.registry.agencies.items():
        for at, facts in _out_of_order(agency):
            yield Breach(("agencies", key, "earlier_names", at), facts, world.path(_AGENCIES))


@over_registry(
    "G106",
    "scheme 3.1",
    Severity.WARNING,
    about=N_("The list of agencies has those that apply, not only the bodies that decide."),
    says=N_("Only the bodies that decide stand in the list: {names}."),
    hint=N_(
        "Fill in 部门.xlsx, which accession roster export writes, and run accession roster import."
    ),
)
def agencies_that_apply_are_listed(world: RuleContext) -> Iterator[Breach]:
    if only_deciding(world.registry):
        names = "、".join(one.name for one in world.registry.agencies.values()) or "–"
        yield Breach(("agencies",), {"names": names}, world.path(_AGENCIES))


@over_registry(
    "G201",
    "scheme 3.2",
    about=N_("The bodies of the profile are agencies in agencies.yaml."),
    says=N_("The body {body} names the agency {key}, which is not in agencies.yaml."),
    hint=N_("Correct the key, or add the agency to agencies.yaml."),
)
def bodies_are_agencies(world: RuleContext) -> Iterator[Breach]:
    for body, known in world.scheme.bodies.items():
        if known.agency not in world.registry.agencies:
            facts = {"body": known.name, "key": known.agency}
            yield Breach(("bodies", body, "agency"), facts, world.path(_SCHEME))


@over_registry(
    "G202",
    "scheme 3.2",
    about=N_("The bodies that decide and that keep the register stand in the profile's bodies."),
    says=N_("There is no body {body} in the bodies of the profile."),
    hint=N_("Choose one of these, or add the body: {known}."),
)
def named_bodies_exist(world: RuleContext) -> Iterator[Breach]:
    known = world.scheme.bodies
    for key, body in _bodies_named(world):
        if body not in known:
            facts = {"body": body, "known": "、".join(known)}
            yield Breach(key, facts, world.path(_SCHEME))


@over_registry(
    "G203",
    "scheme 3.3",
    about=N_("One body at a time keeps the register."),
    says=N_("{body} is said to keep the register while {other} does, from {start} on."),
    hint=N_("Let each body's time begin after the one before it has ended."),
)
def registrars_follow_one_another(world: RuleContext) -> Iterator[Breach]:
    for (_, one), (at, other) in combinations(enumerate(world.scheme.registrar), 2):
        if one.from_ <= _to(other) and other.from_ <= _to(one):
            start = max(one.from_, other.from_)
            names = {"body": _name(world, other.body), "other": _name(world, one.body)}
            facts = {**names, "start": start}
            yield Breach(("registrar", at, "from"), facts, world.path(_SCHEME))


@over_registry(
    "G204",
    "scheme 3.3",
    about=N_("A body's time as the keeper of the register does not end before it begins."),
    says=N_("{body} is said to stop keeping the register on {end}, before it began on {start}."),
    hint=N_("Correct the date that is wrong; to is the last day."),
)
def registrar_ends_after_it_begins(world: RuleContext) -> Iterator[Breach]:
    for at, tenure in enumerate(world.scheme.registrar):
        if _to(tenure) < tenure.from_:
            name = _name(world, tenure.body)
            facts = {"body": name, "end": _to(tenure), "start": tenure.from_}
            yield Breach(("registrar", at, "to"), facts, world.path(_SCHEME))


@over_registry(
    "G205",
    "scheme 3.2.3",
    about=N_("The emergency route goes down channels that the district has."),
    says=N_("The emergency route names the channel {channel}, which the profile does not have."),
    hint=N_(
        "Take it out of the channels of the emergency route, or add it to the"
        " channels of scheme.yaml."
    ),
)
def emergency_channels_exist(world: RuleContext) -> Iterator[Breach]:
    emergency = world.scheme.emergency
    for at, channel in enumerate(emergency.channels if emergency else ()):
        if channel not in world.scheme.channels:
            key: KeyPath = ("emergency", "channels", at)
            yield Breach(key, {"channel": channel.value}, world.path(_SCHEME))


@over_registry(
    "G206",
    "format",
    about=N_("Each clause that the profile names stands in its clauses."),
    says=N_("There is no clause {clause} in the clauses of the profile."),
    hint=N_("Add it there with the number that the scheme gives it, or correct the key."),
)
def named_clauses_are_listed(world: RuleContext) -> Iterator[Breach]:
    for key, clause in world.scheme.clauses_used():
        if is_clause_key(clause) and clause not in world.scheme.clauses:
            yield Breach(key, {"clause": clause}, world.path(_SCHEME))


@over_registry(
    "G207",
    "format",
    Severity.WARNING,
    about=N_("The clauses of the profile were compared with the scheme, so papers can cite them."),
    says=N_(
        "How the scheme numbers these clauses is not confirmed, so no paper cites them: {keys}."
    ),
    hint=N_(
        "Write each under clauses as the scheme numbers it, for example 三、（二）3; accession"
        " format --upgrade lists them in an older file."
    ),
)
def clauses_are_confirmed(world: RuleContext) -> Iterator[Breach]:
    keys = [key for key, printed in world.scheme.clauses.items() if printed is None]
    if keys:
        yield Breach(("clauses",), {"keys": "、".join(keys)}, world.path(_SCHEME))


@over_registry(
    "G301",
    "GB/T 2260",
    about=N_("The code of a subdistrict begins with the code of its district."),
    says=N_("The code {code} of {name} does not begin with {district}, the code of the district."),
    hint=N_("Correct the code, or the district's code in scheme.yaml."),
)
def subdistricts_lie_in_the_district(world: RuleContext) -> Iterator[Breach]:
    for code, place in world.registry.subdistricts.items():
        if not code.startswith(world.scheme.code):
            facts = {"code": code, "name": place.name, "district": world.scheme.code}
            yield Breach(("subdistricts", code), facts, world.path(_PLACES))


@over_registry(
    "G302",
    "GB/T 2260",
    about=N_("The code of a community begins with the code of its subdistrict."),
    says=N_("The code {code} of {name} does not begin with {subdistrict}, its subdistrict's code."),
    hint=N_("Correct the code, or move the community to its subdistrict."),
)
def communities_lie_in_their_subdistrict(world: RuleContext) -> Iterator[Breach]:
    for home, place in world.registry.subdistricts.items():
        for code, one in place.communities.items():
            if not code.startswith(home):
                key: KeyPath = ("subdistricts", home, "communities", code)
                facts = {"code": code, "name": one.name, "subdistrict": home}
                yield Breach(key, facts, world.path(_PLACES))


@over_registry(
    "G303",
    "GB/T 2260",
    about=N_("A subdistrict or community does not end before it begins."),
    says=N_("{name} is said to end on {end}, before it begins on {start}."),
    hint=N_("Correct the date that is wrong; active_to is the last day."),
)
def places_end_after_they_begin(world: RuleContext) -> Iterator[Breach]:
    for key, place in _places(world):
        start, end = place.active_from, place.active_to
        if start is not None and end is not None and end < start:
            facts = {"name": place.name, "end": end, "start": start}
            yield Breach((*key, "active_to"), facts, world.path(_PLACES))


@over_registry(
    "G304",
    "GB/T 2260",
    about=N_("The earlier names of a subdistrict or community follow one another."),
    says=N_("The name {name} is said to last until {until}, and stands after a later one."),
    hint=N_("Put the oldest name first, and compare the days; until is the last day of a name."),
)
def earlier_names_of_places_follow(world: RuleContext) -> Iterator[Breach]:
    for key, place in _places(world):
        for at, facts in _out_of_order(place):
            yield Breach((*key, "earlier_names", at), facts, world.path(_PLACES))


@over_registry(
    "G305",
    "scheme 3.2.1",
    Severity.WARNING,
    about=N_("The list of subdistricts is not empty."),
    says=N_("No subdistrict is on the list, so no task can be handed down to anybody."),
    hint=N_(
        "Fill in 街道社区.xlsx, which accession roster export writes,"
        " and run accession roster import."
    ),
)
def subdistricts_are_listed(world: RuleContext) -> Iterator[Breach]:
    if not world.registry.subdistricts:
        yield Breach(("subdistricts",), {}, world.path(_PLACES))


@over_registry(
    "G501",
    "国务院办公厅放假通知",
    about=N_(
        "A holiday notice lists weekdays off and weekend days worked, of its own year or the"
        " December before."
    ),
    says=N_("The holiday notice cannot be right."),
    hint=N_("Compare the file with the notice as the State Council published it."),
)
def notices_are_sound(world: RuleContext) -> Iterator[Breach]:
    """Each fault has its own sentence. The notices in the package have no faults."""
    for year, notice in world.registry.calendar.notices.items():
        for fault in faults(notice):
            path = world.path(f"calendar/{year}.yaml")
            yield Breach((), fault.facts, path, says=fault.says)


@over_registry(
    "G502",
    "国务院办公厅放假通知",
    about=N_("A holiday notice is entered when it has been issued."),
    says=N_("The notice for {year} is dated {date}, after today, {today}."),
    hint=N_("Take it out until the State Council has issued it; days are provisional as long."),
)
def notices_were_issued(world: RuleContext) -> Iterator[Breach]:
    for year, notice in world.registry.calendar.notices.items():
        if notice.date > world.today and not notice.shipped:
            facts = {"year": year, "date": notice.date, "today": world.today}
            yield Breach(("date",), facts, world.path(f"calendar/{year}.yaml"))


def credit_check(body: str) -> str:
    """The check character for the first 17 characters of a credit code (GB 32100)."""
    total = sum(_CREDIT_ALPHABET.index(sign) * pow(3, at, 31) for at, sign in enumerate(body))
    return _CREDIT_ALPHABET[-total % 31]


def _places(world: RuleContext) -> Iterator[tuple[KeyPath, Listed]]:
    """Each subdistrict and each community, with its key path."""
    for code, place in world.registry.subdistricts.items():
        yield ("subdistricts", code), place
        for community, one in place.communities.items():
            yield ("subdistricts", code, "communities", community), one


def _out_of_order(listed: Listed) -> Iterator[tuple[int, dict[str, object]]]:
    """Each earlier name that ended no later than the one before it, with its place."""
    for at, (before, one) in enumerate(pairwise(listed.earlier_names), 1):
        if one.until <= before.until:
            yield at, {"name": one.name, "until": one.until}


def _bodies_named(world: RuleContext) -> Iterator[tuple[KeyPath, str]]:
    scheme = world.scheme
    for turn, tenure in enumerate(scheme.registrar):
        yield ("registrar", turn, "body"), tenure.body
    for channel, rule in scheme.channels.items():
        for at, body in enumerate(rule.decided_by):
            yield ("channels", channel.value, "decided_by", at), body
    if scheme.emergency is not None:
        for at, body in enumerate(scheme.emergency.decided_by):
            yield ("emergency", "decided_by", at), body


def _name(world: RuleContext, body: str) -> str:
    known = world.scheme.bodies.get(body)
    return known.name if known else body


def _to(tenure: Tenure) -> date:
    return tenure.to or date.max
