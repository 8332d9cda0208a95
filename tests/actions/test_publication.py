"""``accession publish``: what the second repository holds, and what is in none of its objects."""

import copy
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sample_records
from accession_cli.actions.history import past_of
from accession_cli.actions.publication import publish
from accession_cli.errors import Refused
from accession_cli.gitstore import publication as copies
from accession_cli.gitstore.git import Git, GitFailed
from accession_cli.registry import schemas
from accession_cli.registry.files import kind_of
from accession_cli.yamlfile import editor
from conftest import Answer
from registries import does
from repositories import Clone, TwoClerks, bare_machine, new_repository, sign_in
from signed_registries import SignedWorld, public

pytestmark = pytest.mark.git

Command = Callable[..., Answer]
PROFILE: Final = "registry/scheme.yaml"
SHARE: Final = "trunk: origin/main\nshare:\n  editions: true\n  refusals: true\n"


def shares(clone: Clone, said: str = SHARE) -> str:
    """Have the profile say what is handed on."""
    text = (clone.top / PROFILE).read_text(encoding="utf-8")
    assert "trunk: origin/main\n" in text
    return clone.commit("share", **{PROFILE: text.replace("trunk: origin/main\n", said)})


@pytest.fixture
def sharing(district: Clone) -> Clone:
    """A district's registry that hands on what it may."""
    shares(district)
    return district


def published(accession: Command, clone: Clone, *more: str) -> dict[str, Any]:
    to = clone.top.parent / "public.git"
    answer = accession("publish", "-C", str(clone.top), "--to", str(to), "--yes", "--json", *more)
    assert answer.code == 0, answer.err
    made: dict[str, Any] = json.loads(answer.out)
    return made


def copy_of(clone: Clone) -> Clone:
    return Clone(top=clone.top.parent / "public.git", environ=clone.environ)


def all_objects(clone: Clone) -> bytes:
    """The content of every object of a repository, whatever leads to it."""
    return git_of(clone).run("cat-file", "--batch-all-objects", "--batch").out


def test_one_commit_says_of_which_commit_it_is_the_copy_and_who_recorded_is_not_told(
    accession: Command, sharing: Clone
) -> None:
    made = published(accession, sharing)
    (one,) = made["commits"]
    assert (made["status"], made["tasks"], one["trunk"]) == ("published", 72, sharing.head)
    log = copy_of(sharing).git("log", "--format=%an%n%ae%n%cn%n%B", "main")
    assert log.splitlines()[:3] == ["东丽区", "120110@accession.invalid", "东丽区"]
    assert log.endswith(f"\nTrunk: {sharing.head}")
    assert "Publish 东丽区 (120110) as of 2026-10-12" in log
    assert "  tasks/2024/DL-2024-0013.yaml: decision[0].opinion, basis[1].reviewer\n" in log
    assert "ann@" not in log


def test_what_is_not_redacted_has_the_name_in_git_that_it_has_in_the_register(
    accession: Command, sharing: Clone
) -> None:
    redacted = {f"registry/{one['file']}" for one in published(accession, sharing)["redacted"]}
    asked = ("ls-tree", "-r", "main", "registry/tasks")
    own, copied = (set(one.git(*asked).splitlines()) for one in (sharing, copy_of(sharing)))
    differing = {line.split("\t")[1] for line in own ^ copied}
    assert differing == {path for path in redacted if "/tasks/" in path}
    assert len(differing) == 15


def test_the_same_is_published_once_and_a_later_commit_comes_on_top(
    accession: Command, sharing: Clone
) -> None:
    published(accession, sharing)
    assert published(accession, sharing)["status"] == "unchanged"
    first = copy_of(sharing).git("rev-parse", "main")
    sharing.commit("more")
    published(accession, sharing)
    assert copy_of(sharing).git("rev-list", "--parents", "main").splitlines()[0].endswith(first)


