"""A line for a passphrase: every character is drawn as the same dot."""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from textual.strip import Strip

from tui.widgets.field import Field


class Secret(Field):
    """Types like a field and shows nothing but how much was typed."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"field--text", "field--caret"}
    dot = "•"

    def take(self) -> str:
        """Return what was typed and forget it."""
        text = self.text
        self.buffer.clear()
        self.refresh()
        return text

    def render_line(self, y: int) -> Strip:
        """Draw dots and the caret."""
        del y
        room = self.size.width - 3
        text = self.get_component_rich_style("field--text")
        caret = self.get_component_rich_style("field--caret")
        shown = self.dot * min(len(self.buffer.before), room)
        rest = " " * max(0, room - len(shown))
        parts = [("[", text), (shown, text), (" ", caret), (rest, text), ("]", text)]
        return Strip([Segment(piece, style) for piece, style in parts if piece]).crop(0, self.size.width)
