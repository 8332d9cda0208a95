"""Check a registry that has been read: as it is, or as a command would make it."""

from collections.abc import Collection
from datetime import date

from accession_cli.actions.secrecy_findings import secrecy_findings
from accession_cli.finding import Finding
from accession_cli.registry import reading
from accession_cli.registry.reading import Loaded
from accession_cli.rules.context import RuleContext
from accession_cli.rules.every import ALL
from accession_cli.rules.rule import finding_of, run


def examine(
    loaded: Loaded,
    as_of: date,
    only_paths: Collection[str] | None = None,
    *,
    today: date | None = None,
) -> list[Finding]:
    """Everything found in *loaded*; *only_paths* narrows it to findings in those files."""
    found = [f for f in loaded.findings if only_paths is None or f.place.path in only_paths]
    found += secrecy_findings(loaded, only_paths)
    if loaded.registry is None:
        return found
    world = RuleContext.of(
        loaded.registry,
        as_of,
        reading.packaged_negative_list(),
        loaded.prefix.rstrip("/"),
        today=today,
    )
    for rule, path, breach in run(ALL, world, only_paths):
        found.append(finding_of(rule, breach, loaded.place(path, breach.key)))
    return found