def test_two_publications_of_one_commit_are_the_same_commit(
    accession: Command, sharing: Clone, tmp_path: Path
) -> None:
    (one,) = published(accession, sharing)["commits"]
    to = ("--to", str(tmp_path / "other.git"), "--yes", "--json")
    other = json.loads(accession("publish", "-C", str(sharing.top), *to).out)
    assert other["commits"] == [one]


def test_later_runs_know_where_to_publish(accession: Command, sharing: Clone) -> None:
    at = ("publish", "-C", str(sharing.top))
    assert accession(*at).code == 2
    published(accession, sharing)
    assert accession(*at).code == 0
    shutil.rmtree(copy_of(sharing).top)
    answer = accession(*at)
    assert (answer.code, "is not there any more" in answer.err) == (5, True)


def test_a_copy_opens_like_any_registry(accession: Command, sharing: Clone, tmp_path: Path) -> None:
    published(accession, sharing)
    copy_of(sharing).git("clone", "--quiet", str(copy_of(sharing).top), str(tmp_path / "reader"))
    at = ("-C", str(tmp_path / "reader"))
    assert json.loads(accession("list", *at, "--json").out)["unread"] == []
    found = json.loads(accession("validate", *at, "--format", "json").out)
    assert found["summary"]["error"] == 0
    assert "（不公开）" in accession("show", "DL-2024-0013", *at).out


def test_nothing_goes_out_before_somebody_has_seen_what(accession: Command, sharing: Clone) -> None:
    to = ("--to", str(copy_of(sharing).top))
    for more, code in ((("--check",), 0), ((), 2)):
        answer = accession("publish", "-C", str(sharing.top), *to, *more)
        assert answer.code == code
        assert "tasks/2024/DL-2024-0013.yaml  decision[0].opinion, basis[1].reviewer" in answer.out
        assert not copy_of(sharing).top.exists()


def test_a_district_that_shares_nothing_publishes_nothing(
    accession: Command, district: Clone
) -> None:
    answer = accession("publish", "-C", str(district.top), "--to", str(copy_of(district).top))
    assert (answer.code, "write share:" in " ".join(answer.err.split())) == (1, True)
    assert not copy_of(district).top.exists()


