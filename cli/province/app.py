"""``xaso province``: puts the province's commands together."""

from __future__ import annotations

import typer

from cli import call
from cli.province import (
    archiving,
    deciding,
    following,
    importing,
    keeping,
    publishing,
    reporting,
    screen,
    trusting,
)
from locales.words import mark

_HELP = mark("For the province: catalogue, kits, keys, what the communes sent, scores.")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(make(), name="province")


def make() -> typer.Typer:
    """Return the typer application of the province."""
    app = typer.Typer(rich_markup_mode=None, help=_HELP)
    app.callback(invoke_without_command=True, epilog="xaso province status --period 10/2026")(_screen)
    for module in (publishing, trusting, importing, following, deciding, reporting, keeping, archiving):
        module.register(app)
    return app


def _screen(context: typer.Context) -> int | None:
    """Without a command: the province's screen."""
    return screen.show(call.of(context)) if context.invoked_subcommand is None else None
