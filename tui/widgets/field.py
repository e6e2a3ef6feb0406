"""A line to type into, for dialogs: the sheet's editor without the sheet."""

from __future__ import annotations

from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tui import keys
from tui.keys import Place
from tui.widgets.line_buffer import LineBuffer
from tui.widgets.sheet_paint import window

_STEPS = {
    "caret_left": "left",
    "caret_right": "right",
    "caret_home": "home",
    "caret_end": "end",
    "rub_left": "backspace",
    "rub_right": "delete",
    "rub_word": "delete_word",
    "rub_all": "clear",
}


class Field(Widget, can_focus=True, inherit_bindings=False):
    """One line of text. Enter, Escape, arrows up and down and Tab go on to the dialog."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"field--text", "field--caret"}

    class Changed(Message):
        """The text is another one."""

    def __init__(self, text: str = "", *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self.buffer = LineBuffer(text)
        self._keys = keys.table(Place.EDITOR)

    @property
    def text(self) -> str:
        """The text in NFC, without blanks around it."""
        return self.buffer.composed.strip()

    def on_key(self, event: events.Key) -> None:
        """Type."""
        step = _STEPS.get(self._keys.get(event.key, ""))
        if step is not None:
            getattr(self.buffer, step)()
        elif event.is_printable and event.character:
            self.buffer.insert(event.character)
        else:
            return
        event.stop()
        event.prevent_default()
        self._changed()

    def on_paste(self, event: events.Paste) -> None:
        """Insert pasted text; a path dragged into the terminal may come in quotes."""
        event.stop()
        self.buffer.insert(event.text.strip("\r\n"))
        self._changed()

    def _changed(self) -> None:
        self.refresh()
        self.post_message(self.Changed())

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """One line, always."""
        del container, viewport, width
        return 1

    def render_line(self, y: int) -> Strip:
        """Draw the text and the caret."""
        del y
        width = self.size.width
        text = self.get_component_rich_style("field--text")
        caret = self.get_component_rich_style("field--caret")
        before, after = window(self.buffer, width - 2)
        under = after[:1] or " "
        used = cell_len(before) + cell_len(after[1:]) + max(1, cell_len(under))
        rest = " " * max(0, width - 2 - used)
        parts = [("[", text), (before, text), (under, caret), (after[1:] + rest, text), ("]", text)]
        return Strip([Segment(piece, style) for piece, style in parts if piece]).crop(0, width)
