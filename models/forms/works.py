"""What rules do when their turn comes: calculate a value, show or hide, count rows, prune choices."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from models.forms.graph import Rule, next_row
from models.forms.instance import Cell, Rows
from models.forms.journal import Flagged
from models.forms.routes import Place
from models.forms.values import Value, store, to_boolean, to_number

if TYPE_CHECKING:
    from models.forms.recalculation import Engine

MOST_ROWS = 2000


class Works:
    """The works of one engine, ``by_name`` of a rule's work."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.by_name: dict[str, Callable[[Rule, Any], None]] = {
            "calculate": self._calculate,
            "relevant": self._relevant,
            "shown": self._shown,
            "required": self._required,
            "readonly": self._readonly,
            "count": self._count,
            "choices": self._choices,
        }

    def push_choices(self, cell: Cell) -> None:
        """Schedule that a select is looked at again: are its answers still among its choices."""
        for rule in cell.template.rules:
            if rule.work == "choices":
                self._engine.agenda.push(rule, cell)

    def _calculate(self, rule: Rule, cell: Cell) -> None:
        text, typed = store(
            cell.template.spec.datatype, self._engine.evaluate(rule, cell), self._engine.world.zone
        )
        self._engine.set_text(cell, text, typed)

    def _relevant(self, rule: Rule, cell: Cell) -> None:
        own = to_boolean(self._engine.evaluate(rule, cell, True))
        if own == cell.own:
            return
        self._engine.journal.append(Flagged(cell, "own", cell.own))
        cell.own = own
        above = cell.parent.parent if isinstance(cell.parent, Rows) else cell.parent
        self._spread_relevance(cell, own and (above is None or above.relevant))

    def _spread_relevance(self, cell: Cell, relevant: bool) -> None:
        if relevant == cell.relevant:
            return
        self._engine.journal.append(Flagged(cell, "relevant", cell.relevant))
        cell.relevant = relevant
        if not self._engine.opening:
            self._engine.know_readers()
            for reader in cell.template.readers:
                self._engine.agenda.schedule(reader, cell)
            self.push_choices(cell)
        for child in cell.children:
            if isinstance(child, Rows):
                self._show_rows(child, relevant and child.own)
                for row in child.children:
                    self._spread_relevance(row, relevant and row.own)
            else:
                self._spread_relevance(child, relevant and child.own)

    def _shown(self, rule: Rule, rows: Rows) -> None:
        """Whether a further row of a repeat would be relevant."""
        own = to_boolean(self._engine.evaluate(rule, next_row(rows), True))
        if own != rows.own:
            self._engine.journal.append(Flagged(rows, "own", rows.own))
            rows.own = own
            self._show_rows(rows, own and rows.parent.relevant)

    def _show_rows(self, rows: Rows, relevant: bool) -> None:
        if rows.relevant != relevant:
            self._engine.journal.append(Flagged(rows, "relevant", rows.relevant))
            rows.relevant = relevant
            self._push_count(rows)

    def _push_count(self, rows: Any) -> None:
        for rule in rows.template.rules:
            if rule.work == "count":
                self._engine.agenda.push(rule, rows)

    def _required(self, rule: Rule, cell: Cell) -> None:
        value = to_boolean(self._engine.evaluate(rule, cell, False))
        if value != cell.required:
            self._engine.journal.append(Flagged(cell, "required", cell.required))
            cell.required = value

    def _readonly(self, rule: Rule, cell: Cell) -> None:
        value = to_boolean(self._engine.evaluate(rule, cell, False))
        if value != cell.readonly:
            self._engine.journal.append(Flagged(cell, "readonly", cell.readonly))
            cell.readonly = value

    def _count(self, rule: Rule, rows: Rows) -> None:
        if not rows.relevant or not self._engine.counting:
            return  # nobody loses rows that only went out of sight
        number = to_number(self._counted(rule, next_row(rows)))
        wanted = 0 if number != number else int(max(0.0, min(number, float(MOST_ROWS))))
        while len(rows.children) > wanted:
            self._engine.remove_row(rows, len(rows.children) - 1)
        while len(rows.children) < wanted:
            self._engine.add_row(rows)

    def _counted(self, rule: Rule, place: Cell) -> Value:
        """The number of rows wanted; a plain path is read even where the node is not relevant."""
        tree = rule.tree
        if isinstance(tree, list) and tree[0] == "/" and rule.counter is None:
            rule.counter = self._engine.compiler.cell_at(tree, Place(rule.template, rule.template)) or False
        if rule.counter:
            return rule.counter(place).typed
        return self._engine.evaluate(rule, place, 0.0)

    def _choices(self, _rule: Rule, cell: Cell) -> None:
        """A select loses what is no longer among its choices."""
        if cell.text and cell.relevant:
            kept = self._engine.choices.kept(cell)
            if kept != cell.text:
                opening, self._engine.opening = self._engine.opening, False
                self._engine.put(cell, kept)
                self._engine.opening = opening
