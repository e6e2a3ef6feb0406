"""Recalculation: after a change only what reads it, in ranked order, and only until nothing changes any more.

Every mutation of the tree goes through Engine and is noted in its journal, so that a step can be told
(outcomes) and taken back exactly (undo).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from models.forms.agenda import Agenda
from models.forms.choices import Choices
from models.forms.definition import FormDefinition
from models.forms.errors import DefinitionError, EvaluationError
from models.forms.evaluation import Compiler
from models.forms.expressions.coding import Tree
from models.forms.glance import glance
from models.forms.graph import (
    AT_ROWS,
    Change,
    Reader,
    Rule,
    attached,
    standing,
    targets_of,
    way_down,
)
from models.forms.instance import Builder, Cell, Rows
from models.forms.journal import Entry, Rowed, Texted
from models.forms.loading import load_actions, load_readers, load_rules
from models.forms.preloads import preloaded
from models.forms.routes import Place
from models.forms.values import Value, plain_number, read, store
from models.forms.works import Works
from models.forms.world import World

_MOST_ROUNDS = 100  # times that one rule may come up in a step before a form that never settles is stopped


class Engine:
    """The tree of one session with its rules at work."""

    def __init__(self, definition: FormDefinition, world: World) -> None:
        self.world = world
        self.compiler = Compiler(world)
        self.choices = Choices(world, self.compiler)
        self.builder = Builder({}, self.fill)
        self.journal: list[Entry] = []
        self.faults: dict[str, str] = {}
        self.agenda = Agenda()
        self.works = Works(self)
        self.opening = True
        self.counting = True
        self._read = False
        self._detached = False
        self._rules = load_rules(definition, world)
        self.first_load, self.load = load_actions(definition, world)

    def know_readers(self) -> None:
        """Load what reads what: opening an entry does without."""
        if not self._read:
            self._read = True
            load_readers(self._rules, self.world)

    # reading expressions

    def evaluate(self, rule: Rule | Change, cell: Any, blank: Value = "") -> Value:
        """What a rule's expression gives at a cell; a failing one gives ``blank`` and is noted in faults."""
        try:
            if rule.closure is None:
                tree = rule.tree if isinstance(rule, Rule) else rule.action.value
                template = rule.template if isinstance(rule, Rule) else rule.target
                if self.opening and template.fixed is not None:
                    known = _glanced(tree, cell)
                    if known is not None:
                        return known
                rule.closure = self.compiler.value(tree, Place(template, template))
            return rule.closure(cell)
        except (EvaluationError, DefinitionError) as trouble:
            self.faults[cell.path] = str(trouble)
            return blank
        except RecursionError:
            self.faults[cell.path] = "depth"
            return blank

    # changing

    def put(self, cell: Cell, text: str) -> None:
        """Give a cell a text, canonical or blank, and note what reads it."""
        self.set_text(cell, text, self.typed(cell, text))

    def typed(self, cell: Cell, text: str) -> Value:
        """What expressions read when the cell holds ``text``."""
        datatype = cell.template.spec.datatype
        if not text or datatype == "string":
            return text
        if datatype in ("int", "decimal"):
            return plain_number(text)
        return read(datatype, text, self.world.zone, self.world.now())

    def set_text(self, cell: Cell, text: str, typed: Value) -> None:
        """Give a cell a text and what expressions read of it; note it, and schedule what reads it."""
        if text == cell.text and typed == cell.typed and typed.__class__ is cell.typed.__class__:
            return
        if self.opening and text == cell.text:
            cell.typed = typed  # the same answer, now as what was calculated
            return
        self.journal.append(Texted(cell, cell.text, cell.typed))
        cell.text = text
        cell.typed = typed
        if not self.opening:
            self.know_readers()
            for reader in cell.template.readers:
                self.agenda.schedule(reader, cell)
            if text and cell.template.spec.itemset is not None:
                self.works.push_choices(cell)

    def touch(self, cell: Cell) -> None:
        """Calculate what reads this cell once more."""
        self.know_readers()
        for reader in cell.template.readers:
            self.agenda.schedule(reader, cell)
        self.run()

    def act(self, changes: list[Change], cell: Any) -> list[Cell]:
        """Carry out actions whose targets lie at or below ``cell``; answer the cells that they changed."""
        touched: list[Cell] = []
        for change in changes:
            targets = list(targets_of(cell, change.target))
            if len(targets) != 1:
                continue  # only one concrete node may be meant
            target = targets[0]
            spec, before = target.template.spec, target.text
            text, _ = store(spec.datatype, self.evaluate(change, target), self.world.zone)
            self.put(target, text)
            if target.text != before:
                touched.append(target)
        return touched

    def changed(self, cell: Cell) -> None:
        """A person changed this cell: recalculate, then the actions that wait for it, and theirs in turn."""
        self.run()
        self.follow([cell])

    def start(self, changes: Sequence[Change]) -> None:
        """Carry out the actions of a form that was just opened and calculated."""
        for change in changes:
            touched = self.act([change], self.world.root)
            self.run()
            self.follow(touched)

    def follow(self, waiting: list[Cell]) -> None:
        """Carry out the actions that wait for changes of these cells, and those that wait for theirs."""
        rounds = 0
        while waiting and rounds < 1000:
            rounds += 1
            source = waiting.pop(0)
            if source.template.actions:
                waiting.extend(self.act(source.template.actions, source))
                if not self.opening:
                    self.run()

    # rows

    def fill(self, cell: Cell, _path: str) -> None:
        """Give a question of a new row (or entry) what it starts with."""
        spec = cell.template.spec
        text = preloaded(spec.preload, self.world) if spec.preload else ""
        text = text or spec.default
        if text:
            cell.text = text
            cell.typed = self.typed(cell, text)

    def add_row(self, rows: Rows) -> Cell:
        """Append a row with its defaults and actions, and schedule all that it concerns."""
        row = self.builder.add(rows, f"{rows.path}[{len(rows.children) + 1}]")
        self.journal.append(Rowed(rows, row, row.position, added=True))
        template = rows.template
        if template.row_actions:
            opening, self.opening = self.opening, False
            touched = self.act(template.row_actions, row)
            self.opening = True  # nothing is run before the whole row is scheduled
            self.follow(touched)
            self.opening = opening
        if template.inner_rules is None:
            inner = [rule for below in (template, *template.below()) for rule in below.rules]
            template.inner_rules = inner
        for rule in template.inner_rules:
            if rule.template is template and rule.work in AT_ROWS:
                continue
            self.agenda.push_below(rule, row, way_down(template, rule))
        self._touch_rows(rows, row.position)
        return row

    def remove_row(self, rows: Rows, index: int) -> Cell:
        """Take a row out; the rows after it move up."""
        row = rows.children.pop(index)
        for later in rows.children[index:]:
            later.position -= 1
        self.journal.append(Rowed(rows, row, index, added=False))
        self._detached = True
        self._touch_rows(rows, index)
        return row

    def _touch_rows(self, rows: Rows, first: int) -> None:
        """Schedule what reads these rows: their number, their positions, and any cell inside them."""
        template = rows.template
        self.know_readers()
        if template.outside is None:
            seen: dict[tuple[int, int], Reader] = {}
            for below in (template, *template.below()):
                for reader in below.readers:
                    levels = below.depth - reader.climbs
                    if levels < template.depth:
                        moved = reader._replace(climbs=template.depth - 1 - levels)
                        seen.setdefault((reader.rule.rank, levels), moved)
            template.outside = list(seen.values())
        for reader in template.outside:
            self.agenda.schedule(reader, rows)
        for reader in template.readers:
            if reader.climbs == 0:
                for row in rows.children[first:]:
                    self.agenda.schedule(reader, row)

    # working off

    def open(self, first: Sequence[Change] = ()) -> None:
        """Calculate everything once, in rank order; ``first`` are the actions of a new entry.

        As in JavaRosa those come before any calculation but what they set off themselves, and meet the rows
        that the form itself holds: rows by count come after them.
        """
        root = self.world.root
        if first:
            self.opening = self.counting = False
            self.start(first)
            self.opening = self.counting = True
        for rule in self._rules:
            work = self.works.by_name[rule.work]
            fixed = rule.template.fixed
            if fixed is not None:
                work(rule, fixed)
            else:
                for cell in standing(root, way_down(root.template, rule)):
                    work(rule, cell)
            if self.agenda:  # rows came or a choice went: what read them before reads them again
                self.opening = False
                self.run()
                self.opening = True
        self.opening = False

    def recalculate(self) -> None:
        """Calculate everything again; the journal then tells what was not as it should be."""
        root = self.world.root
        for rule in self._rules:
            for cell in standing(root, way_down(root.template, rule)):
                self.agenda.push(rule, cell)
        self.run()

    def run(self) -> None:
        """Work off what is scheduled."""
        agenda, rules = self.agenda, self._rules
        rounds: dict[int, int] = {}
        while agenda:
            rank, cells = agenda.take()
            rule = rules[rank]
            rounds[rank] = rounds.get(rank, 0) + 1
            if rounds[rank] > _MOST_ROUNDS:
                self.faults[rule.template.ref] = "endless"
                continue
            work = self.works.by_name[rule.work]
            for cell in cells:
                if self._detached and not attached(cell):
                    continue
                work(rule, cell)
        self._detached = False


def _glanced(tree: Tree, cell: Cell) -> Value | None:
    try:
        return glance(tree, cell)
    except (TypeError, ValueError, LookupError, AttributeError):
        return None  # a damaged tree: the compiler says so in the engine's own words
