"""Recalculation: after a change only what reads it, in ranked order, and only until nothing changes any more.

Every mutation of the tree goes through Engine and is noted in its journal, so that a step can be told
(outcomes) and taken back exactly (undo).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Any, Literal, NamedTuple, TypeAlias

from models.forms.choices import Choices
from models.forms.definition import Action, FormDefinition, Property, Reads
from models.forms.errors import DefinitionError, EvaluationError
from models.forms.evaluation import Compiler
from models.forms.expressions.coding import Tree
from models.forms.glance import glance
from models.forms.instance import Builder, Cell, Rows, Template
from models.forms.paths import Closure
from models.forms.preloads import preloaded
from models.forms.routes import Place
from models.forms.values import Value, plain_number, read, store, to_boolean, to_number
from models.forms.world import World

MOST_ROWS = 2000
_MOST_ROUNDS = 100  # times that one rule may come up in a step before a form that never settles is stopped
Work: TypeAlias = Literal["relevant", "shown", "required", "readonly", "calculate", "count", "choices"]
# These stand at the repeat itself, the others at its rows.
_AT_ROWS = ("shown", "count")


class Rule:
    """An expression of the graph in this session, compiled when first needed."""

    __slots__ = ("closure", "counter", "rank", "reads", "template", "tree", "work")

    def __init__(
        self, rank: int, template: Template, work: Work, tree: Tree, reads: tuple[Reads, ...] = ()
    ) -> None:
        self.rank = rank
        self.reads = reads
        self.template = template
        self.work = work
        self.tree = tree
        self.closure: Closure | None = None
        self.counter: Callable[[Any], Cell] | Literal[False] | None = None


class Reader(NamedTuple):
    """A rule that reads a node, and the way from the changed cell to the rule's cells.

    ``climbs`` parents up, then down ``slots`` (with "all rows" where a repeat lies on the way).
    """

    rule: Rule
    climbs: int
    slots: tuple[tuple[int, bool], ...]


class Change:
    """A setvalue action in this session."""

    __slots__ = ("action", "closure", "target")

    def __init__(self, action: Action, target: Template) -> None:
        self.action = action
        self.target = target
        self.closure: Closure | None = None


@dataclass(slots=True)
class Texted:
    """Journal: a cell's text and typed value before."""

    cell: Cell
    text: str
    typed: Value


@dataclass(slots=True)
class Flagged:
    """Journal: a cell's flag before; "relevant" notes the effective relevance of one node."""

    cell: Any
    flag: Literal["own", "relevant", "required", "readonly"]
    old: bool


@dataclass(slots=True)
class Rowed:
    """Journal: a row that came or went."""

    rows: Rows
    row: Cell
    index: int
    added: bool


Entry: TypeAlias = Texted | Flagged | Rowed
_PROPERTIES: dict[Property, str] = {
    "relevant": "relevant",
    "required": "required",
    "readonly": "readonly",
    "calculate": "calculate",
    "count": "repeat_count",
}


