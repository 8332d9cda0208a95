"""List every clause of the scheme: its rules and commands, or why no machine can check it.

The scheme is Dongli's, 津丽民发〔2023〕13号. ``number_of`` is for lists of rules, which belong to
no registry; findings cite the district's own scheme.
"""

from dataclasses import dataclass
from typing import Final

from accession_cli.i18n import N_
from accession_cli.scheme.district import BY_SCHEME


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """A clause (``3.2.3``) with its ``rules`` and ``commands``.

    ``printed`` is how the scheme that the rules were written after numbers it; how a district's
    own scheme does, its profile says. ``schema`` names the keys of the task schema that hold what
    it asks for; ``excuse`` says why it has neither rule nor command.
    """

    number: str
    printed: str
    says: str
    rules: tuple[str, ...] = ()
    schema: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()
    excuse: str = ""


ALL_CLAUSES: Final = (
    Clause(
        number="2.1",
        printed="二、（一）",
        says=N_("Services are brought close to the residents."),
        excuse=N_("Not for machines: whether a service is close to people shows on the spot."),
    ),
    Clause(
        number="2.2",
        printed="二、（二）",
        says=N_("A committee may refuse work that was not admitted."),
        rules=("N402", "P101", "P102", "P103", "P106", "H809"),
        schema=("also_called",),
        commands=("check", "render"),
    ),
    Clause(
        number="2.3",
        printed="二、（三）",
        says=N_("Content, target, authority, time and funding of every admitted task are stated."),
        rules=("F302", "P201", "P202", "T103"),
        schema=("authorization", "excludes", "period", "funding", "resources"),
    ),
    Clause(
        number="3.1",
        printed="三、（一）",
        says=N_("The agency applies in time, with the stamped form and the basis of the task."),
        rules=(
            *(
                "N201",
                "N207",
                "N209",
                "D301",
                "D302",
                "D303",
                "D304",
                "T201",
                "L401",
                "G102",
                "G103",
                "G104",
                "G105",
                "G106",
            ),
            *("B101", "B102", "B103", "B104", "B203", "B301", "B302", "B303", "B304"),
            *("G401", "G402", "G403", "G404", "G405"),
            *("A105", "A107", "A109", "A110", "A201", "A203", "A204", "A205", "H210", "H802"),
        ),
        schema=("application", "basis"),
        commands=("receive", "withdraw", "form", "file", "calendar"),
    ),
    Clause(
        number="3.2",
        printed="三、（二）",
        says=N_("The bodies that review a task all admit it before it goes down."),
        rules=(
            *("N206", "D101", "D102", "D103", "D104", "T303"),
            *("G201", "G202", "A103", "A104", "H211"),
        ),
        schema=("channels", "decision"),
        commands=("decide", "file"),
    ),
    Clause(
        number="3.2.1",
        printed="三、（二）1",
        says=N_("A community task is handed to the subdistrict sections."),
        rules=("N204", "N205", "L403", "D101", "D401", "D402", "D403", "G305"),
        schema=("scope", "sections", "dispatch"),
        commands=("dispatch",),
    ),
    Clause(
        number="3.2.2",
        printed="三、（二）2",
        says=N_("A grid task is admitted by the grid centre too and goes down on its platform."),
        rules=("D101", "D103", "D404"),
        schema=("dispatch",),
        commands=("dispatch",),
    ),
    Clause(
        number="3.2.3",
        printed="三、（二）3",
        says=N_("A task is decided on within the limit; an emergency is admitted at once."),
        rules=(
            *("D101", "D201", "D202", "D203", "D204", "D205", "T101", "T104"),
            *("T202", "T203", "T204", "T205", "G205", "A106", "A202"),
        ),
        schema=("route", "term"),
        commands=("decide", "todo", "calendar"),
    ),
    Clause(
        number="3.3",
        printed="三、（三）",
        says=N_("Admitted and ended tasks are filed, and the register is kept current."),
        rules=(
            *("N101", "N102", "N103", "N104", "N105", "N106", "N208", "N401", "N404", "N405"),
            *("B202", "T102", "T301", "T304", "L301", "L302", "L303", "L402", "G203", "G204"),
            *("H101", "H102", "H103", "H104", "H105", "H106", "H108"),
            *("H201", "H202", "H204", "H206", "H208", "H209", "H212", "H215", "H216", "H217"),
            *("H801", "H803", "H805", "H806", "H807"),
            *("A101", "A102", "A108"),
        ),
        schema=("filing", "corrections"),
        commands=("file", "amend", "retire", "list", "show", "log", "verify"),
    ),
    Clause(
        number="3.4",
        printed="三、（四）",
        says=N_("A task ends on written material, and the communities are told to stop."),
        rules=(
            *("N301", "N302", "N303", "N304", "T303", "L101", "L102", "L103", "L201", "L202"),
            *("L203", "H203", "H205", "H207"),
        ),
        schema=("retirement",),
        commands=("retire", "notify"),
    ),
    Clause(
        number="3.5",
        printed="三、（五）",
        says=N_("Each year the new and the ended tasks make a new edition of the directory."),
        rules=("N202", "N203", "B201", "H301", "H302", "H304", "H808"),
        commands=("render", "statutes"),
    ),
    Clause(
        number="4.1",
        printed="四、（一）",
        says=N_("Work that skipped admission is reported, rectified, circulated and referred."),
        rules=(
            "K101",
            "K102",
            "K103",
            "K104",
            "K105",
            "K106",
            "K201",
            "K202",
            "K203",
            "K204",
            "H213",
        ),
        commands=("complaint", "todo"),
    ),
    Clause(
        number="4.2",
        printed="四、（二）",
        says=N_("The agency pays, and a mechanism needs a basis in law or from the centre."),
        rules=("F201", "F202", "F203", "F204", "F301", "F303", "E105", "P105"),
        schema=("funding", "mechanism", "training"),
        commands=("evaluation",),
    ),
    Clause(
        number="4.3",
        printed="四、（三）",
        says=N_("Every admitted task is evaluated once a year."),
        rules=("E101", "E102", "E103", "E104", "E106", "H214"),
        commands=("evaluation", "render"),
    ),
)

_PRINTED: Final = {f"{BY_SCHEME}{clause.number}": clause.printed for clause in ALL_CLAUSES}


def number_of(clause: str) -> str:
    """The number in Dongli's scheme of the *clause* that a rule rests on; "" if it has none."""
    return _PRINTED.get(clause, "")
