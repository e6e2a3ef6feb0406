"""A section of a form as a sheet: question | previous period | value | change or unit.

A question takes the first two columns (QUESTION, ROOM); where the answer is a long text, it takes ROOM.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum, auto
from typing import NamedTuple

from tui.sheets.cells import Cells, change_percent
from tui.sheets.writing import is_long, is_number
from tui.widgets.sheet_model import Cell, Column, Span, Taken, Tone

QUESTION, ROOM, PREVIOUS, VALUE, EXTRA = range(5)
USUAL_ROW = (
    Span(QUESTION, ROOM, QUESTION),
    Span(PREVIOUS, PREVIOUS, PREVIOUS),
    Span(VALUE, VALUE, VALUE),
    Span(EXTRA, EXTRA, EXTRA),
)
LONG_ROW = (Span(QUESTION, QUESTION, QUESTION), Span(ROOM, VALUE, VALUE), Span(EXTRA, EXTRA, EXTRA))
WHOLE_ROW = (Span(QUESTION, EXTRA, QUESTION),)
NEVER = 10_000  # wider than any terminal: the column is never drawn
BIG_CHANGE = 999  # percent; more is written >999%


class Kind(Enum):
    """What a row of the sheet is."""

    HEADING = auto()
    QUESTION = auto()
    NOTE = auto()
    GRID = auto()
    ADD = auto()


class Row(NamedTuple):
    """One row: what it is, the path of its node, and how deep it is indented."""

    kind: Kind
    path: str
    depth: int


class FormSheet(Cells):
    """The model of one section. ``section`` is the path of its group or repeat."""

    frozen = 1
    header = True
    footers = 0
    section = "/data"
    title = ""

    def open(self, section: str, title: str) -> FormSheet:
        """Show a section."""
        text = self.words.text
        self.section = section
        self.title = title
        self.rebuild()
        self.columns = (
            Column(title, 22),
            Column("", 60, grows=True, least=1),
            Column(text("previous period"), 10, "right", needs=50 if self._has_previous() else NEVER),
            Column(text("this period"), 12, "right", marked=True),
            Column("", 5, needs=38),
        )
        return self

    def rebuild(self) -> None:
        """List the rows anew after repeats grew or shrank."""
        self.rows = tuple(self._rows(self.section, 0, top=True))
        self._at = {row.path: index for index, row in enumerate(self.rows)}

    def _rows(self, path: str, depth: int, *, top: bool = False) -> Iterator[Row]:
        node = self.node(path)
        if node.kind == "question":
            if self.is_shown(node):
                yield Row(Kind.NOTE if node.type == "note" else Kind.QUESTION, path, depth)
        elif node.kind == "repeat" and node.layout == "grid":
            yield Row(Kind.GRID, path, depth)
        elif node.kind == "repeat":
            for child in self.session.children(path):
                yield Row(Kind.HEADING, child, depth)
                for grandchild in self.session.children(child):
                    yield from self._rows(grandchild, depth + 1)
            yield Row(Kind.ADD, path, depth)
        else:
            if not top and node.label:
                yield Row(Kind.HEADING, path, depth)
            inner = depth if top or not node.label else depth + 1
            for child in self._members(path):
                yield from self._rows(child, inner)

    def _members(self, path: str) -> Iterator[str]:
        """The children of a group; of the whole form only the loose questions, groups are sections."""
        for child in self.session.children(path):
            if path != f"/{self.session.definition.root.name}" or self.node(child).kind == "question":
                yield child

    def path_at(self, row: int) -> str:
        """The path of a row's node."""
        return self.rows[row].path if 0 <= row < len(self.rows) else ""

    def row_of(self, path: str) -> int | None:
        """The row of a path, None when it is not of this section."""
        return self._at.get(path)

    def stale_marks(self) -> set[int]:
        """The rows whose marks may have turned because the writer got on."""
        return {self._at[path] for path in self.keeper.stale() if path in self._at}

    # -- the sheet's questions -----------------------------------------------------------------------

    def row_count(self) -> int:
        """How many rows there are."""
        return len(self.rows)

    def cell(self, row: int, column: int) -> Cell:
        """What stands in a cell."""
        line = self.rows[row]
        if column in {QUESTION, ROOM}:
            return self._label(line)
        if line.kind is Kind.GRID and column == VALUE:
            return self._grid_progress(line.path)
        if line.kind is not Kind.QUESTION:
            return Cell()
        if column == VALUE:
            return self.shown(line.path)
        return self._previous(line.path) if column == PREVIOUS else self._extra(line.path)

    def footer(self, line: int, column: int) -> Cell:
        """There are no totals."""
        del line, column
        return Cell()

    def spans(self, row: int) -> tuple[Span, ...] | None:
        """Headings and notes take the whole row, long texts everything right of the question."""
        if row < 0:
            return USUAL_ROW
        line = self.rows[row]
        if line.kind in {Kind.HEADING, Kind.NOTE, Kind.ADD}:
            return WHOLE_ROW
        return LONG_ROW if line.kind is Kind.QUESTION and is_long(self.node(line.path)) else USUAL_ROW

    def rests(self, row: int, column: int) -> bool:
        """The cursor stands on what one answers, on grids and on the row that adds."""
        line = self.rows[row]
        if line.kind is Kind.ADD:
            return column == QUESTION
        if column != VALUE:
            return False
        node = self.node(line.path)
        if line.kind is Kind.GRID:
            return node.relevant
        return line.kind is Kind.QUESTION and node.relevant and self.is_input(node)

    def edits(self, row: int, column: int) -> bool:
        """One types into questions."""
        return (
            column == VALUE and self.rows[row].kind is Kind.QUESTION and self.edits_path(self.rows[row].path)
        )

    def draft(self, row: int, column: int) -> str:
        """The text with which editing begins."""
        del column
        return self.draft_of(self.rows[row].path)

    def take(self, row: int, column: int, raw: str) -> Taken:
        """Let the session decide."""
        del column
        outcome = self.type_into(self.rows[row].path, raw)
        if outcome.refusal is not None:
            return Taken(accepted=False, rows=(row,))
        if outcome.structure_changed:
            self.rebuild()
            return Taken(accepted=True, rows=None)
        # Marks and readiness anywhere in the section may hang on this cell; a section is short.
        return Taken(accepted=True, rows=range(len(self.rows)))

    # -- pieces --------------------------------------------------------------------------------------

    def _label(self, line: Row) -> Cell:
        node = self.node(line.path)
        indent = "  " * line.depth
        if line.kind is Kind.ADD:
            return Cell(f"{indent}+ {self.words.text('add a row')}", Tone.QUIET)
        if line.kind is Kind.HEADING:
            label = node.label or self._row_name(line.path)
            return Cell(indent + label, Tone.HEADING if node.relevant else Tone.OFF)
        if line.kind is Kind.GRID:
            return Cell(f"{indent}{self.marks.grid} {node.label or line.path}")
        if not node.relevant:
            return Cell(indent + node.label, Tone.OFF)
        if node.type == "note" or self.is_calculated(node):
            return Cell(f"{indent}  {_one_line(node.label)}", Tone.QUIET)
        star = "*" if node.required and not node.value else ""
        return Cell(indent + _one_line(node.label or node.path.rsplit("/", 1)[-1]) + star)

    def _has_previous(self) -> bool:
        """Whether there is anything of the previous period in this section."""
        return any(self.session.previous_value(row.path) for row in self.rows if row.kind is Kind.QUESTION)

    def _row_name(self, path: str) -> str:
        base, _bracket, number = path.rpartition("[")
        label = self.node(base).label or base.rsplit("/", 1)[-1]
        return f"{label} {number.removesuffix(']')}"

    def _grid_progress(self, path: str) -> Cell:
        rows = self.session.children(path)
        return Cell(self.words.counted("{count} row", "{count} rows", len(rows)))

    def _previous(self, path: str) -> Cell:
        node = self.node(path)
        return Cell(self.as_told(node, self.session.previous_value(path)), Tone.QUIET)

    def _extra(self, path: str) -> Cell:
        node = self.node(path)
        if not node.relevant:
            return Cell()
        calculated = self.is_calculated(node)
        if is_number(node) and not calculated:
            change = change_percent(self.session.previous_value(path), node.value)
            if change is not None:
                return Cell(self._signed(change), Tone.QUIET)
        return Cell("" if calculated else node.unit or "", Tone.QUIET)

    def _signed(self, change: object) -> str:
        rounded = round(float(str(change)))
        if abs(rounded) > BIG_CHANGE:
            return f"{'+' if rounded > 0 else '-'}>{BIG_CHANGE}%"[:5]
        return f"{rounded:+d}%" if rounded else "="


def _one_line(text: str) -> str:
    return " ".join(text.split())
