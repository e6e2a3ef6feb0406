"""Where one was: the entry that is open and the cell under the cursor, for the next start."""

from __future__ import annotations

from collections.abc import Sequence

from textual.screen import Screen

from tui.ports import LeftView
from tui.screens.entry import EntryScreen
from tui.screens.grid import GridScreen


def open_now(stack: Sequence[Screen[object]]) -> LeftView | None:
    """Return the entry that is open on a stack of screens, None when there is none."""
    entry = next((screen for screen in reversed(stack) if isinstance(screen, EntryScreen)), None)
    if entry is None:
        return None
    head = entry.keeper.sitting.head
    grid = next((each for each in stack if isinstance(each, GridScreen) and each.entry is entry), None)
    page = grid or entry
    return LeftView(head.form, head.period, head.id, page.here() if page.is_mounted else "")
