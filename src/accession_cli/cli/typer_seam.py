"""Make Typer speak our languages; no other file depends on Typer's inner parts.

Typer carries its own copy of click, whose texts ("Usage", "Missing argument") are in English only.
Here commands are made whose help page is ours, laid out for Chinese as well as for English, and
``complain`` puts Typer's errors into words. They are recognised by their class or by the form of
their message; errors of our own readers are in the right language already. Because of this file,
``pyproject.toml`` holds Typer to one minor version.
"""

import re
import sys
from collections.abc import Callable, Iterable, Sequence
from difflib import get_close_matches
from typing import Any, Final, cast

import typer
import typer.main
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
from accession_cli.cli.commands import Command, guide
from accession_cli.cli.session import with_session
from accession_cli.i18n import N_, _, language_name
from accession_cli.words.layout import cells, rows, wrap

__all__ = ["ClickException"]

Parameter = TyperArgument | TyperOption
#: The rows of a section of a help page, under its title.
Section = tuple[str, Sequence[tuple[str, str]]]

#: Stands for a space where no line may break; it becomes a space when the page is done.
_STUCK: Final = "\u00a0"
_HELP: Final = {"help_option_names": ["-h", "--help"]}
#: The name of a value in help, by the name of its parameter or of its type.
VALUE_NAMES: Final = {
    **dict.fromkeys(("number", "numbers", "task", "again", "superseded_by"), N_("ID")),
    **dict.fromkeys(("code", "community", "subdistrict"), N_("CODE")),
    **dict.fromkeys(("select", "ignore"), N_("CODES")),
    **dict.fromkeys(("since", "commit"), N_("REVISION")),
    **dict.fromkeys(("int", "int range"), N_("NUMBER")),
    "agency": N_("NAME"),
    "settings": N_("FIELD=VALUE"),
    "to": N_("NAME"),
    "year": N_("YEAR"),
    "str": N_("TEXT"),
    "path": N_("FILE"),
    "day": N_("DATE"),
    "person": N_("PERSON"),
    "yuan": N_("YUAN"),
}


def load(entry: Command) -> AnyCommand:
    """The command or the group of commands that *entry* describes."""
    if entry.parts:
        return group(entry, _no_options)
    function = entry.function()
    app = typer.Typer(add_completion=False, rich_markup_mode=None)
    made = app.command(entry.name, cls=OneCommand, help=entry.help, context_settings=_HELP)
    made(with_session(function))
    command = cast("OneCommand", typer.main.get_command(app))
    more, command.examples = guide(function)
    command.speak(more)
    return command


def group(entry: Command, options: Callable[..., None]) -> "SeveralCommands":
    """The group of commands that *entry* describes, with the parameters of *options*."""
    app = typer.Typer(
        name=entry.name,
        cls=SeveralCommands,
        help=entry.help,
        add_completion=False,
        no_args_is_help=True,
        rich_markup_mode=None,
        context_settings=_HELP,
    )
    app.callback()(options)
    made = cast("SeveralCommands", typer.main.get_command(app))
    made.entries = entry.parts
    made.headings = entry.headings or ((N_("Commands:"), entry.parts),)
    made.speak(entry.more)
    return made


def _no_options() -> None:
    """A group of commands has no options of its own."""


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


class _Spoken(AnyCommand):
    """The common parts of commands and groups: our help page, and the option --lang."""

    more: str = ""
    examples: tuple[str, ...] = ()
    entries: tuple[Command, ...] = ()
    headings: tuple[tuple[str, tuple[Command, ...]], ...] = ()

    def speak(self, more: str) -> None:
        """Add the option --lang, and to the help page what it says beyond its first sentence."""
        self.more = more
        language = TyperOption(
            param_decls=["--lang"],
            type=types.FuncParamType(_language),
            expose_value=False,
            metavar=N_("LANGUAGE"),
            envvar="ACCESSION_LANG",
            show_envvar=True,
            help=N_("Speak English (en) or Chinese (zh_CN)."),
        )
        self.params = [*self.params, language]

    def get_help(self, ctx: Context) -> str:
        """The whole help page."""
        shown = [cast("Parameter", param) for param in ctx.command.get_params(ctx)]
        sections: tuple[Section, ...] = (
            (_("Arguments:"), [_row(one) for one in shown if isinstance(one, TyperArgument)]),
            *((_(title), _list_of(entries)) for title, entries in self.headings),
            (_("Options:"), [_row(one) for one in shown if isinstance(one, TyperOption)]),
        )
        about = "\n\n".join(_(words) for words in (self.help, self.more) if words)
        columns = terminal.columns(sys.stdout) or terminal.USUAL
        return help_page(usage_of(ctx), about, sections, self.examples, columns)

    def get_help_option_names(self, ctx: Context) -> list[str]:
        """The names of --help in the order given; Typer's own order changes with each run."""
        names = super().get_help_option_names(ctx)
        return sorted(names, key=ctx.help_option_names.index)

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        """Read the arguments; Typer's parser does not say which command its errors are about."""
        try:
            return super().parse_args(ctx, args)
        except UsageError as error:
            error.ctx = error.ctx or ctx
            raise


