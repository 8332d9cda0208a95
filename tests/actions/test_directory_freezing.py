"""``accession freeze``, and a frozen edition made again (scheme 3.5)."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from accession_cli import packaged
from accession_cli.actions.directory_documents import OTHERS
from accession_cli.registry import reading
from conftest import Answer
from registries import does, shipped
from repositories import Clone, TwoClerks, Worlds

Command = Callable[..., Answer]
KEEP = ("--keep", "DL-2024-0020=新条文核对中")
FILE_2024 = "registry/editions/2024.yaml"


def at(clone: Clone) -> tuple[str, str]:
    return "-C", str(clone.top)


def two_years_frozen(folder: Path, machine: dict[str, str]) -> None:
    clone = shipped(folder, machine)
    does(clone, "freeze", "2024", *KEEP)
    does(clone, "freeze", "2025")


@pytest.fixture
def frozen(worlds: Worlds, tmp_path: Path, machine: dict[str, str]) -> Clone:
    """A district that froze 2024 and then 2025."""
    return worlds.clone(two_years_frozen, tmp_path, "district", machine)


def built(accession: Command, clone: Clone, *more: str) -> dict[str, Any]:
    answer = accession(*at(clone), "render", "--json", *more)
    assert answer.code == 0, answer.err
    made: dict[str, Any] = json.loads(answer.out)
    return made


def test_what_rests_on_an_outdated_law_is_cleaned_up_or_kept_with_a_reason(
    district: Clone, accession: Command
) -> None:
    before = district.state()
    answer = accession(*at(district), "freeze", "2024")
    assert answer.code == 1
    assert "error B202" in answer.err
    assert "--keep DL-2024-0020=…" in answer.err
    assert district.state() == before
    landed = json.loads(accession(*at(district), "freeze", "2024", *KEEP, "--json").out)
    assert landed["kept"] == [{"id": "DL-2024-0020", "codes": ["B202"], "reason": "新条文核对中"}]


def test_a_task_that_has_expired_or_whose_end_nobody_was_told_of_holds_the_freezing_up(
    district: Clone, accession: Command
) -> None:
    path = "registry/tasks/2024/DL-2024-0025.yaml"
    text = (district.top / path).read_text(encoding="utf-8")
    assert "end: 2027-04-07" in text
    expired = text[: text.index("corrections:")].replace("end: 2027-04-07", "end: 2025-04-07")
    ended = "registry/tasks/2024/DL-2024-0024.yaml"
    silent = (district.top / ended).read_text(encoding="utf-8").split("  notified:\n")
    rest = silent[1][silent[1].index("supersedes:") :]
    district.commit(
        "leave it",
        **{path: expired + "corrections: []\n", ended: f"{silent[0]}  notified: []\n{rest}"},
    )
    answer = accession(*at(district), "freeze", "2025")
    assert answer.code == 1
    assert "L201" in answer.err
    assert "L202" in answer.err
    assert "DL-2024-0024、DL-2024-0025" in answer.err


def test_a_reason_for_a_task_that_needs_none_is_refused(
    district: Clone, accession: Command
) -> None:
    answer = accession(*at(district), "freeze", "2024", *KEEP, "--keep", "DL-2024-0001=x")
    assert answer.code == 1
    assert "DL-2024-0001" in answer.err
    assert not (district.top / FILE_2024).exists()


@pytest.mark.parametrize("keep", ["DL-2024-0020", "DL-2024-0020= ", "2024=x"])
def test_keeping_needs_an_id_and_a_reason(district: Clone, accession: Command, keep: str) -> None:
    assert accession(*at(district), "freeze", "2024", "--keep", keep).code == 2


def test_a_year_that_is_not_over_is_not_frozen(
    district: Clone, accession: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = accession(*at(district), "freeze", "2026")
    assert answer.code == 1
    assert "from 2027-01-01 on" in answer.err
    monkeypatch.setenv("SEALED_TODAY", "2026-12-31")
    assert accession(*at(district), "freeze", "2026").code == 1


def test_a_frozen_year_is_not_frozen_again_and_none_is_skipped(
    frozen: Clone, accession: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    again = accession(*at(frozen), "freeze", "2025")
    assert again.code == 1
    assert "frozen on 2026-10-12" in again.err
    monkeypatch.setenv("SEALED_TODAY", "2028-01-05")
    skipping = accession(*at(frozen), "freeze", "2027")
    assert skipping.code == 1
    assert "Freeze the edition of 2026 next" in skipping.err


def test_an_earlier_year_is_not_frozen_after_a_later_one(
    district: Clone, accession: Command
) -> None:
    assert accession(*at(district), "freeze", "2025").code == 0
    answer = accession(*at(district), "freeze", "2024", *KEEP)
    assert answer.code == 1
    assert "the last one frozen is that of 2025" in answer.err


def test_freezing_is_one_commit_that_adds_one_sound_file(frozen: Clone, accession: Command) -> None:
    added = frozen.git("show", "--name-status", "--format=%s", "HEAD").splitlines()
    assert added == ["Freeze the edition of 2025", "", "A\tregistry/editions/2025.yaml"]
    assert frozen.git("status", "--porcelain") == ""
    loaded = reading.load_registry(frozen.top / "registry")
    assert [one.year for one in loaded.editions] == [2024, 2025]
    assert [f for f in loaded.findings if "editions" in f.place.path] == []


def test_an_edition_file_holds_what_it_was_made_of(frozen: Clone) -> None:
    first, second = reading.load_registry(frozen.top / "registry").editions
    origin = frozen.git("rev-parse", "HEAD~2")
    assert (first.commit, second.commit) == (origin, origin)
    assert first.previous is None
    file = (frozen.top / FILE_2024).read_bytes()
    assert second.previous == hashlib.sha256(file).hexdigest()
    for record in second.records:
        path = f"registry/tasks/{record.id.year}/{record.id}.yaml"
        assert frozen.git("rev-parse", f"{origin}:{path}") == record.blob
    assert "DL-2024-0019" in [str(record.id) for record in second.ended]
    assert {"html", "pdf", "json"} <= {output.name for output in second.outputs}


def test_a_frozen_edition_is_made_again_byte_for_byte(frozen: Clone, accession: Command) -> None:
    answer = accession(*at(frozen), "render", "2024")
    assert answer.code == 0
    assert "As frozen on 2026-10-12: byte for byte." in answer.err
    made = built(accession, frozen, "2024")
    assert (made["frozen"], made["draft"], made["changed_since"]) == ("as_frozen", False, [])
    first = reading.load_registry(frozen.top / "registry").editions[0]
    files = made["files"]
    assert isinstance(files, list)
    assert {f["format"]: f["sha256"] for f in files} == {o.name: o.sha256 for o in first.outputs}


def test_a_record_that_has_changed_since_is_named_and_never_used(
    frozen: Clone, accession: Command
) -> None:
    path = frozen.top / "registry/tasks/2024/DL-2024-0001.yaml"
    text = path.read_text(encoding="utf-8")
    title = next(line for line in text.splitlines() if line.startswith("title:"))
    frozen.commit(
        "change",
        **{"registry/tasks/2024/DL-2024-0001.yaml": text.replace(title, "title: 改过的名称")},
    )
    answer = accession(*at(frozen), "render", "2024", "--format", "json")
    assert "used as they were then: DL-2024-0001." in answer.err
    assert "byte for byte" in answer.err
    (made,) = (frozen.top / "build/directory/2024").glob("*年版）.json")
    assert "改过的名称" not in made.read_text(encoding="utf-8")


def test_other_templates_give_the_same_content_in_other_bytes(
    district: Clone, accession: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = {"registry/templates/directory.html.j2": "<p>{{ edition.title }}</p>\n"}
    district.commit("own", **own)
    assert accession(*at(district), "freeze", "2025").code == 0
    changed = {"registry/templates/directory.html.j2": "<h1>{{ edition.title }}</h1>\n"}
    district.commit("another", **changed)
    made = built(accession, district, "2025", "--format", "html")
    assert made["frozen"] == "as_frozen"  # the template of the frozen commit is used
    edition = district.top / "registry/editions/2025.yaml"
    text = edition.read_text(encoding="utf-8")
    html = text[text.index("outputs:") :].split("sha256: ")[1].split("\n")[0]
    other = text.replace(html, '"' + "0" * 64 + '"').replace(
        'name: typst\n    version: "', 'name: typst\n    version: "0.'
    )
    district.commit(
        "as if another typesetter had made it", **{"registry/editions/2025.yaml": other}
    )
    answer = accession(*at(district), "render", "2025", "--format", "html")
    assert "The same content as frozen on 2026-10-12, but other bytes" in answer.err
    assert "typst: version 0." in answer.err


def test_content_that_reads_otherwise_is_said(frozen: Clone, accession: Command) -> None:
    edition = frozen.top / FILE_2024
    text = edition.read_text(encoding="utf-8")
    content = next(line for line in text.splitlines() if line.startswith("content:"))
    frozen.commit("other", **{FILE_2024: text.replace(content, f'content: "{"0" * 64}"')})
    assert built(accession, frozen, "2024", "--format", "json")["frozen"] == "other_content"


def test_an_edition_file_that_does_not_fit_its_commit_is_called_tampered(
    frozen: Clone, accession: Command
) -> None:
    text = (frozen.top / FILE_2024).read_text(encoding="utf-8")
    blob = next(line for line in text.splitlines() if line.strip().startswith("blob:"))
    frozen.commit("forge", **{FILE_2024: text.replace(blob, f'    blob: "{"0" * 40}"')})
    answer = accession(*at(frozen), "render", "2024", "--format", "json")
    assert answer.code == 6
    assert FILE_2024 in answer.err


def test_without_its_commit_a_frozen_edition_is_not_made(
    frozen: Clone, accession: Command, tmp_path: Path
) -> None:
    shallow = Clone(top=tmp_path / "shallow", environ=frozen.environ)
    frozen.git("clone", "--quiet", "--depth=1", f"file://{frozen.top}", str(shallow.top))
    answer = accession(*at(shallow), "render", "2024", "--as-of", "2024-12-31")
    assert answer.code == 5
    assert "git fetch --unshallow" in answer.err


def test_after_the_last_frozen_year_the_next_one_with_records_is_due(
    frozen: Clone, accession: Command
) -> None:
    made = built(accession, frozen, "--format", "json", "--as-of", "2026-11-24")
    assert (made["year"], made["draft"], made["frozen"]) == (2026, True, None)


def test_another_day_of_a_frozen_year_gives_a_draft(frozen: Clone, accession: Command) -> None:
    made = built(accession, frozen, "2025", "--format", "json", "--as-of", "2025-06-30")
    assert (made["base_date"], made["draft"], made["frozen"]) == ("2025-06-30", True, None)


def test_an_edition_of_a_sample_stays_here_and_a_real_one_is_pushed(
    two_offices: TwoClerks, accession: Command
) -> None:
    answer = accession(*at(two_offices.ann), "freeze", "2025")
    assert answer.code == 0, answer.err
    assert "registry/editions/2025.yaml" in two_offices.remote.tree("main")
    sample = two_offices.bo.top / "registry/scheme.yaml"
    text = sample.read_text(encoding="utf-8").replace("sample: false", "sample: true")
    two_offices.bo.commit("sample", **{"registry/scheme.yaml": text})
    before = two_offices.remote.git("rev-parse", "main")
    assert accession(*at(two_offices.bo), "freeze", "2025").code == 0
    assert two_offices.remote.git("rev-parse", "main") == before


def test_an_edition_under_another_years_name_is_found(frozen: Clone, accession: Command) -> None:
    text = (frozen.top / FILE_2024).read_text(encoding="utf-8")
    frozen.write("registry/editions/2023.yaml", text)
    report = json.loads(accession(*at(frozen), "validate", "--format", "json").out)
    found = [f for f in report["findings"] if "editions" in f["path"]]
    assert [(f["code"], f["path"]) for f in found] == [("R108", "registry/editions/2023.yaml")]


def test_every_template_is_the_directorys_or_is_known_to_show_in_no_edition() -> None:
    files = {path.name for path in packaged.folder("templates").iterdir() if path.is_file()}
    others = {name for name in files if name.startswith(OTHERS)}
    beside_it = {"answer.toml", "question.js", "title_words.txt"}
    shown = {name for name in files - others if not name.startswith("directory.")}
    assert shown == beside_it
    assert len({one for one in OTHERS for name in others if name.startswith(one)}) == len(OTHERS)


def as_if_frozen_with(clone: Clone, name: str, old: str, new: str) -> str:
    """Have the editions rest on a commit in which the file *name* reads otherwise; its name."""
    head, text = clone.head, (clone.top / name).read_text(encoding="utf-8")
    assert old in text
    commit = clone.commit("as another version wrote it", **{name: text.replace(old, new, 1)})
    changed = {}
    for path in (clone.top / "registry/editions").iterdir():
        known = path.read_text(encoding="utf-8")
        before, after = (clone.git("rev-parse", f"{at}:{name}") for at in (head, commit))
        origin = next(line for line in known.splitlines() if line.startswith("commit: "))
        known = known.replace(before, after).replace(origin, f'commit: "{commit}"')
        changed[f"registry/editions/{path.name}"] = known
    clone.commit("mended", **{name: text, **changed})
    return commit


FIRST = "registry/tasks/2024/DL-2024-0001.yaml"


@pytest.mark.parametrize(
    "command",
    [
        ("render", "2024"),
        ("render", "2024", "--format", "json", "--json"),
        ("render", "2024", "--community", "120110001001", "--format", "html"),
        ("diff", "2024", "2025"),
        ("diff", "2025", "2026", "--format", "docx"),
    ],
)
def test_an_edition_of_which_a_record_cannot_be_read_is_refused(
    frozen: Clone, accession: Command, command: tuple[str, ...]
) -> None:
    commit = as_if_frozen_with(frozen, FIRST, "schema: 3", "schema: 5")
    answer = accession(*at(frozen), *command)
    assert answer.code == 3, answer
    assert "DL-2024-0001" in answer.err
    assert f"git show {commit[:12]}:{FIRST}" in answer.err
    assert "format 4" in answer.err
    assert answer.out == ""
    assert not (frozen.top / "build").exists()


def test_of_many_records_that_cannot_be_read_some_are_named_and_all_are_counted(
    frozen: Clone, accession: Command
) -> None:
    for serial in range(1, 8):
        name = f"registry/tasks/2024/DL-2024-{serial:04d}.yaml"
        text = (frozen.top / name).read_text(encoding="utf-8")
        frozen.write(name, text.replace("schema: 3", "schema: 5"))
    broken = frozen.commit("as another version wrote them")
    path = frozen.top / FILE_2024
    text = path.read_text(encoding="utf-8")
    for serial in range(1, 8):
        name = f"registry/tasks/2024/DL-2024-{serial:04d}.yaml"
        before, after = (frozen.git("rev-parse", f"{one}:{name}") for one in ("HEAD~1", broken))
        text = text.replace(before, after)
    origin = next(line for line in text.splitlines() if line.startswith("commit: "))
    frozen.commit("other", **{FILE_2024: text.replace(origin, f'commit: "{broken}"')})
    answer = accession(*at(frozen), "render", "2024")
    assert answer.code == 3
    assert "7 cannot be read" in answer.err
    assert "DL-2024-0005…" in answer.err
    assert "DL-2024-0006" not in answer.err


@pytest.mark.parametrize(("name", "version"), [("scheme.yaml", 4), ("statutes.yaml", 2)])
def test_an_edition_of_which_a_file_that_all_rests_on_cannot_be_read_is_refused(
    frozen: Clone, accession: Command, name: str, version: int
) -> None:
    now, later = f"schema: {version}", f"schema: {version + 1}"
    commit = as_if_frozen_with(frozen, f"registry/{name}", now, later)
    answer = accession(*at(frozen), "render", "2024", "--format", "json")
    assert answer.code == 3
    assert f"git show {commit[:12]}:registry/{name}" in answer.err


def test_an_edition_of_which_a_content_is_gone_from_the_clone_is_refused(
    frozen: Clone, accession: Command
) -> None:
    commit = as_if_frozen_with(frozen, FIRST, "title: ", "title: 那时的")
    blob = frozen.git("rev-parse", f"{commit}:{FIRST}")
    (frozen.top / ".git/objects" / blob[:2] / blob[2:]).unlink()
    answer = accession(*at(frozen), "render", "2024", "--format", "json")
    assert answer.code == 3
    assert "lacks or has damaged 1: DL-2024-0001." in answer.err
    assert "doctor --fix" in answer.err


def test_verifying_tells_of_the_frozen_records_that_cannot_be_read(
    frozen: Clone, accession: Command
) -> None:
    as_if_frozen_with(frozen, FIRST, "schema: 3", "schema: 5")
    report = json.loads(accession(*at(frozen), "verify", "--full", "--json").out)
    assert (FIRST, "S111") in [(one["path"], one["code"]) for one in report["findings"]]


def test_last_years_figures_are_those_of_the_frozen_edition_although_a_record_was_changed(
    frozen: Clone, accession: Command, tmp_path: Path
) -> None:
    """The record is changed by hand, with a correction that is dated before the base date."""
    path = frozen.top / "registry/tasks/2024/DL-2024-0006.yaml"
    members = (frozen.top / "registry/editions/2025.yaml").read_text(encoding="utf-8")
    count = members[: members.index("\nended:")].count("\n  - id: ")
    text = path.read_text(encoding="utf-8")
    entry = (
        "  - date: 2025-11-03\n    field: period.end\n    old: null\n    new: 2025-11-30\n"
        "    reason: 录入有误\n    by: civil_affairs\n"
    )
    assert "  end: null\n" in text
    text = text.replace("  end: null\n", "  end: 2025-11-30\n", 1)
    text = text.replace("corrections: []\n", "corrections:\n")
    text = text.replace("corrections:\n", f"corrections:\n{entry}", 1)
    frozen.commit("cut", **{str(path.relative_to(frozen.top)): text})
    out = tmp_path / "out"
    made = built(accession, frozen, "2026", "--draft", "--format", "json", "--out", str(out))
    (file,) = (one["path"] for one in made["files"])
    told = json.loads(Path(file).read_text(encoding="utf-8"))
    assert told["counts"]["previous"] == count
    assert "DL-2024-0006" in {one["task"]["id"] for one in told["ended"]}
