"""``accession keys``: the public keys with which people sign for the bodies that decide."""

from pathlib import Path
from typing import Annotated

from typer import Argument, Option

from accession_cli.cli import terminal
from accession_cli.cli.session import Session, Writing, person, refusals_told, say_sample
from accession_cli.cli.typed import body_named
from accession_cli.i18n import N_, _


def add(
    desk: Writing,
    file: Annotated[Path, Argument(help=N_("The public key: a file that ends in .pub."))],
    *,
    body: Annotated[
        str, Option(metavar=N_("BODY"), help=N_("For which body it signs, by key or name."))
    ],
    name: Annotated[
        str,
        Option(
            "--person",
            parser=person,
            metavar=N_("NAME"),
            help=N_("Who has the private key; the same as git's user.name on that machine."),
        ),
    ],
) -> None:
    """Enter a key with which a person signs for a body.

    A key belongs to one person and one body. It counts from the next record on. Where signatures
    are required, a body's first key is entered with the root key, a later one also with a key that
    the body has in use.

    $ accession keys add 安宁.pub --body 区民政局 --person 安宁
    """
    from accession_cli.actions.keys import EnterKey, key_in
    from accession_cli.words.keys import key_json, key_landed

    with refusals_told(as_json=desk.as_json):
        key = key_in(file)
    action = EnterKey(body=body_named(desk.registry, body), person=name, key=key)
    desk.do(action, key_landed, key_json)


def end(
    desk: Writing,
    key: Annotated[
        str,
        Argument(metavar=N_("KEY"), help=N_("Its fingerprint, its .pub file, or its person.")),
    ],
) -> None:
    """End a key that was lost, or whose owner has left.

    From the next record on nothing counts that is signed with it, whatever date it bears; what was
    signed before stays. The entry stays in the list.

    $ accession keys end 安宁
    $ accession keys end SHA256:vSXoju1p00hDn/9HfJkUzDf4SrlzhQ6mz9jSV49Eu2c
    """
    from accession_cli.actions.keys import EndKey, key_named
    from accession_cli.words.keys import key_json, key_landed

    with refusals_told(as_json=desk.as_json):
        named = key_named(key)
    desk.do(EndKey(named=named), key_landed, key_json)


def list_(
    desk: Session,
    *,
    signers: Annotated[
        bool,
        Option(
            "--allowed-signers",
            help=N_("Print them as git reads them, for gpg.ssh.allowedSignersFile."),
        ),
    ] = False,
) -> None:
    """List the keys, with their owners, bodies and days.

    With --allowed-signers git log --show-signature can check signatures without accession; whether
    a key was in use at the time, only accession verify says.

    $ accession keys list
    $ accession keys list --allowed-signers > signers
    """
    from accession_cli.words.keys import entry_json, key_rows, required_sentence, signers_lines

    known = desk.registry
    if signers:
        for line in signers_lines(known.keys):
            terminal.show(line)
        return
    if desk.as_json:
        signatures = known.scheme.signatures
        terminal.show_json(
            {
                "version": 1,
                "signatures": signatures.value if signatures else None,
                "keys": [entry_json(one) for one in known.keys],
            }
        )
        return
    if known.keys:
        heads = (_("Body"), _("Person"), _("Fingerprint"), _("From"), _("To"))
        terminal.show_table(heads, list(key_rows(known)))
    else:
        terminal.note(_("No key is on the list."))
    terminal.note(required_sentence(known))
    say_sample(known.scheme.sample)
