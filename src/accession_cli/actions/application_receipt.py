"""The receipt of applications: their numbers, the last day to decide, the days ahead."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from accession_cli.actions.application_defects import defects_of
from accession_cli.actions.landing import OnTrunk, Put
from accession_cli.finding import Finding
from accession_cli.scheme.application import Application, counts_as, days_ahead, decision_due
from accession_cli.scheme.calendar import Due
from accession_cli.scheme.ids import RecordId
from accession_cli.scheme.registry import Registry


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """An application that is on the trunk, and the last day to decide on it.

    ``ahead`` are the working days to its start, as ``days_ahead`` counts them; the scheme asks for
    ``lead``. ``counts`` is the day as of which the papers count as received.
    """

    application: Application
    path: str
    due: Due
    ahead: tuple[int, ...]
    lead: int
    counts: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedApplications:
    """The applications of one commit, in the order in which they were given.

    ``registry`` is the registry with them.
    """

    received: tuple[Received, ...]
    registry: Registry
    remarks: tuple[Finding, ...]


def to_correct(made: ReceivedApplications, day: date) -> tuple[Application, ...]:
    """The applications in which the agency has to correct anything, as they are on *day*.

    While a scan is not entered, nobody knows.
    """
    asked = (one.application for one in made.received)
    return tuple(
        one
        for one in asked
        if one.is_to_correct or (not one.faults and defects_of(one, made.registry, day))
    )


def receipt(here: OnTrunk, records: Sequence[RecordId], put: Put) -> ReceivedApplications:
    known = {one.application.id: one.application for one in put.registry.applications}
    scheme, calendar = here.registry.scheme, here.registry.calendar
    received = tuple(
        Received(
            application=known[record],
            path=path,
            due=decision_due(known[record], scheme, calendar),
            ahead=days_ahead(known[record], scheme, calendar),
            lead=scheme.on(known[record].received).days_ahead.value,
            counts=counts_as(known[record].newest, scheme, calendar).day,
        )
        for record, path in zip(records, put.paths, strict=True)
    )
    return ReceivedApplications(received=received, registry=put.registry, remarks=put.remarks)
