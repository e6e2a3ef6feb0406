"""The digits of both sides: this computer's large, the province's beside them."""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from locales.words import Words
from tui.enrolment.large import large, plain
from tui.enrolment.ports import EnrolmentView
from tui.marks import UNICODE, Marks
from tui.widgets.sheet_layout import fit
from tui.widgets.sheet_model import Tone

BESIDE = 79  # narrower than this the province's digits stand below
LARGE = 67  # narrower than this digits are written small
HIGH = 11  # lower than this digits are written small and the province's stand right below
MARGIN = "  "

Piece = tuple[str, Tone]


class Digits(Widget):
    """Shows what two people on the telephone compare."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"line--{tone}" for tone in Tone}

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._view: EnrolmentView | None = None
        self._words = Words()
        self._marks: Marks = UNICODE

    def put(self, view: EnrolmentView | None, words: Words, marks: Marks) -> None:
        """Show other digits."""
        self._view, self._words, self._marks = view, words, marks
        self.refresh(layout=True)

    def lines(self, width: int, height: int = HIGH) -> list[tuple[Piece, ...]]:
        """What is drawn, line by line; small where there is little room."""
        view = self._view
        if view is None:
            return []
        if width < LARGE or height < HIGH:
            return self._small(view, width)
        own = self._own(view)
        theirs = self._theirs(view)
        if width < BESIDE:
            return [*own, (), *theirs] if own else theirs
        high = max(len(own), len(theirs))
        left = max((sum(len(text) for text, _tone in line) for line in own), default=0)
        return [self._joined(own, theirs, row, left) for row in range(high)]

    def _small(self, view: EnrolmentView, width: int) -> list[tuple[Piece, ...]]:
        """Both sides in as few lines as they take: whose, then groups of five."""
        text = self._words.text
        sides = [
            (whose, digits.split(), tone)
            for whose, digits, tone in (
                (text("ours"), view.digits, Tone.STRONG),
                (text("province's"), view.province, Tone.HEADING),
            )
            if digits
        ]
        room = max((len(whose) for whose, _groups, _tone in sides), default=0)
        lines: list[tuple[Piece, ...]] = []
        for whose, groups, tone in sides:
            many = len(groups) if room + 2 + len(" ".join(groups)) < width else (len(groups) + 1) // 2
            for start in range(0, len(groups), many):
                called = "" if start else whose
                digits = " ".join(groups[start : start + many])
                lines.append(((f" {called:<{room}} ", Tone.QUIET), (digits, tone)))
        return lines

    def _joined(
        self, own: list[tuple[Piece, ...]], theirs: list[tuple[Piece, ...]], row: int, left: int
    ) -> tuple[Piece, ...]:
        first = own[row] if row < len(own) else ()
        room = " " * (left - sum(len(text) for text, _tone in first) + len(MARGIN))
        return (*first, (room, Tone.PLAIN), *(theirs[row] if row < len(theirs) else ()))

    def _own(self, view: EnrolmentView) -> list[tuple[Piece, ...]]:
        if not view.digits:
            return []
        drawn = plain(view.digits) if self._marks.full == "#" else large(view.digits)
        head = self._words.text("YOUR DIGITS: read them aloud")
        return [
            ((f"{MARGIN}{head}", Tone.QUIET),),
            (),
            *(((f"{MARGIN}{line}", Tone.STRONG),) for line in drawn),
            (),
            ((f"{MARGIN}{view.digits}", Tone.QUIET),),
        ]

    def _theirs(self, view: EnrolmentView) -> list[tuple[Piece, ...]]:
        if not view.province:
            return []
        groups = view.province.split()
        pairs = [" ".join(groups[start : start + 2]) for start in range(0, len(groups), 2)]
        return [
            ((self._words.text("PROVINCE'S"), Tone.QUIET),),
            (),
            *(((pair, Tone.HEADING),) for pair in pairs),
        ]

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as there are."""
        del container, viewport
        return len(self.lines(width)) + 1

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        width = self.size.width
        lines = self.lines(width, self.size.height)
        pieces = lines[y] if y < len(lines) else ()
        segments = [
            Segment(text, self.rich_style + self.get_component_rich_style(f"line--{tone}", partial=True))
            for text, tone in pieces
            if text
        ]
        used = sum(segment.cell_length for segment in segments)
        segments.append(Segment(fit("", max(0, width - used), "left", ""), self.rich_style))
        return Strip(segments).crop(0, width)
