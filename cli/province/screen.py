"""``xaso province`` without a command: the province's screen."""

from __future__ import annotations

from cli.call import Call
from cli.screen import can_show, refuse
from cli.workspace import account_name, province_folder, read_settings


def show(said: Call) -> int:
    """Show the screen until it is left; where it cannot be shown, a sentence says so.

    Raises NoProvinceError, BadSettingsError.
    """
    workspace = province_folder(said)
    settings = read_settings(workspace)
    if not can_show():
        return refuse(said.asked_language or settings.language)
    from tui.province.app import run  # the screen is loaded when it can be shown
    from tui.province.house import ProvinceHouse

    house = ProvinceHouse(workspace, settings.store or workspace.database, who=account_name())
    return run(house, said.asked_language, settings.language)
