"""EntrySession: one sitting at one entry, pure. It decides; screens show, stores keep.

A session knows nothing of files, clocks or people but what its SessionContext gives it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from models.forms.checks import INPUTS, Checker, is_input, read_only
from models.forms.dates import moment_text
from models.forms.definition import FormDefinition
from models.forms.earlier import Earlier, Load
from models.forms.errors import UnknownNodeError
from models.forms.evaluation import Compiler
from models.forms.expressions import Expr, to_tree
from models.forms.instance import Builder, Cell, Rows, everything, find, leaves, row_counts, templates_of
from models.forms.journal import Entry, Rowed, revert
from models.forms.nodes import Choice, NodeState
from models.forms.outcomes import CellChange, Outcome, Progress, Refusal, Section, Violation
from models.forms.recalculation import Engine
from models.forms.resting import collector_at_rest
from models.forms.routes import Place
from models.forms.states import States
from models.forms.telling import differences, relevance_changed, texts_below, texts_changed
from models.forms.values import Value, to_text
from models.forms.wording import Wording
from models.forms.world import World
from models.inputs import Reading, normal, read_typed

__all__ = [
    "CellChange",
    "Choice",
    "EntrySession",
    "NodeState",
    "Outcome",
    "Progress",
    "Refusal",
    "Section",
    "SessionContext",
    "Violation",
]


@dataclass(frozen=True, slots=True)
class SessionContext:
    """What a session may know of the world.

    ``now`` gives the aware local time; ``instances`` the rows of the kit's CSV files by name without ".csv";
    ``seed`` makes random() and randomize() repeatable.
    """

    now: Callable[[], datetime]
    username: str = ""
    device: str = ""
    instances: Mapping[str, Sequence[Mapping[str, str]]] = field(default_factory=dict)
    language: str = "vi"
    seed: int | None = None


class EntrySession:
    """One entry being filled in. Open it with :meth:`open`."""

    def __init__(
        self,
        definition: FormDefinition,
        context: SessionContext,
        earlier: Earlier,
        notes: Mapping[str, str],
        explanations: Mapping[str, str],
    ) -> None:
        self.definition = definition
        self._context = context
        self._world = World(
            definition,
            templates_of(definition.root),
            now=context.now,
            instances=context.instances,
            properties={"username": context.username, "deviceid": context.device},
            language=context.language,
            seed=context.seed,
        )
        self._engine = Engine(definition, self._world)
        self._wording = Wording(definition, self._world, self._engine.compiler)
        self._checker = Checker(self._engine.compiler, self._engine.choices, earlier)
        self._states = States(self._wording, self._engine.choices, self._checker)
        self._earlier = earlier
        self._notes = dict(notes)
        self._explanations = dict(explanations)
        self._undo: list[tuple[str, list[Entry]]] = []
        self._redo: list[tuple[str, list[Entry]]] = []
        self._initial: tuple[CellChange, ...] = ()
        self._counts: dict[int, Progress] = {}  # of the root's children, until the next change

    @classmethod
    def open(
        cls,
        definition: FormDefinition,
        context: SessionContext,
        *,
        values: Mapping[str, str] | None = None,
        presets: Mapping[str, str] | None = None,
        previous: Mapping[str, str] | None = None,
        earlier: Load | None = None,
        notes: Mapping[str, str] | None = None,
        explanations: Mapping[str, str] | None = None,
    ) -> EntrySession:
        """Begin a new entry (``values`` None: defaults, presets, start-of-form events) or resume one.

        ``presets`` gives some cells their text, paths that the form does not have are passed over;
        ``previous`` holds the values of the period before, for comparison only; ``earlier`` gives those of up
        to twelve periods before, newest first, if a number must be judged beside them.
        """
        with collector_at_rest():
            past = Earlier(previous or {}, earlier)
            session = cls(definition, context, past, notes or {}, explanations or {})
            if values is None:
                session._begin(presets or {})
            else:
                session._resume(values, presets or {})
        return session

    # opening

    def _begin(self, presets: Mapping[str, str]) -> None:
        engine, world = self._engine, self._world
        world.root = Builder(row_counts(presets), engine.fill).entry(world.templates[0])
        self._preset(presets)
        engine.open(engine.first_load)
        engine.start(engine.load)
        engine.journal.clear()
        self._initial = tuple([CellChange(path, "", text) for path, text in self.values().items()])

    def _resume(self, values: Mapping[str, str], presets: Mapping[str, str]) -> None:
        engine, world = self._engine, self._world

        found = 0

        def fill(cell: Cell, path: str) -> None:
            nonlocal found
            text = values.get(path)
            if text:
                found += 1
                cell.text = text = text if text.isascii() else normal(text)
                cell.typed = text if cell.template.spec.datatype == "string" else engine.typed(cell, text)

        world.root = Builder(row_counts(values), fill).entry(world.templates[0])
        self._preset(presets)
        engine.open()
        engine.start(engine.load)
        if found < len(values) or any(isinstance(entry, Rowed) for entry in engine.journal):
            self._initial = tuple(differences(values, self.values()))
        else:
            self._initial = tuple(texts_changed(engine.journal))
        engine.journal.clear()

    def _preset(self, presets: Mapping[str, str]) -> None:
        for path, text in presets.items():
            cell = find(self._world.root, path)
            if isinstance(cell, Cell) and cell.template.spec.kind == "question":
                self._engine.put(cell, normal(text))

    def initial_changes(self) -> tuple[CellChange, ...]:
        """What opening made of the given values: defaults, presets, calculations; to be stored."""
        return self._initial

    # language

    @property
    def language(self) -> str:
        """The language of labels and messages, a code of ``definition.languages``."""
        return self._world.language

    @language.setter
    def language(self, language: str) -> None:
        self._world.language = language

    # changing

    def record(self, path: str, raw: str) -> Outcome:
        """Take what a person typed, as models.inputs reads it; a refusal leaves the value as it was.

        Raises UnknownNodeError.
        """
        cell = self._question(path)
        if not raw.strip():
            return self._change(cell, "")
        reading = self._read(cell, raw)
        if isinstance(reading, Refusal):
            return self._refused(cell, reading)
        return self._change(cell, reading)

    def set(self, path: str, value: str) -> Outcome:
        """Take canonical text, with the same checks as :meth:`record`. Raises UnknownNodeError."""
        cell = self._question(path)
        text = normal(value)
        if text:
            refusal = self._canonical(cell, text)
            if refusal is not None:
                return self._refused(cell, refusal)
        return self._change(cell, text)

    def rows_lost(self, path: str, raw: str) -> tuple[str, ...]:
        """The rows with answers that would go if ``raw`` were recorded here, for a screen that asks first.

        Only where a repeat takes its number of rows from the entry can there be any. Raises UnknownNodeError.
        """
        undone, redone = list(self._undo), list(self._redo)
        self.record(path, raw)
        if len(self._undo) == len(undone):
            return ()
        journal = self._undo[-1][1]
        gone = [entry for entry in journal if isinstance(entry, Rowed) and not entry.added]
        revert(journal)
        self._counts.clear()
        self._undo, self._redo = undone, redone
        held = [
            entry.row for entry in gone if any(cell.text and is_input(cell) for cell in leaves(entry.row))
        ]
        return tuple(sorted(row.path for row in held))

    def clear(self, path: str) -> Outcome:
        """Blank a cell. Raises UnknownNodeError."""
        return self._change(self._question(path), "")

    def _read(self, cell: Cell, raw: str) -> str | Refusal:
        choices = self._engine.choices.of(cell) if cell.template.spec.itemset is not None else ()
        spec = cell.template.spec
        reading = Reading(spec.type, spec.datatype, self.language, choices, self._world.now(), cell.text)
        return read_typed(raw, reading)

    def _canonical(self, cell: Cell, text: str) -> Refusal | None:
        """Whether canonical text fits the question's type and choices."""
        typed, spec = self._engine.typed(cell, text), cell.template.spec
        if spec.datatype == "int" and not (isinstance(typed, float) and typed.is_integer()):
            return Refusal("E_NOT_AN_INTEGER", {"value": text})
        if spec.datatype == "decimal" and not isinstance(typed, float):
            return Refusal("E_NOT_A_NUMBER", {"value": text})
        if spec.datatype in ("date", "time", "dateTime") and isinstance(typed, str):
            return Refusal("E_NOT_A_DATE" if spec.datatype != "time" else "E_NOT_A_TIME", {"value": text})
        if spec.itemset is not None:
            values = self._engine.choices.values(cell)
            chosen = [text] if spec.type == "select_one" else text.split()
            if any(value not in values for value in chosen):
                return Refusal("E_NOT_A_CHOICE", {"value": text})
        return None

    def _change(self, cell: Cell, text: str) -> Outcome:
        spec = cell.template.spec
        if read_only(cell) or (spec.calculate is not None and spec.type not in INPUTS):
            return self._refused(cell, Refusal("E_READ_ONLY"))
        if text != cell.text:
            self._engine.put(cell, text)
            self._engine.changed(cell)
        elif text:
            self._engine.touch(cell)  # said again: what reads it may see a new day
        return self._done(cell.path, cell)

    def _refused(self, cell: Cell | Rows, refusal: Refusal) -> Outcome:
        value = cell.text if isinstance(cell, Cell) else ""
        return Outcome(cell.path, value, refusal, (), (), (), False)

    def add_row(self, repeat: str) -> Outcome:
        """Append a row to a repeat ("/data/r"). Raises UnknownNodeError."""
        rows = find(self._world.root, repeat)
        if not isinstance(rows, Rows):
            raise UnknownNodeError(path=repeat)
        spec = rows.template.spec
        if spec.repeat_count is not None or spec.fixed:
            return self._refused(rows, Refusal("E_FIXED_ROWS"))
        row = self._engine.add_row(rows)
        self._engine.run()
        return self._done(row.path, row)

    def remove_row(self, row: str) -> Outcome:
        """Take a row ("/data/r[2]") out with all that it holds. Raises UnknownNodeError."""
        cell = find(self._world.root, row)
        if not isinstance(cell, Cell) or not isinstance(cell.parent, Rows):
            raise UnknownNodeError(path=row)
        rows = cell.parent
        if rows.template.spec.repeat_count is not None or rows.template.spec.fixed:
            return self._refused(cell, Refusal("E_FIXED_ROWS"))
        self._engine.remove_row(rows, cell.position)
        self._engine.run()
        return self._done(row, None)

    def recalculate(self) -> Outcome:
        """Calculate everything anew: what depends on the day, the clock or the language may have moved."""
        self._engine.recalculate()
        return self._done(self._world.root.path, None)

    def finish(self) -> Outcome:
        """Fill in what a form asks of its end (type ``end``), as JavaRosa does when an entry is finalised."""
        for cell in leaves(self._world.root):
            if cell.template.spec.preload == "timestamp:end":
                self._engine.put(cell, moment_text(self._world.now(), self._world.zone))
                self._engine.changed(cell)
        return self._done(self._world.root.path, None)

    def undo(self) -> Outcome | None:
        """Take the last step back, all that followed from it too; None when there is none."""
        return self._go(self._undo, self._redo)

    def redo(self) -> Outcome | None:
        """Do again what was taken back last; None when there is nothing."""
        return self._go(self._redo, self._undo)

    def _go(
        self, source: list[tuple[str, list[Entry]]], other: list[tuple[str, list[Entry]]]
    ) -> Outcome | None:
        if not source:
            return None
        path, journal = source.pop()
        inverse = revert(journal)
        other.append((path, inverse))
        cell = find(self._world.root, path)
        return self._outcome(path, cell if isinstance(cell, Cell) else None, inverse)

    def _done(self, path: str, cell: Cell | None) -> Outcome:
        journal = self._engine.journal
        if journal:
            self._engine.journal = []
            self._undo.append((path, journal))
            self._redo.clear()
        return self._outcome(path, cell, journal)

    # telling what happened

    def _outcome(self, path: str, cell: Cell | None, journal: list[Entry]) -> Outcome:
        self._counts.clear()
        structure = any(isinstance(entry, Rowed) for entry in journal)
        changes = self._moved(journal) if structure else texts_changed(journal)
        changes.sort(key=lambda change: change.path != path)  # stable: the touched cell first
        return Outcome(
            path,
            cell.text if cell is not None else "",
            None,
            tuple(changes),
            relevance_changed(journal),
            tuple(self._violations_of(cell)) if cell is not None else (),
            structure,
        )

    def _moved(self, journal: list[Entry]) -> list[CellChange]:
        """Changes of a step that added or removed rows: paths move, so compare before with after."""
        after = self.values()
        inverse = revert(journal)
        before = self.values()
        revert(inverse)
        return differences(before, after)

    # reading

    def value(self, path: str) -> str:
        """The canonical text at a path, "" for blank or for no such node."""
        cell = find(self._world.root, path)
        return cell.text if isinstance(cell, Cell) else ""

    def values(self) -> dict[str, str]:
        """Every text that is not blank, also of nodes that are not relevant now."""
        return dict(texts_below(self._world.root, self._world.root.template.ref, relevant_only=False))

    def sent_values(self) -> dict[str, str]:
        """What travels: texts that are not blank, of relevant nodes only."""
        return dict(texts_below(self._world.root, self._world.root.template.ref, relevant_only=True))

    @property
    def faults(self) -> Mapping[str, str]:
        """Where an expression could not be worked out, and why: for the form's author, not for officers."""
        return self._engine.faults

    def previous_value(self, path: str) -> str:
        """The text at this path in the period before, "" for none."""
        return self._earlier.previous(path)

    def node(self, path: str) -> NodeState:
        """Everything about one node at this moment. Raises UnknownNodeError."""
        return self._states.of(self._node(path))

    def nodes(self) -> Iterator[NodeState]:
        """Every node in document order, repeats and rows too."""
        for node in everything(self._world.root):
            yield self._states.of(node)

    def children(self, path: str) -> list[str]:
        """The concrete paths below a group, a row, or (its rows) a repeat. Raises UnknownNodeError."""
        return [child.path for child in self._node(path).children]

    def _node(self, path: str) -> Cell | Rows:
        node = find(self._world.root, path)
        if node is None:
            raise UnknownNodeError(path=path)
        return node

    def _question(self, path: str) -> Cell:
        cell = find(self._world.root, path)
        if not isinstance(cell, Cell) or cell.template.spec.kind != "question":
            raise UnknownNodeError(path=path)
        return cell

    # checking

    def violations(self) -> list[Violation]:
        """Everything that is wrong in the whole entry, document order."""
        found: list[Violation] = []
        for cell in leaves(self._world.root):
            found.extend(self._violations_of(cell))
        return found

    def cell_violations(self, path: str) -> tuple[Violation, ...]:
        """What is wrong at one question. Raises UnknownNodeError."""
        return tuple(self._violations_of(self._question(path)))

    def _violations_of(self, cell: Cell) -> Iterator[Violation]:
        if cell.children or cell.template.spec.kind != "question":
            return
        for finding in self._checker.findings(cell):
            path = cell.path
            explained = finding.severity == "soft" and bool(self._explanations.get(path))
            message = self._states.message(cell, finding)
            yield Violation(path, finding.severity, finding.kind, message, explained, finding.usual)

    def progress(self) -> Progress:
        """Filled and fillable cells and violations of the whole entry."""
        return self._progress(*self._world.root.children)

    def _progress(self, *nodes: Cell | Rows) -> Progress:
        counts = [self._counted(node) for node in nodes]
        return Progress(
            sum(count.done for count in counts),
            sum(count.total for count in counts),
            sum(count.hard for count in counts),
            sum(count.soft for count in counts),
        )

    def _counted(self, node: Cell | Rows) -> Progress:
        """Count below one child of the root; who asks again before the next change is told the same."""
        known = self._counts.get(id(node))
        if known is not None:
            return known
        done = total = hard = soft = 0
        for cell in leaves(node):
            if is_input(cell):
                total += 1
                done += cell.text != ""
            for finding in self._checker.findings(cell):
                if finding.severity == "hard":
                    hard += 1
                elif not self._explanations.get(cell.path):
                    soft += 1
        found = self._counts[id(node)] = Progress(done, total, hard, soft)
        return found

    def sections(self) -> list[Section]:
        """The parts of the form as a screen lists them; loose questions make one of their own."""
        found: list[Section] = []
        root = self._world.root
        loose = [child for child in root.children if child.template.spec.kind == "question"]
        loose_done = False
        for child in root.children:
            if child.template.spec.kind == "question":
                if not loose_done and any(is_shown(cell) for cell in loose if isinstance(cell, Cell)):
                    label = self._title()
                    found.append(Section(root.path, label, self._progress(*loose), False))
                    loose_done = True
                continue
            if child.relevant and any(map(is_shown, _shown_below(child))):
                label = self._states.of(child).label or child.template.spec.name
                found.append(Section(child.path, label, self._progress(child), _has_grid(child)))
        return found

    def _title(self) -> str:
        title = self.definition.title
        default = title.get(self.definition.default_language, title.get("", ""))
        return title.get(self.language, default)

    # notes

    def note(self, path: str, text: str) -> None:
        """Keep a note at a node; "" takes it away."""
        _keep(self._notes, path, text)

    def explain(self, path: str, text: str) -> None:
        """Explain why a soft violation stands; "" takes the explanation away."""
        self._counts.clear()
        _keep(self._explanations, path, text)

    @property
    def notes(self) -> Mapping[str, str]:
        """Notes by path."""
        return self._notes

    @property
    def explanations(self) -> Mapping[str, str]:
        """Explanations by path."""
        return self._explanations

    # indicators

    def evaluate(
        self, expression: Expr, instances: Mapping[str, Sequence[Mapping[str, str]]] | None = None
    ) -> str | float | bool:
        """The value of an expression over the whole entry, standing at its root.

        ``instances`` adds tables for ``instance('name')``. Raises EvaluationError.
        """
        compiler = self._engine.compiler
        if instances:
            compiler = Compiler(self._world.with_tables(instances))
        root = self._world.templates[0]
        value: Value = compiler.value(to_tree(expression), Place(root, root))(self._world.root)
        return to_text(value) if isinstance(value, datetime) else value


def is_shown(cell: Cell) -> bool:
    """Whether a screen shows this question at all."""
    spec = cell.template.spec
    return spec.type not in ("hidden", "") and (spec.type != "calculate" or spec.label is not None)


def _shown_below(node: Cell | Rows) -> Iterator[Cell]:
    if isinstance(node, Rows) and not node.children:
        yield from ()
        return
    yield from leaves(node)


def _has_grid(node: Cell | Rows) -> bool:
    template = node.template
    return any(each.spec.layout == "grid" for each in (template, *template.below()))


def _keep(texts: dict[str, str], path: str, text: str) -> None:
    kept = unicodedata.normalize("NFC", text).strip()
    if kept:
        texts[path] = kept
    else:
        texts.pop(path, None)
