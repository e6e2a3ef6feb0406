"""Home as a sheet: what is due, then the registers."""

from __future__ import annotations

from datetime import date

from locales.words import Words
from tui.marks import Marks
from tui.ports import DueView, HomeView, RegisterView
from tui.widgets.sheet_model import Cell, Column, Span, StillModel, Tone

TITLE, PERIOD, DEADLINE, PROGRESS, PROBLEMS, STATE = range(6)
BAR = 8


class HomeSheet(StillModel):
    """The model of home. Rows are due forms, a blank line, a heading, registers."""

    def __init__(self, view: HomeView, words: Words, marks: Marks, today: date) -> None:
        self.view = view
        self.words = words
        self.marks = marks
        self.today = today
        text = words.text
        self.columns = (
            Column(text("FORM"), 60, grows=True, least=16),
            Column(text("period"), 8),
            Column(text("deadline"), 8, needs=44),
            Column(text("progress"), BAR + 5, needs=62),
            Column(text("problems"), 8),
            Column(text("province"), 10, needs=74),
        )
        self.rows: list[DueView | RegisterView | str] = [*view.due]
        if not view.due and view.unit:  # before the store is open nobody knows
            self.rows.append(text("Nothing is due."))
        if view.registers:
            self.rows += ["", text("REGISTER"), *view.registers]

    def row_count(self) -> int:
        """How many lines there are."""
        return len(self.rows)

    def at(self, row: int) -> DueView | RegisterView | None:
        """What a row opens."""
        found = self.rows[row] if 0 <= row < len(self.rows) else ""
        return None if isinstance(found, str) else found

    def rests(self, row: int, column: int) -> bool:
        """The cursor stands on rows that open."""
        del column
        return not isinstance(self.rows[row], str)

    def spans(self, row: int) -> tuple[Span, ...] | None:
        """Registers say more with fewer columns."""
        if row < 0 or isinstance(self.rows[row], DueView):
            return None
        line = self.rows[row]
        if isinstance(line, RegisterView):
            return (Span(TITLE, TITLE, TITLE), Span(PERIOD, PERIOD, PERIOD), Span(DEADLINE, STATE, PROGRESS))
        return (Span(TITLE, TITLE, TITLE), Span(PERIOD, STATE, PERIOD))

    def cell(self, row: int, column: int) -> Cell:
        """What stands in a cell."""
        line = self.rows[row]
        if isinstance(line, DueView):
            return self._due(line, column)
        if isinstance(line, RegisterView):
            return self._register(line, column)
        heading = row + 1 < len(self.rows) and isinstance(self.rows[row + 1], RegisterView)
        if column == PERIOD:
            return Cell(self.words.text("records") if heading else "", Tone.QUIET)
        return Cell(line, Tone.QUIET)

    def _due(self, due: DueView, column: int) -> Cell:
        words, marks = self.words, self.marks
        if column == TITLE:
            return Cell(
                words.of(due.title), Tone.STRONG if due.state in {"", "draft", "returned"} else Tone.PLAIN
            )
        if column == PERIOD:
            return Cell(words.period(due.period))
        if column == DEADLINE:
            late = due.overdue and due.state in {"", "draft", "complete"}
            day = words.day_month(due.deadline) if due.deadline else ""
            return Cell(f"{day} {marks.soft}" if late else day, Tone.HARD if late else Tone.PLAIN)
        if column == PROGRESS:
            share = due.done / due.total if due.total else 0.0
            return Cell(f"{marks.progress(share, BAR)} {int(share * 100):>3}%", Tone.QUIET)
        if column == PROBLEMS:
            return self._problems(due)
        return Cell(*self._state(due))

    def _problems(self, due: DueView) -> Cell:
        hard = f"{self.marks.hard}{due.hard} " if due.hard else ""
        soft = f"{self.marks.soft}{due.soft}" if due.soft else ""
        if hard or soft:
            return Cell(hard + soft, Tone.HARD if hard else Tone.SOFT)
        if due.total and due.done == due.total:
            return Cell(self.marks.complete, Tone.GOOD)
        return Cell()

    def _state(self, due: DueView) -> tuple[str, Tone]:
        text = self.words.text
        said: dict[str, tuple[str, Tone]] = {
            "complete": (text("complete"), Tone.PLAIN),
            "exported": (text("exported"), Tone.PLAIN),
            "received": (text("received"), Tone.GOOD),
            "accepted": (text("accepted"), Tone.GOOD),
            "returned": (f"{self.marks.returned} {text('returned')}", Tone.SOFT),
        }
        return said.get(due.state, (self.marks.dash, Tone.QUIET))

    def _register(self, register: RegisterView, column: int) -> Cell:
        if column == TITLE:
            return Cell(self.words.of(register.title))
        if column == PERIOD:
            return Cell(self.words.number(register.records))
        said = []
        if register.overdue:
            said.append(self.words.text("{count} overdue", count=register.overdue))
        if register.drafts:
            said.append(self.words.text("{count} not complete", count=register.drafts))
        return Cell(" · ".join(said), Tone.HARD if register.overdue else Tone.QUIET)
