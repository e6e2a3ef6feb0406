"""Home, review and the province say the same of the same data."""

from __future__ import annotations

import csv
import datetime
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from cli.call import Call
from cli.demo.journey import Journey
from cli.demo.places import DemoPlace
from cli.demo.scenario import read_scenario
from cli.province.following import scores_of
from cli.workspace import Commune, commune, province
from models.indicators import rounded, value_for_target
from models.periods import parse_period
from reports.scoreboard import IndicatorRow, Scoreboard
from tui.measured import as_it_stands
from tui.trends.house import CommuneTrends

NOON = datetime.datetime(2026, 10, 20, 5, 0, tzinfo=datetime.UTC)
UNIT = "22810"
KHANH_HOA = Path(__file__).resolve().parents[3] / "cli" / "demo" / "khanh_hoa"


@dataclass(frozen=True)
class Standing:
    """What a commune's own services stand on."""

    opened: Commune
    desk: Any
    clock: Any

    @property
    def store(self) -> Any:
        return self.opened.store


class Clock:
    def today(self) -> datetime.date:
        return NOON.date()

    def now(self) -> datetime.datetime:
        return NOON


def short(folder: Path) -> Path:
    """The demo of Khánh Hòa: two communes, this month, few tasks."""
    folder.mkdir()
    for file in KHANH_HOA.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    text = (folder / "scenario.toml").read_text(encoding="utf-8")
    settings = text.partition("founded =")[0].replace(', "halfyearly", "yearly", "quarterly"', "")
    settings = settings.replace('["monthly", "quarterly", "halfyearly", "yearly"]', '["monthly"]')
    settings = settings.replace(', "products", "dead_zones", "mergers"]', ', "dead_zones"]')
    (folder / "scenario.toml").write_text(settings, encoding="utf-8")
    for name, keep in (("tasks", 12), ("dead_zones", 2)):
        with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as opened:
            rows = list(csv.DictReader(opened))
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as opened:
            writer = csv.DictWriter(opened, list(rows[0]))
            writer.writeheader()
            for row in rows[:keep]:
                row["count"] = "7" if row["count"].isdigit() else row["count"]
                writer.writerow(row)
    return folder


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> DemoPlace:
    root = tmp_path_factory.mktemp("one")
    place = DemoPlace(root / "demo")
    Journey(Call(clock=lambda: NOON), place, read_scenario(short(root / "scenario"))).run()
    return place


@pytest.fixture
def board(played: DemoPlace) -> Scoreboard:
    with province(Call(province=played.province, clock=lambda: NOON)) as opened:
        return scores_of(opened, parse_period("2026M10"))


def value(row: IndicatorRow) -> str | None:
    found = value_for_target(row.indicator, row.ratio)
    return None if found is None else format(found, "f")


def own(board: Scoreboard) -> dict[str, IndicatorRow]:
    return {row.indicator.code: row for row in board.rows if row.unit.code == UNIT}


def test_home_counts_what_the_province_counts_registers_too(played: DemoPlace, board: Scoreboard) -> None:
    with commune(Call(data=played.commune(UNIT), clock=lambda: NOON)) as opened:
        home = CommuneTrends(Standing(opened, opened.desk(), Clock()))  # type: ignore[arg-type]
        view, line = home.view(), home.summary()
    (at_province,) = (unit for unit in board.units if unit.unit.code == UNIT)
    assert line.index == str(rounded(at_province.dti or Fraction(0)))
    assert line.target == "0.75"
    told = {trend.code: trend for pillar in view.pillars for trend in pillar.trends if trend.at is not None}
    rows = {code: row for code, row in own(board).items() if value(row) is not None}
    assert {"ins_tasks_done", "ins_tasks_overdue", "inf_dead_zones_open", "soc_health_record"} <= set(rows)
    for code, row in rows.items():
        assert told[code].value == value(row), code
        assert told[code].met == row.met, code
    assert (line.met, line.judged) == (
        sum(bool(row.met) for row in rows.values()),
        sum(row.met is not None for row in rows.values()),
    )


def test_the_review_of_an_entry_says_what_the_province_says(played: DemoPlace, board: Scoreboard) -> None:
    rows = own(board)
    with commune(Call(data=played.commune(UNIT), clock=lambda: NOON)) as opened:
        desk = opened.desk()
        shown = as_it_stands(opened.store, desk, desk.open("monthly", "2026M10"))
    assert len(shown) > 15
    for view in shown:
        if view.current is not None:
            row = rows[view.code]
            assert (view.current, view.met) == (value(row), row.met), view.code
