"""The virtual sheet over a model of plain numbers: moving, typing, refusing, drawing."""

from __future__ import annotations

import pytest
from textual import events
from textual.app import App, ComposeResult

from tests.tui.driving import still, until
from tui.keys import Place
from tui.themes import DARK
from tui.widgets.sheet import Sheet
from tui.widgets.sheet_model import Cell, Column, Span, StillModel, Taken, Tone

CSS = "../../tui/styles/xaso.tcss"


class Numbers(StillModel):
    """Rows of a name and whole numbers; letters are refused; rows in ``skipped`` are never rested on."""

    def __init__(
        self, rows: int = 6, columns: int = 3, *, skipped: tuple[int, ...] = (), footers: int = 0
    ) -> None:
        self.columns = (
            Column("tên", 20, grows=True, least=8),
            *(Column(f"số người {n}", 9, "right", marked=True) for n in range(1, columns)),
        )
        self.frozen = 1
        self.footers = footers
        self.values: dict[tuple[int, int], str] = {}
        self.rows = rows
        self.skipped = skipped
        self.taken: list[tuple[int, int, str]] = []
        self.wide: set[int] = set()

    def row_count(self) -> int:
        return self.rows

    def cell(self, row: int, column: int) -> Cell:
        if column == 0:
            return Cell(f"Thôn {row + 1}", Tone.OFF if row in self.skipped else Tone.PLAIN)
        return Cell(self.values.get((row, column), ""), mark="✓" if (row, column) in self.values else "")

    def footer(self, line: int, column: int) -> Cell:
        if column == 0:
            return Cell("Cộng")
        return Cell(str(sum(int(v) for (_, c), v in self.values.items() if c == column)))

    def spans(self, row: int) -> tuple[Span, ...] | None:
        last = len(self.columns) - 1
        return (Span(0, 0, 0), Span(1, last, 1)) if row in self.wide else None

    def rests(self, row: int, column: int) -> bool:
        return row not in self.skipped and column > 0 and not (row in self.wide and column > 1)

    def edits(self, row: int, column: int) -> bool:
        return self.rests(row, column)

    def draft(self, row: int, column: int) -> str:
        return self.values.get((row, column), "")

    def take(self, row: int, column: int, raw: str) -> Taken:
        if raw and row not in self.wide and not raw.isdigit():
            return Taken(accepted=False)
        self.taken.append((row, column, raw))
        self.values[row, column] = raw
        return Taken(accepted=True, rows={row}, footer=True)


class Bench(App[None]):
    CSS_PATH = CSS

    def __init__(self, model: Numbers, place: Place = Place.BLOCK) -> None:
        super().__init__()
        self.register_theme(DARK)
        self.theme = "xaso-dark"
        self.sheet = Sheet(model, place=place)
        self.seen: list[object] = []

    def compose(self) -> ComposeResult:
        yield self.sheet

    def on_sheet_left(self, event: Sheet.Left) -> None:
        self.seen.append(("left", event.forward))

    def on_sheet_pasted(self, event: Sheet.Pasted) -> None:
        self.seen.append(("pasted", event.text))

    def on_sheet_opened(self, event: Sheet.Opened) -> None:
        self.seen.append(("opened", event.row))

    def on_sheet_committed(self, event: Sheet.Committed) -> None:
        self.seen.append(("committed", event.raw, event.taken.accepted))

    def on_sheet_choosing(self) -> None:
        self.sheet.begin()


def lines(app: App[None]) -> list[str]:
    """The screen as text."""
    size = app.size
    return [strip.text.ljust(size.width) for strip in app.screen._compositor.render_strips(size)]


async def test_typing_replaces_the_cell_and_enter_goes_down() -> None:
    model = Numbers()
    model.values[0, 1] = "12"
    app = Bench(model)
    async with app.run_test(size=(60, 12)) as pilot:
        await pilot.press("4", "3", "1", "enter", "7", "enter")
        assert model.taken == [(0, 1, "431"), (1, 1, "7")]
        assert (app.sheet.row, app.sheet.column) == (2, 1)


async def test_enter_at_the_foot_of_a_column_goes_to_the_top_of_the_next() -> None:
    model = Numbers(rows=2)
    app = Bench(model)
    async with app.run_test(size=(60, 12)) as pilot:
        await pilot.press("1", "enter", "2", "enter", "3", "enter", "4", "enter")
        assert model.taken == [(0, 1, "1"), (1, 1, "2"), (0, 2, "3"), (1, 2, "4")]
        assert app.seen[-1] == ("left", True)


