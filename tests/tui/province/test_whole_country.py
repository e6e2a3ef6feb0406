"""All 3,321 communes on one screen: virtual, measured once in a thread, quick to move in."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from models.national import national_units
from models.periods import parse_period
from models.units import UnitKind
from tests.tui.province.world import World, whole_country
from tui.marks import UNICODE
from tui.province.matrix_sheet import MatrixSheet, Sort
from tui.province.views import Standings

COMMUNES = 3321


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    world = World.make(tmp_path_factory.mktemp("country") / "province", national_units())
    whole_country(world)
    yield world
    world.store.close()


async def test_every_commune_is_there_and_the_last_one_is_a_key_away(
    country: World, app_maker: Any, press: Any, screen_text: Any
) -> None:
    assert len(country.catalogue.units.of_kind(UnitKind.COMMUNE)) == COMMUNES
    app = app_maker(country)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot)
        assert "3.321/3.321" in screen_text(app)[0]
        await press(pilot, "ctrl+end")
        last = app.screen.model.unit(COMMUNES - 1)
        assert any(last.code in line and "▸" in line for line in screen_text(app))


async def test_a_screen_asks_only_for_the_rows_that_it_shows(
    country: World, app_maker: Any, press: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = app_maker(country)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot)
        asked: set[int] = set()
        whole = MatrixSheet.cell

        def counted(self: MatrixSheet, row: int, column: int) -> Any:
            asked.add(row)
            return whole(self, row, column)

        monkeypatch.setattr(MatrixSheet, "cell", counted)
        await press(pilot, "pagedown", "down", "down")
        assert asked
        assert len(asked) < 2 * 24


async def test_the_matrix_of_the_country_is_read_in_a_few_queries(country: World, app_maker: Any) -> None:
    from sqlalchemy import event

    office = country.office
    said: list[str] = []
    engine = country.store._engine
    event.listen(engine, "before_cursor_execute", lambda *call: said.append(call[2]))
    matrix = office.matrix(parse_period("2026M10"))
    assert matrix.received == COMMUNES
    assert len([statement for statement in said if statement.startswith(("SELECT", "WITH"))]) < 12


async def test_moving_in_the_country_costs_what_moving_in_a_province_does(
    country: World, world: World, app_maker: Any, press: Any
) -> None:
    """Processor time of both in the same run: rows beyond the screen must cost nothing."""
    spent = []
    for each in (world, country):
        app = app_maker(each)
        async with app.run_test(size=(80, 24)) as pilot:
            await press(pilot)
            start = time.process_time()
            await pilot.press(*["down"] * 40, *["pagedown"] * 5)
            spent.append(time.process_time() - start)
    assert spent[1] < 4 * spent[0], spent


def test_sorting_the_country_is_stable_and_puts_the_unranked_last(country: World) -> None:
    from tui.province.house import ProvinceHouse

    house = ProvinceHouse(country.workspace, country.workspace.database, who="-")
    view, standings = house.matrix("2026M10"), house.standings("2026M10")
    from locales.words import Words

    by_rank = MatrixSheet(view, standings.units, Words("vi"), UNICODE, Sort.RANK)
    ranks = [standings.units[by_rank.unit(row).code].rank for row in range(COMMUNES)]  # type: ignore[union-attr]
    assert ranks == sorted(ranks)
    assert ranks[0] == 1
    nobody = MatrixSheet(view, {}, Words("vi"), UNICODE, Sort.RANK)
    assert nobody.order == list(range(COMMUNES))
    house.close()


def test_what_was_seen_last_of_the_country_comes_back_whole(country: World, tmp_path: Path) -> None:
    from tui.province.house import ProvinceHouse
    from tui.province.views import read_front, write_front

    house = ProvinceHouse(country.workspace, country.workspace.database, who="-")
    view = house.matrix("2026M10")
    standings = Standings("2026M10", {})
    write_front(tmp_path / "front.json", view, standings, "vi", "xaso-dark")
    found = read_front(tmp_path / "front.json")
    assert found is not None
    assert found.matrix == view
    house.close()
