"""List every command: its name, its help, and the function that carries it out.

``accession --help`` reads this table and imports nothing more; a command's module is loaded when
the command is used. To add a command, write a function with ``Annotated`` options that returns an
``Exit`` (or None), whose docstring is its help page (``guide``), and add a ``Command`` here.

There is one table each for what a clerk does every day (``EVERY_DAY``) and what else comes up
(``OTHERWISE``), for what is done once a year (``YEARLY``), for whoever looks after the registry
(``UPKEEP``), and for who collects many districts (``CENTRE``). A new command goes into the table of
those who use it.
"""

from collections.abc import Callable
from importlib import import_module
from inspect import cleandoc
from typing import Any, Final, NamedTuple

from accession_cli.i18n import N_


class Command(NamedTuple):
    """A command, whose function is in *module* of the folder *floor*, or a group of them.

    ``help`` is one sentence for the list; ``more`` is what the page of a group says beyond it. Its
    ``parts`` are listed under ``headings``, where it has them. A ``hidden`` one is an old name that
    still works and that no list shows.
    """

    name: str
    help: str
    module: str = ""
    more: str = ""
    parts: tuple["Command", ...] = ()
    hidden: bool = False
    headings: tuple[tuple[str, tuple["Command", ...]], ...] = ()
    floor: str = "cli"

    def function(self) -> Callable[..., Any]:
        """What carries the command out, imported now; it is called like it, or like ``list_``."""
        module = import_module(f"accession_cli.{self.floor}.{self.module}")
        found: Callable[..., Any] = getattr(module, self.name, None) or getattr(
            module, f"{self.name}_"
        )
        return found


def guide(function: Callable[..., object]) -> tuple[str, tuple[str, ...]]:
    """What a command's help page says beyond its first sentence, and examples to copy.

    Both stand in the docstring of *function*, after its first paragraph: each example after ``$``.
    """
    more: list[str] = []
    examples: list[str] = []
    for block in cleandoc(function.__doc__ or "").split("\n\n")[1:]:
        lines = [" ".join(line.split()) for line in block.split("\n$ ")]
        if lines[0].startswith("$ "):
            examples += [lines[0].removeprefix("$ "), *lines[1:]]
        else:
            more += lines
    return "\n\n".join(more), tuple(examples)


EVERY_DAY: Final = (
    Command("todo", N_("List what is due, overdue, expiring or unanswered."), "todo"),
    Command("check", N_("Answer whether a committee may refuse a piece of work."), "answer"),
    Command("list", N_("List tasks."), "task_lookup"),
    Command("show", N_("Show tasks or applications, field by field."), "task_lookup"),
    Command(
        "receive",
        N_("Receive applications; each gets a number, and the time to decide begins."),
        "application_receiving",
    ),
    Command("decide", N_("Enter a body's decision on applications."), "application_deciding"),
    Command(
        "file", N_("File an admitted task; it gets its number when it is recorded."), "task_filing"
    ),
    Command(
        "dispatch",
        N_("Hand admitted tasks down: notices to the sections, a package to the grid platform."),
        "task_ending",
    ),
)


