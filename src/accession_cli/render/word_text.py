"""Jinja for Word templates: every value becomes text of the document, never markup or a tag.

``{{ value }}`` is text. A cross-reference needs a tag of a run's own, ``{{r … }}``:
``{{r 3|anchor("item_3") }}`` can be jumped to, ``{{r "见"|jump("item_3") }}`` jumps there, and
``{{r numbers|jumps }}`` lists item numbers, each with a jump to its row.
"""

from collections.abc import Container, Iterable
from itertools import count
from typing import TYPE_CHECKING, Final

from accession_cli.render.chinese import FILTERS

if TYPE_CHECKING:
    from jinja2.sandbox import SandboxedEnvironment
    from markupsafe import Markup

_FIRST_MARK: Final = 100_000  # below it lie the marks that the template has itself
_BRACES: Final = str.maketrans({"{": "&#123;", "}": "&#125;", "\r": "&#13;"})


def markup(value: object) -> "Markup":
    """What ``{{ value }}`` prints. Braces too are escaped: docxtpl gives ``{_{`` a meaning."""
    from jinja2 import TemplateRuntimeError, Undefined
    from markupsafe import Markup, escape

    match value:
        case Markup():
            return value
        case Undefined():
            str(value)  # which raises, and names what there is not
        case str():
            return Markup(str(escape(value)).translate(_BRACES))  # noqa: S704 - escaped here
        case int() if not isinstance(value, bool):
            return Markup(str(value))  # noqa: S704 - a number
    reason = f"{value!r} is neither text nor a whole number"
    raise TemplateRuntimeError(reason)


def _run(value: object) -> str:
    return f'<w:r><w:t xml:space="preserve">{markup(value)}</w:t></w:r>'


def jump(value: object, mark: str) -> "Markup":
    """A run that jumps to *mark*."""
    from markupsafe import Markup

    link = f'<w:hyperlink w:anchor="{markup(mark)}" w:history="1">{_run(value)}</w:hyperlink>'
    return Markup(link)  # noqa: S704 - made of what markup() escaped


def jumps(numbers: Iterable[int], there: Container[int] | None = None) -> "Markup":
    """Item numbers with 、 between them, each a jump to its row; a dash for none.

    Only the items *there* have a row in the document; without it, all have.
    """
    from markupsafe import Markup

    links = [
        str(jump(number, f"item_{number}")) if there is None or number in there else _run(number)
        for number in numbers
    ]
    return Markup(_run("、").join(links) or _run("—"))  # noqa: S704 - made of escaped runs


def jinja_for_word() -> "SandboxedEnvironment":
    """The environment that fills one Word template; its marks are numbered from the start."""
    from jinja2 import StrictUndefined
    from markupsafe import Markup

    from accession_cli.render.sandbox import Sandbox

    serial = count(_FIRST_MARK)

    def anchor(value: object, mark: str) -> "Markup":
        number = next(serial)
        begin = f'<w:bookmarkStart w:id="{number}" w:name="{markup(mark)}"/>'
        return Markup(f'{begin}{_run(value)}<w:bookmarkEnd w:id="{number}"/>')  # noqa: S704 - so

    jinja = Sandbox(undefined=StrictUndefined, autoescape=True, finalize=markup)
    jinja.filters.update({**FILTERS, "jump": jump, "jumps": jumps, "anchor": anchor})
    return jinja