def _list_of(entries: Iterable[Command]) -> list[tuple[str, str]]:
    return [(one.name, _(one.help)) for one in entries if not one.hidden]


class OneCommand(_Spoken, TyperCommand):
    """A command as Typer makes it, with our help."""


class SeveralCommands(_Spoken, TyperGroup):
    """A group whose commands are looked up in the table of commands, each when it is used."""

    def get_command(self, ctx: Context, cmd_name: str) -> AnyCommand | None:  # noqa: ARG002 - Typer
        """The command, imported now; None when the table has none."""
        return next((load(entry) for entry in self.entries if entry.name == cmd_name), None)

    def resolve_command(
        self, ctx: Context, args: list[str]
    ) -> tuple[str | None, AnyCommand | None, list[str]]:
        """The command that the first argument names, and the arguments after it."""
        name = args[0]
        command = self.get_command(ctx, name)
        if command is None:
            names = [entry.name for entry in self.entries if not entry.hidden]
            raise NoSuchCommandError(ctx, name, get_close_matches(name, names))
        return name, command, args[1:]


class NoSuchCommandError(UsageError):
    """There is no such command; the names in *possibilities* look like it."""

    def __init__(self, ctx: Context, name: str, possibilities: Sequence[str]) -> None:
        super().__init__(_("There is no command {name}.").format(name=name), ctx)
        self.possibilities = possibilities


def help_page(
    usage: str, about: str, sections: Iterable[Section], examples: Iterable[str], columns: int
) -> str:
    """The help page as text, without a line end; empty lines separate paragraphs of *about*."""
    lines = wrap(usage, columns, rest="    ")
    for paragraph in about.split("\n\n"):
        if paragraph:
            lines += ["", *wrap(paragraph, columns, first="  ", rest="  ")]
    for title, section in sections:
        if section:
            lines += ["", title, *rows(section, columns)]
    shell = [line for example in examples for line in _command_line(example, columns)]
    if shell:
        lines += ["", _("Examples:"), *shell]
    return "\n".join(lines).replace(_STUCK, " ")


def _command_line(example: str, columns: int) -> list[str]:
    """An example as a shell takes it; a long one is broken with a backslash before an option."""
    lines, line = [], "  "
    for number, part in enumerate(re.split(" (?=--)", example)):
        if number and cells(f"{line} {part} \\") > columns:
            lines.append(f"{line} \\")
            line = "      " + part
        else:
            line += f" {part}" if number else part
    return [*lines, line]


def usage_of(ctx: Context) -> str:
    """``Usage: accession rules [OPTIONS] [CODE]``, in the reader's language."""
    parts = [ctx.command_path, _("[OPTIONS]")]
    for param in ctx.command.params:
        if isinstance(param, TyperArgument):
            name = _value_name(param) + ("..." if param.nargs == -1 else "")
            parts.append(name if param.required else f"[{name}]")
    if isinstance(ctx.command, TyperGroup):
        parts.append(_("COMMAND [ARGUMENTS]..."))
    return _("Usage: {line}").format(line=" ".join(parts))


def name_of(param: Any) -> str:
    """The name of a parameter in a complaint: ``-C, --registry``, or the argument's name."""
    return ", ".join(param.opts) if isinstance(param, TyperOption) else _value_name(param)


