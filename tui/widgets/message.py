"""The message line. A sentence of trouble may take up to three lines; anything else takes one and is cut."""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from tui.widgets.sheet_layout import fit, wrap
from tui.widgets.sheet_model import Tone

MOST = 3  # lines
WHOLE = frozenset({Tone.HARD, Tone.SOFT})


class Message(Widget):
    """One thing said at a time, in the tone in which it is meant."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"line--{tone}" for tone in Tone}

    def __init__(self, *, id: str | None = None, cut: str = "…") -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._cut = cut
        self._tone = Tone.PLAIN
        self.text = ""

    def put(self, text: str, tone: Tone = Tone.PLAIN) -> None:
        """Say something else; the room it takes changes only when trouble needs more of it."""
        if (text, tone) == (self.text, self._tone):
            return
        before = len(self._lines(self.size.width))
        self.text, self._tone = text, tone
        self.refresh(layout=len(self._lines(self.size.width)) != before)

    def _lines(self, width: int) -> list[str]:
        if self._tone not in WHOLE or width < MOST:
            return [self.text]
        return wrap(self.text, width - 2, MOST)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """One line, or as many as trouble needs."""
        del container, viewport
        return len(self._lines(width))

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        width = self.size.width
        lines = self._lines(width)
        text = lines[y] if y < len(lines) else ""
        style = self.rich_style + self.get_component_rich_style(f"line--{self._tone}", partial=True)
        return Strip([Segment(fit(f" {text}" if text else "", width, "left", self._cut), style)], width)
