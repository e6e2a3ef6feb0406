"""``xaso province``: puts the province's commands together."""

from __future__ import annotations

from importlib import import_module

import typer

from cli import call
from locales.words import mark

_HELP = mark("For the province: catalogue, kits, keys, what the communes sent, scores.")

# Which module declares which commands, in the order of the help. A call imports only its own module.
_MODULES = {
    "cli.province.publishing": ("init", "check", "publish"),
    "cli.province.trusting": ("enrol", "revoke"),
    "cli.province.importing": ("import",),
    "cli.province.following": ("status", "scores", "tasks"),
    "cli.province.deciding": ("accept", "return"),
    "cli.province.reporting": ("report",),
    "cli.province.keeping": ("quarantine", "release"),
    "cli.province.archiving": ("archive",),
}


def group(wanted: str | None = None) -> typer.Typer:
    """Return the typer application of the province.

    With the name of a command only its own module is loaded; with any other word, or none, all of them.
    """
    app = typer.Typer(rich_markup_mode=None, help=_HELP)
    app.callback(invoke_without_command=True, epilog="xaso province status --period 10/2026")(_screen)
    only = {name for name, commands in _MODULES.items() if wanted in commands}
    for name in _MODULES:
        if not only or name in only:
            import_module(name).register(app)
    return app


def _screen(context: typer.Context) -> int | None:
    """Without a command: the province's screen."""
    if context.invoked_subcommand is not None:
        return None
    from cli.province import screen  # the screen is loaded when it is asked for

    return screen.show(call.of(context))
