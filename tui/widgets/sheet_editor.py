"""The editor in place: one line of text in the cursor's cell, given to the model when it is kept."""

from __future__ import annotations

from tui.widgets import sheet_messages as messages
from tui.widgets.line_buffer import LineBuffer
from tui.widgets.sheet_block import SheetBlock
from tui.widgets.sheet_model import Taken


class SheetEditor(SheetBlock, inherit_bindings=False):
    """A sheet in which one types. ``replacing``: typed over, so that left and right leave the cell."""

    replacing = False

    def begin(self, text: str | None = None, *, replacing: bool = False) -> None:
        """Open the editor with ``text``, or with what the cell holds."""
        if not self.model.edits(self.row, self.column):
            return
        self.origin = None
        self.editor = LineBuffer(self.model.draft(self.row, self.column)) if text is None else LineBuffer()
        if text is not None:
            self.editor.insert(text)
        self.replacing = replacing
        self._edited()

    def commit(self) -> bool:
        """Give the model what was typed. False, and the editor stays, when it was refused."""
        if self.editor is None:
            return True
        raw = self.editor.composed
        row, column = self.row, self.column
        if not self.replacing and raw == self.model.draft(row, column):
            self.do_cancel()
            return True
        taken = self.model.take(row, column, raw)
        if taken.accepted:
            self.editor = None
        self.changed(taken, row)
        self.post_message(messages.Committed(row, column, raw, taken))
        return taken.accepted

    def changed(self, taken: Taken, row: int | None = None) -> None:
        """Draw what a change made different."""
        if taken.rows is None:
            self.reload()
        else:
            self.refresh_rows({*taken.rows, *(() if row is None else (row,))})
        if taken.footer:
            self.refresh_footer()

    # -- actions of the keys on a cell ---------------------------------------------------------------

    def do_edit(self) -> None:
        """Edit the cell in place; the screen may offer a list, or lead to a closed cell."""
        if self.model.row_count():
            self.post_message(messages.Choosing())

    def do_erase(self) -> None:
        """Empty the cell or the chosen block."""
        self.post_message(messages.Erased())

    def do_replace(self) -> None:
        """Empty the cell and type anew."""
        if self.model.edits(self.row, self.column):
            self.begin("", replacing=True)
        else:
            self.forbid()

    def forbid(self) -> None:
        """Somebody types where nothing may be typed: a bell, and the screen says why."""
        self.app.bell()
        self.post_message(messages.Forbidden())

    # -- actions of the keys while a cell is typed -----------------------------------------------------

    def do_cancel(self) -> None:
        """Forget what was typed."""
        self.editor = None
        self._edited()

    def do_commit_down(self) -> None:
        """Keep and go down."""
        if self.commit():
            self.do_enter()

    def do_commit_next(self) -> None:
        """Keep and go to the next cell."""
        if self.commit():
            self.do_next_cell()

    def do_commit_previous(self) -> None:
        """Keep and go to the cell before."""
        if self.commit():
            self.do_previous_cell()

    def do_commit_up(self) -> None:
        """Keep and go up."""
        if self.commit():
            self.do_up()

    def do_commit_below(self) -> None:
        """Keep and go down."""
        if self.commit():
            self.do_down()

    def do_caret_left(self) -> None:
        """One letter back, or the cell to the left after typing over."""
        if self.replacing and self._beside(-1) is not None:
            if self.commit():
                self.do_left()
        elif self.editor is not None:
            self.editor.left()
            self._edited()

    def do_caret_right(self) -> None:
        """One letter on, or the cell to the right after typing over."""
        if self.replacing and self._beside(1) is not None:
            if self.commit():
                self.do_right()
        elif self.editor is not None:
            self.editor.right()
            self._edited()

    def do_caret_home(self) -> None:
        """To the first letter."""
        self._edit("home")

    def do_caret_end(self) -> None:
        """To the last letter."""
        self._edit("end")

    def do_rub_left(self) -> None:
        """Take away the letter before the caret."""
        self._edit("backspace")

    def do_rub_right(self) -> None:
        """Take away the letter behind the caret."""
        self._edit("delete")

    def do_rub_word(self) -> None:
        """Take away the word before the caret."""
        self._edit("delete_word")

    def do_rub_all(self) -> None:
        """Take away everything."""
        self._edit("clear")

    def _edit(self, step: str) -> None:
        if self.editor is not None:
            getattr(self.editor, step)()
            self._edited()

    def _edited(self) -> None:
        region = self._cell_region(self.row, self.column)
        if region is not None:
            self.refresh(region)
        self.post_message(messages.Moved())
