"""``accession report``: from what is recorded to the figures of a year."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from accession_cli.words.layout import cells
from conftest import Answer
from repositories import Clone

Command = Callable[..., Answer]
pytestmark = pytest.mark.git


def report(accession: Command, clone: Clone, *more: str) -> Answer:
    return accession("-C", str(clone.top), "report", *more)


def figures(accession: Command, clone: Clone, *more: str) -> dict[str, Any]:
    answer = report(accession, clone, *more, "--format", "html", "--json")
    assert answer.code == 0, answer.err
    found: dict[str, Any] = json.loads(answer.out)
    return found


def test_a_year_is_written_in_three_formats(
    district: Clone, accession: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.chdir(district.top)
    answer = report(accession, district, "2025")
    assert answer.code == 0, answer.err
    folder = district.top / "build/report/2025"
    title = "东丽区社区工作事务准入年度统计（2025年）"
    assert {path.name for path in folder.iterdir()} == {
        f"{title}.{form}" for form in ("docx", "xlsx", "html")
    }
    assert "received 15, admitted 16, decided late 0; tasks in force 43" in (
        answer.err.replace("\n", " ")
    )
    assert all(cells(line) <= 80 for line in answer.out.splitlines())


def test_every_figure_comes_with_its_records(
    district: Clone, accession: Command, tmp_path: Path
) -> None:
    found = figures(accession, district, "2025", "--out", str(tmp_path))
    assert (found["version"], found["year"], found["as_of"]) == (1, 2025, "2025-12-31")
    assert (found["running"], found["draft"], found["sample"]) == (False, False, True)
    assert found["commit"] == district.head
    assert [file["path"] for file in found["files"]] == [
        str(path) for path in tmp_path.iterdir() if path.suffix == ".html"
    ]
    for table in found["tables"].values():
        for line in (*table["lines"], *filter(None, [table["total"]])):
            assert list(line["figures"]) == table["columns"]
            for figure in line["figures"].values():
                assert set(figure) == {"value", "records"}
                if isinstance(figure["value"], int):
                    assert bool(figure["records"]) == bool(figure["value"])
    lines = {line["key"]: line for line in found["tables"]["emergencies"]["lines"]}
    assert lines["admitted"]["figures"]["count"] == {"value": 1, "records": ["DL-2025-0013"]}


def test_a_running_year_is_counted_up_to_today_or_the_day_that_is_named(
    district: Clone, accession: Command
) -> None:
    found = figures(accession, district, "2026")
    assert (found["as_of"], found["running"]) == ("2026-10-12", True)
    assert len(found["tables"]["months"]["lines"]) == 10
    found = figures(accession, district, "2026", "--as-of", "2026-03-31")
    assert found["as_of"] == "2026-03-31"
    found = figures(accession, district, "2024", "--as-of", "2026-03-31")
    assert (found["as_of"], found["running"]) == ("2024-12-31", False)


@pytest.mark.parametrize(
    ("year", "says"),
    [
        ("2027", "The year 2027 has not begun by 2026-10-12"),
        ("2023", "The register begins on 2024-01-02 and knows nothing of 2023"),
    ],
)
def test_of_a_year_that_the_register_does_not_know_nothing_is_written(
    district: Clone, accession: Command, year: str, says: str
) -> None:
    answer = report(accession, district, year)
    assert (answer.code, answer.out) == (1, "")
    assert says in answer.err
    assert not (district.top / "build").exists()


def test_an_unknown_format_is_wrong_usage(district: Clone, accession: Command) -> None:
    answer = report(accession, district, "2025", "--format", "pdf")
    assert answer.code == 2
    assert "docx, xlsx, html" in answer.err


def test_what_is_not_recorded_is_counted_in_a_draft_alone(
    district: Clone, accession: Command
) -> None:
    district.write("registry/tasks/2025/DL-2025-0002.yaml", "schema: [\n")
    answer = report(accession, district, "2025")
    assert answer.code == 1
    assert "--draft" in answer.err
    district.commit("break a record")
    refused = report(accession, district, "2025")
    assert refused.code == 1
    assert "errors in the registry" in refused.err
    assert not (district.top / "build").exists()
    found = figures(accession, district, "2025", "--draft")
    assert found["draft"]
    assert found["commit"] is None
    assert found["unread"] == ["registry/tasks/2025/DL-2025-0002.yaml"]
    page = Path(found["files"][0]["path"]).read_text(encoding="utf-8")
    assert "有1个文件不能读取，没有计入" in page
    assert "草稿" in page


def test_a_secret_in_the_registry_keeps_the_figures_from_being_made(
    district: Clone, accession: Command
) -> None:
    path = "registry/tasks/2025/DL-2025-0002.yaml"
    text = (district.top / path).read_text(encoding="utf-8")
    title = next(line for line in text.splitlines() if line.startswith("title: "))
    district.commit("x", **{path: text.replace(title, "title: 机密★5年 值班表")})
    answer = report(accession, district, "2025")
    assert answer.code == 1
    assert "机密" not in answer.err + answer.out
    assert not (district.top / "build").exists()


def test_a_template_of_the_registry_is_used(district: Clone, accession: Command) -> None:
    packaged = Path(__file__).parents[2] / "templates/year_figures.toml"
    text = packaged.read_text(encoding="utf-8").replace("申请办理", "受理情况")
    district.commit("own words", **{"registry/templates/year_figures.toml": text})
    found = figures(accession, district, "2025")
    page = Path(found["files"][0]["path"]).read_text(encoding="utf-8")
    assert "一、受理情况" in page


def test_a_template_of_the_registry_that_fails_is_named(
    district: Clone, accession: Command
) -> None:
    district.commit("own", **{"registry/templates/year_figures.toml": "[page]\n"})
    answer = report(accession, district, "2025")
    assert answer.code == 5
    assert "year_figures.toml" in answer.err
