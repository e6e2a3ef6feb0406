"""One line of the screen: something at the left, something at the right, drawn only when it changed."""

from __future__ import annotations

from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from tui.widgets.sheet_layout import fit
from tui.widgets.sheet_model import Tone

Piece = tuple[str, Tone]


class Line(Widget):
    """A line of pieces. The left is cut when both do not fit; the right is never cut."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"line--{tone}" for tone in Tone}

    def __init__(self, *, id: str | None = None, cut: str = "…") -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._cut = cut
        self._left: tuple[Piece, ...] = ()
        self._right: tuple[Piece, ...] = ()

    @property
    def text(self) -> str:
        """What stands at the left."""
        return "".join(text for text, _tone in self._left)

    @property
    def ending(self) -> str:
        """What stands at the right."""
        return "".join(text for text, _tone in self._right)

    def put(self, left: str | tuple[Piece, ...] = (), right: str | tuple[Piece, ...] = ()) -> None:
        """Say something else."""
        new_left = ((left, Tone.PLAIN),) if isinstance(left, str) else left
        new_right = ((right, Tone.PLAIN),) if isinstance(right, str) else right
        if (new_left, new_right) != (self._left, self._right):
            self._left, self._right = new_left, new_right
            self.refresh()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """One line, always."""
        del container, viewport, width
        return 1

    def render_line(self, y: int) -> Strip:
        """Draw the line."""
        width = self.size.width
        base = self.rich_style
        if y:
            return Strip.blank(width, base)
        ending = [Segment(text, self._style(tone, base)) for text, tone in self._right]
        room = width - sum(cell_len(segment.text) for segment in ending)
        segments: list[Segment] = []
        for text, tone in self._left:
            length = cell_len(text)
            if length > room:
                segments.append(Segment(fit(text, max(room, 0), "left", self._cut), self._style(tone, base)))
                room = 0
                break
            segments.append(Segment(text, self._style(tone, base)))
            room -= length
        segments.append(Segment(" " * max(0, room), base))
        return Strip([*segments, *ending]).crop(0, width)

    def _style(self, tone: Tone, base: Style) -> Style:
        return base + self.get_component_rich_style(f"line--{tone}", partial=True)


class Rule(Widget):
    """A thin line across."""

    def __init__(self, stroke: str = "─", *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._stroke = stroke

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """One line, always."""
        del container, viewport, width
        return 1

    def render_line(self, y: int) -> Strip:
        """Draw the line."""
        del y
        return Strip([Segment(self._stroke * self.size.width, self.rich_style)], self.size.width)
