"""Answers of a person: taken at a cell or refused, and rows that come and go."""

from __future__ import annotations

from models.forms.checks import INPUTS, is_input, read_only
from models.forms.errors import UnknownNodeError
from models.forms.instance import Cell, Rows, leaves
from models.forms.journal import Rowed
from models.forms.outcomes import Outcome, Refusal
from models.forms.stepping import Steps, refused
from models.forms.taking import refusal_of, typed_text
from models.forms.workings import Workings
from models.inputs import normal


class Answers:
    """Takes answers, each a step of its own."""

    def __init__(self, workings: Workings, steps: Steps) -> None:
        self._workings = workings
        self._engine = workings.engine
        self._steps = steps

    def record(self, path: str, raw: str) -> Outcome:
        """Take what a person typed, as models.inputs reads it. Raises UnknownNodeError."""
        cell = self._workings.question(path)
        if not raw.strip():
            return self._change(cell, "")
        reading = typed_text(self._engine, cell, raw, self._workings.world.language)
        if isinstance(reading, Refusal):
            return refused(cell, reading)
        return self._change(cell, reading)

    def set(self, path: str, value: str) -> Outcome:
        """Take canonical text; "" blanks the cell. Raises UnknownNodeError."""
        cell = self._workings.question(path)
        text = normal(value)
        if text:
            refusal = refusal_of(self._engine, cell, text)
            if refusal is not None:
                return refused(cell, refusal)
        return self._change(cell, text)

    def _change(self, cell: Cell, text: str) -> Outcome:
        spec = cell.template.spec
        if read_only(cell) or (spec.calculate is not None and spec.type not in INPUTS):
            return refused(cell, Refusal("E_READ_ONLY"))
        if text != cell.text:
            self._engine.put(cell, text)
            self._engine.changed(cell)
        elif text:
            self._engine.touch(cell)  # said again: what reads it may see a new day
        return self._steps.close(cell.path, cell)

    def rows_lost(self, path: str, raw: str) -> tuple[str, ...]:
        """The rows with answers that would go if ``raw`` were recorded here. Raises UnknownNodeError."""
        journal = self._steps.tried(lambda: self.record(path, raw))
        gone = [entry.row for entry in journal if isinstance(entry, Rowed) and not entry.added]
        return tuple(sorted(row.path for row in gone if _holds_answers(row)))

    def add_row(self, repeat: str) -> Outcome:
        """Append a row to a repeat ("/data/r"). Raises UnknownNodeError."""
        rows = self._workings.node(repeat)
        if not isinstance(rows, Rows):
            raise UnknownNodeError(path=repeat)
        if rows.given:
            return refused(rows, Refusal("E_FIXED_ROWS"))
        row = self._engine.add_row(rows)
        self._engine.run()
        return self._steps.close(row.path, row)

    def remove_row(self, row: str) -> Outcome:
        """Take a row ("/data/r[2]") out with all that it holds. Raises UnknownNodeError."""
        cell = self._workings.node(row)
        if not isinstance(cell, Cell) or not isinstance(cell.parent, Rows):
            raise UnknownNodeError(path=row)
        if cell.parent.given:
            return refused(cell, Refusal("E_FIXED_ROWS"))
        self._engine.remove_row(cell.parent, cell.position)
        self._engine.run()
        return self._steps.close(row, None)


def _holds_answers(row: Cell) -> bool:
    return any(cell.text and is_input(cell) for cell in leaves(row))
