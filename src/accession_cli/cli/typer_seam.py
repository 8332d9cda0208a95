"""Make Typer speak our languages; no other file depends on Typer's inner parts.

Typer carries its own copy of click, whose texts ("Usage", "Missing argument") are in English only.
Here its command classes show our help page, laid out for Chinese as well as for English, and raise
errors with separate parts, which ``complain`` puts into words. Typer's own errors are recognised by
their class or, for values of its built-in types, by the form of their message. Errors of our own
readers are in the right language already. Because of this file, ``pyproject.toml`` holds Typer to
one minor version.
"""

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from enum import Enum
from typing import Any, Final, cast

import typer
from typer._click import Command as AnyCommand
from typer._click import Context, types
from typer._click.exceptions import (
    BadOptionUsage,
    ClickException,
    MissingParameter,
    NoArgsIsHelpError,
    NoSuchOption,
    UsageError,
)
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

from accession_cli.cli import terminal
from accession_cli.i18n import N_, _, language_name
from accession_cli.words.layout import Page, cells, rows, wrap

__all__ = [
    "VALUE_NAMES",
    "AnyCommand",
    "BadOptionUsage",
    "ClickException",
    "Context",
    "HelpPage",
    "HelpRow",
    "MissingParameter",
    "NoArgsIsHelpError",
    "NoCommandError",
    "NoSuchCommandError",
    "NoSuchOption",
    "OneCommand",
    "Parameter",
    "SeveralCommands",
    "TooManyArgumentsError",
    "UsageError",
    "complain",
    "message",
    "name_of",
    "render_help",
    "usage_line",
    "usage_of",
    "with_remarks",
]


HelpRow = tuple[str, str]

#: Stands for a space where no line may break; it becomes a space when the page is done.
_STUCK: Final = "\u00a0"

