"""One virtual sheet: forms, village grids and lists are all drawn and typed into here.

It draws only the lines that show, refreshes only the regions that changed, and has one editor in
place. It judges nothing: the model says what may be typed and what came of it.

Layers, each a file that adds to the one before: ``sheet_view`` (drawing), ``sheet_cursor``, ``sheet_block``,
``sheet_editor``, and this one, where keys, pastes and the mouse come in.
"""

from __future__ import annotations

from typing import TypeAlias

from textual import events

from tui import keys
from tui.keys import Place
from tui.marks import UNICODE, Marks
from tui.widgets import sheet_messages as messages
from tui.widgets.sheet_editor import SheetEditor
from tui.widgets.sheet_model import SheetModel

LEVELS: dict[Place, tuple[Place, ...]] = {
    Place.LIST: (Place.LIST,),
    Place.CELLS: (Place.LIST, Place.CELLS),
    Place.BLOCK: (Place.LIST, Place.CELLS, Place.BLOCK),
}
LET_THROUGH = frozenset({"f1", "ctrl+p"})  # while a cell is typed: help and commands do not keep it


class Sheet(SheetEditor, can_focus=True, inherit_bindings=False):
    """A sheet over a model. ``place`` says which keys it knows: LIST, CELLS (typing) or BLOCK (grids)."""

    Opened: TypeAlias = messages.Opened
    Moved: TypeAlias = messages.Moved
    Committed: TypeAlias = messages.Committed
    Left: TypeAlias = messages.Left
    Pasted: TypeAlias = messages.Pasted
    Erased: TypeAlias = messages.Erased
    Forbidden: TypeAlias = messages.Forbidden
    Choosing: TypeAlias = messages.Choosing

    def __init__(
        self,
        model: SheetModel,
        *,
        place: Place = Place.LIST,
        screen_place: Place | None = None,
        marks: Marks = UNICODE,
        margin: int = 2,
        id: str | None = None,  # noqa: A002 - Textual's own name for it
    ) -> None:
        super().__init__(
            model,
            types=place in {Place.CELLS, Place.BLOCK},
            points=place is not Place.CELLS,
            marks=marks,
            margin=margin,
            id=id,
        )
        self._keys = keys.table(*LEVELS[place])
        self._editor_keys = keys.table(Place.EDITOR)
        self._reserved = keys.table(screen_place, Place.APP) if screen_place else {}

    # -- keys --------------------------------------------------------------------------------------

    def on_key(self, event: events.Key) -> None:
        """Act on a key, or let it go on to the screen."""
        if self.editor is not None:
            self._editor_key(event)
            return
        name = self._keys.get(event.key)
        if name is not None:
            event.stop()
            event.prevent_default()
            getattr(self, f"do_{name}")()
        elif self._types and event.is_printable and event.key not in self._reserved and event.character:
            event.stop()
            if self.model.edits(self.row, self.column):
                self.begin(event.character, replacing=True)
            elif event.character != " ":
                self.forbid()

    def _editor_key(self, event: events.Key) -> None:
        name = self._editor_keys.get(event.key)
        if name is not None:
            event.stop()
            event.prevent_default()
            getattr(self, f"do_{name}")()
        elif event.is_printable and event.character and self.editor is not None:
            event.stop()
            event.prevent_default()
            self.editor.insert(event.character)
            self._edited()
        elif event.key not in LET_THROUGH and not self.commit():
            event.stop()

    # -- paste and mouse -------------------------------------------------------------------------------

    def on_paste(self, event: events.Paste) -> None:
        """Take pasted text: into the editor, as the cell's new text, or as a block for the screen."""
        if not self._types:
            return
        event.stop()
        text = event.text
        if self.editor is not None:
            self.editor.insert(text.strip("\r\n"))
            self._edited()
        elif any(mark in text.strip("\r\n") for mark in "\t\r\n"):
            self.post_message(messages.Pasted(text))
        elif not self.model.edits(self.row, self.column):
            self.forbid()
        elif text:
            self.begin(text.strip("\r\n"), replacing=True)

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where the mouse points."""
        row = event.y - self.header_height + round(self.scroll_y)
        slot = next((s for s in self._slots if s.x - 1 <= event.x <= s.x + s.width), None)
        if event.y < self.header_height or row >= self.model.row_count() or not self.commit():
            return
        again = row == self.row and (slot is None or slot.column == self.column)
        self._move(row, slot.column if slot else self.column)
        if again and not self._types:
            self.do_enter()

    def on_mouse_scroll_down(self) -> None:
        """Scroll without moving the cursor."""
        self.scroll_y = self.scroll_y + 3

    def on_mouse_scroll_up(self) -> None:
        """Scroll without moving the cursor."""
        self.scroll_y = self.scroll_y - 3
