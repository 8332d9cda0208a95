"""A new district begins its registry: sound from the first day, and over nothing that was there."""

import json
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import run as run_program  # noqa: TID251 - make is run as clerks run it

import pytest
from ruamel.yaml import YAML

from accession_cli import __version__
from accession_cli.registry.profiles import profile, profile_names
from accession_cli.registry.reading import profile as profile_of
from accession_cli.rules.clauses import ALL_CLAUSES
from accession_cli.yamlfile import reader
from cli.test_roster import book
from conftest import Answer
from repositories import Clone
from terminals import DOWN, ENTER, Terminal, typed

pytestmark = pytest.mark.git

Accession = Callable[..., Answer]
OTHER = (
    *("--district", "河东示例区", "--code", "999903", "--prefix", "HD"),
    *("--document", "《河东示例区社区工作准入办法》", "--number", "示例发〔2026〕1号"),
    *("--dated", "2026-03-01"),
)
#: What tells the draft of the tests apart from one of the other profile.
_ELSEWHERE = (
    *("--set", "class=社会服务", "--set", "kind=task", "--set", "period.start=2026-12-01"),
    *("--set", "application.received=2026-09-21", "--set", "decision[0].date=2026-09-28"),
    *("--set", "decision[1].by=organisation", "--set", "decision[1].date=2026-09-28"),
    *("--set", "decision[1].result=admit"),
    *("--set", "decision[2].by=social_work", "--set", "decision[2].date=2026-09-28"),
    *("--set", "decision[2].result=admit"),
)
#: What is found in a new registry: its lists are still to be filled in.
EMPTY = ["G106", "G305"]
MORE = {"dongli": (), "example": _ELSEWHERE}


