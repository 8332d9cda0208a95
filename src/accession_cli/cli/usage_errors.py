"""Say in the reader's language what is wrong with a command line.

Typer's own complaints are English sentences; they are known by their class or, for the values of
its built-in types, by their form. Refusals of our own readers are in the right language already.
"""

import re
from collections.abc import Callable
from typing import Any, Final

import typer

from accession_cli.cli import screen
from accession_cli.cli.typer_seam import (
    BadOptionUsage,
    ClickException,
    Context,
    MissingParameter,
    NoArgsIsHelpError,
    NoCommandError,
    NoSuchCommandError,
    NoSuchOption,
    Parameter,
    TooManyArgumentsError,
    name_of,
    usage_of,
)
from accession_cli.i18n import N_, _

#: Typer's words about a value of one of its own types, and ours.
_VALUES: Final = (
    (r"'(?P<value>.*)' is not a valid int( range)?\.", N_("“{value}” is not a whole number.")),
    (r"'(?P<value>.*)' is not a valid float( range)?\.", N_("“{value}” is not a number.")),
    (
        r"(?P<value>.*) is not in the range (?P<low>[^<]+)<=x<=(?P<high>[^<]+)\.",
        N_("{value} is not a number from {low} to {high}."),
    ),
    (r"(?P<value>.*) is not in the range x>=(?P<low>.+)\.", N_("{value} is less than {low}.")),
    (r"(?P<value>.*) is not in the range x<=(?P<high>.+)\.", N_("{value} is more than {high}.")),
    (r"'(?P<value>.*)' is not one of (?P<choices>.*)\.", N_("“{value}” is not one of {choices}.")),
    (r"\w+ '(?P<value>.*)' does not exist\.", N_("There is no “{value}”.")),
    (r"\w+ '(?P<value>.*)' is a directory\.", N_("“{value}” is a folder; a file is needed.")),
    (r"\w+ '(?P<value>.*)' is a file\.", N_("“{value}” is a file; a folder is needed.")),
    (r"\w+ '(?P<value>.*)' is not readable\.", N_("“{value}” may not be read.")),
    (r"\w+ '(?P<value>.*)' is not writable\.", N_("“{value}” may not be written.")),
)


def complain(error: ClickException) -> None:
    """Print what is wrong, what was meant, how the command is used, and where help is."""
    if isinstance(error, NoArgsIsHelpError):
        screen.write_error(error.message)
        return
    screen.refuse(message(error), _remedy(error))
    ctx = getattr(error, "ctx", None)
    if ctx is not None:
        screen.note(usage_of(ctx))
        screen.next_step(_("For help: {command}").format(command=f"{ctx.command_path} --help"))


def message(error: ClickException) -> str:
    """What is wrong, as one sentence."""
    for kind, sentence in _SENTENCES:
        if isinstance(error, kind):
            return sentence(error)
    return error.format_message()


def _missing(error: Any) -> str:
    name = name_of(error.param)
    if error.param.param_type_name == "option":
        return _("The option {name} is missing.").format(name=name)
    return _("The argument {name} is missing.").format(name=name)


def _no_such_option(error: Any) -> str:
    return _("There is no option {name}.").format(name=error.option_name)


def _no_such_command(error: Any) -> str:
    return _("There is no command {name}.").format(name=error.name)


def _no_command(_error: Any) -> str:
    return _("A command is missing.")


def _too_many(error: Any) -> str:
    return _("Nothing more was expected here: {extra}").format(extra=" ".join(error.extra))


def _remedy(error: ClickException) -> str:
    close = error.possibilities if isinstance(error, NoSuchOption) else ()
    if isinstance(error, NoSuchCommandError):
        close = error.close
    names = ", ".join(sorted(close or ()))
    return _("Perhaps you meant {names}.").format(names=names) if names else ""


def _option_misused(error: Any) -> str:
    if "does not take a value" in error.message:
        return _("The option {name} takes no value.").format(name=error.option_name)
    return _("The option {name} needs a value after it.").format(name=error.option_name)


def _bad_value(error: Any) -> str:
    reason = _reason(error.message)
    if error.param is None:
        return reason
    name = name_of(error.param)
    if error.ctx is not None and error.param.envvar and _from_variable(error.ctx, error.param):
        name = str(error.param.envvar)
    return _("{name}: {reason}").format(name=name, reason=reason)


def _from_variable(ctx: Context, param: Parameter) -> bool:
    source = ctx.get_parameter_source(param.name or "")
    return source is not None and source.name == "ENVIRONMENT"


def _reason(said: str) -> str:
    for form, sentence in _VALUES:
        found = re.fullmatch(form, said, re.DOTALL)
        if found:
            facts = found.groupdict()
            if "choices" in facts:
                facts["choices"] = facts["choices"].replace("'", "")
            return _(sentence).format(**facts)
    return said


#: Looked through from the top: a missing parameter is a bad one, too.
_SENTENCES: Final[tuple[tuple[type, Callable[[Any], str]], ...]] = (
    (MissingParameter, _missing),
    (typer.BadParameter, _bad_value),
    (NoSuchOption, _no_such_option),
    (NoSuchCommandError, _no_such_command),
    (NoCommandError, _no_command),
    (TooManyArgumentsError, _too_many),
    (BadOptionUsage, _option_misused),
)