async def test_tab_goes_through_the_row_and_on_to_the_next() -> None:
    model = Numbers()
    app = Bench(model)
    async with app.run_test(size=(60, 12)) as pilot:
        await pilot.press("1", "tab", "2", "tab", "3", "shift+tab")
        assert model.taken == [(0, 1, "1"), (0, 2, "2"), (1, 1, "3")]
        assert (app.sheet.row, app.sheet.column) == (0, 2)


async def test_escape_forgets_what_was_typed() -> None:
    model = Numbers()
    model.values[0, 1] = "12"
    app = Bench(model)
    async with app.run_test(size=(60, 12)) as pilot:
        await pilot.press("9", "9", "escape")
        assert model.values[0, 1] == "12"
        assert not app.sheet.editing


async def test_f2_edits_in_place_with_a_caret() -> None:
    model = Numbers()
    model.values[0, 1] = "1204"
    app = Bench(model)
    async with app.run_test(size=(60, 12)) as pilot:
        await pilot.press("f2", "left", "left", "backspace", "3", "enter")
        assert model.values[0, 1] == "1304"


async def test_a_refused_value_keeps_the_editor_open_and_the_old_value() -> None:
    model = Numbers()
    model.values[0, 1] = "12"
    app = Bench(model)
    async with app.run_test(size=(60, 12)) as pilot:
        await pilot.press("a", "b", "enter")
        assert app.sheet.editing
        assert model.values[0, 1] == "12"
        assert ("committed", "ab", False) in app.seen
        assert (app.sheet.row, app.sheet.column) == (0, 1)
        await pilot.press("ctrl+u", "5", "enter")
        assert model.values[0, 1] == "5"


async def test_arrows_skip_rows_where_the_cursor_may_not_stand() -> None:
    app = Bench(Numbers(skipped=(1, 2)))
    async with app.run_test(size=(60, 12)) as pilot:
        await pilot.press("down")
        assert app.sheet.row == 3
        await pilot.press("up")
        assert app.sheet.row == 0


async def test_the_cursor_is_seen_without_colours() -> None:
    model = Numbers()
    model.values[0, 1] = "37"
    app = Bench(model)
    async with app.run_test(size=(60, 12)) as pilot:
        await until(pilot, lambda: any("[     37]✓" in line for line in lines(app)))


async def test_the_editor_draws_what_is_typed_at_the_right_of_a_number() -> None:
    app = Bench(Numbers())
    async with app.run_test(size=(60, 12)) as pilot:
        await pilot.press("3", "7")
        await still(pilot)
        assert any("[     37 " in line for line in lines(app))


async def test_totals_stay_below_while_rows_scroll() -> None:
    model = Numbers(rows=100, footers=1)
    app = Bench(model)
    async with app.run_test(size=(60, 12)) as pilot:
        await pilot.press("5", "enter", "ctrl+end")
        await still(pilot)
        drawn = lines(app)
        assert "Thôn 100" in drawn[10]
        assert drawn[11].strip().startswith("Cộng")
        assert "5" in drawn[11]


async def test_the_first_column_stays_while_columns_scroll() -> None:
    model = Numbers(rows=3, columns=31)
    app = Bench(model)
    async with app.run_test(size=(60, 12)) as pilot:
        await pilot.press("end")
        await still(pilot)
        drawn = lines(app)
        assert "Thôn 1" in "\n".join(drawn)
        assert "30" in "\n".join(drawn[:3])
        assert app.sheet.column == 30
        await pilot.press("home")
        assert app.sheet.column == 1


async def test_a_row_may_have_one_wide_cell() -> None:
    model = Numbers()
    model.wide.add(0)
    app = Bench(model)
    async with app.run_test(size=(60, 12)) as pilot:
        await pilot.press(*"sóng yếu", "enter")
        await still(pilot)
        assert model.values[0, 1] == "sóng yếu"
        assert any("sóng yếu" in line for line in lines(app))


async def test_backspaces_and_letters_in_bursts_leave_the_right_text_in_nfc() -> None:
    model = Numbers()
    model.wide.add(0)
    app = Bench(model)
    async with app.run_test(size=(60, 12)) as pilot:
        # Telex: "ddieern" as UniKey sends it: letters, then Backspaces and the new letters.
        await pilot.press("d", "backspace", "đ", "i", "e", "backspace", "ê", "backspace", "ể", "m", "enter")
        assert model.values[0, 1] == "điểm"
        app.sheet.go(0, 1)
        await pilot.press("e")
        app.post_message(events.Key("combining_dot_below", "\u0323"))
        await pilot.press("enter")
        assert model.values[0, 1] == "\u1eb9"


async def test_a_burst_that_empties_the_editor_does_not_close_it() -> None:
    model = Numbers()
    model.wide.add(0)
    app = Bench(model)
    async with app.run_test(size=(60, 12)) as pilot:
        await pilot.press("a", "backspace", "â", "n", "enter")
        assert model.values[0, 1] == "ân"


