"""Say for programs what was seen of a clone, and what was mended."""

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from accession_cli.actions.clone_health import Looked, Observation

#: The states of an observation, in the order in which they are counted.
STATES: Final = ("well", "hint", "wrong", "unseen")


def looked_json(looked: "Looked") -> dict[str, Any]:
    """What was looked at and mended, for programs."""
    return {
        "version": 1,
        "checks": [
            {"check": check.name, **_seen_json(seen)}
            for check, all_seen in looked.examined
            for seen in all_seen
        ],
        "fixed": looked.done,
        "not_fixed": [refusal.message for refusal in looked.failed],
        "summary": counted(looked),
    }


def _seen_json(seen: "Observation") -> dict[str, Any]:
    return {
        "state": seen.state,
        "message": seen.message,
        "remedy": seen.remedy or None,
        "fix": seen.cure or None,
        "facts": {
            key: value if isinstance(value, int | str | None) else str(value)
            for key, value in seen.facts.items()
        },
    }


def counted(looked: "Looked") -> dict[str, int]:
    """How many observations there are of each state."""
    states: list[str] = [seen.state for _check, all_seen in looked.examined for seen in all_seen]
    return {name: states.count(name) for name in STATES}
