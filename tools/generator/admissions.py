"""A task as it is on the day of its filing: the facts of a real one, on other days."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Final, Self

from accession_cli.scheme.registry import RecordId, Registry, TaskStatus
from accession_cli.scheme.task import (
    ApplicationFacts,
    Basis,
    Channel,
    Decision,
    DocumentBasis,
    Filing,
    Funding,
    LawBasis,
    Mechanism,
    Per,
    Period,
    Result,
    Route,
    Scope,
    Section,
    StoredFile,
    Task,
    Term,
    Via,
    WithheldBasis,
)
from generator.citations import Laws
from generator.days import OfficeDays

#: Shares of all tasks.
EMERGENCIES: Final = 0.02
LONG_TERM: Final = 0.6
WITHOUT_END: Final = 0.75  # of the long-term ones
WITHOUT_MONEY: Final = 0.2
EVERYWHERE: Final = 0.6
WITHOUT_SECTIONS: Final = 0.5
WITH_MECHANISM: Final = 0.2  # of those whose model has one
WITHHELD: Final = 0.004
ON_PAPER: Final = 0.1
DECIDED_LATE: Final = 0.003

WHERE: Final = ("东片", "西片", "南片", "北片", "中片", "滨河", "新城", "老城", "沿线", "园区")
_BEHIND: Final = re.compile("(?:（[^（）]*）)+$")
_SIGNBOARD: Final = "signboard"  # asks for a law that holds, whatever the year
_SECTION: Final = "公共服务办公室"
_CENTS: Final = Decimal("0.01")


@dataclass(frozen=True, slots=True, kw_only=True)
class District:
    """What tasks are made out of: a real registry, its tasks by route, its laws, its days.

    ``careless`` is the share of changes of law that nobody follows up, ``cites`` that of the laws
    whose versions are not known that are cited; it pays ``plenty`` times what the model pays.
    """

    home: Registry
    models: dict[Route, tuple[Task, ...]]
    laws: Laws
    days: OfficeDays
    careless: float = 0.03
    plenty: float = 1.0
    cites: float = 0.1

    @classmethod
    def of(cls, home: Registry) -> Self:
        tasks = [file.task for file in home.tasks if file.task.kind != _SIGNBOARD]
        models = {route: tuple(one for one in tasks if one.route is route) for route in Route}
        return cls(
            home=home,
            models=models,
            laws=Laws.known(home.statutes),
            days=OfficeDays.of(home.calendar),
        )


def filed(district: District, number: RecordId, day: date, chance: random.Random) -> Task:
    """A new task, filed on the working day *day* under *number*; nothing has happened since."""
    route = Route.EMERGENCY if chance.random() < EMERGENCIES else Route.APPLICATION
    model = chance.choice(district.models[route])
    where, doors = chance.choice(WHERE), chance.randint(20, 900)
    title = f"{_BEHIND.sub('', model.title)}（{number.year}年{where}第{number.serial}批）"
    told, scope = model.authorization, _scope(district, chance)
    content = f"{told.content}本批在{where}进行，涉及{doors}个楼门、{doors * 11}户居民。"
    workflow = f"{told.workflow}—每{chance.randint(2, 20)}个工作日汇总一次"
    made = replace(
        model,
        title=title,
        authorization=replace(told, content=content, workflow=workflow),
        scope=scope,
        sections=_sections(model, scope, chance),
        mechanism=_mechanism(district, model, chance),
    )
    return refiled(district, made, number, day, chance)


def refiled(
    district: District, model: Task, number: RecordId, day: date, chance: random.Random
) -> Task:
    """The task that *model* describes, filed anew on *day* under *number*."""
    route = _emergency if model.route is Route.EMERGENCY else _applied_for
    made = replace(
        model,
        id=number,
        status=TaskStatus.ADMITTED,
        filing=Filing(date=day, number=district.home.scheme.filing_number_of(number)),
        dispatch=(),
        retirement=None,
        supersedes=(),
        superseded_by=(),
        corrections=(),
    )
    made = route(district, made, chance)
    return replace(made, basis=tuple(_basis(district, made, chance)))


def digest(number: RecordId, what: str) -> str:
    """The hash of a paper that nobody wrote."""
    return sha256(f"{number} {what}".encode()).hexdigest()


def _emergency(district: District, made: Task, chance: random.Random) -> Task:
    """Admitted at once, on any day; filed on the next working day."""
    start = made.filing.date - timedelta(days=chance.randint(0, 1))
    emergency = district.home.scheme.emergency
    bodies = emergency.decided_by if emergency else ()
    return replace(
        made,
        term=Term.TEMPORARY,
        period=Period(start=start, end=start + timedelta(days=chance.randint(3, 20))),
        application=None,
        decision=tuple(_admitted(body, start) for body in bodies),
    )


def _applied_for(district: District, made: Task, chance: random.Random) -> Task:
    """Received, decided in time by every body, filed, begun when the scheme lets it begin."""
    days, scheme, day = district.days, district.home.scheme, made.filing.date
    took = chance.randint(2, scheme.days_to_decide.value)
    if chance.random() < DECIDED_LATE:
        took += scheme.days_to_decide.value
    received = days.before(day, took)
    first = days.after(received, chance.randint(1, max(1, took - 1)))
    bodies = dict.fromkeys(b for c in made.channels for b in scheme.channels[c].decided_by)
    ahead = days.after(received, scheme.days_ahead.value)
    start = max(ahead, day) + timedelta(days=chance.randint(1, 30))
    long = chance.random() < LONG_TERM
    term = Term.LONG if long else chance.choice((Term.SHORT, Term.TEMPORARY))
    name = f"社区工作事务准入审批表（示例）-{made.id}.docx"
    form: StoredFile | None = StoredFile(name=name, sha256=digest(made.id, "form"))
    via = Via.PAPER if chance.random() < ON_PAPER else Via.OA
    if chance.random() < WITHHELD:
        via, form = Via.OFFLINE, None
    return replace(
        made,
        term=term,
        period=Period(start=start, end=_end(start, chance, long=long)),
        funding=_money(chance, district.plenty, long=long),
        application=ApplicationFacts(id=None, received=received, via=via, form=form),
        decision=tuple(
            _admitted(body, day if at and took > 1 else first) for at, body in enumerate(bodies)
        ),
    )


def _admitted(body: str, day: date) -> Decision:
    return Decision(by=body, date=day, result=Result.ADMIT, opinion=None)


def _end(start: date, chance: random.Random, *, long: bool) -> date | None:
    if not long:
        return start + timedelta(days=chance.randint(20, 240))
    if chance.random() < WITHOUT_END:
        return None
    return start + timedelta(days=366 * chance.randint(1, 3))


def _money(chance: random.Random, plenty: float, *, long: bool) -> Funding:
    per = Per.YEAR if long else Per.TASK
    if chance.random() < WITHOUT_MONEY:
        note = "由主管部门承担，不向社区收取"
        return Funding(amount=Decimal("0.00"), per=per, source=None, method=None, note=note)
    amount = Decimal(round(chance.randrange(500, 60000, 100) * plenty, -2)).quantize(_CENTS)
    return Funding(amount=amount, per=per, source="区财政专项", method="随事拨付", note=None)


def _scope(district: District, chance: random.Random) -> Scope:
    """The whole district, or some subdistricts; of a single one its communities by name."""
    if chance.random() < EVERYWHERE:
        return Scope(subdistricts=None, communities=None)
    known = district.home.subdistricts
    codes = tuple(sorted(chance.sample(list(known), chance.randint(1, 4))))
    communities = tuple(known[codes[0]].communities) if len(codes) == 1 else ()
    return Scope(subdistricts=codes, communities=communities or None)


def _sections(model: Task, scope: Scope, chance: random.Random) -> tuple[Section, ...]:
    if Channel.COMMUNITY not in model.channels or chance.random() < WITHOUT_SECTIONS:
        return ()
    return tuple(Section(subdistrict=code, name=_SECTION) for code in scope.subdistricts or ())


def _mechanism(district: District, model: Task, chance: random.Random) -> Mechanism | None:
    """The model's own now and then, unless its law is one that changed over the years."""
    found = model.mechanism
    basis = found.basis if found else None
    changes = isinstance(basis, LawBasis) and district.laws.knows(basis)
    return None if changes or chance.random() >= WITH_MECHANISM else found


def _basis(district: District, made: Task, chance: random.Random) -> Iterator[Basis]:
    """A notice of the agency's, and the laws of the model as far as they held on the day."""
    decided = made.decided_on or made.filing.date
    written = (made.application.received if made.application else decided) - timedelta(
        days=chance.randint(0, 60)
    )
    title = _BEHIND.sub("", made.title)
    yield DocumentBasis(
        document=f"关于做好{title}工作的通知（示例）",
        number=f"津丽示例〔{written.year}〕{chance.randint(1, 400)}号",
        date=written,
        clause=f"第{chance.choice('一二三四五六七八九')}条",
        attachment=digest(made.id, "basis"),
    )
    if made.application and made.application.via is Via.OFFLINE:
        yield WithheldBasis(reviewer="区民政局", date=made.application.received)
    for cited in made.basis:
        if isinstance(cited, LawBasis):
            known = district.laws.knows(cited)
            holds = district.laws.holding(cited, decided) if known else cited
            if holds is not None and (known or chance.random() < district.cites):
                yield holds
