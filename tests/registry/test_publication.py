"""A published copy opens like any registry, and holds nothing that has to stay."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from datetime import date
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sample_records
from accession_cli.gitstore.commit import blob_name
from accession_cli.registry import schemas
from accession_cli.registry.files import Source, kind_of
from accession_cli.registry.publication import PublishedFiles, published
from accession_cli.registry.reading import Loaded, ProfileUnusable, read_registry
from accession_cli.registry.schemas import FileKind
from accession_cli.scheme.district import Share
from accession_cli.scheme.publication import REDACTED, publication_data
from accession_cli.scheme.registry import PUBLICATION
from accession_cli.scheme.task import LawBasis
from accession_cli.yamlfile import editor

ALL: Final = Share(editions=True, refusals=True)
TASK: Final = "tasks/2026/SL-2026-0001.yaml"
REFUSED: Final = "applications/2026/SL-A-2026-0001.yaml"
HINT: Final = "yaml-language-server: $schema=../schemas/scheme.schema.json"
Values = dict[str, dict[str, Any]]


def values() -> Values:
    """A district with one task, one application and one complaint."""
    application = sample_records.received_application()
    mistakes = [one for one in sample_records.amendments()["amendments"] if one["mistake"]]
    application["id"] = "SL-A-2026-0001"
    return {
        "scheme.yaml": sample_records.scheme(),
        "agencies.yaml": sample_records.agencies(),
        "subdistricts.yaml": sample_records.subdistricts(),
        "statutes.yaml": sample_records.statutes(),
        "amendments.yaml": {"schema": 2, "amendments": mistakes},
        "keys.yaml": sample_records.keys(),
        "vocabulary.yaml": sample_records.vocabulary(),
        "editions/2026.yaml": {**sample_records.edition_file(), "year": 2026},
        "complaints/2026/SL-C-2026-0001.yaml": sample_records.closed_complaint(),
        REFUSED: application,
        TASK: {**sample_records.admitted_task(), "id": "SL-2026-0001"},
    }


def texts(made: Values) -> dict[str, str]:
    return {
        name: editor.new_text(value, comment=HINT, order=schemas.key_order(kind))
        for name, value in made.items()
        if (kind := kind_of(name)) is not None
    }


def sources(made: Mapping[str, str]) -> list[Source]:
    return [Source(name, text.encode()) for name, text in sorted(made.items())]


def copy_of(made: Values, share: Share = ALL) -> PublishedFiles:
    return published(sources(texts(made)), share)


def opened(made: PublishedFiles) -> Loaded:
    return read_registry([Source(*one) for one in made.files.items()], "")


def redacted(made: PublishedFiles) -> dict[str, tuple[str, ...]]:
    return {one.file: one.fields for one in made.publication.redacted}


def test_what_goes_out_is_profile_rosters_laws_tasks_editions_and_refusals_alone() -> None:
    assert list(copy_of(values()).files) == [
        "agencies.yaml",
        "amendments.yaml",
        "editions/2026.yaml",
        PUBLICATION,
        "scheme.yaml",
        "statutes.yaml",
        "subdistricts.yaml",
        TASK,
    ]


def test_a_record_without_secrets_keeps_every_byte_and_so_its_name_in_git() -> None:
    made, own = copy_of(values()), texts(values())
    assert redacted(made) == {"amendments.yaml": ("amendments[0].by",)}
    same = set(made.files) - {PUBLICATION, "amendments.yaml"}
    for name in same:
        assert blob_name(made.files[name], 40) == blob_name(own[name].encode(), 40)


def test_a_copy_opens_like_any_registry_and_says_of_itself_what_it_is() -> None:
    loaded = opened(copy_of(values()))
    assert loaded.registry is not None
    assert [one.message for one in loaded.findings] == []
    assert [str(one.task.id) for one in loaded.registry.tasks] == ["SL-2026-0001"]
    assert loaded.registry.publication == copy_of(values()).publication
    assert publication_data(copy_of(values()).publication)["schema"] == 1


def with_opinion(task: dict[str, Any], words: str) -> str:
    task["decision"][0]["opinion"] = words
    return "decision[0].opinion"


def with_reviewer(task: dict[str, Any], words: str) -> str:
    task["basis"] = [{"withheld": True, "reviewer": words, "date": "2026-01-05"}]
    return "basis[0].reviewer"


def with_reviewer_of_a_post(task: dict[str, Any], words: str) -> str:
    basis = {"withheld": True, "reviewer": words, "date": "2026-01-05"}
    task["mechanism"] = {"what": "专岗", "basis": basis}
    return "mechanism.basis.reviewer"


def with_corrector(task: dict[str, Any], words: str) -> str:
    task["corrections"] = [corrected("title", "旧", "新", words)]
    return "corrections[0].by"


def corrected(field: str, old: str | None, new: str | None, by: str = REDACTED) -> dict[str, Any]:
    return {
        "date": "2026-10-12",
        "field": field,
        "old": old,
        "new": new,
        "reason": "笔误",
        "by": by,
    }


PLANTS: Final[tuple[Callable[[dict[str, Any], str], str], ...]] = (
    with_opinion,
    with_reviewer,
    with_reviewer_of_a_post,
    with_corrector,
)


@pytest.mark.parametrize("plant", PLANTS)
def test_opinions_reviewers_and_correctors_are_hidden_and_the_record_is_named(
    plant: Callable[[dict[str, Any], str], str],
) -> None:
    made = values()
    field = plant(made[TASK], "王某某")
    copy = copy_of(made)
    assert "王某某" not in copy.files[TASK].decode()
    assert copy.files[TASK].decode().count(REDACTED) >= 1
    assert field in redacted(copy)[TASK]
    assert TASK in copy.files[PUBLICATION].decode()
    registry = opened(copy).registry
    assert registry is not None
    assert len(registry.tasks) == 1


@pytest.mark.parametrize(
    ("field", "text", "kept"),
    [
        ("decision[0].opinion", "王某某同意", None),
        ("basis[1].reviewer", "王某某", None),
        ("decision[0]", "date: 2026-01-05\nopinion: 王某某\n  再议", "date: 2026-01-05"),
        ("basis[0]", "withheld: true\nreviewer: 王某某\ndate: 2026-01-05", "date: 2026-01-05"),
        ("mechanism", "what: 专岗\nbasis.reviewer: 王某某\nbasis.date: 2026-01-05", "what: 专岗"),
        ("审批意见", "王某某", None),
        ("decision", "王某某", None),
        ("[", "王某某", None),
    ],
)
def test_what_a_correction_says_of_an_opinion_or_a_reviewer_is_hidden_line_by_line(
    field: str, text: str, kept: str | None
) -> None:
    made = values()
    made[TASK]["corrections"] = [corrected(field, text, None), corrected(field, None, text)]
    copy = copy_of(made)
    written = copy.files[TASK].decode()
    assert "王某某" not in written
    assert "再议" not in written
    assert written.count(kept) == 2 if kept else True
    assert "corrections[0].old" in redacted(copy)[TASK]
    assert "corrections[1].new" in redacted(copy)[TASK]


def test_what_a_correction_says_of_any_other_field_goes_out() -> None:
    made = values()
    made[TASK]["corrections"] = [corrected("authorization.content", "opinion: 甲", "乙")]
    assert "opinion: 甲" in copy_of(made).files[TASK].decode()


@pytest.mark.parametrize("name", ["scheme.yaml", "agencies.yaml", "statutes.yaml", TASK])
def test_comments_are_no_fields_and_do_not_go_out(name: str) -> None:
    own = texts(values())
    first, rest = own[name].split("\n", 1)
    said = "# 王某某来电\n"
    for text in (f"{first}\n{said}{rest}", said + rest, own[name] + said):
        copy = published(sources({**own, name: text}), ALL)
        assert "王某某" not in copy.files[name].decode()
        assert redacted(copy)[name] == ("#",)
        assert opened(copy).registry is not None


def test_a_frozen_edition_keeps_its_bytes_because_the_next_one_holds_their_hash() -> None:
    own = texts(values())
    own["editions/2026.yaml"] += "# 一句话\n"
    copy = published(sources(own), ALL)
    assert copy.files["editions/2026.yaml"].decode() == own["editions/2026.yaml"]


def refused(made: Values, opinion: str = "不在职责范围") -> Values:
    """*made* with its application refused."""
    application = made[REFUSED]
    application["status"] = "refused"
    decision = {"by": "civil_affairs", "date": "2026-03-02", "result": "refuse", "opinion": opinion}
    application["submissions"][-1]["decision"] = [decision]
    return made


def test_a_refusal_goes_out_by_title_class_agency_law_and_day_alone() -> None:
    made = refused(values())
    made[REFUSED]["task"]["basis"] = [
        {"law": "物业管理条例", "version": "2018", "article": "第三条"},
        {"document": "通知", "number": None, "date": None, "clause": None, "attachment": None},
    ]
    copy = copy_of(made)
    assert copy.publication.refusals is not None
    (one,) = copy.publication.refusals
    asked = made[REFUSED]["task"]
    assert (one.title, one.class_, one.agency) == (asked["title"], asked["class"], asked["agency"])
    assert one.laws == (LawBasis(law="物业管理条例", version="2018", article="第三条"),)
    assert one.date == date(2026, 3, 2)
    assert "不在职责范围" not in copy.files[PUBLICATION].decode()


def test_an_application_that_is_not_refused_is_not_told_of() -> None:
    assert copy_of(values()).publication.refusals == ()


def test_refusals_that_are_not_shared_are_unknown_and_not_none_at_all() -> None:
    copy = copy_of(refused(values()), Share(editions=False, refusals=False))
    assert copy.publication.refusals is None
    assert "refusals: null" in copy.files[PUBLICATION].decode()
    assert not any(name.startswith("editions/") for name in copy.files)


def test_a_record_that_cannot_be_read_is_left_out_by_name_and_every_count_says_so() -> None:
    own = texts(values())
    other = "tasks/2026/SL-2026-0002.yaml"
    for text in ("schema: [", own[TASK].replace("status:", "stand:")):
        copy = published(sources({**own, other: text}), ALL)
        assert other not in copy.files
        assert copy.publication.left_out == (other,)
        assert opened(copy).unread == (other,)


def test_an_application_that_cannot_be_read_is_named_where_refusals_are_shared() -> None:
    own = {**texts(values()), REFUSED: "schema: ["}
    assert published(sources(own), ALL).publication.left_out == (REFUSED,)
    quiet = published(sources(own), Share(editions=True, refusals=False))
    assert quiet.publication.left_out == ()


@pytest.mark.parametrize("name", ["scheme.yaml", "agencies.yaml", "statutes.yaml"])
def test_without_a_profile_that_can_be_read_nothing_goes_out(name: str) -> None:
    own = texts(values())
    for made in ({**own, name: "schema: ["}, {one: own[one] for one in own if one != name}):
        with pytest.raises(ProfileUnusable):
            published(sources(made), ALL)


def test_a_link_goes_out_no_more_than_what_is_no_record() -> None:
    own = sources({**texts(values()), "tasks/2026/note.txt": "王某某", "attachments/a": "王某某"})
    copy = published([*own, Source("tasks/2026/SL-2026-0002.yaml", None)], ALL)
    assert "王某某".encode() not in b"".join(copy.files.values())
    assert copy.publication.left_out == ("tasks/2026/SL-2026-0002.yaml",)
    assert copy.staying[None] == 2


def test_a_register_of_its_own_may_not_say_that_it_is_a_copy() -> None:
    own = texts({**values(), PUBLICATION: sample_records.publication()})
    loaded = read_registry(sources(own), "")
    assert [one.code for one in loaded.findings] == ["R114", "R113"]
    assert published(sources(own), ALL).publication.left_out == ()


def test_a_copy_of_a_copy_is_the_copy() -> None:
    made = values()
    for plant in PLANTS:
        plant(made[TASK], "王某某")
    copy = copy_of(made)
    again = published([Source(*one) for one in copy.files.items()], ALL)
    same = set(copy.files) - {PUBLICATION}
    assert {name: copy.files[name] for name in same} == {name: again.files[name] for name in same}


def leaves(value: Any) -> list[tuple[Any, Any]]:
    """Every place in *value* that holds a text, as its container and key."""
    if not isinstance(value, (dict, list)):
        return []
    pairs = list(value.items() if isinstance(value, dict) else enumerate(value))
    found = [(value, key) for key, one in pairs if isinstance(one, str)]
    return found + [at for _key, one in pairs for at in leaves(one)]


@given(data=st.data())
def test_no_word_of_a_paper_that_stays_is_in_any_file_of_the_copy(data: st.DataObject) -> None:
    made = values()
    made[REFUSED] = deepcopy(made[REFUSED])
    staying = [leaves(made[name]) for name in made if name.startswith(("compl", "keys", "vocab"))]
    container, key = data.draw(st.sampled_from([at for found in staying for at in found]))
    container[key] = "王某某"
    assert "王某某".encode() not in b"".join(copy_of(made).files.values())


def test_the_kinds_that_go_out_and_stay_are_counted() -> None:
    copy = copy_of(values())
    assert copy.taken[FileKind.TASK] == 1
    assert copy.staying[FileKind.COMPLAINT] == copy.staying[FileKind.APPLICATION] == 1
