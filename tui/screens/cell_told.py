"""What is said of the cell under the cursor: in the message line, and by F1."""

from __future__ import annotations

from locales.words import mark as _
from models.entries import EntryState
from tui.screens.page import Page
from tui.sheets.cells import Cells, Keeper
from tui.sheets.writing import NUMBERS, is_long, written
from tui.widgets.sheet import Sheet
from tui.widgets.sheet_model import Tone

STATES = {
    EntryState.COMPLETE: _("complete"),
    EntryState.EXPORTED: _("exported"),
    EntryState.RECEIVED: _("received"),
    EntryState.ACCEPTED: _("accepted"),
    EntryState.RETURNED: _("returned"),
    EntryState.SUPERSEDED: _("replaced"),
}
CHOICES_SHOWN = 6  # in the message line; more are offered by F2


class CellTold(Page):
    """A page with one sheet of cells of a session, and what it says of them."""

    keeper: Keeper
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

    def after_change(self) -> None:
        """Something was accepted: marks, sections and title may look different."""
        self.retitle()

    def offer_reopening(self) -> None:
        """Ask whether the entry is to be reopened, or a correction of it begun."""
        raise NotImplementedError

    # -- what the message line says ------------------------------------------------------------------

    def on_sheet_moved(self) -> None:
        """Say what is worth knowing of the cell under the cursor."""
        self.cells.refusal = None
        self.tell()
        self.house.keep_place()

    def tell(self) -> None:
        """Fill the message line: what was refused, what is wrong, else what the cell wants."""
        path = self.here()
        if not path:
            self.say("")
            return
        if self.cells.refusal is not None:
            from locales.explain import explain_code  # the words of trouble are loaded when there is trouble

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

    def refuse_typing(self) -> None:
        """Say at once why the cell under the cursor is not typed into, and which key leads on."""
        sitting, text = self.keeper.sitting, self.words.text
        if sitting.read_only:
            state = text(STATES.get(sitting.head.state, "complete"))
            said = (
                text("Nothing was typed: this entry is {state}. F2 begins a correction.", state=state)
                if sitting.can_revise
                else text("Nothing was typed: this entry is {state}. F2 reopens it.", state=state)
            )
        else:
            said = self.closed_cell()
        self.say(f"{self.marks.hard} {said}", Tone.HARD)

    def closed_cell(self) -> str:
        """Why one does not type at the cursor of an entry that is open."""
        return self.words.text("Nothing is typed here: the form works this out by itself.")

    def cell_help(self) -> list[str]:
        """The whole question, its hint and guidance, its previous value."""
        path = self.here()
        if not path:
            return []
        node = self.cells.node(path)
        said = [node.label, node.hint or "", node.guidance or ""]
        if is_long(node) and node.value:
            said.append(f"“{written(node, node.value, self.words)}”")  # a cell may have cut it
        previous = self.cells.session.previous_value(path)
        if previous:
            shown = self.cells.as_told(node, previous)
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
