"""Commands that keep a registry healthy."""

from typing import Final

from accession_cli.cli.commands.entry import Entry
from accession_cli.i18n import N_

UPKEEP: Final = (
    Entry(
        name="validate",
        run="checking:validate",
        help=N_(
            "Check the records, and say where and how to mend what is wrong.\n\n"
            "Checks how files are written, what they hold, and every rule of the scheme. Nothing is"
            " ever written. What time alone brings about (a task expired, a law repealed) is a"
            " warning. With --since it is also checked what the newest commit changed and may not;"
            " with --commit everything is read from that commit, which a bare repository may hold."
        ),
        examples=(
            "accession validate",
            "accession validate registry/tasks/2026 --strict",
            "accession validate --since origin/main",
            "accession validate --commit HEAD --since HEAD~1 -C registry.git",
            "accession validate --as-of 2026-12-31 --select L,B",
        ),
    ),
    Entry(
        name="format",
        run="checking:format_",
        help=N_(
            "Write files in the canonical form.\n\n"
            "How a file is written changes, what it says never does. Comments stay."
        ),
        examples=("accession format", "accession format --check"),
    ),
    Entry(
        name="sync",
        run="syncing:sync",
        help=N_(
            "Send what waits, and bring your files up to the trunk.\n\n"
            "What could not be recorded, because the remote was away for one, waits in this clone."
            " Each request is recorded once, also when only the answer to an earlier try was lost."
        ),
        examples=("accession sync", "accession sync --list"),
    ),
    Entry(
        name="undo",
        run="syncing:undo",
        help=N_(
            "Take back what waits and is not recorded yet.\n\n"
            "What was typed for a filing is kept as a draft. What is in the registry already stays"
            " there: a task ends with accession retire."
        ),
        examples=("accession undo", "accession undo 3f2a91c0"),
    ),
    Entry(
        name="verify",
        run="verifying:verify",
        help=N_(
            "Check that nobody ever bent the history of the registry.\n\n"
            "Walks the trunk from its first commit: what each one changed must be lawful, editions"
            " must fit their records, no request may be recorded twice. It remembers how far it"
            " came, so that a history rewritten since is noticed. The exit code is 6 when"
            " something was tampered with; what later commits have put right is a warning."
        ),
        examples=("accession verify", "accession verify --full"),
    ),
    Entry(
        name="doctor",
        run="health:doctor",
        help=N_(
            "Say what is wrong with this clone, and how it is mended.\n\n"
            "Looks at git, the trunk, what waits, what was left behind, line ends, calendar, fonts"
            " and more. Exit 0 when all is well or there are only hints, 1 when something needs"
            " mending, 6 when the history of the trunk was rewritten. Locks of other programs are"
            " named and never removed."
        ),
        examples=("accession doctor", "accession doctor --fix", "accession doctor --offline"),
    ),
    Entry(
        name="init",
        run="beginning:init",
        help=N_(
            "Begin a registry, or set up a server for one.\n\n"
            "Writes the files of a new district's registry: its profile, lists to fill in, law"
            " versions to start with, schemas for editors, checks for CI, a Makefile and a README."
            " Nothing that is there"
            " is ever written over. With --server, a bare repository whose hook checks all that is"
            " pushed to the trunk."
        ),
        examples=(
            "accession init our-registry",
            "accession init our-registry --filing-number 准〔{year}〕{serial}号",
            "accession init --server /srv/registry.git",
        ),
    ),
)
