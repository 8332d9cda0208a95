"""Write a task as the directory prints it, line by line, to be looked at before it is recorded."""

from accession_cli.papers.chinese import FILTERS
from accession_cli.papers.templates import Environment, Sandbox, filled
from accession_cli.scheme.directory import Item
from accession_cli.scheme.district import Scheme


def task_lines(item: Item, scheme: Scheme, environment: Environment) -> tuple[str, ...]:
    """``task_line.txt.j2``, filled; empty lines are left out."""
    from jinja2 import FileSystemLoader, StrictUndefined

    jinja = Sandbox(
        loader=FileSystemLoader([str(place) for place in environment.templates]),
        undefined=StrictUndefined,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    jinja.filters.update(FILTERS)
    text = filled(jinja, "task_line.txt.j2", item=item, scheme=scheme)
    return tuple(line for line in text.splitlines() if line.strip())
