"""A thin line from top to bottom."""

from __future__ import annotations

from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget


class Edge(Widget):
    """Parts the sections from the sheet."""

    def __init__(self, stroke: str = "│", *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._stroke = stroke

    def render_line(self, y: int) -> Strip:
        """Draw one piece of the line."""
        del y
        return Strip([Segment(self._stroke, self.rich_style)], 1)
