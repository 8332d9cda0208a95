"""The sandbox that all templates run in."""

from typing import Any

from jinja2.sandbox import ImmutableSandboxedEnvironment


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's immutable sandbox, with the same answers.

    Whether an attribute may be seen depends on the kind of the value and on the attribute's name
    alone. With thousands of tasks, half of the time that a template takes went into asking again.
    """

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self._answers: dict[tuple[type, str], bool] = {}

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Whether a template may see *attr* of *obj*."""
        asked = type(obj), attr
        answer = self._answers.get(asked)
        if answer is None:
            answer = self._answers[asked] = super().is_safe_attribute(obj, attr, value)
        return answer
