"""Writings made up by somebody who had not seen the screen: to be found, asked about, or passed.

Each row of ``writings.csv`` says what is wanted: a kind of suspicion, or that it passes. Where
reasonable people differ, its note says "debatable" and it is left out.
"""

import csv
from pathlib import Path
from typing import Final

ROWS: Final = tuple(
    csv.DictReader(
        (Path(__file__).parent / "secrecy" / "writings.csv")
        .read_text(encoding="utf-8-sig")
        .splitlines(True)
    )
)
#: What stays unfound, by its row, and why.
UNFOUND: Final = {
    "p025": "a mobile number cut by Chinese commas reads as three counts in a list",
    "p030": "a mobile number cut by hyphens with blanks reads as a row of single digits",
    "m116": "JM stands for a level only among people who agreed on it",
    "m194": "another calendar's years, written out, are no term that the scheme knows",
    "i063": "three lines of six digits are as likely a column of numbers",
    "i067": "what stands before and behind may belong to a longer number",
}


def judged(*wanted: str, among: str = "") -> list[dict[str, str]]:
    return [
        row
        for row in ROWS
        if (row["want"] in wanted if wanted else row["want"] != "pass")
        and "debatable" not in row["note"]
        and among in row["note"]
    ]
