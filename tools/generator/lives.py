"""What becomes of a task: handed down, corrected, ended, followed by another (3.2 to 3.4)."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from accession_cli.scheme.registry import TaskStatus
from accession_cli.scheme.task import (
    Basis,
    Channel,
    Correction,
    Dispatch,
    LawBasis,
    Notified,
    Retirement,
    StoredFile,
    Task,
    Term,
)
from accession_cli.scheme.task_history import amendments
from generator.admissions import District, digest
from generator.days import TODAY

#: Shares of all tasks, or of those that it can happen to.
ENTERED_IN_ERROR: Final = 0.003
PROLONGED: Final = 0.06
MONEY_CORRECTED: Final = 0.05
FREQUENCY_CORRECTED: Final = 0.03
ENDED_EARLY: Final = 0.35  # of the long-term ones, in their first five years
FOLLOWED: Final = 0.5  # of those
OLD_LAW_CORRECTED: Final = 0.7
NOBODY_TOLD: Final = 0.002

_GRID_CENTRE: Final = "区网格化管理中心"
_EXPIRED: Final = "期限届满"
_DONE: Final = "工作任务已经完成"
_REASSIGNED: Final = "主管部门职责调整"
_TAKEN_OVER: Final = "由其他事项承接"
_LAW_CHANGED: Final = "法定依据废止或者变更"


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """When a task's end is applied for, and why; ``followed``: another is to take its place."""

    applied: date
    reason: str
    followed: bool = False
    in_error: bool = False


def lived(district: District, task: Task, chance: random.Random) -> tuple[Task, End | None]:
    """*task* with all that has become of it but its end, which is still to be put in."""
    task = _prolonged(district, _handed_down(district, task, chance), chance)
    end = _end(district, task, chance)
    task = _corrected(district, task, chance, end.applied if end else TODAY)
    if task.application is not None and not (end and end.in_error):
        task, end = _under_other_laws(district, task, end, chance)
    in_order = sorted(task.corrections, key=lambda made: made.date)
    return replace(task, corrections=tuple(in_order)), end


def ended(district: District, task: Task, end: End, effective: date, chance: random.Random) -> Task:
    """*task* retired as *end* says; those whom it had gone down to have been told."""
    material = StoredFile(
        name=f"关于终止{task.id}的说明（示例）.pdf", sha256=digest(task.id, "end")
    )
    told_on = min(district.days.after(end.applied, chance.randint(1, 2)), TODAY)
    forgotten = end.in_error or chance.random() < NOBODY_TOLD
    told = () if forgotten else tuple(Notified(to=to, date=told_on) for to in _told(district, task))
    return replace(
        task,
        status=TaskStatus.RETIRED,
        dispatch=() if end.in_error else task.dispatch,
        retirement=Retirement(
            applied=end.applied,
            effective=effective,
            reason=end.reason,
            material=material,
            entered_in_error=end.in_error,
            notified=told,
        ),
    )


def _handed_down(district: District, task: Task, chance: random.Random) -> Task:
    day = district.days.after(task.filing.date, chance.randint(1, 3))
    if day > TODAY:
        return task
    sent = []
    if Channel.COMMUNITY in task.channels:
        sent = [Dispatch(to=to, date=day, number=None) for to in _sections(district, task)]
    if Channel.GRID in task.channels:
        number = f"WG示例-{task.id.year}-{task.id.serial:04d}"
        sent.append(Dispatch(to="区党群网格平台", date=day, number=number))
    return replace(task, dispatch=tuple(sent))


def _told(district: District, task: Task) -> Iterator[str]:
    if Channel.COMMUNITY in task.channels:
        yield from _sections(district, task)
    if Channel.GRID in task.channels:
        yield _GRID_CENTRE


def _sections(district: District, task: Task) -> Iterator[str]:
    known = district.home.subdistricts
    if task.scope.subdistricts is None:
        yield "各街道公共服务办公室"
    for code in task.scope.subdistricts or ():
        yield f"{known[code].name}公共服务办公室"


