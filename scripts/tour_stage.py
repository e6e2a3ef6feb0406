"""The stage of the tour: the demo on a clock that stands still, a year before it, a returned entry."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
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
from cli.figures import Figure, Sheet
from cli.filling import Filler
from cli.workspace import commune, province
from models.entries import Comment, EntryState
from models.office import decide, find_entry
from models.periods import parse_period
from models.store.stamps import stamp
from models.workspace import CommuneWorkspace, ProvinceWorkspace
from sync import commune_keys as keys_of
from sync import exporter, inbox, province_keys, receipt

NOW = datetime(2026, 10, 18, 2, 30, tzinfo=UTC)
SCREEN = "22810"
FORM, PERIOD = "monthly", "2026M10"
MONTHS = 11  # before the demo's own
STAGED = "staged"
COMMENT = "Số này thấp hơn sổ đăng ký của tỉnh, đề nghị kiểm tra lại."


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
    Journey(call, place, read_scenario(SCENARIO)).run()
    here = replace(call, data=place.commune(SCREEN), province=place.province)
    _earlier_months(here)
    _return_one(here)
    _one_more_record(here, export=True)
    _one_more_record(here, export=False)


def _earlier_months(call: Call) -> None:
    """A year of accepted months, a little less each month back."""
    sheet = Maker(read_scenario(SCENARIO), NOW.date()).entry(FORM, SCREEN)
    with commune(call, writing=True) as opened:
        desk = opened.desk()
        for back in range(1, MONTHS + 1):
            sitting = desk.open(FORM, parse_period(PERIOD).shifted(-back))
            if sitting.read_only:
                continue
            Filler(sitting, call.words).fill(Sheet(list(_less(sheet.figures, back))))
            sitting.complete()
            with opened.store.transaction() as t:
                for state in (EntryState.EXPORTED, EntryState.RECEIVED, EntryState.ACCEPTED):
                    t.entries.set_state(sitting.head.id, state, stamp(NOW), "-")


def _less(figures: list[Figure], back: int) -> Iterator[Figure]:
    """Numerators grow over the year, denominators stay."""
    for figure in figures:
        numerator = figure.name.rsplit("/", 1)[-1].endswith(("_num", "_n"))
        if numerator and figure.value.isdigit():
            wave = 3 if back % 4 == 2 else 0
            yield replace(figure, value=str(int(figure.value) * (100 - 2 * back - wave) // 100))
        else:
            yield figure


def _return_one(call: Call) -> None:
    """The province sends the month back with comments; the laptop takes the receipt in."""
    with province(call) as opened:
        keys, catalogue = province_keys.load(opened.workspace.keys), opened.catalogue
        with opened.store.reading() as reading:
            head = find_entry(reading, catalogue, SCREEN, FORM, PERIOD)
            paths = [path for path in reading.entries.values(head.id) if path.endswith("gov_edocs_num")]
        comments = [Comment(path, COMMENT, "Sở KH&CN", stamp(NOW)) for path in paths]
        with opened.store.transaction() as writing:
            decide(writing, head.id, EntryState.RETURNED, comments, stamp(NOW), "Sở KH&CN")
            issued = receipt.issue_within(writing, keys, unit=SCREEN, entries=[head.id], now=NOW)
    with commune(call, writing=True) as laptop:
        for each in issued:
            inbox.take_in(laptop.store, laptop.workspace, each.data, now=NOW)


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