#: The name of a value in help, by the name of its type or reader, for options that give it none.
VALUE_NAMES: Final = {
    "str": N_("TEXT"),
    "int": N_("NUMBER"),
    "int range": N_("NUMBER"),
    "path": N_("FILE"),
    "day": N_("DATE"),
    "person": N_("PERSON"),
    "yuan": N_("YUAN"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpPage:
    """The contents of a help page; everything but the names is in the reader's language already.

    ``about`` is the help text; empty lines separate its paragraphs.
    """

    usage: str
    about: str
    arguments: tuple[HelpRow, ...] = ()
    options: tuple[HelpRow, ...] = ()
    commands: tuple[HelpRow, ...] = ()
    examples: tuple[str, ...] = ()


def usage_line(path: str, *parts: str) -> str:
    """``Usage: accession rules [OPTIONS] [CODE]``, in the reader's language."""
    return _("Usage: {line}").format(line=" ".join((path, *parts)))


def with_remarks(text: str, remarks: list[str]) -> str:
    """The help of an option, followed by the remarks on its value: variable, default, required."""
    for remark in remarks:
        text = _("{text} {remark}").format(text=text, remark=remark.replace(" ", _STUCK))
    return text.strip()


def render_help(page: HelpPage, paper: Page) -> str:
    """The page as text, without a line end after it."""
    columns = paper.columns
    lines = wrap(page.usage, columns, rest="    ")
    for paragraph in page.about.split("\n\n"):
        if paragraph:
            lines += ["", *wrap(paragraph, columns, first="  ", rest="  ")]
    for title, section in (
        (_("Arguments:"), page.arguments),
        (_("Options:"), page.options),
        (_("Commands:"), page.commands),
    ):
        if section:
            lines += ["", title, *rows(section, columns)]
    if page.examples:
        lines += ["", _("Examples:")]
        for example in page.examples:
            lines += _command_line(example, columns)
    return "\n".join(lines).replace(_STUCK, " ")


def _command_line(example: str, columns: int | None) -> list[str]:
    """An example as a shell takes it; a long one is broken with a backslash before an option."""
    lines, line = [], "  "
    for number, part in enumerate(re.split(" (?=--)", example)):
        if number and columns is not None and cells(f"{line} {part} \\") > columns:
            lines.append(f"{line} \\")
            line = "      " + part
        else:
            line += f" {part}" if number else part
    return [*lines, line]


Parameter = TyperArgument | TyperOption

_HELP: Final = N_("Show this help and stop.")
_LANGUAGE: Final = N_("Speak English (en) or Chinese (zh_CN).")


class NoSuchCommandError(UsageError):
    """There is no such command; ``close`` has the names that look like it."""

    def __init__(self, ctx: Context, name: str, close: Sequence[str]) -> None:
        super().__init__(name, ctx)
        self.name, self.close = name, close


class NoCommandError(UsageError):
    """A group was called without a command."""


class TooManyArgumentsError(UsageError):
    """There are more arguments than the command takes."""

    def __init__(self, ctx: Context, extra: Sequence[str]) -> None:
        super().__init__("", ctx)
        self.extra = extra


def _language(text: str) -> str:
    """The language that *text* names; wrong usage when it is none of ours.

    The language spoken was chosen before this runs (``app.run``).
    """
    name = language_name(text)
    if name is None:
        raise typer.BadParameter(
            _("“{text}” is not a language spoken here. Write en or zh_CN.").format(text=text)
        )
    return name


def _language_option() -> TyperOption:
    return TyperOption(
        param_decls=["--lang"],
        type=types.FuncParamType(_language),
        expose_value=False,
        metavar=N_("LANGUAGE"),
        envvar="ACCESSION_LANG",
        show_envvar=True,
        help=_LANGUAGE,
    )


@contextmanager
def _known_as(ctx: Context) -> Iterator[None]:
    """Add *ctx* to errors of Typer's parser, which does not say which command they are about."""
    try:
        yield
    except UsageError as error:
        error.ctx = error.ctx or ctx
        raise


class _Spoken:
    """The common parts of commands and groups: our help page, and the option --lang."""

    params: list[Any]
    help: str | None
    more: str = ""
    examples: tuple[str, ...] = ()
    rows: tuple[HelpRow, ...] = ()

    def speak(self) -> None:
        """Add the option --lang."""
        self.params = [*self.params, _language_option()]

    def get_help(self, ctx: Context) -> str:
        """The whole help page."""
        shown = [cast("Parameter", param) for param in ctx.command.get_params(ctx)]
        shown = [param for param in shown if not param.hidden]
        page = HelpPage(
            usage=usage_of(ctx),
            about="\n\n".join(_(words) for words in (self.help, self.more) if words),
            arguments=tuple(_row(p) for p in shown if isinstance(p, TyperArgument)),
            options=tuple(_row(p) for p in shown if isinstance(p, TyperOption)),
            commands=tuple((name, _(text)) for name, text in self.rows),
            examples=self.examples,
        )
        paper = Page(columns=terminal.columns(sys.stdout) or terminal.USUAL)
        return render_help(page, paper)


class OneCommand(_Spoken, TyperCommand):
    """A command as Typer makes it, with our help."""

    allow_extra_args = True  # so that we report them, in the reader's language

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        """Read the arguments; raise ``TooManyArgumentsError`` when some are left over."""
        with _known_as(ctx):
            left = super().parse_args(ctx, args)
        if left and not ctx.resilient_parsing:
            raise TooManyArgumentsError(ctx, left)
        return left


class SeveralCommands(_Spoken, TyperGroup):
    """A group whose commands are looked up by ``find``, each when it is used."""

    def find(self, name: str) -> AnyCommand | None:
        """The command called *name*; a subclass that has the table of commands overrides this."""
        raise NotImplementedError(name)

    def list_commands(self, ctx: Context) -> list[str]:  # noqa: ARG002 - Typer calls it so
        """The names, in the order of the table."""
        return [name for name, _text in self.rows]

    def get_command(self, ctx: Context, cmd_name: str) -> AnyCommand | None:  # noqa: ARG002 - Typer
        """The command, imported now."""
        return self.find(cmd_name)

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        """Read the group's options; raise ``NoCommandError`` when no command follows them."""
        with _known_as(ctx):
            left = super().parse_args(ctx, args)
        if not ctx._protected_args and not ctx.resilient_parsing:  # noqa: SLF001 - no public name
            raise NoCommandError("", ctx)
        return left

    def resolve_command(
        self, ctx: Context, args: list[str]
    ) -> tuple[str | None, AnyCommand | None, list[str]]:
        """The command that the first argument names, and the arguments after it."""
        name = args[0]
        command = self.get_command(ctx, name)
        if command is None:
            raise NoSuchCommandError(ctx, name, get_close_matches(name, self.list_commands(ctx)))
        return name, command, args[1:]


def usage_of(ctx: Context) -> str:
    """The usage line of the command in *ctx*."""
    parts = [_("[OPTIONS]")]
    for param in ctx.command.params:
        if isinstance(param, TyperArgument) and not param.hidden:
            name = _value_name(param) + ("..." if param.nargs == -1 else "")
            parts.append(name if param.required else f"[{name}]")
    if isinstance(ctx.command, TyperGroup):
        parts.append(_("COMMAND [ARGUMENTS]..."))
    return usage_line(ctx.command_path, *parts)


def name_of(param: Parameter) -> str:
    """The name of a parameter in a complaint: ``-C, --registry``, or the argument's name."""
    return ", ".join(param.opts) if isinstance(param, TyperOption) else _value_name(param)


def _value_name(param: Parameter) -> str:
    if param.metavar:
        return _(param.metavar)
    choices = getattr(param.type, "choices", None)
    if choices:
        return "|".join(_plain(choice) for choice in choices)
    if isinstance(param, TyperArgument):
        return (param.name or "").upper()
    return _(VALUE_NAMES.get(param.type.name, "TEXT"))


def _row(param: Parameter) -> HelpRow:
    term = name_of(param)
    if isinstance(param, TyperOption):
        if param.secondary_opts:
            term = " / ".join((term, ", ".join(param.secondary_opts)))
        if not param.is_flag:
            term = f"{term} {_value_name(param)}"
    said = _HELP if param.name == "help" else param.help
    return term, with_remarks(_(said) if said else "", _remarks(param))


def _remarks(param: Parameter) -> list[str]:
    remarks = []
    if param.envvar and param.show_envvar:
        remarks.append(_("[variable: {name}]").format(name=param.envvar))
    default = _default(param)
    if default:
        remarks.append(_("[default: {value}]").format(value=default))
    if param.required:
        remarks.append(_("[required]"))
    return remarks


def _default(param: Parameter) -> str:
    if isinstance(param.show_default, str):
        return _(param.show_default)
    value = param.default
    if not param.show_default or callable(value) or value in (None, False, True, "", (), []):
        return ""
    values = value if isinstance(value, list | tuple) else (value,)
    return ", ".join(_plain(one) for one in values)


def _plain(value: Any) -> str:
    return str(value.value if isinstance(value, Enum) else value)


#: Typer's message about a value of one of its own types, as a pattern, and our sentence for it.
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
    """Print what is wrong, the likely correction, the usage, and where to find help."""
    if isinstance(error, NoArgsIsHelpError):
        terminal.write_error(error.message)
        return
    terminal.refuse(message(error), _remedy(error))
    ctx = getattr(error, "ctx", None)
    if ctx is not None:
        terminal.note(usage_of(ctx))
        terminal.next_step(_("For help: {command}").format(command=f"{ctx.command_path} --help"))


def message(error: ClickException) -> str:
    """What is wrong, in one sentence."""
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


#: Searched from the top, because ``MissingParameter`` is a subclass of ``BadParameter``.
_SENTENCES: Final[tuple[tuple[type, Callable[[Any], str]], ...]] = (
    (MissingParameter, _missing),
    (typer.BadParameter, _bad_value),
    (NoSuchOption, _no_such_option),
    (NoSuchCommandError, _no_such_command),
    (NoCommandError, _no_command),
    (TooManyArgumentsError, _too_many),
    (BadOptionUsage, _option_misused),
)