class Engine:
    """The tree of one session with its rules at work."""

    def __init__(self, definition: FormDefinition, world: World) -> None:
        self.world = world
        self.compiler = Compiler(world)
        self.choices = Choices(world, self.compiler)
        self.builder = Builder({}, self.fill)
        self.journal: list[Entry] = []
        self.faults: dict[str, str] = {}
        self._pending: dict[int, dict[Any, None]] = {}
        self._ranks: list[int] = []
        self._opening = True
        self._read = False
        self._detached = False
        self._rules = self._load_rules(definition)
        self._load_actions(definition)

    # loading

    def _load_rules(self, definition: FormDefinition) -> list[Rule]:
        templates, rules = self.world.templates, list[Rule]()
        for number, what, reads in definition.rules:
            template = templates[number]
            if what == "choices":
                tree = template.spec.itemset.nodeset if template.spec.itemset else None
            else:
                tree = getattr(template.spec, _PROPERTIES[what])
            if tree is None:
                raise DefinitionError(reason="rules", node=template.ref, what=what)
            rule = Rule(len(rules), template, what, tree, reads)
            rules.append(rule)
            template.rules.append(rule)
            if what == "relevant" and template.is_repeat:
                rule = Rule(len(rules), template, "shown", tree, reads)
                rules.append(rule)
                template.rules.append(rule)
            if what == "choices":
                self.world.filtered.add(number)
        rules.extend(self._default_choices(len(rules), {action.target for action in definition.actions}))
        return rules

    def _default_choices(self, rank: int, targets: set[str]) -> Iterator[Rule]:
        """What nobody chose (a default, a calculated or set value) goes when it is not among the choices."""
        for template in self.world.templates:
            itemset, spec = template.spec.itemset, template.spec
            given = spec.default or spec.calculate is not None or template.ref in targets
            if given and itemset is not None and template.number not in self.world.filtered:
                rule = Rule(rank, template, "choices", itemset.nodeset or "")
                template.rules.append(rule)
                rank += 1
                yield rule

    def _load_readers(self) -> None:
        """Tell every node who reads it; nothing needs it before the first change."""
        self._read = True
        templates = self.world.templates
        for rule in self._rules:
            for place, shared in rule.reads:
                source, common = templates[place], templates[shared]
                if rule.work in _AT_ROWS and common is rule.template and common.parent is not None:
                    common = common.parent  # the rule stands above its own rows
                reader = Reader(rule, source.depth - common.depth, _slots(common, rule))
                source.readers.append(reader)

    def _load_actions(self, definition: FormDefinition) -> None:
        self.first_load: list[Change] = []
        self.load: list[Change] = []
        for action in definition.actions:
            target, source = self.world.find(action.target), self.world.find(action.source)
            if target is None:
                raise DefinitionError(reason="action", target=action.target)
            change = Change(action, target)
            if action.event == "first-load":
                self.first_load.append(change)
            elif action.event == "load":
                self.load.append(change)
            elif action.event == "new-row":
                for above in target.above:
                    if above.is_repeat:
                        above.row_actions.append(change)
            elif source is not None:
                source.actions.append(change)

    # reading expressions

    def evaluate(self, rule: Rule | Change, cell: Any, blank: Value = "") -> Value:
        """What a rule's expression gives at a cell; a failing one gives ``blank`` and is noted in faults."""
        try:
            if rule.closure is None:
                tree = rule.tree if isinstance(rule, Rule) else rule.action.value
                template = rule.template if isinstance(rule, Rule) else rule.target
                if self._opening and template.fixed is not None:
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
        self._set(cell, text, self.typed(cell, text))

    def typed(self, cell: Cell, text: str) -> Value:
        """What expressions read when the cell holds ``text``."""
        datatype = cell.template.spec.datatype
        if not text or datatype == "string":
            return text
        if datatype in ("int", "decimal"):
            return plain_number(text)
        return read(datatype, text, self.world.zone, self.world.now())

    def _set(self, cell: Cell, text: str, typed: Value) -> None:
        if text == cell.text and typed == cell.typed and typed.__class__ is cell.typed.__class__:
            return
        if self._opening and text == cell.text:
            cell.typed = typed  # the same answer, now as what was calculated
            return
        self.journal.append(Texted(cell, cell.text, cell.typed))
        cell.text = text
        cell.typed = typed
        if not self._opening:
            if not self._read:
                self._load_readers()
            for reader in cell.template.readers:
                self._schedule(reader, cell)
            if text and cell.template.spec.itemset is not None:
                self._push_choices(cell)

    def _push_choices(self, cell: Cell) -> None:
        for rule in cell.template.rules:
            if rule.work == "choices":
                self._push(rule, cell)

    def touch(self, cell: Cell) -> None:
        """Calculate what reads this cell once more."""
        if not self._read:
            self._load_readers()
        for reader in cell.template.readers:
            self._schedule(reader, cell)
        self.run()

    def act(self, changes: list[Change], cell: Any) -> list[Cell]:
        """Carry out actions whose targets lie at or below ``cell``; answer the cells that they changed."""
        touched: list[Cell] = []
        for change in changes:
            targets = list(_targets(cell, change.target))
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
                if not self._opening:
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
            opening, self._opening = self._opening, False
            touched = self.act(template.row_actions, row)
            self._opening = True  # nothing is run before the whole row is scheduled
            self.follow(touched)
            self._opening = opening
        if template.inner_rules is None:
            inner = [rule for below in (template, *template.below()) for rule in below.rules]
            template.inner_rules = inner
        for rule in template.inner_rules:
            if rule.template is template and rule.work in _AT_ROWS:
                continue
            self._push_all(rule, row, _slots(template, rule))
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
        if not self._read:
            self._load_readers()
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
            self._schedule(reader, rows)
        for reader in template.readers:
            if reader.climbs == 0:
                for row in rows.children[first:]:
                    self._schedule(reader, row)

    # the heap

    def _schedule(self, reader: Reader, cell: Any) -> None:
        for _ in range(reader.climbs):
            cell = cell.parent
        self._push_all(reader.rule, cell, reader.slots)

    def _push_all(self, rule: Rule, cell: Any, slots: tuple[tuple[int, bool], ...]) -> None:
        for place, (slot, fans_out) in enumerate(slots):
            cell = cell.children[slot]
            if fans_out:
                for row in cell.children:
                    self._push_all(rule, row, slots[place + 1 :])
                return
        self._push(rule, cell)

    def _push(self, rule: Rule, cell: Any) -> None:
        rank = rule.rank
        cells = self._pending.get(rank)
        if cells is None:
            cells = self._pending[rank] = {}
            heappush(self._ranks, rank)
        cells[cell] = None

    def open(self, first: Sequence[Change] = ()) -> None:
        """Calculate everything once, in rank order; ``first`` are the actions of a new entry.

        Those meet the rows that the form itself holds: rows by count come after them.
        """
        root = self.world.root
        for rule in self._rules:
            if first and rule.work == "count":
                continue
            work = getattr(self, f"_{rule.work}")
            fixed = rule.template.fixed
            if fixed is not None:
                work(rule, fixed)
            else:
                for cell in _standing(root, _slots(root.template, rule)):
                    work(rule, cell)
            if self._ranks:  # rows came or a choice went: what read them before reads them again
                self._opening = False
                self.run()
                self._opening = True
        self._opening = False
        if first:
            self.start(first)
            for rule in self._rules:
                if rule.work == "count":
                    self._push_all(rule, root, _slots(root.template, rule))
            self.run()

    def recalculate(self) -> None:
        """Calculate everything again; the journal then tells what was not as it should be."""
        root = self.world.root
        for rule in self._rules:
            for cell in _standing(root, _slots(root.template, rule)):
                self._push(rule, cell)
        self.run()

    def run(self) -> None:
        """Work off what is scheduled."""
        ranks, pending, rules = self._ranks, self._pending, self._rules
        rounds: dict[int, int] = {}
        while ranks:
            rank = heappop(ranks)
            cells = pending.pop(rank)
            rule = rules[rank]
            rounds[rank] = rounds.get(rank, 0) + 1
            if rounds[rank] > _MOST_ROUNDS:
                self.faults[rule.template.ref] = "endless"
                continue
            work = getattr(self, f"_{rule.work}")
            for cell in cells:
                if self._detached and not _attached(cell):
                    continue
                work(rule, cell)
        self._detached = False

    # what rules do

    def _calculate(self, rule: Rule, cell: Cell) -> None:
        text, typed = store(cell.template.spec.datatype, self.evaluate(rule, cell), self.world.zone)
        self._set(cell, text, typed)

    def _relevant(self, rule: Rule, cell: Cell) -> None:
        own = to_boolean(self.evaluate(rule, cell, True))
        if own == cell.own:
            return
        self.journal.append(Flagged(cell, "own", cell.own))
        cell.own = own
        above = cell.parent.parent if isinstance(cell.parent, Rows) else cell.parent
        self._spread_relevance(cell, own and (above is None or above.relevant))

    def _spread_relevance(self, cell: Cell, relevant: bool) -> None:
        if relevant == cell.relevant:
            return
        self.journal.append(Flagged(cell, "relevant", cell.relevant))
        cell.relevant = relevant
        if not self._opening:
            if not self._read:
                self._load_readers()
            for reader in cell.template.readers:
                self._schedule(reader, cell)
            self._push_choices(cell)
        for child in cell.children:
            if isinstance(child, Rows):
                self._show_rows(child, relevant and child.own)
                for row in child.children:
                    self._spread_relevance(row, relevant and row.own)
            else:
                self._spread_relevance(child, relevant and child.own)

    def _shown(self, rule: Rule, rows: Rows) -> None:
        """Whether a further row of a repeat would be relevant."""
        own = to_boolean(self.evaluate(rule, _next_row(rows), True))
        if own != rows.own:
            self.journal.append(Flagged(rows, "own", rows.own))
            rows.own = own
            self._show_rows(rows, own and rows.parent.relevant)

    def _show_rows(self, rows: Rows, relevant: bool) -> None:
        if rows.relevant != relevant:
            self.journal.append(Flagged(rows, "relevant", rows.relevant))
            rows.relevant = relevant
            self._push_count(rows)

    def _push_count(self, rows: Any) -> None:
        for rule in rows.template.rules:
            if rule.work == "count":
                self._push(rule, rows)

    def _required(self, rule: Rule, cell: Cell) -> None:
        value = to_boolean(self.evaluate(rule, cell, False))
        if value != cell.required:
            self.journal.append(Flagged(cell, "required", cell.required))
            cell.required = value

    def _readonly(self, rule: Rule, cell: Cell) -> None:
        value = to_boolean(self.evaluate(rule, cell, False))
        if value != cell.readonly:
            self.journal.append(Flagged(cell, "readonly", cell.readonly))
            cell.readonly = value

    def _count(self, rule: Rule, rows: Rows) -> None:
        if not rows.relevant:
            return  # nobody loses rows that only went out of sight
        number = to_number(self._counted(rule, _next_row(rows)))
        wanted = 0 if number != number else int(max(0.0, min(number, float(MOST_ROWS))))
        while len(rows.children) > wanted:
            self.remove_row(rows, len(rows.children) - 1)
        while len(rows.children) < wanted:
            self.add_row(rows)

    def _counted(self, rule: Rule, place: Cell) -> Value:
        """The number of rows wanted; a plain path is read even where the node is not relevant."""
        tree = rule.tree
        if isinstance(tree, list) and tree[0] == "/" and rule.counter is None:
            rule.counter = self.compiler.cell_at(tree, Place(rule.template, rule.template)) or False
        if rule.counter:
            return rule.counter(place).typed
        return self.evaluate(rule, place, 0.0)

    def _choices(self, _rule: Rule, cell: Cell) -> None:
        """A select loses what is no longer among its choices."""
        if cell.text and cell.relevant:
            kept = self.choices.kept(cell)
            if kept != cell.text:
                opening, self._opening = self._opening, False
                self.put(cell, kept)
                self._opening = opening


