"""Write the card of a task line by line, to be looked at before the task is recorded."""

from accession_cli.papers.chinese import FILTERS
from accession_cli.papers.task_card import card_of
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
    card = card_of(item, scheme)
    text = filled(jinja, "task_line.txt.j2", item=item, scheme=scheme, card=card)
    return tuple(line for line in text.splitlines() if line.strip())
