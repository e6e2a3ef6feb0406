"""One virtual sheet: forms, village grids and lists are all drawn and typed into here.

It draws only the lines that show, refreshes only the regions that changed, and has one editor in
place. It judges nothing: the model says what may be typed and what came of it.
"""

from __future__ import annotations

from typing import ClassVar

from rich.style import Style
from textual import events
from textual.geometry import Offset, Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui import keys
from tui.keys import Place
from tui.marks import UNICODE, Marks
from tui.widgets.line_buffer import LineBuffer
from tui.widgets.sheet_layout import ENDING, Slot, lay_out, wrap
from tui.widgets.sheet_model import Column, SheetModel, Taken, Tone
from tui.widgets.sheet_paint import Painter, places

HEADER_LINES = 3  # at most


class Sheet(ScrollView, can_focus=True, inherit_bindings=False):
    """A sheet over a model. ``place`` says which keys it knows: LIST, CELLS (typing) or BLOCK (grids)."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        *(f"sheet--{tone}" for tone in Tone),
        "sheet--header",
        "sheet--footer",
        "sheet--row",
        "sheet--cursor",
        "sheet--editor",
        "sheet--caret",
        "sheet--selected",
    }

    class Opened(Message):
        """Enter was pressed on a row that opens."""

        def __init__(self, row: int, column: int) -> None:
            super().__init__()
            self.row = row
            self.column = column

    class Moved(Message):
        """The cursor rests elsewhere, or the editor opened, changed or closed."""

    class Committed(Message):
        """A cell was typed and the model answered."""

        def __init__(self, row: int, column: int, raw: str, taken: Taken) -> None:
            super().__init__()
            self.row = row
            self.column = column
            self.raw = raw
            self.taken = taken

    class Left(Message):
        """The cursor wants to go beyond the first or the last row."""

        def __init__(self, *, forward: bool) -> None:
            super().__init__()
            self.forward = forward

    class Pasted(Message):
        """A block of text was pasted at the cursor."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Erased(Message):
        """Delete was pressed on a cell or a block."""

    class Forbidden(Message):
        """Someone typed where nothing may be typed."""

    class Choosing(Message):
        """F2 was pressed on a cell; ``editing`` it in place begins unless the screen offers a list."""

    def __init__(
        self,
        model: SheetModel,
        *,
        place: Place = Place.LIST,
        screen_place: Place | None = None,
        marks: Marks = UNICODE,
        margin: int = 2,
        id: str | None = None,  # noqa: A002 - Textual's own name for it
    ) -> None:
        super().__init__(id=id)
        self.model = model
        self.marks = marks
        self.row = 0
        self.column = 0
        self.origin: tuple[int, int] | None = None
        self.editor: LineBuffer | None = None
        self.replacing = False  # typed over, so that left and right leave the cell
        self._left = 0
        self._slots: tuple[Slot, ...] = ()
        self._header: list[list[str]] = []
        self._header_slots: tuple[Slot, ...] = ()
        self._painter: Painter | None = None
        self._place = place
        self._margin = margin
        self._types = place in {Place.CELLS, Place.BLOCK}
        levels = {Place.LIST: (), Place.CELLS: (Place.CELLS,), Place.BLOCK: (Place.CELLS, Place.BLOCK)}[place]
        self._keys = keys.table(Place.LIST, *levels)
        self._editor_keys = keys.table(Place.EDITOR)
        self._reserved = keys.table(screen_place, Place.APP) if screen_place else {}

    # -- what stands where -------------------------------------------------------------------------

    @property
    def header_height(self) -> int:
        """Lines taken by the titles of the columns."""
        return len(self._header)

    @property
    def body_height(self) -> int:
        """Lines left for rows."""
        return max(1, self.size.height - self.header_height - self.model.footers)

    @property
    def block(self) -> tuple[int, int, int, int]:
        """The chosen block, else the cursor's cell: first row, first column, last row, last column."""
        row, column = self.origin or (self.row, self.column)
        return min(row, self.row), min(column, self.column), max(row, self.row), max(column, self.column)

    @property
    def typed_into(self) -> bool:
        """Whether the cursor is a cell that one types into, not a whole row."""
        return self._types

    @property
    def editing(self) -> bool:
        """Whether a cell is being typed."""
        return self.editor is not None

    def show(self, model: SheetModel, row: int = 0, column: int = 0) -> None:
        """Draw another model, with the cursor at or near the given cell."""
        self.model = model
        self.editor = None
        self.origin = None
        self._left = 0
        self.row, self.column = row, column
        self.reload()

    def reload(self) -> None:
        """Draw everything anew after the model changed; the cursor stays where it can."""
        self._measure()
        self._settle()
        self._reveal()
        self.refresh()

    def refresh_rows(self, rows: object) -> None:
        """Draw these rows anew (those that show)."""
        first = round(self.scroll_y)
        for row in rows if isinstance(rows, (set, frozenset, list, tuple, range)) else ():
            if first <= row < first + self.body_height:
                self.refresh(Region(0, self.header_height + row - first, self.size.width, 1))

    def refresh_footer(self) -> None:
        """Draw the totals anew."""
        if self.model.footers:
            top = self.size.height - self.model.footers
            self.refresh(Region(0, top, self.size.width, self.model.footers))

    def go(self, row: int, column: int | None = None) -> None:
        """Put the cursor on a cell."""
        self._move(row, self.column if column is None else column)

    def on_resize(self) -> None:
        """Place the columns anew."""
        self.reload()

    def notify_style_update(self) -> None:
        """Forget the colours of the theme before."""
        self._painter = None
        super().notify_style_update()

    # -- drawing -----------------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        """Draw one line of the widget."""
        painter = self._paint()
        width = self.size.width
        if y < self.header_height:
            return painter.header(self._header[y], self._header_slots, self.model.columns, width)
        footers = self.model.footers
        if footers and y >= self.size.height - footers:
            return painter.footer(self.model, y - (self.size.height - footers), self._slots, width)
        row = y - self.header_height + round(self.scroll_y)
        if row >= self.model.row_count():
            return painter.blank(width)
        return painter.row(self, row, self._slots, width)

    def _paint(self) -> Painter:
        if self._painter is None:
            styles: dict[str, Style] = {
                name.removeprefix("sheet--"): self.get_component_rich_style(name, partial=True)
                for name in self.COMPONENT_CLASSES
            }
            self._painter = Painter(
                styles,
                self.rich_style,
                self.marks,
                margin=self._margin,
                points=self._place is not Place.CELLS,
            )
        return self._painter

    def _measure(self) -> None:
        columns = self.model.columns
        width = self.size.width
        self._slots = lay_out(
            columns, self.model.frozen, width, max(self._left, self.model.frozen), self._margin
        )
        self._header = []
        if self.model.header:
            self._header_slots = tuple(slot for _at, slot in places(self.model.spans(-1), self._slots))
            titles = [
                wrap(columns[s.column].title, _title_room(columns[s.column], s), HEADER_LINES)
                for s in self._header_slots
            ]
            high = max((len(title) for title in titles), default=1)
            padded = [[""] * (high - len(title)) + title for title in titles]
            self._header = [list(line) for line in zip(*padded, strict=True)]
        high = len(self._header) + self.model.row_count() + self.model.footers
        size = Size(width, high)
        if self.virtual_size != size:
            self.virtual_size = size

    def _slot(self, column: int) -> Slot | None:
        return next((slot for slot in self._slots if slot.column == column), None)

    def _cell_region(self, row: int, column: int) -> Region | None:
        y = self.header_height + row - round(self.scroll_y)
        slot = next((slot for at, slot in places(self.model.spans(row), self._slots) if at == column), None)
        if slot is None:
            return None
        return Region(slot.x - 1, y, slot.width + 2, 1)

    # -- the cursor --------------------------------------------------------------------------------

    def _settle(self) -> None:
        """Put the cursor on the nearest cell where it may stand."""
        count = self.model.row_count()
        if not count:
            self.row = 0
            return
        self.row = min(max(self.row, 0), count - 1)
        self.column = min(max(self.column, 0), max(0, len(self.model.columns) - 1))
        if self.model.rests(self.row, self.column):
            return
        for row in [*range(self.row, count), *range(self.row - 1, -1, -1)]:
            column = self._resting_column(row)
            if column is not None:
                self.row, self.column = row, column
                return

    def _resting_column(self, row: int) -> int | None:
        if self.model.rests(row, self.column):
            return self.column
        found = [c for c in range(len(self.model.columns)) if self.model.rests(row, c)]
        return min(found, key=lambda c: abs(c - self.column)) if found else None

    def _reveal(self) -> None:
        """Scroll so that the cursor's cell shows."""
        if not self.size.height:
            return
        columns = self.model.columns
        if columns and self.column >= self.model.frozen and self._slot(self.column) is None:
            if self.column < max(self._left, self.model.frozen):
                self._left = self.column
                self._measure()
            else:
                while self._slot(self.column) is None and self._left < self.column:
                    self._left = max(self._left, self.model.frozen) + 1
                    self._measure()
            self.refresh()
        top = round(self.scroll_y)
        if self.row < top:
            # headings above the first resting row come along
            self.scroll_y = float(0 if self._first_resting() == self.row else self.row)
        elif self.row >= top + self.body_height:
            self.scroll_y = float(self.row - self.body_height + 1)

    def _first_resting(self) -> int:
        return next((r for r in range(self.model.row_count()) if self._resting_column(r) is not None), 0)

    def _move(self, row: int, column: int, *, keep_block: bool = False) -> None:
        before = (self.row, self.column)
        had_block = self.origin is not None
        if not keep_block:
            self.origin = None
        self.row, self.column = row, column
        self._settle()
        top, left = round(self.scroll_y), self._left
        self._reveal()
        if (round(self.scroll_y), self._left) == (top, left):
            if had_block or keep_block:
                self.refresh()
            elif before[0] == self.row:
                for place in {before, (self.row, self.column)}:
                    region = self._cell_region(*place)
                    if region is not None:
                        self.refresh(region)
            else:
                self.refresh_rows({before[0], self.row})
        if before != (self.row, self.column):
            self.post_message(self.Moved())

    def _step(self, down: int) -> bool:
        """Move ``down`` rows on to the next row where the cursor may stand; False when there is none."""
        row = self.row + down
        while 0 <= row < self.model.row_count():
            column = self._resting_column(row)
            if column is not None:
                self._move(row, column)
                return True
            row += down
        return False

    def _beside(self, right: int) -> int | None:
        column = self.column + right
        while 0 <= column < len(self.model.columns):
            if self.model.rests(self.row, column):
                return column
            column += right
        return None

    # -- keys --------------------------------------------------------------------------------------

    def on_key(self, event: events.Key) -> None:
        """Act on a key, or let it go on to the screen."""
        if self.editor is not None:
            self._editor_key(event)
            return
        name = self._keys.get(event.key)
        if name is not None:
            event.stop()
            event.prevent_default()
            getattr(self, f"do_{name}")()
        elif self._types and event.is_printable and event.key not in self._reserved and event.character:
            if self.model.edits(self.row, self.column):
                event.stop()
                self.begin(event.character, replacing=True)
            elif event.character != " ":
                self.app.bell()
                self.post_message(self.Forbidden())

    def _editor_key(self, event: events.Key) -> None:
        name = self._editor_keys.get(event.key)
        if name is not None:
            event.stop()
            event.prevent_default()
            getattr(self, f"do_{name}")()
        elif event.is_printable and event.character and self.editor is not None:
            event.stop()
            event.prevent_default()
            self.editor.insert(event.character)
            self._edited()
        elif event.key not in {"f1", "ctrl+p"} and not self.commit():
            event.stop()

    def on_paste(self, event: events.Paste) -> None:
        """Take pasted text: into the editor, as the cell's new text, or as a block for the screen."""
        if not self._types:
            return
        event.stop()
        text = event.text
        if self.editor is not None:
            self.editor.insert(text.strip("\r\n"))
            self._edited()
        elif any(mark in text.strip("\r\n") for mark in "\t\r\n"):
            self.post_message(self.Pasted(text))
        elif text and self.model.edits(self.row, self.column):
            self.begin(text.strip("\r\n"), replacing=True)

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where the mouse points."""
        row = event.y - self.header_height + round(self.scroll_y)
        slot = next((s for s in self._slots if s.x - 1 <= event.x <= s.x + s.width), None)
        if event.y < self.header_height or row >= self.model.row_count() or not self.commit():
            return
        again = row == self.row and (slot is None or slot.column == self.column)
        self._move(row, slot.column if slot else self.column)
        if again and not self._types:
            self.do_enter()

    def on_mouse_scroll_down(self) -> None:
        """Scroll without moving the cursor."""
        self.scroll_y = self.scroll_y + 3

    def on_mouse_scroll_up(self) -> None:
        """Scroll without moving the cursor."""
        self.scroll_y = self.scroll_y - 3

    # -- actions of the keys (named in tui.keys) -----------------------------------------------------

    def do_up(self) -> None:
        """One row up."""
        if not self._step(-1):
            self.scroll_y = 0.0
            self.post_message(self.Left(forward=False))

    def do_down(self) -> None:
        """One row down."""
        if not self._step(1):
            self.post_message(self.Left(forward=True))

    def do_left(self) -> None:
        """One column to the left."""
        column = self._beside(-1)
        if column is not None:
            self._move(self.row, column)

    def do_right(self) -> None:
        """One column to the right."""
        column = self._beside(1)
        if column is not None:
            self._move(self.row, column)

    def do_page_up(self) -> None:
        """One page up."""
        self._move(max(0, self.row - self.body_height), self.column)

    def do_page_down(self) -> None:
        """One page down."""
        self._move(min(self.model.row_count() - 1, self.row + self.body_height), self.column)

    def do_row_start(self) -> None:
        """To the first column where the cursor may stand."""
        self._move(
            self.row, next((c for c in range(self.column) if self.model.rests(self.row, c)), self.column)
        )

    def do_row_end(self) -> None:
        """To the last column where the cursor may stand."""
        found = [c for c in range(self.column, len(self.model.columns)) if self.model.rests(self.row, c)]
        self._move(self.row, found[-1] if found else self.column)

    def do_first(self) -> None:
        """To the first row."""
        self._move(0, self.column)

    def do_last(self) -> None:
        """To the last row."""
        self._move(self.model.row_count() - 1, self.column)

    def do_enter(self) -> None:
        """Open the row, or go down where one types; at the end of a grid's column, to the next one's top."""
        if self._types and self.model.edits(self.row, self.column):
            if self._step(1):
                return
            column = self._beside(1)
            if column is not None:
                self._move(0, column)
            else:
                self.post_message(self.Left(forward=True))
        elif self.model.row_count():
            self.post_message(self.Opened(self.row, self.column))

    def do_next_cell(self) -> None:
        """To the next cell to the right, else to the next row."""
        column = self._beside(1)
        if column is not None:
            self._move(self.row, column)
            return
        below = self.row + 1
        columns = range(len(self.model.columns)) if below < self.model.row_count() else ()
        first = next((c for c in columns if self.model.rests(below, c)), None)
        if first is not None:
            self._move(below, first)
        else:
            self.do_down()

    def do_previous_cell(self) -> None:
        """To the cell before."""
        column = self._beside(-1)
        if column is not None:
            self._move(self.row, column)
            return
        last = [c for c in range(len(self.model.columns)) if self.row and self.model.rests(self.row - 1, c)]
        if last:
            self._move(self.row - 1, last[-1])
        else:
            self.do_up()

    def do_edit(self) -> None:
        """Edit the cell in place; the screen may offer a list instead."""
        if self.model.edits(self.row, self.column):
            self.post_message(self.Choosing())
        elif self.model.row_count():
            self.post_message(self.Opened(self.row, self.column))

    def do_erase(self) -> None:
        """Empty the cell or the chosen block."""
        self.post_message(self.Erased())

    def do_replace(self) -> None:
        """Empty the cell and type anew."""
        if self.model.edits(self.row, self.column):
            self.begin("", replacing=True)

    def do_select_up(self) -> None:
        """Stretch the block upwards."""
        self._stretch(-1, 0)

    def do_select_down(self) -> None:
        """Stretch the block downwards."""
        self._stretch(1, 0)

    def do_select_left(self) -> None:
        """Stretch the block to the left."""
        self._stretch(0, -1)

    def do_select_right(self) -> None:
        """Stretch the block to the right."""
        self._stretch(0, 1)

    def do_select_all(self) -> None:
        """Choose everything that the cursor can reach."""
        columns = [c for c in range(len(self.model.columns)) if self.model.rests(self.row, c)]
        if columns:
            self.origin = (0, columns[0])
            self._move(self.model.row_count() - 1, columns[-1], keep_block=True)

    def _stretch(self, down: int, right: int) -> None:
        row = min(max(self.row + down, 0), self.model.row_count() - 1)
        column = self._beside(right) if right else self.column
        if column is None or not self.model.rests(row, column):
            return
        if self.origin is None:
            self.origin = (self.row, self.column)
        self._move(row, column, keep_block=True)

    def do_copy(self) -> None:
        """Copy the block as tab-separated text: here, and to the terminal's clipboard where it has one."""
        top, left, bottom, right = self.block
        columns = [c for c in range(left, right + 1) if self.model.rests(top, c)]
        lines = ("\t".join(self.model.draft(row, c) for c in columns) for row in range(top, bottom + 1))
        self.app.copy_to_clipboard("\n".join(lines))

    # -- the editor --------------------------------------------------------------------------------

    def begin(self, text: str | None = None, *, replacing: bool = False) -> None:
        """Open the editor with ``text``, or with what the cell holds."""
        if not self.model.edits(self.row, self.column):
            return
        self.origin = None
        self.editor = LineBuffer(self.model.draft(self.row, self.column)) if text is None else LineBuffer()
        if text is not None:
            self.editor.insert(text)
        self.replacing = replacing
        self._edited()

    def commit(self) -> bool:
        """Give the model what was typed. False, and the editor stays, when it was refused."""
        if self.editor is None:
            return True
        raw = self.editor.composed
        row, column = self.row, self.column
        if not self.replacing and raw == self.model.draft(row, column):
            self.do_cancel()
            return True
        taken = self.model.take(row, column, raw)
        if taken.accepted:
            self.editor = None
        self.changed(taken, row)
        self.post_message(self.Committed(row, column, raw, taken))
        return taken.accepted

    def changed(self, taken: Taken, row: int | None = None) -> None:
        """Draw what a change made different."""
        if taken.rows is None:
            self.reload()
        else:
            self.refresh_rows({*taken.rows, *(() if row is None else (row,))})
        if taken.footer:
            self.refresh_footer()

    def do_cancel(self) -> None:
        """Forget what was typed."""
        self.editor = None
        self._edited()

    def do_commit_down(self) -> None:
        """Keep and go down."""
        if self.commit():
            self.do_enter()

    def do_commit_next(self) -> None:
        """Keep and go to the next cell."""
        if self.commit():
            self.do_next_cell()

    def do_commit_previous(self) -> None:
        """Keep and go to the cell before."""
        if self.commit():
            self.do_previous_cell()

    def do_commit_up(self) -> None:
        """Keep and go up."""
        if self.commit():
            self.do_up()

    def do_commit_below(self) -> None:
        """Keep and go down."""
        if self.commit():
            self.do_down()

    def do_caret_left(self) -> None:
        """One letter back, or the cell to the left after typing over."""
        if self.replacing and self._beside(-1) is not None:
            if self.commit():
                self.do_left()
        elif self.editor is not None:
            self.editor.left()
            self._edited()

    def do_caret_right(self) -> None:
        """One letter on, or the cell to the right after typing over."""
        if self.replacing and self._beside(1) is not None:
            if self.commit():
                self.do_right()
        elif self.editor is not None:
            self.editor.right()
            self._edited()

    def do_caret_home(self) -> None:
        """To the first letter."""
        self._edit("home")

    def do_caret_end(self) -> None:
        """To the last letter."""
        self._edit("end")

    def do_rub_left(self) -> None:
        """Take away the letter before the caret."""
        self._edit("backspace")

    def do_rub_right(self) -> None:
        """Take away the letter behind the caret."""
        self._edit("delete")

    def do_rub_word(self) -> None:
        """Take away the word before the caret."""
        self._edit("delete_word")

    def do_rub_all(self) -> None:
        """Take away everything."""
        self._edit("clear")

    def _edit(self, step: str) -> None:
        if self.editor is not None:
            getattr(self.editor, step)()
            self._edited()

    def _edited(self) -> None:
        region = self._cell_region(self.row, self.column)
        if region is not None:
            self.refresh(region)
        self.post_message(self.Moved())

    @property
    def cursor_cell(self) -> Offset:
        """Where the cursor's cell begins in the widget."""
        slot = self._slot(self.column)
        return Offset(slot.x if slot else self._margin, self.header_height + self.row - round(self.scroll_y))


def _title_room(column: Column, slot: Slot) -> int:
    return slot.width - ENDING if column.marked and slot.width > 4 else slot.width