def _prolonged(district: District, task: Task, chance: random.Random) -> Task:
    """A long-term task that had an end and got a later one."""
    end = task.period.end
    if end is None or task.term is not Term.LONG or chance.random() >= PROLONGED:
        return task
    day = district.days.before(end, chance.randint(5, 30))
    later = replace(task.period, end=end + timedelta(days=365))
    reason = "牵头部门申请延续一年，经审核同意，更正截止日期"
    return _amended(task, replace(task, period=later), day, reason) if day <= TODAY else task


def _end(district: District, task: Task, chance: random.Random) -> End | None:
    """How the task ended, so far as it has."""
    over, days = task.period.end, district.days
    if chance.random() < ENTERED_IN_ERROR:
        applied = days.after(task.filing.date, chance.randint(3, 15))
        end = End(applied=applied, reason="重复录入，予以更正", in_error=True)
        return end if applied <= TODAY else None
    if over is not None:
        reason = _EXPIRED if task.application else f"{_DONE}：险情已经解除"
        applied = days.after(over, chance.randint(1, 5))
        return End(applied=applied, reason=reason) if applied <= TODAY else None
    if chance.random() >= ENDED_EARLY:
        return None
    applied = days.after(task.filing.date + timedelta(days=chance.randint(150, 1800)), 1)
    followed = chance.random() < FOLLOWED
    reason = _TAKEN_OVER if followed else chance.choice((_DONE, _REASSIGNED))
    return End(applied=applied, reason=reason, followed=followed) if applied <= TODAY else None


def _under_other_laws(
    district: District, task: Task, end: End | None, chance: random.Random
) -> tuple[Task, End | None]:
    """What was done each time a law that the task rests on no longer held, up to its end."""
    since, until = task.filing.date, end.applied if end else TODAY
    while (found := _change_of_law(district, task, since)) is not None:
        since, basis, changed = found
        day = district.days.after(max(since, task.filing.date), chance.randint(2, 25))
        if day >= until or chance.random() < district.careless:
            break
        if chance.random() >= OLD_LAW_CORRECTED:
            return task, End(applied=day, reason=f"{_LAW_CHANGED}：{changed}", followed=True)
        task = _amended(task, replace(task, basis=basis), day, f"{changed}，更正依据")
    return task, end


def _change_of_law(
    district: District, task: Task, since: date
) -> tuple[date, tuple[Basis, ...], str] | None:
    """The first day after *since* on which a cited law changed, the basis from then on, and how."""
    found = {
        at: change
        for at, cited in enumerate(task.basis)
        if isinstance(cited, LawBasis)
        and (change := district.laws.change(cited, since)) is not None
    }
    if not found:
        return None
    first = min(day for day, _law in found.values())
    now = {at: law for at, (day, law) in found.items() if day == first}
    basis = tuple(now.get(at, cited) for at, cited in enumerate(task.basis))
    changed = "、".join(dict.fromkeys(f"{law.law}（{law.version}）" for law in now.values()))
    return first, basis, f"依据的法律已由{changed}代替"


def _corrected(district: District, task: Task, chance: random.Random, until: date) -> Task:
    """What turned out to be written wrongly, or was granted later."""
    day = district.days.after(task.filing.date, chance.randint(10, 120))
    if day >= until:
        return task
    if task.funding.amount and chance.random() < MONEY_CORRECTED:
        money = replace(task.funding, amount=task.funding.amount + 100 * chance.randint(1, 90))
        return _amended(task, replace(task, funding=money), day, "年中追加经费，按批复数更正")
    if chance.random() < FREQUENCY_CORRECTED:
        often = f"每{chance.choice('一二三四五六')}个月{chance.randint(1, 9)}次"
        return _amended(task, replace(task, frequency=often), day, "频次录入有误")
    return task


def _amended(before: Task, after: Task, day: date, reason: str) -> Task:
    made = tuple(
        Correction(
            date=day, field=one.field, old=one.old, new=one.new, reason=reason, by="civil_affairs"
        )
        for one in amendments(before, after)
    )
    return replace(after, corrections=(*before.corrections, *made))
