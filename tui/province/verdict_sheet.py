"""One entry under review as a sheet: question, previous period, value, and what is to be said of the cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from locales.violations import told
from locales.words import Words
from tui.marks import Marks
from tui.sheets.cells import calculated_refs
from tui.sheets.writing import is_long, looks_numeric, written
from tui.widgets.sheet_model import Cell, Column, Span, StillModel, Tone

if TYPE_CHECKING:
    from models.entries import Comment
    from models.forms.nodes import NodeState
    from models.office import Difference, Review
    from models.session import EntrySession, Violation

LABEL, BEFORE, VALUE, SIGNS, REMARK = range(5)
REMARKS_FROM = 112  # cells of width from which remarks stand in a column of their own
WHOLE = ""  # the path of the entry itself


@dataclass(frozen=True, slots=True)
class Row:
    """A heading, or a cell of the entry."""

    path: str
    label: str
    depth: int
    heading: bool = False


class VerdictSheet(StillModel):
    """The model of a review. ``comments`` are by path; "" is the entry as a whole."""

    def __init__(self, review: Review, comments: Mapping[str, Comment], words: Words, marks: Marks) -> None:
        self.session: EntrySession = review.session
        self.words = words
        self.marks = marks
        self.comments = comments
        self.changed: dict[str, Difference] = {one.path: one for one in review.changed}
        self._calculated = calculated_refs(self.session.definition)
        self._wrong: dict[str, list[Violation]] = {}
        for violation in self.session.violations():
            self._wrong.setdefault(violation.path, []).append(violation)
        root = f"/{self.session.definition.root.name}"
        self.rows = (Row(WHOLE, words.text("The entry as a whole"), 0), *self._walk(root, 0))
        self._places = {row.path: place for place, row in enumerate(self.rows)}
        previous = words.text("previous period") if review.head.period else ""
        self.columns = (
            Column(words.text("question"), 70, grows=True, least=26),
            Column(previous, 12, "right", needs=64),
            Column(words.text("value"), 16, "right"),
            Column("", 4),
            Column(words.text("remark"), 40, needs=REMARKS_FROM),
        )

    # -- rows ----------------------------------------------------------------------------------------

    def _walk(self, path: str, depth: int) -> Iterator[Row]:
        for child in self.session.children(path):
            node = self.session.node(child)
            if not node.relevant:
                continue
            if node.kind == "question":
                if self._shown(node):
                    yield Row(child, " ".join(node.label.split()), depth)
                continue
            label = self._row_label(child) if node.kind == "row" else " ".join(node.label.split())
            inside = list(self._walk(child, depth + bool(label)))
            if inside and label:
                yield Row(child, label, depth, heading=True)
            yield from inside

    def _shown(self, node: NodeState) -> bool:
        if node.type in {"hidden", "note", ""} or not node.label:
            return False
        return bool(node.value) or node.ref not in self._calculated

    def _row_label(self, path: str) -> str:
        """A row is called by its number and the first text in it."""
        number = path.rpartition("[")[2].rstrip("]")
        for child in self.session.children(path):
            node = self.session.node(child)
            if node.kind == "question" and node.value and not node.value[0].isdigit():
                return f"{number} {written(node, node.value, self.words)}"
        return number

    def row_count(self) -> int:
        """How many rows there are."""
        return len(self.rows)

    def path_at(self, row: int) -> str:
        """The path of a row."""
        return self.rows[row].path if 0 <= row < len(self.rows) else WHOLE

    def place_of(self, path: str) -> int:
        """The row of a path; behind the last one where the sheet does not show it."""
        return self._places.get(path, len(self.rows))

    def label_of(self, path: str) -> str:
        """What a cell is called, with the row that it stands in; its path when the form has no such cell."""
        place = self.place_of(path)
        shown = self.rows[place].label if path and place < len(self.rows) else ""
        node = None if shown else self._node(path)
        found = " ".join(node.label.split()) if node else shown
        if "[" in path:
            row = path[: path.rindex("]") + 1]
            name = next((each.label for each in self.rows if each.path == row and each.heading), "")
            found = f"{found or path} ({name})" if name else found
        return found or path or self.words.text("The entry as a whole")

    def marked(self, row: int) -> bool:
        """Whether there is something to see at a row: an error, a warning, a comment, a change."""
        path = self.path_at(row)
        if self.rows[row].heading:
            return False
        return path in self._wrong or path in self.comments or path in self.changed

    def rests(self, row: int, column: int) -> bool:
        """The cursor stands on cells, and on the entry as a whole."""
        del column
        return not self.rows[row].heading

    def spans(self, row: int) -> tuple[Span, ...] | None:
        """Headings take the row; long texts everything right of the question."""
        if row < 0:
            return None  # the titles of the columns
        line = self.rows[row]
        if line.heading:
            return (Span(LABEL, REMARK, LABEL),)
        if line.path == WHOLE:
            return (Span(LABEL, LABEL, LABEL), Span(BEFORE, VALUE, REMARK), Span(SIGNS, SIGNS, SIGNS))
        if is_long(self.session.node(line.path)):
            usual = (Span(LABEL, LABEL, LABEL), Span(BEFORE, VALUE, BEFORE), Span(SIGNS, SIGNS, SIGNS))
            return (*usual, Span(REMARK, REMARK, REMARK))
        return None

    def cell(self, row: int, column: int) -> Cell:
        """What stands in a cell."""
        line = self.rows[row]
        if column == LABEL:
            return Cell(" " * line.depth + line.label, Tone.HEADING if line.heading else Tone.PLAIN)
        if line.heading:
            return Cell()
        if column == SIGNS:
            return self._signs(line.path)
        if column == REMARK:
            return Cell(*self.remark(line.path))
        if line.path == WHOLE:
            return Cell()
        node = self.session.node(line.path)
        if column == VALUE or is_long(node):
            return self._value(node)
        return Cell(self._written(node, self.session.previous_value(line.path)), Tone.QUIET)

    def _value(self, node: NodeState) -> Cell:
        text = self._written(node, node.value)
        calculated = node.ref in self._calculated
        return Cell(text or self.marks.dash, Tone.QUIET if calculated or not text else Tone.STRONG)

    def _written(self, node: NodeState, value: str) -> str:
        """A value of a question as people read it; a percentage always with its sign and two places."""
        text = written(node, value, self.words)
        if not text or node.unit != "%":
            return text
        return self.words.percent(value) if looks_numeric(value) else f"{text}%"

    def _signs(self, path: str) -> Cell:
        marks, signs, tone = self.marks, "", Tone.PLAIN
        found = self._wrong.get(path, [])
        if any(one.severity == "hard" for one in found):
            signs, tone = marks.hard, Tone.HARD
        elif found:
            explained = all(one.explained for one in found)
            signs, tone = marks.soft, Tone.QUIET if explained else Tone.SOFT
        if path in self.comments:
            signs, tone = signs + marks.note, Tone.SOFT if tone is Tone.PLAIN else tone
        if path in self.changed:
            signs, tone = signs + marks.here, Tone.HEADING if tone is Tone.PLAIN else tone
        return Cell(signs, tone)

    def whole(self, row: int, width: int) -> str:
        """The label and the value in full where the sheet of this width cuts them, else ""."""
        path = self.path_at(row)
        if path == WHOLE or self.rows[row].heading:
            return ""
        label, value = self.rows[row].label, self._value(self.session.node(path)).text
        cut = len(label) + self.rows[row].depth > max(26, width - 38) or len(value) > 16
        return f"{self.label_of(path)}: {value}" if cut else ""

    # -- sentences -------------------------------------------------------------------------------------

    def remark(self, path: str) -> tuple[str, Tone]:
        """Everything that is to be said of a cell, in one sentence."""
        text = self.words.text
        parts = []
        tone = Tone.QUIET
        for violation in self._wrong.get(path, []):
            said = told(violation, self.words)
            why = self.session.explanations.get(path, "")
            explained = text("explained")
            parts.append(f"{said} ({explained}: {why})" if why else said)
            tone = Tone.HARD if violation.severity == "hard" else tone
        if path in self.comments:
            parts.append(f"{self.marks.note} {self.comments[path].text}")
            tone = Tone.SOFT if tone is Tone.QUIET else tone
        note = self.session.notes.get(path, "")
        if note:
            parts.append(text("the commune notes: {note}", note=note))
        if path in self.changed:
            one = self.changed[path]
            old = self.written_at(path, one.old) or self.marks.dash
            if self._is_calculated(path):
                parts.append(text("was {old}, calculated anew", old=old))
            else:
                parts.append(text("was {old}, changed by {by}", old=old, by=one.by or self.marks.dash))
        return " · ".join(parts), tone

    def written_at(self, path: str, value: str) -> str:
        """A value as the question at a path writes it."""
        node = self._node(path)
        return value if node is None else self._written(node, value)

    def changed_by(self, one: Difference) -> str:
        """Who changed a cell; nobody types what is calculated."""
        if self._is_calculated(one.path):
            return self.words.text("calculated")
        return one.by or self.marks.dash

    def _is_calculated(self, path: str) -> bool:
        node = self._node(path)
        return node is not None and node.ref in self._calculated

    def _node(self, path: str) -> NodeState | None:
        """The question at a path; None where this version of the form has none."""
        from models.forms.errors import UnknownNodeError

        try:
            return self.session.node(path)
        except UnknownNodeError:
            return None
