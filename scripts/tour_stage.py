"""The stage of the tour: the demo on a clock that stands still, with every month of the year before it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from unittest.mock import patch

from cli.call import Call
from cli.demo.journey import Journey
from cli.demo.made import Maker
from cli.demo.places import DemoPlace
from cli.demo.scenario import read_scenario
from cli.demo.start import SCENARIO
from cli.filling import Filler
from cli.workspace import commune
from models.workspace import CommuneWorkspace, ProvinceWorkspace
from sync import commune_keys as keys_of
from sync import exporter

NOW = datetime(2026, 10, 18, 2, 30, tzinfo=UTC)
SCREEN = "22810"
MONTHS = 12  # before the demo's own: a whole curve
STAGED = "staged"


@dataclass(frozen=True)
class Staged:
    """Where the demo lies; each scene gets a copy of the commune's folder, so that none disturbs another."""

    root: Path
    place: DemoPlace

    @property
    def province(self) -> ProvinceWorkspace:
        """The province's workspace."""
        return ProvinceWorkspace(self.place.province)

    def commune_copy(self, scene: str, width: int) -> CommuneWorkspace:
        """Return a fresh copy of the commune's folder."""
        target = self.root / "copies" / f"{scene}{width}"
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(self.place.commune(SCREEN), target)
        return CommuneWorkspace(target)

    def desk(self) -> Path:
        """Return a folder to stand in, with a stick in it."""
        folder = self.root / "desk"
        (folder / "USB").mkdir(parents=True, exist_ok=True)
        return folder


def stage(root: Path) -> Staged:
    """Play the demo and what happened before and after it; a stage that was set is used again."""
    place = DemoPlace(root / "demo")
    staged = Staged(root, place)
    if (root / STAGED).exists():
        return staged
    # Entries are numbered instead of drawn at random: which of them share a bundle hangs on their ids.
    numbers = count(1)
    with patch("models.desk.desk.new_entry_id", lambda: f"{next(numbers):032x}"):
        _play(place)
    (root / STAGED).touch()
    return staged


def _play(place: DemoPlace) -> None:
    call = Call(asked_language="vi", clock=lambda: NOW)
    scenario = read_scenario(SCENARIO)
    past = {**scenario.past, "monthly": tuple(range(1, MONTHS + 1))}
    Journey(call, place, replace(scenario, past=past)).run()
    here = replace(call, data=place.commune(SCREEN))
    _one_more_record(here, export=True)
    _one_more_record(here, export=False)


def _one_more_record(call: Call, *, export: bool) -> None:
    """One more product; exported it waits for its receipt, else it waits for the next export."""
    scenario = read_scenario(SCENARIO)
    sheet = Maker(scenario, NOW.date()).records("products")[SCREEN][0]
    with commune(call, writing=True) as opened:
        sitting = opened.desk().open_record("products")
        Filler(sitting, call.words).fill(sheet)
        sitting.complete()
        if export:
            keys = keys_of.load(opened.workspace.keys)
            stick = call.data.parent / "stick" if call.data else Path()
            exporter.export(
                opened.store, keys, opened.workspace, destination=stick, now=NOW, who=opened.officer()
            )
