"""Open the registry in the newest commit of a bare repository, which has no files of its own.

What reads records takes them from the commit. What needs files beside them, such as templates, or
an earlier commit, such as an edition that is made again, gets a folder with the files of the newest
commit, whose git borrows the objects of the bare one. Nothing is written into the bare one.
"""

import os
from pathlib import Path

from accession_cli.actions.history import Past, past_of
from accession_cli.gitstore.git import Git, NoWorkTree
from accession_cli.registry import reading
from accession_cli.registry.commits import files_at, lay_out
from accession_cli.registry.files import NoRegistryThere
from accession_cli.registry.reading import Opened


def past_of_bare(folder: Path) -> Past | None:
    """The past of the registry in the bare repository *folder*; None if it is none.

    Raises ``NO_REGISTRY_THEN`` when it is one without a registry.
    """
    if not ((folder / "HEAD").is_file() and (folder / "objects").is_dir()):
        return None  # git need not be asked
    try:
        past = past_of(folder, folder)
    except (NoRegistryThere, NoWorkTree):
        return None
    return past if past.git.top == past.git.directory else None


def newest_of_bare(folder: Path) -> Opened | None:
    """The registry in the newest commit of the bare repository *folder*; None if it is none."""
    past = past_of_bare(folder)
    if past is None:
        return None
    _trunk, commit = past.trunk()
    sources = files_at(past.git, commit, past.folder)
    return reading.usable(reading.read_registry(sources, past.prefix))


def laid_out(folder: Path, into: Path) -> Path | None:
    """The registry's folder with the files of the newest commit of the bare repository *folder*.

    It is made in the empty folder *into*; None if *folder* is no bare repository. Attachments are
    not in it: nothing that reads has need of them.
    """
    past = past_of_bare(folder)
    if past is None:
        return None
    _trunk, commit = past.trunk()
    told = past.git.run("rev-parse", "--show-object-format").line
    git = Git.create(into, f"--object-format={told}")
    lent = git.directory / "objects" / "info" / "alternates"
    lent.parent.mkdir(exist_ok=True)
    lent.write_bytes(os.fsencode(past.git.shared / "objects") + b"\n")
    shallow = past.git.shared / "shallow"
    if shallow.is_file():
        (git.directory / shallow.name).write_bytes(shallow.read_bytes())
    git.run("update-ref", "HEAD", commit)
    git.run("read-tree", commit)
    names = git.run("ls-files", "-z").out
    git.run("update-index", "--assume-unchanged", "-z", "--stdin", data=names)
    home = git.top / past.folder
    lay_out(git, commit, past.folder, home)
    return home
