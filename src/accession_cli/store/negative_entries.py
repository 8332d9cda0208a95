"""The negative list that travels with the package: what a committee may not be asked to do."""

import csv
import io
from functools import cache

from accession_cli import packaged as resources
from accession_cli.scheme.district import NegativeEntry, NegativeKind


@cache
def packaged() -> tuple[NegativeEntry, ...]:
    """Its entries, in the order of the file."""
    rows = csv.DictReader(io.StringIO(resources.text("data", "negative_list.csv")))
    return tuple(
        NegativeEntry(NegativeKind(row["kind"]), row["subject"], row["source"]) for row in rows
    )
