"""The lock: content hidden when nobody is there, opened by the passphrase, patient with wrong ones."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.tui.driving import begin, press, rest, said, until
from tui.app import XasoApp
from tui.lock.guard import HASH_FILE
from tui.lock.passphrase import FIRST_WAIT, FREE, LONGEST_WAIT, Passphrase, Verdict
from tui.lock.screen import LockScreen
from tui.lock.secret import Secret
from tui.lock.settings import FILE, read_lock_settings
from tui.screens.entry import EntryScreen
from tui.screens.home import HomeScreen

Drawn = Callable[[Any], list[str]]
RIGHT = "đèn biển Mũi Dinh"


class Time:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Time:
    return Time()


@pytest.fixture
def passphrase(tmp_path: Path, clock: Time) -> Passphrase:
    made = Passphrase(tmp_path / HASH_FILE, now=clock, cost=2**4)
    made.choose(RIGHT)
    return made


# the passphrase


def test_the_right_passphrase_opens_however_an_input_method_sent_it(passphrase: Passphrase) -> None:
    import unicodedata

    assert passphrase.check(RIGHT) is Verdict.RIGHT
    assert passphrase.check(unicodedata.normalize("NFD", RIGHT)) is Verdict.RIGHT
    assert passphrase.check(RIGHT.upper()) is Verdict.WRONG


def test_five_wrong_attempts_then_waiting_also_over_a_restart(
    passphrase: Passphrase, clock: Time, tmp_path: Path
) -> None:
    for left in range(FREE - 1, -1, -1):
        assert passphrase.check("wrong") is Verdict.WRONG
        assert passphrase.left() == left
    again = Passphrase(tmp_path / HASH_FILE, now=clock, cost=2**4)
    assert again.waits() == FIRST_WAIT
    assert again.check(RIGHT) is Verdict.WAIT
    clock.now += FIRST_WAIT
    assert again.check("wrong") is Verdict.WRONG
    assert again.waits() == 2 * FIRST_WAIT
    clock.now += 2 * FIRST_WAIT
    assert again.check(RIGHT) is Verdict.RIGHT
    assert again.left() == FREE


def test_the_wait_never_grows_beyond_a_quarter_of_an_hour(passphrase: Passphrase, clock: Time) -> None:
    for _ in range(40):
        clock.now += passphrase.waits()
        passphrase.check("wrong")
    assert passphrase.waits() == LONGEST_WAIT
    clock.now -= 10 * 24 * 3600  # somebody put the clock back
    assert passphrase.waits() == LONGEST_WAIT


def test_the_file_holds_no_passphrase_and_only_the_owner_reads_it(
    passphrase: Passphrase, tmp_path: Path
) -> None:
    text = (tmp_path / HASH_FILE).read_text(encoding="utf-8")
    assert RIGHT not in text
    assert set(json.loads(text)) == {"format", "salt", "hash", "cost", "wrong", "until"}
    assert (tmp_path / HASH_FILE).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"format": 1, "salt": 3}', "\x00\xff"])
def test_a_damaged_file_opens_nothing(tmp_path: Path, content: str) -> None:
    (tmp_path / HASH_FILE).write_text(content, encoding="utf-8")
    damaged = Passphrase(tmp_path / HASH_FILE)
    assert damaged.is_set
    assert damaged.damaged
    assert damaged.check("anything") is Verdict.WRONG
    assert damaged.waits() == 0


def test_a_short_passphrase_is_not_kept(tmp_path: Path) -> None:
    made = Passphrase(tmp_path / HASH_FILE, cost=2**4)
    with pytest.raises(ValueError, match="6"):
        made.choose("short")
    assert not made.is_set


# the settings


@pytest.mark.parametrize(
    ("content", "minutes"),
    [
        ("[lock]\nminutes = 5\n", 5.0),
        ("[lock]\nminutes = 0\n", 0.0),
        ("[lock]\nminutes = -1\n", 15.0),
        ("[lock]\nminutes = true\n", 15.0),
        ('[lock]\nminutes = "5"\n', 15.0),
        ("lock = 3\n", 15.0),
        ("not toml", 15.0),
        ("", 15.0),
    ],
)
def test_the_minutes_come_from_the_settings_file(tmp_path: Path, content: str, minutes: float) -> None:
    (tmp_path / FILE).write_text(content, encoding="utf-8")
    assert read_lock_settings(tmp_path).minutes == minutes


def test_without_a_settings_file_it_is_a_quarter_of_an_hour(tmp_path: Path) -> None:
    assert read_lock_settings(tmp_path).minutes == 15
    assert read_lock_settings(None).minutes == 15


# the screen


@pytest.fixture
def app(house: Any, app_maker: Any, tmp_path: Path) -> XasoApp:
    made = app_maker(house, front=tmp_path / "front.json")
    made.guard.passphrase = Passphrase(tmp_path / HASH_FILE, cost=2**4)
    assert isinstance(made, XasoApp)
    return made


def use(app: XasoApp, passphrase: Passphrase) -> None:
    app.guard.passphrase = passphrase


def choose_now(app: XasoApp) -> Passphrase:
    """A passphrase chosen while the program runs."""
    assert app.guard.passphrase is not None
    app.guard.passphrase.choose(RIGHT)
    return app.guard.passphrase


async def test_the_program_begins_locked_and_nothing_of_the_content_shows(
    app: XasoApp, passphrase: Passphrase, screen_text: Drawn
) -> None:
    use(app, passphrase)
    async with app.run_test(size=(80, 24)) as pilot:
        await rest(pilot)
        assert isinstance(app.screen, LockScreen)
        drawn = "\n".join(screen_text(app))
        assert "Ninh Sơn" not in drawn
        assert "hằng tháng" not in drawn
        await press(pilot, tuple(RIGHT))
        assert RIGHT not in "\n".join(screen_text(app))
        await press(pilot, "enter")
        await begin(pilot)
        assert isinstance(app.screen, HomeScreen)
        assert "Ninh Sơn" in "\n".join(screen_text(app))


async def test_escape_commands_and_help_do_not_open_it(
    app: XasoApp, passphrase: Passphrase, screen_text: Drawn
) -> None:
    use(app, passphrase)
    async with app.run_test(size=(80, 24)) as pilot:
        await rest(pilot)
        await press(pilot, "escape", "f4", "enter", "ctrl+k", "escape")
        assert app.guard.locked
        await press(pilot, "f1")
        assert "Ninh Sơn" not in "\n".join(screen_text(app))
        await press(pilot, "escape")
        assert isinstance(app.screen, LockScreen)
        names = [command.title for command in app.get_system_commands(app.screen)]
        assert not any("phiếu" in name or "gói" in name for name in names)


async def test_wrong_attempts_are_counted_and_then_it_waits(
    app: XasoApp, passphrase: Passphrase, clock: Time
) -> None:
    use(app, passphrase)
    async with app.run_test(size=(80, 24)) as pilot:
        await rest(pilot)
        await press(pilot, (*"wrong!", "enter"))
        assert "Còn 4 lần" in said(app)
        for _ in range(FREE - 1):
            await press(pilot, (*"wrong!", "enter"))
        assert "đợi 30 giây" in said(app)
        await press(pilot, (*RIGHT, "enter"))
        assert app.guard.locked
        clock.now += FIRST_WAIT
        await press(pilot, (*RIGHT, "enter"))
        assert not app.guard.locked


async def test_idleness_locks_over_whatever_is_open_and_keeps_what_is_typed(
    app: XasoApp, screen_text: Drawn
) -> None:
    moved = [0.0]
    app.guard._steady = lambda: moved[0]
    app.guard._wall = lambda: 0.0
    app.guard._touched = (0.0, 0.0)
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        choose_now(app)
        await press(pilot, "enter", ("4", "3"))
        moved[0] += 14 * 60
        app.guard.look()
        assert not app.guard.locked
        moved[0] += 61
        app.guard.look()
        await rest(pilot)
        assert isinstance(app.screen, LockScreen)
        assert "Văn bản đi" not in "\n".join(screen_text(app))
        await press(pilot, (*RIGHT, "enter"))
        assert isinstance(app.screen, EntryScreen)
        assert app.screen.sheet.editor is not None
        assert app.screen.sheet.editor.text == "43"


async def test_what_a_thread_brings_waits_until_the_screen_is_open(
    app: XasoApp, house: Any, screen_text: Drawn
) -> None:
    gate = asyncio.Event()
    loop = asyncio.get_running_loop()
    opened = house.open

    def slow(form: str, period: str) -> Any:
        asyncio.run_coroutine_threadsafe(gate.wait(), loop).result(10)
        return opened(form, period)

    house.open = slow
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        choose_now(app)
        await pilot.press("enter")
        app.guard.lock()
        await until(pilot, lambda: isinstance(app.screen, LockScreen))
        gate.set()
        await rest(pilot)
        assert isinstance(app.screen, LockScreen)
        assert "Văn bản đi" not in "\n".join(screen_text(app))
        await press(pilot, (*RIGHT, "enter"))
        assert isinstance(app.screen, EntryScreen)


async def test_the_first_time_a_passphrase_is_chosen_and_then_the_key_locks(
    app: XasoApp, tmp_path: Path
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await press(pilot, "ctrl+k", (*"ngắn", "enter"))
        assert "6 ký tự" in said(app)
        await press(pilot, (*"mật khẩu", "enter"), (*"khác hẳn", "enter"))
        assert "không giống nhau" in said(app)
        await press(pilot, (*"mật khẩu", "enter"), (*"mật khẩu", "enter"))
        assert isinstance(app.screen, HomeScreen)
        assert (tmp_path / HASH_FILE).exists()
        await press(pilot, "ctrl+k")
        assert app.guard.locked
        await press(pilot, (*"mật khẩu", "enter"))
        assert not app.guard.locked


async def test_another_passphrase_needs_the_present_one(app: XasoApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        passphrase = choose_now(app)
        await press(pilot, "ctrl+k", (*"wrong!", "f4"))
        assert app.guard.locked
        await press(pilot, (*RIGHT, "f4"), (*"cái mới", "enter"), (*"cái mới", "enter"))
        assert not app.guard.locked
        assert passphrase.check("cái mới") is Verdict.RIGHT


async def test_without_a_passphrase_idleness_still_hides_and_enter_opens(
    app: XasoApp, screen_text: Drawn
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        app.guard.lock()
        await rest(pilot)
        assert "Ninh Sơn" not in "\n".join(screen_text(app))
        assert not app.screen.query_one(Secret).display
        await press(pilot, "enter")
        assert isinstance(app.screen, HomeScreen)


@pytest.mark.parametrize("keys", [("f9",), ("f9", "enter"), ("f10",), ("f6",), ("delete",), ("f10", "f10")])
async def test_every_page_of_the_hand_off_is_hidden_with_its_questions(
    app: XasoApp, house: Any, keys: tuple[str, ...], screen_text: Drawn
) -> None:
    house.services.sending.passphrase = "gió núi"
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        choose_now(app)
        await press(pilot, *keys)
        before = app.screen
        open_lines = {line.strip() for line in screen_text(app) if any(map(str.isalpha, line))}
        await press(pilot, "ctrl+k")
        assert isinstance(app.screen, LockScreen)
        locked = "\n".join(screen_text(app))
        assert not [line for line in open_lines if line in locked and "giúp" not in line]
        await press(pilot, tuple(RIGHT), "enter")
        assert app.screen is before
