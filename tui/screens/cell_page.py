"""What the entry sheet and the village grid share: changes of cells, undo and redo, choices."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tui.screens.cell_notes import CellNotes
from tui.sheets.undoing import Steps
from tui.widgets.sheet import Sheet
from tui.widgets.sheet_model import Tone

if TYPE_CHECKING:
    from models.session import Outcome


class CellPage(CellNotes):
    """A page on which cells of a session are changed."""

    steps: Steps

    def may_leave(self) -> bool:
        """Keep what is being typed; stay when it was refused."""
        return self.sheet.commit()

    # -- changes -------------------------------------------------------------------------------------

    def on_sheet_committed(self, event: Sheet.Committed) -> None:
        """A cell was typed. News of typing before it may come in between: what was refused is said again."""
        event.stop()
        if event.taken.accepted:
            self.after_change()
        else:
            self.cells.refusal = self.cells.refused
        self.tell()

    def settled(self, outcome: Outcome) -> None:
        """Called by the cells for every accepted outcome."""
        if outcome.changes:
            self.steps.did()

    def put(self, path: str, value: str) -> bool:
        """Set a canonical value from the program's side (F4, a choice); True when it was taken."""
        outcome = self.keeper.sitting.apply_value(path, value)
        self.cells.refusal = outcome.refusal
        if outcome.refusal is None:
            self.cells.settle(outcome)
            self.redraw()
            self.after_change()
        self.tell()
        return outcome.refusal is None

    def on_sheet_erased(self, event: Sheet.Erased) -> None:
        """Empty the cell under the cursor, or the chosen block."""
        event.stop()
        if self.keeper.sitting.read_only:
            self.refuse_typing()
        else:
            self.erase()

    def erase(self) -> None:
        """Empty the cell under the cursor."""
        path = self.here()
        if path and self.cells.edits_path(path) and self.cells.session.value(path):
            self.put(path, "")

    def on_sheet_forbidden(self, event: Sheet.Forbidden) -> None:
        """Someone types where nothing may be typed: say why, and what to press."""
        event.stop()
        self.refuse_typing()

    def on_sheet_choosing(self, event: Sheet.Choosing) -> None:
        """F2: a list where there are choices, the editor otherwise."""
        event.stop()
        path = self.here()
        if not path:
            return
        node = self.cells.node(path)
        if not self.cells.edits_path(path):
            self.unlock()
            return
        if not node.choices:
            self.sheet.begin()
            return
        from tui.dialogs.choose import ChooseDialog  # not needed for the first frame

        several = node.type in {"select_multiple", "rank"}
        chosen = node.value.split(" ") if several and node.value else [node.value]

        def take(keys: tuple[str, ...] | None) -> None:
            if keys is not None and self.put(path, " ".join(keys)) and not several:
                self.sheet.do_enter()

        choices = [(choice.value, choice.label) for choice in node.choices]
        hint = (
            self.words.text("Enter ticks, Esc keeps")
            if several
            else self.words.text("Enter takes, Esc keeps the old one")
        )
        self.app.push_screen(
            ChooseDialog(node.label, choices, self.marks, chosen=chosen, several=several, hint=hint), take
        )

    def unlock(self) -> None:
        """F2 where one does not type: the way back to work of an entry that is complete or was sent."""
        self.offer_reopening()

    def action_same(self) -> None:
        """Copy the previous period's value."""
        path = self.here()
        if self.keeper.sitting.read_only:
            self.refuse_typing()
            return
        if not path or not self.cells.edits_path(path):
            return
        previous = self.cells.session.previous_value(path)
        if not previous:
            self.say(self.words.text("There is no value of the previous period."), Tone.QUIET)
        elif self.put(path, previous):
            self.sheet.do_enter()

    # -- undo and redo ---------------------------------------------------------------------------------

    def action_undo(self) -> None:
        """Take back the last step."""
        self._travels(self.steps.undo, self.words.text("Nothing to undo."))

    def action_redo(self) -> None:
        """Do the last undone step again."""
        self._travels(self.steps.redo, self.words.text("Nothing to redo."))

    def _travels(self, act: Callable[[], Outcome | None], otherwise: str) -> None:
        if self.keeper.sitting.read_only:
            self.refuse_typing()
        else:
            self._travel(act(), otherwise)

    def _travel(self, outcome: Outcome | None, otherwise: str) -> None:
        if outcome is None:
            self.say(otherwise, Tone.QUIET)
            return
        self.cells.forget_checks()
        self.keeper.keep_all(change.path for change in outcome.changes)
        self.redraw()
        self.go_to(outcome.path)
        self.after_change()
        self.tell()
