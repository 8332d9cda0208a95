"""Commands on what the scheme rests on: working days, laws, rules."""

from typing import Final

from accession_cli.cli.commands.entry import Entry
from accession_cli.i18n import N_

REFERENCE: Final = (
    Entry(
        name="calendar",
        help=N_(
            "Count working days by the State Council's notices.\n\n"
            "Weekends, days off and make-up workdays are those of the yearly notices that travel"
            " with accession or stand in registry/calendar/. An answer that depends on a notice"
            " not known yet is called provisional."
        ),
        parts=(
            Entry(
                name="show",
                run="calendar:show",
                help=N_(
                    "Show a year: days off, make-up workdays, and the notice that confirms it."
                ),
                examples=("accession calendar show 2026",),
            ),
            Entry(
                name="add",
                run="calendar:add",
                help=N_(
                    "Count working days from a day.\n\n"
                    "The day itself is not counted; day 1 is the next working day (民法典 201)."
                ),
                examples=(
                    "accession calendar add 2026-04-27 10",
                    "accession calendar add 2026-10-12 5 --before",
                ),
            ),
            Entry(
                name="between",
                run="calendar:between",
                help=N_(
                    "Count the working days between two days.\n\n"
                    "The first day is not counted, the last one is."
                ),
                examples=("accession calendar between 2026-04-27 2026-05-13",),
            ),
            Entry(
                name="import",
                run="calendar:import_notice",
                help=N_(
                    "Enter a notice of the State Council into the registry.\n\n"
                    "The file has the form of registry/calendar/<year>.yaml. It is checked and"
                    " written there; a notice that is there already is never changed, only"
                    " amendments may be appended."
                ),
                examples=("accession calendar import 2027.yaml",),
            ),
        ),
    ),
    Entry(
        name="statutes",
        help=N_(
            "Keep the table of law versions, and see which tasks rest on what has changed.\n\n"
            "registry/statutes.yaml says from when each version of a law holds, when it was"
            " repealed, what took its place and where its articles stand now. Every citation is"
            " judged by it."
        ),
        parts=(
            Entry(
                name="check",
                run="lawbook:check",
                help=N_(
                    "List the tasks in force that rest on laws which do not hold any more.\n\n"
                    "By law: what was repealed, what has a newer text, what another law took the"
                    " place of, with the article that says the same now where it is known; last"
                    " what the table does not have. The exit code is 1 when a law does not hold,"
                    " 0 when all do or are only unknown."
                ),
                examples=(
                    "accession statutes check",
                    "accession statutes check --as-of 2026-12-31 --agency minzheng",
                ),
            ),
            Entry(
                name="import",
                run="lawbook:import_statutes",
                help=N_(
                    "Enter law versions into the table of the registry.\n\n"
                    "FILE has the form of registry/statutes.yaml, in YAML or JSON, or is a table"
                    " (.csv) with its keys for columns. What is missing is added, what is empty is"
                    " filled in; what is there is never changed, and a contradiction is refused."
                ),
                examples=("accession statutes import laws.csv",),
            ),
        ),
    ),
    Entry(
        name="rules",
        run="rulebook:rules",
        help=N_(
            "Show the rules that records are checked against.\n\n"
            "Every rule has a code, the clause it comes from, and a severity. An error makes the"
            " check fail, a warning fails it only under --strict, and a hint never does."
        ),
        examples=("accession rules", "accession rules T101"),
    ),
)
