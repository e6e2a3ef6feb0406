"""Puts the commands together. Built for one call, in that call's language."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from types import ModuleType
from typing import Annotated, Any

import typer

from locales.words import Words, mark

# Which module declares which commands, in the order of the help. A call imports only its own module.
_MODULES = {
    "cli.demo.command": ("demo",),
    "cli.officer.receive": ("receive",),
    "cli.officer.enrol": ("enrol",),
    "cli.officer.due": ("due",),
    "cli.officer.enter": ("enter",),
    "cli.officer.show": ("show",),
    "cli.officer.exchange": ("export", "outbox", "verify"),
    "cli.officer.care": ("backup", "restore", "doctor"),
    "cli.form": ("form",),
    "cli.province.app": ("province",),
}

_HELP_NAMES = {"help_option_names": ["--help", "-h"]}
_ROOT_HELP = mark("xaso: the commune's data entry and its signed hand-off to the province.")
_SHARED = mark(
    "Anywhere in a call: --data DIR (the officer's folder; XASO_DATA), --workspace DIR (the province's; "
    "XASO_PROVINCE), --lang vi|en (XASO_LANG). Without a command the screen opens."
)


def _root(
    context: typer.Context,
    tell_version: Annotated[bool, typer.Option("--version", help=mark("tell the version"))] = False,
) -> None:
    if tell_version:
        from importlib.metadata import PackageNotFoundError, version  # half of e-mail comes with it

        try:
            print(f"xaso {version('xaso')}")
        except PackageNotFoundError:
            print("xaso")
        raise typer.Exit
    if context.invoked_subcommand is None:
        print(context.get_help())


def make(wanted: str | None = None, below: str | None = None) -> typer.Typer:
    """Return the typer application, its texts still in English.

    With the name of a command only its own module is loaded; with any other word, or none, all of them.
    ``below`` says the same of a group's own commands.
    """
    app = typer.Typer(
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings=_HELP_NAMES,
    )
    app.callback(invoke_without_command=True, help=_ROOT_HELP, epilog=_SHARED)(_root)
    only = {name for name, commands in _MODULES.items() if wanted in commands}
    for name, commands in _MODULES.items():
        if not only or name in only:
            _mount(app, import_module(name), commands[0], below)
    return app


def _mount(app: typer.Typer, module: ModuleType, name: str, below: str | None) -> None:
    """Add what a module declares: by its ``register``, or as a group called ``name``.

    A group is the module's ``group``, which loads only what the command ``below`` needs, or its ``app``.
    """
    if hasattr(module, "group"):
        app.add_typer(module.group(below), name=name)
    elif hasattr(module, "register"):
        module.register(app)
    else:
        app.add_typer(module.app, name=name)


def build(words: Words, wanted: str | None = None, below: str | None = None) -> Callable[..., Any]:
    """Return the command of one call, its help in the language of ``words``; see ``make``."""
    command = typer.main.get_command(make(wanted, below))
    _translate(command, words, None)
    return command


def _translate(command: Any, words: Words, parent: Any) -> None:
    """Put every help text of ``command`` and of those below it into the language of ``words``.

    The texts are declared once, in English, where the command is; a declaration cannot know the language.
    """
    context = typer.Context(command, info_name=command.name, parent=parent)
    option = command.get_help_option(context)
    if option is not None:
        option.help = words.text("show this help")
    for name in ("help", "short_help"):
        said = getattr(command, name, None)
        if said:
            setattr(command, name, words.text(said))
    if command.help and not command.short_help:
        command.short_help = _first_sentence(
            command.help
        )  # a list of commands would cut the help at 45 letters
    command.epilog = _epilog(command.epilog, words)
    usage = words.text("Usage:") + " "
    command.format_usage = lambda context, formatter: formatter.write_usage(
        context.command_path, " ".join(command.collect_usage_pieces(context)), prefix=usage
    )
    for parameter in command.params:
        if getattr(parameter, "help", None):
            parameter.help = words.text(parameter.help)
    for child in getattr(command, "commands", {}).values():
        _translate(child, words, context)


def _first_sentence(said: str) -> str:
    """Return what a list of commands says of one: its first sentence, without the full stop."""
    return said.split(". ")[0].rstrip(".")


def _epilog(said: str | None, words: Words) -> str | None:
    """Write the epilog: lines that begin with ``xaso`` are examples and keep their line breaks."""
    if not said:
        return None
    if not said.startswith("xaso "):
        return words.text(said)
    return "\b\n" + words.text("Example:") + "\n" + "\n".join(f"  {line}" for line in said.splitlines())