def test_nothing_but_a_copy_is_published_into(
    accession: Command, sharing: Clone, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    sharing.git("init", "--quiet", "--bare", str(tmp_path / "another.git"))
    for place in (tmp_path / "file", tmp_path / "another.git", sharing.top, sharing.top / ".git"):
        answer = accession("publish", "-C", str(sharing.top), "--to", str(place), "--yes")
        assert (answer.code, "no copy" in answer.err) == (2, True), place


def test_the_copy_of_another_district_is_not_continued(accession: Command, sharing: Clone) -> None:
    published(accession, sharing)
    text = (sharing.top / PROFILE).read_text(encoding="utf-8")
    sharing.commit("other", **{PROFILE: text.replace('code: "120110"', 'code: "120111"')})
    answer = accession("publish", "-C", str(sharing.top))
    assert (answer.code, "is the copy of 东丽区" in answer.err) == (2, True)


def test_a_rewritten_history_is_not_published(accession: Command, sharing: Clone) -> None:
    sharing.commit("one")
    published(accession, sharing)
    before = copy_of(sharing).git("rev-parse", "main")
    sharing.git("reset", "--quiet", "--hard", "HEAD~1")
    assert accession("publish", "-C", str(sharing.top)).code == 4  # an older state of it
    sharing.commit("another")
    assert accession("publish", "-C", str(sharing.top)).code == 6
    assert copy_of(sharing).git("rev-parse", "main") == before


def test_nobody_pushes_into_a_copy(accession: Command, sharing: Clone, tmp_path: Path) -> None:
    published(accession, sharing)
    copy_of(sharing).git("clone", "--quiet", str(copy_of(sharing).top), str(tmp_path / "reader"))
    reader = Clone(top=tmp_path / "reader", environ=sharing.environ)
    for ref in ("main", "HEAD:refs/heads/side", "HEAD:refs/tags/x", ":main"):
        reader.git("push", "origin", ref, code=1)
    new_repository(tmp_path / "pusher", sharing.environ).commit("x", a="b")
    pusher = Clone(top=tmp_path / "pusher", environ=sharing.environ)
    pusher.git("push", "--force", str(copy_of(sharing).top), "main", code=1)


def test_a_record_that_cannot_be_read_is_named_in_the_message_and_said_by_every_reader(
    accession: Command, sharing: Clone, tmp_path: Path
) -> None:
    sharing.commit("spoil", **{"registry/tasks/2026/DL-2026-0001.yaml": "schema: [\n"})
    made = published(accession, sharing)
    assert made["left_out"] == ["tasks/2026/DL-2026-0001.yaml"]
    assert "  tasks/2026/DL-2026-0001.yaml\n" in copy_of(sharing).git("log", "--format=%B", "main")
    copy_of(sharing).git("clone", "--quiet", str(copy_of(sharing).top), str(tmp_path / "reader"))
    listed = json.loads(accession("list", "-C", str(tmp_path / "reader"), "--json").out)
    assert listed["unread"] == ["registry/tasks/2026/DL-2026-0001.yaml"]


def test_every_commit_that_an_edition_was_made_from_is_published_before_the_edition(
    accession: Command, sharing: Clone
) -> None:
    keep = ("--keep", "DL-2024-0020=新条文核对中")
    does(sharing, "freeze", "2024", *keep)
    does(sharing, "freeze", "2025")
    commits = published(accession, sharing)["commits"]
    of = {
        year: str((sharing.top / f"registry/editions/{year}.yaml").read_text(encoding="utf-8"))
        for year in (2024, 2025)
    }
    for one in commits[:-1]:
        assert (
            f'"{one["trunk"]}"' in of[one["edition"]] or f": {one['trunk']}" in of[one["edition"]]
        )
    assert commits[-1]["trunk"] == sharing.head
    order = copy_of(sharing).git("rev-list", "--reverse", "main").splitlines()
    assert [one["commit"] for one in commits] == order


def cloned(clone: Clone, to: Path) -> Clone:
    """Whoever collects has the copy."""
    clone.git("clone", "--quiet", str(copy_of(clone).top), str(to))
    return Clone(top=to, environ=clone.environ)


def codes(answer: Answer) -> list[str]:
    return [one["code"] for one in json.loads(answer.out)["findings"]]


def test_a_copy_verifies_and_its_editions_are_found_by_the_trailer(
    accession: Command, sharing: Clone, tmp_path: Path
) -> None:
    does(sharing, "freeze", "2024", "--keep", "DL-2024-0020=新条文核对中")
    does(sharing, "freeze", "2025")
    earnest = (sharing.top / PROFILE).read_text(encoding="utf-8")
    sharing.commit("earnest", **{PROFILE: earnest.replace("sample: true", "sample: false")})
    published(accession, sharing)
    reader = cloned(sharing, tmp_path / "reader")
    answer = accession("verify", "-C", str(reader.top))
    assert (answer.code, answer.out) == (0, "")
    assert "This is a published copy" in " ".join(answer.err.split())
    assert accession("verify", "-C", str(copy_of(sharing).top)).code == 0


def test_a_copy_whose_records_are_not_those_of_its_edition_does_not_verify(
    accession: Command, sharing: Clone, tmp_path: Path
) -> None:
    """Somebody in between makes the copy anew, with another text in a frozen record."""
    earnest = (sharing.top / PROFILE).read_text(encoding="utf-8")
    sharing.commit("earnest", **{PROFILE: earnest.replace("sample: true", "sample: false")})
    does(sharing, "freeze", "2024", "--keep", "DL-2024-0020=新条文核对中")
    published(accession, sharing)
    reader = cloned(sharing, tmp_path / "reader")
    reader.git("remote", "remove", "origin")
    first, last = reader.git("rev-list", "--reverse", "main").splitlines()
    message = reader.git("log", "-1", "--format=%B", first)
    reader.git("reset", "--quiet", "--hard", first)
    path = "registry/tasks/2024/DL-2024-0003.yaml"
    text = (reader.top / path).read_text(encoding="utf-8")
    reader.write(path, text.replace("title: ", "title: 别的"))
    sign_in(reader, "ann")
    reader.git("commit", "--quiet", "--all", "--amend", "--message", message)
    reader.git("cherry-pick", last)
    assert "H402" in codes(accession("verify", "-C", str(reader.top), "--full", "--json"))


def test_an_edition_whose_commit_was_passed_over_gets_it_published_all_the_same(
    accession: Command, sharing: Clone
) -> None:
    commit = sharing.head
    sharing.commit("say hello", **{"README.md": "hello\n"})
    published(accession, sharing)
    does(sharing, "freeze", "2024", "--keep", "DL-2024-0020=新条文核对中")
    assert commit in (sharing.top / "registry/editions/2024.yaml").read_text(encoding="utf-8")
    told = [one["trunk"] for one in published(accession, sharing)["commits"]]
    known = [one.trunk for one in copies.published_commits(git_of(copy_of(sharing)))]
    assert commit in known
    assert told[-1] == known[-1] == sharing.head


def git_of(clone: Clone) -> Git:
    found = copies.copy_at(clone.top)
    assert found is not None
    return found


def test_a_district_that_signs_signs_what_it_publishes(
    accession: Command, signed_world: SignedWorld, tmp_path: Path
) -> None:
    desk = signed_world.root
    text = (desk.top / PROFILE).read_text(encoding="utf-8")
    desk.write(
        PROFILE, text.replace("signatures: required\n", "signatures: required\n" + SHARE[19:])
    )
    desk.git("commit", "--quiet", "--all", "-S", "--message", "share")
    desk.git("push", "--quiet", "origin", "HEAD:main")
    at = ("publish", "-C", str(signed_world.server.top), "--to", str(tmp_path / "public.git"))
    answer = accession(*at, "--yes")
    assert (answer.code, "no key to sign with" in answer.err) == (5, True)
    key = signed_world.key("root")
    signed_world.server.git("config", "--file", str(tmp_path / "own"), "user.signingkey", str(key))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "own"))
        done = json.loads(accession(*at, "--yes", "--json").out)
    assert done["signed"]
    signers = tmp_path / "signers"
    signers.write_text(f"district {public(key)}\n", encoding="utf-8")
    told = Clone(top=tmp_path / "public.git", environ=desk.environ).git(
        *("-c", f"gpg.ssh.allowedSignersFile={signers}", "log", "--format=%G? %GS", "main")
    )
    assert told == "G district"


