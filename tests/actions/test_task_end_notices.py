"""Telling the end of a task: ``accession notify`` on real registries in real repositories."""

import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from make_notice_templates import BODIES, TEMPLATES, template

from accession_cli.registry import reading
from accession_cli.scheme.registry import Registry
from accession_cli.scheme.task import Channel, Notified, Task
from accession_cli.scheme.task_addressees import Addressee, addressees, not_told, reached
from conftest import Answer
from papers.test_directory_office import parts, text
from repositories import Clone, TwoClerks

Command = Callable[..., Answer]
ENDING = "DL-2024-0006"


def known(clone: Clone) -> Registry:
    found = reading.load_registry(clone.top / "registry").registry
    assert found is not None
    return found


def record(clone: Clone, task: str = ENDING) -> Task:
    return next(file.task for file in known(clone).tasks if str(file.task.id) == task)


def notify(accession: Command, clone: Clone, *arguments: str) -> Answer:
    return accession("-C", str(clone.top), "notify", *arguments)


def end(accession: Command, clone: Clone, material: Path, effective: str = "2026-10-12") -> None:
    answer = accession(
        *("-C", str(clone.top), "retire", ENDING, "--applied", "2026-09-28"),
        *("--effective", effective, "--reason", "由其他事项承接", "--material", str(material)),
    )
    assert answer.code == 0, answer.err


def told_on(clone: Clone) -> tuple[Notified, ...]:
    ended = record(clone).retirement
    assert ended is not None
    return ended.notified


def test_the_end_stays_to_be_told_until_everybody_was_told(
    two_offices: TwoClerks, material: Path, accession: Command
) -> None:
    ann = two_offices.ann

    def to_tell() -> bool:
        listed = json.loads(accession("-C", str(ann.top), "todo", "--json").out)["matters"]
        return ("notify", ENDING) in {(one["kind"], one["id"]) for one in listed}

    end(accession, ann, material)
    assert to_tell()
    assert notify(accession, ann, ENDING, "--to", "120110001", "--date", "2026-10-10").code == 0
    assert to_tell(), "one subdistrict was told, the others were not"
    assert notify(accession, ann, ENDING, "--all", "--date", "2026-10-10").code == 0
    assert not to_tell()


def test_who_was_told_and_when_goes_on_record_and_the_others_stay_open(
    two_offices: TwoClerks, material: Path, accession: Command
) -> None:
    ann = two_offices.ann
    end(accession, ann, material)
    names = ("--to", "120110001", "--to", "区网格化管理中心")
    answer = notify(accession, ann, ENDING, *names, "--date", "2026-10-10")
    assert answer.code == 0, answer.err
    day = date(2026, 10, 10)
    assert told_on(ann) == (
        Notified(to="张贵庄街道", date=day),
        Notified(to="区网格化管理中心", date=day),
    )
    said = answer.err[answer.err.index("Not told yet:") :]
    assert said.count("街道, the receiving section") == 10
    assert "张贵庄街道" not in said
    checked = accession("-C", str(ann.top), "validate", "--since", "HEAD~1", "--select", "H2,L202")
    assert "H2" not in checked.out
    assert "these have not been told: 丰年村街道、" in checked.out
    assert "张贵庄街道" not in checked.out


def test_everybody_at_once_and_then_nobody_is_left(
    district: Clone, material: Path, accession: Command
) -> None:
    end(accession, district, material)
    answer = notify(accession, district, ENDING, "--all", "--json")
    assert answer.code == 0, answer.err
    told = json.loads(answer.out)
    assert (len(told["told"]), told["open"], told["commit"]) == (12, [], district.head)
    assert accession("-C", str(district.top), "validate", "--select", "L202").out.count("L202") == 0
    again = notify(accession, district, ENDING, "--all")
    assert again.code == 1
    assert "has been told" in again.err
    twice = notify(accession, district, ENDING, "--to", "万新街道")
    assert twice.code == 1
    assert "万新街道 was told of the end" in twice.err


def test_ends_that_were_not_told_are_listed_with_whom_to_tell(
    district: Clone, material: Path, accession: Command
) -> None:
    assert "has been told" in notify(accession, district).err
    end(accession, district, material, "2026-12-01")
    notify(accession, district, ENDING, "--to", "各街道公共安全办公室")
    listed = json.loads(notify(accession, district, "--json").out)
    (one,) = listed["open"]
    assert (listed["version"], one["id"], one["effective"]) == (1, ENDING, "2026-12-01")
    assert one["open"] == [{"channel": "grid", "name": "区网格化管理中心", "section": None}]
    assert ENDING in notify(accession, district).out


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ((ENDING, "--all"), 1, "is not retired"),
        ((ENDING, "--letter"), 1, "is not retired"),
        ((ENDING,), 2, "Whom you told"),
        (("DL-2026-0999", "--all"), 1, "There is no record"),
        (("everything",), 2, "not a task's id"),
        ((ENDING, "--to", "机密★1年"), 7, "secrecy marking"),
        (("DL-2024-0001", "--to", "某单位", "--date", "2027-01-01"), 1, "T301"),
    ],
)
def test_what_cannot_be_recorded_is_refused_and_nothing_changes(
    district: Clone, accession: Command, arguments: tuple[str, ...], code: int, said: str
) -> None:
    before = district.state()
    answer = notify(accession, district, *arguments)
    assert answer.code == code, answer.err
    assert said in " ".join(answer.err.split())
    assert district.state() == before


