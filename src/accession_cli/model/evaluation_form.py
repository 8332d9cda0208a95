"""What the workbooks of an evaluation say of themselves, for who writes and who reads them."""

from typing import Final

#: The first cell of the hidden sheet, and the version that stands beside it.
MARK: Final = "accession-form"
VERSION: Final = 1
#: The forms: scores by the parties of a subdistrict, and an agency's return of the money.
SCORES: Final = "scores"
FUNDING: Final = "funding"


def score_key(criterion: str) -> str:
    """The key of the column in which *criterion* is scored."""
    return f"{SCORES}.{criterion}"


def criterion_of(key: str) -> str:
    """The criterion that the column *key* is for, "" when it is for none."""
    return key.removeprefix(f"{SCORES}.") if key.startswith(f"{SCORES}.") else ""
