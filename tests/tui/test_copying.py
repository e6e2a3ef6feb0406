"""What is kept is copied once a day, while somebody works and without anybody asking for it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from models.store import Store
from models.store.errors import StoreFullError
from models.workspace import CommuneWorkspace
from tests.tui.driving import begin, drawn, rest, until
from tui import copying
from tui.house import CommuneHouse
from tui.ports import Clock


async def test_a_copy_is_made_some_time_after_the_beginning_and_only_once(
    house: Any, app_maker: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copying, "COPY_LATER", 0.01)
    app = app_maker(house)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: house.copies == 1)
        app.reload()
        await begin(pilot)
        await rest(pilot)
        assert house.copies == 1


async def test_a_copy_that_fails_is_told_and_nothing_ends(
    house: Any, app_maker: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copying, "COPY_LATER", 0.01)
    house.copy_trouble = StoreFullError()
    app = app_maker(house)
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: "đầy" in "\n".join(drawn(app)))


def test_a_day_has_one_copy_and_the_next_day_another(tmp_path: Path) -> None:
    workspace = CommuneWorkspace(tmp_path / "commune")
    workspace.create()
    Store.open(workspace.database).close()
    now = [datetime(2026, 10, 20, 3, 0, tzinfo=UTC)]
    house = CommuneHouse(workspace, "vi", clock=Clock(lambda: now[0]))
    for hours in (0, 5, 24):
        now[0] += timedelta(hours=hours)
        house.copy()
    house.close()
    copies = sorted(file.name[:18] for file in workspace.backups.iterdir())
    assert copies == ["commune-2026-10-20", "commune-2026-10-21"]
