"""``accession evaluation funding`` and ``conclude``: the money of one task, and what follows."""

import re
import unicodedata
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from accession_cli import clock
from accession_cli.cli import screen
from accession_cli.cli.evaluating import evaluation_year
from accession_cli.cli.inspection import InspectedBy
from accession_cli.cli.landing_words import say_landed, say_remarks
from accession_cli.cli.options import Json, RegistryFolder, day
from accession_cli.cli.retiring import task_id
from accession_cli.cli.returning import Day, record
from accession_cli.errors import Exit
from accession_cli.i18n import N_, _

if TYPE_CHECKING:
    from accession_cli.actions.evaluation import Evaluated
    from accession_cli.gitstore.trunk import Landing
    from accession_cli.scheme.evaluation import Evaluation


class Outcome(StrEnum):
    """What the joint working group may conclude; a test holds them to ``Judgement``."""

    KEEP = "keep"
    IMPROVE = "improve"
    END = "end"


def yuan(text: str) -> Decimal:
    """The amount that *text* names, in yuan; wrong usage when it is none."""
    folded = unicodedata.normalize("NFKC", text).strip()
    if not re.fullmatch(r"(?:0|[1-9][0-9]{0,11})(?:\.[0-9]{1,2})?", folded, re.ASCII):
        raise typer.BadParameter(
            _("“{text}” is not an amount in yuan; write it like 24000.00.").format(text=text)
        )
    return Decimal(folded).quantize(Decimal("0.01"))


Id = Annotated[str, typer.Argument(metavar=N_("ID"), help=N_("The task that is evaluated."))]
OfYear = Annotated[
    int,
    typer.Option(
        "--year",
        metavar=N_("YEAR"),
        callback=evaluation_year,
        help=N_("The year that is evaluated."),
    ),
]


def funding(
    number: Id,
    registry: RegistryFolder = None,
    *,
    year: OfYear,
    earmarked: Annotated[
        Decimal,
        typer.Option(
            "--earmarked", metavar=N_("YUAN"), parser=yuan, help=N_("What was set apart for it.")
        ),
    ],
    spent: Annotated[
        Decimal,
        typer.Option("--spent", metavar=N_("YUAN"), parser=yuan, help=N_("What was spent on it.")),
    ],
    inspected: Annotated[
        date | None,
        typer.Option(
            "--inspected", metavar=N_("DATE"), parser=day, help=N_("When its use was inspected.")
        ),
    ] = None,
    inspector: Annotated[
        str | None,
        typer.Option("--inspector", metavar=N_("TEXT"), help=N_("Which body inspected it.")),
    ] = None,
    note: Annotated[
        str | None,
        typer.Option("--note", metavar=N_("TEXT"), help=N_("What is to be said besides.")),
    ] = None,
    on: Day = None,
    inspected_by: InspectedBy = None,
    as_json: Json = False,
) -> Exit:
    """Record what became of a task's money in a year."""
    from accession_cli.scheme.evaluation import FundingReturn

    said = FundingReturn(
        earmarked=earmarked,
        spent=spent,
        returned=on or clock.today(),
        inspected=inspected,
        inspector=_stripped(inspector),
        note=_stripped(note),
    )
    texts = {"--inspector": inspector, "--note": note}
    brought = _evaluation(number, year, funding=said)
    landed = _recorded(registry, brought, texts, inspected_by, as_json=as_json)
    if as_json:
        screen.show_json(_json(landed))
        return Exit.DONE
    told = _("Funding of {id} in {year}: set apart {earmarked} yuan, spent {spent} yuan.")
    screen.show(told.format(id=brought.id, year=year, earmarked=earmarked, spent=spent))
    _say(landed)
    return Exit.DONE


def conclude(
    number: Id,
    registry: RegistryFolder = None,
    *,
    year: OfYear,
    outcome: Annotated[
        Outcome,
        typer.Option("--outcome", help=N_("Whether it goes on, is to improve, or is to end.")),
    ],
    opinion: Annotated[
        str | None,
        typer.Option("--opinion", metavar=N_("TEXT"), help=N_("What the working group says.")),
    ] = None,
    on: Day = None,
    inspected_by: InspectedBy = None,
    as_json: Json = False,
) -> Exit:
    """Record what the joint working group concludes on a task."""
    from accession_cli.cli.evaluation_page import OUTCOMES
    from accession_cli.scheme.evaluation import Conclusion, Judgement

    said = Conclusion(
        date=on or clock.today(), outcome=Judgement(outcome.value), opinion=_stripped(opinion)
    )
    brought = _evaluation(number, year, conclusion=said)
    landed = _recorded(registry, brought, {"--opinion": opinion}, inspected_by, as_json=as_json)
    if as_json:
        screen.show_json(_json(landed))
        return Exit.DONE
    told = _("Concluded on {id} in {year}: {outcome}.")
    word = _(OUTCOMES[outcome.value])
    screen.show(told.format(id=brought.id, year=year, outcome=word))
    _say(landed)
    if not any(one.sheets for one in landed.made.evaluations):
        screen.note(_("No party has scored it in that year."))
    if outcome is Outcome.END:
        step = _(
            "It stays admitted until the agency hands in written material; then: accession retire"
            " {id}"
        )
        screen.next_step(step.format(id=brought.id))
    return Exit.DONE


def _evaluation(number: str, year: int, **brought: Any) -> "Evaluation":
    from accession_cli.scheme.evaluation import Evaluation

    nothing = {"sheets": (), "funding": None, "conclusion": None}
    return Evaluation(id=task_id(number), year=year, **{**nothing, **brought})


def _recorded(
    registry: Path | None,
    brought: "Evaluation",
    texts: dict[str, str | None],
    inspected_by: str | None,
    *,
    as_json: bool,
) -> "Landing[Evaluated]":
    from accession_cli.actions.open import locate
    from accession_cli.secrecy.gate import Passage

    passages: list[Passage] = [Passage(where=at, text=said) for at, said in texts.items() if said]
    folder = locate(Path.cwd(), registry)
    return record(folder, [brought], passages, inspected_by, as_json=as_json, looked_at=True)


def _say(landed: "Landing[Evaluated]") -> None:
    say_remarks(landed.made.remarks)
    if landed.made.paths:
        say_landed(landed)
    else:
        screen.note(_("All of it is on record already; nothing was changed."))


def _json(landed: "Landing[Evaluated]") -> dict[str, Any]:
    made = landed.made
    return {
        "version": 1,
        "id": str(made.evaluations[0].id),
        "year": made.evaluations[0].year,
        "path": made.paths[0] if made.paths else None,
        "commit": landed.commit if made.paths else None,
    }


def _stripped(text: str | None) -> str | None:
    return text.strip() or None if text else None
