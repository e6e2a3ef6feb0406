"""What waits for a person at the province: renewed keys, and files that only their name speaks for."""

from __future__ import annotations

from typing import Any

import pytest

from models.store.records import RequestRecord
from sync.quarantine import Case, Quarantine
from tests.tui.driving import drawn, said
from tests.tui.province.world import World

COMMAND = "xaso province enrol --ca FILE"


@pytest.fixture
def app(world: World, app_maker: Any) -> Any:
    return app_maker(world)


def renew(world: World, unit: str = "22810") -> RequestRecord:
    """A unit's bundle brought a new key while the authority's key was away."""
    request = RequestRecord(
        key_line=f"ssh-ed25519 {unit} new",
        unit=unit,
        officer="Nguyễn Lan",
        machine="MAY-02",
        asked_at="2026-10-24T03:00:00Z",
    )
    with world.store.transaction() as writing:
        writing.exchange.certificates.ask(request)
    return request


def unread(world: World, name: str) -> None:
    """A file that could not be opened lies in quarantine."""
    digest = name.encode().hex().ljust(64, "0")[-64:]
    case = Case(
        id=digest[:16],
        sha256=digest,
        path=f"E:\\hop-thu\\{name}",
        size=11_264,
        status="quarantined",
        code="E_DAMAGED",
        details={},
        received_at="2026-10-24T03:00:00Z",
        manifest_id=None,
        kind=None,
        unit=None,
        chain=None,
        seq=None,
        kept=True,
    )
    Quarantine(world.workspace.quarantine).put(case, b"")


async def test_home_says_that_renewed_keys_wait_until_the_cursor_moves(
    world: World, app: Any, press: Any
) -> None:
    renew(world)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot)
        assert said(app).startswith("1 khoá mới chờ")
        assert COMMAND in said(app)
        await press(pilot, "f10")
        assert COMMAND in said(app)
        await press(pilot, "right")
        assert COMMAND not in said(app)
        await press(pilot, "left")
        assert COMMAND not in said(app)


async def test_home_says_it_anew_when_more_keys_wait_and_no_longer_when_none_does(
    world: World, app: Any, press: Any
) -> None:
    first = renew(world)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "right")
        second = renew(world, "22813")
        await press(pilot, "f10")
        assert said(app).startswith("2 khoá mới chờ")
        with world.store.transaction() as writing:
            for request in (first, second):
                writing.exchange.certificates.answered(request.key_line)
        await press(pilot, "f10")
        assert COMMAND not in said(app)


async def test_a_renewed_key_that_waits_stands_first_in_the_inbox_with_whose_it_is(
    world: World, app: Any, press: Any
) -> None:
    renew(world)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f6")
        line = next(line for line in drawn(app) if "▸" in line)
        assert line.startswith("▸ 22810 Xã Ninh Sơn")
        assert "chờ chứng nhận khoá" in line
        assert "Nguyễn Lan · MAY-02" in said(app)
        assert COMMAND in said(app)
        await press(pilot, "f5")
        assert not any("chờ chứng nhận khoá" in line for line in drawn(app))


async def test_the_name_of_a_damaged_file_is_told_as_a_hint_and_counts_nowhere(
    world: World, app: Any, press: Any
) -> None:
    unread(world, "B-56-22834-2026M10-000001-4F1C9A2B (1).AGE")
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f6")
        assert said(app).startswith("Tên tệp ghi: 22834 Phường Ninh Chử (chỉ để gợi ý).")
        await press(pilot, "enter")
        assert app.screen.PLACE.value == "inbox"
        assert "22834" not in app.office.refused_units()
        assert not next(row for row in app.matrix_view.rows if row.code == "22834").refused


@pytest.mark.parametrize(
    "name",
    ["B-30-22834-2026M10-000001-4F1C9A2B.AGE", "B-56-99999-2026M10-000001-4F1C9A2B.AGE", "bao cao.age"],
)
async def test_a_name_of_another_province_or_of_no_unit_hints_at_nothing(
    world: World, app: Any, press: Any, name: str
) -> None:
    unread(world, name)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f6")
        assert said(app).startswith("Tệp bị hỏng.")
