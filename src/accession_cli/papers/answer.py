"""Write the letters and the slip that a residents' committee may send about a question.

The sentences are in ``templates/answer.toml``; the directory's page fills the same ones. Who may
send which is decided elsewhere: by ``accession check``, and on the page by its script.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from accession_cli.packaged import text
from accession_cli.scheme.district import Scheme

TEMPLATE: Final = "answer.toml"


@cache
def sentences() -> Mapping[str, Any]:
    """The sentences of ``answer.toml``."""
    return tomllib.loads(text("templates", TEMPLATE))


def printed_clause(scheme: Scheme, clause: str) -> str:
    """A clause as a letter cites it: 方案二、（二）; a citation in words stays as it is."""
    return scheme.cited(clause)


def ask(asker: str, found: str, facts: Mapping[str, str]) -> str:
    """The letter that asks a district body or a subdistrict which admission it means.

    *found* is a key of ``found`` in the template: what the register has of the matter.
    """
    known = sentences()["ask"]
    parts = (known["asked"][asker], known["found"][found], known["request"][asker])
    return _framed("".join(parts), facts)


def decline(facts: Mapping[str, str]) -> str:
    """The letter that declines for now."""
    return _framed(sentences()["decline"]["text"], facts)


def beyond(facts: Mapping[str, str]) -> str:
    """The letter that says what the record holds and what is not in it."""
    return _framed(sentences()["beyond"]["text"], facts)


def slip(found: str, state: str, facts: Mapping[str, str]) -> str:
    """What a resident may be given. *found*: ``nothing``, ``forbidden``, ``duty``, ``named``.

    *state* is a key of ``state`` in the template, for a task that is not open here today.
    """
    known = sentences()["slip"]
    parts = [known[found]]
    if found == "named":
        parts.append(known["inherited"] if facts.get("inherited") else "")
        parts.append(known["state"].get(state, ""))
        parts.append(known["excludes"] if facts.get("excludes") else "")
    return _filled("".join(parts), facts)


def marked(written: str) -> str:
    """The text *written* from a sample registry, with a line above that says so."""
    return f"{sentences()['sample']}\n{written}"


def _framed(body: str, facts: Mapping[str, str]) -> str:
    known = sentences()
    blanks = {key: known[key] for key in ("to", "writer", "copy")}
    return _filled(known["frame"], {**blanks, **facts, "text": _filled(body, facts)})


def _filled(sentence: str, facts: Mapping[str, str]) -> str:
    """*sentence* with every fact in its braces; what a fact holds is not looked at again."""
    return sentence.format_map(facts)
