"""What the entry sheet and the village grid share: the message of a cell, undo, notes, history, choices."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from locales.explain import explain_code
from tui.dialogs.choose import ChooseDialog
from tui.dialogs.read import ReadDialog
from tui.dialogs.write import WriteDialog
from tui.screens.page import Page
from tui.sheets.cells import Cells, Keeper
from tui.sheets.lines import LinesModel
from tui.sheets.undoing import Steps
from tui.sheets.writing import NUMBERS, written
from tui.widgets.sheet import Sheet
from tui.widgets.sheet_model import Cell, Column, Tone

if TYPE_CHECKING:
    from models.session import Outcome

CHOICES_SHOWN = 6  # in the message line; more are offered by F2


class CellPage(Page):
    """A page with one sheet of cells of a session."""

    keeper: Keeper
    steps: Steps
    cells: Cells

    @property
    def sheet(self) -> Sheet:
        """The sheet of cells."""
        return self.query_one("#cells", Sheet)

    def here(self) -> str:
        """The path of the cell under the cursor, "" when there is none."""
        raise NotImplementedError

    def go_to(self, path: str) -> None:
        """Put the cursor on a cell."""
        raise NotImplementedError

    def redraw(self) -> None:
        """Draw everything anew after changes that may be anywhere."""
        raise NotImplementedError

    # -- what the message line says ------------------------------------------------------------------

    def on_sheet_moved(self) -> None:
        """Say what is worth knowing of the cell under the cursor."""
        self.cells.refusal = None
        self.tell()

    def tell(self) -> None:
        """Fill the message line: what was refused, what is wrong, else what the cell wants."""
        path = self.here()
        if not path:
            self.say("")
            return
        if self.cells.refusal is not None:
            told = explain_code(self.cells.refusal.code, self.words, self.cells.refusal.details)
            self.say(f"{self.marks.hard} {told.body} {told.remedy}", Tone.HARD)
            return
        for violation in self.cells.violations(path):
            hard = violation.severity == "hard"
            mark = self.marks.hard if hard else self.marks.soft
            asks = "" if hard or violation.explained else f" {self.words.text('F6 to explain.')}"
            self.say(f"{mark} {self.cells.told(violation)}{asks}", Tone.HARD if hard else Tone.SOFT)
            return
        comment = self.cells.comments.get(path, "")
        if comment:
            self.say(
                f"{self.marks.returned} {self.words.text('The province says: {text}', text=comment)}",
                Tone.SOFT,
            )
            return
        note = self.cells.session.notes.get(path, "")
        self.say(f"{self.marks.note} {note}" if note else self.about(path), Tone.QUIET)

    def about(self, path: str) -> str:
        """What the cell wants: its choices, its hint, else its whole question and unit."""
        node = self.cells.node(path)
        if node.choices:
            offered = node.choices[:CHOICES_SHOWN]
            shown = "  ".join(f"{number} {choice.label}" for number, choice in enumerate(offered, start=1))
            return shown + (f"  {self.marks.cut} F2" if len(node.choices) > CHOICES_SHOWN else "")
        unit = f" ({node.unit})" if node.unit else ""
        label = " ".join(node.label.split()) + unit
        return f"{label} · {node.hint}" if node.hint else label

    def cell_help(self) -> list[str]:
        """The whole question, its hint and guidance, its previous value."""
        path = self.here()
        if not path:
            return []
        node = self.cells.node(path)
        said = [node.label, node.hint or "", node.guidance or ""]
        previous = self.cells.session.previous_value(path)
        if previous:
            shown = written(node, previous, self.words)
            said.append(self.words.text("Previous period: {value}", value=shown))
        said += [
            f"{self.marks.hard if v.severity == 'hard' else self.marks.soft} {self.cells.told(v)}"
            for v in self.cells.violations(path)
        ]
        if node.type in NUMBERS:
            said.append(self.words.text("A number; =120+35 is worked out. Blank is not 0."))
        elif node.type == "date":
            said.append(self.words.text("A date: 5/10, 05102026, or t for today."))
        elif node.choices:
            said.append(
                self.words.text("Type the number or the first letters of a choice, or F2 for the list.")
            )
        return [" ".join(text.split()) for text in said if text]

    # -- changes -------------------------------------------------------------------------------------

    def on_sheet_committed(self, event: Sheet.Committed) -> None:
        """A cell was typed."""
        event.stop()
        if event.taken.accepted:
            self.after_change()
        self.tell()

    def after_change(self) -> None:
        """Something was accepted: marks, sections and title may look different."""
        self.retitle()

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
        """Empty the cell under the cursor."""
        event.stop()
        path = self.here()
        if path and self.cells.edits_path(path) and self.cells.session.value(path):
            self.put(path, "")

    def on_sheet_forbidden(self, event: Sheet.Forbidden) -> None:
        """Someone types into an entry that is complete or was sent: offer the way back to work."""
        event.stop()
        self.offer_reopening()

    def offer_reopening(self) -> None:
        """Ask whether the entry is to be reopened, or a correction of it begun."""
        raise NotImplementedError

    def on_sheet_choosing(self, event: Sheet.Choosing) -> None:
        """F2: a list where there are choices, the editor otherwise."""
        event.stop()
        path = self.here()
        node = self.cells.node(path)
        if not self.cells.edits_path(path):
            self.offer_reopening()
            return
        if not node.choices:
            self.sheet.begin()
            return
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

    def action_same(self) -> None:
        """Copy the previous period's value."""
        path = self.here()
        if self.keeper.sitting.read_only:
            self.offer_reopening()
            return
        if not path or not self.cells.edits_path(path):
            return
        previous = self.cells.session.previous_value(path)
        if not previous:
            self.say(self.words.text("There is no value of the previous period."), Tone.QUIET)
        elif self.put(path, previous):
            self.sheet.do_enter()

    def action_undo(self) -> None:
        """Take back the last step."""
        self._travels(self.steps.undo, self.words.text("Nothing to undo."))

    def action_redo(self) -> None:
        """Do the last undone step again."""
        self._travels(self.steps.redo, self.words.text("Nothing to redo."))

    def _travels(self, act: Callable[[], Outcome | None], otherwise: str) -> None:
        if self.keeper.sitting.read_only:
            self.offer_reopening()
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

    # -- notes and history -----------------------------------------------------------------------------

    def action_note(self) -> None:
        """Write a note at the cell; where there is a warning, explain it."""
        path = self.here()
        if self.keeper.sitting.read_only:
            self.offer_reopening()
            return
        if not path:
            return
        warnings = [v for v in self.cells.violations(path) if v.severity == "soft"]
        if warnings:
            self.ask_explanation(path, self.cells.told(warnings[0]))
        else:
            self._ask_note(path)

    def ask_explanation(self, path: str, message: str, then: Callable[[], None] = lambda: None) -> None:
        """Ask why an unusual value is right; the answer travels with the bundle."""
        session = self.cells.session

        def keep(text: str | None) -> None:
            if text is not None:
                self.keeper.sitting.apply_explanation(path, text)
                self._annotated(path)
                then()

        title = self.words.text("Explain the warning")
        hint = self.words.text("It travels to the province with the value. Enter keeps, Esc cancels.")
        self.app.push_screen(
            WriteDialog(title, session.explanations.get(path, ""), about=message, hint=hint), keep
        )

    def _ask_note(self, path: str) -> None:
        session = self.cells.session

        def keep(text: str | None) -> None:
            if text is not None:
                self.keeper.sitting.apply_note(path, text)
                self._annotated(path)

        title = self.words.text("Note at the cell")
        hint = self.words.text("Enter keeps, Esc cancels; an empty note is removed.")
        label = " ".join(self.cells.node(path).label.split())
        self.app.push_screen(WriteDialog(title, session.notes.get(path, ""), about=label, hint=hint), keep)

    def _annotated(self, path: str) -> None:
        self.keeper.keep_all([path])
        self.cells.forget_checks()
        self.redraw()
        self.after_change()
        self.tell()

    def action_history(self) -> None:
        """Show what the cell has been."""
        path = self.here()
        if not path:
            return
        house, sitting = self.house.backing, self.keeper.sitting
        node = self.cells.node(path)

        def work() -> object:
            self.keeper.saver.flush(2)
            return house.history(sitting, path)

        def show(found: object) -> None:
            words = self.words
            columns = (
                Column(words.text("when"), 16),
                Column(words.text("who"), 14),
                Column(words.text("was"), 16, grows=True, least=8),
                Column(words.text("became"), 16),
            )
            rows = [
                [
                    Cell(words.moment(line.at), Tone.QUIET),
                    Cell(line.by, Tone.QUIET),
                    Cell(written(node, line.old, words) or self.marks.dash, Tone.QUIET),
                    Cell(written(node, line.new, words) or self.marks.dash),
                ]
                for line in (found if isinstance(found, (list, tuple)) else ())
            ]
            rows = rows or [[Cell(words.text("Nothing was typed here yet."), Tone.QUIET)]]
            title = f"{words.text('History')} · {' '.join(node.label.split())}"
            self.app.push_screen(
                ReadDialog(
                    title,
                    LinesModel(columns, rows, header=True),
                    self.marks,
                    hint=f"Esc {words.text('back')}",
                )
            )

        self.house.background(work, show)

    # -- the disk ------------------------------------------------------------------------------------

    def may_leave(self) -> bool:
        """Keep what is being typed; stay when it was refused."""
        return self.sheet.commit()
