"""Draws the lines of a sheet as strips of styled text. Knows colours and widths, nothing of keys."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tui.marks import Marks
from tui.widgets.line_buffer import LineBuffer
from tui.widgets.sheet_layout import Slot, fit
from tui.widgets.sheet_model import Cell, Column, SheetModel, Span


class Cursor(Protocol):
    """What the painter asks of a sheet."""

    model: SheetModel
    row: int
    column: int
    origin: tuple[int, int] | None
    editor: LineBuffer | None

    @property
    def typed_into(self) -> bool:
        """Whether the cursor is a cell (True) or a whole row (False)."""
        ...

    @property
    def block(self) -> tuple[int, int, int, int]:
        """The chosen block."""
        ...


class Painter:
    """Draws with the theme's styles: ``styles`` by name, ``base`` below them.

    ``points`` tells whether the row under the cursor is pointed at in the margin.
    """

    def __init__(
        self, styles: dict[str, Style], base: Style, marks: Marks, *, margin: int, points: bool
    ) -> None:
        self._margin = margin
        self._points = points
        self._base = base
        self._styles = {name: base + style for name, style in styles.items()}
        self._partial = styles
        self._marks = marks

    def blank(self, width: int) -> Strip:
        """An empty line."""
        return Strip.blank(width, self._base)

    def header(
        self, titles: Sequence[str], slots: Sequence[Slot], columns: Sequence[Column], width: int
    ) -> Strip:
        """One line of the titles of the columns."""
        style = self._styles["header"]
        parts: list[tuple[str, Style]] = [(" " * self._margin, style)]
        at = self._margin
        for title, slot in zip(titles, slots, strict=True):
            column = columns[slot.column]
            marked = column.marked and slot.width > 4
            text = fit(title, slot.width - 2 if marked else slot.width, column.align, self._marks.cut)
            parts.append((" " * (slot.x - at) + text + ("   " if marked else " "), style))
            at = slot.end
        return _strip(parts, width, style)

    def footer(self, model: SheetModel, line: int, slots: Sequence[Slot], width: int) -> Strip:
        """One line of totals."""
        style = self._styles["footer"]
        parts: list[tuple[str, Style]] = [(" " * self._margin, style)]
        at = self._margin
        for slot in slots:
            cell = model.footer(line, slot.column)
            tone = style + self._partial[cell.tone]
            parts.append((" " * (slot.x - at), style))
            at = slot.end
            parts.extend(self._text(cell, model.columns[slot.column], slot.width, tone, style))
            parts.append((" ", style))
        return _strip(parts, width, style)

    def row(self, sheet: Cursor, row: int, slots: Sequence[Slot], width: int) -> Strip:
        """One row, with the cursor, the block and the editor where they are."""
        here = row == sheet.row and sheet.model.rests(row, sheet.column)
        whole = here and not sheet.typed_into
        base = self._styles["row"] if whole else self._base
        pointer = (self._marks.here if here and self._points else "").ljust(self._margin)
        parts: list[tuple[str, Style]] = [(pointer, base)]
        at = self._margin
        for place, slot in places(sheet.model.spans(row), slots):
            if slot.x > at:
                parts.append((" " * (slot.x - at), base))
            at = slot.end
            cell = sheet.model.cell(row, place)
            column = sheet.model.columns[place]
            on_cursor = here and sheet.typed_into and place == sheet.column
            style = base + self._partial[cell.tone]
            if on_cursor:
                style = self._styles["cursor"]
            elif sheet.origin is not None and _inside(sheet.block, row, place):
                style += self._partial["selected"]
            if on_cursor:
                last, last_style = parts[-1]
                parts[-1] = (last[:-1], last_style)
                parts.append(("[", style))
            if on_cursor and sheet.editor is not None:
                parts.extend(self._editor(sheet.editor, cell, column, slot.width))
            elif on_cursor:
                parts.extend(self._under_cursor(cell, column, slot.width, style, base))
            else:
                parts.extend(self._text(cell, column, slot.width, style, base))
            if on_cursor and not column.marked:
                parts.append(("]", style))
            else:
                parts.append((" ", base))
        return _strip(parts, width, base)

    def _text(
        self, cell: Cell, column: Column, width: int, style: Style, base: Style
    ) -> Iterable[tuple[str, Style]]:
        cut = self._marks.cut
        if not column.marked or width < 4:
            return ((fit(cell.text, width, cell.align or column.align, cut), style),)
        return (
            (fit(cell.text, width - 2, cell.align or column.align, cut), style),
            (" ", base),
            (cell.mark or " ", base + self._partial[cell.mark_tone]),
        )

    def _under_cursor(
        self, cell: Cell, column: Column, width: int, style: Style, base: Style
    ) -> Iterable[tuple[str, Style]]:
        cut = self._marks.cut
        if not column.marked or width < 4:
            return ((fit(cell.text, width, cell.align or column.align, cut), style),)
        return (
            (fit(cell.text, width - 2, cell.align or column.align, cut) + "]", style),
            (cell.mark or " ", base + self._partial[cell.mark_tone]),
        )

    def _editor(
        self, buffer: LineBuffer, cell: Cell, column: Column, width: int
    ) -> Iterable[tuple[str, Style]]:
        """The text being typed. The caret at the end stands where the closing bracket was."""
        room = width - 1 if column.marked else width
        before, after = window(buffer, room)
        style, caret = self._styles["editor"], self._styles["caret"]
        under = after[:1] or " "
        length = cell_len(before) + cell_len(after[1:]) + max(1, cell_len(under))
        pad = " " * max(0, room - length)
        left, right = (pad, "") if (cell.align or column.align) == "right" else ("", pad)
        parts = [(left + before, style), (under, caret), (after[1:] + right, style)]
        if column.marked:
            parts.append((cell.mark or " ", self._base + self._partial[cell.mark_tone]))
        return parts


def window(buffer: LineBuffer, room: int) -> tuple[str, str]:
    """Return what shows before and behind the caret in ``room`` cells (one is the caret's, at least)."""
    room = max(1, room)
    before, after = buffer.before, buffer.after
    behind = cell_len(after)
    # What stands before the caret gets the room that the text behind it does not need, at least half.
    first = max(room - 1 - behind, (room - 1) // 2)
    while before and cell_len(before) > first:
        before = before[1:]
    rest = max(1, room - cell_len(before))
    if behind > rest:
        after = set_cell_size(after, rest)
    return before, after


def places(spans: tuple[Span, ...] | None, slots: Sequence[Slot]) -> Iterable[tuple[int, Slot]]:
    """Yield (the model's column, where it is drawn) for each cell of a row."""
    if spans is None:
        for slot in slots:
            yield slot.column, slot
        return
    for span in spans:
        covered = [slot for slot in slots if span.first <= slot.column <= span.last]
        if covered:
            first, last = covered[0], covered[-1]
            yield span.owner, Slot(span.owner, first.x, last.x + last.width - first.x)


def _inside(block: tuple[int, int, int, int], row: int, column: int) -> bool:
    top, left, bottom, right = block
    return top <= row <= bottom and left <= column <= right


def _strip(parts: Iterable[tuple[str, Style]], width: int, rest: Style) -> Strip:
    """Join parts of one style, pad or crop to ``width``."""
    segments: list[Segment] = []
    text, style = "", rest
    length = 0
    for piece, look in parts:
        if not piece:
            continue
        length += len(piece) if piece.isascii() else cell_len(piece)
        if look == style or not text:
            text, style = text + piece, look
        else:
            segments.append(Segment(text, style))
            text, style = piece, look
    if length < width:
        if style == rest:
            text += " " * (width - length)
        else:
            segments.append(Segment(text, style))
            text, style = " " * (width - length), rest
    segments.append(Segment(text, style))
    strip = Strip(segments, max(length, width))
    return strip.crop(0, width) if length > width else strip
