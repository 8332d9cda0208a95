"""A name for each finding that stays when lines move, for programs that compare two checks."""

from collections import Counter
from hashlib import sha256

from accession_cli.finding import Report


def fingerprints(report: Report) -> tuple[str, ...]:
    """One for each finding, in their order: 64 hexadecimal digits, no two alike.

    Made from the code, the file and the key. Lines, the language and facts that change with the
    day are left out. Findings that agree in all three are told apart by counting them.
    """
    before: Counter[tuple[str, str, str]] = Counter()
    made = []
    for finding in report.findings:
        same = (finding.code, finding.place.path, finding.key)
        made.append(
            sha256(
                "\0".join((*same, str(before[same]))).encode(errors="backslashreplace")
            ).hexdigest()
        )
        before[same] += 1
    return tuple(made)
