from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

from locales.words import Words
from models.catalogue import (
    Catalogue,
    Comparison,
    Method,
    Target,
)
from models.indicators import Measurement
from models.national import province_units
from models.periods import parse_period
from models.units import UnitKind, Units
from reports.plain import plain_text
from reports.scoreboard import indicators_table, scoreboard, units_table
from reports.scores_json import scores_document
from tests.small_catalogue import share, small_catalogue

NINH_SON = ("22738", "22810", "22813", "22822", "22828")
OCTOBER = parse_period("2026M10")


def catalogue(*targets: Target, units: tuple[str, ...] = NINH_SON) -> Catalogue:
    everything = province_units("56")
    kept = [u for u in everything.values() if u.kind is UnitKind.PROVINCE or u.code in units]
    known = (
        share("health"),
        share("plan", method=Method.NONE),
        share("news", ratio=False, method=Method.NONE),
    )
    return small_catalogue(Units(kept), indicators=known, targets=targets)


def measured(
    code: str, unit: str, top: int | None, bottom: int | None = None, period: str = "2026M10"
) -> Measurement:
    return Measurement(
        indicator=code,
        unit=unit,
        period=period,
        numerator=None if top is None else Decimal(top),
        denominator=None if bottom is None else Decimal(bottom),
    )


HEALTH = [
    measured("health", "22738", 20000, 25000),
    measured("health", "22810", 19586, 26032),
    measured("health", "22813", 15000, 20000),
    measured("health", "22822", 15000, 20000),
]


def test_the_province_reads_sums_over_sums() -> None:
    document = scores_document(scoreboard(catalogue(), OCTOBER, HEALTH))
    rows = document["indicators"]
    assert isinstance(rows, list)
    whole = next(row for row in rows if row["code"] == "health" and row["unit"] == "56")
    assert whole == {
        "code": "health",
        "unit": "56",
        "numerator": 69586,
        "denominator": 91032,
        "percent": "76.44",
        "target": None,
        "met": None,
        "score": "7.64",
        "max": "10.00",
    }


def test_the_document_has_one_row_a_unit_and_one_for_the_province() -> None:
    document = json.loads(json.dumps(scores_document(scoreboard(catalogue(), OCTOBER, HEALTH))))
    assert list(document) == ["indicators", "units", "province", "lineage"]
    units = [row["unit"] for row in document["indicators"] if row["code"] == "health"]
    assert units == [*NINH_SON, "56"]
    assert set(document["province"]) == {
        "unit",
        "name",
        "score",
        "max",
        "dti",
        "targets_met",
        "targets_total",
        "indicators",
    }
    assert [row["unit"] for row in document["province"]["indicators"]] == ["56"] * 3


def test_a_unit_that_sent_nothing_has_nulls_and_no_rank() -> None:
    document = json.loads(json.dumps(scores_document(scoreboard(catalogue(), OCTOBER, HEALTH))))
    row = next(r for r in document["indicators"] if r["unit"] == "22828" and r["code"] == "health")
    assert (row["numerator"], row["percent"], row["score"], row["max"]) == (None, None, None, "10.00")
    unit = next(r for r in document["units"] if r["unit"] == "22828")
    assert unit == {
        "unit": "22828",
        "name": "Xã Anh Dũng",
        "score": None,
        "max": "10.00",
        "dti": None,
        "rank": None,
    }


def test_equal_units_share_their_place() -> None:
    board = scoreboard(catalogue(), OCTOBER, HEALTH)
    places = {row.unit.code: row.rank for row in board.units}
    assert places == {"22738": 1, "22810": 2, "22813": 3, "22822": 3, "22828": None}


def test_targets_are_counted_once_for_the_province() -> None:
    targets = (
        Target(indicator="health", value=Decimal(70)),
        Target(indicator="plan", value=Decimal(80)),
        Target(indicator="news", value=Decimal(3), comparison=Comparison.AT_MOST),
    )
    more = [measured("plan", "22810", 17, 23), measured("news", "22810", 2)]
    board = scoreboard(catalogue(*targets), OCTOBER, [*HEALTH, *more])
    assert (board.targets_met, board.targets) == (2, 3)
    plan = next(row for row in board.province_rows if row.indicator.code == "plan")
    assert (str(plan.percent), plan.met) == ("73.91", False)


def test_growth_is_on_the_same_period_of_last_year() -> None:
    now = [measured("plan", "22810", 35, 36)]
    then = [measured("plan", "22810", 93, 106, "2025M10")]
    board = scoreboard(catalogue(), OCTOBER, now, before=then)
    plan = next(row for row in board.province_rows if row.indicator.code == "plan")
    assert plan.growth == Decimal("9.48")
    back = scoreboard(
        catalogue(),
        OCTOBER,
        [measured("plan", "22810", 93, 106)],
        before=[measured("plan", "22810", 35, 36, "2025M10")],
    )
    assert "+9,48" in plain_text(indicators_table(board, "vi"), Words("vi"))
    assert "-9,48" in plain_text(indicators_table(back, "vi"), Words("vi"))


def test_a_target_is_told_with_how_it_is_compared() -> None:
    targets = (
        Target(indicator="health", value=Decimal("80.0")),
        Target(indicator="news", value=Decimal(3), comparison=Comparison.AT_MOST),
    )
    board = scoreboard(catalogue(*targets), OCTOBER, HEALTH)
    lines = plain_text(indicators_table(board, "vi"), Words("vi")).splitlines()
    assert " ≥ 80% " in next(line for line in lines if line.startswith("health"))
    assert " ≤ 3 " in next(line for line in lines if line.startswith("news"))


def test_measurements_of_units_outside_the_catalogue_are_left_out() -> None:
    stray = measured("health", "00004", 1, 1)
    board = scoreboard(catalogue(), OCTOBER, [*HEALTH, stray])
    assert board.province_rows[0].ratio.counted == 4


def test_a_commune_that_ended_before_the_period_is_not_expected() -> None:
    known = catalogue()
    ended = [
        u if u.code != "22828" else type(u)(**{**_fields(u), "valid_to": date(2026, 6, 30)})
        for u in known.units.values()
    ]
    known.units = Units(ended)
    board = scoreboard(known, OCTOBER, HEALTH)
    assert "22828" not in {row.unit.code for row in board.units}


def _fields(unit: object) -> dict[str, object]:
    return {name: getattr(unit, name) for name in unit.__struct_fields__}  # type: ignore[attr-defined]


def test_tables_write_undefined_as_a_dash_and_numbers_the_vietnamese_way() -> None:
    board = scoreboard(catalogue(), OCTOBER, HEALTH)
    text = plain_text(indicators_table(board, "vi"), Words("vi"))
    line = next(line for line in text.splitlines() if line.startswith("health"))
    assert "Chỉ tiêu health" in line
    assert "69.586" in line
    assert "76,44%" in line
    news = next(line for line in text.splitlines() if line.startswith("news"))
    assert "–" in news
    assert " 0" not in news.replace("0,00", "")
    last = plain_text(units_table(board), Words("en")).splitlines()[-1]
    assert last.startswith("   –")
