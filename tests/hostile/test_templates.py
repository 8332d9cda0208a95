"""A registry's own templates are code: they are stopped, reach nothing, and bring nothing along."""

import io
import os
import shutil
import subprocess  # noqa: TID251 - the command is run as it is installed
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from accession_cli import packaged
from accession_cli.actions import documents
from accession_cli.errors import Exit, Refusal, Refused
from accession_cli.papers.directory_formats import FORMATS
from accession_cli.papers.templates import Environment
from accession_cli.papers.word import (
    TEMPLATE_HAS_DOCUMENT_TYPE,
    TEMPLATE_HAS_PROGRAM,
    TEMPLATE_REACHES_OUT,
    TEMPLATE_UNPACKS_TOO_FAR,
    demand_plain,
)
from accession_cli.scheme.directory import Edition
from conftest import Answer
from edition_examples import edition_of, filed_task
from refusals import refuses
from repositories import Clone

pytestmark = pytest.mark.hostile

Command = Callable[..., Answer]
SECRET = "only-for-the-treasurer"
WORD = packaged.folder("templates") / "directory.docx"

#: Each would never end, or take all memory there is.
ENDLESS = {
    "directory.md.j2": (
        "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
        "{{ 9 ** (9 ** 9) }}",
        "{% macro m() %}{{ m() }}{{ m() }}{% endmacro %}{{ m() }}",
        "{% set n = namespace(s=1) %}{% for a in range(99) %}{% set n.s = n.s ~ n.s %}{% endfor %}",
        "{{ 'x' * 99999999999 }}",
        "{{ 'x'|center(99999999999) }}",
        "{{ '%99999999999d' % 1 }}",
    ),
    "directory.typ.j2": (
        "#for a in range(99999) { for b in range(99999) {} }",
        "#let f(n) = f(n + 1)\n#f(0)",
        "#range(99999999999).len()",
        '#let s = "x"\n#for a in range(99) { s = s + s }\n#s',
        "#while true {}",
    ),
    "directory.tables.toml": ('[page]\ntitle = "{{ 9 ** (9 ** 9) }}"\n',),
}
FORM = {"directory.md.j2": "md", "directory.typ.j2": "pdf", "directory.tables.toml": "csv"}


@pytest.fixture
def short_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "SECONDS", 3.0)


def made_apart(form: str, made: Edition, own: Path) -> bytes:
    environment = Environment(template_folders=(own,))
    with documents.document_maker(environment) as make:
        return make(FORMATS[form].render, made, environment).data


