"""Tamperings where signatures are required: forged names, strange keys, an edited list of keys."""

from collections.abc import Callable
from typing import Final

import sample_records
from accession_cli.registry.schemas import FileKind, key_order
from accession_cli.yamlfile import editor
from repositories import Clone
from signed_registries import ANNING, LIMING, SignedWorld, public, signs, ssh_key

DAY: Final = "2026-10-12"
KEYS: Final = "registry/keys.yaml"
#: By what each is refused: the code, and what is done at which desk.
At = Callable[[SignedWorld], Clone]
SIGNED: Final[dict[str, tuple[str, At]]] = {}


def signed(code: str) -> Callable[[At], At]:
    """List the function as a tampering; it gives the clone that pushes what it committed."""

    def listed(do: At) -> At:
        SIGNED[do.__name__] = (code, do)
        return do

    return listed


def _commits(clone: Clone, *options: str) -> Clone:
    clone.git("add", "--all")
    clone.git("commit", "--quiet", "--allow-empty", "--message", "by hand", *options)
    return clone


def _edits(clone: Clone, path: str, old: str, new: str) -> Clone:
    text = (clone.top / path).read_text(encoding="utf-8")
    assert old in text
    clone.write(path, text.replace(old, new, 1))
    return _commits(clone, "-S")


@signed("H701")
def commit_without_a_signature(world: SignedWorld) -> Clone:
    return _commits(world.anning, "--no-gpg-sign")


@signed("H703")
def commit_signed_with_a_strange_key(world: SignedWorld) -> Clone:
    signs(world.anning, ANNING, ssh_key(world.folder / "keys" / "strange"))
    return _commits(world.anning, "-S")


@signed("H705")
def commit_in_the_name_of_a_colleague(world: SignedWorld) -> Clone:
    return _commits(world.anning, "-S", "--author", f"{LIMING} <liming@example.org>")


@signed("H705")
def commit_made_in_the_name_of_a_colleague(world: SignedWorld) -> Clone:
    world.anning.git("config", "user.name", LIMING)
    return _commits(world.anning, "-S")


@signed("H709")
def person_beside_a_key_exchanged(world: SignedWorld) -> Clone:
    return _edits(world.anning, KEYS, f"person: {LIMING}", f"person: {ANNING}")


@signed("H709")
def body_beside_a_key_exchanged(world: SignedWorld) -> Clone:
    return _edits(world.anning, KEYS, "body: grid_centre", "body: civil_affairs")


@signed("H709")
def first_day_of_a_key_moved(world: SignedWorld) -> Clone:
    return _edits(world.anning, KEYS, "from: 2026-10-12", "from: 2024-01-02")


@signed("H709")
def list_of_keys_taken_away(world: SignedWorld) -> Clone:
    (world.anning.top / KEYS).unlink()
    return _commits(world.anning, "-S")


@signed("H708")
def key_of_another_body_ended(world: SignedWorld) -> Clone:
    path = world.anning.top / KEYS
    head, person, tail = path.read_text(encoding="utf-8").partition(f"person: {LIMING}")
    world.anning.write(KEYS, head + person + tail.replace("to: null", f"to: {DAY}", 1))
    return _commits(world.anning, "-S")


@signed("H708")
def own_key_entered_for_another_body(world: SignedWorld) -> Clone:
    path = world.anning.top / KEYS
    entry = (
        f"  - body: grid_centre\n    person: {ANNING}\n"
        f"    key: {public(world.key(ANNING))}\n    from: {DAY}\n    to: null\n"
    )
    world.anning.write(KEYS, path.read_text(encoding="utf-8") + entry)
    return _commits(world.anning, "-S")


@signed("H710")
def signatures_asked_for_no_more(world: SignedWorld) -> Clone:
    return _edits(world.root, "registry/scheme.yaml", "signatures: required\n", "")


@signed("H702|H701")
def words_exchanged_under_a_signature(world: SignedWorld) -> Clone:
    clone = _commits(world.anning, "-S")
    text = clone.git("cat-file", "commit", "HEAD").replace("by hand", "by foot")
    path = world.folder / "commit"
    path.write_text(f"{text}\n", encoding="utf-8")
    made = clone.git("hash-object", "-t", "commit", "-w", str(path))
    clone.git("reset", "--quiet", "--hard", made)
    return clone


@signed("H714")
def word_of_a_colleague_that_nothing_is_secret(world: SignedWorld) -> Clone:
    return _commits(world.anning, "-S", "--trailer", f"Accession-Inspected-By: {LIMING}")


@signed("H714")
def check_of_a_complaint_in_the_name_of_another_body(world: SignedWorld) -> Clone:
    record = sample_records.closed_complaint() | {"id": "DL-C-2026-0001"}
    record["verification"] = record["verification"] | {"by": "区网格化管理中心"}
    text = editor.new_text(record, comment="x", order=key_order(FileKind.COMPLAINT))
    world.anning.write("registry/complaints/2026/DL-C-2026-0001.yaml", text)
    return _commits(world.anning, "-S")


@signed("H714")
def form_settled_in_the_name_of_a_colleague(world: SignedWorld) -> Clone:
    record = sample_records.received_application() | {"id": "DL-A-2026-0001"}
    papers = record["submissions"][0]
    papers["settled"] = [{"field": "title", "written": "甲", "taken": "乙", "by": LIMING}]
    text = editor.new_text(record, comment="x", order=key_order(FileKind.APPLICATION))
    world.anning.write("registry/applications/2026/DL-A-2026-0001.yaml", text)
    return _commits(world.anning, "-S")


@signed("H714")
def amendment_in_the_name_of_a_colleague(world: SignedWorld) -> Clone:
    world.anning.write(
        "registry/amendments.yaml",
        f"schema: 2\namendments:\n  - date: {DAY}\n    from: {DAY}\n    file: scheme.yaml\n"
        '    key: days_to_decide.value\n    old: "10"\n    new: "12"\n    mistake: false\n'
        f"    reason: 津丽民发〔2026〕3号\n    by: {LIMING}\n",
    )
    return _edits(
        world.anning,
        "registry/scheme.yaml",
        "days_to_decide:\n  value: 10",
        "days_to_decide:\n  value: 12",
    )
