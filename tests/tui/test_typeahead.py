"""Keys typed ahead: all at once in the queue, as a terminal hands them over, and none goes astray."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest

from tests.tui.driving import begin, press, said, settled, typed_ahead
from tui.app import XasoApp
from tui.dialogs.read import ReadDialog
from tui.handoff.passphrase import PassphraseDialog
from tui.lock.secret import Secret
from tui.screens.entry import EntryScreen
from tui.screens.grid import GridScreen
from tui.typeahead import finished, standing


async def opened(pilot: Any) -> EntryScreen:
    await begin(pilot)
    await press(pilot, "enter")
    assert isinstance(pilot.app.screen, EntryScreen)
    return pilot.app.screen


async def test_values_typed_ahead_over_the_end_of_a_section_land_in_the_next(
    app: XasoApp, house: Any
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        typed_ahead(app, *"431", "enter", *"409", "enter", *"36", "enter", *"35", "enter", "2", "enter")
        typed_ahead(app, "down", *"xong", "enter")
        await settled(pilot)
        data = house.sitting.session.data
        assert [data.get(f"/data/gov/{name}") for name in ("docs", "edocs", "staff", "signed", "green")] == [
            "431", "409", "36", "35", "no",
        ]  # fmt: skip


async def test_a_table_opened_by_enter_takes_what_was_typed_ahead(app: XasoApp, house: Any) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        typed_ahead(app, "ctrl+down", "enter", *"713", "enter", *"287", "enter")
        await settled(pilot)
        assert isinstance(app.screen, GridScreen)
        session = house.sitting.session
        assert [session.value(f"/data/soc/v[{n}]/eligible") for n in (1, 2)] == ["713", "287"]


@pytest.mark.parametrize("opens", ["f6"])
async def test_a_note_typed_ahead_goes_into_the_note_and_not_into_the_cell(
    app: XasoApp, house: Any, opens: str
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        typed_ahead(app, opens, *"hoi", "enter", *"431", "enter")
        await settled(pilot)
        assert house.sitting.session.notes == {"/data/gov/docs": "hoi"}
        assert house.sitting.session.value("/data/gov/docs") == "431"


async def test_a_question_is_found_by_words_typed_ahead_and_answered(app: XasoApp, house: Any) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        typed_ahead(app, "/", *"kho", "space", *"khan", "enter", *"mang", "enter")
        await settled(pilot)
        assert house.sitting.session.value("/data/txt/difficulties") == "mang"


async def test_what_is_typed_ahead_while_an_entry_is_read_lands_in_it(app: XasoApp, house: Any) -> None:
    opens = house.open

    def slowly(form: str, period: str) -> Any:
        time.sleep(0.2)
        return opens(form, period)

    house.open = slowly
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        typed_ahead(app, "enter", *"431", "enter", *"409", "enter")
        await settled(pilot)
        data = house.sitting.session.data
        assert [data.get(f"/data/gov/{name}") for name in ("docs", "edocs")] == ["431", "409"]


async def test_a_question_that_was_put_a_moment_before_is_waited_for(app: XasoApp) -> None:
    """As an answer does that was refused: what is asked again is there before the waiting begins."""
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        before = standing(app)
        app.push_screen(PassphraseDialog("?"))
        assert app.screen.focused is None
        await finished(app, before)
        assert isinstance(app.screen.focused, Secret)


async def test_work_that_takes_long_does_not_stop_the_keys(
    app: XasoApp, house: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.typeahead.WORK_PATIENCE", 0.05)
    gate, opens = threading.Event(), house.open
    house.open = lambda form, period: (gate.wait(10), opens(form, period))[1]
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await pilot.press("enter", "f1")
        assert isinstance(app.screen, ReadDialog)  # help comes although the entry is still being read
        gate.set()
        await settled(pilot)


async def test_a_handler_that_never_ends_does_not_stop_the_keys(
    app: XasoApp, house: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.typeahead.PATIENCE", 0.05)
    monkeypatch.setattr("tui.typeahead._ready", lambda _screen: False)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await press(pilot, "f6", "escape", (*"431", "enter"))
        assert house.sitting.session.value("/data/gov/docs") == "431"


async def test_what_was_refused_is_said_also_when_all_of_it_was_typed_ahead(app: XasoApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        typed_ahead(app, *"12x", "enter")
        await settled(pilot)
        assert "12x" in said(app)
        assert said(app).startswith("✗")