def _glanced(tree: Tree, cell: Cell) -> Value | None:
    try:
        return glance(tree, cell)
    except (TypeError, ValueError, LookupError, AttributeError):
        return None  # a damaged tree: the compiler says so in the engine's own words


def _next_row(rows: Rows) -> Cell:
    """Where the next row would stand: a repeat's expressions are relative to a row, and there may be none."""
    row = Cell(rows.template, rows)
    row.position = len(rows.children)
    return row


def _standing(cell: Any, slots: tuple[tuple[int, bool], ...]) -> list[Any]:
    """The cells (or Rows) at the end of ``slots`` below ``cell``."""
    cells = [cell]
    for slot, fans_out in slots:
        if fans_out:
            cells = [row for each in cells for row in each.children[slot].children]
        else:
            cells = [each.children[slot] for each in cells]
    return cells


def _slots(common: Template, rule: Rule) -> tuple[tuple[int, bool], ...]:
    """The way down from a cell of ``common`` to the cells (or Rows) where ``rule`` stands."""
    found: list[tuple[int, bool]] = []
    at: Template | None = rule.template
    while at is not None and at is not common:
        fans_out = at.is_repeat and not (at is rule.template and rule.work in _AT_ROWS)
        found.append((at.slot, fans_out))
        at = at.parent
    found.reverse()
    return tuple(found)


