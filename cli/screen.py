"""Opens the screen. Nothing here loads typer, the store or cryptography: the paint comes first."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from locales.words import Words, choose_language
from models.workspace import CommuneWorkspace


def open_screen(data: Path | None, language: str | None) -> int:
    """Show the officer's screen until it is left; a terminal that cannot show it is refused with a sentence."""
    if not can_show():
        return refuse(language)
    from cli.main import default_data_folder
    from tui.app import run

    workspace = CommuneWorkspace(data or default_data_folder())
    try:
        return run(workspace, language)
    except OSError as error:
        from cli.outcome import tell  # only when something went wrong

        return tell(error, Words(choose_language(language)), as_json=False)


def can_show() -> bool:
    """Tell whether this is a terminal that can move its cursor, with a person at it."""
    return os.environ.get("TERM") != "dumb" and sys.stdin.isatty() and sys.stdout.isatty()


def refuse(language: str | None) -> int:
    """Say that the terminal cannot show the screen, and return the exit code."""
    from cli.errors import NoScreenError
    from cli.outcome import tell
    from cli.printing import speak_utf8

    speak_utf8()
    terminal = os.environ.get("TERM") or sys.platform
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        terminal = "no terminal" if choose_language(language) == "en" else "không phải cửa sổ lệnh"
    return tell(NoScreenError(terminal=terminal), Words(choose_language(language)), as_json=False)