def test_what_two_clerks_tell_goes_on_record_from_both(
    two_offices: TwoClerks, material: Path, accession: Command
) -> None:
    end(accession, two_offices.ann, material)
    for clerk, name in ((two_offices.ann, "万新街道"), (two_offices.bo, "新立街道")):
        answer = notify(accession, clerk, ENDING, "--to", name)
        assert answer.code == 0, answer.err
    assert [one.to for one in told_on(two_offices.bo)] == ["万新街道", "新立街道"]


def test_what_waited_is_sent_later(
    two_offices: TwoClerks, material: Path, accession: Command
) -> None:
    ann, away = two_offices.ann, two_offices.remote.top.with_name("away.git")
    end(accession, ann, material)
    two_offices.remote.top.rename(away)
    assert notify(accession, ann, ENDING, "--all").code == 5
    away.rename(two_offices.remote.top)
    assert f"of the end of {ENDING}" in accession("-C", str(ann.top), "sync", "--list").out
    assert accession("-C", str(ann.top), "sync").code == 0
    assert len(told_on(ann)) == 12


def test_of_a_task_that_never_went_down_and_was_filed_by_mistake_nobody_is_told(
    district: Clone, draft: Path, material: Path, accession: Command
) -> None:
    filed = json.loads(
        accession("-C", str(district.top), "file", "--from", str(draft), "--json").out
    )["id"]
    answer = accession(
        *("-C", str(district.top), "retire", filed, "--applied", "2026-10-12", "--effective"),
        *("2026-10-12", "--reason", "误登记", "--material", str(material), "--entered-in-error"),
    )
    assert answer.code == 0, answer.err
    assert not_told(record(district, filed), known(district)) == ()


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("新立街道", True),
        ("新立街道公共服务办公室", True),
        ("东丽区新立街道", True),
        ("万新街道、新立街道", True),
        ("各街道公共服务办公室", True),
        ("街道社会事务科", True),
        (" 新 立 街 道 ", True),
        ("华新立街道", False),
        ("新立花园社区", False),
        ("区网格化管理中心", False),
    ],
)
def test_a_subdistrict_is_meant_where_its_name_or_all_of_them_stand(
    name: str, *, meant: bool
) -> None:
    one = Addressee(channel=Channel.COMMUNITY, name="新立街道", section=None)
    assert reached(one, ["别处", name], "东丽区") is meant


def test_a_notice_of_the_end_is_written_for_each_who_must_be_told(
    district: Clone, material: Path, accession: Command, tmp_path: Path
) -> None:
    end(accession, district, material)
    before = district.head
    out = tmp_path / "letters"
    answer = notify(accession, district, ENDING, "--letter", "--out", str(out), "--json")
    assert answer.code == 0, answer.err
    files = json.loads(answer.out)["files"]
    to = addressees(record(district), known(district), date(2026, 11, 25))
    assert len(files) == len(to) == 12
    assert district.head == before
    one = next(path for path in out.iterdir() if path.name.startswith("张贵庄街道-"))
    said = text(one.read_bytes())
    assert any("示例数据，不作为依据" in xml for _name, xml in parts(one.read_bytes()))
    for wanted in (
        "关于终止“居民消防安全宣传教育”\n工作事务的通知",
        "下列社区工作事务已于2026年10月12日终止，终止已经备案，现予告知。",
        "张贵庄街道：",
        "津丽社准〔2024〕6号（DL-2024-0006）",
        "2026年10月12日起不再办理",
        "由其他事项承接。",
        "请及时通知所辖社区",
        "区消防救援支队",
    ):
        assert wanted in said
    grid = next(path for path in out.iterdir() if path.name.startswith("区网格化管理中心-"))
    said = text(grid.read_bytes())
    assert "停止在网格平台派发" in said
    assert "请及时通知所辖社区" not in said


def test_before_its_day_an_end_is_announced_and_from_it_on_it_is_told(
    district: Clone, material: Path, accession: Command, tmp_path: Path
) -> None:
    end(accession, district, material, "2026-11-02")
    for day, said in (
        ("2026-11-01", "将于2026年11月2日终止"),
        ("2026-11-02", "已于2026年11月2日终止"),
    ):
        out = tmp_path / day
        notify(accession, district, ENDING, "--letter", "--out", str(out), "--date", day)
        data = next(out.iterdir()).read_bytes()
        assert said in text(data)
        about = Document(io.BytesIO(data)).core_properties
        assert (about.author, about.comments) == ("区消防救援支队", "")
        assert about.created == about.modified
        assert f"{about.created:%Y-%m-%d}" == day


def test_a_filing_in_error_is_said_to_be_struck_off_and_not_ended(
    district: Clone, material: Path, accession: Command, tmp_path: Path
) -> None:
    answer = accession(
        *("-C", str(district.top), "retire", ENDING, "--applied", "2026-10-12", "--effective"),
        *("2026-10-12", "--reason", "重复备案", "--material", str(material), "--entered-in-error"),
    )
    assert answer.code == 0, answer.err
    answer = notify(accession, district, ENDING, "--letter", "--out", str(tmp_path / "letters"))
    assert answer.code == 0, answer.err
    files = (tmp_path / "letters").iterdir()
    said = text(next(one for one in files if one.name.startswith("张贵庄街道-")).read_bytes())
    assert "关于注销“居民消防安全\n宣传教育”误登记备案的通知" in said
    assert "的备案系误登记，已于2026年10月12日注销，现予告知。" in said
    assert "此前按该备案号下达的通知，自2026年10月12日起作废。" in said
    assert "终止" not in said
    assert "不予承接" not in said


@pytest.mark.parametrize("name", BODIES)
def test_the_templates_are_what_the_tool_writes(name: str) -> None:
    assert (TEMPLATES / name).read_bytes() == template(name)
    assert Document(io.BytesIO(template(name))).paragraphs