def _targets(cell: Any, target: Template) -> Iterator[Cell]:
    """The concrete cells of ``target`` nearest to ``cell``: same rows where both stand in the same repeat."""
    lineage = target.above
    while cell.__class__ is Rows or cell.template not in lineage:
        cell = cell.parent
    yield from _down(cell, lineage[lineage.index(cell.template) + 1 :])


def _down(cell: Cell, steps: tuple[Template, ...]) -> Iterator[Cell]:
    if not steps:
        yield cell
        return
    child = cell.children[steps[0].slot]
    for below in child.children if isinstance(child, Rows) else (child,):
        yield from _down(below, steps[1:])


def _attached(cell: Any) -> bool:
    while cell is not None:
        above = cell.parent
        if above.__class__ is Rows:
            rows = above.children
            if cell.position >= len(rows) or rows[cell.position] is not cell:
                return False
        cell = above
    return True


def revert(journal: list[Entry]) -> list[Entry]:
    """Take back what a journal tells; the answer, given to ``revert`` in turn, brings it about again."""
    inverse: list[Entry] = []
    for entry in reversed(journal):
        match entry:
            case Texted(cell, text, typed):
                inverse.append(Texted(cell, cell.text, cell.typed))
                cell.text, cell.typed = text, typed
            case Flagged(node, flag, old):
                inverse.append(Flagged(node, flag, getattr(node, flag)))
                setattr(node, flag, old)
            case Rowed(rows, row, index, added):
                inverse.append(Rowed(rows, row, index, added=not added))
                if added:
                    rows.children.pop(index)
                else:
                    rows.children.insert(index, row)
                for position, each in enumerate(rows.children):
                    each.position = position
    return inverse
