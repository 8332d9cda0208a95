"""What a filing costs, counted and never timed.

Several people can record at once only while the way from looking at the trunk to sending a record
is short.
"""

import shutil
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from accession_cli.registry import reading
from accession_cli.registry.files import Source, files_on_disk
from accession_cli.registry.reading import Reader
from conftest import Answer
from registries import DRAFT, SHIPPED
from repositories import Clone, TwoClerks

Command = Callable[..., Answer]

#: From the trunk as it was fetched to the push: what it is at and of which day, its files and what
#: is in them, the numbers ever given, the commit, what differs in it, the push.
BETWEEN = [
    "rev-parse",
    "show",
    "ls-tree",
    "cat-file",
    "cat-file",
    *("rev-list", "diff-tree"),
    "fast-import",
    "diff-tree",
    "push",
]


@pytest.fixture
def called(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[str]]:
    """The commands of git that were started since this was last asked, in their order."""
    log, folder = tmp_path / "called", tmp_path / "counted"
    folder.mkdir()
    program = folder / "git"
    program.write_text(
        dedent(f"""\
            #!/bin/sh
            for word; do
              case $word in -*|*=*) ;; *) echo "$word" >>'{log}'; break ;; esac
            done
            exec '{shutil.which("git")}' "$@"
            """),
        encoding="utf-8",
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder), prepend=":")

    def since() -> list[str]:
        found = log.read_text(encoding="utf-8").split() if log.exists() else []
        log.unlink(missing_ok=True)
        return found

    return since


@pytest.fixture
def beaten_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A git whose first fetch finds that another one has just moved the trunk; a mark says so."""
    folder, mark = tmp_path / "beaten", tmp_path / "was-beaten"
    folder.mkdir()
    program = folder / "git"
    program.write_text(
        dedent(f"""\
            #!/bin/sh
            case " $* " in
              *" fetch "*) test -e '{mark}' || {{
                touch '{mark}'
                echo "error: cannot lock ref 'refs/accession/trunk': is at a1 but expected b2" >&2
                exit 1
              }} ;;
            esac
            exec '{shutil.which("git")}' "$@"
            """),
        encoding="utf-8",
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder), prepend=":")
    return mark


def test_a_fetch_of_a_killed_command_that_ends_now_does_not_stop_the_next_command(
    two_offices: TwoClerks, draft: Path, accession: Command, beaten_once: Path
) -> None:
    file_with(accession, two_offices.ann, draft)
    assert beaten_once.exists()


def file_with(accession: Command, clone: Clone, draft: Path) -> str:
    answer = accession("-C", str(clone.top), "file", "--from", str(draft))
    assert answer.code == 0, answer.err
    return answer.out.split()[0]


def test_few_processes_run_between_looking_and_sending(
    two_offices: TwoClerks, draft: Path, accession: Command, called: Callable[[], list[str]]
) -> None:
    file_with(accession, two_offices.ann, draft)
    found = called()
    begun = found.index("fetch") + 1
    assert found[begun : begun + len(BETWEEN)] == BETWEEN
    assert len(found) <= 28, found  # among them: what programs the clone itself would run


def test_a_lost_turn_asks_whether_it_was_lost_and_for_nothing_that_is_known(
    two_offices: TwoClerks, draft: Path, accession: Command, called: Callable[[], list[str]]
) -> None:
    rival = two_offices.bo
    rival.write("registry/notes.yaml", "")
    rival.commit("bo was faster")
    # git has asked the server where the trunk is, and is about to send: now bo gets in first
    two_offices.ann.hook("pre-push", f"git -C '{rival.top}' push --quiet 2>/dev/null || exit 0")
    rival.git("rm", "--quiet", "registry/notes.yaml")
    rival.commit("and went on")
    file_with(accession, two_offices.ann, draft)
    found = called()
    again = found[found.index("push") + 1 :]
    assert (
        again[: again.index("push") + 1]
        == [
            "for-each-ref",
            "fetch",
            BETWEEN[0],
            *("rev-parse", "log"),  # a server may have taken what it said that it refused
            *(name for name in BETWEEN[1:] if name != "cat-file"),
        ]
    )


def test_no_file_is_read_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    names: list[str] = []
    read = reading.read_file

    def counted(*given: object) -> reading.FileRead:
        names.append(str(given[1]))
        return read(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(reading, "read_file", counted)
    sources, reader = list(files_on_disk(SHIPPED)), Reader("registry/")
    before = reader.read(sources)
    assert len(names) == len(before.paths)
    one = next(source for source in sources if source.name.startswith("tasks/"))
    changed = Source(one.name, DRAFT.encode())
    after = reader.read([changed if source == one else source for source in sources])
    assert names[len(before.paths) :] == [one.name]
    assert after.findings != before.findings
    assert reader.read(sources).findings == before.findings
