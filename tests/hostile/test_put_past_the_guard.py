"""Whatever the server's hook refuses is a finding of verify where somebody put it past the hook."""

import json
from collections.abc import Callable

import pytest

from conftest import Answer
from kept_registries import Kept
from repositories import Clone
from tamperings_invented import EVERY

Accession = Callable[..., Answer]
#: A secret is said to stand in a commit; it is kept from a server, and verify reads no text again.
_SECRET = "commit"
ON_TRUNK = {
    name: one for name, one in EVERY.items() if one.to == "main" and _SECRET not in one.code
}


def told(kept: Kept, accession: Accession) -> tuple[int, set[str]]:
    """The exit code of verify, and the codes of what no later commit has put right."""
    answer = accession("-C", str(kept.clone.top), "verify", "--json")
    found = json.loads(answer.out)["findings"] if answer.out else []
    return answer.code, {one["code"] for one in found if not one["mended"]}


@pytest.mark.parametrize("name", ON_TRUNK)
def test_what_the_hook_refuses_verify_finds(name: str, kept: Kept, accession: Accession) -> None:
    ON_TRUNK[name].do(kept)
    kept.clone.commit("change by hand")
    code, found = told(kept, accession)
    assert code != 0 or found & {"H504", "H511"}, (ON_TRUNK[name].code, found)


def rewritten(clone: Clone, *changes: tuple[str, str]) -> None:
    """Put the newest commit anew with other words in it, as no command of git writes it."""
    text = clone.git("cat-file", "commit", "HEAD") + "\n"
    for old, new in changes:
        assert old in text, text
        text = text.replace(old, new, 1)
    clone.write("../odd", text)
    made = clone.git("hash-object", "-t", "commit", "-w", "--literally", "../odd")
    clone.git("update-ref", "HEAD", made)


NOON = "1791777600 +0800"
ODD = {
    "of 2099": ("H601", ((NOON, "4070908800 +0800"), (NOON, "4070908800 +0800"))),
    "of 1970": ("H504", ((NOON, "3600 +0800"), (NOON, "3600 +0800"))),
    "with a zero in its message": ("H610", (("\n\nodd", "\n\nodd\0"),)),
    "with a time zone that is none": ("H610", ((NOON, "1791777600 +9959"),)),
    "with its parent twice": ("H511", (("parent ", "parent {head}\nparent "),)),
}


@pytest.mark.parametrize("name", ODD)
def test_an_odd_commit_is_told(name: str, kept: Kept, accession: Accession) -> None:
    code, changes = ODD[name]
    head = kept.clone.head
    kept.clone.git("commit", "--quiet", "--allow-empty", "--message", "odd")
    rewritten(kept.clone, *((old, new.format(head=head)) for old, new in changes))
    assert code in told(kept, accession)[1]


def test_settings_that_lead_git_elsewhere_are_told(kept: Kept, accession: Accession) -> None:
    kept.clone.commit("a repository inside", **{".gitmodules": '[submodule "x"]\n'})
    assert told(kept, accession) == (0, {"H514"})