async def test_pasted_lines_and_tabs_are_a_block_for_the_screen_and_a_word_is_typed() -> None:
    model = Numbers()
    app = Bench(model)
    async with app.run_test(size=(60, 12)) as pilot:
        app.sheet.post_message(events.Paste("1\t2\r\n3\t4\r\n"))
        await until(pilot, lambda: app.seen)
        assert app.seen == [("pasted", "1\t2\r\n3\t4\r\n")]
        app.sheet.post_message(events.Paste("69586\n"))
        await pilot.pause()
        await pilot.press("enter")
        assert model.values[0, 1] == "69586"


async def test_ten_thousand_pasted_characters_arrive_whole() -> None:
    model = Numbers()
    model.wide.add(0)
    app = Bench(model)
    text = "Điểm lõm sóng " * 715
    async with app.run_test(size=(60, 12)) as pilot:
        app.sheet.post_message(events.Paste(text))
        await pilot.pause()
        await pilot.press("enter")
        assert model.values[0, 1] == text
        assert len(model.values[0, 1]) > 10_000


async def test_shift_and_arrows_choose_a_block_and_copy_it() -> None:
    model = Numbers()
    model.values.update({(0, 1): "1", (0, 2): "2", (1, 1): "3", (1, 2): "4"})
    app = Bench(model)
    async with app.run_test(size=(60, 12)) as pilot:
        await pilot.press("shift+down", "shift+right", "ctrl+c")
        assert app.sheet.block == (0, 1, 1, 2)
        assert app.clipboard == "1\t2\n3\t4"
        await pilot.press("down")
        assert app.sheet.origin is None


@pytest.mark.parametrize("size", [(80, 24), (40, 10), (120, 40), (20, 5)])
async def test_the_cursor_shows_at_every_size(size: tuple[int, int]) -> None:
    model = Numbers(rows=50, columns=9, footers=1)
    model.values.update(
        {(row, column): f"{row * 10 + column}" for row in range(50) for column in range(1, 9)}
    )
    app = Bench(model)
    async with app.run_test(size=size) as pilot:
        for keys in (["ctrl+end", "end"], ["ctrl+home", "home"], ["pagedown", "right"]):
            await pilot.press(*keys)
            await still(pilot)
            wanted = f"{app.sheet.row * 10 + app.sheet.column}]"
            assert any(wanted in line for line in lines(app)), wanted


async def test_moving_the_cursor_draws_two_rows_and_no_more() -> None:
    app = Bench(Numbers(rows=50))
    async with app.run_test(size=(80, 24)) as pilot:
        await still(pilot)
        drawn: list[int] = []
        original = app.sheet.render_line

        def spy(y: int) -> object:
            drawn.append(y)
            return original(y)

        app.sheet.render_line = spy  # type: ignore[method-assign]
        await pilot.press("down")
        await still(pilot)
        assert sorted(set(drawn)) == [2, 3]  # below the two lines of titles


async def test_a_list_opens_its_row_with_enter() -> None:
    app = Bench(Numbers(), Place.LIST)
    async with app.run_test(size=(60, 12)) as pilot:
        await pilot.press("down", "enter")
        assert app.seen == [("opened", 1)]


def test_every_key_of_the_sheet_has_its_action() -> None:
    from tui import keys

    for place in (Place.LIST, Place.CELLS, Place.BLOCK, Place.EDITOR):
        for name in keys.table(place).values():
            assert callable(getattr(Sheet, f"do_{name}", None)), name


async def test_a_column_that_is_worked_out_shows_beside_the_last_cell_one_types_into() -> None:
    model = Numbers(rows=3, columns=8)
    model.columns = (*model.columns[:-1], Column("tỷ lệ", 9, "right"))
    model.rests = lambda row, column: 0 < column < 7  # type: ignore[method-assign]
    app = Bench(model)
    async with app.run_test(size=(60, 12)) as pilot:
        await pilot.press("end")
        await until(pilot, lambda: "tỷ lệ" in "\n".join(lines(app)))
        assert app.sheet.column == 6


async def test_the_bracket_never_touches_what_stands_before_it() -> None:
    model = Numbers(rows=2, columns=2)
    model.cell = lambda row, column: Cell("x" * 60 if column == 0 else "7")  # type: ignore[method-assign]
    app = Bench(model)
    for width in (40, 80, 120):
        async with app.run_test(size=(width, 12)):
            line = next(line for line in lines(app) if "[" in line)
            assert line[line.index("[") - 1] == " "
        app = Bench(model)
