"""The one file that knows Typer from inside: its classes, its errors, its hard-coded English.

Typer carries its own copy of click and says "Usage", "Missing argument" and the rest in English
only. Here its command classes are made to show our help page and to raise errors whose parts can
be told apart; ``usage_errors.py`` words them. ``pyproject.toml`` holds Typer to one minor version
because of this file.
"""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
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

from accession_cli.cli import help_page, screen
from accession_cli.i18n import N_, _, language_name
from accession_cli.words.layout import Page

__all__ = [
    "AnyCommand",
    "BadOptionUsage",
    "ClickException",
    "Context",
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
    "name_of",
    "usage_of",
]

Parameter = TyperArgument | TyperOption

_HELP: Final = N_("Show this help and stop.")
_LANGUAGE: Final = N_("Speak English (en) or Chinese (zh_CN).")


class NoSuchCommandError(UsageError):
    """A command that is not there; ``close`` are names that look like it."""

    def __init__(self, ctx: Context, name: str, close: Sequence[str]) -> None:
        super().__init__(name, ctx)
        self.name, self.close = name, close


class NoCommandError(UsageError):
    """Options of a group, and then no command."""


class TooManyArgumentsError(UsageError):
    """Arguments beyond those that the command takes."""

    def __init__(self, ctx: Context, extra: Sequence[str]) -> None:
        super().__init__("", ctx)
        self.extra = extra


def _language(text: str) -> str:
    """One of the two languages; which one is spoken was decided before this is read."""
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
    """Tell complaints of Typer's parser which command they are about; it leaves that out."""
    try:
        yield
    except UsageError as error:
        error.ctx = error.ctx or ctx
        raise


class _Spoken:
    """What commands and groups have in common: our help page, and --lang everywhere."""

    params: list[Any]
    help: str | None
    examples: tuple[str, ...] = ()
    rows: tuple[help_page.Row, ...] = ()

    def speak(self) -> None:
        """Take --lang, too."""
        self.params = [*self.params, _language_option()]

    def get_help(self, ctx: Context) -> str:
        """The whole help page."""
        shown = [cast("Parameter", param) for param in ctx.command.get_params(ctx)]
        shown = [param for param in shown if not param.hidden]
        page = help_page.HelpPage(
            usage=usage_of(ctx),
            about=_(self.help) if self.help else "",
            arguments=tuple(_row(p) for p in shown if isinstance(p, TyperArgument)),
            options=tuple(_row(p) for p in shown if isinstance(p, TyperOption)),
            commands=tuple((name, _(text).partition("\n\n")[0]) for name, text in self.rows),
            examples=self.examples,
        )
        paper = Page(columns=screen.columns(sys.stdout) or screen.USUAL)
        return help_page.render(page, paper)


class OneCommand(_Spoken, TyperCommand):
    """A command as Typer makes it, with our help."""

    allow_extra_args = True  # so that the complaint about them is ours

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        """Read the arguments; refuse those left over."""
        with _known_as(ctx):
            left = super().parse_args(ctx, args)
        if left and not ctx.resilient_parsing:
            raise TooManyArgumentsError(ctx, left)
        return left


class SeveralCommands(_Spoken, TyperGroup):
    """A group whose commands are looked up by ``find`` only when they are used."""

    def find(self, name: str) -> AnyCommand | None:
        """The command called *name*; overridden where the table of commands is known."""
        raise NotImplementedError(name)

    def list_commands(self, ctx: Context) -> list[str]:  # noqa: ARG002 - Typer calls it so
        """The names in the order of the table."""
        return [name for name, _text in self.rows]

    def get_command(self, ctx: Context, cmd_name: str) -> AnyCommand | None:  # noqa: ARG002 - Typer
        """The command, loaded now."""
        return self.find(cmd_name)

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        """Read the group's options; a command must follow them."""
        with _known_as(ctx):
            left = super().parse_args(ctx, args)
        if not ctx._protected_args and not ctx.resilient_parsing:  # noqa: SLF001 - no public name
            raise NoCommandError("", ctx)
        return left

    def resolve_command(
        self, ctx: Context, args: list[str]
    ) -> tuple[str | None, AnyCommand | None, list[str]]:
        """The command that the first argument names."""
        name = args[0]
        command = self.get_command(ctx, name)
        if command is None:
            raise NoSuchCommandError(ctx, name, get_close_matches(name, self.list_commands(ctx)))
        return name, command, args[1:]


def usage_of(ctx: Context) -> str:
    """The usage line of the command of *ctx*."""
    parts = [_("[OPTIONS]")]
    for param in ctx.command.params:
        if isinstance(param, TyperArgument) and not param.hidden:
            name = _value_name(param) + ("..." if param.nargs == -1 else "")
            parts.append(name if param.required else f"[{name}]")
    if isinstance(ctx.command, TyperGroup):
        parts.append(_("COMMAND [ARGUMENTS]..."))
    return help_page.usage_line(ctx.command_path, *parts)


def name_of(param: Parameter) -> str:
    """What a parameter is called in a complaint: ``-C, --registry``, or the argument's name."""
    return ", ".join(param.opts) if isinstance(param, TyperOption) else _value_name(param)


def _value_name(param: Parameter) -> str:
    if param.metavar:
        return _(param.metavar)
    choices = getattr(param.type, "choices", None)
    if choices:
        return "|".join(_plain(choice) for choice in choices)
    if isinstance(param, TyperArgument):
        return (param.name or "").upper()
    return _(help_page.VALUE_NAMES.get(param.type.name, "TEXT"))


def _row(param: Parameter) -> help_page.Row:
    term = name_of(param)
    if isinstance(param, TyperOption):
        if param.secondary_opts:
            term = " / ".join((term, ", ".join(param.secondary_opts)))
        if not param.is_flag:
            term = f"{term} {_value_name(param)}"
    said = _HELP if param.name == "help" else param.help
    return term, help_page.with_remarks(_(said) if said else "", _remarks(param))


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
