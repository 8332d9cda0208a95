"""What the made-up districts' centre keeps by hand: whom it collects from, and a catalogue."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from accession_cli.districts.centre_files import write_file
from accession_cli.registry.schemas import FileKind
from accession_cli.scheme.task import LawBasis, Task
from generator.collected import folder_of
from generator.districts import all_topics
from generator.places import Place, Spoilt
from generator.repository import home

#: Nobody has the private half of it.
_SIGNER: Final = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGJ1dCBub2JvZHkgaGFzIHRoZSBwcml2YXRlIGtleSE="
_HEAD: Final = """\
schema: 1
name: 天津市（示例）
lake: lake
limits:
  seconds: 300
  memory: 400
  size: 64
districts:
"""
_ONE: Final = """\
  "{code}":
    name: {name}
    url: {url}
    branch: main
    signers:{signers}
"""


def write_districts(places: Sequence[Place], folder: Path) -> None:
    """Write ``districts.yaml`` into *folder*, where the repositories of *places* lie."""
    entries = (
        _ONE.format(
            code=place.code,
            name=place.name,
            url=folder_of(place, Path()),
            signers=f"\n      - {_SIGNER}" if place.spoilt is Spoilt.UNSIGNED else " []",
        )
        for place in places
    )
    (folder / "districts.yaml").write_text(_HEAD + "".join(entries), encoding="utf-8")


def write_catalogue(folder: Path) -> None:
    """Write ``catalogue.yaml`` into *folder*, with an entry for each topic."""
    topics = sorted(all_topics(), key=lambda one: home().scheme.classes.index(one.class_))
    entries = [_entry(number, topic) for number, topic in enumerate(topics, 1)]
    value = {"title": "社区工作事务基本目录（示例）", "entries": entries}
    write_file(FileKind.CATALOGUE, folder, value)


def _entry(number: int, topic: Task) -> dict[str, object]:
    laws = [basis for basis in topic.basis if isinstance(basis, LawBasis)]
    return {
        "code": f"JB-{number:03d}",
        "title": topic.title,
        "also_called": [],
        "laws": [
            {"law": one.law, "articles": [one.article] if one.article else []} for one in laws
        ],
        "documents": [],
        "agency": home().agencies[topic.agency].name.removeprefix("区"),
        "class": topic.class_,
    }