@pytest.mark.usefixtures("short_patience")
@pytest.mark.parametrize(
    ("name", "template"), [(name, one) for name, some in ENDLESS.items() for one in some]
)
def test_a_template_without_an_end_is_stopped(name: str, template: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(template, encoding="utf-8")
    with pytest.raises(Refused) as refused:
        made_apart(FORM[name], edition_of(filed_task()), tmp_path)
    assert refused.value.exit_code is Exit.OUTSIDE
    assert refused.value.message
    assert refused.value.remedy


def test_a_template_has_a_gigabyte_and_is_stopped_at_more(tmp_path: Path) -> None:
    template = tmp_path / "directory.md.j2"
    template.write_text("{{ ('x' * 100000000) | length }}", encoding="utf-8")
    assert made_apart("md", edition_of(filed_task()), tmp_path).strip() == b"100000000"
    template.write_text("{{ ('x' * 1100000000) | length }}", encoding="utf-8")
    with pytest.raises(Refused) as refused:
        made_apart("md", edition_of(filed_task()), tmp_path)
    assert refused.value.exit_code is Exit.OUTSIDE


def test_a_document_made_apart_is_the_same_byte_for_byte(tmp_path: Path) -> None:
    for path in packaged.folder("templates").iterdir():
        if path.is_file():
            shutil.copy(path, tmp_path)
    made = edition_of(filed_task())
    for form in ("md", "docx", "xlsx"):
        here = FORMATS[form].render(made, Environment()).data
        assert made_apart(form, made, tmp_path) == here, form


def test_what_is_refused_apart_says_what_it_would_say_here(tmp_path: Path) -> None:
    (tmp_path / "directory.md.j2").write_text("{{ nothing }}", encoding="utf-8")
    with pytest.raises(Refused) as refused:
        made_apart("md", edition_of(filed_task()), tmp_path)
    assert "directory.md.j2" in refused.value.message
    assert "nothing" in refused.value.message


@pytest.mark.usefixtures("short_patience")
def test_an_endless_template_of_a_registry_ends_the_command_with_a_remedy(
    district: Clone, accession: Command
) -> None:
    district.write("registry/templates/directory.md.j2", "{{ 9 ** (9 ** 9) }}")
    answer = accession("-C", str(district.top), "render", "--draft", "--format", "md")
    assert answer.code == Exit.OUTSIDE
    assert "was stopped" in answer.err
    assert "Traceback" not in answer.err
    assert not (district.top / "build").exists()


def test_the_process_apart_imports_nothing_from_the_folder_it_is_started_in(
    district: Clone,
) -> None:
    """A foreign clone may hold a multiprocessing.py; python -c would take it for Python's own."""
    for name in ("multiprocessing", "encodings", "typst", "resource", "yaml"):
        district.write(f"{name}.py", "open('executed', 'w').close()\n")
    district.write("registry/templates/directory.md.j2", "own")
    out = district.top / "out"
    program = str(Path(sys.executable).with_name("accession"))
    done = subprocess.run(
        [program, "render", "--draft", "--format", "md", "--out", str(out)],
        cwd=district.top,
        env=dict(os.environ),
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert [path.read_text() for path in out.glob("*.md")] == ["own"]
    assert not (district.top / "executed").exists()


# Links


LINKS = ("templates/directory.md.j2", "templates/.hidden", "templates/sub/x", "fonts/x.ttf")


@pytest.mark.parametrize("name", [*LINKS, "templates", "fonts"])
@pytest.mark.parametrize("command", ["render", "export"])
def test_a_link_among_templates_and_fonts_is_never_followed(
    name: str, command: str, district: Clone, accession: Command, tmp_path: Path
) -> None:
    secret = tmp_path / "outside"
    secret.mkdir()
    (secret / "x").write_text(SECRET, encoding="utf-8")
    link = district.top / "registry" / name
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(secret if "/" not in name else secret / "x")
    draft = ("--draft", "--format", "md") if command == "render" else ("--format", "csv")
    answer = accession("-C", str(district.top), command, *draft)
    assert answer.code == Exit.OUTSIDE, answer.err
    assert f"registry/{name}" in answer.err
    assert not (district.top / "build").exists()


def test_a_committed_link_that_is_hidden_is_not_published_either(
    district: Clone, accession: Command, tmp_path: Path
) -> None:
    (tmp_path / "secret").write_text(SECRET, encoding="utf-8")
    district.write("registry/templates/directory.md.j2", "{% include '.hidden' %}")
    (district.top / "registry/templates/.hidden").symlink_to(tmp_path / "secret")
    district.commit("a link")
    answer = accession("-C", str(district.top), "render", "--format", "md")
    assert answer.code == Exit.OUTSIDE
    assert not (district.top / "build").exists()


def test_a_pipe_among_the_templates_is_not_waited_for(district: Clone, accession: Command) -> None:
    (district.top / "registry/templates").mkdir()
    os.mkfifo(district.top / "registry/templates/directory.md.j2")
    answer = accession("-C", str(district.top), "render", "--draft", "--format", "md")
    assert answer.code == Exit.OUTSIDE


# Typst


@pytest.mark.parametrize(
    "code",
    [
        '#import "@preview/cetz:0.2.2"',
        '#let p = "@pre" + "view/cetz:0.2.2"\n#import p: *',
        '#import "@local/own:1.0.0": *',
        '#include "@preview/cetz:0.2.2"',
    ],
)
def test_typst_fetches_no_package_and_takes_none_of_this_machine(
    code: str, tmp_path: Path, sealed: Path
) -> None:
    package = sealed / ".local/share/typst/packages/local/own/1.0.0"
    package.mkdir(parents=True)
    (package / "typst.toml").write_text(
        '[package]\nname = "own"\nversion = "1.0.0"\nentrypoint = "x.typ"\n', encoding="utf-8"
    )
    (package / "x.typ").write_text(f'#let x = "{SECRET}"', encoding="utf-8")
    own = tmp_path / "own"
    own.mkdir()
    (own / "directory.typ.j2").write_text(code, encoding="utf-8")
    with pytest.raises(Refused) as refused:
        made_apart("pdf", edition_of(filed_task()), own)
    said = refused.value.message
    assert "not found" in said or "Connection refused" in said, said
    assert not (sealed / ".cache/typst").exists()


# Word


def repacked(change: Callable[[dict[str, bytes]], None]) -> bytes:
    with zipfile.ZipFile(WORD) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    change(parts)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.writestr(name, data)
    return target.getvalue()


def related(kind: str, *, outside: bool) -> Callable[[dict[str, bytes]], None]:
    mode = ' TargetMode="External"' if outside else ""
    uri = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relation = f'<Relationship Id="rX" Type="{uri}/{kind}" Target="http://example.org/x"{mode}/>'

    def change(parts: dict[str, bytes]) -> None:
        name = "word/_rels/document.xml.rels"
        end = b"</Relationships>"
        parts[name] = parts[name].replace(end, relation.encode() + end)

    return change


def with_part(name: str, data: bytes) -> Callable[[dict[str, bytes]], None]:
    return lambda parts: parts.update({name: data})


DTD = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><x>&b;</x>'
REFUSED: dict[str, tuple[Callable[[dict[str, bytes]], None], Refusal]] = {
    "a bomb": (with_part("word/media/x.bin", bytes(70 * 1024**2)), TEMPLATE_UNPACKS_TOO_FAR),
    "many parts": (
        lambda parts: parts.update({f"x/{n}.bin": b"" for n in range(1_001)}),
        TEMPLATE_UNPACKS_TOO_FAR,
    ),
    "a document type": (with_part("word/document.xml", DTD), TEMPLATE_HAS_DOCUMENT_TYPE),
    "one in UTF-16": (
        with_part("word/x.xml", DTD.decode().encode("utf-16")),
        TEMPLATE_HAS_DOCUMENT_TYPE,
    ),
    "a macro": (with_part("word/vbaProject.bin", b"x"), TEMPLATE_HAS_PROGRAM),
    "a template of another": (related("attachedTemplate", outside=True), TEMPLATE_REACHES_OUT),
    "a picture elsewhere": (related("image", outside=True), TEMPLATE_REACHES_OUT),
    "an embedded object": (related("oleObject", outside=False), TEMPLATE_REACHES_OUT),
    "a foreign piece": (related("aFChunk", outside=False), TEMPLATE_REACHES_OUT),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_word_template_that_holds_more_than_a_template_is_refused_unopened(
    what: str, tmp_path: Path
) -> None:
    change, refusal = REFUSED[what]
    (tmp_path / WORD.name).write_bytes(repacked(change))
    with refuses(refusal) as refused:
        made_apart("docx", edition_of(filed_task()), tmp_path)
    assert WORD.name in refused.value.message
    assert refused.value.remedy


def test_an_ordinary_link_in_a_word_template_is_no_reason_to_refuse_it() -> None:
    demand_plain(repacked(related("hyperlink", outside=True)), WORD.name)
    demand_plain(WORD.read_bytes(), WORD.name)
