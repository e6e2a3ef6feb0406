"""A sheet whose cursor is one cell, in which nobody types: Enter opens the cell."""

from __future__ import annotations

from tui.widgets.sheet import Sheet


class PointingSheet(Sheet):
    """Moves cell by cell; everything else is a list."""

    @property
    def typed_into(self) -> bool:
        """Whether the cursor is a cell: always."""
        return True
