"""Fill a template, and say in plain words when it cannot be filled."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

from accession_cli.errors import AccessionError, Exit
from accession_cli.i18n import N_

if TYPE_CHECKING:
    from jinja2.sandbox import SandboxedEnvironment


_TOGETHER: Final = 1000  # pieces of a text: most are shorter than a line


class TemplateRefusedError(AccessionError):
    """A template that Jinja cannot read, or that asks for what is not there."""

    says = N_("The directory was not made: the template {template} failed with “{reason}”.")
    mend = N_("Mend {template} in the registry's templates folder, or remove it there.")
    exit_code = Exit.OUTSIDE


def filled(jinja: "SandboxedEnvironment", name: str, **values: object) -> str:
    """The text of the template *name* with *values* in it."""
    with _told(jinja, name):
        return jinja.get_template(name).render(**values)


def filled_bytes(jinja: "SandboxedEnvironment", name: str, **values: object) -> bytes:
    """The same in UTF-8, without all of the text in memory besides."""
    data = BytesIO()
    with _told(jinja, name):
        stream = jinja.get_template(name).stream(**values)
        stream.enable_buffering(_TOGETHER)
        for text in stream:
            data.write(text.encode())
    return data.getvalue()


@contextmanager
def _told(jinja: "SandboxedEnvironment", name: str) -> Iterator[None]:
    from jinja2 import TemplateError

    try:
        yield
    except TemplateError as failure:
        reason = failure.message or type(failure).__name__
        raise TemplateRefusedError(template=name, reason=reason) from failure
    except Exception as failure:
        if not _replaced(jinja):  # then it is our own template that fails, and our bug
            raise
        reason = str(failure) or type(failure).__name__
        raise TemplateRefusedError(template=name, reason=reason) from failure


def _replaced(jinja: "SandboxedEnvironment") -> bool:
    """Whether a registry brings templates of its own: code that may raise anything."""
    *own, _packaged = getattr(jinja.loader, "searchpath", [""])
    return any(path.is_file() for place in own for path in Path(place).glob("*"))
