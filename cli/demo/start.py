"""Where the demo's data is, and the way to play it from anywhere."""

from __future__ import annotations

from pathlib import Path

from cli.call import Call
from cli.demo.journey import Journey
from cli.demo.places import DemoPlace
from cli.demo.scenario import read_scenario

SCENARIO = Path(__file__).parent / "khanh_hoa"


def default_folder() -> Path:
    """Return where a demo lies unless somebody says otherwise: never in the officer's own folder."""
    import platformdirs  # only when nothing else says where

    return Path(platformdirs.user_data_path("xaso-demo"))


def play(language: str | None, folder: Path | None = None) -> Path:
    """Play the demo, or take it up again, and return the data folder of the commune to look at.

    Raises DemoFolderError, XasoError, OSError.
    """
    place = DemoPlace(folder or default_folder())
    scenario = read_scenario(SCENARIO)
    Journey(Call(asked_language=language), place, scenario).run()
    return place.commune(scenario.screen)
