"""The entry sheet and the village grid: keys, checks, saving, undo, notes, blocks."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, cast

import msgspec
import pytest
from textual import events

from models.entries import Comment, EntryState
from tests.tui.driving import rest, until
from tui.app import XasoApp
from tui.screens.entry import EntryScreen
from tui.screens.grid import GridScreen
from tui.widgets.line import Line
from tui.widgets.message import Message
from tui.widgets.sheet import Sheet


async def open_entry(pilot: Any) -> EntryScreen:
    app = pilot.app
    await until(pilot, lambda: app.home is not None and app.home.ready)
    await pilot.press("enter")
    await until(pilot, lambda: isinstance(app.screen, EntryScreen) and app.screen.is_mounted)
    await pilot.pause()
    return cast("EntryScreen", app.screen)


async def open_grid(pilot: Any) -> GridScreen:
    await open_entry(pilot)
    await pilot.press("ctrl+down", "enter")
    await rest(pilot)
    assert isinstance(pilot.app.screen, GridScreen)
    return pilot.app.screen


def message(app: XasoApp) -> str:
    return app.screen.query_one("#message", Message).text


def title(app: XasoApp) -> str:
    line = app.screen.query_one("#title", Line)
    return f"{line.text} {line.ending}"


async def test_typed_values_go_through_the_session_to_the_disk(app: XasoApp, house: Any) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await open_entry(pilot)
        await pilot.press(*"431", "enter", *"409", "enter")
        await rest(pilot)
        assert house.sitting.session.value("/data/gov/docs") == "431"
        assert house.sitting.disk == {"/data/gov/docs": "431", "/data/gov/edocs": "409"}
        assert "●" in title(app)


async def test_letters_in_a_number_are_refused_with_a_sentence_and_the_old_value_stays(
    app: XasoApp, house: Any
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await open_entry(pilot)
        await pilot.press(*"12x", "enter")
        await until(pilot, lambda: "12x" in message(app))
        assert screen.sheet.editing
        assert house.sitting.session.value("/data/gov/docs") == ""
        await pilot.press("escape")
        assert not screen.sheet.editing


async def test_a_violation_is_said_while_the_cursor_is_on_it_and_marked_beside_the_cell(
    app: XasoApp, screen_text: Callable[[Any], list[str]]
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await open_entry(pilot)
        await pilot.press("down", "down", *"36", "enter", *"37", "enter", "up")
        await rest(pilot)
        assert "Tử số (37) lớn hơn mẫu số (36)." in message(app)
        assert any("chữ ký số" in line and "✗" in line for line in screen_text(app))


async def test_correcting_one_number_takes_the_mark_off_the_other(
    app: XasoApp, screen_text: Callable[[Any], list[str]]
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await open_entry(pilot)
        await pilot.press("down", "down", *"36", "enter", *"37", "enter", "up", "up", *"40", "enter")
        await rest(pilot)
        assert not any("✗" in line for line in screen_text(app)[3:20])


async def test_the_mark_of_a_cell_turns_only_after_the_write_returned(
    app: XasoApp, house: Any, screen_text: Callable[[Any], list[str]]
) -> None:
    gate = threading.Event()
    house.sitting.before_save = lambda: gate.wait(5)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_entry(pilot)
        await pilot.press(*"431", "enter")
        await until(pilot, lambda: any("431 ◌" in line for line in screen_text(app)))
        row = next(line for line in screen_text(app) if "Văn bản đi" in line)
        assert "431 ◌" in row
        assert "◌" in title(app)
        gate.set()
        await rest(pilot)
        row = next(line for line in screen_text(app) if "Văn bản đi" in line)
        assert "431 ●" in row
        assert "●" in title(app)


async def test_a_failing_disk_says_not_saved_keeps_the_value_and_saves_when_it_can(
    app: XasoApp, house: Any, screen_text: Callable[[Any], list[str]]
) -> None:
    house.sitting.broken = OSError(28, "No space left on device")
    app.saver._pause = 0.02
    async with app.run_test(size=(80, 24)) as pilot:
        await open_entry(pilot)
        await pilot.press(*"431", "enter")
        await until(pilot, lambda: "CHƯA LƯU" in title(app))
        row = next(line for line in screen_text(app) if "Văn bản đi" in line)
        assert "431 ▲" in row
        house.sitting.broken = None
        await until(pilot, lambda: house.sitting.disk == {"/data/gov/docs": "431"})
        await until(pilot, lambda: "CHƯA LƯU" not in title(app))


async def test_leaving_is_refused_while_values_are_not_on_the_disk(
    app: XasoApp, house: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.app.LEAVE_WAIT", 0.1)
    house.sitting.broken = OSError(28, "No space left on device")
    app.saver._pause = 0.02
    async with app.run_test(size=(80, 24)) as pilot:
        await open_entry(pilot)
        await pilot.press(*"431", "enter", "ctrl+q")
        await until(pilot, lambda: "sẽ mất" in message(app))
        assert app.is_running
        house.sitting.broken = None
        await rest(pilot)


async def test_a_write_that_returns_while_the_screens_are_taken_apart_ends_nothing(
    app: XasoApp, house: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    close, told = app._close_all, []

    async def closing() -> None:
        app.screen._nodes._clear()
        monkeypatch.setattr(app, "call_later", lambda act, *found: act(*found))
        app.saver_moved()
        app._show(lambda: told.append("shown"), None)
        await close()

    monkeypatch.setattr(app, "_close_all", closing)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_entry(pilot)
    assert told == []


async def test_what_is_being_typed_is_kept_when_the_program_is_left(app: XasoApp, house: Any) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await open_entry(pilot)
        await pilot.press(*"431", "ctrl+q")
        await until(pilot, lambda: house.sitting.disk)
    assert house.sitting.disk == {"/data/gov/docs": "431"}


async def test_f4_copies_the_previous_value_and_goes_down(app: XasoApp, house: Any) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await open_entry(pilot)
        await pilot.press("f4", "f4")
        await rest(pilot)
        assert house.sitting.session.value("/data/gov/docs") == "412"
        assert house.sitting.session.value("/data/gov/edocs") == "391"
        assert screen.sheet.row == 2


async def test_undo_and_redo_travel_through_the_sitting_and_are_saved(app: XasoApp, house: Any) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await open_entry(pilot)
        await pilot.press(*"431", "enter", *"409", "enter", "ctrl+z")
        await rest(pilot)
        assert house.sitting.session.value("/data/gov/edocs") == ""
        assert screen.here() == "/data/gov/edocs"
        await pilot.press("ctrl+y")
        await rest(pilot)
        assert house.sitting.session.value("/data/gov/edocs") == "409"
        assert house.sitting.disk["/data/gov/edocs"] == "409"


async def test_a_choice_is_taken_by_its_number_and_offered_as_a_list(app: XasoApp, house: Any) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await open_entry(pilot)
        await pilot.press("down", "down", "down", "down")
        await rest(pilot)
        assert message(app) == "1 có  2 không"
        await pilot.press("2", "enter")
        assert house.sitting.session.value("/data/gov/green") == "no"
        await pilot.press("up", "f2")
        await rest(pilot)
        await pilot.press(*"co", "enter")
        await rest(pilot)
        assert house.sitting.session.value("/data/gov/green") == "yes"


async def test_questions_that_are_not_relevant_are_skipped_and_come_back(app: XasoApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await open_entry(pilot)
        await pilot.press("down", "down", "down", "down", "down")
        assert screen.at == 1  # the text that is not asked was passed over
        await pilot.press("ctrl+up", "down", "down", "down", "down", "1", "enter")
        await rest(pilot)
        assert screen.here() == "/data/gov/why"


async def test_f6_explains_a_warning_and_the_explanation_is_saved(app: XasoApp, house: Any) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await open_entry(pilot)
        await pilot.press(*"5000", "enter", "up")
        await rest(pilot)
        assert message(app).startswith("! Tăng bất thường")
        await pilot.press("f6")
        await rest(pilot)
        await pilot.press(*"Gộp hai phòng", "enter")
        await rest(pilot)
        assert house.sitting.session.explanations == {"/data/gov/docs": "Gộp hai phòng"}
        assert house.sitting.flushes == 1


async def test_f6_elsewhere_writes_a_note(app: XasoApp, house: Any) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await open_entry(pilot)
        await pilot.press("f6")
        await rest(pilot)
        await pilot.press(*"hỏi lại", "enter")
        await rest(pilot)
        assert house.sitting.session.notes == {"/data/gov/docs": "hỏi lại"}
        assert message(app) == "✎ hỏi lại"


async def test_f7_shows_what_the_cell_has_been(app: XasoApp, screen_text: Callable[[Any], list[str]]) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await open_entry(pilot)
        await pilot.press(*"400", "enter", "up", *"431", "enter", "up", "f7")
        await rest(pilot)
        drawn = "\n".join(screen_text(app))
        assert "Lan" in drawn
        assert "400" in drawn
        await pilot.press("escape")
        assert isinstance(app.screen, EntryScreen)


async def test_f8_goes_from_problem_to_problem_also_into_the_grid(app: XasoApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await open_grid(pilot)
        await pilot.press(*"10", "tab", *"11", "enter", "escape", "ctrl+up", *"5", "enter", "f8")
        await rest(pilot)
        assert isinstance(app.screen, GridScreen)
        assert app.screen.here() == "/data/soc/v[1]/active"


async def test_a_question_is_found_without_its_marks(app: XasoApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await open_entry(pilot)
        await pilot.press("slash")
        await rest(pilot)
        await pilot.press(*"kho khan", "enter")
        await rest(pilot)
        assert screen.here() == "/data/txt/difficulties"


async def test_vietnamese_typed_in_bursts_into_a_text_is_right(app: XasoApp, house: Any) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await open_entry(pilot)
        await pilot.press("ctrl+down", "ctrl+down")
        await pilot.press(
            "s",
            "o",
            "backspace",
            "ó",
            "n",
            "g",
            "backspace",
            "backspace",
            "backspace",
            "ó",
            "n",
            "g",
            "enter",
        )
        await rest(pilot)
        assert house.sitting.session.value("/data/txt/difficulties") == "sóng"


async def test_the_grid_takes_numbers_down_its_columns_and_adds_them_up(
    app: XasoApp, screen_text: Callable[[Any], list[str]]
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await open_grid(pilot)
        await pilot.press(*"713", "enter", *"287", "enter")
        await rest(pilot)
        total = next(line for line in screen_text(app) if "Cộng 17 dòng" in line)
        assert "1.000" in total
        assert "dòng 3/17" in title(app)
        assert "2/51" in title(app)


BLOCK = "713\t700\r\n287\tkhông rõ\r\n1.204\t1.130\r\n"


async def paste(pilot: Any, text: str) -> None:
    pilot.app.screen.query_one("#cells", Sheet).post_message(events.Paste(text))
    await rest(pilot)


async def test_a_pasted_block_is_shown_before_it_lands_and_refusals_are_named(
    app: XasoApp, house: Any, screen_text: Callable[[Any], list[str]]
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await open_grid(pilot)
        await paste(pilot, BLOCK)
        drawn = "\n".join(screen_text(app))
        assert "Dán khối 3×2 từ bảng tính: 6 ô, 1 ô không đọc được." in drawn
        assert house.sitting.session.value("/data/soc/v[1]/eligible") == ""
        await pilot.press("escape")
        await rest(pilot)
        assert house.sitting.session.value("/data/soc/v[1]/eligible") == ""


async def test_a_kept_block_is_one_write_and_one_undo(app: XasoApp, house: Any) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await open_grid(pilot)
        await pilot.press(*"5", "enter", "up")
        await rest(pilot)
        await paste(pilot, BLOCK)
        await pilot.press("enter")
        await rest(pilot)
        session = house.sitting.session
        assert session.value("/data/soc/v[3]/active") == "1130"
        assert session.value("/data/soc/v[2]/active") == ""
        assert house.sitting.flushes == 1
        await pilot.press("ctrl+z")
        await rest(pilot)
        assert session.value("/data/soc/v[1]/eligible") == "5"
        assert session.value("/data/soc/v[3]/active") == ""
        await pilot.press("ctrl+y")
        await rest(pilot)
        assert session.value("/data/soc/v[3]/active") == "1130"


async def test_fill_down_repeats_the_first_row_of_the_block(app: XasoApp, house: Any) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await open_grid(pilot)
        await pilot.press(*"7", "enter", "up", "shift+down", "shift+down", "ctrl+d")
        await rest(pilot)
        session = house.sitting.session
        assert [session.value(f"/data/soc/v[{n}]/eligible") for n in (1, 2, 3, 4)] == ["7", "7", "7", ""]


async def test_delete_empties_the_block(app: XasoApp, house: Any) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await open_grid(pilot)
        await pilot.press(*"7", "enter", *"8", "enter", "up", "shift+up", "delete")
        await rest(pilot)
        session = house.sitting.session
        assert [session.value(f"/data/soc/v[{n}]/eligible") for n in (1, 2)] == ["", ""]


async def test_sorting_shows_rows_in_another_order_and_types_into_the_right_village(
    app: XasoApp, house: Any
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await open_grid(pilot)
        await pilot.press(*"30", "enter", *"10", "enter", *"20", "enter", "ctrl+home", "f5")
        await rest(pilot)
        assert [screen.grid.path_at(row, 1) for row in range(3)] == [
            "/data/soc/v[2]/eligible",
            "/data/soc/v[3]/eligible",
            "/data/soc/v[1]/eligible",
        ]
        screen.sheet.go(0, 2)
        await pilot.press(*"9", "enter")
        await rest(pilot)
        assert house.sitting.session.value("/data/soc/v[2]/active") == "9"
        assert "1" in house.sitting.session.value("/data/soc/v[2]/eligible")


async def test_coming_back_from_the_grid_the_form_shows_its_progress(app: XasoApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await open_grid(pilot)
        await pilot.press(*"7", "enter", "escape")
        await rest(pilot)
        assert isinstance(app.screen, EntryScreen)
        assert "1/58" in title(app)


@pytest.mark.parametrize("size", [(40, 10), (120, 40), (60, 15)])
async def test_the_entry_works_at_other_sizes(app: XasoApp, house: Any, size: tuple[int, int]) -> None:
    async with app.run_test(size=size) as pilot:
        await open_entry(pilot)
        await pilot.press(*"431", "enter")
        await rest(pilot)
        assert house.sitting.disk == {"/data/gov/docs": "431"}
        await pilot.resize_terminal(40, 10)
        await rest(pilot)
        await pilot.press("ctrl+down", "enter")
        await rest(pilot)
        await pilot.press(*"7", "enter")
        await rest(pilot)
        assert house.sitting.session.value("/data/soc/v[1]/eligible") == "7"


async def test_a_complete_entry_is_not_typed_into_but_may_be_reopened(
    app: XasoApp, house: Any, screen_text: Callable[[Any], list[str]]
) -> None:
    house.sitting.head = msgspec.structs.replace(house.sitting.head, state=EntryState.COMPLETE)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await open_entry(pilot)
        assert "hoàn thành" in title(app)
        await pilot.press("4", "3", "1", "backspace", "delete", "ctrl+z")
        await rest(pilot)
        assert not screen.sheet.editing
        assert "F2 để mở lại" in message(app)
        await pilot.press("f2")
        await rest(pilot)
        assert "Mở lại phiếu" in "\n".join(screen_text(app))
        await pilot.press("enter")
        await rest(pilot)
        assert house.sitting.head.state is EntryState.DRAFT
        await pilot.press(*"431", "enter")
        await rest(pilot)
        assert house.sitting.disk == {"/data/gov/docs": "431"}


async def test_a_returned_entry_opens_at_the_commented_cell(app: XasoApp, house: Any) -> None:
    house.sitting.comments = (Comment(path="/data/gov/staff", text="kiểm tra lại biên chế", by="tỉnh"),)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await open_entry(pilot)
        assert screen.here() == "/data/gov/staff"
        assert message(app) == "↩ Tỉnh nhắn: kiểm tra lại biên chế"
        await pilot.press(*"40", "enter")
        await rest(pilot)
        assert house.sitting.disk == {"/data/gov/staff": "40"}
