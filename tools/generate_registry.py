"""Write a registry of many sound, realistic records, the same for the same seed.

    python tools/generate_registry.py 10000 /tmp/registry-10000

It takes the profile, the agencies and the subdistricts of this project's own registry, and makes
tasks out of its tasks: other places, other days, other money. The result is committed to git.
"""

import argparse
import random
import shutil
import subprocess  # noqa: TID251 - a tool beside the program, not a part of it
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Final

from accession_cli.model.identifiers import RecordId
from accession_cli.model.life import TaskStatus
from accession_cli.model.registry import Registry
from accession_cli.model.scheme import Scheme
from accession_cli.model.task import (
    ApplicationFacts,
    Decision,
    DocumentBasis,
    Filing,
    Funding,
    Per,
    Period,
    Result,
    Route,
    Scope,
    Task,
    Term,
    Via,
)
from accession_cli.store import registry_folder
from accession_cli.store.schema_check import Kind, key_order
from accession_cli.store.task_yaml import task_data
from accession_cli.store.yaml import canonical

HOME: Final = Path(__file__).parents[1] / "registry"
YEARS: Final = (2024, 2025, 2026)
FIRST_LINE: Final = "yaml-language-server: $schema=../../../schemas/task.schema.json"
LONG_TERM: Final = 0.7
WITHOUT_MONEY: Final = 0.2
WHERE: Final = ("东片", "西片", "南片", "北片", "中片", "滨河", "新城", "老城", "沿线", "园区")
WHAT: Final = ("专项", "年度", "季度", "月度", "试点", "延续", "扩面", "提升")


def generate(count: int, target: Path, seed: int) -> None:
    """Write *count* tasks, spread over ``YEARS``, into a new repository at *target*."""
    folder = target / "registry"
    folder.mkdir(parents=True)
    for name in ("scheme.yaml", "agencies.yaml", "subdistricts.yaml", "statutes.yaml"):
        shutil.copy(HOME / name, folder / name)
    home = registry_folder.load(HOME).registry
    if home is None:
        raise SystemExit("this project's own registry cannot be read")
    chance = random.Random(seed)  # noqa: S311 - made-up records, not secrets
    serial = 0
    for year in YEARS:
        share = count // len(YEARS) + (year <= YEARS[0] + count % len(YEARS) - 1)
        (folder / "tasks" / str(year)).mkdir(parents=True)
        for number in range(1, share + 1):
            serial += 1
            made = task(home, RecordId(year=year, serial=number, prefix="DL"), serial, chance)
            path = folder / "tasks" / str(year) / f"{made.id}.yaml"
            text = canonical.new_text(
                task_data(made), comment=FIRST_LINE, order=key_order(Kind.TASK)
            )
            path.write_text(text, encoding="utf-8")
    for command in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-qm", "Seed"]):
        identity = ["-c", "user.name=generator", "-c", "user.email=generator@example.org"]
        subprocess.run(["git", "-C", str(target), *identity, *command], check=True)


def task(home: Registry, number: RecordId, serial: int, chance: random.Random) -> Task:
    """One sound task: the facts of a real one, with days that obey the scheme."""
    models = [f.task for f in home.tasks if f.task.route is Route.APPLICATION]
    model = chance.choice(models)
    calendar, scheme = home.calendar, home.scheme
    received = calendar.add(date(number.year, 1, 1) + timedelta(days=chance.randrange(300)), 1).day
    decided = calendar.add(received, chance.randint(1, scheme.days_to_decide.value)).day
    start = calendar.add(received, scheme.days_to_decide.value + chance.randint(1, 9)).day
    long = chance.random() < LONG_TERM
    end = None if long else start + timedelta(days=chance.randint(20, 300))
    bodies = [b for c in model.channels for b in scheme.channels[c].decided_by]
    document = f"关于做好{model.title}的通知（示例）"
    return replace(
        model,
        id=number,
        status=TaskStatus.ADMITTED,
        title=f"{model.title}（{chance.choice(WHERE)}{chance.choice(WHAT)}第{serial}批）",
        term=Term.LONG if long else Term.SHORT,
        period=Period(start=start, end=end),
        basis=(
            DocumentBasis(
                document=document,
                number=f"津丽示例〔{number.year}〕{number.serial}号",
                date=date(number.year, 1, 1),
                clause=None,
                attachment=None,
            ),
        ),
        funding=money(chance, long=long),
        mechanism=None,
        scope=Scope(subdistricts=None, communities=None),
        sections=(),
        application=ApplicationFacts(id=None, received=received, via=Via.OA, form=None),
        decision=tuple(
            Decision(by=body, date=decided, result=Result.ADMIT, opinion=None)
            for body in dict.fromkeys(bodies)
        ),
        filing=filing(scheme, number, decided),
        dispatch=(),
        retirement=None,
        supersedes=(),
        superseded_by=(),
        corrections=(),
    )


def money(chance: random.Random, *, long: bool) -> Funding:
    """Some money; in one case of five none, with the reason."""
    per = Per.YEAR if long else Per.TASK
    if chance.random() < WITHOUT_MONEY:
        note = "由主管部门承担，不向社区收取"
        return Funding(amount=Decimal("0.00"), per=per, source=None, method=None, note=note)
    amount = Decimal(chance.randrange(500, 60000, 100)).quantize(Decimal("0.01"))
    return Funding(amount=amount, per=per, source="区财政专项", method="随事拨付", note=None)


def filing(scheme: Scheme, number: RecordId, decided: date) -> Filing:
    """Filed on the day of the decision."""
    return Filing(date=decided, number=scheme.filing_number_of(number))


if __name__ == "__main__":
    wanted = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    wanted.add_argument("count", type=int)
    wanted.add_argument("target", type=Path)
    wanted.add_argument("--seed", type=int, default=20260101)
    given = wanted.parse_args()
    generate(given.count, given.target, given.seed)
