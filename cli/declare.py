"""How a command is declared: its name, its help and at least one example, all in English (the key)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import typer

Command = TypeVar("Command", bound=Callable[..., Any])


def command(app: typer.Typer, name: str, *, help: str, example: str) -> Callable[[Command], Command]:  # noqa: A002
    """Return a decorator that makes a function the command ``name``; ``example`` lines begin with “xaso ”.

    The function returns an exit code or None for 0.
    """
    assert all(line.startswith("xaso ") for line in example.splitlines())  # noqa: S101
    return app.command(name, help=help, epilog=example)