OTHERWISE: Final = (
    Command("retire", N_("End a task, and say who must be told."), "task_ending"),
    Command(
        "notify",
        N_("Record who was told that a task has ended, or list who was not."),
        "task_ending",
    ),
    Command(
        "amend", N_("Correct a filed task, with the reason, and never silently."), "task_filing"
    ),
    Command(
        "withdraw", N_("Enter that an agency took its application back."), "application_deciding"
    ),
    Command(
        "complaint",
        N_("Follow up work that was handed down without admission."),
        more=N_(
            "A community reports it or an inspection finds it; it is to be put right by a day,"
            " made known, and referred if grave. No complaint is ever published, and no paper says"
            " who reported it."
        ),
        parts=(
            Command(
                "add", N_("Enter what a community reports, or an inspection found."), "complaint"
            ),
            Command("verify", N_("Enter who checked it, when, and what was found."), "complaint"),
            Command(
                "rectify",
                N_("Urge that it is put right by a day, by letter (函), or enter that it was."),
                "complaint",
            ),
            Command(
                "remind", N_("Enter that the agency, or somebody else, was reminded."), "complaint"
            ),
            Command(
                "circulate",
                N_("Make known what was urged, with the circular (通报) in Word."),
                "complaint",
            ),
            Command(
                "refer",
                N_("Enter that a grave case with bad effects was handed on, to whom and why."),
                "complaint",
            ),
            Command("close", N_("Close a complaint, and say how it ended."), "complaint"),
            Command("list", N_("List complaints, or count them by how they ended."), "complaint"),
            Command("show", N_("Show one complaint and what was done about it."), "complaint"),
        ),
    ),
    Command(
        "form",
        N_("Make the approval form in Word."),
        more=N_(
            "Agencies apply with it. Its fields are content controls, so that what"
            " is filled in can be read by a program, whatever the form went through on its way."
        ),
        parts=(
            Command(
                "blank",
                N_("Make an empty form, or an empty list of applications."),
                "application_forms",
            ),
            Command(
                "fill",
                N_("Make the form of a task, filled in from its record."),
                "application_forms",
            ),
            Command(
                "read",
                N_("Read a form; the same as accession receive --check."),
                "application_forms",
                hidden=True,
            ),
        ),
    ),
    Command(
        "import", N_("Bring in a list of applications, or a ledger that a bureau keeps."), "ledger"
    ),
    Command("export", N_("Write the whole register as one table for Excel."), "task_lookup"),
    Command(
        "log",
        N_("Tell the life of a task's record: when it changed, by whom, and what."),
        "history",
    ),
    Command(
        "calendar",
        N_("Count working days by the State Council's notices."),
        more=N_(
            "Weekends, days off and make-up workdays are those of the yearly notices that"
            " travel with accession or stand in registry/calendar/. An answer that depends on a"
            " notice not known yet is called provisional."
        ),
        parts=(
            Command(
                "show",
                N_("Show a year: days off, make-up workdays, and the notice that confirms it."),
                "calendar",
            ),
            Command("add", N_("Count working days from a day."), "calendar"),
            Command("between", N_("Count the working days between two days."), "calendar"),
            Command(
                "import", N_("Enter a notice of the State Council into the registry."), "calendar"
            ),
        ),
    ),
    Command("questions", N_("List the questions that no answer was sure of."), "answer"),
    Command(
        "undo",
        N_("Take back a filing that was not handed down yet; its application is approved again."),
        "task_ending",
    ),
    Command("sync", N_("Send or drop what waits, and get what is new from the server."), "outbox"),
)


YEARLY: Final = (
    Command(
        "evaluation",
        N_("Evaluate a year's tasks, and the money for them."),
        more=N_(
            "Hand out workbooks with open, take them back with read, conclude, and see with"
            " summary what it came to and what is missing. Who scores what, and up to which"
            " score, stands in scheme.yaml."
        ),
        parts=(
            Command(
                "open",
                N_("Write the workbooks of a year: score sheets and funding returns."),
                "evaluation",
            ),
            Command(
                "read", N_("Record what stands in the workbooks that came back."), "evaluation"
            ),
            Command(
                "funding",
                N_("Record what became of a task's money in a year."),
                "evaluation",
            ),
            Command(
                "conclude",
                N_("Record what the joint working group concludes on a task."),
                "evaluation",
            ),
            Command(
                "summary",
                N_("Show what a year's evaluation came to, and what is missing."),
                "evaluation",
            ),
        ),
    ),
    Command("render", N_("Build the guidance directory of a year."), "directory"),
    Command(
        "freeze",
        N_("Clean up, and fix the edition of a year that is over."),
        "directory",
    ),
    Command("diff", N_("Show what changed between the editions of two years."), "directory"),
    Command(
        "report",
        N_("Make the figures of a year: applications, days taken, tasks, money, complaints."),
        "evaluation",
    ),
    Command(
        "roster",
        N_("Keep the lists of agencies, subdistricts and communities, in Excel."),
        more=N_(
            "Records name agencies and places by their codes; the lists say what they are called,"
            " what else people write, what they were called earlier, and since when they exist."
        ),
        parts=(
            Command("import", N_("Bring the lists up to date from workbooks."), "district"),
            Command("export", N_("Write the lists as workbooks to fill in."), "district"),
            Command("show", N_("Show the lists."), "district"),
        ),
    ),
    Command(
        "scheme",
        N_("Change what records are judged by: days, bodies, clauses, laws."),
        more=N_(
            "Once there are records, the profile, the rosters and the table of laws are histories:"
            " entries are added or end with a day. What is changed otherwise is kept with its"
            " reason in registry/amendments.yaml."
        ),
        parts=(Command("amend", N_("Change it, with the reason and by whom."), "district"),),
    ),
    Command(
        "statutes",
        N_("Keep the table of law versions, and see which tasks rest on what has changed."),
        more=N_(
            "registry/statutes.yaml says from when each version of a law holds, when it was"
            " repealed, what took its place and where its articles stand now. Every citation is"
            " judged by it."
        ),
        parts=(
            Command(
                "check",
                N_("List the tasks in force that rest on laws which do not hold any more."),
                "law",
            ),
            Command("import", N_("Enter law versions into the table of the registry."), "law"),
        ),
    ),
)


