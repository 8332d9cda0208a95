"""GitLab, code scanning and build servers read the findings whole, and nothing in them acts."""

import json
import re
import shlex
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args
from xml.etree import ElementTree as ET

import pytest
import yaml

from accession_cli import __version__, i18n
from accession_cli.cli.validate import ReportFormat
from accession_cli.finding import Finding, Place
from accession_cli.words.findings import FORMATS, fingerprints
from conftest import Answer
from repositories import Clone
from words.test_findings import FILES, GONE, HOSTILE, LATE, UNVERSIONED, report, shown, titled

TOP = Path(__file__).parents[2]
ODD = (
    *HOSTILE,
    "]]></failure><failure>",
    "<![CDATA[x]]>&amp;&#27;",
    "\x00\x08\x0b\ufffe\uffff",
    '" onmouseover="x',
    "[press](javascript:alert(1))",
    "{0} {{1}} }{",
    "##vso[task.setvariable variable=x]y",
)


def gitlab(*findings: Finding) -> Any:
    return json.loads(shown("gitlab", *findings))


def run_of(*findings: Finding) -> Any:
    return json.loads(shown("sarif", *findings))["runs"][0]


def suite_of(*findings: Finding) -> ET.Element:
    suite = ET.fromstring(shown("junit", *findings)).find("testsuite")
    assert suite is not None
    return suite


def moved(finding: Finding, line: int) -> Finding:
    return replace(finding, place=replace(finding.place, line=line))


def plain(text: str) -> str:
    """A SARIF message as its reader shows it, after 3.11.5 of the standard."""
    return text.replace("{{", "{").replace("}}", "}")


def test_every_report_format_can_be_asked_for_by_name() -> None:
    assert list(get_args(ReportFormat)) == list(FORMATS)


def test_gitlab_gets_an_issue_for_each_finding() -> None:
    found = gitlab(LATE, UNVERSIONED, GONE)
    assert [issue["severity"] for issue in found] == ["major", "info", "blocker"]
    assert found[2] == {
        "description": (
            "The application came in on 2024-03-08.\nLet the task begin on 2024-03-15 or later."
        ),
        "check_name": "T201",
        "fingerprint": fingerprints(report(LATE))[0],
        "severity": "blocker",
        "location": {"path": "registry/tasks/2024/DL-2024-0002.yaml", "lines": {"begin": 16}},
    }
    assert gitlab() == []


def test_a_fingerprint_stays_when_lines_move_and_the_language_changes() -> None:
    before = fingerprints(report(LATE, UNVERSIONED))
    i18n.use("zh_CN")
    assert fingerprints(report(moved(LATE, 40), moved(UNVERSIONED, 2))) == before


def test_no_two_findings_have_one_fingerprint() -> None:
    alike = (LATE, moved(LATE, 30), replace(LATE, key="period.end"), replace(LATE, code="T202"))
    elsewhere = replace(LATE, place=Place("registry/tasks/2024/DL-2024-0003.yaml", 16, 10))
    made = fingerprints(report(*alike, elsewhere, UNVERSIONED, GONE))
    assert len(set(made)) == 7
    assert all(re.fullmatch("[0-9a-f]{64}", each) for each in made)


def test_sarif_has_what_version_2_1_0_requires() -> None:
    log = json.loads(shown("sarif", LATE, UNVERSIONED, GONE))
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-schema-2.1.0.json")
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    assert (driver["name"], driver["semanticVersion"]) == ("accession", __version__)
    assert run["columnKind"] == "unicodeCodePoints"
    assert run["language"] == "en-US"
    assert [result["level"] for result in run["results"]] == ["warning", "note", "error"]
    for result in run["results"]:
        rule = driver["rules"][result["ruleIndex"]]
        assert rule["id"] == result["ruleId"]
        assert all(rule[part]["text"] for part in ("shortDescription", "fullDescription", "help"))
        (location,) = result["locations"]
        place = location["physicalLocation"]
        assert place["artifactLocation"]["uriBaseId"] in run["originalUriBaseIds"]
        assert place["region"]["startLine"] >= 1
        assert place["region"]["startColumn"] >= 1
        assert result["partialFingerprints"]["accessionFinding/v1"]


def test_sarif_tells_place_sentence_and_rule() -> None:
    run = run_of(LATE)
    (result,) = run["results"]
    assert result["message"]["text"] == (
        "The application came in on 2024-03-08.\nLet the task begin on 2024-03-15 or later."
    )
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "registry/tasks/2024/DL-2024-0002.yaml"
    assert place["region"] == {"startLine": 16, "startColumn": 10}
    assert run["tool"]["driver"]["rules"] == [
        {
            "id": "T201",
            "shortDescription": {
                "text": "A task begins … working days after its application came in."
            },
            "fullDescription": {"text": "The application came in on …."},
            "help": {"text": "Let the task begin on … or later."},
            "defaultConfiguration": {"level": "error"},
            "properties": {"clause": "scheme 3.1", "tags": ["T"]},
        }
    ]
    assert run["properties"] == {"registry": "registry", "asOf": "2026-10-12", "checked": 7}


def test_sarif_without_a_finding_is_still_a_run() -> None:
    run = run_of()
    assert run["results"] == []
    assert run["tool"]["driver"]["rules"] == []


def test_sarif_names_no_place_outside_the_repository() -> None:
    odd = replace(LATE, place=Place("registry/甲 乙#c:%d.yaml", 2, 3))
    text = shown("sarif", odd, GONE)
    uris = re.findall(r'"uri": "([^"]*)"', text)
    assert uris[1] == "registry/%E7%94%B2%20%E4%B9%99%23c%3A%25d.yaml"
    assert not [uri for uri in uris if ":" in uri or uri.startswith("/")]
    assert str(TOP) not in text
    assert "file:" not in text