def test_a_push_is_published_apart_and_whoever_pushes_next_hears_of_a_failure(
    accession: Command, two_offices: TwoClerks, tmp_path: Path
) -> None:
    shares(two_offices.ann)
    server = two_offices.remote
    two_offices.ann.git("push", "--quiet", "origin", "main")
    to = ("--to", str(tmp_path / "public.git"), "--yes")
    assert accession("publish", "-C", str(server.top), *to).code == 0
    assert (server.top / "hooks/post-receive").exists()
    text = (two_offices.ann.top / PROFILE).read_text(encoding="utf-8")
    plain = text.replace(SHARE, "trunk: origin/main\n")
    two_offices.ann.commit("share no more", **{PROFILE: plain})
    server.git("fetch", "--quiet", str(two_offices.ann.top), "main:main")
    after = ("publish", "-C", str(server.top), "--after-push")
    assert accession(*after).code == 1
    told = accession("doctor", "-C", str(server.top))
    assert told.code == 1
    assert "does not say that anything is handed on" in " ".join(told.out.split())
    two_offices.ann.commit("share again", **{PROFILE: text})
    server.git("fetch", "--quiet", str(two_offices.ann.top), "main:main")
    assert accession(*after).code == 0
    assert "newest records are published" in accession("doctor", "-C", str(server.top)).out