@pytest.fixture
def clerk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A clerk whom git knows."""
    settings = tmp_path / "gitconfig"
    settings.write_text("[user]\n\tname = 张某\n\temail = z@example.org\n", encoding="utf-8")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))


@pytest.fixture
def begin(accession: Accession, tmp_path: Path, clerk: None) -> Callable[..., Clone]:
    """Begin a registry and give its repository."""

    def run(*arguments: str) -> Clone:
        top = tmp_path / "登记 库"
        answer = accession("init", str(top), *arguments)
        assert answer.code == 0, answer.err
        return Clone(top=top, environ=os.environ)

    return run


@pytest.mark.parametrize("name", ["dongli", "example"])
def test_a_new_registry_is_sound_from_the_first_day(
    begin: Callable[..., Clone], accession: Accession, name: str
) -> None:
    clone = begin("--profile", name, *OTHER, "--same-clauses")
    answer = accession("-C", str(clone.top), "validate", "--json")
    assert answer.code == 0, answer.out
    assert [one["code"] for one in json.loads(answer.out)["findings"]] == EMPTY
    assert accession("-C", str(clone.top), "format", "--check").code == 0
    assert clone.git("status", "--porcelain") == ""
    assert clone.git("log", "--format=%an %s", "main") == "张某 Begin the registry"


@pytest.mark.parametrize("name", ["dongli", "example"])
def test_another_districts_clauses_are_unconfirmed_until_somebody_has_compared_them(
    begin: Callable[..., Clone], accession: Accession, name: str
) -> None:
    clone = begin("--profile", name, *OTHER)
    answer = accession("-C", str(clone.top), "validate", "--json")
    assert [one["code"] for one in json.loads(answer.out)["findings"]] == ["G106", "G207", "G305"]
    assert set(profile_of(clone.top / "registry").clauses.values()) == {None}


def test_a_later_scheme_of_the_profiles_district_may_number_its_clauses_otherwise(
    begin: Callable[..., Clone],
) -> None:
    clone = begin("--profile", "dongli", "--district", "东丽区", "--number", "津丽民发[2027]1号")
    scheme = profile_of(clone.top / "registry")
    assert scheme.source.number == "津丽民发〔2027〕1号", "with the brackets that papers print"
    assert scheme.cited(scheme.refusal_clause) == "方案"


@pytest.mark.parametrize("name", ["dongli", "example"])
def test_the_first_task_is_filed_and_printed(
    begin: Callable[..., Clone], accession: Accession, draft: Path, name: str
) -> None:
    clone = begin("--profile", name, *OTHER)
    at = ("-C", str(clone.top))
    answer = accession(*at, "file", "--from", str(draft), *MORE[name])
    assert answer.code == 0, answer.err
    assert answer.out.splitlines()[0] == "HD-2026-0001  准入备案〔2026〕1号"
    answer = accession(*at, "render", "--format", "html,docx")
    assert answer.code == 0, answer.err
    made = clone.top / "build/directory/2026"
    page = next(made.glob("*.html")).read_text(encoding="utf-8")
    assert "河东示例区社区" in page
    assert "东丽" not in page
    assert clone.git("status", "--porcelain") == ""


def test_make_directory_and_make_validate_work_in_it(
    begin: Callable[..., Clone], accession: Accession, draft: Path
) -> None:
    clone = begin("--profile", "dongli", *OTHER)
    assert accession("-C", str(clone.top), "file", "--from", str(draft)).code == 0
    for target in ("help", "validate", "directory"):
        command = ["make", target, f"ACCESSION={sys.executable} -m accession_cli"]
        done = run_program(command, cwd=clone.top, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode()
    assert list((clone.top / "build/directory/2026").glob("*.pdf"))


def test_the_doctor_finds_only_that_there_is_no_second_copy(
    begin: Callable[..., Clone], accession: Accession
) -> None:
    clone = begin("--profile", "dongli", *OTHER)
    answer = accession("-C", str(clone.top), "doctor", "--json")
    ill = [one["check"] for one in json.loads(answer.out)["checks"] if one["state"] != "well"]
    assert (answer.code, ill) == (0, ["trunk", "beginning", "beginning", "beginning"])


def lacking(accession: Accession, at: tuple[str, str]) -> list[str]:
    return [one["what"] for one in json.loads(accession(*at, "todo", "--json").out)["lacking"]]


def test_what_is_missing_is_listed_until_the_first_task_goes_down(
    begin: Callable[..., Clone], accession: Accession, draft: Path, tmp_path: Path
) -> None:
    clone = begin("--profile", "dongli", "--district", "东丽区")
    at = ("-C", str(clone.top))
    assert lacking(accession, at) == ["agencies", "subdistricts", "server"]
    empty = accession(*at, "dispatch", "--pending")
    assert (empty.code, "No task is in force" in empty.err) == (1, True)
    assert accession(*at, "file", "--from", str(draft)).code == 0
    for which in ("--pending", "DL-2026-0001"):
        answer = accession(*at, "dispatch", which)
        assert answer.code == 1
        assert "DL-2026-0001 can be handed down to nobody" in answer.err
    lists = tmp_path / "lists.xlsx"
    book(lists, {"部门": [["部门名称"], ["区应急局"]], "街道": [["街道名称"], ["万新街道"]]})
    assert accession(*at, "roster", "import", str(lists)).code == 0
    assert lacking(accession, at) == ["server"]
    assert "Before the first task" in accession(*at, "todo").out
    assert accession(*at, "dispatch", "--pending").code == 0
    assert lacking(accession, at) == []
    assert "Before the first task" not in accession(*at, "todo").out


def test_a_profiles_own_district_needs_to_say_no_more(begin: Callable[..., Clone]) -> None:
    clone = begin("--profile", "dongli", "--district", "东丽区")
    scheme = profile_of(clone.top / "registry")
    assert (scheme.code, scheme.prefix, scheme.sample) == ("120110", "DL", False)
    assert scheme.source.number == "津丽民发〔2023〕13号"
    assert scheme.cited(scheme.refusal_clause) == "方案二、（二）"


@pytest.mark.parametrize("name", ["dongli", "example"])
def test_another_district_gets_nothing_of_the_one_before(
    begin: Callable[..., Clone], name: str
) -> None:
    clone = begin("--profile", name, *OTHER)
    scheme = profile_of(clone.top / "registry")
    before = profile(name)
    said = repr(scheme)
    for own in ("district", "code", "prefix", "filing_number", "directory_title"):
        assert repr(before.value[own]) not in said
    assert scheme.source.title == "河东示例区社区工作准入办法"
    assert str(scheme.registrar[0].from_) == "2026-03-01"


def test_the_comments_of_the_profile_stay(begin: Callable[..., Clone]) -> None:
    clone = begin("--profile", "dongli", *OTHER)
    text = (clone.top / "registry/scheme.yaml").read_text(encoding="utf-8")
    before = [line for line in profile("dongli").text.splitlines() if line.startswith("#")]
    assert [line for line in text.splitlines() if line.startswith("#")] == before


@pytest.mark.parametrize("name", ["a: b", "# x", "“区”", "null", "- 区", "'", '"区"'])
def test_a_name_that_yaml_would_misread_is_the_same_name_afterwards(
    begin: Callable[..., Clone], name: str
) -> None:
    clone = begin("--profile", "dongli", *OTHER, "--district", name)
    assert profile_of(clone.top / "registry").district == name


def test_editors_find_the_schemas_and_ci_runs_this_version(begin: Callable[..., Clone]) -> None:
    clone = begin("--profile", "dongli", *OTHER)
    for path in (clone.top / "registry").glob("*.yaml"):
        first = path.read_text(encoding="utf-8").splitlines()[0]
        target = first.removeprefix("# yaml-language-server: $schema=")
        assert (path.parent / target).is_file()
    for name in CI:
        assert "ACCESSION" in (clone.top / name).read_text(encoding="utf-8")
    everything = b"".join(clone.files().values()).decode(errors="replace")
    assert "%DISTRICT%" not in everything
    assert "%VERSION%" not in everything


CI = (".github/workflows/validate.yml", ".gitlab-ci.yml")


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("index", f'pip install "accession-cli=={__version__}"'),
        (
            "git+https://git.example.org/accession.git@v1",
            'pip install "accession-cli @ git+https://git.example.org/accession.git@v1"',
        ),
        (
            "a b/accession_cli-1-py3-none-any.whl",
            "pip install '{top}/a b/accession_cli-1-py3-none-any.whl'",
        ),
        ("bundle's", "python '{top}/bundle'\"'\"'s/install.py' --here"),
    ],
)
def test_ci_and_readme_install_from_where_it_was_said(
    accession: Accession,
    clerk: None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    source: str,
    line: str,
) -> None:
    for made in ("a b/accession_cli-1-py3-none-any.whl", "bundle's/install.py"):
        (tmp_path / made).parent.mkdir()
        (tmp_path / made).write_text("", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    answer = accession("init", "r", "--profile", "dongli", *OTHER, "--install-from", source)
    assert answer.code == 0, answer.err
    line = line.format(top=tmp_path.as_posix())
    hub, lab = (
        YAML(typ="safe").load((tmp_path / "r" / name).read_text(encoding="utf-8")) for name in CI
    )
    assert line in lab["validate"]["script"]
    assert line in [step.get("run") for step in hub["jobs"]["validate"]["steps"]]
    assert f"       {line}\n" in (tmp_path / "r/README.md").read_text(encoding="utf-8")
    unfit = accession("init", "q", "--profile", "dongli", *OTHER, "--install-from", "nothing.whl")
    assert (unfit.code, "is no wheel, no bundle and no address" in unfit.err) == (2, True)
    assert not (tmp_path / "q").exists()


def test_nothing_that_is_shipped_names_an_index_that_does_not_have_the_package() -> None:
    top = Path(__file__).parents[2]
    texts = [*top.glob("*.md"), *(top / "docs").glob("*.md"), *(top / "templates").rglob("*")]
    named = re.compile(r"pip install [^\n]*accession-cli(?! @)")
    found = [one for one in texts if one.is_file() and one.suffix in (".md", ".yml", "")]
    assert [one for one in found if named.search(one.read_text("utf-8"))] == []


def test_ci_uses_only_options_that_there_are(
    begin: Callable[..., Clone], accession: Accession
) -> None:
    clone = begin("--profile", "dongli", *OTHER)
    steps: list[str] = []
    for name in (".github/workflows/validate.yml", ".gitlab-ci.yml"):
        text = (clone.top / name).read_text(encoding="utf-8")
        assert YAML(typ="safe").load(text)
        steps += re.findall("accession validate.*", text)
    assert len(steps) == 5
    used = {option for step in steps for option in re.findall(r"--[a-z]+", step)}
    known = set(re.findall(r"--[a-z]+", accession("validate", "--help").out))
    assert "--since" in used
    assert used <= known


def test_git_writes_lf_whatever_the_machine_is_set_to(
    begin: Callable[..., Clone], tmp_path: Path
) -> None:
    clone = begin("--profile", "dongli", *OTHER)
    twin = tmp_path / "twin"
    clone.git("-c", "core.autocrlf=true", "clone", "--quiet", str(clone.top), str(twin))
    assert b"\r" not in (twin / "registry/scheme.yaml").read_bytes()


def test_the_hook_stops_a_commit_by_hand_that_breaks_the_registry(
    begin: Callable[..., Clone], tmp_path: Path
) -> None:
    clone = begin("--profile", "dongli", *OTHER)
    program = tmp_path / "accession"
    program.write_text(
        f'#!/bin/sh\nexec {sys.executable} -m accession_cli "$@"\n', encoding="utf-8"
    )
    program.chmod(0o755)
    clone.git("config", "accession.program", str(program))
    path = clone.top / "registry/scheme.yaml"
    sound = path.read_text(encoding="utf-8")
    path.write_text(sound.replace("prefix: HD", "prefix: hd"), encoding="utf-8")
    clone.git("commit", "--quiet", "--all", "--message", "a slip", code=1)
    path.write_text(sound.replace("value: 5", "value: 6"), encoding="utf-8")
    clone.git("commit", "--quiet", "--all", "--message", "six days")


def test_without_the_program_the_hook_lets_pass_and_says_so(begin: Callable[..., Clone]) -> None:
    clone = begin("--profile", "dongli", *OTHER)
    clone.git("config", "accession.program", "/nowhere/accession")
    clone.git("commit", "--quiet", "--allow-empty", "--message", "unchecked")


# Over nothing that is there


def test_files_that_are_there_stay_and_are_named(
    accession: Accession, clerk: None, tmp_path: Path
) -> None:
    (tmp_path / "r").mkdir()
    (tmp_path / "r/README.md").write_text("ours\n", encoding="utf-8")
    answer = accession("init", str(tmp_path / "r"), "--profile", "dongli", *OTHER)
    assert answer.code == 0
    assert "Left as it was: README.md" in answer.err
    assert (tmp_path / "r/README.md").read_text(encoding="utf-8") == "ours\n"


def test_an_existing_repository_keeps_its_history_and_decides_itself_what_to_commit(
    lone_registry: Clone, accession: Accession, clerk: None
) -> None:
    (lone_registry.top / "registry/scheme.yaml").unlink()
    head = lone_registry.commit("no registry any more")
    lone_registry.write("staged.txt", "x")
    lone_registry.git("add", "staged.txt")
    answer = accession("init", str(lone_registry.top), "--profile", "dongli", *OTHER)
    assert answer.code == 0, answer.err
    assert lone_registry.head == head
    assert "Nothing was committed" in answer.err
    assert not (lone_registry.top / ".git/hooks/pre-commit").exists()


def test_with_commit_only_the_new_files_are_committed(
    lone_registry: Clone, accession: Accession, clerk: None
) -> None:
    (lone_registry.top / "registry/scheme.yaml").unlink()
    lone_registry.commit("no registry any more")
    lone_registry.write("staged.txt", "x")
    lone_registry.git("add", "staged.txt")
    answer = accession("init", str(lone_registry.top), "--profile", "dongli", *OTHER, "--commit")
    assert answer.code == 0, answer.err
    assert "registry/scheme.yaml" in lone_registry.tree()
    assert "staged.txt" not in lone_registry.tree()
    assert lone_registry.git("diff", "--cached", "--name-only") == "staged.txt"


def test_a_registry_is_never_begun_in_another_one(
    district: Clone, accession: Accession, clerk: None
) -> None:
    before = district.state()
    for place in (district.top, district.top / "registry", district.top / "sub"):
        answer = accession("init", str(place), "--profile", "dongli", *OTHER)
        assert answer.code == 2
        assert "There is a registry already" in answer.err
    assert district.state() == before
    assert not (district.top / "sub").exists()


def test_a_registry_is_the_top_of_its_repository(
    unborn_registry: Clone, accession: Accession, clerk: None
) -> None:
    (unborn_registry.top / "registry/scheme.yaml").unlink()
    answer = accession("init", str(unborn_registry.top / "sub"), "--profile", "dongli", *OTHER)
    assert answer.code == 2
    assert "lies inside the git repository" in answer.err
    assert not (unborn_registry.top / "sub").exists()


def test_a_clerk_whom_git_does_not_know_is_refused_before_anything_is_written(
    accession: Accession, tmp_path: Path
) -> None:
    place = tmp_path / "r"
    answer = accession("init", str(place), "--profile", "dongli", *OTHER)
    assert answer.code == 5
    assert "git config --global user.name" in answer.err
    assert not place.exists()
    assert accession("init", str(place), "--profile", "dongli", *OTHER, "--no-commit").code == 0
    assert (place / "registry/scheme.yaml").exists()


def test_what_the_schema_refuses_is_told_before_anything_is_written(
    accession: Accession, clerk: None, tmp_path: Path
) -> None:
    pattern = ("--filing-number", "准〔{serial}〕")
    answer = accession("init", str(tmp_path / "r"), "--profile", "dongli", *OTHER, *pattern)
    assert answer.code == 1
    assert "registry/scheme.yaml" in answer.err
    assert not (tmp_path / "r").exists()


def test_a_beginning_that_broke_off_is_finished_by_doing_it_again(
    begin: Callable[..., Clone], tmp_path: Path
) -> None:
    clone = begin("--profile", "dongli", *OTHER, "--no-commit")
    (clone.top / "registry/scheme.yaml").unlink()
    clone = begin("--profile", "dongli", *OTHER)
    assert "registry/scheme.yaml" in clone.tree()


# Wrong usage


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "--profile, --district, --code, --prefix, --document, --number, --dated"),
        (("--profile", "dongli"), "--district, --code"),
        (("--profile", "dongli", "--district", "东丽"), "--code, --prefix"),
        (("--profile", "nowhere", *OTHER), "There is no profile nowhere."),
        (("--profile", "dongli", *OTHER, "--code", "12"), "--code: Write the six digits"),
        (("--profile", "dongli", *OTHER, "--prefix", "dl"), "--prefix: Write 2 to 6 capital"),
    ],
)
def test_what_is_missing_or_wrong_is_named(
    accession: Accession, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    answer = accession("init", str(tmp_path / "r"), *arguments)
    assert answer.code == 2
    assert said in answer.err
    assert not (tmp_path / "r").exists()


def test_programs_get_json(accession: Accession, clerk: None, tmp_path: Path) -> None:
    answer = accession("init", str(tmp_path / "r"), "--profile", "dongli", *OTHER, "--json")
    data = json.loads(answer.out)
    assert (answer.code, answer.err, data["version"]) == (0, "", 1)
    assert data["folder"] == str(tmp_path / "r")
    assert "registry/scheme.yaml" in data["written"]


def test_a_check_lists_the_files_that_init_writes_and_writes_none(
    accession: Accession, clerk: None, tmp_path: Path
) -> None:
    asked = ("init", str(tmp_path / "r"), "--profile", "dongli", *OTHER)
    before = sorted(tmp_path.rglob("*"))
    checked = accession(*asked, "--check")
    told = json.loads(accession(*asked, "--check", "--json").out)
    assert sorted(tmp_path.rglob("*")) == before
    assert checked.code == 0, checked.err
    assert "none was written" in checked.err
    assert (told["status"], told["commit"], told["commits"]) == ("checked", None, True)
    done = json.loads(accession(*asked, "--json").out)
    assert (told["written"], told["workbooks"]) == (done["written"], done["workbooks"])
    books = [Path(one).name for one in done["workbooks"]]
    assert checked.out.splitlines() == [*done["written"], *books]


def test_a_check_leaves_what_is_there_and_refuses_what_init_refuses(
    accession: Accession, clerk: None, tmp_path: Path
) -> None:
    (tmp_path / "r").mkdir()
    (tmp_path / "r/README.md").write_text("ours\n", encoding="utf-8")
    asked = ("init", str(tmp_path / "r"), "--profile", "dongli", *OTHER)
    assert "Left as it was: README.md" in accession(*asked, "--check").err
    assert sorted(path.name for path in (tmp_path / "r").iterdir()) == ["README.md"]
    assert accession(*asked).code == 0
    assert accession(*asked, "--check").code == 2


def test_a_check_makes_no_server(accession: Accession, tmp_path: Path) -> None:
    asked = ("init", "--server", str(tmp_path / "r.git"))
    assert accession(*asked, "--check").code == 0
    assert not (tmp_path / "r.git").exists()
    assert accession(*asked).code == 0
    assert accession(*asked, "--check").code == 2


def test_at_a_terminal_what_is_missing_is_asked_for(clerk: None, tmp_path: Path) -> None:
    terminal = Terminal("init", "r", "--prefix", "HX", at=tmp_path, language="en")
    try:
        terminal.answer("Way of doing it to start from:", ENTER)
        terminal.answer("Name of the district:", *typed("河西示例区"))
        terminal.answer("Its code, six digits:", *typed("9999"))
        terminal.answer("Write the six digits", *typed("04"))
        terminal.answer("Title of its own scheme", *typed("《河西示例区准入办法》"))
        terminal.answer("Number of that document:", *typed("示例发〔2026〕2号"))
        terminal.answer("Date of that document", *typed("2026-01-05"))
        terminal.answer("How that document numbers its clauses:", DOWN, ENTER)
        terminal.answer("brought close to the residents", *typed("第2.1条"))
        terminal.answer("as the scheme itself does", "\x7f" * 5, *typed("第三条"))
        terminal.answer("may refuse work that was not admitted", *typed("第四条第二款"))
        for clause in ALL_CLAUSES[2:]:
            terminal.answer(clause.says[:20], ENTER)
        terminal.answer("get accession:", ENTER)
        terminal.answer("Has every record to be signed?", ENTER)
        assert terminal.end() == 0, terminal.shown
    finally:
        terminal.program.close(force=True)
    scheme = profile_of(tmp_path / "r/registry")
    assert scheme.clauses["2.1"] == "第三条"
    assert scheme.cited(scheme.refusal_clause) == "方案第四条第二款"
    assert scheme.clauses["3.1"] is None
    assert (scheme.district, scheme.code, scheme.prefix) == ("河西示例区", "999904", "HX")
    assert scheme.source.title == "河西示例区准入办法"


def test_whom_git_does_not_know_is_asked_first_and_nothing_that_was_answered_is_lost(
    tmp_path: Path, machine: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "nobody"))
    monkeypatch.delenv("GIT_AUTHOR_NAME", raising=False)
    kept = tmp_path / ".r.init.json"
    terminal = Terminal("init", "r", at=tmp_path, language="en")
    try:
        terminal.answer("Your name:", *typed("张某"))
        terminal.answer("Your e-mail address:", *typed("nobody"))
        terminal.answer("Write an e-mail address", *typed("@example.org"))
        terminal.answer("Way of doing it to start from:", ENTER)
        terminal.answer("Name of the district:", *typed("河西示例区"))
        terminal.answer("Its code, six digits:", "\x03")
        assert terminal.end() == 130
    finally:
        terminal.program.close(force=True)
    assert "the same command takes them up again" in terminal.seen.replace("\r\n", " ")
    assert not (tmp_path / "r").exists()
    assert json.loads(kept.read_text(encoding="utf-8"))["district"] == "河西示例区"
    terminal = Terminal("init", "r", at=tmp_path, language="en")
    try:
        terminal.answer("Go on with these answers?", ENTER)
        terminal.answer("Its code, six digits:", *typed("999904"))
        terminal.answer("Letters that ids begin with", *typed("HX"))
        terminal.answer("Title of its own scheme", *typed("《河西示例区准入办法》"))
        terminal.answer("Number of that document:", *typed("示例发〔2026〕2号"))
        terminal.answer("Date of that document", *typed("2026-01-05"))
        terminal.answer("How that document numbers its clauses:", ENTER)
        terminal.answer("get accession:", ENTER)
        terminal.answer("Has every record to be signed?", ENTER)
        assert terminal.end() == 0, terminal.shown
    finally:
        terminal.program.close(force=True)
    assert "signatures" not in (tmp_path / "r/registry/scheme.yaml").read_text(encoding="utf-8")
    assert not kept.exists()
    made = Clone(top=tmp_path / "r", environ=machine)
    assert made.git("log", "-1", "--format=%an <%ae>") == "张某 <nobody@example.org>"
    assert (made.top / "部门.xlsx").exists()
    assert made.git("status", "--porcelain") == ""


# The profiles


def test_the_profiles_are_data_with_a_sentence_each() -> None:
    assert set(profile_names()) == {"dongli", "example"}
    for name in profile_names():
        chosen = profile(name)
        assert reader.read(chosen.text.encode(), name).findings == ()
        assert chosen.about.endswith("。")
        assert len(chosen.about) <= 60


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("dongli", ("2026-10-26", False, 1, ["作用", "效果", "经费落实", "居民认可"])),
        ("example", ("2026-11-02", True, 3, ["工作成效", "基层负担", "经费到位"])),
    ],
)
def test_each_profile_has_its_own_numbers_approvers_and_papers_for_the_same_application(
    begin: Callable[..., Clone],
    accession: Accession,
    draft: Path,
    tmp_path: Path,
    name: str,
    wanted: tuple[str, bool, int, list[str]],
) -> None:
    due, late, bodies, criteria = wanted
    clone = begin("--profile", name, *OTHER)
    at = ("-C", str(clone.top))
    facts = tmp_path / "申请.yaml"
    facts.write_text(draft.read_text(encoding="utf-8").partition("application:\n")[0], "utf-8")
    asked = ("--set", "class=社会服务") if name == "example" else ()
    paper = tmp_path / "审批表.txt"
    paper.write_text("审批表（示例）", encoding="utf-8")
    received = ("--from", str(facts), "--form", str(paper), "--json", *asked)
    answer = accession(*at, "receive", *received)
    assert answer.code == 0, answer.err
    number = json.loads(answer.out)["id"]
    assert (number, json.loads(answer.out)["due"]) == ("HD-A-2026-0001", due)
    found = accession(*at, "validate", "--select", "A201").out
    assert ("A201" in found) is late  # thirty working days ahead there, five here
    waiting = json.loads(accession(*at, "show", number, "--json").out)["waiting"]
    assert len(waiting) == bodies
    for body in waiting:
        decided = accession(*at, "decide", number, "--by", body, "--result", "admit")
        assert decided.code == 0, decided.err
    filed = accession(*at, "file", number, "--json")
    assert filed.code == (1 if late else 0)  # who asks too late agrees on a later start first
    if late:
        again = accession(*at, "file", number, "--set", "period.start=2026-12-01", "--json")
        assert again.code == 0, again.err
    assert _heads(clone, accession) == criteria


def _heads(clone: Clone, accession: Accession) -> list[str]:
    """What is scored, as the head of the score sheet has it."""
    from python_calamine import CalamineWorkbook

    at = ("-C", str(clone.top))
    places = clone.top / "registry/subdistricts.yaml"
    text = places.read_text(encoding="utf-8").partition("subdistricts:")[0]
    named = 'subdistricts:\n  "999903001":\n    name: 示例街道\n    communities: {}\n'
    places.write_text(text + named, encoding="utf-8")
    opened = accession(*at, "evaluation", "open", "2026")
    assert opened.code == 0, opened.err
    book = next((clone.top / "build/evaluation/2026").glob("评议表-*.xlsx"))
    rows = CalamineWorkbook.from_path(str(book)).get_sheet_by_index(0).to_python()
    head = next(row for row in rows if row[0] == "事项编号")
    return [str(cell) for cell in head[3:-1] if cell and cell != "社区"]
