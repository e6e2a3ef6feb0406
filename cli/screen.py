"""Opens the screen. Nothing here loads typer, the store or cryptography: the paint comes first."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from locales.words import Words, choose_language, mark
from models.workspace import CommuneWorkspace

_NOT_A_TERMINAL = mark("not a terminal")


def open_screen(data: Path | None, language: str | None) -> int:
    """Show the officer's screen until it is left; where it cannot be shown, a sentence says so."""
    if not can_show():
        return refuse(language)
    try:
        return _run(CommuneWorkspace(data or default_data_folder()), language)
    except OSError as error:
        from cli.outcome import tell  # only when something went wrong

        return tell(error, Words(choose_language(language)), as_json=False)


def default_data_folder() -> Path:
    """Return the officer's folder: XASO_DATA, else the system's place for a program's data."""
    named = os.environ.get("XASO_DATA")
    if named:
        return Path(named)
    import platformdirs  # only when nothing else says where

    return Path(platformdirs.user_data_path("xaso"))


def _run(workspace: CommuneWorkspace, language: str | None) -> int:
    from tui.app import FRONT, run
    from tui.house import CommuneHouse

    def look_around(_empty: CommuneWorkspace) -> None:
        """Play the demo in a folder of its own and show that: the officer's folder stays empty."""
        from cli.demo.start import play  # the whole house, in a thread, only for those who ask

        house.workspace = CommuneWorkspace(play(language))

    house = CommuneHouse(workspace, language, demo=look_around)
    code = run(workspace, language, house)
    if house.workspace is not workspace:
        (workspace.root / FRONT).unlink(missing_ok=True)  # what was seen last was not the officer's own
    return code


def can_show() -> bool:
    """Tell whether this is a terminal that can move its cursor, with a person at it."""
    return os.environ.get("TERM") != "dumb" and sys.stdin.isatty() and sys.stdout.isatty()


def refuse(language: str | None) -> int:
    """Say that the terminal cannot show the screen, and return the exit code."""
    from cli.errors import NoScreenError
    from cli.outcome import tell
    from cli.printing import speak_utf8

    speak_utf8()
    words = Words(choose_language(language))
    terminal = os.environ.get("TERM") or sys.platform
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        terminal = words.text(_NOT_A_TERMINAL)
    return tell(NoScreenError(terminal=terminal), words, as_json=False)
