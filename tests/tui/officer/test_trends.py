"""Trends: the curve, the score by pillar, and the line of home from the same values."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.catalogue import Catalogue, Comparison, Direction, Formula, Indicator, Method, Target
from models.indicators import Measurement
from models.periods import Period, PeriodKind, parse_period
from reports.trends import INDEX, pillars, summary, trends
from tests.sync.simulator import World, catalogue
from tests.tui.driving import begin, press, said
from tui.app import XasoApp
from tui.house import CommuneHouse
from tui.marks import ASCII
from tui.ports import Clock
from tui.trends.curve import short
from tui.trends.plot import Ink, Scale, place, plot, scale_of, spark
from tui.trends.screen import TrendsScreen

Drawn = Callable[[Any], list[str]]
OCTOBER = parse_period("2026M10")


# the page


async def test_the_curve_of_the_indicator_under_the_cursor_is_drawn(app: XasoApp, screen_text: Drawn) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await press(pilot, "f2")
        assert isinstance(app.screen, TrendsScreen)
        drawn = "\n".join(screen_text(app))
        assert "Tỷ lệ văn bản điện tử" in said(app)
        assert "┄" in drawn
        assert drawn.count("●") >= 11
        assert "10/26" in drawn
        before = drawn
        await press(pilot, "down")
        assert "chữ ký số" in said(app)
        assert "\n".join(screen_text(app)) != before


async def test_pillars_say_their_score_and_how_many_targets_are_met(app: XasoApp, screen_text: Drawn) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await press(pilot, "f2")
        drawn = "\n".join(screen_text(app))
        assert "0,81 (16,20/20,00)  đạt 1/2" in drawn
        assert "Xã hội số" not in drawn  # nothing was ever measured there
        assert "đạt 14/17 · điểm 0,78" in drawn


async def test_home_says_the_same_score(app: XasoApp, house: Any, screen_text: Drawn) -> None:
    seen = house.view()
    house.load = house.home = lambda: seen._replace(score="0.78", score_target="0.75")
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await press(pilot, "down")
        drawn = "\n".join(screen_text(app))
        assert "CHỈ TIÊU ĐẠT 14/17" in drawn
        assert "ĐIỂM 0,78 (mục tiêu 0,75)" in drawn


async def test_a_page_without_figures_says_what_to_do(app: XasoApp, house: Any, screen_text: Drawn) -> None:
    house.services.trends.pillars = []
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await press(pilot, "f2", "down", "enter")
        assert "Chưa đo được chỉ tiêu nào" in "\n".join(screen_text(app))


async def test_a_small_terminal_and_plain_marks_do_not_break_the_curve(house: Any) -> None:
    app = XasoApp(house, language="vi", the_marks=ASCII)
    async with app.run_test(size=(40, 10)) as pilot:
        await begin(pilot)
        await press(pilot, "f2", "down", "down")
        assert isinstance(app.screen, TrendsScreen)


# the plot


def test_the_highest_value_is_above_the_lowest_and_a_hole_interrupts_the_curve() -> None:
    lines = plot([0.0, 10.0, None, 5.0], 40, 9, Scale(0.0, 10.0))
    rows = [next(y for y, line in enumerate(lines) if line[place(n, 4, 40)] == "●") for n in (0, 1, 3)]
    assert rows == [8, 0, 4]
    hole = range(place(1, 4, 40) + 2, place(3, 4, 40) - 1)
    assert {line[x] for line in lines for x in hole} == {" "}


def test_the_target_is_dashed_where_the_curve_is_not() -> None:
    lines = plot([1.0, 9.0], 20, 5, Scale(0.0, 10.0), 5.0)
    assert set(lines[2]) <= {"┄"} | {chr(0x2800 + n) for n in range(256)}
    assert lines[2].count("┄") > 10


numbers = st.one_of(st.none(), st.floats(0, 100, allow_nan=False))


@given(st.lists(numbers, min_size=1, max_size=14), st.integers(14, 90), st.integers(3, 20), numbers)
def test_a_plot_always_fills_its_rectangle_and_shows_every_value(
    values: list[float | None], width: int, height: int, target: float | None
) -> None:
    scale = scale_of(values, target, (0.0, 100.0))
    lines = plot(values, width, height, scale, target, Ink("*", "-", "."))
    assert len(lines) == height
    assert {len(line) for line in lines} == {width}
    known = sum(value is not None for value in values)
    assert sum(line.count("*") for line in lines) == known
    assert len(spark(values, scale)) == len(values)
    assert scale.low < scale.high


@pytest.mark.parametrize(("period", "text"), [("2026M10", "10/26"), ("2026Q3", "Q3/26"), ("2026", "2026")])
def test_periods_are_written_short_below_the_curve(period: str, text: str) -> None:
    assert short(parse_period(period)) == text


# the figures


def indicator(code: str, pillar: str, points: int = 10) -> Indicator:
    return Indicator(
        code=code,
        pillar=pillar,
        label={"vi": code},
        form="monthly",
        period=PeriodKind.MONTH,
        numerator=Formula.of("/data/numerator"),
        denominator=Formula.of("/data/denominator"),
        direction=Direction.UP,
        method=Method.RATIO,
        max_points=Decimal(points),
    )


def measured(code: str, period: Period, numerator: int | None, denominator: int | None = 100) -> Measurement:
    return Measurement(
        indicator=code,
        unit="22810",
        period=str(period),
        numerator=None if numerator is None else Decimal(numerator),
        denominator=None if denominator is None else Decimal(denominator),
    )


def with_indicators(base: Catalogue, *indicators: Indicator, targets: tuple[Target, ...] = ()) -> Catalogue:
    return Catalogue(
        catalogue_id=base.catalogue_id,
        version=base.version,
        province_code=base.province_code,
        title=base.title,
        default_language=base.default_language,
        units=base.units,
        forms=base.forms,
        calendar=base.calendar,
        indicators=indicators,
        targets=targets,
    )


BASE = catalogue("56", ("22810",), 1)


def test_a_trend_has_twelve_periods_and_blank_is_a_hole() -> None:
    known = with_indicators(BASE, indicator("a", "1"))
    found = [measured("a", OCTOBER, 80), measured("a", OCTOBER.shifted(-2), None)]
    (trend,) = trends(known, "22810", found, {"monthly": OCTOBER})
    assert len(trend.periods) == len(trend.values) == 12
    assert trend.values[-1] == Decimal("80.00")
    assert trend.values[-3] is None
    assert trend.periods[0] == parse_period("2025M11")


def test_pillars_score_what_was_measured_last_and_blank_earns_nothing() -> None:
    known = with_indicators(BASE, indicator("a", "1"), indicator("b", "1"), indicator("c", "2"))
    found = [
        measured("a", OCTOBER, 80),
        measured("a", OCTOBER.previous, 10),
        measured("b", OCTOBER, None),
    ]
    one, two = pillars(trends(known, "22810", found, {"monthly": OCTOBER}))
    assert (one.score.points, one.score.maximum) == (8, 20)
    assert two.score.dti is None


def test_the_summary_counts_targets_and_names_the_index_that_should_be_reached() -> None:
    aims = (
        Target(indicator="a", value=Decimal(75)),
        Target(indicator="b", value=Decimal(5), comparison=Comparison.AT_MOST),
        Target(indicator=INDEX, value=Decimal("0.75")),
    )
    known = with_indicators(BASE, indicator("a", "1"), indicator("b", "2"), targets=aims)
    found = trends(
        known, "22810", [measured("a", OCTOBER, 80), measured("b", OCTOBER, 60)], {"monthly": OCTOBER}
    )
    line = summary(known, "22810", found)
    assert (line.met, line.judged, line.target) == (1, 2, Decimal("0.75"))
    assert line.index == Decimal("0.7")


def test_the_real_house_measures_what_was_never_measured_and_keeps_it(tmp_path: Path) -> None:
    from models.catalogue import catalogue_to_json
    from sync import kit
    from tests.sync.simulator import definition

    world = World(tmp_path)
    laptop = world.enrolled()
    content = with_indicators(
        catalogue("56", ("22810", "22813"), 2), indicator("a", "1"),
        targets=(Target(indicator="a", value=Decimal(70)),),
    )  # fmt: skip
    published = kit.publish(
        world.store,
        world.keys,
        catalogue=catalogue_to_json(content),
        definitions={"monthly": definition()},
        media={},
        now=world.clock(),
    )
    kit.receive(laptop.store, published.data, now=world.clock())
    laptop.fill(3, 4, "2026M10")
    laptop.fill(1, 2, "2026M09")
    house = CommuneHouse(laptop.workspace, "vi", clock=Clock(world.clock))
    try:
        house.load()
        view = house.home()
        assert (view.met, view.measured, view.score) == (1, 1, "0.75")
        (pillar,) = house.services.trends.view().pillars
        assert pillar.trends[0].values[-2:] == ("50.00", "75.00")
        with laptop.store.reading() as t:
            assert len(t.measurements.of("2026M10", unit="22810")) == 1
    finally:
        house.close()
