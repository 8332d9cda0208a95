"""What git is told about the world: the environment and the settings of every call."""

import os
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
    # A folder of a foreign clone may look like a bare repository, with a config of its own that
    # names programs to run: git is to find repositories by their .git alone (git 2.38 and later).
    *("-c", "safe.bareRepository=explicit"),
    *("-c", "log.showSignature=false"),
    *("-c", "user.useConfigOnly=true"),  # a name guessed from the machine signs no record
)


# A hook on the server that receives a push: the new objects lie apart until it has agreed.
_QUARANTINE: Final = ("GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES")


def environment(caller: Mapping[str, str]) -> dict[str, str]:
    """The environment that git runs in, made from the *caller*'s."""
    plain = {k: v for k, v in caller.items() if not k.startswith("GIT_") or k in _KEPT}
    return {**plain, **_SET}


def quarantine(caller: Mapping[str, str]) -> dict[str, str]:
    """Where the objects of a push lie that the hook calling us may still refuse; {} elsewhere."""
    if "GIT_QUARANTINE_PATH" not in caller:
        return {}
    return {
        name: os.pathsep.join(os.path.abspath(path) for path in caller[name].split(os.pathsep))  # noqa: PTH100 - no links are to be resolved
        for name in _QUARANTINE
        if caller.get(name)
    }
