"""The console script. Without a command it goes straight to the screen and loads no typer (rule 7)."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence

from cli.hoist import Hoisted, hoist


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one call of xaso and return its exit code (see cli.outcome)."""
    said = hoist(list(sys.argv[1:] if arguments is None else arguments))
    try:
        if not said.rest and said.problem is None:
            return _screen(said)
        if said.rest == ["province"]:
            shown = _province(said)
            if shown is not None:
                return shown
        return _command(said)
    except KeyboardInterrupt:
        return 130


def _screen(said: Hoisted) -> int:
    # Much is made until the first frame and nothing thrown away: the collector would look through it in vain.
    # The screen wakes it after that frame.
    usual = sys.getswitchinterval()
    gc.disable()
    try:
        from cli.screen import open_screen  # the paint comes first: nothing else is loaded before it

        return open_screen(said.data, said.language)
    finally:
        gc.enable()
        sys.setswitchinterval(usual)


def _province(said: Hoisted) -> int | None:
    from cli.province.screen import show_at_once  # as above

    return show_at_once(said)


def _command(said: Hoisted) -> int:
    from models.forms.resting import collector_at_rest  # typer and what it needs stay unloaded for the screen

    with collector_at_rest():  # much is loaded, nothing thrown away
        from cli.dispatch import run

    return run(said)
