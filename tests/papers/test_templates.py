"""A registry's own template fills in what it is given, and reaches nothing else."""

from pathlib import Path

import pytest

from accession_cli.errors import Refused
from accession_cli.papers.directory_formats import FORMATS
from accession_cli.papers.templates import Environment
from accession_cli.scheme.directory import Edition
from document_shapes import READERS
from edition_examples import edition_of, filed_task

TEMPLATES = {
    "html": "directory.html.j2",
    "pdf": "directory.typ.j2",
    "md": "directory.md.j2",
    "ics": "directory.ics.j2",
}
SECRET = "only-for-the-treasurer"
#: Each asks for something that no template needs: Python's inside, or another file.
REACHES = (
    "{{ edition.__class__ }}",
    "{{ edition['__class__'] }}",
    "{{ edition|attr('__class__') }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ edition.items.__func__.__globals__ }}",
    "{{ edition.scheme.title_of.__globals__ }}",
    "{{ edition.scheme.title_of.__func__.__code__ }}",
    "{{ cycler.__init__.__globals__.os }}",
    "{{ lipsum.__globals__['os'].popen('id').read() }}",
    "{{ namespace.__init__ }}",
    "{{ self.__init__.__globals__ }}",
    "{{ self._TemplateReference__context }}",
    "{{ '{0.__class__.__init__.__globals__}'.format(edition) }}",
    "{{ ('{0.__class__}'|format)(edition) }}",
    "{{ edition['items']|map(attribute='__class__')|join }}",
    "{{ range(10000000)|list|length }}",
    "{% include '/SECRET' %}",
    "{% include '../SECRET' %}",
    "{% include '../../SECRET' %}",
    "{% import '../SECRET' as x %}",
    "{% extends '../SECRET' %}",
)


def rendered(name: str, template: str, folder: Path, made: Edition) -> str:
    """What a registry's own *template* makes of the edition; the secret lies beside its folder."""
    own = folder / "templates"
    own.mkdir(exist_ok=True)
    (folder / "SECRET").write_text(SECRET, encoding="utf-8")
    (own / TEMPLATES[name]).write_text(template, encoding="utf-8")
    data = FORMATS[name].render(made, Environment(template_folders=(own,))).data
    return READERS[name].text(data)


@pytest.mark.parametrize("name", TEMPLATES)
@pytest.mark.parametrize("template", REACHES)
def test_a_template_reaches_neither_python_nor_other_files(
    name: str, template: str, tmp_path: Path
) -> None:
    made = edition_of(filed_task())
    with pytest.raises(Refused) as caught:
        rendered(name, template, tmp_path, made)
    assert SECRET not in caught.value.message
    assert TEMPLATES[name] in caught.value.message + caught.value.remedy


@pytest.mark.parametrize("name", TEMPLATES)
@pytest.mark.parametrize(
    "change",
    [
        "edition.scheme.kinds.clear()",
        "edition.scheme.kinds.update({'task': '改'})",
        "edition.scheme.bodies.pop('civil_affairs')",
    ],
)
def test_a_template_cannot_change_what_the_next_format_is_made_from(
    name: str, change: str, tmp_path: Path
) -> None:
    made = edition_of(filed_task())
    before = FORMATS["json"].render(made, Environment()).data
    with pytest.raises(Refused):
        rendered(name, f"{{% set x = {change} %}}", tmp_path, made)
    assert FORMATS["json"].render(made, Environment()).data == before


@pytest.mark.parametrize(
    "code",
    [
        '#read("/SECRET")',
        '#read("../SECRET")',
        '#read("/etc/hostname")',
        '#include "../SECRET"',
        '#image("../SECRET")',
    ],
)
def test_typst_reads_no_file_outside_the_template_folder(code: str, tmp_path: Path) -> None:
    with pytest.raises(Refused) as caught:
        rendered("pdf", code, tmp_path, edition_of(filed_task()))
    assert SECRET not in caught.value.message
