"""Find all that an agency has to correct in its application, for one notice.

What its form leaves unclear stands in the record; what breaks a rule is found here.
"""

from collections.abc import Iterator
from datetime import date

from accession_cli.papers.application_correction import breach_line, fault_lines, rules_told
from accession_cli.rules.rule import RuleContext, run_on_tasks
from accession_cli.scheme.application import Application, asked_in_part
from accession_cli.scheme.registry import Registry, TaskFile


def defects_of(application: Application, registry: Registry, day: date) -> tuple[str, ...]:
    """Each of them in a sentence, as they are on *day*: the faults of the form, then breaches."""
    faults = fault_lines(application.faults)
    return (*faults, *dict.fromkeys(_breaches(application, registry, day)))


def _breaches(application: Application, registry: Registry, day: date) -> Iterator[str]:
    """A rule that looks at a field with a fault is not run: what is meant there is not known."""
    unclear = {fault.field.partition("[")[0].partition(".")[0] for fault in application.faults}
    rules = [rule for rule, fields in rules_told() if not fields & unclear]
    world = RuleContext.of(registry, day, tasks=())
    file = TaskFile("", asked_in_part(application))
    for rule, _file, breach in run_on_tasks(rules, (file,), world):
        yield breach_line(rule, breach, registry.scheme)
