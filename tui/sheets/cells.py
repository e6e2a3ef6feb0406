"""What forms and grids share: a session's cells, their marks, and handing typed text to the sitting."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from locales.violations import told as violation_told
from locales.words import Words
from tui.marks import Marks
from tui.saver import Keeping, Saver
from tui.sheets.writing import draft, is_long, told
from tui.widgets.sheet_model import Cell, Tone

if TYPE_CHECKING:
    from models.desk import Sitting
    from models.forms.definition import FormDefinition
    from models.forms.nodes import NodeState
    from models.session import Outcome, Refusal, Violation


class Keeper:
    """Takes outcomes of one sitting to the writer thread and knows which cells are safe."""

    def __init__(self, sitting: Sitting, saver: Saver) -> None:
        self.sitting = sitting
        self.saver = saver
        self.kept: set[str] = set()
        self._pending: set[str] = set()

    def keep(self, outcome: Outcome) -> None:
        """Queue an outcome for the disk; nothing when it changed nothing."""
        if not outcome.changes:
            return
        paths = [change.path for change in outcome.changes]
        self.kept.update(paths)
        self._pending.update(paths)
        sitting = self.sitting
        self.saver.submit(lambda: sitting.save(outcome), sitting.head.id, paths)

    def keep_all(self, paths: Iterable[str]) -> None:
        """Queue everything that waits as one write: a block, a note."""
        found = list(paths)
        self.kept.update(found)
        self._pending.update(found)
        self.saver.submit(self.sitting.flush, self.sitting.head.id, found)

    def stale(self) -> set[str]:
        """The cells that were on their way to the disk when last asked: their marks may have turned."""
        stale = self._pending
        self._pending = {path for path in stale if self.waits(path)}
        return stale

    def waits(self, path: str) -> bool:
        """Whether the cell's last value is not on the disk yet."""
        return self.saver.waits(self.sitting.head.id, path)


class Cells:
    """Cells of a session as a sheet shows them."""

    def __init__(
        self, keeper: Keeper, words: Words, marks: Marks, changed: Callable[[Outcome], None]
    ) -> None:
        self.keeper = keeper
        self.sitting = keeper.sitting
        self.session = keeper.sitting.session
        self.words = words
        self.marks = marks
        self.refusal: Refusal | None = None  # what is said of the cell under the cursor now
        self.refused: Refusal | None = None  # what became of the last text that was typed
        self._changed = changed
        self._checked: dict[str, tuple[Violation, ...]] = {}
        self._calculated = calculated_refs(self.session.definition)
        self.comments: dict[str, str] = {}
        for comment in self.sitting.comments:
            self.comments[comment.path] = " · ".join(
                filter(None, (self.comments.get(comment.path), comment.text))
            )

    def is_calculated(self, node: NodeState) -> bool:
        """Whether the form works this question out by itself."""
        return node.ref in self._calculated

    def is_input(self, node: NodeState) -> bool:
        """Whether this is a question that a person answers."""
        asked = (
            node.kind == "question"
            and not node.readonly
            and node.type not in {"calculate", "hidden", "note", ""}
        )
        return asked and node.ref not in self._calculated

    def is_shown(self, node: NodeState) -> bool:
        """Whether a question is drawn at all: calculations and notes only when they have something to say."""
        if node.kind != "question":
            return True
        return node.type not in {"hidden", ""} and (bool(node.label) or self.is_input(node))

    def node(self, path: str) -> NodeState:
        """The node as it stands."""
        return self.session.node(path)

    def violations(self, path: str) -> tuple[Violation, ...]:
        """What is wrong with a cell and worth saying now: a blank that is still to be typed is not."""
        found = self._checked.get(path)
        if found is None:
            if self.node(path).kind != "question":
                return ()
            blank = not self.session.value(path)
            found = tuple(
                v for v in self.session.cell_violations(path) if not (blank and v.kind == "required")
            )
            self._checked[path] = found
        return found

    def told(self, violation: Violation) -> str:
        """What a violation says: the form's own words, else the program's."""
        return violation_told(violation, self.words)

    def forget_checks(self) -> None:
        """Check again when next drawn: a change elsewhere may decide."""
        self._checked.clear()

    def mark(self, path: str) -> tuple[str, Tone]:
        """The mark beside a cell: not saved, saving, error, warning, note, saved."""
        if self.keeper.waits(path):
            if self.keeper.saver.keeping is Keeping.NOT_SAVED:
                return self.marks.unsaved, Tone.HARD
            return self.marks.saving, Tone.QUIET
        found = self.violations(path)
        if any(v.severity == "hard" for v in found):
            return self.marks.hard, Tone.HARD
        if found:
            return self.marks.soft, Tone.QUIET if all(v.explained for v in found) else Tone.SOFT
        if path in self.comments and path not in self.keeper.kept:
            return self.marks.returned, Tone.SOFT
        if path in self.session.notes:
            return self.marks.note, Tone.QUIET
        return (self.marks.saved, Tone.QUIET) if path in self.keeper.kept else ("", Tone.PLAIN)

    def shown(self, path: str) -> Cell:
        """A cell with its value and its mark."""
        node = self.node(path)
        if not node.relevant:
            return Cell(self.marks.off, Tone.OFF)
        mark, tone = self.mark(path)
        text = self.as_told(node, node.value)
        if not self.is_calculated(node):
            return Cell(text, Tone.PLAIN, mark, tone, "left" if is_long(node) else "")
        return Cell(text or self.marks.dash, Tone.QUIET, mark if tone is Tone.HARD else "", tone)

    def as_told(self, node: NodeState, value: str) -> str:
        """A value of this question as people read it, of this period or another."""
        return told(node, value, self.words, calculated=self.is_calculated(node))

    def edits_path(self, path: str) -> bool:
        """Whether a person may type into this cell."""
        node = self.node(path)
        return node.relevant and self.is_input(node) and not self.sitting.read_only

    def draft_of(self, path: str) -> str:
        """The text with which editing begins."""
        return draft(self.node(path), self.words)

    def type_into(self, path: str, raw: str) -> Outcome:
        """Let the sitting decide on typed text and queue what it accepted."""
        outcome = self.sitting.apply(path, raw)
        self.refusal = self.refused = outcome.refusal
        if outcome.refusal is None:
            self.settle(outcome)
        return outcome

    def settle(self, outcome: Outcome) -> None:
        """Queue an outcome and tell the screen."""
        self.forget_checks()
        self.keeper.keep(outcome)
        self._changed(outcome)


def calculated_refs(definition: FormDefinition) -> frozenset[str]:
    """Return the generic refs of the questions that the form calculates."""
    found = set()
    waiting = [(definition.root, f"/{definition.root.name}")]
    while waiting:
        node, ref = waiting.pop()
        if node.calculate is not None or node.type == "calculate":
            found.add(ref)
        waiting += [(child, f"{ref}/{child.name}") for child in node.children]
    return frozenset(found)


def change_percent(old: str, new: str) -> Decimal | None:
    """Return by how many percent ``new`` differs from ``old``; None when that says nothing."""
    before, after = _number(old), _number(new)
    if before is None or after is None or before == 0:
        return None
    return (after - before) * 100 / before


def total(values: Iterable[str]) -> Decimal | None:
    """Return the sum of what is not blank; None when everything is."""
    numbers = [number for number in map(_number, values) if number is not None]
    return sum(numbers, Decimal(0)) if numbers else None


def _number(text: str) -> Decimal | None:
    if not text:
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
