"""The lines below a village grid: sums, and shares as sums by sums, never means."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from models.desk.shares import ColumnShare
from tests.tui.driving import begin, press
from tui.app import XasoApp

Drawn = Callable[[Any], list[str]]
RATE = ColumnShare("/active", ("/active",), ("/eligible",), calculated=False)


@pytest.fixture(autouse=True)
def share(house: Any) -> None:
    """The catalogue divides the activated by the eligible; the form has no column for it."""
    house.sitting.known_shares = (RATE,)


async def opened(pilot: Any) -> None:
    await begin(pilot)
    await press(pilot, "enter", "ctrl+down", "enter")


def below(app: XasoApp, drawn: Drawn, title: str) -> str:
    return next(line for line in drawn(app) if line.strip().startswith(title))


async def test_the_rate_below_a_column_is_the_sum_by_the_sum_and_follows_each_cell(
    app: XasoApp, screen_text: Drawn
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        assert below(app, screen_text, "tỷ lệ chung").split()[-1] == "–"
        await press(pilot, (*"100", "enter", *"1000", "enter"), "ctrl+home", "right")
        await press(pilot, (*"100", "enter", *"100", "enter"))
        assert below(app, screen_text, "tỷ lệ chung").split()[-1] == "18,18%"  # the mean would be 55 %
        await press(pilot, "up", "delete")
        assert below(app, screen_text, "tỷ lệ chung").split()[-1] == "9,09%"


async def test_a_column_that_the_form_calculates_shows_it_in_the_lines_of_totals(
    app: XasoApp, house: Any, screen_text: Drawn
) -> None:
    session = house.sitting.session
    house.sitting.known_shares = (RATE._replace(column="/records", calculated=True),)
    for row, (eligible, active) in enumerate(((300, 100), (100, 100)), start=1):
        session.data |= {
            f"/data/soc/v[{row}]/eligible": str(eligible),
            f"/data/soc/v[{row}]/active": str(active),
        }
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        assert below(app, screen_text, "Cộng 17 dòng").split()[-3:] == ["400", "200", "50,00"]
        assert below(app, screen_text, "kỳ trước").split()[-1] == "–"  # nothing was activated then
        assert not any("tỷ lệ chung" in line for line in screen_text(app))


async def test_hidden_rows_stay_in_the_rate(app: XasoApp, house: Any, screen_text: Drawn) -> None:
    session = house.sitting.session
    session.data |= {"/data/soc/v[1]/eligible": "300", "/data/soc/v[1]/active": "150"}
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await press(pilot, "f10", "2", "enter")  # only rows with blanks
        assert below(app, screen_text, "tỷ lệ chung").split()[-1] == "50,00%"
