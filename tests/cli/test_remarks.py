"""What is found in many records alike is shown once."""

from accession_cli.finding import Finding, Place, Severity
from accession_cli.words.remarks import alike, more_hints


def found(number: int, code: str = "P202", severity: Severity = Severity.HINT) -> Finding:
    place = Place(f"registry/tasks/2026/DL-2026-{number:04}.yaml")
    return Finding(code=code, clause="", severity=severity, says="", hint="", place=place)


def test_a_hint_that_sixty_records_have_is_shown_once_with_the_first_of_the_others() -> None:
    warnings = [found(number, "D404", Severity.WARNING) for number in range(1, 6)]
    shown, more = alike([*(found(number) for number in range(1, 61)), *warnings])
    assert shown == (found(1), *warnings)
    assert list(more_hints(more)) == [
        "Hint P202 also holds of 59 others: DL-2026-0002、DL-2026-0003、DL-2026-0004…"
    ]


def test_a_few_hints_are_shown_one_by_one() -> None:
    few = [found(number) for number in range(1, 4)]
    assert alike(few) == (tuple(few), {})