def test_two_runs_at_once_publish_nothing_twice_and_a_writer_beside_them_is_noticed(
    accession: Command, sharing: Clone
) -> None:
    published(accession, sharing)
    git, past = git_of(copy_of(sharing)), past_of(sharing.top, sharing.top)
    tip = git.tip(copies.BRANCH)
    with copies.alone(git), pytest.raises(Refused) as busy, copies.alone(git, 0):
        pytest.fail("the lock is held by two")
    assert busy.value.refusal is copies.COPY_BUSY
    with pytest.raises(Refused) as moved:
        copies.move(git, None, str(tip))
    assert moved.value.refusal is copies.COPY_MOVED
    with pytest.raises(GitFailed):
        copies.move(git, tip, "0" * 39 + "1")
    assert publish(past, None).made == ()


WORD: Final = "埋下的词句"
#: The places of a register, by its files, that no copy may hold anything of.
Values = dict[str, dict[str, Any]]


def register() -> Values:
    """A register with papers of every kind, one of its applications refused."""
    refused = sample_records.received_application()
    refused |= {"id": "SL-A-2026-0002", "status": "refused"}
    decision = {"by": "civil_affairs", "date": "2026-03-02", "result": "refuse", "opinion": "不属"}
    refused["submissions"][-1]["decision"] = [decision]
    task = {**sample_records.admitted_task(), "id": "SL-2026-0001"}
    entry = {"date": "2026-10-12", "field": "title", "old": "旧", "new": "新", "reason": "笔误"}
    task["corrections"] = [
        {**entry, "by": "某甲"},
        {**entry, "field": "decision[0].opinion", "by": "某乙"},
        {**entry, "field": "basis[0]", "old": "withheld: true\nreviewer: 某丙", "by": "某丁"},
    ]
    withheld = {"withheld": True, "reviewer": "某戊", "date": "2026-01-05"}
    task["basis"] = [*task["basis"], withheld]
    task["mechanism"] = {"what": "专岗", "basis": withheld}
    task["decision"][0]["opinion"] = "同意"
    amended = [one for one in sample_records.amendments()["amendments"] if one["mistake"]]
    return {
        "scheme.yaml": {**sample_records.scheme(), "share": {"editions": True, "refusals": True}},
        "agencies.yaml": sample_records.agencies(),
        "subdistricts.yaml": sample_records.subdistricts(),
        "statutes.yaml": sample_records.statutes(),
        "amendments.yaml": {"schema": 2, "amendments": amended},
        "keys.yaml": sample_records.keys(),
        "vocabulary.yaml": sample_records.vocabulary(),
        "applications/2026/SL-A-2026-0001.yaml": sample_records.faulty_application(),
        "applications/2026/SL-A-2026-0002.yaml": refused,
        "complaints/2026/SL-C-2026-0001.yaml": sample_records.closed_complaint(),
        "evaluations/2026/SL-2026-0001.yaml": sample_records.concluded_evaluation(),
        "tasks/2026/SL-2026-0001.yaml": copy.deepcopy(task),
    }


#: Of a refused application these are published.
PUBLIC: Final = {("task", "title"), ("task", "class"), ("task", "agency")}


def secret_places(made: Values) -> list[tuple[Any, Any]]:
    """Every place of *made* whose text has to stay: its container and its key there."""
    found: list[tuple[Any, Any]] = []
    for name, value in made.items():
        if name.startswith(("applications", "complaints", "evaluations", "keys", "vocabulary")):
            places = texts_in(value)
            if value.get("status") == "refused":
                places = [
                    one for one in places if one[2][:2] not in PUBLIC and "basis" not in one[2]
                ]
            found += [(container, key) for container, key, _path in places]
    task = made["tasks/2026/SL-2026-0001.yaml"]
    found.append((task["decision"][0], "opinion"))
    found += [(task["basis"][-1], "reviewer"), (task["mechanism"]["basis"], "reviewer")]
    found += [(one, "by") for one in task["corrections"]]
    found += [(task["corrections"][1], side) for side in ("old", "new")]
    found += [(one, "by") for one in made["amendments.yaml"]["amendments"]]
    return found


