"""What git is told about the world: the environment and the settings of every call."""

from collections.abc import Mapping
from typing import Final

# Of the caller's GIT_* only these stay: who the clerk is, and how the clerk's machine reaches the
# remote. GIT_DIR, GIT_INDEX_FILE and their like, set while a hook runs, would lead us elsewhere.
_KEPT: Final = frozenset(
    {
        *(f"GIT_{who}_{what}" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")),
        *("GIT_SSH", "GIT_SSH_COMMAND", "GIT_SSH_VARIANT", "GIT_ASKPASS", "GIT_ALLOW_PROTOCOL"),
        *("GIT_SSL_CAINFO", "GIT_SSL_CAPATH", "GIT_SSL_CERT", "GIT_SSL_KEY"),
        *("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM"),
    }
)
_SET: Final = {
    "LC_ALL": "C.UTF-8",
    "LANGUAGE": "C",  # gettext obeys it even under LC_ALL=C.UTF-8
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_EDITOR": ":",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_LITERAL_PATHSPECS": "1",
}
SETTINGS: Final = (
    *("-c", "core.fsync=all"),
    *("-c", "gc.auto=0"),
    *("-c", "maintenance.auto=false"),
    *("-c", "core.quotePath=false"),
    *("-c", "i18n.commitEncoding=UTF-8"),
    *("-c", "user.useConfigOnly=true"),  # a name guessed from the machine signs no record
)


def environment(caller: Mapping[str, str]) -> dict[str, str]:
    """The environment that git runs in, made from the *caller*'s."""
    plain = {k: v for k, v in caller.items() if not k.startswith("GIT_") or k in _KEPT}
    return {**plain, **_SET}
