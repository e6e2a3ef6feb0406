"""The cells of an entry to be keyed a second time: questions and blanks, never the first values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from tui.second.blind_model import BlindModel
from tui.sheets.writing import is_long
from tui.widgets.sheet_model import Cell, Column, Span, Tone

if TYPE_CHECKING:
    from models.forms.nodes import NodeState
    from models.session import EntrySession

QUESTION, VALUE, ROOM = range(3)
LONG = (Span(QUESTION, QUESTION, QUESTION), Span(VALUE, ROOM, VALUE))
WHOLE = (Span(QUESTION, ROOM, QUESTION),)


class Line(NamedTuple):
    """A heading, a cell to key (``node``), or a table of such cells (``grid``, the path of its repeat)."""

    text: str
    node: NodeState | None = None
    grid: str = ""


class SecondSheet(BlindModel):
    """The model of the blind sitting: questions below each other, tables to be opened."""

    def arrange(self, session: EntrySession, cells: Sequence[NodeState]) -> None:
        """A line a cell, a heading wherever another group begins."""
        text = self.words.text
        self.columns = (
            Column(text("question"), 70, grows=True, least=20),
            Column(text("second keying"), 16, "right", marked=True),
            Column("", 8, needs=60),
        )
        self.rows = list(lines_of(session, cells)) or [Line(text("There is nothing to key twice."))]
        self._at = {line.node.path: row for row, line in enumerate(self.rows) if line.node is not None}
        self._tables = tables_of(session, cells)

    def row_count(self) -> int:
        """How many rows there are."""
        return len(self.rows)

    def path_at(self, row: int, column: int = VALUE) -> str:
        """The path of a row's cell, "" for a heading and beside the cell."""
        node = self.rows[row].node if 0 <= row < len(self.rows) and column == VALUE else None
        return node.path if node is not None else ""

    def row_of(self, path: str) -> int | None:
        """The row of a cell."""
        return self._at.get(path)

    def rests(self, row: int, column: int) -> bool:
        """The cursor stands on cells."""
        line = self.rows[row]
        return column == VALUE and (line.node is not None or bool(line.grid))

    def spans(self, row: int) -> tuple[Span, ...] | None:
        """Headings take the whole row, long answers all that is right of the question."""
        if row < 0:
            return None
        node = self.rows[row].node
        if node is None:
            return None if self.rows[row].grid else WHOLE
        return LONG if is_long(node) else None

    def cell(self, row: int, column: int) -> Cell:
        """The question, and what was keyed the second time."""
        line = self.rows[row]
        if line.grid:
            return self._table(line, column)
        if line.node is None:
            return Cell(line.text, Tone.HEADING) if column == QUESTION else Cell()
        if column == QUESTION:
            return Cell(f"  {line.text}")
        if column == ROOM:
            return Cell(line.node.unit or "", Tone.QUIET)
        return self.keyed(line.node)

    def _table(self, line: Line, column: int) -> Cell:
        if column == QUESTION:
            return Cell(f"{self.marks.grid} {line.text}")
        if column == ROOM:
            return Cell()
        cells = self._tables[line.grid]
        done = sum(1 for node in cells if node.path in self.last)
        mark = self.marks.complete if done == len(cells) else ""
        return Cell(f"{done}/{len(cells)}", Tone.QUIET, mark, Tone.GOOD)

    def complete(self, table: str) -> bool:
        """Whether every cell of a table was keyed a second time."""
        return all(node.path in self.last for node in self._tables[table])


def lines_of(session: EntrySession, cells: Sequence[NodeState]) -> Iterator[Line]:
    """Yield the cells with a heading wherever another group or row begins."""
    before = ""
    tables: set[str] = set()
    for node in cells:
        table = table_of(session, node.path)
        if table:
            if table not in tables:
                tables.add(table)
                yield Line(
                    " ".join(session.node(table).label.split()) or table.rpartition("/")[2], grid=table
                )
            continue
        parent = node.path.rpartition("/")[0]
        if parent != before:
            title = title_of(session, parent)
            if title:
                yield Line(title)
            before = parent
        yield Line(" ".join(node.label.split()) or node.path.rpartition("/")[2], node)


def table_of(session: EntrySession, path: str) -> str:
    """Return the path of the repeat that a screen shows as a table and that the cell is in; "" for none."""
    repeat = path.rpartition("[")[0]
    return repeat if repeat and session.node(repeat).layout == "grid" else ""


def tables_of(session: EntrySession, cells: Sequence[NodeState]) -> dict[str, list[NodeState]]:
    """Return the cells that are in tables, by the path of their repeat."""
    found: dict[str, list[NodeState]] = {}
    for node in cells:
        table = table_of(session, node.path)
        if table:
            found.setdefault(table, []).append(node)
    return found


def title_of(session: EntrySession, path: str) -> str:
    """Name a group by its label, a row of a repeat by what it calls itself, else by its number."""
    node = session.node(path)
    if node.kind != "row":
        return " ".join(node.label.split())
    for child in session.children(path):
        found = session.node(child)
        named = found.kind == "question" and (found.readonly or found.type == "calculate")
        if named and any(letter.isalpha() for letter in found.value):
            return found.value
    base, _bracket, number = path.rpartition("[")
    label = " ".join(session.node(base).label.split()) or base.rpartition("/")[2]
    return f"{label} {number.removesuffix(']')}".strip()
