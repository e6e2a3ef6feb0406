"""The differences between two keyings, side by side: first, second or another value, one by one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType
from textual.widget import Widget

from locales.explain import explain_code
from models.verification import Difference, Keying, differences, last_of, tally
from tui.dialogs.write import WriteDialog
from tui.keys import Place
from tui.screens.page import Page, bindings
from tui.second.second_sheet import title_of
from tui.sheets.lines import LinesModel
from tui.sheets.writing import written
from tui.widgets.line import Piece
from tui.widgets.sheet import Sheet
from tui.widgets.sheet_model import Cell, Column, Tone

if TYPE_CHECKING:
    from tui.screens.entry import EntryScreen
    from tui.second.screen import SecondScreen


class SettleScreen(Page):
    """Each difference is settled with one key; the cursor goes on to the next."""

    PLACE = Place.SETTLE
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.SETTLE)]

    def __init__(self, second: SecondScreen) -> None:
        super().__init__()
        self.second = second
        self.found: list[Difference] = []
        self.keyed = 0

    def body(self) -> Iterator[Widget]:
        """One sheet."""
        self._look()
        yield Sheet(self._model(), screen_place=Place.SETTLE, marks=self.marks, id="differences")

    def on_mount(self) -> None:
        """Begin with the first difference."""
        self.query_one(Sheet).focus()
        self._tell()

    @property
    def entry(self) -> EntryScreen:
        """The entry's own screen."""
        return self.second.entry

    def _look(self) -> None:
        session = self.entry.keeper.sitting.session
        paths = [node.path for node in self.second.cells]
        values = {path: session.value(path) for path in paths}
        last = last_of(self.second.lines)
        self.found = differences(paths, values, last)
        self.keyed = tally(paths, values, last).keyed

    def _model(self) -> LinesModel:
        words, session = self.words, self.entry.keeper.sitting.session
        columns = (
            Column(words.text("question"), 70, grows=True, least=20),
            Column(words.text("first"), 14, "right"),
            Column(words.text("second"), 14, "right"),
            Column(words.text("keyed by"), 16, needs=70),
        )
        rows = []
        for each in self.found:
            node = session.node(each.path)
            row = title_of(session, each.path.rpartition("/")[0]) if "[" in each.path else ""
            label = " ".join(node.label.split())
            rows.append(
                [
                    Cell(f"{label} ({row})" if row else label),
                    Cell(written(node, each.first, words) or self.marks.dash),
                    Cell(written(node, each.second, words) or self.marks.dash),
                    Cell(each.by, Tone.QUIET),
                ]
            )
        if not rows:
            if self.keyed < len(self.second.cells):
                counted = {"keyed": self.keyed, "cells": len(self.second.cells)}
                said = words.text(
                    "No difference so far: {keyed} of {cells} cells were keyed twice.", **counted
                )
                return LinesModel(columns, [[Cell(said, Tone.QUIET)]])
            said = words.text("The two keyings are the same.")
            return LinesModel(columns, [[Cell(f"{self.marks.complete} {said}", Tone.GOOD)]])
        return LinesModel(columns, rows, header=True)

    def relabel(self) -> None:
        """Say everything in the present language."""
        sheet = self.query_one(Sheet)
        sheet.show(self._model(), sheet.row)
        super().relabel()
        self._tell()

    def title_line(self) -> tuple[str, tuple[Piece, ...]]:
        """What this is, and how many are left."""
        left = self.words.text("{count} left", count=len(self.found))
        return self.words.text("Differences between the two keyings"), ((f"{left} ", Tone.QUIET),)

    def _tell(self) -> None:
        if self.found:
            self.say(
                self.words.text("Look at the paper: 1 the first is right, 2 the second, 3 neither."),
                Tone.QUIET,
            )
        elif not self.keyed:
            self.say(self.words.text("Esc goes back to keying."), Tone.QUIET)
        else:
            self.say(self.words.text("Nothing is left to settle."), Tone.GOOD)

    # -- settling --------------------------------------------------------------------------------------

    def _here(self) -> Difference | None:
        row = self.query_one(Sheet).row
        return self.found[row] if 0 <= row < len(self.found) else None

    def action_first(self) -> None:
        """The first value stays."""
        found = self._here()
        if found is not None:
            self._settle(found, found.first)

    def action_second(self) -> None:
        """The second value takes its place."""
        found = self._here()
        if found is not None and self._put(found, found.second):
            self._settle(found, found.second)

    def action_other(self) -> None:
        """Neither is right: type the right one."""
        found = self._here()
        if found is None:
            return

        def asked(raw: str | None) -> None:
            if raw is None:
                return
            reading = self.second.service.read(self.entry.keeper.sitting, found.path, raw)
            if not isinstance(reading, str):
                told = explain_code(reading.code, self.words, reading.details)
                self.say(f"{self.marks.hard} {told.body} {told.remedy}", Tone.HARD)
            elif self._put(found, reading):
                self._settle(found, reading)

        label = " ".join(self.entry.keeper.sitting.session.node(found.path).label.split())
        text = self.words.text
        hint = text("Enter keeps, Esc cancels.")
        self.app.push_screen(WriteDialog(text("Which value is right?"), about=label, hint=hint), asked)

    def _put(self, found: Difference, value: str) -> bool:
        """Give the entry another value, as an ordinary change with its history."""
        keeper, cells = self.entry.keeper, self.entry.cells
        if value == found.first:
            return True
        if keeper.sitting.read_only:
            self.say(
                self.words.text("The entry is complete: reopen it in the review (F4), then settle."),
                Tone.HARD,
            )
            return False
        outcome = keeper.sitting.apply_value(found.path, value)
        if outcome.refusal is not None:
            told_of = explain_code(outcome.refusal.code, self.words, outcome.refusal.details)
            self.say(f"{self.marks.hard} {told_of.body}", Tone.HARD)
            return False
        cells.settle(outcome)
        return True

    def _settle(self, found: Difference, chosen: str) -> None:
        service, sitting = self.second.service, self.entry.keeper.sitting
        line = Keying(
            found.path, "settled", found.first, found.second, service.now(), self.second.who, chosen
        )
        self.second.lines.append(line)
        self.house.saver.submit(lambda: service.append(sitting, line), sitting.head.id, ())
        self._look()
        sheet = self.query_one(Sheet)
        sheet.show(self._model(), min(sheet.row, max(0, len(self.found) - 1)))
        self.retitle()
        self._tell()

    def cell_help(self) -> list[str]:
        """What settling is."""
        return [
            self.words.text(
                "Both values and who keyed them are kept, and who decided. A value that is changed later "
                "differs anew: it has been keyed once only."
            )
        ]
