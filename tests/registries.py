"""Whole registries in real repositories, each fixture named after a state of the world."""

import shutil
from pathlib import Path

import pytest

from accession_cli.__main__ import main
from materials import pdf_of
from repositories import Clone, TwoClerks, Worlds, clone_for_two, new_repository

MATERIAL = pdf_of("关于终止协助事项的申请（示例）")
SHIPPED = Path(__file__).parents[1] / "registry"
DRAFT = """\
# 一份草稿：还没有备案
title: 协助独居老人冬季取暖安全走访
class: 社会保障和社会救助
agency: minzheng
channels:
  - community
term: short
period:
  start: 2026-11-02
  end: 2027-03-15
authorization:
  content: 每周走访独居老人，查看取暖设备是否安全。
  target: 辖区独居老人安全过冬。
  authority: 只查看、提醒和报告，不承担维修和处罚。
  workflow: 街道派单—社区走访—登记—报告街道
basis:
  - document: 关于做好冬季取暖安全工作的通知（示例）
    number: 津丽示例〔2026〕31号
    date: 2026-09-15
funding:
  amount: "12000.00"
  per: task
  source: 区财政专项
  method: 随事拨付
scope:
  subdistricts: all
application:
  received: 2026-09-21
  via: oa
decision:
  - by: civil_affairs
    date: 2026-09-28
    result: admit
"""


def shipped(folder: Path, machine: dict[str, str]) -> Clone:
    """The shipped sample's records, committed; without its editions.

    They are made from commits that only the project's history has.
    """
    clone = new_repository(folder / "district", machine)
    shutil.copytree(SHIPPED, clone.top / "registry", ignore=shutil.ignore_patterns("editions"))
    clone.commit("begin")
    return clone


def does(clone: Clone, *arguments: str) -> None:
    """Have ``accession`` do what makes a world."""
    assert main(("-C", str(clone.top), *arguments)) == 0, arguments


def in_earnest(folder: Path, machine: dict[str, str]) -> None:
    clone = shipped(folder, machine)
    scheme = clone.top / "registry/scheme.yaml"
    text = scheme.read_text(encoding="utf-8").replace("sample: true", "sample: false")
    clone.commit("begin in earnest", **{"registry/scheme.yaml": text})
    clone_for_two(clone, folder)
    shutil.rmtree(clone.top)


@pytest.fixture
def district(worlds: Worlds, tmp_path: Path, machine: dict[str, str]) -> Clone:
    """A district's registry without a remote: the shipped sample's records, committed."""
    return worlds.clone(shipped, tmp_path, "district", machine)


@pytest.fixture
def two_offices(worlds: Worlds, tmp_path: Path, machine: dict[str, str]) -> TwoClerks:
    """A registry that is no sample, on a remote, cloned by two clerks."""
    return worlds.two_clerks(in_earnest, tmp_path, machine)


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    """A YAML file with the facts of an admitted task, not filed yet."""
    path = tmp_path / "draft.yaml"
    path.write_text(DRAFT, encoding="utf-8")
    return path


@pytest.fixture
def material(tmp_path: Path) -> Path:
    """The agency's written material for ending a task."""
    path = tmp_path / "终止申请（示例）.pdf"
    path.write_bytes(MATERIAL)
    return path