def _value_name(param: Parameter) -> str:
    if param.metavar:
        return _(param.metavar)
    choices = getattr(param.type, "choices", None)
    if choices:
        return "|".join(choices)
    return _(VALUE_NAMES.get(param.name or "") or VALUE_NAMES.get(param.type.name, "TEXT"))


def _row(param: Parameter) -> tuple[str, str]:
    """A parameter in help, and what it is for, with its variable and default."""
    term = name_of(param)
    if isinstance(param, TyperOption):
        term = " / ".join((term, *param.secondary_opts))
        if not param.is_flag:
            term = f"{term} {_value_name(param)}"
    said = _(N_("Show this help and stop.") if param.name == "help" else param.help or "")
    remarks = []
    if param.envvar and param.show_envvar:
        remarks.append(_("[variable: {name}]").format(name=param.envvar))
    if param.show_default and param.default not in (None, False, True, ""):
        remarks.append(_("[default: {value}]").format(value=param.default))
    if param.required:
        remarks.append(_("[required]"))
    for remark in remarks:
        said = _("{text} {remark}").format(text=said, remark=remark.replace(" ", _STUCK))
    return term, said.strip()


#: Typer's messages that say nothing beside their text, as patterns, and our sentences for them.
_MESSAGES: Final = (
    (r"'(?P<value>.*)' is not a valid int( range)?\.", N_("“{value}” is not a whole number.")),
    (
        r"(?P<value>.*) is not in the range (?P<low>[^<]+)<=x<=(?P<high>[^<]+)\.",
        N_("{value} is not a number from {low} to {high}."),
    ),
    (r"(?P<value>.*) is not in the range x>=(?P<low>.+)\.", N_("{value} is less than {low}.")),
    (r"(?P<value>.*) is not in the range x<=(?P<high>.+)\.", N_("{value} is more than {high}.")),
    (r"'(?P<value>.*)' is not one of (?P<choices>.*)\.", N_("“{value}” is not one of {choices}.")),
    (r"Missing command\.", N_("A command is missing.")),
    (
        r"Got unexpected extra argument\(s\) \((?P<extra>.*)\)",
        N_("Nothing more was expected here: {extra}"),
    ),
)


def complain(error: ClickException) -> None:
    """Print what is wrong, the likely correction, the usage, and where to find help."""
    if isinstance(error, NoArgsIsHelpError):
        terminal.write_error(error.message)
        return
    names = ", ".join(sorted(getattr(error, "possibilities", None) or ()))
    remedy = _("Perhaps you meant {names}.").format(names=names) if names else ""
    terminal.refuse(_message(error), remedy)
    ctx = getattr(error, "ctx", None)
    if ctx is not None:
        terminal.note(usage_of(ctx))
        terminal.next_step(_("For help: {command}").format(command=f"{ctx.command_path} --help"))


def _message(error: Any) -> str:
    """What is wrong, in one sentence."""
    match error:
        case MissingParameter(param=TyperOption()):
            said, name = _("The option {name} is missing."), name_of(error.param)
        case MissingParameter():
            said, name = _("The argument {name} is missing."), name_of(error.param)
        case NoSuchOption():
            said, name = _("There is no option {name}."), error.option_name
        case BadOptionUsage() if "does not take a value" in error.message:
            said, name = _("The option {name} takes no value."), error.option_name
        case BadOptionUsage():
            said, name = _("The option {name} needs a value after it."), error.option_name
        case typer.BadParameter() if error.param is not None:
            said, name = _("{name}: {reason}"), name_of(error.param)
            if error.ctx is not None and error.param.envvar and _from_variable(error):
                name = str(error.param.envvar)
        case _:
            said, name = "{reason}", ""
    return said.format(name=name, reason=_reason(error.message))


def _from_variable(error: Any) -> bool:
    source = error.ctx.get_parameter_source(error.param.name or "")
    return source is not None and source.name == "ENVIRONMENT"


def _reason(said: str) -> str:
    for form, sentence in _MESSAGES:
        found = re.fullmatch(form, said, re.DOTALL)
        if found:
            facts = found.groupdict()
            if "choices" in facts:
                facts["choices"] = facts["choices"].replace("'", "")
            return _(sentence).format(**facts)
    return said
