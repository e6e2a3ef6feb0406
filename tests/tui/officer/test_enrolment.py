"""Enrolment as a guided page: the steps, the digits of both sides, the key that comes of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.sync.simulator import World
from tests.tui.driving import begin, press, rest, said
from tests.tui.officer_fakes import OWN, PROVINCE
from tui.app import XasoApp
from tui.enrolment.house import CommuneEnrolment
from tui.enrolment.large import HEIGHT, large, plain
from tui.enrolment.ports import Stage
from tui.enrolment.screen import EnrolmentScreen
from tui.handoff.house import CommuneHandoff
from tui.handoff.ports import TakenFile
from tui.house import CommuneHouse
from tui.ports import Clock, Destination
from tui.screens.home import HomeScreen

Drawn = Callable[[Any], list[str]]


async def test_the_page_says_what_comes_first(app: XasoApp, screen_text: Drawn) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await press(pilot, "f6")
        assert isinstance(app.screen, EnrolmentScreen)
        drawn = screen_text(app)
        assert any(line.startswith("▸   2 ") for line in drawn)  # the name is known, so writing comes next
        assert "chưa xuất được" in said(app)


async def test_writing_shows_both_sides_digits_and_goes_on_to_the_call(
    app: XasoApp, house: Any, screen_text: Drawn
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await press(pilot, "f6", "enter", "enter", "enter")
        assert house.services.enrolment.written == [(Path("/media/usb"), "22810", "Nguyễn Thị Lan")]
        drawn = "\n".join(screen_text(app))
        assert OWN in drawn
        assert "81502 46697" in drawn
        assert any(line.startswith("▸   3 ") for line in drawn.splitlines())
        await press(pilot, "enter")
        assert "30 chữ số" in said(app)


async def test_the_name_can_be_corrected_before_writing(app: XasoApp, house: Any) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await press(
            pilot, "f6", "up", "enter", "ctrl+u", tuple("Trần An"), "enter", "enter", "enter", "enter"
        )
        assert house.services.enrolment.written[0][2] == "Trần An"


async def test_a_computer_that_does_not_know_its_commune_asks(app: XasoApp, house: Any) -> None:
    house.services.enrolment.unit = ""
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await press(pilot, "f6", tuple("lam"), "enter", "enter", "enter", "enter")
        assert house.services.enrolment.written[0][1] == "22813"


async def test_a_certified_key_says_until_when(app: XasoApp, house: Any) -> None:
    house.services.enrolment.stage = Stage.CERTIFIED
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await press(pilot, "f6")
        assert "18/10/2027" in said(app)


async def test_the_answer_is_taken_in_from_the_page(app: XasoApp, house: Any, tmp_path: Path) -> None:
    file = tmp_path / "R-56-22810-000001-1C2D3E4F.tar"
    file.write_bytes(b"x")
    house.services.enrolment.stage = Stage.WAITING
    house.services.handoff.results = [TakenFile(file, kind="receipt", seq=1, certified=True)]
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await press(pilot, "f6", "f10")
        house.services.enrolment.stage = Stage.CERTIFIED
        await press(pilot, tuple(str(file)), "enter")
        assert house.services.handoff.taken == [file]
        assert "18/10/2027" in said(app)


async def test_a_narrow_terminal_shows_the_digits_too(app: XasoApp, house: Any, screen_text: Drawn) -> None:
    house.services.enrolment.stage = Stage.WAITING
    async with app.run_test(size=(60, 30)) as pilot:
        await begin(pilot)
        await press(pilot, "f6")
        drawn = "\n".join(screen_text(app))
        assert "81502 46697" in drawn


async def test_the_first_run_leads_to_enrolment_once_the_kit_is_in(
    app: XasoApp, house: Any, tmp_path: Path
) -> None:
    house.set_up = False
    async with app.run_test(size=(80, 24)) as pilot:
        await rest(pilot)
        house.set_up = True
        app.reload()
        await rest(pilot)
        assert isinstance(app.screen, EnrolmentScreen)
        await press(pilot, "escape")
        app.reload()
        await rest(pilot)
        assert isinstance(app.screen, HomeScreen)


async def test_a_first_run_that_looks_at_the_demo_is_not_led_anywhere(app: XasoApp, house: Any) -> None:
    house.set_up = False
    house.services.enrolment.stage = Stage.CERTIFIED
    async with app.run_test(size=(80, 24)) as pilot:
        await rest(pilot)
        house.set_up = True
        app.reload()
        await rest(pilot)
        assert isinstance(app.screen, HomeScreen)


def test_large_digits_are_six_groups_on_two_lines() -> None:
    lines = large(OWN)
    assert len(lines) == 2 * HEIGHT + 1
    assert max(map(len, lines)) <= 66
    assert large("00000 11111 22222 33333 44444 55555")[0].startswith("█▀█ █▀█")


@pytest.mark.parametrize("digit", "0123456789")
def test_each_large_digit_is_unlike_the_others(digit: str) -> None:
    others = {other: large(f"{other * 5} " * 6) for other in "0123456789" if other != digit}
    assert large(f"{digit * 5} " * 6) not in others.values()


def test_plain_digits_keep_the_groups() -> None:
    assert plain(PROVINCE)[0] == "8 1 5 0 2    4 6 6 9 7    3 0 4 1 8"


def test_the_real_page_walks_from_kit_to_certificate(tmp_path: Path) -> None:
    from sync import enrolment as rooms

    world = World(tmp_path)
    laptop = world.commune()
    house = CommuneHouse(laptop.workspace, "vi", clock=Clock(world.clock))
    service = CommuneEnrolment(house)
    try:
        first = service.view()
        assert first.stage is Stage.NO_KEY
        assert first.province == world.keys.ca_digits
        assert first.unit == ""
        assert [code for code, _name in service.communes()] == ["22810", "22813"]
        stick = tmp_path / "stick"
        stick.mkdir()
        written = service.write(Destination("", stick), unit="22810", officer="Lan")
        waiting = service.view()
        assert (waiting.stage, waiting.digits, waiting.officer) == (Stage.WAITING, written.digits, "Lan")
        data = written.file.read_bytes()
        done = rooms.certify(world.store, world.keys, data, told=waiting.digits, now=world.clock())
        answer = stick / done.receipt.name
        answer.write_bytes(done.receipt.data)
        (taken,) = CommuneHandoff(house).take([answer])
        assert taken.certified
        certified = service.view()
        assert certified.stage is Stage.CERTIFIED
        assert certified.until > "2026"
        world.clock.forward(days=4000)
        assert service.view().stage is Stage.ENDED
    finally:
        house.close()
