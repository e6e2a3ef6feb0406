"""EntrySession: one sitting at one entry, pure. It decides; screens show, stores keep.

A session knows nothing of files, clocks or people but what its SessionContext gives it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from models.forms.checks import INPUTS, Checker, is_input, read_only
from models.forms.definition import FormDefinition
from models.forms.earlier import CODES, Earlier, Load
from models.forms.errors import UnknownNodeError
from models.forms.evaluation import Compiler
from models.forms.expressions import Expr, to_tree
from models.forms.finishing import finish
from models.forms.instance import Cell, Rows, everything, find, leaves, templates_of
from models.forms.journal import Entry, Rowed, revert
from models.forms.nodes import Choice, NodeState, Outlined
from models.forms.opening import begin, resume, texts_of
from models.forms.outcomes import CellChange, Outcome, Progress, Refusal, Section, Violation
from models.forms.overview import Overview
from models.forms.recalculation import Engine
from models.forms.remarks import Remarks
from models.forms.resting import collector_at_rest
from models.forms.routes import Place
from models.forms.states import States, outlined
from models.forms.taking import refusal_of, typed_text
from models.forms.telling import differences, relevance_changed, texts_below, texts_changed
from models.forms.values import Value, to_text
from models.forms.wording import Wording
from models.forms.world import World
from models.inputs import normal

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
        earlier.code_of = self._code_of
        self._notes = Remarks(notes)
        self._explanations = Remarks(explanations)
        self._overview = Overview(self._checker, self._states, self._explanations)
        self._undo: list[tuple[str, list[Entry]]] = []
        self._redo: list[tuple[str, list[Entry]]] = []
        self._initial: tuple[CellChange, ...] = ()

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
            engine, given = session._engine, presets or {}
            session._initial = begin(engine, given) if values is None else resume(engine, values, given)
        return session

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
        reading = typed_text(self._engine, cell, raw, self.language)
        if isinstance(reading, Refusal):
            return self._refused(cell, reading)
        return self._change(cell, reading)

    def set(self, path: str, value: str) -> Outcome:
        """Take canonical text, with the same checks as :meth:`record`. Raises UnknownNodeError."""
        cell = self._question(path)
        text = normal(value)
        if text:
            refusal = refusal_of(self._engine, cell, text)
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
        self._overview.forget()
        if any(isinstance(entry, Rowed) for entry in journal):
            self._follow()
        self._undo, self._redo = undone, redone
        held = [
            entry.row for entry in gone if any(cell.text and is_input(cell) for cell in leaves(entry.row))
        ]
        return tuple(sorted(row.path for row in held))

    def clear(self, path: str) -> Outcome:
        """Blank a cell. Raises UnknownNodeError."""
        return self._change(self._question(path), "")

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
        """Bring the entry into the form in which it is completed (models.forms.finishing)."""
        finish(self._engine)
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
        self._overview.forget()
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
        """Changes of a step that added or removed rows: paths move, so compare before with after.

        Notes and explanations move with their rows.
        """
        after = self.values()
        inverse = revert(journal)
        before = self.values()
        self._notes.hold(self._world.root)
        self._explanations.hold(self._world.root)
        revert(inverse)
        self._follow()
        return differences(before, after)

    def _follow(self) -> None:
        self._notes.follow()
        self._explanations.follow()
        self._earlier.rows_moved()

    # reading

    def value(self, path: str) -> str:
        """The canonical text at a path, "" for blank or for no such node."""
        cell = find(self._world.root, path)
        return cell.text if isinstance(cell, Cell) else ""

    def values(self) -> dict[str, str]:
        """Every text that is not blank, also of nodes that are not relevant now."""
        return texts_of(self._engine)

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

    def _code_of(self, row: str) -> tuple[str, str] | None:
        cell = find(self._world.root, row)
        if not isinstance(cell, Cell):
            return None
        for name in CODES:
            template = cell.template.by_name.get(name)
            if template is not None:
                code = cell.children[template.slot]
                return (name, code.text) if isinstance(code, Cell) and code.text else None
        return None

    def node(self, path: str) -> NodeState:
        """Everything about one node at this moment. Raises UnknownNodeError."""
        return self._states.of(self._node(path))

    def nodes(self) -> Iterator[NodeState]:
        """Every node in document order, repeats and rows too."""
        for node in everything(self._world.root):
            yield self._states.of(node)

    def outline(self) -> Iterator[Outlined]:
        """Every node in document order, in short: for whom the words of all of them would be too much."""
        for node in everything(self._world.root):
            yield outlined(node)

    def is_relevant(self, path: str) -> bool:
        """Whether a node is relevant now. Raises UnknownNodeError."""
        return self._states.relevant(self._node(path))

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
            explained = finding.severity == "soft" and bool(self._explanations.by_path.get(path))
            message = self._states.message(cell, finding)
            yield Violation(path, finding.severity, finding.kind, message, explained, finding.usual)

    def progress(self) -> Progress:
        """Filled and fillable cells and violations of the whole entry."""
        return self._overview.progress(self._world.root.children)

    def sections(self) -> list[Section]:
        """The parts of the form as a screen lists them; loose questions make one of their own."""
        return list(self._overview.sections(self._world.root, self._title()))

    def _title(self) -> str:
        title = self.definition.title
        default = title.get(self.definition.default_language, title.get("", ""))
        return title.get(self.language, default)

    # notes

    def note(self, path: str, text: str) -> None:
        """Keep a note at a node; "" takes it away."""
        self._notes.put(path, text)

    def explain(self, path: str, text: str) -> None:
        """Explain why a soft violation stands; "" takes the explanation away."""
        self._overview.forget()
        self._explanations.put(path, text)

    @property
    def notes(self) -> Mapping[str, str]:
        """Notes by path."""
        return self._notes.by_path

    @property
    def explanations(self) -> Mapping[str, str]:
        """Explanations by path."""
        return self._explanations.by_path

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
