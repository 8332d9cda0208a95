"""The district's own files as values: profile, agencies, subdistricts, statutes.

What comes in has passed its JSON Schema (``schema_check``), so nothing is checked twice here.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from accession_cli.model.district import Agency, Subdistrict
from accession_cli.model.scheme import (
    Body,
    ChannelRule,
    EmergencyRoute,
    EvaluationRule,
    LaterRegistration,
    Provision,
    Scheme,
    SourceDocument,
    SupervisionRule,
    Tenure,
)
from accession_cli.model.statutes import LawVersion, Statutes
from accession_cli.model.task import Channel

Data = Mapping[str, Any]


def scheme_from(data: Data) -> Scheme:
    """The profile of ``registry/scheme.yaml``."""
    return Scheme(
        sample=data["sample"],
        district=data["district"],
        code=data["code"],
        prefix=data["prefix"],
        language=data["language"],
        trunk=data["trunk"],
        source=SourceDocument(
            title=data["source"]["title"],
            number=data["source"]["number"],
            date=date.fromisoformat(data["source"]["date"]),
        ),
        bodies={key: Body(**body) for key, body in data["bodies"].items()},
        registrar=tuple(_tenure_from(item) for item in data["registrar"]),
        channels={Channel(key): _channel_from(rule) for key, rule in data["channels"].items()},
        emergency=None if data["emergency"] is None else _emergency_from(data["emergency"]),
        days_ahead=Provision(**data["days_ahead"]),
        days_to_decide=Provision(**data["days_to_decide"]),
        correction_stops_clock=data["correction_stops_clock"],
        long_term_years=Provision(**data["long_term_years"]),
        days_to_publish=Provision(**data["days_to_publish"]),
        refusal_clause=data["refusal_clause"],
        classes=tuple(data["classes"]),
        kinds=dict(data["kinds"]),
        exit_grounds=tuple(data["exit_grounds"]),
        filing_number=data["filing_number"],
        directory_title=data["directory_title"],
        issuers=tuple(data["issuers"]),
        page_address=data["page_address"],
        evaluation=EvaluationRule(**data["evaluation"]) if "evaluation" in data else None,
        supervision=SupervisionRule(**data["supervision"]) if "supervision" in data else None,
    )


def agencies_from(data: Data) -> dict[str, Agency]:
    """The agencies of ``registry/agencies.yaml`` by key, in the order of the file."""
    return {
        key: Agency(
            key=key,
            name=item["name"],
            credit_code=item["credit_code"],
            active_from=_day(item["active_from"]),
            active_to=_day(item["active_to"]),
        )
        for key, item in data["agencies"].items()
    }


def subdistricts_from(data: Data) -> dict[str, Subdistrict]:
    """The subdistricts of ``registry/subdistricts.yaml`` by code, in the order of the file."""
    return {
        code: Subdistrict(code=code, name=item["name"], communities=dict(item["communities"]))
        for code, item in data["subdistricts"].items()
    }


def statutes_from(data: Data) -> Statutes:
    """The law versions of ``registry/statutes.yaml``, in the order of the file."""
    return Statutes(tuple(_law_from(item) for item in data["statutes"]))


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _tenure_from(data: Data) -> Tenure:
    return Tenure(body=data["body"], from_=date.fromisoformat(data["from"]), to=_day(data["to"]))


def _channel_from(data: Data) -> ChannelRule:
    return ChannelRule(
        name=data["name"], decided_by=tuple(data["decided_by"]), clause=data["clause"]
    )


def _emergency_from(data: Data) -> EmergencyRoute:
    return EmergencyRoute(
        channels=tuple(Channel(name) for name in data["channels"]),
        decided_by=tuple(data["decided_by"]),
        later_registration=LaterRegistration(data["later_registration"]),
        clause=data["clause"],
    )


def _law_from(data: Data) -> LawVersion:
    successor = data["replaced_by"]
    return LawVersion(
        law=data["law"],
        version=data["version"],
        effective_from=_day(data["effective_from"]),
        repealed_on=_day(data["repealed_on"]),
        replaced_by=None if successor is None else (successor["law"], successor["version"]),
        articles=dict(data["articles"]),
        note=data["note"],
    )
