"""That a refusal was raised: by the value that it is."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from accession_cli.errors import Refusal, Refused


@contextmanager
def refuses(refusal: Refusal, match: str | None = None) -> Iterator[pytest.ExceptionInfo[Refused]]:
    """Inside, *refusal* is raised and nothing else."""
    with pytest.raises(Refused, match=match) as caught:
        yield caught
    assert caught.value.refusal == refusal
