"""``xaso province`` without a command: the province's screen.

The paint comes first: nothing here loads typer, the store or cryptography (rule 7 of the design).
"""

from __future__ import annotations

import getpass
import os
import tomllib
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from cli.screen import can_show, refuse
from models.workspace import ProvinceWorkspace

if TYPE_CHECKING:
    from cli.call import Call
    from cli.hoist import Hoisted

COMMAND = ["province"]


def show_at_once(said: Hoisted) -> int | None:
    """Show the screen where everything is as it should be.

    None when it is not: the command then goes the usual way, which explains what is wrong.
    """
    if said.rest != COMMAND or said.problem is not None or said.language not in {None, "vi", "en"}:
        return None
    workspace = ProvinceWorkspace(said.province or Path(os.environ.get("XASO_PROVINCE") or Path.cwd()))
    try:
        settings = tomllib.loads(workspace.settings_file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    store, language = settings.get("store"), settings.get("language")
    if not can_show() or not settings.get("code"):
        return None
    if not all(each is None or isinstance(each, str) for each in (store, language)):
        return None
    return _run(workspace, store or workspace.database, said.language, language)


def show(said: Call) -> int:
    """Show the screen until it is left; where it cannot be shown, a sentence says so.

    Raises NoProvinceError, BadSettingsError.
    """
    from cli.workspace import province_folder, read_settings  # they load the store's room

    workspace = province_folder(said)
    settings = read_settings(workspace)
    if not can_show():
        return refuse(said.asked_language or settings.language)
    location = settings.store or workspace.database
    return _run(workspace, location, said.asked_language, settings.language)


def _run(workspace: ProvinceWorkspace, location: Path | str, asked: str | None, preferred: str | None) -> int:
    from tui.province.app import run  # the screen is loaded when it can be shown
    from tui.province.house import ProvinceHouse

    return run(ProvinceHouse(workspace, location, who=_account()), asked, preferred)


def _account() -> str:
    with suppress(OSError, KeyError, ImportError):
        return getpass.getuser()
    return "-"