def test_a_build_server_gets_a_case_for_each_file_that_was_checked() -> None:
    suite = suite_of(LATE, UNVERSIONED, GONE)
    cases = suite.findall("testcase")
    assert [case.get("name") for case in cases] == list(FILES)
    assert {case.get("classname") for case in cases} == {"registry/tasks/2024"}
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("7", "1", "0")
    assert [len(case.findall("failure")) for case in cases] == [0, 1, 0, 0, 0, 0, 0]
    assert [len(case.findall("system-out")) for case in cases] == [1, 0, 0, 0, 0, 0, 0]


def test_a_failed_case_lists_every_error_of_the_file() -> None:
    later = replace(moved(LATE, 20), code="T202", key="period.end")
    failure = suite_of(later, LATE).find("testcase/failure")
    assert failure is not None
    assert failure.get("type") == "T201,T202"
    assert failure.get("message") == "The application came in on 2024-03-08."
    assert failure.text == (
        "registry/tasks/2024/DL-2024-0002.yaml:16:10  error T201  scheme 三、（一）\n"
        "    The application came in on 2024-03-08.\n"
        "    → Let the task begin on 2024-03-15 or later.\n"
        "registry/tasks/2024/DL-2024-0002.yaml:20:10  error T202  scheme 三、（一）\n"
        "    The application came in on 2024-03-08.\n"
        "    → Let the task begin on 2024-03-15 or later."
    )


def test_a_file_that_was_found_and_not_checked_has_a_case_too() -> None:
    stray = replace(LATE, place=Place("registry/notes.txt"))
    assert "registry/notes.txt" in {case.get("name") for case in suite_of(stray)}


@pytest.mark.parametrize("title", ODD)
def test_a_record_cannot_change_a_report_for_programs(title: str) -> None:
    found = titled(title)
    (issue,) = gitlab(found)
    (result,) = run_of(found)["results"]
    (failure,) = suite_of(found).findall("testcase/failure")
    message = plain(result["message"]["text"])
    assert "](" not in message
    assert message.replace("]\\u{28}", "](") == issue["description"]
    assert len(suite_of(found).findall("testcase/*")) == 1
    for text in (issue["description"], message, failure.get("message") or ""):
        assert text.isprintable() or "\ufffe" in text
        assert not re.search(r"##[a-z]*\[", text)
    for form in ("gitlab", "sarif", "junit"):
        lines = shown(form, found).splitlines()
        assert not [line for line in lines if line.lstrip().startswith("::")]


@pytest.mark.parametrize("form", ["gitlab", "sarif", "junit"])
def test_a_report_for_programs_speaks_the_readers_language(
    form: str, accession: Callable[..., Answer], district: Clone
) -> None:
    texts = {}
    for language in ("en", "zh_CN"):
        arguments = ("--lang", language, "-C", str(district.top))
        answer = accession(*arguments, "validate", "--format", form)
        assert (answer.code, answer.err) == (0, "")
        texts[language] = answer.out
    assert "请" in texts["zh_CN"]
    assert "Check" in texts["en"] or "Write" in texts["en"]
    if form == "sarif":
        assert json.loads(texts["zh_CN"])["runs"][0]["language"] == "zh-CN"


def hooks() -> dict[str, Any]:
    listed = yaml.safe_load((TOP / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    return {hook["id"]: hook for hook in listed}


@pytest.mark.parametrize(
    ("name", "spoilt"),
    [("accession-validate", r"status: lost"), ("accession-format", r"status:  \1")],
)
def test_a_pre_commit_hook_lets_a_sound_registry_pass_and_stops_another(
    name: str, spoilt: str, process: Callable[..., Answer], district: Clone
) -> None:
    hook = hooks()[name]
    assert {"id", "name", "entry", "language"} <= set(hook)
    assert (hook["language"], hook["pass_filenames"]) == ("python", False)
    program, *arguments = shlex.split(hook["entry"])
    assert program == "accession"
    record = "registry/tasks/2024/DL-2024-0001.yaml"
    if not hook.get("always_run"):  # a file that is deleted starts no other hook
        assert re.search(hook["files"], record)
        assert not re.search(hook["files"], "docs/registry/notes.md")
    assert process(*arguments, at=district.top).code == 0
    text = (district.top / record).read_text(encoding="utf-8")
    district.write(record, re.sub(r"status: (\w+)", spoilt, text, count=1))
    answer = process(*arguments, at=district.top)
    assert answer.code == 1
    assert record in answer.out


def test_gitlab_runs_the_same_checks_and_shows_the_reports(
    process: Callable[..., Answer], district: Clone
) -> None:
    pipeline = yaml.safe_load((TOP / ".gitlab-ci.yml").read_text(encoding="utf-8"))
    assert pipeline["check"]["script"][-1] == "bash .ci/run"
    records = pipeline["records"]
    reports = records["artifacts"]["reports"]
    assert records["script"][0] == "make setup"
    assert records["artifacts"]["when"] == "always"
    commands = [line for line in records["script"] if line.startswith(".venv/bin/accession ")]
    assert "|| true" not in commands[-1]
    written = {}
    for line in commands[:-1]:
        command, target = line.removesuffix(" || true").split(" > ")
        answer = process(*shlex.split(command)[1:], at=district.top)
        assert (answer.code, answer.err) == (0, "")
        written[target] = answer.out
    assert set(written) == {reports["codequality"], reports["junit"]}
    assert isinstance(json.loads(written[reports["codequality"]]), list)
    assert ET.fromstring(written[reports["junit"]]).tag == "testsuites"
    assert process(*shlex.split(commands[-1])[1:], at=district.top).code == 0
