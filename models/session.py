"""EntrySession: one sitting at one entry, pure. It decides; screens show, stores keep.

A session knows nothing of files, clocks or people but what its SessionContext gives it. What it is made of
stands in models.forms: workings (what works together on one entry), answering (what a person does), stepping
(what came of it, and the way back).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from models.forms.answering import Answers
from models.forms.context import SessionContext
from models.forms.definition import FormDefinition
from models.forms.earlier import Earlier, Load
from models.forms.expressions import Expr
from models.forms.finishing import finish
from models.forms.instance import Cell, everything, find
from models.forms.nodes import Choice, NodeState, Outlined
from models.forms.opening import begin, resume, texts_of
from models.forms.outcomes import CellChange, Outcome, Progress, Refusal, Section, Violation
from models.forms.resting import collector_at_rest
from models.forms.states import outlined
from models.forms.stepping import Steps
from models.forms.telling import texts_below
from models.forms.workings import Workings

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


class EntrySession:
    """One entry being filled in. Open it with :meth:`open`."""

    def __init__(self, workings: Workings, initial: tuple[CellChange, ...]) -> None:
        self.definition = workings.definition
        self._workings = workings
        self._world = workings.world
        self._initial = initial
        self._steps = Steps(workings)
        self._answers = Answers(workings, self._steps)

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
            past, given = Earlier(previous or {}, earlier), presets or {}
            workings = Workings(definition, context, past, notes or {}, explanations or {})
            engine = workings.engine
            initial = begin(engine, given) if values is None else resume(engine, values, given)
            return cls(workings, initial)

    def initial_changes(self) -> tuple[CellChange, ...]:
        """What opening made of the given values: defaults, presets, calculations; to be stored."""
        return self._initial

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
        return self._answers.record(path, raw)

    def set(self, path: str, value: str) -> Outcome:
        """Take canonical text, with the same checks as :meth:`record`. Raises UnknownNodeError."""
        return self._answers.set(path, value)

    def clear(self, path: str) -> Outcome:
        """Blank a cell. Raises UnknownNodeError."""
        return self._answers.set(path, "")

    def rows_lost(self, path: str, raw: str) -> tuple[str, ...]:
        """The rows with answers that would go if ``raw`` were recorded here, for a screen that asks first.

        Only where a repeat takes its number of rows from the entry can there be any. Raises UnknownNodeError.
        """
        return self._answers.rows_lost(path, raw)

    def add_row(self, repeat: str) -> Outcome:
        """Append a row to a repeat ("/data/r"). Raises UnknownNodeError."""
        return self._answers.add_row(repeat)

    def remove_row(self, row: str) -> Outcome:
        """Take a row ("/data/r[2]") out with all that it holds. Raises UnknownNodeError."""
        return self._answers.remove_row(row)

    def recalculate(self) -> Outcome:
        """Calculate everything anew: what depends on the day, the clock or the language may have moved."""
        self._workings.engine.recalculate()
        return self._steps.close(self._world.root.path, None)

    def finish(self) -> Outcome:
        """Bring the entry into the form in which it is completed (models.forms.finishing)."""
        finish(self._workings.engine)
        return self._steps.close(self._world.root.path, None)

    def undo(self) -> Outcome | None:
        """Take the last step back, all that followed from it too; None when there is none."""
        return self._steps.undo()

    def redo(self) -> Outcome | None:
        """Do again what was taken back last; None when there is nothing."""
        return self._steps.redo()

    # reading

    def value(self, path: str) -> str:
        """The canonical text at a path, "" for blank or for no such node."""
        cell = find(self._world.root, path)
        return cell.text if isinstance(cell, Cell) else ""

    def values(self) -> dict[str, str]:
        """Every text that is not blank, also of nodes that are not relevant now."""
        return texts_of(self._workings.engine)

    def sent_values(self) -> dict[str, str]:
        """What travels: texts that are not blank, of relevant nodes only."""
        return dict(texts_below(self._world.root, self._world.root.template.ref, relevant_only=True))

    @property
    def faults(self) -> Mapping[str, str]:
        """Where an expression could not be worked out, and why: for the form's author, not for officers."""
        return self._workings.engine.faults

    def previous_value(self, path: str) -> str:
        """The text at this path in the period before, "" for none."""
        return self._workings.earlier.previous(path)

    def node(self, path: str) -> NodeState:
        """Everything about one node at this moment. Raises UnknownNodeError."""
        return self._workings.states.of(self._workings.node(path))

    def nodes(self) -> Iterator[NodeState]:
        """Every node in document order, repeats and rows too."""
        for node in everything(self._world.root):
            yield self._workings.states.of(node)

    def outline(self) -> Iterator[Outlined]:
        """Every node in document order, in short: for whom the words of all of them would be too much."""
        for node in everything(self._world.root):
            yield outlined(node)

    def is_relevant(self, path: str) -> bool:
        """Whether a node is relevant now. Raises UnknownNodeError."""
        return self._workings.states.relevant(self._workings.node(path))

    def children(self, path: str) -> list[str]:
        """The concrete paths below a group, a row, or (its rows) a repeat. Raises UnknownNodeError."""
        return [child.path for child in self._workings.node(path).children]

    def evaluate(
        self, expression: Expr, instances: Mapping[str, Sequence[Mapping[str, str]]] | None = None
    ) -> str | float | bool:
        """The value of an expression over the whole entry, standing at its root.

        ``instances`` adds tables for ``instance('name')``. Raises EvaluationError.
        """
        return self._workings.evaluate(expression, instances)

    # checking

    def violations(self) -> list[Violation]:
        """Everything that is wrong in the whole entry, document order."""
        return list(self._workings.violations())

    def cell_violations(self, path: str) -> tuple[Violation, ...]:
        """What is wrong at one question. Raises UnknownNodeError."""
        return tuple(self._workings.violations_of(self._workings.question(path)))

    def progress(self) -> Progress:
        """Filled and fillable cells and violations of the whole entry."""
        return self._workings.overview.progress(self._world.root.children)

    def sections(self) -> list[Section]:
        """The parts of the form as a screen lists them; loose questions make one of their own."""
        return list(self._workings.overview.sections(self._world.root, self._workings.title()))

    # notes

    def note(self, path: str, text: str) -> None:
        """Keep a note at a node; "" takes it away."""
        self._workings.notes.put(path, text)

    def explain(self, path: str, text: str) -> None:
        """Explain why a soft violation stands; "" takes the explanation away."""
        self._workings.overview.forget()
        self._workings.explanations.put(path, text)

    @property
    def notes(self) -> Mapping[str, str]:
        """Notes by path."""
        return self._workings.notes.by_path

    @property
    def explanations(self) -> Mapping[str, str]:
        """Explanations by path."""
        return self._workings.explanations.by_path
