"""The sections of a form at the left, with what is done in each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tui.marks import Marks
from tui.widgets.sheet_model import Cell, Column, StillModel, Tone

if TYPE_CHECKING:
    from models.session import Section


ROOM = 4  # cells for done/total; longer ones are told in percent, a mark goes before


class SectionsSheet(StillModel):
    """One row a section: number and name, then ✓, or problems and done/total."""

    header = False

    def __init__(self, sections: Sequence[Section], marks: Marks) -> None:
        self.sections = list(sections)
        self.titles = section_titles(self.sections)
        self.marks = marks
        self.columns = (Column("", 30, grows=True, least=8), Column("", 5, "right"))

    def row_count(self) -> int:
        """How many sections there are."""
        return len(self.sections)

    def rests(self, row: int, column: int) -> bool:
        """The pointer stands on every section."""
        del row, column
        return True

    def cell(self, row: int, column: int) -> Cell:
        """Name or progress."""
        section = self.sections[row]
        if column == 0:
            return Cell(self.titles[row])
        progress = section.progress
        if not progress.total:
            return Cell(self.marks.dash, Tone.OFF)
        if progress.done == progress.total and not progress.hard and not progress.soft:
            return Cell(self.marks.complete, Tone.GOOD)
        share = f"{progress.done}/{progress.total}"
        if len(share) > ROOM:
            share = f"{progress.done * 100 // progress.total}%"
        wrong = progress.done == progress.total or progress.hard > progress.total - progress.done
        if progress.hard and wrong:
            return Cell(f"{self.marks.hard}{share}", Tone.HARD)
        return Cell(f"{self.marks.soft}{share}", Tone.SOFT) if progress.soft else Cell(share, Tone.QUIET)


def section_titles(sections: Sequence[Section]) -> list[str]:
    """Names of the sections, numbered unless the form's own names bring numbers."""
    labels = [" ".join((section.label or section.path.rsplit("/", 1)[-1]).split()) for section in sections]
    if any(label[:1].isdigit() for label in labels):
        return labels
    return [f"{number} {label}" for number, label in enumerate(labels, start=1)]
