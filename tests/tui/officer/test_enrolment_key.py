"""The key on its page: passphrase, a new one on demand, revoked and replaced computers, small screens."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sync import commune_keys, enrolment
from tests.sync.simulator import Commune, World
from tests.tui.driving import begin, press, said
from tests.tui.officer_fakes import OWN
from tui.app import XasoApp
from tui.enrolment.house import CommuneEnrolment
from tui.enrolment.ports import Stage
from tui.handoff.passphrase import PassphraseDialog
from tui.house import CommuneHouse
from tui.ports import Clock, Destination

Drawn = Callable[[Any], list[str]]


def drawn(app: XasoApp, screen_text: Drawn) -> str:
    return "\n".join(screen_text(app))


async def test_a_new_key_gets_the_passphrase_that_was_typed_twice(app: XasoApp, house: Any) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await press(pilot, "f6", "enter", "enter")
        assert isinstance(app.screen, PassphraseDialog)
        await press(pilot, tuple("gió núi"), "enter", tuple("gió nui"), "enter")
        assert isinstance(app.screen, PassphraseDialog)  # they differed: both again
        await press(pilot, tuple("gió núi"), "enter", tuple("gió núi"), "enter")
        assert house.services.enrolment.passphrase == "gió núi"
        assert len(house.services.enrolment.written) == 1


async def test_leaving_the_question_makes_no_key(app: XasoApp, house: Any) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await press(pilot, "f6", "enter", "enter", "escape")
        assert house.services.enrolment.written == []


async def test_a_passphrase_is_given_and_taken_away_again(
    app: XasoApp, house: Any, screen_text: Drawn
) -> None:
    service = house.services.enrolment
    service.stage = Stage.CERTIFIED
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await press(pilot, "f6")
        assert "Khoá không có mật khẩu" in drawn(app, screen_text)
        await press(pilot, "f4", tuple("gió núi"), "enter", tuple("gió núi"), "enter")
        assert service.passphrase == "gió núi"
        assert "mật khẩu mới" in said(app)
        assert "Khoá có mật khẩu" in drawn(app, screen_text)
        await press(pilot, "f4", "enter", tuple("gió núi"), "enter")
        assert service.passphrase == ""


async def test_three_wrong_passphrases_change_nothing(app: XasoApp, house: Any) -> None:
    service = house.services.enrolment
    service.stage, service.passphrase = Stage.CERTIFIED, "gió núi"
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await press(
            pilot, "f6", "f4", "enter", *(step for _ in range(3) for step in (("s", "a", "i"), "enter"))
        )
        assert service.passphrase == "gió núi"
        assert "ba lần" in said(app)


async def test_a_new_key_is_made_on_demand_and_needs_no_call(
    app: XasoApp, house: Any, screen_text: Drawn
) -> None:
    service = house.services.enrolment
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await press(pilot, "f6", "f5")
        assert "bốn bước" in said(app)
        assert not service.renewing
        service.stage = Stage.CERTIFIED
        await press(pilot, "escape", "f6", "f5")
        assert service.renewing
        assert "Khoá mới đang chờ" in drawn(app, screen_text)
        await press(pilot, "f5")
        assert "đang chờ" in said(app)


async def test_a_revoked_key_says_so_and_the_second_step_makes_another(app: XasoApp, house: Any) -> None:
    service = house.services.enrolment
    service.stage = Stage.REVOKED
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await press(pilot, "f6")
        assert "thu hồi" in said(app)
        await press(pilot, "enter", "enter", "enter")
        assert len(service.written) == 1


async def test_a_computer_that_replaces_another_says_where_it_goes_on(
    app: XasoApp, house: Any, screen_text: Drawn
) -> None:
    service = house.services.enrolment
    service.stage, service.resumes = Stage.CERTIFIED, 17
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await press(pilot, "f6")
        assert "tiếp nối sau gói 000017" in drawn(app, screen_text)


@pytest.mark.parametrize("size", [(40, 10), (60, 14), (80, 24), (120, 40)])
async def test_all_thirty_digits_of_both_sides_show_at_every_size(
    app: XasoApp, house: Any, screen_text: Drawn, size: tuple[int, int]
) -> None:
    house.services.enrolment.stage = Stage.WAITING
    async with app.run_test(size=size) as pilot:
        await begin(pilot)
        await press(pilot, "f6")
        shown = drawn(app, screen_text)
        for group in (*OWN.split(), *house.services.enrolment.view().province.split()):
            assert group in shown


# with real keys


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


@pytest.fixture
def laptop(world: World) -> Commune:
    return world.enrolled()


@pytest.fixture
def service(laptop: Commune) -> Iterator[CommuneEnrolment]:
    house = CommuneHouse(laptop.workspace, "vi", clock=Clock(laptop.world.clock))
    house.load()
    yield CommuneEnrolment(house)
    house.close()


def test_a_passphrase_and_a_new_key_on_a_real_computer(
    world: World, laptop: Commune, service: CommuneEnrolment
) -> None:
    service.change_passphrase(None, "gió núi")
    assert service.view().protected
    old = service.view().digits
    service.renew("gió núi")
    view = service.view()
    assert (view.stage, view.renewing, view.digits != old) == (Stage.CERTIFIED, True, True)
    laptop.passphrase = "gió núi"
    world.clock.forward(days=1)
    world.take(laptop.send().file)
    for receipt in world.receipts():
        laptop.take(receipt)
    assert (service.view().renewing, service.view().digits != old) == (False, True)
    service.change_passphrase("gió núi", "")
    assert not service.view().protected


def test_a_revoked_computer_is_told_by_the_next_kit_and_enrols_anew(
    world: World, laptop: Commune, service: CommuneEnrolment, tmp_path: Path
) -> None:
    from sync import kit

    enrolment.revoke(world.store, "22810", why="mất máy", now=world.clock())
    world.clock.forward(days=1)
    kit.receive(laptop.store, world.publish(2).data, now=world.clock())
    assert service.view().stage is Stage.REVOKED
    (tmp_path / "out").mkdir()
    service.write(Destination("", tmp_path / "out"), unit="22810", officer="Lan")
    assert service.view().stage is Stage.WAITING
    assert len(commune_keys.paths(laptop.workspace.keys)) == 2