def texts_in(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, Any, tuple[Any, ...]]]:
    if not isinstance(value, (dict, list)):
        return []
    pairs = list(value.items() if isinstance(value, dict) else enumerate(value))
    own = [(value, key, (*path, key)) for key, one in pairs if isinstance(one, str)]
    return own + [at for key, one in pairs for at in texts_in(one, (*path, key))]


def yaml(made: Values) -> dict[str, str]:
    return {
        f"registry/{name}": editor.new_text(value, order=schemas.key_order(kind))
        for name, value in made.items()
        if (kind := kind_of(name)) is not None
    }


@pytest.fixture(scope="module")
def bench() -> Iterator[Clone]:
    """A repository that is begun again for each example."""
    with tempfile.TemporaryDirectory() as folder:
        yield new_repository(Path(folder) / "register", bare_machine(Path(folder)))


@settings(max_examples=settings().max_examples * 2 // 5)
@given(data=st.data())
def test_no_planted_word_is_in_any_object_of_the_second_repository(
    bench: Clone, data: st.DataObject
) -> None:
    made = register()
    places = secret_places(made)
    for at in data.draw(st.sets(st.integers(0, len(places) - 1), min_size=1)):
        container, key = places[at]
        container[key] = f"{WORD}{at}"
    files = yaml(made)
    commented = data.draw(st.sampled_from([None, *files]))
    if commented is not None:
        files[commented] = f"# {WORD}\n{files[commented]}# {WORD}\n"
    _begun_again(bench)
    bench.git("config", "user.name", data.draw(st.sampled_from([WORD, "ann"])))
    notes = {f"{WORD}.txt": WORD, "registry/attachments/a.txt": WORD, "registry/tasks/n.md": WORD}
    bench.commit(f"{WORD}\n\nAccession-Inspected-By: {WORD}", **files, **notes)
    bench.commit(f"more\n\nTrunk: {'0' * 40}\n{WORD}")
    to = bench.top.parent / "public.git"
    publish(past_of(bench.top, bench.top), to)
    objects = all_objects(Clone(top=to, environ=bench.environ))
    assert b"SL-2026-0001" in objects
    assert WORD.encode() not in objects
    kept = (path for path in to.rglob("*") if path.is_file() and "objects" not in path.parts)
    assert not any(WORD.encode() in path.read_bytes() for path in kept)


def _begun_again(bench: Clone) -> None:
    shutil.rmtree(bench.top.parent / "public.git", ignore_errors=True)
    shutil.rmtree(bench.top)
    new_repository(bench.top, bench.environ)


BARE: Final = (
    ("list",),
    ("show", "DL-2024-0013"),
    ("todo",),
    ("check", "上门走访"),
    ("statutes", "check"),
    ("roster", "show"),
    ("log", "DL-2024-0013"),
)


def test_who_reads_may_name_a_bare_repository_and_is_told_what_a_copy_lacks(
    accession: Command, sharing: Clone, tmp_path: Path
) -> None:
    published(accession, sharing)
    reader = cloned(sharing, tmp_path / "reader")
    for asked in BARE:
        bare, own = (accession(*asked, "-C", str(one.top)) for one in (copy_of(sharing), reader))
        told = [one.out.partition("Data as of")[0] for one in (bare, own)]
        assert (bare.code, told[0][:300]) == (own.code, told[1][:300]), asked
        if asked[0] != "log":
            assert "This is a published copy" in " ".join(bare.err.split()), asked
    refused = accession("complaint", "list", "-C", str(copy_of(sharing).top))
    assert (refused.code, "there are no complaints, whatever" in refused.err) == (1, True)
    nothing = accession("list", "-C", str(tmp_path))
    assert nothing.code == 3