UPKEEP: Final = (
    Command("init", N_("Begin a registry, or set up a server for one."), "begin"),
    Command(
        "doctor",
        N_("Say what is wrong with the registry on this machine, and how it is mended."),
        "clone_health",
    ),
    Command(
        "validate",
        N_("Check the records, and say where and how to mend what is wrong."),
        "validate",
    ),
    Command("format", N_("Write files in the canonical form."), "validate"),
    Command("rules", N_("Show the rules that records are checked against."), "validate"),
    Command("verify", N_("Check that nobody ever bent the history of the registry."), "history"),
    Command(
        "publish",
        N_("Hand on, into a second repository, what the profile says, and nothing else."),
        "publication",
    ),
    Command("guard", N_("Check what is pushed to a server, for its hook."), "validate"),
    Command(
        "anchor",
        N_("Write down the newest version of the register, to be signed and kept elsewhere."),
        "history",
    ),
    Command(
        "keys",
        N_("Keep the keys with which people sign for the bodies that decide."),
        more=N_(
            "registry/keys.yaml says whose public ssh key signs for which body, and since when."
            " Where the profile requires signatures, a record counts only with one."
        ),
        parts=(
            Command("add", N_("Enter a key with which a person signs for a body."), "district"),
            Command("end", N_("End a key that was lost, or whose owner has left."), "district"),
            Command("list", N_("List the keys."), "district"),
        ),
    ),
    Command("help", N_("Show the help of a command."), "app"),
)


CENTRE: Final = (
    Command(
        "districts",
        N_("Look at many districts as one, as a city or a province does."),
        more=N_(
            "Every district keeps its own registry and publishes a copy of it; nobody writes into"
            " another's. districts.yaml says from where the copies are collected."
        ),
        parts=(
            Command(
                "collect",
                N_("Collect what the districts published."),
                "commands",
                floor="districts",
            ),
            Command(
                "status",
                N_("Show which districts are fresh, late or missing, and why."),
                "commands",
                floor="districts",
            ),
            Command(
                "freeze",
                N_("Fix what counts for a year: what every district had handed in by a day."),
                "commands",
                floor="districts",
            ),
            Command(
                "report",
                N_("Write pages, Word and Excel on all districts, and what limits the figures."),
                "commands",
                floor="districts",
            ),
            Command(
                "ask",
                N_("Ask the districts a question."),
                "asking",
                floor="districts",
            ),
            Command(
                "same",
                N_("Show which tasks of the districts are the same, by the base catalogue."),
                "comparing",
                floor="districts",
            ),
        ),
    ),
)


GROUPS: Final = (
    (N_("Every day:"), EVERY_DAY),
    (N_("Now and then:"), OTHERWISE),
    (N_("Once a year:"), YEARLY),
    (N_("For whoever looks after the registry:"), UPKEEP),
    (N_("For a city or a province:"), CENTRE),
)
COMMANDS: Final = (*EVERY_DAY, *OTHERWISE, *YEARLY, *UPKEEP, *CENTRE)
