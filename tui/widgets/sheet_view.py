"""A sheet as it is drawn: which lines show, where its columns stand, what is refreshed.

It holds what is seen (model, cursor, block, editor); the layers above it change that.
"""

from __future__ import annotations

from typing import ClassVar

from rich.style import Style
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.marks import Marks
from tui.widgets.line_buffer import LineBuffer
from tui.widgets.sheet_layout import ENDING, Slot, lay_out, wrap
from tui.widgets.sheet_model import Column, SheetModel, Tone
from tui.widgets.sheet_paint import Painter, places

HEADER_LINES = 3  # at most


class SheetView(ScrollView, inherit_bindings=False):
    """Draws a model. ``types`` tells whether the cursor is a cell (True) or a whole row."""

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

    def __init__(
        self,
        model: SheetModel,
        *,
        types: bool,
        points: bool,
        marks: Marks,
        margin: int,
        id: str | None = None,  # noqa: A002 - Textual's own name for it
    ) -> None:
        super().__init__(id=id)
        self.model = model
        self.marks = marks
        self.row = 0
        self.column = 0
        self.origin: tuple[int, int] | None = None
        self.editor: LineBuffer | None = None
        self._types = types
        self._points = points
        self._margin = margin
        self._left = 0
        self._slots: tuple[Slot, ...] = ()
        self._header: list[list[str]] = []
        self._header_slots: tuple[Slot, ...] = ()
        self._painter: Painter | None = None

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

    # -- refreshing --------------------------------------------------------------------------------

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
                points=self._points,
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


def _title_room(column: Column, slot: Slot) -> int:
    return slot.width - ENDING if column.marked and slot.width > 4 else slot.width
