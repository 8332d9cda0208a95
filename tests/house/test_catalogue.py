"""The Chinese catalogue holds every sentence of the source, and nothing else."""

import ast
import gettext
import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def messages() -> ModuleType:
    """``tools/messages.py``, which is a program and in no package."""
    spec = importlib.util.spec_from_file_location("messages", ROOT / "tools" / "messages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["messages"] = module
    spec.loader.exec_module(module)
    return module


def test_every_sentence_is_translated_and_the_compiled_catalogue_is_up_to_date(
    messages: ModuleType,
) -> None:
    assert list(messages.faults()) == []


@pytest.fixture
def sandbox(messages: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ModuleType:
    """The same tool over one source file and a catalogue of its own, complete to begin with."""
    source = tmp_path / "src" / "greeting.py"
    source.parent.mkdir()
    source.write_text('A = N_("{count} tasks")\nB = _("Done.")\n', encoding="utf-8")
    monkeypatch.setattr(messages, "SOURCE", source.parent)
    monkeypatch.setattr(messages, "PO", tmp_path / "zh" / "accession.po")
    monkeypatch.setattr(messages, "MO", tmp_path / "zh" / "accession.mo")
    messages.update()
    po = messages.PO.read_text(encoding="utf-8")
    po = po.replace('"{count} tasks"\nmsgstr ""', '"{count} tasks"\nmsgstr "{count} 项"')
    po = po.replace('"Done."\nmsgstr ""', '"Done."\nmsgstr "完成。"')
    messages.PO.write_text(po, encoding="utf-8")
    messages.compile_catalogue()
    assert list(messages.faults()) == []
    return messages


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_a_sentence_without_a_translation_is_found(sandbox: ModuleType) -> None:
    edit(sandbox.SOURCE / "greeting.py", "Done.", "Done!")
    assert sorted(sandbox.faults()) == [
        "no longer in the source: 'Done.'",
        "not translated: 'Done!'",
    ]


def test_a_translation_with_other_fields_is_found(sandbox: ModuleType) -> None:
    edit(sandbox.PO, "{count} 项", "{number} 项")
    sandbox.compile_catalogue()
    assert [fault.partition(":")[0] for fault in sandbox.faults()] == [
        "other fields than the source"
    ]


def test_an_unsure_translation_is_found(sandbox: ModuleType) -> None:
    edit(sandbox.PO, 'msgid "Done."', '#, fuzzy\nmsgid "Done."')
    assert "unsure (fuzzy): 'Done.'" in list(sandbox.faults())


def test_a_dead_translation_that_was_kept_is_found(sandbox: ModuleType) -> None:
    with sandbox.PO.open("a", encoding="utf-8") as stream:
        stream.write('\n#~ msgid "Gone."\n#~ msgstr "没了。"\n')
    assert list(sandbox.faults()) == ["kept although dead: 'Gone.'"]


def test_a_compiled_catalogue_that_is_older_is_found(sandbox: ModuleType) -> None:
    edit(sandbox.PO, "完成。", "已完成。")
    assert list(sandbox.faults()) == ["the .mo is older than the .po: 'Done.'"]


def test_updating_keeps_translations_drops_the_dead_and_then_changes_nothing(
    sandbox: ModuleType,
) -> None:
    edit(sandbox.SOURCE / "greeting.py", "Done.", "Done!")
    sandbox.update()
    first = sandbox.PO.read_bytes()
    sandbox.update()
    assert sandbox.PO.read_bytes() == first
    assert "完成" not in first.decode()
    assert "{count} 项" in first.decode()


def test_python_reads_what_was_compiled(sandbox: ModuleType) -> None:
    with sandbox.MO.open("rb") as stream:
        assert gettext.GNUTranslations(stream).gettext("Done.") == "完成。"


def test_no_sentence_stands_inside_an_f_string_where_the_extraction_misses_it() -> None:
    missed = [
        f"{file.name}:{node.lineno}"
        for file in (ROOT / "src").rglob("*.py")
        for outer in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(outer, ast.JoinedStr)
        for node in ast.walk(outer)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {"_", "N_"}
        and isinstance(node.args[0], ast.Constant)
    ]
    assert missed == []
